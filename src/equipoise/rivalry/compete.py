"""Compete: turn assessments into orders, orders into forces, year by year, within budgets, build rates and lags.

One rule serves both states and both lenses; only roles decide who has a plan, and only trust separates the lenses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.results.schema import ARSENALS
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor
from equipoise.scenario.case import RivalrySettings
from equipoise.scenario.defences import Architecture
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.sensors import Satellites

FloatArray = NDArray[np.float64]
BASELINE_SHARE = 0.25  # share of the glider build rate that proceeds whatever the other does (assumption)
DEVELOPMENT_YEARS = 5.0  # years over which development and sensors are paid (assumption)
SHOTS_PER_GLIDER = 2.0  # interceptors that a shield's owner wants for each glider of the other (assumption: two on one)
LEAST_PENETRATION = 0.02  # below this a planner would not count on a weapon at all (keeps orders finite)


@dataclass(frozen=True)
class Plan:
    """Hold what one state can build, as arrays over runs."""

    budget: FloatArray
    growth: FloatArray
    share: FloatArray
    warhead_cost: FloatArray
    upload_rate: FloatArray
    upload_room: FloatArray  # warheads below the ceiling of its launchers at the start
    glider_first: FloatArray
    glider_rate: FloatArray
    glider_cost: FloatArray
    glider_ceiling: FloatArray
    threshold: FloatArray
    shield: str  # architecture it would build ('' = none)
    is_planned: bool
    shield_first: FloatArray
    shield_rate: FloatArray
    shield_goal: FloatArray  # run, layer: interceptors of the full architecture
    shield_cost: FloatArray  # run, layer: unit cost
    shield_capital: FloatArray  # development and sensors


@dataclass(frozen=True)
class Plans:
    """Hold both plans (0 builder, 1 rival) and the rules."""

    plans: tuple[Plan, Plan]
    lag: NDArray[np.int64]
    reaction: FloatArray
    restore: FloatArray
    matching: FloatArray
    keep_pace: FloatArray
    trust_needed: FloatArray
    start: int
    runs: NDArray[np.int64]


@dataclass(frozen=True)
class Orders:
    """Hold what is ordered but not in service: queue[side][run, years to wait, item], and what has been spent and uploaded."""

    queue: tuple[FloatArray, FloatArray]
    capital_paid: tuple[FloatArray, FloatArray]
    uploaded: tuple[FloatArray, FloatArray]
    first_arriving: tuple[FloatArray, FloatArray] | None = None


@dataclass(frozen=True)
class Assessed:
    """Hold what each state believes in one year (0 builder, 1 rival), as arrays over runs."""

    p_assured: tuple[FloatArray, FloatArray]  # own second strike through the other's shield, as believed
    arriving_low: tuple[FloatArray, FloatArray]  # 5th percentile of own arriving warheads, as believed
    penetration_ballistic: tuple[FloatArray, FloatArray]  # arriving per deployed ballistic warhead
    penetration_glider: tuple[FloatArray, FloatArray]
    trust: tuple[FloatArray, FloatArray]  # belief that the other seeks security; 0 under the neorealist lens
    undermined: tuple[FloatArray, FloatArray]  # share of own arrivals taken away by the other's counter-shield, as believed


def prepare_rivalry(
    actors: Sequence[Actor], settings: RivalrySettings, architectures: Sequence[Architecture], inputs: Inputs, start: int
) -> Plans:
    """Gather plans and rules into arrays."""
    plans = tuple(_prepare_plan(actor, architectures, inputs) for actor in actors)
    lag = np.floor(inputs[settings.lag] + 0.5).astype(np.int64)
    return Plans(
        (plans[0], plans[1]), lag, inputs[settings.reaction], inputs[settings.restore], inputs[settings.matching],
        inputs[settings.keep_pace], inputs[settings.trust_needed], start, inputs.runs,
    )  # fmt: skip


def _prepare_plan(actor: Actor, architectures: Sequence[Architecture], inputs: Inputs) -> Plan:
    n, wish = len(inputs), actor.counter_shield
    chosen = next((a for a in architectures if wish is not None and a.id == wish.architecture), None)
    goal, cost, capital = np.zeros((n, 0)), np.zeros((n, 0)), np.zeros(n)
    first, rate = np.full(n, math.inf), np.zeros(n)
    if chosen is not None and wish is not None:
        goal = np.column_stack([inputs[layer.interceptors] for layer in chosen.layers])
        cost = np.column_stack([inputs[layer.unit_cost] for layer in chosen.layers])
        capital = inputs[chosen.development_cost].copy()
        for sensor in chosen.sensors:
            if sensor.unit_cost is not None:
                capital = capital + inputs[sensor.unit_cost] * (inputs[sensor.n_satellites] if isinstance(sensor, Satellites) else 1.0)
        first = inputs[wish.first_year] if wish.first_year is not None else inputs[chosen.first_year]
        rate = inputs[wish.build_rate]
    room = np.zeros(n)
    for leg in actor.forces.legs:
        if leg.warheads_ceiling is not None and leg.kind not in ("glider", "bomber"):
            room = room + np.maximum(0.0, inputs[leg.warheads_ceiling] - inputs[leg.warheads])
    economy, gliders = actor.economy, actor.gliders
    return Plan(
        inputs[economy.military_budget], inputs[economy.growth], inputs[economy.share], inputs[economy.warhead_cost],
        inputs[economy.upload_rate], room, inputs[gliders.first_year], inputs[gliders.build_rate], inputs[gliders.unit_cost],
        inputs[gliders.ceiling], inputs[actor.assured_threshold], chosen.id if chosen else "", bool(wish and wish.is_planned),
        first, rate, goal, cost, capital,
    )  # fmt: skip


def first_orders(plans: Plans, states: tuple[ForceState, ForceState]) -> Orders:
    """Set up empty order books."""
    n, deep = len(plans.runs), int(plans.lag.max()) + 1
    queue = tuple(np.zeros((n, deep + 1, s.n_weapons.shape[1] + s.n_interceptors.shape[1])) for s in states)
    zero = (np.zeros(n), np.zeros(n))
    return Orders((queue[0], queue[1]), zero, zero)


def compete(
    plans: Plans, states: tuple[ForceState, ForceState], orders: Orders, assessed: Assessed, *, history: str, year: int,
    counter_shield: bool = True, reassurance: float = 0.0, rival_answers: bool = True,
) -> tuple[tuple[ForceState, ForceState], Orders, Table]:  # fmt: skip
    """Compete for one year: book this year's orders, put due ones in service; return the forces of the next year.

    The table shows this year's forces and spending. counter_shield=False takes both plans away; reassurance is the share of
    the planned counter-shield that the builder gives up; rival_answers=False keeps the rival on its baseline (for comparison).
    """
    if orders.first_arriving is None:
        orders = replace(orders, first_arriving=assessed.arriving_low)
    rows, booked = [], []
    for side in (0, 1):
        answers = side == 0 or rival_answers
        new, spent, capital, uploaded = _decide(plans, states, orders, assessed, side, year, counter_shield, reassurance, answers)
        booked.append((new, capital, uploaded))
        rows.append(_arsenal_rows(plans, states[side], assessed.p_assured[side], spent, history, year))
    next_states, queues = [], []
    for side in (0, 1):
        queue = orders.queue[side].copy()
        queue[np.arange(len(queue)), plans.lag] += booked[side][0]
        next_states.append(_deliver(states[side], queue[:, 0]))
        queues.append(np.concatenate([queue[:, 1:], np.zeros_like(queue[:, :1])], axis=1))
    after = Orders((queues[0], queues[1]), (booked[0][1], booked[1][1]), (booked[0][2], booked[1][2]), orders.first_arriving)
    return (next_states[0], next_states[1]), after, Table.stack(rows)


def _decide(
    plans: Plans, states: tuple[ForceState, ForceState], orders: Orders, assessed: Assessed, side: int, year: int,
    counter_shield: bool, reassurance: float, answers: bool,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:  # fmt: skip
    """Decide one state's orders of the year: shield first, then the glider programme, then the reaction, while money lasts."""
    plan, state = plans.plans[side], states[side]
    n, n_legs = len(plans.runs), state.n_weapons.shape[1]
    new = np.zeros((n, n_legs + state.n_interceptors.shape[1]))
    money = plan.budget * (1.0 + plan.growth) ** (year - plans.start) * plan.share
    start_money = money
    distrust = np.where(assessed.trust[side] >= plans.trust_needed, 0.0, 1.0 - assessed.trust[side]) * (1.0 if answers else 0.0)
    coming = _total_waiting(orders.queue[side])
    money, capital = _order_shield(plans, states, coming, distrust, side, year, counter_shield, reassurance, new, money, orders)
    glider_leg = state.kinds.index("glider")
    have = state.n_weapons[:, glider_leg] + coming[:, glider_leg]
    can = np.where(year >= plan.glider_first - plans.lag, np.minimum(plan.glider_rate, np.maximum(0.0, plan.glider_ceiling - have)), 0.0)
    steady = np.minimum(np.minimum(BASELINE_SHARE * plan.glider_rate, can), money / plan.glider_cost)
    money = money - steady * plan.glider_cost
    gap = _find_gap(plans, orders, assessed, side) * distrust
    added_g, added_b, money = _close_gap(plan, gap * plans.reaction, can - steady, orders.uploaded[side], assessed, side, money)
    new[:, glider_leg] += steady + added_g
    _spread_uploads(state, added_b, new)
    return new, start_money - money, capital, orders.uploaded[side] + added_b


def _total_waiting(queue: FloatArray) -> FloatArray:
    total = queue[:, 0].copy()
    for j in range(1, queue.shape[1]):
        total = total + queue[:, j]
    return total


def _order_shield(
    plans: Plans, states: tuple[ForceState, ForceState], coming: FloatArray, distrust: FloatArray, side: int, year: int,
    counter_shield: bool, reassurance: float, new: FloatArray, money: FloatArray, orders: Orders,
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """Order interceptors towards the plan, sized to the other's gliders, or towards a copy of the other's shield.

    Development and sensors are paid first, over DEVELOPMENT_YEARS.
    """
    plan, state, other = plans.plans[side], states[side], states[1 - side]
    paid = orders.capital_paid[side]
    columns = [j for j, (shield, _) in enumerate(state.layers) if shield == plan.shield]
    if not plan.shield or not counter_shield or not columns:
        return money, paid
    goal_total = plan.shield_goal[:, 0].copy()
    for j in range(1, plan.shield_goal.shape[1]):
        goal_total = goal_total + plan.shield_goal[:, j]
    kept = 1.0 - reassurance if side == 0 else 1.0
    pace = plans.keep_pace * SHOTS_PER_GLIDER * other.n_glider * distrust
    planned = np.maximum(goal_total, pace) * kept if plan.is_planned else np.zeros(len(goal_total))
    copied = np.minimum(goal_total, plans.matching * other.interceptors_of(conventional=False) * distrust)
    wanted = np.maximum(planned, copied)
    has_begun = (year >= plan.shield_first - plans.lag - DEVELOPMENT_YEARS) & (wanted > 0.0)
    due = np.where(
        has_begun,
        np.minimum(plan.shield_capital * (wanted / np.maximum(goal_total, 1e-9)) / DEVELOPMENT_YEARS, plan.shield_capital - paid),
        0.0,
    )
    due = np.minimum(np.maximum(due, 0.0), money)
    money, paid = money - due, paid + due
    n_legs = state.n_weapons.shape[1]
    held = np.zeros(len(wanted))
    for j in columns:
        held = held + state.n_interceptors[:, j] + coming[:, n_legs + j]
    step = np.where(year >= plan.shield_first - plans.lag, np.minimum(plan.shield_rate, np.maximum(0.0, wanted - held)), 0.0)
    for place, j in enumerate(columns):
        part = step * plan.shield_goal[:, place] / np.maximum(goal_total, 1e-9)
        price = plan.shield_cost[:, place]
        bought = np.minimum(part, money / np.maximum(price, 1.0))
        money = money - bought * price
        new[:, n_legs + j] += bought
    return money, paid


def _find_gap(plans: Plans, orders: Orders, assessed: Assessed, side: int) -> FloatArray:
    """Find the arrivals a planner misses: threshold + restore x (arrivals at the start - threshold), less those believed now."""
    assert orders.first_arriving is not None
    threshold = plans.plans[side].threshold
    wanted = threshold + plans.restore * np.maximum(0.0, orders.first_arriving[side] - threshold)
    return np.maximum(0.0, wanted - assessed.arriving_low[side])


def _close_gap(
    plan: Plan, gap: FloatArray, gliders_left: FloatArray, uploaded: FloatArray, assessed: Assessed, side: int, money: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Buy arrivals with whatever is cheapest for each that gets through (the offence's side of Nitze's margin)."""
    through_g = np.maximum(assessed.penetration_glider[side], LEAST_PENETRATION)
    through_b = np.maximum(assessed.penetration_ballistic[side], LEAST_PENETRATION)
    uploads_left = np.minimum(plan.upload_rate, np.maximum(0.0, plan.upload_room - uploaded))
    glider_first = plan.glider_cost / through_g <= plan.warhead_cost / through_b
    early = np.where(glider_first, np.minimum(np.minimum(gap / through_g, gliders_left), money / plan.glider_cost), 0.0)
    gap, money = gap - early * through_g, money - early * plan.glider_cost
    uploads = np.minimum(np.minimum(gap / through_b, uploads_left), money / plan.warhead_cost)
    gap, money = gap - uploads * through_b, money - uploads * plan.warhead_cost
    late = np.where(glider_first, 0.0, np.minimum(np.minimum(gap / through_g, gliders_left), money / plan.glider_cost))
    return early + late, uploads, money - late * plan.glider_cost


def _spread_uploads(state: ForceState, added: FloatArray, new: FloatArray) -> None:
    """Spread added ballistic warheads over the missile legs in proportion to what they carry."""
    legs = [j for j, kind in enumerate(state.kinds) if kind not in ("glider", "bomber")]
    total = np.zeros(len(added))
    for j in legs:
        total = total + state.n_weapons[:, j]
    for j in legs:
        new[:, j] += added * state.n_weapons[:, j] / np.maximum(total, 1e-9)


def _deliver(state: ForceState, due: FloatArray) -> ForceState:
    n_legs = state.n_weapons.shape[1]
    return replace(state, n_weapons=state.n_weapons + due[:, :n_legs], n_interceptors=state.n_interceptors + due[:, n_legs:])


def _arsenal_rows(plans: Plans, state: ForceState, p_assured: FloatArray, spent: FloatArray, history: str, year: int) -> Table:
    n = len(plans.runs)
    return Table.build(
        ARSENALS,
        {
            "run": plans.runs, "history": [history] * n, "year": [year] * n, "actor": [state.actor] * n, "role": [state.role] * n,
            "n_ballistic": state.n_ballistic, "n_glider": state.n_glider,
            "n_interceptors_conventional": state.interceptors_of(conventional=True),
            "n_interceptors_counter": state.interceptors_of(conventional=False), "spending_usd2025": spent,
            "p_assured_believed": p_assured,
        },
    )  # fmt: skip


def detect_answer(
    spending: FloatArray, without: FloatArray, arms: FloatArray, arms_without: FloatArray, threshold: float
) -> NDArray[np.bool_]:
    """Tell in which runs a state arms in answer: spends `threshold` times its path without the cause, and ends with more.

    Arrays are (run, year). The rule is a declared convention.

    >>> detect_answer(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]]), np.array([[5.0]]), np.array([[4.0]]), 1.1).tolist()
    [True]
    """
    return np.asarray((add_years(spending) > threshold * add_years(without)) & (arms[:, -1] > arms_without[:, -1] + 0.5))


def detect_spiral(
    rival: tuple[FloatArray, FloatArray], builder: tuple[FloatArray, FloatArray], arms_rival: tuple[FloatArray, FloatArray],
    arms_builder: tuple[FloatArray, FloatArray], threshold: float,
) -> NDArray[np.bool_]:  # fmt: skip
    """Tell in which runs both states arm against each other because of the counter-shield.

    A spiral: the rival spends `threshold` times what it would without the shield, and the builder, answering that answer,
    `threshold` times what its own plan costs when nobody answers it; and each ends with more weapons and interceptors than on
    that path. Each pair is (history, its comparison), arrays (run, year). The rule is a declared convention.
    """
    answered = detect_answer(*rival, *arms_rival, threshold)
    return np.asarray(answered & detect_answer(*builder, *arms_builder, threshold))


def add_years(paths: FloatArray) -> FloatArray:
    """Add up (run, year) paths over the years, in their order."""
    total = np.zeros(len(paths))
    for j in range(paths.shape[1]):
        total = total + paths[:, j]
    return total
