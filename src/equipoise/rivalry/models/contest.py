"""Ask what arming wastes, and how much of it peace takes when arms themselves deter."""

from __future__ import annotations

import math
from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED, take_discount
from equipoise.scenario.number import Spec


class Tullock(Spec):
    """Take a contest in which arms buy odds."""

    value_1: float = declare_input(1.0, "what winning is worth to side 1", unit="value", **ASSUMED, gt=0.0, le=1e6)
    value_2: float = declare_input(1.0, "what winning is worth to side 2", unit="value", **ASSUMED, gt=0.0, le=1e6)
    decisiveness: float = declare_input(
        1.0, "r, how far arms decide", basis="G", source="tullock_1980", interval=(0.5, 2.0), gt=0.0, le=10.0
    )  # fmt: skip


def tullock(spec: Tullock) -> dict[str, Any]:
    """Effort in a contest u_i = V_i a_i^r/(a_1^r + a_2^r) - a_i: a_1 = r V1^(1+r) V2^r/(V1^r + V2^r)^2, and the same turned.

    Tullock (1980); unequal values, Nti (1999). Equal values: a = rV/4. Both sides find it worth while iff r <= 1 + (V_low/V_high)^r;
    beyond that there is no equilibrium in pure efforts. The waste is the cost of anarchy: both would be better off with less.

    >>> out = tullock(Tullock(value_1=2.0))
    >>> round(out["effort_1"], 6), round(out["p_win_1"], 6), round(out["waste"], 6)
    (0.444444, 0.666667, 0.666667)
    """
    v1, v2, r = spec.value_1, spec.value_2, spec.decisiveness
    keys = ("effort_1", "effort_2", "p_win_1", "payoff_1", "payoff_2", "waste", "waste_share")
    most = 1.0 + (min(v1, v2) / max(v1, v2)) ** r
    if r > most + 1e-12:
        told = f"r is {r:g}, above {most:g}: the weaker side would not take part, so that no pair of efforts stands"
        return dict.fromkeys(keys) | {"largest_decisiveness": most, "reason": told}
    ratio = (v2 / v1) ** r  # not the powers themselves, which leave the range of numbers
    p1 = 1.0 / (1.0 + ratio)
    a1, a2 = r * v1 * p1 * (1.0 - p1), r * v2 * p1 * (1.0 - p1)
    won = p1 * v1 + (1.0 - p1) * v2
    values = (a1, a2, p1, p1 * v1 - a1, (1.0 - p1) * v2 - a2, a1 + a2, (a1 + a2) / won)
    return dict(zip(keys, values, strict=True)) | {"largest_decisiveness": most, "reason": ""}


class WarConstraint(Spec):
    """Take two states that share a pie of 1 each period and arm to make war unattractive."""

    discount: float = take_discount(0.9)
    war_cost: float = declare_input(4.7, "cost of war to the winner", unit="pies", **ASSUMED, interval=(0.0, 10.0), ge=0.0, le=1e6)
    offence_advantage: float = declare_input(
        1.0, "m, weight of an attacker's arms against a defender's", **ASSUMED, interval=(0.25, 4.0), gt=0.0, le=1e3
    )  # fmt: skip


def war_constraint(spec: WarConstraint) -> dict[str, Any]:
    """Least arms a that keep peace: (1/2 - a)/(1 - delta) >= max_a' [p(a', a) W - a'], p = m a'/(m a' + a), W = 1/(1-delta) - cost.

    Fearon (2018): states limit arms only as far as this endogenous war constraint allows, and arming to deter makes the status quo
    worth less, which feeds back. The form is derived here. With r = 1 the best surprise is worth (sqrt W - sqrt(a/m))^2, so that
    with D = 1/(1-delta) sqrt(a) is the lower root of (D + 1/m) s^2 - 2 sqrt(W/m) s + W - D/2. Peace without arms iff W <= D/2;
    no arms keep peace iff W > D/2 + 1/(2m).

    >>> out = war_constraint(WarConstraint(discount=0.5, war_cost=1.0))
    >>> out["is_peace"], out["arms"]
    (True, 0.0)
    >>> war_constraint(WarConstraint(discount=0.5, war_cost=0.4))["is_peace"]
    False
    """
    d = 1.0 / (1.0 - spec.discount)
    w, m = d - spec.war_cost, spec.offence_advantage
    most = d / 2.0 + 1.0 / (2.0 * m)
    out: dict[str, Any] = {"winning_value": w, "peace_without_arms_below": d / 2.0, "peace_below": most, "reason": ""}
    if w > most:
        told = f"winning is worth {w:g}, above {most:g}: no level of arms makes the share of peace worth more than surprise"
        return out | {"is_peace": False, "arms": None, "arms_share": None, "peace_value": None, "reason": told}
    if w <= d / 2.0:
        arms = 0.0
    else:
        inside = w / m - (d + 1.0 / m) * (w - d / 2.0)
        # the lower root as a ratio, which does not cancel; none is below 0
        arms = ((w - d / 2.0) / (math.sqrt(w / m) + math.sqrt(max(0.0, inside)))) ** 2
    return out | {"is_peace": True, "arms": arms, "arms_share": 2.0 * arms, "peace_value": (0.5 - arms) * d}


register(
    "model", "tullock-contest", title="Arms in a contest, and what they waste", function=tullock, spec=Tullock,
    sources=("tullock_1980", "nti_1999"), basis="G", stage="rivalry", validity="one contest, efforts at once, no shadow of the future",
    outputs={
        "effort_1": ("value", "of side 1"), "effort_2": ("value", "of side 2"), "p_win_1": ("", "odds of side 1"),
        "payoff_1": ("value", "of side 1"), "payoff_2": ("value", "of side 2"), "waste": ("value", "efforts of both"),
        "waste_share": ("", "waste over what is won"), "largest_decisiveness": ("", "r above which there is no pure equilibrium"),
        "reason": ("", "why there is none, if so"),
    },
)  # fmt: skip
register(
    "model", "war-constraint", title="Arms that keep the peace", function=war_constraint, spec=WarConstraint, sources=("fearon_2018",),
    basis="D", stage="rivalry",
    validity="two equal states, a decisive war, arms bought each period, r = 1; the effect of patience has no fixed sign",
    outputs={
        "is_peace": ("", "whether some level of arms keeps peace"),
        "arms": ("pies a period", "the least of each state that does; none: no level does"),
        "arms_share": ("", "share of the pie that both spend"), "peace_value": ("pies", "of peace to each, all periods"),
        "winning_value": ("pies", "W, of winning a war, net of its cost"),
        "peace_without_arms_below": ("pies", "W up to which no arms are needed"),
        "peace_below": ("pies", "W above which no arms keep peace"), "reason": ("", "why there is no peace, if so"),
    },
)  # fmt: skip
