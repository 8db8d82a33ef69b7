"""Fight on paper: who can retaliate with what after riding out a first strike, and how strong the pull to strike first is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.exchange import _kernels as k
from equipoise.results.schema import EXCHANGES, STABILITY
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor
from equipoise.scenario.case import ExchangeSettings
from equipoise.scenario.defences import Shield
from equipoise.scenario.forces import Leg
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import Number

FloatArray = NDArray[np.float64]
KINDS = {"silo": k.SILO, "mobile": k.MOBILE, "submarine": k.SUBMARINE, "bomber": k.BOMBER, "glider": k.GLIDER}
# aims that a leg presents: a regiment of nine mobile launchers shares a garrison; boats in port and bombers stand on few
# bases (general knowledge, rounded; an assumption)
LAUNCHERS_PER_GARRISON, SUBMARINE_BASES, BOMBER_BASES = 9.0, 2.0, 3.0
COUNTERFORCE_TRIED = (0.0, 0.5, 1.0)
NO_LIMIT = 1e9  # weapons that a layer without a declared number of channels can take on


@dataclass(frozen=True)
class Side:
    """Hold one state's constants over runs: legs[run, leg, column] and layers[run, layer, column]."""

    actor: str
    legs: FloatArray
    layers: FloatArray
    layer_names: tuple[tuple[str, str], ...]
    threshold: FloatArray


@dataclass(frozen=True)
class Balance:
    """Hold both sides (0 builder, 1 rival), the rules, and the keys of the draws."""

    sides: tuple[Side, Side]
    scalars: FloatArray  # run: counterforce share, weapons per aim, launch-under-attack share, decoys
    value_weapons_80: FloatArray
    n_draws: int
    runs: NDArray[np.int64]
    key0: int
    key1: int


def prepare_exchange(
    actors: Sequence[Actor], settings: ExchangeSettings, engagements: Table, inputs: Inputs, *, decoys_per_ballistic: Number | None = None
) -> Balance:
    """Gather the constants of an exchange between the builder (first) and the rival (second) into arrays."""
    decoys = inputs[decoys_per_ballistic] if decoys_per_ballistic is not None else np.zeros(len(inputs))
    scalars = np.column_stack(
        [inputs[settings.counterforce_share], inputs[settings.weapons_per_aim], inputs[settings.launch_under_attack_saves], decoys]
    )
    sides = tuple(_prepare_side(actor, engagements, inputs) for actor in actors)
    w80 = np.maximum(inputs[settings.value_weapons_80], 1e-9)
    return Balance((sides[0], sides[1]), scalars, w80, settings.inner_draws, inputs.runs, inputs.key0, inputs.key1)


def _prepare_side(actor: Actor, engagements: Table, inputs: Inputs) -> Side:
    legs = [_leg_columns(leg, inputs) for leg in actor.forces.legs]
    if not any(leg.kind == "glider" for leg in actor.forces.legs):
        legs.append(_glider_columns(actor, inputs))
    table = engagements.where(defender=actor.id)
    names: list[tuple[str, str]] = []
    for shield, layer in zip(table["shield"], table["layer"], strict=True):
        if (shield, layer) not in names:
            names.append((shield, layer))
    names.sort(key=lambda name: name[0] != "conventional")  # stable: the conventional shield meets the raid first
    layers = [_layer_columns(table.where(shield=shield, layer=layer)) for shield, layer in names]
    stacked = np.stack(layers, axis=1) if layers else np.zeros((len(inputs), 0, 9))
    return Side(
        actor.id, np.ascontiguousarray(np.stack(legs, axis=1)), np.ascontiguousarray(stacked), tuple(names), inputs[actor.assured_threshold]
    )


def _leg_columns(leg: Leg, inputs: Inputs, *, generated: bool = False) -> FloatArray:
    n = len(inputs)
    launchers = inputs[leg.launchers]
    alert = inputs[leg.alert_generated if generated else leg.alert_day]
    aims = {
        "silo": launchers, "glider": launchers, "mobile": np.ceil(launchers / LAUNCHERS_PER_GARRISON),
        "submarine": np.full(n, SUBMARINE_BASES), "bomber": np.full(n, BOMBER_BASES),
    }[leg.kind]  # fmt: skip
    kill = inputs[leg.kill_per_weapon] if leg.kill_per_weapon is not None else np.zeros(n)
    survival = inputs[leg.survival_generated if generated else leg.survival_day]
    return np.column_stack([np.full(n, float(KINDS[leg.kind])), launchers, alert, survival, kill, inputs[leg.reliability], aims])


def _glider_columns(actor: Actor, inputs: Inputs) -> FloatArray:
    """Base gliders like silo missiles: the alert, reliability and vulnerability of the first silo leg (or the first leg)."""
    like = next((leg for leg in actor.forces.legs if leg.kind == "silo"), actor.forces.legs[0])
    columns = _leg_columns(like, inputs)
    columns[:, k.KIND] = float(k.GLIDER)
    columns[:, k.LAUNCHERS] = inputs[actor.gliders.fielded]
    columns[:, k.AIMS] = inputs[actor.gliders.fielded]
    return columns


def _layer_columns(table: Table) -> FloatArray:
    b, g = table.where(threat_class="ballistic"), table.where(threat_class="glider")
    shots = np.maximum(np.where(b["p_kill"] > 0.0, b["shots_expected"], 0.0), np.where(g["p_kill"] > 0.0, g["shots_expected"], 0.0))
    served = np.fmax(b["n_engageable"], g["n_engageable"])
    return np.column_stack(
        [
            b["p_engage"], b["p_kill"], g["p_engage"], g["p_kill"], np.maximum(shots, 1e-3), b["availability"], b["p_decoy_engaged"],
            np.maximum(b["share_in_reach"], g["share_in_reach"]), np.where(np.isfinite(served), served, NO_LIMIT),
        ]
    )  # fmt: skip


def first_state(actor: Actor, shields: Sequence[Shield], inputs: Inputs) -> ForceState:
    """Set up a state's forces in the year of assessment: conventional layers stand, counter-shields are not built yet."""
    legs = actor.forces.legs
    names, kinds = [leg.id for leg in legs], [leg.kind for leg in legs]
    weapons = [inputs[leg.warheads] for leg in legs]
    if "glider" not in kinds:
        names.append("gliders")
        kinds.append("glider")
        weapons.append(inputs[actor.gliders.fielded])
    own = sorted((s for s in shields if s.defender == actor.id), key=lambda s: s.name != "conventional")
    layers, stock = [], []
    for shield in own:
        for layer in shield.layers:
            layers.append((shield.name, layer.id))
            stock.append(inputs[layer.interceptors] if shield.name == "conventional" else np.zeros(len(inputs)))
    stacked = np.column_stack(stock) if stock else np.zeros((len(inputs), 0))
    return ForceState(actor.id, actor.role, tuple(names), tuple(kinds), np.column_stack(weapons), tuple(layers), stacked)


def shade_balance(balance: Balance, bias: Sequence[FloatArray]) -> Balance:
    """Shade each side's shield towards perfect: p + bias (1 - p) for kill and availability, p + bias p (1 - p) for reach.

    Reach is shaded less because even a worst-case planner can see where a shield stands. A layer that cannot act stays so.

    bias[0] is how far the rival exaggerates the builder's shield, bias[1] the reverse; arrays over runs in 0..1.
    """
    sides = []
    for side, b in zip(balance.sides, bias, strict=True):
        layers = side.layers.copy()
        for column in (k.ENGAGE_B, k.KILL_B, k.ENGAGE_G, k.KILL_G, k.AVAILABLE):
            p = layers[:, :, column]
            pull = b[:, None] * (p if column in (k.ENGAGE_B, k.ENGAGE_G) else 1.0)
            layers[:, :, column] = np.where(p > 0.0, p + pull * (1.0 - p), 0.0)
        sides.append(replace(side, layers=layers))
    return replace(balance, sides=(sides[0], sides[1]))


def strike(
    balance: Balance, states: tuple[ForceState, ForceState], striker: int, *, share: float = 1.0, full: bool = False,
    n_draws: int | None = None,
) -> FloatArray:  # fmt: skip
    """Play the inner realisations of one order of strike; returns out[run, draw, 9] as `strike_once` lists them."""
    s, r = balance.sides[striker], balance.sides[1 - striker]
    legs_r = _with_gliders(r.legs, states[1 - striker])
    draws = n_draws or balance.n_draws
    out = np.empty((len(balance.runs), draws, 9))
    scalars = balance.scalars.copy()
    scalars[:, 0] *= share
    k.strike_many(
        _with_gliders(s.legs, states[striker]), states[striker].n_weapons, s.layers, states[striker].n_interceptors, legs_r,
        states[1 - striker].n_weapons, r.layers, states[1 - striker].n_interceptors, scalars, full, draws, balance.key0, balance.key1,
        balance.runs, striker, out,
    )  # fmt: skip
    return out


def _with_gliders(legs: FloatArray, state: ForceState) -> FloatArray:
    """Let the aims that gliders present follow their number."""
    out = legs.copy()
    for j, kind in enumerate(state.kinds):
        if kind == "glider":
            out[:, j, k.LAUNCHERS] = state.n_weapons[:, j]
            out[:, j, k.AIMS] = state.n_weapons[:, j]
    return out


def mean_over_draws(values: FloatArray) -> FloatArray:
    """Average over inner realisations, adding in their order."""
    total = np.zeros(values.shape[0])
    for d in range(values.shape[1]):
        total = total + values[:, d]
    return np.asarray(total / values.shape[1], dtype=np.float64)


def fight(balance: Balance, states: tuple[ForceState, ForceState], history: str, year: int) -> tuple[Table, Table]:
    """Fight both orders of strike in one year (schemas EXCHANGES and STABILITY)."""
    outs = [[strike(balance, states, striker, share=f, full=True) for f in COUNTERFORCE_TRIED] for striker in (0, 1)]
    exchanges = Table.stack(
        [_exchange_rows(balance, states, striker, outs[striker][-1], history, year) for striker in (0, 1)]
    )  # every option of the striker is open to it; the table shows the full counterforce share
    return exchanges, _stability_rows(balance, outs, history, year)


def _exchange_rows(
    balance: Balance, states: tuple[ForceState, ForceState], striker: int, out: FloatArray, history: str, year: int
) -> Table:
    n, other = len(balance.runs), 1 - striker
    side = balance.sides[other]
    arriving = np.sort(out[:, :, 0], axis=1)
    last = arriving.shape[1] - 1
    before = states[other].n_ballistic + states[other].n_glider
    return Table.build(
        EXCHANGES,
        {
            "run": balance.runs, "history": [history] * n, "year": [year] * n, "striker": [balance.sides[striker].actor] * n,
            "retaliator": [side.actor] * n, "posture": ["day_to_day"] * n, "n_before": before,
            "n_survivors": mean_over_draws(out[:, :, 4]), "n_arriving": mean_over_draws(out[:, :, 0]),
            "n_arriving_p05": arriving[:, math.floor(0.05 * last)], "n_arriving_p95": arriving[:, math.ceil(0.95 * last)],
            "n_arriving_glider": mean_over_draws(out[:, :, 1]), "n_arriving_no_gliders": mean_over_draws(out[:, :, 2]),
            "n_arriving_no_shield": mean_over_draws(out[:, :, 3]),
            "p_assured": mean_over_draws((out[:, :, 0] >= side.threshold[:, None]).astype(np.float64)),
        },
    )  # fmt: skip


def damage(arriving: FloatArray, weapons_80: FloatArray) -> FloatArray:
    """Return the share of abstract value lost: 1 - exp(-w ln 5 / w80).

    >>> round(float(damage(np.array([250.0]), np.array([250.0]))[0]), 3)
    0.8
    """
    return 1.0 - np.exp(-arriving * math.log(5.0) / weapons_80)


def strike_cost(own_damage: FloatArray, other_damage: FloatArray) -> FloatArray:
    """Return Kent and Thaler's cost, D_own^0.75 + 0.3 (1 - D_other^0.75) (RAND R-3765, 1989, appendix C): 0 best, 1.3 worst.

    >>> float(strike_cost(np.array([1.0]), np.array([0.0]))[0])
    1.3
    """
    return own_damage**0.75 + 0.3 * (1.0 - other_damage**0.75)


def first_strike_ratios(balance: Balance, outs: Sequence[Sequence[FloatArray]]) -> tuple[FloatArray, FloatArray]:
    """Return each side's cost of striking first over its cost of being struck first, at most 1 (Kent and Thaler 1989).

    outs[striker][option] are realisations at each counterforce share tried; the striker takes its cheapest, and among equals
    the dearest for the other.
    """
    w80 = balance.value_weapons_80
    own, other = [], []
    for striker in (0, 1):
        costs = []
        for out in outs[striker]:
            hit_by, hits = damage(mean_over_draws(out[:, :, 0]), w80), damage(mean_over_draws(out[:, :, 5]), w80)
            costs.append((strike_cost(hit_by, hits), strike_cost(hits, hit_by)))
        mine, theirs = np.stack([c[0] for c in costs]), np.stack([c[1] for c in costs])
        best = np.argmin(mine - 1e-12 * theirs, axis=0)
        own.append(np.take_along_axis(mine, best[None], 0)[0])
        other.append(np.take_along_axis(theirs, best[None], 0)[0])
    ratios = [np.minimum(1.0, own[s] / np.maximum(other[1 - s], 1e-12)) for s in (0, 1)]
    return ratios[0], ratios[1]


def _stability_rows(balance: Balance, outs: Sequence[Sequence[FloatArray]], history: str, year: int) -> Table:
    n = len(balance.runs)
    ratio_b, ratio_r = first_strike_ratios(balance, outs)
    columns: dict[str, Any] = {
        "run": balance.runs, "history": [history] * n, "year": [year] * n, "kent_thaler": ratio_b * ratio_r,
        "cost_ratio_builder": ratio_b, "cost_ratio_rival": ratio_r,
    }  # fmt: skip
    for who, position in (("builder", 0), ("rival", 1)):
        out = outs[1 - position][-1]  # struck by the other
        arriving = mean_over_draws(out[:, :, 0])
        threshold = balance.sides[position].threshold[:, None]
        columns[f"p_assured_{who}"] = mean_over_draws((out[:, :, 0] >= threshold).astype(np.float64))
        columns[f"prompt_dependence_{who}"] = mean_over_draws(out[:, :, 6]) / np.maximum(arriving, 1.0)
    return Table.build(STABILITY, columns)
