"""Check the command line as a user meets it: help, exit codes, one message, nothing left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FLIGHTS = """flights:
  - id: glide-1
    earth: {shape: sphere, radius: 6371 km, mu: 398600.4418 km^3/s^2, rotation: 7.292115e-5 rad/s}
    vehicle: {kind: glider, ballistic_coefficient: 13000 kg/m^2, lift_to_drag: 2.6, nose_radius: 3.4 cm}
    start: {latitude: 40 deg, longitude: 60 deg, altitude: 50 km, speed: 6000 m/s, flight_path_angle: 0 deg, azimuth: 45 deg}
    bank: 45 deg
    stop: {altitude: 30 km}
"""
HEAD = "equipoise: 1\nid: own/x\nparent: founding/shield-2019\ntitle: t\nquestion: q\n"


def equipoise(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "equipoise.cli", *words], cwd=cwd, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("raid: {headline: -5}\n", "raid.headline"),
        ("raid: {headlin: 5}\n", "Did you mean 'headline'"),
        ("years: {history_from: 2002, assess: 2019, end: 2001}\n", "end before start"),
        ("rivalry: {lag: -1}\n", "out of range"),
        ("actors: {us: {shield: {gbi: {interceptors: -44}}}}\n", "actors.us.shield.gbi.interceptors"),
        ("actors: {us: {shield: {gbi: {reach: 4000}}}}\n", "has no unit"),
        ("actors: {us: {shield: {gbi: {reach: 4000 kg}}}}\n", "is not a length"),
        ("actors: {us: {shield: {gbi: {availability: 1.5}}}}\n", "0 to 1"),
        ("actors: {us: {forces: us-2091}}\n", "us-2019"),
        ("actors: {us: {shield: [patriot_x]}}\n", "unknown entry 'patriot_x'"),
        ("actors: {us: {gliders: {ceiling: .nan}}}\n", "finite"),
        ("actors: {us: {gliders: {ceiling: yes please}}}\n", "not a number"),
        ("raid: {headline: 5}\nraid: {headline: 6}\n", "given twice"),
        ("raid: !!python/object:os.system {}\n", "tag"),
        ("actors: {us: {counter_shield: {architecture: dome}}}\n", "unknown architecture 'dome'"),
    ],
)
def test_bad_scenarios_are_refused_with_path_and_cure(tmp_path: Path, change: str, said: str) -> None:
    (tmp_path / "x.yaml").write_text(HEAD + change)
    done = equipoise("run", "x.yaml", "--draws", "2", "--out", "out", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr and done.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", "a: 1".encode("utf-16"), b"- 1\n- 2\n", b"a: 1\n---\nb: 2\n", b"[" * 1000, b"a: &x [1]\nb: *y\n", b"\xff\xfe"],
)
def test_files_that_are_not_scenarios_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    done = equipoise("check", "x.yaml", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("equipoise: ") and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "founding/shield-2091"), "founding/shield-2019"),
        (("run", "founding/shield-2019", "--draws", "0"), "--draws"),
        (("run", "founding/shield-2019", "--seed", "-1"), "--seed"),
        (("run", "founding/shield-2019", "--workers", "0"), "--workers"),
        (("run", "founding/shield-2019", "--set", "raid.headlin=3"), "Did you mean 'headline'"),
        (("run", "founding/shield-2019", "--set", "raid"), "PATH=VALUE"),
        (("run", "founding/shield-2019", "--engine", "ray"), "--engine"),
        (("run", "founding/shield-2019", "--format", "xml"), "--format"),
        (("stage", "sensng", "founding/shield-2019"), "Did you mean 'sensing'"),
        (("model", "wilkning"), "Did you mean 'wilkening'"),
        (("model", "wilkening", "--set", "p_ssk=2"), "p_ssk"),
        (("explain", "nowhere"), "summary.json"),
        (("doctor", "nowhere"), "not a result folder"),
        (("fly", "nowhere.yaml"), "cannot be read"),
        (("run", "../../etc/passwd"), "../../etc/passwd"),
    ],
)
def test_bad_words_end_with_code_2_and_one_message(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = equipoise(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not any(tmp_path.iterdir())


def test_run_writes_a_folder_and_json_is_one_document(tmp_path: Path) -> None:
    done = equipoise("run", "founding/no-counter-shield", "--draws", "2", "--workers", "1", "--out", "r", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert sorted(summary["answers"]) == [f"q{i}" for i in range(1, 9)]
    for answer in summary["answers"].values():
        assert {"value", "interval", "interval_level", "unit", "drivers", "headline"} <= set(answer)
    names = {p.name for p in (tmp_path / "r").iterdir()}
    assert {"report.html", "summary.json", "scenario.yaml", "provenance.json", "manifest.jsonl", "tables"} <= names
    assert (tmp_path / "r/summary.json").read_text() == done.stdout
    sound = equipoise("doctor", "r", cwd=tmp_path)
    assert sound.returncode == 0 and "sound" in sound.stdout
    told = equipoise("explain", "r", "q2", cwd=tmp_path)
    assert told.returncode == 0 and "Q2" in told.stdout
    both = equipoise("compare", "r", "r", "--format", "json", cwd=tmp_path)
    assert len(json.loads(both.stdout)) == 8


def test_fly_speaks_the_contracted_words(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(FLIGHTS)
    done = equipoise("fly", "f.yaml", cwd=tmp_path)
    (row,) = json.loads(done.stdout)
    words = (
        "id status t_end_s speed_end_m_s flight_path_angle_end_deg azimuth_end_deg latitude_end_deg longitude_end_deg altitude_end_m "
        "ground_range_m downrange_m crossrange_m max_aero_accel_g max_heat_flux_W_m2 max_dynamic_pressure_Pa heat_load_J_m2 apogee_m"
    )
    assert set(words.split()) <= set(row)
    assert row["altitude_end_m"] == pytest.approx(30_000.0, abs=1e-3)
    assert row["crossrange_m"] > 0.0  # positive bank turns right
    for form in ("csv", "czml", "kml", "geojson"):
        out = equipoise("fly", "f.yaml", "--format", form, "--out", f"o.{form}", cwd=tmp_path)
        assert out.returncode == 0 and "glide-1" in (tmp_path / f"o.{form}").read_text()


def test_each_stage_runs_alone(tmp_path: Path) -> None:
    for stage in ("flight", "sensing", "engagement", "exchange", "perception", "rivalry"):
        done = equipoise("stage", stage, "founding/shield-2019", "--draws", "1", "--format", "json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        table = json.loads(done.stdout)
        assert table["rows"] and table["standing"] in ("truth", "belief")


def test_models_are_listed_shown_and_run(tmp_path: Path) -> None:
    listed = json.loads(equipoise("model", "list", "--format", "json", cwd=tmp_path).stdout)
    assert {"wilkening", "richardson", "deterrence-cone"} <= {m["name"] for m in listed}
    shown = equipoise("model", "show", "wilkening", cwd=tmp_path)
    assert "Wilkening" in shown.stdout or "wilkening" in shown.stdout
    ran = json.loads(equipoise("model", "wilkening", "--set", "warheads=20", "--format", "json", cwd=tmp_path).stdout)
    assert ran["outputs"]["barrage"] == pytest.approx(113.07, abs=0.01)


def test_new_and_check_and_schema(tmp_path: Path) -> None:
    assert equipoise("new", "founding/shield-2019", "-o", "mine.yaml", cwd=tmp_path).returncode == 0
    assert equipoise("check", "mine.yaml", cwd=tmp_path).returncode == 0
    again = equipoise("new", "founding/shield-2019", "-o", "mine.yaml", cwd=tmp_path)
    assert again.returncode == 2 and "exists" in again.stderr
    schema = json.loads(equipoise("schema", cwd=tmp_path).stdout)
    assert schema["title"] == "Case" and "actors" in schema["properties"]
