"""Tell the story in order: fly, observe, engage, leak, then the years in which states fight on paper, assess and compete.

The stages meet only here. The one feedback of the model, this year's assessments in next year's procurement, is
`play_years`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement import engage, leak, outline_shields, price_shields, reach_key, tell_stories
from equipoise.errors import RunFailed
from equipoise.exchange import (
    ARRIVING,
    ARRIVING_GLIDERS,
    Balance,
    compare_treaties,
    draw_down,
    fight,
    first_state,
    judge,
    mean_over_draws,
    prepare_exchange,
    price_offence,
    shade_balance,
    share_of_draws,
    strike,
    survey_shields,
    third_state,
)
from equipoise.flight import ADVICE, fly, fly_out, trace
from equipoise.perception import Beliefs, Mind, YearEvidence, assess, first_beliefs, prepare_perception
from equipoise.results.reach import ReachTables
from equipoise.results.schema import INPUTS, TRUST
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.rivalry import Assessed, Plans, compete, detect_answer, first_orders, prepare_rivalry
from equipoise.scenario.case import Case
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs, walk_numbers
from equipoise.sensing import observe

Progress = Callable[[str, float], None]
FloatArray = NDArray[np.float64]
YEARLY_WEIGHT = 0.2  # a year without additions, or of verified restraint, counts a fifth of a declared act (assumption)
PRICED_EVERY = 5  # years between those in which the offence is priced
YEARLY = ("exchanges", "stability", "offence", "arsenals", "assessments")  # tables that grow year by year
FULL_GROWTH = 0.05  # adding this share of one's offence in a year counts as one full act of arming (assumption)


@dataclass(frozen=True)
class History:
    """Name one history that is played from the same draws: a lens and what differs from the case."""

    name: str
    lens: str
    counter_shield: bool = True
    with_criticism: bool = True
    effort: float = 0.0
    reassurance: float = 0.0
    fixed_trust: FloatArray | None = None  # the same trust on both sides, by run
    rival_answers: bool = True
    is_fought: bool = False  # with exchanges and stability for every year; others give arsenals (and beliefs) only


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


def list_histories(case: Case) -> tuple[History, ...]:
    """List the histories of a case: both lenses with and without the shield, and the sweeps behind Q6 to Q8."""
    shown = [
        History("neorealist/shield", "neorealist", is_fought=True),
        History("neorealist/no-counter-shield", "neorealist", counter_shield=False, is_fought=True),
        History("constructivist/shield", "constructivist", is_fought=True),
        History("constructivist/no-counter-shield", "constructivist", counter_shield=False, is_fought=True),
        History("constructivist/no-criticism", "constructivist", with_criticism=False, is_fought=True),
    ]
    shown += [History(f"{lens}/unanswered", lens, rival_answers=False) for lens in ("neorealist", "constructivist")]
    campaign = case.perception.campaign
    words = [History(f"campaign/words-{e:g}", "constructivist", effort=e) for e in campaign.efforts if e > 0]
    most = max(campaign.efforts)
    deeds = [History(f"campaign/reassurance-{r:g}", "constructivist", effort=most, reassurance=r) for r in campaign.reassurances if r > 0]
    return (*shown, *words, *deeds)


@dataclass(frozen=True)
class Board:
    """Hold what every history of a block shares: the balance of forces, the minds, the plans, the bias, the first states."""

    balance: Balance
    mind: Mind
    plans: Plans
    bias: FloatArray
    states: tuple[ForceState, ForceState]
    thirds: Mapping[int, tuple[ForceState, ...]]  # third states by year
    belief_draws: int  # planners' own reckoning uses half the realisations of the truth
    priced: frozenset[int]  # years in which the offence is priced

    @property
    def start(self) -> int:
        """Return the year of assessment."""
        return self.plans.start


def set_up(case: Case, shields: Sequence[Shield], engagements: Table, inputs: Inputs) -> Board:
    """Set up the board for the years."""
    actors = (case.builder, case.rival)
    balance = prepare_exchange(
        actors, case.exchange, shields, engagements, inputs, third_states=case.third_states,
        decoys_per_ballistic=case.raid.decoys_per_ballistic, common_mode=case.raid.common_mode,
    )  # fmt: skip
    mind = prepare_perception(case.perception, actors, case.years, inputs)
    plans = prepare_rivalry(actors, case.rivalry, case.architectures, inputs, case.years.assess)
    states = (first_state(actors[0], shields, inputs), first_state(actors[1], shields, inputs))
    first, last = case.years.assess, case.years.end
    thirds = {y: tuple(third_state(t, first, y, inputs) for t in case.third_states) for y in range(first, last + 1)}
    priced = frozenset({*range(first, last + 1, PRICED_EVERY), last})
    return Board(
        balance, mind, plans, inputs[case.perception.worst_case_bias], states, thirds, max(8, case.exchange.inner_draws // 2), priced
    )


def play_histories(
    case: Case, shields: Sequence[Shield], engagements: Table, inputs: Inputs, tell: Callable[[str], None]
) -> dict[str, Table]:
    """Play every history on the same draws and stack the tables."""
    board = set_up(case, shields, engagements, inputs)
    rows: dict[str, list[Table]] = {name: [] for name in YEARLY}
    for history in list_histories(case):
        for name, tables in play_years(board, range(case.years.assess, case.years.end + 1), history).items():
            rows[name] += tables
    stacked = {name: Table.stack(tables) for name, tables in rows.items()}
    tell("years")
    stacked |= survey_balance(case, board, inputs)
    tell("balance")
    stacked["trust"] = find_trust_threshold(case, board, stacked["arsenals"])
    tell("trust")
    return stacked


def survey_balance(case: Case, board: Board, inputs: Inputs) -> dict[str, Table]:
    """Survey the balance of the year of assessment: drawdown curves, both shields' size, treaties as levers."""
    start, states = board.start, (*board.states, *board.thirds[board.start])
    return {
        "drawdown": draw_down(board.balance, states), "surface": survey_shields(board.balance, states),
        "treaties": compare_treaties(board.balance, states, case.exchange.treaties, inputs, "assessment", start),
    }  # fmt: skip


def find_trust_threshold(case: Case, board: Board, arsenals: Table) -> Table:
    """Halve the interval of trust, run by run, in which the rival stops arming in answer (to 1/64)."""
    years = range(case.years.assess, case.years.end + 1)
    base = arsenals.where(history="neorealist/no-counter-shield")
    limit = case.rivalry.spiral_threshold.central

    def answers(trust: FloatArray) -> NDArray[np.bool_]:
        rows = Table.stack(play_years(board, years, History("trust", "constructivist", fixed_trust=trust))["arsenals"])
        (spent, arms), (paid, held) = (_paths_of(t, case.rival.id, len(years)) for t in (rows, base))
        return detect_answer(spent, paid, arms, held, limit)

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


def _paths_of(arsenals: Table, actor: str, n_years: int) -> tuple[FloatArray, FloatArray]:
    """Return spending and all weapons and interceptors of one state as (run, year)."""
    rows = arsenals.where(actor=actor)
    order = np.lexsort((rows["year"], rows["run"]))
    arms = rows["n_glider"] + rows["n_ballistic"] + rows["n_interceptors_counter"]
    return rows["spending_usd2025"][order].reshape(-1, n_years), arms[order].reshape(-1, n_years)


def play_years(board: Board, years: range, history: History) -> dict[str, list[Table]]:
    """Play one history: fight on paper, assess, compete, year after year (the model's one loop)."""
    states, orders = board.states, first_orders(board.plans, board.states)
    beliefs = first_beliefs(board.mind, with_criticism=history.with_criticism, campaign_effort=history.effort)
    out: dict[str, list[Table]] = {name: [] for name in YEARLY}
    for year in years:
        if history.is_fought:
            everyone = (*states, *board.thirds[year])
            exchanges, fought = fight(board.balance, everyone, history.name, year)
            out["exchanges"].append(exchanges)
            out["stability"].append(judge(board.balance, everyone, fought, history.name, year))
            if year in board.priced:
                out["offence"].append(price_offence(board.balance, states, history.name, year, board.start))
        assessed = assess_capability(board, states, trust_of(board, beliefs, history))
        after, orders, arsenals = compete(
            board.plans, states, orders, assessed, history=history.name, year=year, counter_shield=history.counter_shield,
            reassurance=history.reassurance, rival_answers=history.rival_answers,
        )  # fmt: skip
        out["arsenals"].append(arsenals)
        if history.lens == "constructivist" and history.fixed_trust is None:
            beliefs, assessments = assess(board.mind, beliefs, read_evidence(assessed, states, after, history), year, history.name)
            out["assessments"].append(assessments)
        states = after
    return out


def trust_of(board: Board, beliefs: Beliefs, history: History) -> tuple[FloatArray, FloatArray]:
    """Return how far each leadership trusts the other (builder, rival): nothing under the neorealist lens."""
    n = len(board.bias)
    if history.lens == "neorealist":
        return np.zeros(n), np.zeros(n)
    if history.fixed_trust is not None:
        return history.fixed_trust, history.fixed_trust
    leader = board.mind.is_leadership.index(True) if True in board.mind.is_leadership else 0
    return beliefs.about(1, leader)[:, 0], beliefs.about(0, leader)[:, 0]


def assess_capability(board: Board, states: tuple[ForceState, ForceState], trust: tuple[FloatArray, FloatArray]) -> Assessed:
    """Assess what each state believes of its own second strike: the other's shield shaded towards perfect by bias x distrust."""
    believed = shade_balance(board.balance, (board.bias * (1.0 - trust[1]), board.bias * (1.0 - trust[0])))
    columns: dict[str, list[FloatArray]] = {
        name: [] for name in ("p_assured", "arriving_low", "penetration_ballistic", "penetration_glider", "undermined")
    }
    for side in (0, 1):
        out = strike(believed, states, 1 - side, side, n_draws=board.belief_draws)
        arriving, gliders = mean_over_draws(out[:, :, ARRIVING]), mean_over_draws(out[:, :, ARRIVING_GLIDERS])
        low = np.sort(out[:, :, ARRIVING], axis=1)[:, int(0.05 * (out.shape[1] - 1))]
        ballistic = (arriving - gliders) / np.maximum(states[side].n_ballistic, 1.0)
        few = states[side].n_glider < 1.0
        threshold = believed.sides[side].threshold[:, None]
        columns["p_assured"].append(share_of_draws(out[:, :, ARRIVING] >= threshold))
        columns["arriving_low"].append(low)
        columns["penetration_ballistic"].append(ballistic)
        columns["penetration_glider"].append(np.where(few, ballistic, gliders / np.maximum(states[side].n_glider, 1.0)))
        columns["undermined"].append(_undermined(believed, states, side, arriving, board.belief_draws))
    pairs = {name: (values[0], values[1]) for name, values in columns.items()}
    return Assessed(trust=trust, **pairs)


def _undermined(believed: Balance, states: tuple[ForceState, ForceState], side: int, arriving: FloatArray, draws: int) -> FloatArray:
    """Return the share of one side's arrivals that the other's counter-shield takes away, as believed."""
    other = states[1 - side]
    if not other.interceptors_of(conventional=False).any():
        return np.zeros(len(arriving))
    stock = other.n_interceptors.copy()
    for j, (shield, _) in enumerate(other.layers):
        if shield != "conventional":
            stock[:, j] = 0.0
    bare = replace(other, n_interceptors=stock)
    pair = (bare, states[side]) if side == 1 else (states[side], bare)
    without = mean_over_draws(strike(believed, pair, 1 - side, side, n_draws=draws)[:, :, ARRIVING])
    return np.clip(1.0 - arriving / np.maximum(without, 1.0), 0.0, 1.0)


def read_evidence(
    assessed: Assessed, states: tuple[ForceState, ForceState], after: tuple[ForceState, ForceState], history: History
) -> YearEvidence:
    """Read what the year shows of each state, from what its deeds do to the other's believed second strike."""
    fields, adds, restrains = [], [], []
    for side in (0, 1):
        gained = after[side].interceptors_of(False) - states[side].interceptors_of(False)
        fields.append(np.where(gained > 0.0, assessed.undermined[1 - side], 0.0))
        offence = states[side].n_ballistic + states[side].n_glider
        grown = after[side].n_ballistic + after[side].n_glider - offence
        weight = np.clip(grown / np.maximum(offence, 1.0) / FULL_GROWTH, 0.0, 1.0)
        adds.append(weight)
        restrains.append(np.where((weight == 0.0) & (gained <= 0.0), YEARLY_WEIGHT, 0.0))
    given_up = np.full(len(fields[0]), YEARLY_WEIGHT * history.reassurance)
    return YearEvidence((fields[0], fields[1]), (adds[0], adds[1]), (restrains[0], restrains[1]), (given_up, np.zeros(len(given_up))))


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
