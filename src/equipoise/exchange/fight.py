"""Fight on paper: who can retaliate with what after riding out a first strike."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.exchange._kernels import layout as k
from equipoise.exchange._kernels.strike import strike_many
from equipoise.exchange.prepare import Balance, FloatArray
from equipoise.results.schema import EXCHANGES
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.scenario.case import POSTURES

SLOTS = 8  # states that the keys of draws keep apart


Order = tuple[int, int, int]  # striker, retaliator, posture


def strike(
    balance: Balance, states: Sequence[ForceState], striker: int, retaliator: int, *, posture: int = 0, share: float = 1.0,
    n_draws: int | None = None, threads: int = 1,
) -> FloatArray:  # fmt: skip
    """Play the inner realisations of one order of strike; returns out[run, draw, column], columns as in `_kernels.layout`.

    `share` scales the share of alert missiles that may go against forces. Draws of one run are the same for every posture, share, year
    and history (common random numbers). Results do not depend on threads.
    """
    out = strike_orders(balance, states, [(striker, retaliator, posture)], share=share, n_draws=n_draws, threads=threads)
    return np.asarray(out[0], dtype=np.float64)


def strike_orders(
    balance: Balance, states: Sequence[ForceState], orders: Sequence[Order], *, share: float = 1.0, n_draws: int | None = None,
    threads: int = 1, keyed_as: Sequence[Order] | None = None,
) -> FloatArray:  # fmt: skip
    """Play several orders of strike at once: out[order, run, draw, column], each as `strike` would.

    `keyed_as` names the orders whose draws are used, where they are not these.
    """
    draws, n = n_draws or balance.n_draws, len(balance.runs)
    out = np.empty((len(orders), n, draws, k.OUTCOMES))
    numbered = number_orders(orders)
    numbered[:, 3] = number_orders(keyed_as or orders)[:, 3]
    arrays, most = gather(balance, states)

    def play(part: slice) -> None:
        plan, room = np.zeros((4, most)), np.zeros((3, k.CLASSES), dtype=np.int64)
        strike_many(
            *(tuple(a[part] for a in group) for group in arrays), balance.rules[part], numbered, share, draws, balance.key0, balance.key1,
            balance.runs[part], plan, room, out[:, part],
        )  # fmt: skip

    in_parts(play, n, threads)
    return out


def number_orders(orders: Sequence[Order]) -> NDArray[np.int64]:
    """Write orders as kernels read them: striker, retaliator, posture, and the number by which the pair's draws are keyed."""
    return np.array([(s, r, p, s * SLOTS + r) for s, r, p in orders], dtype=np.int64)


def gather(balance: Balance, states: Sequence[ForceState]) -> tuple[list[tuple[FloatArray, ...]], int]:
    """Gather legs, weapons, layers and stocks of all states, and the largest number of legs."""
    sides = balance.sides[: len(states)]
    groups = [
        tuple(s.legs for s in sides), tuple(s.n_weapons for s in states), tuple(s.layers for s in sides),
        tuple(s.n_interceptors for s in states),
    ]  # fmt: skip
    return [tuple(np.ascontiguousarray(a) for a in group) for group in groups], max(s.legs.shape[1] for s in sides)


def in_parts(work: Callable[[slice], None], n: int, threads: int) -> None:
    """Do some work on every run, in one part for each thread."""
    if threads <= 1 or n < 2 * threads:
        work(slice(0, n))
        return
    edges = [n * i // threads for i in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [slice(a, b) for a, b in pairwise(edges)]))


def mean_over_draws(values: NDArray[Any]) -> FloatArray:
    """Average over inner realisations, adding in their order."""
    total = np.zeros(values.shape[0])
    for d in range(values.shape[1]):
        total = total + values[:, d]
    return np.asarray(total / values.shape[1], dtype=np.float64)


def share_of_draws(values: NDArray[Any]) -> FloatArray:
    """Return the share of inner realisations in which something holds."""
    return mean_over_draws(values.astype(np.float64))


def damage(arriving: FloatArray, weapons_80: FloatArray) -> FloatArray:
    """Return the share of abstract value lost: 1 - exp(-w ln 5 / w80).

    >>> round(float(damage(np.array([250.0]), np.array([250.0]))[0]), 3)
    0.8
    """
    return 1.0 - np.exp(-arriving * math.log(5.0) / weapons_80)


def fight(
    balance: Balance, states: Sequence[ForceState], history: str, year: int, threads: int = 1
) -> tuple[Table, dict[Order, Table]]:  # fmt: skip
    """Fight every order of strike of every pair under each posture in one year (schema EXCHANGES).

    Also returns each order's own table by (striker, retaliator, posture), from which the indicators of stability are read.
    """
    orders = [(s, r, p) for s, r in permutations(range(balance.n_states), 2) for p in balance.postures]
    outs = strike_orders(balance, states, orders, threads=threads)
    fought = {order: tabulate(balance, states, order, out, history, year) for order, out in zip(orders, outs, strict=True)}
    return Table.stack(list(fought.values())), fought


def tabulate(
    balance: Balance, states: Sequence[ForceState], order: Order, out: FloatArray, history: str, year: int
) -> Table:  # fmt: skip
    """Tabulate the realisations of one order of strike (schema EXCHANGES)."""
    n, (striker, retaliator, posture) = len(balance.runs), order
    side, w80 = balance.sides[retaliator], balance.value_weapons_80
    drawn = out[:, :, k.ARRIVING]
    arriving = np.sort(drawn, axis=1)
    last = arriving.shape[1] - 1
    mean = {name: mean_over_draws(out[:, :, column]) for name, column in _MEANS.items()}
    full = (states[retaliator].n_weapons * side.legs[:, :, k.RELIABILITY]).sum(axis=1) * (1.0 - balance.rules[:, k.WITHHELD_SHARE])
    return Table.build(
        EXCHANGES,
        {
            "run": balance.runs, "history": np.full(n, history, dtype=object), "year": np.full(n, year),
            "striker": np.full(n, balance.sides[striker].actor, dtype=object), "retaliator": np.full(n, side.actor, dtype=object),
            "posture": np.full(n, POSTURES[posture], dtype=object), **mean,
            "n_survivors": mean["n_before"] - mean["n_destroyed"],
            "n_arriving_p05": arriving[:, math.floor(0.05 * last)], "n_arriving_p95": arriving[:, math.ceil(0.95 * last)],
            "n_arriving_drawn": drawn[:, 0], "p_none": share_of_draws(drawn < 0.5), "p_at_least_10": share_of_draws(drawn >= 10.0),
            "p_at_least_100": share_of_draws(drawn >= 100.0), "p_assured": share_of_draws(drawn >= side.threshold[:, None]),
            "damage": mean_over_draws(damage(drawn, w80[:, None])), "damage_unlimited": damage(full, w80),
        },
    )  # fmt: skip


_MEANS = {
    "n_before": k.BEFORE, "n_destroyed": k.DESTROYED, "n_withheld": k.WITHHELD, "n_failed": k.FAILED, "n_launched": k.LAUNCHED,
    "n_intercepted": k.INTERCEPTED, "n_arriving": k.ARRIVING, "n_arriving_glider": k.ARRIVING_GLIDERS,
    "n_arriving_no_gliders": k.ARRIVING_NO_GLIDERS, "n_striker_before": k.OWN_BEFORE, "n_striker_held": k.OWN_HELD,
    "n_striker_failed": k.OWN_FAILED, "n_striker_stopped": k.OWN_STOPPED, "n_landed_forces": k.OWN_LANDED_FORCES,
    "n_landed_value": k.OWN_LANDED_VALUE,
}  # fmt: skip
