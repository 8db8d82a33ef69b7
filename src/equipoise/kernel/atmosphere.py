"""Give density, speed of sound and temperature of the air to 86 km: US Standard Atmosphere 1976, exact."""

from __future__ import annotations

import math

from equipoise.compiled import plain
from equipoise.constants import G0_M_S2, US76_M0_KG_KMOL, US76_R0_M, US76_RGAS_J_KMOL_K

R_AIR = US76_RGAS_J_KMOL_K / US76_M0_KG_KMOL
HYDROSTATIC_K_M = G0_M_S2 / R_AIR  # 0.0341632 K/m


@plain
def us76(altitude_m: float) -> tuple[float, float, float]:
    """Return density (kg/m3), speed of sound (m/s) and temperature (K) to 86 km; (0, 274.10, 186.87) above.

    US Standard Atmosphere 1976 (NOAA-S/T 76-1562): seven layers in geopotential altitude; extended below 0 to -5 km.

    >>> rho, a, t = us76(50e3)
    >>> round(rho * 1e3, 4), round(a, 2), round(t, 2)
    (1.0269, 329.8, 270.65)
    """
    if altitude_m > 86000.0:
        return 0.0, 274.10, 186.87
    h = US76_R0_M * altitude_m / (US76_R0_M + altitude_m)
    if h < 11000.0:
        t = 288.15 - 0.0065 * h
        p = 101325.0 * math.exp(HYDROSTATIC_K_M / 0.0065 * math.log(t / 288.15))
    elif h < 20000.0:
        t = 216.65
        p = 22632.063973462922 * math.exp(-HYDROSTATIC_K_M * (h - 11000.0) / t)
    elif h < 32000.0:
        t = 216.65 + 0.001 * (h - 20000.0)
        p = 5474.888669677776 * math.exp(-HYDROSTATIC_K_M / 0.001 * math.log(t / 216.65))
    elif h < 47000.0:
        t = 228.65 + 0.0028 * (h - 32000.0)
        p = 868.0186847552286 * math.exp(-HYDROSTATIC_K_M / 0.0028 * math.log(t / 228.65))
    elif h < 51000.0:
        t = 270.65
        p = 110.90630555496602 * math.exp(-HYDROSTATIC_K_M * (h - 47000.0) / t)
    elif h < 71000.0:
        t = 270.65 - 0.0028 * (h - 51000.0)
        p = 66.93887311868734 * math.exp(HYDROSTATIC_K_M / 0.0028 * math.log(t / 270.65))
    else:
        t = 214.65 - 0.002 * (h - 71000.0)
        p = 3.9564204280407314 * math.exp(HYDROSTATIC_K_M / 0.002 * math.log(t / 214.65))
    return p / (R_AIR * t), math.sqrt(1.4 * R_AIR * t), t
