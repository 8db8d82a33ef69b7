"""Declare types, priors, likelihoods, audiences, the record of words and deeds, and campaigns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.errors import suggest_nearest
from equipoise.scenario.number import Money, Number, Probability, Ratio, Real, Spec, assumed, number

TYPES = ("security", "restorer", "hegemonic")
AudienceKind = Literal["rival_leadership", "domestic_public", "rival_public", "allied_public", "nonaligned_public"]
Weight = Annotated[float, Field(ge=0.0, le=1.0)]
LARGEST_PUBLISHED = 5.0  # survey points an event; beyond the published range (docs/models/perception.md)


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
    """Declare one audience: whose view, how open to words, to deeds, to others.

    A domestic public is that of the builder, a rival public that of the rival; about its own state it takes a justification.
    """

    id: str
    title: str = ""
    kind: AudienceKind
    prior: TypePrior  # about the builder
    prior_rival: TypePrior | None = None  # about the rival; default the same
    credibility: Probability  # weight given to words; 0 = a fully sceptical observer
    susceptibility: Probability  # weight given to other audiences (Friedkin-Johnsen)
    justification_relief: Probability = assumed(0.0, None, "share of the penalty for a turn that a justification takes away")
    frame_fit: Probability = assumed(1.0, None, "how far the frame of a campaign speaks to this audience")
    source: str = ""
    note: str = ""


class Event(Spec):
    """Declare one dated word or deed; `actors` are ids of states of the case, others are passed over."""

    id: str = ""
    date: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    actors: tuple[str, ...]
    towards: str = ""  # whom a criticism accuses, by id; default the other of the two actors
    kind: Literal["word", "deed"]
    stance: str
    theme: Literal["shield", "hypersonic", "hypersonic_shield", "treaty"]
    code: str = ""  # the coding rule that applied (see the record's own file)
    what: str
    source: str
    basis: str = ""
    confidence: str = ""
    note: str = ""


class Signals(Spec):
    """Declare what reassurance is made of: costs sunk at once, hands tied by a public limit, restraint that others inspect."""

    sunk: float = Field(0.0, ge=0.0, le=1.0)
    tied: float = Field(0.0, ge=0.0, le=1.0)
    verified: float = Field(1.0, ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _whole(self) -> Signals:
        total = self.sunk + self.tied + self.verified
        if abs(total - 1.0) > 1e-9:
            problem = f"the shares of the signals add to {total:g}"
            raise PydanticCustomError("signals", "{problem}", {"problem": problem, "accepted": "shares that add to 1", "mend": ""})
        return self


class Campaign(Spec):
    """Declare what explanation and costly reassurance can do, and at what price."""

    points_per_effort: Ratio  # survey points a unit of sustained explanation moves an open audience
    half_life: Ratio  # years until half of an effect of words is gone
    efforts: tuple[Annotated[float, Field(ge=0.0, le=100.0)], ...] = (0.0, 1.0, 2.0, 4.0)  # units of explanation compared
    reassurances: tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...] = (0.0, 0.25, 0.5, 0.75, 1.0)  # share of the counter-shield given up
    transparencies: tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...] = (0.0, 1.0)  # how far deeds are laid open
    signals: Signals = Field(default_factory=lambda: Signals(sunk=0.0, tied=0.0, verified=1.0))
    exposure: Probability = assumed(0.5, None, "chance that a year of inspections exposes a cheat")
    cost_per_effort: Money
    survey_to_belief: Real  # visible link: change in log odds of hegemonic intent per survey point (an assumption)
    allows_large_effects: bool = False  # published effects stay below 5 points an event; more needs this word
    source: str = ""

    @model_validator(mode="after")
    def _published_range(self) -> Campaign:
        top = float(self.points_per_effort.quantile(1.0 - 1e-9))
        if top > LARGEST_PUBLISHED and not self.allows_large_effects:
            problem = f"points_per_effort reaches {top:.3g}, above the {LARGEST_PUBLISHED:g} points of published effects"
            mend = "Set allows_large_effects: true to go beyond them"
            fault = {"problem": problem, "accepted": f"at most {LARGEST_PUBLISHED:g}", "mend": mend}
            raise PydanticCustomError("campaign", "{problem}", fault)
        return self


class Consistency(Spec):
    """Declare the penalty for acting against one's own past criticism, how it fades, and what accusations do."""

    base: Ratio  # log-odds weight of a fully similar and recent contradiction
    recency_half_life: Ratio  # years
    reversal_cost_security: Probability  # probability that a security seeker would pay the cost of reversal
    reversal_cost_restorer: Probability
    reversal_cost_hegemonic: Probability
    accusation_points: Ratio = assumed(0.0, None, "survey points that an accusation moves an open audience against the accused")
    counter_accusation: Probability = assumed(0.0, None, "share of its force lost where the accuser has like and recent deeds")
    backlash_points: Ratio = assumed(0.0, None, "survey points that the accuser then loses itself")
    accuser_weight: Real = assumed(0.0, None, "how much more an accusation weighs when its author is not the rival; published: nothing")
    answer_relief: Probability = assumed(0.0, None, "share of the accuser's loss that its own answer wins back; published: little")
    source: str = ""
    basis: str = ""


class Lens(Spec):
    """Declare how a lens reads intent: trust = reads_intent x belief + (1 - reads_intent) x assumes."""

    reads_intent: Probability
    assumes: Probability = assumed(0.0, None, "trust where intent is not read: 0 is the worst case")


class Lenses(Spec):
    """Declare the two lenses as settings of one machinery."""

    neorealist: Lens = Field(default_factory=lambda: Lens(reads_intent=number(0.0)))
    constructivist: Lens = Field(default_factory=lambda: Lens(reads_intent=number(1.0)))

    @model_validator(mode="before")
    @classmethod
    def _keep_what_is_not_said(cls, raw: object) -> object:
        if not isinstance(raw, dict):
            return raw
        usual = {"neorealist": 0.0, "constructivist": 1.0}
        return {k: {"reads_intent": usual[k], **v} if k in usual and isinstance(v, dict) else v for k, v in raw.items()}


class Perception(Spec):
    """Declare everything that beliefs are made of; a lens that reads no intent reads none of it."""

    likelihoods: tuple[Likelihood, ...]
    audiences: tuple[Audience, ...] = Field(min_length=1)
    network: dict[str, dict[str, Weight]] = Field(default_factory=dict)  # who listens to whom; rows sum to 1; no row: to all alike
    dynamics: Literal["friedkin_johnsen", "bounded_confidence"] = "friedkin_johnsen"
    confidence_radius: Probability = assumed(0.3, None, "bounded confidence: audiences further apart than this do not listen")
    lenses: Lenses = Field(default_factory=Lenses)
    record: tuple[Event, ...] = ()
    campaign: Campaign
    consistency: Consistency
    belief_persistence: Probability  # yearly chance that a state's type stays what it was (hidden Markov filter)
    worst_case_bias: Probability  # how far a distrustful reader shades the rival's shield towards perfect
    differentiability: Probability = assumed(1.0, None, "how far deeds tell types apart: 1 as the likelihoods say, 0 not at all")
    confirmation: Probability = assumed(0.0, None, "share of contrary evidence misread as confirming (Rabin and Schrag)")
    benign_view: Probability = assumed(0.0, None, "how much likelier a state takes its own deeds to look like security seeking")
    identity_weight: Ratio = assumed(0.0, None, "log odds of hegemonic intent in the leadership's prior per unit of distance")
    source: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Perception:
        fault = _find_audience_fault(self)
        if fault:
            raise PydanticCustomError("perception", "{problem}", fault)
        return self


def _find_audience_fault(perception: Perception) -> dict[str, str] | None:
    """Find an audience named twice, priors that give nothing, a network row of strangers, or one that does not sum to 1."""
    names = [a.id for a in perception.audiences]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        return {"problem": f"audiences: '{twice[0]}' stands there twice", "accepted": "each once", "mend": ""}
    for audience in perception.audiences:
        for field, prior in (("prior", audience.prior), ("prior_rival", audience.prior_rival or audience.prior)):
            shares = shares_of(prior)
            total = sum(float(share.quantile(1e-9)) for share in shares)
            if total <= 0.0 or (not any(share.is_uncertain for share in shares) and abs(total - 1.0) > 1e-6):
                problem = f"audiences.{audience.id}.{field}: the three odds sum to {total:g}"
                return {"problem": problem, "accepted": "odds that sum to 1, or distributions, which are scaled run by run", "mend": ""}
    for listener, row in perception.network.items():
        for name in (listener, *row):
            if name not in names:
                problem = f"network.{listener}: unknown audience '{name}'"
                return {"problem": problem, "accepted": ", ".join(names), "mend": suggest_nearest(name, names)}
        total = sum(row.values())
        if abs(total - 1.0) > 1e-6:
            problem, mend = f"network.{listener}: the row sums to {total:g}", f"Divide each weight by {total:g}" if total else ""
            return {"problem": problem, "accepted": "weights of each row that sum to 1", "mend": mend}
    return None


def shares_of(prior: TypePrior) -> tuple[Number, Number, Number]:
    """List the three prior weights in the order of TYPES."""
    return prior.security, prior.restorer, prior.hegemonic
