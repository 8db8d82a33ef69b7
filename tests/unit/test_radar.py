"""Check what a radar sees against geometry, published horizons and the textbook's formulas of detection."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.kernel.earth import geodetic_to_ecef
from equipoise.sensing._kernels.radar import (
    BELOW_HORIZON,
    IN_VIEW,
    OUTSIDE_FACE,
    P_FALSE_ALARM,
    detect_swerling_1,
    find_snr,
    judge_view,
    watch_by_radar,
)

ALL_ROUND = -1.0


def point(latitude_deg: float, longitude_deg: float, altitude_m: float) -> tuple[float, float, float]:
    return geodetic_to_ecef(math.radians(latitude_deg), math.radians(longitude_deg), altitude_m, 6371e3, 0.0)


def look(
    target_km: float, away_km: float, radar_m: float = 0.0, low_deg: float = 0.0, azimuth: float = ALL_ROUND, half: float = 1.0
) -> int:
    target, radar = point(0.0, math.degrees(away_km / 6371.0), target_km * 1000.0), point(0.0, 0.0, radar_m)
    code, _ = judge_view(*target, target_km * 1000.0, *radar, radar_m, math.sin(math.radians(low_deg)), 1.0, azimuth, half)
    return int(code)


# km of height, km over ground: horizon of a sensor at sea level with a 4/3 Earth, computed apart with 40 digits
@pytest.mark.parametrize(("height", "distance"), [(20, 582), (30, 713), (40, 823), (50, 919), (100, 1297), (500, 2846)])
def test_horizon_with_refraction(height: int, distance: int) -> None:
    assert look(height, 0.995 * distance) == IN_VIEW and look(height, 1.005 * distance) == BELOW_HORIZON


def test_an_elevated_set_sees_farther_and_only_with_a_beam_that_looks_down() -> None:
    """15 km up against 20 km: 4/3 R (acos R'/(R'+h1) + acos R'/(R'+h2)) = 1,086 km, R' = 4/3 R."""
    radius = 4.0 / 3.0 * 6371.0
    farthest = radius * sum(math.acos(radius / (radius + h)) for h in (15.0, 20.0))
    assert look(20, 0.995 * farthest, 15e3, -10.0) == IN_VIEW
    assert look(20, 1.005 * farthest, 15e3, -10.0) == BELOW_HORIZON
    assert look(20, 0.995 * farthest, 15e3, 0.0) == BELOW_HORIZON


def test_a_lowest_beam_costs_range() -> None:
    """At 3 degrees a target 40 km up is seen to where its elevation is 3 degrees: solved here by bisection on plane triangles."""
    radius = 4.0 / 3.0 * 6371.0

    def elevation(away: float) -> float:
        arc = away / radius
        return math.degrees(math.atan2((radius + 40.0) * math.cos(arc) - radius, (radius + 40.0) * math.sin(arc)))

    low, high = 10.0, 800.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if elevation(middle) > 3.0 else (low, middle)
    assert 400.0 < low < 600.0
    assert look(40, 0.99 * low, 0.0, 3.0) == IN_VIEW and look(40, 1.01 * low, 0.0, 3.0) == BELOW_HORIZON


def test_a_face_looks_to_its_side() -> None:
    east, west = math.radians(90.0), math.radians(270.0)
    assert look(100, 300.0, 0.0, 0.0, east, math.radians(60.0)) == IN_VIEW
    assert look(100, 300.0, 0.0, 0.0, west, math.radians(60.0)) == OUTSIDE_FACE
    assert look(100, 300.0, 0.0, 0.0, math.radians(25.0), math.radians(60.0)) == OUTSIDE_FACE
    assert look(100, 300.0, 0.0, 0.0, math.radians(35.0), math.radians(60.0)) == IN_VIEW


def test_detection_of_a_fluctuating_target() -> None:
    """Swerling 1: exponential signal power against a threshold of -ln Pfa; integrated here by quadrature on the density."""
    threshold = -math.log(P_FALSE_ALARM)
    for snr in (1.0, 10.0, 18.93, 100.0):
        power = np.linspace(threshold, threshold + 60.0 * (1.0 + snr), 2_000_001)
        density = np.exp(-power / (1.0 + snr)) / (1.0 + snr)
        assert detect_swerling_1(snr) == pytest.approx(float(np.trapezoid(density, power)), rel=1e-4)


def test_radar_equation_scales_with_the_fourth_root_of_the_cross_section() -> None:
    # defence literature: sixteen times the cross-section doubles the range at the same signal
    assert find_snr(2.0e6, 16.0, 1.0e6, 1.0) == pytest.approx(find_snr(1.0e6, 1.0, 1.0e6, 1.0))


def watch(cross_section: float = 0.1, cue_s: float = np.inf, low_deg: float = 0.0, range_km: float = 1500.0) -> np.ndarray:
    n, m = 40, 200
    t = np.tile(10.0 * np.arange(m), (n, 1))
    where = np.array([point(0.0, 40.0 - 0.2 * k, 60e3) for k in range(m)])
    state = np.tile(np.concatenate([where, np.zeros((m, 3))], axis=1), (n, 1, 1))
    site = np.tile([*point(0.0, 0.0, 0.0), 0.0], (n, 1))
    row = [range_km * 1e3, 1.0, cross_section, math.radians(low_deg), math.radians(85.0), -1.0, 3.2, 1.0, 30.0, 1e-3, 50.0]
    seen, why = np.zeros((n, m), dtype=np.int8), np.zeros((n, m), dtype=np.int8)
    angle, distance = np.full((n, m), np.inf), np.full((n, m), np.inf)
    watch_by_radar(
        t, np.full(n, m), state, np.full((n, m), 60e3), site, np.tile(row, (n, 1)), np.full(n, cue_s), 1, 2, np.arange(n), 7, seen, angle,
        distance, why,
    )  # fmt: skip
    assert np.all(np.isfinite(angle) == (seen > 0)) and np.all((why == 0) == (seen > 0))
    return seen


def test_a_cue_a_larger_target_and_a_stronger_radar_never_see_less() -> None:
    """Draw by draw: the uniforms are keyed by run and sample."""
    base = watch()
    assert base.any() and not base.all()
    for more in (watch(cue_s=0.0), watch(cross_section=1.0), watch(range_km=3000.0)):
        assert np.all(more.cumsum(axis=1)[:, -1] >= base.sum(axis=1)) and more.sum() > base.sum()
        first, other = (np.where(s.any(axis=1), s.argmax(axis=1), 10_000) for s in (base, more))
        assert np.all(other <= first)


@settings(max_examples=60, deadline=None)
@given(st.floats(1.0, 80.0), st.floats(-60.0, 60.0), st.floats(5.0, 1500.0), st.floats(0.0, 20e3))
def test_two_heights_see_each_other_or_neither_does(target_km: float, latitude: float, away_km: float, radar_m: float) -> None:
    """The horizon is symmetric: swap the ends, with beams that look everywhere."""
    there = point(latitude, math.degrees(away_km / 6371.0) / math.cos(math.radians(latitude)), target_km * 1000.0)
    here = point(latitude, 0.0, radar_m)
    one, _ = judge_view(*there, target_km * 1000.0, *here, radar_m, -1.0, 1.0, ALL_ROUND, 0.0)
    other, _ = judge_view(*here, radar_m, *there, target_km * 1000.0, -1.0, 1.0, ALL_ROUND, 0.0)
    assert one == other
