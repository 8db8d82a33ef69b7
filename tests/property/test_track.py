"""Check how tracks must change with what sees them, and that company, order and threads change nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.sensing.track import COASTING, FIRM, MotionModel, TrackHistory, track_many

RADIUS, STEP = 6371e3, 10.0
ONE_MODEL = MotionModel(is_switching=False)  # its covariance does not depend on what the looks say
FIELDS = ("state", "position_m", "velocity_m_s", "sd_m", "speed_sd_m_s", "sd_before_m", "sd_across_m", "lead_sd_m", "error_m",
          "nees_position", "p_manoeuvre", "n_broken", "estimates")  # fmt: skip


def fly(n: int, speed: float = 5000.0, height: float = 4e4) -> tuple[np.ndarray, np.ndarray]:
    """A body round a tilted circle at one height."""
    t, r = STEP * np.arange(n), RADIUS + height
    a = speed * t / r
    ahead, side = np.array([0.0, 0.8, 0.6]), np.array([1.0, 0.0, 0.0])
    place = r * (np.cos(a)[:, None] * side + np.sin(a)[:, None] * ahead)
    return t, np.hstack([place, speed * (np.cos(a)[:, None] * ahead - np.sin(a)[:, None] * side)])


def draw_sensors(seed: int, n_sensors: int, ranging: bool) -> np.ndarray:
    """Places within some 1,500 km of the start of the path: on the ground, or 1,000 km up."""
    rng = np.random.default_rng(seed)
    place = np.array([RADIUS, 0.0, 0.0]) + rng.uniform(-9e5, 9e5, size=(n_sensors, 3))
    return place / np.linalg.norm(place, axis=1)[:, None] * (RADIUS if ranging else RADIUS + 1e6)


def follow(
    sensors: np.ndarray, seen: np.ndarray, sigma: float, ranging: bool, model: MotionModel | None = None, **more: Any
) -> TrackHistory:  # fmt: skip
    n = len(seen)
    t, truth = fly(n)
    shape = (1, n, len(sensors))
    return track_many(
        t[None], n, truth[None], seen[None], np.broadcast_to(sensors, (*shape, 3)), np.full(shape, sigma),
        np.full(shape, 30.0 if ranging else math.inf), 1, 2, 0, 0, model, **more,
    )  # fmt: skip


@given(st.integers(0, 10_000), st.booleans(), st.integers(2, 3))
@settings(max_examples=40, deadline=None)
def test_more_sensors_never_raise_the_final_error(seed: int, ranging: bool, n_few: int) -> None:
    """The same looks and one more each time. Slack of 0.001: noise turns the lines of sight along which errors are cut."""
    sensors = draw_sensors(seed, n_few + 1, ranging)
    few = follow(sensors, np.full(15, n_few), 1e-4, ranging, ONE_MODEL)
    many = follow(sensors, np.full(15, n_few + 1), 1e-4, ranging, ONE_MODEL)
    if few.state[0, -1] == FIRM:
        assert many.state[0, -1] == FIRM
        assert many.sd_m[0, -1] <= few.sd_m[0, -1] * 1.001


@given(st.integers(0, 10_000), st.floats(2e-5, 1e-3), st.floats(1.1, 4.0), st.booleans())
@settings(max_examples=40, deadline=None)
def test_finer_angles_lower_the_error(seed: int, sigma: float, coarser: float, ranging: bool) -> None:
    sensors = draw_sensors(seed, 3, ranging)
    fine, coarse = (follow(sensors, np.full(15, 3), s, ranging, ONE_MODEL) for s in (sigma, sigma * coarser))
    if coarse.state[0, -1] == FIRM:
        assert fine.sd_m[0, -1] < coarse.sd_m[0, -1]


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_a_longer_gap_raises_the_error_with_which_a_track_is_found_again(seed: int, gap: int, longer: int) -> None:
    sensors = draw_sensors(seed, 1, True)
    short, long = (follow(sensors, np.array([1] * 12 + [0] * n + [1]), 3e-4, True, lead_s=STEP * (n + 1)) for n in (gap, gap + longer))
    assert (short.state[0, 12 : 12 + gap] == COASTING).all()
    assert np.all(np.diff(short.sd_m[0, 11 : 12 + gap]) > 0.0)
    assert short.lead_sd_m[0, 11] < long.lead_sd_m[0, 11]
    if long.state[0, 11 + gap + longer] == COASTING:
        assert short.sd_before_m[0, 12 + gap] < long.sd_before_m[0, 12 + gap + longer]


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_near_perfect_looks_at_a_target_that_stands_still_leave_no_error(seed: int) -> None:
    """Errors of 1e-7 rad and 0.1 m at some 1,000 km are 0.1 m each way."""
    n = 20
    truth = np.broadcast_to(np.r_[RADIUS + 2e4, 1e5, 2e5, 0.0, 0.0, 0.0], (1, n, 6))
    one = np.ones((1, n, 1))
    place = one[..., None] * draw_sensors(seed, 1, True)[0]
    found = track_many(STEP * np.arange(n)[None], n, truth, np.ones((1, n)), place, one * 1e-7, one * 0.1, seed, 2, 0, 0)
    assert found.n_broken[0] == 0 and found.state[0, -1] == FIRM
    assert found.error_m[0, -1] < 1.0 and found.sd_m[0, -1] < 0.2
    assert np.linalg.norm(found.velocity_m_s[0, -1]) < 0.5


@given(st.floats(-math.pi, math.pi), st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_turning_the_whole_scene_about_the_axis_changes_no_error(angle: float, seed: int) -> None:
    """The Earth is round about its axis, and noise is laid on with respect to it. 1e-5: what rounding grows to."""
    n, c, s = 15, math.cos(angle), math.sin(angle)
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    t, truth = fly(n)
    sensors, one = draw_sensors(seed, 2, True), np.ones((1, n, 2))

    def run(turn: np.ndarray) -> TrackHistory:
        moved = np.hstack([truth[:, :3] @ turn.T, truth[:, 3:] @ turn.T])
        return track_many(
            t[None], n, moved[None], np.full((1, n), 2), np.broadcast_to(sensors @ turn.T, (1, n, 2, 3)), one * 1e-3, one * 20.0, 3, 4, 0, 0
        )  # fmt: skip

    here, there = run(np.eye(3)), run(turn)
    for name in ("sd_m", "lead_sd_m", "error_m", "nees_position", "p_manoeuvre"):
        assert np.allclose(getattr(here, name), getattr(there, name), rtol=1e-5, atol=1e-7), name


def many_flights(order: np.ndarray, threads: int = 1) -> TrackHistory:
    """Flights of unequal length, sensors and errors; a batch of any of them."""
    n, m = 70, 25
    rng = np.random.default_rng(5)
    length, seen, speed = rng.integers(5, m + 1, n), rng.integers(0, 3, (n, m)) * (np.arange(m) < 14), rng.uniform(2000.0, 7000.0, n)
    burning, lead = rng.uniform(size=(n, m)) < 0.1, rng.uniform(5.0, 60.0, n)
    truth = np.stack([fly(m, v)[1] for v in speed])
    truth[::5, 9:, :3] += [0.0, 0.0, 4e4]  # some jump: their tracks break
    sensors = np.stack([np.stack([draw_sensors(k, 2, True)] * m) for k in range(n)])
    angle, distance = rng.uniform(1e-4, 1e-3, (n, m, 2)), np.where(rng.uniform(size=(n, m, 2)) < 0.3, math.inf, 25.0)
    t, runs, stream = np.broadcast_to(STEP * np.arange(m), (n, m)), np.arange(n) % 7, np.arange(n) // 7
    batch = (t, length, truth, seen, sensors, angle, distance)
    return track_many(
        *(a[order] for a in batch), 9, 10, runs[order], stream[order], lead_s=lead[order], is_boosting=burning[order], keep_estimates=True,
        threads=threads,
    )  # fmt: skip


def test_a_track_does_not_depend_on_order_company_or_threads() -> None:
    """To the last bit."""
    whole = many_flights(np.arange(70))
    assert len(np.unique(whole.state)) == 4 and whole.n_broken.sum() > 0  # everything happens in it
    order = np.random.default_rng(6).permutation(70)
    shuffled, alone, threaded = many_flights(order), many_flights(order[:1]), many_flights(np.arange(70), threads=2)
    for name in FIELDS:
        a = getattr(whole, name)
        assert np.array_equal(a[order], getattr(shuffled, name), equal_nan=True), name
        assert np.array_equal(a[order[:1]], getattr(alone, name), equal_nan=True), name
        assert np.array_equal(a, getattr(threaded, name), equal_nan=True), name


def test_runs_and_streams_have_noise_of_their_own() -> None:
    n = 6
    t, truth = fly(n)
    one = np.ones((3, n, 1))
    found = track_many(
        np.broadcast_to(t, (3, n)), n, np.broadcast_to(truth, (3, n, 6)), np.ones((3, n)), one[..., None] * [RADIUS, 1e5, 2e5], one * 1e-3,
        one * 20.0, 1, 2, [0, 0, 1], [0, 1, 0],
    )  # fmt: skip
    errors = found.error_m[:, 2]
    assert len(set(errors.tolist())) == 3
