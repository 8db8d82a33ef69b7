"""Price what it takes to restore a second strike against a shield, and the margin between defence and offence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from equipoise.exchange._kernels import layout as k
from equipoise.exchange._kernels.expected import find_needed
from equipoise.exchange.expectation import ARRIVE, expect
from equipoise.exchange.prepare import Balance, FloatArray
from equipoise.exchange.stability import name_rows
from equipoise.results.schema import OFFENCE
from equipoise.results.state import ForceState
from equipoise.results.table import Table

MOST_ADDED = 20_000.0  # weapons beyond which a level counts as out of reach
STEP = 0.1  # share of the counter-shield by which the margin of defence is taken, at least one interceptor


def price_offence(balance: Balance, states: Sequence[ForceState], history: str, year: int, start: int) -> Table:
    """Price, for builder and rival, what restores the second strike that the other's counter-shield takes away (schema OFFENCE)."""
    tables = []
    for own, other in ((0, 1), (1, 0)):
        side, state = balance.sides[own], states[own]
        bare = replace(states[other], n_interceptors=states[other].n_interceptors * (1.0 - _is_counter(balance, other)))
        wanted = expect(balance, _with(states, other, bare), other, own)[:, ARRIVE]
        warheads = _need(balance, states, own, other, state.n_weapons * side.is_missile, wanted)
        gliders = _need(balance, states, own, other, 1.0 * (side.legs[:, :, k.WEAPON] == k.GLIDE), wanted)
        price = np.fmin(warheads * side.warhead_cost, gliders * side.glider_cost)
        held = states[other].n_interceptors * _is_counter(balance, other)
        tables.append(
            Table.build(
                OFFENCE,
                name_rows(balance, history, year)
                | {
                    "state": np.full(len(price), side.actor, dtype=object),
                    "against": np.full(len(price), balance.sides[other].actor, dtype=object),
                    "n_wanted": wanted, "n_expected": expect(balance, states, other, own)[:, ARRIVE], "warheads_needed": warheads,
                    "gliders_needed": gliders, "cost_usd2025": price, "budget_usd2025_year": price / max(1, year - start),
                    "shield_usd2025": (held * balance.sides[other].layer_cost).sum(axis=1),
                    "margin_ratio": find_margin(balance, states, own, other),
                },
            )
        )
    return Table.stack(tables)


def _is_counter(balance: Balance, side: int) -> FloatArray:
    return np.array([float(shield != "conventional") for shield, _ in balance.sides[side].layer_names])


def _need(balance: Balance, states: Sequence[ForceState], own: int, other: int, mix: FloatArray, wanted: FloatArray) -> FloatArray:
    """Find the weapons to add, spread over legs as in mix, for the expected second strike to reach what is wanted."""
    s, r = balance.sides[other], balance.sides[own]
    out, total = np.empty(len(wanted)), mix.sum(axis=1, keepdims=True)
    if not total.all():
        return np.full(len(wanted), math.nan)
    find_needed(
        s.legs, states[other].n_weapons, s.layers, states[other].n_interceptors, r.legs, states[own].n_weapons, r.layers,
        states[own].n_interceptors, balance.rules, 0, mix / total, wanted, MOST_ADDED, np.zeros((4, r.legs.shape[1])), np.zeros(k.CLASSES),
        np.zeros(r.legs.shape[1]), out,
    )  # fmt: skip
    return out


def find_margin(balance: Balance, states: Sequence[ForceState], own: int, other: int) -> FloatArray:
    """Find Nitze's margin: the price of interceptors that stop one more weapon over the price of one more weapon that arrives.

    Above 1 the offence is cheaper. Finite differences on expected values: a tenth more of the other's counter-shield, weapons of the
    cheaper kind. Missing where there is no counter-shield, or where more of it stops nothing more.
    """
    side, base = balance.sides[own], expect(balance, states, other, own)[:, ARRIVE]
    stock = states[other].n_interceptors
    counter = stock * _is_counter(balance, other)
    total = counter.sum(axis=1, keepdims=True)
    if not total.any():
        return np.full(len(base), math.nan)
    step = np.where(total >= 1.0, np.maximum(STEP * counter, counter / np.maximum(total, 1e-9)), 0.0)
    thicker = _with(states, other, replace(states[other], n_interceptors=stock + step))
    stopped = base - expect(balance, thicker, other, own)[:, ARRIVE]
    with np.errstate(divide="ignore", invalid="ignore"):
        defence = np.where(stopped > 1e-6, (step * balance.sides[other].layer_cost).sum(axis=1) / stopped, math.nan)
        prices = []
        for kind, price in ((k.BALLISTIC, side.warhead_cost), (k.GLIDE, side.glider_cost)):
            weight = (side.legs[:, :, k.WEAPON] == kind) * np.maximum(states[own].n_weapons, 1e-6)
            more = 10.0 * weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
            thick = _with(states, own, replace(states[own], n_weapons=states[own].n_weapons + more))
            gained = expect(balance, thick, other, own)[:, ARRIVE] - base
            prices.append(np.where(gained > 1e-6, 10.0 * price / gained, math.nan))
    return np.asarray(defence / np.fmin(prices[0], prices[1]), dtype=np.float64)


def _with(states: Sequence[ForceState], place: int, state: ForceState) -> list[ForceState]:
    return [state if i == place else s for i, s in enumerate(states)]
