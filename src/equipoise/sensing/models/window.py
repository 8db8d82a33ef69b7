"""Ask how much of a boost phase is left to fly in, and how far that reaches."""

from __future__ import annotations

from typing import Any

from equipoise.constants import G0_M_S2
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


def find_reach(time_s: float, speed_m_s: float, acceleration_g: float) -> float:
    """Find the distance flown from rest in a time, m: a t^2/2 while accelerating, then V^2/(2a) + V (t - V/a).

    >>> round(find_reach(120.0, 6000.0, 15.0) / 1000.0, 1)
    597.6
    """
    a = acceleration_g * G0_M_S2
    burn = min(time_s, speed_m_s / a)
    return 0.5 * a * burn * burn + speed_m_s * max(0.0, time_s - speed_m_s / a)


class BoostWindow(Spec):
    """Take a boost phase, what is lost before launch and at the end, and an interceptor."""

    burn_s: float = declare_input(
        170.0, "length of the boost phase: 170 s solid, about 240 s liquid", unit="s", basis="P", source="aps_2003", gt=0.0, le=1e4
    )
    detect_s: float = declare_input(
        45.0, "from ignition to a track that can be fired on; 45 to 65 s with the decision", unit="s", basis="G", source="general",
        interval=(30, 65), ge=0.0, le=1e4,
    )  # fmt: skip
    decide_s: float = declare_input(
        10.0, "from that track to the first launch", unit="s", basis="A", source="assumption", interval=(0, 30), ge=0.0, le=1e4
    )
    before_end_s: float = declare_input(
        0.0, "the intercept must come this long before burnout", unit="s", basis="A", source="assumption", ge=0.0, le=1e4
    )
    speed_m_s: float = declare_input(
        6000.0, "speed gained by the interceptor", unit="m/s", basis="S", source="harrison_2025", gt=0.0, le=2e4
    )
    acceleration_g: float = declare_input(15.0, "its acceleration", unit="g", basis="S", source="harrison_2025", ge=0.1, le=1e7)


def boost_window(spec: BoostWindow) -> dict[str, Any]:
    """Time to fly: burn - detection - decision - margin; reach: V^2/(2a) + V (t - V/a).

    Burn times from the APS study of 2003; detection and decision are general knowledge.

    >>> out = boost_window(BoostWindow())
    >>> out["window_s"], round(out["reach_km"])
    (115.0, 568)
    """
    left = spec.burn_s - spec.detect_s - spec.decide_s - spec.before_end_s
    reason = "" if left > 0.0 else "the boost phase is over before an interceptor can be launched"
    reach = find_reach(max(0.0, left), spec.speed_m_s, spec.acceleration_g)
    return {"window_s": max(0.0, left), "reach_km": reach / 1000.0, "reason": reason}


register(
    "model", "boost-window", title="Time left of a boost phase, and the reach in it", function=boost_window, spec=BoostWindow,
    sources=("aps_2003", "harrison_2025"), validity="straight fly-out in vacuum from rest relative to the satellite; no gravity", basis="S",
    stage="sensing",
    outputs={"window_s": ("s", "time to fly"), "reach_km": ("km", "flown in it"), "reason": ("", "why none, if so")},
)  # fmt: skip
