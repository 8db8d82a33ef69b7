"""Assess intent: beliefs over types, updated by the record of words and deeds and by what the modelled capabilities show.

Reads published numbers and belief, never truth. The neorealist lens uses none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.results.schema import ASSESSMENTS
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor
from equipoise.scenario.case import Years
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.perception import TYPES, Event, Perception

FloatArray = NDArray[np.float64]
SIMILARITY = {("shield", "shield"): 1.0, ("hypersonic_shield", "hypersonic_shield"): 1.0}
RELATED = 0.7  # a shield against other missiles is nearly the same thing (coding rule, open to dispute)
SHIELD_THEMES = ("shield", "hypersonic_shield")


@dataclass(frozen=True)
class Mind:
    """Hold everything beliefs are made with, as arrays over runs; the last axis is security, restorer, hegemonic."""

    actors: tuple[str, str]
    audiences: tuple[str, ...]
    is_leadership: tuple[bool, ...]
    priors: FloatArray  # audience, run, type
    credibility: FloatArray  # audience, run
    susceptibility: FloatArray  # audience, run
    likelihoods: dict[str, FloatArray]  # evidence -> run, type
    persistence: FloatArray  # run
    record: tuple[Event, ...]
    history_from: int
    assess_year: int
    penalty: FloatArray  # run: log-odds of a fully similar and recent contradiction
    half_life: FloatArray  # run, years
    reversal: FloatArray  # run, type: probability of paying the cost of reversal
    points: FloatArray  # run: survey points a unit of explanation
    words_half_life: FloatArray
    link: FloatArray  # run: log odds per survey point
    unread: tuple[str, ...]  # evidence in the record for which no likelihood is declared
    runs: NDArray[np.int64]


@dataclass(frozen=True)
class Beliefs:
    """Hold beliefs p[target, audience, run, type]; target 0 is the builder, 1 the rival."""

    p: FloatArray
    effort: float = 0.0
    with_criticism: bool = True

    def about(self, target: int, audience: int) -> FloatArray:
        """Return one audience's belief about one state, by run and type."""
        return np.asarray(self.p[target, audience], dtype=np.float64)


@dataclass(frozen=True)
class YearEvidence:
    """Hold what one year shows of each state (0 builder, 1 rival), as arrays over runs in 0..1."""

    fields_counter_shield: tuple[FloatArray, FloatArray]  # weight: how far the other's believed second strike fell
    adds_offence: tuple[FloatArray, FloatArray]  # 1 where it added offence beyond its baseline
    restrains: tuple[FloatArray, FloatArray]  # 1 where it could have added and did not
    verified_restraint: tuple[FloatArray, FloatArray]  # share of the shield given up or verified away


def prepare_perception(perception: Perception, actors: Sequence[Actor], years: Years, inputs: Inputs) -> Mind:
    """Gather priors, likelihoods, audiences and the record into arrays."""
    likelihoods = {
        item.evidence: np.column_stack([inputs[item.security], inputs[item.restorer], inputs[item.hegemonic]])
        for item in perception.likelihoods
    }
    priors = []
    for audience in perception.audiences:
        weights = np.column_stack([inputs[audience.prior.security], inputs[audience.prior.restorer], inputs[audience.prior.hegemonic]])
        priors.append(_normalise(np.maximum(weights, 1e-12)))
    names = tuple(actor.id for actor in actors)
    keys = {evidence_key(event) for event in perception.record if set(event.actors) & set(names)}
    consistency, campaign = perception.consistency, perception.campaign
    return Mind(
        actors=(names[0], names[1]), audiences=tuple(a.id for a in perception.audiences),
        is_leadership=tuple(a.kind == "rival_leadership" for a in perception.audiences), priors=np.array(priors),
        credibility=np.array([inputs[a.credibility] for a in perception.audiences]),
        susceptibility=np.array([inputs[a.susceptibility] for a in perception.audiences]), likelihoods=likelihoods,
        persistence=inputs[perception.belief_persistence], record=tuple(sorted(perception.record, key=lambda e: e.date)),
        history_from=years.history_from, assess_year=years.assess, penalty=inputs[consistency.base],
        half_life=np.maximum(inputs[consistency.recency_half_life], 1e-6),
        reversal=np.column_stack(
            [inputs[getattr(consistency, f"reversal_cost_{kind}")] for kind in TYPES]
        ),
        points=inputs[campaign.points_per_effort], words_half_life=np.maximum(inputs[campaign.half_life], 1e-6),
        link=inputs[campaign.survey_to_belief], unread=tuple(sorted(keys - set(likelihoods))), runs=inputs.runs,
    )  # fmt: skip


def evidence_key(event: Event) -> str:
    """Code an event as evidence: its stance and theme (the stated rule; change a likelihood to dispute it).

    >>> evidence_key(Event(date="2019", actors=("x",), kind="deed", stance="deploys", theme="shield", what="w", source="s"))
    'deploys_shield'
    """
    return f"{event.stance}_{event.theme}"


def first_beliefs(mind: Mind, *, with_criticism: bool = True, campaign_effort: float = 0.0) -> Beliefs:
    """Form beliefs at the start of the year of assessment: priors, then the record before it, year by year."""
    p = np.stack([mind.priors, mind.priors])
    beliefs = Beliefs(p, campaign_effort, with_criticism)
    for year in range(mind.history_from, mind.assess_year):
        beliefs = _read_record(mind, _drift(mind, beliefs), year)
    return beliefs


def assess(mind: Mind, beliefs: Beliefs, evidence: YearEvidence, year: int, history: str) -> tuple[Beliefs, Table]:
    """Assess one year: types may change, the record and the modelled deeds are read, audiences talk, words fade.

    Hidden Markov filter; deeds by Bayes with declared likelihoods, weighted by how much they matter for the other's second
    strike; words only through credibility; Friedkin and Johnsen (1990) between publics.
    """
    beliefs = _read_record(mind, _drift(mind, beliefs), year)
    p = beliefs.p.copy()
    for target in (0, 1):
        for key, weights in (
            ("fields_counter_shield", evidence.fields_counter_shield), ("adds_offence", evidence.adds_offence),
            ("restrains", evidence.restrains), ("verified_restraint", evidence.verified_restraint),
        ):  # fmt: skip
            if key in mind.likelihoods:
                for audience in range(len(mind.audiences)):
                    p[target, audience] = update(p[target, audience], mind.likelihoods[key], weights[target])
    p[0] = _speak(mind, p[0], beliefs.effort)
    settled = replace(beliefs, p=_talk(mind, p))
    return settled, _table(mind, settled, year, history)


def update(p: FloatArray, likelihood: FloatArray, weight: FloatArray | float) -> FloatArray:
    """Update beliefs p[run, type] by Bayes with the likelihoods raised to a weight (0 leaves them untouched, bit for bit).

    Kydd (1997): odds are multiplied by the ratio of likelihoods. Prior 0.4, likelihoods 1 against 0.125 (three inspections
    passed at exposure one half) give 0.842105.

    >>> p = update(np.array([[0.4, 0.0, 0.6]]), np.array([[1.0, 1.0, 0.125]]), 1.0)
    >>> round(float(p[0, 0]), 6)
    0.842105
    """
    w = np.broadcast_to(np.asarray(weight, dtype=np.float64), (p.shape[0],))
    factor = np.exp(w[:, None] * np.log(np.maximum(likelihood, 1e-12)))
    return np.where((w == 0.0)[:, None], p, _normalise(p * factor))


def _normalise(p: FloatArray) -> FloatArray:
    total = p[:, 0] + p[:, 1] + p[:, 2]
    return p / total[:, None]


def _drift(mind: Mind, beliefs: Beliefs) -> Beliefs:
    stay = mind.persistence[None, None, :, None]
    return replace(beliefs, p=np.where(stay == 1.0, beliefs.p, stay * beliefs.p + (1.0 - stay) * mind.priors[None]))


def _read_record(mind: Mind, beliefs: Beliefs, year: int) -> Beliefs:
    p = beliefs.p.copy()
    for event in mind.record:
        if int(event.date[:4]) != year:
            continue
        likelihood = mind.likelihoods.get(evidence_key(event))
        for target, name in enumerate(mind.actors):
            if name not in event.actors:
                continue
            criticism = event.stance == "criticises" and event.theme in SHIELD_THEMES
            for audience in range(len(mind.audiences)):
                weight = mind.credibility[audience] if event.kind == "word" else 1.0
                if likelihood is not None and (beliefs.with_criticism or not criticism):
                    p[target, audience] = update(p[target, audience], likelihood, weight)
                if beliefs.with_criticism:
                    p[target, audience] = _contradiction(mind, p[target, audience], event, name)
    return replace(beliefs, p=p)


def shield_stance(event: Event) -> str:
    """Tell whether an event speaks or acts against shields, or for one's own: 'against', 'for' or ''.

    >>> shield_stance(Event(date="2019", actors=("x",), kind="word", stance="announces", theme="hypersonic_shield", what="w", source="s"))
    'for'
    """
    if event.theme not in SHIELD_THEMES:
        return ""
    if event.stance == "criticises":
        return "against"
    return "for" if event.stance in ("announces", "deploys", "develops") else ""


def find_reversal(mind: Mind, event: Event, name: str) -> tuple[float, float] | None:
    """Find whether an event turns a state's last stance on shields round: (similarity, years between), or None.

    Only the first event after the turn counts, so that repeating oneself is not charged again; both turns count, from
    criticising to wanting a shield and back.
    """
    stance = shield_stance(event)
    if not stance:
        return None
    for other in reversed(mind.record):
        if other.date < event.date and name in other.actors and shield_stance(other):
            if shield_stance(other) == stance:
                return None
            return SIMILARITY.get((event.theme, other.theme), RELATED), float(int(event.date[:4]) - int(other.date[:4]))
    return None


def _contradiction(mind: Mind, p: FloatArray, event: Event, name: str) -> FloatArray:
    """Apply both readings of a turn against one's own stance: a penalty towards hegemonic, and reversal as a costly signal.

    Penalty = base x similarity x 2^(-years / half-life) in log odds (direction from Chow and Levin 2024; size assumed). A turn
    from criticism to a shield of one's own is also a signal: Bayes on the probability that a type pays the cost of reversal,
    so the sign can come out either way.
    """
    found = find_reversal(mind, event, name)
    if found is None:
        return p
    similarity, years = found
    strength = similarity * np.exp2(-years / mind.half_life)
    worse = _normalise(p * np.column_stack([np.ones(len(p)), np.ones(len(p)), np.exp(mind.penalty * strength)]))
    return update(worse, mind.reversal, strength) if shield_stance(event) == "for" else worse


def _speak(mind: Mind, p: FloatArray, effort: float) -> FloatArray:
    """Let a sustained campaign move audiences by credibility: saturating in effort, fading with its half-life.

    A unit of explanation moves `points` survey points; n units a year move points (1 - exp(-n)) in the mean, of which the
    half-life leaves hl / ln 2 (at most one) of a year. Log odds against hegemonic intent move by credibility x points x link.
    """
    if effort <= 0.0:
        return p
    lasting = np.minimum(1.0, mind.words_half_life / np.log(2.0))
    out = p.copy()
    for audience in range(len(p)):
        shift = mind.credibility[audience] * mind.points * mind.link * effort * (1.0 - np.exp(-effort)) / max(effort, 1e-12) * lasting
        moved = _normalise(p[audience] * np.column_stack([np.ones(len(shift)), np.ones(len(shift)), np.exp(-shift)]))
        out[audience] = np.where((shift == 0.0)[:, None], p[audience], moved)
    return out


def _talk(mind: Mind, p: FloatArray) -> FloatArray:
    """Let publics move towards the mean of all audiences by their susceptibility (one Friedkin-Johnsen step a year)."""
    total = p[:, 0].copy()
    for audience in range(1, p.shape[1]):
        total = total + p[:, audience]
    mean = total / p.shape[1]
    out = p.copy()
    for audience in range(p.shape[1]):
        s = mind.susceptibility[audience][None, :, None]
        out[:, audience] = np.where(s == 0.0, p[:, audience], (1.0 - s) * p[:, audience] + s * mean)
    return out


def _table(mind: Mind, beliefs: Beliefs, year: int, history: str) -> Table:
    n = len(mind.runs)
    blocks = []
    for target, name in enumerate(mind.actors):
        for audience, observer in enumerate(mind.audiences):
            p = beliefs.about(target, audience)
            blocks.append(
                Table.build(
                    ASSESSMENTS,
                    {
                        "run": mind.runs,
                        "history": [history] * n,
                        "year": [year] * n,
                        "observer": [observer] * n,
                        "target": [name] * n,
                        "p_security": p[:, 0],
                        "p_restorer": p[:, 1],
                        "p_hegemonic": p[:, 2],
                    },
                )
            )
    return Table.stack(blocks)


def trust_threshold(payoffs: Sequence[float]) -> float:
    """Return the belief above which a security seeker restrains: (P - S) / ((P - S) + (R - T)) of the stag hunt.

    payoffs R (mutual restraint), T (exploit), P (mutual arming), S (exploited); Jervis (1978), Kydd (2005).

    >>> round(trust_threshold((1.0, 0.6, 0.2, -0.8)), 6)
    0.714286
    """
    r, t, p, s = payoffs
    return (p - s) / ((p - s) + (r - t))
