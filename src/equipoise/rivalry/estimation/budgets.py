"""Fit Richardson's line to the budgets of 1909 to 1913: yearly increments on the level of mid-year."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from equipoise.errors import InputError
from equipoise.reference.library import load_rows
from equipoise.registry import declare_input, register
from equipoise.rivalry.estimation.regression import FloatArray, LeastSquares, fit_least_squares, student_quantile
from equipoise.scenario.number import Spec

Table = Literal["published", "correlates_of_war"]
CAVEAT = "four points and two parameters: R squared is near 1 whatever the truth and means little; a rival model may fit as well"
MOST = 200
LARGEST = 1e12


class RichardsonFit(Spec):
    """Take the table to fit: a shipped one, or totals of one's own."""

    table: Table = declare_input(
        "published", "which totals: Richardson's twenty budgets, or a check from another data set", basis="G", source="richardson_1960"
    )
    totals: tuple[float, ...] | None = declare_input(
        None, "own totals of consecutive years, over the table", unit="million GBP, or any", max_length=MOST
    )


def load_totals(table: Table = "published") -> FloatArray:
    """Load the total of four states by year, 1909 to 1913, in million pounds.

    >>> load_totals().round(1).tolist()
    [199.2, 204.8, 214.9, 238.7, 289.0]
    """
    rows = load_rows("arms_races", "budgets_1909_1913" if table == "published" else "budget_totals_check")
    years = sorted({int(row.fields["year"]) for row in rows})
    return np.array([math.fsum(row.value or 0.0 for row in rows if row.fields["year"] == year) for year in years])


def fit_mid_years(totals: FloatArray) -> LeastSquares:
    """Fit the increment of a year against the mean of its two levels.

    Richardson (1939): for U + V the reaction less the fatigue, k - a, is the slope; the line crosses zero where trade outweighs arms.
    """
    increments, mid = np.diff(totals), 0.5 * (totals[1:] + totals[:-1])
    return fit_least_squares(np.column_stack([np.ones(len(mid)), mid]), increments)


def fit_richardson(spec: RichardsonFit) -> dict[str, Any]:
    """Slope and zero of the line: d(U + V)/dt = (k - a)(U + V - zero), by least squares of increments on mid-year levels.

    Richardson (1939, 1960) printed a slope of 0.73 a year and 194 million pounds.

    >>> out = fit_richardson(RichardsonFit())
    >>> round(out["slope_per_year"], 2), abs(out["zero_level"] - 194.0) < 1.0
    (0.73, True)
    """
    totals = load_totals(spec.table) if spec.totals is None else np.asarray(spec.totals, dtype=np.float64)
    _refuse_short(totals)
    fit = fit_mid_years(totals)
    slope, freedom = float(fit.estimate[1]), fit.freedom
    half = student_quantile(0.95, freedom) * float(fit.error[1])
    return {
        "slope_per_year": slope, "slope_low": slope - half, "slope_high": slope + half,
        "zero_level": -float(fit.estimate[0]) / slope if slope else None, "r_squared": fit.r_squared, "n_points": fit.n,
        "n_parameters": 2, "doubling_years": math.log(2.0) / slope if slope > 0.0 else None,
        "mid_year_levels": (0.5 * (totals[1:] + totals[:-1])).tolist(), "increments": np.diff(totals).tolist(),
        "caveat": CAVEAT if fit.n == 4 else f"{fit.n} points and two parameters: a high R squared of a growing series means little",
    }  # fmt: skip


def _refuse_short(totals: FloatArray) -> None:
    if len(totals) < 4 or not np.all((totals > 0.0) & (totals <= LARGEST)):
        problem = f"{len(totals)} totals, or one out of range"
        raise InputError(path="totals", problem=problem, accepted=f"four or more consecutive years, each above 0 and at most {LARGEST:g}")
    if np.ptp(0.5 * (totals[1:] + totals[:-1])) <= 1e-9 * float(totals.max()):
        raise InputError(path="totals", problem="the levels do not differ, so no line can be fitted", accepted="levels that change")


register(
    "model", "richardson-fit", title="Richardson's line through the budgets of 1909 to 1913", function=fit_richardson, spec=RichardsonFit,
    sources=("richardson_1939", "richardson_1960", "cow_nmc_7"), basis="G", stage="rivalry",
    validity="a description of five years; four increments cannot tell reaction from growth by itself; the sum of both blocs only",
    outputs={
        "slope_per_year": ("1/year", "reaction less fatigue, k - a"), "slope_low": ("1/year", "90 % interval of the slope, Student's t"),
        "slope_high": ("1/year", "the same, upper end"), "zero_level": ("as the totals", "level at which the increment is zero"),
        "r_squared": ("", "share of the spread of increments that the line explains; see caveat"), "n_points": ("", "increments"),
        "n_parameters": ("", "parameters of the line"), "doubling_years": ("years", "for the excess over the zero level to double"),
        "mid_year_levels": ("as the totals", "what the increments are set against"), "increments": ("as the totals", "of each year"),
        "caveat": ("", "how far to trust it"),
    },
)  # fmt: skip
