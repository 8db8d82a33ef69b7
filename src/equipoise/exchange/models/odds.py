"""Ask for the odds that a small force retaliates at all, with a common cause that its mean hides."""

from __future__ import annotations

import math
from typing import Any, Literal

from equipoise.exchange.models.closed import Law, exceed, mean_of, weigh_beta_binomial, weigh_binomial
from equipoise.exchange.models.inputs import MOST_WARHEADS, Counts, take_breakthrough, take_numbers, take_reliability
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

POSTURE_WORDS = {"day": "day to day", "generated": "generated", "prompt": "launched under attack"}


class NoRetaliation(Spec):
    """Take a small force with a common way to be found."""

    weapons: int = declare_input(20, "weapons", unit="weapons", basis="A", source="assumption", ge=0, le=10**6)
    survival: float = declare_input(
        0.2, "survival of each if the hiding works", basis="G", source="wu_2020", interval=(0.05, 0.95), ge=0.0, le=1.0
    )
    p_breakthrough: float = take_breakthrough()
    reliability: float = take_reliability(0.8, "reliability of each")
    leak: float = declare_input(0.5, "share that passes the shield", basis="A", source="assumption", interval=(0.1, 1.0), ge=0.0, le=1.0)


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


class RetaliationOdds(Spec):
    """Take a force, its survival under each posture, what else each weapon must pass, and what all share."""

    weapons: int = declare_input(50, "weapons", unit="weapons", basis="A", source="assumption", ge=0, le=MOST_WARHEADS)
    survival_day: float = declare_input(
        0.1, "survival of one weapon, day to day", basis="G", source="wu_2020", interval=(0.05, 0.95), ge=0.0, le=1.0
    )
    survival_generated: float = declare_input(
        0.5, "survival of one weapon, forces generated", basis="G", source="wu_2020", interval=(0.2, 0.95), ge=0.0, le=1.0
    )
    survival_prompt: float = declare_input(
        0.9, "share that gets away if launched under attack", basis="S", source="kent_thaler_1989", interval=(0.5, 0.95), ge=0.0, le=1.0
    )
    reliability: float = take_reliability(0.8, "reliability of each")
    leak: float = declare_input(0.5, "share that passes the shield", basis="A", source="assumption", interval=(0.1, 1.0), ge=0.0, le=1.0)
    common: Literal["none", "correlation", "breakthrough"] = declare_input(
        "breakthrough", "what weapons share: nothing, a correlation of their fates, or one breakthrough that ends all", basis="A",
        source="assumption",
    )  # fmt: skip
    correlation: float = declare_input(
        0.1, "correlation of the fates of two weapons", basis="A", source="assumption", interval=(0.0, 0.5), ge=0.0, le=1.0
    )
    p_breakthrough: float = take_breakthrough()
    at_least: Counts = take_numbers((1, 5, 10))


def retaliation_odds(spec: RetaliationOdds) -> dict[str, Any]:
    """P(at least m of n) with each weapon through by s r q, mixed over what all share: beta law of given correlation, or 1-b and b.

    Three postures side by side. The independent value has the same mean, so that the difference is the common cause alone. A launch
    under attack is not exposed to the breakthrough, which finds what hides.

    >>> out = retaliation_odds(RetaliationOdds(weapons=10, survival_day=0.25, leak=1.0, reliability=1.0, p_breakthrough=0.2))
    >>> round(out["p_none_day"], 4), round(out["p_none_independent_day"], 4)
    (0.2451, 0.1074)
    """
    out: dict[str, Any] = {}
    survivals = {"day": spec.survival_day, "generated": spec.survival_generated, "prompt": spec.survival_prompt}
    for posture, survival in survivals.items():
        law = _weigh(spec, survival * spec.reliability * spec.leak, posture != "prompt")
        mean = mean_of(law)
        alone = weigh_binomial(spec.weapons, min(1.0, mean / spec.weapons) if spec.weapons else 0.0)
        out |= {
            f"mean_{posture}": mean, f"p_none_{posture}": float(law[0]), f"p_none_independent_{posture}": float(alone[0]),
            f"p_at_least_{posture}": [exceed(law, m) for m in spec.at_least],
            f"p_at_least_independent_{posture}": [exceed(alone, m) for m in spec.at_least],
        }  # fmt: skip
    return out


def _weigh(spec: RetaliationOdds, each: float, is_hiding: bool) -> Law:
    if spec.common == "correlation":
        return weigh_beta_binomial(spec.weapons, each, spec.correlation)
    law = weigh_binomial(spec.weapons, each)
    if spec.common == "breakthrough" and is_hiding:
        law = (1.0 - spec.p_breakthrough) * law
        law[0] += spec.p_breakthrough
    return law


register(
    "model", "no-retaliation", title="Probability that a small force cannot retaliate", function=no_retaliation, spec=NoRetaliation,
    sources=("wu_2020",), validity="one common cause, weapons otherwise independent and alike; a shield that thins", basis="D",
    stage="exchange",
    outputs={
        "p_none": ("", "probability that nothing arrives"), "mean_arriving": ("weapons", "mean that arrives, breakthrough counted"),
    },
)  # fmt: skip
register(
    "model", "retaliation-odds", title="Odds that at least so many arrive", function=retaliation_odds, spec=RetaliationOdds,
    sources=("wu_2020", "kent_thaler_1989"), basis="D", stage="exchange",
    validity="weapons alike, one warhead each, one common cause; the span of survival in the literature covers nearly all of 0 to 1",
    outputs={f"mean_{k}": ("weapons", f"mean that arrives, {w}") for k, w in POSTURE_WORDS.items()}
    | {f"p_none_{k}": ("", f"probability that nothing arrives, {w}") for k, w in POSTURE_WORDS.items()}
    | {f"p_none_independent_{k}": ("", "the same at the same mean, were fates independent") for k in POSTURE_WORDS}
    | {f"p_at_least_{k}": ("", f"probability of at least each number, {w}") for k, w in POSTURE_WORDS.items()}
    | {f"p_at_least_independent_{k}": ("", "the same at the same mean, were fates independent") for k in POSTURE_WORDS},
)  # fmt: skip
