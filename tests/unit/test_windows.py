"""Check shots and footprints against closed forms: head-on looks, reasons, sites, gaps in a track, a defended disc, published orders."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from equipoise.engagement._kernels import window
from equipoise.engagement.footprint import find_footprints
from equipoise.engagement.windows import REASONS, Battery, find_windows, place_batteries
from equipoise.results.paths import Paths
from equipoise.results.schema import FOOTPRINTS
from equipoise.scenario.defences import Layer
from equipoise.scenario.inputs import Inputs

R = 6371e3
NONE = np.array([math.nan])
ZERO = np.zeros(1)


def build_paths(t: np.ndarray, along_m: np.ndarray, height_m: np.ndarray, aside_rad: float = 0.0) -> Paths:
    """Lay one flight along the equator (or a parallel turned off it): ground distances from its end, and heights."""
    arc = along_m / R
    place = np.stack([np.cos(arc), np.sin(arc), 0.0 * arc], axis=1) * (R + height_m)[:, None]
    tilt = np.array([[1, 0, 0], [0, math.cos(aside_rad), -math.sin(aside_rad)], [0, math.sin(aside_rad), math.cos(aside_rad)]])
    state = np.concatenate([place @ tilt.T, np.zeros((len(t), 3))], axis=1)[None]
    zero = np.zeros((1, len(t)))
    return Paths(np.array([len(t)]), t[None], state, height_m[None], zero, zero, zero, zero, zero, zero > 0.0, {})


def build_battery(
    speed: float, reach: float, top: float, low: float, high: float, decision: float, assess: float, level: bool = False
) -> Battery:
    """Give interceptors of even speed: straight to the point, or (level) over ground alone."""
    distance, height = np.meshgrid(np.linspace(0.0, reach, 200), np.linspace(0.0, top, 100))
    time = (distance if level else np.hypot(distance, height)) / speed
    one = np.ones(1)
    return Battery(
        time[None], np.full((1, *time.shape), speed), top * one, reach * one, low * one, high * one, decision * one, assess * one
    )


def head_on(speed: float, height: float, start: float, n: int = 61) -> Paths:
    t = np.linspace(0.0, start / speed, n)
    return build_paths(t, -start + speed * t, np.full(n, height))


def at(along_m: float) -> np.ndarray:
    return np.array([[[R * math.cos(along_m / R), R * math.sin(along_m / R), 0.0]]])


def test_looks_at_a_head_on_target_follow_the_textbook_rule() -> None:
    """r0 = r_firm - v_t t_react; intercept at r0 v_i / (v_i + v_t); then again after assessment (defence_exchange, 1.8: head-on)."""
    v_t, v_i, react, assess, start = 2000.0, 3000.0, 15.0, 8.0, 500e3
    battery, paths = build_battery(v_i, 600e3, 50e3, 1e3, 40e3, react, assess, level=True), head_on(v_t, 20e3, start)
    found = find_windows(paths, np.ones((1, 61)), np.array([20.0]), battery, at(0.0))
    t, expected = 20.0 + react, []
    while len(expected) < 4:
        r = start - v_t * t
        flown = r / (v_i + v_t)
        expected.append((t, t + flown, r * v_i / (v_i + v_t)))
        t += flown + assess
    assert found.n_looks[0] == 4
    # chords between samples of 8 km lie a metre off the arc; edges are halved to a few thousandths of a second
    for k, (launch, intercept, distance) in enumerate(expected):
        assert found.launch_s[0, k] == pytest.approx(launch, abs=0.01) and found.intercept_s[0, k] == pytest.approx(intercept, abs=0.01)
        assert found.distance_m[0, k] == pytest.approx(distance, abs=20.0) and found.altitude_m[0, k] == pytest.approx(20e3)
        assert found.speed_m_s[0, k] == pytest.approx(v_i)
        i, w = found.sample[0, k], found.fraction[0, k]
        assert paths.t_s[0, i] + w * (paths.t_s[0, i + 1] - paths.t_s[0, i]) == pytest.approx(intercept, abs=0.01)
    # the last chance is to launch as the target passes over
    assert found.t_last_intercept_s[0] == pytest.approx(250.0, abs=0.01) and found.t_last_launch_s[0] == pytest.approx(250.0, abs=0.01)
    assert found.why == [""] and found.site[0] == 0


def test_coarse_samples_do_not_hide_the_edges_of_reach() -> None:
    """The target crosses a reach of 60 km inside intervals of 71 km: first intercept where it enters, last chance where it leaves."""
    paths = head_on(2000.0, 20e3, 500e3, 8)
    battery = build_battery(3000.0, 60e3, 50e3, 1e3, 40e3, 15.0, 8.0, level=True)
    found = find_windows(paths, np.ones((1, 8)), np.array([0.0]), battery, at(-240e3), most=1)
    # the chord of 71 km lies 100 m below the arc and is walked a little unevenly: a tenth of a second
    assert found.intercept_s[0, 0] == pytest.approx((260e3 - 60e3) / 2000.0, abs=0.1)
    assert found.distance_m[0, 0] == pytest.approx(60e3, abs=10.0)
    assert found.t_last_intercept_s[0] == pytest.approx((260e3 + 60e3) / 2000.0, abs=0.1)
    assert found.t_last_launch_s[0] == pytest.approx(found.t_last_intercept_s[0] - 60e3 / 3000.0, abs=0.01)


def test_each_reason_is_given_where_it_holds() -> None:
    paths, firm, early = head_on(2000.0, 20e3, 500e3), np.ones((1, 61)), np.array([0.0])
    good = build_battery(3000.0, 100e3, 50e3, 1e3, 40e3, 15.0, 8.0)

    def explain(battery: Battery = good, firm: np.ndarray = firm, t_firm: np.ndarray = early, along: float = 0.0) -> str:
        found = find_windows(paths, firm, t_firm, battery, at(along))
        assert found.n_looks[0] == 0 and np.all(found.sample == -1) and np.all(np.isnan(found.launch_s))
        assert math.isnan(found.t_last_intercept_s[0])
        return found.why[0]

    assert explain(replace(good, altitude_min_m=np.array([25e3]))) == REASONS[1]
    assert explain(replace(good, altitude_max_m=np.array([15e3]))) == REASONS[2]
    assert explain(along=200e3) == REASONS[3] == "out of reach of the interceptors"
    assert explain(t_firm=NONE) == REASONS[4] == "no firm track"
    assert explain(t_firm=np.array([240.0])) == REASONS[5]
    lost = firm.copy()
    lost[0, 40:] = 0.0
    assert explain(firm=lost) == REASONS[6]


def test_no_launch_falls_into_a_gap_of_the_track() -> None:
    paths, firm = head_on(2000.0, 20e3, 500e3), np.ones((1, 61))
    firm[0, 20:40] = 0.0  # from 83.3 s to 166.7 s
    battery = build_battery(3000.0, 600e3, 50e3, 1e3, 40e3, 15.0, 8.0, level=True)
    found = find_windows(paths, firm, np.array([60.0]), battery, at(0.0))
    assert found.launch_s[0, 0] == pytest.approx(75.0, abs=0.01)
    # the next could go at 153 s, in the gap; it waits for its end
    assert found.intercept_s[0, 0] + 8.0 < 166.0 and found.launch_s[0, 1] == pytest.approx(40 * 250.0 / 60, abs=0.02)


def test_the_best_site_wins_and_ties_go_to_the_earliest() -> None:
    paths, firm, t0 = head_on(2000.0, 20e3, 500e3), np.ones((1, 61)), np.array([0.0])
    battery = build_battery(3000.0, 100e3, 50e3, 1e3, 40e3, 15.0, 8.0)
    far, near, forward = at(300e3), at(0.0), at(-150e3)
    alone = [find_windows(paths, firm, t0, battery, place) for place in (far, near, forward)]
    assert alone[0].n_looks[0] == 0 < alone[1].n_looks[0] < alone[2].n_looks[0]
    both = find_windows(paths, firm, t0, battery, np.concatenate([far, near, forward], axis=1))
    assert both.site[0] == 2 and np.array_equal(both.launch_s, alone[2].launch_s, equal_nan=True)
    even = find_windows(paths, firm, t0, battery, np.concatenate([at(-150e3), at(-180e3)], axis=1), most=1)
    assert even.site[0] == 1 and even.intercept_s[0, 0] < alone[2].intercept_s[0, 0]
    none = find_windows(paths, firm, np.array([235.0]), battery, np.concatenate([far, near], axis=1))
    assert none.n_looks[0] == 0 and none.site[0] == 1 and none.why == [REASONS[5]]


def test_a_battery_without_sites_stands_off_by_its_offset() -> None:
    layer = Layer.model_validate(
        {
            "id": "x", "kind": "terminal", "engages": ["ballistic"], "interceptors": 1, "shots_per_target": 2, "p_ssk_ballistic": 0.5,
            "p_ssk_glider": 0.5, "availability": 1.0, "p_track": 1.0, "burnout_speed": "2 km/s", "reach": "50 km", "altitude_min": "1 km",
            "altitude_max": "30 km", "unit_cost": "1 Musd", "offset": "80 km",
        }
    )  # fmt: skip
    paths = build_paths(np.array([0.0, 10.0]), np.array([-10e3, 0.0]), np.array([1e3, 0.0]))
    east = place_batteries(layer, paths, Inputs.central(), np.array([math.pi / 2]))[0, 0]
    assert east == pytest.approx([R * math.cos(80e3 / R), R * math.sin(80e3 / R), 0.0], abs=1e-3)
    north = place_batteries(layer, paths, Inputs.central(), ZERO)[0, 0]
    assert north == pytest.approx([R * math.cos(80e3 / R), 0.0, R * math.sin(80e3 / R)], abs=1e-3)
    sites = [{"latitude": "0 deg", "longitude": "90 deg"}, {"latitude": "90 deg", "longitude": "0 deg"}]
    placed = place_batteries(Layer.model_validate({**layer_fields(layer), "sites": sites}), paths, Inputs.central(), ZERO)[0]
    assert placed[0] == pytest.approx([0.0, 6378137.0, 0.0], abs=1e-3)  # WGS-84: equatorial and polar radius
    assert placed[1] == pytest.approx([0.0, 0.0, 6356752.314], abs=1e-3)


def layer_fields(layer: Layer) -> dict[str, object]:
    return {name: getattr(layer, name) for name in type(layer).model_fields}


def test_a_radar_sees_a_target_over_the_horizon_of_four_thirds_earth() -> None:
    """Published: 50 km of height is seen at 919 km from sea level with standard refraction; a range of 500 km comes first."""
    paths = head_on(2000.0, 50e3, 1500e3, 200)
    scene = (paths.t_s[0], 200, paths.state_ecef[0], paths.altitude_m[0], 1.0, 0.0, 0.0, R, 0.0)

    def find_sight(range_m: float, until_s: float = math.nan) -> float:
        return float(window.find_sight(*scene, range_m, until_s, np.empty((0, window.N_GUIDE))))

    assert (1500e3 - 2000.0 * find_sight(1e7)) / 1000.0 == pytest.approx(919.0, abs=1.0)
    slant = find_sight(500e3)
    ground = (1500e3 - 2000.0 * slant) / R
    assert math.sqrt(R**2 + (R + 50e3) ** 2 - 2.0 * R * (R + 50e3) * math.cos(ground)) == pytest.approx(500e3, abs=50.0)
    assert find_sight(math.nan) == math.inf
    assert find_sight(500e3, slant - 10.0) == math.inf and find_sight(500e3, slant) == slant


def test_what_the_search_for_a_footprint_passes_over_changes_neither_sight_nor_looks() -> None:
    """The full search, without a guide, is the reference: equal to the last bit for batteries all round."""
    paths, battery = falling(3000.0, 25.0, 120e3, 121), build_battery(2500.0, 200e3, 130e3, 10e3, 90e3, 8.0, 5.0)
    t, place, height, firm = paths.t_s[0], paths.state_ecef[0, :, :3].copy(), paths.altitude_m[0], np.ones(121, dtype=np.int8)
    guide, none, soonest = np.empty((121, window.N_GUIDE)), np.empty((0, window.N_GUIDE)), np.empty(200)
    limits, radar = battery.limits[0], np.array([150e3, 20.0])
    window.fill_guide(place, height, 121, limits[window.REACH], R, radar, guide)
    window.fill_soonest(battery.time_s[0], soonest)
    rng, counts, passed = np.random.default_rng(7), [], 0
    looks, last = np.empty((3, window.N_LOOK)), np.empty(2)
    for along, aside in rng.uniform(-500e3, 500e3, (200, 2)) / R:
        b = (math.cos(aside) * math.cos(along), math.cos(aside) * math.sin(along), math.sin(aside))
        seen = [window.find_sight(t, 121, place, height, *b, R, 20.0, 150e3, math.nan, g) for g in (none, guide)]
        assert seen[0] == seen[1]
        scene = (t, 121, place, height, firm, 5.0, *b, battery.time_s[0], battery.speed_m_s[0], limits)
        for most in (1, 2, 3):
            whole = window.find_looks(*scene, most, True, none, soonest[:0], looks, last)[0]
            assert window.find_looks(*scene, most, False, guide, soonest, looks, last)[0] == whole
        counts.append(whole)
        passed += sum(window.is_surely_late(guide, k, t[k + 1], *b, limits[window.REACH], soonest, 13.0) for k in range(120))
    assert set(counts) >= {0, 1, 2} and 0.3 < passed / (200 * 120) < 1.0


def falling(speed: float, angle_deg: float, from_height: float, n: int = 81) -> Paths:
    """Let a target fall in a straight line (flat Earth) at a speed and an angle below level, eastwards to the end."""
    t = np.linspace(0.0, from_height / (speed * math.sin(math.radians(angle_deg))), n)
    left = t[-1] - t
    return build_paths(t, -speed * math.cos(math.radians(angle_deg)) * left, speed * math.sin(math.radians(angle_deg)) * left)


def solve_disc(bearing: float, reach_m: float, lead_m: float) -> float:
    """Return how far a disc of a radius, its centre `lead_m` east of the battery, stretches from the battery in a direction."""
    along = lead_m * math.sin(bearing)
    return along + math.sqrt(reach_m**2 - lead_m**2 + along**2)


def test_a_footprint_under_a_straight_fall_is_the_closed_form_disc() -> None:
    """An interceptor faster than the target does best at the floor of the band, where it has flown longest.

    It gets there if sqrt(s^2 + floor^2) <= v_i (t_floor - t_firm - decision): a disc of points s about the battery, and with it of
    places `floor / tan` farther on. 1.5 %: flat Earth over 40 km, chords, and cells of the table.
    """
    v_t, angle, floor, v_i, decision, cue = 1500.0, 40.0, 8e3, 2000.0, 6.0, 40.0
    sine, tangent = math.sin(math.radians(angle)), math.tan(math.radians(angle))
    paths = falling(v_t, angle, 60e3)
    battery = build_battery(v_i, 200e3, 70e3, floor, 60e3, decision, 5.0)
    found = find_footprints(paths, battery, ZERO, ZERO, np.array([cue]), NONE, NONE, n_bearings=12)
    flown = v_i * (cue - floor / (v_t * sine) - decision)
    expected = [solve_disc(b, math.sqrt(flown**2 - floor**2), floor / tangent) for b in found.bearing_rad]
    assert found.defended_m[0] == pytest.approx(expected, rel=0.015)
    assert math.degrees(found.approach_rad[0]) == pytest.approx(90.0, abs=1e-6)
    # the same scene elsewhere on Earth, the battery at another place: the same ground
    turned = build_paths(paths.t_s[0], np.linspace(-60e3 / tangent, 0.0, 81), paths.altitude_m[0], aside_rad=0.0)
    moved = find_footprints(turned, battery, np.array([0.8]), np.array([2.0]), np.array([cue]), NONE, NONE, n_bearings=12)
    assert moved.defended_m[0] == pytest.approx(found.defended_m[0], rel=0.01)


def solve_two_shots(
    v: float, angle: float, floor: float, ceiling: float, v_i: float, ready: float, assess: float, end: float, sign: float
) -> float:
    """Return how far along the approach (sign 1) or against it a place still gets a second shot: flat Earth, straight fall."""
    vx, vz = v * math.cos(math.radians(angle)), v * math.sin(math.radians(angle))

    def spare(aim: float) -> float:
        def lead(t: float) -> float:
            return v_i * (t - ready) - math.hypot(aim - vx * (end - t), vz * (end - t))

        opens = max(ready, end - ceiling / vz)
        moments = np.linspace(opens, end - floor / vz, 4000)
        first = next((t for t in moments if lead(t) >= 0.0), math.inf)
        return v_i * (moments[-1] - first - assess) - math.hypot(aim - vx * (end - moments[-1]), floor) if first < math.inf else -1e9

    return float(brentq(lambda d: spare(sign * d), 0.0, 200e3, xtol=10.0))


def test_two_shots_need_the_first_to_be_judged_in_time() -> None:
    v_t, angle, floor, ceiling, v_i, decision, assess, cue = 1500.0, 40.0, 8e3, 60e3, 2000.0, 6.0, 5.0, 90.0
    paths = falling(v_t, angle, 100e3, 161)
    battery = build_battery(v_i, 300e3, 110e3, floor, ceiling, decision, assess)
    found = find_footprints(paths, battery, ZERO, ZERO, np.array([cue]), NONE, NONE, n_bearings=4)
    end = float(paths.t_s[0, -1])
    for k, sign in ((1, 1.0), (3, -1.0)):  # east is along the approach, west against it
        expected = solve_two_shots(v_t, angle, floor, ceiling, v_i, end - cue + decision, assess, end, sign)
        assert found.two_shots_m[0, k] == pytest.approx(expected, rel=0.02)
    assert np.all(found.two_shots_m < found.defended_m)


def test_without_track_or_too_late_nothing_is_defended() -> None:
    paths, battery = falling(1500.0, 40.0, 60e3), build_battery(2000.0, 200e3, 70e3, 8e3, 60e3, 6.0, 5.0)
    for cue in (NONE, np.array([10.0])):
        found = find_footprints(paths, battery, ZERO, ZERO, cue, NONE, NONE, n_bearings=4)
        assert np.all(found.defended_m == 0.0) and np.all(found.two_shots_m == 0.0)
    # a radar of its own takes the place of the cue
    seen = find_footprints(paths, battery, ZERO, ZERO, NONE, np.array([100e3]), np.array([10.0]), n_bearings=4)
    assert np.all(seen.defended_m > 5e3)


@pytest.mark.parametrize(
    ("v_t", "angle", "low", "high", "v_i", "reach", "decision", "cue", "order"),
    [
        (2500.0, 40.0, 40e3, 150e3, 2700.0, 250e3, 20.0, 200.0, 200e3),  # a high terminal layer
        (2000.0, 40.0, 1e3, 35e3, 1000.0, 37e3, 8.0, 40.0, 20e3),  # a point defence
    ],
)
def test_footprints_have_the_orders_usually_published(
    v_t: float, angle: float, low: float, high: float, v_i: float, reach: float, decision: float, cue: float, order: float
) -> None:
    """About 200 km for a high terminal layer and 20 km for a point defence, as published; the first-order rule with the same inputs.

    The rule: time in the band (h_top - h_floor) / (v sin) less reaction, times interceptor speed. It knows neither geometry nor a track
    from before the band: within a factor of 2.5 (order of magnitude).
    """
    rule = ((high - low) / (v_t * math.sin(math.radians(angle))) - decision) * v_i
    paths = falling(v_t, angle, 1.6 * high)
    found = find_footprints(
        paths, build_battery(v_i, reach, 1.1 * high, low, high, decision, 10.0), ZERO, ZERO, np.array([cue]), NONE, NONE
    )
    typical = float(np.median(found.defended_m))
    assert order / 2.5 < typical < 2.5 * order and rule / 2.5 < typical < 2.5 * rule


def test_rows_fit_the_schema() -> None:
    paths, battery = falling(1500.0, 40.0, 60e3), build_battery(2000.0, 200e3, 70e3, 8e3, 60e3, 6.0, 5.0)
    found = find_footprints(paths, battery, np.array([0.5]), np.array([0.1]), np.array([40.0]), NONE, NONE, n_bearings=8, rows=[0])
    table = found.rows(np.array([50]), "red", "blue", "conventional", "thaad", 1, "ballistic")
    assert table.schema is FOOTPRINTS and table.n_rows == 8
    assert table["bearing_deg"].tolist() == [0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0]
    assert set(table["run"]) == {50} and table["latitude_deg"][0] == pytest.approx(math.degrees(0.5))
