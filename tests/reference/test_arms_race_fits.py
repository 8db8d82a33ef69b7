"""Hold the fits of arms races to published lines, to brute force, and to laws that any such fit must keep."""

from __future__ import annotations

import math

import numpy as np
import pytest

from equipoise.errors import InputError
from equipoise.reference.library import load_rows
from equipoise.rivalry.estimation.budgets import RichardsonFit, fit_richardson, load_totals
from equipoise.rivalry.estimation.lags import choose_lags
from equipoise.rivalry.estimation.reaction import ArmsRaceFit, fit_arms_race, lean_prior
from equipoise.rivalry.estimation.regression import NormalGamma, fit_least_squares, resample_residuals, update_normal_gamma
from equipoise.rivalry.estimation.series import TwoSeries, read_pair
from equipoise.rivalry.estimation.windows import WindowSensitivity, survey_windows


def test_the_twenty_budgets_close_on_richardsons_totals() -> None:
    # Richardson 1960, chapter II
    assert len(load_rows("arms_races", "budgets_1909_1913")) == 20
    assert load_totals().round(9).tolist() == [199.2, 204.8, 214.9, 238.7, 289.0]


def test_richardsons_line_and_the_check_from_other_data() -> None:
    # published 0.73 a year and 194 million; the check, fitted before this program existed: 0.83 and 189 (research note)
    out, check = fit_richardson(RichardsonFit()), fit_richardson(RichardsonFit(table="correlates_of_war"))
    assert out["slope_per_year"] == pytest.approx(0.73, abs=0.005)
    assert out["zero_level"] == pytest.approx(194.0, abs=1.0)
    assert check["slope_per_year"] == pytest.approx(0.83, abs=0.005) and check["zero_level"] == pytest.approx(189.0, abs=0.5)
    assert "four points" in out["caveat"] and out["n_points"] == 4 and out["n_parameters"] == 2
    assert out["slope_low"] < 0.73 < out["slope_high"]


def test_a_line_through_two_of_richardsons_increments_by_hand() -> None:
    # 1910 and 1913: (50.3 - 5.6) / (263.85 - 202) = 0.7227; the fit of all four lies near it
    by_hand = (50.3 - 5.6) / (263.85 - 202.0)
    assert fit_richardson(RichardsonFit())["slope_per_year"] == pytest.approx(by_hand, rel=0.02)


def test_an_exact_line_is_found_exactly() -> None:
    levels = [100.0]
    for _ in range(6):  # d = 0.5 (mid - 80), solved for the next level
        levels.append((levels[-1] * 1.25 - 40.0) / 0.75)
    out = fit_richardson(RichardsonFit(totals=tuple(levels)))
    assert out["slope_per_year"] == pytest.approx(0.5, rel=1e-9) and out["zero_level"] == pytest.approx(80.0, rel=1e-9)


def test_the_race_of_warheads_as_fitted_before() -> None:
    # research note: USSR on lagged US 0.039 (0.006), R squared 0.95; US on lagged USSR -1.65 (0.44)
    out = fit_arms_race(ArmsRaceFit())
    assert (round(out["x"]["reaction"], 3), round(out["x"]["reaction_error"], 3), round(out["x"]["r_squared"], 2)) == (0.039, 0.006, 0.95)
    assert (round(out["y"]["reaction"], 2), round(out["y"]["reaction_error"], 2)) == (-1.65, 0.44)
    assert out["has_signs_of_a_race"] is False


def test_signs_are_not_forced_by_the_prior() -> None:
    out = fit_arms_race(ArmsRaceFit())
    prior, after = out["y"]["bayes"]["reaction_prior"], out["y"]["bayes"]["reaction_posterior"]
    assert prior["mean"] > 0.0 and prior["p_predicted_sign"] > 0.5
    assert after["mean"] < 0.0 and after["p_predicted_sign"] < 0.5
    assert fit_arms_race(ArmsRaceFit(prior_reaction_sd=1e-3))["y"]["bayes"]["reaction_posterior"]["mean"] > 0.0  # a forced one would say so


def test_bayes_agrees_with_brute_force_on_a_grid() -> None:
    """Integrate prior times likelihood over slope and noise numerically; no shared code with the closed form."""
    rng = np.random.Generator(np.random.Philox(3))
    x = rng.normal(size=9)
    y = 0.4 * x + 0.3 * rng.normal(size=9)
    prior = NormalGamma(np.array([0.2]), np.array([[0.5]]), 2.0, 0.4)
    after = update_normal_gamma(prior, x[:, None], y)
    b = np.linspace(-3.0, 3.0, 2401)[:, None]
    s2 = np.exp(np.linspace(math.log(1e-3), math.log(30.0), 1200))[None, :]
    log = -(prior.shape + 1.0) * np.log(s2) - prior.scale / s2 - 0.5 * np.log(0.5 * s2) - (b - 0.2) ** 2 / (2.0 * 0.5 * s2)
    squares = np.sum((y[None, :] - b * x[None, :]) ** 2, axis=1)[:, None]
    log = log - 0.5 * len(y) * np.log(s2) - squares / (2.0 * s2)
    weight = np.exp(log - log.max()) * s2  # even steps of ln s2
    density = weight.sum(axis=1) / weight.sum()
    mean = float(np.sum(density * b[:, 0]))
    assert float(after.mean[0]) == pytest.approx(mean, abs=1e-6)
    assert after.p_above(0, 0.30125) == pytest.approx(float(density[b[:, 0] > 0.30125].sum()), abs=1e-4)  # between two points
    low, high = after.interval(0)
    cumulated = np.cumsum(density)
    assert low == pytest.approx(float(b[np.searchsorted(cumulated, 0.05), 0]), abs=5e-3)
    assert high == pytest.approx(float(b[np.searchsorted(cumulated, 0.95), 0]), abs=5e-3)


def test_a_flat_prior_gives_least_squares_back() -> None:
    pair = read_pair(TwoSeries())
    x, y = pair.side("x")
    wide = lean_prior(ArmsRaceFit(prior_reaction_sd=1e3, prior_own_sd=1e3), x, y)
    wide = NormalGamma(wide.mean, wide.cov * np.diag([1e6, 1.0, 1.0]), wide.shape, wide.scale)
    assert update_normal_gamma(wide, x, y).mean[1:] == pytest.approx(pair.fit("x").estimate[1:], rel=1e-3)


def test_updating_in_two_steps_is_updating_once() -> None:
    pair = read_pair(TwoSeries())
    x, y = pair.side("y")
    prior = lean_prior(ArmsRaceFit(), x, y)
    once = update_normal_gamma(prior, x, y)
    twice = update_normal_gamma(update_normal_gamma(prior, x[:7], y[:7]), x[7:], y[7:])
    assert twice.mean == pytest.approx(once.mean, rel=1e-6) and twice.scale == pytest.approx(once.scale, rel=1e-6)


def test_the_bootstrap_spreads_as_least_squares_says() -> None:
    rng = np.random.Generator(np.random.Philox(5))
    x = np.column_stack([np.ones(200), rng.normal(size=200)])
    fit = fit_least_squares(x, x @ np.array([1.0, 2.0]) + rng.normal(size=200))
    draws = resample_residuals(x, fit, 4000, 1)
    assert np.std(draws[:, 1]) == pytest.approx(fit.error[1], rel=0.05)
    assert np.mean(draws[:, 1]) == pytest.approx(fit.estimate[1], abs=4.0 * fit.error[1] / math.sqrt(4000))
    assert np.array_equal(draws, resample_residuals(x, fit, 4000, 1))


@pytest.mark.parametrize("order", [1, 2])
def test_lags_of_a_long_made_series_are_found(order: int) -> None:
    rng = np.random.Generator(np.random.Philox(11))
    step = [np.array([[0.5, 0.2], [0.1, 0.4]]), np.array([[-0.4, 0.0], [0.3, -0.3]])][:order]
    z = np.zeros((600, 2))
    for t in range(2, 600):
        z[t] = sum(a @ z[t - 1 - i] for i, a in enumerate(step)) + rng.normal(size=2)
    out = choose_lags(z, 4)
    assert out["lags_by_bic"] == order and out["lags_by_aic"] >= order
    if order == 1:  # eigenvalues of the matrix above: 0.45 +- sqrt(0.0025 + 0.02)
        assert out["largest_root"] == pytest.approx(0.6, abs=0.08) and out["is_stable"]


def test_windows_are_counted_and_swapping_the_states_swaps_the_answers() -> None:
    spec = WindowSensitivity(first_year=1949, last_year=1975, least_years=12)
    out = survey_windows(spec)
    assert out["n_windows"] == 16 * 17 // 2  # 27 years, windows of 12 or more
    turned = survey_windows(spec.model_copy(update={"x": spec.y, "y": spec.x}))
    assert turned["x"] == out["y"] and turned["y"] == out["x"]
    assert out["x"]["share_clearly_positive"] <= out["x"]["share_reaction_positive"] <= 1.0


def test_a_made_race_shows_its_signs_in_every_window() -> None:
    x, y = [100.0], [120.0]
    for _ in range(29):
        x, y = [*x, x[-1] + 0.2 * y[-1] - 0.15 * x[-1] + 1.0], [*y, y[-1] + 0.1 * x[-1] - 0.12 * y[-1] + 4.0]
    rng = np.random.Generator(np.random.Philox(2))
    noisy = [tuple(v + 0.02 * rng.normal() for v in series) for series in (x, y)]
    out = survey_windows(
        WindowSensitivity(first_year=1900, last_year=1929, least_years=20, values_x=noisy[0], values_y=noisy[1])
    )
    assert out["share_with_signs_of_a_race"] == 1.0


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"last_year": 1950}, "8 years or more"), ({"first_year": 1930}, "1945"), ({"x": "us"}, "two different states"),
        ({"values_x": (1.0, 2.0)}, "19 numbers"), ({"values_x": (5.0,) * 19}, "a series that changes"),
        ({"values_x": (1e300,) * 19}, "up to 1e+09"),
        ({"values_x": tuple(map(float, range(19))), "values_y": tuple(map(float, range(3, 22)))}, "differ in shape"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused_with_what_can(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(InputError) as caught:
        fit_arms_race(ArmsRaceFit(**wrong))  # type: ignore[arg-type]
    assert word in str(caught.value)


@pytest.mark.parametrize("totals", [(1.0, 2.0), (1.0, 2.0, -1.0, 4.0), (3.0, 3.0, 3.0, 3.0), (1.0, 2.0, math.inf, 4.0)])
def test_totals_that_make_no_line_are_refused(totals: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match="totals"):
        fit_richardson(RichardsonFit(totals=totals))
