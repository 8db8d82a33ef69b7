"""Check the tests of sight against geometry sampled along the ray, Kepler's equation against a root finder, and what must be monotone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.kernel.satellite import place_elliptic, prepare_satellite, solve_kepler
from equipoise.sensing._kernels.view import judge_sight
from equipoise.sensing.constellation import Constellation, build_walker
from equipoise.sensing.coverage import Optics, count_in_view, find_gaps, summarise_coverage

turn = st.floats(0.0, 2.0 * math.pi)
CLOSE_M, CLOSE = 200.0, 1e-6  # nearer to an edge than this, sampling cannot tell


def place(radius_m: float, latitude_rad: float, longitude_rad: float) -> np.ndarray:
    c = math.cos(latitude_rad)
    return radius_m * np.array([c * math.cos(longitude_rad), c * math.sin(longitude_rad), math.sin(latitude_rad)])


def judge_by_samples(s: np.ndarray, p: np.ndarray, optics: Optics, hot: float, cold: float) -> int | None:
    """Judge by 8,001 points on the line between and 8,001 beyond the target; None if too close to an edge to tell."""
    share = np.linspace(0.0, 1.0, 8_001)[:, None]
    distance = float(np.linalg.norm(p - s))
    lowest = float(np.linalg.norm(s + share * (p - s), axis=1).min()) - SPHERE_RADIUS_M
    beyond = p + 25e6 * share * (p - s) / distance  # longer than the longest chord of the Earth
    background = float(np.linalg.norm(beyond, axis=1).min()) - SPHERE_RADIUS_M
    off = math.acos(np.clip(-np.dot(s, p - s) / (np.linalg.norm(s) * distance), -1.0, 1.0))
    scale = (distance / optics.reference_range_m) ** 2
    need, need_cold = optics.threshold_W_sr * scale, optics.cold_threshold_W_sr * scale
    edges = (lowest - optics.limb_altitude_m, background - optics.clutter_altitude_m)
    angles = (off - optics.least_off_nadir_rad, off - optics.greatest_off_nadir_rad)
    ratios = (hot / need - 1.0, hot / (need * optics.below_horizon_factor) - 1.0, cold / need_cold - 1.0)
    if min(map(abs, edges)) < CLOSE_M or min(map(abs, (*angles, *ratios))) < CLOSE:
        return None
    if lowest < optics.limb_altitude_m:
        return 1
    if not optics.least_off_nadir_rad < off < optics.greatest_off_nadir_rad:
        return 2
    if hot < need and cold < need_cold:
        return 3
    against_earth = background < optics.clutter_altitude_m
    return 4 if against_earth and hot < need * optics.below_horizon_factor else 0


@st.composite
def scenes(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, Optics, float, float]:
    satellite = SPHERE_RADIUS_M + draw(st.floats(2e5, 4e6) | st.floats(4e6, 4e7))
    target = SPHERE_RADIUS_M + draw(st.floats(5e3, 2e5) | st.floats(2e5, 4e6))  # may lie above the satellite
    reach = math.acos(SPHERE_RADIUS_M / satellite) + math.acos(SPHERE_RADIUS_M / target)
    arc, bearing = draw(st.floats(0.0, 1.2 * reach) | st.floats(0.0, math.pi)), draw(turn)
    s = place(satellite, draw(st.floats(-1.5, 1.5)), draw(turn))
    up = s / satellite
    east = np.array([-up[1], up[0], 0.0]) / math.hypot(up[0], up[1])
    ahead = math.cos(bearing) * east + math.sin(bearing) * np.cross(up, east)
    p = target * (math.cos(arc) * up + math.sin(arc) * ahead)
    assume(math.dist(s, p) > 1e3)
    least = draw(st.sampled_from([0.0, 0.2, 0.9]))
    optics = Optics(
        threshold_W_sr=draw(st.floats(10.0, 1e4)), reference_range_m=draw(st.floats(1e6, 4e7)), least_off_nadir_rad=least,
        greatest_off_nadir_rad=least + draw(st.sampled_from([0.3, 0.8, 1.7, 3.2])), limb_altitude_m=draw(st.sampled_from([0.0, 1e4, 1e5])),
        clutter_altitude_m=draw(st.sampled_from([0.0, 3e4])), below_horizon_factor=draw(st.sampled_from([0.5, 1.0, 20.0])),
        cold_threshold_W_sr=draw(st.floats(1.0, 1e3)),
    )  # fmt: skip
    return s, p, optics, draw(st.floats(0.0, 1e5)), draw(st.floats(0.0, 500.0))


def judge(s: np.ndarray, p: np.ndarray, optics: Optics, hot: float, cold: float) -> int:
    _, _, _, _, per_space, per_earth, per_cold = optics.numbers
    code, d2 = judge_sight(*map(float, (*s, *p)), max(hot / per_space, cold / per_cold), hot / per_earth, optics.numbers)
    assert math.isclose(math.sqrt(d2), float(np.linalg.norm(p - s)), rel_tol=1e-12)
    return int(code)


@given(scenes())
@settings(max_examples=400, deadline=None)
def test_sight_is_what_sampling_the_ray_finds(scene: tuple[np.ndarray, np.ndarray, Optics, float, float]) -> None:
    expected = judge_by_samples(*scene)
    assume(expected is not None)
    assert judge(*scene) == expected


@pytest.mark.parametrize(("satellite_km", "limb_km", "code"), [(1000.0, 0.0, 4), (150.0, 200.0, 1)])
def test_sight_in_rare_scenes(satellite_km: float, limb_km: float, code: int) -> None:
    """A target at 20 km past the ray's lowest point, inside clutter of 30 km: against the Earth; a satellite below the limb: blind."""
    radius, low = SPHERE_RADIUS_M + satellite_km * 1e3, SPHERE_RADIUS_M + 10e3
    arc = math.acos(low / radius) + math.acos(low / (SPHERE_RADIUS_M + 20e3)) if code == 4 else 0.02
    s, p = place(radius, 0.0, 0.0), place(SPHERE_RADIUS_M + (20e3 if code == 4 else 300e3), 0.0, arc)
    scene = s, p, Optics(1.0, 1e7, limb_altitude_m=limb_km * 1e3, clutter_altitude_m=30e3, below_horizon_factor=20.0), 2.0, 0.0
    assert judge(*scene) == judge_by_samples(*scene) == code


def test_the_scenes_reach_every_code() -> None:
    """So that the property above says something: the same generator, by NumPy, 3,000 scenes."""
    rng = np.random.default_rng(0)
    found = dict.fromkeys(range(5), 0)
    for _ in range(3000):
        s, p = (
            place(SPHERE_RADIUS_M + rng.uniform(2e5, 4e6), 0.0, 0.0),
            place(SPHERE_RADIUS_M + rng.uniform(5e3, 2e6), 0.0, rng.uniform(0, 1.2)),
        )
        optics = Optics(rng.uniform(10, 1e4), 3e6, 0.2, 1.2, 1e4, 3e4, 20.0, 100.0)
        found[judge(s, p, optics, rng.uniform(0, 1e4), rng.uniform(0, 500))] += 1
    assert min(found.values()) > 50


@given(st.floats(0.0, 0.75), st.floats(-60.0, 60.0))
@settings(max_examples=400, deadline=None)
def test_kepler_equals_a_root_finder(e: float, mean: float) -> None:
    anomaly = brentq(lambda a: a - e * math.sin(a) - mean, mean - 1.0, mean + 1.0, xtol=1e-14, rtol=1e-15)
    s, c = solve_kepler(mean, e)
    # 1e-12 of sin_cos and 1e-14 of the mean anomaly, both magnified by 1/(1 - e) = 4
    assert abs(s - math.sin(anomaly)) < 6e-12 and abs(c - math.cos(anomaly)) < 6e-12


def turn_about(axis: int, angle: float) -> np.ndarray:
    c, s = math.cos(angle), math.sin(angle)
    out = np.eye(3)
    i, j = [k for k in range(3) if k != axis]
    out[i, i] = out[j, j] = c
    out[i, j], out[j, i] = (-s, s) if axis != 1 else (s, -s)
    return out


@given(st.floats(7e6, 4.2e7), st.floats(0.0, 0.75), st.floats(0.0, 3.0), turn, turn, turn, st.floats(0.0, 86400.0))
@settings(max_examples=200, deadline=None)
def test_places_equal_an_independent_ellipse(a: float, e: float, i: float, node: float, perigee: float, mean: float, t: float) -> None:
    """Rates of Kaula (1966) in the form of his book, with C20 = -J2; matrices and a root finder instead of our text."""
    j2, ae, mu, omega = 1.08262982e-3, 6378137.0, 3.986004418e14, 7.292115e-5
    n = math.sqrt(mu / a**3)
    k = n * -j2 * (ae / a) ** 2
    node_t = node + (3.0 * k * math.cos(i) / (2.0 * (1 - e * e) ** 2) - omega) * t
    perigee_t = perigee + 3.0 * k * (1.0 - 5.0 * math.cos(i) ** 2) / (4.0 * (1 - e * e) ** 2) * t
    mean_t = mean + (n - 3.0 * k * (3.0 * math.cos(i) ** 2 - 1.0) / (4.0 * (1 - e * e) ** 1.5)) * t
    anomaly = brentq(lambda x: x - e * math.sin(x) - mean_t, mean_t - 1.0, mean_t + 1.0, xtol=1e-13, rtol=1e-15)
    flat = np.array([a * (math.cos(anomaly) - e), a * math.sqrt(1 - e * e) * math.sin(anomaly), 0.0])
    expected = turn_about(2, node_t) @ turn_about(0, i) @ turn_about(2, perigee_t) @ flat
    found = place_elliptic(t, *prepare_satellite(a, e, i, node, perigee, mean)[:11])
    assert math.dist(found, expected) < 1e-3  # m: 6e-12 rad of an orbit of 74,000 km


@st.composite
def watched(draw: st.DrawFn) -> tuple[Constellation, np.ndarray, np.ndarray, float]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(2, 40))
    shell = build_walker(n, draw(st.integers(1, n)), draw(st.integers(0, 3)), draw(st.floats(5e5, 2e7)), draw(st.floats(0.3, 2.0)))
    t = np.arange(6) * 500.0
    targets = rng.normal(size=(6, 5, 3))
    targets *= (SPHERE_RADIUS_M + rng.uniform(1e4, 1e6, (6, 5, 1))) / np.linalg.norm(targets, axis=2, keepdims=True)
    return shell, t, targets, draw(st.floats(10.0, 1e5))


@given(watched(), st.integers(1, 39), st.floats(0.1, 1.5), st.floats(1.0, 3.0))
@settings(max_examples=150, deadline=None)
def test_coverage_is_monotone(scene: tuple[Constellation, np.ndarray, np.ndarray, float], kept: int, off: float, factor: float) -> None:
    """More satellites never see less, wider pointing never less, a higher threshold, horizon factor or limb never more."""
    shell, t, targets, hot = scene
    base = Optics(1000.0, 5e6, greatest_off_nadir_rad=off, below_horizon_factor=2.0)
    whole = count_in_view(shell, base, t, targets, hot)
    part = Constellation(shell.elements[: min(kept, len(shell))])
    assert np.all(count_in_view(part, base, t, targets, hot) <= whole)
    wider = Optics(1000.0, 5e6, greatest_off_nadir_rad=off * factor + 1e-3, below_horizon_factor=2.0)
    assert np.all(count_in_view(shell, wider, t, targets, hot) >= whole)
    for harder in (
        Optics(1000.0 * factor, 5e6, greatest_off_nadir_rad=off, below_horizon_factor=2.0),
        Optics(1000.0, 5e6, greatest_off_nadir_rad=off, below_horizon_factor=2.0 * factor),
        Optics(1000.0, 5e6, greatest_off_nadir_rad=off, below_horizon_factor=2.0, limb_altitude_m=10e3 * factor),
    ):
        assert np.all(count_in_view(shell, harder, t, targets, hot) <= whole)
    assert np.all(count_in_view(shell, base, t, targets, hot * factor) >= whole)


@given(st.lists(st.integers(-1, 3), min_size=2, max_size=40), st.integers(1, 3), st.integers(0, 2**32 - 1))
@settings(max_examples=200, deadline=None)
def test_gaps_and_cover_share_out_the_time(counts: list[int], wanted: int, seed: int) -> None:
    t = np.cumsum(np.random.default_rng(seed).uniform(0.5, 20.0, len(counts)))
    gaps, found = find_gaps(counts, t, wanted), summarise_coverage(counts, t, wanted)
    bounds = np.concatenate([t[:1], 0.5 * (t[1:] + t[:-1]), t[-1:]])
    there = sum(b - a for a, b, n in zip(bounds[:-1], bounds[1:], counts, strict=True) if n >= 0)
    lost = float(np.sum(gaps[:, 1] - gaps[:, 0]))
    assert math.isclose(lost + found.share_of_time[0] * there, there, rel_tol=1e-12, abs_tol=1e-9)
    assert found.n_gaps[0] == len(gaps) and math.isclose(found.mean_gap_s[0] * len(gaps), lost, abs_tol=1e-9)
    assert np.all(np.diff(gaps.ravel()) > 0.0)  # apart and in order
