"""Survey the balance: drawdown curves, and stability over the size of both shields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from equipoise.exchange._kernels import layout as k
from equipoise.exchange.expectation import ARRIVE, SPENT, SURVIVE, expect
from equipoise.exchange.prepare import Balance, FloatArray, Side
from equipoise.exchange.stability import measure_pulls
from equipoise.results.schema import DRAWDOWN, SURFACE
from equipoise.results.state import ForceState, take_runs
from equipoise.results.table import Table
from equipoise.scenario.case import POSTURES

POINTS = 19  # of a drawdown curve, from nothing to the most a striker spends, close at the start where it falls fastest
EVERY = 5  # runs of which the surface is taken
FINE = 21  # shares of counterforce tried for the surface, whose steps are read as such
ENGAGEMENTS = (0.0, 25.0, 50.0, 100.0, 200.0, 400.0, 700.0, 1000.0, 1500.0, 2500.0, 4000.0)
P_STOP = 0.9  # probability that an engaged weapon is stopped by the abstract shields of the surface (assumption)


def draw_down(balance: Balance, states: Sequence[ForceState]) -> Table:
    """Draw down every state's forces by every other's, by weapons spent, day to day and generated (schema DRAWDOWN).

    Kent and DeValk (RAND R-3369, 1986): own weapons left against what survives of the other. The striker's declared share that may go
    against forces is set aside here: the curve shows what more would do.
    """
    rules = balance.rules.copy()
    rules[:, k.COUNTERFORCE] = 1.0
    free, n, tables = replace(balance, rules=rules), len(balance.runs), []
    for striker in range(balance.n_states):
        for retaliator in range(balance.n_states):
            for posture in (0, 1) if striker != retaliator else ():
                ready = _count_ready(free.sides[striker], states[striker], posture)
                for point in range(POINTS):
                    out = expect(free, states, striker, retaliator, posture, (point / (POINTS - 1.0)) ** 2)
                    columns: dict[str, Any] = {
                        "run": balance.runs, "striker": np.full(n, balance.sides[striker].actor, dtype=object),
                        "retaliator": np.full(n, balance.sides[retaliator].actor, dtype=object),
                        "posture": np.full(n, POSTURES[posture], dtype=object), "spent": out[:, SPENT], "own_left": ready - out[:, SPENT],
                        "survivors": out[:, SURVIVE], "arriving": out[:, ARRIVE],
                    }  # fmt: skip
                    tables.append(Table.build(DRAWDOWN, columns))
    return Table.stack(tables)


def _count_ready(side: Side, state: ForceState, posture: int) -> FloatArray:
    return np.asarray((state.n_weapons * side.legs[:, :, k.ALERT + posture] * side.is_missile).sum(axis=1), dtype=np.float64)


def survey_shields(balance: Balance, states: Sequence[ForceState]) -> Table:
    """Survey stability over both shields' size, builder against rival, with abstract shields (schema SURFACE).

    Each shield takes on so many weapons of any class that shields meet and stops each with P_STOP. The band of low index between
    assured retaliation and assured survival (Kent and DeValk, 1986) comes out of the exchange.
    """
    keep = np.flatnonzero(balance.runs % EVERY == 0)
    if not len(keep):
        return Table.empty(SURFACE)
    few = take_runs(balance, keep)
    pair = [take_runs(s, keep) for s in states[:2]]
    few = replace(few, sides=tuple(give_abstract_shield(s, P_STOP) for s in few.sides[:2]))
    n, tables = len(keep), []
    for size_a in ENGAGEMENTS:
        for size_b in ENGAGEMENTS:
            sized = [
                replace(s, n_interceptors=np.full((n, 1), size)) for s, size in zip(pair, (size_a, size_b), strict=True)
            ]
            columns: dict[str, Any] = {
                "run": few.runs, "state_a": np.full(n, few.sides[0].actor, dtype=object),
                "state_b": np.full(n, few.sides[1].actor, dtype=object), "engagements_a": np.full(n, size_a),
                "engagements_b": np.full(n, size_b), "kent_thaler": measure_pulls(few, sized, [(0, 1, 0)], n_options=FINE)[0].index,
                "arriving_a": expect(few, sized, 1, 0)[:, ARRIVE], "arriving_b": expect(few, sized, 0, 1)[:, ARRIVE],
            }  # fmt: skip
            tables.append(Table.build(SURFACE, columns))
    return Table.stack(tables)


def give_abstract_shield(side: Side, p_stop: float) -> Side:
    """Give a state one layer that engages whatever missile shields meet, as many as it has engagements, and stops each with p_stop."""
    layer = np.zeros((len(side.legs), 1, k.LAYER_COLUMNS))
    layer[:, :, k.ENGAGE : k.ENGAGE + 4], layer[:, :, k.KILLS : k.KILLS + 4] = 1.0, p_stop
    layer[:, :, [k.SHOTS, k.AVAILABLE, k.SHARE, k.TRACK]], layer[:, :, k.SERVED] = 1.0, 1e9
    return replace(side, layers=layer, layer_names=(("abstract", "shield"),), layer_cost=np.zeros((len(side.legs), 1)))
