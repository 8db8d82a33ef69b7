"""Reproduce rows of the US Standard Atmosphere 1976."""

from __future__ import annotations

import numpy as np

from equipoise.compute.air import us76_upper
from equipoise.kernel.atmosphere import us76
from equipoise.replication.shelf import Row, shelve

# km, kg/m3, m/s (0: none given)
_LOWER = (
    (0.0, 1.2250, 340.29), (5.0, 7.3643e-1, 320.55), (15.0, 1.9476e-1, 295.07), (25.0, 4.0084e-2, 298.39), (40.0, 3.9957e-3, 317.19),
    (50.0, 1.0269e-3, 329.80), (60.0, 3.0968e-4, 315.07), (75.0, 3.9921e-5, 289.40), (85.0, 8.2196e-6, 275.52),
)  # fmt: skip
_UPPER = (
    (86.0, 6.958e-6), (100.0, 5.604e-7), (110.0, 9.708e-8), (120.0, 2.222e-8), (200.0, 2.541e-10), (500.0, 5.215e-13), (750.0, 1.788e-14),
    (985.0, 3.797e-15), (1000.0, 3.561e-15),
)  # fmt: skip


@shelve(
    "us76", title="US Standard Atmosphere 1976: density and speed of sound",
    citation="U.S. Standard Atmosphere, 1976. NOAA-S/T 76-1562, Washington 1976, tables I and VIII", known_by="transcribed",
)  # fmt: skip
def compute() -> list[Row]:
    """Compare densities and speeds of sound with the printed rows; the tolerance is half a unit of the last printed digit."""
    rows = []
    for km, rho, sound in _LOWER:
        ours = us76(km * 1000.0)
        rows.append(Row(f"density at {km:g} km", "kg/m3", rho, float(ours[0]), 7e-5))
        rows.append(Row(f"speed of sound at {km:g} km", "m/s", sound, float(ours[1]), 3e-5))
    for km, rho in _UPPER:
        rows.append(Row(f"density at {km:g} km", "kg/m3", rho, float(us76_upper(np.array([km * 1000.0]))[0][0]), 3e-4))
    return rows
