"""Time the exchange: 10,000 draws of a three-state, twenty-five-year case, beside the same rules in NumPy; error beside time.

Run: python benchmarks/exchange.py [draws] [threads]. The shields' laws of leakage are computed for 200 runs and repeated; forces, rules
and all draws of the exchange are those of each run. One realisation a draw.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from typing import Any

import numpy as np

import equipoise as eq
from equipoise import pipeline
from equipoise.exchange import Balance, fight, judge, prepare_exchange, strike, third_state
from equipoise.exchange._kernels import layout as k
from equipoise.exchange._kernels.drawdown import plan_counterforce
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.scenario.inputs import Inputs, case_number

CASE, KNOWN = "founding/three-states-2025", 200


def prepare(n: int) -> tuple[Balance, list[list[ForceState]]]:
    """Prepare the balance of n runs and the forces of every year (those of the two actors as they start, the third on its path)."""
    case = eq.load(CASE)
    few, inputs = (Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(count)) for count in (KNOWN, n))
    shields, specs = pipeline.list_shields(case), [t.flight for t in case.flights]
    samples, reach = pipeline.trace(specs, few), pipeline.fly_interceptors(shields, few)
    book = pipeline.observe(case.flights, shields, samples, few)
    table = pipeline.engage(shields, case.flights, samples, book, reach, case.raid, few).table
    times = -(-n // KNOWN)
    tables = []
    for shield in dict.fromkeys(table["shield"]):
        for defender in dict.fromkeys(table["defender"]):
            rows = table.where(shield=shield, defender=defender)
            for layer in dict.fromkeys(rows["layer"]):
                for threat in dict.fromkeys(rows["threat_class"]):
                    part = rows.where(layer=layer, threat_class=threat)
                    columns = {c: np.tile(v, times)[:n] for c, v in part.columns.items()} | {"run": np.arange(n)}
                    tables.append(Table.build(part.schema, columns))
    actors = (case.builder, case.rival)
    balance = prepare_exchange(
        actors, case.exchange, shields, Table.stack(tables), inputs, third_states=case.third_states,
        decoys_per_ballistic=case.raid.decoys_per_ballistic, common_mode=case.raid.common_mode,
    )  # fmt: skip
    pair = [pipeline.first_state(a, shields, inputs) for a in actors]
    planned = {"conventional", *(a.counter_shield.architecture for a in actors if a.counter_shield)}  # all of these stand
    standing = [np.array([20.0 if name in planned else 0.0 for name, _ in s.layers]) for s in pair]
    pair = [replace(s, n_interceptors=np.maximum(s.n_interceptors, some)) for s, some in zip(pair, standing, strict=True)]
    years = [[*pair, *(third_state(t, 2025, y, inputs) for t in case.third_states)] for y in range(2025, 2050)]
    return replace(balance, n_draws=1), years


def strike_in_numpy(balance: Balance, states: list[ForceState], s: int, r: int, rng: np.random.Generator) -> Any:
    """Play one realisation a run, day to day, with the same rules in NumPy; return what arrives."""
    striker, struck, rules = balance.sides[s], balance.sides[r], balance.rules
    n, weapons = len(rules), np.round(states[s].n_weapons)
    alert = np.minimum(weapons, np.round(states[s].n_weapons * striker.legs[:, :, k.ALERT])).astype(int)
    counts = np.zeros((n, k.CLASSES), dtype=int)
    for j in range(weapons.shape[1]):
        counts[np.arange(n), striker.legs[:, j, k.WEAPON].astype(int)] += _fly(alert[:, j], weapons[:, j], striker.legs[:, j], rng)
    missiles = counts[:, 0].copy()
    is_missile = (striker.legs[:, :, k.BASING] <= k.SUBMARINE) & (striker.legs[:, :, k.WEAPON] == k.BALLISTIC)
    ready = (states[s].n_weapons * striker.legs[:, :, k.ALERT] * is_missile).sum(axis=1)
    plan, assigned, spent = np.zeros((4, struck.legs.shape[1])), np.zeros(struck.legs.shape[:2]), np.zeros(n)
    for i in range(n):  # the plan is ours in both: it is not what is compared
        budget = rules[i, k.COUNTERFORCE] * ready[i]
        spent[i] = plan_counterforce(struck.legs[i], states[r].n_weapons[i], 0, budget, rules[i, k.PER_AIM], plan)
        assigned[i] = plan[0]
    began = time.perf_counter()
    _pass(counts, struck.layers, states[r].n_interceptors, rules, rng)
    on_forces = np.round(missiles * spent / np.maximum(ready, 1e-9))
    landing = on_forces * counts[:, 0] / np.maximum(missiles, 1) / np.maximum(spent, 1e-9)
    counts[:] = 0
    for j in range(struck.legs.shape[1]):
        leg, own = struck.legs[:, j], np.round(states[r].n_weapons[:, j]).astype(int)
        alive = _outlive(leg, states[r].n_weapons[:, j], own, assigned[:, j], landing, rng)
        counts[np.arange(n), leg[:, k.WEAPON].astype(int)] += _fly(alive, own, leg, rng)
    _pass(counts, striker.layers, states[s].n_interceptors, rules, rng)
    return counts.sum(axis=1), time.perf_counter() - began


def _fly(warheads: Any, own: Any, leg: Any, rng: np.random.Generator) -> Any:
    launchers = np.where(leg[:, k.BASING] == k.GLIDER, own, leg[:, k.LAUNCHERS])
    per = np.maximum(1.0, own / np.maximum(launchers, 1.0))
    missiles = np.where(warheads > 0, np.maximum(1, np.round(warheads / per)), 0).astype(int)
    return np.minimum(warheads, np.round(rng.binomial(missiles, leg[:, k.RELIABILITY]) * warheads / np.maximum(missiles, 1))).astype(int)


def _outlive(leg: Any, weapons: Any, own: Any, assigned: Any, landing: Any, rng: np.random.Generator) -> Any:
    fixed = leg[0, k.BASING] in (k.SILO, k.GLIDER)
    aims = (weapons if leg[0, k.BASING] == k.GLIDER else leg[:, k.LAUNCHERS]) * leg[:, k.SHELTERS] if fixed else leg[:, k.BASES]
    aims = np.maximum(aims, 1e-9)
    b = np.floor(assigned / aims)
    rest, miss = assigned - b * aims, 1.0 - landing * leg[:, k.KILL]
    hit = np.clip(((aims - rest) * miss**b + rest * miss ** (b + 1)) / aims, 0.0, 1.0)
    if fixed:
        silos = (own if leg[0, k.BASING] == k.GLIDER else np.round(leg[:, k.LAUNCHERS])).astype(int)
        return np.round(rng.binomial(silos, hit) * own / np.maximum(silos, 1)).astype(int)
    platforms = np.maximum(1, np.round(leg[:, k.PLATFORMS])).astype(int)
    out = np.minimum(platforms, np.floor(platforms * leg[:, k.ALERT] + rng.random(len(own)))).astype(int)
    alive = rng.binomial(out, leg[:, k.SURVIVAL]) * (rng.random(len(own)) >= leg[:, k.FOUND])
    bases = np.maximum(1, np.round(leg[:, k.BASES])).astype(int)
    return np.round((alive + (platforms - out) * rng.binomial(bases, hit) / bases) * own / platforms).astype(int)


def _pass(counts: Any, layers: Any, stock: Any, rules: Any, rng: np.random.Generator) -> None:
    decoys = np.round(rules[:, k.DECOYS] * counts[:, 0])
    for j in range(layers.shape[1]):
        layer = layers[:, j]
        up = (rng.random(len(stock)) < layer[:, k.AVAILABLE]) & (stock[:, j] >= 1.0)
        seen = [rng.binomial(counts[:, c], layer[:, k.ENGAGE + c]) * (layer[:, k.KILLS + c] > 0.0) for c in range(k.OTHER)]
        ghosts = np.where(seen[0] > 0, np.round(decoys * layer[:, k.DECOY] * layer[:, k.ENGAGE]), 0.0)
        usable = np.maximum(0.0, stock[:, j] * layer[:, k.SHARE] - layer[:, k.RESERVE]) / layer[:, k.SHOTS]
        left = np.floor(np.minimum(usable, layer[:, k.SERVED]))
        total = sum(seen) + ghosts
        for c in range(k.OTHER):
            engaged = np.where(left < total, np.floor(left * seen[c] / np.maximum(total, 1)), seen[c]).astype(int)
            total, left = total - seen[c], left - engaged
            counts[:, c] -= rng.binomial(engaged * up, layer[:, k.KILLS + c])


def main() -> None:
    """Time all of it and print medians of three."""
    n, threads = (int(a) for a in (*sys.argv[1:], *("10000", "2")[len(sys.argv) - 1 :]))
    balance, years = prepare(n)
    for states in years[:1]:  # compile
        _, fought = fight(balance, states, "h", 2025, threads)
        judge(balance, states, fought, "h", 2025, threads)
    for name, postures in (("three postures", (0, 1, 2)), ("day to day alone", (0,))):
        one = replace(balance, postures=postures)
        seconds: list[list[float]] = []
        for _ in range(3):
            parts = [0.0, 0.0]
            for year, states in enumerate(years):
                began = time.perf_counter()
                _, fought = fight(one, states, "h", 2025 + year, threads)
                middle = time.perf_counter()
                judge(one, states, fought, "h", 2025 + year, threads)
                parts = [parts[0] + middle - began, parts[1] + time.perf_counter() - middle]
            seconds.append(parts)
        fought_s, judged_s = (statistics.median(p[i] for p in seconds) for i in (0, 1))
        said = f"fight {fought_s:.2f} s + indicators {judged_s:.2f} s = {fought_s + judged_s:.2f} s"
        print(f"{n} draws, 3 states, 25 years, {threads} threads, {name}: {said}")
    rng = np.random.default_rng(1)
    pairs = [(s, r) for s in range(3) for r in range(3) if s != r]
    for threads_used in (1, threads):
        began = time.perf_counter()
        ours = [strike(balance, years[0], s, r, threads=threads_used)[:, 0, k.ARRIVING] for s, r in pairs]
        mine = time.perf_counter() - began
        theirs = [strike_in_numpy(balance, years[0], s, r, rng) for s, r in pairs]
        peer = sum(t for _, t in theirs)
        gap = max(abs(a.mean() - b.mean()) / np.hypot(a.std(), b.std()) * np.sqrt(n) for a, (b, _) in zip(ours, theirs, strict=True))
        said = f"{mine:.3f} s; NumPy {peer:.3f} s (its plan not counted): {peer / mine:.1f} x"
        print(f"one year, six orders, day to day, {threads_used} threads: {said}; means differ by at most {gap:.1f} standard errors")


if __name__ == "__main__":
    main()
