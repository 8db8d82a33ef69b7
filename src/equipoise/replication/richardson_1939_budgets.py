"""Fit Richardson's line again, to his budgets and to another data set."""

from __future__ import annotations

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.estimation.budgets import RichardsonFit, Table, fit_richardson, load_totals

PUBLISHED_TOTALS = (199.2, 204.8, 214.9, 238.7, 289.0)
DIGITS = "the published figure has two digits, the zero level three: half a unit of the last digit"


def _fit(table: Table) -> tuple[float, float]:
    out = fit_richardson(RichardsonFit(table=table))
    return float(out["slope_per_year"]), float(out["zero_level"])


@shelve(
    "richardson-1939", title="Richardson's line through the budgets of 1909 to 1913", known_by="recalled",
    citation="L. F. Richardson, Generalized Foreign Politics, British Journal of Psychology Monograph Supplement 23 (1939); Arms and "
    "Insecurity (1960), chapter II",
    setting="increments of the total of both blocs on the mid-year level, ordinary least squares; the twenty budgets are typed from general "
    "knowledge and close on his totals; four points and two parameters, so R squared means little",
)  # fmt: skip
def compute() -> list[Row]:
    """Fit the published totals, and the same years of an independent data set as a fair measure of how sure 0.73 is."""
    slope, zero = _fit("published")
    other_slope, other_zero = _fit("correlates_of_war")
    totals = load_totals().tolist()
    return [
        *[Row(f"total of {1909 + i}", "million GBP", p, q, 0.05 / p, "sum of the twenty budgets, one decimal printed")
          for i, (p, q) in enumerate(zip(PUBLISHED_TOTALS, totals, strict=True))],
        Row("slope, k - a", "1/year", 0.73, slope, 0.005 / 0.73, DIGITS),
        Row(
            "zero level", "million GBP", 194.0, zero, 0.5 / 194.0,
            f"least squares gives {zero:.1f}, and a slope of exactly 0.73 through the mean point gives the same; the figure of 194 is recalled, "
            "so it may be cut rather than rounded, or come from a line drawn by eye; 0.5 %, not resolved",
        ),
        Row("slope, other data", "1/year", 0.83, other_slope, 0.005 / 0.83, "fitted beforehand on Correlates of War totals; two digits"),
        Row("zero level, other data", "million GBP", 189.0, other_zero, 0.5 / 189.0, "the same; three digits"),
        tell(
            "two data sets of the same five years agree on a line and not on its slope", 0.05 < other_slope / slope - 1.0 < 0.25,
            f"slopes {put((slope, other_slope))}, {100.0 * (other_slope / slope - 1.0):.0f} % apart, each outside the 90 % interval of the other",
        ),
    ]  # fmt: skip
