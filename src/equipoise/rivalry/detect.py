"""Tell answers and spirals from spending and arms, by declared conventions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def detect_answer(
    spending: FloatArray, without: FloatArray, arms: FloatArray, arms_without: FloatArray, threshold: FloatArray | float
) -> NDArray[np.bool_]:
    """Tell in which runs a state arms in answer: spends `threshold` times its path without the cause, and ends with more.

    spending: dollars over all years; arms: weapons and interceptors at the end. The rule is a declared convention.

    >>> detect_answer(np.array([3.0]), np.array([2.0]), np.array([5.0]), np.array([4.0]), 1.1).tolist()
    [True]
    """
    return np.asarray((spending > threshold * without) & (arms > arms_without + 0.5))


def detect_spiral(
    rival: tuple[FloatArray, FloatArray, FloatArray, FloatArray], builder: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    threshold: FloatArray | float,
) -> NDArray[np.bool_]:  # fmt: skip
    """Tell in which runs both states arm against each other because of the counter-shield.

    A spiral: the rival spends `threshold` times what it would without the shield, and the builder, answering that answer,
    `threshold` times what its own plan costs when nobody answers it; and each ends with more weapons and interceptors than on
    that path. Each is (spending, spending on its comparison, arms, arms there). The rule is a declared convention.
    """
    return np.asarray(detect_answer(*rival, threshold) & detect_answer(*builder, threshold))
