"""Find every cutoff equilibrium of an arms race with private costs (Baliga and Sjostrom 2004)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import RunFailed

Array = NDArray[np.float64]

_HALVINGS = 60  # the width of a bracket in [0, 1] falls below the spacing of doubles
_N_SCAN = 193  # even points of the scan of two-state cutoffs
MOST_PAIRS = 5


def find_cutoffs(gain: Array, loss: Array, shape: Array) -> Array:
    """Find all cutoffs c = G(c) = mu + F(c)(d - mu), F(c) = c^shape on [0, 1], cut to [0, 1]: (n, 3), ascending, then NaN.

    A state builds iff its private cost is at most c (Baliga and Sjostrom 2004; best reply derived here). gain mu: building alone;
    loss d: being exploited; both any sign, (n,). The corner 1 (all build) is an equilibrium iff G(1) = d >= 1, the corner 0 (none
    builds) iff mu <= 0. G(c) - c bends one way only, so that it has at most two roots, one on each side of its extremum, each found
    by halving. Where every c is a root (mu = 0, d = 1, shape 1) the two ends are returned. shape above 0, (n,).

    >>> one = np.array([1.0])
    >>> [round(float(c), 6) for c in find_cutoffs(0.1 * one, 1.1 * one, 2.0 * one)[0]]
    [0.112702, 0.887298, 1.0]
    """
    mu, d, k = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, dtype=np.float64)) for x in (gain, loss, shape)))
    bend = _find_extremum(d - mu, k)
    found = np.full((len(mu), 5), np.nan)
    found[:, 0] = np.where(mu <= 0.0, 0.0, np.nan)
    found[:, 1] = np.where(d >= 1.0, 1.0, np.nan)

    def miss(c: Array) -> Array:
        away: Array = mu + np.power(c, k) * (d - mu) - c
        return away

    found[:, 2] = _halve(miss, np.zeros_like(mu), bend)
    found[:, 3] = _halve(miss, bend, np.ones_like(mu))
    found[:, 4] = np.where(np.abs(miss(bend)) <= 1e-15, bend, np.nan)  # the two roots meet
    return _pack(found, 3)


def _find_extremum(slope: Array, shape: Array) -> Array:
    """Find where c -> slope c^shape - c turns inside [0, 1]; 1 where it does not."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        turn = np.power(shape * slope, 1.0 / (1.0 - shape))
    return np.where(np.isfinite(turn) & (shape != 1.0) & (slope > 0.0), np.clip(turn, 0.0, 1.0), 1.0)


def _halve(function: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """Halve brackets; NaN where the function does not change sign, or is zero at an end that the corner already tells."""
    start, end = function(low), function(high)
    is_root = (np.sign(start) * np.sign(end) < 0.0) | ((end == 0.0) & (high > low)) | ((start == 0.0) & (high > low))
    left, right = low.copy(), high.copy()
    for _ in range(_HALVINGS):
        middle = 0.5 * (left + right)
        is_left = np.sign(function(middle)) * np.sign(start) > 0.0
        left, right = np.where(is_left, middle, left), np.where(is_left, right, middle)
    root = np.where(start == 0.0, low, np.where(end == 0.0, high, 0.5 * (left + right)))
    return np.where(is_root, root, np.nan)


def _pack(found: Array, most: int) -> Array:
    """Sort along the last axis, drop what is the same root twice, and cut to `most` columns."""
    found = np.sort(found, axis=1)
    with np.errstate(invalid="ignore"):
        found[:, 1:][np.abs(np.diff(found, axis=1)) <= 1e-12] = np.nan
    return np.sort(found, axis=1)[:, :most]


def find_cutoff_pairs(gain_1: Array, loss_1: Array, shape_1: Array, gain_2: Array, loss_2: Array, shape_2: Array) -> Array:
    """Find all pairs of cutoffs of two unlike states: (n, 5, 2), ascending in the first, then NaN.

    State 1 builds iff its cost is at most c_1 = mu_1 + F_2(c_2)(d_1 - mu_1), state 2 the same with the names turned, each cut to
    [0, 1]; F_i(c) = c^shape_i is the law of state i's own cost. The pair is a root of one equation in c_1: a scan, finer where the
    laws are steep, a search of every dip of its size between points, and halving. Two roots in one interval of the scan are found
    unless the dip between them is narrower than the search resolves; two nearer than 1e-14 are taken for one. Raises RunFailed if
    more than five are found, rather than drop one.

    >>> one = np.array([1.0])
    >>> pairs = find_cutoff_pairs(0.1 * one, 1.1 * one, 2.0 * one, 0.1 * one, 1.1 * one, 2.0 * one)
    >>> [round(float(c), 6) for c in pairs[0, :3, 1]]
    [0.112702, 0.887298, 1.0]
    """
    given = (gain_1, loss_1, shape_1, gain_2, loss_2, shape_2)
    g1, d1, k1, g2, d2, k2 = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, dtype=np.float64)) for x in given))

    def reply_2(c: Array, at: NDArray[np.intp]) -> Array:
        reply: Array = np.clip(g2[at] + np.power(c, k1[at]) * (d2[at] - g2[at]), 0.0, 1.0)
        return reply

    def miss(c: Array, at: NDArray[np.intp]) -> Array:
        away: Array = np.clip(g1[at] + np.power(reply_2(c, at), k2[at]) * (d1[at] - g1[at]), 0.0, 1.0) - c
        return away

    every = np.arange(len(g1))
    grid = _lay_grid(g2, d2, k1)
    values = np.stack([miss(grid[:, i], every) for i in range(grid.shape[1])], axis=1)
    runs, roots = _collect(miss, grid, values)
    out = np.full((len(g1), MOST_PAIRS, 2), np.nan)
    for run in every:
        own = np.sort(roots[runs == run])
        own = own[np.concatenate([[True], np.diff(own) > 1e-14])] if len(own) else own
        if len(own) > MOST_PAIRS:
            raise RunFailed(f"run {run}: {len(own)} pairs of cutoffs were found where at most {MOST_PAIRS} are expected")
        out[run, : len(own), 0] = own
        out[run, : len(own), 1] = reply_2(own, np.full(len(own), run))
    return out


def _lay_grid(gain: Array, loss: Array, shape: Array) -> Array:
    """Lay the points of the scan: even, and ever closer to 0, to 1 and to where the reply of state 2 leaves 0 or 1."""
    near = np.concatenate([[0.0], np.geomspace(1e-12, 1e-2, 21)])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        turns = [np.power(np.clip((level - gain) / (loss - gain), 0.0, 1.0), 1.0 / shape) for level in (0.0, 1.0)]
    marks = np.stack([np.zeros_like(gain), np.ones_like(gain), *(np.where(np.isfinite(t), t, 0.0) for t in turns)], axis=1)
    around = np.concatenate([marks[:, :, None] - near, marks[:, :, None] + near], axis=2).reshape(len(gain), -1)
    even = np.broadcast_to(np.linspace(0.0, 1.0, _N_SCAN), (len(gain), _N_SCAN))
    return np.sort(np.clip(np.concatenate([even, around], axis=1), 0.0, 1.0), axis=1)


def _collect(miss: Callable[[Array, NDArray[np.intp]], Array], grid: Array, values: Array) -> tuple[NDArray[np.intp], Array]:
    """Collect roots, as pairs (run, root): at points of the grid, where the sign changes, and under dips of the size."""
    sign, size = np.sign(values), np.abs(values)
    n_points = grid.shape[1]
    before, after = np.maximum(np.arange(n_points) - 1, 0), np.minimum(np.arange(n_points) + 1, n_points - 1)
    # a stretch of zeros is a continuum: its ends stand for it
    zero_run, zero_at = np.nonzero((sign == 0.0) & ((sign[:, before] != 0.0) | (sign[:, after] != 0.0) | (grid == 0.0) | (grid == 1.0)))
    run, at = np.nonzero(sign[:, :-1] * sign[:, 1:] < 0.0)
    runs, lows, highs = [run], [grid[run, at]], [grid[run, at + 1]]
    is_one_sided = (sign * sign[:, before] > 0.0) & (sign * sign[:, after] > 0.0)
    run, at = np.nonzero(is_one_sided & (size <= size[:, before]) & (size <= size[:, after]))
    if len(run):
        side = sign[run, at]
        start, end = grid[run, before[at]], grid[run, after[at]]
        left, right = start, end
        for _ in range(_HALVINGS):  # thirds: the least size between the neighbours
            one, two = left + (right - left) / 3.0, right - (right - left) / 3.0
            is_low = miss(one, run) * side < miss(two, run) * side
            left, right = np.where(is_low, left, one), np.where(is_low, two, right)
        least = 0.5 * (left + right)
        is_crossed = miss(least, run) * side < 0.0
        for one, two in ((start, least), (least, end)):
            runs.append(run[is_crossed])
            lows.append(one[is_crossed])
            highs.append(two[is_crossed])
    run, low, high = np.concatenate(runs), np.concatenate(lows), np.concatenate(highs)
    side = np.sign(miss(low, run))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        is_left = np.sign(miss(middle, run)) * side > 0.0
        low, high = np.where(is_left, middle, low), np.where(is_left, high, middle)
    return np.concatenate([zero_run, run]), np.concatenate([grid[zero_run, zero_at], 0.5 * (low + high)])
