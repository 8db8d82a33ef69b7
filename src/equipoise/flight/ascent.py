"""Cut a flight into segments between ignitions, burnouts, kicks, drops and points of thrust curves and pitch programmes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import G0_M_S2
from equipoise.kernel import drive as d
from equipoise.kernel.point_mass import ALONG_VELOCITY, PITCH_PROGRAMME, VERTICAL
from equipoise.scenario.flights import (
    AeroballisticVehicle,
    BallisticVehicle,
    BoostedVehicle,
    CruiseVehicle,
    Flight,
    GliderVehicle,
    GravityTurn,
    InterceptorVehicle,
    Pitch,
    PitchProgramme,
    Stage,
)  # fmt: skip

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class _Burn:
    """Hold one stage over runs: times of ignition and burnout, and its thrust as shares at times."""

    ignition_s: FloatArray
    burnout_s: FloatArray
    thrust_N: FloatArray
    exhaust_m_s: FloatArray
    knots_s: FloatArray  # knot, run: times since ignition, the first 0
    shares: FloatArray  # knot, run
    used: FloatArray  # knot, run: integral of the share up to the knot, s
    dry_kg: FloatArray
    propellant_kg: FloatArray
    drag_area_m2: FloatArray
    exit_area_m2: FloatArray

    def share_at(self, t: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the share of thrust at t, its slope after t, and the integral of the share until t."""
        since = np.clip(t, self.ignition_s, self.burnout_s) - self.ignition_s
        share, slope, used = self.shares[-1].copy(), np.zeros_like(since), self.used[-1] + self.shares[-1] * (since - self.knots_s[-1])
        for j in range(len(self.knots_s) - 2, -1, -1):
            width = self.knots_s[j + 1] - self.knots_s[j]
            rise = (self.shares[j + 1] - self.shares[j]) / width
            here = since < self.knots_s[j + 1]
            into = since - self.knots_s[j]
            share = np.where(here, self.shares[j] + rise * into, share)
            slope = np.where(here, rise, slope)
            used = np.where(here, self.used[j] + into * (self.shares[j] + 0.5 * rise * into), used)
        return share, slope, used


def build_segments(flight: Flight, draws: Any, radius_m: FloatArray) -> tuple[FloatArray, bool]:
    """Build the segments of a flight over runs (segment, 17, run), and tell whether an engine burns in them."""
    vehicle, n = flight.vehicle, len(draws)
    if isinstance(vehicle, CruiseVehicle):
        return _level_segments(vehicle, draws, radius_m), False
    if isinstance(vehicle, (BoostedVehicle, InterceptorVehicle, AeroballisticVehicle)) and vehicle.stages:
        return _burning_segments(vehicle, draws), True
    return _coast(vehicle, draws, n)[None], False


def _coast(vehicle: Any, draws: Any, n: int) -> FloatArray:
    """Build the segment of a body that coasts for ever: mass 1 and area 1 / beta."""
    row = _blank(n)
    if isinstance(vehicle, (BallisticVehicle, GliderVehicle, AeroballisticVehicle)):
        row[d.S_AREA] = 1.0 / draws[vehicle.ballistic_coefficient]
    if isinstance(vehicle, (GliderVehicle, AeroballisticVehicle)):
        is_tabled = vehicle.aerodynamics is not None and vehicle.aerodynamics.lift_to_drag
        row[d.S_LIFT] = 1.0 if is_tabled else draws[vehicle.lift_to_drag]
    return row


def _blank(n: int) -> FloatArray:
    row = np.zeros((d.N_SEGMENT, n))
    row[d.S_DURATION], row[d.S_MASS], row[d.S_KICK] = math.inf, 1.0, math.nan
    return row


def _level_segments(vehicle: CruiseVehicle, draws: Any, radius_m: FloatArray) -> FloatArray:
    """Build a cruise: level for range / ground speed (Breguet's range if fuel is given), then a fall without lift."""
    n = len(draws)
    altitude, speed, lift = draws[vehicle.altitude], draws[vehicle.speed], draws[vehicle.lift_to_drag]
    if vehicle.range is not None:
        distance = draws[vehicle.range]
    else:
        assert vehicle.fuel is not None
        distance = speed * draws[vehicle.fuel.specific_impulse] * lift * np.log(np.maximum(draws[vehicle.fuel.mass_ratio], 1.0))
    level, fall = _blank(n), _blank(n)
    level[d.S_DURATION] = distance / (speed * radius_m / (radius_m + altitude))
    level[d.S_AREA] = fall[d.S_AREA] = 1.0 / draws[vehicle.ballistic_coefficient]
    level[d.S_LIFT] = lift
    level[d.S_LEVEL_ALT], level[d.S_LEVEL_SPEED], level[d.S_IS_LEVEL] = altitude, speed, 1.0
    return np.stack([level, fall])


def _burning_segments(vehicle: BoostedVehicle | InterceptorVehicle | AeroballisticVehicle, draws: Any) -> FloatArray:
    n = len(draws)
    burns = _light(vehicle.stages, draws)
    last = burns[-1].burnout_s
    pitch, drops = _steer(vehicle, draws), [(draws[x.at], draws[x.mass]) for x in vehicle.drops]
    edges = [np.zeros(n), last]
    for burn in burns:
        edges += [burn.ignition_s, burn.burnout_s, *(burn.ignition_s + knot for knot in burn.knots_s)]
    edges += [at for at, _ in drops] + list(pitch.knots_s)
    times = np.sort(np.minimum(np.stack(edges), last), axis=0)
    rows = []
    for j in range(len(times) - 1):
        rows.append(_burning_row(burns, pitch, drops, times[j], times[j + 1], _end_mass(vehicle, draws)))
    after = vehicle.payload.then if isinstance(vehicle, BoostedVehicle) else vehicle if isinstance(vehicle, AeroballisticVehicle) else None
    rows.append(_coast(after, draws, n))
    return np.stack(rows)


def _end_mass(vehicle: BoostedVehicle | InterceptorVehicle | AeroballisticVehicle, draws: Any) -> FloatArray:
    if isinstance(vehicle, BoostedVehicle):
        return np.asarray(draws[vehicle.payload.mass])
    if isinstance(vehicle, InterceptorVehicle):
        return np.asarray(draws[vehicle.kill_vehicle])
    assert vehicle.mass is not None
    return np.asarray(draws[vehicle.mass])


def _burning_row(burns: list[_Burn], pitch: _Pitch, drops: list[Any], t: FloatArray, t1: FloatArray, end_kg: FloatArray) -> FloatArray:
    """Fill one segment from t to t1: what burns, how heavy it is at t, where it points, how much area it has."""
    row = _blank(len(t))
    middle = 0.5 * (t + t1)
    row[d.S_DURATION] = t1 - t
    mass = end_kg.copy()
    for at, kg in drops:
        mass = mass + np.where(middle < at, kg, 0.0)
    for k in range(len(burns) - 1, -1, -1):
        burn = burns[k]
        share, slope, used = burn.share_at(t)
        flow = burn.thrust_N / burn.exhaust_m_s
        is_on, is_yet = (middle >= burn.ignition_s) & (middle < burn.burnout_s), middle < burn.burnout_s
        mass = mass + np.where(is_yet, burn.dry_kg + np.maximum(burn.propellant_kg - flow * used, 0.0), 0.0)
        row[d.S_AREA] = np.where(is_yet, burn.drag_area_m2, row[d.S_AREA])
        row[d.S_THRUST] = np.where(is_on, burn.thrust_N * share, row[d.S_THRUST])
        row[d.S_THRUST_RATE] = np.where(is_on, burn.thrust_N * slope, row[d.S_THRUST_RATE])
        row[d.S_FLOW] = np.where(is_on, flow * share, row[d.S_FLOW])
        row[d.S_FLOW_RATE] = np.where(is_on, flow * slope, row[d.S_FLOW_RATE])
        row[d.S_EXIT] = np.where(is_on, burn.exit_area_m2, row[d.S_EXIT])
        row[d.S_ENDS_STAGE] = np.where(t1 == burn.burnout_s, k + 1.0, row[d.S_ENDS_STAGE])
    row[d.S_MASS] = mass
    pitch.fill(row, t, middle)
    return row


def _light(stages: tuple[Stage, ...], draws: Any) -> list[_Burn]:
    """Find when each stage burns: after the one before and its coast, until its propellant is used up."""
    out: list[_Burn] = []
    clock = np.zeros(len(draws))
    for stage in stages:
        thrust, exhaust = draws[stage.thrust], draws[stage.specific_impulse] * G0_M_S2
        curve = stage.thrust_curve
        if curve:
            knots, shares = np.stack([draws[p.at] for p in curve]), np.stack([draws[p.share] for p in curve])
            if np.any(knots[0] > 0.0):  # held at its first share from ignition
                knots, shares = np.concatenate([0.0 * knots[:1], knots]), np.concatenate([shares[:1], shares])
        else:
            knots, shares = np.zeros((1, len(clock))), np.ones((1, len(clock)))
        used = np.concatenate([np.zeros_like(knots[:1]), np.cumsum(0.5 * np.diff(knots, axis=0) * (shares[1:] + shares[:-1]), axis=0)])
        need = draws[stage.propellant] / (thrust / exhaust)
        ignition = clock + draws[stage.coast_before]
        clock = ignition + _exhaust_time(knots, shares, used, need)
        out.append(
            _Burn(
                ignition, clock, thrust, exhaust, knots, shares, used, draws[stage.dry_mass], draws[stage.propellant],
                draws[stage.drag_area], draws[stage.exit_area],
            )
        )  # fmt: skip
    return out


def _exhaust_time(knots: FloatArray, shares: FloatArray, used: FloatArray, need: FloatArray) -> FloatArray:
    """Find when the integral of the share reaches `need` (s): a quadratic between knots, a line after the last."""
    when = knots[-1] + (need - used[-1]) / np.maximum(shares[-1], 1e-9)
    for j in range(len(knots) - 2, -1, -1):
        rise = (shares[j + 1] - shares[j]) / (knots[j + 1] - knots[j])
        left = np.maximum(need - used[j], 0.0)
        root = np.sqrt(np.maximum(shares[j] ** 2 + 2.0 * rise * left, 0.0))
        when = np.where(need <= used[j + 1], knots[j] + 2.0 * left / np.maximum(shares[j] + root, 1e-12), when)
    return np.asarray(when)


@dataclass(frozen=True)
class _Pitch:
    """Hold how the thrust points, over runs."""

    knots_s: FloatArray  # knot, run
    angles_rad: FloatArray  # knot, run; of a gravity turn: the kick
    kind: str

    def fill(self, row: FloatArray, t: FloatArray, middle: FloatArray) -> None:
        """Write the steering of a segment that starts at t."""
        if self.kind == "gravity_turn":
            row[d.S_STEERING] = np.where(middle < self.knots_s[0], VERTICAL, ALONG_VELOCITY)
            row[d.S_KICK] = np.where(t == self.knots_s[0], self.angles_rad[0], math.nan)
        elif self.kind == "programme":
            row[d.S_STEERING] = PITCH_PROGRAMME
            row[d.S_PITCH] = self.angles_rad[-1]
            for j in range(len(self.knots_s) - 2, -1, -1):
                rate = (self.angles_rad[j + 1] - self.angles_rad[j]) / (self.knots_s[j + 1] - self.knots_s[j])
                here = middle < self.knots_s[j + 1]
                row[d.S_PITCH] = np.where(here, self.angles_rad[j] + rate * np.maximum(t - self.knots_s[j], 0.0), row[d.S_PITCH])
                row[d.S_PITCH_RATE] = np.where(here, np.where(middle < self.knots_s[j], 0.0, rate), row[d.S_PITCH_RATE])


def _steer(vehicle: BoostedVehicle | InterceptorVehicle | AeroballisticVehicle, draws: Any) -> _Pitch:
    n = len(draws)
    if isinstance(vehicle, InterceptorVehicle):
        return _Pitch(np.zeros((1, n)), draws[vehicle.elevation][None], "programme")
    pitch: Pitch | None = vehicle.pitch
    if isinstance(pitch, GravityTurn):
        return _Pitch(draws[pitch.kick_at][None], draws[pitch.kick_to][None], "gravity_turn")
    if isinstance(pitch, PitchProgramme):
        return _Pitch(np.stack([draws[p.at] for p in pitch.points]), np.stack([draws[p.pitch] for p in pitch.points]), "programme")
    return _Pitch(np.zeros((1, n)), np.zeros((1, n)), "along_velocity")
