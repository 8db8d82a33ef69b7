"""Run one stage alone, on upstream tables from a result folder or computed on the way."""

from __future__ import annotations

from pathlib import Path

from equipoise.engagement import engage
from equipoise.errors import InputError, suggest_nearest
from equipoise.flight import fly, trace
from equipoise.pipeline import History, list_shields, play_years, set_up
from equipoise.results.schema import ENGAGEMENTS, FLIGHTS
from equipoise.results.store import Store
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.scenario.inputs import Inputs, case_number
from equipoise.sensing import observe

STAGES = ("flight", "sensing", "engagement", "exchange", "perception", "rivalry")


def run_stage(name: str, case: Case, n_draws: int, seed: int, upstream: Path | None = None) -> Table:
    """Run one stage and return its table; what lies upstream is read from a folder of the same draws, or computed."""
    if name not in STAGES:
        raise InputError(path="stage", problem=f"unknown stage '{name}'", accepted=", ".join(STAGES), mend=suggest_nearest(name, STAGES))
    if not 1 <= n_draws <= 100_000:
        raise InputError(path="--draws", problem=f"{n_draws} is out of range", accepted="1 to 100000")
    inputs = Inputs.for_runs(seed=seed, case=case_number(case.root or case.id), runs=range(n_draws))
    specs, shields = [t.flight for t in case.flights], list_shields(case)
    store = Store.open_existing(upstream) if upstream is not None else None
    if name == "flight":
        return fly(specs, inputs)
    flights = _first_runs(store.read(FLIGHTS), n_draws) if store else fly(specs, inputs)
    if name == "sensing":
        return observe(case.flights, shields, trace(specs, inputs), flights, inputs)
    if store and name != "engagement":
        engagements = _first_runs(store.read(ENGAGEMENTS), n_draws)
    else:
        tracks = observe(case.flights, shields, trace(specs, inputs), flights, inputs)
        engagements = engage(shields, case.flights, tracks, flights, inputs)
    if name == "engagement":
        return engagements
    board = set_up(case, shields, engagements, inputs)
    years = range(case.years.assess, case.years.end + 1)
    history = History("constructivist/shield", "constructivist", is_fought=name == "exchange")
    tables = play_years(board, years, history)
    return Table.stack(tables[{"exchange": "exchanges", "perception": "assessments", "rivalry": "arsenals"}[name]])


def _first_runs(table: Table, n_draws: int) -> Table:
    mask = table["run"] < n_draws
    if len(set(table["run"][mask].tolist())) != n_draws:
        raise InputError(
            path="--upstream", problem=f"the folder holds fewer than {n_draws} runs", accepted="--draws up to its number of runs"
        )
    return Table(table.schema, {n: c[mask] for n, c in table.columns.items()})
