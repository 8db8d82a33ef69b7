"""Declare types, priors, likelihoods, audiences, the record of words and deeds, and campaigns."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.scenario.number import Money, Number, Probability, Ratio, Real, Spec

TYPES = ("security", "restorer", "hegemonic")


class TypePrior(Spec):
    """Declare prior weights over the three types; they are scaled to sum to 1."""

    security: Ratio
    restorer: Ratio
    hegemonic: Ratio


class Likelihood(Spec):
    """Declare how likely each type makes one kind of evidence, as the observer sees it."""

    evidence: str
    security: Probability
    restorer: Probability
    hegemonic: Probability
    source: str = ""
    basis: str = ""
    note: str = ""


class Audience(Spec):
    """Declare one audience: whose view, how open to words, to deeds, to others."""

    id: str
    title: str = ""
    kind: Literal["rival_leadership", "allied_public", "nonaligned_public"]
    prior: TypePrior
    credibility: Probability  # weight given to words; 0 = a fully sceptical observer
    susceptibility: Probability  # weight given to other audiences (Friedkin-Johnsen)
    source: str = ""
    note: str = ""


class Event(Spec):
    """Declare one dated word or deed; `actors` are ids of states of the case, others are passed over."""

    id: str = ""
    date: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    actors: tuple[str, ...]
    kind: Literal["word", "deed"]
    stance: str
    theme: Literal["shield", "hypersonic", "hypersonic_shield", "treaty"]
    code: str = ""  # the coding rule that applied (see the record's own file)
    what: str
    source: str
    basis: str = ""
    confidence: str = ""
    note: str = ""


class Campaign(Spec):
    """Declare what explanation and costly reassurance can do, and at what price."""

    points_per_effort: Ratio  # survey points a unit of sustained explanation moves an open audience
    half_life: Ratio  # years until half of an effect of words is gone
    efforts: tuple[float, ...] = (0.0, 1.0, 2.0, 4.0)  # units of explanation compared
    reassurances: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)  # share of the counter-shield given up or verified away
    cost_per_effort: Money
    survey_to_belief: Real  # visible link: change in log odds of hegemonic intent per survey point (an assumption)
    source: str = ""


class Consistency(Spec):
    """Declare the penalty for acting against one's own past criticism, and how it fades."""

    base: Ratio  # log-odds weight of a fully similar and recent contradiction
    recency_half_life: Ratio  # years
    reversal_cost_security: Probability  # probability that a security seeker would pay the cost of reversal
    reversal_cost_restorer: Probability
    reversal_cost_hegemonic: Probability
    source: str = ""
    basis: str = ""


class Perception(Spec):
    """Declare everything the constructivist lens reads; the neorealist lens reads none of it."""

    likelihoods: tuple[Likelihood, ...]
    audiences: tuple[Audience, ...] = Field(min_length=1)
    record: tuple[Event, ...] = ()
    campaign: Campaign
    consistency: Consistency
    belief_persistence: Probability  # yearly chance that a state's type stays what it was (hidden Markov filter)
    worst_case_bias: Probability  # how far the neorealist reader shades the rival's shield towards perfect
    source: str = ""


def shares_of(prior: TypePrior) -> tuple[Number, Number, Number]:
    """List the three prior weights in the order of TYPES."""
    return prior.security, prior.restorer, prior.hegemonic
