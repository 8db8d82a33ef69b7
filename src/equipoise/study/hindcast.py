"""Score a case that is set in the past: proper scores of what its runs said, against what happened and against naive forecasts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.results.schema import SCORES
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.scenario.hindcast import Known, ObservedCount, ObservedEvent

FloatArray = NDArray[np.float64]
HISTORIES = ("neorealist/shield", "constructivist/shield")  # the forecasts of the program: both lenses, each by itself
NAIVE = ("persistence", "trend")
NAIVE_POINTS = 999  # quantiles that stand for a naive forecast
LEAST_SPREAD = 0.5  # of a forecast of counts, in the logarithmic score: half a weapon


def crps_ensemble(values: FloatArray, observed: float) -> float:
    """Return the continuous ranked probability score of an ensemble, exactly: E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007).

    The ensemble is taken as the forecast itself, each member alike. Two members 0 and 2, observed 1: 1 - 1/2.

    >>> crps_ensemble(np.array([0.0, 2.0]), 1.0)
    0.5
    """
    x = np.sort(np.asarray(values, dtype=np.float64))
    n = len(x)
    weights = 2.0 * np.arange(1, n + 1) - n - 1.0
    return math.fsum(np.abs(x - observed)) / n - math.fsum(weights * x) / (n * n)


def crps_normal(mean: float, sd: float, observed: float) -> float:
    """Return the score of a normal forecast: sd (z (2 F(z) - 1) + 2 f(z) - 1/sqrt(pi)) (Gneiting and Raftery 2007, equation 21).

    At the mean it is sd (sqrt(2) - 1)/sqrt(pi).

    >>> round(crps_normal(0.0, 1.0, 0.0), 6)
    0.233695
    """
    z = (observed - mean) / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return sd * (z * math.erf(z / math.sqrt(2.0)) + 2.0 * density - 1.0 / math.sqrt(math.pi))


def brier(p: float, happened: bool) -> float:
    """Return the Brier score of a probability: (p - o)^2; 1/4 for even odds.

    >>> brier(0.8, True), brier(0.8, False)
    (0.03999999999999998, 0.6400000000000001)
    """
    return (p - float(happened)) ** 2


def smooth_share(hits: int, n: int) -> float:
    """Return (hits + 1/2)/(n + 1): an ensemble of n runs is never quite sure (Krichevsky and Trofimov 1981).

    >>> smooth_share(0, 99)
    0.005
    """
    return (hits + 0.5) / (n + 1.0)


def log_score_of_counts(values: FloatArray, observed: float) -> float:
    """Return minus the logarithm of a normal density with the forecast's mean and spread, at least half a weapon.

    With mean and variance alone it is the score of Dawid and Sebastiani (1999), and proper.

    >>> round(log_score_of_counts(np.array([-1.0, 1.0]), 0.0), 6)  # ln sqrt(2 pi), a standard normal at its mean
    0.918939
    """
    mean = math.fsum(values) / len(values)
    variance = max(math.fsum((values - mean) ** 2) / len(values), LEAST_SPREAD**2)
    return 0.5 * math.log(2.0 * math.pi * variance) + 0.5 * (observed - mean) ** 2 / variance


def persist(known: tuple[Known, ...], year: int) -> FloatArray:
    """Forecast no change: the last known value, spread by past changes as in a random walk; quantiles, cut at zero.

    Student's t about the last value with scale sqrt(mean d^2 / year) x sqrt(years ahead), as many degrees of freedom as changes.
    """
    times, values = _arrays(known)
    gaps = np.diff(times)
    per_year = np.diff(values) ** 2 / gaps
    scale = math.sqrt(math.fsum(per_year) / len(per_year) * (year - times[-1]))
    return _spread_out(float(values[-1]), scale, len(per_year))


def extend(known: tuple[Known, ...], year: int) -> FloatArray:
    """Forecast the straight line through what is known, with its prediction error (Student's t, n - 2); quantiles, cut at zero."""
    times, values = _arrays(known)
    n, middle = len(times), math.fsum(times) / len(times)
    spread = math.fsum((times - middle) ** 2)
    slope = math.fsum((times - middle) * values) / spread
    level = math.fsum(values) / n
    left = values - level - slope * (times - middle)
    error = math.sqrt(math.fsum(left * left) / (n - 2) * (1.0 + 1.0 / n + (year - middle) ** 2 / spread))
    return _spread_out(level + slope * (year - middle), error, n - 2)


def succeed(n_before: int, n_ahead: int) -> float:
    """Forecast an event that did not come in n years: Laplace's rule of succession, h/(n + h + 1) for one or more in h years.

    >>> succeed(0, 1), succeed(9, 10)
    (0.5, 0.5)
    """
    return n_ahead / (n_before + n_ahead + 1.0)


def _arrays(known: tuple[Known, ...]) -> tuple[FloatArray, FloatArray]:
    return np.array([float(k.year) for k in known]), np.array([k.value for k in known])


def _spread_out(middle: float, scale: float, freedom: int) -> FloatArray:
    from scipy import special

    p = (np.arange(NAIVE_POINTS) + 0.5) / NAIVE_POINTS
    return np.asarray(np.maximum(0.0, middle + scale * special.stdtrit(float(freedom), p)), dtype=np.float64)


@dataclass(frozen=True)
class _Scored:
    """Hold one forecaster's word on one outcome."""

    expected: float
    p05: float
    p50: float
    p95: float
    score: float
    log_score: float
    is_covered: float


def score_case(case: Case, tables: Mapping[str, Table]) -> Table:
    """Score every outcome of a hindcast: the runs under both lenses, each decision rule, persistence and a trend, on the same outcome.

    Reads the arsenals and the races. A decision rule other than the one shown is known at the end of the case only, and scored there.
    The score is taken at the observed value, whatever range sources leave. A case without a hindcast gives a table without rows.
    """
    rows: list[dict[str, Any]] = []
    if case.hindcast is None:
        return Table.empty(SCORES)
    for count in case.hindcast.counts:
        forecasts = {h: read_count(tables, h, count.actor, count.quantity, count.year) for h in HISTORIES}
        forecasts |= _read_rules(case, tables, count.actor, count.quantity) if count.year == case.years.end else {}
        forecasts |= {"persistence": persist(count.known, count.year), "trend": extend(count.known, count.year)}
        scored = {name: _score_count(values, count.value) for name, values in forecasts.items()}
        rows += _rows(count, "count", count.quantity, "crps", (count.value, *count.bounds), scored)
    for event in case.hindcast.events:
        seen = 1.0 if event.happened else 0.0
        told = {
            name: _score_event(float(np.mean(hits)), smooth_share(int(hits.sum()), len(hits)), event.happened)
            for name, hits in _read_event(case, tables, event).items()
        }
        before = succeed(case.years.assess - event.none_since, event.year - case.years.assess)
        told |= {"persistence": _score_event(before, before, event.happened), "trend": _score_event(0.5, 0.5, event.happened)}
        rows += _rows(event, event.kind, event.quantity or "", "brier", (seen, seen, seen), told)
    return Table.build(SCORES, {name: [row[name] for row in rows] for name in SCORES.names})


def read_count(tables: Mapping[str, Table], history: str, actor: str, quantity: str, year: int) -> FloatArray:
    """Read one quantity of the arsenals over the runs."""
    rows = tables["arsenals"].where(history=history, actor=actor, year=year)
    return np.asarray(rows[quantity][np.argsort(rows["run"], kind="stable")], dtype=np.float64)


def list_rules(tables: Mapping[str, Table]) -> tuple[str, ...]:
    """List the histories of the races in which a rule plays with the shield, those that are shown among them."""
    played = tables["races"].where(variant="shield")
    return tuple(dict.fromkeys(str(name) for name in played["history"]))


def _read_rules(case: Case, tables: Mapping[str, Table], actor: str, quantity: str) -> dict[str, FloatArray]:
    """Read what each rule that is not shown holds in the end: interceptors, or weapons where the state can have no gliders."""
    state = next(a for a in case.actors if a.id == actor)
    column = {"n_interceptors_counter": f"counter_{state.role}", "n_ballistic": f"weapons_{state.role}"}.get(quantity)
    if column is None or (quantity == "n_ballistic" and not state.gliders.never_flies):
        return {}
    return {name: _of_race(tables, name, column) for name in list_rules(tables) if name not in HISTORIES}


def _of_race(tables: Mapping[str, Table], history: str, column: str) -> FloatArray:
    rows = tables["races"].where(history=history)
    return np.asarray(rows[column][np.argsort(rows["run"], kind="stable")], dtype=np.float64)


def _read_event(case: Case, tables: Mapping[str, Table], event: ObservedEvent) -> dict[str, NDArray[np.bool_]]:
    """Tell in which runs of which forecaster an event comes by its year."""
    if event.kind != "reaches":
        column = {"answers": "is_answer", "spirals": "is_spiral"}[event.kind]
        names = (*HISTORIES, *(name for name in list_rules(tables) if name not in HISTORIES))
        return {name: _of_race(tables, name, column) > 0.5 for name in names}
    assert event.quantity is not None and event.at_least is not None
    out = {}
    for name in HISTORIES:
        years = range(case.years.assess, event.year + 1)
        paths = [read_count(tables, name, event.actor, event.quantity, year) >= event.at_least for year in years]
        out[name] = np.any(paths, axis=0)
    return out


def _score_count(values: FloatArray, observed: float) -> _Scored:
    low, middle, high = (float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
    covered = 1.0 if low <= observed <= high else 0.0
    mean = math.fsum(values) / len(values)
    return _Scored(mean, low, middle, high, crps_ensemble(values, observed), log_score_of_counts(values, observed), covered)


def _score_event(p: float, p_smooth: float, happened: bool) -> _Scored:
    log = -math.log(p_smooth if happened else 1.0 - p_smooth)
    return _Scored(p, math.nan, math.nan, math.nan, brier(p, happened), log, math.nan)


def _rows(
    item: ObservedCount | ObservedEvent, kind: str, quantity: str, rule: str, seen: tuple[float, float, float],
    scored: Mapping[str, _Scored],
) -> list[dict[str, Any]]:  # fmt: skip
    out = []
    for name, told in scored.items():
        skills = {
            f"skill_{naive}": 1.0 - told.score / scored[naive].score if naive != name and scored[naive].score > 0.0 else math.nan
            for naive in NAIVE
        }
        out.append({
            "forecast": name, "outcome": item.id, "title": item.title, "kind": kind, "actor": item.actor, "quantity": quantity,
            "year": item.year, "observed": seen[0], "observed_low": seen[1], "observed_high": seen[2], "expected": told.expected,
            "p05": told.p05, "p50": told.p50, "p95": told.p95, "rule": rule, "score": told.score, "log_score": told.log_score,
            "is_covered": told.is_covered, **skills,
        })  # fmt: skip
    return out


def summarise_scores(scores: Table) -> dict[str, dict[str, float]]:
    """Summarise by forecaster: share of counts covered, how often it beats each naive rule, and the median skill against it.

    Beating is a smaller score on the same outcome; skill is not defined where the naive rule was exact.
    """
    out: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(scores["forecast"]):
        rows = scores.where(forecast=name)
        covered = rows["is_covered"][np.isfinite(rows["is_covered"])]
        told = {"n": float(rows.n_rows), "covered": float(np.mean(covered)) if len(covered) else math.nan}
        for naive in NAIVE:
            theirs = {row["outcome"]: row["score"] for row in scores.where(forecast=naive).rows()}
            skill = rows[f"skill_{naive}"]
            skill = skill[np.isfinite(skill)]
            told[f"beats_{naive}"] = sum(row["score"] < theirs[row["outcome"]] for row in rows.rows()) / rows.n_rows
            told[f"median_skill_{naive}"] = float(np.median(skill)) if len(skill) else math.nan
        out[str(name)] = told
    return out
