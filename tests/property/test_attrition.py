"""Check the attrition rule: exact quantiles, and the coupling behind 'more interceptors never raise leakage'."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from equipoise.kernel.attrition import binomial_quantile, cross_layer
from equipoise.kernel.philox import draw_uniform

chance = st.floats(1e-6, 1.0 - 1e-6)


@given(chance, st.integers(0, 400), chance)
@settings(max_examples=300, deadline=None)
def test_quantile_equals_scipy(u: float, n: int, p: float) -> None:
    found = binomial_quantile(u, n, p)
    # either the same integer, or a tie within rounding of the cumulative probability
    assert found == int(binom.ppf(u, n, p)) or abs(binom.cdf(min(found, int(binom.ppf(u, n, p))), n, p) - u) < 1e-9


@given(chance, st.integers(0, 1500), chance, st.integers(1, 50))
@settings(max_examples=300, deadline=None)
def test_quantile_grows_with_trials_but_not_faster(u: float, n: int, p: float, more: int) -> None:
    if n * min(p, 1 - p) > 250:  # away from the switch to the normal form
        return
    small, large = binomial_quantile(u, n, p), binomial_quantile(u, n + more, p)
    assert small <= large <= small + more


@given(
    st.integers(0, 400), st.integers(0, 100), st.integers(0, 100), st.integers(0, 200), st.integers(0, 50),
    st.tuples(*[chance] * 4), st.tuples(*[chance] * 4),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_more_interceptors_never_raise_leakage(
    n_b: int, n_g: int, n_d: int, capacity: int, more: int, p: tuple[float, ...], u: tuple[float, ...]
) -> None:
    few = cross_layer(n_b, n_g, n_d, capacity, *p, 0.5, *u)
    many = cross_layer(n_b, n_g, n_d, capacity + more, *p, 0.5, *u)
    assert many[0] <= few[0] and many[1] <= few[1]
    assert 0 <= many[0] <= n_b and 0 <= many[1] <= n_g and many[2] <= capacity + more


@given(st.integers(0, 300), st.integers(0, 20), st.integers(0, 200), st.tuples(*[chance] * 4), st.tuples(*[chance] * 4))
@settings(max_examples=300, deadline=None)
def test_fewer_arrivals_never_raise_leakage(n_b: int, fewer: int, capacity: int, p: tuple[float, ...], u: tuple[float, ...]) -> None:
    many = cross_layer(n_b + fewer, 0, 0, capacity, *p, 0.0, *u)
    few = cross_layer(n_b, 0, 0, capacity, *p, 0.0, *u)
    assert few[0] <= many[0]


def test_a_class_out_of_reach_takes_no_interceptors() -> None:
    assert cross_layer(0, 10, 0, 5, 1.0, 0.9, 0.0, 0.9, 0.0, 0.5, 0.5, 0.5, 0.5) == (0, 10, 0)


def test_drawn_leakage_equals_the_closed_form_with_unlimited_stock() -> None:
    """Mean leak of one layer is 1 - P_engage (1 - (1-p)^n); four standard errors of 4,000 raids of 25."""
    p_engage, p_kill = 0.85, 1.0 - 0.4**2
    u = [[draw_uniform(1, 2, r, s, 0) for s in range(4)] for r in range(4000)]
    leaks = np.array([cross_layer(25, 0, 0, 10_000, p_engage, p_kill, 0.0, 0.0, 0.0, *row)[0] for row in u])
    expected = 25.0 * (1.0 - p_engage * p_kill)
    assert abs(leaks.mean() - expected) < 4.0 * leaks.std() / math.sqrt(len(leaks))
