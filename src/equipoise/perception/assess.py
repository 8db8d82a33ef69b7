"""Assess intent: beliefs over types, moved by the record of words and deeds, by modelled capability, by talk and by campaigns.

Reads published numbers and belief, never truth. A lens that reads no intent uses none of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.perception.beliefs import HEGEMONIC, Beliefs, suspect, update
from equipoise.perception.mind import Mind
from equipoise.perception.record import evidence_key, find_accused, find_own_deed, find_reversal, shield_stance, year_of
from equipoise.results.schema import ASSESSMENTS
from equipoise.results.table import Table
from equipoise.scenario.perception import Event

FloatArray = NDArray[np.float64]
YEARLY_WEIGHT = 0.2  # a year without additions, or of a cost borne, counts a fifth of a declared act (assumption)


@dataclass(frozen=True)
class Speech:
    """Hold what the builder says and gives in each run, and whether past criticism is counted against its authors."""

    effort: FloatArray  # units of explanation a year
    reassurance: FloatArray  # share of the planned counter-shield given up
    transparency: FloatArray  # how far deeds are laid open, 0 to 1
    counts_criticism: NDArray[np.bool_]


@dataclass(frozen=True)
class YearEvidence:
    """Hold what one year shows of each state, as modelled: weights in 0..1, (run, target) with target 0 the builder."""

    fields_counter_shield: FloatArray  # how far the other's believed second strike fell
    adds_offence: FloatArray  # 1 where it added offence beyond its baseline
    restrains: FloatArray  # where it could have added and did not


def stay_silent(n: int) -> Speech:
    """Say and give nothing, in n runs."""
    return Speech(np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, dtype=bool))


def first_beliefs(mind: Mind, speech: Speech) -> Beliefs:
    """Form beliefs at the start of the year of assessment: priors, then the record before it, year by year."""
    beliefs = Beliefs(mind.priors, mind.priors[:, :, mind.leader])
    for year in range(mind.history_from, mind.assess_year):
        beliefs = _read_record(mind, _drift(mind, beliefs), speech, year)
    return beliefs


def assess(mind: Mind, beliefs: Beliefs, evidence: YearEvidence, speech: Speech, year: int) -> Beliefs:
    """Assess one year: types may change, the record and the modelled deeds are read, the builder speaks, audiences talk.

    Hidden Markov filter; deeds by Bayes with declared likelihoods, weighted by how much they matter for the other's second strike;
    words only through credibility; then the network of audiences.
    """
    beliefs = _read_record(mind, _drift(mind, beliefs), speech, year)
    for key in ("fields_counter_shield", "adds_offence", "restrains"):
        beliefs = _see(mind, beliefs, speech, key, getattr(evidence, key))
    beliefs = _reassure(mind, beliefs, speech)
    p = beliefs.p.copy()
    p[:, 0] = _speak(mind, p[:, 0], speech.effort)
    return replace(beliefs, p=_talk(mind, p))


def _drift(mind: Mind, beliefs: Beliefs) -> Beliefs:
    """Let types change: with odds 1 - persistence a state's type is drawn anew from the prior (a hidden Markov step)."""
    stay = mind.persistence[:, None, None, None]
    p = np.where(stay == 1.0, beliefs.p, stay * beliefs.p + (1.0 - stay) * mind.priors)
    stay = stay[:, :, 0]
    expected = np.where(stay == 1.0, beliefs.expected, stay * beliefs.expected + (1.0 - stay) * mind.priors[:, :, mind.leader])
    return Beliefs(p, expected)


def _weigh_deed(mind: Mind, speech: Speech) -> FloatArray:
    """Weigh deeds by how far they tell types apart; laying them open brings that to 1 (Jervis 1978, differentiability)."""
    return mind.differentiability + (1.0 - mind.differentiability) * speech.transparency


def _see(mind: Mind, beliefs: Beliefs, speech: Speech, key: str, weight: FloatArray) -> Beliefs:
    """Read one kind of deed of both states: weight (run, target)."""
    if key not in mind.evidence:
        return beliefs
    place = mind.evidence.index(key)
    weight = weight * _weigh_deed(mind, speech)[:, None]
    kept = mind.contrary_kept
    p = update(beliefs.p, mind.seen[:, None, None, place], weight[:, :, None], kept[:, None, None])
    return Beliefs(p, update(beliefs.expected, mind.meant[:, None, place], weight, kept[:, None]))


def _read_record(mind: Mind, beliefs: Beliefs, speech: Speech, year: int) -> Beliefs:
    p, expected = beliefs.p.copy(), beliefs.expected.copy()
    for event in mind.record:
        if year_of(event) != year:
            continue
        for target, name in enumerate(mind.actors):
            if name in event.actors:
                _read_event(mind, p, expected, speech, event, target)
        accused = find_accused(event, mind.actors)
        if accused:
            _accuse(mind, p, speech, event, mind.actors.index(accused))
    return Beliefs(p, expected)


def _read_event(mind: Mind, p: FloatArray, expected: FloatArray, speech: Speech, event: Event, target: int) -> None:
    """Read one word or deed of one state, in place: as evidence of its type, and as a turn against its own stance."""
    key, is_word = evidence_key(event), event.kind == "word"
    counts = np.where(speech.counts_criticism, 1.0, 0.0) if shield_stance(event) == "against" else np.ones(len(p))
    if key in mind.evidence:
        place = mind.evidence.index(key)
        weight = mind.credibility if is_word else np.repeat(_weigh_deed(mind, speech)[:, None], p.shape[2], axis=1)
        weight, kept = weight * counts[:, None], mind.contrary_kept
        p[:, target] = update(p[:, target], mind.seen[:, None, place], weight, kept[:, None])
        expected[:, target] = update(expected[:, target], mind.meant[:, place], weight[:, mind.leader], kept)
    found = find_reversal(mind.record, event, mind.actors[target])
    if found is not None:
        p[:, target] = _contradict(mind, p[:, target], found, np.where(speech.counts_criticism, 1.0, 0.0), shield_stance(event) == "for")


def _contradict(mind: Mind, p: FloatArray, found: tuple[float, float], counts: FloatArray, is_for: bool) -> FloatArray:
    """Apply both readings of a turn against one's own stance: a penalty towards hegemonic, and reversal as a costly signal.

    Penalty = base x similarity x 2^(-years / half-life) in log odds, less what a justification takes away (direction from Chow and
    Levin 2024, relief at home from Robison; sizes assumed). A turn from criticism to a shield of one's own is also a signal: Bayes on
    the probability that a type pays the cost of reversal, so the sign can come out either way.
    """
    similarity, years = found
    strength = similarity * np.exp2(-years / mind.half_life) * counts
    worse = suspect(p, (mind.penalty * strength)[:, None] * (1.0 - mind.relief))
    return update(worse, mind.reversal[:, None], strength[:, None]) if is_for else worse


def _accuse(mind: Mind, p: FloatArray, speech: Speech, event: Event, accused: int) -> None:
    """Let a criticism work on the accused and fall back on its author, in place.

    Log odds of the accused rise by credibility x points x link, less what pointing to the accuser's own like and recent deeds takes
    away; the accuser then loses points itself (Chow and Levin 2024: approval of the critic falls, similar and recent deeds bite most, who
    accuses does not matter, the critic's answer often fails). No audience without credit for words moves.
    """
    author = next((i for i, name in enumerate(mind.actors) if name in event.actors), None)
    weight = 1.0 + (mind.accuser_weight if author is None else 0.0)
    own = None if author is None else find_own_deed(mind.record, event, mind.actors[author])
    strength = np.zeros(len(p)) if own is None else own[0] * np.exp2(-own[1] / mind.half_life)
    force = mind.accusation * mind.link * weight * (1.0 - mind.counter_accusation * strength)
    p[:, accused] = suspect(p[:, accused], mind.credibility * force[:, None])
    if author is not None:
        loss = mind.backlash * mind.link * strength * (1.0 - mind.answer_relief) * np.where(speech.counts_criticism, 1.0, 0.0)
        p[:, author] = suspect(p[:, author], mind.credibility * loss[:, None])


def _reassure(mind: Mind, beliefs: Beliefs, speech: Speech) -> Beliefs:
    """Let costly reassurance speak for the builder: sunk costs and tied hands by their likelihoods, inspections by Bayes.

    A year of inspections that find no cheat multiplies hegemonic odds by (1 - exposure)^(share given up and inspected).
    """
    given = speech.reassurance * YEARLY_WEIGHT
    weight = np.zeros((len(given), 2))
    for key, share in (("sunk_cost", mind.signals[0]), ("tied_hands", mind.signals[1])):
        weight[:, 0] = given * share
        beliefs = _see(mind, beliefs, speech, key, weight)
    passed = speech.reassurance * mind.signals[2] * np.log(np.maximum(1.0 - mind.exposure, 1e-12))
    p, expected = beliefs.p.copy(), beliefs.expected.copy()
    p[:, 0], expected[:, 0] = suspect(p[:, 0], passed[:, None]), suspect(expected[:, 0], passed)
    return Beliefs(p, expected)


def _speak(mind: Mind, p: FloatArray, effort: FloatArray) -> FloatArray:
    """Let a sustained campaign move audiences p[run, audience, type]: exposure saturates in effort, effects fade with their half-life.

    Exposure 1 - exp(-effort) moves `points` survey points, of which the half-life leaves hl / ln 2 (at most one) of a year. Log odds of
    hegemonic intent fall by credibility x fit of the frame x points x link. A fully sceptical audience stays where it is.
    """
    lasting = np.minimum(1.0, mind.words_half_life / np.log(2.0))
    shift = mind.points * mind.link * (1.0 - np.exp(-effort)) * lasting
    return suspect(p, -mind.credibility * mind.frame_fit * shift[:, None])


def _talk(mind: Mind, p: FloatArray) -> FloatArray:
    """Let audiences move towards those they listen to, by their susceptibility: one step a year.

    Friedkin and Johnsen (1990): x <- (1 - s) x + s W x. Bounded confidence (Hegselmann and Krause 2002): W without those further away
    than the radius (half the sum of differences of odds).
    """
    others = np.zeros_like(p)
    for listener in range(p.shape[2]):
        weights = np.repeat(mind.listens[:, None, listener], 2, axis=1)
        if mind.is_bounded:
            apart = 0.5 * np.abs(p - p[:, :, listener : listener + 1]).sum(axis=-1)
            weights = np.where(apart <= mind.radius[:, None, None], weights, 0.0)
        total = np.zeros(p.shape[:2])
        for speaker in range(p.shape[2]):
            total = total + weights[:, :, speaker]
            others[:, :, listener] += weights[:, :, speaker, None] * p[:, :, speaker]
        others[:, :, listener] = np.where(
            (total > 0.0)[..., None], others[:, :, listener] / np.maximum(total, 1e-12)[..., None], p[:, :, listener]
        )
    s = mind.susceptibility[:, None, :, None]
    return np.where(s == 0.0, p, (1.0 - s) * p + s * others)


def tabulate_beliefs(mind: Mind, runs: NDArray[np.int64], beliefs: Beliefs, names: Any, year: int) -> Table:
    """Tabulate beliefs of one year (schema ASSESSMENTS); names[run] is the history that a row belongs to."""
    n, blocks = len(runs), []
    for target, name in enumerate(mind.actors):
        for audience, observer in enumerate(mind.audiences):
            p = beliefs.about(target, audience)
            expected = beliefs.expected[:, target, HEGEMONIC] if audience == mind.leader else np.full(n, np.nan)
            columns = {
                "run": runs, "history": names, "year": np.full(n, year), "observer": np.full(n, observer, dtype=object),
                "target": np.full(n, name, dtype=object), "p_security": p[:, 0], "p_restorer": p[:, 1], "p_hegemonic": p[:, 2],
                "p_hegemonic_expected": expected,
            }  # fmt: skip
            blocks.append(Table.build(ASSESSMENTS, columns))
    return Table.stack(blocks)
