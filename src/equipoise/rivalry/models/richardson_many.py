"""Ask whether a race of many states is stable, and how wide a race under steady shocks spreads."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED, Reals, find_side, need_length
from equipoise.scenario.number import Spec

MOST_STATES = 12


class RichardsonMany(Spec):
    """Take the reactions of n states to one another, row by row, and each one's fatigue and grievance."""

    reactions: Reals = declare_input(
        (0.0, 0.3, 0.1, 0.4, 0.0, 0.1, 0.2, 0.2, 0.0), "how the state of the row answers that of the column; the diagonal is not read",
        unit="1/year", **ASSUMED, max_length=MOST_STATES**2,
    )  # fmt: skip
    fatigue: Reals = declare_input((0.6, 0.6, 0.5), "how each tires", unit="1/year", **ASSUMED, max_length=MOST_STATES)
    grievance: Reals = declare_input((1.0, 0.8, 0.5), "what each builds alone", unit="arms/year", **ASSUMED, max_length=MOST_STATES)


def richardson_many(spec: RichardsonMany) -> dict[str, Any]:
    """Race of n states x' = Mx + g: stable iff every eigenvalue of M has a negative real part; enough: fatigue above the row sum.

    Richardson (1960). The row condition is sufficient, not needed: a race can be stable without it (Gershgorin's circles).

    >>> pair = RichardsonMany(reactions=(0, 0.3, 0.4, 0), fatigue=(0.6, 0.5), grievance=(1.0, 0.8))
    >>> out = richardson_many(pair)
    >>> [round(x, 4) for x in out["equilibrium"]], [round(x, 6) for x in out["eigenvalues_real"]], out["rows_suffice"]
    ([4.1111, 4.8889], [-0.2, -0.9], True)
    """
    n = find_side("reactions", spec.reactions, range(1, MOST_STATES + 1))
    need_length("fatigue", spec.fatigue, n, "one a state")
    need_length("grievance", spec.grievance, n, "one a state")
    matrix = np.array(spec.reactions, dtype=np.float64).reshape(n, n)
    np.fill_diagonal(matrix, [-f for f in spec.fatigue])
    values = sorted((complex(v) for v in np.linalg.eigvals(matrix)), key=lambda v: (-v.real, v.imag))
    is_single = np.linalg.cond(matrix) < 1e12
    level = np.linalg.solve(matrix, -np.array(spec.grievance)) if is_single else None
    sums = [math.fsum(abs(float(matrix[i, j])) for j in range(n) if j != i) for i in range(n)]
    return {
        "equilibrium": [float(x) for x in level] if level is not None else None, "is_stable": values[0].real < 0.0,
        "growth_rate": values[0].real, "eigenvalues_real": [v.real for v in values], "eigenvalues_imaginary": [v.imag for v in values],
        "rows_suffice": all(f > s for f, s in zip(spec.fatigue, sums, strict=True)), "row_sums": sums,
        "reason": "" if level is not None else "the reactions are singular: no single equilibrium",
    }  # fmt: skip


class RichardsonNoise(Spec):
    """Take a race of two states under independent or shared shocks."""

    reaction_x: float = declare_input(0.3, "k, how x answers y", unit="1/year", **ASSUMED, ge=-100.0, le=100.0)
    fatigue_x: float = declare_input(0.6, "a, how x tires", unit="1/year", **ASSUMED, gt=0.0, le=100.0)
    grievance_x: float = declare_input(1.0, "g, what x builds alone", unit="arms/year", **ASSUMED, ge=-1e6, le=1e6)
    reaction_y: float = declare_input(0.4, "l, how y answers x", unit="1/year", **ASSUMED, ge=-100.0, le=100.0)
    fatigue_y: float = declare_input(0.5, "b, how y tires", unit="1/year", **ASSUMED, gt=0.0, le=100.0)
    grievance_y: float = declare_input(0.8, "h, what y builds alone", unit="arms/year", **ASSUMED, ge=-1e6, le=1e6)
    noise_x: float = declare_input(0.3, "size of shocks to x", unit="arms/sqrt(year)", **ASSUMED, ge=0.0, le=1e6)
    noise_y: float = declare_input(0.3, "size of shocks to y", unit="arms/sqrt(year)", **ASSUMED, ge=0.0, le=1e6)
    shared: float = declare_input(0.0, "correlation of the shocks", **ASSUMED, interval=(-1.0, 1.0), ge=-1.0, le=1.0)


def richardson_noise(spec: RichardsonNoise) -> dict[str, Any]:
    """Spread of a race under shocks dx = (Ax + c)dt + S dW: the stationary covariance C solves A C + C A' + S S' = 0 (Lyapunov).

    For two states C = (det(A) Q + (A - tr(A)) Q (A - tr(A))')/(-2 tr(A) det(A)), Q = S S' (Gardiner 1985). Bands,
    not single paths: 90 per cent of the time each state lies within 1.645 standard deviations of its equilibrium. None where
    the race is not stable. Without reactions each variance is the closed form s^2/(2 fatigue).

    >>> out = richardson_noise(RichardsonNoise(reaction_x=0.0, reaction_y=0.0, fatigue_x=0.5, noise_x=1.0))
    >>> round(out["sd_x"], 6)
    1.0
    """
    keys = ("mean_x", "mean_y", "sd_x", "sd_y", "correlation", "band_x", "band_y")
    drift = np.array([[-spec.fatigue_x, spec.reaction_x], [spec.reaction_y, -spec.fatigue_y]])
    det = spec.fatigue_x * spec.fatigue_y - spec.reaction_x * spec.reaction_y
    if det <= 1e-12 * spec.fatigue_x * spec.fatigue_y:
        return dict.fromkeys(keys) | {"reason": "the race is not stable (ab <= kl): shocks add up without bound"}
    cross = spec.shared * spec.noise_x * spec.noise_y
    shocks = np.array([[spec.noise_x**2, cross], [cross, spec.noise_y**2]])
    trace = -(spec.fatigue_x + spec.fatigue_y)
    turned = drift - trace * np.eye(2)
    with np.errstate(over="ignore", invalid="ignore"):
        c = (det * shocks + turned @ shocks @ turned.T) / (-2.0 * trace * det)
    if not np.isfinite(c).all():
        raise InputError(path="noise_x", problem="the spread is out of the range of numbers", accepted="smaller shocks or more fatigue")
    x = (spec.reaction_x * spec.grievance_y + spec.fatigue_y * spec.grievance_x) / det
    y = (spec.reaction_y * spec.grievance_x + spec.fatigue_x * spec.grievance_y) / det
    sd_x, sd_y = math.sqrt(max(0.0, float(c[0, 0]))), math.sqrt(max(0.0, float(c[1, 1])))
    values = (
        x, y, sd_x, sd_y, float(c[0, 1]) / (sd_x * sd_y) if sd_x * sd_y > 0.0 else 0.0,
        [x - 1.645 * sd_x, x + 1.645 * sd_x], [y - 1.645 * sd_y, y + 1.645 * sd_y],
    )  # fmt: skip
    return dict(zip(keys, values, strict=True)) | {"reason": ""}


register(
    "model", "richardson-many", title="Richardson's race of many states", function=richardson_many, spec=RichardsonMany,
    sources=("richardson_1960",), basis="D", stage="rivalry", validity="linear, at most 12 states, exact in time",
    outputs={
        "equilibrium": ("arms", "of each state; none where there is no single one"), "is_stable": ("", "whether it is come back to"),
        "growth_rate": ("1/year", "the largest real part of an eigenvalue"), "eigenvalues_real": ("1/year", "real parts, falling"),
        "eigenvalues_imaginary": ("rad/year", "imaginary parts, in the same order"),
        "rows_suffice": ("", "whether each fatigue exceeds the sum of that state's reactions, which is enough for stability"),
        "row_sums": ("1/year", "those sums, of absolute values"), "reason": ("", "why there is no equilibrium, if so"),
    },
)  # fmt: skip
register(
    "model", "richardson-noise", title="Richardson's race under shocks", function=richardson_noise, spec=RichardsonNoise,
    sources=("richardson_1960",), basis="D", stage="rivalry", validity="two states, linear, white shocks, long after the start",
    outputs={
        "mean_x": ("arms", "of x"), "mean_y": ("arms", "of y"), "sd_x": ("arms", "standard deviation of x"),
        "sd_y": ("arms", "standard deviation of y"), "correlation": ("", "of the two levels"),
        "band_x": ("arms", "where x lies 90 per cent of the time"), "band_y": ("arms", "where y lies 90 per cent of the time"),
        "reason": ("", "why there is no spread, if so"),
    },
)  # fmt: skip
