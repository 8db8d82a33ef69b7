"""Hold hindcasts to proper scoring, to naive forecasts done by hand, and to a start that knows nothing of what came after."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import integrate, special, stats

import equipoise as eq
from equipoise.errors import InputErrors
from equipoise.pipeline import compute_block
from equipoise.reference.library import find_entry
from equipoise.report.hindcast_figure import draw_hindcast
from equipoise.report.reading import Reading
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.scenario.hindcast import Known
from equipoise.scenario.inputs import Inputs, case_number, walk_numbers
from equipoise.scenario.load import load_case
from equipoise.study.hindcast import (
    HISTORIES,
    NAIVE_POINTS,
    brier,
    crps_ensemble,
    crps_normal,
    extend,
    persist,
    read_count,
    score_case,
    smooth_share,
    succeed,
    summarise_scores,
)

CASES = ("hindcast/abm-to-avangard-2002-2019", "hindcast/safeguard-mirv-1967-1979")


def quantiles_of_normal(mean: float, sd: float, n: int) -> NDArray[np.float64]:
    return np.asarray(mean + sd * special.ndtri((np.arange(n) + 0.5) / n))


# --- scores -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "sd", "seen"), [(0.0, 1.0, 0.0), (10.0, 3.0, 4.0), (-2.0, 0.5, 1.5), (100.0, 25.0, 180.0)])
def test_the_score_of_a_normal_is_the_closed_form_and_the_integral(mean: float, sd: float, seen: float) -> None:
    # Gneiting and Raftery 2007: the integral of (F(x) - 1{x >= y})^2, in closed form for a normal
    left = integrate.quad(lambda x: stats.norm.cdf(x, mean, sd) ** 2, mean - 12 * sd, seen)[0]
    right = integrate.quad(lambda x: stats.norm.sf(x, mean, sd) ** 2, seen, max(seen, mean) + 12 * sd)[0]
    assert crps_normal(mean, sd, seen) == pytest.approx(left + right, rel=1e-7)
    assert crps_ensemble(quantiles_of_normal(mean, sd, 4001), seen) == pytest.approx(crps_normal(mean, sd, seen), rel=1e-3)


def test_the_score_of_an_ensemble_is_its_definition() -> None:
    rng = np.random.Generator(np.random.Philox(4))
    for n in (1, 2, 7, 40):
        x, y = rng.normal(size=n), float(rng.normal())
        by_hand = np.mean(np.abs(x - y)) - 0.5 * np.mean(np.abs(x[:, None] - x[None, :]))
        assert crps_ensemble(x, y) == pytest.approx(float(by_hand), abs=1e-12)
    assert crps_ensemble(np.array([3.0]), 5.0) == 2.0  # a point forecast: the absolute error


@pytest.mark.parametrize(("shift", "wide"), [(0.5, 1.0), (-0.5, 1.0), (0.0, 0.5), (0.0, 2.0)])
def test_the_score_is_proper(shift: float, wide: float) -> None:
    """On average over what a standard normal brings, any other forecast scores worse than the standard normal itself."""
    seen = quantiles_of_normal(0.0, 1.0, 401)
    honest = np.mean([crps_normal(0.0, 1.0, float(y)) for y in seen])
    other = np.mean([crps_normal(shift, wide, float(y)) for y in seen])
    assert honest < other
    assert honest == pytest.approx(1.0 / math.sqrt(math.pi), rel=1e-2)  # known entropy of the score of a standard normal


def test_brier_is_proper_and_ensembles_are_never_quite_sure() -> None:
    def expected(said: float) -> float:
        return 0.7 * brier(said, True) + 0.3 * brier(said, False)

    assert min((said / 100 for said in range(101)), key=expected) == 0.7
    assert 0.0 < smooth_share(0, 100) < 0.01 and 0.99 < smooth_share(100, 100) < 1.0 and smooth_share(50, 100) == 0.5


# --- naive forecasts --------------------------------------------------------------------------------------------------


def make_series(pairs: dict[int, float]) -> tuple[Known, ...]:
    return tuple(Known(year=year, value=value) for year, value in pairs.items())


def test_persistence_by_hand() -> None:
    # changes 20, -30, 0 in a year each: mean square 1300/3; four years on the spread is sqrt(4 x 1300/3) = 41.633
    values = persist(make_series({2000: 100.0, 2001: 120.0, 2002: 90.0, 2003: 90.0}), 2007)
    assert len(values) == NAIVE_POINTS and values[NAIVE_POINTS // 2] == pytest.approx(90.0)
    assert np.quantile(values, 0.75) == pytest.approx(90.0 + 41.633 * 0.7649, rel=2e-3)  # 0.7649: table of Student's t, 3 degrees
    assert values.min() == 0.0  # a count is never below zero


def test_the_trend_is_the_textbook_prediction_interval() -> None:
    years, seen = [1960, 1961, 1962, 1963, 1964, 1966], [10.0, 14.0, 13.0, 20.0, 21.0, 30.0]
    values = extend(make_series(dict(zip(years, seen, strict=True))), 1970)
    line = stats.linregress(years, seen)
    middle = np.mean(years)
    error = math.sqrt(
        sum((y - line.intercept - line.slope * x) ** 2 for x, y in zip(years, seen, strict=True)) / 4
        * (1 + 1 / 6 + (1970 - middle) ** 2 / sum((x - middle) ** 2 for x in years))
    )  # fmt: skip
    at = line.intercept + line.slope * 1970
    assert values[NAIVE_POINTS // 2] == pytest.approx(at, rel=1e-9)
    assert np.quantile(values, 0.95) == pytest.approx(at + error * stats.t.ppf(0.95, 4), rel=2e-3)


def test_an_exact_line_and_a_flat_series_leave_no_doubt() -> None:
    line = extend(make_series({1990: 2.0, 1991: 4.0, 1992: 6.0, 1993: 8.0}), 2000)
    flat = persist(make_series({1990: 5.0, 1991: 5.0, 1992: 5.0, 1993: 5.0}), 2000)
    assert np.allclose(line, 22.0) and np.allclose(flat, 5.0)


def test_succession_by_enumeration() -> None:
    # uniform prior on a yearly chance p: P(one or more in h | none in n) = 1 - int (1-p)^(n+h) / int (1-p)^n
    for n, h in ((0, 1), (12, 17), (26, 17)):
        none = integrate.quad(lambda p, k=n + h: (1 - p) ** k, 0, 1)[0] / integrate.quad(lambda p, k=n: (1 - p) ** k, 0, 1)[0]
        assert succeed(n, h) == pytest.approx(1.0 - none, rel=1e-9)


# --- the cases --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=CASES)
def played(request: pytest.FixtureRequest) -> tuple[Case, dict[str, Table]]:
    return play(load_case(request.param))


def play(case: Case, n: int = 5) -> tuple[Case, dict[str, Table]]:
    return case, compute_block(case, Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(n)))


@pytest.mark.parametrize("name", CASES)
def test_a_hindcast_starts_from_what_was_known(name: str) -> None:
    case = load_case(name)
    hindcast = case.hindcast
    assert hindcast is not None and hindcast.known_to[:4] == str(case.years.assess)
    assert case.perception.record, "a record of the time, not none"
    assert all(event.date <= hindcast.known_to for event in case.perception.record)
    for count in hindcast.counts:
        assert max(k.year for k in count.known) <= case.years.assess < count.year


def test_the_program_never_reads_what_happened(played: tuple[Case, dict[str, Table]]) -> None:
    case, tables = played
    assert not any(path.startswith("hindcast") for path, _, _, _ in walk_numbers(case)), "outcomes are no inputs"
    blind = case.model_copy(update={"hindcast": None})
    again = play(blind)[1]
    for name in ("arsenals", "races", "assessments"):
        for column in tables[name].schema.names:
            assert np.array_equal(tables[name][column], again[name][column], equal_nan=tables[name][column].dtype == np.float64), name
    assert score_case(blind, again).n_rows == 0


def test_scores_are_those_of_the_runs(played: tuple[Case, dict[str, Table]]) -> None:
    case, tables = played
    assert case.hindcast is not None
    scores = score_case(case, tables)
    for count in case.hindcast.counts:
        values = read_count(tables, HISTORIES[0], count.actor, count.quantity, count.year)
        row = next(scores.where(outcome=count.id, forecast=HISTORIES[0]).rows())
        naive = next(scores.where(outcome=count.id, forecast="trend").rows())
        assert row["score"] == crps_ensemble(values, row["observed"]) and row["rule"] == "crps"
        assert row["is_covered"] == float(row["p05"] <= row["observed"] <= row["p95"])
        if naive["score"] > 0.0:
            assert row["skill_trend"] == 1.0 - row["score"] / naive["score"]
        else:
            assert math.isnan(row["skill_trend"])
    for event in case.hindcast.events:
        for row in scores.where(outcome=event.id).rows():
            assert 0.0 <= row["expected"] <= 1.0 and row["score"] == brier(row["expected"], event.happened)
    summary = summarise_scores(scores)
    assert set(HISTORIES) | {"persistence", "trend"} <= set(summary)
    assert all(0.0 <= told["beats_trend"] <= 1.0 for told in summary.values())


def test_a_forecast_that_is_right_scores_best(played: tuple[Case, dict[str, Table]]) -> None:
    """Had the median of the runs come to pass, the runs would beat a rule that says otherwise, and be covered."""
    case, tables = played
    assert case.hindcast is not None
    count = next(c for c in case.hindcast.counts if c.quantity == "n_ballistic" and c.known[0].value != c.known[-1].value)
    values = read_count(tables, HISTORIES[0], count.actor, count.quantity, count.year)
    right = count.model_copy(update={"value": float(np.median(values)), "range": None})
    far = tuple(Known(year=k.year, value=20.0 * k.value) for k in count.known)
    hindcast = case.hindcast.model_copy(update={"counts": (right.model_copy(update={"known": far}),), "events": ()})
    row = next(score_case(case.model_copy(update={"hindcast": hindcast}), tables).where(forecast=HISTORIES[0]).rows())
    assert row["is_covered"] == 1.0 and row["skill_persistence"] > 0.9 and row["skill_trend"] > 0.9


def test_the_figure_shows_every_outcome_and_is_the_same_each_time(played: tuple[Case, dict[str, Table]]) -> None:
    case, tables = played
    assert case.hindcast is not None
    run: Any = SimpleNamespace(case=case, tables={**tables, "scores": score_case(case, tables)}, answers={})
    block = draw_hindcast(Reading(run))
    assert block is not None and block.svg == draw_hindcast(Reading(run)).svg  # type: ignore[union-attr]
    titles = {row[0] for row in block.rows}
    assert titles == {c.title for c in case.hindcast.counts} | {e.title for e in case.hindcast.events}
    assert len(block.rows) == 4 * len(titles) and all(len(row) == len(block.head) for row in block.rows)
    assert "nan" not in " ".join(" ".join(row) for row in block.rows)


def test_a_case_of_the_future_has_no_such_figure() -> None:
    run: Any = SimpleNamespace(case=load_case("founding/shield-2019"), tables={}, answers={})
    assert draw_hindcast(Reading(run)) is None


def test_forces_of_the_time_add_up_to_totals_of_the_time() -> None:
    # Nuclear Notebooks of 2002: 6,480 and 4,951 strategic warheads; Military Balance: 1,054 and 656 US missiles in 1967
    def centre(force: str, field: str, legs: tuple[str, ...]) -> float:
        found = {leg["id"]: leg[field] for leg in find_entry("forces", force)["legs"]}
        return sum(float(found[leg]["value"] if "value" in found[leg] else found[leg]["triangular"][1]) for leg in legs)

    assert centre("us-2002", "warheads", ("silo", "submarine", "bomber")) == 6480
    assert centre("russia-2002", "warheads", ("silo", "mobile", "submarine", "bomber")) == 4951
    assert centre("us-1967", "launchers", ("silo", "submarine")) == 1710
    assert centre("russia-1967", "launchers", ("silo", "submarine")) == 590


# --- the door ---------------------------------------------------------------------------------------------------------

LATER = (
    "equipoise: 1\nid: own/later\nparent: hindcast/abm-to-avangard-2002-2019\ntitle: later\nquestion: none\n"
    "perception:\n  record:\n  - {date: '%s', actors: [us], kind: deed, stance: deploys, theme: shield, what: x, source: general}\n"
)


@pytest.mark.parametrize("date", ["2002-12-17", "2004", "2002", "2002-07"])
def test_a_record_that_may_know_the_outcome_is_refused(tmp_path: Any, date: str) -> None:
    file = tmp_path / "later.yaml"
    file.write_text(LATER % date)
    with pytest.raises(InputErrors, match="2002-06-30"):
        eq.load(file)


@pytest.mark.parametrize("date", ["2002-06-30", "2002-06", "2001"])
def test_a_record_of_the_time_is_taken(tmp_path: Any, date: str) -> None:
    file = tmp_path / "before.yaml"
    file.write_text(LATER % date)
    assert len(eq.load(file).perception.record) == 1


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("hindcast.counts.us-interceptors-2010.year=2030", "2003 to 2019"),
        ("hindcast.counts.us-interceptors-2010.actor=china", "us, russia"),
        ("hindcast.counts.us-interceptors-2010.known=[{year: 2000, value: 0}]", "4 years or more"),
        ("hindcast.counts.us-interceptors-2010.range=[40, 50]", "low <= value <= high"),
        ("hindcast.events.spiral.quantity=n_glider", "both, or neither"), ("hindcast.events.spiral.none_since=2010", "years up to 2002"),
        ("hindcast.events.spiral.id=russia-answers", "each outcome once"),
    ],
)  # fmt: skip
def test_outcomes_that_cannot_be_scored_are_refused(change: str, word: str) -> None:
    with pytest.raises(InputErrors) as caught:
        load_case(CASES[0], [change])
    assert word in str(caught.value)


def test_a_state_needs_a_glider_flight_once_it_can_have_gliders() -> None:
    with pytest.raises(InputErrors, match="no representative glider flight"):
        load_case(CASES[1], ["actors.us.gliders.ceiling={uniform: [0, 5], source: assumption, basis: A}"])
