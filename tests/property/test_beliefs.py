"""Check beliefs: Bayes is a martingale and does not care for order; words without credit change no bit; the record is symmetric."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import equipoise as eq
from equipoise.perception import Beliefs, Mind, YearEvidence, assess, first_beliefs, prepare_perception, stay_silent, update
from equipoise.perception.beliefs import suspect
from equipoise.perception.record import evidence_key
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.perception import Event

share = st.floats(0.01, 0.99)
three = st.tuples(share, share, share)


def normal(p: tuple[float, float, float]) -> np.ndarray:
    return (np.array(p) / sum(p))[None, :]


@given(three, three)
@settings(max_examples=200, deadline=None)
def test_belief_is_a_martingale(prior: tuple[float, float, float], likelihood: tuple[float, float, float]) -> None:
    p, seen = normal(prior), np.array(likelihood)[None, :]
    chance = float((p * seen).sum())
    expected = chance * update(p, np.log(seen), 1.0) + (1.0 - chance) * update(p, np.log(1.0 - seen), 1.0)
    assert np.allclose(expected, p, atol=1e-12)


@given(three, three, three)
@settings(max_examples=200, deadline=None)
def test_order_of_independent_evidence_does_not_matter(
    prior: tuple[float, float, float], one: tuple[float, float, float], two: tuple[float, float, float]
) -> None:
    p, a, b = normal(prior), np.log(np.array(one))[None, :], np.log(np.array(two))[None, :]
    assert np.allclose(update(update(p, a, 1.0), b, 1.0), update(update(p, b, 1.0), a, 1.0), atol=1e-12)


@given(three, three)
@settings(max_examples=100, deadline=None)
def test_evidence_of_no_weight_changes_no_bit(prior: tuple[float, float, float], likelihood: tuple[float, float, float]) -> None:
    p = normal(prior)
    assert update(p, np.log(np.array(likelihood))[None, :], 0.0).tobytes() == p.tobytes()


def test_evidence_that_every_type_gives_alike_teaches_nothing() -> None:
    p = normal((0.2, 0.3, 0.5))
    assert np.allclose(update(p, np.log(np.array([[0.4, 0.4, 0.4]])), 1.0), p, atol=1e-15)


@lru_cache(maxsize=4)
def mind_of(n: int = 30, assess: int = 2019) -> Mind:
    case = eq.load("founding/shield-2019")
    years = case.years.model_copy(update={"assess": assess})
    return prepare_perception(case.perception, (case.builder, case.rival), years, Inputs.for_runs(seed=1, case=1, runs=range(n)))


def formed(mind: Mind, counts_criticism: bool = True) -> Beliefs:
    n = len(mind.runs)
    return first_beliefs(mind, replace(stay_silent(n), counts_criticism=np.full(n, counts_criticism)))


def quiet_year(mind: Mind) -> YearEvidence:
    return YearEvidence(*(np.zeros((len(mind.runs), 2)) for _ in range(3)))


def test_the_record_charges_both_states_for_their_own_turns() -> None:
    mind = mind_of()
    assert set(mind.unread) <= {"mild_treaty"}
    with_, without = formed(mind), formed(mind, counts_criticism=False)
    assert not np.array_equal(with_.p[:, 0], without.p[:, 0])  # the builder criticised
    assert np.array_equal(with_.p[:, 1], without.p[:, 1])  # the rival, in this record, did not before the case starts
    names = {"russia": "us", "us": "russia"}
    mirrored = replace(
        mind, record=tuple(e.model_copy(update={"actors": tuple(names.get(a, a) for a in e.actors)}) for e in mind.record),
        priors=mind.priors[:, ::-1].copy(),
    )  # fmt: skip
    assert np.allclose(formed(mirrored).p[:, 1], with_.p[:, 0], atol=1e-12)  # the same record earns the same belief, whoever has it


def test_an_honest_turn_can_lower_suspicion() -> None:
    """If threatened states would pay the cost of reversal more readily, the turn is evidence of a real threat."""
    mind = mind_of(1, 2020)
    still = replace(mind, penalty=np.zeros(1))
    trusting = replace(still, reversal=np.log(np.array([[0.9, 0.5, 0.1]])))
    wary = replace(still, reversal=np.log(np.array([[0.1, 0.5, 0.9]])))
    seen = [formed(m).p[0, 0, 0, 2] for m in (trusting, still, wary)]
    assert seen[0] < seen[1] < seen[2]


@given(three, st.floats(0.0, 0.5))
@settings(max_examples=100, deadline=None)
def test_misreading_never_speeds_up_learning(prior: tuple[float, float, float], q: float) -> None:
    """Rabin and Schrag: contrary evidence moves a biased reader less, and at q = 1/2 not at all; confirming evidence moves it alike."""
    p = normal(prior)
    leaning = int(np.argmax(p))
    against, for_ = np.full(3, 0.8), np.full(3, 0.2)
    against[leaning], for_[leaning] = 0.2, 0.8
    fair, biased = (update(p, np.log(against)[None], 1.0, kept)[0, leaning] for kept in (1.0, 1.0 - 2.0 * q))
    assert fair <= biased + 1e-12 <= p[0, leaning] + 2e-12
    assert np.array_equal(update(p, np.log(for_)[None], 1.0, 1.0 - 2.0 * q), update(p, np.log(for_)[None], 1.0))


def test_a_fully_sceptical_audience_hears_nothing_and_sees_everything() -> None:
    mind = mind_of()
    deaf = replace(mind, credibility=np.zeros_like(mind.credibility), susceptibility=np.zeros_like(mind.susceptibility))
    start, n = formed(deaf), len(mind.runs)
    loud = replace(stay_silent(n), effort=np.full(n, 50.0))
    years = [assess(deaf, start, quiet_year(deaf), speech, 2030).p for speech in (stay_silent(n), loud)]
    assert years[0].tobytes() == years[1].tobytes()
    costly = replace(stay_silent(n), reassurance=np.ones(n))
    assert np.all(assess(deaf, start, quiet_year(deaf), costly, 2030).p[:, 0, :, 2] < years[0][:, 0, :, 2])


def test_a_null_campaign_changes_no_bit_and_more_words_never_lower_trust() -> None:
    mind, n = mind_of(), 30
    start = formed(mind)

    def played(effort: float) -> np.ndarray:
        return assess(mind, start, quiet_year(mind), replace(stay_silent(n), effort=np.full(n, effort)), 2030).p

    assert played(0.0).tobytes() == assess(mind, start, quiet_year(mind), stay_silent(n), 2030).p.tobytes()
    gains = [played(e)[:, 0, :, 0] - played(0.0)[:, 0, :, 0] for e in (0.5, 1.0, 2.0, 50.0)]
    assert all(np.all(b >= a - 1e-15) for a, b in zip([0.0 * gains[0], *gains], gains, strict=False))
    assert np.all(gains[1] - gains[0] <= gains[0] + 1e-12)  # diminishing returns: the second half unit adds less than the first
    assert played(50.0)[:, 1].tobytes() == played(0.0)[:, 1].tobytes()  # the builder's campaign says nothing about the rival


def test_deeds_that_cannot_be_told_apart_teach_nothing() -> None:
    mind, n = mind_of(), 30
    blurred = replace(mind, differentiability=np.zeros(n), persistence=np.ones(n), susceptibility=np.zeros_like(mind.susceptibility))
    start, deeds = formed(blurred), YearEvidence(*(np.ones((n, 2)) for _ in range(3)))
    assert assess(blurred, start, deeds, stay_silent(n), 2030).p.tobytes() == start.p.tobytes()
    opened = replace(stay_silent(n), transparency=np.ones(n))
    assert not np.array_equal(assess(blurred, start, deeds, opened, 2030).p, start.p)


def test_talk_stays_between_the_audiences_and_distant_ones_fall_silent() -> None:
    mind, n = mind_of(), 30
    calm = replace(mind, persistence=np.ones(n), record=())
    start = formed(calm)
    after = assess(calm, start, quiet_year(calm), stay_silent(n), 2030).p
    assert np.all(after <= start.p.max(axis=2, keepdims=True) + 1e-12) and np.all(after >= start.p.min(axis=2, keepdims=True) - 1e-12)
    assert not np.array_equal(after, start.p)
    closed = replace(calm, is_bounded=True, radius=np.zeros(n))
    assert np.allclose(assess(closed, start, quiet_year(closed), stay_silent(n), 2030).p, start.p, atol=1e-12)


def accuse(**event: object) -> Event:
    fields = {"date": "2026", "actors": ("us",), "kind": "word", "stance": "criticises", "theme": "hypersonic_shield"}
    return Event(what="w", source="s", **(fields | event))  # type: ignore[arg-type]


def test_an_accusation_falls_back_on_an_accuser_with_a_like_deed() -> None:
    """Chow and Levin (2024): pointing to the critic's own like and recent deeds blunts the charge and costs the critic approval."""
    n = 30
    mind = replace(mind_of(), persistence=np.ones(n), susceptibility=np.zeros((n, 4)), credibility=np.full((n, 4), 0.5), evidence=("none",))
    deed = accuse(date="2025", kind="deed", stance="deploys")
    clean, tainted = replace(mind, record=(accuse(),)), replace(mind, record=(deed, accuse()))
    start = Beliefs(mind.priors, mind.priors[:, :, mind.leader])
    after = [assess(m, start, quiet_year(m), stay_silent(n), 2026).p for m in (clean, tainted)]
    assert np.all(after[0][:, 0, :, 2] > start.p[:, 0, :, 2])  # the accused is suspected
    assert np.array_equal(after[0][:, 1], start.p[:, 1])  # a critic with clean hands loses nothing
    assert np.all(after[1][:, 0, :, 2] < after[0][:, 0, :, 2]) and np.all(after[1][:, 1, :, 2] > start.p[:, 1, :, 2])


def test_a_justification_spares_an_audience_that_takes_it() -> None:
    mind = mind_of(30, 2020)
    open_, closed = (replace(mind, relief=np.full_like(mind.relief, r)) for r in (1.0, 0.0))
    suspicion = [formed(m).p[:, 0, 1, 2] for m in (open_, closed)]
    assert np.all(suspicion[0] <= suspicion[1] + 1e-12) and np.any(suspicion[0] < suspicion[1])


def test_a_state_that_takes_itself_for_benign_underrates_suspicion() -> None:
    mind, n = mind_of(), 30
    deeds = YearEvidence(np.ones((n, 2)), np.ones((n, 2)), np.zeros((n, 2)))
    after = assess(mind, formed(mind), deeds, stay_silent(n), 2030)
    assert np.all(after.expected[:, 0, 2] <= after.p[:, 0, mind.leader, 2] + 1e-12)


@given(st.floats(-3.0, 3.0), three)
@settings(max_examples=50, deadline=None)
def test_suspicion_moves_odds_by_what_it_says(log_odds: float, prior: tuple[float, float, float]) -> None:
    p = normal(prior)
    after = suspect(p, log_odds)
    odds = [x[0, 2] / (x[0, 0] + x[0, 1]) for x in (p, after)]
    assert odds[1] == pytest.approx(odds[0] * np.exp(log_odds), rel=1e-9)


def test_every_event_of_the_record_is_coded_by_stance_and_theme() -> None:
    assert all(evidence_key(e) == f"{e.stance}_{e.theme}" for e in mind_of().record)
