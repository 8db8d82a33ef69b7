"""Fly declared flights over all runs: one summary row a flight and run, dense samples on request."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import J2_EARTH, WGS84_A_M, WGS84_F
from equipoise.errors import InputError
from equipoise.flight import _kernels as k
from equipoise.flight.signature import infrared_intensity_W_sr
from equipoise.kernel.atmosphere import AIR_EXPONENTIAL, AIR_NONE, AIR_US76, AIR_US76_1000, air_at
from equipoise.kernel.earth import ecef_to_geodetic, geodetic_to_ecef, measure_arc, split_range
from equipoise.results.schema import FLIGHTS, SAMPLES
from equipoise.results.table import Table
from equipoise.scenario.flights import BallisticVehicle, BoostedVehicle, Flight, GliderVehicle
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
STATUS = (
    "impact", "stop_altitude", "stop_time", "time_limit", "escaped", "step_collapse", "not_finite", "below_stop", "step_limit",
)  # fmt: skip
ADVICE = {
    "impact": "reached the ground",
    "stop_altitude": "fell through the stop altitude",
    "stop_time": "reached the stop time",
    "time_limit": "still flying after 200,000 s: give a stop time, or check the start speed",
    "escaped": "left the Earth: lower the start speed",
    "step_collapse": "the step shrank to nothing: check the ballistic coefficient and the start",
    "not_finite": "numbers overflowed: check the start and the vehicle",
    "below_stop": "started below, or sank below, the stop altitude without falling through it: raise the start or lower the stop",
    "step_limit": "took more than 200,000 steps: loosen the tolerance or give a stop",
}
AIR = {"none": AIR_NONE, "us76": AIR_US76, "us76_to_1000km": AIR_US76_1000}
MAX_SAMPLES = 20_001


@dataclass(frozen=True)
class _Arrays:
    """Hold one flight's numbers for every run, in the layout of the kernel."""

    constants: FloatArray  # run, 9
    start: FloatArray  # run, 6
    launch: FloatArray  # run, 3: latitude, longitude, azimuth
    phases: FloatArray  # run, phase, 7
    banks: FloatArray  # run, change, 2
    kick: FloatArray  # run, 3
    stop: FloatArray  # run, 2


def fly(flights: Sequence[Flight], inputs: Inputs | None = None, *, tolerance: float = 1.0) -> Table:
    """Fly every flight in every run and return one summary row each (schema FLIGHTS).

    Three-degree-of-freedom point mass, Earth-fixed axes, Dormand-Prince steps; events found by re-stepping to 1e-6 m.
    `tolerance` scales the step control (1 = about 1 m of range in a 7,000 km glide). inputs=None: run 0, central values.
    """
    rows = [_summarise(flight, inputs or Inputs.central(), tolerance) for flight in flights]
    return _in_run_order(Table.stack(rows)) if rows else Table.empty(FLIGHTS)


def trace(flights: Sequence[Flight], inputs: Inputs | None = None, *, every_s: float = 10.0, tolerance: float = 1.0) -> Table:
    """Sample every flight each `every_s` seconds and at its end (schema SAMPLES)."""
    if not every_s > 0.0:
        raise InputError(path="every_s", problem=f"{every_s} is not positive", accepted="seconds above 0")
    rows = [_sample(flight, inputs or Inputs.central(), every_s, tolerance) for flight in flights]
    return _in_run_order(Table.stack(rows)) if rows else Table.empty(SAMPLES)


def burnouts(flight: Flight, inputs: Inputs | None = None, *, tolerance: float = 1.0) -> list[dict[str, float]]:
    """List the burnouts of a boosted flight in its first run: time, altitude, speed, angle, downrange."""
    arrays = _prepare(flight, inputs or Inputs.central())
    _, _, burned = _run(arrays, 0, tolerance, 0.0)
    out = []
    for row in burned[np.isfinite(burned[:, 0])]:
        end = _geodetic_state(arrays.constants[0], row[1:4], row[4:7])
        lat0, lon0, azimuth = arrays.launch[0]
        along, _ = split_range(lat0, lon0, azimuth, end["lat"], end["lon"])
        out.append(
            {
                "t_s": float(row[0]), "altitude_m": end["alt"], "speed_m_s": end["speed"],
                "flight_path_angle_deg": math.degrees(end["gamma"]), "downrange_m": along * _radius(arrays.constants[0]),
            }
        )
    return out


def _prepare(flight: Flight, inputs: Inputs) -> _Arrays:
    n, earth, start = len(inputs), flight.earth, flight.start
    sphere = earth.shape == "sphere"
    radius = inputs[earth.radius] if earth.radius is not None else np.full(n, 6371000.0 if sphere else WGS84_A_M)
    j2 = inputs[earth.j2] if earth.j2 is not None else np.full(n, 0.0 if sphere else J2_EARTH)
    vehicle = flight.vehicle
    nose = inputs[vehicle.nose_radius] if vehicle.nose_radius is not None else np.zeros(n)
    model, rho0, scale = _air(flight, inputs)
    flattening = np.full(n, 0.0 if sphere else WGS84_F)
    constants = np.column_stack([inputs[earth.mu], radius, flattening, inputs[earth.rotation], j2, model, rho0, scale, nose])
    lat, lon, azimuth = inputs[start.latitude], inputs[start.longitude], inputs[start.azimuth]
    altitude = inputs[start.altitude]
    zero = np.zeros(n)
    speed = inputs[start.speed] if start.speed is not None else zero
    gamma = inputs[start.flight_path_angle] if start.flight_path_angle is not None else zero
    state = np.array([_start_state(constants[i], lat[i], lon[i], altitude[i], speed[i], gamma[i], azimuth[i]) for i in range(n)])
    kick = np.column_stack([zero - 1.0, zero, azimuth])
    if isinstance(vehicle, BoostedVehicle):
        kick = np.column_stack([inputs[vehicle.pitch.kick_at], inputs[vehicle.pitch.kick_to], azimuth])
    changes = flight.bank
    banks = np.stack([np.column_stack([inputs[c.at], inputs[c.bank]]) for c in changes], axis=1) if changes else np.zeros((n, 1, 2))
    stop_altitude = inputs[flight.stop.altitude] if flight.stop.altitude is not None else zero
    stop_time = inputs[flight.stop.time] if flight.stop.time is not None else zero + math.inf
    launch = np.column_stack([lat, lon, azimuth])
    return _Arrays(constants, state, launch, _phases(vehicle, inputs), banks, kick, np.column_stack([stop_altitude, stop_time]))


def _air(flight: Flight, inputs: Inputs) -> tuple[FloatArray, FloatArray, FloatArray]:
    one = np.ones(len(inputs))
    if isinstance(flight.atmosphere, str):
        return one * AIR[flight.atmosphere], one, one
    air = flight.atmosphere.exponential
    return one * AIR_EXPONENTIAL, inputs[air.density], inputs[air.scale_height]


def _start_state(c: FloatArray, lat: float, lon: float, alt: float, speed: float, gamma: float, azimuth: float) -> list[float]:
    x, y, z = geodetic_to_ecef(lat, lon, alt, c[1], c[2])
    east, north, up = speed * math.cos(gamma) * math.sin(azimuth), speed * math.cos(gamma) * math.cos(azimuth), speed * math.sin(gamma)
    sl, cl, so, co = math.sin(lat), math.cos(lat), math.sin(lon), math.cos(lon)
    u = -so * east - sl * co * north + cl * co * up
    v = co * east - sl * so * north + cl * so * up
    return [x, y, z, u, v, cl * north + sl * up]


def _phases(vehicle: BallisticVehicle | GliderVehicle | BoostedVehicle, inputs: Inputs) -> FloatArray:
    n = len(inputs)
    zero, forever = np.zeros(n), np.full(n, math.inf)
    if isinstance(vehicle, BallisticVehicle):
        return np.column_stack([forever, zero, zero, zero, zero, inputs[vehicle.ballistic_coefficient], zero])[:, None, :]
    if isinstance(vehicle, GliderVehicle):
        beta, lift = inputs[vehicle.ballistic_coefficient], inputs[vehicle.lift_to_drag]
        return np.column_stack([forever, zero, zero, zero, zero, beta, lift])[:, None, :]
    mass = inputs[vehicle.payload.mass]
    rows: list[Any] = []
    for stage in reversed(vehicle.stages):
        flow = inputs[stage.thrust] / (inputs[stage.specific_impulse] * 9.80665)
        mass = mass + inputs[stage.propellant] + inputs[stage.dry_mass]
        burn = inputs[stage.propellant] / flow
        rows.insert(0, np.column_stack([burn, inputs[stage.thrust], flow, mass, inputs[stage.drag_area], zero, zero]))
    after = vehicle.payload.then
    rows.append(_phases(after, inputs)[:, 0, :] if after else np.column_stack([forever, zero, zero, zero + 1.0, zero, zero, zero]))
    return np.stack(rows, axis=1)


def _run(arrays: _Arrays, i: int, tolerance: float, every_s: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    if not tolerance > 0.0:
        raise InputError(path="tolerance", problem=f"{tolerance} is not positive", accepted="a number above 0; 1 is the default")
    samples = np.empty((MAX_SAMPLES if every_s > 0.0 else 0, 9))
    burned = np.full((arrays.phases.shape[1], 7), np.nan)
    result = np.empty(k.N_RESULT)
    count = k.fly_one(
        tuple(float(v) for v in arrays.constants[i]), arrays.start[i], arrays.phases[i], arrays.banks[i], arrays.kick[i],
        arrays.stop[i], float(tolerance), float(every_s), samples, burned, result,
    )  # fmt: skip
    return result, samples[:count], burned


def _radius(c: FloatArray) -> float:
    return float(c[1]) if c[2] == 0.0 else 6371008.8  # mean radius of the ellipsoid, (2 a + b) / 3


def _geodetic_state(c: FloatArray, position: FloatArray, velocity: FloatArray) -> dict[str, float]:
    lat, lon, alt = ecef_to_geodetic(position[0], position[1], position[2], c[1], c[2])
    sl, cl, so, co = math.sin(lat), math.cos(lat), math.sin(lon), math.cos(lon)
    u, v, w = velocity
    east = -so * u + co * v
    north = -sl * co * u - sl * so * v + cl * w
    up = cl * co * u + cl * so * v + sl * w
    speed = math.sqrt(u * u + v * v + w * w)
    gamma = math.asin(max(-1.0, min(1.0, up / speed))) if speed > 0.0 else 0.0
    return {"lat": lat, "lon": lon, "alt": alt, "speed": speed, "gamma": gamma, "azimuth": math.atan2(east, north) % (2 * math.pi)}


def _summarise(flight: Flight, inputs: Inputs, tolerance: float) -> Table:
    arrays = _prepare(flight, inputs)
    rows: list[Any] = []
    for i in range(len(inputs)):
        result, _, _ = _run(arrays, i, tolerance, 0.0)
        rows.append(_summary_row(arrays, i, result, flight.vehicle.nose_radius is not None))
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    columns |= {"run": inputs.runs, "flight": [flight.id] * len(rows)}
    return Table.build(FLIGHTS, columns)


def _summary_row(arrays: _Arrays, i: int, result: FloatArray, has_nose: bool) -> dict[str, Any]:
    c = arrays.constants[i]
    status = STATUS[int(result[k.R_STATUS])]
    end = _geodetic_state(c, result[k.R_X : k.R_Z + 1], result[k.R_U : k.R_W + 1])
    lat0, lon0, azimuth = arrays.launch[i]
    along, off = split_range(lat0, lon0, azimuth, end["lat"], end["lon"])
    radius = _radius(c)
    return {
        "status": status, "t_end_s": result[k.R_T], "speed_end_m_s": end["speed"],
        "flight_path_angle_end_deg": math.degrees(end["gamma"]), "azimuth_end_deg": math.degrees(end["azimuth"]),
        "latitude_end_deg": math.degrees(end["lat"]), "longitude_end_deg": math.degrees(end["lon"]), "altitude_end_m": end["alt"],
        "ground_range_m": radius * measure_arc(lat0, lon0, end["lat"], end["lon"]), "downrange_m": radius * along,
        "crossrange_m": radius * off, "max_aero_accel_g": result[k.R_MAX_ACCEL],
        "max_heat_flux_W_m2": result[k.R_MAX_HEAT] if has_nose else math.nan, "max_dynamic_pressure_Pa": result[k.R_MAX_Q],
        "heat_load_J_m2": result[k.R_HEAT_LOAD] if has_nose else math.nan, "apogee_m": result[k.R_APOGEE],
        "t_burnout_s": result[k.R_T_BURNOUT],
    }  # fmt: skip


def _sample(flight: Flight, inputs: Inputs, every_s: float, tolerance: float) -> Table:
    arrays = _prepare(flight, inputs)
    blocks: list[dict[str, Any]] = []
    for i, run in enumerate(inputs.runs):
        _, samples, _ = _run(arrays, i, tolerance, every_s)
        blocks.append(_sample_columns(flight, arrays.constants[i], samples, int(run)))
    merged = {name: np.concatenate([np.asarray(b[name]) for b in blocks]) for name in blocks[0]}
    merged["flight"] = np.array([flight.id] * len(merged["run"]), dtype=object)
    return Table.build(SAMPLES, merged)


def _sample_columns(flight: Flight, c: FloatArray, samples: FloatArray, run: int) -> dict[str, Any]:
    states = [_geodetic_state(c, s[1:4], s[4:7]) for s in samples]
    air = [air_at(s["alt"], int(c[5]), c[6], c[7]) for s in states]
    speed = np.array([s["speed"] for s in states])
    altitude = np.array([s["alt"] for s in states])
    lifting = isinstance(flight.vehicle, GliderVehicle)
    glow = infrared_intensity_W_sr(speed, altitude) if lifting else np.zeros(len(speed))
    return {
        "run": np.full(len(samples), run), "t_s": samples[:, 0],
        "x_ecef_m": samples[:, 1], "y_ecef_m": samples[:, 2], "z_ecef_m": samples[:, 3],
        "latitude_deg": [math.degrees(s["lat"]) for s in states], "longitude_deg": [math.degrees(s["lon"]) for s in states],
        "altitude_m": altitude, "speed_m_s": speed,
        "mach": [v / a[1] if a[0] > 0.0 else 0.0 for v, a in zip(speed, air, strict=True)],
        "dynamic_pressure_Pa": [0.5 * a[0] * v * v for v, a in zip(speed, air, strict=True)],
        "heat_flux_W_m2": samples[:, 7] if c[8] > 0.0 else np.full(len(samples), np.nan),
        "is_boosting": samples[:, 8] > 0.5, "infrared_W_sr": glow,
    }  # fmt: skip


def _in_run_order(table: Table) -> Table:
    order = np.argsort(table["run"], kind="stable")
    return Table(table.schema, {name: column[order] for name, column in table.columns.items()})
