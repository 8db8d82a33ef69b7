"""Find every logit quantal response equilibrium of many restraint games (McKelvey and Palfrey 1995)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_HALVINGS = 64
_THIRDS = 100
_N_STEPS = 240  # of precision, along the branch that starts at even odds; finest at the start, where branches part
_N_ITERATIONS = 30


def find_quantal_equilibria(stakes_1: Array, stakes_2: Array, precision: Array) -> Array:
    """Find all logit equilibria of n restraint games: probabilities of arming (n, 3, 2), the principal branch first, then NaN.

    stakes (n, 4) are R, T, P, S as in find_restraint_equilibria; precision (n,), 0 or more, in 1/payoff. a_1 = L(lambda D_1(a_2)),
    a_2 = L(lambda D_2(a_1)), L(z) = 1/(1+e^-z), D(y) = (1-y)(T-R) + y(P-S) the gain from arming (McKelvey and Palfrey 1995). The
    composed reply is a chain of logistic and linear maps, whose Schwarzian derivative is negative: its slope is above 1 on one
    interval at most, so that there are at most three roots, one in each monotone piece, each found by halving, at any precision.
    Index 0 is the branch that starts at even odds as precision rises from 0; the others follow from least arming.

    >>> even = np.array([[0.0, 0.0, 0.0, 0.0]])
    >>> find_quantal_equilibria(even, even, np.array([5.0]))[0, 0].tolist()
    [0.5, 0.5]
    >>> stag = np.array([[1.0, 0.6, 0.2, -0.8]])
    >>> int(np.isfinite(find_quantal_equilibria(stag, stag, np.array([20.0]))[0, :, 0]).sum())
    3
    """
    one, two = (_gains(np.asarray(s, dtype=np.float64)) for s in (stakes_1, stakes_2))
    precision = np.broadcast_to(np.asarray(precision, dtype=np.float64), one[0].shape)
    roots = _find_roots(one, two, precision)
    first = _mark_principal(one, two, precision, roots)
    order = np.argsort(np.where(np.arange(3) == first[:, None], -1.0, np.where(np.isnan(roots), 2.0, roots)), axis=1, kind="stable")
    roots = np.take_along_axis(roots, order, axis=1)
    replies = _logistic(precision[:, None] * (two[0][:, None] + two[1][:, None] * roots))
    return np.stack([roots, replies], axis=2)


def _gains(stakes: Array) -> tuple[Array, Array]:
    """Return the gain from arming against restraint, and how much more it is against arming."""
    r, t, p, s = stakes.T
    return t - r, (p - s) - (t - r)


def _logistic(z: Array) -> Array:
    small = np.exp(-np.abs(z))
    return np.where(z >= 0.0, 1.0 / (1.0 + small), small / (1.0 + small))


def _log_slope(z: Array) -> Array:
    return -np.abs(z) - 2.0 * np.log1p(np.exp(-np.abs(z)))


def _find_roots(one: tuple[Array, Array], two: tuple[Array, Array], precision: Array) -> Array:
    """Find up to three roots of a_1 = reply(reply(a_1)), ascending, (n, 3)."""

    def inner(a: Array) -> Array:
        return precision * (two[0] + two[1] * a)

    def outer(a: Array) -> Array:
        return precision * (one[0] + one[1] * _logistic(inner(a)))

    def miss(a: Array) -> Array:
        return _logistic(outer(a)) - a

    with np.errstate(divide="ignore"):
        size = np.log(np.abs(one[1] * two[1]) * precision * precision)

    def steep(a: Array) -> Array:
        return _log_slope(outer(a)) + _log_slope(inner(a)) + size

    low, high = np.zeros_like(precision), np.ones_like(precision)
    left, right = low, high
    for _ in range(_THIRDS):  # the slope has one peak
        at, to = left + (right - left) / 3.0, right - (right - left) / 3.0
        is_low = steep(at) < steep(to)
        left, right = np.where(is_low, at, left), np.where(is_low, right, to)
    peak = 0.5 * (left + right)
    is_steep = (one[1] * two[1] > 0.0) & (steep(peak) > 0.0)
    start = np.where(is_steep, np.where(steep(low) > 0.0, low, _halve(steep, low, peak)), high)
    end = np.where(is_steep, np.where(steep(high) > 0.0, high, _halve(steep, peak, high)), high)
    at_start, at_end = miss(start), miss(end)
    first = np.where(~is_steep | (at_start <= 0.0), _halve(miss, low, start), np.nan)
    middle = np.where(is_steep & (at_start < 0.0) & (at_end > 0.0), _halve(miss, start, end), np.nan)
    last = np.where(is_steep & (at_end >= 0.0), _halve(miss, end, high), np.nan)
    return np.sort(np.stack([first, middle, last], axis=1), axis=1)


def _halve(function: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """Halve brackets toward the point where the function, monotone between them, changes sign."""
    is_falling = function(low) > function(high)
    left, right = low, high
    for _ in range(_HALVINGS):
        middle = 0.5 * (left + right)
        value = function(middle)
        is_before = np.where(is_falling, value > 0.0, value < 0.0)
        left, right = np.where(is_before, middle, left), np.where(is_before, right, middle)
    return 0.5 * (left + right)


def _mark_principal(one: tuple[Array, Array], two: tuple[Array, Array], precision: Array, roots: Array) -> NDArray[np.int64]:
    """Mark the root that is joined to even odds at precision 0.

    Where both players lean one way at even odds, the branch stays on that side, and one root alone lies there (the reply is concave
    there). Else the branch is followed in small steps of precision. It is stable, so that the reply iterated climbs or falls to it
    and cannot jump over the root between.
    """
    n_roots = np.isfinite(roots).sum(axis=1)
    first = np.zeros(len(roots), dtype=np.int64)
    turn = np.where(two[1] < 0.0, -1.0, 1.0)  # rename player 2's actions where a reply falls with the other's arming
    lean_1, lean_2 = one[0] + 0.5 * one[1], turn * (two[0] + 0.5 * two[1])
    is_many = n_roots > 1
    is_up, is_down = is_many & (lean_1 >= 0.0) & (lean_2 >= 0.0), is_many & (lean_1 <= 0.0) & (lean_2 <= 0.0)
    first[is_up] = n_roots[is_up] - 1
    for run in np.nonzero((is_up & is_down) | (is_many & ~is_up & ~is_down))[0]:
        coefficients = [float(x[run]) for x in (*one, *two, precision)]
        first[run] = _follow(coefficients, [float(x) for x in roots[run, : n_roots[run]]])
    return first


def _follow(coefficients: list[float], roots: list[float]) -> int:
    """Follow the branch from even odds in the log odds z of player 1's arming, and tell to which root it leads."""
    gain_1, rise_1, gain_2, rise_2, precision = coefficients
    z, move = 0.0, 0.0
    for step in range(1, _N_STEPS + 1):
        rate = precision * (step / _N_STEPS) ** 2
        for _ in range(_N_ITERATIONS):
            move = rate * (gain_1 + rise_1 * _odds(rate * (gain_2 + rise_2 * _odds(z)))) - z
            z += move
            if abs(move) < 1e-13:
                break
    a = _odds(z)
    near = min(range(len(roots)), key=lambda k: abs(roots[k] - a))
    if abs(roots[near] - a) < 1e-9:
        return near
    ahead = [k for k in range(len(roots)) if (roots[k] - a) * move > 0.0]
    return min(ahead, key=lambda k: abs(roots[k] - a), default=near)


def _odds(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z)) if z >= 0.0 else math.exp(z) / (1.0 + math.exp(z))
