"""Offer closed forms of flight as calculators."""

from __future__ import annotations

import math

from pydantic import Field

from equipoise.constants import SPHERE_RADIUS_M, SUTTON_GRAVES_EARTH
from equipoise.registry import register
from equipoise.scenario.number import Spec


class MinimumEnergy(Spec):
    """Take the range of a ballistic flight."""

    range_km: float = Field(10000.0, gt=0.0, lt=20000.0, description="range over ground, sphere of 6371 km, km")


def minimum_energy(spec: MinimumEnergy) -> dict[str, float]:
    """Least burnout speed for a range in vacuum: V^2 = (mu/R) 2s/(1+s), s = sin(phi/2); gamma = (pi-phi)/4; apogee = (R/2)(s+c-1).

    >>> round(minimum_energy(MinimumEnergy())["speed_m_s"], 4)
    7198.0835
    """
    phi = spec.range_km * 1000.0 / SPHERE_RADIUS_M
    s, c = math.sin(phi / 2.0), math.cos(phi / 2.0)
    speed = math.sqrt(3.986004418e14 / SPHERE_RADIUS_M * 2.0 * s / (1.0 + s))
    return {
        "speed_m_s": speed,
        "flight_path_angle_deg": math.degrees((math.pi - phi) / 4.0),
        "apogee_km": SPHERE_RADIUS_M / 2000.0 * (s + c - 1.0),
    }


class EquilibriumGlide(Spec):
    """Take the start speed and lift-to-drag ratio of an equilibrium glide."""

    speed_m_s: float = Field(6000.0, gt=0.0, lt=7909.0, description="speed at the start of the glide, m/s")
    lift_to_drag: float = Field(2.6, gt=0.0, description="lift-to-drag ratio")


def equilibrium_glide(spec: EquilibriumGlide) -> dict[str, float]:
    """Range and time to rest of an equilibrium glide: R = (Re/2)(L/D) ln 1/(1-x^2), t = (1/2) sqrt(Re/g) (L/D) ln (1+x)/(1-x).

    >>> round(equilibrium_glide(EquilibriumGlide())["range_km"], 1)
    7094.7
    """
    g = 3.986004418e14 / SPHERE_RADIUS_M**2
    x = spec.speed_m_s / math.sqrt(g * SPHERE_RADIUS_M)
    return {
        "range_km": SPHERE_RADIUS_M / 2000.0 * spec.lift_to_drag * math.log(1.0 / (1.0 - x * x)),
        "time_min": 0.5 * math.sqrt(SPHERE_RADIUS_M / g) * spec.lift_to_drag * math.log((1.0 + x) / (1.0 - x)) / 60.0,
    }


class StagnationHeating(Spec):
    """Take the state of a nose in hypersonic flow."""

    density_kg_m3: float = Field(1.015e-3, ge=0.0, description="air density, kg/m3")
    speed_m_s: float = Field(6000.0, ge=0.0, description="speed against the air, m/s")
    nose_radius_m: float = Field(0.034, gt=0.0, description="nose radius, m")


def stagnation_heating(spec: StagnationHeating) -> dict[str, float]:
    """Cold-wall stagnation heat flux: q = 1.7415e-4 sqrt(rho / r) V^3 (Sutton and Graves).

    >>> round(stagnation_heating(StagnationHeating())["heat_flux_MW_m2"], 3)
    6.499
    """
    flux = SUTTON_GRAVES_EARTH * math.sqrt(spec.density_kg_m3 / spec.nose_radius_m) * spec.speed_m_s**3
    return {"heat_flux_MW_m2": flux / 1e6}


register(
    "model", "minimum-energy", title="Minimum-energy ballistic trajectory", function=minimum_energy, spec=MinimumEnergy,
    sources=("general",), validity="vacuum, sphere of 6371 km, no rotation, surface to surface", basis="D", stage="flight",
)  # fmt: skip
register(
    "model", "equilibrium-glide", title="Equilibrium glide range and time", function=equilibrium_glide, spec=EquilibriumGlide,
    sources=("general", "acton_2015"), validity="shallow glide at constant L/D; integration flies about 4 % farther", basis="D",
    stage="flight",
)  # fmt: skip
register(
    "model", "stagnation-heating", title="Stagnation-point heat flux", function=stagnation_heating, spec=StagnationHeating,
    sources=("general",), validity="cold wall, continuum flow, Earth air", basis="P", stage="flight",
)  # fmt: skip
