"""Compare calculators of rivalry and perception with published forms, and with worked numbers computed apart from this program."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from equipoise.errors import InputError
from equipoise.reference.library import BASES, sources
from equipoise.registry import find_variant
from equipoise.study.calculators import list_models, run_model, show_model

STAGES = ("rivalry", "perception")
NAMES = [m["name"] for m in list_models() if m["stage"] in STAGES and ".models." in find_variant("model", m["name"]).function.__module__]
PLACES = 6e-7  # worked numbers are written to six places


def ask(name: str, **inputs: Any) -> dict[str, Any]:
    outputs: dict[str, Any] = run_model(name, inputs=inputs)["outputs"]
    return outputs


@pytest.mark.parametrize("name", NAMES)
def test_a_card_says_what_goes_in_and_comes_out_and_how_it_is_known(name: str) -> None:
    card, outputs = show_model(name), run_model(name)["outputs"]
    assert card["rule"] and card["validity"] and json.loads(json.dumps(card)) == card
    assert set(card["outputs"]) == set(outputs) and all(told["meaning"] for told in card["outputs"].values())
    variant = find_variant("model", name)
    assert set(variant.sources) <= set(sources())
    for key, told in card["inputs"].items():
        assert told["meaning"] and told["basis"] in BASES and told["source"], key
        extra = variant.spec.model_fields[key].json_schema_extra  # type: ignore[union-attr]
        assert extra["source"] in sources(), key
        if key.startswith("p_"):
            assert told["interval"] or told["basis"] == "P", key


# Richardson 1960: x* = (kh + bg)/(ab - kl), worked by hand at a=.6 b=.5 k=.3 l=.4 g=1 h=.8: 37/9 and 44/9, eigenvalues -0.2 and -0.9
def test_richardson_settles_where_the_worked_example_does() -> None:
    out = ask("richardson")
    assert (out["x"], out["y"]) == pytest.approx((37.0 / 9.0, 44.0 / 9.0), rel=1e-12)
    assert (out["slow_eigenvalue"], out["fast_eigenvalue"]) == pytest.approx((-0.2, -0.9), abs=1e-12)
    assert out["critical_misperception"] == pytest.approx(math.sqrt(0.30 / 0.12) - 1.0, rel=1e-12)
    # along the slow direction the gap shrinks by e^-0.2 a year: (x - x*) (k, a - 0.2)
    start = ask("richardson", start_x=37 / 9 + 0.3, start_y=44 / 9 + 0.4, years=3)
    assert start["path_x"][3] == pytest.approx(37 / 9 + 0.3 * math.exp(-0.6), rel=1e-12)


def test_the_yearly_race_is_another_model() -> None:
    exact, annual = (ask("richardson", step=s, years=10) for s in ("exact", "annual"))
    assert annual["path_x"][1] == 1.0 and exact["path_x"][1] < 1.0  # one whole step of g against its decay within the year
    wild = ask("richardson", fatigue_x=2.5, fatigue_y=2.5, reaction_x=0.1, reaction_y=0.1, step="annual")  # |1 - 2.6| > 1
    assert wild["is_stable"] and not wild["is_stable_annual"]
    with pytest.raises(InputError, match="floor"):
        ask("richardson", floor="zero")
    cut = ask("richardson", step="annual", floor="zero", grievance_x=-5.0)
    assert min(cut["path_x"]) == 0.0


def test_a_saddle_parts_runaway_from_disarmament() -> None:
    # a=b=1, k=l=2, g=h=-1: equilibrium (1, 1), stable direction (1, -1): x + y above or below 2
    given = {"reaction_x": 2.0, "reaction_y": 2.0, "fatigue_x": 1.0, "fatigue_y": 1.0, "grievance_x": -1.0, "grievance_y": -1.0}
    for start, region in (((1.5, 0.6), "runaway"), ((1.5, 0.4), "disarmament"), ((1.25, 0.75), "on the line to the equilibrium")):
        out = ask("richardson", **given, start_x=start[0], start_y=start[1], years=6)
        assert out["region"] == region and not out["is_stable"]
        ends = out["path_x"][-1] + out["path_y"][-1] - 2.0
        assert ends == pytest.approx((sum(start) - 2.0) * math.exp(6.0), rel=1e-9, abs=1e-9)  # unstable eigenvalue 1


def test_many_states_and_noise_agree_with_two_states() -> None:
    pair = ask("richardson-many", reactions=[0, 0.3, 0.4, 0], fatigue=[0.6, 0.5], grievance=[1.0, 0.8])
    assert pair["equilibrium"] == pytest.approx([37 / 9, 44 / 9], rel=1e-12) and pair["is_stable"] and pair["rows_suffice"]
    # Lyapunov for two symmetric states: the sum decays at a-k, the difference at a+k: var = s^2/4 (1/(a-k) + 1/(a+k))
    out = ask("richardson-noise", reaction_x=0.2, reaction_y=0.2, fatigue_x=0.6, fatigue_y=0.6, noise_x=0.5, noise_y=0.5)
    assert out["sd_x"] ** 2 == pytest.approx(0.25 / 4.0 * (1 / 0.4 + 1 / 0.8), rel=1e-9)
    assert out["correlation"] == pytest.approx((1 / 0.4 - 1 / 0.8) / (1 / 0.4 + 1 / 0.8), rel=1e-9)


# Bass 1969: peak at ln(q/p)/(p+q); Gompertz 37 per cent; logistic half
def test_diffusion_peaks_where_it_should() -> None:
    out = ask("bass-diffusion")
    assert out["peak_year"] == pytest.approx(math.log(0.38 / 0.03) / 0.41, rel=1e-12)
    years = np.linspace(0.0, 20.0, 2001)
    rates = [ask("bass-diffusion", years=float(t))["rate"] for t in years[::20]]
    assert abs(years[::20][int(np.argmax(rates))] - out["peak_year"]) < 0.2
    assert ask("bass-diffusion", years=out["half_year"])["adopted"] == pytest.approx(0.5, rel=1e-12)
    assert ask("bass-diffusion", years=out["peak_year"])["adopted"] == pytest.approx(out["adopted_at_peak"], rel=1e-12)
    assert ask("gompertz-diffusion")["adopted_at_peak"] == pytest.approx(math.exp(-1.0), rel=1e-12)
    hazard = ask("hazard-diffusion", base_rate=0.3, cost=1.0, organisation=0.0, cost_weight=1.0)
    assert hazard["rate"] == pytest.approx(0.3 / math.e, rel=1e-12)
    race = ask("race-to-field")
    assert (race["p_shield_first"], race["mean_window_years"]) == pytest.approx((1 / 3, 5 / 3), rel=1e-12)


# Tullock 1980: a = rV/4; unequal values at r = 1: a_1 = V1^2 V2/(V1+V2)^2
def test_contests_waste_what_the_formula_says() -> None:
    assert ask("tullock-contest", decisiveness=2.0)["effort_1"] == pytest.approx(0.5, rel=1e-12)
    out = ask("tullock-contest", value_1=3.0, value_2=1.0)
    assert (out["effort_1"], out["effort_2"]) == pytest.approx((9 / 16, 3 / 16), rel=1e-12)
    assert ask("tullock-contest", value_1=3.0, decisiveness=1.5)["reason"]


def test_the_war_constraint_agrees_with_a_search() -> None:
    # an independent search over arms and surprises of (1/2 - a)/(1 - delta) >= max p W - a'
    for discount, cost, m in ((0.9, 4.7, 1.0), (0.8, 2.2, 0.5), (0.95, 9.85, 2.0)):
        out = ask("war-constraint", discount=discount, war_cost=cost, offence_advantage=m)
        w, d = 1.0 / (1.0 - discount) - cost, 1.0 / (1.0 - discount)
        surprises = np.linspace(1e-6, 3.0, 6001)
        arms = np.linspace(1e-4, 0.5, 1000)
        kept = [(0.5 - a) * d >= (m * surprises / (m * surprises + a) * w - surprises).max() - 1e-6 for a in arms]
        assert out["is_peace"] and 0.0 < out["arms"] < 0.5
        assert arms[int(np.argmax(kept))] == pytest.approx(out["arms"], abs=1e-3)  # steps of the search


# Fearon 1995, Powell 2006: delta=.95, c=.2, p1=.5: war iff p2 < 0.46316
def test_commitment_wars_begin_below_the_worked_odds() -> None:
    out = ask("commitment-war")
    assert out["critical_p_later"] == pytest.approx(0.463158, abs=PLACES)
    assert not ask("commitment-war", p_later=0.4632)["is_war"] and ask("commitment-war", p_later=0.4631)["is_war"]
    assert not ask("commitment-war", steps=out["steps_for_peace"])["is_war"]
    assert ask("commitment-war", steps=out["steps_for_peace"] - 1)["is_war"]


# stag hunt R=1 T=.6 P=.2 S=-.8: m = 1/(1 + .4) = 0.714286
def test_trust_and_the_small_game_agree() -> None:
    out = ask("trust-threshold", hawks=0.2)
    assert out["threshold"] == pytest.approx(5 / 7, rel=1e-12) and out["survives_hawks"] and not out["is_restraint_risk_dominant"]
    assert out["mixed_restraint"] == pytest.approx(5 / 7 / 0.8, rel=1e-12)
    assert not ask("trust-threshold", hawks=0.3)["survives_hawks"]
    game = ask("two-by-two")
    assert game["n_equilibria"] == 3 and game["p_row"][1][0] == pytest.approx(5 / 7, rel=1e-12)
    # rock, paper, scissors: one equilibrium, a third each (Nash 1951)
    three = ask("two-by-two", row=[0, -1, 1, 1, 0, -1, -1, 1, 0], column=[0, 1, -1, -1, 0, 1, 1, -1, 0])
    assert three["p_row"] == [pytest.approx([1 / 3] * 3)] and not three["is_degenerate"]
    assert ask("two-by-two", row=[1, 1, 1, 1], column=[1, 0, 1, 0])["is_degenerate"]


# Baliga and Sjostrom 2004: uniform costs, mu=.1, d=1.1 unravel in ten rounds; F = c^2 leaves 0.112702, 0.887298, gone at 0.320871
def test_fear_unravels_as_published() -> None:
    out = ask("baliga-sjostrom")
    assert out["cutoffs"] == pytest.approx([i / 10 for i in range(1, 11)], abs=1e-12) and out["is_race_only"] and out["p_race"] == 1.0
    square = ask("baliga-sjostrom", shape=2.0)
    assert square["equilibria"] == pytest.approx([(1 - math.sqrt(0.6)) / 2, (1 + math.sqrt(0.6)) / 2, 1.0], abs=1e-12)
    assert square["vanishing_gain"] == pytest.approx((1.1 - math.sqrt(0.21)) / 2, abs=1e-12)
    assert [ask("baliga-sjostrom", shape=2.0, gain=g)["is_race_only"] for g in (0.3208, 0.3209)] == [False, True]


def test_talk_stops_a_race_in_one_model_and_not_in_the_other() -> None:
    told = [ask("baliga-sjostrom-talk", gain=g) for g in (1e-3, 1e-4, 1e-5, 1e-6)]
    assert all(t["p_race_silent"] == 1.0 for t in told)
    races = [t["p_race_talk"] for t in told]
    assert races == sorted(races, reverse=True) and races[-1] < 0.002  # near zero as dominant types grow rare
    assert told[-1]["p_race_misperceived_talk"] == told[-1]["p_race_misperceived"] == pytest.approx(0.55, abs=1e-6)  # (mu + d)/2
    for t in told:  # not monotone: very tough types say what peaceful ones say
        assert 0.0 < t["lowest_hawkish"] < t["highest_hawkish"] < 1.0 and t["p_very_tough_if_conciliatory"] > 0.0


# Chassang and Padro i Miquel 2009: alone it destabilises with complete information, and helps under risk only if it blunts sneak attack
def test_a_shield_under_strategic_risk() -> None:
    assert ask("strategic-risk", shield_first_1=0.5)["effect_complete"] == "destabilises"
    wary = {"war_1": 0.2, "war_2": 0.2}
    assert not ask("strategic-risk", **wary)["peace_risk_with"]
    helped = ask("strategic-risk", **wary, shield_first_1=0.01, shield_war_1=0.01, shield_struck_1=0.3)
    assert helped["effect_risk"] == "stabilises" and helped["slack_complete_1"] < 0.4
    harmed = ask("strategic-risk", shield_first_1=0.2, shield_war_1=0.1, shield_struck_1=0.1)  # (V1-F1)(V2-F2) = .08 < .09
    assert harmed["effect_risk"] == "destabilises" and harmed["slack_change_risk_1"] == pytest.approx(-0.2, abs=1e-12)


# Kydd: Tu=1.6 Tt=.4 S=-1.2 p=.4: window 0.4 to 0.454545, least prior 0.315789
def test_reassurance_and_spirals() -> None:
    out = ask("reassurance-window")
    assert (out["s_min"], out["s_max"], out["least_prior"]) == pytest.approx((0.4, 5 / 11, 6 / 19), rel=1e-12)
    assert out["least_prior"] < out["trust_needed"]
    edge = ask("reassurance-window", prior=6 / 19)
    assert edge["s_min"] == pytest.approx(edge["s_max"], rel=1e-12)
    spiral = ask("spiral-belief", prior_greedy=0.2, p_build_greedy=0.9, p_build_security=0.6, deeds=[1, 0])
    assert spiral["p_greedy"] == pytest.approx([0.2, 0.25 * 1.5 / (1 + 0.25 * 1.5), 0.25 * 1.5 * 0.25 / (1 + 0.25 * 1.5 * 0.25)], rel=1e-12)


def test_the_trigger_stands_from_the_grim_discount_on() -> None:
    # grim trigger: delta >= (T-R)/(T-P+k); with T=1.5, R=1, P=.2, k=.1: 0.5/1.4
    out = ask("markov-restraint", p_calm=0.0, tension=0.1)
    assert out["least_discount_for_trigger"] == pytest.approx(math.ceil(500 / 1.4) / 1000, abs=1e-9)
    assert out["trigger_stands"] and not out["restraint_always_stands"] and out["profiles"][0] == "calm RR, rivalry AA"
    short = ask("markov-restraint", p_calm=0.0, tension=0.1, discount=0.3)
    assert short["profiles"] == ["calm AA, rivalry AA"]
    assert "shielded" in ask("markov-restraint", p_shield=0.1)["profiles"][0]


# Powell 2003, minimal form r* = v/(v + L(1-s))
def test_emboldenment_has_two_lines() -> None:
    out = ask("emboldenment", stake=1.0, loss=9.0, interception=0.0)
    assert (out["p_attack"], out["expected_loss"]) == pytest.approx((0.1, 0.9), rel=1e-12)
    assert out["p_attack_line"] == sorted(out["p_attack_line"])
    assert out["expected_loss_line"] == sorted(out["expected_loss_line"], reverse=True)


def test_jervis_worlds_and_a_shield_that_acts_as_offence() -> None:
    names = [ask("security-dilemma-worlds", offence=o, differentiability=d)["world"].split(":")[0] for o in (0.5, -0.5) for d in (0.1, 0.9)]
    assert names == ["doubly dangerous", "no dilemma, aggression possible, warning available", "dilemma, mitigable", "doubly stable"]
    bare, shield = (ask("security-dilemma-worlds", offence=-0.2, shield_as_offence=s) for s in (0.0, 0.3))
    assert shield["threshold"] > bare["threshold"] and bare["world"] != shield["world"]
    assert shield["exploit"] == pytest.approx(0.6 + 0.5 * 0.1, rel=1e-12)


# Fearon 1997, worked p=.5 c=1 q=.25 V=4: sunk (2, 1.5, 0.125), tied (0.285714, 0.857143, 0.232143)
def test_signals_cost_what_fearon_asks() -> None:
    out = ask("costly-signals")
    assert [out[f"sunk_{k}"] for k in ("stake", "signal", "risk")] == pytest.approx([2.0, 1.5, 0.125], rel=1e-12)
    assert [out[f"tied_{k}"] for k in ("stake", "signal", "risk")] == pytest.approx([2 / 7, 6 / 7, 13 / 56], rel=1e-12)
    for share, name in ((1.0, "sunk"), (0.0, "tied")):
        mixed = ask("costly-signals", sunk_share=share)
        parts = ("stake", "signal", "risk", "value")
        assert [mixed[f"mixed_{k}"] for k in parts] == [mixed[f"{name}_{k}"] for k in parts]
    # what the sender of a sunk signal expects, by a sum over types: (1-q)v + q(pv-c) - m from v=2 to 4
    v = 2.0 + (np.arange(20000) + 0.5) / 10000.0
    assert out["sunk_value"] == pytest.approx(float((0.75 * v + 0.25 * (0.5 * v - 1.0) - 1.5).sum() / 40000.0), rel=1e-9)


# Friedkin and Johnsen 1990: W all .5, susceptibility (.8, .4), x0 (1, 0): (0.4, 0.1)
def test_opinions_come_to_rest_where_the_formula_says() -> None:
    out = ask("opinion-network")
    assert out["at_rest"] == pytest.approx([0.4, 0.1], rel=1e-12) and out["opinions"] == pytest.approx([0.4, 0.1], abs=1e-9)
    # DeGroot: consensus at the left eigenvector's weights, (2/3, 1/3) for [[.8,.2],[.4,.6]]
    assert ask("opinion-network", rule="degroot", weights=[0.8, 0.2, 0.4, 0.6])["opinions"] == pytest.approx([2 / 3, 2 / 3], abs=1e-9)
    # with no bias, biased assimilation is DeGroot (Dandekar and others 2013)
    given = {"weights": [0.8, 0.2, 0.4, 0.6], "rounds": 7, "bias": 0.0}
    plain, biased = (ask("opinion-network", rule=r, **given) for r in ("degroot", "biased-assimilation"))
    assert plain["opinions"] == pytest.approx(biased["opinions"], rel=1e-12)
    apart = {"start": [0.1, 0.2, 0.8, 0.9], "weights": [0.25] * 16, "susceptibility": [1.0], "radius": 0.3}
    assert [ask("opinion-network", rule=r, **apart)["n_camps"] for r in ("bounded-confidence", "deffuant", "degroot")] == [2, 2, 1]


# Crawford and Sobel 1982; Kamenica and Gentzkow 2011; inspections
def test_what_words_can_do() -> None:
    out = ask("crawford-sobel")
    assert out["messages"] == 2 and out["edges"] == pytest.approx([0.3], abs=1e-12)
    for bias, n in ((0.25, 1), (0.2499, 2), (1 / 12 + 1e-6, 2), (1 / 12 - 1e-6, 3), (1 / 24 - 1e-6, 4)):  # N messages need 2N(N-1)b < 1
        assert ask("crawford-sobel", bias=bias)["messages"] == n
    edges = np.array([0.0, 0.3, 1.0])
    left = float(((edges[1:] - edges[:-1]) ** 3 / 12.0).sum())  # receiver's error: variance inside each interval
    assert out["variance_left"] == pytest.approx(left, rel=1e-12)
    told = ask("bayesian-persuasion")
    assert (told["p_act"], told["p_yes_if_bad"]) == pytest.approx((0.4, 0.25), rel=1e-12)
    assert ask("verification")["belief"] == pytest.approx(16 / 19, rel=1e-12)
    assert ask("verification", passed=2)["belief"] >= 0.714286 > ask("verification", passed=1)["belief"]


# Rabin and Schrag 1999: a wrong belief reinforces itself iff q > 1 - 1/(2t)
def test_misreading_leads_astray_for_good_beyond_the_bound() -> None:
    assert ask("confirmation-bias", accuracy=0.75)["bound"] == pytest.approx(1 / 3, rel=1e-12)
    under, over = (ask("confirmation-bias", accuracy=0.75, misread=q) for q in (1 / 3 - 1e-6, 0.5))
    assert under["p_wrong_forever"] == pytest.approx(0.0, abs=1e-4) and over["p_wrong_forever"] > 0.05
    long = ask("confirmation-bias", accuracy=0.75, misread=0.6, signals=400)
    assert long["p_wrong"] == pytest.approx(long["p_wrong_forever"], abs=2e-3)  # the exact law comes to the ruin formula
    # two signals at q: wrong-wrong (1-t)^2 and wrong-right misread (1-t) t q end at -2 as read
    two = ask("confirmation-bias", accuracy=0.75, misread=0.5, signals=2)
    assert two["p_wrong"] == pytest.approx(0.25 * (0.25 + 0.75 * 0.5), rel=1e-12)


def test_a_reversal_says_what_the_types_make_it_say() -> None:
    threatened, hegemonic = (ask("reversal-signal", gains=g) for g in ([1.0, 0.7, 0.2], [0.2, 0.7, 1.0]))
    assert threatened["suspicion_by_reversal"] < 0.0 < hegemonic["suspicion_by_reversal"]
    assert ask("reversal-signal", gains=[0.7, 0.7, 0.7])["suspicion_by_reversal"] == 0.0
    # normal gains: P(b >= 1.3 | mean 0.3, sd 1) = 0.158655 (standard normal table)
    normal = ask("reversal-signal", gains=[0.3, 0.3, 0.3], spread=1.0, reversal_cost=1.3)
    assert normal["p_deploy"][0] == pytest.approx(0.158655, abs=PLACES)


# Chow and Levin 2024: who makes the charge does not matter; Goldsmith and others 2021: 2.3 points; the house limit of 5
def test_approval_moves_within_what_was_published() -> None:
    assert ask("hypocrisy-penalty", accuser_standing=0.0) == ask("hypocrisy-penalty", accuser_standing=1.0)
    home, abroad = (ask("hypocrisy-penalty", audience=a) for a in ("domestic", "foreign"))
    assert home["points_lost"] < abroad["points_lost"] and home["points_charged"] == abroad["points_charged"]
    with pytest.raises(InputError, match="points"):
        ask("campaign-effect", points=6.0)
    assert ask("campaign-effect", points=6.0, override=True)["points_per_event"] > 0.0
    assert ask("campaign-effect", credibility=0.0)["points_peak"] == 0.0
    # one event of 2 points, half-life 20 days, 20 days later, far from the ceiling
    once = ask("campaign-effect", points=2.0, exposure=1.0, credibility=1.0, events=1, ceiling=100.0, days_after=20.0, half_life=20.0)
    assert once["points_after"] == pytest.approx(100.0 * (1.0 - math.exp(-0.01)), rel=1e-12)
    cost = ask("audience-cost")
    assert cost["points_low"] == 0.0 < cost["points_mean"] < cost["points_high"] and cost["points_mean"] < cost["points_if_any"]


def test_belief_updates_by_bayes_and_by_change_of_type() -> None:
    out = ask("belief-update", prior=[0.5, 0.0, 0.5], builds_seen=[0.4, 0.5, 0.8], deeds=[1, 1])
    assert out["p_hegemonic_seen"] == pytest.approx(0.8, rel=1e-12)
    # full change to one type forgets everything: each row goes to (0.2, 0.3, 0.5), then one deed
    forget = ask("belief-update", change=[0.2, 0.3, 0.5] * 3, deeds=[1], builds_seen=[0.5, 0.5, 1.0])
    assert forget["p_hegemonic_seen"] == pytest.approx(0.5 / 0.75, rel=1e-12)
