"""Check the quantiles by which counts are drawn, and the coupling behind 'more interceptors never raise leakage'."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import binom

from equipoise.exchange._kernels import layout as k
from equipoise.exchange._kernels.shield import expect_passing, pass_shield
from equipoise.kernel.attrition import SERIES_FROM, binomial_quantile, normal_quantile

chance = st.floats(1e-6, 1.0 - 1e-6)


@given(chance, st.integers(0, 400), chance)
@settings(max_examples=300, deadline=None)
def test_quantile_equals_scipy(u: float, n: int, p: float) -> None:
    found, exact = binomial_quantile(u, n, p), int(binom.ppf(u, n, p))
    if n * p * (1.0 - p) >= SERIES_FROM:
        assert abs(found - exact) <= 1
    else:  # either the same integer, or a tie within rounding of the cumulative probability
        assert found == exact or abs(binom.cdf(min(found, exact), n, p) - u) < 1e-9


def test_the_series_is_rarely_off() -> None:
    """Against SciPy's exact quantiles: fewer than 2 of 1,000, over 20,000 draws of forces and raids of any size."""
    rng = np.random.default_rng(5)
    wrong, total = 0, 0
    for _ in range(100):
        n, p = int(rng.integers(80, 2500)), rng.uniform(0.05, 0.95)
        u = rng.random(200)
        wrong += int(np.sum(binom.ppf(u, n, p) != [binomial_quantile(x, n, p) for x in u]))
        total += 200
    assert wrong / total < 0.002


@given(st.floats(1e-12, 1.0 - 1e-12))
@settings(max_examples=300, deadline=None)
def test_normal_quantile_equals_scipy(u: float) -> None:
    assert math.isclose(normal_quantile(u), ndtri(u), rel_tol=1e-12, abs_tol=1e-12)


@given(chance, st.integers(0, 1500), chance, st.integers(1, 50))
@settings(max_examples=300, deadline=None)
def test_quantile_grows_with_trials_but_not_faster(u: float, n: int, p: float, more: int) -> None:
    small, large = binomial_quantile(u, n, p), binomial_quantile(u, n + more, p)
    slack = int((n * p * (1 - p) >= SERIES_FROM) != ((n + more) * p * (1 - p) >= SERIES_FROM))  # one where sum and series meet
    assert small - slack <= large <= small + more + slack


def one_layer(p: tuple[float, ...], decoy: float = 0.5) -> np.ndarray:
    layer = np.zeros((1, k.LAYER_COLUMNS))
    layer[0, [k.ENGAGE, k.KILLS, k.ENGAGE + 1, k.KILLS + 1]] = p
    layer[0, [k.SHOTS, k.AVAILABLE, k.SHARE, k.TRACK]], layer[0, k.SERVED], layer[0, k.DECOY] = 1.0, 1e9, decoy
    return layer


def passing(n_b: int, n_g: int, decoys: float, capacity: float, layer: np.ndarray, run: int = 0) -> list[int]:
    counts, rules = np.array([n_b, n_g, 0, 0, 0]), np.zeros(k.RULES)
    rules[[k.DECOYS, k.COMMON]] = decoys, 1.0
    pass_shield(counts, np.zeros(5, dtype=np.int64), layer, np.array([capacity]), rules, 3, 4, run, 0)
    return [int(c) for c in counts]


@given(st.integers(0, 400), st.integers(0, 100), st.floats(0.0, 3.0), st.integers(0, 200), st.integers(0, 50), st.tuples(*[chance] * 4))
@settings(max_examples=300, deadline=None)
def test_more_interceptors_never_raise_leakage(n_b: int, n_g: int, decoys: float, capacity: int, more: int, p: tuple[float, ...]) -> None:
    few = passing(n_b, n_g, decoys, float(capacity), one_layer(p))
    many = passing(n_b, n_g, decoys, float(capacity + more), one_layer(p))
    assert many[0] <= few[0] + 1 and many[1] <= few[1] + 1  # one where sum and series of the quantile meet
    assert 0 <= many[0] <= n_b and 0 <= many[1] <= n_g


def test_a_class_out_of_reach_takes_no_interceptors() -> None:
    assert passing(0, 10, 0.0, 5.0, one_layer((1.0, 0.9, 0.0, 0.9))) == [0, 10, 0, 0, 0]


def test_a_stock_stops_no_more_than_it_holds() -> None:
    assert passing(20, 10, 0.0, 7.0, one_layer((1.0, 1.0, 1.0, 1.0)))[:2] == [16, 7]  # 7 x 20 // 30 = 4, and the other 3
    assert sum(passing(20, 10, 0.0, 30.0, one_layer((1.0, 1.0, 1.0, 1.0)))) == 0


def test_drawn_leakage_equals_the_closed_form_with_unlimited_stock() -> None:
    """Mean leak of one layer is 1 - P_engage (1 - (1-p)^n); four standard errors of 4,000 raids of 25, and the expected rule agrees."""
    p_engage, p_kill = 0.85, 1.0 - 0.4**2
    layer = one_layer((p_engage, p_kill, 0.0, 0.0))
    leaks = np.array([passing(25, 0, 0.0, 1e4, layer, run)[0] for run in range(4000)])
    expected = 25.0 * (1.0 - p_engage * p_kill)
    assert abs(leaks.mean() - expected) < 4.0 * leaks.std() / math.sqrt(len(leaks))
    counts = np.array([25.0, 0.0, 0.0, 0.0, 0.0])
    expect_passing(counts, layer, np.array([1e4]), np.zeros(k.RULES))
    assert math.isclose(counts[0], expected)
