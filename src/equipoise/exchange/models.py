"""Offer closed forms of the force exchange as calculators."""

from __future__ import annotations

import math

from pydantic import Field

from equipoise.exchange._kernels import spread_survival
from equipoise.registry import register
from equipoise.scenario.number import Spec


class Drawdown(Spec):
    """Take weapons spread over aims."""

    weapons: float = Field(150.0, ge=0.0, description="arriving weapons")
    aims: float = Field(100.0, gt=0.0, description="aims")
    p_kill: float = Field(0.5, ge=0.0, le=1.0, description="probability that one weapon destroys one aim")


def drawdown(spec: Drawdown) -> dict[str, float]:
    """Survivors under whole weapons spread evenly: (S-r)(1-k)^b + r(1-k)^(b+1).

    >>> drawdown(Drawdown())["survivors"]
    37.5
    """
    share = spread_survival(spec.weapons, spec.aims, spec.p_kill)
    return {"survival": share, "survivors": share * spec.aims}


class DeterrenceCone(Spec):
    """Take two equal or unequal states for the vertex of mutual deterrence."""

    kill_a: float = Field(0.3, ge=0.0, lt=1.0, description="missiles of B destroyed by one missile of A")
    kill_b: float = Field(0.3, ge=0.0, lt=1.0, description="missiles of A destroyed by one missile of B")
    damage_a: float = Field(0.3, gt=0.0, description="damage by one arriving missile of A")
    damage_b: float = Field(0.3, gt=0.0, description="damage by one arriving missile of B")
    unacceptable_a: float = Field(60.0, gt=0.0, description="loss that deters A")
    unacceptable_b: float = Field(60.0, gt=0.0, description="loss that deters B")
    shield_a: float = Field(0.0, ge=0.0, lt=1.0, description="share of missiles that A's shield stops")
    shield_b: float = Field(0.4, ge=0.0, lt=1.0, description="share of missiles that B's shield stops")


def deterrence_cone(spec: DeterrenceCone) -> dict[str, float | None]:
    """Vertex of the cone: M_A = (c_A + f_B c_B)/(1 - f_A f_B), c_A = C_B/(v_A (1-s_B)), and the same for B.

    >>> out = deterrence_cone(DeterrenceCone())
    >>> round(out["missiles_a"], 2), round(out["missiles_b"], 2)
    (432.23, 329.67)
    """
    product = spec.kill_a * spec.kill_b
    c_a = spec.unacceptable_b / (spec.damage_a * (1.0 - spec.shield_b))
    c_b = spec.unacceptable_a / (spec.damage_b * (1.0 - spec.shield_a))
    return {"missiles_a": (c_a + spec.kill_b * c_b) / (1.0 - product), "missiles_b": (c_b + spec.kill_a * c_a) / (1.0 - product)}


class OffenceToRestore(Spec):
    """Take a level of retaliation and a shield that can engage so many."""

    wanted: float = Field(100.0, ge=0.0, description="warheads that must arrive")
    engagements: float = Field(44.0, ge=0.0, description="warheads that the shield can engage")
    p_kill: float = Field(0.8, ge=0.0, lt=1.0, description="probability that an engaged warhead is killed")


def offence_to_restore(spec: OffenceToRestore) -> dict[str, float]:
    """Warheads needed: R/(1-K) if that is within the shield's engagements, else R + K E.

    >>> round(offence_to_restore(OffenceToRestore())["warheads"], 1)
    135.2
    """
    few = spec.wanted / (1.0 - spec.p_kill)
    return {"warheads": few if few <= spec.engagements else spec.wanted + spec.p_kill * spec.engagements}


class MarginCostRatio(Spec):
    """Take the prices of a shot and of what it must stop."""

    shots: float = Field(2.0, gt=0.0, description="interceptors at one object")
    interceptor_musd: float = Field(40.0, gt=0.0, description="price of one interceptor")
    warhead_musd: float = Field(41.0, gt=0.0, description="price of one added weapon")
    decoys: float = Field(0.0, ge=0.0, description="decoys with each weapon")
    decoy_musd: float = Field(0.1, ge=0.0, description="price of one decoy")
    p_warhead: float = Field(1.0, ge=0.0, le=1.0, description="probability that a weapon is taken for one")
    p_decoy: float = Field(0.3, ge=0.0, le=1.0, description="probability that a decoy is taken for a weapon")
    absentee: float = Field(1.0, ge=1.0, description="interceptors in orbit for one in reach")


def margin_cost_ratio(spec: MarginCostRatio) -> dict[str, float]:
    """Defence over offence at the margin (Nitze): n (P_ww + d P_dw) absentee c_int / (c_w + d c_d); below 1 favours defence.

    >>> round(margin_cost_ratio(MarginCostRatio())["ratio"], 3)
    1.951
    """
    spent = spec.shots * (spec.p_warhead + spec.decoys * spec.p_decoy) * spec.absentee * spec.interceptor_musd
    return {"ratio": spent / (spec.warhead_musd + spec.decoys * spec.decoy_musd)}


class KentThalerCost(Spec):
    """Take the damage of both sides."""

    own_damage: float = Field(0.2, ge=0.0, le=1.0, description="share of own value lost")
    other_damage: float = Field(0.8, ge=0.0, le=1.0, description="share of the other's value lost")


def kent_thaler_cost(spec: KentThalerCost) -> dict[str, float]:
    """Cost of an outcome: D_own^0.75 + 0.3 (1 - D_other^0.75); 0 is best, 1.3 worst.

    >>> kent_thaler_cost(KentThalerCost(own_damage=1.0, other_damage=0.0))["cost"]
    1.3
    """
    return {"cost": spec.own_damage**0.75 + 0.3 * (1.0 - spec.other_damage**0.75)}


class NoRetaliation(Spec):
    """Take a small force with a common way to be found."""

    weapons: int = Field(20, ge=0, description="weapons")
    survival: float = Field(0.2, ge=0.0, le=1.0, description="survival of each if the hiding works")
    p_breakthrough: float = Field(0.05, ge=0.0, le=1.0, description="probability that the whole force is found")
    reliability: float = Field(0.8, ge=0.0, le=1.0, description="reliability of each")
    leak: float = Field(0.5, ge=0.0, le=1.0, description="share that passes the shield")


def no_retaliation(spec: NoRetaliation) -> dict[str, float]:
    """Probability that nothing arrives: b + (1-b)(1 - s r q)^n; without the common cause the mean would hide it.

    >>> round(no_retaliation(NoRetaliation(p_breakthrough=0.0))["p_none"], 4)
    0.1887
    """
    each = spec.survival * spec.reliability * spec.leak
    alone = math.pow(1.0 - each, spec.weapons)
    return {
        "p_none": spec.p_breakthrough + (1.0 - spec.p_breakthrough) * alone,
        "mean_arriving": (1.0 - spec.p_breakthrough) * each * spec.weapons,
    }


def _add(kind: str, title: str, function: object, spec: type, source: str, validity: str, basis: str) -> None:
    register("model", kind, title=title, function=function, spec=spec, sources=(source,), validity=validity, basis=basis, stage="exchange")  # type: ignore[arg-type]


_add("drawdown", "Survivors of a counterforce strike", drawdown, Drawdown, "kent_thaler_1989", "whole weapons, independent kills", "G")
_add(
    "deterrence-cone",
    "Vertex of the Intriligator-Brito cone with shields",
    deterrence_cone,
    DeterrenceCone,
    "general",
    "proportional shields; one lens among several",
    "D",
)
_add(
    "offence-to-restore", "Warheads needed to restore retaliation", offence_to_restore, OffenceToRestore, "general", "expected values", "D"
)
_add(
    "margin-cost-ratio",
    "Cost exchange at the margin (Nitze)",
    margin_cost_ratio,
    MarginCostRatio,
    "general",
    "interceptors alone, no development",
    "D",
)
_add(
    "kent-thaler-cost", "Kent and Thaler's cost of an outcome", kent_thaler_cost, KentThalerCost, "kent_thaler_1989", "abstract value", "S"
)
_add("no-retaliation", "Probability that a small force cannot retaliate", no_retaliation, NoRetaliation, "wu_2020", "one common cause", "D")
