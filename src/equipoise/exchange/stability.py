"""Read indicators of stability, several side by side and never one score: each pair of states, posture by posture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from equipoise.exchange._kernels import layout as k
from equipoise.exchange._kernels.expected import find_cheapest_many
from equipoise.exchange.fight import Order, gather, in_parts, number_orders
from equipoise.exchange.prepare import Balance, FloatArray
from equipoise.results.schema import STABILITY
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.scenario.case import POSTURES

OPTIONS = 5  # shares of counterforce among which a striker looks for its cheapest, 0 to all in equal steps


def find_cheapest_strikes(
    balance: Balance, states: Sequence[ForceState], orders: Sequence[Order], threads: int = 1, n_options: int = OPTIONS
) -> FloatArray:
    """Find the striker's cheapest first strike of each order by Kent and Thaler's cost.

    Returns (order, run, [own cost, other's, share of counterforce, arriving, landed on value, arriving after all-out counterforce]).
    """
    n, numbered = len(balance.runs), number_orders(orders)
    out = np.empty((len(orders), n, 6))
    arrays, most = gather(balance, states)

    def work(part: slice) -> None:
        cut = (tuple(a[part] for a in group) for group in arrays)
        scratch = np.zeros((4, most)), np.zeros(k.CLASSES)
        find_cheapest_many(*cut, balance.rules[part], numbered, balance.value_weapons_80[part], n_options, *scratch, out[:, part])

    in_parts(work, n, threads)
    return out


@dataclass(frozen=True)
class Pull:
    """Hold what pulls each of a pair to strike first, and what deters it: arrays over runs, (a, b)."""

    ratio: tuple[FloatArray, FloatArray]  # cost of striking first over cost of being struck first, at most 1
    counterforce: tuple[FloatArray, FloatArray]  # share of counterforce at which a first strike is cheapest
    cone: tuple[FloatArray, FloatArray]

    @property
    def index(self) -> FloatArray:
        """Return Kent and Thaler's index (RAND R-3765, 1989, pp. 26 and 29): the product of the two ratios, 1 where nothing pulls."""
        return self.ratio[0] * self.ratio[1]


def measure_pulls(
    balance: Balance, states: Sequence[ForceState], pairs: Sequence[Order], threads: int = 1, n_options: int = OPTIONS
) -> list[Pull]:
    """Measure the pull to strike first in pairs (a, b, posture), by Kent and Thaler's costs and by Intriligator and Brito's cone.

    The cone (1984): q (M_A - L_B) / C, M_A weapons of one state, L_B those that the other destroys with all its alert missiles, q the
    share of the rest that arrives through the other's shield, C the assured threshold: 1 or more deters, both at 1 or more lie in the
    cone of mutual deterrence. Their linear loss f M_B is that of the exchange here (the calculator `deterrence-cone` has the linear one).
    """
    orders = [order for a, b, p in pairs for order in ((a, b, p), (b, a, p))]
    found = find_cheapest_strikes(balance, states, orders, threads, n_options)
    need = [side.threshold for side in balance.sides]
    return [compare_strikes(x, y, need[a], need[b]) for (a, b, _), x, y in zip(pairs, found[::2], found[1::2], strict=True)]


def compare_strikes(first_a: FloatArray, first_b: FloatArray, threshold_a: FloatArray, threshold_b: FloatArray) -> Pull:
    """Compare the cheapest first strike of each side, as `find_cheapest_strikes` returns them."""
    ratio_a = np.minimum(1.0, first_a[:, 0] / np.maximum(first_b[:, 1], 1e-12))
    ratio_b = np.minimum(1.0, first_b[:, 0] / np.maximum(first_a[:, 1], 1e-12))
    cone = (first_b[:, 5] / np.maximum(threshold_a, 1e-9), first_a[:, 5] / np.maximum(threshold_b, 1e-9))
    return Pull((ratio_a, ratio_b), (first_a[:, 2], first_b[:, 2]), cone)


def judge(
    balance: Balance, states: Sequence[ForceState], fought: Mapping[Order, Table], history: str, year: int, threads: int = 1
) -> Table:
    """Judge the stability of every pair under each posture (schema STABILITY)."""
    pairs = [(a, b, p) for a, b in combinations(range(balance.n_states), 2) for p in balance.postures]
    rows = name_rows(balance, history, year)
    pulls = measure_pulls(balance, states, pairs, threads)
    return Table.stack(
        [Table.build(STABILITY, rows | read_indicators(balance, fought, pair, pull)) for pair, pull in zip(pairs, pulls, strict=True)]
    )


def name_rows(balance: Balance, history: str, year: int) -> dict[str, Any]:
    """Write the columns that tell which runs, history and year rows belong to."""
    n = len(balance.runs)
    return {"run": balance.runs, "history": np.full(n, history, dtype=object), "year": np.full(n, year)}


def read_indicators(balance: Balance, fought: Mapping[Order, Table], pair: Order, pull: Pull) -> dict[str, Any]:
    """Read every indicator of one pair under one posture, as columns."""
    (a, b, posture), n = pair, len(balance.runs)
    columns: dict[str, Any] = {
        "state_a": np.full(n, balance.sides[a].actor, dtype=object), "state_b": np.full(n, balance.sides[b].actor, dtype=object),
        "posture": np.full(n, POSTURES[posture], dtype=object), "kent_thaler": pull.index, "cost_ratio_a": pull.ratio[0],
        "cost_ratio_b": pull.ratio[1], "counterforce_a": pull.counterforce[0], "counterforce_b": pull.counterforce[1],
        "cone_a": pull.cone[0], "cone_b": pull.cone[1],
    }  # fmt: skip
    for name, own, other in (("a", a, b), ("b", b, a)):
        struck = fought[other, own, posture]
        prompt = fought.get((other, own, k.PROMPT)) if posture == 0 else None
        columns[f"p_assured_{name}"], columns[f"p_none_{name}"] = struck["p_assured"], struck["p_none"]
        columns[f"n_arriving_{name}"] = struck["n_arriving"]
        columns[f"prompt_dependence_{name}"] = (
            prompt["n_arriving"] / np.maximum(struck["n_arriving"], 1.0) if prompt is not None else np.full(n, np.nan)
        )
    columns["blackmail_margin"] = columns["p_assured_a"] - columns["p_assured_b"]
    return columns
