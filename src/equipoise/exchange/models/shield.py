"""Ask whether a shield is good enough: to make a threat believed, or to limit damage with or without a counterforce strike."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.closed import (
    Law,
    count_penetrators,
    expect_damage,
    mean_of,
    pass_shield,
    weigh_binomial,
)
from equipoise.exchange.models.inputs import (
    MOST_WARHEADS,
    Above,
    Counts,
    Shares,
    align,
    take_breakthrough,
    take_engagements,
    take_reliability,
    take_stop,
    take_weapons_80,
)
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

CHALLENGERS = "challengers"


def take_decoys(default: float = 0.0) -> Any:
    """Declare the decoys that go with each warhead."""
    return declare_input(
        default, "decoys with each warhead", unit="decoys", basis="A", source="assumption", interval=(0.0, 10.0), ge=0.0, le=1000.0
    )


def take_confusion() -> Any:
    """Declare the chance that a decoy draws an engagement."""
    meaning = "probability that a decoy is engaged like a warhead"
    return declare_input(0.3, meaning, basis="A", source="wilkening_1999", interval=(0.05, 1.0), ge=0.0, le=1.0)


def share_engagements(engagements: float, decoys: float, p_decoy: float) -> float:
    """Expect the engagements that fall on warheads: E/(1 + d P_dw), as decoys take the rest.

    >>> share_engagements(40.0, 3.0, 1.0)
    10.0
    """
    return engagements / (1.0 + decoys * p_decoy)


class LeastEffectiveShield(Spec):
    """Take challengers by their warheads, the least effectiveness that deters each, and a shield before and after a buildup."""

    warheads: Above = declare_input(
        (1500.0, 300.0, 30.0), "warheads that a challenger can send, by challenger: a great power, a middle one, a new nuclear state",
        unit="warheads", basis="A", source="assumption", max_length=20,
    )  # fmt: skip
    least_effectiveness: Shares = declare_input(
        (0.5,), "least share stopped at which the defender's threat deters, by challenger; assumed: the published equation was not open",
        basis="A", source="quackenbush_2006", interval=(0.1, 0.95), max_length=20,
    )  # fmt: skip
    engagements_before: float = take_engagements(22.0, "warheads that the shield can engage before the buildup")
    engagements_after: float = take_engagements(100.0, "warheads that the shield can engage after it")
    p_stop: float = take_stop(0.8)
    decoys: float = take_decoys()
    p_decoy: float = take_confusion()


def least_effective_shield(spec: LeastEffectiveShield) -> dict[str, Any]:
    """Effectiveness e = K min(E/(1 + d P_dw), W)/W against a least one e*: met if e >= e*; engagements needed e* W (1 + d P_dw)/K.

    Quackenbush (2006): missile defence has a least effectiveness at which deterrence succeeds; Kim and Kim (2021) ask against whom a
    shield reaches it. Their equations were not in open text, so e* is an input and an assumption, and the effectiveness is the share
    stopped in the mean by a shield of limited stock. Where K < e* no stock is enough.

    >>> out = least_effective_shield(LeastEffectiveShield())
    >>> out["meets_after"], [round(e, 3) for e in out["effectiveness_after"]]
    ([False, False, True], [0.053, 0.267, 0.8])
    """
    warheads, least = align(spec, ("warheads", "least_effectiveness"), CHALLENGERS)
    out: dict[str, Any] = {}
    for name, stock in (("before", spec.engagements_before), ("after", spec.engagements_after)):
        useful = share_engagements(stock, spec.decoys, spec.p_decoy)
        stopped = [1.0 - count_penetrators(w, useful, spec.p_stop) / w for w in warheads]
        out[f"effectiveness_{name}"] = stopped
        out[f"meets_{name}"] = [e >= e_least - 1e-12 for e, e_least in zip(stopped, least, strict=True)]
    each = 1.0 / share_engagements(1.0, spec.decoys, spec.p_decoy)
    reachable = [spec.p_stop >= e for e in least]
    out["engagements_needed"] = [
        (e * w * each / spec.p_stop if e > 0.0 else 0.0) if can else None for w, e, can in zip(warheads, least, reachable, strict=True)
    ]
    out["turned_by_buildup"] = [not b and a for b, a in zip(out["meets_before"], out["meets_after"], strict=True)]
    out["reason"] = "" if all(reachable) else "where p_stop is below the least effectiveness, no number of engagements is enough"
    return out


class DamageLimitation(Spec):
    """Take a small force, what a strike on it leaves, a shield with decoys in its way, and numbers that count as few."""

    weapons: int = declare_input(100, "weapons of the other side", unit="weapons", basis="A", source="assumption", ge=0, le=MOST_WARHEADS)
    survival: float = declare_input(
        0.2, "survival of a weapon under a counterforce strike, if the hiding works", basis="G", source="wu_2020", interval=(0.05, 0.95),
        ge=0.0, le=1.0,
    )  # fmt: skip
    p_breakthrough: float = take_breakthrough()
    reliability: float = take_reliability(0.8, "reliability of each weapon")
    engagements: float = take_engagements(44.0)
    p_stop: float = take_stop(0.5)
    decoys: float = take_decoys(3.0)
    p_decoy: float = take_confusion()
    at_most: Counts = declare_input(
        (0, 5, 10), "numbers m for which P(at most m arrive) is told", unit="weapons", basis="A", source="assumption", max_length=50
    )
    weapons_80: float = take_weapons_80(200.0)


def damage_limitation(spec: DamageLimitation) -> dict[str, Any]:
    """P(at most m arrive) and expected value lost with neither, counterforce, shield and both: Bin(n, s r) past E/(1 + d P_dw) engagements.

    Value spared is E[D] with neither less E[D] with the means named; D = 1 - exp(-w ln5/w80), taken over the whole law. Means do not
    add up: what counterforce leaves is what a small shield can meet.

    >>> out = damage_limitation(DamageLimitation(survival=1.0, p_breakthrough=0.0, p_stop=0.0))
    >>> out["value_spared_by_both"], round(out["arriving_neither"], 9)
    (0.0, 80.0)
    """
    useful = share_engagements(spec.engagements, spec.decoys, spec.p_decoy)
    whole = weigh_binomial(spec.weapons, spec.reliability)
    struck = (1.0 - spec.p_breakthrough) * weigh_binomial(spec.weapons, spec.survival * spec.reliability)
    struck[0] += spec.p_breakthrough
    laws = {
        "neither": whole, "counterforce": struck, "shield": pass_shield(whole, useful, spec.p_stop),
        "both": pass_shield(struck, useful, spec.p_stop),
    }  # fmt: skip
    out: dict[str, Any] = {}
    lost = {name: expect_damage(law, spec.weapons_80) for name, law in laws.items()}
    for name, law in laws.items():
        out |= {
            f"arriving_{name}": mean_of(law), f"p_at_most_{name}": [_stay_within(law, m) for m in spec.at_most],
            f"value_lost_{name}": lost[name],
        }  # fmt: skip
        if name != "neither":
            out[f"value_spared_by_{name}"] = max(0.0, lost["neither"] - lost[name])
    return out


def _stay_within(law: Law, most: int) -> float:
    return min(1.0, float(law[: most + 1].sum()))


register(
    "model", "least-effective-shield", title="Least shield that makes a threat believed", function=least_effective_shield,
    spec=LeastEffectiveShield, sources=("quackenbush_2006", "kim_kim_2021"), basis="A", stage="exchange",
    validity="the least effectiveness is an assumption, the same for every challenger unless given; mean shares; the whole raid at once",
    outputs={
        "effectiveness_before": ("", "share of the raid stopped before the buildup, by challenger"),
        "effectiveness_after": ("", "the same after it"), "meets_before": ("", "whether that is enough, before"),
        "meets_after": ("", "whether that is enough, after"),
        "engagements_needed": ("warheads", "for the least effectiveness; none: never"),
        "turned_by_buildup": ("", "whether the buildup makes the difference"), "reason": ("", "why no number is enough, if so"),
    },
)  # fmt: skip
_MEANS = {"neither": "with neither", "counterforce": "after counterforce", "shield": "past the shield", "both": "with both"}
register(
    "model", "damage-limitation", title="Damage limitation by counterforce, shield and both", function=damage_limitation,
    spec=DamageLimitation, sources=("glaser_fetter_2016", "wu_2020"), basis="D", stage="exchange",
    validity="one small force of like weapons; abstract value; decoys share engagements in the mean; no response of the other side",
    outputs={f"arriving_{k}": ("weapons", f"mean that arrives {w}") for k, w in _MEANS.items()}
    | {f"p_at_most_{k}": ("", f"probability of at most each number {w}") for k, w in _MEANS.items()}
    | {f"value_lost_{k}": ("", f"expected share of value lost {w}") for k, w in _MEANS.items()}
    | {f"value_spared_by_{k}": ("", "share of value that this spares") for k in _MEANS if k != "neither"},
)  # fmt: skip
