"""Ask what time and distance allow: shots one after another at a target that comes head on, and the ground a battery covers."""

from __future__ import annotations

import math
from typing import Any

from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

MOST_SHOTS = 10_000


class BattlespaceCount(Spec):
    """Take a target that comes head on, an interceptor, delays and the least range."""

    detect_range_km: float = declare_input(
        600.0, "range at which the track is firm", unit="km", basis="A", source="assumption", gt=0.0, le=1e6
    )
    target_speed_m_s: float = declare_input(3000.0, "mean speed of the target", unit="m/s", basis="A", source="assumption", gt=0.0, le=2e4)
    interceptor_speed_m_s: float = declare_input(
        2500.0, "mean speed of the interceptor", unit="m/s", basis="A", source="assumption", gt=0.0, le=2e4
    )
    react_s: float = declare_input(20.0, "from firm track to the first launch", unit="s", basis="A", source="assumption", ge=0.0, le=1e5)
    assess_s: float = declare_input(10.0, "from intercept to the next launch", unit="s", basis="A", source="assumption", ge=0.0, le=1e5)
    least_range_km: float = declare_input(10.0, "least range of an intercept", unit="km", basis="A", source="assumption", ge=0.1, le=1e6)


def battlespace_count(spec: BattlespaceCount) -> dict[str, Any]:
    """Count shots with a look between: r0 = R - v_t t_react; intercept r_i = r v_i/(v_i + v_t); next r = r_i - v_t t_assess.

    Counting stops below the least range. Head on, straight, mean speeds: an upper guide for any other geometry.

    >>> out = battlespace_count(BattlespaceCount())
    >>> out["opportunities"], [round(r) for r in out["intercept_ranges_km"]]
    (3, [245, 98, 31])
    """
    v_t, v_i = spec.target_speed_m_s / 1000.0, spec.interceptor_speed_m_s / 1000.0
    r = spec.detect_range_km - v_t * spec.react_s
    ranges: list[float] = []
    while r > 0.0 and len(ranges) < MOST_SHOTS:
        meet = r * v_i / (v_i + v_t)
        if meet < spec.least_range_km:
            break
        ranges.append(meet)
        r = meet - v_t * spec.assess_s
    reason = "" if ranges else "no time for a single shot: the target is inside the least range before an interceptor can meet it"
    return {"opportunities": len(ranges), "intercept_ranges_km": ranges, "warning_s": spec.detect_range_km / v_t, "reason": reason}


class DefendedRadius(Spec):
    """Take the band in which a battery can engage, the target that falls through it, and the interceptor."""

    ceiling_km: float = declare_input(150.0, "height at which engagement can begin", unit="km", basis="G", source="general", gt=0.0, le=1e5)
    floor_km: float = declare_input(40.0, "least height of an intercept", unit="km", basis="G", source="general", ge=0.0, le=1e5)
    target_speed_m_s: float = declare_input(
        3000.0, "speed of the falling target", unit="m/s", basis="A", source="assumption", gt=0.0, le=2e4
    )
    angle_deg: float = declare_input(30.0, "its angle below the horizontal", unit="deg", basis="A", source="assumption", gt=0.0, le=90.0)
    interceptor_speed_m_s: float = declare_input(
        2800.0, "mean speed of the interceptor", unit="m/s", basis="G", source="general", gt=0.0, le=2e4
    )
    react_s: float = declare_input(0.0, "from the ceiling to launch", unit="s", basis="A", source="assumption", ge=0.0, le=1e5)


def defended_radius(spec: DefendedRadius) -> dict[str, Any]:
    """Radius = v_i ((h_top - h_floor)/(v sin gamma) - t_react): the time in the band, less the reaction, times the interceptor's speed.

    First order: the height that the interceptor climbs is not taken off. It gives the orders usually published, about 200 km for a
    high terminal battery and about 20 km for a point defence.

    >>> round(defended_radius(DefendedRadius())["radius_km"])
    205
    """
    sink = spec.target_speed_m_s * math.sin(math.radians(spec.angle_deg))
    through = max(0.0, spec.ceiling_km - spec.floor_km) * 1000.0 / sink
    left = max(0.0, through - spec.react_s)
    radius = spec.interceptor_speed_m_s * left / 1000.0
    reason = "the ceiling is not above the floor" if through == 0.0 else ""
    if through > 0.0 and left == 0.0:
        reason = "the target is through the band before an interceptor is launched"
    return {"time_in_band_s": through, "radius_km": radius, "area_km2": math.pi * radius * radius, "reason": reason}


register(
    "model", "battlespace-count", title="Shots in sequence at a target that comes head on", function=battlespace_count,
    spec=BattlespaceCount, sources=("general",), validity="head on, straight paths, constant mean speeds", basis="G", stage="engagement",
    outputs={
        "opportunities": ("shots", "with a look between them"), "intercept_ranges_km": ("km", "from the site, first to last"),
        "warning_s": ("s", "from firm track to arrival"), "reason": ("", "why none, if so"),
    },
)  # fmt: skip
register(
    "model", "defended-radius", title="Ground that one battery covers, to first order", function=defended_radius, spec=DefendedRadius,
    sources=("general",), validity="one target, straight fall, mean speeds, flat ground; an order of magnitude", basis="G",
    stage="engagement",
    outputs={
        "time_in_band_s": ("s", "target between ceiling and floor"), "radius_km": ("km", "of the ground that is covered"),
        "area_km2": ("km2", "of it"), "reason": ("", "why none, if so"),
    },
)  # fmt: skip
