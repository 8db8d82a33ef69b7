"""Give the air above 86 km and the tables of air that the flight kernel looks up."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import BOLTZMANN_J_K, G0_M_S2, US76_M0_KG_KMOL, US76_RGAS_J_KMOL_K
from equipoise.errors import InputError, MissingExtra
from equipoise.kernel.atmosphere import us76
from equipoise.kernel.point_mass import AIR_BASE_M, AIR_CELL_M, R0_M

FloatArray = NDArray[np.float64]
US76_AVOGADRO_KMOL, US76_BOLTZMANN_J_K = 6.022169e26, 1.380622e-23  # the standard's own values, not today's
TOP_M, US76_TOP_M = 1.0e6, 86_000.0
SOUND_ABOVE_86_KM_M_S = 274.10  # frozen by the standard, which gives no speed of sound above
# US Standard Atmosphere 1976, tables 3, 6, 7 and 9: molar mass, density of number at 86 km (hydrogen: at 500 km; 1/m3), thermal
# diffusion factor, diffusion a, b, flux Q, U, W, q, u, w (km-3, km)
_GASES = {
    "N2": (28.0134, 1.129794e20),
    "O": (15.9994, 8.6e16, 0.0, 6.986e20, 0.750, -5.809644e-4, 56.90311, 2.706240e-5, -3.416248e-3, 97.0, 5.008765e-4),
    "O2": (31.9988, 3.030898e19, 0.0, 4.863e20, 0.750, 1.366212e-4, 86.0, 8.333333e-5, 0.0, 0.0, 0.0),
    "Ar": (39.948, 1.351400e18, 0.0, 4.487e20, 0.870, 9.434079e-5, 86.0, 8.333333e-5, 0.0, 0.0, 0.0),
    "He": (4.0026, 7.5817e14, -0.40, 1.700e21, 0.691, -2.457369e-4, 86.0, 6.666667e-4, 0.0, 0.0, 0.0),
    "H": (1.00797, 8.0e10, -0.25, 3.305e21, 0.500),
}
_HYDROGEN_FLUX, _T86, _T500, _R0_KM = 7.2e11, 186.8673, 999.2356, R0_M / 1000.0


def _kinetic_temperature(z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return temperature (K) and its slope (K/km) at z km: constant, an ellipse, a line, an exponential."""
    inner = np.sqrt(np.maximum(1.0 - ((z - 91.0) / -19.9429) ** 2, 1e-12))
    xi = (z - 120.0) * (_R0_KM + 120.0) / (_R0_KM + z)
    far = 1000.0 - 640.0 * np.exp(-0.01875 * xi)
    bands = [z < 91.0, z < 110.0, z < 120.0]
    t = np.select(bands, [np.full_like(z, _T86), 263.1905 - 76.3232 * inner, 240.0 + 12.0 * (z - 110.0)], far)
    slope_ellipse = 76.3232 / inner * (z - 91.0) / 19.9429**2
    slope_far = 0.01875 * (1000.0 - far) * ((_R0_KM + 120.0) / (_R0_KM + z)) ** 2
    return t, np.select(bands, [np.zeros_like(z), slope_ellipse, np.full_like(z, 12.0)], slope_far)


def _sum_up(z: FloatArray, f: FloatArray) -> FloatArray:
    return np.concatenate([[0.0], np.cumsum(0.5 * np.diff(z) * (f[1:] + f[:-1]))])


def _mix(n: dict[str, FloatArray], gases: tuple[str, ...]) -> tuple[FloatArray, FloatArray]:
    """Return the density of number (1/m3) of several gases together and their mean molar mass (kg/kmol)."""
    total = np.sum([n[gas] for gas in gases], axis=0)
    return total, np.sum([n[gas] * _GASES[gas][0] for gas in gases], axis=0) / total


@lru_cache(maxsize=1)
def _upper_grid() -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Integrate the number densities of the six gases from 86 to 1000 km (US Standard Atmosphere 1976, part 1.3).

    Oxygen, O and O2, diffuses through N2; argon and helium through N2, O and O2. One more km lets the last cell of a table be full.
    """
    z = 86.0 + np.arange(91_501) / 100.0
    t, slope = _kinetic_temperature(z)
    g = G0_M_S2 * (_R0_KM / (_R0_KM + z)) ** 2
    per_mass = 1000.0 * g / (US76_RGAS_J_KMOL_K * t)  # 1/km for a molar mass of 1
    parted = np.heaviside(z - 100.0, 0.5)  # below 100 km the mean mass is that of mixed air; half at the step, for the trapezoids
    reach = np.where(z < 115.0, 400.0 - (z - 95.0) ** 2, 1.0)
    eddy = np.where(z < 95.0, 120.0, np.where(z < 115.0, 120.0 * np.exp(1.0 - 400.0 / np.maximum(reach, 1e-3)), 0.0))
    mean = US76_M0_KG_KMOL + parted * (_GASES["N2"][0] - US76_M0_KG_KMOL)
    n = {"N2": _GASES["N2"][1] * _T86 / t * np.exp(-_sum_up(z, mean * per_mass))}
    for gas in ("O", "O2", "Ar", "He"):
        m, at_86, alpha, a, b, q, u, w, q2, u2, w2 = _GASES[gas]
        around, mean = _mix(n, ("N2",) if gas in ("O", "O2") else ("N2", "O", "O2"))
        mean = US76_M0_KG_KMOL + parted * (mean - US76_M0_KG_KMOL)
        diffusion = a / around * (t / 273.15) ** b
        share = diffusion / (diffusion + eddy)
        drift = per_mass * share * (m + mean * eddy / diffusion) + share * alpha * slope / t
        flux = q * (z - u) ** 2 * np.exp(-w * (z - u) ** 3)
        if gas == "O":
            below = np.maximum(u2 - z, 0.0)
            flux = flux + q2 * below**2 * np.exp(-w2 * below**3)
        n[gas] = at_86 * _T86 / t * np.exp(-_sum_up(z, drift + flux))
    n["H"] = _hydrogen(z, t, per_mass, n)
    total, mean = _mix(n, tuple(_GASES))
    grid = z, total * mean / US76_AVOGADRO_KMOL, t, total * US76_BOLTZMANN_J_K * t
    for column in grid:
        column.setflags(write=False)
    return grid


def _hydrogen(z: FloatArray, t: FloatArray, per_mass: FloatArray, n: dict[str, FloatArray]) -> FloatArray:
    """Return hydrogen from its density at 500 km and the escape flux; none below 150 km.

    The standard drops the flux above 500 km, where diffusion is fast, and its tables show it: kept, the flux would take 0.3 % of the
    hydrogen at 1,000 km.
    """
    m, at_500, alpha, a, b = _GASES["H"]
    tau = _sum_up(z, m * per_mass)
    tau = tau - np.interp(500.0, z, tau)
    diffusion = a / _mix(n, ("N2", "O", "O2", "Ar", "He"))[0] * (t / 273.15) ** b
    escaped = _sum_up(z, 1000.0 * _HYDROGEN_FLUX / diffusion * (t / _T500) ** (1.0 + alpha) * np.exp(tau))
    escaped = np.minimum(escaped - np.interp(500.0, z, escaped), 0.0)
    return np.where(z >= 150.0, (at_500 - escaped) * (_T500 / t) ** (1.0 + alpha) * np.exp(-tau), 0.0)


def us76_upper(altitude_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return density (kg/m3), temperature (K) and pressure (Pa) of the 1976 standard from 86 to 1000 km, geometric.

    rho = sum n_i M_i / N_A and p = sum n_i k T over the six gases (US Standard Atmosphere 1976, part 1.3); a height outside is taken
    at the nearest end. Printed densities come out to the last digit, pressures within 6e-5: at 200 km 8.4736e-5 Pa is printed.

    >>> rho, t, p = us76_upper(np.array([200e3]))
    >>> f"{rho[0]:.3e} {t[0]:.2f} {p[0]:.4e}"
    '2.541e-10 854.56 8.4735e-05'
    """
    z, rho, t, p = _upper_grid()
    km = np.clip(np.asarray(altitude_m) / 1000.0, 86.0, TOP_M / 1000.0)
    return np.exp(np.interp(km, z, np.log(rho))), np.interp(km, z, t), np.exp(np.interp(km, z, np.log(p)))


def nrlmsis_profile(
    altitude_m: FloatArray, *, latitude_deg: float, longitude_deg: float, date: str, f107: float, f107a: float, ap: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return density (kg/m3), temperature (K) and speed of sound (m/s) of NRLMSIS 2.1 over one place (Emmert and others 2022).

    a = sqrt(1.4 n k T / rho), n over all gases of the model: 1.4 is for air, so that above 100 km the speed is nominal. Solar and
    geomagnetic indices are given, so that nothing is fetched; heights are geodetic, and the model has no air below the ground. Needs
    the extra 'msis', whose model code is licensed for research and education only.
    """
    try:
        import pymsis
    except ImportError:
        raise MissingExtra("pymsis", "msis") from None
    out = pymsis.calculate(
        np.array([np.datetime64(date)]), [longitude_deg], [latitude_deg], np.asarray(altitude_m) / 1000.0, [f107], [f107a], [[ap] * 7],
        version=2.1,
    ).reshape(-1, 11)  # fmt: skip
    density, temperature = out[:, 0].astype(float), out[:, 10].astype(float)
    count = np.nansum(out[:, 1:10].astype(float), axis=1)
    return density, temperature, np.sqrt(1.4 * count * BOLTZMANN_J_K * temperature / density)


def _continue_us76(height_m: float) -> tuple[float, float]:
    """Return density and speed of sound of the lower standard; its top layer goes on past 86 km, to fill the cell that holds it."""
    if height_m <= US76_TOP_M:
        rho, sound, _ = us76(height_m)
        return rho, sound
    r_air = US76_RGAS_J_KMOL_K / US76_M0_KG_KMOL
    t = 214.65 - 0.002 * (R0_M * height_m / (R0_M + height_m) - 71_000.0)
    return 3.9564204280407314 * (t / 214.65) ** (G0_M_S2 / r_air / 0.002) / (r_air * t), math.sqrt(1.4 * r_air * t)


def _sample_air(name: str, height_m: FloatArray, place: dict[str, Any]) -> tuple[FloatArray, FloatArray]:
    """Return density (kg/m3) and speed of sound (m/s) of a named atmosphere at rising heights."""
    if name == "nrlmsis":  # held below the ground, where the model has no air
        rho, _, sound = nrlmsis_profile(np.maximum(height_m, 0.0), **place)
        return rho, sound
    lower = (height_m <= US76_TOP_M) | (name == "us76")
    low = np.array([_continue_us76(float(h)) for h in height_m[lower]])
    rho, sound = np.empty(len(height_m)), np.full(len(height_m), SOUND_ABOVE_86_KM_M_S)
    rho[lower], sound[lower] = low.T
    if not lower.all():
        z, upper, _, _ = _upper_grid()  # it goes on past 1000 km, as the last cell does
        rho[~lower] = np.exp(np.interp(height_m[~lower] / 1000.0, z, np.log(upper)))
    return rho, sound


@lru_cache(maxsize=16)
def build_air_table(name: str, **place: Any) -> FloatArray:
    """Build the table of air for the flight kernel: cells of AIR_CELL_M of geopotential height from -5 km.

    Four coefficients of density for every cell, then four of 1 / speed of sound: cubics in the place s in 0..1 within the cell
    through its four Chebyshev points, so that the kinks at the edges of the 1976 layers (11, 20, 32, 47, 51, 71 km) stay on edges of
    cells. Against the 1976 standard density is within 3e-8 to 86 km and 2e-6 above, but for three cells of us76_to_1000km that hold a
    kink of the standard itself: 2e-4 within 0.4 km of 86 km, where its two laws also differ by 8e-6, 1e-4 at 100 km, 4e-5 at 110 km.
    us76 goes on by the law of its top layer to the end of the cell that holds 86 km; the kernel ends the air at 86 km. name: us76,
    us76_to_1000km, nrlmsis (with the keywords of `nrlmsis_profile`).

    >>> len(build_air_table("us76")) // 8
    180
    """
    if name not in ("us76", "us76_to_1000km", "nrlmsis"):
        raise InputError(path="atmosphere", problem=f"unknown atmosphere '{name}'", accepted="us76, us76_to_1000km, nrlmsis")
    top = 85_000.0 if name == "us76" else R0_M * TOP_M / (R0_M + TOP_M)
    n_cells = math.ceil((top - AIR_BASE_M) / AIR_CELL_M)
    nodes = 0.5 - 0.5 * np.cos((2.0 * np.arange(4) + 1.0) * math.pi / 8.0)
    level = (AIR_BASE_M + AIR_CELL_M * (np.arange(n_cells)[:, None] + nodes)).ravel()
    rho, sound = _sample_air(name, R0_M * level / (R0_M - level), place)
    to_cubic = np.linalg.inv(np.vander(nodes, 4, increasing=True))
    table = np.concatenate([(rho.reshape(-1, 4) @ to_cubic.T).ravel(), ((1.0 / sound).reshape(-1, 4) @ to_cubic.T).ravel()])
    table.setflags(write=False)
    return table
