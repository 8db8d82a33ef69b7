"""Check the closed forms of doctrine and allocation against published numbers, enumeration and a linear programme."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.optimize import linprog

from equipoise.engagement.allocation import (
    expect_leakers,
    find_random_price,
    save_if_preferential,
    save_if_random,
    save_if_subtractive,
    save_if_uniform,
    save_one,
    spread_best,
)
from equipoise.engagement.doctrine import (
    LEVELS,
    find_shots_needed,
    kill_by_salvo,
    leak_through,
    share_shots,
    shoot_in_looks,
    spread_leakers,
    weigh_binomial,
)
from equipoise.errors import InputError

# Wilkening, Science & Global Security 8(2), 1999, as quoted by public texts: percentages for SSPK 0.56 and 1 to 5 shots
TABLE = {1.0: (56.00, 80.64, 91.48, 96.25, 98.35), 0.9: (50.40, 72.58, 82.33, 86.63, 88.52)}


@pytest.mark.parametrize(("p_track", "published"), TABLE.items())
def test_wilkening_table(p_track: float, published: tuple[float, ...]) -> None:
    for n, percent in enumerate(published, start=1):
        assert 100.0 * p_track * kill_by_salvo(0.56, n) == pytest.approx(percent, abs=0.0051)  # printed to two digits


def test_wilkening_interceptors() -> None:
    """Published: 113 by barrage for 20 warheads, 47 with a look and first salvos of two, 73 with ten decoys for ten warheads."""
    n = find_shots_needed(0.8, 20, 0.99, 0.7)
    assert math.floor(20 * n) == 113
    law = shoot_in_looks(0.7, (2.0, n - 2.0))
    assert round(20 * law.shots_mean) == 47
    assert law.p_kill == pytest.approx(kill_by_salvo(0.7, n))  # a perfect look costs no kills
    assert round(20 * find_shots_needed(0.8, 10, 0.99, 0.7)) == 73
    assert find_shots_needed(0.8, 10, 0.978, 0.7) < math.inf == find_shots_needed(0.8, 10, 0.9779, 0.7)  # the track floor, 0.97793


def test_looks_agree_with_enumeration() -> None:
    """Every way in which three salvos can hit, be judged and go on, added up."""
    p, salvos, e1, e2, r = (0.5, 0.6, 0.7), (2, 1, 3), 0.2, 0.3, 0.8
    kill = spent = wasted = 0.0
    law: dict[float, float] = {}

    def follow(look: int, alive: bool, chance: float, used: int, thrown: int) -> None:
        nonlocal kill, spent, wasted
        thrown += 0 if alive else salvos[look]
        used += salvos[look]
        for hit in (True, False) if alive else (False,):
            q = chance * ((1 - (1 - p[look]) ** salvos[look] if hit else (1 - p[look]) ** salvos[look]) if alive else 1.0)
            lives = alive and not hit
            called_miss = 1 - e1 if lives else e2
            last = look + 1 == len(salvos)
            on = 0.0 if last else called_miss * r
            if on > 0.0:
                follow(look + 1, lives, q * on, used, thrown)
            kill += q * (1 - on) * (not lives)
            spent += q * (1 - on) * used
            wasted += q * (1 - on) * thrown
            law[used] = law.get(used, 0.0) + q * (1 - on)

    follow(0, True, 1.0, 0, 0)
    found = shoot_in_looks(p, salvos, miss_called_kill=e1, kill_called_miss=e2, p_again=r)
    assert (found.p_kill, found.shots_mean, found.wasted_mean) == pytest.approx((kill, spent, wasted), abs=1e-12)
    assert dict(found.shots) == pytest.approx(law, abs=1e-12)


def test_two_single_shots_with_a_look_that_errs() -> None:
    p, e1, e2 = 0.6, 0.15, 0.25
    law = shoot_in_looks(p, (1, 1), miss_called_kill=e1, kill_called_miss=e2)
    assert 1.0 - law.p_kill == pytest.approx((1 - p) * (e1 + (1 - e1) * (1 - p)))  # Bayes by hand
    assert law.shots_mean == pytest.approx(1 + p * e2 + (1 - p) * (1 - e1))


def test_single_shots_to_the_end() -> None:
    law = shoot_in_looks(0.3, (1,) * 6)
    assert law.shots_mean == pytest.approx((1 - 0.7**6) / 0.3)  # truncated geometric law
    assert 1.0 - law.p_kill == pytest.approx(0.7**6)


def test_looks_refuse_what_does_not_fit() -> None:
    with pytest.raises(InputError, match="one of each a look"):
        shoot_in_looks((0.5, 0.5), (1,))
    with pytest.raises(InputError, match="shot, warhead, layer, raid"):
        spread_leakers(10, 0.9, 0.9, "salvo")
    with pytest.raises(InputError, match="first_come or uniform"):
        expect_leakers(3, 3, 1, 0.5, "random")


@pytest.mark.parametrize("n", range(1, 9))
def test_shares_of_shots(n: int) -> None:
    for looks in range(1, 5):
        salvos = share_shots(n, looks)
        assert sum(salvos) == n and list(salvos) == sorted(salvos, reverse=True)
        assert salvos[0] == math.ceil(n / looks) and len(salvos) == min(n, looks)


def test_levels_share_a_mean_and_differ_in_the_tail() -> None:
    laws = {level: spread_leakers(50, 0.9, 0.8, level, n_layers=3) for level in LEVELS}
    for law in laws.values():
        assert law.mean == pytest.approx(50 * (1 - 0.9 * 0.8) ** 3, rel=1e-12) and sum(law.weights) == pytest.approx(1.0)
    assert laws["shot"].weights == laws["warhead"].weights
    for calm, wild in (("warhead", "layer"), ("layer", "raid")):
        assert laws[calm].sd < laws[wild].sd and laws[calm].p_none <= laws[wild].p_none + 1e-12
        assert laws[calm].find_level(0.99) <= laws[wild].find_level(0.99)
    # by hand for the raid: two states
    up = (1 - 0.28**3) / (1 - 0.2**3)
    assert laws["raid"].p_none == pytest.approx(up * (1 - 0.2**3) ** 50)


def test_binomial_weights_at_the_ends() -> None:
    assert weigh_binomial(3, 0.0) == (1.0, 0.0, 0.0, 0.0) and weigh_binomial(3, 1.0) == (0.0, 0.0, 0.0, 1.0)


def test_layers_multiply() -> None:
    assert leak_through((0.9, 0.5), (0.9, 1.0), (0.8, 0.7)) == pytest.approx((1 - 0.9 * 0.9 * 0.8) * (1 - 0.5 * 0.7))


@pytest.mark.parametrize("rule", ["first_come", "uniform"])
def test_stock_rules_against_shots_dealt_by_hand(rule: str) -> None:
    for n_weapons, usable, most in itertools.product(range(1, 7), range(13), (1, 2, 3)):
        shots = [0] * n_weapons
        for k in range(min(usable, most * n_weapons)):
            shots[k // most if rule == "first_come" else k % n_weapons] += 1
        assert expect_leakers(n_weapons, usable, most, 0.4, rule) == pytest.approx(sum(0.6**x for x in shots))


def test_uniform_is_never_worse_than_first_come() -> None:
    for n_weapons, usable, most, p in itertools.product(range(1, 9), range(20), (1, 2, 4), (0.1, 0.5, 0.9, 1.0)):
        assert expect_leakers(n_weapons, usable, most, p, "uniform") <= expect_leakers(n_weapons, usable, most, p) + 1e-12


def test_published_stock_arithmetic() -> None:
    """44 interceptors two on one meet 22 warheads, four on one 11 (AEI 2025): with sure hits one warhead more leaks and no fewer."""
    assert expect_leakers(22, 44, 2, 1.0) == 0.0 and expect_leakers(23, 44, 2, 1.0) == 1.0
    assert expect_leakers(11, 44, 4, 1.0) == 0.0 and expect_leakers(12, 44, 4, 1.0) == 1.0


@pytest.mark.parametrize(("interceptors", "targets"), [(20, 10), (10, 10), (15, 10), (40, 8)])
def test_prim_read_price_by_linear_programme(interceptors: int, targets: int) -> None:
    """Choose chances of 0..J interceptors a target, mean I/M, to make the best value of a weapon least: P(j < a) <= lambda a."""
    most = 40
    held = np.arange(most + 1)
    goal = np.zeros(most + 2)
    goal[-1] = 1.0
    upper = [np.append((held < a).astype(float), -float(a)) for a in range(1, most + 1)] + [np.append(held.astype(float), 0.0)]
    found = linprog(
        goal, A_ub=np.array(upper), b_ub=[0.0] * most + [interceptors / targets], A_eq=[np.append(np.ones(most + 1), 0.0)], b_eq=[1.0],
        bounds=[(0.0, None)] * (most + 2),
    )  # fmt: skip
    price = find_random_price(interceptors, targets)
    assert price == int(price)  # the cases for which the law is exact
    assert 1.0 / found.fun == pytest.approx(price, rel=1e-9)
    assert price > interceptors / targets + 1.0  # dearer than a known even deployment


def test_random_deployment_holds_its_price_at_every_attack() -> None:
    for a in range(1, 12):
        bought = 1.0 - save_if_random(20, 10, a)
        assert bought / a <= 1.0 / find_random_price(20, 10) + 1e-12
    assert save_if_uniform(20, 10, 3, 1.0) == 0.0  # what a known even deployment loses
    # broken price 2 * 13/10 + 1 = 3.6: mixed from 3 and 4 with the right mean of interceptors, 0.4 * 1 + 0.6 * 1.5 = 1.3
    assert save_if_random(13, 10, 1) == pytest.approx(0.4 * 2 / 3 + 0.6 * 3 / 4)


def test_preferential_defence_against_a_search() -> None:
    for interceptors, targets, a, p in itertools.product((0, 7, 30, 100), (5, 20), (1, 2, 5), (0.3, 0.7, 1.0)):
        best = max(
            (min(targets, interceptors // (n * a)) * kill_by_salvo(p, n) ** a / targets for n in range(1, interceptors + 1)), default=0.0
        )
        saved, shots = save_if_preferential(interceptors, targets, a, p)
        assert saved == pytest.approx(best, abs=1e-12) and (shots > 0) == (best > 0.0)
    assert save_if_preferential(100, 50, 4, 1.0)[0] > save_if_uniform(100, 50, 4, 1.0) == 0.0


def test_subtractive_defence_by_enumeration() -> None:
    """All ways of meeting 5 of 8 weapons on 4 targets."""
    saved = total = 0
    for met in itertools.combinations(range(8), 5):
        total += 4
        saved += sum({2 * k, 2 * k + 1} <= set(met) for k in range(4))
    assert save_if_subtractive(5, 4, 2) == pytest.approx(saved / total)
    assert save_if_subtractive(5, 4, 2, 0.5) == pytest.approx(saved / total / 4.0)
    assert save_if_subtractive(1, 4, 2) == 0.0 and save_if_subtractive(99, 4, 2) == 1.0


def test_greedy_spread_is_exact() -> None:
    rng = np.random.default_rng(1)
    for _ in range(40):
        values, p = tuple(rng.uniform(0.1, 5.0, 4)), float(rng.uniform(0.05, 0.95))
        stock = int(rng.integers(0, 7))
        best = max(
            sum(v * (1 - (1 - p) ** x) for v, x in zip(values, split, strict=True))
            for split in itertools.product(range(stock + 1), repeat=4)
            if sum(split) == stock
        )
        found, shots = spread_best(values, stock, p)
        assert found == pytest.approx(best, rel=1e-12) and sum(shots) == stock


def test_one_target_and_its_interceptors() -> None:
    assert save_one(0, 0, 0.5) == 1.0 and save_one(0, 1, 1.0) == 0.0
    assert save_one(5, 2, 0.5) == pytest.approx((1 - 0.5**2) * (1 - 0.5**3))
