"""Check what a shield's sensors make of flights: reasons, custody, what more sensors add, and what is refused at the door."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import equipoise as eq
from equipoise.errors import InputError
from equipoise.flight import trace
from equipoise.results.paths import Paths
from equipoise.results.table import Table
from equipoise.results.track_book import TrackBook
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.sensors import Sensor, read_sensor
from equipoise.sensing import observe
from equipoise.sensing.custody import explain_track, list_stretches, summarise_custody

N = 6
CASE = eq.load("founding/shield-2019")
INPUTS = Inputs.for_runs(seed=3, case=11, runs=range(N))
THREATS = tuple(t for t in CASE.flights if t.owner == "russia")
SENSORS = {s.id: s for a in CASE.actors for s in a.sensors} | {s.id: s for a in CASE.architectures for s in a.sensors}


@pytest.fixture(scope="module")
def samples() -> Table:
    return trace([t.flight for t in THREATS], INPUTS)


def watch(samples: Table, *sensors: Sensor) -> TrackBook:
    return observe(THREATS, [Shield("us", "russia", "trial", (), sensors)], samples, INPUTS)


def test_no_sensor_gives_no_track_and_says_so(samples: Table) -> None:
    table = watch(samples).table
    assert table.n_rows == 2 * N and np.all(table["custody_fraction"] == 0.0) and np.all(np.isnan(table["t_track_s"]))
    assert set(table["reason"]) == {"the shield has no sensor that holds a track"}


def test_a_sensor_that_cannot_see_says_why(samples: Table) -> None:
    far = read_sensor({"id": "south", "kind": "ground_radar", "latitude": "-60 deg", "longitude": "0 deg", "range": "3000 km"})
    dim = read_sensor(
        {"id": "blind", "kind": "tracking_constellation", "n_satellites": 60, "planes": 6, "altitude": "1000 km", "inclination": "80 deg",
         "detection_threshold": "1 GW"}
    )  # fmt: skip
    narrow = dim.model_copy(update={"id": "narrow", "detection_threshold": SENSORS["csis_leo_135"].detection_threshold,
                                    "field_of_regard": read_sensor({**_shell(), "field_of_regard": "2 deg"}).field_of_regard})  # fmt: skip
    for sensor, words in ((far, "below the radar's horizon"), (dim, "too faint"), (narrow, "outside the pointing limits")):
        table = watch(samples, sensor).table.where(threat_class="glider")
        assert np.all(table["custody_fraction"] == 0.0)
        assert all(r.startswith("never seen: ") and words in r for r in table["reason"]), set(table["reason"])


def test_an_echo_without_direction_is_no_look(samples: Table) -> None:
    """A faint echo's angular error grows past what the filter can use (seen in run 239 of the founding case): no look, no error."""
    blunt = read_sensor(
        {"id": "blunt", "kind": "ground_radar", "latitude": "65 deg", "longitude": "-20 deg", "range": "4000 km", "angle_error": "60 deg"}
    )
    table = watch(samples, blunt).table
    assert np.all(table["custody_fraction"] == 0.0) and any("too faint for the radar" in r for r in table["reason"]), set(table["reason"])
    assert all(r.startswith("never seen: ") for r in table["reason"])


def _shell() -> dict[str, object]:
    return {"id": "shell", "kind": "tracking_constellation", "n_satellites": 60, "planes": 6, "altitude": "1000 km",
            "inclination": "80 deg", "detection_threshold": "3 kW"}  # fmt: skip


def test_satellites_do_not_see_a_cold_warhead_unless_they_say_so(samples: Table) -> None:
    blind = watch(samples, read_sensor(_shell())).table.where(threat_class="ballistic")
    able = {"cold_threshold": "1 W", "reference_range": "3000 km", "field_of_regard": "300 deg"}  # upwards, against space
    sees = watch(samples, read_sensor({**_shell(), **able})).table.where(threat_class="ballistic")
    assert np.all(blind["custody_fraction"] == 0.0) and sees["custody_fraction"].mean() > 0.3


def test_space_tracking_holds_a_glider_where_ground_radars_lose_it(samples: Table) -> None:
    """CSIS 2023: 135 satellites keep two in view at all times; a ground radar sees a glider for the last 800 km at best."""
    space = watch(samples, SENSORS["csis_leo_135"]).table.where(threat_class="glider")
    ground = watch(samples, SENSORS["uewr_greenland"], SENSORS["uewr_massachusetts"]).table.where(threat_class="glider")
    assert np.median(space["custody_fraction"]) > 0.85 > 0.35 > np.median(ground["custody_fraction"])
    assert np.nanmedian(space["track_error_m"]) < 300.0


def test_more_sensors_see_at_least_as_often(samples: Table) -> None:
    """Sample by sample a second sensor adds looks and takes none away; custody follows but for chance in the filter."""
    one, two = watch(samples, SENSORS["pwsa_t1"] if "pwsa_t1" in SENSORS else SENSORS["csis_leo_135"]), None
    two = watch(samples, SENSORS["csis_leo_135"], SENSORS["uewr_greenland"])
    for name in ("ballistic", "glider"):
        few, many = (b.points.where(threat_class=name)["n_sensors"] for b in (one, two))
        assert np.all(many >= few) and (name == "glider" or many.sum() > few.sum())
    assert two.table["custody_fraction"].mean() >= one.table["custody_fraction"].mean()


def test_shields_that_share_a_sensor_see_the_same(samples: Table) -> None:
    shared = SENSORS["uewr_greenland"]
    shields = [Shield("us", "russia", name, (), (shared,)) for name in ("a", "b")]
    book = observe(THREATS, shields, samples, INPUTS)
    a, b = (book.points.where(shield=name) for name in ("a", "b"))
    for column in ("n_sensors", "error_m", "x_ecef_m"):
        assert np.array_equal(a[column], b[column], equal_nan=True)


def test_truth_stays_truth_and_belief_has_errors(samples: Table) -> None:
    book = watch(samples, SENSORS["csis_leo_135"])
    assert book.table.schema.standing == book.points.schema.standing == book.custody.schema.standing == "belief"
    points = book.points.where(threat_class="glider", run=0)
    truth = Paths.read(samples, THREATS[1].id, N)
    k = int(truth.length[0])
    believed = np.stack([points[f"{a}_ecef_m"] for a in "xyz"], axis=1)
    away = np.sqrt(np.sum((believed - truth.state_ecef[0, :k, :3]) ** 2, axis=1))
    held = np.isfinite(away)
    assert held.sum() > 50 and np.all(away[held] > 0.0)
    # an honest filter is out by about sqrt(3) of its own error an axis: within a factor of three over a whole flight
    assert 0.5 < np.median(away[held] / points["error_m"][held]) < 4.0


def test_custody_stretches_agree_with_the_summary(samples: Table) -> None:
    book = watch(samples, SENSORS["uewr_greenland"], SENSORS["uewr_massachusetts"], SENSORS["sbirs"])
    for row in book.table.rows():
        mine = book.custody.where(run=row["run"], flight=row["flight"])
        assert mine.n_rows == (row["n_gaps"] + 1 if np.isfinite(row["t_track_s"]) else 0)
        if mine.n_rows:
            assert float(mine["t_start_s"][0]) == row["t_track_s"] and np.all(mine["t_end_s"] >= mine["t_start_s"])


def test_stretches_and_summaries_of_made_up_tracks() -> None:
    firm = np.array([False, True, True, False, False, True])
    t = 10.0 * np.arange(6)
    assert [(s.first, s.last) for s in list_stretches(firm)] == [(1, 2), (5, 5)]
    s = summarise_custody(t, firm, np.zeros(6))
    # by hand: firm from 10 to 20 s and at 50 s; the gap runs from 20 to 50 s; 10 of 50 s are held
    assert (s["t_track_s"], s["warning_time_s"], s["longest_gap_s"], s["custody_fraction"]) == (10.0, 40.0, 30.0, 0.2)
    codes = [("radar", np.array([2, 0, 0, 2, 2, 0], dtype=np.int8), ("", "far", "low"))]
    assert explain_track(firm, np.zeros(6, dtype=np.int64), codes) == ""
    firm[4:] = False
    assert explain_track(firm, np.zeros(6, dtype=np.int64), codes) == "lost before the end: radar: low"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"altitude": "-100 km"}, "-100000 is out of range"),
        ({"altitude": "50 km"}, "inside the air"),
        ({"altitude": "20000 km", "eccentricity": 0.8}, "below the ground"),
        ({"field_of_regard": "0 deg"}, "not a cone"),
        ({"epoch": "yesterday"}, "pattern"),
        ({"detection_threshold": "6"}, "has no unit"),
    ],
)
def test_satellites_that_cannot_be_are_refused(change: dict[str, object], words: str) -> None:
    from pydantic import ValidationError

    with pytest.raises(ValidationError) as error:
        read_sensor({**_shell(), **change})
    assert words in str(error.value)


def test_an_epoch_outside_the_elements_is_refused_with_path_and_cure(samples: Table) -> None:
    # the element set of Vallado's report AAS 06-675, satellite 5, epoch 27 June 2000
    lines = (
        "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753",
        "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667",
    )
    fresh = read_sensor({**_shell(), "elements": [lines, lines], "epoch": "2000-06-28T12:00"})
    assert watch(samples, fresh).table.n_rows == 2 * N
    stale = read_sensor({**_shell(), "elements": [lines], "epoch": "2019-06-28"})
    with pytest.raises(InputError, match=r"days .*Accepted") as error:
        watch(samples, stale)
    assert "epoch" in str(error.value)


def test_a_scenario_with_twins_or_half_a_place_is_refused(tmp_path: Path) -> None:
    head = "equipoise: 1\nid: own/twins\nparent: founding/shield-2019\ntitle: t\nquestion: q\n"
    for text, words in (
        ("actors: {us: {sensors: [sbirs, sbirs]}}\n", "stands in the shield or among the sensors twice"),
        ("actors: {us: {sensors: [{library: uewr_uk, latitude: null}]}}\n", "latitude and longitude go together"),
        ("actors: {us: {shield: [{library: gbi, engages: [cruise]}]}}\n", "without p_ssk_cruise"),
        ("raid: {mix: {ballistic: 0.5, glider: 0.4}}\n", "add to 0.9"),
        ("raid: {mix: {ballistic: 0.5, cruise: 0.5}}\n", "no actor has a flight of every class"),
    ):
        file = tmp_path / "twins.yaml"
        file.write_text(head + text)
        with pytest.raises(InputError, match=words):
            eq.load(file)
