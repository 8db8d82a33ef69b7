"""Check how one shot is judged: limits, monotone behaviour, and the two published forms behind it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.engagement._kernels.lethality import (
    find_turn,
    judge_altitude,
    judge_closing,
    judge_manoeuvre,
    judge_track,
    judge_turn,
)

POSITIVE = st.floats(1.0, 1e6)


def test_track_error_against_divert_is_rayleigh() -> None:
    """Two normal errors across the line of sight: the share of 400,000 drawn pairs within the margin, to four standard errors."""
    pairs = np.random.default_rng(1).normal(0.0, 700.0, (400_000, 2))
    for divert in (300.0, 700.0, 2000.0):
        share = float(np.mean(np.hypot(pairs[:, 0], pairs[:, 1]) <= divert))
        assert judge_track(700.0, divert) == pytest.approx(share, abs=4.0 * math.sqrt(0.25 / 400_000))


def test_manoeuvre_advantage_is_that_of_proportional_navigation() -> None:
    """Zarchan: against a step manoeuvre at N = 3 the interceptor needs N/(N-2) = 3 times the target's acceleration."""
    assert judge_manoeuvre(30.0, 10.0) == 1.0 and judge_manoeuvre(29.9, 10.0) < 1.0
    assert judge_manoeuvre(5.0, 0.0) == 1.0 and judge_manoeuvre(0.0, 10.0) == 0.0


def test_limits() -> None:
    assert judge_track(math.inf, 1e4) == 0.0 and judge_track(0.0, 0.0) == 1.0
    assert judge_closing(1e9, 1e3) == 0.0 and judge_closing(0.0, 1e3) == 1.0
    assert judge_turn(0.0, 0.0, 0.0, 0.0) == 1.0 and judge_turn(1e9, 1e3, 0.1, 1e5) == 0.0
    assert judge_altitude(10.0, 20.0, 30.0) == 0.0 and judge_altitude(25.0, 20.0, 30.0) == 1.0


@settings(max_examples=80, deadline=None)
@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.floats(0.0, 1.0))
def test_every_factor_is_a_probability_and_monotone(a: float, b: float, c: float, d: float, steer: float) -> None:
    low, high = min(a, b), max(a, b)
    for judged in (
        lambda x: judge_closing(x, c), lambda x: judge_track(x, c), lambda x: judge_turn(x, c, steer, d), lambda x: judge_manoeuvre(c, x),
    ):  # fmt: skip
        assert 0.0 <= judged(high) <= judged(low) <= 1.0
    for judged in (
        lambda x: judge_closing(c, x), lambda x: judge_track(c, x), lambda x: judge_turn(c, x, steer, d), lambda x: judge_manoeuvre(x, c),
    ):  # fmt: skip
        assert 0.0 <= judged(low) <= judged(high) <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.floats(-1.2, 1.2), st.floats(0.0, 6.28), st.floats(0.01, 1.0), st.floats(-0.5, 0.5))
def test_a_turn_is_the_arc_between_two_great_circles(latitude: float, azimuth: float, arc: float, turn: float) -> None:
    """End on a great circle whose heading differs by `turn`: sin(d/2) = sin(arc) sin(turn/2) on the sphere (isosceles triangle)."""

    def go(heading: float) -> np.ndarray:
        up = np.array([math.cos(latitude), 0.0, math.sin(latitude)])
        north, east = np.array([-math.sin(latitude), 0.0, math.cos(latitude)]), np.array([0.0, 1.0, 0.0])
        return up * math.cos(arc) + (north * math.cos(heading) + east * math.sin(heading)) * math.sin(arc)

    end = go(azimuth + turn)
    expected = 2.0 * math.asin(abs(math.sin(arc) * math.sin(turn / 2.0)))
    assert find_turn(latitude, 0.0, azimuth, math.asin(end[2]), math.atan2(end[1], end[0]), arc) == pytest.approx(expected, abs=1e-9)
