"""Hold the simulation of raids, the exact law by dynamic programming and the closed forms against one another, to Monte Carlo error.

Two significance levels are used. Means: four standard errors (1 in 16,000 a comparison). Laws: Kolmogorov's bound 1.95/sqrt(n) for the
largest difference of distribution functions (1 in 1,000, conservative for counts). Draws are keyed, so that a pass stays a pass.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from equipoise.engagement.allocation import expect_leakers
from equipoise.engagement.doctrine import (
    LEVELS,
    LeakerLaw,
    kill_by_salvo,
    leak_through,
    share_shots,
    shoot_in_looks,
    spread_leakers,
    weigh_binomial,
)
from equipoise.engagement.exact import ExactLayer, find_leaker_law
from equipoise.engagement.models.exact_law import ExactLeakage, exact_leakage
from equipoise.engagement.raid import RaidArrivals, RaidLayers, RaidOutcome, simulate_raids
from equipoise.errors import InputError
from equipoise.exchange._kernels import layout as exchange
from equipoise.exchange._kernels.shield import pass_shield

N = 30_000
KOLMOGOROV = 1.95


def build(layers: tuple[ExactLayer, ...], **fields: Any) -> RaidLayers:
    """Build layers for the simulation: far apart in time, looks close together, so that time limits nothing."""
    n, k = len(layers), max(len(x.p_ssk) for x in layers)
    launch = 1e5 * np.arange(n)[:, None, None] + 10.0 * np.arange(k) + np.zeros((n, 4, 1))
    p_ssk = np.array([[*x.p_ssk, *[0.0] * (k - len(x.p_ssk))] for x in layers])
    return RaidLayers(
        p_reach=np.array([[x.p_engage] * 4 for x in layers]), n_looks=np.array([[len(x.p_ssk)] * 4 for x in layers]), launch_s=launch,
        intercept_s=launch + 5.0, p_ssk=np.broadcast_to(p_ssk[:, None, :], launch.shape), last_launch_s=launch[:, :, -1] + 1.0,
        n_stock=np.array([float(x.n_stock) for x in layers]), shots_per_target=np.array([x.shots for x in layers]), doctrine=1,
        p_track=np.array([x.p_track for x in layers]), common=np.array([LEVELS.index(x.common) for x in layers]),
        p_available=np.array([x.p_available for x in layers]), p_miss_called_kill=np.array([x.miss_called_kill for x in layers]),
        p_kill_called_miss=np.array([x.kill_called_miss for x in layers]), **fields,
    )  # fmt: skip


def play(layers: RaidLayers, n_weapons: int, key: int, n: int = N, **arrivals: Any) -> RaidOutcome:
    """Play raids of one class, one weapon after the other is done with."""
    options = {"duration_s": 50.0 * n_weapons, "evenly_spaced": True} | arrivals
    return simulate_raids(layers, RaidArrivals(np.array([n_weapons, 0, 0, 0]), **options), np.arange(n), key=(key, 2), threads=2)


def assert_same_law(found: np.ndarray, law: LeakerLaw) -> None:
    """Compare mean and distribution function."""
    n = len(found)
    assert np.mean(found) == pytest.approx(law.mean, abs=4.0 * law.sd / math.sqrt(n) + 1e-12)
    counts = np.bincount(found, minlength=len(law.weights)) / n
    assert np.max(np.abs(np.cumsum(counts) - np.cumsum(law.weights))) < KOLMOGOROV / math.sqrt(n)


CASES: dict[str, tuple[int, tuple[ExactLayer, ...]]] = {
    "a stock that ends": (20, (ExactLayer(25, (0.6,)),)),
    "a broken number of shots": (20, (ExactLayer(28, (0.6,), shots=1.7),)),
    "two looks that err": (20, (ExactLayer(30, (0.6, 0.5), 3.0, p_track=0.9, miss_called_kill=0.1, kill_called_miss=0.2),)),
    "four looks": (12, (ExactLayer(22, (0.3, 0.4, 0.5, 0.6), 6.0, miss_called_kill=0.05, kill_called_miss=0.1),)),
    "track failure by shot": (20, (ExactLayer(30, (0.6,), p_track=0.8, common="shot"),)),
    "a layer that may be down": (20, (ExactLayer(30, (0.6,), p_track=0.8, common="layer", p_available=0.9),)),
    "three layers": (
        25,
        (
            ExactLayer(20, (0.5, 0.5), 2.4, p_engage=0.8, p_track=0.9, miss_called_kill=0.1, kill_called_miss=0.2, p_available=0.9),
            ExactLayer(12, (0.7,), p_track=0.8, common="layer"), ExactLayer(9, (0.8,), 1.0, p_engage=0.7),
        ),
    ),
    "one raid for all layers": (
        20, (ExactLayer(30, (0.6,), p_track=0.9, common="raid"), ExactLayer(12, (0.7, 0.7), 2.5, p_track=0.7, common="raid")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_simulation_draws_from_the_exact_law(name: str) -> None:
    n_weapons, layers = CASES[name]
    law = find_leaker_law(n_weapons, layers)
    assert sum(law.weights) == pytest.approx(1.0, abs=1e-12)
    assert_same_law(play(build(layers), n_weapons, 11 + list(CASES).index(name)).n_leakers, law)


def test_the_bound_would_catch_an_error_of_two_hundredths() -> None:
    n_weapons, layers = CASES["three layers"]
    wrong = (layers[0], ExactLayer(12, (0.72,), p_track=0.8, common="layer"), layers[2])
    with pytest.raises(AssertionError):
        assert_same_law(play(build(layers), n_weapons, 17, n=200_000).n_leakers, find_leaker_law(n_weapons, wrong))


def test_exact_law_by_enumeration() -> None:
    """Three weapons, four interceptors, two each in one salvo: all hits and misses, added up."""
    weights = [0.0] * 4
    for hits in itertools.product((0, 1), repeat=4):
        leakers = 3 - (hits[0] | hits[1]) - (hits[2] | hits[3])
        weights[leakers] += math.prod(0.3 if h else 0.7 for h in hits)
    assert find_leaker_law(3, (ExactLayer(4, (0.3,)),)).weights == pytest.approx(weights, abs=1e-12)


def test_exact_law_meets_the_closed_forms() -> None:
    ample = 10_000
    for p, n, track in ((0.56, 2, 0.95), (0.3, 5, 0.8)):
        leak = 1.0 - track * kill_by_salvo(p, n)
        law = find_leaker_law(20, (ExactLayer(ample, (p,), float(n), p_track=track),))
        assert law.weights == pytest.approx(weigh_binomial(20, leak), abs=1e-12)
        for level in ("layer", "raid"):
            mixed = find_leaker_law(20, (ExactLayer(ample, (p,), float(n), p_track=track, common=level),))
            assert mixed.weights == pytest.approx(spread_leakers(20, track, kill_by_salvo(p, n), level).weights, abs=1e-12)
    looks = shoot_in_looks((0.5, 0.6, 0.7), share_shots(5, 3), miss_called_kill=0.1, kill_called_miss=0.3)
    law = find_leaker_law(15, (ExactLayer(ample, (0.5, 0.6, 0.7), 5.0, miss_called_kill=0.1, kill_called_miss=0.3),))
    assert law.weights == pytest.approx(weigh_binomial(15, 1.0 - looks.p_kill), abs=1e-12)
    pair = find_leaker_law(15, (ExactLayer(ample, (0.5,), p_engage=0.9), ExactLayer(ample, (0.7,), 1.0, p_track=0.8)))
    assert pair.mean == pytest.approx(15 * leak_through((0.9, 1.0), (1.0, 0.8), (0.75, 0.7)), rel=1e-12)
    for usable in (0, 7, 22, 39, 60):
        assert find_leaker_law(20, (ExactLayer(usable, (0.6,)),)).mean == pytest.approx(expect_leakers(20, usable, 2, 0.6), rel=1e-12)


def test_simulated_looks_spend_what_the_closed_form_says() -> None:
    e1, e2, p = 0.1, 0.2, (0.5, 0.6)
    looks = shoot_in_looks(p, share_shots(3, 2), miss_called_kill=e1, kill_called_miss=e2)
    out = play(build((ExactLayer(1000, p, 3.0, miss_called_kill=e1, kill_called_miss=e2),)), 10, 31)
    deviation = math.sqrt(sum(q * (n - looks.shots_mean) ** 2 for n, q in looks.shots) * 10 / N)
    assert np.mean(out.shots) == pytest.approx(10 * looks.shots_mean, abs=4.0 * deviation)
    assert np.mean(out.wasted_on_dead) == pytest.approx(10 * looks.wasted_mean, abs=4.0 * deviation)
    assert np.mean(out.n_leakers) == pytest.approx(10 * (1.0 - looks.p_kill), abs=4.0 * math.sqrt(10 * 0.25 / N))


@pytest.mark.parametrize(("usable", "most"), [(7, 2), (15, 2), (33, 3)])
def test_stock_rules_in_simulation(usable: int, most: int) -> None:
    layer = (ExactLayer(usable, (0.6,), float(most)),)
    for code, rule in enumerate(("first_come", "uniform")):
        out = play(build(layer, allocation=code), 12, 41, duration_s=0.0)
        assert np.mean(out.n_leakers) == pytest.approx(expect_leakers(12, usable, most, 0.6, rule), abs=4.0 * math.sqrt(12 * 0.25 / N))


def count_leakers(raid: tuple[int, int], stock: int, chances: tuple[float, ...], shots: int = 1, n: int = N) -> Any:
    """Pass a raid of ballistic weapons and gliders through one layer by the exchange's counting rule, n times."""
    layer, rules, scratch = np.zeros((1, exchange.LAYER_COLUMNS)), np.zeros(exchange.RULES), np.zeros(5, dtype=np.int64)
    layer[0, [exchange.ENGAGE, exchange.KILLS, exchange.ENGAGE + 1, exchange.KILLS + 1]] = chances
    layer[0, [exchange.SHOTS, exchange.AVAILABLE, exchange.SHARE, exchange.SERVED]] = shots, 1.0, 1.0, 1e9
    out = np.zeros((n, 5), dtype=np.int64)
    out[:, :2] = raid
    for run, counts in enumerate(out):
        pass_shield(counts, scratch, layer, np.array([float(stock)]), rules, 5, 6, run, 0)
    return out[:, :2]


@pytest.mark.parametrize("interceptors", [8, 20, 36, 80])
def test_counting_rule_of_exchange_agrees_where_time_sets_no_limit(interceptors: int) -> None:
    """The exchange's `pass_shield` draws counts: engaged min(Bin(W, p_engage), capacity), killed Bin(engaged, p_kill)."""
    w, p_engage, p, shots = 20, 0.85, 0.6, 2
    counted = count_leakers((w, 0), interceptors, (p_engage, kill_by_salvo(p, shots), 0.0, 0.0), shots=shots)[:, 0]
    layer = (ExactLayer(interceptors, (p,), float(shots), p_engage=p_engage),)
    law = find_leaker_law(w, layer)
    assert_same_law(counted, law)
    assert_same_law(play(build(layer), w, 51).n_leakers, law)


def test_counting_rule_of_exchange_agrees_on_a_mixed_raid() -> None:
    """Sharing in proportion against a random order of arrival: means by class within half a weapon, the rounding of the count rule."""
    counts, stock, p_b, p_g = (14, 10), 12, 0.7, 0.4
    layers = replace(build((ExactLayer(stock, (0.5,), 1.0),)), p_ssk=np.array([[[p_b], [p_g], [0.0], [0.0]]]))
    out = simulate_raids(layers, RaidArrivals(np.array([*counts, 0, 0])), np.arange(4000), key=(61, 2))
    counted = np.mean(count_leakers(counts, stock, (1.0, p_b, 1.0, p_g), n=4000), axis=0)
    assert np.mean(out.leakers[:, :2], axis=0) == pytest.approx(counted, abs=0.5)
    # exactly: 12 of 24 in random order, so that 7 ballistic weapons and 5 gliders are shot at on average
    assert np.mean(out.leakers[:, :2], axis=0) == pytest.approx([14 - 7 * p_b, 10 - 5 * p_g], abs=4.0 * math.sqrt(5.0 / 4000))


def test_decoys_take_a_random_share_of_a_stock() -> None:
    """Warheads engaged: E[X min(1, E/(X + Y))] with X ~ Bin(W, P_ww), Y ~ Bin(D, P_dw), E salvos, the order random (Wilkening 1999)."""
    w, d, p_ww, p_dw, salvos = 6, 18, 0.9, 0.4, 8
    expected = sum(
        a * b * x * min(1.0, salvos / max(x + y, 1))
        for (x, a), (y, b) in itertools.product(enumerate(weigh_binomial(w, p_ww)), enumerate(weigh_binomial(d, p_dw)))
    )
    layers = build((ExactLayer(salvos, (1.0,), 1.0),), p_warhead_called=p_ww, p_decoy_called=p_dw)
    out = play(layers, w, 71, duration_s=0.0, decoys_per_ballistic=d / w)
    assert np.mean(out.kills.sum(axis=2)) == pytest.approx(expected, abs=4.0 * 1.5 / math.sqrt(N))


def test_the_calculator_and_its_refusals() -> None:
    out = exact_leakage(ExactLeakage(warheads=20, layers=2, interceptors=25, p_ssk=(0.6, 0.6), shots=2.0, p_track=0.9, common="raid"))
    layer = ExactLayer(25, (0.6, 0.6), 2.0, p_track=0.9, common="raid")
    law = find_leaker_law(20, (layer, layer))
    assert out["weights"] == list(law.weights) and out["leakers_mean"] == law.mean and out["p_none"] == law.weights[0]
    assert out["leakers_p95"] == int(np.searchsorted(np.cumsum(law.weights), 0.95))
    with pytest.raises(InputError, match="shot, warhead, layer, raid"):
        ExactLayer(5, (0.5,), common="salvo")
    with pytest.raises(InputError, match="1 look or more"):
        ExactLayer(5, ())
    with pytest.raises(InputError, match="simulate them"):
        find_leaker_law(100_000, (ExactLayer(100_000, (0.5,)),))
