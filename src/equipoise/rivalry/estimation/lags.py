"""Choose how many years back a pair of series looks: vector autoregressions by Akaike's and Schwarz's criteria."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.rivalry.estimation.regression import FloatArray, fit_least_squares


def lay_lags(levels: FloatArray, lags: int, skip: int) -> tuple[FloatArray, FloatArray]:
    """Lay out z_t = c + A_1 z_(t-1) + ... + A_p z_(t-p): regressors and levels, the first `skip` years left out for all orders."""
    n = len(levels)
    past = [levels[skip - lag : n - lag] for lag in range(1, lags + 1)]
    return np.column_stack([np.ones(n - skip), *past]), levels[skip:]


def choose_lags(levels: FloatArray, most: int) -> dict[str, Any]:
    """Fit vector autoregressions of order 1 to `most` on the same years; tell both criteria and the orders they choose.

    AIC = ln |S| + 2 m/T, BIC = ln |S| + m ln T/T, S the residual covariance over T, m all coefficients (Luetkepohl 2005).
    An order whose equations have fewer than three years to spare is not tried. The largest root tells whether order 1 settles.
    """
    states, rows = levels.shape[1], []
    n = len(levels) - most
    for lags in range(1, most + 1):
        if n < 1 + states * lags + 3:
            break
        x, y = lay_lags(levels, lags, most)
        residuals = np.column_stack([fit_least_squares(x, y[:, j]).residuals for j in range(states)])
        _, log_det = np.linalg.slogdet(residuals.T @ residuals / n)
        m = states * (1 + states * lags)
        rows.append({"lags": lags, "aic": float(log_det + 2.0 * m / n), "bic": float(log_det + m * math.log(n) / n)})
    x, y = lay_lags(levels, 1, 1)
    step = np.column_stack([fit_least_squares(x, y[:, j]).estimate[1:] for j in range(states)]).T
    roots = np.abs(np.linalg.eigvals(step))
    best = {name: min(rows, key=lambda row: row[name])["lags"] if rows else None for name in ("aic", "bic")}
    return {
        "orders": rows, "lags_by_aic": best["aic"], "lags_by_bic": best["bic"], "n_years": n,
        "largest_root": float(roots.max()), "is_stable": bool(roots.max() < 1.0),
    }  # fmt: skip
