"""Check what authors proved of their models: which way each answer moves, and that every equilibrium told is one."""

from __future__ import annotations

import itertools
import math
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from equipoise.errors import InputError, RunFailed
from equipoise.perception.models.beliefs import BeliefUpdate, belief_update
from equipoise.perception.models.bias import ConfirmationBias, confirmation_bias
from equipoise.perception.models.campaign import CampaignEffect, campaign_effect
from equipoise.perception.models.network import OpinionNetwork, opinion_network
from equipoise.perception.models.reversal import HypocrisyPenalty, ReversalSignal, hypocrisy_penalty, reversal_signal
from equipoise.perception.models.signals import CostlySignals, costly_signals
from equipoise.perception.models.talk import BayesianPersuasion, CrawfordSobel, bayesian_persuasion, crawford_sobel
from equipoise.registry import find_variant
from equipoise.rivalry.games import (
    enumerate_equilibria,
    find_cutoff_pairs,
    find_cutoffs,
    find_markov_equilibria,
    find_quantal_equilibria,
    find_restraint_equilibria,
)
from equipoise.rivalry.models.contest import Tullock, WarConstraint, tullock, war_constraint
from equipoise.rivalry.models.defence import draw_lines
from equipoise.rivalry.models.reassurance import ReassuranceWindow, SpiralBelief, reassurance_window, spiral_belief
from equipoise.rivalry.models.richardson import Richardson, richardson
from equipoise.rivalry.models.richardson_many import RichardsonNoise, richardson_noise
from equipoise.rivalry.models.strategic_risk import StrategicRisk, strategic_risk
from equipoise.rivalry.models.talk import find_talk, keeps_to_talk
from equipoise.rivalry.models.trust import trust_threshold
from equipoise.rivalry.models.windows import CommitmentWar, commitment_war
from equipoise.study.calculators import list_models, run_model

STAGES = ("rivalry", "perception")
NAMES = [m["name"] for m in list_models() if m["stage"] in STAGES and ".models." in find_variant("model", m["name"]).function.__module__]
few, many = settings(max_examples=40, deadline=None), settings(max_examples=120, deadline=None)
rate, share = st.floats(0.01, 3.0), st.floats(0.01, 0.99)
stakes = st.tuples(*[st.floats(-2.0, 2.0)] * 4)


def row(values: Any) -> np.ndarray:
    return np.array([values], dtype=np.float64)


# trust (Jervis, Kydd): the belief that restraint needs rises in T and P and falls in R and S
@many
@given(rate, rate, st.floats(0.01, 1.0), st.sampled_from([(0, -1), (1, 1), (2, 1), (3, -1)]), st.floats(0.001, 0.2))
def test_trust_needed_moves_as_proved(keep: float, arm: float, t: float, which: tuple[int, int], step: float) -> None:
    r, p, s = t + keep, 0.3, 0.3 - arm
    payoffs = [r, t, p, s]
    moved = payoffs.copy()
    moved[which[0]] += step
    before, after = trust_threshold(*payoffs), trust_threshold(*moved)
    assume(before is not None and after is not None and 0.0 < after < 1.0)
    assert before is not None and after is not None
    assert (after - before) * which[1] > 0.0


# Baliga and Sjostrom: the cutoff of least arming rises in mu and d
@many
@given(st.floats(0.0, 0.6), st.floats(0.5, 2.0), st.floats(0.3, 4.0), st.floats(0.0, 0.3), st.floats(0.0, 0.5))
def test_fear_rises_in_gain_and_loss(mu: float, d: float, k: float, more_mu: float, more_d: float) -> None:
    base, gain, loss = (find_cutoffs(*(np.array([x]) for x in g))[0, 0] for g in ((mu, d, k), (mu + more_mu, d, k), (mu, d + more_d, k)))
    assert gain >= base - 1e-9 and loss >= base - 1e-9


@many
@given(st.floats(-0.3, 1.5), st.floats(-0.5, 2.5), st.floats(0.2, 6.0))
def test_every_cutoff_is_a_fixed_point_and_none_is_missed(mu: float, d: float, k: float) -> None:
    assume(abs(mu) > 1e-3)  # nearer to 0 two roots can be one in floating point
    found = find_cutoffs(*(np.array([x]) for x in (mu, d, k)))[0]
    roots = found[np.isfinite(found)]
    assert len(roots) >= 1 and (np.diff(roots) > 0.0).all()
    assert np.allclose(np.clip(mu + roots**k * (d - mu), 0.0, 1.0), roots, atol=1e-9)
    c = np.linspace(0.0, 1.0, 1001)
    miss = np.clip(mu + c**k * (d - mu), 0.0, 1.0) - c
    crossings = int((miss[:-1] * miss[1:] < 0.0).sum())
    assert crossings <= len(roots)
    pairs = find_cutoff_pairs(*(np.array([x]) for x in (mu, d, k)), *(np.array([x]) for x in (mu, d, k)))[0]
    like = pairs[np.isfinite(pairs[:, 0])]
    for root in roots:  # whoever is alike has the like equilibria among all pairs
        assert np.abs(like - root).max(axis=1).min() < 1e-6


@few
@given(st.floats(1e-5, 0.05), st.floats(1.02, 2.0), st.floats(0.6, 1.6))
def test_in_every_talking_equilibrium_no_type_gains_by_another_plan(mu: float, d: float, k: float) -> None:
    for edges in find_talk(mu, d, k):
        low, high = edges
        assert keeps_to_talk(edges, mu, d, k) and mu <= low < high
        assert not keeps_to_talk((low, high * 0.9), mu, d, k)  # the check can fail


# Richardson: reactions of one sign give real eigenvalues; a shield moves the equilibrium as its channel says
@many
@given(rate, rate, rate, rate, st.floats(-2.0, 2.0), st.floats(-2.0, 2.0))
def test_two_states_that_react_alike_never_oscillate(k: float, a: float, m: float, b: float, g: float, h: float) -> None:
    given_ = {"reaction_x": k, "fatigue_x": a, "grievance_x": g, "reaction_y": m, "fatigue_y": b, "grievance_y": h, "years": 1}
    out = richardson(Richardson(**given_))
    assert out["oscillation_rad_year"] == 0.0 and out["is_stable"] == (a * b > k * m)
    assert out["is_stable"] == (out["slow_eigenvalue"] < 0.0) or abs(out["slow_eigenvalue"]) < 1e-12
    other = richardson(Richardson(**(given_ | {"reaction_y": -m})))
    assert (other["oscillation_rad_year"] > 0.0) == ((a - b) ** 2 / 4.0 < k * m)


@many
@given(st.floats(0.5, 2.0), st.floats(0.5, 2.0), st.floats(0.01, 0.4), st.floats(0.01, 0.4), st.floats(0.01, 0.05))
def test_a_shield_moves_the_race_through_each_channel(a: float, b: float, k: float, m: float, step: float) -> None:
    base = {"reaction_x": k, "fatigue_x": a, "reaction_y": m, "fatigue_y": b, "grievance_x": 1.0, "grievance_y": 1.0, "years": 0}
    for channel, sign in (("shield_fear", 1), ("shield_ambition", 1), ("shield_cost", -1)):
        out = richardson(Richardson(**base, **{channel: step}))  # type: ignore[arg-type]
        assert (out["x"] - out["x_without_shield"]) * sign > 0.0 and (out["y"] - out["y_without_shield"]) * sign > 0.0


@few
@given(rate, rate, rate, rate)
def test_the_exact_path_solves_the_equation_whatever_the_steps(k: float, a: float, m: float, b: float) -> None:
    given_ = {"reaction_x": k, "fatigue_x": a, "reaction_y": m, "fatigue_y": b, "start_x": 1.0, "start_y": -0.5}
    out = richardson(Richardson(**given_, years=4))
    two = richardson(Richardson(**(given_ | {"start_x": out["path_x"][2], "start_y": out["path_y"][2]}), years=2))
    assert two["path_x"][2] == pytest.approx(out["path_x"][4], rel=1e-9, abs=1e-9)  # a flow: two and two years are four


@many
@given(rate, rate, st.floats(-2.0, 2.0), st.floats(-2.0, 2.0), rate, rate, st.floats(-1.0, 1.0))
def test_the_spread_under_shocks_solves_the_equation_of_lyapunov(
    a: float, b: float, k: float, m: float, s: float, t: float, shared: float
) -> None:
    assume(a * b - k * m > 1e-3)
    given_ = {"fatigue_x": a, "fatigue_y": b, "reaction_x": k, "reaction_y": m, "noise_x": s, "noise_y": t, "shared": shared}
    out = richardson_noise(RichardsonNoise(**given_))
    cross = out["correlation"] * out["sd_x"] * out["sd_y"]
    c, drift = np.array([[out["sd_x"] ** 2, cross], [cross, out["sd_y"] ** 2]]), np.array([[-a, k], [m, -b]])
    shocks = np.array([[s * s, shared * s * t], [shared * s * t, t * t]])
    assert np.abs(drift @ c + c @ drift.T + shocks).max() < 1e-9 * (1.0 + np.abs(c).max() * np.abs(drift).max())


# contests: the richer side spends more, nobody is worse off than at zero, waste rises with decisiveness
@many
@given(st.floats(0.1, 10.0), st.floats(0.1, 10.0), st.floats(0.1, 1.0))
def test_contests_waste_within_what_is_won(v1: float, v2: float, r: float) -> None:
    out = tullock(Tullock(value_1=v1, value_2=v2, decisiveness=r))
    assert out["payoff_1"] >= -1e-12 and out["payoff_2"] >= -1e-12 and (out["effort_1"] - out["effort_2"]) * (v1 - v2) >= 0.0
    a1, a2 = out["effort_1"], out["effort_2"]
    for other in np.linspace(0.01, 3.0, 60) * a1:  # no better reply
        assert v1 * other**r / (other**r + a2**r) - other <= out["payoff_1"] + 1e-9
    like = [tullock(Tullock(value_1=v1, value_2=v1, decisiveness=x))["waste"] for x in (r, min(2.0, r + 0.1))]
    assert like[1] > like[0]


# Fearon 2018: arms rise in the advantage of offence and in what winning is worth
@many
@given(st.floats(0.3, 0.98), st.floats(0.3, 3.0), st.floats(0.01, 0.99), st.floats(1.01, 1.5))
def test_the_war_constraint_moves_as_stated(discount: float, m: float, place: float, factor: float) -> None:
    d = 1.0 / (1.0 - discount)
    cost = d / 2.0 - place / (2.0 * m)  # between peace without arms and no peace
    assume(cost >= 0.0)

    def arms(c: float, mm: float) -> float:
        found = war_constraint(WarConstraint(discount=discount, war_cost=c, offence_advantage=mm))["arms"]
        return math.inf if found is None else float(found)

    base = arms(cost, m)
    assert 0.0 < base <= 0.5
    assert arms(cost, m * factor) >= base - 1e-12 and arms(cost * 0.99, m) >= base - 1e-12 and arms(d / 2.0 + 1e-9, m) < 1e-6


# Fearon 1995, Powell 2006: war the more the larger the shift and the patience, the less the cost; no shift, no war
@many
@given(share, share, st.floats(0.0, 1.0), st.floats(0.5, 0.99), st.integers(2, 9))
def test_commitment_wars_move_as_proved(p: float, later: float, c: float, delta: float, steps: int) -> None:
    out = commitment_war(CommitmentWar(p_now=p, p_later=min(p, later), cost=c, discount=delta, steps=steps))
    assert not commitment_war(CommitmentWar(p_now=p, p_later=p, cost=c, discount=delta))["is_war"]
    if out["is_war_at_once"]:
        worse = {"p_now": p, "p_later": min(p, later), "cost": c, "discount": delta}
        assert commitment_war(CommitmentWar(**(worse | {"p_later": min(p, later) / 2.0})))["is_war"]
        assert commitment_war(CommitmentWar(**(worse | {"discount": (1.0 + delta) / 2.0})))["is_war"]
    assert not out["is_war"] or out["is_war_at_once"]  # splitting a shift never makes war
    cheaper = commitment_war(CommitmentWar(p_now=p, p_later=min(p, later), cost=c + 0.5, discount=delta))
    assert cheaper["temptation"] < out["temptation"]


# Powell 2003: with a better defence the risk run rises and the expected loss falls
@many
@given(st.floats(0.01, 100.0), st.floats(0.01, 1000.0), st.floats(0.0, 0.99), st.floats(0.001, 0.01))
def test_protection_emboldens_and_spares(stake: float, loss: float, s: float, step: float) -> None:
    (risk, harm), (more, less) = draw_lines(stake, loss, s), draw_lines(stake, loss, s + step)
    assert more > risk and less < harm and 0.0 < risk <= 1.0


# Chassang and Padro i Miquel: alone a shield that mops up never helps with complete information; under risk only by blunting surprise
@many
@given(*[st.floats(0.0, 1.0)] * 3, *[st.floats(-1.0, 1.0)] * 3)
def test_a_shield_under_risk_helps_only_by_blunting_surprise(
    phi: float, omega: float, sigma: float, first: float, war: float, struck: float
) -> None:
    sides = {f"{n}_{i}": v for i in (1, 2) for n, v in (("first", first), ("war", war), ("struck", struck))}
    out = strategic_risk(StrategicRisk(**sides, shield_first_1=phi, shield_war_1=omega, shield_struck_1=sigma))  # type: ignore[arg-type]
    assert out["effect_complete"] != "stabilises"
    assert out["slack_change_complete_1"] == pytest.approx(-phi, abs=1e-12)
    assert out["slack_change_risk_1"] == pytest.approx(sigma - phi - omega, abs=1e-12)
    if sigma <= omega:
        assert out["effect_risk"] != "stabilises"


# Kydd: the window closes at the least prior; both types of act teach in opposite directions, and the mean belief stays
@many
@given(st.floats(1.05, 3.0), st.floats(0.0, 0.95), st.floats(-3.0, -0.1), share)
def test_reassurance_is_possible_iff_the_prior_is_above_the_least(tu: float, tt: float, s: float, p: float) -> None:
    out = reassurance_window(ReassuranceWindow(tempted=tu, trustworthy=tt, exploited=s, prior=p))
    assume(abs(p - out["least_prior"]) > 1e-9)
    assert (out["s_min"] < out["s_max"]) == (p > out["least_prior"])
    assert out["least_prior"] < out["trust_needed"]  # a first step works where bare trust would not


@many
@given(share, share, share)
def test_a_build_and_a_pause_teach_in_opposite_directions(prior: float, greedy: float, security: float) -> None:
    given_ = {"prior_greedy": prior, "p_build_greedy": greedy, "p_build_security": security}
    built, paused = (spiral_belief(SpiralBelief(**given_, deeds=(d,)))["p_greedy_last"] for d in (1, 0))  # type: ignore[arg-type]
    chance = prior * greedy + (1.0 - prior) * security
    assert chance * built + (1.0 - chance) * paused == pytest.approx(prior, abs=1e-12)
    assert (built - prior) * (greedy - security) >= -1e-15


# QRE comes to Nash as precision grows, to even odds at zero, and each one told is one (McKelvey and Palfrey 1995)
@many
@given(stakes, stakes, st.floats(0.0, 60.0))
def test_every_quantal_equilibrium_is_one(one: Any, two: Any, precision: float) -> None:
    found = find_quantal_equilibria(row(one), row(two), np.array([precision]))[0]
    assert np.isfinite(found[0]).all()
    for a, b in found[np.isfinite(found[:, 0])]:
        for stake, own, other in ((one, a, b), (two, b, a)):
            gain = (1.0 - other) * (stake[1] - stake[0]) + other * (stake[2] - stake[3])
            assert abs(own - 1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, precision * gain))))) < 1e-7
    grid = np.linspace(0.0, 1.0, 2001)

    def reply(stake: Any, other: np.ndarray) -> np.ndarray:
        gain = (1.0 - other) * (stake[1] - stake[0]) + other * (stake[2] - stake[3])
        return 0.5 * (1.0 + np.tanh(0.5 * precision * gain))

    miss = reply(one, reply(two, grid)) - grid
    assert int((miss[:-1] * miss[1:] < 0.0).sum()) <= int(np.isfinite(found[:, 0]).sum())  # none that a scan sees is missing


@few
@given(stakes, stakes)
def test_quantal_equilibria_come_to_nash(one: Any, two: Any) -> None:
    assume(all(abs(s[0] - s[1]) > 0.05 and abs(s[2] - s[3]) > 0.05 for s in (one, two)))
    sharp = find_quantal_equilibria(row(one), row(two), np.array([2000.0]))[0]
    nash, count = find_restraint_equilibria(row(one), row(two))
    assert int(np.isfinite(sharp[:, 0]).sum()) == int(count[0])
    assert np.allclose(np.sort(sharp[np.isfinite(sharp[:, 0]), 0]), np.sort(nash[0, : count[0], 0]), atol=0.03)
    assert find_quantal_equilibria(row(one), row(two), np.array([0.0]))[0, 0].tolist() == [0.5, 0.5]


# every Nash equilibrium told survives deviations, and the fast solver of restraint games agrees with support enumeration
@many
@given(st.integers(2, 3), st.data())
def test_no_player_gains_by_leaving_an_equilibrium(size: int, data: st.DataObject) -> None:
    cells = st.lists(st.integers(-3, 3), min_size=size * size, max_size=size * size)
    a, b = (np.array(data.draw(cells), dtype=np.float64).reshape(size, size) for _ in range(2))
    found = enumerate_equilibria(a, b)
    assert found, "Nash: there always is one"
    for e in found:
        x, y = np.array(e.p_row), np.array(e.p_column)
        assert x.sum() == pytest.approx(1.0) and (x >= 0.0).all() and y.sum() == pytest.approx(1.0) and (y >= 0.0).all()
        assert (a @ y).max() <= e.payoff_row + 1e-9 and (b.T @ x).max() <= e.payoff_column + 1e-9
    if not any(e.is_degenerate for e in found):
        assert len(found) % 2 == 1  # Wilson: an odd number unless payoffs tie


@many
@given(stakes, stakes)
def test_restraint_games_agree_with_support_enumeration(one: Any, two: Any) -> None:
    assume(all(abs(s[0] - s[1]) > 1e-6 and abs(s[2] - s[3]) > 1e-6 for s in (one, two)))
    arming, count = find_restraint_equilibria(row(one), row(two))
    a = np.array([[one[0], one[3]], [one[1], one[2]]])
    b = np.array([[two[0], two[1]], [two[3], two[2]]])
    slow = sorted((e.p_row[1], e.p_column[1]) for e in enumerate_equilibria(a, b))
    assert np.allclose(sorted(map(tuple, arming[0, : count[0]])), slow, atol=1e-7) and np.isnan(arming[0, count[0] :]).all()


# every Markov profile told stands against every other stationary plan of either player, and every one left out does not
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 0.95))
def test_markov_equilibria_survive_every_other_plan(seed: int, discount: float) -> None:
    draw = np.random.default_rng(seed)
    payoff, onward = draw.normal(size=(1, 2, 2, 2, 2)), draw.dirichlet(np.ones(2), size=(1, 2, 2, 2))
    profiles, stands, values = find_markov_equilibria(payoff, onward, np.array([discount]))
    plans = list(itertools.product((0, 1), repeat=2))

    def value(x: Any, y: Any) -> np.ndarray:
        step = np.array([onward[0, s, x[s], y[s]] for s in range(2)])
        return np.linalg.solve(np.eye(2) - discount * step, np.array([payoff[0, s, x[s], y[s]] for s in range(2)]))

    for k, (x, y) in enumerate(profiles):
        own = value(x, y)
        assert np.allclose(own.T, values[0, k], atol=1e-9)
        best = [max(value(p, y)[s, 0] for p in plans) for s in range(2)], [max(value(x, p)[s, 1] for p in plans) for s in range(2)]
        is_best = all(best[i][s] <= own[s, i] + 1e-8 for i in range(2) for s in range(2))
        assert is_best == bool(stands[0, k])


# Fearon 1997: tied hands are worth at least as much and risk at least as much war; mixtures lie between
@many
@given(share, st.floats(0.05, 3.0), st.floats(0.0, 0.95), st.floats(0.1, 20.0), st.floats(0.0, 1.0))
def test_tied_hands_are_better_and_riskier(p: float, c: float, q: float, top: float, mix: float) -> None:
    out = costly_signals(CostlySignals(p_win=p, cost=c, q_fight=q, value_max=top, sunk_share=mix))
    assert out["tied_value"] >= out["sunk_value"] - 1e-12 and out["tied_risk"] >= out["sunk_risk"] - 1e-12
    assert out["tied_stake"] - 1e-9 <= out["mixed_stake"] <= out["sunk_stake"] + 1e-9
    # nobody bluffs: a type below the least stake that backed down if challenged would lose by sending
    v = 0.999 * out["mixed_stake"]
    bluff = (1.0 - q) * v - mix * out["mixed_signal"] - q * (1.0 - mix) * out["mixed_signal"]
    assert bluff <= 1e-9


# words: a sceptic stays at the prior; commitment never persuades more often than prior over threshold
@many
@given(share, share)
def test_persuasion_keeps_the_mean_belief(prior: float, tau: float) -> None:
    out = bayesian_persuasion(BayesianPersuasion(prior=prior, threshold=tau))
    yes = prior + (1.0 - prior) * out["p_yes_if_bad"]
    assert yes == pytest.approx(out["p_act"], rel=1e-9) and prior / yes == pytest.approx(out["belief_after_yes"], rel=1e-9)
    assert out["p_act_without_commitment"] <= out["p_act_truth_told"] + (prior >= tau) <= out["p_act"] + 1.0


@many
@given(st.floats(0.002, 0.6))
def test_cheap_talk_says_less_the_further_interests_are_apart(bias: float) -> None:
    out, wider = (crawford_sobel(CrawfordSobel(bias=b)) for b in (bias, bias * 1.3))
    assert wider["messages"] <= out["messages"] and wider["share_learned"] <= out["share_learned"] + 1e-9
    edges = [0.0, *out["edges"], 1.0]
    for low, middle, high in zip(edges, edges[1:], edges[2:], strict=False):  # the type at an edge is indifferent
        assert low < middle < high and (high - middle) - (middle - low) == pytest.approx(4.0 * bias, abs=1e-9)
    if bias >= 0.25:
        assert out["is_babbling"] and out["share_learned"] == pytest.approx(0.0, abs=1e-12)


@many
@given(st.floats(0.0, 5.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 50))
def test_a_campaign_never_passes_its_ceiling_and_moves_no_sceptic(points: float, exposure: float, credibility: float, events: int) -> None:
    given_ = {"points": points, "exposure": exposure, "events": events}
    out = campaign_effect(CampaignEffect(**given_, credibility=credibility))  # type: ignore[arg-type]
    assert 0.0 <= out["points_after"] <= out["points_peak"] <= out["points_steady"] + 1e-9 <= 5.0 + 1e-9
    assert campaign_effect(CampaignEffect(**given_, credibility=0.0))["points_peak"] == 0.0  # type: ignore[arg-type]


# Friedkin and Johnsen: opinions at rest lie within those at the start; the walk ends there
@few
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_opinions_rest_within_the_opinions_at_the_start(n: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    weights = draw.dirichlet(np.ones(n), size=n)
    weights /= weights.sum(axis=1, keepdims=True)
    start, open_to = draw.uniform(size=n), draw.uniform(0.0, 0.9, size=n)
    given_ = {"start": tuple(start), "weights": tuple(weights.ravel()), "susceptibility": tuple(open_to), "rounds": 300}
    out = opinion_network(OpinionNetwork(**given_))  # type: ignore[arg-type]
    assert min(start) - 1e-12 <= min(out["at_rest"]) and max(out["at_rest"]) <= max(start) + 1e-12
    assert out["opinions"] == pytest.approx(out["at_rest"], abs=1e-9)
    for rule in ("degroot", "bounded-confidence", "deffuant"):  # averages never widen the range
        moved = opinion_network(OpinionNetwork(**(given_ | {"rule": rule, "rounds": 5})))  # type: ignore[arg-type]
        assert moved["range_end"] <= moved["range_start"] + 1e-12


# a reversal raises suspicion if hegemonic types gain more, lowers it if threatened ones do; the accuser does not count
@many
@given(st.floats(-1.0, 2.0), st.floats(-1.0, 2.0), st.floats(0.2, 2.0), st.floats(0.05, 2.0), share)
def test_the_sign_of_a_reversal_follows_who_gains_more(security: float, hegemonic: float, spread: float, cost: float, prior: float) -> None:
    assume(abs(security - hegemonic) > 0.05)
    out = reversal_signal(
        ReversalSignal(prior=(prior, 0.0, 1.0 - prior), gains=(security, 0.0, hegemonic), spread=spread, reversal_cost=cost)
    )
    assert out["suspicion_by_reversal"] * (hegemonic - security) >= 0.0
    penalties = [hypocrisy_penalty(HypocrisyPenalty(similarity=prior, accuser_standing=x))["points_lost"] for x in (0.0, 1.0)]
    assert penalties[0] == penalties[1] <= hypocrisy_penalty(HypocrisyPenalty(similarity=min(1.0, prior + 0.1)))["points_lost"]


# Bayes does not care for order if types do not change; Rabin and Schrag: wrong for good iff beyond the bound
@many
@given(st.tuples(share, share, share), st.tuples(share, share, share), st.lists(st.integers(0, 1), max_size=8))
def test_order_of_deeds_does_not_matter_to_bayes(prior: Any, builds: Any, deeds: list[int]) -> None:
    ways = [belief_update(BeliefUpdate(prior=prior, builds_seen=builds, deeds=tuple(d))) for d in (deeds, sorted(deeds))]
    assert ways[0]["seen"][-1] == pytest.approx(ways[1]["seen"][-1], abs=1e-9)


@few
@given(st.floats(0.55, 0.95), st.floats(0.0, 0.95))
def test_belief_goes_wrong_for_good_only_beyond_the_bound(accuracy: float, misread: float) -> None:
    out = confirmation_bias(ConfirmationBias(accuracy=accuracy, misread=misread, signals=20))
    assume(abs(misread - out["bound"]) > 1e-6)
    assert (out["p_wrong_forever"] > 0.0) == (misread > out["bound"]) == out["is_self_reinforcing"]
    assert out["p_wrong"] + out["p_undecided"] + out["p_right"] == pytest.approx(1.0, abs=1e-12)
    assert out["p_wrong"] >= out["p_wrong_unbiased"] - 1e-12


def draw_value(draw: Any, annotation: Any, field: Any) -> Any:
    """Draw a value inside the declared limits of an input, its ends included."""
    if get_origin(annotation) is Literal:
        return draw(st.sampled_from(list(get_args(annotation))))
    if NoneType in get_args(annotation):
        return None
    limits = {k: getattr(item, k) for item in field.metadata for k in ("ge", "gt", "le", "lt") if hasattr(item, k)}
    if get_origin(annotation) is tuple:
        return draw(st.lists(st.sampled_from([0.0, 1.0, 0.5, 0.25, 1]) if len(field.default) else st.just(0.5), min_size=1, max_size=9))
    if annotation is bool:
        return draw(st.booleans())
    low, high = limits.get("ge", limits.get("gt", 0)), limits.get("le", limits.get("lt", 1e6))
    if annotation is int:
        return draw(st.integers(int(low), min(int(high), int(low) + 60)))
    return draw(st.floats(low, high, exclude_min="gt" in limits, exclude_max="lt" in limits, allow_subnormal=False))


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_any_input_inside_its_limits_gives_numbers_or_a_clear_refusal(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    fields = find_variant("model", name).spec.model_fields  # type: ignore[union-attr]
    chosen = data.draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    inputs = {key: draw_value(data.draw, fields[key].annotation, fields[key]) for key in chosen}
    try:
        found = run_model(name, inputs=inputs)
    except (InputError, RunFailed):
        return
    for key, value in found["outputs"].items():
        flat = np.array([x for x in np.ravel(np.array(value, dtype=object)) if isinstance(x, float)])
        assert np.isfinite(flat).all(), key
        if key.startswith("p_") and len(flat):
            assert flat.min() >= -1e-9 and flat.max() <= 1.0 + 1e-9, (key, value)
    assert run_model(name, inputs=found) == found
