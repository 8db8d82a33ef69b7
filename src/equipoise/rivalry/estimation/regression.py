"""Regress by least squares, by bootstrap and by Bayes in closed form, in plain numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class LeastSquares:
    """Hold a fit y = X b + e: estimates, standard errors, residuals and what they leave unexplained."""

    estimate: FloatArray
    error: FloatArray  # standard errors, residual variance over n - k
    residuals: FloatArray
    r_squared: float
    n: int
    x_inverse: FloatArray  # (X'X)^-1

    @property
    def freedom(self) -> int:
        """Count the degrees of freedom left."""
        return self.n - len(self.estimate)

    @property
    def variance(self) -> float:
        """Return the variance of the residuals, over the degrees of freedom."""
        return float(self.residuals @ self.residuals) / self.freedom


def fit_least_squares(x: FloatArray, y: FloatArray) -> LeastSquares:
    """Fit y = X b + e by ordinary least squares: b = (X'X)^-1 X'y, cov b = s^2 (X'X)^-1, s^2 = e'e/(n - k).

    >>> fit = fit_least_squares(np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]), np.array([1.0, 2.0, 3.0]))
    >>> fit.estimate.round(9).tolist()
    [1.0, 1.0]
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    inverse = np.asarray(np.linalg.pinv(x.T @ x), dtype=np.float64)
    estimate = np.asarray(np.linalg.lstsq(x, y, rcond=None)[0], dtype=np.float64)
    residuals = y - x @ estimate
    spread = float((y - y.mean()) @ (y - y.mean()))
    freedom = len(y) - x.shape[1]
    variance = float(residuals @ residuals) / freedom if freedom > 0 else math.nan
    error = np.sqrt(np.maximum(variance * np.diag(inverse), 0.0)) if freedom > 0 else np.full(x.shape[1], math.nan)
    r_squared = 1.0 - float(residuals @ residuals) / spread if spread > 0.0 else math.nan
    return LeastSquares(estimate, error, residuals, r_squared, len(y), inverse)


def student_quantile(p: float, freedom: float) -> float:
    """Return a quantile of Student's t.

    >>> round(student_quantile(0.95, 2), 3)  # printed tables: 2.920
    2.92
    """
    from scipy import special

    return float(special.stdtrit(freedom, p))


@dataclass(frozen=True)
class NormalGamma:
    """Hold beliefs about a regression: b given s2 is normal (mean, s2 V), s2 inverse gamma (shape, scale)."""

    mean: FloatArray
    cov: FloatArray  # V: the covariance of b over s2
    shape: float
    scale: float

    @property
    def freedom(self) -> float:
        """Return the degrees of freedom of each coefficient, which is Student's t by itself."""
        return 2.0 * self.shape

    @property
    def width(self) -> FloatArray:
        """Return the scale of Student's t for each coefficient: sqrt(scale/shape V_ii)."""
        return np.asarray(np.sqrt(self.scale / self.shape * np.diag(self.cov)))

    def interval(self, i: int, level: float = 0.9) -> tuple[float, float]:
        """Return the central interval of one coefficient."""
        half = student_quantile(0.5 + level / 2.0, self.freedom) * float(self.width[i])
        return float(self.mean[i]) - half, float(self.mean[i]) + half

    def p_above(self, i: int, value: float = 0.0) -> float:
        """Return the probability that a coefficient lies above a value."""
        from scipy import special

        return float(special.stdtr(self.freedom, (float(self.mean[i]) - value) / float(self.width[i])))


def update_normal_gamma(prior: NormalGamma, x: FloatArray, y: FloatArray) -> NormalGamma:
    """Update beliefs about a regression by data, in closed form (O'Hagan 1994, conjugate normal linear model).

    V' = (V^-1 + X'X)^-1, m' = V'(V^-1 m + X'y), a' = a + n/2, b' = b + (m'V^-1 m + y'y - m''V'^-1 m')/2.

    One mean, one point: prior m 0, V 1, and y = 2 gives m' = 1, V' = 1/2, b' = b + (4 - 2)/2.

    >>> after = update_normal_gamma(NormalGamma(np.zeros(1), np.eye(1), 2.0, 3.0), np.ones((1, 1)), np.array([2.0]))
    >>> float(after.mean[0]), float(after.cov[0, 0]), after.shape, after.scale
    (1.0, 0.5, 2.5, 4.0)
    """
    before = np.linalg.inv(prior.cov)
    after = before + x.T @ x
    cov = np.asarray(np.linalg.inv(after), dtype=np.float64)
    mean = cov @ (before @ prior.mean + x.T @ y)
    grown = float(prior.mean @ before @ prior.mean) + float(y @ y) - float(mean @ after @ mean)
    return NormalGamma(mean, cov, prior.shape + len(y) / 2.0, prior.scale + max(grown, 0.0) / 2.0)


def resample_residuals(x: FloatArray, fit: LeastSquares, n: int, seed: int) -> FloatArray:
    """Bootstrap coefficients (draw, term): residuals are drawn anew, regressors stay as they were.

    Residuals are spread by sqrt(n/(n - k)), as least squares makes them too small. Efron (1979), residuals with fixed regressors:
    it tells the spread of the estimates, not their bias.
    """
    generator = np.random.Generator(np.random.Philox(seed))
    rows = len(x)
    solve, wide = np.linalg.pinv(x), math.sqrt(rows / (rows - x.shape[1]))
    picks = generator.integers(0, rows, (n, rows))
    return np.asarray(fit.estimate + (wide * fit.residuals[picks]) @ solve.T, dtype=np.float64)
