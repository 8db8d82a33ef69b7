"""Plan what each state can build: budgets, prices, first years, rates and ceilings, and the constants of the rules, as arrays over runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.rivalry.diffusion import draw_first_year
from equipoise.rivalry.rules.markov_perfect import build_game, solve
from equipoise.rivalry.rules.richardson import COLUMNS
from equipoise.rivalry.stakes import Dials, prepare_dials, weigh_arming
from equipoise.scenario.actors import Actor
from equipoise.scenario.defences import Architecture
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.rivalry import RivalrySettings
from equipoise.scenario.sensors import Satellites

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """Hold what one state can build, as arrays over runs."""

    budget: FloatArray
    growth: FloatArray
    share: FloatArray
    warhead_cost: FloatArray
    upload_rate: FloatArray
    upload_room: FloatArray  # warheads below the ceiling of its launchers at the start
    learning: FloatArray
    service_life: FloatArray
    glider_first: FloatArray
    glider_rate: FloatArray
    glider_cost: FloatArray
    glider_ceiling: FloatArray
    planned_goal: FloatArray  # ballistic and bomber weapons planned for `planned_until`; NaN where none are
    planned_from: FloatArray  # those of the start
    planned_until: int
    planned_legs: tuple[str, ...]
    threshold: FloatArray
    cost_quantile: FloatArray
    shield: str  # architecture it would build ('' = none)
    is_planned: bool
    shield_first: FloatArray
    shield_rate: FloatArray
    shield_goal: FloatArray  # run, layer: interceptors of the full architecture
    shield_cost: FloatArray  # run, layer: unit cost
    shield_capital: FloatArray  # development and sensors

    def share_planned(self, year: int, start: int) -> FloatArray:
        """Return the weapons planned for a year as a share of those of the start: a straight line to the goal, 1 without a plan."""
        step = min(1.0, (year - start) / max(1, self.planned_until - start))
        share = 1.0 + step * (self.planned_goal / np.maximum(self.planned_from, 1e-9) - 1.0)
        return np.where(np.isfinite(self.planned_goal), np.maximum(share, 1e-9), 1.0)

    @property
    def goal(self) -> FloatArray:
        """Return the interceptors of the full architecture by run."""
        total = np.zeros(len(self.budget))
        for j in range(self.shield_goal.shape[1]):
            total = total + self.shield_goal[:, j]
        return total


@dataclass(frozen=True)
class Plans:
    """Hold both plans (0 builder, 1 rival) and the rules; arrays over runs."""

    plans: tuple[Plan, Plan]
    lag: NDArray[np.int64]
    reaction: FloatArray
    restore: FloatArray
    matching: FloatArray
    keep_pace: FloatArray
    dials: tuple[Dials, Dials]
    precision: FloatArray
    cost_ceiling: FloatArray
    cost_shape: FloatArray
    richardson: FloatArray
    markov: FloatArray  # run, whether the shield is coming, side, state of the game: action of the equilibrium taken
    markov_count: FloatArray  # run, whether the shield is coming: equilibria found
    is_annual: bool
    most_arming: bool
    start: int
    runs: NDArray[np.int64]


def prepare_rivalry(
    actors: Sequence[Actor], settings: RivalrySettings, architectures: Sequence[Architecture], inputs: Inputs, start: int,
    taken: tuple[FloatArray, FloatArray],
) -> Plans:  # fmt: skip
    """Gather plans and rules into arrays.

    taken[side] is the share of the other's second strike that this side's complete shield would take, as a planner believes at the start.
    """
    first, second = (_prepare_plan(actor, architectures, inputs, start) for actor in actors)
    dials = (prepare_dials(actors[0].stakes or settings.stakes, inputs), prepare_dials(actors[1].stakes or settings.stakes, inputs))
    lag = np.floor(inputs[settings.lag] + 0.5).astype(np.int64)
    markov, count = _solve_markov(first, settings, dials, inputs, start, taken)
    return Plans(
        (first, second), lag, inputs[settings.reaction], inputs[settings.restore], inputs[settings.matching],
        inputs[settings.keep_pace], dials, inputs[settings.precision], inputs[settings.cost_ceiling], inputs[settings.cost_shape],
        np.column_stack([inputs[getattr(settings.richardson, name)] for name in COLUMNS]), markov, count,
        settings.richardson.step == "annual", settings.selection == "most_arming", start, inputs.runs,
    )  # fmt: skip


def _solve_markov(
    builder: Plan, settings: RivalrySettings, dials: tuple[Dials, Dials], inputs: Inputs, start: int, taken: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Solve the Markov game with no shield to come and with one that comes at the mean rate of the plan."""
    n, zero = len(inputs), np.zeros(len(inputs))
    bare = (weigh_arming(dials[0], zero, zero), weigh_arming(dials[1], zero, zero))
    behind = (weigh_arming(dials[0], taken[0], zero), weigh_arming(dials[1], zero, taken[0]))
    wait = np.where(np.isfinite(builder.shield_first), np.maximum(1.0, builder.shield_first - start), math.inf)
    actions, counts = np.zeros((n, 2, 2, 4)), np.zeros((n, 2))
    for coming in (0, 1):
        payoff, onward = build_game(bare, behind, inputs[settings.rivalry_cost], coming / wait)
        actions[:, coming], counts[:, coming], _ = solve(payoff, onward, inputs[settings.discount], settings.selection == "most_arming")
    return actions, counts


def _prepare_plan(actor: Actor, architectures: Sequence[Architecture], inputs: Inputs, start: int) -> Plan:
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
        first = draw_first_year(wish.diffusion, inputs) if wish.diffusion is not None else first
        rate = inputs[wish.build_rate]
    room = np.zeros(n)
    for leg in actor.forces.legs:
        if leg.warheads_ceiling is not None and leg.kind not in ("glider", "bomber"):
            room = room + np.maximum(0.0, inputs[leg.warheads_ceiling] - inputs[leg.warheads])
    economy, gliders, path = actor.economy, actor.gliders, actor.build_up
    named = [leg for leg in actor.forces.legs if leg.kind != "glider" and (path is None or not path.legs or leg.id in path.legs)]
    held = np.zeros(n)
    for leg in named:
        held = held + inputs[leg.warheads]
    glider_first = draw_first_year(gliders.diffusion, inputs) if gliders.diffusion is not None else inputs[gliders.first_year]
    return Plan(
        inputs[economy.military_budget], inputs[economy.growth], inputs[economy.share], inputs[economy.warhead_cost],
        inputs[economy.upload_rate], room, inputs[economy.learning], np.maximum(inputs[economy.service_life], 1.0), glider_first,
        inputs[gliders.build_rate], inputs[gliders.unit_cost], inputs[gliders.ceiling],
        inputs[path.warheads] if path is not None else np.full(n, np.nan), held, path.until if path is not None else start,
        tuple(leg.id for leg in named) if path is not None else (),
        inputs[actor.assured_threshold],
        inputs[actor.arming_cost_quantile], chosen.id if chosen else "", bool(wish and wish.is_planned), first, rate, goal, cost, capital,
    )  # fmt: skip
