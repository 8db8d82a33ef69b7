"""Check beliefs: Bayes is a martingale and does not care for order; words without credit change no bit; the record is symmetric."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import equipoise as eq
from equipoise.perception import first_beliefs, prepare_perception, update
from equipoise.scenario.inputs import Inputs

share = st.floats(0.01, 0.99)
three = st.tuples(share, share, share)


def normal(p: tuple[float, float, float]) -> np.ndarray:
    return (np.array(p) / sum(p))[None, :]


@given(three, three)
@settings(max_examples=200, deadline=None)
def test_belief_is_a_martingale(prior: tuple[float, float, float], likelihood: tuple[float, float, float]) -> None:
    p, seen = normal(prior), np.array(likelihood)[None, :]
    chance = float((p * seen).sum())
    expected = chance * update(p, seen, 1.0) + (1.0 - chance) * update(p, 1.0 - seen, 1.0)
    assert np.allclose(expected, p, atol=1e-12)


@given(three, three, three)
@settings(max_examples=200, deadline=None)
def test_order_of_independent_evidence_does_not_matter(
    prior: tuple[float, float, float], one: tuple[float, float, float], two: tuple[float, float, float]
) -> None:
    p, a, b = normal(prior), np.array(one)[None, :], np.array(two)[None, :]
    assert np.allclose(update(update(p, a, 1.0), b, 1.0), update(update(p, b, 1.0), a, 1.0), atol=1e-12)


@given(three, three)
@settings(max_examples=100, deadline=None)
def test_evidence_of_no_weight_changes_no_bit(prior: tuple[float, float, float], likelihood: tuple[float, float, float]) -> None:
    p = normal(prior)
    assert update(p, np.array(likelihood)[None, :], 0.0).tobytes() == p.tobytes()


def test_evidence_that_every_type_gives_alike_teaches_nothing() -> None:
    p = normal((0.2, 0.3, 0.5))
    assert np.allclose(update(p, np.array([[0.4, 0.4, 0.4]]), 1.0), p, atol=1e-15)


def test_the_record_charges_both_states_for_their_own_turns() -> None:
    case = eq.load("founding/shield-2019")
    inputs = Inputs.for_runs(seed=1, case=1, runs=range(30))
    mind = prepare_perception(case.perception, (case.builder, case.rival), case.years, inputs)
    assert mind.unread == ("mild_treaty", "intercepts_hypersonic_shield") or set(mind.unread) <= {"mild_treaty"}
    with_, without = (first_beliefs(mind, with_criticism=w) for w in (True, False))
    assert not np.array_equal(with_.p[0], without.p[0])  # the builder criticised
    assert np.array_equal(with_.p[1], without.p[1])  # the rival, in this record, did not before the case starts
    mirrored = replace(
        mind,
        record=tuple(
            e.model_copy(update={"actors": tuple({"russia": "us", "us": "russia"}.get(a, a) for a in e.actors)}) for e in mind.record
        ),
    )
    swapped = first_beliefs(mirrored)
    assert np.array_equal(swapped.p[1], first_beliefs(mind).p[0])  # the same record earns the same belief, whoever has it


def test_an_honest_turn_can_lower_suspicion() -> None:
    """If threatened states would pay the cost of reversal more readily, the turn is evidence of a real threat."""
    case = eq.load("founding/shield-2019")
    inputs = Inputs.for_runs(seed=1, case=1, runs=range(1))
    mind = prepare_perception(case.perception, (case.builder, case.rival), replace_years(case), inputs)
    trusting = replace(mind, penalty=np.zeros(1), reversal=np.array([[0.9, 0.5, 0.1]]))
    wary = replace(mind, penalty=np.zeros(1), reversal=np.array([[0.1, 0.5, 0.9]]))
    hegemonic = [first_beliefs(m).p[0, 0, 0, 2] for m in (trusting, wary)]
    assert hegemonic[0] < hegemonic[1]


def replace_years(case: eq.Case) -> object:
    return case.years.model_copy(update={"assess": 2020})
