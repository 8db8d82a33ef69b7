"""Give density, speed of sound and temperature of the air: US Standard Atmosphere 1976, exponential, or none."""

from __future__ import annotations

import math

from numba import njit

from equipoise.constants import G0_M_S2, US76_M0_KG_KMOL, US76_R0_M, US76_RGAS_J_KMOL_K

AIR_NONE, AIR_US76, AIR_US76_1000, AIR_EXPONENTIAL = 0, 1, 2, 3
R_AIR = US76_RGAS_J_KMOL_K / US76_M0_KG_KMOL
HYDROSTATIC_K_M = G0_M_S2 / R_AIR  # 0.0341632 K/m

# US Standard Atmosphere 1976 above 86 km: geometric altitude (km), density (kg/m3); tables of the standard
_HIGH_KM = (86.0, 86.5, 91.0, 100.0, 110.0, 115.0, 120.0, 200.0, 500.0, 750.0, 985.0, 1000.0)
_HIGH_RHO = (6.958e-6, 6.366e-6, 2.860e-6, 5.604e-7, 9.708e-8, 4.289e-8, 2.222e-8, 2.541e-10, 5.215e-13, 1.788e-14, 3.797e-15, 3.561e-15)


@njit(cache=True)
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


@njit(cache=True)
def us76_high(altitude_m: float) -> tuple[float, float, float]:
    """Return the 1976 standard to 1000 km: exact to 86 km, above it densities of its tables, log-linear between them.

    Between table rows above 120 km the interpolation errs by up to a third; the speed of sound is frozen at 274.10 m/s.

    >>> round(us76_high(100e3)[0] * 1e7, 3)
    5.604
    """
    if altitude_m <= 86000.0:
        return us76(altitude_m)
    km = altitude_m / 1000.0
    if km >= 1000.0:
        return 0.0, 274.10, 1000.0
    i = 0
    while km >= _HIGH_KM[i + 1]:
        i += 1
    w = (km - _HIGH_KM[i]) / (_HIGH_KM[i + 1] - _HIGH_KM[i])
    rho = math.exp((1.0 - w) * math.log(_HIGH_RHO[i]) + w * math.log(_HIGH_RHO[i + 1]))
    return rho, 274.10, 186.87


@njit(cache=True)
def air_at(altitude_m: float, model: int, rho0_kg_m3: float, scale_height_m: float) -> tuple[float, float, float]:
    """Return density, speed of sound and temperature under the chosen model.

    >>> round(air_at(7200.0, 3, 1.225, 7200.0)[0], 6)
    0.450652
    """
    if model == AIR_US76:
        return us76(altitude_m)
    if model == AIR_US76_1000:
        return us76_high(altitude_m)
    if model == AIR_EXPONENTIAL:
        return rho0_kg_m3 * math.exp(-altitude_m / scale_height_m), 295.0, 216.65
    return 0.0, 295.0, 216.65
