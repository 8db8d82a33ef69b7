"""Ask what it says about a state that it acts against its own past words, and what the charge of hypocrisy costs."""

from __future__ import annotations

import math
from typing import Any, Literal

from equipoise.perception.models.beliefs import update_belief
from equipoise.perception.models.inputs import ASSUMED, Reals, Shares, need_types, scale, take_types
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class ReversalSignal(Spec):
    """Take what each type gains from deploying, how far that varies, and what it costs to go back on one's own words."""

    prior: Shares = take_types((0.4, 0.3, 0.3), "prior weights")
    gains: Reals = declare_input(
        (1.0, 0.7, 0.5), "mean gain of each type from deploying: security seeker, restorer, hegemonic", unit="utility", **ASSUMED,
        max_length=3
    )  # fmt: skip
    spread: float = declare_input(
        0.5, "standard deviation of the gain within a type", unit="utility", **ASSUMED, interval=(0.1, 2.0), gt=0.0, le=1e6
    )
    reversal_cost: float = declare_input(
        0.8, "m, cost of acting against one's own past criticism", unit="utility", **ASSUMED, interval=(0.0, 2.0), ge=0.0, le=1e6
    )  # fmt: skip


def find_deploying(gain: float, spread: float, cost: float) -> float:
    """Find the chance that a normal gain reaches the cost, P(b >= m)."""
    return 0.5 * math.erfc((cost - gain) / (spread * math.sqrt(2.0)))


def reversal_signal(spec: ReversalSignal) -> dict[str, Any]:
    """Deploy iff the gain b >= m: Bayes on P(b >= m | type). The cost of a reversal is itself a signal, and its sign depends on the types.

    Derived here: with m > 0 suspicion rises over the free deployment if hegemonic types gain more, and falls if threatened types do,
    so that a public reversal can be evidence of a real threat. Gains are normal with one spread, which orders the types by their mean
    at every m. The belief after m = 0 is the same deed by a state that never criticised.

    >>> out = reversal_signal(ReversalSignal(prior=(0.5, 0.0, 0.5), gains=(1.0, 1.0, 0.0), reversal_cost=1.0, spread=1.0))
    >>> round(out["p_deploy"][0], 6), out["says"]
    (0.5, 'less suspicion: those who are threatened gain more')
    """
    prior = scale("prior", spec.prior)
    need_types("gains", spec.gains)
    odds = {m: tuple(find_deploying(g, spec.spread, m) for g in spec.gains) for m in (0.0, spec.reversal_cost)}
    free, paid = (update_belief(prior, odds[m]) for m in (0.0, spec.reversal_cost))
    if free is None or paid is None:
        keys = ("belief_after", "belief_if_free", "p_hegemonic_after", "suspicion_by_reversal", "suspicion_by_deed")
        reason = "no type would deploy at that cost, so that nothing follows from it"
        return dict.fromkeys(keys) | {"p_deploy": list(odds[spec.reversal_cost]), "says": "nothing", "reason": reason}
    change = paid[2] - free[2]
    says = "no change: all types gain alike, or it costs nothing"
    if abs(change) > 1e-12:
        says = "more suspicion: hegemonic types gain more" if change > 0.0 else "less suspicion: those who are threatened gain more"
    return {
        "p_deploy": list(odds[spec.reversal_cost]), "belief_after": paid, "belief_if_free": free, "p_hegemonic_after": paid[2],
        "suspicion_by_reversal": change, "suspicion_by_deed": free[2] - prior[2], "says": says, "reason": "",
    }  # fmt: skip


class HypocrisyPenalty(Spec):
    """Take a charge of 'you did the same', who makes it, and what is answered."""

    base: float = declare_input(
        15.0, "approval lost if the misdeeds are alike and recent", unit="points", basis="A", source="chow_levin_2024", interval=(0.0,
        30.0), ge=0.0, le=100.0
    )  # fmt: skip
    similarity: float = declare_input(0.8, "how alike the own misdeed is, 0 to 1", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    recency: float = declare_input(0.6, "how recent it is, 0 to 1", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    accuser_standing: float = declare_input(0.5, "standing of who makes the charge, 0 to 1", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    accuser_weight: float = declare_input(
        0.0, "how much that standing counts; the experiments found nothing", basis="P", source="chow_levin_2024", interval=(0.0, 0.3),
        ge=0.0, le=1.0
    )  # fmt: skip
    audience: Literal["domestic", "foreign"] = declare_input("foreign", "whose approval; the two are modelled apart", **ASSUMED)
    justification: float = declare_input(
        0.8, "share of the cost that a good justification takes away at home", basis="S", source="robison", interval=(0.3, 1.0), ge=0.0,
        le=1.0
    )  # fmt: skip
    p_counter: float = declare_input(
        0.1, "share that counter-messages take away abroad; they often fail", basis="A", source="chow_levin_2024", interval=(0.0, 0.5),
        ge=0.0, lt=0.5
    )  # fmt: skip
    is_answered: bool = declare_input(True, "whether the charge is answered at all", **ASSUMED)


def hypocrisy_penalty(spec: HypocrisyPenalty) -> dict[str, float]:
    """Approval lost to a charge of hypocrisy: base * similarity * recency * (1 - relief), the accuser counting for nothing by default.

    Chow and Levin (2024): similar and recent misdeeds bite most, who makes the charge does not matter, and counter-messages often
    fail. At home a satisfactory justification removes most of the cost (Robison). The product is ours. These are points of approval
    in surveys, not changes in what states do.

    >>> out = hypocrisy_penalty(HypocrisyPenalty(base=10.0, similarity=0.5, recency=0.5, is_answered=False))
    >>> out["points_lost"], out["points_relieved"]
    (2.5, 0.0)
    """
    charged = spec.base * spec.similarity * spec.recency * (1.0 - spec.accuser_weight * (1.0 - spec.accuser_standing))
    relief = spec.justification if spec.audience == "domestic" else spec.p_counter
    relieved = charged * relief if spec.is_answered else 0.0
    return {"points_lost": charged - relieved, "points_charged": charged, "points_relieved": relieved}


register(
    "model", "reversal-signal", title="What a reversal says about a state", function=reversal_signal, spec=ReversalSignal,
    sources=("assumption",), basis="D", stage="perception",
    validity="normal gains of one spread; which type gains more is the whole question and is an input",
    outputs={
        "p_deploy": ("", "chance that each type deploys at that cost"), "belief_after": ("", "beliefs over the types after the reversal"),
        "belief_if_free": ("", "beliefs after the same deed by a state that never criticised"),
        "p_hegemonic_after": ("", "belief in a hegemonic type after the reversal"),
        "suspicion_by_reversal": ("", "what having criticised adds to that belief; below 0 it takes away"),
        "suspicion_by_deed": ("", "what the deed alone adds"), "says": ("", "in words"), "reason": ("", "why nothing follows, if so"),
    },
)  # fmt: skip
register(
    "model", "hypocrisy-penalty", title="Cost of a charge of hypocrisy", function=hypocrisy_penalty, spec=HypocrisyPenalty,
    sources=("chow_levin_2024", "robison"), basis="D", stage="perception",
    validity="approval in surveys of one public; the cell means of the article were not read, so sizes are assumptions",
    outputs={
        "points_lost": ("points", "approval lost after the answer"), "points_charged": ("points", "approval lost without an answer"),
        "points_relieved": ("points", "what the answer takes away"),
    },
)  # fmt: skip
