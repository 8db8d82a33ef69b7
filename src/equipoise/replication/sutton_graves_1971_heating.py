"""Reproduce points of stagnation heating and of the wall that radiates it away."""

from __future__ import annotations

import numpy as np

from equipoise.flight.heating import STEFAN_BOLTZMANN, sutton_graves_W_m2, wall_temperature_K
from equipoise.replication.shelf import Row, shelve


@shelve(
    "stagnation-heating", title="Stagnation heating at 6 km/s and 1.015e-3 kg/m3, nose 3.4 cm", known_by="computed",
    citation="K. Sutton and R. A. Graves, NASA TR R-376 (1971); C. L. Tracy and D. Wright, Science & Global Security 28 (2020) 135-170",
    setting="emissivity 0.85",
)  # fmt: skip
def compute() -> list[Row]:
    """Compare flux and wall temperatures, and one point read off a published figure."""
    flux = float(sutton_graves_W_m2(np.array(1.015e-3), np.array(6000.0), 0.034))
    wall = float(wall_temperature_K(np.array([1.015e-3]), np.array([6000.0]), 0.034)[0])
    cold = (flux / (0.85 * STEFAN_BOLTZMANN)) ** 0.25
    return [
        Row("cold-wall flux", "MW/m2", 6.499, flux / 1e6, 1e-4),
        Row("wall radiating the cold-wall flux", "K", 3408.0, cold, 2e-4),
        Row("wall under Tauber's form", "K", 3281.0, wall, 1e-3),
        Row("wall in their figure 10", "K", 3200.0, wall, 0.03, "read off a figure, to about 50 K"),
    ]
