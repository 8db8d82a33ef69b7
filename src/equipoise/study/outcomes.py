"""Read the run-level numbers behind the eight answers from the result tables: one array over runs each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.histories import LENSES, name_history
from equipoise.results.schema import OUTCOMES
from equipoise.results.table import Table
from equipoise.scenario.case import Case

FloatArray = NDArray[np.float64]
STRIKE_COLUMNS = (
    "n_survivors", "n_arriving", "n_arriving_no_gliders", "n_launched", "n_destroyed", "n_intercepted", "p_assured", "p_none",
)  # fmt: skip
# indicators of stability beside Kent and Thaler's index
INDICATORS = (
    "p_assured_a", "p_assured_b", "p_none_a", "p_none_b", "prompt_dependence_a", "prompt_dependence_b", "cone_a", "cone_b",
    "blackmail_margin",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Read columns of result tables as arrays in run order."""

    case: Case
    tables: Mapping[str, Table]
    runs: NDArray[np.int64]

    def pick(self, table: str, column: str, **equal: object) -> FloatArray:
        """Pick one value a run; refuse a selection that is not one row a run."""
        rows = self.tables[table].where(**equal)
        order = np.argsort(rows["run"], kind="stable")
        if len(order) != len(self.runs) or np.any(rows["run"][order] != self.runs):
            raise RuntimeError(f"table {table} has {len(order)} rows for {equal}, expected {len(self.runs)}")
        return np.asarray(rows[column][order], dtype=np.float64)

    def path(self, column: str, history: str, actor: str) -> FloatArray:
        """Pick one column of the arsenals as an array (run, year)."""
        rows = self.tables["arsenals"].where(history=history, actor=actor)
        order = np.lexsort((rows["year"], rows["run"]))
        return np.asarray(rows[column][order], dtype=np.float64).reshape(len(self.runs), -1)

    def stability_path(self, column: str, history: str, posture: str = "day_to_day") -> FloatArray:
        """Pick one column of the stability of builder (a) and rival (b) as an array (run, year)."""
        case = self.case
        rows = self.tables["stability"].where(history=history, posture=posture, state_a=case.builder.id, state_b=case.rival.id)
        order = np.lexsort((rows["year"], rows["run"]))
        return np.asarray(rows[column][order], dtype=np.float64).reshape(len(self.runs), -1)

    def race(self, column: str, history: str) -> FloatArray:
        """Pick one column of the races of a history."""
        return self.pick("races", column, history=history)



def compute_outcomes(case: Case, tables: Mapping[str, Table]) -> dict[str, FloatArray]:
    """Compute every outcome by name, an array over the runs that were done (NaN where the thing does not exist)."""
    runs = np.unique(tables["flights"]["run"])
    read = Reader(case, tables, runs)
    out: dict[str, FloatArray] = {}
    for part in (_pierce, _second_strike, _counter_shield, _timing, _dilemma, _belief, _consistency, _campaign):
        out |= part(read)
    return out


def outcomes_table(runs: NDArray[np.int64], outcomes: Mapping[str, FloatArray]) -> Table:
    """Put the outcomes in a table, sorted by name."""
    names = sorted(outcomes)
    return Table.build(
        OUTCOMES,
        {
            "run": np.tile(runs, len(names)),
            "outcome": [n for n in names for _ in runs],
            "value": np.concatenate([outcomes[n] for n in names]) if names else [],
        },
    )


def _pierce(read: Reader) -> dict[str, FloatArray]:
    case = read.case
    out = {}
    largest = max(case.raid.sizes)
    for threat in case.raids_of(case.builder.id):
        for label, size in (("", case.raid.headline), (".largest", largest)):
            where = {"defender": case.rival.id, "shield": "conventional", "threat_class": threat, "raid_size": size}
            out[f"q1.leak.{threat}{label}"] = read.pick("leakage", "leak_fraction", **where)
            leakers = read.pick("leakage", "n_leakers", **where)
            out[f"q1.unserved.{threat}{label}"] = read.pick("leakage", "n_unserved", **where) / np.maximum(leakers, 1.0)
    return out


def _second_strike(read: Reader) -> dict[str, FloatArray]:
    case, out = read.case, {}
    for who, striker, label in ((case.builder, case.rival, "builder"), (case.rival, case.builder, "rival")):
        for when, year in (("assess", case.years.assess), ("end", case.years.end)):
            where = {"history": "neorealist/shield", "year": year, "striker": striker.id, "retaliator": who.id}
            for column in STRIKE_COLUMNS:
                out[f"q2.{label}.{when}.{column}"] = read.pick("exchanges", column, posture="day_to_day", **where)
            for posture in case.exchange.postures[1:]:
                for column in ("n_arriving", "p_assured"):
                    out[f"q2.{label}.{when}.{column}.{posture}"] = read.pick("exchanges", column, posture=posture, **where)
            spared = read.pick("exchanges", "damage_unlimited", posture="day_to_day", **where)
            out[f"q2.{label}.{when}.spared"] = spared - read.pick("exchanges", "damage", posture="day_to_day", **where)
        for column in ("n_arriving", "p_assured"):
            out[f"q2.{label}.end.{column}.no_counter"] = read.pick(
                "exchanges", column, history="neorealist/no-counter-shield", year=case.years.end, striker=striker.id,
                retaliator=who.id, posture="day_to_day",
            )  # fmt: skip
    return out


def _counter_shield(read: Reader) -> dict[str, FloatArray]:
    case, out = read.case, {}
    if case.counter_threat == "glider":
        price = _input(read, f"actors.{case.rival.id}.gliders.unit_cost", case.rival.gliders.unit_cost.central)
    else:
        price = _input(read, f"actors.{case.rival.id}.economy.warhead_cost", case.rival.economy.warhead_cost.central)
    for architecture in case.architectures:
        where: dict[str, object] = {"defender": case.builder.id, "shield": architecture.id, "raid_size": case.raid.headline}
        where["threat_class"] = case.counter_threat
        stopped = 1.0 - read.pick("leakage", "leak_fraction", **where)
        whole = read.pick("shield_costs", "total_usd2025", defender=case.builder.id, shield=architecture.id)
        out[f"q3.stopped.{architecture.id}"] = stopped
        out[f"q3.ratio.{architecture.id}"] = read.pick("leakage", "cost_per_stop_usd2025", **where) / price
        out[f"q3.cost.{architecture.id}"] = whole
        with np.errstate(divide="ignore"):
            each = whole / (stopped * case.raid.headline) / price
        out[f"q3.ratio_whole.{architecture.id}"] = np.where(stopped > 0.0, each, np.nan)
    for who, label in ((case.builder, "builder"), (case.rival, "rival")):
        where = {"history": "neorealist/shield", "year": case.years.end, "state": who.id}
        for column in ("warheads_needed", "gliders_needed", "cost_usd2025", "budget_usd2025_year", "shield_usd2025", "margin_ratio"):
            out[f"q3.restore.{label}.{column}"] = read.pick("offence", column, **where)
    return out


def _timing(read: Reader) -> dict[str, FloatArray]:
    case = read.case
    own = read.path("n_glider", "neorealist/shield", case.builder.id)
    other = read.path("n_glider", "neorealist/shield", case.rival.id)
    shield = read.path("n_interceptors_counter", "neorealist/shield", case.rival.id)
    years = np.arange(case.years.assess, case.years.end + 1, dtype=np.float64)
    alone = (own >= 1.0) & (other < 1.0) & (shield < 1.0)
    alone_rival = (other >= 1.0) & (own < 1.0)
    first = np.where(alone.any(axis=1), years[np.argmax(alone, axis=1)], np.nan)
    last = np.where(alone.any(axis=1), years[alone.shape[1] - 1 - np.argmax(alone[:, ::-1], axis=1)], np.nan)
    lead = np.where(alone, own, 0.0).max(axis=1)
    margin = read.stability_path("blackmail_margin", "neorealist/shield")
    arriving = read.stability_path("n_arriving_a", "neorealist/shield") - read.stability_path("n_arriving_b", "neorealist/shield")
    return {
        "q4.window.years": alone.sum(axis=1).astype(np.float64), "q4.window.first": first, "q4.window.last": last,
        "q4.window.lead": lead, "q4.window.rival_years": alone_rival.sum(axis=1).astype(np.float64),
        "q4.margin.assess": margin[:, 0], "q4.margin.end": margin[:, -1], "q4.margin.best": margin.max(axis=1),
        "q4.margin.arriving.assess": arriving[:, 0], "q4.margin.arriving.end": arriving[:, -1],
    } | _fielding(read, years)  # fmt: skip


def _fielding(read: Reader, years: FloatArray) -> dict[str, FloatArray]:
    """Read the first year in which each state has gliders, and interceptors against hypersonics (NaN if never)."""
    out = {}
    for who, label in ((read.case.builder.id, "builder"), (read.case.rival.id, "rival")):
        for column, words in (("n_glider", "gliders"), ("n_interceptors_counter", "counter")):
            has = read.path(column, "neorealist/shield", who) >= 1.0
            out[f"q4.first.{label}.{words}"] = np.where(has.any(axis=1), years[np.argmax(has, axis=1)], np.nan)
    return out


def _dilemma(read: Reader) -> dict[str, FloatArray]:
    case, out = read.case, {}
    for lens in LENSES:
        with_, without = f"{lens}/shield", f"{lens}/no-counter-shield"
        out[f"q5.answer.{lens}"], out[f"q5.spiral.{lens}"] = read.race("is_answer", with_), read.race("is_spiral", with_)
        for label in ("builder", "rival"):
            for name, column in (("spending", f"spending_{label}_usd2025"), ("weapons", f"weapons_{label}")):
                out[f"q5.extra_{name}.{lens}.{label}"] = read.race(column, with_) - read.race(column, without)
        index, index_base = (read.stability_path("kent_thaler", h) for h in (with_, without))
        out[f"q5.stability_change.{lens}"] = index[:, -1] - index_base[:, -1]
        out[f"q5.stability_end.{lens}"] = index[:, -1]
        for name in INDICATORS:
            path, base = (read.stability_path(name, h) for h in (with_, without))
            change = path[:, -1] - base[:, -1]
            out[f"q5.change.{lens}.{name}"] = change
        for rule in case.rivalry.rules:
            here, bare = (name_history(case, lens, rule, v) for v in ("shield", "no-counter-shield"))
            columns = [f"spending_{who}_usd2025" for who in ("builder", "rival")]
            extra = [read.race(column, here) - read.race(column, bare) for column in columns]
            out[f"q5.rule.{rule}.{lens}.answer"] = read.race("is_answer", here)
            out[f"q5.rule.{rule}.{lens}.spiral"] = read.race("is_spiral", here)
            out[f"q5.rule.{rule}.{lens}.extra_spending"] = extra[0] + extra[1]
            out[f"q5.rule.{rule}.{lens}.armed_rival"] = read.race("years_armed_rival", here)
    return out | _treaties(read)


def _treaties(read: Reader) -> dict[str, FloatArray]:
    """Read what each treaty does to each indicator in the year of assessment, day to day: with it less without."""
    case, out = read.case, {}
    for treaty in case.exchange.treaties:
        for name in ("kent_thaler", *INDICATORS):
            with_, without = (read.pick("treaties", name, treaty=t, posture="day_to_day") for t in (treaty.id, "none"))
            out[f"q5.treaty.{treaty.id}.{name}"] = with_ - without
    return out


def _belief(read: Reader) -> dict[str, FloatArray]:
    threshold = read.pick("trust", "threshold")
    observer = _leadership(read.case)
    begin, end = (
        _belief_in(read, "constructivist/shield", observer, read.case.builder.id, year)
        for year in (read.case.years.assess, read.case.years.end)
    )
    return {
        "q6.threshold": threshold, "q6.answer_at_zero_trust": read.pick("trust", "answers_without_trust"),
        "q6.answer_at_full_trust": read.pick("trust", "answers_with_trust"), "q6.belief_end": end, "q6.belief_assess": begin,
        "q6.reached": np.where(np.isfinite(threshold), (end >= threshold).astype(np.float64), np.nan),
    }  # fmt: skip


def _consistency(read: Reader) -> dict[str, FloatArray]:
    case, out = read.case, {}
    for target, label in ((case.builder.id, "builder"), (case.rival.id, "rival")):
        for audience in case.perception.audiences:
            for when, year in (("", case.years.assess), (".end", case.years.end)):
                histories = ("constructivist/shield", "constructivist/no-criticism")
                pair = [_belief_in(read, h, audience.id, target, year, "p_hegemonic") for h in histories]
                out[f"q7.suspicion{when}.{label}.{audience.id}"] = 100.0 * (pair[0] - pair[1])
        seen, meant = (
            _belief_in(read, "constructivist/shield", _leadership(case), target, case.years.end, c)
            for c in ("p_hegemonic", "p_hegemonic_expected")
        )
        out[f"q7.misread.{label}"] = 100.0 * (seen - meant)
        pair = [read.race(f"spending_{label}_usd2025", f"constructivist/{h}") for h in ("shield", "no-criticism")]
        out[f"q7.price.{label}"] = pair[0] - pair[1]
    out["q7.price"] = out["q7.price.builder"] + out["q7.price.rival"]
    return out


def _campaign(read: Reader) -> dict[str, FloatArray]:
    case, out = read.case, {}
    histories = sorted(h for h in read.tables["arsenals"].list_words("history") if h.startswith("campaign/"))
    start = read.race("is_answer", "constructivist/shield")
    out["q8.answer.nothing"], out["q8.spiral.nothing"] = start, read.race("is_spiral", "constructivist/shield")
    for history in histories:
        label = history.split("/")[1]
        out[f"q8.answer.{label}"], out[f"q8.spiral.{label}"] = read.race("is_answer", history), read.race("is_spiral", history)
        for audience in case.perception.audiences:
            now, before = (_belief_in(read, h, audience.id, case.builder.id, case.years.end) for h in (history, "constructivist/shield"))
            out[f"q8.gain.{label}.{audience.id}"] = 100.0 * (now - before)
    for kind, named in (("words", "least_words"), ("reassurance", "least_reassurance")):
        out[f"q8.{named}"] = _find_least(out, histories, kind, start, "answer")
        out[f"q8.{named}.spiral"] = _find_least(out, histories, kind, out["q8.spiral.nothing"], "spiral")
    return out


def _find_least(out: Mapping[str, FloatArray], histories: list[str], kind: str, start: FloatArray, what: str) -> FloatArray:
    """Find the least amount of a policy that ends an answer (or a spiral) where there is one without it (NaN where none does)."""
    amounts = sorted(float(h.rsplit("-", 1)[1]) for h in histories if h.startswith(f"campaign/{kind}-"))
    least = np.full(len(start), np.nan)
    for amount in reversed(amounts):
        least = np.where((start > 0.5) & (out[f"q8.{what}.{kind}-{amount:g}"] < 0.5), amount, least)
    return least


def _belief_in(read: Reader, history: str, observer: str, target: str, year: int, column: str = "p_security") -> FloatArray:
    return read.pick("assessments", column, history=history, observer=observer, target=target, year=year)


def _leadership(case: Case) -> str:
    return next((a.id for a in case.perception.audiences if a.kind == "rival_leadership"), case.perception.audiences[0].id)


def _input(read: Reader, path: str, otherwise: float) -> FloatArray:
    rows = read.tables["inputs"].where(path=path)
    if not len(rows):
        return np.full(len(read.runs), otherwise)
    return np.asarray(rows["value"][np.argsort(rows["run"], kind="stable")], dtype=np.float64)
