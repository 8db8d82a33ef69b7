"""Sample flights densely: place, velocity, loads, heating, infrared, each so many seconds and at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.compute.vectors import find_mach
from equipoise.constants import G0_M_S2, WGS84_A_M, WGS84_F
from equipoise.errors import InputError
from equipoise.flight.fly import check_options, fly_prepared, in_run_order, list_flights
from equipoise.flight.heating import tauber_W_m2, wall_temperature_K
from equipoise.flight.orbit import propagate_elements, uses_elements
from equipoise.flight.prepare import is_lifting, prepare, shares_wind
from equipoise.flight.signature import BANDS, infrared_range_W_sr
from equipoise.flight.summary import Outcome, describe_state
from equipoise.results.schema import SAMPLES
from equipoise.results.table import Table
from equipoise.scenario.flights import Flight
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
MAX_SAMPLES = 5_000_000
COLUMNS = {"2.69-2.95 um": "2p69_2p95um", "1.4-3.0 um": "1p4_3p0um", "3-5 um": "3_5um"}


def trace(
    flights: Flight | Sequence[Flight] | Any, inputs: Inputs | None = None, *, every_s: float = 10.0, tolerance: float = 1.0
) -> Table:
    """Sample every flight each `every_s` seconds and at its end (schema SAMPLES).

    A sample is a step taken aside from the flight, which goes on as if nothing had been asked: the last row is the end that
    `fly` reports, to the last bit. Error: InputError.
    """
    if not every_s > 0.0:
        raise InputError(path="every_s", problem=f"{every_s} is not positive", accepted="seconds above 0")
    check_options(1, tolerance)
    listed, draws = list_flights(flights), inputs or Inputs.central()
    tables: list[Table] = []
    for flight in listed:
        step = len(draws) if shares_wind(flight, draws) else 1
        for first in range(0, len(draws), step):
            tables.append(_trace_one(flight, draws.cut(first, first + step), every_s, tolerance))
    if not tables:
        return Table.empty(SAMPLES)
    return in_run_order(Table.stack(tables)) if len(tables) > 1 else tables[0]


def _trace_one(flight: Flight, draws: Any, every_s: float, tolerance: float) -> Table:
    if uses_elements(flight):
        return _trace_elements(flight, draws, every_s)
    arrays, outcome = prepare(flight, draws), Outcome.empty(len(draws))
    fly_prepared(arrays, tolerance, outcome)
    room = int(np.sum(np.floor(outcome.exact[:, 0] / every_s) + 3))
    _refuse_flood(room, every_s)
    rows = np.empty((room, 13))
    rows = rows[: fly_prepared(arrays, tolerance, outcome, every_s=every_s, samples=rows)]
    rows = rows[np.argsort(rows[:, 12], kind="stable")]  # lanes take turns; within a flight rows come in time
    rows = rows[np.append(True, np.any(np.diff(rows[:, [0, 12]], axis=0) != 0.0, axis=1))]  # a sample due at the very end comes once
    which = rows[:, 12].astype(np.int64)
    height, rho, speed2 = rows[:, 7].copy(), rows[:, 8], rows[:, 9].copy()
    constants = np.ascontiguousarray(arrays.constants[:, which])
    mach = np.where(rho > 0.0, find_mach(height, speed2, constants, arrays.forces[0]), 0.0)
    columns = _describe(flight, rows[:, :7], constants, arrays.launch[:, which], draws.runs[which])
    radius = draws[flight.vehicle.nose_radius][which] if flight.vehicle.nose_radius is not None else None
    columns |= {
        "density_kg_m3": rho, "mach": mach, "dynamic_pressure_Pa": 0.5 * rho * speed2,
        "aero_accel_g": 0.5 * rho * speed2 * rows[:, 10] / G0_M_S2,
        "is_boosting": rows[:, 11] > 0.0,
    }  # fmt: skip
    columns |= _heat(rho, np.sqrt(speed2), radius, arrays.nose[which]) | _glow(flight, rho, np.sqrt(speed2), height)
    return Table.build(SAMPLES, columns)


def _describe(flight: Flight, rows: FloatArray, constants: FloatArray, launch: FloatArray, runs: NDArray[np.int64]) -> dict[str, Any]:
    s = describe_state(constants, launch, np.ascontiguousarray(rows[:, 1:7].T))
    return {
        "run": runs, "flight": np.full(len(rows), flight.id, dtype=object), "t_s": rows[:, 0], "x_ecef_m": rows[:, 1],
        "y_ecef_m": rows[:, 2], "z_ecef_m": rows[:, 3], "vx_ecef_m_s": rows[:, 4], "vy_ecef_m_s": rows[:, 5], "vz_ecef_m_s": rows[:, 6],
        "latitude_deg": np.degrees(s["latitude_rad"]), "longitude_deg": np.degrees(s["longitude_rad"]), "altitude_m": s["altitude_m"],
        "speed_m_s": s["speed_m_s"], "flight_path_angle_deg": np.degrees(s["angle_rad"]), "azimuth_deg": np.degrees(s["azimuth_rad"]),
    }  # fmt: skip


def _heat(rho: FloatArray, speed: FloatArray, radius_m: FloatArray | None, nose: FloatArray) -> dict[str, FloatArray]:
    if radius_m is None:
        none = np.full(len(rho), np.nan)
        return {"heat_flux_W_m2": none, "heat_flux_tauber_W_m2": none, "wall_temperature_K": none}
    wall = wall_temperature_K(rho, speed, radius_m)
    return {
        "heat_flux_W_m2": nose * np.sqrt(rho) * speed**3, "heat_flux_tauber_W_m2": tauber_W_m2(rho, speed, radius_m, wall),
        "wall_temperature_K": wall,
    }  # fmt: skip


def _glow(flight: Flight, rho: FloatArray, speed: FloatArray, height: FloatArray) -> dict[str, FloatArray]:
    out: dict[str, FloatArray] = {}
    applies = is_lifting(flight) & (height < 90e3) & (rho > 0.0) & (speed > 0.0)
    for band in BANDS:
        low, high = (infrared_range_W_sr(rho, speed, band)) if is_lifting(flight) else (np.zeros(len(rho)), np.zeros(len(rho)))
        out[f"infrared_low_{COLUMNS[band]}_W_sr"] = np.where(applies, low, 0.0)
        out[f"infrared_high_{COLUMNS[band]}_W_sr"] = np.where(applies, high, 0.0)
    out["infrared_W_sr"] = np.sqrt(out["infrared_low_1p4_3p0um_W_sr"] * out["infrared_high_1p4_3p0um_W_sr"])
    return out


def _trace_elements(flight: Flight, draws: Any, every_s: float) -> Table:
    assert flight.stop.time is not None
    tables = []
    for i, run in enumerate(draws.runs):
        end = float(draws[flight.stop.time][i])
        _refuse_flood(int(end / every_s) + 2, every_s)
        t = np.append(np.arange(0.0, end, every_s), end)
        state = propagate_elements(flight, t)
        n = len(t)
        constants = np.zeros((9, n))
        constants[1], constants[2] = WGS84_A_M, WGS84_F
        columns = _describe(flight, np.concatenate([t[None], state]).T, constants, np.zeros((3, n)), np.full(n, run))
        zero = np.zeros(n)
        columns |= {"density_kg_m3": zero, "mach": zero, "dynamic_pressure_Pa": zero, "aero_accel_g": zero, "is_boosting": zero > 0.0}
        tables.append(Table.build(SAMPLES, columns | _heat(zero, zero, None, zero) | _glow(flight, zero, zero, zero)))
    return Table.stack(tables)


def _refuse_flood(rows: int, every_s: float) -> None:
    if rows > MAX_SAMPLES:
        raise InputError(
            path="every_s", problem=f"{every_s:g} s gives {rows:,} samples", accepted=f"at most {MAX_SAMPLES:,}; a longer interval"
        )
