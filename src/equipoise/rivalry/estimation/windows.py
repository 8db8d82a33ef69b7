"""Fit the same race over every window of a long series, and count how often the predicted signs come out."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.rivalry.estimation.regression import student_quantile
from equipoise.rivalry.estimation.series import LEAST_YEARS, Pair, TwoSeries, read_pair

A: dict[str, Any] = {"basis": "A", "source": "assumption"}


class WindowSensitivity(TwoSeries):
    """Take two series and the shortest window."""

    last_year: int = declare_input(1991, "last year of the levels", **A, ge=1800, le=2200)
    least_years: int = declare_input(12, "shortest window", unit="years", **A, ge=LEAST_YEARS, le=100)


def survey_windows(spec: WindowSensitivity) -> dict[str, Any]:
    """Fit increments on last year's levels over every window of `least_years` or more, and tell how the coefficients spread.

    Windows overlap, so shares are no probabilities: they tell how far an answer hangs on the years chosen.

    >>> out = survey_windows(WindowSensitivity(last_year=1967, least_years=19))
    >>> out["n_windows"], round(out["x"]["reaction_median"], 3)
    (1, 0.039)
    """
    pair = read_pair(spec)
    n = len(pair.years)
    if spec.least_years > n:
        raise InputError(path="least_years", problem=f"{spec.least_years} years do not fit into {n}", accepted=f"{LEAST_YEARS} to {n}")
    spans = [(a, b) for a in range(n) for b in range(a + spec.least_years - 1, n)]
    years = pair.years.astype(int)
    out: dict[str, Any] = {"n_windows": len(spans), "least_years": spec.least_years, "years": [int(years[0]), int(years[-1])]}
    rows = {which: [_fit_window(pair, which, int(years[a]), int(years[b])) for a, b in spans] for which in ("x", "y")}
    for which, fitted in rows.items():
        known = [row for row in fitted if row is not None]
        out[which] = _count(known) if known else None
        out[f"{which}_without_change"] = len(fitted) - len(known)
    pairs = [(p, q) for p, q in zip(rows["x"], rows["y"], strict=True) if p is not None and q is not None]
    hits = sum(p["is_predicted"] and q["is_predicted"] for p, q in pairs)
    return out | {"share_with_signs_of_a_race": hits / len(pairs) if pairs else None}


def _fit_window(pair: Pair, which: str, first: int, last: int) -> dict[str, Any] | None:
    """Fit one window; None where a series does not change, so that its coefficient is not defined."""
    part = pair.cut(first, last)
    x, y = part.side(which)
    if np.ptp(y) <= 0.0 or np.linalg.matrix_rank(x / np.maximum(np.abs(x).max(axis=0), 1e-12)) < x.shape[1]:
        return None
    fit = part.fit(which)
    t = float(fit.estimate[1] / fit.error[1]) if fit.error[1] > 0.0 else np.inf * np.sign(fit.estimate[1])
    return {
        "first": first, "last": last, "reaction": float(fit.estimate[1]), "own": float(fit.estimate[2]), "r_squared": fit.r_squared,
        "is_predicted": bool(fit.estimate[1] > 0.0 and fit.estimate[2] < 0.0),
        "is_clear": abs(t) > student_quantile(0.975, fit.freedom),
    }  # fmt: skip


def _count(rows: list[dict[str, Any]]) -> dict[str, Any]:
    reactions = np.array([row["reaction"] for row in rows])
    clear = np.array([row["is_clear"] for row in rows])
    falls = np.array([row["own"] < 0.0 for row in rows])
    low, median, high = np.quantile(reactions, [0.05, 0.5, 0.95])
    return {
        "share_reaction_positive": float(np.mean(reactions > 0.0)), "share_own_negative": float(np.mean(falls)),
        "share_clearly_positive": float(np.mean(clear & (reactions > 0.0))),
        "share_clearly_negative": float(np.mean(clear & (reactions < 0.0))),
        "reaction_low": float(low), "reaction_median": float(median), "reaction_high": float(high),
        "least": {k: min(rows, key=lambda row: row["reaction"])[k] for k in ("first", "last", "reaction")},
        "most": {k: max(rows, key=lambda row: row["reaction"])[k] for k in ("first", "last", "reaction")},
    }  # fmt: skip


register(
    "model", "window-sensitivity", title="How an arms-race fit hangs on its years", function=survey_windows, spec=WindowSensitivity,
    sources=("richardson_1960", "fas_stockpiles"), basis="D", stage="rivalry",
    validity="windows overlap and share data: shares tell of sensitivity, not of probability",
    outputs={
        "n_windows": ("", "windows fitted"), "least_years": ("years", "shortest window"), "years": ("", "first and last year"),
        "x": ("", "first state: share of windows by sign, clearly so (5 %, two-sided) or not; 5, 50 and 95 % of the reaction"),
        "y": ("", "second state, the same"), "x_without_change": ("", "windows in which the first state's equation is not defined"),
        "y_without_change": ("", "the same, second state"),
        "share_with_signs_of_a_race": ("", "share of windows in which both reactions are above 0 and both own terms below"),
    },
)  # fmt: skip
