"""Fly interceptors out at a fan of elevations, and reduce that to the time in which a layer reaches a point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import G0_M_S2, MU_EARTH_M3_S2, SPHERE_RADIUS_M
from equipoise.errors import InputError
from equipoise.flight._kernels.reach import fill_reach
from equipoise.flight.fly import fly_prepared
from equipoise.flight.prepare import Prepared, prepare
from equipoise.flight.summary import Outcome
from equipoise.flight.vary import Varied
from equipoise.kernel import drive as d
from equipoise.results.reach import ReachTables
from equipoise.scenario.defences import Layer
from equipoise.scenario.flights import Flight
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
# of thrust; close together where a flight either stays in thick air or leaves it
ELEVATIONS_DEG = (0.0, 3.0, 7.0, 11.0, 15.0, 18.0, 21.0, 24.0, 27.0, 30.0, 34.0, 39.0, 45.0, 53.0, 61.0, 70.0, 80.0, 90.0)
N_ALTITUDES, N_DISTANCES = 32, 40  # levels and distances of a table
REFERENCE_RAD = math.radians(45.0)  # elevation at which the declared burnout speed holds (assumption)
SPECIFIC_IMPULSE_S = 280.0  # vacuum, solid propellant (assumption; with the speed declared it moves times of flight little)
LARGEST_MASS_RATIO = 4.0  # of one stage (assumption): a faster rocket sheds stages, which one stage of greater impulse stands for
LIFT_OFF = 1.3  # least vertical thrust over weight at lift-off (assumption); lower elevations are reached by pitching over
NO_DRAG = 1e30  # kg/m2
PAYLOAD_KG = 100.0  # cancels
N_SAMPLES, N_BURNING, MOST_SAMPLES = 36, 4, 150  # of a flight at least, of its burn at least, and of a flight at most
G_M_S2 = MU_EARTH_M3_S2 / SPHERE_RADIUS_M**2


def fly_out(layers: Sequence[Layer], inputs: Inputs, keys: Sequence[str] | None = None) -> ReachTables:
    """Fly the interceptors of every layer that is not in orbit, in every run; return their reach tables, one a key.

    keys: names of the layers, by default their ids. A name may come twice only with the same layer, which is then flown once.
    One stage of constant thrust burns for burn_time, and the payload coasts, in the standard air with the layer's ballistic
    coefficient, or in none. Thrust keeps a fixed elevation of a fan; where that is too low to lift off it starts higher and
    pitches over to it by burnout. At 45 degrees the speed at burnout is the one declared, drag included. The Earth is a sphere that
    does not turn, so that reach is the same all round (at 5 km/s in the tropics rotation moves it by up to 10 %).
    Between two elevations and two samples all is linear: within 1.5 % of a finer fan nearly everywhere, 5 % where a flight just clears
    the thick air. Reach is cut at the declared one and at the endurance. Errors: InputError.
    """
    named = _name(layers, keys)
    flown = list({id(layer): layer for layer in named.values()}.values())  # several shields may share a layer
    n, runs = len(flown), len(inputs)
    shape = (n, runs, N_ALTITUDES, N_DISTANCES)
    time, speed, top, reach = np.full(shape, np.inf), np.zeros(shape), np.empty((n, runs)), np.empty((n, runs))
    gains = _find_gains(flown, inputs)
    for k, layer in enumerate(flown):
        fan = _fly_fan(layer, inputs, gains[k])
        reach[k] = np.maximum(inputs[layer.reach], 1.0)
        top[k] = np.clip(fan.altitude_m.max(axis=(1, 2)), 1.0, np.maximum(inputs[layer.altitude_max], 1.0))
        fill_reach(fan.t_s, fan.distance_m, fan.altitude_m, fan.speed_m_s, reach[k], top[k], time[k], speed[k])
    places = [next(k for k, other in enumerate(flown) if other is layer) for layer in named.values()]
    top, reach, time, speed = (x[places] for x in (top, reach, time, speed))
    return ReachTables(tuple(named), top, reach, time, speed)


def _name(layers: Sequence[Layer], keys: Sequence[str] | None) -> dict[str, Layer]:
    names = [layer.id for layer in layers] if keys is None else list(keys)
    if len(names) != len(layers):
        raise InputError(path="keys", problem=f"{len(names)} names for {len(layers)} layers", accepted="one name a layer")
    out: dict[str, Layer] = {}
    for name, layer in zip(names, layers, strict=True):
        if out.get(name, layer) is not layer:
            raise InputError(path="keys", problem=f"'{name}' names two layers", accepted="one name a layer", mend="give keys")
        if layer.orbit is None:
            out[name] = layer
    return out


def ideal_gain(burnout_speed_m_s: Any, burn_time_s: Any, elevation_rad: float = REFERENCE_RAD) -> Any:
    """Return the gain of speed without losses that leaves a speed at burnout, in vacuum and even gravity, m/s.

    Thrust along a fixed direction at elevation e and gravity add as vectors: V^2 = dv^2 - 2 dv g t sin e + (g t)^2, solved for dv.
    A rocket that gravity outruns (V < g t cos e) keeps the least gain with a real solution.

    >>> round(float(ideal_gain(1600.0, 12.0)))
    1681
    """
    fall = G_M_S2 * np.asarray(burn_time_s)
    across = np.asarray(burnout_speed_m_s) ** 2 - (fall * math.cos(elevation_rad)) ** 2
    return fall * math.sin(elevation_rad) + np.sqrt(np.maximum(across, 0.0))


@lru_cache(maxsize=1)
def _template() -> Flight:
    """Declare the flight whose numbers are varied over layers, runs and elevations."""
    stage = {"propellant": "100 kg", "dry_mass": "0 kg", "thrust": "10 kN", "specific_impulse": "280 s", "drag_area": "0 m^2"}
    return Flight.model_validate(
        {
            "id": "fly-out", "earth": {"shape": "sphere", "rotation": "0 rad/s"},
            "vehicle": {
                "kind": "boosted", "stages": [stage],
                "payload": {"mass": f"{PAYLOAD_KG} kg", "then": {"kind": "ballistic", "ballistic_coefficient": "4000 kg/m^2"}},
                "pitch": {"kind": "programme", "points": [{"at": "0 s", "pitch": "45 deg"}, {"at": "10 s", "pitch": "45 deg"}]},
            },
            "start": {"latitude": "0 deg", "longitude": "0 deg", "altitude": "0 km", "azimuth": "90 deg"},
            "stop": {"altitude": "0 km", "time": "300 s"},
        }
    )  # fmt: skip


def _prepare(gain: FloatArray, burn: FloatArray, coefficient: FloatArray, elevation: FloatArray, stop: FloatArray) -> Prepared:
    """Prepare rows of flights: gain of speed (m/s), burn time (s), ballistic coefficient (kg/m2), elevation (rad), stop (s)."""
    exhaust = np.maximum(SPECIFIC_IMPULSE_S * G0_M_S2, gain / math.log(LARGEST_MASS_RATIO))
    propellant = PAYLOAD_KG * np.expm1(gain / exhaust)
    thrust = exhaust * propellant / burn
    lift_off = np.arcsin(np.minimum(LIFT_OFF * G_M_S2 * (PAYLOAD_KG + propellant) / np.maximum(thrust, 1e-9), 1.0))
    flight = _template()
    return prepare(
        flight,
        Varied.build(
            flight,
            {
                "vehicle.stages.0.propellant": propellant, "vehicle.stages.0.thrust": thrust,
                "vehicle.stages.0.specific_impulse": exhaust / G0_M_S2, "vehicle.stages.0.drag_area": PAYLOAD_KG / coefficient,
                "vehicle.payload.then.ballistic_coefficient": coefficient,
                "vehicle.pitch.points.0.pitch": np.maximum(elevation, lift_off), "vehicle.pitch.points.1.pitch": elevation,
                "vehicle.pitch.points.1.at": 1.001 * burn,  # the programme ends with the burn, whatever the last digit of either
                "stop.time": stop,
            },
        ),
    )  # fmt: skip


def _read(layer: Layer, inputs: Inputs) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Read burnout speed, burn time and ballistic coefficient by run."""
    coefficient = np.full(len(inputs), NO_DRAG) if layer.ballistic_coefficient is None else inputs[layer.ballistic_coefficient]
    return np.maximum(inputs[layer.burnout_speed], 1.0), np.maximum(inputs[layer.burn_time], 0.1), coefficient


def _find_gains(layers: list[Layer], inputs: Inputs) -> FloatArray:
    """Find the gain of speed (layer, run) with which a flight at 45 degrees burns out at the declared speed, air and all.

    From the closed form in vacuum by the secant rule; a few flights to burnout.
    """
    if not layers:
        return np.empty((0, len(inputs)))
    speed, burn, coefficient = np.concatenate([np.stack(_read(layer, inputs)) for layer in layers], axis=1)
    elevation = np.full(len(speed), REFERENCE_RAD)

    def burn_out(gain: FloatArray) -> FloatArray:
        outcome = Outcome.empty(len(gain))
        fly_prepared(_prepare(gain, burn, coefficient, elevation, burn), 1.0, outcome)
        done = (outcome.codes & 15) == d.STOP_TIME
        pace = np.sqrt(np.sum(outcome.exact[:, d.OUT_U : d.OUT_W + 1] ** 2, axis=1))
        return np.where(done, pace, 0.0)

    gain = ideal_gain(speed, burn)
    flown = burn_out(gain)
    last, last_flown = gain, flown
    gain = gain + (speed - flown)
    for _ in range(4):
        flown = burn_out(gain)
        rise = np.clip((flown - last_flown) / np.where(gain == last, 1.0, gain - last), 0.1, 1.2)  # drag keeps the slope below 1
        rise = np.where((gain == last) | (flown <= 0.0) | (last_flown <= 0.0), 1.0, rise)
        step = np.where(flown > 0.0, (speed - flown) / rise, 0.0)
        last, last_flown, gain = gain, flown, np.maximum(gain + step, 1.0)
    return np.asarray(gain.reshape(len(layers), len(inputs)))


@dataclass(frozen=True)
class _Fan:
    """Hold the samples of one layer's flights (run, elevation, sample), padded by repeating the last."""

    t_s: FloatArray
    distance_m: FloatArray
    altitude_m: FloatArray
    speed_m_s: FloatArray


def _fly_fan(layer: Layer, inputs: Inputs, gain: FloatArray) -> _Fan:
    """Fly the fan of one layer in every run, to the ground or to the end of its endurance."""
    _, burn, coefficient = _read(layer, inputs)
    runs, fan = len(inputs), len(ELEVATIONS_DEG)
    stop = np.maximum(inputs[layer.endurance], 1.0)
    gain, burn, coefficient, last = (np.repeat(x, fan) for x in (gain, burn, coefficient, stop))
    arrays = _prepare(gain, burn, coefficient, np.tile(np.radians(ELEVATIONS_DEG), runs), last)
    # the same interval whatever the runs in the block, and a sample at burnout, where the acceleration jumps
    burn_s, whole_s = max(layer.burn_time.central, 0.1), max(layer.endurance.central, 1.0)
    wish = max(min(whole_s / N_SAMPLES, burn_s / N_BURNING), whole_s / MOST_SAMPLES)
    every = burn_s / math.ceil(burn_s / wish) if burn_s > wish else wish
    table, outcome = np.empty((int(np.sum(fan * (np.floor(stop / every) + 3))), 13)), Outcome.empty(runs * fan)
    table = table[: fly_prepared(arrays, 1.0, outcome, every_s=every, samples=table)]
    return _arrange(table, runs, fan)


def _arrange(table: FloatArray, runs: int, fan: int) -> _Fan:
    """Arrange samples by flight; the arc is measured in the plane of the equator, where all fly."""
    table = table[np.lexsort((table[:, 0], table[:, 12]))]
    count = np.bincount(table[:, 12].astype(np.int64), minlength=runs * fan)
    index = (np.cumsum(count) - count)[:, None] + np.minimum(np.arange(max(int(count.max()), 2)), np.maximum(count, 1)[:, None] - 1)
    flown = (count > 0)[:, None]  # what cannot lift off leaves no sample: it stays where it is
    columns = (np.where(flown, table[np.minimum(index, len(table) - 1), c], 0.0) for c in (0, 1, 2, 4, 5, 7))
    t, x, y, u, v, altitude = (column.reshape(runs, fan, -1) for column in columns)
    arc = np.arctan2(y, x)
    arc = np.where(arc < -0.5 * math.pi, arc + 2.0 * math.pi, arc)
    arc[:, np.asarray(ELEVATIONS_DEG) == 90.0] = 0.0
    return _Fan(t, SPHERE_RADIUS_M * arc, altitude, np.hypot(u, v))
