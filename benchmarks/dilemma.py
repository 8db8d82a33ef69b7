"""Time the dilemma: 1,000 draws of the founding case to its end, every stage, both lenses and all rules; print errors beside times.

`python benchmarks/dilemma.py [draws] [workers]`. The error beside the time: the planner's reckoning (expected values with the spread of
the start) against second strikes drawn in the same year, in the mean over the runs of one block.
"""

from __future__ import annotations

import sys
import time

import numpy as np

import equipoise as eq
from equipoise.engagement import engage
from equipoise.exchange import shade_balance, strike
from equipoise.exchange._kernels.layout import ARRIVING
from equipoise.flight import trace
from equipoise.histories import list_histories
from equipoise.pipeline import fly_interceptors, list_shields
from equipoise.scenario.inputs import Inputs, case_number
from equipoise.sensing import observe
from equipoise.years import assess_capability, play_years, set_up


def time_case(draws: int, workers: int) -> None:
    eq.run("founding/shield-2019", n_draws=4, seed=1, workers=1)
    began = time.perf_counter()
    run = eq.run("founding/shield-2019", n_draws=draws, seed=1, workers=workers)
    print(f"{draws} draws, {workers} workers: {time.perf_counter() - began:.1f} s by the clock")
    stages = ", ".join(f"{k} {v:.1f}" for k, v in run.timings.items() if not k.startswith("all"))
    print(f"  seconds of computing by stage, all workers: {stages}")


def compare_reckonings(n: int = 50) -> None:
    case = eq.load("founding/shield-2019")
    inputs = Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(n))
    specs, shields = [t.flight for t in case.flights], list_shields(case)
    samples = trace(specs, inputs)
    seen = observe(case.flights, shields, samples, inputs)
    book = engage(shields, case.flights, samples, seen, fly_interceptors(shields, inputs), case.raid, inputs)
    board, calendar = set_up(case, shields, book.table, inputs)
    believed, zero = shade_balance(board.balance, (board.bias, board.bias)), (np.zeros(n), np.zeros(n))
    ours, theirs = [], []
    for _ in range(7):
        began = time.perf_counter()
        assessed = assess_capability(board, board.states, zero)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        drawn = [strike(believed, board.states, 1 - side, side)[:, :, ARRIVING] for side in (0, 1)]
        theirs.append(time.perf_counter() - began)
    for side, name in ((0, case.builder.id), (1, case.rival.id)):
        error = assessed.arriving[side].mean() / drawn[side].mean() - 1.0
        print(f"  planner's mean arrivals of {name} against drawn ones: {100 * error:+.1f} %")
    ratio = np.median(theirs) / np.median(ours)
    print(f"  one reckoning of both sides takes {1e3 * np.median(ours):.2f} ms, drawing it (24 a run) {ratio:.1f} times as long")
    histories = list_histories(case)
    began = time.perf_counter()
    play_years(case, board, calendar, [h for h in histories if not h.postures], inputs)
    used = time.perf_counter() - began
    print(f"  {n} runs x {sum(not h.postures for h in histories)} histories x {len(calendar.years)} years: {used:.2f} s")


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    compare_reckonings()
    time_case(draws, int(sys.argv[2]) if len(sys.argv) > 2 else 2)
