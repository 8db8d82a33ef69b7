"""Ask how far an infrared sensor sees a hot target, and what of the Earth a satellite sees with it."""

from __future__ import annotations

import math
from typing import Any

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class InfraredRange(Spec):
    """Take the intensity of a target, a threshold quoted at a range, and a satellite."""

    intensity_kW_sr: float = declare_input(
        100.0, "infrared intensity of the target in the sensor's band; a glider at 6 km/s is put at 30 to 370 in 1.4-3.0 um", unit="kW/sr",
        basis="S", source="tracy_wright_2020", interval=(30, 370), gt=0.0, le=1e9,
    )  # fmt: skip
    threshold_kW_sr: float = declare_input(
        6.0, "least intensity seen at the reference range, 1.4-3.0 um; 20 in 2.69-2.95 um for the older satellites", unit="kW/sr",
        basis="S", source="tracy_wright_2020", interval=(4, 8), gt=0.0, le=1e9,
    )  # fmt: skip
    reference_range_km: float = declare_input(
        38000.0, "range for which the threshold is quoted", unit="km", basis="G", source="general", gt=0.0, le=1e7
    )
    satellite_height_km: float = declare_input(35786.0, "height of the satellite", unit="km", basis="G", source="general", gt=0.0, le=1e7)
    target_height_km: float = declare_input(50.0, "height of the target", unit="km", basis="A", source="assumption", ge=0.0, le=1e5)


def infrared_range(spec: InfraredRange) -> dict[str, Any]:
    """Range = r0 sqrt(I/I0): irradiance falls with the square of the range; geometry: limb at sin eta = R/(R+H).

    The satellite sees a target at height h out to the tangent ray over a smooth sphere, at the distance sqrt(rs^2 - R^2) +
    sqrt(rt^2 - R^2). Within the range the ground angle follows from the triangle of the Earth's centre, satellite and target.

    >>> out = infrared_range(InfraredRange(intensity_kW_sr=6.0))
    >>> round(out["range_km"]), round(out["off_nadir_limb_deg"], 2), out["limited_by"]
    (38000, 8.69, 'range')
    """
    r_s, r_t = SPHERE_RADIUS_M + spec.satellite_height_km * 1000.0, SPHERE_RADIUS_M + spec.target_height_km * 1000.0
    reach = 1000.0 * spec.reference_range_km * math.sqrt(spec.intensity_kW_sr / spec.threshold_kW_sr)
    farthest = math.sqrt(r_s * r_s - SPHERE_RADIUS_M**2) + math.sqrt(r_t * r_t - SPHERE_RADIUS_M**2)
    nearest, seen = abs(r_s - r_t), min(reach, farthest)
    if reach < nearest:
        arc, limit = 0.0, "out of range"
    else:
        arc = math.acos(min(1.0, max(-1.0, (r_s * r_s + r_t * r_t - seen * seen) / (2.0 * r_s * r_t))))
        limit = "horizon" if reach >= farthest else "range"
    least = spec.threshold_kW_sr * (nearest / (1000.0 * spec.reference_range_km)) ** 2
    return {
        "range_km": reach / 1000.0, "nadir_range_km": nearest / 1000.0, "limb_range_km": farthest / 1000.0,
        "off_nadir_limb_deg": math.degrees(math.asin(SPHERE_RADIUS_M / r_s)), "ground_radius_km": SPHERE_RADIUS_M * arc / 1000.0,
        "share_of_earth": 0.5 * (1.0 - math.cos(arc)), "least_at_nadir_kW_sr": least,
        "least_at_limb_kW_sr": spec.threshold_kW_sr * (farthest / (1000.0 * spec.reference_range_km)) ** 2, "limited_by": limit,
    }  # fmt: skip


register(
    "model", "infrared-range", title="Range of an infrared sensor in space", function=infrared_range, spec=InfraredRange,
    sources=("tracy_wright_2020",), basis="D", stage="sensing",
    validity="noise of the sensor alone limits it: no background, clouds or air; one band; smooth sphere; intensity equal all round",
    outputs={
        "range_km": ("km", "at which the target is just seen"), "nadir_range_km": ("km", "straight down"),
        "limb_range_km": ("km", "to the farthest target above the horizon"), "off_nadir_limb_deg": ("deg", "angle of the Earth's limb"),
        "ground_radius_km": ("km", "of the ground over which such a target is seen"), "share_of_earth": ("", "that this ground is"),
        "least_at_nadir_kW_sr": ("kW/sr", "least intensity seen straight down"),
        "least_at_limb_kW_sr": ("kW/sr", "least intensity seen at the limb"), "limited_by": ("", "range, horizon, or out of range"),
    },
)  # fmt: skip
