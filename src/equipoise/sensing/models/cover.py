"""Ask how much of the globe, how much of the time, a shell of satellites keeps enough of them in view of a target."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.constants import MU_EARTH_M3_S2, WGS84_A_M
from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec
from equipoise.sensing.constellation import build_walker
from equipoise.sensing.coverage import Optics, survey_globe

N_POINTS, N_BANDS = 600, 12
MOST_WORK = 1e9  # points x times x satellites: a second or two


class ConstellationCover(Spec):
    """Take a Walker shell, how it may look, the height of the target, and the number wanted in view."""

    satellites: int = declare_input(135, "satellites of the shell", basis="P", source="dahlgren_2023", ge=1, le=20000)
    planes: int = declare_input(9, "planes; their number is not published", basis="A", source="assumption", ge=1, le=1000)
    phasing: int = declare_input(2, "F of the Walker pattern i: T/P/F", basis="A", source="assumption", ge=0, le=999)
    altitude_km: float = declare_input(1000.0, "altitude of the shell", unit="km", basis="P", source="dahlgren_2023", ge=120.0, le=1e5)
    inclination_deg: float = declare_input(80.0, "inclination", unit="deg", basis="P", source="sda_awards", ge=0.0, le=180.0)
    field_of_regard_deg: float | None = declare_input(
        120.0, "full angle of the cone that each can look into, about the nadir; none: to the limb", unit="deg", basis="P",
        source="dahlgren_2023", gt=0.0, le=180.0,
    )  # fmt: skip
    limb_km: float = declare_input(
        0.0, "height below which lines of sight are lost; 0: they may touch the ground", unit="km", basis="A", source="assumption",
        ge=0.0, le=100.0,
    )  # fmt: skip
    target_height_km: float = declare_input(40.0, "height of the target", unit="km", basis="A", source="assumption", ge=0.0, le=1e5)
    wanted: int = declare_input(2, "satellites wanted in view at once; two for stereo", basis="P", source="dahlgren_2023", ge=1, le=100)
    hours: float | None = declare_input(
        None, "time that is surveyed; none: one repeat of the pattern, as one satellite moves to the place of the next", unit="h", gt=0.0,
        le=1000.0,
    )  # fmt: skip
    times: int = declare_input(48, "moments in that time, evenly spaced", basis="A", source="assumption", ge=1, le=10000)


def constellation_cover(spec: ConstellationCover) -> dict[str, Any]:
    """Count the satellites of a Walker shell i: T/P/F (Walker 1984) in view of 600 places of equal area at `times` moments.

    Seen is what lies within the cone along a line clear of the limb, beyond the tangent too; geometry alone, no sensitivity. Orbits drift
    under J2, the Earth turns. The share is that of places and times with the number wanted or more; it resolves one part in 600 x times.
    With planes of S satellites the pattern repeats itself, but for a turn, after T_orbit/S, the time taken when `hours` is not given.

    >>> out = constellation_cover(ConstellationCover(times=4))
    >>> out["share_covered"], out["least_in_view"]
    (1.0, 2)
    """
    if spec.satellites * spec.times * N_POINTS > MOST_WORK:
        problem = f"{spec.satellites} satellites at {spec.times} moments take too long"
        raise InputError(path="times", problem=problem, accepted=f"at most {int(MOST_WORK / N_POINTS):,} places of satellites in all")
    if spec.target_height_km >= spec.altitude_km:
        problem = f"the target at {spec.target_height_km:g} km is not below the satellites"
        raise InputError(path="target_height_km", problem=problem, accepted=f"below {spec.altitude_km:g} km")
    half = math.pi if spec.field_of_regard_deg is None else math.radians(0.5 * spec.field_of_regard_deg)
    limb = 1000.0 * spec.limb_km
    optics = Optics(1.0, 1e6, greatest_off_nadir_rad=half, limb_altitude_m=limb, clutter_altitude_m=limb)
    altitude_m, planes = 1000.0 * spec.altitude_km, min(spec.planes, spec.satellites)
    shell = build_walker(spec.satellites, planes, spec.phasing, altitude_m, math.radians(spec.inclination_deg))
    orbit_s = 2.0 * math.pi * math.sqrt((WGS84_A_M + altitude_m) ** 3 / MU_EARTH_M3_S2)
    span = orbit_s * planes / spec.satellites if spec.hours is None else 3600.0 * spec.hours
    t = np.linspace(0.0, span, spec.times, endpoint=False)
    found = survey_globe(shell, optics, t, 1000.0 * spec.target_height_km, spec.wanted, n_points=N_POINTS, n_bands=N_BANDS)
    names = [f"{south:.1f} to {north:.1f}" for north, south in np.round(found.latitude_deg, 1) + 0.0]
    return {
        "share_covered": found.share_of_globe, "least_share": found.least_share, "least_in_view": found.least_in_view,
        "mean_in_view": float(found.mean_in_view.mean()), "surveyed_s": span,
        "share_by_latitude": dict(zip(names, found.share_of_time.tolist(), strict=True)),
        "mean_by_latitude": dict(zip(names, found.mean_in_view.tolist(), strict=True)),
    }  # fmt: skip


register(
    "model", "constellation-cover", title="Cover of the globe by a shell of satellites", function=constellation_cover,
    spec=ConstellationCover, sources=("dahlgren_2023", "walker_1984"),
    validity="circular orbits, smooth sphere, geometry without sensitivity; counted at 600 places of equal area", basis="D",
    stage="sensing",
    outputs={
        "share_covered": ("", "share of places and times with the number wanted or more in view"),
        "least_share": ("", "share of time at the worst place"), "least_in_view": ("satellites", "at any place and time"),
        "mean_in_view": ("satellites", "mean over places and times"), "surveyed_s": ("s", "time that was surveyed"),
        "share_by_latitude": ("", "share of time by band of latitude (deg), 12 bands of equal area"),
        "mean_by_latitude": ("satellites", "mean in view by band of latitude (deg)"),
    },
)  # fmt: skip
