"""Hold the closed forms that the calculators of exchange share: survivors, penetrators, damage, cost, and whole laws of counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.exchange._kernels.drawdown import spread_survival

Law = NDArray[np.float64]  # weight of 0, 1, 2, ... weapons

__all__ = ["spread_survival"]  # the kernel's, for those who work with closed forms

VALUE_EXPONENT, SPARED_WEIGHT = 0.75, 0.3  # Kent and Thaler (1989), p. 61


def count_penetrators(arriving: float, engagements: float, p_kill: float) -> float:
    """Expect weapons past a shield of limited stock: a - K min(a, E).

    >>> count_penetrators(100.0, 44.0, 0.5), count_penetrators(10.0, 44.0, 0.5)
    (78.0, 5.0)
    """
    return arriving - p_kill * min(arriving, engagements)


def find_weapons_for(wanted: float, engagements: float, p_kill: float) -> float:
    """Find the weapons of which so many pass in the mean: R/(1-K) if that is within the shield's engagements, else R + K E.

    >>> round(find_weapons_for(100.0, 44.0, 0.8), 1), round(find_weapons_for(5.0, 44.0, 0.8), 1)
    (135.2, 25.0)
    """
    few = wanted / (1.0 - p_kill) if p_kill < 1.0 else (math.inf if wanted > 0.0 else 0.0)
    return few if few <= engagements else wanted + p_kill * engagements


def damage_value(arriving: float, weapons_80: float) -> float:
    """Return the share of abstract value lost: 1 - exp(-w ln 5 / w80), 0.8 at w80.

    >>> round(damage_value(200.0, 200.0), 12)
    0.8
    """
    return 1.0 - math.exp(-arriving * math.log(5.0) / weapons_80)


def cost_outcome(own_damage: float, other_damage: float) -> float:
    """Return Kent and Thaler's cost (RAND R-3765, 1989, p. 61): D_own^0.75 + 0.3 (1 - D_other^0.75).

    >>> cost_outcome(0.0, 1.0), cost_outcome(1.0, 0.0)
    (0.0, 1.3)
    """
    cost: float = own_damage**VALUE_EXPONENT + SPARED_WEIGHT * (1.0 - other_damage**VALUE_EXPONENT)
    return cost


def weigh_binomial(n: int, p: float) -> Law:
    """Return the law of successes of n trials.

    >>> weigh_binomial(2, 0.5).round(12).tolist()
    [0.25, 0.5, 0.25]
    """
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    log = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + xlogy(k, p) + xlog1py(n - k, -p)
    law: Law = np.exp(log)
    law /= law.sum()
    return law


def weigh_beta_binomial(n: int, p: float, rho: float) -> Law:
    """Return the law of n trials whose chance is itself drawn from a beta law of mean p; rho is the correlation of any two trials.

    >>> weigh_beta_binomial(2, 0.5, 0.5).round(12).tolist()
    [0.375, 0.25, 0.375]
    """
    if rho <= 1e-12 or p <= 0.0 or p >= 1.0:
        return weigh_binomial(n, p)
    law: Law = np.zeros(n + 1)
    if rho >= 1.0:
        law[0], law[n] = law[0] + 1.0 - p, law[n] + p
        return law
    a, b, k = p * (1.0 / rho - 1.0), (1.0 - p) * (1.0 / rho - 1.0), np.arange(n)
    # ratios of neighbours: exact however large a and b, where differences of log beta functions lose all their digits
    law[1:] = np.cumsum(np.log((n - k) * (a + k) / ((k + 1) * (b + n - k - 1))))
    law = np.exp(law - law.max())
    law /= law.sum()
    return law


def weigh_launched(launchers: int, p: float, warheads: int) -> Law:
    """Return the law of weapons from launchers that work or fail whole: all warheads of a launcher share its fate.

    >>> weigh_launched(2, 0.5, 3).round(12).tolist()
    [0.25, 0.0, 0.0, 0.5, 0.0, 0.0, 0.25]
    """
    law: Law = np.zeros(launchers * warheads + 1)
    np.add.at(law, np.arange(launchers + 1) * warheads, weigh_binomial(launchers, p))
    return law


def join(laws: Sequence[Law]) -> Law:
    """Return the law of the sum of independent counts, by convolution."""
    total: Law = np.ones(1)
    for law in laws:
        total = np.convolve(total, law)
    return total


def pass_shield(law: Law, engagements: float, p_kill: float) -> Law:
    """Return the law past a shield that engages at most E weapons: sum_M w_M z^max(M-E,0) (K + (1-K) z)^min(M,E), by Horner's rule.

    A stock that is not whole is a mixture of the two next to it. One that exceeds the raid thins every weapon with chance K.

    >>> pass_shield(np.array([0.0, 0.0, 1.0]), 1, 0.25).tolist()
    [0.0, 0.25, 0.75]
    """
    if p_kill <= 0.0 or engagements <= 0.0:
        return law
    most = min(engagements, float(law.size - 1))
    whole = math.floor(most)
    if most > whole:
        low, high = pass_shield(law, whole, p_kill), pass_shield(law, whole + 1, p_kill)
        out: Law = (1.0 - (most - whole)) * low + (most - whole) * high
        return out
    out = np.zeros(law.size)
    size = law.size - whole
    out[:size] = law[whole:]
    for count in range(whole - 1, -1, -1):
        size += 1
        out[1:size] = p_kill * out[1:size] + (1.0 - p_kill) * out[: size - 1]
        out[0] = p_kill * out[0] + law[count]
    return out


def thin(law: Law, leak: float) -> Law:
    """Return the law when each weapon passes alone with chance `leak`.

    >>> thin(np.array([0.0, 0.0, 1.0]), 0.5).tolist()
    [0.25, 0.5, 0.25]
    """
    return pass_shield(law, float(law.size), 1.0 - leak)


def mean_of(law: Law) -> float:
    """Return the mean of a law."""
    return float(law @ np.arange(law.size))


def find_quantile(law: Law, u: float) -> int:
    """Return the least count whose cumulated weight reaches u; the slack is rounding.

    >>> find_quantile(weigh_binomial(2, 0.5), 0.75)
    1
    """
    return int(np.searchsorted(np.cumsum(law), u * (1.0 - 1e-12)))


def exceed(law: Law, count: int) -> float:
    """Return the probability of at least so many.

    >>> exceed(weigh_binomial(2, 0.5), 1), exceed(weigh_binomial(2, 0.5), 3)
    (0.75, 0.0)
    """
    return 1.0 if count <= 0 else min(1.0, float(law[count:].sum()))


def expect_damage(law: Law, weapons_80: float) -> float:
    """Expect the share of abstract value lost under a law: concave, so less than at the mean count."""
    return float(law @ (1.0 - np.exp(-np.arange(law.size) * math.log(5.0) / weapons_80)))


def describe(law: Law, at_least: Sequence[int]) -> dict[str, Any]:
    """Describe a law of arriving weapons: mean, P05, P95, nothing at all, and at least each of some numbers."""
    return {
        "mean": mean_of(law), "p05": find_quantile(law, 0.05), "p95": find_quantile(law, 0.95), "p_none": float(law[0]),
        "p_at_least": [exceed(law, m) for m in at_least],
    }  # fmt: skip
