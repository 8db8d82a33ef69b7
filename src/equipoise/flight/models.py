"""Offer closed forms of flight, and the fly-out of an interceptor, as calculators."""

from __future__ import annotations

import math
from typing import Any

from pydantic import Field

from equipoise.constants import SPHERE_RADIUS_M, SUTTON_GRAVES_EARTH
from equipoise.flight.fly_out import fly_out
from equipoise.registry import declare_input, register
from equipoise.scenario.defences import Layer
from equipoise.scenario.inputs import Inputs
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


MOST_GAIN = 1.5  # speed over the one declared: beyond it thick air at 45 degrees, not the rocket, has set the thrust (assumption)


class FlyOut(Spec):
    """Take an interceptor and the point that it shall reach."""

    burnout_speed_m_s: float = declare_input(
        3000.0, "speed at burnout, thrust at 45 degrees", unit="m/s", basis="A", source="assumption", interval=(1000, 8000), ge=100.0,
        le=10000.0,
    )  # fmt: skip
    burn_time_s: float = declare_input(20.0, "time of burning", unit="s", basis="A", source="assumption", ge=0.1, le=300.0)
    ballistic_coefficient_kg_m2: float | None = declare_input(
        None, "ballistic coefficient after burnout; none: the air does not slow it", unit="kg/m2", ge=10.0, le=1e6
    )
    endurance_s: float = declare_input(600.0, "longest flight", unit="s", basis="A", source="assumption", ge=1.0, le=3600.0)
    distance_km: float = declare_input(
        300.0, "distance over ground to the point, sphere of 6371 km", unit="km", basis="A", source="assumption", ge=0.1, le=10000.0
    )
    height_km: float = declare_input(100.0, "height of the point", unit="km", basis="A", source="assumption", ge=0.1, le=5000.0)


def fly_interceptor(spec: FlyOut) -> dict[str, Any]:
    """Time of flight and speed at a point, by flying a fan of elevations (`fly_out`): constant thrust, then coasting, gravity, air.

    The fastest way to the point counts. Without air no flight that climbs beats the slant distance over the speed at burnout, by more
    than the few per cent by which flatter thrust ends faster. Points passed in the first half of the burn get no answer: between samples
    of a fast start the table is too rough.

    >>> out = fly_interceptor(FlyOut())
    >>> out["reason"], 1000.0 * out["slant_km"] / 3000.0 < out["time_s"] < 200.0
    ('', True)
    >>> fly_interceptor(FlyOut(distance_km=5000.0))["time_s"] is None
    True
    """
    table = fly_out([_declare(spec)], Inputs.central())
    top, time, speed = (float(x) for x in (table.altitude_top_m[0, 0], table.time_s[0, 0, -1, -1], table.speed_m_s[0, 0, -1, -1]))
    reason = _find_reason(spec, top / 1000.0, time, speed)
    radius, height = SPHERE_RADIUS_M / 1000.0, spec.height_km
    across = 2.0 * math.sqrt(radius * (radius + height)) * math.sin(0.5 * spec.distance_km / radius)
    slant = math.hypot(height, across)
    return {
        "time_s": None if reason else time, "speed_m_s": None if reason else speed, "slant_km": slant,
        "mean_speed_m_s": None if reason else 1000.0 * slant / time, "reason": reason,
    }  # fmt: skip


def _declare(spec: FlyOut) -> Layer:
    """Declare a layer of which the fly-out is read and nothing else; the point is the far and high corner of its table of reach."""
    coefficient = spec.ballistic_coefficient_kg_m2
    return Layer.model_validate(
        {
            "id": "interceptor", "kind": "midcourse", "engages": [], "interceptors": 1, "shots_per_target": 1, "p_ssk_ballistic": 0.0,
            "p_ssk_glider": 0.0, "availability": 1.0, "p_track": 1.0, "altitude_min": "0 km", "unit_cost": "0 Musd",
            "burnout_speed": f"{spec.burnout_speed_m_s!r} m/s", "burn_time": f"{spec.burn_time_s!r} s",
            "ballistic_coefficient": None if coefficient is None else f"{coefficient!r} kg/m^2",
            "endurance": f"{spec.endurance_s!r} s", "reach": f"{spec.distance_km!r} km", "altitude_max": f"{spec.height_km!r} km",
        }
    )  # fmt: skip


def _find_reason(spec: FlyOut, highest_km: float, time_s: float, speed_m_s: float) -> str:
    """Say why there is no answer, or ''."""
    if highest_km < spec.height_km * (1.0 - 1e-9):
        return f"out of reach: no flight comes higher than {highest_km:.1f} km within the endurance"
    if not math.isfinite(time_s):
        return "out of reach at that distance within the endurance"
    if time_s < 0.5 * spec.burn_time_s:
        return "too near: the point is passed in the first half of the burn"
    if speed_m_s > MOST_GAIN * spec.burnout_speed_m_s:
        return "no such rocket: so light a body has that speed at burnout at 45 degrees only with far more thrust than air allows"
    return ""


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
register(
    "model", "fly-out", title="Fly-out of an interceptor to a point", function=fly_interceptor, spec=FlyOut, sources=("assumption",),
    validity="one stage, thrust at a fixed elevation, sphere that does not turn; good to 1.5 % nearly everywhere; 5 % at the edge of thick "
    "air; 2 % in the second half of the burn", basis="D", stage="flight",
    outputs={
        "time_s": ("s", "time of flight; none out of reach"), "speed_m_s": ("m/s", "speed there"),
        "slant_km": ("km", "straight distance from the battery"), "mean_speed_m_s": ("m/s", "slant distance over the time"),
        "reason": ("", "why none, if so"),
    },
)  # fmt: skip
