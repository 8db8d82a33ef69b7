"""Estimate the in-band infrared intensity of a glider, between two published estimates that disagree.

The surface that an observer overhead sees of a body like the HTV-2, as C. L. Tracy and D. Wright describe it (Science & Global
Security 28 (2020) 135-170, and their published model): a triangle of half-angle 22.3 deg to 2.9 m from the tip, sloped 11.3 deg to the
stream, then a rear to 3.67 m, 2.2 m wide and sloped 7.6 deg. Strips across it sit in radiative equilibrium and shine as grey bodies of
emissivity 0.85. Nothing here is fitted to their results. With turbulent heating, their choice, it is the high estimate. The low one has
laminar walls, scaled to the level that G. V. Candler and I. A. Leyva computed (Science & Global Security 30 (2022)), 2.6 times
dimmer. The two are a range; neither is averaged into evidence.

Valid from 1.5 to 7.5 km/s in continuum flow (below about 80 km), seen from straight above or, the wedge being symmetric, from below. Not
counted: incidence, sides, base, nose, wake and plume, the glow of hot air, loss on the way through the atmosphere.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from equipoise.compute.air import us76_upper
from equipoise.constants import BOLTZMANN_J_K, SPEED_OF_LIGHT_M_S
from equipoise.errors import InputError
from equipoise.flight.heating import EMISSIVITY, surface_temperature_K
from equipoise.kernel.atmosphere import us76

FloatArray = NDArray[np.float64]
BANDS = {"1.4-3.0 um": (1.4e-6, 3.0e-6), "2.69-2.95 um": (2.69e-6, 2.95e-6), "3-5 um": (3.0e-6, 5.0e-6)}
PLANCK_J_S = 6.62607015e-34  # exact
NOSE_M, FRONT_END_M, REAR_END_M = 0.034, 2.9, 3.67  # along the axis; the nose itself is not counted
FRONT_SLOPE_RAD, REAR_SLOPE_RAD = math.radians(11.3), math.radians(7.6)
HALF_ANGLE_RAD, REAR_WIDTH_M = math.radians(22.3), 2.2
STATION_M = 1.0  # where wall temperatures are published
N_FRONT, N_REAR = 8, 2  # strips, at Gauss points: within 0.1 % of a thousand equal ones
# Candler and Leyva 2022 at 6 km/s and 1.015e-3 kg/m3, kW/sr; nothing for 3-5 um
CANDLER_LEYVA_KW_SR = {"1.4-3.0 um": 29.0, "2.69-2.95 um": 4.90}
CANDLER_LEYVA_STATE = (1.015e-3, 6000.0)
TOP_M = 90e3  # above it no estimate applies
WALLS = ("turbulent", "laminar", "candler_leyva")


def band_radiance_W_m2_sr(temperature_K: FloatArray, low_m: float, high_m: float) -> FloatArray:
    """Return the radiance (W/m2/sr) of a black body between two wavelengths: Planck's law, 16 Gauss points per factor e of wavelength.

    The integral of 2 h c^2 / (w^5 (exp(h c / (w k T)) - 1)) over w (m).

    >>> wide = band_radiance_W_m2_sr(np.array([2000.0]), 1e-7, 1e-3)[0]
    >>> round(float(wide / (5.670374419e-8 * 2000.0**4 / math.pi)), 6)
    1.0
    """
    n = max(1, math.ceil(math.log(high_m / low_m)))
    edges = np.linspace(math.log(low_m), math.log(high_m), n + 1)
    nodes, weights = np.polynomial.legendre.leggauss(16)
    half = 0.5 * np.diff(edges)[:, None]
    wave = np.exp(edges[:-1, None] + half * (1.0 + nodes)).ravel()
    weight = (half * weights).ravel() * wave  # dw = w d(ln w)
    t = np.maximum(np.asarray(temperature_K, dtype=float), 1.0)[..., None]
    exponent = np.minimum(PLANCK_J_S * SPEED_OF_LIGHT_M_S / (wave * BOLTZMANN_J_K * t), 700.0)
    return np.asarray(np.sum(2.0 * PLANCK_J_S * SPEED_OF_LIGHT_M_S**2 / wave**5 / np.expm1(exponent) * weight, axis=-1))


@lru_cache(maxsize=8)
def _radiance_table(band: str) -> tuple[FloatArray, FloatArray]:
    """Tabulate the radiance each 2 K to 6,000 K: lines between are within 0.002 % at 1,000 K and 0.2 % at 300 K."""
    if band not in BANDS:
        raise InputError(path="band", problem=f"'{band}' is not a band", accepted=", ".join(BANDS))
    t = np.linspace(0.0, 6000.0, 3001)
    return t, band_radiance_W_m2_sr(t, *BANDS[band])


@lru_cache(maxsize=1)
def _strips() -> tuple[tuple[float, float, float], ...]:
    """List strips across the surface: distance from the tip along it (m), its slope (rad), area seen from straight above (m2)."""
    out = []
    for n, begin, end in ((N_FRONT, NOSE_M, FRONT_END_M), (N_REAR, FRONT_END_M, REAR_END_M)):
        nodes, weights = np.polynomial.legendre.leggauss(n)
        for node, weight in zip(nodes, weights, strict=True):
            x, depth = 0.5 * (begin + end) + 0.5 * (end - begin) * node, 0.5 * (end - begin) * weight
            if begin == NOSE_M:
                out.append((float(x / math.cos(FRONT_SLOPE_RAD)), FRONT_SLOPE_RAD, float(2.0 * x * math.tan(HALF_ANGLE_RAD) * depth)))
            else:
                along = FRONT_END_M + (x - FRONT_END_M) / math.cos(REAR_SLOPE_RAD)
                out.append((float(along), REAR_SLOPE_RAD, float(REAR_WIDTH_M * depth)))
    return tuple(out)


def infrared_W_sr(density_kg_m3: FloatArray, speed_m_s: FloatArray, band: str = "1.4-3.0 um", wall: str = "turbulent") -> FloatArray:
    """Return the intensity (W/sr) in a band: the sum over strips of emissivity x radiance(T) x area seen from above.

    `wall` is `turbulent` (Tracy and Wright), `laminar`, or `candler_leyva`: laminar times the ratio of Candler and Leyva's level to it at
    6 km/s and 1.015e-3 kg/m3 (`candler_leyva_ratio`). Valid from 1.5 to 7.5 km/s in continuum flow; a factor of 2 either way, at best.

    >>> air, speed = np.array([1.1633e-3]), np.array([6000.0])
    >>> [round(float(infrared_W_sr(air, speed, wall=wall)[0]) / 1e3) for wall in WALLS]
    [367, 83, 32]
    """
    if wall not in WALLS:
        raise InputError(path="wall", problem=f"'{wall}' is not a kind of wall", accepted=", ".join(WALLS))
    if wall == "candler_leyva":
        return candler_leyva_ratio(band) * infrared_W_sr(density_kg_m3, speed_m_s, band, "laminar")
    rho, v = np.broadcast_arrays(np.asarray(density_kg_m3, dtype=float), np.asarray(speed_m_s, dtype=float))
    grid, radiance = _radiance_table(band)
    total = np.zeros(rho.shape)
    for x, slope, area in _strips():
        total += area * np.interp(surface_temperature_K(rho, v, x, slope, wall), grid, radiance)
    return np.asarray(EMISSIVITY * total)


def find_wall_K(density_kg_m3: FloatArray, speed_m_s: FloatArray, wall: str) -> FloatArray:
    """Return the wall temperature (K) 1 m behind the tip, `turbulent` or `laminar`.

    >>> round(float(find_wall_K(np.array([1.1633e-3]), np.array([6000.0]), "laminar")[0]))
    1409
    """
    return surface_temperature_K(density_kg_m3, speed_m_s, STATION_M, FRONT_SLOPE_RAD, wall)


@lru_cache(maxsize=8)
def candler_leyva_ratio(band: str) -> float:
    """Return Candler and Leyva's level over our laminar one at 6 km/s and 1.015e-3 kg/m3.

    In 3-5 um, for which they give nothing, that of 2.69-2.95 um (an assumption: their walls are cooler, which costs less there, so
    the low estimate in 3-5 um is low).

    >>> [round(candler_leyva_ratio(band), 3) for band in BANDS]
    [0.382, 0.392, 0.392]
    """
    known = "2.69-2.95 um" if band == "3-5 um" else band
    rho, v = CANDLER_LEYVA_STATE
    laminar = float(infrared_W_sr(np.array([rho]), np.array([v]), known, "laminar")[0])
    return CANDLER_LEYVA_KW_SR[known] * 1000.0 / laminar


def infrared_range_W_sr(density_kg_m3: FloatArray, speed_m_s: FloatArray, band: str = "1.4-3.0 um") -> tuple[FloatArray, FloatArray]:
    """Return the published spread (W/sr): Candler and Leyva's level and Tracy and Wright's.

    >>> low, high = infrared_range_W_sr(np.array([1.015e-3]), np.array([6000.0]))
    >>> round(float(low[0])), round(float(high[0] / low[0]), 1)
    (29000, 11.3)
    """
    low = infrared_W_sr(density_kg_m3, speed_m_s, band, "candler_leyva")
    # below about 2e-5 kg/m3 (82 km) the turbulent law falls under the other; no flow is turbulent there, and high stays above low
    return low, np.maximum(infrared_W_sr(density_kg_m3, speed_m_s, band, "turbulent"), low)


@lru_cache(maxsize=1)
def _air_table() -> tuple[FloatArray, FloatArray]:
    """Tabulate ln density of the 1976 air each 20 m from -5 to 90 km: within 1e-4 of it."""
    z = np.arange(-5000.0, TOP_M + 1.0, 20.0)
    low = [us76(float(h))[0] for h in z[z <= 86e3]]
    return z, np.log(np.concatenate([low, us76_upper(z[z > 86e3])[0]]))


def infrared_intensity_W_sr(speed_m_s: FloatArray, altitude_m: FloatArray, place: float = 0.5) -> FloatArray:
    """Return the intensity (W/sr) in 1.4-3.0 um in the 1976 air: `place` 0 is the low estimate, 1 the high one, geometric between.

    Above 90 km, where no estimate applies, 0.

    >>> [round(float(infrared_intensity_W_sr(np.array([6000.0]), np.array([49e3]), place)[0]) / 1e3) for place in (0.0, 0.5, 1.0)]
    [32, 108, 367]
    """
    altitude = np.asarray(altitude_m, dtype=float)
    low, high = infrared_range_W_sr(np.exp(np.interp(altitude, *_air_table())), speed_m_s)
    tiny = 1e-30  # so that 0 to the power 0 is not 1
    return np.asarray(np.where(altitude > TOP_M, 0.0, np.maximum(low, tiny) ** (1.0 - place) * np.maximum(high, tiny) ** place))
