"""Procure: turn what a rule decides into orders within budget, build rates and lags, and orders into forces."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.results.state import ForceState
from equipoise.rivalry.plan import Plan, Plans
from equipoise.rivalry.view import Decision

FloatArray = NDArray[np.float64]
BASELINE_SHARE = 0.25  # share of the glider build rate that proceeds whatever the other does (assumption)
DEVELOPMENT_YEARS = 5.0  # years over which development and sensors are paid (assumption)
SHOTS_PER_GLIDER = 2.0  # interceptors that a shield's owner wants for each glider of the other (assumption: two on one)
LEAST_PENETRATION = 0.02  # below this a planner would not count on a weapon at all (keeps orders finite)
FIRST_LOT = 10.0  # units built at the declared price before learning lowers it (assumption)


@dataclass(frozen=True)
class Book:
    """Hold one state's orders that are not in service, and what it has paid, added and built so far."""

    queue: FloatArray  # run, years to wait, item (legs, then layers)
    capital_paid: FloatArray
    uploaded: FloatArray
    gliders_built: FloatArray
    interceptors_built: FloatArray
    alarm: FloatArray  # of the last year
    first_arriving: FloatArray  # 5th percentile of its arrivals at the start, as it believed them
    first_arms: FloatArray  # weapons at the start


@dataclass(frozen=True)
class Wish:
    """Hold what one state wants of its shield this year, and may."""

    has_counter_shield: NDArray[np.bool_]
    kept: FloatArray  # share of the planned shield that it does not give up
    alarm: FloatArray


def open_book(plans: Plans, state: ForceState) -> Book:
    """Open an empty order book."""
    n, deep = len(plans.runs), int(plans.lag.max()) + 1
    zero = np.zeros(n)
    queue = np.zeros((n, deep + 1, state.n_weapons.shape[1] + state.n_interceptors.shape[1]))
    return Book(queue, zero, zero, zero, zero, zero, np.full(n, np.nan), state.n_ballistic + state.n_glider)


def learn(price: FloatArray, built: FloatArray, ratio: FloatArray) -> FloatArray:
    """Lower a price with the number built: each doubling beyond the first lot leaves `ratio` of it (Wright 1936).

    >>> learn(np.array([100.0]), np.array([40.0]), np.array([0.9])).round(6).tolist()
    [81.0]
    """
    return np.asarray(price * np.maximum(1.0, built / FIRST_LOT) ** np.log2(np.maximum(ratio, 1e-6)))


def order(
    plans: Plans, states: tuple[ForceState, ForceState], book: Book, side: int, year: int, decision: Decision, wish: Wish,
    through: tuple[FloatArray, FloatArray],
) -> tuple[Book, FloatArray]:  # fmt: skip
    """Order for one year: shield first, then the steady part of the glider programme, then what the rule wants, while money lasts.

    `through` holds arrivals per glider and per ballistic warhead. Returns the book with the new orders in it, and what was spent.
    """
    plan, state = plans.plans[side], states[side]
    n, n_legs = len(plans.runs), state.n_weapons.shape[1]
    new = np.zeros((n, n_legs + state.n_interceptors.shape[1]))
    budget = plan.budget * (1.0 + plan.growth) ** (year - plans.start) * plan.share
    coming = _add_waiting(book.queue)
    money, paid, made = _order_shield(plans, states, coming, side, year, wish, book, new, budget)
    leg = state.kinds.index("glider")
    have = state.n_weapons[:, leg] + coming[:, leg]
    can = np.where(year >= plan.glider_first - plans.lag, np.minimum(plan.glider_rate, np.maximum(0.0, plan.glider_ceiling - have)), 0.0)
    price = learn(plan.glider_cost, book.gliders_built, plan.learning)
    steady = np.minimum(np.minimum(BASELINE_SHARE * plan.glider_rate, can), money / price)
    money = money - steady * price
    gliders, uploads, money = _close_gap(plan, decision.arrivals, can - steady, price, book.uploaded, through, money)
    new[:, leg] += steady + gliders
    _spread_uploads(state, uploads, new)
    queue = book.queue.copy()
    queue[np.arange(n), plans.lag] += new
    after = replace(
        book, queue=queue, capital_paid=paid, uploaded=book.uploaded + uploads, gliders_built=book.gliders_built + steady + gliders,
        interceptors_built=book.interceptors_built + made, alarm=decision.alarm,
    )  # fmt: skip
    return after, budget - money


def deliver(plans: Plans, state: ForceState, book: Book, side: int, year: int) -> tuple[ForceState, Book]:
    """Put what is due in service, follow the declared plan for ballistic weapons, and retire what is old.

    1/life of gliders and of interceptors against hypersonics leave each year.
    """
    plan = plans.plans[side]
    n_legs, stays = state.n_weapons.shape[1], 1.0 - 1.0 / plan.service_life
    weapons, interceptors = state.n_weapons.copy(), state.n_interceptors.copy()
    planned = plan.share_planned(year + 1, plans.start) / plan.share_planned(year, plans.start)
    for j, (name, kind) in enumerate(zip(state.legs, state.kinds, strict=True)):
        if kind == "glider":
            weapons[:, j] *= stays
        elif name in plan.planned_legs:
            weapons[:, j] *= planned
    for j, (shield, _) in enumerate(state.layers):
        if shield != "conventional":
            interceptors[:, j] *= stays
    due = book.queue[:, 0]
    queue = np.concatenate([book.queue[:, 1:], np.zeros_like(book.queue[:, :1])], axis=1)
    served = replace(state, n_weapons=weapons + due[:, :n_legs], n_interceptors=interceptors + due[:, n_legs:])
    return served, replace(book, queue=queue)


def _add_waiting(queue: FloatArray) -> FloatArray:
    total = queue[:, 0].copy()
    for j in range(1, queue.shape[1]):
        total = total + queue[:, j]
    return total


def _order_shield(
    plans: Plans, states: tuple[ForceState, ForceState], coming: FloatArray, side: int, year: int, wish: Wish, book: Book, new: FloatArray,
    money: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:  # fmt: skip
    """Order interceptors towards the plan, sized to the other's gliders, or towards a copy of the other's shield.

    Development and sensors are paid first, over DEVELOPMENT_YEARS. Returns money left, capital paid, interceptors ordered.
    """
    plan, state, other = plans.plans[side], states[side], states[1 - side]
    paid, made = book.capital_paid, np.zeros(len(money))
    columns = [j for j, (shield, _) in enumerate(state.layers) if shield == plan.shield]
    if not plan.shield or not columns or not wish.has_counter_shield.any():
        return money, paid, made
    goal = plan.goal
    pace = plans.keep_pace * SHOTS_PER_GLIDER * other.n_glider * wish.alarm
    planned = np.maximum(goal, pace) * wish.kept if plan.is_planned else np.zeros(len(goal))
    copied = np.minimum(goal, plans.matching * other.interceptors_of(conventional=False) * wish.alarm)
    wanted = np.where(wish.has_counter_shield, np.maximum(planned, copied), 0.0)
    has_begun = (year >= plan.shield_first - plans.lag - DEVELOPMENT_YEARS) & (wanted > 0.0)
    yearly = plan.shield_capital * (wanted / np.maximum(goal, 1e-9)) / DEVELOPMENT_YEARS
    due = np.where(has_begun, np.minimum(yearly, plan.shield_capital - paid), 0.0)
    due = np.minimum(np.maximum(due, 0.0), money)
    money, paid = money - due, paid + due
    n_legs = state.n_weapons.shape[1]
    held = np.zeros(len(wanted))
    for j in columns:
        held = held + state.n_interceptors[:, j] + coming[:, n_legs + j]
    step = np.where(year >= plan.shield_first - plans.lag, np.minimum(plan.shield_rate, np.maximum(0.0, wanted - held)), 0.0)
    for place, j in enumerate(columns):
        part = step * plan.shield_goal[:, place] / np.maximum(goal, 1e-9)
        price = np.maximum(learn(plan.shield_cost[:, place], book.interceptors_built, plan.learning), 1.0)
        bought = np.minimum(part, money / price)
        money = money - bought * price
        new[:, n_legs + j] += bought
        made = made + bought
    return money, paid, made


def _close_gap(
    plan: Plan, gap: FloatArray, gliders_left: FloatArray, price: FloatArray, uploaded: FloatArray, through: tuple[FloatArray, FloatArray],
    money: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:  # fmt: skip
    """Buy arrivals with whatever is cheapest for each that gets through (the offence's side of Nitze's margin)."""
    through_g, through_b = (np.maximum(t, LEAST_PENETRATION) for t in through)
    uploads_left = np.minimum(plan.upload_rate, np.maximum(0.0, plan.upload_room - uploaded))
    glider_first = price / through_g <= plan.warhead_cost / through_b
    early = np.where(glider_first, np.minimum(np.minimum(gap / through_g, gliders_left), money / price), 0.0)
    gap, money = gap - early * through_g, money - early * price
    uploads = np.minimum(np.minimum(gap / through_b, uploads_left), money / plan.warhead_cost)
    gap, money = gap - uploads * through_b, money - uploads * plan.warhead_cost
    late = np.where(glider_first, 0.0, np.minimum(np.minimum(gap / through_g, gliders_left), money / price))
    return early + late, uploads, money - late * price


def _spread_uploads(state: ForceState, added: FloatArray, new: FloatArray) -> None:
    """Spread added ballistic warheads over the missile legs in proportion to what they carry."""
    legs = [j for j, kind in enumerate(state.kinds) if kind not in ("glider", "bomber")]
    total = np.zeros(len(added))
    for j in legs:
        total = total + state.n_weapons[:, j]
    for j in legs:
        new[:, j] += added * state.n_weapons[:, j] / np.maximum(total, 1e-9)
