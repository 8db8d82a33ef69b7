"""Time coverage: 1,000 satellites against 200 flights, beside NumPy as an analyst writes it, and beside SGP4 with NumPy.

python benchmarks/coverage.py [rounds]. CPU time on one pinned core, medians of paired rounds, difference beside time; the whole task of
2e9 tests on two cores by the wall clock. NumPy does the same physics; SGP4 other physics (mean in view is compared, not each count).
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable

import numpy as np

from equipoise.constants import J2_EARTH, MU_EARTH_M3_S2, OMEGA_EARTH_RAD_S, SPHERE_RADIUS_M, WGS84_A_M
from equipoise.sensing.constellation import Constellation, build_walker, locate
from equipoise.sensing.coverage import Optics, count_in_view

N_SATELLITES, N_FLIGHTS, N_EPOCHS = 1000, 200, 10_000
ALTITUDE_M, INCLINATION_RAD = 1000e3, math.radians(70.0)
OPTICS = Optics(
    threshold_W_sr=6000.0, reference_range_m=4e6, greatest_off_nadir_rad=math.radians(58.0), least_off_nadir_rad=math.radians(5.0),
    below_horizon_factor=2.0, cold_threshold_W_sr=50.0,
)  # fmt: skip


def fly_targets(t_s: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Move targets along great circles at 40 km and 6 km/s; draw their intensities."""
    rng = np.random.default_rng(1)
    start, ahead = rng.normal(size=(n, 3)), rng.normal(size=(n, 3))
    start /= np.linalg.norm(start, axis=1)[:, None]
    ahead -= np.sum(ahead * start, axis=1)[:, None] * start
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    radius = SPHERE_RADIUS_M + 40e3
    angle = (6000.0 / radius * t_s)[:, None, None]
    place = radius * (np.cos(angle) * start + np.sin(angle) * ahead)
    return place, rng.uniform(1e3, 3e4, place.shape[:2]), np.full(place.shape[:2], 20.0)


def place_numpy(constellation: Constellation, t: float) -> np.ndarray:
    """Place circular orbits (n_satellite, 3) as an analyst would: angles as arrays, NumPy's sine."""
    a, _, inclination, node, perigee, mean = constellation.elements.T
    n = np.sqrt(MU_EARTH_M3_S2 / a**3)
    k = 1.5 * J2_EARTH * (WGS84_A_M / a) ** 2 * n
    s2 = np.sin(inclination) ** 2
    u = perigee + mean + (n + k * (3.0 - 4.0 * s2)) * t
    node = node + (-k * np.cos(inclination) - OMEGA_EARTH_RAD_S) * t
    x, y = np.cos(u), np.sin(u) * np.cos(inclination)
    c, s = np.cos(node), np.sin(node)
    return np.column_stack([a * (x * c - y * s), a * (x * s + y * c), a * np.sin(u) * np.sin(inclination)])


def count_numpy(constellation: Constellation, t_s: np.ndarray, place: np.ndarray, hot: np.ndarray, cold: np.ndarray) -> np.ndarray:
    """Count in view an epoch at a time, satellites against targets as one table of NumPy."""
    counts = np.empty(hot.shape, dtype=np.int16)
    limb, clutter = SPHERE_RADIUS_M + OPTICS.limb_altitude_m, SPHERE_RADIUS_M + OPTICS.clutter_altitude_m
    for k, t in enumerate(t_s):
        s, p = place_numpy(constellation, float(t))[None, :, :], place[k][:, None, :]
        d = p - s
        r, rs = np.linalg.norm(d, axis=2), np.linalg.norm(s, axis=2)
        along = np.clip(-np.sum(s * d, axis=2) / r**2, 0.0, 1.0)
        lowest = np.linalg.norm(s + along[:, :, None] * d, axis=2)
        off = np.arccos(np.clip(-np.sum(s * d, axis=2) / (r * rs), -1.0, 1.0))
        passing = np.sqrt(np.maximum(rs**2 - (np.sum(s * d, axis=2) / r) ** 2, 0.0))
        below = (np.sum(p * d, axis=2) < 0.0) & (passing < clutter)
        need = OPTICS.threshold_W_sr * (r / OPTICS.reference_range_m) ** 2
        bright = hot[k][:, None] >= need * np.where(below, OPTICS.below_horizon_factor, 1.0)
        bright |= ~below & (cold[k][:, None] >= OPTICS.cold_threshold_W_sr * (r / OPTICS.reference_range_m) ** 2)
        pointed = (off >= OPTICS.least_off_nadir_rad) & (off <= OPTICS.greatest_off_nadir_rad)
        counts[k] = np.sum((lowest >= limb) & pointed & bright, axis=1)
    return counts


def build_sgp4(constellation: Constellation) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Count satellites above the horizon of one place by SatrecArray and NumPy; place (n_time, 3)."""
    from sgp4.api import WGS72, Satrec, SatrecArray

    satellites = []
    for a, e, inclination, node, perigee, mean in constellation.elements:
        satellite = Satrec()
        pace = math.sqrt(MU_EARTH_M3_S2 / a**3) * 60.0
        satellite.sgp4init(WGS72, "i", 5, 18262.0, 0.0, 0.0, 0.0, e + 1e-6, perigee, inclination, mean, pace, node)
        satellites.append(satellite)
    all_of_them, day = SatrecArray(satellites), 2433281.5 + 18262.0

    def count(t_s: np.ndarray, place: np.ndarray) -> np.ndarray:
        counts = np.empty(len(t_s), dtype=np.int16)
        for first in range(0, len(t_s), 100):
            t = t_s[first : first + 100]
            _, r_km, _ = all_of_them.sgp4(np.full(len(t), day), t / 86400.0)
            c, s = np.cos(OMEGA_EARTH_RAD_S * t), np.sin(OMEGA_EARTH_RAD_S * t)
            x, y, z = r_km[:, :, 0] * c + r_km[:, :, 1] * s, r_km[:, :, 1] * c - r_km[:, :, 0] * s, r_km[:, :, 2]
            px, py, pz = place[first : first + 100].T / 1000.0
            dx, dy, dz = px - x, py - y, pz - z
            r2 = dx * dx + dy * dy + dz * dz
            along = np.clip(-(x * dx + y * dy + z * dz) / r2, 0.0, 1.0)
            low2 = (x + along * dx) ** 2 + (y + along * dy) ** 2 + (z + along * dz) ** 2
            counts[first : first + 100] = np.sum(low2 >= (SPHERE_RADIUS_M / 1000.0 + 10.0) ** 2, axis=0)
        return counts

    return count


def time_pair(rounds: int, ours: Callable[[], object], theirs: Callable[[], object], share: float) -> tuple[float, float, float]:
    """Return median CPU seconds of both and of their ratio, round by round; `share`: of our work that theirs does, ours is scaled to it."""
    times: list[list[float]] = [[], []]
    ours()
    theirs()
    for _ in range(rounds):
        for spent, work in zip(times, (ours, theirs), strict=True):
            begin = time.process_time()
            work()
            spent.append(time.process_time() - begin)
    mine, other = np.array(times[0]) * share, np.array(times[1])
    return float(np.median(mine)), float(np.median(other)), float(np.median(other / mine))


def compare(rounds: int) -> None:
    shell = build_walker(N_SATELLITES, 20, 1, ALTITUDE_M, INCLINATION_RAD)
    t = np.arange(N_EPOCHS, dtype=np.float64)
    place, hot, cold = fly_targets(t, N_FLIGHTS)
    print(f"{'':<50}{'ours ns':>10}{'theirs ns':>11}{'ratio':>8}  difference")
    few = 10
    a, b, ratio = time_pair(
        rounds, lambda: count_in_view(shell, OPTICS, t[:500], place[:500], hot[:500], cold[:500]),
        lambda: count_numpy(shell, t[:few], place[:few], hot[:few], cold[:few]), few / 500,
    )  # fmt: skip
    every = slice(0, N_EPOCHS, N_EPOCHS // few)
    mine = count_in_view(shell, OPTICS, t[every], place[every], hot[every], cold[every])
    off = mine != count_numpy(shell, t[every], place[every], hot[every], cold[every])
    away = max(float(np.max(np.abs(locate(shell, [s])[0].T - place_numpy(shell, float(s))))) for s in t[every])
    note = f"{int(off.sum())} of {off.size} counts differ; places {away:.0e} m"
    unit = 1e9 / (few * N_SATELLITES * N_FLIGHTS)
    print(f"{'a test of a satellite and a flight, NumPy':<50}{a * unit:>10.2f}{b * unit:>11.1f}{ratio:>7.0f}x  {note}")
    try:
        count_sgp4 = build_sgp4(shell)
    except ImportError as error:
        print(f"SatrecArray: not compared, {error}")
    else:
        open_sight = Optics(1.0, 1e9)
        still = np.broadcast_to(place[0, 0], (N_EPOCHS, 3))
        a, b, ratio = time_pair(
            rounds, lambda: count_in_view(shell, open_sight, t, still[:, None], 1e9), lambda: count_sgp4(t[:1000], still[:1000]), 0.1
        )
        mine, theirs = count_in_view(shell, open_sight, t[:1000], still[:1000, None], 1e9), count_sgp4(t[:1000], still[:1000])
        note = f"mean in view {mine.mean():.2f}, by SGP4 {theirs.mean():.2f} (other physics); demanded 60x"
        unit = 1e9 / (1000 * N_SATELLITES)
        print(f"{'a satellite placed and tested, SatrecArray + NumPy':<50}{a * unit:>10.2f}{b * unit:>11.1f}{ratio:>7.0f}x  {note}")
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    walls = []
    for _ in range(rounds):
        begin = time.perf_counter()
        count_in_view(shell, OPTICS, t, place, hot, cold, threads=2)
        walls.append(time.perf_counter() - begin)
    tests = N_SATELLITES * N_EPOCHS * N_FLIGHTS
    print(f"{N_SATELLITES:,} satellites x {N_EPOCHS:,} epochs x {N_FLIGHTS} flights, {tests:.0e} tests, two threads: "
          f"{np.median(walls):.2f} s (demanded 20 s)")  # fmt: skip


if __name__ == "__main__":
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
