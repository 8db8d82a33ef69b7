"""Compete: look at what is believed, decide by a rule, order within budgets, and field what is due, year by year.

One machinery serves both states, every rule and both lenses; only roles decide who has a plan, and only trust separates the lenses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.results.schema import ARSENALS
from equipoise.results.state import ForceState, take_runs
from equipoise.results.table import Table
from equipoise.rivalry.plan import Plan, Plans
from equipoise.rivalry.procure import Book, Wish, deliver, open_book, order
from equipoise.rivalry.rules import DECIDE
from equipoise.rivalry.stakes import weigh_arming
from equipoise.rivalry.view import Decision, View
from equipoise.scenario.rivalry import RULES

FloatArray = NDArray[np.float64]
States = tuple[ForceState, ForceState]
BUILT = 0.5  # share of the full shield from which it counts as standing in the Markov game (assumption)


@dataclass(frozen=True)
class Assessed:
    """Hold what each state believes in one year (0 builder, 1 rival), as arrays over runs."""

    p_assured: tuple[FloatArray, FloatArray]  # own second strike through the other's shield, as believed
    arriving: tuple[FloatArray, FloatArray]  # mean of own arriving warheads, as believed
    arriving_low: tuple[FloatArray, FloatArray]  # 5th percentile
    penetration_ballistic: tuple[FloatArray, FloatArray]  # arriving per deployed ballistic warhead
    penetration_glider: tuple[FloatArray, FloatArray]
    trust: tuple[FloatArray, FloatArray]  # belief that the other seeks security, as the lens reads it
    undermined: tuple[FloatArray, FloatArray]  # share of own arrivals taken away by the other's counter-shield, as believed


@dataclass(frozen=True)
class Course:
    """Hold by which rule each run is played and what differs from the case: arrays over runs."""

    rule: NDArray[np.int64]  # place in RULES
    has_counter_shield: NDArray[np.bool_]
    reassurance: FloatArray  # share of the planned counter-shield that the builder gives up
    rival_answers: NDArray[np.bool_]  # where false the rival stays on its baseline (for comparison)


@dataclass(frozen=True)
class Spent:
    """Hold what one year cost and how far each side armed (0 builder, 1 rival)."""

    usd2025: tuple[FloatArray, FloatArray]
    alarm: tuple[FloatArray, FloatArray]


def first_orders(plans: Plans, states: States) -> tuple[Book, Book]:
    """Set up empty order books."""
    return open_book(plans, states[0]), open_book(plans, states[1])


def compete(
    plans: Plans, states: States, books: tuple[Book, Book], assessed: Assessed, course: Course, year: int
) -> tuple[States, tuple[Book, Book], Spent]:
    """Compete for one year: decide, book this year's orders, put due ones in service; return the forces of the next year."""
    if year == plans.start:
        books = (replace(books[0], first_arriving=assessed.arriving_low[0]), replace(books[1], first_arriving=assessed.arriving_low[1]))
    ordered, spent, alarms = [], [], []
    for side in (0, 1):
        decision = _decide(look(plans, states, books, assessed, course, side, year), course, side)
        kept = 1.0 - course.reassurance if side == 0 else np.ones(len(plans.runs))
        wish = Wish(course.has_counter_shield, kept, decision.alarm)
        through = (assessed.penetration_glider[side], assessed.penetration_ballistic[side])
        book, cost = order(plans, states, books[side], side, year, decision, wish, through)
        ordered.append(book)
        spent.append(cost)
        alarms.append(decision.alarm)
    served = [deliver(plans, states[side], ordered[side], side, year) for side in (0, 1)]
    return (served[0][0], served[1][0]), (served[0][1], served[1][1]), Spent((spent[0], spent[1]), (alarms[0], alarms[1]))


def _decide(view: View, course: Course, side: int) -> Decision:
    """Let each run be decided by its rule; a rival that does not answer wants nothing."""
    n = len(course.rule)
    alarm, arrivals = np.zeros(n), np.zeros(n)
    asked = course.rival_answers if side == 1 else np.ones(n, dtype=bool)
    for number, name in enumerate(RULES):
        mine = np.flatnonzero((course.rule == number) & asked)
        if len(mine):
            decided = DECIDE[name](take_runs(view, mine))
            alarm[mine], arrivals[mine] = decided.alarm, decided.arrivals
    return Decision(alarm, arrivals)


def look(
    plans: Plans, states: States, books: tuple[Book, Book], assessed: Assessed, course: Course, side: int, year: int
) -> View:
    """Look at one year from one state's place; what was planned anyway is no gap and no arming."""
    other = 1 - side
    arms = [s.n_ballistic + s.n_glider for s in states]
    shields = [_shield_share(plans.plans[i], states[i]) for i in (0, 1)]
    expected = [b.first_arms + p.planned_from * (p.share_planned(year, plans.start) - 1.0) for b, p in zip(books, plans.plans, strict=True)]
    threshold, first = plans.plans[side].threshold, books[side].first_arriving
    first = first * expected[side] / np.maximum(books[side].first_arms, 1e-9)
    wanted = threshold + plans.restore * np.maximum(0.0, first - threshold)
    loses = assessed.undermined
    return View(
        gap=np.maximum(0.0, wanted - assessed.arriving_low[side]), arriving=assessed.arriving[side], threshold=threshold,
        trust=assessed.trust[side], loses=loses[side], stakes=weigh_arming(plans.dials[side], loses[other], loses[side]),
        other_stakes=weigh_arming(plans.dials[other], loses[side], loses[other]), other_trust=assessed.trust[other], arms=arms[side],
        arms_first=expected[side], other_arms=arms[other], other_arms_first=expected[other], shield_share=shields[side],
        other_loses=loses[other], other_shield_share=shields[other], penetration=assessed.arriving[side] / np.maximum(arms[side], 1.0),
        other_armed=books[other].alarm, has_rivalry=((books[0].alarm > 0.5) | (books[1].alarm > 0.5)).astype(np.float64),
        has_shield=(shields[0] >= BUILT).astype(np.float64), cost_quantile=plans.plans[side].cost_quantile,
        cut_action=np.where(course.has_counter_shield[:, None], plans.markov[:, 1, side], plans.markov[:, 0, side]),
        reaction=plans.reaction, precision=plans.precision, cost_ceiling=plans.cost_ceiling, cost_shape=plans.cost_shape,
        richardson=plans.richardson, is_annual=plans.is_annual, most_arming=plans.most_arming,
    )  # fmt: skip


def _shield_share(plan: Plan, state: ForceState) -> FloatArray:
    """Return the share of a state's own full shield against hypersonics that stands."""
    goal = plan.goal
    return np.minimum(1.0, state.interceptors_of(conventional=False) / np.maximum(goal, 1e-9)) if plan.shield else np.zeros(len(goal))


def tabulate_arsenals(
    runs: NDArray[np.int64], states: States, spent: Spent, p_assured: tuple[FloatArray, FloatArray], names: Any, year: int
) -> Table:
    """Tabulate forces and spending of one year (schema ARSENALS); names[run] is the history that a row belongs to."""
    n, rows = len(runs), []
    for side in (0, 1):
        state = states[side]
        columns = {
            "run": runs, "history": names, "year": np.full(n, year), "actor": np.full(n, state.actor, dtype=object),
            "role": np.full(n, state.role, dtype=object), "n_ballistic": state.n_ballistic, "n_glider": state.n_glider,
            "n_interceptors_conventional": state.interceptors_of(conventional=True),
            "n_interceptors_counter": state.interceptors_of(conventional=False), "spending_usd2025": spent.usd2025[side],
            "alarm": spent.alarm[side], "p_assured_believed": p_assured[side],
        }  # fmt: skip
        rows.append(Table.build(ARSENALS, columns))
    return Table.stack(rows)
