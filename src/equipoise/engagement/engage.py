"""Engage: what each layer of a shield can do against each class of weapon, from reach, time, track and test record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.results.schema import ENGAGEMENTS
from equipoise.results.table import Table
from equipoise.scenario.case import ThreatFlight
from equipoise.scenario.defences import Layer, Shield
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
CLASSES = ("ballistic", "glider")
DECISION_S = 60.0  # from firm track to the first launch (assumption; 45 to 65 s in boost-phase studies)
ASSESS_S = 30.0  # to judge an intercept before the next launch (assumption)
LEAST_RANGE_M = 5000.0  # nearest useful terminal intercept (assumption)
MEAN_SPEED_SHARE = 0.7  # mean over burnout speed of a fly-out inside the air (assumption)


def engage(shields: Sequence[Shield], threats: Sequence[ThreatFlight], tracks: Table, flights: Table, inputs: Inputs) -> Table:
    """Engage every class with every layer of every shield (schema ENGAGEMENTS).

    p_engage = coverage x P(track) x share of the shot window under firm track x [at least one opportunity and reach];
    p_kill = 1 - (1 - p_ssk)^n (Wilkening 1999, real n); with two or more looks the second salvo waits for the first.
    """
    rows: dict[str, list[Any]] = {name: [] for name in ENGAGEMENTS.names}
    for shield in shields:
        for order, layer in enumerate(shield.layers):
            for threat_class in CLASSES:
                target = _target(shield, threat_class, threats, tracks, flights, inputs)
                _append(rows, shield, layer, order, threat_class, target, inputs)
    return Table.build(ENGAGEMENTS, rows)


def _target(
    shield: Shield, threat_class: str, threats: Sequence[ThreatFlight], tracks: Table, flights: Table, inputs: Inputs
) -> dict[str, FloatArray] | None:
    """Gather what a layer needs to know of the attacker's weapon of a class, by run (None if it has none)."""
    names = [t.id for t in threats if t.owner == shield.attacker and t.threat_class == threat_class]
    if not names:
        return None
    seen = tracks.where(defender=shield.defender, shield=shield.name, flight=names[0])
    flown = flights.where(flight=names[0])
    return {
        "warning_s": seen["warning_time_s"], "p_track": seen["p_track"], "speed_end_m_s": flown["speed_end_m_s"],
        "apogee_m": flown["apogee_m"], "speed_mean_m_s": flown["ground_range_m"] / flown["t_end_s"],
    }  # fmt: skip


def _append(
    rows: dict[str, list[Any]], shield: Shield, layer: Layer, order: int, threat_class: str, target: dict[str, FloatArray] | None,
    inputs: Inputs,
) -> None:  # fmt: skip
    number = layer.p_ssk_ballistic if threat_class == "ballistic" else layer.p_ssk_glider
    base = inputs[number]
    value = {name: inputs[getattr(layer, name)] for name in _LAYER_NUMBERS}
    for i, run in enumerate(inputs.runs):
        v = {name: float(column[i]) for name, column in value.items()}
        looks, p_ssk, p_engage = 0.0, 0.0, 0.0
        if target is not None and threat_class in layer.engages:
            at = {name: float(column[i]) for name, column in target.items()}
            looks = count_looks(layer.kind, threat_class, v, at)
            p_ssk = float(base[i]) * ease_of_intercept(layer.kind, v["burnout_speed"], at)
            p_engage = v["coverage"] * v["p_track"] * at["p_track"] if looks >= 1.0 and p_ssk > 0.0 else 0.0
        n = v["shots_per_target"]
        p_kill, spent = salvo(p_ssk, n, looks)
        for name, item in (
            ("run", int(run)), ("attacker", shield.attacker), ("defender", shield.defender), ("shield", shield.name),
            ("layer", layer.id), ("order", order), ("threat_class", threat_class), ("p_engage", p_engage), ("p_ssk", p_ssk),
            ("n_opportunities", looks), ("shots_per_target", n), ("p_kill", p_kill), ("shots_expected", spent),
            ("availability", v["availability"]), ("p_decoy_engaged", v["p_decoy_engaged"] if threat_class == "ballistic" else 0.0),
            ("n_interceptors", v["interceptors"]), ("basis", number.basis),
        ):  # fmt: skip
            rows[name].append(item)


_LAYER_NUMBERS = (
    "coverage", "p_track", "burnout_speed", "reach", "altitude_min", "altitude_max", "shots_per_target", "availability",
    "p_decoy_engaged", "interceptors",
)  # fmt: skip


def count_looks(kind: str, threat_class: str, layer: dict[str, float], target: dict[str, float]) -> float:
    """Count the times at which a shot can be taken and judged before the next; 0 if the layer cannot reach the weapon.

    Above the air (midcourse, upper tier): time after decision over fly-out plus assessment, if the weapon climbs into the
    layer's band. Glide phase: time inside the reach over the same. Terminal: the recursion r' = r v_i / (v_i + v_t) less
    v_t x assessment (standard battle-space count). Space-based: one.

    >>> layer = {"reach": 4.0e6, "burnout_speed": 7500.0, "altitude_min": 1.5e5, "altitude_max": 2.0e6}
    >>> target = {"warning_s": 1600.0, "apogee_m": 1.3e6, "speed_mean_m_s": 5000.0, "speed_end_m_s": 2800.0}
    >>> count_looks("midcourse", "ballistic", layer, target)
    2.0
    """
    warning, apogee = target["warning_s"], target["apogee_m"]
    if warning <= 0.0:
        return 0.0
    if kind in ("midcourse", "upper_tier"):
        if apogee < layer["altitude_min"]:
            return 0.0
        cycle = layer["reach"] / layer["burnout_speed"] + ASSESS_S
        return float(math.floor(max(0.0, warning - DECISION_S) / cycle))
    if kind == "glide_phase":
        if apogee < layer["altitude_min"] or (threat_class == "glider" and apogee > 1.5 * layer["altitude_max"]):
            return 0.0
        inside = min(warning, math.pi / 2.0 * layer["reach"] / target["speed_mean_m_s"])  # mean chord of a disc: pi r / 2
        cycle = 0.5 * layer["reach"] / (MEAN_SPEED_SHARE * layer["burnout_speed"]) + ASSESS_S
        return float(max(1, math.floor(inside / cycle))) if inside > ASSESS_S else 0.0
    if kind == "space_based":
        return 1.0
    v_t, v_i = max(target["speed_end_m_s"], 300.0), MEAN_SPEED_SHARE * layer["burnout_speed"]
    r, looks = min(v_t * max(0.0, warning - 10.0), 4.0 * layer["reach"]), 0
    while looks < 8:
        r = min(r * v_i / (v_i + v_t), layer["reach"])
        if r < LEAST_RANGE_M:
            break
        looks += 1
        r -= v_t * ASSESS_S
        if r <= 0.0:
            break
    return float(looks)


def ease_of_intercept(kind: str, burnout_speed_m_s: float, target: dict[str, float]) -> float:
    """Scale the base kill probability with how fast the target is for this interceptor: min(1, 2 v_i / v_t) (an assumption).

    >>> ease_of_intercept("terminal", 1500.0, {"speed_end_m_s": 6000.0, "speed_mean_m_s": 6000.0})
    0.5
    """
    speed = target["speed_end_m_s"] if kind == "terminal" else target["speed_mean_m_s"]
    return 1.0 if kind == "space_based" else min(1.0, 2.0 * burnout_speed_m_s / max(speed, 1.0))


def salvo(p_ssk: float, n_shots: float, n_looks: float) -> tuple[float, float]:
    """Return the kill probability of n shots and the shots spent on average, with one look or two salvos.

    Two-salvo shoot-look-shoot with a perfect look spends n1 + (1-p)^n1 (n - n1), n1 = n / 2 (Wilkening 1999).

    >>> round(salvo(0.7, 2.0, 1.0)[0], 6)
    0.91
    """
    if p_ssk <= 0.0:
        return 0.0, n_shots
    p_kill = 1.0 - (1.0 - p_ssk) ** n_shots
    if n_looks < 2.0 or n_shots <= 1.0:
        return p_kill, n_shots
    first = 0.5 * n_shots
    return p_kill, first + (1.0 - p_ssk) ** first * (n_shots - first)
