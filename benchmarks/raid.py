"""Time raids through five layers against NumPy and plain Python that follow the same rules: medians of paired rounds, error beside time.

python benchmarks/raid.py [rounds]. 300 weapons of four classes, two decoys a ballistic one, two looks that err, stocks that end. Channels
are left out of the comparison, since NumPy has no plain way to queue. Peers draw their own random numbers, so that means are compared in
standard errors of their difference. CPU time on one pinned core; then ours with channels, and on two threads by the wall clock.
"""

from __future__ import annotations

import math
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from equipoise.engagement.raid import RaidArrivals, RaidLayers, simulate_raids

COUNTS, DECOYS, DURATION_S = (100, 80, 60, 60), 2, 50.0  # all first looks come before all second ones, as NumPy takes them
N_LAYERS, LOOKS = 5, 2
KEY = (11, 22)


@dataclass(frozen=True)
class Figures:
    """Hold means over draws, and the standard error of the mean of leakers."""

    leakers: float
    shots: float
    wasted: float
    error: float


def build_layers(*, channels: bool) -> RaidLayers:
    layer = np.arange(N_LAYERS, dtype=np.float64)
    launch = 200.0 * layer[:, None, None] + 80.0 * np.arange(LOOKS) + 5.0 * np.arange(4)[:, None]
    return RaidLayers(
        p_reach=np.full((N_LAYERS, 4), 0.9), n_looks=np.full((N_LAYERS, 4), LOOKS), launch_s=launch, intercept_s=launch + 60.0,
        p_ssk=np.broadcast_to(0.4 + 0.05 * layer[:, None, None], launch.shape), last_launch_s=launch[:, :, -1] + 30.0,
        n_stock=np.array([150.0, 200.0, 200.0, 200.0, 300.0]), shots_per_target=np.full(N_LAYERS, 2.0), unit_cost_usd2025=1e7,
        p_available=0.95, p_track=0.9, n_channels=np.array([60.0, 40.0, 40.0, 50.0, 60.0]) if channels else np.inf, doctrine=1,
        p_miss_called_kill=0.05, p_kill_called_miss=0.05, assess_s=10.0, p_warhead_called=np.array([0.95, 0.95, 1.0, 1.0, 1.0]),
        p_decoy_called=np.array([0.3, 0.2, 0.0, 0.0, 0.0]),
    )  # fmt: skip


def run_ours(layers: RaidLayers, n_draws: int, threads: int = 1, first: int = 0) -> Figures:
    arrivals = RaidArrivals(np.array(COUNTS), DECOYS, DURATION_S)
    out = simulate_raids(layers, arrivals, np.arange(first, first + n_draws), key=KEY, threads=threads)
    wasted = (out.wasted_on_dead + out.wasted_on_decoys).sum(axis=1)
    return summarise(out.n_leakers, out.shots.sum(axis=1), wasted)


def summarise(leakers: np.ndarray, shots: np.ndarray, wasted: np.ndarray) -> Figures:
    error = float(np.std(leakers) / math.sqrt(len(leakers)))
    return Figures(float(np.mean(leakers)), float(np.mean(shots)), float(np.mean(wasted)), error)


def run_numpy(layers: RaidLayers, n_draws: int, rng: np.random.Generator, chunk: int) -> Figures:
    parts = [play_numpy(layers, chunk, rng) for _ in range(n_draws // chunk)]
    return summarise(*(np.concatenate([part[k] for part in parts]) for k in range(3)))


def play_numpy(L: RaidLayers, n: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Play n raids at once: arrays (draw, object), layer by layer and look by look; stock goes in order of the time of launch."""
    code = np.repeat(np.arange(5), (*COUNTS, DECOYS * COUNTS[0]))
    c, is_weapon, is_decoy = np.where(code == 4, 0, code), code < 4, code == 4
    shape = (n, len(code))
    arrival = rng.uniform(0.0, DURATION_S, shape)
    arrival[:, is_decoy] = np.repeat(arrival[:, : COUNTS[0]], DECOYS, axis=1)
    alive, known = np.ones(shape, bool), np.full(shape, -np.inf)
    shots, wasted, reasons, kills = np.zeros((n, N_LAYERS)), np.zeros((n, N_LAYERS)), np.zeros((n, N_LAYERS, 6)), np.zeros((n, N_LAYERS, 4))
    for layer in range(N_LAYERS):
        weapons = alive & is_weapon
        before = [weapons[:, code == k].sum(axis=1) for k in range(4)]
        up = np.broadcast_to((rng.random(n) < L.p_available)[:, None], shape)
        last = arrival + L.last_launch_s[layer, c]
        here = (alive | (known > last)) & (is_weapon | (L.p_decoy_called[layer] > 0.0)) & up
        reached = rng.random(shape) < L.p_reach[layer, c]
        tracked = rng.random(shape) < L.p_track
        p_called = np.where(is_decoy, L.p_decoy_called[layer], np.where(code == 0, L.p_warhead_called[layer], 1.0))
        called = rng.random(shape) < p_called
        for k, mask in enumerate((~up, up & ~reached, up & reached & ~tracked, up & reached & tracked & ~called)):
            reasons[:, layer, k] = (weapons & mask).sum(axis=1)
        wants = here & reached & tracked & called
        left = np.where(wants, L.shots_per_target[layer].astype(np.int64), 0)
        when = arrival + L.launch_s[layer, c, 0]
        when = np.where((known > when) & (known <= last), known, when)
        stock = np.full((n, 1), L.n_stock[layer].astype(np.int64))
        for look in range(LOOKS):
            order = np.argsort(np.where(wants, when, np.inf), axis=1)
            m = np.where(wants, -(-left // (LOOKS - look)), 0)
            asked = np.take_along_axis(m, order, axis=1)
            given = np.clip(stock - (np.cumsum(asked, axis=1) - asked), 0, asked)
            fired = np.empty_like(given)
            np.put_along_axis(fired, order, given, axis=1)
            stock = stock - given.sum(axis=1, keepdims=True)
            flies = fired > 0
            if look == 0:
                reasons[:, layer, 5] = (weapons & wants & ~flies).sum(axis=1)
            shots[:, layer] += fired.sum(axis=1)
            wasted[:, layer] += np.where(is_decoy | ~alive, fired, 0).sum(axis=1)
            hit = flies & alive & (rng.random(shape) < 1.0 - (1.0 - L.p_ssk[layer, c, look]) ** fired)
            result = when + (L.intercept_s[layer, c, look] - L.launch_s[layer, c, look]) + L.assess_s
            known = np.where(flies & alive, np.where(hit, result, np.maximum(known, result)), known)
            alive &= ~hit
            u = rng.random(shape)
            missed = np.where(alive, u >= L.p_miss_called_kill, u < L.p_kill_called_miss)
            left = left - fired
            wants = flies & missed & (left > 0) & (result <= last)
            if look + 1 < LOOKS:
                when = np.maximum(arrival + L.launch_s[layer, c, look + 1], result)
        for k in range(4):
            kills[:, layer, k] = before[k] - (alive & is_weapon)[:, code == k].sum(axis=1)
    return (alive & is_weapon).sum(axis=1), shots.sum(axis=1), wasted.sum(axis=1), reasons, kills


def run_python(layers: RaidLayers, n_draws: int, rng: random.Random) -> Figures:
    draws = [play_python(layers, rng) for _ in range(n_draws)]
    return summarise(*(np.array([draw[k] for draw in draws]) for k in range(3)))


def play_python(L: RaidLayers, rng: random.Random) -> tuple[int, int, int]:
    """Play one raid object by object, with a list of wanted salvos in order of time."""
    objects = []  # [code, arrival, alive, known]
    for code, count in enumerate(COUNTS):
        for _ in range(count):
            t = rng.uniform(0.0, DURATION_S)
            objects.append([code, t, True, -math.inf])
            objects += [[4, t, True, -math.inf] for _ in range(DECOYS if code == 0 else 0)]
    fired = wasted = 0
    for layer in range(N_LAYERS):
        if rng.random() >= L.p_available:
            continue
        stock, wanted = int(L.n_stock[layer]), []
        for thing in objects:
            code, arrival, alive, known = thing
            c = code % 4
            p_called = L.p_decoy_called[layer] if code == 4 else (L.p_warhead_called[layer] if code == 0 else 1.0)
            last = arrival + L.last_launch_s[layer, c]
            if (not alive and (code == 4 or known <= last)) or (code == 4 and p_called == 0.0):
                continue
            if rng.random() < L.p_reach[layer, c] and rng.random() < L.p_track and rng.random() < p_called:
                t = arrival + L.launch_s[layer, c, 0]
                wanted.append((known if t < known <= last else t, rng.random(), thing, int(L.shots_per_target[layer])))
        for look in range(LOOKS):
            wanted.sort()
            following = []
            for t, key, thing, left in wanted:
                m = min(-(-left // (LOOKS - look)), stock)
                if m == 0:
                    continue
                code, arrival, alive, known = thing
                c = code % 4
                stock, fired = stock - m, fired + m
                wasted += m if code == 4 or not alive else 0
                result = t + L.intercept_s[layer, c, look] - L.launch_s[layer, c, look] + L.assess_s
                hit = alive and rng.random() < 1.0 - (1.0 - L.p_ssk[layer, c, look]) ** m
                if alive:
                    thing[2], thing[3] = not hit, result if hit else max(known, result)
                missed = rng.random() >= L.p_miss_called_kill if thing[2] else rng.random() < L.p_kill_called_miss
                if missed and left > m and look + 1 < LOOKS and result <= arrival + L.last_launch_s[layer, c]:
                    following.append((max(arrival + L.launch_s[layer, c, look + 1], result), key, thing, left - m))
            wanted = following
    return sum(thing[2] for thing in objects if thing[0] < 4), fired, wasted


def cpu_s(work: Callable[[], Figures]) -> tuple[float, Figures]:
    begin = time.process_time()
    found = work()
    return time.process_time() - begin, found


def compare(rounds: int) -> None:
    layers, rng, plain = build_layers(channels=False), np.random.default_rng(1), random.Random(1)
    contenders: dict[str, tuple[Callable[[], Figures], int]] = {
        "equipoise": (lambda: run_ours(layers, 10_000), 10_000),
        "numpy, all draws at once": (lambda: run_numpy(layers, 10_000, rng, 10_000), 10_000),
        "numpy, chunks that fit a cache": (lambda: run_numpy(layers, 4_000, rng, 100), 4_000),
        "plain python": (lambda: run_python(layers, 100, plain), 100),
    }
    run_ours(layers, 2)
    times: dict[str, list[float]] = {name: [] for name in contenders}
    found: dict[str, Figures] = {}
    for _ in range(rounds):
        for name, (work, n) in contenders.items():
            seconds, found[name] = cpu_s(work)
            times[name].append(seconds / n)
    ours = found["equipoise"]
    print(f"{'contender':<32}{'draws/s':>10}{'we are':>9}{'leakers':>9}{'off by':>8}{'shots':>9}{'wasted':>8}")
    for name in contenders:
        ratio = float(np.median(np.array(times[name]) / np.array(times["equipoise"])))
        f, error = found[name], math.hypot(found[name].error, ours.error)
        off = (f.leakers - ours.leakers) / error if name != "equipoise" else 0.0
        print(f"{name:<32}{1.0 / np.median(times[name]):>10,.0f}{ratio:>8.1f}x{f.leakers:>9.3f}{off:>7.1f}s{f.shots:>9.2f}{f.wasted:>8.2f}")


def time_ours(rounds: int) -> None:
    for channels in (False, True):
        layers = build_layers(channels=channels)
        walls: dict[int, list[float]] = {1: [], 2: []}
        run_ours(layers, 2)
        for _ in range(rounds):
            for threads in (1, 2):
                begin = time.perf_counter()
                run_ours(layers, 10_000, threads)
                walls[threads].append(time.perf_counter() - begin)
        one, two = float(np.median(walls[1])), float(np.median(walls[2]))
        print(f"10,000 draws, {'with' if channels else 'without'} channels: {one:.2f} s on one thread, {two:.2f} s on two (wall clock)")


if __name__ == "__main__":
    n_rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    compare(n_rounds)
    os.sched_setaffinity(0, cores)
    time_ours(n_rounds)
