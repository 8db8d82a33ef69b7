"""Time the tracking filter against Stone Soup and a plain NumPy filter on the same looks; print error beside time.

python benchmarks/tracking.py [rounds]. One body at 3 km/s in a slow turn, a radar (1 mrad, 20 m) every 5 s, no gravity and no rotation,
a Singer acceleration of 3 m/s2 and 40 s: the same nine-state extended Kalman filter three times, a step being a prediction and a
correction by two angles and a range. Then what only we do: gravity and rotation, two models, looks drawn and tracks judged. CPU time on
one pinned core, medians of interleaved rounds. Stone Soup does much more than this one task.
"""

from __future__ import annotations

import datetime
import math
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

from equipoise.compiled import driver
from equipoise.constants import MU_EARTH_M3_S2, OMEGA_EARTH_RAD_S
from equipoise.sensing._kernels.filter import N_STEP, fill_step, predict
from equipoise.sensing._kernels.measure import take_look
from equipoise.sensing.track import MotionModel, draw_looks, track_many

RADIUS, SIGMA_ANGLE, SIGMA_RANGE, SD, TIME, STEP = 6371e3, 1e-3, 20.0, 3.0, 40.0, 5.0
N_STEPS, N_FLIGHTS = 200, 500
PLACE = np.array([RADIUS, 0.0, 0.0])
START = np.diag([1e5] * 3 + [1e4] * 3 + [SD * SD] * 3)


def fly(n: int) -> tuple[np.ndarray, np.ndarray]:
    t = STEP * np.arange(n)
    turn = 0.001 * t
    place = np.stack([RADIUS + 2e5 + 3e6 * np.sin(turn), -4e5 + 3e6 * (1.0 - np.cos(turn)), 2e4 + 0.0 * t], axis=1)
    return t, np.hstack([place, np.stack([3000.0 * np.cos(turn), 3000.0 * np.sin(turn), 0.0 * t], axis=1)])


def scene(runs: int) -> tuple:
    t, truth = fly(N_STEPS)
    one = np.ones((runs, N_STEPS, 1))
    return (np.broadcast_to(t, (runs, N_STEPS)), N_STEPS, np.broadcast_to(truth, (runs, N_STEPS, 6)), np.ones((runs, N_STEPS)),
            one[..., None] * PLACE, one * SIGMA_ANGLE, one * SIGMA_RANGE, 7, 8, np.arange(runs), 5)  # fmt: skip


def run_stone_soup(line: np.ndarray, distance: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Stone Soup as its tutorials use it."""
    from stonesoup.models.measurement.nonlinear import CartesianToElevationBearingRange
    from stonesoup.models.transition.linear import CombinedLinearGaussianTransitionModel, Singer
    from stonesoup.predictor.kalman import ExtendedKalmanPredictor
    from stonesoup.types.detection import Detection
    from stonesoup.types.hypothesis import SingleHypothesis
    from stonesoup.types.state import GaussianState
    from stonesoup.updater.kalman import ExtendedKalmanUpdater

    order = [0, 3, 6, 1, 4, 7, 2, 5, 8]
    motion = CombinedLinearGaussianTransitionModel([Singer(noise_diff_coeff=2.0 * SD * SD / TIME, damping_coeff=1.0 / TIME)] * 3)
    model = CartesianToElevationBearingRange(
        ndim_state=9, mapping=(0, 3, 6), noise_covar=np.diag([SIGMA_ANGLE**2, SIGMA_ANGLE**2, SIGMA_RANGE**2]),
        translation_offset=PLACE[:, None],
    )  # fmt: skip
    predictor, updater = ExtendedKalmanPredictor(motion), ExtendedKalmanUpdater(model, force_symmetric_covariance=True)
    begin = datetime.datetime(2019, 1, 1)
    state = GaussianState(start[order][:, None], START[np.ix_(order, order)], timestamp=begin)
    out = np.empty((len(line), 3))
    for i, (u, r) in enumerate(zip(line, distance, strict=True)):
        stamp = begin + datetime.timedelta(seconds=STEP * (i + 1))
        z = np.array([[math.asin(u[2])], [math.atan2(u[1], u[0])], [r]])
        guess = predictor.predict(state, timestamp=stamp)
        state = updater.update(SingleHypothesis(guess, Detection(z, timestamp=stamp, measurement_model=model)))
        out[i] = np.asarray(state.mean, dtype=float).ravel()[[0, 3, 6]]
    return out


def run_numpy(line: np.ndarray, distance: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The textbook's extended Kalman filter with matrices, derivatives written out."""
    s = np.zeros(N_STEP)
    fill_step(s, STEP, TIME)
    f = np.kron(np.array([[1.0, STEP, s[0]], [0.0, 1.0, s[1]], [0.0, 0.0, s[2]]]), np.eye(3))
    q = SD * SD * np.kron(np.array([[s[3], s[4], s[5]], [s[4], s[6], s[7]], [s[5], s[7], s[8]]]), np.eye(3))
    noise, x, p = np.diag([SIGMA_ANGLE**2, SIGMA_ANGLE**2, SIGMA_RANGE**2]), start.copy(), START.copy()
    out, h = np.empty((len(line), 3)), np.zeros((3, 9))
    for i in range(len(line)):
        x, p = f @ x, f @ p @ f.T + q
        dx, dy, dz = (x[:3] - PLACE).tolist()
        level2, r2 = dx * dx + dy * dy, dx * dx + dy * dy + dz * dz
        level, r = math.sqrt(level2), math.sqrt(r2)
        h[0, :3] = -dx * dz / (r2 * level), -dy * dz / (r2 * level), level / r2
        h[1, :2] = -dy / level2, dx / level2
        h[2, :3] = dx / r, dy / r, dz / r
        u = line[i]
        bearing = math.remainder(math.atan2(u[1], u[0]) - math.atan2(dy, dx), 2.0 * math.pi)
        miss = np.array([math.asin(u[2]) - math.asin(dz / r), bearing, distance[i] - r])
        gain = np.linalg.solve(h @ p @ h.T + noise, h @ p).T
        x, p = x + gain @ miss, p - gain @ h @ p
        p = 0.5 * (p + p.T)
        out[i] = x[:3]
    return out


@driver
def filter_many(rows, looks, steps, variance, mu, omega, sigma_angle, sigma_range, px, py, pz, out):  # type: ignore[no-untyped-def]
    """Our filter on looks drawn before, flight after flight."""
    for k in range(len(rows)):
        row = rows[k]
        for i in range(looks.shape[1]):
            predict(row, row, steps, variance, mu, omega)
            look = looks[k, i]
            take_look(row, look, 0, look[3], px, py, pz, sigma_angle, sigma_range)
            out[k, i, 0], out[k, i, 1], out[k, i, 2] = row[0], row[1], row[2]


def run_ours(looks: np.ndarray, start: np.ndarray, mu: float, omega: float) -> np.ndarray:
    rows, steps, out = np.zeros((len(looks), 54)), np.zeros(N_STEP), np.empty((len(looks), looks.shape[1], 3))
    rows[:, :9] = start
    rows[:, [9, 12, 14]], rows[:, [33, 36, 38]], rows[:, [48, 51, 53]] = 1e5, 1e4, SD * SD
    fill_step(steps, STEP, TIME)
    filter_many(rows, looks, steps, SD * SD, mu, omega, SIGMA_ANGLE, SIGMA_RANGE, *PLACE.tolist(), out)
    return out


def clock(work: Callable[[], object], n_steps: int) -> float:
    begin = time.process_time()
    work()
    return n_steps / (time.process_time() - begin)


def compare(rounds: int) -> None:
    _, truth = fly(N_STEPS)
    looks = draw_looks(*scene(4))
    start = np.r_[truth[0], np.zeros(3)]
    few = np.concatenate([looks.line[:, 1:, 0], looks.range_m[:, 1:, :]], axis=2)
    many = np.ascontiguousarray(np.tile(few, (N_FLIGHTS // 4, 1, 1)))
    plain = MotionModel(manoeuvre_sd_m_s2=SD, manoeuvre_time_s=TIME, is_switching=False, mu_m3_s2=0.0, omega_rad_s=0.0, air_top_m=math.inf,
                        entry_beta_kg_m2=math.inf)  # fmt: skip
    runs, every = scene(N_FLIGHTS), N_FLIGHTS * (N_STEPS - 1)
    work: dict[str, tuple[Callable[[], object], int]] = {
        "Stone Soup": (lambda: run_stone_soup(few[0, :, :3], few[0, :, 3], start), N_STEPS - 1),
        "NumPy": (lambda: run_numpy(few[0, :, :3], few[0, :, 3], start), N_STEPS - 1),
        "ours": (lambda: run_ours(many, start, 0.0, 0.0), every),
        "ours, gravity and rotation": (lambda: run_ours(many, start, MU_EARTH_M3_S2, OMEGA_EARTH_RAD_S), every),
        "track_many, one model": (lambda: track_many(*runs, plain), every),
        "track_many, two models": (lambda: track_many(*runs), every),
    }
    for job, _ in work.values():
        job()
    speeds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, (job, steps) in work.items():
            speeds[name].append(clock(job, steps))
    places = {
        "Stone Soup": np.stack([run_stone_soup(few[k, :, :3], few[k, :, 3], start) for k in range(4)]),
        "NumPy": np.stack([run_numpy(few[k, :, :3], few[k, :, 3], start) for k in range(4)]),
        "ours": run_ours(few, start, 0.0, 0.0), "track_many, one model": track_many(*scene(4), plain).position_m[:, 1:],
    }  # fmt: skip
    print(f"{'':<28}{'steps/s':>12}{'x Stone Soup':>14}{'x NumPy':>10}{'RMS error, m':>14}")
    for name in work:
        pairs = {
            peer: statistics.median(a / b for a, b in zip(speeds[name], speeds[peer], strict=True)) for peer in ("Stone Soup", "NumPy")
        }
        error = math.sqrt(float(np.mean(np.sum((places[name][:, 20:] - truth[21:, :3]) ** 2, axis=2)))) if name in places else math.nan
        said = f"{error:.1f}" if name in places else "other task"
        print(f"{name:<28}{statistics.median(speeds[name]):>12,.0f}{pairs['Stone Soup']:>14,.0f}{pairs['NumPy']:>10,.0f}{said:>14}")


def fly_raid() -> None:
    """300 flights of 200 samples, each seen by three sensors, with drawn noise: wall time."""
    n, m = 300, 200
    t = np.broadcast_to(10.0 * np.arange(m), (n, m))
    a = 5000.0 * t / (RADIUS + 4e4)
    zero = np.zeros_like(a)
    truth = np.stack([(RADIUS + 4e4) * np.cos(a), (RADIUS + 4e4) * np.sin(a), zero, -5000.0 * np.sin(a), 5000.0 * np.cos(a), zero], axis=2)
    sensors = truth[:, :, None, :3] * 1.15 + np.array([[3e5, 0.0, 6e5], [-3e5, 2e5, -7e5], [0.0, 5e5, 4e5]])
    shape = (n, m, 3)
    for threads in (1, 2):
        begin = time.perf_counter()
        found = track_many(t, m, truth, np.full((n, m), 3), sensors, np.full(shape, 5e-5), np.full(shape, math.inf), 1, 2, np.arange(n), 0,
                           threads=threads)  # fmt: skip
        print(f"raid of {n} x {m}, three satellites each, {threads} thread(s): {time.perf_counter() - begin:.3f} s wall,"
              f" RMS error {math.sqrt(float(np.mean(found.error_m[:, 20:] ** 2))):.0f} m")  # fmt: skip


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    os.sched_setaffinity(0, cores)
    fly_raid()
