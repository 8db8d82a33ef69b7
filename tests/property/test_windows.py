"""Check that a faster interceptor, an earlier track or a wider band never costs a shot or ground, and that looks keep their rules."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.engagement._kernels.window import PIECES
from equipoise.engagement.footprint import find_footprints
from equipoise.engagement.windows import Battery, Windows, find_windows
from equipoise.results.paths import Paths

R = 6371e3
NONE = np.array([math.nan])
GRID = np.meshgrid(np.linspace(0.0, 300e3, 30), np.linspace(0.0, 120e3, 20))
SPEEDS = np.full(GRID[0].shape, 1.0)
number = st.floats(0.0, 1.0)


def build_paths(u: list[float], n: int = 50) -> Paths:
    """Bring a target down on a curve over a great circle that turns aside: speed, steepness and turn from numbers in 0..1."""
    t = np.linspace(0.0, 100.0 + 200.0 * u[0], n)
    s = t / t[-1]
    height = (30e3 + 150e3 * u[1]) * (1.0 - s) * (1.0 + 2.0 * u[2] * s)
    arc, turn = (s - 1.0) * (200e3 + 800e3 * u[3]) / R, 0.02 * (u[4] - 0.5) * (1.0 - s) ** 2
    place = np.stack([np.cos(turn) * np.cos(arc), np.cos(turn) * np.sin(arc), np.sin(turn)], axis=1) * (R + height)[:, None]
    zero = np.zeros((1, n))
    state = np.concatenate([place, np.zeros((n, 3))], axis=1)[None]
    return Paths(np.array([n]), t[None], state, height[None], zero, zero, zero, zero, zero, zero > 0.0, {})


def build_battery(u: list[float]) -> Battery:
    time = np.hypot(*GRID) / (1000.0 + 3000.0 * u[0])
    time[time > 40.0 + 150.0 * u[1]] = np.inf
    one = np.ones(1)
    low, high = 20e3 * u[2], 30e3 + 80e3 * u[3]
    return Battery(time[None], SPEEDS[None], 120e3 * one, 300e3 * one, low * one, high * one, 30.0 * u[4] * one, 20.0 * u[5] * one)


def place(u: float) -> np.ndarray:
    arc = (u - 0.5) * 300e3 / R
    return np.array([[[R * math.cos(arc), R * math.sin(arc), 0.0]]])


def is_no_worse(better: Windows, worse: Windows, piece_s: float) -> bool:
    """Compare looks one by one; the latest launch is only tried at moments a piece of an interval apart."""
    if better.n_looks[0] < worse.n_looks[0]:
        return False
    k = int(worse.n_looks[0])
    sooner = np.all(better.intercept_s[0, :k] <= worse.intercept_s[0, :k])
    last = not k or better.t_last_launch_s[0] >= worse.t_last_launch_s[0] - piece_s
    return bool(sooner and last)


@settings(max_examples=150, deadline=None)
@given(st.lists(number, min_size=5, max_size=5), st.lists(number, min_size=6, max_size=6), number, number, number)
def test_faster_earlier_or_wider_is_never_worse(path: list[float], layer: list[float], where: float, firm_at: float, more: float) -> None:
    paths, battery, site = build_paths(path), build_battery(layer), place(where)
    t_firm, firm = firm_at * paths.t_s[:, -1], np.ones(paths.t_s.shape)
    base, piece = find_windows(paths, firm, t_firm, battery, site), float(paths.t_s[0, 1] - paths.t_s[0, 0]) / PIECES
    faster = replace(battery, time_s=battery.time_s * (1.0 - 0.5 * more))
    wider = replace(battery, altitude_min_m=battery.altitude_min_m * (1.0 - more), altitude_max_m=battery.altitude_max_m + 10e3 * more)
    quicker = replace(battery, decision_s=battery.decision_s * (1.0 - more), assess_s=battery.assess_s * (1.0 - more))
    for other in (faster, wider, quicker):
        assert is_no_worse(find_windows(paths, firm, t_firm, other, site), base, piece)
    assert is_no_worse(find_windows(paths, firm, t_firm * (1.0 - more), battery, site), base, piece)


@settings(max_examples=150, deadline=None)
@given(st.lists(number, min_size=5, max_size=5), st.lists(number, min_size=6, max_size=6), number, number, st.integers(0, 2**50 - 1))
def test_looks_keep_their_rules(path: list[float], layer: list[float], where: float, firm_at: float, gaps: int) -> None:
    paths, battery, site = build_paths(path), build_battery(layer), place(where)
    t, n = paths.t_s[0], len(paths.t_s[0])
    firm = np.array([[(gaps >> k) & 1 for k in range(n)]])
    t_firm = np.array([firm_at * t[-1]])
    found = find_windows(paths, firm, t_firm, battery, site)
    k = int(found.n_looks[0])
    assert (k == 0) == (found.reason[0] > 0)
    ready = t_firm[0] + battery.decision_s[0]
    for look in range(k):
        launch, intercept = found.launch_s[0, look], found.intercept_s[0, look]
        assert launch >= ready - 1e-9 and intercept > launch
        assert firm[0, np.searchsorted(t, launch, side="right") - 1] == 1
        assert battery.altitude_min_m[0] - 1e-6 <= found.altitude_m[0, look] <= battery.altitude_max_m[0] + 1e-6
        assert found.distance_m[0, look] <= 300e3 and t[0] <= intercept <= found.t_last_intercept_s[0] + 1e-9
        assert launch <= found.t_last_launch_s[0] + 1e-9
        # the place is on the flight, and the battery as far from it as the table was read for
        i, w = found.sample[0, look], found.fraction[0, look]
        spot = (1.0 - w) * paths.state_ecef[0, i, :3] + w * paths.state_ecef[0, i + 1, :3]
        angle = math.acos(min(1.0, float(spot @ site[0, 0]) / float(np.linalg.norm(spot)) / R))
        assert abs(angle * R - found.distance_m[0, look]) < 1.0
        ready = intercept + battery.assess_s[0]


@settings(max_examples=25, deadline=None)
@given(st.lists(number, min_size=5, max_size=5), st.lists(number, min_size=6, max_size=6), number, number)
def test_footprints_never_shrink_with_more(path: list[float], layer: list[float], cue: float, more: float) -> None:
    paths, battery = build_paths(path), build_battery(layer)

    def outline(battery: Battery, before_end_s: float, radar_m: float = math.nan) -> tuple[np.ndarray, np.ndarray]:
        found = find_footprints(
            paths, battery, np.array([0.6]), np.array([1.0]), np.array([before_end_s]), np.array([radar_m]), np.array([15.0]), n_bearings=6
        )
        return found.defended_m[0], found.two_shots_m[0]

    before = cue * float(paths.t_s[0, -1])
    one, two = outline(battery, before)
    assert np.all(two <= one)
    wider = replace(battery, altitude_min_m=battery.altitude_min_m * more, altitude_max_m=battery.altitude_max_m * (1.0 + more))
    more_of = (
        outline(replace(battery, time_s=battery.time_s * (1.0 - 0.5 * more)), before), outline(battery, before * (1.0 + more)),
        outline(wider, before), outline(battery, before, 50e3 + 500e3 * more),
    )  # fmt: skip
    for more_one, more_two in more_of:
        assert np.all(more_one >= one) and np.all(more_two >= two)
    less_one, less_two = outline(battery, before * (1.0 - 0.5 * more))
    assert np.all(less_one <= one) and np.all(less_two <= two)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(number, min_size=5, max_size=5), min_size=2, max_size=4), st.lists(number, min_size=6, max_size=6), number)
def test_runs_do_not_lean_on_each_other(flights: list[list[float]], layer: list[float], firm_at: float) -> None:
    each, battery = [build_paths(u) for u in flights], build_battery(layer)
    n = len(each)
    joined = Paths(*(np.concatenate([getattr(p, name) for p in each]) for name in list(Paths.__dataclass_fields__)[:-1]), {})  # type: ignore[arg-type]
    wide = Battery(*(np.repeat(getattr(battery, name), n, axis=0) for name in Battery.__dataclass_fields__))
    t_firm, sites = firm_at * joined.t_s[:, -1], np.repeat(place(0.5), n, axis=0)
    whole = find_windows(joined, np.ones(joined.t_s.shape), t_firm, wide, sites)
    for i, paths in enumerate(each):
        alone = find_windows(paths, np.ones(paths.t_s.shape), t_firm[i : i + 1], battery, place(0.5))
        for name in ("n_looks", "launch_s", "intercept_s", "t_last_launch_s", "reason"):
            assert np.array_equal(getattr(whole, name)[i : i + 1], getattr(alone, name), equal_nan=True)
