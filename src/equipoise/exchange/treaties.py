"""Hold both sides to a treaty and read every indicator again: ceilings, inspection, de-alerting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from equipoise.exchange._kernels import layout as k
from equipoise.exchange.fight import strike_orders, tabulate
from equipoise.exchange.prepare import Balance, FloatArray, Side
from equipoise.exchange.stability import compare_strikes, find_cheapest_strikes, name_rows, read_indicators
from equipoise.results.schema import TREATIES
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.treaties import Treaty


def compare_treaties(
    balance: Balance, states: Sequence[ForceState], treaties: Sequence[Treaty], inputs: Inputs, history: str, year: int
) -> Table:
    """Compare the balance of builder and rival with each treaty and with none (schema TREATIES).

    Forces of the year are cut, nothing is rebuilt, and the rivalry is not played again: what a treaty does to the indicators at once.
    Who is struck keeps to the treaty; who strikes may have hidden what inspections missed.
    """
    tables = []
    pair = replace(balance, sides=balance.sides[:2])
    for treaty in (None, *treaties):
        held = (pair, list(states[:2]), list(states[:2])) if treaty is None else hold_to(pair, states[:2], treaty, inputs)
        columns = {
            "treaty": np.full(len(pair.runs), treaty.id if treaty else "none", dtype=object),
            "n_before_a": held[1][0].n_weapons.sum(axis=1), "n_before_b": held[1][1].n_weapons.sum(axis=1),
        }  # fmt: skip
        tables += [
            Table.build(TREATIES, name_rows(pair, history, year) | columns | found) for found in _read_held(*held, history, year)
        ]  # fmt: skip
    return Table.stack(tables)


def _read_held(
    balance: Balance, kept: list[ForceState], hidden: list[ForceState], history: str, year: int
) -> list[dict[str, Any]]:  # fmt: skip
    """Read the indicators of a pair in which each striker brings what it hid: places 2 and 3 hold the two as strikers."""
    four, states = replace(balance, sides=balance.sides * 2), kept + hidden
    orders = [order for p in balance.postures for order in ((2, 1, p), (3, 0, p))]
    plain = [order for p in balance.postures for order in ((0, 1, p), (1, 0, p))]
    outs = strike_orders(four, states, orders, keyed_as=plain)
    fought = {as_if: tabulate(four, states, order, out, history, year) for as_if, order, out in zip(plain, orders, outs, strict=True)}
    found = find_cheapest_strikes(four, states, orders)
    a, b = (side.threshold for side in balance.sides)
    pulls = [compare_strikes(first_a, first_b, a, b) for first_a, first_b in zip(found[::2], found[1::2], strict=True)]
    return [read_indicators(balance, fought, (0, 1, p), pull) for p, pull in zip(balance.postures, pulls, strict=True)]


def hold_to(
    balance: Balance, states: Sequence[ForceState], treaty: Treaty, inputs: Inputs
) -> tuple[Balance, list[ForceState], list[ForceState]]:  # fmt: skip
    """Cut both sides to a treaty's ceilings, all legs in proportion; return the balance, the forces kept, and those with hidden weapons.

    A party may hide breakout x (1 - inspection) of a ceiling on warheads, up to what it has. A ceiling on launchers takes launchers,
    their platforms and their weapons away together. De-alerting scales the day-to-day alert of silo missiles, and so what launch under
    attack can save.
    """
    sides, kept, hidden = [], [], []
    for side, state in zip(balance.sides, states, strict=True):
        legs, weapons, stock = side.legs.copy(), state.n_weapons.copy(), state.n_interceptors.copy()
        is_glider = np.array([kind == "glider" for kind in state.kinds])
        if treaty.launchers is not None:
            count = np.where(is_glider, weapons, legs[:, :, k.LAUNCHERS])
            left = _keep_share(count.sum(axis=1), inputs[treaty.launchers])[:, None]
            weapons = weapons * left
            for column in (k.LAUNCHERS, k.PLATFORMS, k.BASES):
                legs[:, :, column] = np.where(legs[:, :, column] > 0.0, np.maximum(1.0, legs[:, :, column] * left), 0.0)
        secret = np.ones((len(weapons), 1))
        if treaty.warheads is not None:
            had, ceiling = weapons.sum(axis=1), inputs[treaty.warheads]
            more = 1.0 + inputs[treaty.breakout] * (1.0 - inputs[treaty.inspection])
            weapons = weapons * _keep_share(had, ceiling)[:, None]
            secret = (_keep_share(had, ceiling * more) / np.maximum(_keep_share(had, ceiling), 1e-12))[:, None]
        if treaty.gliders is not None:
            total = (weapons * is_glider).sum(axis=1)
            weapons = np.where(is_glider, weapons * _keep_share(total, inputs[treaty.gliders])[:, None], weapons)
        if treaty.interceptors is not None:
            stock = stock * _keep_share(stock.sum(axis=1), inputs[treaty.interceptors])[:, None]
        fixed = (legs[:, :, k.BASING] == k.SILO) | (legs[:, :, k.BASING] == k.GLIDER)
        legs[:, :, k.ALERT] = np.where(fixed, legs[:, :, k.ALERT] * inputs[treaty.alert_kept][:, None], legs[:, :, k.ALERT])
        sides.append(_replace_legs(side, legs))
        kept.append(replace(state, n_weapons=weapons, n_interceptors=stock))
        hidden.append(replace(state, n_weapons=weapons * secret, n_interceptors=stock))
    return replace(balance, sides=tuple(sides)), kept, hidden


def _keep_share(total: FloatArray, ceiling: FloatArray) -> FloatArray:
    return np.minimum(1.0, ceiling / np.maximum(total, 1e-9))


def _replace_legs(side: Side, legs: FloatArray) -> Side:
    return replace(side, legs=np.ascontiguousarray(legs))
