"""Enumerate the Nash equilibria of a finite game of two players, and of many restraint games at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError

_CLOSE = 1e-9  # payoffs nearer than this share of the largest payoff are taken for equal
MOST_ACTIONS = 6  # supports are listed one by one


@dataclass(frozen=True)
class Equilibrium:
    """Hold one equilibrium: the odds of each action and what each player expects.

    is_degenerate: a player has more best replies here than it uses, so that this may be the end of a continuum of equilibria.
    """

    p_row: tuple[float, ...]
    p_column: tuple[float, ...]
    payoff_row: float
    payoff_column: float
    kind: Literal["pure", "mixed"]
    is_degenerate: bool = False


def enumerate_equilibria(row: NDArray[np.float64], column: NDArray[np.float64]) -> list[Equilibrium]:
    """Enumerate all extreme Nash equilibria of the game whose payoffs are row[i, j] and column[i, j].

    Support enumeration: for every support I of one player and set J of as many best replies of the other, solve for the mixture on I
    that makes the other indifferent over J; keep those that are probabilities and against which nothing outside J is better; pair
    mixtures whose supports are best replies to one another (Nash 1951; von Stengel 2002 for the pairing). In a game that is not
    degenerate this is every equilibrium, an odd number of them. In a degenerate one it is the ends of each continuum, and they are
    flagged. Order: by p_row, then p_column, falling. Shapes (m, n), m and n at most 6; another shape or a number that is not finite
    is refused.

    >>> stag = np.array([[1.0, -0.8], [0.6, 0.2]])  # R S / T P
    >>> [(e.kind, round(e.p_row[0], 6)) for e in enumerate_equilibria(stag, stag.T)]
    [('pure', 1.0), ('mixed', 0.714286), ('pure', 0.0)]
    """
    row, column = _check(row, "row"), _check(column, "column")
    if row.shape != column.shape:
        told = f"its shape is {column.shape}, that of row is {row.shape}"
        raise InputError(path="column", problem=told, accepted="two tables of one shape")
    scale = max(1e-300, float(np.abs(row).max()), float(np.abs(column).max()))
    rows = list(_list_mixtures(column.T, scale))
    columns = list(_list_mixtures(row, scale))
    found = []
    for x, replies_to_x in rows:
        for y, replies_to_y in columns:
            if _support(x) <= replies_to_y and _support(y) <= replies_to_x:
                loose = len(replies_to_x) > len(_support(x)) or len(replies_to_y) > len(_support(y))
                found.append(_describe(x, y, row, column, loose))
    return sorted(found, key=lambda e: (e.p_row, e.p_column), reverse=True)


def _check(table: NDArray[np.float64], path: str) -> NDArray[np.float64]:
    table = np.asarray(table, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 1 or max(table.shape) > MOST_ACTIONS or not np.isfinite(table).all():
        raise InputError(
            path=path, problem=f"this is no table of finite payoffs: shape {table.shape}", accepted=f"1 to {MOST_ACTIONS} actions of each"
        )
    return table


def _list_mixtures(payoff: NDArray[np.float64], scale: float) -> Iterator[tuple[tuple[float, ...], frozenset[int]]]:
    """List mixtures over the columns of `payoff` that make the player of its rows indifferent over as many rows, with its replies."""
    n_replies, n_actions = payoff.shape
    seen: set[tuple[float, ...]] = set()
    for size in range(1, min(n_replies, n_actions) + 1):
        for support in combinations(range(n_actions), size):
            for replies in combinations(range(n_replies), size):
                weights = _solve(payoff[np.ix_(replies, support)])
                if weights is None or min(weights) <= _CLOSE:
                    continue
                x = [0.0] * n_actions
                for action, weight in zip(support, weights, strict=True):
                    x[action] = weight
                worth = [_dot(payoff[r], x) for r in range(n_replies)]
                best = max(worth)
                replied = frozenset(r for r, w in enumerate(worth) if w >= best - _CLOSE * scale)
                key = tuple(round(w, 8) for w in x)
                if set(replies) <= replied and key not in seen:
                    seen.add(key)
                    yield tuple(x), replied


def _solve(block: NDArray[np.float64]) -> list[float] | None:
    """Solve for weights that sum to 1 and make every row of a square block worth the same; None where they are not determined."""
    size = len(block)
    if size == 1:
        return [1.0]
    system = np.vstack([block[1:] - block[0], np.ones(size)])
    norm = np.abs(system).max(axis=1, keepdims=True)
    if (norm < 1e-300).any():
        return None
    system = system / norm
    if abs(np.linalg.det(system)) < 1e-12:
        return None
    right = np.zeros(size)
    right[-1] = 1.0 / norm[-1, 0]
    return [float(w) for w in np.linalg.solve(system, right)]


def _dot(a: Sequence[float] | NDArray[np.float64], b: Sequence[float]) -> float:
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += float(x) * y
    return total


def _support(x: Sequence[float]) -> frozenset[int]:
    return frozenset(i for i, w in enumerate(x) if w > 0.0)


def _describe(
    x: tuple[float, ...], y: tuple[float, ...], row: NDArray[np.float64], column: NDArray[np.float64], loose: bool
) -> Equilibrium:
    values = [_dot(x, [_dot(table[i], y) for i in range(len(x))]) for table in (row, column)]
    kind: Literal["pure", "mixed"] = "pure" if len(_support(x)) == len(_support(y)) == 1 else "mixed"
    return Equilibrium(x, y, values[0], values[1], kind, loose)


def find_restraint_equilibria(
    stakes_1: NDArray[np.float64], stakes_2: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Find all equilibria of n restraint games: probabilities of arming (n, 5, 2), least arming first, and how many (n,).

    stakes (n, 4) are R (both restrain), T (own arms, the other restrains), P (both arm), S (own restrains, the other arms). A pair
    of actions stands if neither gains by changing its own; the mixed pair has the other arm with q = (R-T)/((R-T)+(P-S)), which
    leaves one indifferent, and exists where R-T and P-S have one strict sign for both players. One to three equilibria unless
    payoffs tie; ties can make it four or five. What does not exist is NaN, after what does. Sorted by the sum of the two
    probabilities, then by player 1's: index 0 is the most peaceful, index count - 1 the most armed.

    >>> stag = np.array([[1.0, 0.6, 0.2, -0.8]])
    >>> arming, count = find_restraint_equilibria(stag, stag)
    >>> int(count[0]), [round(float(a), 6) for a in arming[0, :3, 0]]
    (3, [0.0, 0.285714, 1.0])
    """
    r1, t1, p1, s1 = np.asarray(stakes_1, dtype=np.float64).T
    r2, t2, p2, s2 = np.asarray(stakes_2, dtype=np.float64).T
    keep_1, keep_2, arm_1, arm_2 = r1 - t1, r2 - t2, p1 - s1, p2 - s2
    with np.errstate(divide="ignore", invalid="ignore"):
        q1, q2 = keep_2 / (keep_2 + arm_2), keep_1 / (keep_1 + arm_1)  # each player's odds are set by the other's indifference
    is_mixed = (keep_1 * arm_1 > 0.0) & (keep_2 * arm_2 > 0.0)
    stands = np.stack(
        [
            (keep_1 >= 0.0) & (keep_2 >= 0.0), (keep_1 <= 0.0) & (arm_2 <= 0.0), (arm_1 <= 0.0) & (keep_2 <= 0.0),
            (arm_1 >= 0.0) & (arm_2 >= 0.0), is_mixed,
        ], axis=1,
    )  # fmt: skip
    pairs = np.zeros((len(r1), 5, 2))
    pairs[:, 1, 0] = pairs[:, 2, 1] = pairs[:, 3, 0] = pairs[:, 3, 1] = 1.0
    pairs[:, 4, 0], pairs[:, 4, 1] = q1, q2
    pairs[~stands] = np.nan
    order = np.lexsort((pairs[:, :, 0], pairs[:, :, 0] + pairs[:, :, 1]), axis=1)  # NaN goes last
    return np.take_along_axis(pairs, order[:, :, None], axis=1), stands.sum(axis=1)
