"""Check the decision rules and procurement: statics that their authors proved, symmetry, budgets, and time of diffusion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.linalg import expm

from equipoise.rivalry.detect import detect_answer, detect_spiral
from equipoise.rivalry.diffusion import draw_first_year
from equipoise.rivalry.procure import learn
from equipoise.rivalry.rules import DECIDE
from equipoise.rivalry.rules.markov_perfect import build_game, solve
from equipoise.rivalry.rules.private_costs import spread_fear
from equipoise.rivalry.rules.richardson import integrate
from equipoise.rivalry.stakes import Dials, find_pull, find_threshold, weigh_arming
from equipoise.rivalry.view import View
from equipoise.scenario.actors import Bass, Hazard, SCurve
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import number
from equipoise.scenario.rivalry import RULES

STAG = (1.0, 0.6, 0.2, -0.8)  # R, T, P, S of the usual example; the threshold of trust is 0.714286
share = st.floats(0.0, 1.0)
payoffs = st.tuples(st.floats(0.5, 1.5), st.floats(-0.5, 2.0), st.floats(-0.5, 0.5), st.floats(-2.0, -0.5))


def view_of(trust: float = 0.5, stakes: tuple[float, ...] = STAG, **changes: object) -> View:
    one = np.ones(1)
    view = View(
        gap=40.0 * one, arriving=150.0 * one, threshold=200.0 * one, trust=trust * one, loses=0.0 * one, stakes=np.array([stakes]),
        other_stakes=np.array([stakes]), other_trust=trust * one, arms=1000.0 * one, arms_first=1000.0 * one, other_arms=1000.0 * one,
        other_arms_first=1000.0 * one, shield_share=0.0 * one, other_loses=0.0 * one, other_shield_share=0.0 * one, penetration=0.2 * one,
        other_armed=0.0 * one, has_rivalry=0.0 * one, has_shield=0.0 * one, cost_quantile=0.5 * one,
        cut_action=np.array([[0.0, 1.0, 0.0, 1.0]]),
        reaction=0.25 * one, precision=4.0 * one, cost_ceiling=1.2 * one, cost_shape=3.0 * one,
        richardson=np.array([[0.2, 0.2, 0.0, 0.0, 1.0, 0.0, 0.0]]), is_annual=False, most_arming=False,
    )  # fmt: skip
    return replace(view, **changes)  # type: ignore[arg-type]


def alarm(rule: str, view: View) -> float:
    return float(DECIDE[rule](view).alarm[0])


def test_every_declared_rule_decides() -> None:
    assert tuple(DECIDE) == RULES
    for rule in RULES:
        decision = DECIDE[rule](view_of())
        assert decision.alarm.shape == decision.arrivals.shape == (1,)
        assert 0.0 <= decision.alarm[0] <= 1.0 and decision.arrivals[0] >= 0.0


@given(st.sampled_from(RULES), share, share, payoffs)
@settings(max_examples=300, deadline=None)
def test_trust_never_makes_a_state_arm_more(rule: str, a: float, b: float, stakes: tuple[float, ...]) -> None:
    """In a stag hunt (R > T); where T >= R a trusted opponent can be one to exploit, and the statement is false."""
    assume(stakes[0] > stakes[1])
    low, high = sorted((a, b))
    view = view_of(stakes=stakes, other_arms=np.array([1200.0]))
    less, more = (alarm(rule, replace(view, trust=np.array([t]), other_trust=np.array([t]))) for t in (low, high))
    assert more <= less + 1e-9


@given(st.sampled_from(RULES), share)
@settings(max_examples=100, deadline=None)
def test_rules_that_read_no_intent_do_not_move_with_trust(rule: str, trust: float) -> None:
    if rule in ("intriligator_brito", "strategic_risk", "markov_perfect"):
        assert alarm(rule, view_of(trust)) == alarm(rule, view_of(0.5))


@given(st.floats(0.0, 0.3), st.floats(0.0, 0.3), payoffs)
@settings(max_examples=200, deadline=None)
def test_the_threshold_of_trust_rises_with_temptation_and_fear(up: float, down: float, stakes: tuple[float, ...]) -> None:
    """Kydd (2005), Jervis (1978): up in T and P, down in R and S."""
    r, t, p, s = stakes
    base = find_threshold(np.array([stakes]))[0]
    assert find_threshold(np.array([(r, t + up, p, s)]))[0] >= base and find_threshold(np.array([(r, t, p + up, s)]))[0] >= base - 1e-12
    assert find_threshold(np.array([(r + down, t, p, s)]))[0] <= base and find_threshold(np.array([(r, t, p, s + down)]))[0] <= base + 1e-12


@given(payoffs)
@settings(max_examples=200, deadline=None)
def test_at_the_threshold_arming_and_restraint_are_worth_the_same(stakes: tuple[float, ...]) -> None:
    table = np.array([stakes])
    m = find_threshold(table)
    if 0.0 < m[0] < 1.0:
        assert find_pull(table, 1.0 - m)[0] == pytest.approx(0.0, abs=1e-9)


def test_a_trusting_planner_rests_and_a_distrustful_one_closes_a_quarter_of_the_gap() -> None:
    calm, wary = (DECIDE["planner"](view_of(t)) for t in (0.72, 0.0))  # threshold 0.714286
    assert calm.arrivals[0] == 0.0 and wary.arrivals[0] == pytest.approx(10.0) and alarm("planner", view_of(0.71)) == pytest.approx(0.29)


def test_strategic_risk_needs_less_fear_than_complete_information() -> None:
    """R > T would do under complete information; with strategic risk R + S >= T + P is needed (Harsanyi, Selten 1988): 0.2 < 0.8."""
    assert alarm("strategic_risk", view_of(1.0)) == 1.0
    assert alarm("strategic_risk", view_of(0.0, (1.0, 0.3, 0.0, -0.6))) == 0.0  # 0.4 >= 0.3
    assert alarm("strategic_risk", view_of(0.0, (1.0, 0.5, 0.0, -0.6))) == 1.0  # 0.4 < 0.5


def test_a_shield_can_stabilise_or_destabilise_by_what_it_does() -> None:
    """Chassang and Padro i Miquel (2009): a shield raises the owner's slack by sigma - phi - omega: the sign is not built in."""
    one = np.ones(1)

    def slack(first: float, open_war: float, struck: float) -> float:
        dials = Dials(*(x * one for x in (1.0, 0.5, 0.0, -0.5, 0.0, first, open_war, struck)))
        r, t, p, s = weigh_arming(dials, 0.4 * one, 0.0 * one)[0]
        return float((r - t) - (p - s))

    bare = slack(0.0, 0.0, 0.0)
    for phi, omega, sigma in ((0.5, 0.2, 0.1), (0.1, 0.1, 0.6), (0.3, 0.0, 0.3)):
        assert slack(phi, omega, sigma) - bare == pytest.approx(0.4 * (sigma - phi - omega))


@given(st.floats(0.01, 0.5), st.floats(1.05, 2.0), st.floats(0.5, 4.0), st.floats(0.0, 0.2), st.floats(0.0, 0.2))
@settings(max_examples=150, deadline=None)
def test_fear_spreads_further_with_more_to_gain_and_to_lose(gain: float, loss: float, shape: float, more: float, worse: float) -> None:
    """Baliga and Sjostrom (2004): the cutoff rises in mu and in d."""

    def cutoff(mu: float, d: float) -> float:
        side = np.array([mu]), np.array([d])
        return float(spread_fear(side, side, np.array([shape]), 0.0)[0])

    base = cutoff(gain, loss)
    assert cutoff(min(gain + more, loss), loss) >= base - 1e-12 and cutoff(gain, loss + worse) >= base - 1e-12


def test_contagion_stops_at_the_peaceful_root() -> None:
    """F = c^2, mu .1, d 1.1: peaceful root 0.112702; at mu above 0.320871 it is gone and all arm (Baliga, Sjostrom 2004; derived)."""
    side = np.array([0.1]), np.array([1.1])
    assert spread_fear(side, side, np.array([2.0]), 0.0)[0] == pytest.approx(0.112702, abs=1e-6)
    high = np.array([0.33]), np.array([1.1])
    assert spread_fear(high, high, np.array([2.0]), 0.0)[0] == pytest.approx(1.0)


coefficient = st.floats(0.01, 1.0)


@given(coefficient, coefficient, coefficient, coefficient, st.floats(-2.0, 2.0), st.floats(-2.0, 2.0), st.floats(-9, 9), st.floats(-9, 9))
@settings(max_examples=150, deadline=None)
def test_the_exact_year_is_the_matrix_exponential(a: float, k: float, b: float, m: float, g: float, h: float, x: float, y: float) -> None:
    matrix = np.array([[-a, k, g], [m, -b, h], [0.0, 0.0, 0.0]])
    wanted = (expm(matrix) @ np.array([x, y, 1.0]))[0]
    v = [np.array([z]) for z in (a, k, g, b, m, h, x, y)]
    assert integrate((v[0], v[1], v[2]), (v[3], v[4], v[5]), v[6], v[7])[0] == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def test_the_three_channels_of_a_shield_are_apart() -> None:
    base = view_of(0.0, other_arms=np.array([1300.0]), arms=np.array([1100.0]))

    def added(**changes: object) -> float:
        return float(DECIDE["richardson"](replace(base, **changes)).arrivals[0])  # type: ignore[arg-type]

    assert added(loses=np.array([0.5])) > added()  # fear of the other's shield
    ambitious = np.array([[0.2, 0.2, 0.0, 0.0, 1.0, 0.02, 0.0]])
    assert added(richardson=ambitious, shield_share=np.ones(1)) > added(richardson=ambitious)  # ambition behind one's own
    burdened = np.array([[0.2, 0.2, 0.0, 0.0, 1.0, 0.0, 0.5]])
    assert added(richardson=burdened, shield_share=np.ones(1)) < added(richardson=burdened)  # its burden


def test_the_annual_difference_is_another_model() -> None:
    view = view_of(0.0, other_arms=np.array([1300.0]))
    exact, annual = (DECIDE["richardson"](replace(view, is_annual=flag)).arrivals[0] for flag in (False, True))
    assert annual == pytest.approx(0.2 * 300.0 * 0.2) and exact != pytest.approx(annual, rel=1e-3)


def test_the_markov_rule_plays_an_equilibrium_and_restrains_only_with_a_future() -> None:
    one, stakes = np.ones(2), np.array([STAG, (0.9, 1.2, 0.2, -0.8)])  # a stag hunt, and a prisoners' dilemma
    payoff, onward = build_game((stakes, stakes), (stakes, stakes), 0.3 * one, 0.1 * one)
    assert np.allclose(onward.sum(axis=-1), 1.0)
    for discount, restrained in ((0.95, (True, True)), (0.0, (True, False))):
        actions, count, _ = solve(payoff, onward, discount * one, most_arming=False)
        assert np.all(count >= 1)
        assert [bool(np.all(actions[i, :, 0] == 0.0)) for i in (0, 1)] == list(restrained)
    armed, _, _ = solve(payoff, onward, 0.95 * one, most_arming=True)
    assert np.all(armed[:, :, 0] == 1.0)  # the same game, the other selection


@given(st.floats(0.5, 0.99), st.floats(1.0, 1e4))
@settings(max_examples=50, deadline=None)
def test_each_doubling_leaves_the_same_share_of_the_price(ratio: float, built: float) -> None:
    """Wright (1936)."""
    one = np.ones(1)
    small, large = (learn(100.0 * one, x * 10.0 * one, ratio * one)[0] for x in (built, 2.0 * built))
    assert large == pytest.approx(ratio * small)


def drawn(diffusion: object, places: np.ndarray) -> np.ndarray:
    return np.array([draw_first_year(diffusion.model_copy(update={"place": number(float(u))}), Inputs.central())[0] for u in places])  # type: ignore[attr-defined]


def test_years_of_diffusion_follow_their_laws() -> None:
    u = np.array([0.1, 0.3676, 0.5, 0.9])
    logistic = SCurve(kind="logistic", midpoint=number(2030), steepness=number(0.5))
    assert np.allclose(drawn(logistic, u), stats.logistic(loc=2030, scale=2.0).ppf(u))
    gompertz = SCurve(kind="gompertz", midpoint=number(2030), steepness=number(0.5))
    assert np.allclose(drawn(gompertz, u), stats.gumbel_r(loc=2030, scale=2.0).ppf(u))
    hazard = Hazard(
        since=number(2020), base=number(0.4), cost=number(0.5), cost_weight=number(1.0), organisation=number(1.0),
        organisation_weight=number(0.5),
    )  # fmt: skip
    assert np.allclose(drawn(hazard, u), 2020 + stats.expon(scale=1.0 / (0.4 * np.exp(-1.0))).ppf(u))
    bass = Bass(since=number(2020), innovation=number(0.03), imitation=number(0.38))
    t = drawn(bass, u) - 2020
    e = np.exp(-0.41 * t)
    assert np.allclose((1.0 - e) / (1.0 + 0.38 / 0.03 * e), u)  # Bass (1969)


def test_dearer_and_stranger_technologies_come_later() -> None:
    """Horowitz (2010): adoption slows with cost and with the organisational capital required."""

    def year(cost: float, organisation: float) -> float:
        spread = Hazard(
            since=number(2020), base=number(0.4), cost=number(cost), cost_weight=number(1.0), organisation=number(organisation),
            organisation_weight=number(1.0),
        )  # fmt: skip
        return float(drawn(spread, np.array([0.5]))[0])

    assert year(0.2, 0.2) < year(0.8, 0.2) < year(0.8, 0.9)


def test_an_answer_needs_both_money_and_arms() -> None:
    one = np.ones(1)
    assert not detect_answer(1.05 * one, one, 9.0 * one, one, 1.1)[0]  # too little money
    assert not detect_answer(2.0 * one, one, one, one, 1.1)[0]  # nothing to show for it
    assert not detect_spiral((2 * one, one, 9 * one, one), (one, one, 9 * one, one), 1.1)[0]  # the builder does not answer the answer
    assert detect_spiral((2 * one, one, 9 * one, one), (2 * one, one, 9 * one, one), 1.1)[0]
