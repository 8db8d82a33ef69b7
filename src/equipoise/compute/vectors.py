"""Apply scalar kernels to arrays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from equipoise.compiled import driver
from equipoise.kernel.earth import ecef_to_geodetic
from equipoise.kernel.point_mass import R0_M, sound_air

FloatArray = NDArray[np.float64]


@driver
def _to_geodetic(x, y, z, a, f, out):  # type: ignore[no-untyped-def]
    for i in range(len(x)):
        out[0, i], out[1, i], out[2, i] = ecef_to_geodetic(x[i], y[i], z[i], a[i], f[i])


def to_geodetic(place_m: FloatArray, a_m: FloatArray, f: FloatArray) -> FloatArray:
    """Convert Earth-fixed places (3, n) to latitude, longitude (rad) and height (m)."""
    x, y, z = (np.ascontiguousarray(row) for row in place_m)
    out = np.empty((3, len(x)))
    _to_geodetic(x, y, z, np.broadcast_to(a_m, x.shape).copy(), np.broadcast_to(f, x.shape).copy(), out)
    return out


@driver
def _find_mach(height, speed2, constants, air, out):  # type: ignore[no-untyped-def]
    for i in range(len(height)):
        c = (
            constants[0, i], constants[1, i], constants[2, i], constants[3, i], constants[4, i], constants[5, i], constants[6, i],
            constants[7, i], constants[8, i],
        )  # fmt: skip
        r = constants[1, i] + height[i]
        out[i] = math.sqrt(speed2[i]) * sound_air(height[i], air, c, (r - R0_M - height[i]) / r, 1.0 / r)[2]


def find_mach(height_m: FloatArray, speed2: FloatArray, constants: FloatArray, air: FloatArray | None) -> FloatArray:
    """Return Mach numbers at heights from air speed squared."""
    out = np.empty(len(height_m))
    _find_mach(height_m, speed2, constants, air, out)
    return out
