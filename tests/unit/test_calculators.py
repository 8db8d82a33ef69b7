"""Hold the calculators to their door: what goes in, what comes out, what is refused and how it is said."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.errors import InputError, InputErrors
from equipoise.reference.library import BASES
from equipoise.registry import find_variant
from equipoise.study.calculators import list_models, read_inputs, run_model, show_model

SHIELD = [m["name"] for m in list_models() if m["stage"] in ("sensing", "engagement")]
# issue 4, part 5, and what else the two stages offer
WANTED = {
    "wilkening", "track-floor", "layered-leakage", "decoy-discrimination", "imperfect-look", "stock-exhaustion", "prim-read",
    "preferential-defence", "random-subtractive", "correlation", "battlespace-count", "defended-radius", "kill-posterior",
    "size-saturation", "cost-per-stop", "radar-range", "radar-horizon", "boost-window", "infrared-range", "absentee-ratio",
    "satellites-in-view", "stereo-error", "exact-leakage", "raid", "one-shot", "constellation-cover",
}  # fmt: skip


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    return [x for item in value for x in leaves(item)] if isinstance(value, list) else [value]


def test_the_stages_offer_what_they_should() -> None:
    assert set(SHIELD) == WANTED


@pytest.mark.parametrize("name", SHIELD)
def test_a_card_says_what_goes_in_and_comes_out_and_how_it_is_known(name: str) -> None:
    card = show_model(name)
    assert card["rule"] and card["validity"] and card["sources"] and card["basis"] in BASES.values()
    assert json.loads(json.dumps(card)) == card
    outputs = run_model(name)["outputs"]
    assert set(card["outputs"]) == set(outputs), "every output is declared and every declared one comes out"
    for told in card["outputs"].values():
        assert told["meaning"]
    for key, told in card["inputs"].items():
        assert told["meaning"] and told["kind"], key
        if told["default"] is None:
            continue  # nothing is taken by default
        assert told["basis"] in BASES and told["source"], f"{key} has a default without a basis"
        if key.startswith("p_") and told["default"] != 1.0 and key != "p_wanted":
            assert told["interval"] or told["basis"] == "P", f"{key}: a probability that is not settled names its span"
        if told["interval"]:
            low, high = told["interval"]
            assert low < high and all(low <= x <= high for x in leaves(told["default"])), key


@pytest.mark.parametrize("name", [m["name"] for m in list_models()])
def test_what_is_printed_is_accepted_back(name: str) -> None:
    first = run_model(name)
    printed = json.loads(json.dumps(first))
    assert printed == first and all(not isinstance(x, float) or math.isfinite(x) for x in leaves(first))
    assert run_model(name, inputs=printed) == first
    assert run_model(name, inputs=printed["inputs"]) == first


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_a_file_is_read_and_set_overrides_it(tmp_path: Path, ending: str) -> None:
    told = {"warheads": 30, "p_ssk": 5e-1, "shots": 2}
    file = tmp_path / f"in.{ending}"
    file.write_text(json.dumps(told, indent="\t") if ending == "json" else "".join(f"{k}: {v}\n" for k, v in told.items()))
    inputs, origin = read_inputs(str(file))
    assert run_model("stock-exhaustion", (), inputs, origin)["outputs"]["leakers"] == 8.0 + 22.0 * 0.25
    assert run_model("stock-exhaustion", ("shots=4",), inputs, origin)["outputs"]["engaged"] == 11.0


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(run_model("kill-posterior", ("hits=3", "tests=4")))))
    inputs, origin = read_inputs("-")
    assert origin == "standard input"
    assert run_model("kill-posterior", (), inputs, origin)["outputs"]["mean"] == 4.0 / 6.0


def test_all_faults_of_a_file_are_told_with_place_and_cure() -> None:
    bad = {"warheds": 3, "p_ssk": math.nan, "shots": True, "availability": 2, "reserve": "many"}
    with pytest.raises(InputErrors) as caught:
        run_model("stock-exhaustion", (), bad, "raid.yaml")
    said = str(caught.value).splitlines()
    assert len(said) == len(bad) and all(line.startswith("raid.yaml: ") for line in said)
    for line, words in zip(
        said, ("Did you mean 'warheads'?", "finite", "'true' is not a number", "'many' is not a number", "2 is out of range"), strict=True
    ):
        assert words in line
    assert "Accepted: a number, 0 to 1." in said[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("shots", "not input=value"), ("shots=", "no value"), ("shots=1.5", "fractional"), ("shots=[1, 2]", "whole number"),
        ("shots=null", "no value"), ("shots={a: 1}", "mapping"), ("p_ssk=1.5", "0 to 1"), ("p_ssk=.inf", "finite"),
        ("sots=2", "Did you mean 'shots'"), ("shots=[", "not valid YAML"), ("p_ssk=2026-01-01", "not a number"),
    ],
)  # fmt: skip
def test_a_bad_word_is_refused(words: str, said: str) -> None:
    with pytest.raises(InputError, match="--set") as caught:
        run_model("stock-exhaustion", (words,))
    assert said in str(caught.value)


def test_inputs_of_another_model_are_refused() -> None:
    with pytest.raises(InputError, match="inputs of 'track-floor'"):
        run_model("wilkening", inputs=run_model("track-floor"))


@pytest.mark.parametrize("content", ["[1, 2]", "7", "text", "- a: 1"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.yaml").write_text(content)
    with pytest.raises(InputError, match=r"x\.yaml: this is"):
        read_inputs(str(tmp_path / "x.yaml"))


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_inputs("nowhere.json")


def test_a_fault_that_the_model_finds_names_the_place_of_the_input() -> None:
    with pytest.raises(InputError, match="--set hits: 5 hits in 4 tests"):
        run_model("kill-posterior", ("hits=5", "tests=4"))
    with pytest.raises(InputError, match="--set shots: 2 layers are given where others have 3"):
        run_model("layered-leakage", ("p_ssk=[0.1, 0.2, 0.3]", "shots=[1, 2]"))
    with pytest.raises(InputError, match="--set inclination_deg: orbits at 5 deg never"):
        run_model("absentee-ratio", ("inclination_deg=5", "latitude_deg=60"))
    for name in ("satellites-in-view", "constellation-cover"):
        with pytest.raises(InputError, match="target_height_km"):
            run_model(name, ("target_height_km=2000",))
    with pytest.raises(InputError, match="--set lowest_km: the band from 90 to 80 km is empty"):
        run_model("one-shot", ("lowest_km=90", "highest_km=80"))


def test_what_would_take_too_long_is_refused_at_once() -> None:
    for name, sets in (
        ("raid", ("draws=1000000", "ballistic=1000")), ("exact-leakage", ("warheads=1000", "interceptors=10000")),
        ("constellation-cover", ("satellites=20000", "times=10000")),
    ):  # fmt: skip
        with pytest.raises(InputError, match="too long"):
            run_model(name, sets)


def test_extreme_inputs_give_an_error_not_a_traceback() -> None:
    with pytest.raises(InputError, match="out of the range of numbers"):
        run_model("radar-range", ("power_W=1e-300", "pulse_s=1e-300"))


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("wilkening", ("p_track=0.9",)), ("battlespace-count", ("detect_range_km=1",)), ("boost-window", ("burn_s=40",)),
        ("defended-radius", ("floor_km=200",)), ("cost-per-stop", ("p_ssk=0",)),
        ("fly-out", ("distance_km=5000",)), ("fly-out", ("height_km=2000",)), ("fly-out", ("distance_km=0.1", "height_km=0.1")),
        ("fly-out", ("burnout_speed_m_s=9000", "ballistic_coefficient_kg_m2=40", "distance_km=200", "height_km=2000")),
    ],
)  # fmt: skip
def test_an_empty_answer_has_its_reason(name: str, sets: tuple[str, ...]) -> None:
    assert run_model(name, sets)["outputs"]["reason"]
    assert run_model(name)["outputs"]["reason"] == ""


def draw_value(draw: Any, annotation: Any, field: Any) -> Any:
    """Draw a value inside the declared limits of an input, its ends included."""
    options = [a for a in get_args(annotation) if a is not NoneType]
    if get_origin(annotation) is Literal:
        return draw(st.sampled_from(list(get_args(annotation))))
    if NoneType in get_args(annotation):
        return draw(st.none()) if draw(st.booleans()) else draw_value(draw, options[0], field)
    if get_origin(annotation) is tuple:
        return draw(st.lists(st.floats(0.0, 1.0) if field != "values" else st.floats(0.01, 1e6), min_size=1, max_size=3))
    if annotation is bool:
        return draw(st.booleans())
    limits = {k: getattr(item, k) for item in field.metadata for k in ("ge", "gt", "le", "lt") if hasattr(item, k)}
    low, high = limits.get("ge", limits.get("gt", 0)), limits.get("le", limits.get("lt", 1e6))
    if annotation is int:
        return draw(st.integers(int(low), min(int(high), 3000)))
    return draw(st.floats(low, high, exclude_min="gt" in limits, exclude_max="lt" in limits, allow_subnormal=False))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_input_inside_its_limits_gives_numbers_or_a_clear_refusal(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SHIELD))
    fields = find_variant("model", name).spec.model_fields  # type: ignore[union-attr]
    chosen = data.draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    inputs = {}
    for key in chosen:
        annotation, marker = fields[key].annotation, "values" if key == "values" else fields[key]
        inputs[key] = draw_value(data.draw, annotation, marker)
    try:
        found = run_model(name, inputs=inputs)
    except InputError:
        return
    assert all(not isinstance(x, float) or math.isfinite(x) for x in leaves(found["outputs"]))
    for key, value in found["outputs"].items():
        if key.startswith(("p_", "leak_", "share")) or key in ("leak", "confidence_whole", "best_confidence", "mean", "low", "high"):
            assert all(x is None or -1e-12 <= x <= 1.0 + 1e-9 for x in leaves(value)), (key, value)
    assert run_model(name, inputs=found) == found


def test_the_reference_page_lists_every_calculator(root: Path) -> None:
    text = (root / "docs/reference/calculators.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    listed = {row[1].strip(" `"): row[2].strip() for row in rows}
    assert listed == {m["name"]: m["stage"] for m in list_models()}


def test_the_command_line_pipes_an_answer_back_in() -> None:
    command = [sys.executable, "-m", "equipoise.cli", "model", "stock-exhaustion", "--format", "json"]
    first = subprocess.run([*command, "--set", "warheads=25"], capture_output=True, text=True, timeout=120, check=True)
    again = subprocess.run([*command, "--input", "-"], input=first.stdout, capture_output=True, text=True, timeout=120, check=True)
    assert again.stdout == first.stdout and json.loads(first.stdout)["inputs"]["warheads"] == 25
    words = [*command[:4], "show", "stock-exhaustion"]
    card = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True).stdout
    assert "p_ssk = 0.56 (a number, 0 to 1)" in card and "[S: Missile Defense Agency (2023); 0.4 to 0.73]" in card
    assert "leakers [warheads]: expected leakers" in card


@pytest.mark.parametrize(
    "words", [("list", "x"), ("wilkening", "x"), ("show", "wilkening", "--input", "-"), ("show",), ("list", "--set", "a=1")]
)
def test_words_that_make_no_sense_are_refused(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from equipoise.cli import main

    monkeypatch.setattr(sys, "argv", ["equipoise", "model", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("equipoise: ") and "Accepted: " in said and said.count("\n") == 1
