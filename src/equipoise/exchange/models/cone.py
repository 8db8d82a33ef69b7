"""Ask how many missiles two states need so that each deters the other: the cone of Intriligator and Brito, with shields."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.closed import count_penetrators, find_weapons_for
from equipoise.exchange.models.inputs import take_engagements, take_stop
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

SOURCE = "intriligator_brito_1984"
BASIS: dict[str, Any] = {"basis": "A", "source": "assumption"}


class DeterrenceCone(Spec):
    """Take two equal or unequal states for the vertex of mutual deterrence, and the missiles held, if any."""

    kill_a: float = declare_input(0.3, "missiles of B destroyed by one missile of A", **BASIS, interval=(0.0, 3.0), ge=0.0, le=100.0)
    kill_b: float = declare_input(0.3, "missiles of A destroyed by one missile of B", **BASIS, interval=(0.0, 3.0), ge=0.0, le=100.0)
    damage_a: float = declare_input(0.3, "damage by one arriving missile of A", unit="value", **BASIS, gt=0.0, le=1e6)
    damage_b: float = declare_input(0.3, "damage by one arriving missile of B", unit="value", **BASIS, gt=0.0, le=1e6)
    unacceptable_a: float = declare_input(60.0, "loss that deters A", unit="value", **BASIS, gt=0.0, le=1e9)
    unacceptable_b: float = declare_input(60.0, "loss that deters B", unit="value", **BASIS, gt=0.0, le=1e9)
    shield_a: float = declare_input(0.0, "share of missiles that A's shield stops, whatever their number", **BASIS, ge=0.0, lt=1.0)
    shield_b: float = declare_input(0.4, "share of missiles that B's shield stops, whatever their number", **BASIS, ge=0.0, lt=1.0)
    engagements_a: float = take_engagements(0.0, "missiles that A's shield of limited stock can engage, behind the other")
    engagements_b: float = take_engagements(0.0, "missiles that B's shield of limited stock can engage, behind the other")
    p_stop: float = take_stop(0.5, "probability that a missile engaged out of the limited stock is stopped")
    held_a: float | None = declare_input(None, "missiles that A holds; none: only the vertex is told", unit="missiles", ge=0.0, le=1e9)
    held_b: float | None = declare_input(None, "missiles that B holds", unit="missiles", ge=0.0, le=1e9)


def find_needed(damage: float, unacceptable: float, share: float, engagements: float, p_stop: float) -> float:
    """Find the missiles that must set out to do unacceptable damage past both shields."""
    return find_weapons_for(unacceptable / damage, engagements, p_stop) / (1.0 - share)


def measure_margin(held: float, lost: float, damage: float, unacceptable: float, share: float, engagements: float, p_stop: float) -> float:
    """Measure how far a state deters: damage by what survives and passes over the loss that deters; 1 or more deters."""
    arriving = count_penetrators(max(0.0, held - lost) * (1.0 - share), engagements, p_stop)
    return damage * arriving / unacceptable


def deterrence_cone(spec: DeterrenceCone) -> dict[str, Any]:
    """Vertex of the cone: M_A = (c_A + f_B c_B)/(1 - f_A f_B), c_A = C_B/(v_A (1-s_B)), and the same for B; none where f_A f_B >= 1.

    Intriligator and Brito (1984); the shield terms are derived here. A deters B if v_A (1-s_B)(M_A - f_B M_B) >= C_B. A shield of
    limited stock behind the other raises the missiles needed from R = C_B/v_A to R/(1-K), or R + K E where that is past its stock.

    >>> out = deterrence_cone(DeterrenceCone())
    >>> round(out["missiles_a"], 2), round(out["missiles_b"], 2)
    (432.23, 329.67)
    >>> out = deterrence_cone(DeterrenceCone(shield_b=0.0, held_a=300.0, held_b=200.0))
    >>> out["a_deters"], round(out["margin_a"], 3), out["b_deters"], round(out["margin_b"], 3)
    (True, 1.2, False, 0.55)
    """
    c_a = find_needed(spec.damage_a, spec.unacceptable_b, spec.shield_b, spec.engagements_b, spec.p_stop)
    c_b = find_needed(spec.damage_b, spec.unacceptable_a, spec.shield_a, spec.engagements_a, spec.p_stop)
    out: dict[str, Any] = {"needed_a": c_a, "needed_b": c_b, "missiles_a": None, "missiles_b": None, "reason": ""}
    product = spec.kill_a * spec.kill_b
    if product >= 1.0:
        out["reason"] = f"f_A f_B is {product:g}: a strike destroys more than it spends, so that no numbers deter both"
    else:
        out["missiles_a"] = (c_a + spec.kill_b * c_b) / (1.0 - product)
        out["missiles_b"] = (c_b + spec.kill_a * c_a) / (1.0 - product)
    keys = ("a_deters", "margin_a", "b_deters", "margin_b")
    if spec.held_a is None or spec.held_b is None:
        return out | dict.fromkeys(keys)
    margin_a = measure_margin(
        spec.held_a, spec.kill_b * spec.held_b, spec.damage_a, spec.unacceptable_b, spec.shield_b, spec.engagements_b, spec.p_stop
    )
    margin_b = measure_margin(
        spec.held_b, spec.kill_a * spec.held_a, spec.damage_b, spec.unacceptable_a, spec.shield_a, spec.engagements_a, spec.p_stop
    )
    return out | dict(zip(keys, (margin_a >= 1.0 - 1e-12, margin_a, margin_b >= 1.0 - 1e-12, margin_b), strict=True))


register(
    "model", "deterrence-cone", title="Cone of mutual deterrence with shields", function=deterrence_cone, spec=DeterrenceCone,
    sources=(SOURCE, "mayer_1986"), basis="D", stage="exchange",
    validity="linear losses, one kind of missile, a known loss that deters; conclusions turn on the attack assumed (Mayer); one lens",
    outputs={
        "missiles_a": ("missiles", "of A at the vertex; none where there is no cone"), "missiles_b": ("missiles", "of B at the vertex"),
        "needed_a": ("missiles", "of A that must survive to deter B"), "needed_b": ("missiles", "of B that must survive to deter A"),
        "reason": ("", "why there is no vertex, if so"), "a_deters": ("", "whether A deters B with what both hold"),
        "margin_a": ("", "damage that A can still do over what deters B; 1 or more deters"),
        "b_deters": ("", "whether B deters A with what both hold"), "margin_b": ("", "the same for B"),
    },
)  # fmt: skip
