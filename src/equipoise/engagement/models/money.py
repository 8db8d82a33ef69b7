"""Ask what defence costs for each weapon stopped (the ratio at the margin is with the exchange: margin-cost-ratio)."""

from __future__ import annotations

from typing import Any

from equipoise.engagement.doctrine import kill_by_salvo, shoot_in_looks
from equipoise.engagement.models.chances import take_kill_probability, take_track_probability
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class CostPerStop(Spec):
    """Take a raid, a doctrine and a price."""

    warheads: int = declare_input(20, "warheads in the raid", basis="A", source="assumption", ge=1, le=10**7)
    decoys_engaged: float = declare_input(0.0, "decoys that are taken for warheads", basis="A", source="assumption", ge=0.0, le=1e7)
    p_ssk: float = take_kill_probability()
    p_track: float = take_track_probability()
    shots: int = declare_input(2, "shots at each object, at most", basis="A", source="assumption", ge=1, le=1000)
    look: bool = declare_input(False, "a perfect look after each shot: the next is fired only after a miss", basis="A", source="assumption")
    absentee: float = declare_input(
        1.0, "interceptors owned for one in place: 1 on the ground, about 500 in orbit for boost phase", basis="G", source="general",
        ge=1.0, le=1e7,
    )  # fmt: skip
    interceptor_Musd: float = declare_input(
        109.0, "price of an interceptor", unit="Musd", basis="S", source="harrison_2025", interval=(75, 125), ge=0.0, le=1e6
    )


def cost_per_stop(spec: CostPerStop) -> dict[str, Any]:
    """Price of a weapon stopped: fired c s (W + D)/(W K), owned c n (W + D) absentee/(W K); K = P_track (1 - (1-p)^n).

    s = n in a salvo, (1 - (1-p)^n)/p with a perfect look after each shot (Wilkening's terms). A look saves shots, not the stock that
    must be there, and objects without a track take no shot.

    >>> out = cost_per_stop(CostPerStop(p_ssk=0.5, p_track=1.0, interceptor_Musd=10.0))
    >>> round(out["fired_Musd_per_stop"], 2), out["stopped"]
    (26.67, 15.0)
    """
    dies = kill_by_salvo(spec.p_ssk, spec.shots)
    fired_each = shoot_in_looks(spec.p_ssk, (1,) * spec.shots if spec.look else (spec.shots,)).shots_mean
    objects = spec.warheads * spec.p_track + spec.decoys_engaged
    stopped = spec.warheads * spec.p_track * dies
    fired, owned = objects * fired_each, (spec.warheads + spec.decoys_engaged) * spec.shots * spec.absentee
    per = (spec.interceptor_Musd / stopped) if stopped > 0.0 else None
    return {
        "stopped": stopped, "fired": fired, "owned": owned, "fired_Musd_per_stop": None if per is None else fired * per,
        "owned_Musd_per_stop": None if per is None else owned * per, "reason": "" if per is not None else "nothing is stopped, so no price",
    }  # fmt: skip


register(
    "model", "cost-per-stop", title="Cost of each weapon stopped", function=cost_per_stop, spec=CostPerStop,
    sources=("wilkening_1999", "harrison_2025"), validity="price of interceptors alone: no sensors, sites, development or operation",
    basis="D", stage="engagement",
    outputs={
        "stopped": ("warheads", "expected"), "fired": ("interceptors", "expected"), "owned": ("interceptors", "that must be there"),
        "fired_Musd_per_stop": ("Musd", "price of those fired, for each warhead stopped"),
        "owned_Musd_per_stop": ("Musd", "price of those owned, for each warhead stopped"), "reason": ("", "why none, if so"),
    },
)  # fmt: skip
