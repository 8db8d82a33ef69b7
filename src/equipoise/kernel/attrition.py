"""Count how many weapons pass a layer of defence: the one attrition rule that engagement and exchange share."""

from __future__ import annotations

import math

from equipoise.compiled import plain


@plain
def binomial_quantile(u: float, n: int, p: float) -> int:
    """Return the smallest k with P(Binomial(n, p) <= k) >= u, by summing from 0 (Cornish-Fisher beyond a mean of 300).

    Keeping u fixed while n or p grows never lowers k, and adding a trial adds at most 1: the coupling behind
    "more interceptors never raise leakage".

    >>> binomial_quantile(0.5, 10, 0.5), binomial_quantile(0.999999, 3, 0.2), binomial_quantile(0.3, 5, 1.0)
    (5, 3, 5)
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        # the mirrored count has cdf 1 - F(k - 1): count failures from the other end
        return n - _upper_quantile(u, n, 1.0 - p)
    if n * p > 300.0:
        return _cornish_fisher(u, n, p)
    term = math.exp(n * math.log1p(-p))
    total = term
    k = 0
    ratio = p / (1.0 - p)
    while total < u and k < n:
        term *= (n - k) / (k + 1.0) * ratio
        total += term
        k += 1
    return k


@plain
def _upper_quantile(u: float, n: int, q: float) -> int:
    """Return the failures j such that n - j is the u-quantile of successes: P(Bin(n, q) >= j + 1) < u <= P(>= j)."""
    if n * q > 300.0:
        return n - _cornish_fisher(u, n, 1.0 - q)
    # successes k >= n - j  <=>  failures <= j; want largest j with P(failures >= j) >= u
    term = math.exp(n * math.log1p(-q))
    below = 0.0
    j = 0
    ratio = q / (1.0 - q)
    while j < n:
        below += term  # P(failures <= j)
        if 1.0 - below < u:
            return j
        term *= (n - j) / (j + 1.0) * ratio
        j += 1
    return n


@plain
def _cornish_fisher(u: float, n: int, p: float) -> int:
    z = _normal_quantile(u)
    s = math.sqrt(n * p * (1.0 - p))
    x = n * p + z * s + (z * z - 1.0) * (1.0 - 2.0 * p) / 6.0
    k = int(math.floor(x + 0.5))
    return min(max(k, 0), n)


@plain
def _normal_quantile(u: float) -> float:
    """Return the standard normal quantile (Abramowitz and Stegun 26.2.23 refined by one Newton step on erfc)."""
    t = math.sqrt(-2.0 * math.log(min(u, 1.0 - u)))
    x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    if u < 0.5:
        x = -x
    for _ in range(2):
        error = 0.5 * math.erfc(-x / math.sqrt(2.0)) - u
        x -= error * math.sqrt(2.0 * math.pi) * math.exp(0.5 * x * x)
    return x


@plain
def share_capacity(n_a: int, n_b: int, n_c: int, capacity: int) -> tuple[int, int, int]:
    """Share engagements among three kinds of object in proportion to their numbers (they arrive mixed).

    One more engagement raises one share by one and lowers none.

    >>> share_capacity(10, 10, 0, 7)
    (3, 4, 0)
    """
    n = n_a + n_b + n_c
    if n <= capacity:
        return n_a, n_b, n_c
    e_a = capacity * n_a // n
    rest = capacity - e_a
    e_b = rest * n_b // (n_b + n_c) if n_b + n_c > 0 else 0
    return e_a, e_b, rest - e_b


@plain
def cross_layer(
    n_ballistic: int, n_glider: int, n_decoy: int, capacity: int, p_engage_b: float, p_kill_b: float, p_engage_g: float,
    p_kill_g: float, p_decoy: float, u_reach_b: float, u_kill_b: float, u_reach_g: float, u_kill_g: float,
) -> tuple[int, int, int]:
    """Pass a mixed raid through one layer that can engage `capacity` objects; return leakers by class and engagements.

    Of each class Binomial(n, p_engage) come within reach under a usable track; believed decoys join the ballistic ones; the
    capacity is shared among these in proportion (they arrive mixed); of the engaged, Binomial(engaged, p_kill) are killed.
    Rule: Wilkening, Science & Global Security 8(2), 1999, with a finite stock. Raising the capacity at fixed draws never
    raises the leakers of a class.

    >>> cross_layer(20, 10, 0, 30, 1.0, 1.0, 1.0, 1.0, 0.0, 0.5, 0.5, 0.5, 0.5)
    (0, 0, 30)
    """
    in_b = binomial_quantile(u_reach_b, n_ballistic, p_engage_b) if p_kill_b > 0.0 else 0
    in_g = binomial_quantile(u_reach_g, n_glider, p_engage_g) if p_kill_g > 0.0 else 0
    in_d = int(n_decoy * p_decoy * p_engage_b + 0.5) if in_b > 0 else 0
    e_b, e_g, e_d = share_capacity(in_b, in_g, in_d, capacity)
    killed_b = binomial_quantile(u_kill_b, e_b, p_kill_b)
    killed_g = binomial_quantile(u_kill_g, e_g, p_kill_g)
    return n_ballistic - killed_b, n_glider - killed_g, e_b + e_g + e_d
