"""Check the tracking filter part by part against algebra written out here, and its states and refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from scipy.stats import chi2

from equipoise.errors import InputError
from equipoise.sensing._kernels.filter import N_ESTIMATE, N_STEP, carry_mean, correct, fill_step, mix, predict
from equipoise.sensing._kernels.follow import end_burn
from equipoise.sensing._kernels.measure import LOOK, find_across, look, start, take_look
from equipoise.sensing.track import (
    COASTING,
    FIRM,
    NONE,
    TENTATIVE,
    MotionModel,
    TrackHistory,
    draw_looks,
    predict_sd_m,
    summarise_handovers,
    summarise_resumptions,
    track_many,
)

MU, OMEGA, RADIUS = 3.986004418e14, 7.292115e-5, 6371e3
SYMMETRIC, FULL = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)), tuple((i, j) for i in range(3) for j in range(3))
# where the blocks begin in a row, and the rows and columns of the 9 x 9 covariance that they hold
BLOCKS = ((0, SYMMETRIC, 0, 0), (6, FULL, 0, 3), (15, FULL, 0, 6), (24, SYMMETRIC, 3, 3), (30, FULL, 3, 6), (39, SYMMETRIC, 6, 6))
PLACES = [(9 + k, i + a, j + b) for base, cells, a, b in BLOCKS for k, (i, j) in enumerate(cells, start=base)]


def unpack(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the full covariance of a row."""
    cov = np.zeros((9, 9))
    for k, i, j in PLACES:
        cov[i, j] = cov[j, i] = row[k]
    return row[:9].copy(), cov


def pack(mean: np.ndarray, cov: np.ndarray) -> np.ndarray:
    row = np.zeros(N_ESTIMATE)
    row[:9] = mean
    for k, i, j in PLACES:
        row[k] = cov[i, j]
    return row


def some_estimate(seed: int, mean: np.ndarray | None = None) -> np.ndarray:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(9, 9)) * np.repeat([300.0, 40.0, 3.0], 3)[:, None]
    return pack(np.r_[RADIUS + 5e4, 2e5, -3e5, 500.0, 6000.0, 2000.0, 1.0, -2.0, 3.0] if mean is None else mean, root @ root.T)


def singer(step: float, time: float) -> tuple[np.ndarray, np.ndarray]:
    """Return transition and noise of one axis for unit variance, by the matrix exponential (Van Loan 1978)."""
    a = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, -1.0 / time]])
    block = np.zeros((6, 6))
    block[:3, :3], block[3:, 3:], block[2, 5] = -a, a.T, 2.0 / time
    e = expm(block * step)
    f = e[3:, 3:].T
    return f, f @ e[:3, 3:]


@pytest.mark.parametrize(("step", "time"), [(10.0, 50.0), (20.0, 15.0), (1.0, 60.0), (5.0, 5.0001), (5.0, 4.9999), (100.0, 50.0)])
def test_the_step_is_singers(step: float, time: float) -> None:
    """Transition and noise against the matrix exponential; 1e-7: what that keeps of the small noise of short steps."""
    row = np.zeros(N_STEP)
    fill_step(row, step, time)
    f, q = singer(step, time)
    assert row[:3] == pytest.approx([f[0, 2], f[1, 2], f[2, 2]], rel=1e-10)
    assert row[3:9] == pytest.approx([q[0, 0], q[0, 1], q[0, 2], q[1, 1], q[1, 2], q[2, 2]], rel=1e-7)


def test_short_steps_keep_their_digits() -> None:
    """For step << time the acceleration is a Wiener process of density 2 / time: noise T^5/20, T^4/8, T^3/6, T^3/3, T^2/2, T."""
    row, t, time = np.zeros(N_STEP), 0.01, 600.0
    fill_step(row, t, time)
    wiener = np.array([t**5 / 20, t**4 / 8, t**3 / 6, t**3 / 3, t**2 / 2, t]) * 2.0 / time
    assert row[3:9] == pytest.approx(wiener, rel=3e-5)  # the next term is of the order of step / time


def pull(_t: float, s: np.ndarray) -> np.ndarray:
    """Motion in Earth-fixed axes, written out: mu / r^2, centrifugal, Coriolis."""
    spin = np.array([0.0, 0.0, OMEGA])
    force = -MU * s[:3] / np.linalg.norm(s[:3]) ** 3 - np.cross(spin, np.cross(spin, s[:3])) - 2.0 * np.cross(spin, s[3:6])
    return np.r_[s[3:6], force]


@pytest.mark.parametrize("angle_deg", [0.0, 35.0, 80.0])
def test_a_step_of_20_s_is_good_to_a_metre(angle_deg: float) -> None:
    """A midcourse body at 7 km/s against an integrator at 1e-12: position within 1 m (0.16 seen), velocity within 0.01 m/s."""
    a = math.radians(angle_deg)
    begin = np.r_[RADIUS + 2e5, 1e5, 2e6, 7000.0 * np.array([math.sin(a), 0.8 * math.cos(a), 0.6 * math.cos(a)]), 0.0, 0.0, 0.0]
    row, steps = pack(begin, np.eye(9)), np.zeros(N_STEP)
    fill_step(steps, 20.0, 50.0)
    out = np.zeros(N_ESTIMATE)
    carry_mean(row, out, steps[0], steps[1], steps[2], 20.0, MU, OMEGA)
    truth = solve_ivp(pull, (0.0, 20.0), begin[:6], "DOP853", rtol=1e-12, atol=1e-6).y[:, -1]
    assert np.linalg.norm(out[:3] - truth[:3]) < 1.0
    assert np.linalg.norm(out[3:6] - truth[3:6]) < 0.01


def test_prediction_without_gravity_is_the_kalman_one() -> None:
    """F P F' + Q with F, Q by the matrix exponential; position, velocity and acceleration of the three axes."""
    row, steps = some_estimate(1), np.zeros(N_STEP)
    mean, cov = unpack(row)
    fill_step(steps, 10.0, 40.0)
    out = np.zeros(N_ESTIMATE)
    predict(row.copy(), out, steps, 9.0, 0.0, 0.0)
    f, q = (np.kron(m, np.eye(3)) for m in singer(10.0, 40.0))
    found_mean, found = unpack(out)
    wanted = f @ cov @ f.T + 9.0 * q
    scale = np.sqrt(np.diag(wanted))
    assert found_mean == pytest.approx(f @ mean, rel=1e-8)  # what the matrix exponential leaves where zeros should be
    assert np.max(np.abs(found - wanted) / np.outer(scale, scale)) < 1e-9
    in_place = row.copy()
    predict(in_place, in_place, steps, 9.0, 0.0, 0.0)
    assert np.array_equal(in_place, out)


def test_a_long_coast_has_the_tide_in_it() -> None:
    """600 s in steps of 20 s without noise, against F by differences of the integrator above.

    A kick and a drift a step are of first order: half a step early or late, 10 s of 600, which is 0.012 of an sd here. Leaving
    gravity and rotation out of the covariance would be wrong by 0.2 of one.
    """
    row, steps = some_estimate(2), np.zeros(N_STEP)
    mean, cov = unpack(row)
    fill_step(steps, 20.0, 1e9)
    for _ in range(30):
        predict(row, row, steps, 0.0, MU, OMEGA)

    def carry(s: np.ndarray) -> np.ndarray:
        def force(t: float, y: np.ndarray) -> np.ndarray:
            return pull(t, y) + np.r_[np.zeros(3), s[6:]]

        return np.r_[solve_ivp(force, (0.0, 600.0), s[:6], "DOP853", rtol=1e-12, atol=1e-7).y[:, -1], s[6:]]

    nudges = np.repeat([100.0, 1.0, 0.01], 3)
    f = np.stack([(carry(mean + d) - carry(mean - d)) / (2.0 * h) for h, d in zip(nudges, np.diag(nudges), strict=True)], axis=1)
    found_mean, found = unpack(row)
    assert found_mean[:3] == pytest.approx(carry(mean)[:3], abs=30.0)  # 30 steps, each good to a metre
    bare = np.kron(singer(600.0, 1e9)[0], np.eye(3))
    wanted, without = f @ cov @ f.T, bare @ cov @ bare.T
    scale = np.sqrt(np.diag(wanted))
    assert np.max(np.abs(found - wanted) / np.outer(scale, scale)) < 0.02
    assert np.max(np.abs(without - wanted) / np.outer(scale, scale)) > 0.15


def test_a_correction_is_the_kalman_one() -> None:
    row = some_estimate(3)
    mean, cov = unpack(row)
    h, z, variance = np.array([0.36, 0.48, 0.8]), 2.2e6, 1e4
    squared, s = correct(row, *h, z, variance)
    full = np.r_[h, np.zeros(6)]
    gain = cov @ full / (full @ cov @ full + variance)
    found_mean, found = unpack(row)
    joseph = (np.eye(9) - np.outer(gain, full)) @ cov @ (np.eye(9) - np.outer(gain, full)).T + variance * np.outer(gain, gain)
    assert s == pytest.approx(full @ cov @ full + variance, rel=1e-12)
    assert squared == pytest.approx((z - full @ mean) ** 2 / s, rel=1e-9)
    assert found_mean == pytest.approx(mean + gain * (z - full @ mean), rel=1e-9)
    scale = np.sqrt(np.diag(joseph))
    assert np.max(np.abs(found - joseph) / np.outer(scale, scale)) < 1e-9


def test_many_precise_corrections_leave_a_covariance_positive() -> None:
    """A wide prior (35 km, 3.5 km/s) and looks of 0.1 m: variances a factor 1e11 apart."""
    row, steps = pack(np.r_[RADIUS, np.zeros(8)], np.diag([1e9] * 3 + [1.2e7] * 3 + [144.0] * 3)), np.zeros(N_STEP)
    fill_step(steps, 10.0, 50.0)
    for k in range(200):
        for h in np.linalg.qr(np.random.default_rng(k).normal(size=(3, 3)))[0]:
            correct(row, *h, float(h[0]) * RADIUS, 0.01)
        assert np.linalg.eigvalsh(unpack(row)[1])[0] > 0.0
        predict(row, row, steps, 144.0, 0.0, 0.0)


def test_a_mixture_has_its_first_two_moments() -> None:
    a, b, out = some_estimate(4), some_estimate(5), np.zeros(N_ESTIMATE)
    b[:9] += np.array([500.0, -200.0, 100.0, 20.0, 5.0, -9.0, 1.0, 2.0, -4.0])
    mix(a, b, 0.3, out)
    (ma, pa), (mb, pb) = unpack(a), unpack(b)
    mean = 0.7 * ma + 0.3 * mb
    wanted = 0.7 * (pa + np.outer(ma - mean, ma - mean)) + 0.3 * (pb + np.outer(mb - mean, mb - mean))
    assert out == pytest.approx(pack(mean, wanted), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("line", [(0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.6, 0.0, 0.8), (1e-12, 0.0, 1.0)])
def test_directions_across_a_line_stand_square_everywhere(line: tuple[float, float, float]) -> None:
    """No direction is singular, the Earth's axis included."""
    u = np.array(line) / np.linalg.norm(line)
    across = np.array(find_across(*u)).reshape(2, 3)
    frame = np.vstack([u, across])
    assert frame @ frame.T == pytest.approx(np.eye(3), abs=1e-11)


def test_looks_have_the_noise_asked_for() -> None:
    """20,000 looks: sd of two angles and range within 2.5 percent (5 sd of an estimate of an sd), no mean, no correlation."""
    n, sigma, row = 20_000, 2e-3, np.zeros(LOOK)
    target, sensor = np.array([6.6e6, 3e5, 2e5]), np.array([6.3e6, 1e5, 8e5])
    seen = np.empty((n, 3))
    line = target - sensor
    r = float(np.linalg.norm(line))
    axes = np.array(find_across(*(line / r))).reshape(2, 3)
    for i in range(n):
        look(row, 0, *target, *sensor, sigma, 50.0, 11, 22, i, 7, 0)
        seen[i] = *(axes @ row[:3]), row[3] - r
    scaled = seen / [sigma, sigma, 50.0]
    assert np.std(scaled, axis=0) == pytest.approx([1.0] * 3, rel=0.025)
    assert np.abs(np.mean(scaled, axis=0)).max() < 5.0 / math.sqrt(n)
    assert np.abs(np.corrcoef(scaled.T) - np.eye(3)).max() < 5.0 / math.sqrt(n)


def test_looks_that_bend_average_to_the_truth() -> None:
    """A coarse radar far away (10 mrad, 3,000 km): 20 filters take 200 looks each at a target that stands still.

    Without the shift of r s^2 = 300 m along the line they would end 300 m off; the spread of their ends is 21 m, of the mean 5.
    """
    sigma, sigma_range = 0.01, 20.0
    sensor, line = np.array([RADIUS, 0.0, 0.0]), np.array([0.6, 0.64, 0.48])
    target, row, away = sensor + 3e6 * line, np.zeros(LOOK), []
    for run in range(20):
        estimate = pack(np.r_[target, np.zeros(6)], np.diag([1e12] * 3 + [1.0] * 6))
        for k in range(200):
            look(row, 0, *target, *sensor, sigma, sigma_range, 3, 4, run, 7, 3 * k)
            take_look(estimate, row, 0, row[3], *sensor, sigma, sigma_range)
        away.append(line @ (estimate[:3] - target))
    assert abs(np.mean(away)) < 25.0
    assert np.std(away) == pytest.approx(math.hypot(sigma_range, 300.0) / math.sqrt(200), rel=0.5)


def start_from(places: np.ndarray, lines: np.ndarray, ranges: list[float], sigma: float, sigma_range: float) -> tuple[bool, np.ndarray]:
    looks, row = np.zeros(N_ESTIMATE), np.zeros(N_ESTIMATE)
    for j, (u, r) in enumerate(zip(lines, ranges, strict=True)):
        looks[LOOK * j : LOOK * j + 4] = *u, r
    n = len(places)
    ok = start(row, looks, n, places, np.full(n, sigma), np.full(n, sigma_range), MotionModel().list_constants())
    return ok, row


def test_two_satellites_start_a_track_where_their_lines_meet() -> None:
    """Square of the error over the covariance of 500 triangulations: 3 on average, within the 99.9 percent bounds of chi-square."""
    target = np.array([6.4e6, 2e5, 1e5])
    places = np.array([[7.3e6, 8e5, 0.0], [7.2e6, -5e5, 9e5]])
    rng, total, n, sigma = np.random.default_rng(1), 0.0, 500, 1e-4
    for _ in range(n):
        lines = target - places + rng.normal(size=(2, 3)) * sigma * np.linalg.norm(target - places, axis=1)[:, None]
        ok, row = start_from(places, lines / np.linalg.norm(lines, axis=1)[:, None], [0.0, 0.0], sigma, math.inf)
        assert ok
        mean, cov = unpack(row)
        away = mean[:3] - target
        total += away @ np.linalg.solve(cov[:3, :3], away)
    assert chi2.ppf(0.0005, 3 * n) < total < chi2.ppf(0.9995, 3 * n)


def test_one_satellite_or_parallel_lines_start_nothing_and_a_radar_does() -> None:
    sensor, line = np.array([[7.3e6, 0.0, 0.0]]), np.array([[-0.6, 0.8, 0.0]])
    assert not start_from(sensor, line, [0.0], 1e-4, math.inf)[0]
    twice = np.array([[7.3e6, 0.0, 0.0], [7.3e6, 0.0, 10.0]])
    assert not start_from(twice, np.repeat(line, 2, axis=0), [0.0, 0.0], 1e-4, math.inf)[0]
    behind = np.array([[7.3e6, 0.0, 0.0], [7.3e6, 1e6, 0.0]])
    apart = np.array([[0.6, -0.8, 0.0], [0.6, 0.8, 0.0]])  # lines that meet behind the sensors
    assert not start_from(behind, apart, [0.0, 0.0], 1e-4, math.inf)[0]
    ok, row = start_from(sensor, line, [1e6], 1e-3, 20.0)
    assert ok
    mean, cov = unpack(row)
    assert mean[:3] == pytest.approx(sensor[0] + 1e6 * line[0], abs=1.1)  # shifted by r s^2 = 1 m
    assert math.sqrt(line[0] @ cov[:3, :3] @ line[0]) == pytest.approx(math.hypot(20.0, 1.0), rel=1e-9)
    assert math.sqrt(cov[2, 2]) == pytest.approx(1000.0, rel=1e-9)


def test_the_end_of_a_burn_has_the_moments_of_an_even_law() -> None:
    """An engine of 40 m/s2 that ends at an even time within a step of 10 s: mean and covariance against 200,000 draws, no other noise."""
    model, steps, a, h = MotionModel(air_top_m=1.0), np.zeros(N_ESTIMATE), 40.0, 10.0
    fill_step(steps, h, 1e9)  # an acceleration that lasts
    row = pack(np.r_[RADIUS + 5e5, np.zeros(5), a, 0.0, 0.0], np.zeros((9, 9)))
    predict(row, row, steps, 0.0, 0.0, 0.0)
    end_burn(row, steps, 0.0, model.list_constants())
    mean, cov = unpack(row)
    ends = h * np.random.default_rng(2).uniform(size=200_000)
    gained = np.array([a * ends * (h - 0.5 * ends), a * ends])
    assert mean[[0, 3]] - [RADIUS + 5e5, 0.0] == pytest.approx(np.mean(gained, axis=1), rel=0.01)
    assert cov[np.ix_([0, 3], [0, 3])] == pytest.approx(np.cov(gained), rel=0.02)
    assert mean[6] == 0.0 and cov[6, 6] == pytest.approx(model.vacuum_sd_m_s2**2)


# a scene: a body that drifts over radars or satellites
def fly_straight(n_time: int = 40, step: float = 10.0, speed: float = 6000.0) -> tuple[np.ndarray, np.ndarray]:
    """A body held at its height by lift, round a circle in Earth-fixed axes."""
    t = step * np.arange(n_time)
    a, r = speed * t / (RADIUS + 4e4), RADIUS + 4e4
    zero = np.zeros(n_time)
    place = np.stack([r * np.cos(a), r * np.sin(a), zero], axis=1)
    return t, np.hstack([place, speed * np.stack([-np.sin(a), np.cos(a), zero], axis=1)])


def follow(n_seen: Any, *, runs: int = 1, satellites: bool = False, model: MotionModel | None = None, **more: Any) -> TrackHistory:
    t, truth = fly_straight(len(n_seen))
    places = np.array([[7.4e6, 1.0e6, 8e5], [7.4e6, 1.2e6, -9e5]]) if satellites else np.array([[RADIUS, 6e5, 1e5], [RADIUS, 9e5, -1e5]])
    shape = (runs, len(t), 2)
    return track_many(
        np.broadcast_to(t, shape[:2]), len(t), np.broadcast_to(truth, (*shape[:2], 6)), np.broadcast_to(n_seen, shape[:2]),
        np.broadcast_to(places, (*shape, 3)), np.full(shape, 1e-4 if satellites else 1e-3),
        np.full(shape, math.inf if satellites else 20.0), 5, 6, np.arange(runs), 3, model, **more,
    )  # fmt: skip


def test_a_track_is_tentative_then_firm_then_coasts_and_comes_back() -> None:
    seen = np.array([0, 1, 1, 1, 1, 0, 0, 1, 1])
    found = follow(seen)
    assert found.state[0].tolist() == [NONE, TENTATIVE, TENTATIVE, FIRM, FIRM, COASTING, COASTING, FIRM, FIRM]
    assert np.isnan(found.sd_m[0, 0]) and np.isfinite(found.sd_m[0, 1:]).all()
    assert np.isnan(found.sd_before_m[0, :2]).all() and np.isfinite(found.sd_before_m[0, 2:]).all()
    assert found.sd_m[0, 6] > found.sd_m[0, 5] > found.sd_m[0, 4]
    assert found.sd_m[0, 5] == pytest.approx(found.sd_before_m[0, 5], rel=1e-12) and found.sd_m[0, 7] < found.sd_before_m[0, 7]
    early = follow(seen, model=MotionModel(updates_to_firm=0))
    assert early.state[0, 1] == FIRM


def test_a_track_lost_in_a_gap_must_be_started_again_and_one_satellite_cannot() -> None:
    seen = np.array([2] * 8 + [1] * 4 + [0] * 30 + [1] * 3 + [2] * 3)
    found = follow(seen, satellites=True)
    assert (found.state[0, 2:12] == FIRM).all()  # one satellite keeps it
    lost = int(np.argmax(found.state[0, 12:] == NONE)) + 12
    assert 12 < lost < 42 and found.sd_m[0, lost - 1] < 50e3 < 3.0 * found.sd_m[0, lost - 1]
    assert (found.state[0, lost:45] == NONE).all()  # one satellite does not start it
    assert found.state[0, 45:].tolist() == [TENTATIVE, TENTATIVE, FIRM]
    sooner = follow(seen, satellites=True, model=MotionModel(lost_sd_m=5e3))
    assert int(np.argmax(sooner.state[0, 12:] == NONE)) + 12 < lost


def test_a_track_that_looks_do_not_fit_is_broken_and_started_again() -> None:
    """The body jumps by 30 km between two looks."""
    t, truth = fly_straight(12)
    truth = truth.copy()
    truth[6:, 2] += 30e3
    one = np.ones((1, 12, 1))
    found = track_many(t[None], 12, truth[None], np.ones((1, 12)), one[..., None] * [RADIUS, 6e5, 1e5], one * 1e-3, one * 20.0, 1, 2, 0, 0)
    assert found.n_broken.tolist() == [1]
    assert found.state[0, 5:9].tolist() == [FIRM, TENTATIVE, TENTATIVE, FIRM]


def test_an_engine_seen_to_burn_is_allowed_its_acceleration() -> None:
    """Five g for 60 s above the air, then none: with the plume told the track holds, without it breaks."""
    t, a = 10.0 * np.arange(16), 50.0
    burn = np.minimum(t, 57.0)
    x = a * burn * (t - 0.5 * burn)
    truth = np.zeros((16, 6))
    truth[:, 0], truth[:, 1], truth[:, 4] = RADIUS + 2e5, x, a * burn
    one = np.ones((1, 16, 1))

    def run(burning: np.ndarray | None) -> TrackHistory:
        return track_many(
            t[None], 16, truth[None], np.ones((1, 16)), one[..., None] * [RADIUS, 6e5, 1e5], one * 3e-4, one * 20.0, 1, 2, 0, 0,
            MotionModel(mu_m3_s2=0.0, omega_rad_s=0.0), is_boosting=burning,
        )  # fmt: skip

    told = run((t < 57.0)[None])
    assert told.n_broken[0] == 0 and (told.state[0, 2:] == FIRM).all()
    assert np.mean(told.nees_position[0]) < 9.0
    assert run(None).n_broken[0] > 0


def test_the_lead_says_what_coasting_will_cost() -> None:
    """A track firm at 300 s and left alone: its sd so many seconds later against what was foretold, within 10 percent.

    They differ in the length of steps, the tide, and where in the air the path leads.
    """
    for lead in (20.0, 60.0, 100.0):
        seen = np.array([1] * 31 + [0] * 12)
        found = follow(seen, lead_s=lead, keep_estimates=True)
        later = found.sd_m[0, 30 + int(lead / 10.0)]
        assert found.lead_sd_m[0, 30] == pytest.approx(later, rel=0.1)
        again = predict_sd_m(found.estimates[:, 30], found.p_manoeuvre[:, 30], lead)
        assert again == pytest.approx(found.lead_sd_m[:, 30], rel=1e-12)


def test_numbers_of_a_history_follow_from_its_estimates() -> None:
    found = follow(np.array([1] * 10), runs=2, keep_estimates=True)
    _, truth = fly_straight(10)
    for k in range(2):
        mean, cov = unpack(found.estimates[k, 7])
        away = mean[:3] - truth[7, :3]
        along = mean[3:6] / np.linalg.norm(mean[3:6])
        assert found.position_m[k, 7].tolist() == mean[:3].tolist() and found.velocity_m_s[k, 7].tolist() == mean[3:6].tolist()
        assert found.sd_m[k, 7] == pytest.approx(math.sqrt(np.trace(cov[:3, :3]) / 3.0), rel=1e-12)
        assert found.speed_sd_m_s[k, 7] == pytest.approx(math.sqrt(np.trace(cov[3:6, 3:6]) / 3.0), rel=1e-12)
        across = math.sqrt((np.trace(cov[:3, :3]) - along @ cov[:3, :3] @ along) / 2.0)
        assert found.sd_across_m[k, 7] == pytest.approx(across, rel=1e-9)
        assert found.error_m[k, 7] == pytest.approx(np.linalg.norm(away), rel=1e-9)
        assert found.nees_position[k, 7] == pytest.approx(away @ np.linalg.solve(cov[:3, :3], away), rel=1e-9)
        assert 0.0 <= found.p_manoeuvre[k, 7] <= 1.0


def test_the_looks_drawn_are_those_that_the_track_took() -> None:
    """A track starts at the very place that the first look gives."""
    t, truth = fly_straight(3)
    one = np.ones((1, 3, 1))
    scene = (t[None], 3, truth[None], np.ones((1, 3)), one[..., None] * [RADIUS, 6e5, 1e5], one * 1e-3, one * 20.0, 9, 8, 4, 2)
    looks, found = draw_looks(*scene), track_many(*scene)
    place = np.array([RADIUS, 6e5, 1e5]) + looks.range_m[0, 0, 0] * (1.0 - 1e-6) * looks.line[0, 0, 0]
    assert found.position_m[0, 0] == pytest.approx(place, abs=1e-6)


def test_a_turn_is_noticed_in_air_and_means_nothing_above_it() -> None:
    """A turn of 3 g after 200 s of steady flight, seen every 2 s: the probability of a manoeuvre rises above one half within 20 s."""
    t, step = 2.0 * np.arange(120), 2.0
    truth = np.zeros((120, 6))
    truth[0] = [RADIUS + 3e4, 0.0, 0.0, 0.0, 2500.0, 0.0]
    for k in range(119):
        turn = 30.0 if t[k] >= 200.0 else 0.0
        p, v = truth[k, :3], truth[k, 3:]
        force = -(v @ v) / (p @ p) * p + np.array([0.0, 0.0, turn])
        truth[k + 1] = np.r_[p + step * v + 0.5 * step**2 * force, v + step * force]
    one = np.ones((1, 120, 1))
    place = one[..., None] * [RADIUS, 3e5, 2e5]
    found = track_many(t[None], 120, truth[None], np.ones((1, 120)), place, one * 3e-4, one * 20.0, 1, 2, 0, 0)
    assert np.max(found.p_manoeuvre[0, 60:100]) < 0.5 < np.max(found.p_manoeuvre[0, 101:110])
    assert np.median(found.nees_position[0, 5:]) < 9.0


def test_handovers_and_resumptions_are_counted_where_a_track_goes_on() -> None:
    seen = np.array([1, 1, 1, 1, 0, 0, 1, 1, 1, 1])
    found = follow(seen)
    moved = summarise_handovers(found, [[0, 0, 0, 0, -1, -1, 0, 1, 1, 0]])
    assert moved.count.tolist() == [2] and moved.worst_sd_m[0] == np.max(found.sd_before_m[0, [7, 9]])
    back = summarise_resumptions(found, seen[None])
    assert back.count.tolist() == [1] and back.worst_sd_m[0] == found.sd_before_m[0, 6]
    none = summarise_handovers(found, np.zeros((1, 10), dtype=int))
    assert none.count.tolist() == [0] and np.isnan(none.worst_sd_m[0])
    with pytest.raises(InputError, match="holder_id"):
        summarise_handovers(found, [[0]])


def test_bad_scenes_are_refused() -> None:
    t, truth = fly_straight(4)
    one = np.ones((1, 4, 1))
    good: dict[str, Any] = {
        "t_s": t[None], "length": 4, "truth_ecef": truth[None], "n_seen": np.ones((1, 4)),
        "sensor_ecef_m": one[..., None] * [RADIUS, 0.0, 0.0], "sigma_angle_rad": one * 1e-3, "sigma_range_m": one * 20.0,
        "key0": 1, "key1": 2, "runs": 0, "stream": 0,
    }  # fmt: skip
    assert track_many(**good).state[0, 3] == FIRM
    bad: list[tuple[str, Any]] = [
        ("t_s", t), ("t_s", t[None] * 0.0), ("length", 5), ("truth_ecef", truth[None, :, :3]), ("truth_ecef", truth[None] * np.nan),
        ("n_seen", np.full((1, 4), 2)), ("sensor_ecef_m", truth[None, :, None, :3]), ("sigma_angle_rad", one * 0.0),
        ("sigma_angle_rad", one * np.inf), ("sigma_range_m", one * -1.0), ("sigma_range_m", one[:, :3]), ("runs", np.zeros(3)),
        ("is_boosting", np.zeros((1, 3), dtype=bool)),
    ]  # fmt: skip
    for name, value in bad:
        with pytest.raises(InputError) as refusal:
            track_many(**{**good, name: value})
        assert name in str(refusal.value), name
    with pytest.raises(InputError, match="lead_s"):
        track_many(**good, lead_s=-1.0)
    many = np.ones((1, 4, 20))
    with pytest.raises(InputError, match="20 sensors"):
        track_many(**{**good, "sensor_ecef_m": np.ones((1, 4, 20, 3)), "sigma_angle_rad": many, "sigma_range_m": many})
    with pytest.raises(InputError, match=r"motion\.quiet_time_s"):
        MotionModel(quiet_time_s=0.0)
    with pytest.raises(InputError, match="predict_sd_m"):
        predict_sd_m(np.zeros((3, 9)), np.zeros(3), 10.0)


def test_slots_that_are_not_used_may_hold_anything() -> None:
    t, truth = fly_straight(5)
    angle, distance = np.full((1, 5, 2), np.inf), np.full((1, 5, 2), np.inf)
    place = np.full((1, 5, 2, 3), np.nan)
    angle[..., 0], distance[..., 0], place[..., 0, :] = 1e-3, 20.0, [RADIUS, 6e5, 0.0]
    seen = np.array([[1, 1, 0, 1, 1]])
    times = np.r_[t[:4], t[3]][None]  # padded
    found = track_many(times, 4, truth[None], seen, place, angle, distance, 1, 2, 0, 0)
    assert found.state[0].tolist() == [TENTATIVE, TENTATIVE, TENTATIVE, FIRM, NONE]
    assert track_many(times, 0, truth[None], seen, place, angle, distance, 1, 2, 0, 0).state.tolist() == [[NONE] * 5]


def test_no_sensor_or_no_flight_gives_no_track_and_no_fault() -> None:
    t, truth = fly_straight(5)
    none = np.zeros((1, 5, 0))
    found = track_many(t[None], 5, truth[None], np.zeros((1, 5)), np.zeros((1, 5, 0, 3)), none, none, 1, 2, 0, 0)
    assert found.state.tolist() == [[NONE] * 5] and np.isnan(found.sd_m).all()
    empty = np.zeros((0, 5, 1))
    found = track_many(empty[..., 0], 5, np.zeros((0, 5, 6)), empty[..., 0], np.zeros((0, 5, 1, 3)), empty, empty, 1, 2, 0, 0)
    assert found.state.shape == (0, 5)
