"""Play the years: fight on paper, assess, compete, all histories of a block side by side; the model's one feedback lives here.

Every history is the same runs once more, under another lens, rule or policy: arrays hold history after history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.exchange import (
    Balance,
    expect_arrivals,
    fight,
    first_state,
    judge,
    measure_spread,
    prepare_exchange,
    price_offence,
    shade_balance,
    third_state,
)
from equipoise.histories import History
from equipoise.perception import (
    YEARLY_WEIGHT,
    Beliefs,
    Mind,
    Speech,
    YearEvidence,
    assess,
    first_beliefs,
    prepare_perception,
    stay_silent,
    tabulate_beliefs,
)
from equipoise.results.schema import RACES
from equipoise.results.state import ForceState, take_runs
from equipoise.results.table import Table
from equipoise.rivalry import (
    FULL_GROWTH,
    Assessed,
    Course,
    Plans,
    Spent,
    ThirdBook,
    add_to,
    answer_builder,
    compete,
    deliver_thirds,
    detect_answer,
    detect_spiral,
    first_orders,
    open_third_book,
    prepare_rivalry,
    tabulate_arsenals,
)
from equipoise.scenario.case import POSTURES, Case
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.rivalry import RULES

FloatArray = NDArray[np.float64]
States = tuple[ForceState, ForceState]
PRICED_EVERY = 5  # years between those in which the offence is priced
YEARLY = ("exchanges", "stability", "offence", "arsenals", "assessments")  # tables that grow year by year


@dataclass(frozen=True)
class Board:
    """Hold what every history of a block shares, as arrays over runs."""

    balance: Balance
    mind: Mind
    opening: tuple[Beliefs, Beliefs]  # at the start, counting each state's past criticism against it, and not
    plans: Plans
    bias: FloatArray
    states: States
    spread: tuple[FloatArray, FloatArray]  # run, draw: arrivals of each side's second strike over their mean, at the start
    low: tuple[FloatArray, FloatArray]  # run: the quantile of that spread that a planner counts on
    third_rate: FloatArray  # run, third state: most warheads a year that it adds in answer
    taken: FloatArray  # run: share of the rival's second strike that the builder's complete shield takes, as a planner believes
    spiral_threshold: FloatArray


@dataclass(frozen=True)
class Calendar:
    """Hold the years, the declared forces of third states in each of them, and the years in which the offence is priced."""

    years: range
    thirds: tuple[tuple[ForceState, ...], ...]
    priced: frozenset[int]

    def thirds_of(self, year: int) -> tuple[ForceState, ...]:
        """Return the declared forces of third states in a year."""
        return self.thirds[year - self.years.start]


def set_up(case: Case, shields: Sequence[Shield], engagements: Table, inputs: Inputs) -> tuple[Board, Calendar]:
    """Set up the board and the calendar; a state builds its conventional shield and the architecture of its plan, no other."""
    actors = (case.builder, case.rival)
    wishes = {a.id: a.counter_shield.architecture if a.counter_shield else "" for a in actors}
    built = [s for s in shields if s.name in ("conventional", wishes[s.defender])]
    balance = prepare_exchange(
        actors, case.exchange, built, engagements, inputs, third_states=case.third_states,
        decoys_per_ballistic=case.raid.decoys_per_ballistic, common_mode=case.raid.common_mode,
    )  # fmt: skip
    states = (first_state(actors[0], built, inputs), first_state(actors[1], built, inputs))
    bias = inputs[case.perception.worst_case_bias]
    spread = (measure_spread(balance, states, 1, 0), measure_spread(balance, states, 0, 1))
    low = tuple(find_quantile(s, 1.0 - inputs[a.confidence_required]) for s, a in zip(spread, actors, strict=True))
    full = tuple(_complete(a, s, case, inputs) for a, s in zip(actors, states, strict=True))
    feared = shade_balance(balance, (bias, bias))
    taken = tuple(_share_taken(expect_arrivals(feared, full, side, 1 - side)) for side in (0, 1))
    plans = prepare_rivalry(actors, case.rivalry, case.architectures, inputs, case.years.assess, (taken[0], taken[1]))
    mind = prepare_perception(case.perception, actors, case.years, inputs)
    first, last = case.years.assess, case.years.end
    thirds = tuple(tuple(third_state(t, first, y, inputs) for t in case.third_states) for y in range(first, last + 1))
    rates = [inputs[t.answer_rate] for t in case.third_states]
    rate = np.column_stack(rates) if rates else np.zeros((len(inputs), 0))
    silent, n = stay_silent(len(inputs)), len(inputs)
    opening = tuple(first_beliefs(mind, replace(silent, counts_criticism=np.full(n, counts))) for counts in (True, False))
    limit = inputs[case.rivalry.spiral_threshold]
    board = Board(balance, mind, (opening[0], opening[1]), plans, bias, states, spread, (low[0], low[1]), rate, taken[0], limit)
    return board, Calendar(range(first, last + 1), thirds, frozenset({*range(first, last + 1, PRICED_EVERY), last}))


def find_quantile(spread: FloatArray, share: FloatArray) -> FloatArray:
    """Find a quantile of sorted draws (run, draw), another for each run, by straight lines between them."""
    place = share * (spread.shape[1] - 1)
    left = np.clip(np.floor(place).astype(np.int64), 0, spread.shape[1] - 1)
    right, rows = np.minimum(left + 1, spread.shape[1] - 1), np.arange(len(spread))
    return np.asarray(spread[rows, left] + (place - left) * (spread[rows, right] - spread[rows, left]))


def _complete(actor: object, state: ForceState, case: Case, inputs: Inputs) -> ForceState:
    """Complete a state's shield against hypersonics."""
    stock = state.n_interceptors.copy()
    for j, (shield, layer) in enumerate(state.layers):
        if shield != "conventional":
            stock[:, j] = inputs[next(x for x in case.architecture(shield).layers if x.id == layer).interceptors]
    return replace(state, n_interceptors=stock)


def _share_taken(arrivals: FloatArray) -> FloatArray:
    """Return the share of arrivals that the striker's shield against hypersonics takes."""
    return np.clip(1.0 - arrivals[:, 0] / np.maximum(arrivals[:, 2], 1e-9), 0.0, 1.0)


@dataclass(frozen=True)
class Lines:
    """Hold the board once for each history, and what differs: arrays over lines, history after history, run after run."""

    board: Board
    course: Course
    speech: Speech
    reads: FloatArray  # share of belief in trust
    assumes: FloatArray
    fixed_trust: FloatArray  # NaN where trust is not held fixed
    readers: NDArray[np.int64]  # lines for which beliefs are formed: the constructivist lens, and where intent is read at all


def lay_out(board: Board, histories: Sequence[History], case: Case, inputs: Inputs) -> Lines:
    """Lay the board out once for each history."""
    n = len(board.bias)
    lens = {name: getattr(case.perception.lenses, name) for name in ("neorealist", "constructivist")}

    def each(values: Sequence[object]) -> FloatArray:
        return np.concatenate([np.broadcast_to(np.asarray(v, dtype=np.float64), n) for v in values])

    laid = take_runs(board, np.tile(np.arange(n), len(histories)))
    advantage = each([np.nan if h.offence_advantage is None else h.offence_advantage for h in histories])
    held = [np.where(np.isfinite(advantage), advantage, d.offence_advantage) for d in laid.plans.dials]
    dials = tuple(replace(d, offence_advantage=a) for d, a in zip(laid.plans.dials, held, strict=True))
    laid = replace(laid, plans=replace(laid.plans, dials=(dials[0], dials[1])))
    reads = each([inputs[lens[h.lens].reads_intent] for h in histories])
    fixed = each([np.nan if h.fixed_trust is None else h.fixed_trust for h in histories])
    course = Course(
        each([RULES.index(h.rule) for h in histories]).astype(np.int64), each([h.counter_shield for h in histories]) > 0.5,
        each([h.reassurance for h in histories]), each([h.rival_answers for h in histories]) > 0.5,
    )  # fmt: skip
    speech = Speech(
        each([h.effort for h in histories]), course.reassurance, each([h.transparency for h in histories]),
        each([h.with_criticism for h in histories]) > 0.5,
    )  # fmt: skip
    assumes = each([inputs[lens[h.lens].assumes] for h in histories])
    believes = each([h.lens == "constructivist" for h in histories]) > 0.5
    return Lines(laid, course, speech, reads, assumes, fixed, np.flatnonzero((believes | (reads > 0.0)) & np.isnan(fixed)))


def play_years(
    case: Case, board: Board, calendar: Calendar, histories: Sequence[History], inputs: Inputs
) -> tuple[dict[str, list[Table]], dict[str, FloatArray]]:  # fmt: skip
    """Play histories: fight on paper, assess, compete, year after year (the model's one loop).

    Returns the tables of the histories that are shown or fought, and what every history came to (see `sum_up`).
    """
    lines = lay_out(board, histories, case, inputs)
    n, laid = len(board.bias), lines.board
    states, books = laid.states, first_orders(laid.plans, laid.states)
    mind, speech = take_runs(laid.mind, lines.readers), take_runs(lines.speech, lines.readers)
    beliefs = _begin(lines)
    shown = np.flatnonzero(np.repeat([h.is_shown for h in histories], n))
    told = np.flatnonzero(np.isin(lines.readers, shown))
    names = np.repeat(np.array([h.name for h in histories], dtype=object), n)
    out: dict[str, list[Table]] = {name: [] for name in YEARLY}
    log: dict[str, FloatArray] = {}
    book = open_third_book(laid.third_rate, laid.plans.lag)
    for year in calendar.years:
        thirds = _list_thirds(calendar, year, len(histories), book)
        _fight(board, calendar, histories, (*states, *thirds), year, out)
        assessed = assess_capability(laid, states, trust_of(lines, beliefs))
        after, books, spent = compete(laid.plans, states, books, assessed, lines.course, year)
        if len(shown):
            p_assured = (assessed.p_assured[0][shown], assessed.p_assured[1][shown])
            rows = take_runs((laid.plans.runs, states, spent), shown)
            out["arsenals"].append(tabulate_arsenals(*rows, p_assured, names[shown], year))
        if len(lines.readers):
            seen = take_runs(read_evidence(assessed, states, after), lines.readers)
            beliefs = assess(mind, beliefs, seen, speech, year)
            if len(told):
                runs, held = take_runs((mind.runs, beliefs), told)
                out["assessments"].append(tabulate_beliefs(mind, runs, held, names[lines.readers[told]], year))
        log = sum_up(log, spent, assessed, states)
        book = deliver_thirds(_answer(laid, (*states, *thirds), book))
        states = after
    return out, log


def _begin(lines: Lines) -> Beliefs:
    """Begin each history with the beliefs that count past criticism as it does."""
    counting, other = take_runs(lines.board.opening, lines.readers)
    counts = lines.speech.counts_criticism[lines.readers]
    return Beliefs(
        np.where(counts[:, None, None, None], counting.p, other.p), np.where(counts[:, None, None], counting.expected, other.expected)
    )


def _fight(
    board: Board, calendar: Calendar, histories: Sequence[History], states: Sequence[ForceState], year: int, out: dict[str, list[Table]]
) -> None:
    """Fight the year of each history that is fought, and judge its stability."""
    n = len(board.bias)
    for place, history in enumerate(histories):
        if not history.postures:
            continue
        everyone = take_runs(tuple(states), slice(place * n, (place + 1) * n))
        balance = replace(board.balance, postures=tuple(POSTURES.index(p) for p in history.postures))
        exchanges, fought = fight(balance, everyone, history.name, year)
        out["exchanges"].append(exchanges)
        out["stability"].append(judge(balance, everyone, fought, history.name, year))
        if year in calendar.priced:
            out["offence"].append(price_offence(balance, everyone[:2], history.name, year, board.plans.start))


def _list_thirds(calendar: Calendar, year: int, times: int, book: ThirdBook) -> tuple[ForceState, ...]:
    """List third states on every line: their declared path, and what they have added in answer."""
    laid = (take_runs(third, np.tile(np.arange(len(third.n_weapons)), times)) for third in calendar.thirds_of(year))
    return tuple(add_to(third, book.added[:, i]) for i, third in enumerate(laid))


def _answer(board: Board, states: Sequence[ForceState], book: ThirdBook) -> ThirdBook:
    """Let third states order in answer to the builder's counter-shield, which they take for better than it is."""
    if not book.rate.any():
        return book
    feared = shade_balance(board.balance, (board.bias, board.bias))
    for i in range(book.rate.shape[1]):
        arrivals = expect_arrivals(feared, states, 0, 2 + i)
        threshold = board.balance.sides[2 + i].threshold
        held = states[2 + i].n_ballistic + states[2 + i].n_glider
        book = answer_builder(book, i, arrivals, held, threshold, board.plans.restore, board.plans.reaction, board.plans.lag)
    return book


def trust_of(lines: Lines, beliefs: Beliefs) -> tuple[FloatArray, FloatArray]:
    """Return how far each leadership trusts the other (builder, rival): reads x belief + (1 - reads) x assumes, or what is held fixed."""
    out = []
    for target in (1, 0):
        trust = (1.0 - lines.reads) * lines.assumes
        trust[lines.readers] += lines.reads[lines.readers] * beliefs.about(target, lines.board.mind.leader)[:, 0]
        out.append(np.where(np.isnan(lines.fixed_trust), trust, lines.fixed_trust))
    return out[0], out[1]


def assess_capability(board: Board, states: States, trust: tuple[FloatArray, FloatArray]) -> Assessed:
    """Assess what each state believes of its own second strike: the other's shield shaded towards perfect by bias x distrust.

    Means are expected values of the exchange; single outcomes spread round them as they did at the start (an assumption).
    """
    believed = shade_balance(board.balance, (board.bias * (1.0 - trust[1]), board.bias * (1.0 - trust[0])))
    columns: dict[str, list[FloatArray]] = {}
    for side in (0, 1):
        found, held = expect_arrivals(believed, states, 1 - side, side), states[side]
        arriving, gliders = found[:, 0], found[:, 1]
        ballistic = (arriving - gliders) / np.maximum(held.n_ballistic, 1.0)
        enough = arriving[:, None] * board.spread[side] >= believed.sides[side].threshold[:, None]
        for name, values in (
            ("p_assured", enough.sum(axis=1) / enough.shape[1]), ("arriving", arriving), ("arriving_low", arriving * board.low[side]),
            ("penetration_ballistic", ballistic),
            ("penetration_glider", np.where(held.n_glider < 1.0, ballistic, gliders / np.maximum(held.n_glider, 1.0))),
            ("undermined", _share_taken(found)),
        ):  # fmt: skip
            columns.setdefault(name, []).append(values)
    pairs = {name: (values[0], values[1]) for name, values in columns.items()}
    return Assessed(trust=trust, **pairs)


def read_evidence(assessed: Assessed, states: States, after: States) -> YearEvidence:
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
    return YearEvidence(np.column_stack(fields), np.column_stack(adds), np.column_stack(restrains))


def sum_up(log: dict[str, FloatArray], spent: Spent, assessed: Assessed, states: States) -> dict[str, FloatArray]:
    """Sum spending and arming over the years, in their order, and keep what is held in the last."""
    out = {}
    for side, who in enumerate(("builder", "rival")):
        zero = np.zeros(len(spent.alarm[side]))
        out[f"spending_{who}_usd2025"] = log.get(f"spending_{who}_usd2025", zero) + spent.usd2025[side]
        out[f"years_armed_{who}"] = log.get(f"years_armed_{who}", zero) + spent.alarm[side]
        out[f"weapons_{who}"] = states[side].n_ballistic + states[side].n_glider
        out[f"counter_{who}"] = states[side].interceptors_of(conventional=False)
        out[f"p_assured_{who}"] = assessed.p_assured[side]
    return out


def first_trust(
    case: Case, board: Board, histories: Sequence[History], inputs: Inputs
) -> dict[str, tuple[FloatArray, FloatArray]]:  # fmt: skip
    """Return the trust of (builder, rival) at the start of each history, by its lens."""
    lines, n = lay_out(board, histories, case, inputs), len(board.bias)
    trust = trust_of(lines, _begin(lines))
    return {h.lens: (trust[0][i * n : (i + 1) * n], trust[1][i * n : (i + 1) * n]) for i, h in enumerate(histories)}


def judge_races(board: Board, histories: Sequence[History], log: Mapping[str, FloatArray]) -> Table:
    """Judge which histories hold an answer or a spiral, each against its own comparisons (schema RACES)."""
    n, places = len(board.bias), {h.name: i for i, h in enumerate(histories)}
    rows = {name: values.reshape(len(histories), n) for name, values in log.items()}
    arms = {who: rows[f"weapons_{who}"] + rows[f"counter_{who}"] for who in ("builder", "rival")}
    spent = {who: rows[f"spending_{who}_usd2025"] for who in ("builder", "rival")}

    def pair(who: str, ours: int, base: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        return spent[who][ours], spent[who][base], arms[who][ours], arms[who][base]

    limit, answers, spirals = board.spiral_threshold, [], []
    for i, history in enumerate(histories):
        bare, alone = places[history.without], places.get(history.unanswered)
        answers.append(detect_answer(*pair("rival", i, bare), limit))
        both = detect_spiral(pair("rival", i, bare), pair("builder", i, alone), limit) if alone is not None else np.zeros(n, dtype=bool)
        spirals.append(both)
    def each(key: str, missing: float | None = None) -> NDArray[np.object_] | FloatArray:
        values = [getattr(h, key) for h in histories]
        if missing is None:
            return np.repeat(np.array(values, dtype=object), n)
        return np.concatenate([np.broadcast_to(np.asarray(missing if v is None else v, dtype=np.float64), n) for v in values])

    columns = {
        "run": np.tile(board.plans.runs, len(histories)), "history": each("name"), "lens": each("lens"), "rule": each("rule"),
        "variant": each("variant"), "trust": each("fixed_trust", np.nan), "offence_advantage": each("offence_advantage", np.nan),
        "is_answer": np.concatenate(answers), "is_spiral": np.concatenate(spirals),
    }  # fmt: skip
    return Table.build(RACES, columns | dict(log))
