"""Ask what backing down costs a leader at home, with the evidence against it kept in view."""

from __future__ import annotations

import math
from typing import Any

from equipoise.perception.models.inputs import ASSUMED
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class AudienceCost(Spec):
    """Take a prior over the approval that backing down costs, how far the crisis went, and who listens with a mind made up."""

    points: float = declare_input(
        10.0, "approval lost by backing down after a full escalation, centre of the prior", unit="points", basis="A", source="tomz_2007",
        interval=(0.0, 30.0), ge=0.0, le=100.0,
    )  # fmt: skip
    spread: float = declare_input(8.0, "standard deviation of the prior", unit="points", **ASSUMED, interval=(2.0, 15.0), gt=0.0, le=100.0)
    p_none: float = declare_input(
        0.2, "chance that there is no such cost, as one laboratory study found", basis="A", source="bausch_2016", interval=(0.0, 0.6),
        ge=0.0, le=1.0
    )  # fmt: skip
    escalation: float = declare_input(0.7, "how far the crisis went, 0 to 1", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    fixed_share: float = declare_input(
        0.5, "share of the audience with a policy view of its own, which consistency does not move", basis="A", source="chaudoin_2014",
        interval=(0.2, 0.9), ge=0.0, le=1.0,
    )  # fmt: skip
    justification: float = declare_input(
        0.0, "share that an explanation by new information takes away", basis="A", source="levendusky_horowitz_2012", interval=(0.0, 0.9),
        ge=0.0, le=1.0,
    )  # fmt: skip


def audience_cost(spec: AudienceCost) -> dict[str, Any]:
    """Approval lost by backing down: a wide normal prior cut at 0 with a mass at zero, times escalation, open minds, what is unexplained.

    Costs rise with escalation (Fearon 1994; Tomz 2007 in surveys); a laboratory study with money at stake finds none (Bausch 2016),
    and consistency matters only to respondents without a view of the policy (Chaudoin 2014). The product is ours. Points of approval,
    not odds that a leader backs down.

    >>> out = audience_cost(AudienceCost(points=10.0, spread=0.001, p_none=0.2, escalation=0.5, fixed_share=0.5))
    >>> round(out["points_if_any"], 6), round(out["points_mean"], 6), out["points_low"]
    (2.5, 2.0, 0.0)
    """
    share = spec.escalation * (1.0 - spec.fixed_share) * (1.0 - spec.justification)
    z = spec.points / spec.spread
    inside = 0.5 * math.erfc(-z / math.sqrt(2.0))  # mass of the normal law above 0
    mean = spec.points + spec.spread * math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi) / inside
    return {
        "points_if_any": share * mean, "points_mean": (1.0 - spec.p_none) * share * mean,
        "points_low": share * _quantile(spec, 0.05), "points_high": share * _quantile(spec, 0.95), "share_that_counts": share,
    }  # fmt: skip


def _quantile(spec: AudienceCost, level: float) -> float:
    """Return a quantile of the prior: p_none at zero, the rest a normal law cut at zero; by halving."""
    if level <= spec.p_none:
        return 0.0
    below = (level - spec.p_none) / (1.0 - spec.p_none)
    start = 0.5 * math.erfc(spec.points / spec.spread / math.sqrt(2.0))
    low, high = 0.0, spec.points + 40.0 * spec.spread
    for _ in range(100):
        middle = 0.5 * (low + high)
        mass = 0.5 * math.erfc(-(middle - spec.points) / spec.spread / math.sqrt(2.0))
        low, high = (middle, high) if (mass - start) / (1.0 - start) < below else (low, middle)
    return 0.5 * (low + high)


register(
    "model", "audience-cost", title="Cost of backing down at home", function=audience_cost, spec=AudienceCost,
    sources=("fearon_1994", "tomz_2007", "bausch_2016", "chaudoin_2014", "levendusky_horowitz_2012"), basis="D", stage="perception",
    validity="approval in surveys of a democracy; the evidence is divided, so the prior is wide and has mass at zero",
    outputs={
        "points_if_any": ("points", "mean approval lost, if such costs exist"), "points_mean": ("points", "mean over all"),
        "points_low": ("points", "5 per cent quantile"), "points_high": ("points", "95 per cent quantile"),
        "share_that_counts": ("", "share of the full cost that is left after escalation, fixed views and explanation"),
    },
)  # fmt: skip
