"""Time GLIDE-1 against other tools: CPU time on one pinned core, medians of interleaved rounds, error beside time.

python benchmarks/run.py [rounds]. Needs scipy and numba; jax with diffrax, and heyoka, if they are to be compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import glide_1
import numpy as np
import ours
import peers

N_CHECKED, N_OURS = 256, 16_384


def cpu_s(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def gather_contenders() -> dict[str, tuple[Callable[[np.ndarray], np.ndarray], int]]:
    """Return each contender and how many flights one round of it flies."""
    flight = ours.glide_1()
    out: dict[str, tuple[Callable[[np.ndarray], np.ndarray], int]] = {
        "equipoise, 32 lanes": (lambda b: ours.rows(ours.fly(flight, b)), N_OURS),
        "scipy DOP853, tuned, math": (lambda b: peers.fly_scipy(b, tol=0.1), 48),
        "scipy RK45, typical script": (peers.fly_scipy_typical, 4),
        "scipy DOP853, tuned, numba": (peers.build_scipy_numba(), 128),
    }
    builders = {"diffrax Tsit5, scalars": lambda: peers.build_diffrax(0.1), "heyoka, exact layers": peers.build_heyoka}
    for name, build in builders.items():
        try:
            out[name] = (build(), 256)
        except ImportError as error:
            print(f"{name}: not compared, {error}")
    return out


def compare(rounds: int) -> dict[str, float]:
    reference, banks = glide_1.reference(N_CHECKED), glide_1.bank_angles(N_OURS)
    contenders, times = gather_contenders(), {}
    for name, (fly, n) in contenders.items():
        found = fly(banks[: min(n, N_CHECKED)])  # warms up, and is checked
        k = len(found)
        error = glide_1.distance_m(found[:, 1], found[:, 2], reference[:k, 1], reference[:k, 2])
        late = np.abs(found[:, 0] - reference[:k, 0]) * 1e3
        fly(banks[:n])
        times[name] = [float(np.max(error)), float(np.max(late)), k, []]
    for _ in range(rounds):
        for name, (fly, n) in contenders.items():
            times[name][3].append(n / cpu_s(lambda fly=fly, n=n: fly(banks[:n])))
    unit = float(np.median(times["equipoise, 32 lanes"][3]))
    print(f"{'contender':<30}{'flights/s':>12}{'we are':>10}{'error m':>10}{'late ms':>10}  of")
    for name, (error, late, k, speeds) in times.items():
        speed = float(np.median(speeds))
        print(f"{name:<30}{speed:>12,.0f}{unit / speed:>9,.1f}x{error:>10.2f}{late:>10.2f}  {k} flights")
    return {name: float(np.median(v[3])) for name, v in times.items()}


def compare_with_ourselves(rounds: int) -> None:
    flight, banks = ours.glide_1(), glide_1.bank_angles(N_OURS)
    table = {"mach": [0.0, 5.0, 10.0, 30.0], "drag_factor": [1.0] * 4, "lift_to_drag": [2.6] * 4}
    full = ours.glide_1(earth={**ours.SPHERE, "j2": 0.00108262982}, vehicle={"aerodynamics": table})
    work = {
        "lanes": lambda: ours.fly(flight, banks), "one lane": lambda: ours.fly_one_lane(flight, banks[:4096]),
        "full": lambda: ours.fly(full, banks),
    }  # fmt: skip
    evaluations = {
        "lanes": float(np.mean(ours.fly(flight, banks)["n_evaluations"])),
        "full": float(np.mean(ours.fly(full, banks)["n_evaluations"])),
    }
    times: dict[str, list[float]] = {name: [] for name in work}
    for name in work:
        work[name]()
    for _ in range(rounds):
        for name, run in work.items():
            times[name].append(cpu_s(run))
    t = {name: float(np.median(v)) for name, v in times.items()}
    print(f"evaluations a flight: {evaluations['lanes']:.0f}, of 256: {np.max(ours.fly(flight, banks[:256])['n_evaluations'])} at most")
    print(f"lanes over one lane: {t['one lane'] / 4096 / (t['lanes'] / N_OURS):.2f}x")
    ratio = t["full"] / evaluations["full"] / (t["lanes"] / evaluations["lanes"])
    print(f"Mach tables and J2, time an evaluation: {ratio:.2f}x")
    walls: dict[int, list[float]] = {1: [], 2: []}
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    many = np.tile(banks, 4)
    for _ in range(rounds):
        for threads in (1, 2):
            begin = time.perf_counter()
            ours.fly(flight, many, threads=threads)
            walls[threads].append(time.perf_counter() - begin)
    print(f"two threads over one, wall clock, {len(many):,} flights: {np.median(walls[1]) / np.median(walls[2]):.2f}x")
    tracemalloc.start()
    table = ours.fly(flight, many)
    kept, peak = tracemalloc.get_traced_memory()
    print(f"memory an ensemble of {table.n_rows:,} keeps: {kept / table.n_rows:.0f} bytes a flight; at its peak {peak / table.n_rows:.0f}")


def time_first_calls() -> None:
    script = (
        "import time, ours\nimport numpy as np\nf = ours.glide_1()\nimport equipoise.flight\nbegin = time.perf_counter()\n"
        "ours.fly(f, np.zeros(1))\nprint(time.perf_counter() - begin)"
    )
    where = {"cwd": Path(__file__).parent, "capture_output": True, "text": True, "check": True}
    for name, folder in (("cold", Path(__file__).parent / ".cache" / f"numba-{os.getpid()}"), ("cached", None)):
        env = dict(os.environ) if folder is None else {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
        seconds = [float(subprocess.run([sys.executable, "-c", script], env=env, **where).stdout) for _ in range(1 if folder else 5)]
        print(f"first call, {name}: {np.median(seconds):.2f} s")


if __name__ == "__main__":
    n_rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    compare(n_rounds)
    compare_with_ourselves(n_rounds)
    time_first_calls()
