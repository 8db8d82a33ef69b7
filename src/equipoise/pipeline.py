"""Tell the story in order: fly, observe, engage, leak, then the years in which states fight on paper, assess and compete.

The stages meet here and in `years.py`, whose loop is the model's one feedback: this year's assessments in next year's procurement.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement import engage, leak, outline_shields, price_shields, reach_key, tell_stories
from equipoise.errors import RunFailed
from equipoise.exchange import compare_treaties, draw_down, survey_shields
from equipoise.flight import ADVICE, fly, fly_out, trace
from equipoise.histories import list_histories, list_map, list_trusting
from equipoise.results.reach import ReachTables
from equipoise.results.schema import INPUTS, RACES, TRUST
from equipoise.results.state import take_runs
from equipoise.results.table import Table
from equipoise.rivalry import list_equilibria
from equipoise.scenario.case import Case
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs, walk_numbers
from equipoise.sensing import observe
from equipoise.years import Board, Calendar, first_trust, judge_races, play_years, set_up

Progress = Callable[[str, float], None]
FloatArray = NDArray[np.float64]
MAP_EVERY = 5  # runs of which the map over trust and the offence-defence balance is drawn


def compute_block(case: Case, inputs: Inputs, report_progress: Progress | None = None) -> dict[str, Table]:
    """Compute every table of a case for one block of runs."""
    tell = _Stopwatch(report_progress)
    specs = [threat.flight for threat in case.flights]
    flights = fly(specs, inputs)
    refuse_lost_flights(flights)
    samples = trace(specs, inputs)
    tell("flight")
    shields = list_shields(case)
    reach = fly_interceptors(shields, inputs)
    tell("fly-out")
    book = observe(case.flights, shields, samples, inputs)
    tell("sensing")
    shots = engage(shields, case.flights, samples, book, reach, case.raid, inputs)
    tables = {
        "flights": flights, "samples": _first_run(samples), "tracks": book.table, "track_points": book.points, "custody": book.custody,
        "engagements": shots.table, "leakage": leak(shields, case.raid, list_raids(case), shots, inputs),
        "events": tell_stories(shields, case.raid, list_raids(case), shots, inputs),
        "footprints": outline_shields(shields, case.flights, samples, book, reach, inputs),
        "shield_costs": price_shields(shields, case.architectures, inputs, case.years.end),
    }  # fmt: skip
    tell("engagement")
    tables |= play_histories(case, shields, shots.table, inputs, tell)
    tables["inputs"] = list_inputs(case, inputs)
    return tables


def list_raids(case: Case) -> dict[str, tuple[str, ...]]:
    """List the raids that each state can send, by class."""
    return {actor.id: case.raids_of(actor.id) for actor in case.actors}


def fly_interceptors(shields: Sequence[Shield], inputs: Inputs) -> ReachTables:
    """Fly the interceptors of every layer, each under its name in its shield."""
    pairs = [(layer, reach_key(shield, layer)) for shield in shields for layer in shield.layers]
    return fly_out([layer for layer, _ in pairs], inputs, [key for _, key in pairs])


def refuse_lost_flights(flights: Table) -> None:
    """Refuse a block in which a representative flight does not come down, naming the flight and the cure."""
    for run, name, status in zip(flights["run"], flights["flight"], flights["status"], strict=True):
        if status not in ("impact", "stop_altitude", "stop_time"):
            raise RunFailed(f"flight '{name}' in run {run} ended as {status}: {ADVICE[status]}")


def list_shields(case: Case) -> tuple[Shield, ...]:
    """List every shield that the case asks about: conventional ones, and each architecture in either state's hands."""
    shields = []
    for defender in case.actors:
        other = next(a for a in case.actors if a is not defender)
        shields.append(Shield(defender.id, other.id, "conventional", defender.shield, defender.sensors))
        for architecture in case.architectures:
            sensors = defender.sensors + architecture.sensors
            shields.append(Shield(defender.id, other.id, architecture.id, architecture.layers, sensors))
    return tuple(shields)


def play_histories(
    case: Case, shields: Sequence[Shield], engagements: Table, inputs: Inputs, tell: Callable[[str], None]
) -> dict[str, Table]:
    """Play every history on the same draws: year by year, at fixed trust, over the map; survey the balance of the start."""
    board, calendar = set_up(case, shields, engagements, inputs)
    histories = list_histories(case)
    rows, log = play_years(case, board, calendar, histories, inputs)
    stacked = {name: Table.stack(tables) for name, tables in rows.items()}
    races = [judge_races(board, histories, log)]
    tell("years")
    stacked |= survey_balance(case, board, calendar, inputs)
    tell("balance")
    stacked["trust"] = find_trust_threshold(case, board, calendar, inputs)
    races.append(draw_map(case, board, calendar, inputs))
    stacked["races"] = Table.stack([r for r in races if r.n_rows])
    stacked["equilibria"] = find_equilibria(case, board, inputs)
    tell("rules")
    return stacked


def survey_balance(case: Case, board: Board, calendar: Calendar, inputs: Inputs) -> dict[str, Table]:
    """Survey the balance of the year of assessment: drawdown curves, both shields' size, treaties as levers."""
    start = case.years.assess
    states = (*board.states, *calendar.thirds_of(start))
    return {
        "drawdown": draw_down(board.balance, states), "surface": survey_shields(board.balance, states),
        "treaties": compare_treaties(board.balance, states, case.exchange.treaties, inputs, "assessment", start),
    }  # fmt: skip


def find_trust_threshold(case: Case, board: Board, calendar: Calendar, inputs: Inputs) -> Table:
    """Halve the interval of trust, run by run, in which the rival stops arming in answer (to 1/64)."""

    def answers(trust: FloatArray) -> NDArray[np.bool_]:
        histories = list_trusting(case, trust)
        _, log = play_years(case, board, calendar, histories, inputs)
        return np.asarray(judge_races(board, histories, log)["is_answer"][: len(trust)], dtype=bool)

    n = len(board.bias)
    low, high = np.zeros(n), np.ones(n)
    at_zero, at_one = answers(low), answers(high)
    for _ in range(6):
        middle = 0.5 * (low + high)
        arms = answers(middle)
        low, high = np.where(arms, middle, low), np.where(arms, high, middle)
    threshold = np.where(at_zero & ~at_one, high, np.nan)
    columns = {"run": board.plans.runs, "threshold": threshold, "answers_without_trust": at_zero, "answers_with_trust": at_one}
    return Table.build(TRUST, columns)


def draw_map(case: Case, board: Board, calendar: Calendar, inputs: Inputs) -> Table:
    """Play the shown rule over trust and the offence-defence balance, every fifth run (rows of RACES with both held fixed)."""
    keep = np.flatnonzero(board.plans.runs % MAP_EVERY == 0)
    if not len(keep):
        return Table.empty(RACES)
    few, histories = take_runs(board, keep), list_map(case)
    _, log = play_years(case, few, take_runs(calendar, keep), histories, inputs.pick(keep))
    return judge_races(few, histories, log)


def find_equilibria(case: Case, board: Board, inputs: Inputs) -> Table:
    """Find every equilibrium of the year of assessment under both lenses (schema EQUILIBRIA)."""
    histories = tuple(h for h in list_histories(case) if h.is_shown and h.variant == "shield")
    trust = first_trust(case, board, histories, inputs)
    settings = case.rivalry
    return list_equilibria(board.plans, trust, board.taken, inputs[settings.rivalry_cost], inputs[settings.discount])


class _Stopwatch:
    """Report the seconds since the last report."""

    def __init__(self, report: Progress | None) -> None:
        self.report = report
        self.last = time.perf_counter()

    def __call__(self, stage: str) -> None:
        now = time.perf_counter()
        if self.report is not None:
            self.report(stage, now - self.last)
        self.last = now


def _first_run(samples: Table) -> Table:
    """Keep the dense samples of every run divisible by 50 (for figures); the summary table holds all runs."""
    return samples.take(samples["run"] % 50 == 0)


def list_inputs(case: Case, inputs: Inputs) -> Table:
    """List the drawn value of every uncertain number."""
    paths, runs, values = [], [], []
    for path, _, _, number in walk_numbers(case):
        if number.is_uncertain:
            paths += [path] * len(inputs)
            runs.append(inputs.runs)
            values.append(inputs[number])
    if not paths:
        return Table.empty(INPUTS)
    return Table.build(INPUTS, {"run": np.concatenate(runs), "path": paths, "value": np.concatenate(values)})
