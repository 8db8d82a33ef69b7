"""Summarise tracks: first firm track, warning, custody, gaps, handovers, and why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
LAST = 2  # samples before the end in which a track may end with the flight
SHOT_WINDOW = 0.5  # shots are due in the second half of a flight (an assumption; only the summary uses it)


@dataclass(frozen=True)
class Stretch:
    """Hold one stretch of firm track: sample numbers, first and last."""

    first: int
    last: int


def list_stretches(is_firm: NDArray[np.bool_]) -> list[Stretch]:
    """List the stretches of firm track of one flight.

    >>> list_stretches(np.array([False, True, True, False, True]))
    [Stretch(first=1, last=2), Stretch(first=4, last=4)]
    """
    padded = np.zeros(len(is_firm) + 2, dtype=bool)
    padded[1:-1] = is_firm
    edges = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return [Stretch(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def count_stretches(is_firm: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the stretches of firm track of many flights, (flight, sample).

    >>> count_stretches(np.array([[False, True, True, False, True], [False] * 5])).tolist()
    [2, 0]
    """
    begins = is_firm.copy()
    begins[:, 1:] &= ~is_firm[:, :-1]
    return np.asarray(begins.sum(axis=1))


def find_median(values: FloatArray, chosen: NDArray[np.bool_]) -> FloatArray:
    """Find the median of the chosen values of each row, NaN where none is chosen.

    >>> find_median(np.array([[3.0, 1.0, 9.0, 2.0], [5.0] * 4]), np.array([[True, True, False, True], [False] * 4])).tolist()
    [2.0, nan]
    """
    count = chosen.sum(axis=1)
    rising = np.sort(np.where(chosen, values, np.inf), axis=1)
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, values.shape[1] - 1)
    each = np.arange(len(values))
    middle = np.where(low == high, rising[each, low], (rising[each, low] + rising[each, high]) / 2.0)
    return np.where(count > 0, middle, np.nan)


def summarise_custody(t: FloatArray, firm: NDArray[Any], boosting: NDArray[Any]) -> dict[str, float]:
    """Summarise a track history: first firm track, warning time, custody, longest gap, track when shots are due.

    >>> s = summarise_custody(np.array([0.0, 10.0, 20.0, 30.0]), np.array([0.0, 0.0, 1.0, 1.0]), np.zeros(4))
    >>> s["t_track_s"], s["warning_time_s"], s["longest_gap_s"], s["p_track"]
    (20.0, 10.0, 20.0, 0.5)
    """
    held = np.asarray(firm, dtype=bool)
    step, counts = t[1:] - t[:-1], ~np.asarray(boosting, dtype=bool)[1:]
    both = held[1:] & held[:-1] & counts
    late = counts & (t[1:] > t[-1] * SHOT_WINDOW)
    found = np.flatnonzero(held)
    first = float(t[found[0]]) if len(found) else math.nan
    longest, gap = 0.0, 0.0
    for seconds, is_gap in zip(step.tolist(), (counts & ~both).tolist(), strict=True):
        gap = gap + seconds if is_gap else 0.0
        if gap > longest:
            longest = gap
    total, total_late = float(np.sum(step[counts])), float(np.sum(step[late]))
    return {
        "t_track_s": first, "warning_time_s": float(t[-1]) - first if len(found) else 0.0,
        "custody_fraction": float(np.sum(step[both])) / total if total else 0.0, "longest_gap_s": longest,
        "p_track": float(np.sum(step[both & late])) / total_late if total_late else 0.0,
    }  # fmt: skip


def explain_track(firm: NDArray[np.bool_], n_seen: NDArray[np.int64], codes: list[tuple[str, NDArray[np.int8], tuple[str, ...]]]) -> str:
    """Say why a flight has no firm track, or why the track ends before the flight does; empty if it is held to the end."""
    if len(firm) and np.any(firm[-LAST:]):
        return ""
    if not codes:
        return "the shield has no sensor that holds a track"
    found = np.flatnonzero(firm)
    rest = slice(int(found[-1]) + 1, None) if len(found) else slice(None)
    if np.any(n_seen[rest] > 0):
        what = "seen, but by one satellite at a time or too rarely for a firm track"
        return f"{'lost before the end: ' if len(found) else ''}{what}"
    said = []
    for label, code, reasons in codes:
        counts = np.bincount(code[rest], minlength=len(reasons))
        counts[0] = 0
        if counts.any():
            said.append(f"{label}: {reasons[int(np.argmax(counts))]}")
    return ("lost before the end: " if len(found) else "never seen: ") + "; ".join(said[:4]) + ("; ..." if len(said) > 4 else "")
