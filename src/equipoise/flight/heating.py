"""Give convective heating and the wall temperature at which a surface radiates away what it receives.

Stagnation points after Sutton and Graves (NASA TR R-376, 1971) and after Tauber; flat surfaces at a slope to the stream after
M. E. Tauber, G. P. Menees and H. G. Adelman, "Aerothermodynamics of transatmospheric vehicles", Journal of Aircraft 24 (1987) 594-602,
as C. L. Tracy and D. Wright use them (Science & Global Security 28 (2020) 135-170). The constants of the 1987 laws were compared with
two public programs that carry them, not with the paper; one of those has 566 K where the other, and Tracy and Wright, have 556 K.
Valid for continuum flow of Earth air from about 1.5 to 7.5 km/s; walls conduct nothing and see only cold space.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import STEFAN_BOLTZMANN_W_M2_K4, SUTTON_GRAVES_EARTH
from equipoise.errors import InputError

FloatArray = NDArray[np.float64]
STEFAN_BOLTZMANN = STEFAN_BOLTZMANN_W_M2_K4
EMISSIVITY = 0.85  # of a carbon skin; Tracy and Wright 2020, Candler and Leyva 2022
TAUBER_STAGNATION = 1.83e-4  # SI; Tauber, as used by Tracy and Wright 2020
HEAT_CAPACITY_J_KG_K = 1000.0  # of air at the wall, constant: Tracy and Wright's choice; real air at 2,000 K holds a tenth more
AIR_ENTHALPY_J_KG = 2.3e5  # of the air at rest, near 230 K
FAST_M_S = 3962.0  # 13,000 ft/s: the turbulent law changes here; Tracy and Wright change at 4,000 m/s
REFERENCE_WALL_K = 556.0  # 1,000 degrees Rankine
TURBULENT_RECOVERY = 1.11  # weight of the wall's enthalpy in the turbulent law
NEWTON_STEPS = 5  # four come within 0.0001 K for every flux and speed; one to spare


def sutton_graves_W_m2(density_kg_m3: FloatArray, speed_m_s: FloatArray, nose_radius_m: FloatArray | float) -> FloatArray:
    """Return the cold-wall stagnation flux (W/m2), 1.7415e-4 sqrt(rho / r) V^3 (Sutton and Graves, NASA TR R-376, 1971).

    >>> round(float(sutton_graves_W_m2(1.015e-3, 6000.0, 0.034)) / 1e6, 3)
    6.499
    """
    return np.asarray(SUTTON_GRAVES_EARTH * np.sqrt(np.asarray(density_kg_m3) / np.asarray(nose_radius_m)) * np.asarray(speed_m_s) ** 3)


def wall_share(speed_m_s: FloatArray, wall_K: FloatArray) -> FloatArray:
    """Return the wall's enthalpy over the total, h_w / h_0 = cp T_w / (h + V^2 / 2), with constant cp (a perfect gas).

    >>> round(float(wall_share(6000.0, 1800.0)), 3)
    0.099
    """
    return np.asarray(HEAT_CAPACITY_J_KG_K * np.asarray(wall_K) / (AIR_ENTHALPY_J_KG + 0.5 * np.asarray(speed_m_s) ** 2))


def tauber_W_m2(density_kg_m3: FloatArray, speed_m_s: FloatArray, nose_radius_m: FloatArray | float, wall_K: FloatArray) -> FloatArray:
    """Return the stagnation flux (W/m2), 1.83e-4 sqrt(rho / r) V^3 (1 - h_w / h_0), not below zero (Tauber).

    >>> round(float(tauber_W_m2(1.015e-3, 6000.0, 0.034, 0.0)) / 1e6, 3)
    6.83
    """
    cold = TAUBER_STAGNATION * np.sqrt(np.asarray(density_kg_m3) / np.asarray(nose_radius_m)) * np.asarray(speed_m_s) ** 3
    return np.asarray(cold * np.maximum(1.0 - wall_share(speed_m_s, wall_K), 0.0))


def laminar_W_m2(density_kg_m3: FloatArray, speed_m_s: FloatArray, x_m: float, slope_rad: float, wall_K: FloatArray) -> FloatArray:
    """Return the laminar flux (W/m2) on a flat surface at a slope to the stream, x along it from the edge, not below zero.

    2.53e-5 cos^0.5 sin rho^0.5 V^3.2 x^-0.5 (1 - h_w / h_0) (Tauber, Menees and Adelman 1987).

    >>> round(float(laminar_W_m2(1e-3, 6000.0, 1.0, 0.197, 1200.0)) / 1e3)
    178
    """
    cold = _cold_laminar(np.asarray(density_kg_m3), np.asarray(speed_m_s), slope_rad) * np.asarray(x_m) ** -0.5
    return np.asarray(cold * np.maximum(1.0 - wall_share(speed_m_s, wall_K), 0.0))


def turbulent_W_m2(density_kg_m3: FloatArray, speed_m_s: FloatArray, x_m: float, slope_rad: float, wall_K: FloatArray) -> FloatArray:
    """Return the turbulent flux (W/m2) on a flat surface at a slope to the stream, x along it from the edge, not below zero.

    To 3,962 m/s 3.89e-4 cos^1.78 sin^1.6 rho^0.8 V^3.37 x^-0.2 (T_w / 556)^-0.25 (1 - 1.11 h_w / h_0), above it
    2.2e-5 cos^2.08 sin^1.6 rho^0.8 V^3.7 x^-0.2 (1 - 1.11 h_w / h_0) (Tauber, Menees and Adelman 1987). The two meet only where the
    wall is near 1,000 K; at 1,500 K the fast one is 11 % higher.

    >>> round(float(turbulent_W_m2(1e-3, 6000.0, 1.0, 0.197, 1800.0)) / 1e3)
    525
    """
    v, wall = np.asarray(speed_m_s, dtype=float), np.asarray(wall_K, dtype=float)
    rho = np.asarray(density_kg_m3, dtype=float)
    slow = _cold_turbulent(rho, v, slope_rad, is_fast=False) * (np.maximum(wall, 1.0) / REFERENCE_WALL_K) ** -0.25
    cold = np.where(v > FAST_M_S, _cold_turbulent(rho, v, slope_rad, is_fast=True), slow) * np.asarray(x_m) ** -0.2
    return np.asarray(cold * np.maximum(1.0 - TURBULENT_RECOVERY * wall_share(v, wall), 0.0))


def _cold_laminar(rho: FloatArray, v: FloatArray, slope_rad: float) -> FloatArray:
    return np.asarray(2.53e-5 * np.cos(slope_rad) ** 0.5 * np.sin(slope_rad) * np.sqrt(rho) * v**3.2)


def _cold_turbulent(rho: FloatArray, v: FloatArray, slope_rad: float, *, is_fast: bool) -> FloatArray:
    c, s = np.cos(slope_rad), np.sin(slope_rad) ** 1.6
    factor, power = (2.2e-5 * c**2.08 * s, 3.7) if is_fast else (3.89e-4 * c**1.78 * s, 3.37)
    return np.asarray(factor * rho**0.8 * v**power)


def _cool(cold_K: FloatArray, per_K: FloatArray, *, is_slow: bool = False) -> FloatArray:
    """Solve T^m = cold^m (1 - per_K T), with m = 4, or 4.25 for the slow turbulent law, by Newton.

    In y = T / cold it reads y^m + c y = 1 with c = per_K cold: rising and convex, so from any start above the root Newton comes down
    to it and cannot overshoot. 1 and 1 / c both lie above it.
    """
    c = per_K * cold_K
    y = 1.0 / np.maximum(c, 1.0)
    for _ in range(NEWTON_STEPS):
        cube = y * y * y
        if is_slow:
            cube = cube * np.sqrt(np.sqrt(y))
        y = y - ((cube + c) * y - 1.0) / ((4.25 if is_slow else 4.0) * cube + c)
    return np.asarray(cold_K * y)


def _fourth_root(value: FloatArray) -> FloatArray:
    return np.sqrt(np.sqrt(value))


def wall_temperature_K(
    density_kg_m3: FloatArray, speed_m_s: FloatArray, nose_radius_m: FloatArray | float, law: str = "tauber", emissivity: float = EMISSIVITY
) -> FloatArray:
    """Return the stagnation wall (K) in radiative equilibrium, emissivity sigma T^4 = q(T), under `tauber` or `cold wall`.

    `cold wall` takes Sutton and Graves's flux as it is: an upper limit. Both leave out conduction, catalysis and the shock layer's glow.

    >>> state = np.array([1.015e-3]), np.array([6000.0]), 0.034
    >>> round(float(wall_temperature_K(*state)[0])), round(float(wall_temperature_K(*state, law="cold wall")[0]))
    (3283, 3408)
    """
    if law not in ("tauber", "cold wall"):
        raise InputError(path="law", problem=f"'{law}' is not a law of stagnation heating", accepted="tauber, cold wall")
    rho, v = np.asarray(density_kg_m3, dtype=float), np.asarray(speed_m_s, dtype=float)
    if law == "cold wall":
        return _fourth_root(sutton_graves_W_m2(rho, v, nose_radius_m) / (emissivity * STEFAN_BOLTZMANN))
    cold = tauber_W_m2(rho, v, nose_radius_m, np.zeros(()))
    return _cool(_fourth_root(cold / (emissivity * STEFAN_BOLTZMANN)), wall_share(v, np.ones(())))


def surface_temperature_K(
    density_kg_m3: FloatArray, speed_m_s: FloatArray, x_m: float, slope_rad: float, wall: str = "turbulent", emissivity: float = EMISSIVITY
) -> FloatArray:
    """Return a sloped flat wall (K), x from its edge, in radiative equilibrium under the `turbulent` or the `laminar` law.

    >>> state = np.array([1.1633e-3]), np.array([6000.0]), 1.0, np.radians(11.3)
    >>> [round(float(surface_temperature_K(*state, wall=wall)[0])) for wall in ("turbulent", "laminar")]
    [1871, 1409]
    """
    if wall not in ("turbulent", "laminar"):
        raise InputError(path="wall", problem=f"'{wall}' is not a law of heating along a surface", accepted="turbulent, laminar")
    rho, v = np.broadcast_arrays(np.asarray(density_kg_m3, dtype=float), np.asarray(speed_m_s, dtype=float))
    radiates, per_K = emissivity * STEFAN_BOLTZMANN, wall_share(v, np.ones(()))
    if wall == "laminar":
        return _cool(_fourth_root(_cold_laminar(rho, v, slope_rad) * x_m**-0.5 / radiates), per_K)
    out, fast = np.empty(rho.shape), v > FAST_M_S
    flux = _cold_turbulent(rho[fast], v[fast], slope_rad, is_fast=True) * x_m**-0.2
    out[fast] = _cool(_fourth_root(flux / radiates), TURBULENT_RECOVERY * per_K[fast])
    flux = _cold_turbulent(rho[~fast], v[~fast], slope_rad, is_fast=False) * x_m**-0.2 * REFERENCE_WALL_K**0.25
    out[~fast] = _cool((flux / radiates) ** (1.0 / 4.25), TURBULENT_RECOVERY * per_K[~fast], is_slow=True)
    return out
