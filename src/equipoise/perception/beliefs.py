"""Hold beliefs over types, and move them by evidence: Bayes with likelihoods, weights, and what bias makes of contrary evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SECURITY, RESTORER, HEGEMONIC = range(3)


@dataclass(frozen=True)
class Beliefs:
    """Hold beliefs p[run, target, audience, type]; target 0 is the builder, 1 the rival; types security, restorer, hegemonic.

    expected[run, target, type] is what each state itself expects the leadership of the other to believe of it.
    """

    p: FloatArray
    expected: FloatArray

    def about(self, target: int, audience: int) -> FloatArray:
        """Return one audience's belief about one state, by run and type."""
        return np.asarray(self.p[:, target, audience], dtype=np.float64)


def normalise(p: FloatArray) -> FloatArray:
    """Scale odds over types to sum to 1 along the last axis."""
    return np.asarray(p / (p[..., 0] + p[..., 1] + p[..., 2])[..., None])


def update(p: FloatArray, log_likelihood: FloatArray, weight: FloatArray | float, contrary_kept: FloatArray | float = 1.0) -> FloatArray:
    """Update beliefs p[..., type] by Bayes with the likelihoods raised to a weight (0 leaves them untouched, bit for bit).

    Kydd (1997): odds are multiplied by the ratio of likelihoods. `contrary_kept` multiplies the weight of evidence that speaks against
    the type believed likeliest: 1 - 2q where a share q of it is misread (expectation of Rabin and Schrag 1999 in log odds).

    Prior 0.4, likelihoods 1 against 0.125 (three inspections passed at exposure one half) give 0.842105.

    >>> p = update(np.array([[0.4, 0.0, 0.6]]), np.log(np.array([[1.0, 1.0, 0.125]])), 1.0)
    >>> round(float(p[0, 0]), 6)
    0.842105
    """
    weights = np.broadcast_to(np.asarray(weight, dtype=np.float64), p.shape[:-1])
    logs = np.broadcast_to(log_likelihood, p.shape)
    if np.any(np.asarray(contrary_kept) != 1.0):
        likelihood = np.exp(logs)
        middle = p[..., 0] * likelihood[..., 0] + p[..., 1] * likelihood[..., 1] + p[..., 2] * likelihood[..., 2]
        leaning = np.take_along_axis(likelihood, np.argmax(p, axis=-1)[..., None], axis=-1)[..., 0]
        weights = weights * np.where(leaning < middle, contrary_kept, 1.0)
    return np.where((weights == 0.0)[..., None], p, normalise(p * np.exp(weights[..., None] * logs)))


def suspect(p: FloatArray, log_odds: FloatArray | float) -> FloatArray:
    """Move log odds of hegemonic intent by an amount (0 leaves beliefs untouched, bit for bit).

    >>> suspect(np.array([[0.5, 0.0, 0.5]]), np.log(3.0)).round(6).tolist()
    [[0.25, 0.0, 0.75]]
    """
    shift = np.broadcast_to(np.asarray(log_odds, dtype=np.float64), p.shape[:-1])
    moved = p.copy()
    moved[..., HEGEMONIC] = p[..., HEGEMONIC] * np.exp(shift)
    return np.where((shift == 0.0)[..., None], p, normalise(moved))
