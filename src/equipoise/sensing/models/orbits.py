"""Ask how many satellites a task needs: interceptors in reach, sensors in view, and what latitude does to both."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec
from equipoise.sensing.models.window import find_reach

N_STEPS = 20_000  # steps of the sum along an orbit; the share of a cap of 1 degree is then good to 1e-5 of itself
LATITUDES_DEG = (0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0)


def share_in_cap(cap_rad: float, latitude_rad: float, inclination_rad: float) -> float:
    """Share of an evenly filled set of circular orbits of one inclination that stands within a cap around a latitude.

    Along the orbit sin(lat) = sin i sin u; at each u the cap covers 2 acos((cos c - sin lat sin lat0)/(cos lat cos lat0)) of the
    longitudes. The integral over u is finite where the density itself is not (lat = i).

    >>> round(share_in_cap(math.pi / 2, 0.3, 0.9), 6)
    0.5
    """
    u = (np.arange(N_STEPS) + 0.5) * (math.pi / N_STEPS) - 0.5 * math.pi
    sine = math.sin(inclination_rad) * np.sin(u)
    cosine = np.sqrt(np.maximum(1e-300, 1.0 - sine * sine)) * max(math.cos(latitude_rad), 1e-15)
    reach = np.clip((math.cos(cap_rad) - sine * math.sin(latitude_rad)) / cosine, -1.0, 1.0)
    return float(np.mean(np.arccos(reach))) / math.pi


def concentrate(latitude_rad: float, inclination_rad: float) -> float | None:
    """Density of satellites at a latitude over that of a uniform shell, F = 2/(pi sqrt(sin^2 i - sin^2 lat)); none at or beyond i.

    >>> round(concentrate(math.radians(40.0), math.radians(45.0)), 2)
    2.16
    """
    gap = math.sin(inclination_rad) ** 2 - math.sin(latitude_rad) ** 2
    return 2.0 / (math.pi * math.sqrt(gap)) if gap > 1e-12 else None


class AbsenteeRatio(Spec):
    """Take an orbiting interceptor, how many are wanted in reach, and what they cost to keep."""

    altitude_km: float = declare_input(300.0, "altitude of the orbit", unit="km", basis="S", source="harrison_2025", ge=1.0, le=1e5)
    time_s: float = declare_input(120.0, "time to fly out", unit="s", basis="S", source="harrison_2025", ge=0.1, le=1e5)
    speed_m_s: float = declare_input(6000.0, "speed gained", unit="m/s", basis="S", source="harrison_2025", ge=1.0, le=2e4)
    acceleration_g: float = declare_input(15.0, "acceleration", unit="g", basis="S", source="harrison_2025", ge=0.1, le=1e7)
    in_reach: float = declare_input(
        1.0, "interceptors wanted in reach for each shot, on average", basis="A", source="assumption", gt=0.0, le=1e6
    )
    shots: float = declare_input(1.0, "shots at each target", basis="A", source="assumption", gt=0.0, le=1000.0)
    targets: float = declare_input(1.0, "targets at once from one area", basis="A", source="assumption", gt=0.0, le=1e6)
    inclination_deg: float | None = declare_input(
        None, "inclination of the orbits; none: spread evenly over the sphere", unit="deg", ge=0.1, le=179.9
    )
    latitude_deg: float = declare_input(
        40.0, "latitude of the targets, used with an inclination", unit="deg", basis="A", source="assumption", ge=-90.0, le=90.0
    )
    life_years: float = declare_input(5.0, "life of a satellite", unit="year", basis="S", source="cbo_2026", ge=0.01, le=1000.0)
    horizon_years: float = declare_input(20.0, "years that are paid for", unit="year", basis="S", source="cbo_2026", gt=0.0, le=1000.0)
    unit_cost_Musd: float = declare_input(
        22.0, "price of a satellite with its launch", unit="Musd", basis="S", source="cbo_2026", interval=(6.25, 30), ge=0.0, le=1e6
    )
    yearly_cost_Musd: float = declare_input(
        0.0, "operation of the whole, a year", unit="Musd/year", basis="A", source="assumption", ge=0.0, le=1e9
    )


def absentee_ratio(spec: AbsenteeRatio) -> dict[str, Any]:
    """Satellites in orbit for one in reach: 1 / ((1 - cos(d/(R+h)))/2), d = V^2/(2a) + V (t - V/a).

    Harrison (2025), appendix B, as transcribed. Wanted in all: in_reach x shots x targets. With an inclination, the share of the cap is
    summed along the orbit instead (see `share_in_cap`); `concentration` is the density at the point, F = 2/(pi sqrt(sin^2 i - sin^2
    lat)). Cost: (horizon/life) N u + horizon x yearly. "One in reach" is a mean: with random phases none is, with probability (1-f)^N.

    >>> out = absentee_ratio(AbsenteeRatio())
    >>> round(out["ratio"], 1), round(out["p_none_in_reach"], 2)
    (498.7, 0.37)
    """
    reach = find_reach(spec.time_s, spec.speed_m_s, spec.acceleration_g)
    cap = min(math.pi, reach / (SPHERE_RADIUS_M + spec.altitude_km * 1000.0))
    share, dense = math.sin(0.5 * cap) ** 2, None
    if spec.inclination_deg is not None:
        latitude, inclination = math.radians(spec.latitude_deg), math.radians(spec.inclination_deg)
        share, dense = share_in_cap(cap, latitude, inclination), concentrate(latitude, inclination)
    if spec.inclination_deg is not None and share <= 0.0:
        far = f"orbits at {spec.inclination_deg:g} deg never come within reach of latitude {spec.latitude_deg:g}"
        raise InputError(path="inclination_deg", problem=far, accepted="an inclination of about the latitude or more, or a longer reach")
    satellites = spec.in_reach * spec.shots * spec.targets / share
    bought = satellites * spec.horizon_years / spec.life_years
    return {
        "reach_km": reach / 1000.0, "ratio": 1.0 / share, "satellites": satellites, "concentration": dense,
        "p_none_in_reach": math.exp(satellites * math.log1p(-share)) if share < 1.0 else 0.0, "bought": bought,
        "cost_Busd": (bought * spec.unit_cost_Musd + spec.horizon_years * spec.yearly_cost_Musd) / 1000.0,
    }  # fmt: skip


class SatellitesInView(Spec):
    """Take a shell of satellites, where the target is, and what limits their sight."""

    satellites: int = declare_input(135, "satellites of the shell", basis="P", source="dahlgren_2023", ge=1, le=10**6)
    altitude_km: float = declare_input(1000.0, "altitude of the shell", unit="km", basis="P", source="dahlgren_2023", ge=1.0, le=1e6)
    inclination_deg: float | None = declare_input(
        80.0, "inclination; none: spread evenly over the sphere", unit="deg", basis="P", source="sda_awards", ge=0.1, le=179.9
    )
    target_height_km: float = declare_input(40.0, "height of the target", unit="km", basis="A", source="assumption", ge=0.0, le=1e5)
    latitude_deg: float = declare_input(40.0, "latitude of the target", unit="deg", basis="A", source="assumption", ge=-90.0, le=90.0)
    field_of_regard_deg: float | None = declare_input(
        None, "full angle of the cone that each can look into, about the nadir; none: to the limb", unit="deg", gt=0.0, le=180.0
    )
    wanted: int = declare_input(2, "satellites wanted in view at once; two for stereo", basis="P", source="dahlgren_2023", ge=1, le=100)


def satellites_in_view(spec: SatellitesInView) -> dict[str, Any]:
    """Mean in view N (1 - cos theta)/2; theta = acos R/(R+H) + acos R/(R+h) to the limb, or asin((r_s/r_t) sin eta) - eta in a cone.

    The mean over time of a Walker shell (Walker 1984) depends on latitude and not on how planes are phased: N times the share of the
    orbit inside the cap (see `share_in_cap`). `p_wanted_random` is the chance of the number wanted if phases were random; an ordered
    shell does better, so count one for a design.

    >>> out = satellites_in_view(SatellitesInView())
    >>> round(out["ground_angle_deg"], 1), round(out["mean_over_earth"], 1), round(out["mean_at_latitude"], 1)
    (36.6, 13.3, 12.9)
    """
    r_s, r_t = SPHERE_RADIUS_M + spec.altitude_km * 1000.0, SPHERE_RADIUS_M + spec.target_height_km * 1000.0
    if r_t >= r_s:
        raise InputError(
            path="target_height_km", problem=f"the target at {spec.target_height_km:g} km is not below the satellites",
            accepted=f"below {spec.altitude_km:g} km",
        )  # fmt: skip
    cap, limit = find_view(r_s, r_t, spec.field_of_regard_deg)

    def mean(latitude_deg: float) -> float:
        if spec.inclination_deg is None:
            return spec.satellites * math.sin(0.5 * cap) ** 2
        return spec.satellites * share_in_cap(cap, math.radians(latitude_deg), math.radians(spec.inclination_deg))

    here = mean(spec.latitude_deg)
    return {
        "ground_angle_deg": math.degrees(cap), "limited_by": limit, "mean_over_earth": spec.satellites * math.sin(0.5 * cap) ** 2,
        "mean_at_latitude": here, "p_wanted_random": _chance_of(spec.wanted, spec.satellites, min(1.0, here / spec.satellites)),
        "by_latitude": {f"{x:g}": mean(x) for x in LATITUDES_DEG},
    }  # fmt: skip


def find_view(r_satellite_m: float, r_target_m: float, field_of_regard_deg: float | None) -> tuple[float, str]:
    """Find the greatest angle at the Earth's centre between a satellite and a target it sees, rad, and what sets it.

    Where the cone misses the farther side of the target's sphere it still may see a ring beyond the tangent; that ring is not counted.
    """
    limb = math.acos(SPHERE_RADIUS_M / r_satellite_m) + math.acos(SPHERE_RADIUS_M / r_target_m)
    if field_of_regard_deg is None:
        return limb, "limb"
    eta = math.radians(0.5 * field_of_regard_deg)
    sine = r_satellite_m / r_target_m * math.sin(eta)
    if eta >= 0.5 * math.pi or sine >= 1.0:
        return limb, "limb"
    return min(limb, math.asin(sine) - eta), "field of regard"


def _chance_of(wanted: int, n: int, p: float) -> float:
    from scipy import special

    return 1.0 if p >= 1.0 and wanted <= n else float(special.betainc(wanted, n - wanted + 1, p)) if wanted <= n else 0.0


register(
    "model", "absentee-ratio", title="Satellites needed for one in reach", function=absentee_ratio, spec=AbsenteeRatio,
    sources=("harrison_2025", "cbo_2026"),
    validity="straight fly-out at one height; satellites evenly phased; no turn, no gravity; salvo scaling is linear", basis="S",
    stage="sensing",
    outputs={
        "reach_km": ("km", "flown in the time"), "ratio": ("", "satellites in orbit for one in reach"),
        "satellites": ("satellites", "in orbit for all that is wanted"),
        "concentration": ("", "density at the latitude over that of a uniform shell; none without inclination or beyond it"),
        "p_none_in_reach": ("", "chance that none is in reach if phases are random"), "bought": ("satellites", "over the years paid for"),
        "cost_Busd": ("Busd", "satellites, launch and operation over these years"),
    },
)  # fmt: skip
register(
    "model", "satellites-in-view", title="Satellites of a shell in view of a target", function=satellites_in_view, spec=SatellitesInView,
    sources=("dahlgren_2023", "walker_1984"), validity="circular orbits, smooth sphere, means over time; no sensitivity", basis="D",
    stage="sensing",
    outputs={
        "ground_angle_deg": ("deg", "greatest angle at the Earth's centre from satellite to target"),
        "limited_by": ("", "limb or field of regard"),
        "mean_over_earth": ("satellites", "mean in view over the whole Earth"),
        "mean_at_latitude": ("satellites", "mean in view at the latitude"),
        "p_wanted_random": ("", "chance of the number wanted at the latitude if phases were random"),
        "by_latitude": ("satellites", "mean in view by latitude in degrees"),
    },
)  # fmt: skip
