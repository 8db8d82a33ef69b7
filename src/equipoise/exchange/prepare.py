"""Gather what an exchange needs into arrays over runs: forces, shields as laws of leakage, rules, prices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.exchange._kernels import layout as k
from equipoise.results.state import ForceState
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor, ThirdState
from equipoise.scenario.case import POSTURES, ExchangeSettings
from equipoise.scenario.defences import LEVELS, THREAT_CLASSES, Shield
from equipoise.scenario.forces import WEAPON_CLASSES, Leg
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import Number

FloatArray = NDArray[np.float64]
KINDS = {"silo": k.SILO, "mobile": k.MOBILE, "submarine": k.SUBMARINE, "bomber": k.BOMBER, "glider": k.GLIDER}
# bases that a leg stands on where none are declared: a regiment of nine mobile launchers shares a garrison; boats in port and
# bombers stand on few bases (general knowledge, rounded; an assumption)
LAUNCHERS_PER_GARRISON, SUBMARINE_BASES, BOMBER_BASES = 9.0, 2.0, 3.0
NO_LIMIT = 1e9  # weapons that a layer without a declared number of channels can take on


@dataclass(frozen=True)
class Side:
    """Hold one state's constants over runs: legs[run, leg, column], layers[run, layer, column], prices in dollars of 2025."""

    actor: str
    legs: FloatArray
    layers: FloatArray
    layer_names: tuple[tuple[str, str], ...]
    threshold: FloatArray
    warhead_cost: FloatArray
    glider_cost: FloatArray
    layer_cost: FloatArray  # run, layer: one interceptor

    @property
    def is_missile(self) -> NDArray[np.bool_]:
        """Tell which legs are ballistic missiles, on land or at sea: those that can go first against forces, and take added warheads."""
        return np.asarray((self.legs[:, :, k.BASING] <= k.SUBMARINE) & (self.legs[:, :, k.WEAPON] == k.BALLISTIC))


@dataclass(frozen=True)
class Balance:
    """Hold all sides (0 builder, 1 rival, then third states), the rules, and the keys of the draws.

    rules[run, column] are those of `_kernels.layout`; postures are the numbers of those that are fought.
    """

    sides: tuple[Side, ...]
    rules: FloatArray
    value_weapons_80: FloatArray
    postures: tuple[int, ...]
    n_draws: int
    runs: NDArray[np.int64]
    key0: int
    key1: int

    @property
    def n_states(self) -> int:
        """Count the states."""
        return len(self.sides)


def prepare_exchange(
    actors: Sequence[Actor], settings: ExchangeSettings, shields: Sequence[Shield], engagements: Table, inputs: Inputs, *,
    third_states: Sequence[ThirdState] = (), decoys_per_ballistic: Number | None = None, common_mode: str = "warhead",
) -> Balance:  # fmt: skip
    """Gather the constants of an exchange between the builder (first), the rival (second) and third states into arrays."""
    rules = _gather_rules(settings, inputs, common_mode)
    rules[:, k.DECOYS] = inputs[decoys_per_ballistic] if decoys_per_ballistic is not None else 0.0
    sides = [_prepare_side(actor, shields, engagements, rules, inputs) for actor in actors]
    sides += [_prepare_third(third, inputs) for third in third_states]
    return _balance(sides, rules, settings, inputs)


def prepare_pair(
    states: Sequence[ThirdState], settings: ExchangeSettings, inputs: Inputs
) -> tuple[Balance, list[ForceState]]:  # fmt: skip
    """Gather the constants of states that have forces and no shield, and their forces."""
    balance = _balance([_prepare_third(s, inputs) for s in states], _gather_rules(settings, inputs, "warhead"), settings, inputs)
    return balance, [third_state(s, 0, 0, inputs) for s in states]


def _gather_rules(settings: ExchangeSettings, inputs: Inputs, common_mode: str) -> FloatArray:
    rules = np.zeros((len(inputs), k.RULES))
    rules[:, k.COUNTERFORCE] = inputs[settings.counterforce_share]
    rules[:, k.PER_AIM] = inputs[settings.weapons_per_aim]
    rules[:, k.PROMPT_SAVED] = inputs[settings.launch_under_attack_saves]
    rules[:, k.WITHHELD_SHARE] = inputs[settings.reserve_share]
    rules[:, k.COMMON] = float(LEVELS.index(common_mode))
    return rules


def _balance(sides: Sequence[Side], rules: FloatArray, settings: ExchangeSettings, inputs: Inputs) -> Balance:
    w80 = np.maximum(inputs[settings.value_weapons_80], 1e-9)
    postures = tuple(POSTURES.index(p) for p in settings.postures)
    return Balance(tuple(sides), rules, w80, postures, settings.inner_draws, inputs.runs, inputs.key0, inputs.key1)


def _prepare_side(actor: Actor, shields: Sequence[Shield], engagements: Table, rules: FloatArray, inputs: Inputs) -> Side:
    legs = [_leg_columns(leg, inputs) for leg in actor.forces.legs]
    if not any(leg.kind == "glider" for leg in actor.forces.legs):
        legs.append(_glider_columns(actor, inputs))
    own = _own_shields(actor.id, shields)
    names = [(shield.name, layer.id) for shield in own for layer in shield.layers]
    layers = [
        _layer_columns(engagements.where(defender=actor.id, shield=shield.name, layer=layer.id), inputs[layer.reserve], rules)
        for shield in own for layer in shield.layers
    ]  # fmt: skip
    costs = [inputs[layer.unit_cost] for shield in own for layer in shield.layers]
    empty = np.zeros((len(inputs), 0))
    return Side(
        actor.id, np.ascontiguousarray(np.stack(legs, axis=1)),
        np.ascontiguousarray(np.stack(layers, axis=1)) if layers else np.zeros((len(inputs), 0, k.LAYER_COLUMNS)), tuple(names),
        inputs[actor.assured_threshold], inputs[actor.economy.warhead_cost], inputs[actor.gliders.unit_cost],
        np.column_stack(costs) if costs else empty,
    )  # fmt: skip


def _prepare_third(third: ThirdState, inputs: Inputs) -> Side:
    n, legs = len(inputs), [_leg_columns(leg, inputs) for leg in third.forces.legs]
    unknown = np.full(n, math.nan)
    return Side(
        third.id, np.ascontiguousarray(np.stack(legs, axis=1)), np.zeros((n, 0, k.LAYER_COLUMNS)), (), inputs[third.assured_threshold],
        unknown, unknown, np.zeros((n, 0)),
    )  # fmt: skip


def _own_shields(actor: str, shields: Sequence[Shield]) -> list[Shield]:
    """List a state's shields; the conventional one meets the raid first."""
    return sorted((s for s in shields if s.defender == actor), key=lambda s: s.name != "conventional")


def _leg_columns(leg: Leg, inputs: Inputs) -> FloatArray:
    n, launchers = len(inputs), inputs[leg.launchers]
    usual = {
        "silo": launchers, "glider": launchers, "mobile": np.ceil(launchers / LAUNCHERS_PER_GARRISON),
        "submarine": np.full(n, SUBMARINE_BASES), "bomber": np.full(n, BOMBER_BASES),
    }[leg.kind]  # fmt: skip
    out = np.zeros((n, k.LEG_COLUMNS))
    out[:, k.BASING], out[:, k.WEAPON] = KINDS[leg.kind], WEAPON_CLASSES.index(leg.weapon_class)
    out[:, k.LAUNCHERS] = launchers
    out[:, k.PLATFORMS] = inputs[leg.platforms] if leg.platforms is not None else launchers
    out[:, k.SHELTERS] = np.maximum(1.0, inputs[leg.shelters])
    out[:, k.BASES] = inputs[leg.bases] if leg.bases is not None else usual
    out[:, k.KILL] = inputs[leg.kill_per_weapon] if leg.kill_per_weapon is not None else 0.0
    out[:, k.RELIABILITY] = inputs[leg.reliability]
    out[:, k.ALERT] = inputs[leg.alert_day]
    out[:, k.ALERT_2] = np.maximum(inputs[leg.alert_day], inputs[leg.alert_generated])
    out[:, k.SURVIVAL], out[:, k.SURVIVAL_2] = inputs[leg.survival_day], inputs[leg.survival_generated]
    out[:, k.FOUND] = inputs[leg.breakthrough]
    return out


def _glider_columns(actor: Actor, inputs: Inputs) -> FloatArray:
    """Base gliders like silo missiles: the alert, reliability and vulnerability of the first silo leg (or the first leg)."""
    like = next((leg for leg in actor.forces.legs if leg.kind == "silo"), actor.forces.legs[0])
    columns = _leg_columns(like, inputs)
    columns[:, k.BASING], columns[:, k.WEAPON] = float(k.GLIDER), float(k.GLIDE)
    columns[:, k.LAUNCHERS] = columns[:, k.PLATFORMS] = inputs[actor.gliders.fielded]
    columns[:, k.SHELTERS] = 1.0
    return columns


def _layer_columns(table: Table, reserve: FloatArray, rules: FloatArray) -> FloatArray:
    """Write one layer's law of leakage: what of each class it engages and kills, and how many it can take on.

    The engagement stage declares p_engage with its track; where track failure is common to a layer or a raid, or is each shot's own,
    it is taken out again and drawn, or put into the kill, as the case says.
    """
    n, common = len(reserve), int(rules[0, k.COMMON])
    out = np.zeros((n, k.LAYER_COLUMNS))
    out[:, k.TRACK], out[:, k.SERVED], out[:, k.AVAILABLE], out[:, k.RESERVE] = 1.0, NO_LIMIT, 1.0, reserve
    for c, threat in enumerate(THREAT_CLASSES):
        rows = table.where(threat_class=threat)
        if not rows.n_rows:
            continue
        track = rows["p_track_declared"]
        engage, kill = rows["p_engage"], rows["p_kill"]
        if common != 1:
            engage = np.where(track > 0.0, np.minimum(1.0, engage / np.maximum(track, 1e-9)), 0.0)
        if common == 0:
            kill = 1.0 - (1.0 - rows["p_ssk"] * track) ** np.maximum(rows["shots_per_target"], 1.0)
            kill = np.where(rows["p_kill"] > 0.0, np.minimum(kill, rows["p_kill"]), 0.0)
        out[:, k.ENGAGE + c], out[:, k.KILLS + c] = engage, kill
        out[:, k.SHOTS] = np.maximum(out[:, k.SHOTS], np.where(kill > 0.0, rows["shots_expected"], 0.0))
        out[:, k.AVAILABLE], out[:, k.TRACK] = rows["availability"], track
        out[:, k.SHARE] = np.maximum(out[:, k.SHARE], rows["share_in_reach"])
        served = rows["n_engageable"]
        out[:, k.SERVED] = np.where(np.isfinite(served), served, out[:, k.SERVED])
        if threat == "ballistic":
            out[:, k.DECOY] = rows["p_decoy_engaged"]
    out[:, k.SHOTS] = np.maximum(out[:, k.SHOTS], 1e-3)
    return out


def first_state(actor: Actor, shields: Sequence[Shield], inputs: Inputs) -> ForceState:
    """Set up a state's forces in the year of assessment: conventional layers stand, counter-shields are not built yet."""
    legs = actor.forces.legs
    names, kinds = [leg.id for leg in legs], [leg.kind for leg in legs]
    weapons = [inputs[leg.warheads] for leg in legs]
    if "glider" not in kinds:
        names.append("gliders")
        kinds.append("glider")
        weapons.append(inputs[actor.gliders.fielded])
    layers, stock = [], []
    for shield in _own_shields(actor.id, shields):
        for layer in shield.layers:
            layers.append((shield.name, layer.id))
            stock.append(inputs[layer.interceptors] if shield.name == "conventional" else np.zeros(len(inputs)))
    stacked = np.column_stack(stock) if stock else np.zeros((len(inputs), 0))
    return ForceState(actor.id, actor.role, tuple(names), tuple(kinds), np.column_stack(weapons), tuple(layers), stacked)


def third_state(third: ThirdState, start: int, year: int, inputs: Inputs) -> ForceState:
    """Set up a third state's forces in a year: today's, or on the straight way to the declared build-up."""
    legs, path = third.forces.legs, third.build_up
    weapons = np.column_stack([inputs[leg.warheads] for leg in legs])
    if path is not None and year > start:
        counted = np.array([not path.legs or leg.id in path.legs for leg in legs])
        now = (weapons * counted).sum(axis=1)
        then = now + min(1.0, (year - start) / (path.until - start)) * (inputs[path.warheads] - now)
        weapons = weapons * np.where(counted[None, :], (then / np.maximum(now, 1e-9))[:, None], 1.0)
    names, kinds = tuple(leg.id for leg in legs), tuple(leg.kind for leg in legs)
    return ForceState(third.id, "third", names, kinds, weapons, (), np.zeros((len(inputs), 0)))


def shade_balance(balance: Balance, bias: Sequence[FloatArray]) -> Balance:
    """Shade each side's shield towards perfect: p + bias (1 - p) for kill and availability, p + bias p (1 - p) for reach.

    Reach is shaded less because even a worst-case planner can see where a shield stands. A layer that cannot act stays so.

    bias[0] is how far the rival exaggerates the builder's shield, bias[1] the reverse; arrays over runs in 0..1.
    """
    sides = []
    for side, b in zip(balance.sides, bias, strict=False):
        layers = side.layers.copy()
        for column in (*range(k.ENGAGE, k.ENGAGE + 8), k.AVAILABLE):
            p = layers[:, :, column]
            pull = b[:, None] * (p if column < k.KILLS else 1.0)
            layers[:, :, column] = np.where(p > 0.0, p + pull * (1.0 - p), 0.0)
        sides.append(replace(side, layers=layers))
    return replace(balance, sides=(*sides, *balance.sides[len(sides) :]))
