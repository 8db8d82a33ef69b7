"""Check reach tables: their grid, their limits, names of layers, and that runs do not lean on each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from equipoise.errors import InputError
from equipoise.flight.fly_out import N_ALTITUDES, N_DISTANCES, fly_out, ideal_gain
from equipoise.results.reach import ReachTables
from equipoise.scenario.defences import Layer
from equipoise.scenario.inputs import Inputs

PLAIN = {
    "id": "plain", "kind": "terminal", "engages": ["ballistic"], "interceptors": 1, "shots_per_target": 2, "p_ssk_ballistic": 0.5,
    "p_ssk_glider": 0.5, "availability": 1.0, "p_track": 1.0, "burnout_speed": "2.5 km/s", "burn_time": "15 s", "reach": "150 km",
    "ballistic_coefficient": "6000 kg/m^2", "endurance": "150 s", "altitude_min": "5 km", "altitude_max": "100 km", "unit_cost": "1 Musd",
}  # fmt: skip
ORBIT = {
    **PLAIN, "id": "orbiting", "kind": "space_based", "orbit": {"altitude": "300 km", "inclination": "60 deg", "planes": 4},
}  # fmt: skip
SPREAD = {"uniform": ["2 km/s", "3 km/s"]}


def build(**fields: object) -> Layer:
    return Layer.model_validate({k: v for k, v in {**PLAIN, **fields}.items() if v is not None})


def fly_one(**fields: object) -> ReachTables:
    return fly_out([build(**fields)], Inputs.central())


@pytest.mark.parametrize("elevation_deg", [5.0, 30.0, 45.0, 80.0])
@pytest.mark.parametrize(("speed", "burn"), [(1600.0, 12.0), (2700.0, 17.0), (7500.0, 180.0)])
def test_the_ideal_gain_adds_up_to_the_burnout_speed(elevation_deg: float, speed: float, burn: float) -> None:
    e, g = math.radians(elevation_deg), 3.986004418e14 / 6371e3**2
    gain = float(ideal_gain(speed, burn, e))
    assert math.hypot(gain * math.cos(e), gain * math.sin(e) - g * burn) == pytest.approx(speed, rel=1e-12)


def test_a_table_covers_its_grid_and_keeps_its_limits() -> None:
    table = fly_one()
    assert table.keys == ("plain",) and table.time_s.shape == table.speed_m_s.shape == (1, 1, N_ALTITUDES, N_DISTANCES)
    assert table.reach_m[0, 0] == 150e3 and table.altitude_top_m[0, 0] == 100e3
    time, speed = table.time_s[0, 0], table.speed_m_s[0, 0]
    assert np.max(time[np.isfinite(time)]) <= 150.0 and np.all((speed > 0.0) == (np.isfinite(time) & (time > 0.0)))
    assert time[0, 0] < 1.0 and np.all(np.diff(time[:, 0]) > 0.0)  # straight up
    assert np.mean(np.isfinite(time)) > 0.9
    # at one height what is farther takes longer: the direct flight is the fastest
    assert np.all(np.diff(time[5:], axis=1)[np.isfinite(time[5:, 1:])] > 0.0)


def test_looking_up_meets_the_grid_and_ends_with_it() -> None:
    table = fly_one()
    distances, heights = np.linspace(0.0, 150e3, N_DISTANCES), np.linspace(0.0, 100e3, N_ALTITUDES)
    time, speed = table.look_up("plain", distances[None, 7], heights[None, 9])
    assert time[0] == pytest.approx(table.time_s[0, 0, 9, 7], rel=1e-12) and speed[0] == pytest.approx(table.speed_m_s[0, 0, 9, 7])
    middle, _ = table.look_up("plain", 0.5 * (distances[7] + distances[8]), heights[9])
    assert middle[0] == pytest.approx(0.5 * (table.time_s[0, 0, 9, 7] + table.time_s[0, 0, 9, 8]))
    outside, none = table.look_up("plain", np.array([[151e3, 10e3]]), np.array([[10e3, 101e3]]))
    assert np.all(np.isinf(outside)) and np.all(none == 0.0)
    with pytest.raises(KeyError, match="plain"):
        table.find("other")


def test_endurance_and_declared_reach_cut_the_table() -> None:
    whole, short = fly_one(), fly_one(endurance="60 s")
    late = np.isfinite(whole.time_s) & (whole.time_s > 60.0)
    assert late.any() and np.all(np.isinf(short.time_s[late])) and short.time_s[np.isfinite(short.time_s)].max() <= 60.0
    assert fly_one(reach="40 km").look_up("plain", 41e3, 20e3)[0][0] == math.inf


def test_what_cannot_lift_off_reaches_nothing() -> None:
    table = fly_one(burnout_speed="50 m/s", burn_time="120 s")
    assert not np.any(np.isfinite(table.time_s[0, 0, 1:, :]))


def test_layers_in_orbit_are_left_out_and_names_are_kept_apart() -> None:
    a, b = build(), build(burnout_speed="2 km/s")
    assert fly_out([Layer.model_validate(ORBIT), a, a], Inputs.central()).keys == ("plain",)
    assert fly_out([], Inputs.central()).time_s.shape[0] == 0
    with pytest.raises(InputError, match="two layers"):
        fly_out([a, b], Inputs.central())
    both = fly_out([a, b], Inputs.central(), keys=["a", "b"])
    assert both.look_up("a", 50e3, 20e3)[0][0] < both.look_up("b", 50e3, 20e3)[0][0]


def test_runs_do_not_lean_on_each_other() -> None:
    layers = [build(burnout_speed=SPREAD, id="x"), build(endurance={"uniform": ["100 s", "200 s"]}, id="y")]
    inputs = Inputs.for_runs(seed=3, case=1, runs=range(6))
    whole, part = fly_out(layers, inputs), fly_out(layers[1:], inputs.cut(2, 4))
    assert np.array_equal(whole.time_s[1:, 2:4], part.time_s) and np.array_equal(whole.speed_m_s[1:, 2:4], part.speed_m_s)
    assert len(np.unique(whole.time_s[0, :, 10, 10])) == 6
