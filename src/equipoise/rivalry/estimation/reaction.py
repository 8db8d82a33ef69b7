"""Fit an arms race to two series: least squares with bootstrap, orders of lag, and Bayes with priors that lean but do not force."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.registry import declare_input, register
from equipoise.rivalry.estimation.lags import choose_lags
from equipoise.rivalry.estimation.regression import (
    FloatArray,
    LeastSquares,
    NormalGamma,
    resample_residuals,
    student_quantile,
    update_normal_gamma,
)
from equipoise.rivalry.estimation.series import Pair, TwoSeries, describe_fit, read_pair

CAVEAT = (
    "least squares of increments on lagged levels is biased in short series, both sides are taken as given in each other's equation, "
    "and a series that grows by itself fits as well: a description of the window, not a cause"
)
PRIOR_SHAPE = 2.0  # two years' worth of knowledge of the noise, as much as four degrees of freedom
A: dict[str, Any] = {"basis": "A", "source": "assumption"}


class ArmsRaceFit(TwoSeries):
    """Take two series, a window, and how far the priors lean."""

    prior_reaction: float = declare_input(
        0.5, "prior mean of the reaction: standard deviations of the increments for one of the other's level", **A, ge=-10.0, le=10.0
    )
    prior_reaction_sd: float = declare_input(
        1.0, "its spread; wide against the mean, so that the sign leans and is not forced", **A, gt=0.0, le=1e3
    )
    prior_own: float = declare_input(-0.5, "prior mean of the answer to one's own level (minus fatigue), likewise", **A, ge=-10.0, le=10.0)
    prior_own_sd: float = declare_input(1.0, "its spread", **A, gt=0.0, le=1e3)
    most_lags: int = declare_input(3, "longest lag tried", unit="years", **A, ge=1, le=6)
    n_bootstrap: int = declare_input(2000, "draws of the bootstrap", **A, ge=100, le=20_000)
    seed: int = declare_input(1, "seed of the bootstrap", **A, ge=0, le=2**31 - 1)


def fit_arms_race(spec: ArmsRaceFit) -> dict[str, Any]:
    """Increment = constant + reaction x other's last level + own x own last level, each side by itself, three ways side by side.

    Least squares with Student's and bootstrap intervals; vector autoregressions with the order of lag chosen by AIC and BIC; and
    conjugate Bayes. A race wants reaction above 0 and own below 0 (Richardson 1960); signs are left free.

    Stockpiles of 1949 to 1967: the Soviet Union on the United States 0.039 (0.006), R squared 0.95; the other way round -1.65.

    >>> out = fit_arms_race(ArmsRaceFit())
    >>> round(out["x"]["reaction"], 3), round(out["x"]["reaction_error"], 3), round(out["x"]["r_squared"], 2)
    (0.039, 0.006, 0.95)
    >>> round(out["y"]["reaction"], 2), round(out["y"]["reaction_error"], 2)
    (-1.65, 0.44)
    """
    pair = read_pair(spec)
    fits = {which: pair.fit(which) for which in ("x", "y")}
    out: dict[str, Any] = {which: _tell(spec, pair, which, fits[which]) for which in fits}
    for which in fits:  # one seed: the same years are drawn for both sides
        draws = resample_residuals(pair.side(which)[0], fits[which], spec.n_bootstrap, spec.seed)[:, 1]
        low, high = np.quantile(draws, [0.05, 0.95])
        out[which] |= {"reaction_bootstrap_low": float(low), "reaction_bootstrap_high": float(high)}
        out[which]["bootstrap_share_positive"] = float(np.mean(draws > 0.0))
    out["lags"] = choose_lags(np.column_stack([pair.x, pair.y]), spec.most_lags)
    k_l = out["x"]["reaction"] * out["y"]["reaction"]
    a_b = out["x"]["own_level"] * out["y"]["own_level"]
    return out | {
        "years": [int(pair.years[0]), int(pair.years[-1])], "reaction_product": k_l, "own_product": a_b,
        "has_signs_of_a_race": all(out[w]["reaction"] > 0.0 and out[w]["own_level"] < 0.0 for w in ("x", "y")), "caveat": CAVEAT,
    }  # fmt: skip


def _tell(spec: ArmsRaceFit, pair: Pair, which: str, fit: LeastSquares) -> dict[str, Any]:
    x, y = pair.side(which)
    half = student_quantile(0.95, fit.freedom) * float(fit.error[1])
    return describe_fit(fit) | {
        "reaction_low": float(fit.estimate[1]) - half, "reaction_high": float(fit.estimate[1]) + half,
        "bayes": compare_beliefs(lean_prior(spec, x, y), x, y),
    }  # fmt: skip


def lean_prior(spec: ArmsRaceFit, x: FloatArray, y: FloatArray) -> NormalGamma:
    """Make the prior of one side: leaning means, declared spreads, noise about as large as the increments themselves.

    Means and spreads are declared in standard deviations (of the increments, for one of a level), so that the same prior fits small
    and large arsenals; they are turned into rates a year with the spreads of the window. The constant has mean 0 and ten times the
    increments' spread. Each coefficient is Student's t with four degrees of freedom and the declared spread as its scale.
    """
    noise = max(float(np.var(y)), 1e-12)
    rate = noise**0.5 / np.maximum(np.std(x[:, 1:], axis=0), 1e-12)
    mean = np.array([0.0, spec.prior_reaction * rate[0], spec.prior_own * rate[1]])
    spread = np.array([10.0 * noise**0.5, spec.prior_reaction_sd * rate[0], spec.prior_own_sd * rate[1]])
    return NormalGamma(mean, np.diag(spread**2 / noise), PRIOR_SHAPE, PRIOR_SHAPE * noise)


def compare_beliefs(prior: NormalGamma, x: FloatArray, y: FloatArray) -> dict[str, Any]:
    """Set prior and posterior of the reaction and of the own level side by side."""
    posterior = update_normal_gamma(prior, x, y)
    out: dict[str, Any] = {}
    for i, name, sign in ((1, "reaction", 1.0), (2, "own_level", -1.0)):
        for when, belief in (("prior", prior), ("posterior", posterior)):
            low, high = belief.interval(i)
            above = belief.p_above(i)
            out[f"{name}_{when}"] = {
                "mean": float(belief.mean[i]), "low": low, "high": high, "p_predicted_sign": above if sign > 0.0 else 1.0 - above,
            }  # fmt: skip
    return out


register(
    "model", "arms-race-fit", title="An arms race fitted to two series", function=fit_arms_race, spec=ArmsRaceFit,
    sources=("richardson_1960", "fas_stockpiles", "ohagan_1994", "luetkepohl_2005"), basis="D", stage="rivalry",
    validity="yearly stocks, one rival at a time, no third states, no shields, no money; a short window says little (window-sensitivity)",
    outputs={
        "x": ("", "equation of the first state: coefficients a year, standard errors, 90 % intervals, prior and posterior"),
        "y": ("", "equation of the second state, the same"),
        "lags": ("", "criteria of vector autoregressions by order, the orders chosen, the largest root of order 1"),
        "years": ("", "first and last year of the levels"),
        "reaction_product": ("1/year^2", "product of both reactions, k l"), "own_product": ("1/year^2", "product of both own terms, a b"),
        "has_signs_of_a_race": ("", "whether both reactions are above 0 and both own terms below"), "caveat": ("", "how far to trust it"),
    },
)  # fmt: skip
