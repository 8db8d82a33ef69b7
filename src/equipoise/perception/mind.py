"""Hold everything that beliefs are made with, as arrays over runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.perception.beliefs import HEGEMONIC, normalise
from equipoise.perception.record import evidence_key
from equipoise.scenario.actors import Actor
from equipoise.scenario.case import Years
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.perception import TYPES, Event, Likelihood, Perception, TypePrior, shares_of

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Mind:
    """Hold everything beliefs are made with; arrays are over runs first, types are security, restorer, hegemonic."""

    actors: tuple[str, str]
    audiences: tuple[str, ...]
    leader: int  # the audience whose trust the rivalry reads
    priors: FloatArray  # run, target, audience, type
    credibility: FloatArray  # run, audience
    susceptibility: FloatArray  # run, audience
    relief: FloatArray  # run, audience: share of the penalty for a turn that a justification takes away
    frame_fit: FloatArray  # run, audience
    listens: FloatArray  # run, audience, audience: rows sum to 1
    radius: FloatArray  # run
    is_bounded: bool
    evidence: tuple[str, ...]
    seen: FloatArray  # run, evidence, type: logarithm of the observer's likelihoods
    meant: FloatArray  # the same as the acting state itself takes them to be read
    persistence: FloatArray
    differentiability: FloatArray
    contrary_kept: FloatArray  # what is left of contrary evidence: 1 - 2q
    record: tuple[Event, ...]
    history_from: int
    assess_year: int
    penalty: FloatArray  # log odds of a fully similar and recent contradiction
    half_life: FloatArray  # years
    reversal: FloatArray  # run, type: logarithm of the probability of paying the cost of reversal
    accusation: FloatArray  # points
    counter_accusation: FloatArray
    backlash: FloatArray  # points
    accuser_weight: FloatArray
    answer_relief: FloatArray
    points: FloatArray  # survey points a unit of explanation
    words_half_life: FloatArray
    link: FloatArray  # log odds per survey point
    signals: tuple[float, float, float]  # sunk, tied, verified
    exposure: FloatArray
    unread: tuple[str, ...]  # evidence in the record for which no likelihood is declared
    runs: NDArray[np.int64]


def prepare_perception(perception: Perception, actors: Sequence[Actor], years: Years, inputs: Inputs) -> Mind:
    """Gather priors, likelihoods, audiences and the record into arrays."""
    names, heard = (actors[0].id, actors[1].id), perception.audiences
    leader = next((i for i, a in enumerate(heard) if a.kind == "rival_leadership"), 0)
    keys = {evidence_key(event) for event in perception.record if set(event.actors) & set(names)}
    known = tuple(item.evidence for item in perception.likelihoods)
    consistency, campaign, signals = perception.consistency, perception.campaign, perception.campaign.signals
    benign = inputs[perception.benign_view]
    return Mind(
        actors=names, audiences=tuple(a.id for a in heard), leader=leader, priors=_gather_priors(perception, actors, leader, inputs),
        credibility=_columns(inputs[a.credibility] for a in heard), susceptibility=_columns(inputs[a.susceptibility] for a in heard),
        relief=_columns(inputs[a.justification_relief] for a in heard), frame_fit=_columns(inputs[a.frame_fit] for a in heard),
        listens=np.broadcast_to(_network(perception), (len(inputs), len(heard), len(heard))), radius=inputs[perception.confidence_radius],
        is_bounded=perception.dynamics == "bounded_confidence", evidence=known,
        seen=np.stack([_log_likelihood(item, inputs, None) for item in perception.likelihoods], axis=1),
        meant=np.stack([_log_likelihood(item, inputs, benign) for item in perception.likelihoods], axis=1),
        persistence=inputs[perception.belief_persistence], differentiability=inputs[perception.differentiability],
        contrary_kept=1.0 - 2.0 * inputs[perception.confirmation], record=tuple(sorted(perception.record, key=lambda e: e.date)),
        history_from=years.history_from, assess_year=years.assess, penalty=inputs[consistency.base],
        half_life=np.maximum(inputs[consistency.recency_half_life], 1e-6),
        reversal=np.log(np.maximum(_columns(inputs[getattr(consistency, f"reversal_cost_{kind}")] for kind in TYPES), 1e-12)),
        accusation=inputs[consistency.accusation_points], counter_accusation=inputs[consistency.counter_accusation],
        backlash=inputs[consistency.backlash_points], accuser_weight=inputs[consistency.accuser_weight],
        answer_relief=inputs[consistency.answer_relief], points=inputs[campaign.points_per_effort],
        words_half_life=np.maximum(inputs[campaign.half_life], 1e-6), link=inputs[campaign.survey_to_belief],
        signals=(signals.sunk, signals.tied, signals.verified), exposure=inputs[campaign.exposure],
        unread=tuple(sorted(keys - set(known))), runs=inputs.runs,
    )  # fmt: skip


def _columns(arrays: Iterable[FloatArray]) -> FloatArray:
    return np.column_stack(list(arrays))


def _log_likelihood(item: Likelihood, inputs: Inputs, benign: FloatArray | None) -> FloatArray:
    """Return log likelihoods (run, type); the acting state takes its deed for likelier under security seeking: 1 - (1 - P)(1 - benign)."""
    security = inputs[item.security]
    if benign is not None:
        security = 1.0 - (1.0 - security) * (1.0 - benign)
    return np.log(np.maximum(np.column_stack([security, inputs[item.restorer], inputs[item.hegemonic]]), 1e-12))


def _gather_priors(perception: Perception, actors: Sequence[Actor], leader: int, inputs: Inputs) -> FloatArray:
    """Return priors (run, target, audience, type); distance of outlook raises hegemonic odds in the leadership's prior."""

    def draw(prior: TypePrior) -> FloatArray:
        return normalise(np.maximum(_columns(inputs[share] for share in shares_of(prior)), 1e-12))

    about = [[draw(a.prior) for a in perception.audiences], [draw(a.prior_rival or a.prior) for a in perception.audiences]]
    priors = np.stack([np.stack(side, axis=1) for side in about], axis=1)
    for target, actor in enumerate(actors):
        priors[:, target, leader, HEGEMONIC] *= np.exp(inputs[perception.identity_weight] * inputs[actor.identity])
    return normalise(priors)


def _network(perception: Perception) -> FloatArray:
    """Return who listens to whom: declared rows, or all audiences alike."""
    names = [a.id for a in perception.audiences]
    rows = [perception.network.get(name, {}) for name in names]
    return np.array([[row.get(other, 0.0) if row else 1.0 / len(names) for other in names] for row in rows])
