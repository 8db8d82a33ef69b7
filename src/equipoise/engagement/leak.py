"""Leak: how much of a raid of a given size passes a whole shield, one realisation a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from equipoise.kernel.attrition import cross_layer
from equipoise.kernel.philox import draw_uniform
from equipoise.results.schema import LEAKAGE
from equipoise.results.table import Table
from equipoise.scenario.case import Raid
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs

STREAM_AVAILABLE, STREAM_REACH, STREAM_KILL = 300, 301, 302


def leak(shields: Sequence[Shield], raid: Raid, engagements: Table, inputs: Inputs) -> Table:
    """Pass pure raids of each size and class through each shield (schema LEAKAGE); 'none' stands for no shield.

    Layer by layer: one draw decides whether the layer works in this raid (common to the raid), capacity is the stock over
    the shots spent on a target, engaged weapons are killed binomially. The draws do not depend on the stock, so more
    interceptors never raise the leakage of a run.
    """
    rows: dict[str, list[Any]] = {name: [] for name in LEAKAGE.names}
    decoys = inputs[raid.decoys_per_ballistic]
    seen: set[tuple[str, str]] = set()
    for shield in shields:
        pair = (shield.attacker, shield.defender)
        if pair not in seen:
            seen.add(pair)
            for threat_class in ("ballistic", "glider"):
                for size in raid.sizes_with_headline:
                    for run in inputs.runs:
                        _append(rows, int(run), shield, "none", threat_class, size, size, 0.0, 0.0)
        table = engagements.where(defender=shield.defender, shield=shield.name)
        for threat_class in ("ballistic", "glider"):
            layers = _layer_arrays(table.where(threat_class=threat_class), shield, inputs)
            for i, run in enumerate(inputs.runs):
                for size in raid.sizes_with_headline:
                    dummies = int(size * decoys[i] + 0.5) if threat_class == "ballistic" else 0
                    left, spent, cost = _pass(layers[i], threat_class, size, dummies, inputs, int(run))
                    _append(rows, int(run), shield, shield.name, threat_class, size, left, spent, cost)
    return Table.build(LEAKAGE, rows)


def _layer_arrays(table: Table, shield: Shield, inputs: Inputs) -> list[list[tuple[float, ...]]]:
    out: list[list[tuple[float, ...]]] = [[] for _ in range(len(inputs))]
    for order, layer in enumerate(shield.layers):
        rows = table.where(order=order)
        cost = inputs[layer.unit_cost]
        for i in range(len(inputs)):
            out[i].append(
                (
                    float(rows["p_engage"][i]), float(rows["p_kill"][i]), float(rows["shots_expected"][i]),
                    float(rows["availability"][i]), float(rows["p_decoy_engaged"][i]), float(rows["n_interceptors"][i]), float(cost[i]),
                )
            )  # fmt: skip
    return out


def _pass(
    layers: list[tuple[float, ...]], threat_class: str, size: int, decoys: int, inputs: Inputs, run: int
) -> tuple[int, float, float]:
    ballistic, glider = (size, 0) if threat_class == "ballistic" else (0, size)
    spent_all, cost = 0.0, 0.0
    for order, (p_engage, p_kill, shots, availability, p_decoy, stock, price) in enumerate(layers):
        works = draw_uniform(inputs.key0, inputs.key1, run, STREAM_AVAILABLE, order) < availability
        if not works or p_engage <= 0.0 or p_kill <= 0.0 or stock <= 0.0:
            continue
        capacity = math.floor(stock / max(shots, 1e-9) + 1e-9)
        u_reach = draw_uniform(inputs.key0, inputs.key1, run, STREAM_REACH, order)
        u_kill = draw_uniform(inputs.key0, inputs.key1, run, STREAM_KILL, order)
        ballistic, glider, engaged = cross_layer(
            ballistic, glider, decoys, capacity, p_engage, p_kill, p_engage, p_kill, p_decoy, u_reach, u_kill, u_reach, u_kill
        )
        spent_all += engaged * shots
        cost += engaged * shots * price
    return ballistic + glider, spent_all, cost


def _append(
    rows: dict[str, list[Any]], run: int, shield: Shield, name: str, threat_class: str, size: int, left: int, spent: float, cost: float
) -> None:
    stopped = size - left
    for column, item in (
        ("run", run), ("attacker", shield.attacker), ("defender", shield.defender), ("shield", name),
        ("threat_class", threat_class), ("raid_size", size), ("n_leakers", float(left)), ("leak_fraction", left / size),
        ("interceptors_spent", spent), ("cost_per_stop_usd2025", cost / stopped if stopped else np.nan),
    ):  # fmt: skip
        rows[column].append(item)
