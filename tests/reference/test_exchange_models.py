"""Check the calculators of force exchange against published numbers, exact enumeration and sampling written here."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import numpy as np
import pytest

from equipoise.errors import InputError, InputErrors
from equipoise.reference.library import BASES
from equipoise.study.calculators import list_models, run_model, show_model

EXCHANGE = [m["name"] for m in list_models() if m["stage"] == "exchange"]
WANTED = {
    "damage-limitation", "deterrence-cone", "drawdown", "drawdown-curve", "kent-thaler", "kent-thaler-cost", "least-effective-shield",
    "margin-cost-ratio", "mobile-survival", "no-retaliation", "offence-budget", "offence-to-restore", "prompt-dependence",
    "retaliation-odds", "second-strike", "shelters", "transition-dip", "treaty-effect", "two-states",
}  # fmt: skip
LEAN = {  # one small force without a shield, for enumeration
    "launchers": [3, 2], "warheads_per_launcher": [1, 3], "alert_day": [2, 1], "alert_generated": [3, 2], "survival_alert": [0.5, 0.8],
    "survival_rest": [0.2, 0.1], "reliability": [0.9, 0.7], "basing": ["silo", "submarine"], "engagements": 0, "leak": 1.0,
}  # fmt: skip


def ask(name: str, **inputs: Any) -> Any:
    return run_model(name, inputs=inputs)["outputs"]


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    return [x for item in value for x in leaves(item)] if isinstance(value, list) else [value]


def binomial(n: int, k: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1.0 - p) ** (n - k)


# --- cards ------------------------------------------------------------------------------------------------------------


def test_the_stage_offers_what_it_should() -> None:
    assert set(EXCHANGE) == WANTED


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_card_says_what_goes_in_and_comes_out_and_how_it_is_known(name: str) -> None:
    card = show_model(name)
    assert card["rule"] and card["validity"] and card["sources"] and card["basis"] in BASES.values()
    assert json.loads(json.dumps(card)) == card
    first = run_model(name)
    assert set(card["outputs"]) == set(first["outputs"]) and all(told["meaning"] for told in card["outputs"].values())
    for key, told in card["inputs"].items():
        assert told["meaning"] and told["kind"], key
        if told["default"] is None:
            continue
        assert told["basis"] in BASES and told["source"], f"{key} has a default without a basis"
        if key.startswith("p_") and leaves([told["default"]]) != [1.0]:
            assert told["interval"], f"{key}: a probability that is not settled names its span"
        if told["interval"]:
            low, high = told["interval"]
            assert low < high and all(low <= x <= high for x in leaves(told["default"])), key
    assert run_model(name, inputs=json.loads(json.dumps(first))) == first


# --- drawdown ---------------------------------------------------------------------------------------------------------


def test_drawdown_against_enumeration_of_hits() -> None:
    # two aims, three whole weapons, p 0.6: all 2^3 outcomes; two weapons on the first aim
    mean = 0.0
    for hits in itertools.product((0, 1), repeat=3):
        weight = math.prod(0.6 if h else 0.4 for h in hits)
        mean += weight * ((not any(hits[:2])) + (not hits[2]))
    assert ask("drawdown", weapons=3, aims=2, p_kill=0.6)["survivors"] == pytest.approx(mean, rel=1e-12)
    assert ask("drawdown", weapons=0)["survival"] == 1.0
    assert ask("drawdown", weapons=1, aims=1, p_kill=1.0)["survival"] == 0.0
    whole, smooth = ask("drawdown", weapons=150, aims=100, p_kill=0.5)["survival"], 0.5**1.5
    assert whole == 0.375 and whole > smooth  # the smooth form promises more destruction than whole weapons do


def test_the_drawdown_curve_is_the_best_of_every_plan() -> None:
    # every way to give at most two weapons to each of four aims (10, 10, 3 and 1 warheads): the best for each number spent
    aims, kills = (10.0, 10.0, 3.0, 1.0), (0.7, 0.7, 0.9, 0.8)
    best = dict.fromkeys(range(9), 99.0)
    for plan in itertools.product((0, 1, 2), repeat=4):
        left = sum(w * (1.0 - p) ** n for w, p, n in zip(aims, kills, plan, strict=True))
        best[sum(plan)] = min(best[sum(plan)], left)
    out = ask("drawdown-curve", aims=[2, 1, 1], warheads_per_aim=[10, 3, 1], p_kill=[0.7, 0.9, 0.8], weapons=100, most_per_aim=2)
    for spent, surviving in zip(out["spent"], out["surviving"], strict=True):
        assert surviving == pytest.approx(best[round(spent)], rel=1e-12)
    assert out["order"] == [1, 2, 1, 3, 2, 3] and out["end_spent"] == 8.0 and out["end_own_left"] == 92.0
    cut = ask("drawdown-curve", aims=[2, 1, 1], warheads_per_aim=[10, 3, 1], p_kill=[0.7, 0.9, 0.8], weapons=1)
    assert cut["spent"] == [0.0, 1.0] and cut["end_surviving"] == pytest.approx(24.0 - 7.0)
    nothing = ask("drawdown-curve", weapons=0)
    assert nothing["spent"] == [0.0] and nothing["share_surviving"] == 1.0


def test_shelters_by_sampling_where_missiles_stand() -> None:
    out = ask("shelters", missiles=20, shelters=5, weapons=130, p_kill=0.7)
    rng = np.random.default_rng(1)
    kept = []
    for _ in range(4000):
        hit = np.concatenate([np.full(30, 2), np.full(70, 1)])  # 130 whole weapons over 100 shelters
        dead = rng.random(100) < 1.0 - 0.3**hit
        places = rng.permutation(100)[:20]
        kept.append(20 - dead[places].sum())
    assert out["survivors"] == pytest.approx(float(np.mean(kept)), abs=4.0 * float(np.std(kept)) / math.sqrt(4000))
    assert out["survival"] > out["survival_bare"]
    one = ask("shelters", missiles=20, shelters=1, weapons=130, p_kill=0.7)
    assert one["survival"] == one["survival_bare"]
    assert ask("shelters", weapons=0)["weapons_per_missile"] == pytest.approx(12.5)  # 10 shelters at 0.8 each


# --- hiding and odds --------------------------------------------------------------------------------------------------


def test_mobile_survival_and_its_common_cause() -> None:
    out = ask("mobile-survival", weapons=300, cover_weapons=300, at_sea=0.6, loss_per_day=0.01, days=50, p_breakthrough=0.1, launchers=3)
    # many weapons that each cover a small share at random leave (1 - a)^n, and that goes to exp(-n a)
    assert out["barrage"] == pytest.approx((1.0 - 1e-6) ** 1_000_000, rel=1e-5)
    assert out["submarine"] == pytest.approx(0.6 * math.exp(-0.5), rel=1e-12) and out["search"] == 0.7
    assert out["p_none_search"] == pytest.approx(0.1 + 0.9 * 0.3**3, rel=1e-12)
    assert out["p_none_search"] > out["p_none_search_independent"] == pytest.approx((1.0 - 0.63) ** 3, rel=1e-12)
    assert (out["low"], out["high"]) == (out["mean_barrage"], out["mean_search"])
    still = ask("mobile-survival", weapons=0, p_find=0, loss_per_day=0, at_sea=1, p_breakthrough=0)
    assert still["barrage"] == still["search"] == still["submarine"] == 1.0


def test_no_retaliation_against_enumeration() -> None:
    total = 0.0
    for found, *through in itertools.product((0, 1), repeat=4):
        weight = (0.1 if found else 0.9) * math.prod(0.3 if t else 0.7 for t in through)
        total += weight * (found or not any(through))
    out = ask("no-retaliation", weapons=3, survival=0.5, reliability=1.0, leak=0.6, p_breakthrough=0.1)
    assert out["p_none"] == pytest.approx(total, rel=1e-12) and out["mean_arriving"] == pytest.approx(0.9 * 0.9, rel=1e-12)
    assert ask("no-retaliation", weapons=0)["p_none"] == pytest.approx(1.0)


def test_odds_with_a_correlation_by_integration() -> None:
    # Beta(a, b) of mean 0.4 with correlation 0.2: a = 0.4 (1/0.2 - 1) = 1.6, b = 2.4; mixed by the midpoint rule
    x = (np.arange(200_000) + 0.5) / 200_000
    density = x**0.6 * (1.0 - x) ** 1.4
    density /= density.sum()
    at_least_2 = float(density @ (1.0 - (1.0 - x) ** 6 - 6.0 * x * (1.0 - x) ** 5))
    odds = {
        "weapons": 6,
        "survival_day": 0.5,
        "reliability": 0.8,
        "leak": 1.0,
        "at_least": [0, 2, 7],
        "common": "correlation",
        "correlation": 0.2,
    }
    out = ask("retaliation-odds", **odds)
    assert out["p_at_least_day"] == pytest.approx([1.0, at_least_2, 0.0], abs=1e-7)
    assert out["mean_day"] == pytest.approx(2.4, rel=1e-9) and out["p_none_day"] > out["p_none_independent_day"]
    sure = ask("retaliation-odds", **{**odds, "correlation": 1.0})
    assert sure["p_none_day"] == pytest.approx(0.6) and sure["p_at_least_day"][1] == pytest.approx(0.4)
    none = ask("retaliation-odds", **{**odds, "common": "none"})
    assert none["p_none_day"] == pytest.approx(none["p_none_independent_day"]) and none["p_none_day"] == pytest.approx(0.6**6)
    assert ask("retaliation-odds", weapons=0)["p_none_generated"] == 1.0
    one = ask("retaliation-odds", weapons=1, survival_prompt=1.0, reliability=1.0, leak=1.0, p_breakthrough=0.5, at_least=[1])
    assert one["p_at_least_prompt"] == [1.0]  # a launch under attack is over before a search can end it


# --- second strike ----------------------------------------------------------------------------------------------------


def enumerate_force(posture: str, stop: float, engagements: int, leak: float = 1.0) -> np.ndarray[Any, Any]:
    """Enumerate every launcher's fate of LEAN, and every engagement; return the law of arriving weapons."""
    chances = []
    for leg in (0, 1):
        alert = LEAN["alert_generated" if posture == "generated" else "alert_day"][leg]
        for i in range(LEAN["launchers"][leg]):
            s = LEAN["survival_alert"][leg] if i < alert else LEAN["survival_rest"][leg]
            if posture == "launch_under_attack" and leg == 0 and i < alert:
                s = 0.9 + 0.1 * s
            chances.append((s * LEAN["reliability"][leg], LEAN["warheads_per_launcher"][leg]))
    law = np.zeros(10)
    for fates in itertools.product((0, 1), repeat=len(chances)):
        weight = math.prod(p if f else 1.0 - p for f, (p, _) in zip(fates, chances, strict=True))
        flying = sum(w for f, (_, w) in zip(fates, chances, strict=True) if f)
        for passed in range(flying + 1):
            met = min(passed, engagements)
            for stopped in range(met + 1):
                law[passed - stopped] += weight * binomial(flying, passed, leak) * binomial(met, stopped, stop)
    return law


@pytest.mark.parametrize("posture", ["day_to_day", "generated", "launch_under_attack"])
@pytest.mark.parametrize(("stop", "engagements", "leak"), [(0.0, 0, 1.0), (0.5, 3, 0.7), (1.0, 2, 1.0), (0.3, 99, 1.0)])
def test_the_law_of_a_second_strike_against_enumeration(posture: str, stop: float, engagements: int, leak: float) -> None:
    law = enumerate_force(posture, stop, engagements, leak)
    asked = list(range(11))
    out = ask("second-strike", **{**LEAN, "engagements": engagements, "p_stop": stop, "leak": leak, "posture": posture, "at_least": asked})
    assert out["p_at_least"] == pytest.approx([law[m:].sum() for m in asked], abs=1e-12)
    assert out["mean"] == pytest.approx(float(law @ np.arange(10)), rel=1e-12) and out["p_none"] == pytest.approx(law[0], abs=1e-12)
    total = np.cumsum(law)
    assert [out["p05"], out["p95"]] == [next(k for k in range(10) if total[k] >= u - 1e-12) for u in (0.05, 0.95)]


def test_means_promise_too_little_past_a_stock_and_spread_comes_from_shared_launchers() -> None:
    near = ask("second-strike", launchers=[100], warheads_per_launcher=[4], alert_day=[100], alert_generated=[100], survival_alert=[0.5],
               survival_rest=[0], reliability=[0.8], basing=["submarine"], engagements=160, p_stop=1.0, at_least=[1, 40])  # fmt: skip
    assert near["from_means"] == pytest.approx(0.0, abs=1e-9) and near["mean"] > 5.0 and near["bias"] < -5.0
    assert near["p_at_least_from_means"][1] == 0.0 < near["p_at_least"][1]
    # E[max(0, 4 N - 160)], N ~ Bin(100, 0.4), summed here
    assert near["mean"] == pytest.approx(sum(binomial(100, n, 0.4) * max(0, 4 * n - 160) for n in range(101)), rel=1e-9)
    lone = {
        "launchers": [100],
        "alert_day": [100],
        "alert_generated": [100],
        "survival_alert": [0.5],
        "survival_rest": [0],
        "basing": ["silo"],
    }
    shared = ask("second-strike", **lone, warheads_per_launcher=[4], reliability=[0.8], engagements=0)
    single = ask("second-strike", **{**lone, "launchers": [400], "alert_day": [400], "alert_generated": [400]}, warheads_per_launcher=[1],
                 reliability=[0.8], engagements=0)  # fmt: skip
    assert shared["mean"] == pytest.approx(single["mean"]) and shared["p95"] - shared["p05"] > 1.8 * (single["p95"] - single["p05"])


def test_bombers_pass_the_missile_shield_and_meet_the_air_defence() -> None:
    lone = {"launchers": [10], "warheads_per_launcher": [2], "alert_day": [10], "alert_generated": [10], "survival_alert": [1],
            "survival_rest": [0], "reliability": [1], "engagements": 100, "p_stop": 1.0}  # fmt: skip
    assert ask("second-strike", **lone, basing=["submarine"])["mean"] == 0.0
    out = ask("second-strike", **lone, basing=["bomber"], leak_air=0.75)
    assert out["mean"] == pytest.approx(15.0) and out["p_none"] == pytest.approx(0.25**20, rel=1e-9)
    assert ask("second-strike", **{**lone, "launchers": [0], "alert_day": [0], "alert_generated": [0]}, basing=["silo"])["p_none"] == 1.0


def test_prompt_dependence() -> None:
    out = ask("prompt-dependence", **LEAN)
    ridden, prompt = (float(enumerate_force(p, 0.0, 0) @ np.arange(10)) for p in ("day_to_day", "launch_under_attack"))
    assert out["ratio"] == pytest.approx(prompt / ridden, rel=1e-12)
    safe = ask("prompt-dependence", **{**LEAN, "basing": ["mobile", "submarine"]})
    assert safe["ratio"] == pytest.approx(1.0)  # nothing in silos: nothing hangs on a prompt launch
    lost = ask("prompt-dependence", **{**LEAN, "survival_alert": [0, 0], "survival_rest": [0, 0]})
    assert lost["ratio"] is None and "nothing arrives" in lost["reason"] and lost["launched_under_attack"] == pytest.approx(2 * 0.9 * 0.9)


# --- the index --------------------------------------------------------------------------------------------------------


def index_by_grid(a: dict[str, float], b: dict[str, float], points: int = 20_001) -> float:
    """Compute the index of two sides on a fine grid of counterforce, with arrays, from the printed rules."""

    def fight(x: dict[str, float], y: dict[str, float]) -> tuple[float, float]:
        usable = x["aims"] * x["w"] + 0.9 * x["s"]
        on_forces = np.linspace(0.0, usable, points)
        arriving = usable * x["r"]
        q = x["r"] * (1.0 - y["k"] * min(1.0, y["e"] / arriving))
        each = np.floor(on_forces / y["aims"])
        rest = on_forces - each * y["aims"]
        miss = 1.0 - x["p"] * q
        left = miss**each * (1.0 - rest / y["aims"] + rest / y["aims"] * miss)
        back = (y["aims"] * y["w"] * left + y["s"]) * y["r"]
        back = back - x["k"] * np.minimum(back, x["e"])
        d_x, d_y = (1.0 - 5.0 ** (-w / v) for w, v in ((back, x["v"]), ((usable - on_forces) * q, y["v"])))
        own, other = d_x**0.75 + 0.3 * (1.0 - d_y**0.75), d_y**0.75 + 0.3 * (1.0 - d_x**0.75)
        best = np.flatnonzero(own <= own.min() + 1e-12)
        return float(own.min()), float(other[best].max())

    (c1_a, c2_b), (c1_b, c2_a) = fight(a, b), fight(b, a)
    return min(1.0, c1_a / c2_a) * min(1.0, c1_b / c2_b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((400, 3, 500, 0.8, 0.8, 0, 0.0, 500), (400, 3, 500, 0.8, 0.8, 0, 0.0, 500)),
        ((400, 6, 500, 0.8, 0.8, 800, 0.9, 200), (400, 6, 500, 0.8, 0.8, 800, 0.9, 200)),
        ((450, 1, 700, 0.7, 0.85, 100, 0.5, 400), (300, 3, 150, 0.9, 0.8, 0, 0.0, 300)),
        ((100, 10, 300, 0.9, 0.9, 0, 0.0, 300), (1000, 2, 100, 0.5, 0.7, 500, 0.8, 600)),
    ],
)  # fmt: skip
def test_the_index_against_a_fine_grid(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    keys = ("aims", "w", "s", "p", "r", "e", "k", "v")
    want = index_by_grid(dict(zip(keys, a, strict=True)), dict(zip(keys, b, strict=True)))
    names = ("fixed_aims", "warheads_per_aim", "survivable_day", "p_kill", "reliability", "engagements", "p_stop", "weapons_80")
    out = ask("kent-thaler", **{name: [a[i], b[i]] for i, name in enumerate(names)})
    assert out["index"] == pytest.approx(want, abs=2e-3)


def test_limits_of_the_index() -> None:
    assert ask("kent-thaler-cost", own_damage=0, other_damage=1)["cost"] == 0.0  # printed: 0 is best
    assert ask("kent-thaler-cost", own_damage=1, other_damage=0)["cost"] == 1.3  # printed: 1.3 is worst
    for safe in ({"p_kill": 0}, {"fixed_aims": 0}, {"survivable_day": 1e5}, {"engagements": 1e6, "p_stop": 1.0}, {"reliability": 0}):
        assert ask("kent-thaler", **safe)["index"] == pytest.approx(1.0, abs=1e-6), safe
    out = ask("kent-thaler")
    assert out["ratio_a"] == out["ratio_b"] and out["index"] == pytest.approx(out["ratio_a"] ** 2) and 0.0 < out["index"] < 1.0
    for own in ("a", "b"):
        assert 0.0 <= out[f"cost_first_{own}"] <= 1.3 and out[f"spent_{own}"] <= 400 * 3 + 0.9 * 500
    prompt, generated = (ask("kent-thaler", posture=p)["index"] for p in ("launch_under_attack", "generated"))
    assert min(prompt, generated) > out["index"]
    swapped = ask("kent-thaler", fixed_aims=[400, 100], survivable_day=[300, 900])
    mirrored = ask("kent-thaler", fixed_aims=[100, 400], survivable_day=[900, 300])
    assert swapped["ratio_a"] == mirrored["ratio_b"] and swapped["index"] == pytest.approx(mirrored["index"], rel=1e-12)


def test_the_transition_dips_and_recovers() -> None:
    out = ask("transition-dip")
    assert out["dips"] and out["recovers"] and out["index"][-1] == 1.0
    assert out["least"] == min(out["index"]) < 0.2 < 0.9 < out["index"][0]
    lone = ask("transition-dip", engagements=[0, 800])
    keys = ("aims", "w", "s", "p", "r", "e", "k", "v")
    side = dict(zip(keys, (400, 6, 500, 0.8, 0.8, 800, 0.9, 200), strict=True))
    assert lone["index"][1] == pytest.approx(index_by_grid(side, side), abs=2e-3)
    flat = ask("transition-dip", p_kill=0.0)
    assert not flat["dips"] and not flat["recovers"] and flat["reason"]
    assert ask("transition-dip", p_stop=0.0)["dips"] is False


# --- the cone ---------------------------------------------------------------------------------------------------------


def test_the_cone_by_solving_its_two_lines() -> None:
    # worked example: 60/0.3 = 200 must survive; (200 + 0.3 * 200)/(1 - 0.09) = 285.714 each
    equal = ask("deterrence-cone", shield_b=0.0)
    assert round(equal["missiles_a"], 2) == round(equal["missiles_b"], 2) == 285.71
    inputs = {"kill_a": 0.5, "kill_b": 0.9, "damage_a": 0.2, "damage_b": 0.4, "unacceptable_a": 50, "unacceptable_b": 70, "shield_a": 0.1,
              "shield_b": 0.3, "engagements_a": 20, "engagements_b": 1000, "p_stop": 0.6}  # fmt: skip
    need_a = 70 / 0.2 / (1 - 0.6) / 0.7  # 875 behind the first shield: within the stock of 1000
    need_b = (50 / 0.4 + 0.6 * 20) / 0.9  # past the stock of 20
    vertex = np.linalg.solve([[1.0, -0.9], [-0.5, 1.0]], [need_a, need_b])
    out = ask("deterrence-cone", **inputs)
    assert [out["missiles_a"], out["missiles_b"]] == pytest.approx(list(vertex), rel=1e-12)
    held = ask("deterrence-cone", **inputs, held_a=out["missiles_a"], held_b=out["missiles_b"])
    assert held["margin_a"] == pytest.approx(1.0) and held["margin_b"] == pytest.approx(1.0) and held["a_deters"] and held["b_deters"]


def test_where_there_is_no_cone_the_reason_is_told() -> None:
    out = ask("deterrence-cone", kill_a=2.0, kill_b=0.5)
    assert out["missiles_a"] is None and "no numbers deter both" in out["reason"]
    held = ask("deterrence-cone", kill_a=2.0, kill_b=0.5, held_a=1e6, held_b=1e6)
    assert not (held["a_deters"] and held["b_deters"])
    far = [ask("deterrence-cone", shield_b=s)["missiles_b"] for s in (0.0, 0.5, 0.9, 0.99)]
    assert far == sorted(far) and far[-1] > 10 * far[0]  # the owner of the shield, too, must hold more
    nothing = ask("deterrence-cone", held_a=0, held_b=0)
    assert nothing["margin_a"] == 0.0 and nothing["a_deters"] is False


# --- shields, treaties, money -----------------------------------------------------------------------------------------


def test_the_least_effective_shield() -> None:
    out = ask(
        "least-effective-shield", warheads=[1500, 30], least_effectiveness=0.6, engagements_before=10, engagements_after=60, p_stop=0.8
    )
    assert out["effectiveness_before"] == pytest.approx([0.8 * 10 / 1500, 0.8 * 10 / 30])
    assert out["meets_after"] == [False, True] and out["turned_by_buildup"] == [False, True]
    assert out["engagements_needed"] == pytest.approx([0.6 * 1500 / 0.8, 0.6 * 30 / 0.8])
    for stock, meets in ((22.49, False), (22.51, True)):
        assert ask("least-effective-shield", warheads=30, least_effectiveness=0.6, engagements_after=stock)["meets_after"] == [meets]
    weak = ask("least-effective-shield", p_stop=0.4)
    assert weak["engagements_needed"] == [None] * 3 and "no number" in weak["reason"]
    decoys = ask("least-effective-shield", warheads=30, engagements_after=40, decoys=3, p_decoy=1.0)
    assert decoys["effectiveness_after"] == pytest.approx([0.8 * 10 / 30])
    assert ask("least-effective-shield", p_stop=0.0, least_effectiveness=0.0)["meets_before"] == [True] * 3


def test_damage_limitation_against_the_double_sum() -> None:
    n, s, r, b, stop, w80 = 12, 0.4, 0.9, 0.1, 0.6, 20.0
    told = {"weapons": n, "survival": s, "reliability": r, "p_breakthrough": b, "decoys": 2, "p_decoy": 0.25, "p_stop": stop}
    out = ask("damage-limitation", **told, engagements=9, at_most=[0, 2, 12], weapons_80=w80)
    law = np.zeros(n + 1)
    law[0] = b
    for alive in range(n + 1):
        met = min(alive, 6)  # nine engagements, half as many again drawn by decoys
        for stopped in range(met + 1):
            law[alive - stopped] += (1.0 - b) * binomial(n, alive, s * r) * binomial(met, stopped, stop)
    assert out["p_at_most_both"] == pytest.approx([law[: m + 1].sum() for m in (0, 2, 12)], abs=1e-12)
    assert out["value_lost_both"] == pytest.approx(float(law @ (1.0 - 5.0 ** (-np.arange(n + 1) / w80))), rel=1e-12)
    assert out["arriving_neither"] == pytest.approx(n * r)
    assert (
        0 < out["value_spared_by_shield"] < out["value_spared_by_both"]
        and out["value_spared_by_counterforce"] < out["value_spared_by_both"]
    )
    whole = ask("damage-limitation", engagements=1e5, p_stop=1.0, decoys=0)
    assert whole["arriving_shield"] == pytest.approx(0.0, abs=1e-12) and whole["p_at_most_both"][0] == pytest.approx(1.0)
    assert ask("damage-limitation", weapons=0)["value_lost_neither"] == 0.0


def test_a_stock_that_is_not_whole_is_a_mixture() -> None:
    low, mid, high = (ask("damage-limitation", engagements=e, decoys=0)["arriving_both"] for e in (6, 6.5, 7))
    assert mid == pytest.approx(0.5 * (low + high), rel=1e-12)


def test_treaty_effect() -> None:
    out = ask("treaty-effect", ceiling_warheads=600)
    # 400 + 960 = 1,360 warheads: 600/1360 of both kinds, whole launchers
    assert out["launchers_a"][1] == math.floor(400 * 600 / 1360) + math.floor(240 * 600 / 1360) and out["warheads_a"][1] <= 600
    assert out["binds_a"] and out["p_deters_b"][1] < out["p_deters_b"][0]
    hidden = ask("treaty-effect", ceiling_warheads=600, breakout=[0.2, 0.0], inspection=0.5)
    assert 600 < hidden["warheads_a"][1] <= 660 and hidden["warheads_b"] == out["warheads_b"]
    assert ask("treaty-effect", ceiling_warheads=600, breakout=[0.2, 0.0], inspection=1.0) == out
    index = ask("kent-thaler", fixed_aims=[400, 300], warheads_per_aim=[1, 3], survivable_day=[240 * 4 * 0.6 * 0.9, 180 * 4 * 0.2 * 0.9],
                engagements=[100, 0], p_stop=0.5)["index"]  # fmt: skip
    assert out["kent_thaler"][0] == pytest.approx(index, rel=1e-12)
    free = ask("treaty-effect", ceiling_warheads=None)
    assert not free["binds_a"] and all(v[0] == v[1] for k, v in free.items() if isinstance(v, list))
    calm = ask("treaty-effect", ceiling_warheads=None, alert_kept=0.0)
    assert calm["prompt_dependence_a"][1] == pytest.approx(1.0) and calm["prompt_dependence_a"][0] > 1.2
    assert calm["kent_thaler"][0] == calm["kent_thaler"][1]  # the index rides the strike out, so de-alerting does not reach it
    bare = ask("treaty-effect", ceiling_warheads=None, ceiling_interceptors=0)
    assert bare["interceptors_a"] == [100.0, 0.0] and bare["cone_margin_b"][1] > bare["cone_margin_b"][0]
    nothing = ask("treaty-effect", ceiling_launchers=0)
    assert nothing["warheads_a"][1] == 0 and nothing["p_deters_a"][1] == 0.0 and nothing["prompt_dependence_a"][1] is None


def test_offence_to_restore_and_its_budget() -> None:
    for wanted, stock, kill in ((100, 44, 0.8), (5, 44, 0.8), (50, 100, 0.5)):
        need = ask("offence-to-restore", wanted=wanted, engagements=stock, p_kill=kill)["warheads"]
        assert need - kill * min(need, stock) == pytest.approx(wanted)  # sent through the shield, what is wanted arrives
    assert ask("offence-to-restore", engagements=0)["warheads"] == 100.0
    out = ask("offence-budget")
    need = out["bought"] * 0.4 + 100.0
    assert need - 0.5 * min(need, 44) == pytest.approx(100.0) and out["offence_musd_per_year"] == pytest.approx(55 * 41 / 10)
    assert out["ratio"] == pytest.approx(20000 / (55 * 41))
    enough = ask("offence-budget", engagements=0)
    assert enough["bought"] == 0.0 and enough["ratio"] is None and enough["reason"]
    # Nitze's test: two interceptors of 40 for a weapon of 41; ten decoys, all engaged, at 0.1 each
    assert ask("margin-cost-ratio")["ratio"] == pytest.approx(80 / 41)
    assert ask("margin-cost-ratio", decoys=10, p_decoy=1.0)["ratio"] == pytest.approx(11 * 80 / 42)


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sets", "said"),
    [
        ("second-strike", ("alert_day=[500, 140, 0]",), "--set alert_day: 500 launchers on alert where leg 1 owns 400"),
        ("second-strike", ("launchers=[400, -2, 60]",), "--set launchers.1: -2 is out of range. Accepted: a list of whole numbers, 0"),
        ("second-strike", ("survival_alert=[0.1, 1.2, 0.5]",), "--set survival_alert.1: 1.2 is out of range. Accepted: a list of"),
        ("second-strike", ("posture=asleep",), "--set posture: 'asleep'"),
        ("second-strike", ("reliability=[0.8, 0.7]",), "--set reliability: 2 legs are given where others have 3"),
        ("second-strike", ("warheads_per_launcher=[1, 4, 500]",), "--set warheads_per_launcher: 31360 warheads take too long"),
        ("prompt-dependence", ("alert_generated=[395, 190, 61]",), "--set alert_generated: 61 launchers on alert where leg 3 owns 60"),
        ("drawdown-curve", ("aims=[100, -1]",), "--set aims.1: -1 is out of range"),
        ("drawdown", ("p_kill=1.1",), "--set p_kill: 1.1 is out of range. Accepted: a number, 0 to 1"),
        ("treaty-effect", ("ceiling_warheads=-1",), "--set ceiling_warheads: -1 is out of range. Accepted: a number, or null, 0"),
        ("kent-thaler", ("fixed_aims=[1, 2, 3]",), "--set fixed_aims: tuple should have at most 2 items"),
        ("kent-thaler", ("posture=prompt",), "--set posture: 'prompt'"),
        ("transition-dip", ("engagements=[]",), "--set engagements: the list is empty"),
        ("deterrence-cone", ("shield_a=1",), "--set shield_a: 1 is out of range"),
        ("retaliation-odds", ("common=luck",), "--set common: 'luck'"),
        ("kent-thalr", (), "Did you mean 'kent-thaler'?"),
    ],
)  # fmt: skip
def test_a_bad_input_names_field_fault_and_what_is_accepted(name: str, sets: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError) as caught:
        run_model(name, sets)
    assert said in str(caught.value) and "Accepted: " in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputErrors) as caught:
        run_model("kent-thaler", ("p_kill=2", "fixed_aims=-3", "warheds=1"))
    assert str(caught.value).count("\n") == 2


def test_two_states_hold_their_limits() -> None:
    """A perfect shield of any size leaves only what missile shields do not meet; a state that nobody can reach keeps what works.

    By hand, from the library: the United Kingdom has submarines alone, so nothing of it passes a perfect shield.
    """
    sealed = ask("two-states", state_a="uk-2025", state_b="dprk-2025", shield_b=1e6, p_stop=1.0, draws=400)
    assert sealed["a_arriving"] == 0.0 and sealed["a_p_none"] == 1.0 and sealed["b_p_none"] < 1.0
    bare = ask("two-states", state_a="uk-2025", state_b="dprk-2025", counterforce_share=0.0, draws=4000)
    # untouched in port: all 120 warheads but boats lost at sea, times what works (means of the library's triangles)
    at_sea, survive, found, works = 0.3, (0.85 + 0.95 + 1.0) / 3, (0.0 + 0.01 + 0.05) / 3, (0.7 + 0.85 + 0.95) / 3
    expected = 120.0 * (1.0 - at_sea + at_sea * survive * (1.0 - found)) * works
    assert bare["a_arriving"] == pytest.approx(expected, rel=0.02)
    generated = ask("two-states", state_a="uk-2025", state_b="dprk-2025", posture="generated", draws=400)
    assert generated["a_arriving"] > 0.0 and 0.0 <= generated["kent_thaler"] <= 1.0


def test_two_states_refuse_what_they_do_not_know() -> None:
    with pytest.raises(InputError, match=r"state_a.*unknown force .us-2026.*Did you mean .us-20"):
        ask("two-states", state_a="us-2026")
