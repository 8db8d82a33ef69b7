"""Run one stage alone, on upstream tables from a result folder or computed on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from equipoise.engagement import engage, leak, outline_shields, price_shields, tell_stories
from equipoise.errors import InputError, suggest_nearest
from equipoise.flight import fly, trace
from equipoise.histories import list_histories
from equipoise.pipeline import fly_interceptors, list_raids, list_shields, play_histories, survey_balance
from equipoise.results.schema import ENGAGEMENTS
from equipoise.results.store import Store
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs, case_number
from equipoise.sensing import observe
from equipoise.years import play_years, set_up

STAGES = ("flight", "sensing", "engagement", "exchange", "perception", "rivalry")
TABLES = {
    "sensing": ("tracks", "track_points", "custody"),
    "engagement": ("engagements", "leakage", "events", "footprints", "shield_costs"),
    "exchange": ("exchanges", "stability", "offence", "treaties", "drawdown", "surface"),
    "perception": ("assessments",),
    "rivalry": ("arsenals", "races", "equilibria", "trust"),
}  # the first is what a stage shows unless asked


def run_stage(name: str, case: Case, n_draws: int, seed: int, upstream: Path | None = None, table: str | None = None) -> Table:
    """Run one stage and return one of its tables; an upstream folder of the same draws spares what lies before the exchange."""
    _check_names(name, table)
    if not 1 <= n_draws <= 100_000:
        raise InputError(path="--draws", problem=f"{n_draws} is out of range", accepted="1 to 100000")
    inputs = Inputs.for_runs(seed=seed, case=case_number(case.root or case.id), runs=range(n_draws))
    if name == "flight":
        return fly([t.flight for t in case.flights], inputs)
    store = Store.open_existing(upstream) if upstream is not None else None
    shields = list_shields(case)
    if name in ("sensing", "engagement"):
        return _run_shields(name, case, shields, inputs, table or TABLES[name][0])
    if store:
        engagements = _first_runs(store.read(ENGAGEMENTS), n_draws)
    else:
        engagements = _run_shields(name, case, shields, inputs, "engagements")
    wanted = table or TABLES[name][0]
    if wanted in ("races", "equilibria", "trust"):
        return play_histories(case, shields, engagements, inputs, lambda _: None)[wanted]
    board, calendar = set_up(case, shields, engagements, inputs)
    if wanted in ("treaties", "drawdown", "surface"):
        return survey_balance(case, board, calendar, inputs)[wanted]
    history = next(h for h in list_histories(case) if h.name == "constructivist/shield")
    history = replace(history, postures=case.exchange.postures if name == "exchange" else ())
    tables, _ = play_years(case, board, calendar, (history,), inputs)
    return Table.stack(tables[wanted])


def _check_names(name: str, table: str | None) -> None:
    if name not in STAGES:
        raise InputError(path="stage", problem=f"unknown stage '{name}'", accepted=", ".join(STAGES), mend=suggest_nearest(name, STAGES))
    known = TABLES.get(name, ())
    if table is not None and table not in known:
        accepted = ", ".join(known) or f"no --table: {name} has one"
        raise InputError(
            path="--table", problem=f"stage {name} has no table '{table}'", accepted=accepted, mend=suggest_nearest(table, known)
        )


def _run_shields(name: str, case: Case, shields: tuple[Shield, ...], inputs: Inputs, wanted: str) -> Table:
    """Run sensing, and engagement if asked, and return the table wanted."""
    samples = trace([t.flight for t in case.flights], inputs)
    book = observe(case.flights, shields, samples, inputs)
    if name == "sensing":
        return {"tracks": book.table, "track_points": book.points, "custody": book.custody}[wanted]
    if wanted == "shield_costs":
        return price_shields(shields, case.architectures, inputs, case.years.end)
    reach = fly_interceptors(shields, inputs)
    if wanted == "footprints":
        return outline_shields(shields, case.flights, samples, book, reach, inputs)
    shots = engage(shields, case.flights, samples, book, reach, case.raid, inputs)
    if wanted == "leakage":
        return leak(shields, case.raid, list_raids(case), shots, inputs)
    return tell_stories(shields, case.raid, list_raids(case), shots, inputs) if wanted == "events" else shots.table


def _first_runs(table: Table, n_draws: int) -> Table:
    mask = table["run"] < n_draws
    if len(set(table["run"][mask].tolist())) != n_draws:
        raise InputError(
            path="--upstream", problem=f"the folder holds fewer than {n_draws} runs", accepted="--draws up to its number of runs"
        )
    return table.take(mask)
