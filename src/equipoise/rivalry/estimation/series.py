"""Lay two yearly series out for a reaction model: increments against last year's levels, within a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from equipoise.errors import InputError
from equipoise.reference.library import load_stockpiles
from equipoise.registry import declare_input
from equipoise.rivalry.estimation.regression import FloatArray, LeastSquares, fit_least_squares
from equipoise.scenario.number import Spec

State = Literal["us", "russia", "china"]
LEAST_YEARS = 8  # of a window: three coefficients need more increments than that to say anything
MOST = 400
LARGEST = 1e9  # of a level


class TwoSeries(Spec):
    """Take two yearly series and a window: shipped stockpiles of warheads, or one's own."""

    x: State = declare_input("russia", "first state; Russia is the Soviet Union before 1992", basis="P", source="fas_stockpiles")
    y: State = declare_input("us", "second state", basis="P", source="fas_stockpiles")
    first_year: int = declare_input(1949, "first year of the levels", basis="A", source="assumption", ge=1800, le=2200)
    last_year: int = declare_input(1967, "last year of the levels", basis="A", source="assumption", ge=1800, le=2200)
    values_x: tuple[float, ...] | None = declare_input(None, "own series in place of x, one value a year from first_year", max_length=MOST)
    values_y: tuple[float, ...] | None = declare_input(None, "own series in place of y", max_length=MOST)


@dataclass(frozen=True)
class Pair:
    """Hold two series over the same consecutive years."""

    years: FloatArray
    x: FloatArray
    y: FloatArray

    def side(self, which: str) -> tuple[FloatArray, FloatArray]:
        """Return regressors (constant, other's last level, own last level) and the increments of one side, 'x' or 'y'."""
        own, other = (self.x, self.y) if which == "x" else (self.y, self.x)
        return np.column_stack([np.ones(len(own) - 1), other[:-1], own[:-1]]), np.diff(own)

    def fit(self, which: str) -> LeastSquares:
        """Fit the reaction equation of one side by least squares."""
        return fit_least_squares(*self.side(which))

    def cut(self, first: int, last: int) -> Pair:
        """Keep the years first to last."""
        keep = (self.years >= first) & (self.years <= last)
        return Pair(self.years[keep], self.x[keep], self.y[keep])


def read_pair(spec: TwoSeries) -> Pair:
    """Read the two series in the window, or refuse a window that they do not fill."""
    n = spec.last_year - spec.first_year + 1
    if n < LEAST_YEARS:
        problem = f"{spec.first_year} to {spec.last_year} is {max(n, 0)} years"
        raise InputError(path="last_year", problem=problem, accepted=f"a window of {LEAST_YEARS} years or more")
    x = _read(spec.x, spec.values_x, "values_x", spec.first_year, n)
    y = _read(spec.y, spec.values_y, "values_y", spec.first_year, n)
    if spec.values_x is None and spec.values_y is None and spec.x == spec.y:
        raise InputError(path="y", problem=f"both series are those of '{spec.x}'", accepted="two different states")
    scaled = np.column_stack([np.ones(n - 1), x[:-1] / np.abs(x).max(), y[:-1] / np.abs(y).max()])
    if np.linalg.matrix_rank(scaled, tol=1e-9) < 3:
        raise InputError(path="values_y", problem="the two series move together exactly", accepted="series whose levels differ in shape")
    return Pair(np.arange(spec.first_year, spec.last_year + 1, dtype=np.float64), x, y)


def _read(state: str, own: tuple[float, ...] | None, path: str, first: int, n: int) -> FloatArray:
    if own is not None:
        values = np.asarray(own, dtype=np.float64)
        if len(values) != n or not np.all(np.abs(values) <= LARGEST):
            problem = f"{len(values)} values for {n} years, or one out of range"
            raise InputError(path=path, problem=problem, accepted=f"{n} numbers up to {LARGEST:g}, one a year from first_year to last_year")
        return _refuse_flat(values, path)
    series = dict(load_stockpiles()[state])
    missing = [year for year in range(first, first + n) if year not in series]
    if missing:
        problem = f"no stockpile of '{state}' is known for {missing[0]}"
        raise InputError(path="first_year", problem=problem, accepted=f"{min(series)} to {max(series)}")
    return _refuse_flat(np.array([series[year] for year in range(first, first + n)], dtype=np.float64), path)


def _refuse_flat(values: FloatArray, path: str) -> FloatArray:
    if np.ptp(values) <= 0.0:
        raise InputError(path=path, problem="the series never changes, so nothing can be fitted", accepted="a series that changes")
    return values


def describe_fit(fit: LeastSquares) -> dict[str, Any]:
    """Write a fit as plain values."""
    names = ("constant", "reaction", "own_level")
    return {
        **{name: float(b) for name, b in zip(names, fit.estimate, strict=True)},
        **{f"{name}_error": float(e) for name, e in zip(names, fit.error, strict=True)},
        "r_squared": fit.r_squared, "n_increments": fit.n,
    }  # fmt: skip
