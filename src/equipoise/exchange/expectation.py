"""Expect an exchange in mean values, and measure once how far single outcomes spread round the mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from equipoise.exchange._kernels import layout as k
from equipoise.exchange._kernels.expected import expect_arrivals_many, expect_many
from equipoise.exchange.fight import mean_over_draws, strike
from equipoise.exchange.prepare import Balance, FloatArray
from equipoise.results.state import ForceState

SPENT, SURVIVE, LAUNCHED, ARRIVE, LANDED = 3, 4, 1, 0, 2  # places in what `expect` returns


def expect(
    balance: Balance, states: Sequence[ForceState], striker: int, retaliator: int, posture: int = 0, share: FloatArray | float = 1.0
) -> FloatArray:
    """Expect one exchange in mean values: (run, [arriving, launched, landed on value, spent on forces, survivors])."""
    s, r, n = balance.sides[striker], balance.sides[retaliator], len(balance.runs)
    out = np.empty((n, 5))
    expect_many(
        s.legs, states[striker].n_weapons, s.layers, states[striker].n_interceptors, r.legs, states[retaliator].n_weapons, r.layers,
        states[retaliator].n_interceptors, balance.rules, posture, np.broadcast_to(share, n).astype(np.float64),
        np.zeros((4, r.legs.shape[1])), np.zeros(k.CLASSES), out,
    )  # fmt: skip
    return out


def expect_arrivals(balance: Balance, states: Sequence[ForceState], striker: int, retaliator: int) -> FloatArray:
    """Expect a day-to-day second strike: (run, [arriving, gliders among them, arriving if the striker had no counter-shield])."""
    s, r, n = balance.sides[striker], balance.sides[retaliator], len(balance.runs)
    stock = states[striker].n_interceptors
    bare = stock * np.array([shield == "conventional" for shield, _ in states[striker].layers])
    out = np.empty((n, 3))
    expect_arrivals_many(
        s.legs, states[striker].n_weapons, s.layers, stock, np.ascontiguousarray(bare), r.legs, states[retaliator].n_weapons, r.layers,
        states[retaliator].n_interceptors, balance.rules, np.zeros((4, r.legs.shape[1])), np.zeros(k.CLASSES), out,
    )  # fmt: skip
    return out


def measure_spread(balance: Balance, states: Sequence[ForceState], striker: int, retaliator: int) -> FloatArray:
    """Measure how single outcomes of a second strike spread round their mean: (run, draw) of arrivals over the mean, sorted.

    1 where nothing arrives at all. A planner carries this spread, that of the start, from year to year (an assumption): the mean moves
    with forces and shields.
    """
    drawn = strike(balance, states, striker, retaliator)[:, :, k.ARRIVING]
    mean = mean_over_draws(drawn)
    return np.sort(np.where(mean[:, None] > 0.0, drawn / np.maximum(mean, 1e-9)[:, None], 1.0), axis=1)
