"""Draw the year in which a state fields a technology, from how the technology spreads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equipoise.scenario.actors import Bass, Diffusion, SCurve
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
LATEST_YEAR = 2200.0


def draw_first_year(diffusion: Diffusion, inputs: Inputs) -> FloatArray:
    """Draw the year of fielding: the spread F is read backwards at the state's place in it.

    Bass (1969): t = ln((1 + (q/p) u)/(1 - u))/(p + q). Logistic: t = m + ln(u/(1 - u))/s. Gompertz: t = m - ln(-ln u)/s (37 of 100
    at the midpoint m). Hazard (Horowitz 2010): t = -ln(1 - u)/lambda, lambda = base exp(-b1 cost - b2 organisation). Years beyond
    2200 are told as 2200. Worked: p .03, q .38: half have adopted after 6.6 years.

    >>> from equipoise.scenario.number import number
    >>> spread = Bass(since=number(2000), innovation=number(0.03), imitation=number(0.38), place=number(0.5))
    >>> round(float(draw_first_year(spread, Inputs.central())[0]) - 2000.0, 1)
    6.6
    """
    u = np.clip(inputs[diffusion.place], 1e-12, 1.0 - 1e-12)
    if isinstance(diffusion, Bass):
        p, q = np.maximum(inputs[diffusion.innovation], 1e-12), inputs[diffusion.imitation]
        year = inputs[diffusion.since] + np.log((1.0 + q / p * u) / (1.0 - u)) / (p + q)
    elif isinstance(diffusion, SCurve):
        z = np.log(u / (1.0 - u)) if diffusion.kind == "logistic" else -np.log(-np.log(u))
        year = inputs[diffusion.midpoint] + z / np.maximum(inputs[diffusion.steepness], 1e-12)
    else:
        weights = inputs[diffusion.cost_weight] * inputs[diffusion.cost]
        weights = weights + inputs[diffusion.organisation_weight] * inputs[diffusion.organisation]
        year = inputs[diffusion.since] - np.log(1.0 - u) / np.maximum(inputs[diffusion.base] * np.exp(-weights), 1e-12)
    return np.minimum(year, LATEST_YEAR)
