"""Check the calculators of sensing and engagement against published numbers, exact enumeration and sampling written here."""

from __future__ import annotations

import itertools
import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from equipoise.study.calculators import run_model


def ask(name: str, **inputs: Any) -> Any:
    return run_model(name, inputs=inputs)["outputs"]


def binomial(n: int, k: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1.0 - p) ** (n - k)


# --- engagement -------------------------------------------------------------------------------------------------------


def test_wilkening_published_totals_and_the_best_first_salvo() -> None:
    # Wilkening 1999 through texts that quote it: 113 and 47 at once and in two salvos; 73 for ten warheads with ten decoys
    out = ask("wilkening")
    assert round(out["barrage"]) == 113 and round(out["shoot_look_shoot"]) == 47
    assert round(ask("wilkening", warheads=10, decoys=10)["barrage"]) == 73
    # the least over a fine grid of first salvos, computed here: 43.65 at 1.49
    n = math.log(1.0 - 0.8 ** (1 / 20) / 0.99) / math.log(0.3)
    grid = np.linspace(0.0, n, 200_001)
    total = 20.0 * (grid + 0.3**grid * (n - grid))
    assert out["shoot_look_shoot_best"] == pytest.approx(total.min(), rel=1e-9)
    assert out["first_salvo_best"] == pytest.approx(grid[total.argmin()], abs=1e-4)
    # whole shots: six at each (0.3^6 = 0.000729); two first is cheapest of 1..6 with six in all
    assert out["barrage_whole"] == 120
    assert out["confidence_whole"] == pytest.approx((0.99 * (1.0 - 0.3**6)) ** 20, rel=1e-12)
    assert out["shoot_look_shoot_whole"] == pytest.approx(20.0 * min(k + 0.3**k * (6 - k) for k in range(1, 7)), rel=1e-12)


def test_the_track_floor() -> None:
    # published: more than 0.978 for ten warheads; 0.8^(1/10) = 0.977933
    out = ask("track-floor", warheads=10, p_track=0.978)
    assert out["least_p_track"] == pytest.approx(0.977933, abs=1e-6) and out["feasible"] is True and out["most_warheads"] == 10
    assert ask("track-floor", warheads=11, p_track=0.978)["feasible"] is False
    assert ask("track-floor", warheads=2, confidence=0.25, p_track=0.5)["feasible"] is False  # 0.5^2 = 0.25 exactly: no shot may miss
    for warheads in (1, 7, 60):
        most = ask("track-floor", warheads=warheads, p_track=0.99)["most_warheads"]
        assert 0.99**most > 0.8 >= 0.99 ** (most + 1)


def test_layers_against_enumeration_of_every_outcome() -> None:
    engage, track, ssk, shots = (0.9, 0.7), (0.95, 0.8), (0.5, 0.6), (2, 1)
    out = ask("layered-leakage", warheads=6, p_engage=engage, p_track=track, p_ssk=ssk, shots=shots, p_shared=0.9)

    def leak_of(on_track: float, on_ssk: float) -> float:
        total = 0.0
        for reached, tracked, hits in itertools.product(*[list(itertools.product((0, 1), repeat=n)) for n in (2, 2, 3)]):
            weight = 1.0
            for layer in (0, 1):
                weight *= engage[layer] if reached[layer] else 1.0 - engage[layer]
                p = track[layer] * on_track
                weight *= p if tracked[layer] else 1.0 - p
            for shot, layer in enumerate((0, 0, 1)):
                p = ssk[layer] * on_ssk
                weight *= p if hits[shot] else 1.0 - p
            killed = any(reached[layer] and tracked[layer] and hits[shot] for shot, layer in enumerate((0, 0, 1)))
            total += 0.0 if killed else weight
        return total

    up, down = leak_of(1.0, 1.0), leak_of(0.5, 0.7)
    assert out["leak_up"] == pytest.approx(up, rel=1e-12) and out["leak_down"] == pytest.approx(down, rel=1e-12)
    assert out["leak"] == pytest.approx(0.9 * up + 0.1 * down, rel=1e-12)
    assert out["p_none"] == pytest.approx(0.9 * (1 - up) ** 6 + 0.1 * (1 - down) ** 6, rel=1e-12)
    assert out["p_none"] > out["p_none_independent"]  # Jensen
    law = [0.9 * binomial(6, k, up) + 0.1 * binomial(6, k, down) for k in range(7)]
    assert out["leakers_p95"] == next(k for k in range(7) if sum(law[: k + 1]) >= 0.95)


def test_decoys_against_the_double_sum_and_the_normal_law() -> None:
    out = ask("decoy-discrimination", warheads=8, decoys=12, p_warhead=0.9, k_factor=1.5, p_detect=0.8, interceptors=12, shots=2)
    normal = NormalDist()
    p_decoy = normal.cdf(normal.inv_cdf(0.9) - 1.5)
    assert out["p_decoy"] == pytest.approx(p_decoy, abs=1e-12)
    # chance that a draw from N(1.5, 1) exceeds one from N(0, 1), by the trapezium rule
    x = np.linspace(-9.0, 11.0, 20_001)
    density = np.exp(-0.5 * (x - 1.5) ** 2) / math.sqrt(2.0 * math.pi)
    below = np.array([normal.cdf(float(v)) for v in x])
    assert out["auc"] == pytest.approx(float(np.trapezoid(density * below, x)), abs=1e-9)
    exact = sum(binomial(8, i, 0.72) * binomial(12, j, 0.8 * p_decoy) * i * min(1.0, 6.0 / (i + j)) for i in range(1, 9) for j in range(13))
    assert out["warheads_engaged"] == pytest.approx(exact, rel=1e-12)
    assert out["interceptors_needed"] == pytest.approx(2.0 * 0.8 * (8 * 0.9 + 12 * p_decoy), rel=1e-12)
    assert 1e-3 < abs(out["engaged_mean_only"] / out["warheads_engaged"] - 1.0) < 0.03  # means alone are off by about 1 %, either way


def test_decoys_of_the_ucs_case_and_a_large_raid() -> None:
    # UCS and MIT 2000: ten balloons a warhead, none told apart (K = 0): the objects grow elevenfold
    alone = ask("decoy-discrimination", warheads=10, decoys=0, k_factor=0.0)["objects_engaged"]
    assert ask("decoy-discrimination", warheads=10, decoys=100, k_factor=0.0)["objects_engaged"] == pytest.approx(11.0 * alone)
    # by symmetry each object is engaged alike, so of E engaged the share of warheads is W/(W + D)
    out = ask("decoy-discrimination", warheads=2000, decoys=20000, k_factor=0.0, interceptors=4400, shots=2)
    assert out["warheads_engaged"] == pytest.approx(200.0, rel=1e-9)


@pytest.mark.parametrize("p_again", [1.0, 0.85])
def test_looks_against_the_tree_of_all_outcomes(p_again: float) -> None:
    p, e1, e2 = 0.6, 0.15, 0.25

    def walk(alive: bool, left: int) -> tuple[float, float]:
        """Return the chance of survival and the expected further shots from a state that is about to be shot at."""
        survives, shots = 0.0, 1.0
        for hit, weight in ((True, p), (False, 1.0 - p)):
            still = alive and not hit
            for said_alive, chance in ((True, 1.0 - e1 if still else e2), (False, e1 if still else 1.0 - e2)):
                again = p_again if said_alive and left > 1 else 0.0
                after = walk(still, left - 1) if again else (0.0, 0.0)
                survives += weight * chance * ((1.0 - again) * still + again * after[0])
                shots += weight * chance * again * after[1]
        return survives, shots

    for k in (1, 2, 5):
        out = ask("imperfect-look", p_ssk=p, miss_called_kill=e1, kill_called_miss=e2, opportunities=k, p_again=p_again)
        survives, shots = walk(True, k)
        assert out["leak"] == pytest.approx(survives, abs=1e-12) and out["shots"] == pytest.approx(shots, rel=1e-12)


def test_a_perfect_look() -> None:
    # leak (1-p)^k, expected shots (1 - (1-p)^k)/p
    out = ask("imperfect-look", p_ssk=0.7, miss_called_kill=0.0, kill_called_miss=0.0, opportunities=4)
    assert out["leak"] == pytest.approx(0.3**4, abs=1e-12) and out["shots"] == pytest.approx((1.0 - 0.3**4) / 0.7, rel=1e-12)


def test_stocks_published_and_spread() -> None:
    # 44 interceptors two on one meet 22 warheads, 64 meet 32; four on one 44 meet 11 (press accounts)
    for stock, shots, warheads in ((44, 2, 22), (64, 2, 32), (44, 4, 11)):
        assert ask("stock-exhaustion", warheads=100, interceptors=stock, shots=shots)["engaged"] == warheads
    out = ask("stock-exhaustion", warheads=30, interceptors=44, p_ssk=0.56)
    assert out["leakers"] == pytest.approx(8 + 22 * 0.44**2, rel=1e-12)
    assert out["leakers_even"] == pytest.approx(16 * 0.44 + 14 * 0.44**2, rel=1e-12) and out["leakers_even"] < out["leakers"]
    assert ask("stock-exhaustion", warheads=10, interceptors=100, shots=2, p_ssk=0.5, availability=0.29)["usable"] == 29  # not 28


def test_saturation_with_size_by_search() -> None:
    out = ask("size-saturation", p_alone=0.9, alpha=0.998)
    x = np.arange(0.0, 5000.0, 0.01)
    stopped = x * 0.9 * 0.998**x
    assert out["attack_stopped_most"] == pytest.approx(x[stopped.argmax()], abs=0.02)
    assert out["stopped_most"] == pytest.approx(stopped.max(), rel=1e-9)


@pytest.mark.parametrize("values", [(1.0,) * 4, (1.0, 1.0, 2.0, 4.0), (1.0, 10.0, 10.0)])
def test_prim_read_against_a_linear_programme(values: tuple[float, ...]) -> None:
    """Least z with v_i P(J_i < a) <= z a for every a, over laws of J_i with sum E J_i <= I; real answer, so 2 % for whole J."""
    from scipy.optimize import linprog

    stock, most = 24, 60
    n, size = len(values), most + 1
    cost = np.zeros(n * size + 1)
    cost[-1] = 1.0
    rows, limits = [], []
    for i, value in enumerate(values):
        for a in range(1, size + 1):
            row = np.zeros(n * size + 1)
            row[i * size : i * size + min(a, size)] = value
            row[-1] = -a
            rows.append(row)
            limits.append(0.0)
    row = np.zeros(n * size + 1)
    row[:-1] = np.tile(np.arange(size), n)
    rows.append(row)
    limits.append(float(stock))
    equal = np.zeros((n, n * size + 1))
    for i in range(n):
        equal[i, i * size : (i + 1) * size] = 1.0
    least = linprog(cost, A_ub=np.array(rows), b_ub=limits, A_eq=equal, b_eq=np.ones(n)).fun
    given = {"targets": float(n)} if len(set(values)) == 1 else {"values": list(values)}
    out = ask("prim-read", interceptors=float(stock), **given)
    assert out["value_per_weapon"] == pytest.approx(least, rel=0.02)
    if len(set(values)) == 1:
        assert out["price_random"] == pytest.approx(2 * stock / n + 1) and least == pytest.approx(1.0 / out["price_random"], rel=1e-6)


def test_preferential_defence_by_trying_every_plan() -> None:
    out = ask("preferential-defence", interceptors=40, targets=12, weapons_each=2, p_ssk=0.7)
    best = max((min(12, 40 // (2 * n)) * (1.0 - 0.3**n) ** 2, n) for n in range(1, 21))
    assert (out["targets_saved"], out["shots_per_weapon"]) == pytest.approx(best)
    assert ask("preferential-defence", interceptors=1, targets=3, weapons_each=2)["targets_saved"] == 0.0


def test_random_subtractive_defence_by_listing_every_assignment() -> None:
    weapons = [(target, k) for target in range(3) for k in range(2)]
    saved = [sum(all((t, k) in chosen for k in range(2)) for t in range(3)) for chosen in itertools.combinations(weapons, 4)]
    out = ask("random-subtractive", interceptors=4, targets=3, weapons_each=2)
    assert out["targets_saved"] == pytest.approx(float(np.mean(saved)), rel=1e-12)
    assert out["share_binomial"] == pytest.approx((4 / 6) ** 2) and out["share_saved"] < out["share_binomial"]


def test_correlation_against_sampling() -> None:
    """Draw 200,000 raids of 20 through two layers whose common cause works per layer, and compare with four standard errors."""
    rng = np.random.default_rng(4)
    out = ask("correlation", warheads=20, layers=2, p_ssk=0.5, shots=2, p_common=0.8)
    stop = 1.0 - 0.5**2
    leak = (1.0 - stop) ** rng.binomial(2, 0.8, 200_000)
    leakers = rng.binomial(20, leak)
    assert out["leakers_mean"] == pytest.approx(leakers.mean(), abs=4.0 * leakers.std() / math.sqrt(200_000))
    p = out["p_none_layer"]
    assert p == pytest.approx(float((leakers == 0).mean()), abs=4.0 * math.sqrt(p * (1 - p) / 200_000))
    assert out["leakers_p95_layer"] == float(np.quantile(leakers, 0.95, method="inverted_cdf"))
    assert out["leakers_sd_layer"] == pytest.approx(leakers.std(), rel=0.01)
    # at one mean: nothing leaks more often and the spread is wider the higher the level
    assert out["p_none_warhead"] < out["p_none_layer"] < out["p_none_raid"]
    assert out["leakers_sd_warhead"] < out["leakers_sd_layer"] < out["leakers_sd_raid"]
    assert out["p_none_warhead"] == pytest.approx((1.0 - (1.0 - 0.8 * stop) ** 2) ** 20, rel=1e-12)


def test_battlespace_against_stepping_through_time() -> None:
    detect, v_t, v_i, react, assess, least = 600e3, 3000.0, 2500.0, 20.0, 10.0, 10e3
    ranges, launch, step = [], react, 1e-3
    while True:
        time = launch
        while (time - launch) * v_i < detect - v_t * time:
            time += step
        meet = detect - v_t * time
        if meet < least:
            break
        ranges.append(meet / 1000.0)
        launch = time + assess
    out = ask("battlespace-count")
    assert out["opportunities"] == len(ranges) == 3
    assert out["intercept_ranges_km"] == pytest.approx(ranges, abs=0.02)  # a step and what follows from it


def test_defended_radius_has_the_usual_orders() -> None:
    # an open programme and its sources: about 200 km for a high terminal battery, about 20 km for a point defence
    assert 170.0 < ask("defended-radius")["radius_km"] < 230.0
    point = ask("defended-radius", ceiling_km=30, floor_km=15, target_speed_m_s=3000, angle_deg=60, interceptor_speed_m_s=1700, react_s=0)
    assert point["radius_km"] == pytest.approx(1.7 * 15.0 / (3.0 * math.sqrt(0.75)), rel=1e-12)  # 9.8 km steep, 17 km at 30 degrees
    assert ask("defended-radius", react_s=200)["radius_km"] == 0.0


def test_the_kill_probability_that_the_gmd_record_allows() -> None:
    # 12 of 21, uniform prior: mean 13/23 = 0.565, 90 % interval 0.40 to 0.73
    out = ask("kill-posterior")
    assert (
        out["mean"] == pytest.approx(13 / 23)
        and out["low"] == pytest.approx(0.40, abs=0.01)
        and out["high"] == pytest.approx(0.73, abs=0.01)
    )
    p = np.linspace(0.0, 1.0, 200_001)
    density = p**12 * (1.0 - p) ** 9
    share = np.cumsum(density) / density.sum()
    assert out["low"] == pytest.approx(p[np.searchsorted(share, 0.05)], abs=2e-5)
    assert out["median"] == pytest.approx(p[np.searchsorted(share, 0.5)], abs=2e-5)


def test_margin_and_price_of_a_stop_by_hand() -> None:
    # 2 x (0.95 + 5 x 0.3) x 109 = 534.1 for one warhead at 20 with five decoys at 1
    ratio = ask("margin-cost-ratio", shots=2, interceptor_musd=109, warhead_musd=20, decoys=5, decoy_musd=1, p_warhead=0.95, p_decoy=0.3)
    assert ratio["ratio"] == pytest.approx(534.1 / 25.0)
    out = ask("cost-per-stop", warheads=10, p_ssk=0.5, p_track=0.8, shots=3, look=True, interceptor_Musd=12, absentee=500)
    # 8 tracked; each takes 1 + 0.5 + 0.25 shots and dies with 0.875
    assert out["stopped"] == pytest.approx(7.0) and out["fired"] == pytest.approx(14.0)
    assert out["fired_Musd_per_stop"] == pytest.approx(14 * 12 / 7) and out["owned_Musd_per_stop"] == pytest.approx(10 * 3 * 500 * 12 / 7)


@pytest.mark.parametrize(
    "inputs",
    [
        {"warheads": 30, "interceptors": 40}, {"warheads": 20, "interceptors": 15, "layers": 3, "common": "raid", "p_track": 0.8},
        {"warheads": 15, "interceptors": 20, "shots": 1.6, "common": "layer", "p_available": 0.8},
    ],
)  # fmt: skip
def test_raids_played_agree_with_the_exact_law(inputs: dict[str, Any]) -> None:
    """Draw 20,000 raids; the exact law is a dynamic programme that knows nothing of events. Four standard errors."""
    exact = ask("exact-leakage", **inputs)
    out = ask("raid", ballistic=inputs["warheads"], draws=20_000, **{k: v for k, v in inputs.items() if k != "warheads"})
    assert out["leakers_mean"] == pytest.approx(exact["leakers_mean"], abs=4.0 * out["leakers_error"])
    assert out["leakers_error"] == pytest.approx(exact["leakers_sd"] / math.sqrt(20_000), rel=0.05)
    p = exact["p_none"]
    assert out["p_none"] == pytest.approx(p, abs=4.0 * math.sqrt(p * (1.0 - p) / 20_000) + 1e-12)
    cdf = np.cumsum(exact["weights"])
    assert cdf[out["leakers_p95"]] > 0.94 and (out["leakers_p95"] == 0 or cdf[out["leakers_p95"] - 1] < 0.96)
    assert sum(out["leakers_by_step"].values()) == pytest.approx(out["leakers_mean"])


def test_looks_that_err_played_as_the_chain_says() -> None:
    # ample stock: leak of a warhead by the tree written above, two single shots, e1 = 0.15, e2 = 0.25
    out = ask("raid", p_ssk=0.6, p_track=1, looks=2, miss_called_kill=0.15, kill_called_miss=0.25, interceptors=1000, draws=20_000)
    leak, shots = 0.4 * (0.15 + 0.85 * 0.4), 1.0 + 0.6 * 0.25 + 0.4 * 0.85
    assert out["leakers_mean"] == pytest.approx(20 * leak, abs=4.0 * out["leakers_error"])
    assert out["spent_mean"] == pytest.approx(20 * shots, rel=0.005)  # four standard errors of 20 x 20,000 counts of variance below 0.25
    assert out["wasted_mean"] == pytest.approx(20 * 0.6 * 0.25, rel=0.02)


def test_a_raid_by_hand() -> None:
    sure = {"ballistic": 10, "p_ssk": 1, "p_track": 1, "shots": 1, "draws": 50}
    # all at once against one channel, busy for 60 s of flight and 20 s of judging: launches at 0, 80 and 160 s as far as slack allows
    for slack, served in ((0, 1), (79, 1), (81, 2), (161, 3)):
        out = ask("raid", duration_s=0, channels=1, slack_s=slack, **sure)
        assert out["leakers_mean"] == 10 - served and out["leakers_by_step"]["no channel or stock"] == 10 - served
    # three decoys each, all believed: forty interceptors, thirty wasted; with a stock of 20 shared at random a quarter are warheads
    out = ask("raid", decoys_per_ballistic=3, p_decoy=1, **sure)
    assert (out["spent_mean"], out["wasted_mean"], out["leakers_mean"], out["p_none"]) == (40.0, 30.0, 0.0, 1.0)
    # none reached; gliders are no decoys' company; two layers spend one shot each and no more
    out = ask("raid", glider=5, cruise=2, p_reach=0, layers=2, **sure)
    assert out["leakers_by_class"] == {"ballistic": 10.0, "glider": 5.0, "aeroballistic": 0.0, "cruise": 2.0}
    assert out["leakers_by_step"]["not reached"] == 17.0 and out["spent_mean"] == 0.0
    assert ask("raid", seed=7) == ask("raid", seed=7) != ask("raid", seed=8)


def test_one_shot_by_hand() -> None:
    out = ask(
        "one-shot", p_base=0.8, closing_speed_m_s=6000, closing_limit_m_s=4000, height_km=22, lowest_km=20, highest_km=40, track_error_km=2,
        divert_km=3, turn_km=24, steer=0.1, flown_km=130, pull_g=30, target_pull_g=20,
    )  # fmt: skip
    assert out["factor_closing"] == 0.5  # halfway from the limit to twice it
    assert out["factor_height"] == pytest.approx(0.75)  # halfway up the shoulder of 4 km, which starts at one half
    assert out["factor_turn"] == pytest.approx(0.5)  # margin 3 + 0.1 x 130 = 16 km; 24 is halfway to twice that
    assert out["factor_manoeuvre"] == pytest.approx(0.5)  # 30 g where three times 20 are wanted
    rng = np.random.default_rng(3)
    inside = float((np.hypot(*rng.normal(0.0, 2.0, (2, 400_000))) < 3.0).mean())
    assert out["factor_track"] == pytest.approx(inside, abs=4.0 * math.sqrt(0.25 / 400_000))
    assert out["p_kill"] == pytest.approx(0.8 * 0.5 * 0.75 * 0.5 * 0.5 * out["factor_track"])
    plain = {"track_error_km": 0, "height_km": 500}  # well inside the band, nothing turns: the base rate stands
    assert ask("one-shot", **plain)["p_kill"] == 0.56 and ask("one-shot", height_km=50)["p_kill"] == 0.0


# --- sensing ----------------------------------------------------------------------------------------------------------


def test_radar_equation_and_the_fourth_power() -> None:
    # worked by hand elsewhere: 14.217 dB at 500 km, 2.176 dB at 1,000 km
    assert ask("radar-range")["snr_dB"] == pytest.approx(14.217, abs=5e-4)
    assert ask("radar-range", range_km=1000)["snr_dB"] == pytest.approx(2.176, abs=5e-4)


def test_detection_of_a_swerling_1_target_in_the_textbook() -> None:
    # Swerling 1, one pulse: Pd = Pfa^(1/(1+S)), so Pd 0.9 at Pfa 1e-6 needs S = 130.1 = 21.14 dB, and Pd 0.5 needs 12.77 dB
    for wanted, decibel in ((0.9, 21.14), (0.5, 12.77)):
        out = ask("radar-range", p_wanted=wanted)
        assert out["snr_wanted_dB"] == pytest.approx(decibel, abs=0.005)
        again = ask("radar-range", range_km=out["range_wanted_km"])
        assert again["p_detect"] == pytest.approx(wanted, abs=1e-9)
        assert ask("radar-range", cross_section_m2=out["cross_section_wanted_m2"])["p_detect"] == pytest.approx(wanted, abs=1e-9)


def test_noncoherent_integration_against_sampling() -> None:
    """Sum the powers of ten pulses with one exponential target power a look; 400,000 looks, four standard errors."""
    rng = np.random.default_rng(7)
    n, p_false, looks = 10, 1e-3, 400_000
    out = ask("radar-range", pulses=n, integration="noncoherent", p_false_alarm=p_false, range_km=1000)
    snr = 10.0 ** (out["snr_dB"] / 10.0)
    # threshold of a sum of n unit exponentials by bisection on the Erlang tail
    low, high = 0.0, 100.0
    for _ in range(100):
        middle = 0.5 * (low + high)
        tail = math.exp(-middle) * sum(middle**k / math.factorial(k) for k in range(n))
        low, high = (middle, high) if tail > p_false else (low, middle)
    phase, strength = rng.uniform(0.0, 2.0 * math.pi, (looks, n)), np.sqrt(snr * rng.exponential(1.0, looks))[:, None]
    noise = rng.normal(0.0, math.sqrt(0.5), (2, looks, n))
    power = (strength * np.cos(phase) + noise[0]) ** 2 + (strength * np.sin(phase) + noise[1]) ** 2
    share = float((power.sum(axis=1) > low).mean())
    assert 0.2 < share < 0.9
    assert out["p_detect"] == pytest.approx(share, abs=4.0 * math.sqrt(share * (1 - share) / looks))
    one = ask("radar-range", pulses=1, integration="noncoherent")
    assert one["p_detect"] == ask("radar-range")["p_detect"]
    together = ask("radar-range", pulses=n, p_false_alarm=p_false, range_km=1000)["p_detect"]
    assert together > out["p_detect"] > ask("radar-range", p_false_alarm=p_false, range_km=1000)["p_detect"]


# sensor at sea level: km of height, km over ground, km with a 4/3 Earth (computed elsewhere)
HORIZONS = ((20, 504, 582), (30, 617, 713), (40, 712, 823), (50, 796, 919), (100, 1121, 1297), (500, 2445, 2846), (1000, 3357, 3934))


@pytest.mark.parametrize(("height", "plain", "bent"), HORIZONS)
def test_horizons(height: int, plain: int, bent: int) -> None:
    out = ask("radar-horizon", target_height_km=height, sensor_height_km=0)
    assert (round(out["geometric_km"]), round(out["refracted_km"])) == (plain, bent)


def test_the_boost_window_against_stepping() -> None:
    out = ask("boost-window", burn_s=170, detect_s=45, decide_s=5, speed_m_s=6000, acceleration_g=15)
    assert out["window_s"] == 120.0 and out["reach_km"] == pytest.approx(597.6, abs=0.1)  # Harrison's inputs
    speed, gone, step = 0.0, 0.0, 1e-3
    for _ in range(120_000):
        gone += speed * step
        speed = min(6000.0, speed + 15 * 9.80665 * step)
    assert out["reach_km"] == pytest.approx(gone / 1000.0, abs=0.01)


def test_infrared_range_and_the_limb() -> None:
    # a quarter of the range sees a sixteenth of the intensity; the Earth's limb from geostationary height is at 8.7 degrees
    assert ask("infrared-range", intensity_kW_sr=6.0 / 16.0)["range_km"] == pytest.approx(38000.0 / 4.0)
    assert ask("infrared-range")["off_nadir_limb_deg"] == pytest.approx(8.7, abs=0.05)
    # a satellite at 1,000 km, a target at 40 km: the horizon at 30.19 + 6.42 degrees, computed with the tangent lengths
    low = ask("infrared-range", satellite_height_km=1000, target_height_km=40)
    assert low["limited_by"] == "horizon"
    assert low["ground_radius_km"] == pytest.approx(6371.0 * (math.acos(6371 / 7371) + math.acos(6371 / 6411)), rel=1e-9)
    # limited by range: the law of cosines closes
    near = ask("infrared-range", satellite_height_km=1000, target_height_km=40, intensity_kW_sr=0.01)
    arc = near["ground_radius_km"] / 6371.0
    side = math.sqrt(7371**2 + 6411**2 - 2 * 7371 * 6411 * math.cos(arc))
    assert near["limited_by"] == "range" and side == pytest.approx(near["range_km"], rel=1e-6)
    assert ask("infrared-range", intensity_kW_sr=1e-6)["limited_by"] == "out of range"


def test_the_absentee_ratio_published() -> None:
    # Harrison 2025, appendix B: 499 to 1 in boost phase; 31 to 1 in glide phase, where d = V t gives 31.2 on a sphere (30.9 on a plane)
    assert ask("absentee-ratio")["ratio"] == pytest.approx(499.0, abs=1.0)
    assert ask("absentee-ratio", time_s=600, speed_m_s=4000, acceleration_g=1e6)["ratio"] == pytest.approx(31.24, abs=0.01)
    # five at once, two shots each: 4,990
    assert ask("absentee-ratio", targets=5, shots=2)["satellites"] == pytest.approx(4990, rel=1e-3)
    # CBO 2026: four purchases of 7,800 at 22 million
    ours = ask("absentee-ratio")
    assert ours["cost_Busd"] == pytest.approx(ours["satellites"] * 4 * 0.022, rel=1e-12)


@pytest.mark.parametrize(("inclination", "latitude", "cap"), [(45.0, 40.0, 5.0), (80.0, 0.0, 12.0), (97.0, 85.0, 20.0), (30.0, 34.0, 6.0)])
def test_the_share_of_a_cap_against_random_orbits(inclination: float, latitude: float, cap: float) -> None:
    """Scatter 400,000 satellites at random phases and nodes and count those in the cap; four standard errors."""
    from equipoise.sensing.models.orbits import share_in_cap

    rng = np.random.default_rng(int(inclination))
    u, node = rng.uniform(0.0, 2.0 * math.pi, (2, 400_000))
    i, phi = math.radians(inclination), math.radians(latitude)
    x = np.cos(node) * np.cos(u) - np.sin(node) * np.sin(u) * math.cos(i)
    z = np.sin(u) * math.sin(i)
    inside = float((x * math.cos(phi) + z * math.sin(phi) > math.cos(math.radians(cap))).mean())
    ours = share_in_cap(math.radians(cap), phi, i)
    assert ours == pytest.approx(inside, abs=4.0 * math.sqrt(inside / 400_000))


def test_a_small_cap_has_the_density_of_its_latitude() -> None:
    # F = 2/(pi sqrt(sin^2 i - sin^2 lat)): 1.5 to 3 times fewer satellites when the inclination suits the latitude
    from equipoise.sensing.models.orbits import share_in_cap

    cap = 0.01
    for inclination, latitude in ((60.0, 40.0), (45.0, 20.0), (90.0, 0.0)):
        factor = 2.0 / (math.pi * math.sqrt(math.sin(math.radians(inclination)) ** 2 - math.sin(math.radians(latitude)) ** 2))
        share = share_in_cap(cap, math.radians(latitude), math.radians(inclination))
        assert share / math.sin(cap / 2) ** 2 == pytest.approx(factor, rel=2e-3)
    tuned = ask("absentee-ratio", inclination_deg=45, latitude_deg=40)
    assert 1.5 < ask("absentee-ratio")["ratio"] / tuned["ratio"] < 3.0
    assert tuned["concentration"] == pytest.approx(2.16, abs=0.005)


def test_satellites_in_view_against_flying_a_shell() -> None:
    """Fly 9 planes of 15 at 80 degrees for a day over a turning Earth and count; the mean settles to 1 %."""
    out = ask("satellites-in-view", latitude_deg=50)
    i, altitude = math.radians(80.0), 1000e3
    radius, mu, turn = 6371e3 + altitude, 3.986004418e14, 7.292115e-5
    rate = math.sqrt(mu / radius**3)
    plane, slot = np.divmod(np.arange(135), 15)
    node, phase = 2 * math.pi * plane / 9, 2 * math.pi * (slot / 15 + plane / 135)
    time = np.arange(0.0, 86400.0, 30.0)[:, None]
    u = phase + rate * time
    x, y = (
        np.cos(u) * np.cos(node) - np.sin(u) * math.cos(i) * np.sin(node),
        np.cos(u) * np.sin(node) + np.sin(u) * math.cos(i) * np.cos(node),
    )
    z = np.sin(u) * math.sin(i)
    phi = math.radians(50.0)
    cosine = math.cos(phi) * (x * np.cos(turn * time) + y * np.sin(turn * time)) + math.sin(phi) * z
    seen = (cosine > math.cos(math.acos(6371e3 / radius) + math.acos(6371e3 / 6411e3))).sum(axis=1)
    assert out["mean_at_latitude"] == pytest.approx(float(seen.mean()), rel=0.01)
    assert out["mean_over_earth"] == pytest.approx(135 * 0.5 * (1 - math.cos(math.radians(out["ground_angle_deg"]))), rel=1e-9)
    # a cone of 120 degrees at 1,000 km cuts just inside the limb of targets at 40 km: 24.7 degrees at the Earth's centre
    cone = ask("satellites-in-view", field_of_regard_deg=120)
    assert cone["limited_by"] == "field of regard" and cone["ground_angle_deg"] == pytest.approx(24.7, abs=0.05)
    assert ask("satellites-in-view", inclination_deg=None)["by_latitude"]["0"] == pytest.approx(out["mean_over_earth"])


def test_stereo_against_triangulating_noisy_lines() -> None:
    """Solve 40,000 noisy pairs of lines by least squares; spread within 3 %, as the linear law allows at 200 microradians."""
    rng = np.random.default_rng(11)
    ranges, sigma, psi = (1200e3, 700e3), (200e-6, 100e-6), math.radians(35.0)
    out = ask(
        "stereo-error", range_1_km=1200, range_2_km=700, angle_error_1_urad=200, angle_error_2_urad=100, crossing_deg=35,
    )  # fmt: skip
    across = [np.array([[-math.sin(a), math.cos(a), 0.0], [0.0, 0.0, 1.0]]) for a in (0.0, psi)]
    rows = np.concatenate([across[k] / (sigma[k] * ranges[k]) for k in (0, 1)])
    sides = rng.normal(0.0, 1.0, (40_000, 4))  # errors across the lines in their own standard deviations
    found = sides @ np.linalg.pinv(rows).T
    spread = found.std(axis=0)
    assert math.hypot(spread[0], spread[1]) == pytest.approx(out["in_plane_m"], rel=0.03)
    assert spread[2] == pytest.approx(out["off_plane_m"], rel=0.03)
    values = np.linalg.eigvalsh(np.cov(found[:, :2].T))
    assert math.sqrt(values[1]) == pytest.approx(out["major_axis_m"], rel=0.03)
    assert math.sqrt(values[0]) == pytest.approx(out["minor_axis_m"], rel=0.03)
    assert ask("stereo-error", looks=4)["total_m"] == pytest.approx(ask("stereo-error")["total_m"] / 2.0)


def test_the_shell_of_135_keeps_two_in_view() -> None:
    # Dahlgren (CSIS) 2023: 135 at 1,000 km with cones of 120 degrees give persistent cover of the globe by two
    out = ask("constellation-cover")
    assert out["share_covered"] == 1.0 and out["least_in_view"] >= 2 and out["least_share"] == 1.0
    # mean: N times the share of the sphere within asin((rs/rt) sin 60) - 60 degrees, and of the ring beyond the tangent that the edge of
    # the cone sees over the limb; the shell hangs over the equatorial radius
    r_s, r_t, eta = 6378.137 + 1000.0, 6371.0 + 40.0, math.radians(60.0)
    edge, limb = math.asin(r_s / r_t * math.sin(eta)), math.acos(6371.0 / r_s) + math.acos(6371.0 / r_t)
    share = 0.5 * (1.0 - math.cos(edge - eta) + math.cos(math.pi - edge - eta) - math.cos(limb))
    assert out["mean_in_view"] == pytest.approx(135 * share, rel=0.005)  # 600 places, 48 moments
    mean, share = out["mean_by_latitude"], out["share_by_latitude"]
    assert len(mean) == len(share) == 12 and set(share.values()) == {1.0}
    assert next(iter(mean.values())) > 2.5 * list(mean.values())[5]  # orbits at 80 degrees crowd where they turn
    assert ask("constellation-cover", satellites=45)["share_covered"] < 0.9


def test_a_thin_shell_against_scattered_places() -> None:
    """Fly 4 planes of 3 at 50 degrees and look from 40,000 random places and moments of a day; rotation alone moves the Earth."""
    out = ask(
        "constellation-cover", satellites=12, planes=4, phasing=1, altitude_km=1500, inclination_deg=50, field_of_regard_deg=None, hours=24,
        times=400, wanted=1,
    )  # fmt: skip
    rng = np.random.default_rng(5)
    n, i, radius = 40_000, math.radians(50.0), 6378.137 + 1500.0
    place = rng.normal(size=(3, n))
    place *= 6411.0 / np.linalg.norm(place, axis=0)
    time = rng.uniform(0.0, 86400.0, n)
    plane, slot = np.divmod(np.arange(12), 3)
    u = (2 * math.pi * (slot / 3 + plane / 12))[:, None] + math.sqrt(398600.4418 / radius**3) * time
    node = (2 * math.pi * plane / 4)[:, None] - 7.292115e-5 * time
    x = np.cos(u) * np.cos(node) - np.sin(u) * math.cos(i) * np.sin(node)
    y = np.cos(u) * np.sin(node) + np.sin(u) * math.cos(i) * np.cos(node)
    z = np.sin(u) * math.sin(i)
    cosine = (x * place[0] + y * place[1] + z * place[2]) / 6411.0
    count = (cosine > math.cos(math.acos(6371.0 / radius) + math.acos(6371.0 / 6411.0))).sum(axis=0)
    share = float((count >= 1).mean())
    assert 0.3 < share < 0.95
    # four standard errors of the scatter, and the drift under J2 that this leaves out, small over a day
    assert out["share_covered"] == pytest.approx(share, abs=4.0 * math.sqrt(share * (1 - share) / n) + 0.005)
    assert out["mean_in_view"] == pytest.approx(float(count.mean()), rel=0.02)


# --- flight -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("elevation_deg", "after_s"), [(35.0, 90.0), (50.0, 130.0), (75.0, 150.0)])
def test_fly_out_against_two_bodies(elevation_deg: float, after_s: float) -> None:
    """Step a point mass under 1/r^2 alone to a place on its way up, and ask for that place; 1 % for the fan between its flights."""
    mu, earth, speed, dt = 3.986004418e14, 6371e3, 3000.0, 0.05
    r, v = np.array([0.0, earth]), speed * np.array([math.cos(math.radians(elevation_deg)), math.sin(math.radians(elevation_deg))])
    for _ in range(round(after_s / dt)):
        half = v - 0.5 * dt * mu * r / np.linalg.norm(r) ** 3
        r = r + dt * half
        v = half - 0.5 * dt * mu * r / np.linalg.norm(r) ** 3
    height, distance = float(np.linalg.norm(r)) - earth, earth * math.atan2(r[0], r[1])
    out = ask("fly-out", burn_time_s=0.1, height_km=height / 1000, distance_km=distance / 1000)
    assert out["time_s"] == pytest.approx(after_s, rel=0.01) and out["reason"] == ""
    assert out["speed_m_s"] == pytest.approx(math.sqrt(speed**2 - 2.0 * mu * (1.0 / earth - 1.0 / (earth + height))), rel=0.01)
    slant = math.hypot(r[0], r[1] - earth)
    assert out["slant_km"] == pytest.approx(slant / 1000.0, rel=1e-9) and out["time_s"] > slant / speed
    assert out["mean_speed_m_s"] == pytest.approx(slant / out["time_s"])


def test_fly_out_ends_where_energy_does() -> None:
    # straight up in vacuum: 1/r = 1/R - v^2/(2 mu), 493.7 km at 3 km/s
    highest = 1.0 / (1.0 / 6371e3 - 3000.0**2 / (2.0 * 3.986004418e14)) / 1000.0 - 6371.0
    near = {"burn_time_s": 0.1, "distance_km": 0.1}
    # time up to a height: the sum of dr/v, middle of each of 100,000 steps
    r, step = np.linspace(0.0, 0.98e3 * highest, 100_000, endpoint=False, retstep=True)
    pace = np.sqrt(3000.0**2 - 2.0 * 3.986004418e14 * (1.0 / 6371e3 - 1.0 / (6371e3 + r + 0.5 * step)))
    assert ask("fly-out", height_km=0.98 * highest, **near)["time_s"] == pytest.approx(float(np.sum(step / pace)), rel=0.01)
    beyond = ask("fly-out", height_km=1.02 * highest, **near)
    assert beyond["time_s"] is None and "higher" in beyond["reason"]
    # a long burn arrives later than a short one to the same speed; 318.4 km of straight line, 5 % for flatter thrust
    assert ask("fly-out", burn_time_s=40)["time_s"] > ask("fly-out", burn_time_s=10)["time_s"] > 0.95 * 318.4 / 3.0
    assert "endurance" in ask("fly-out", endurance_s=100, height_km=50)["reason"]
