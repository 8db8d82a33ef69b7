"""Tell the story in order: fly, observe, engage, leak, then the years in which states fight on paper, assess and compete.

The stages meet only here. The one feedback of the model, this year's assessments in next year's procurement, is
`play_years`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.engagement import engage, leak
from equipoise.exchange import fight, first_state, prepare_exchange, shade_engagements
from equipoise.flight import fly, trace
from equipoise.perception import YearEvidence, assess, first_beliefs, prepare_perception
from equipoise.results.schema import INPUTS
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.rivalry import Assessed, compete, prepare_rivalry
from equipoise.scenario.case import Case
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs, walk_numbers

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class History:
    """Name one history that is played from the same draws: a lens and what differs from the case."""

    name: str
    lens: str
    counter_shield: bool = True
    with_criticism: bool = True
    effort: float = 0.0
    reassurance: float = 0.0
    fixed_trust: float | None = None
    is_shown: bool = False  # with exchanges, stability and beliefs for every year; others give arsenals only


def compute_block(case: Case, inputs: Inputs, report_progress: Progress | None = None) -> dict[str, Table]:
    """Compute every table of a case for one block of runs."""
    tell = _Stopwatch(report_progress)
    specs = [threat.flight for threat in case.flights]
    flights = fly(specs, inputs)
    samples = trace(specs, inputs)
    tell("flight")
    shields = list_shields(case)
    tracks = observe_all(case, shields, samples, flights, inputs)
    tell("sensing")
    engagements = engage(shields, case.flights, tracks, flights, inputs)
    leakage = leak(shields, case.raid, engagements, inputs)
    tell("engagement")
    tables = {"flights": flights, "samples": _first_run(samples), "tracks": tracks, "engagements": engagements, "leakage": leakage}
    tables |= play_histories(case, shields, engagements, inputs, tell)
    tables["inputs"] = list_inputs(case, inputs)
    return tables


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


def observe_all(case: Case, shields: Sequence[Shield], samples: Table, flights: Table, inputs: Inputs) -> Table:
    """Observe every flight with the sensors of every shield."""
    from equipoise.sensing import observe

    return observe(case.flights, shields, samples, flights, inputs)


def list_histories(case: Case) -> tuple[History, ...]:
    """List the histories of a case: both lenses with and without the shield, and the sweeps behind Q6 to Q8."""
    shown = [
        History("neorealist/shield", "neorealist", is_shown=True),
        History("neorealist/no-counter-shield", "neorealist", counter_shield=False, is_shown=True),
        History("constructivist/shield", "constructivist", is_shown=True),
        History("constructivist/no-counter-shield", "constructivist", counter_shield=False, is_shown=True),
        History("constructivist/no-criticism", "constructivist", with_criticism=False, is_shown=True),
    ]
    trust = [History(f"trust/{b:g}", "constructivist", fixed_trust=b) for b in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)]
    campaign = case.perception.campaign
    words = [History(f"campaign/words-{e:g}", "constructivist", effort=e, is_shown=True) for e in campaign.efforts if e > 0]
    most = max(campaign.efforts)
    deeds = [
        History(f"campaign/reassurance-{r:g}", "constructivist", effort=most, reassurance=r, is_shown=True)
        for r in campaign.reassurances
        if r > 0
    ]
    return (*shown, *trust, *words, *deeds)


def play_histories(
    case: Case, shields: Sequence[Shield], engagements: Table, inputs: Inputs, tell: Callable[[str], None]
) -> dict[str, Table]:
    """Play every history on the same draws and stack the tables."""
    rows: dict[str, list[Table]] = {"exchanges": [], "stability": [], "arsenals": [], "assessments": []}
    for history in list_histories(case):
        for name, tables in play_years(case, shields, engagements, inputs, history).items():
            rows[name] += tables
    tell("years")
    return {name: Table.stack(tables) for name, tables in rows.items()}


def play_years(
    case: Case, shields: Sequence[Shield], engagements: Table, inputs: Inputs, history: History
) -> dict[str, list[Table]]:
    """Play one history: fight on paper, assess, compete, year after year (the model's one loop)."""
    actors = (case.builder, case.rival)
    truth = prepare_exchange(actors, case.exchange, engagements, inputs, decoys_per_ballistic=case.raid.decoys_per_ballistic)
    mind = prepare_perception(case.perception, actors, case.years, inputs)
    plans = prepare_rivalry(actors, case.rivalry, case.architectures, shields, inputs)
    beliefs = first_beliefs(mind, with_criticism=history.with_criticism, campaign_effort=history.effort)
    states: tuple[ForceState, ForceState] = tuple(first_state(a, shields, inputs) for a in actors)  # type: ignore[assignment]
    orders = None
    out: dict[str, list[Table]] = {"exchanges": [], "stability": [], "arsenals": [], "assessments": []}
    for year in range(case.years.assess, case.years.end + 1):
        if history.is_shown:
            exchanges, stability = fight(truth, states, history.name, year)
            out["exchanges"].append(exchanges)
            out["stability"].append(stability)
        assessed = assess_capability(case, engagements, inputs, states, beliefs, history, year)
        states, orders, arsenals = compete(
            plans, states, orders, assessed, lens=history.lens, history=history.name, year=year,
            counter_shield=history.counter_shield, reassurance=history.reassurance, fixed_trust=history.fixed_trust,
        )  # fmt: skip
        out["arsenals"].append(arsenals)
        evidence = read_evidence(assessed, arsenals, history)
        beliefs, assessments = assess(mind, beliefs, evidence, year, history.name)
        if history.is_shown:
            out["assessments"].append(assessments)
    return out


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
    mask = samples["run"] % 50 == 0
    return Table(samples.schema, {n: a[mask] for n, a in samples.columns.items()})


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
