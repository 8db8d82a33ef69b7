"""Fly declared flights over runs or over varied fields: one summary row each; dense samples, burnouts, sightings on request."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.compute.ensemble import Block, fly_block
from equipoise.errors import InputError
from equipoise.flight.orbit import summarise_elements, uses_elements
from equipoise.flight.prepare import Draws, Prepared, has_heating, prepare, shares_wind
from equipoise.flight.summary import Frames, Outcome, build_summary
from equipoise.flight.vary import Varied
from equipoise.results.schema import FLIGHTS
from equipoise.results.table import Table
from equipoise.scenario.flights import Flight
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
CHUNK = 2048


def fly(
    flights: Flight | Sequence[Flight] | Any, inputs: Inputs | None = None, *, vary: Mapping[str, Any] | None = None,
    threads: int = 1, tolerance: float = 1.0,
) -> Table:  # fmt: skip
    """Fly every flight in every run, or one flight with fields varied by arrays; return one summary row each (schema FLIGHTS).

    flights: a flight, several, or anything with `flights` (a case). vary: field path to array in SI, {"bank": radians,
    "start.speed": m/s}; row i flies the i-th values. tolerance scales the error allowed to a step; 1 keeps the end of a glide of
    7,000 km within 10 m and 10 ms. Results do not depend on threads, order or what flies beside. Error: InputError.
    """
    check_options(threads, tolerance)
    listed = list_flights(flights)
    if vary is not None:
        if len(listed) != 1:
            raise InputError(path="vary", problem=f"{len(listed)} flights are given", accepted="one flight, its fields varied by arrays")
        return _fly_over(listed[0], Varied.build(listed[0], vary), threads, tolerance)
    if not listed:
        return Table.empty(FLIGHTS)
    draws = inputs or Inputs.central()
    tables = [_fly_over(flight, draws, threads, tolerance) for flight in listed]
    if len(tables) == 1:
        return tables[0]
    return in_run_order(Table.stack(tables))


def list_flights(flights: Any) -> list[Flight]:
    """List the flights of a flight, a sequence of flights, or a case."""
    if isinstance(flights, Flight):
        return [flights]
    inner = getattr(flights, "flights", flights)
    listed = [getattr(item, "flight", item) for item in inner] if isinstance(inner, (list, tuple)) else [None]
    if not all(isinstance(item, Flight) for item in listed):
        what = type(flights).__name__
        raise InputError(path="flights", problem=f"{what} holds no flights", accepted="a Flight, a list of them, or a case")
    return [item for item in listed if isinstance(item, Flight)]


def check_options(threads: int, tolerance: float) -> None:
    """Refuse a tolerance or a number of threads that make no sense."""
    if not 1e-4 <= tolerance <= 1e4:
        raise InputError(
            path="tolerance", problem=f"{tolerance} is out of range", accepted="a number from 1e-4 (fine) to 1e4; 1 is the default"
        )
    if not (isinstance(threads, int) and 1 <= threads <= 256):
        raise InputError(path="threads", problem=f"{threads} is not a number of threads", accepted="a whole number from 1 to 256")


def _fly_over(flight: Flight, draws: Any, threads: int, tolerance: float) -> Table:
    if uses_elements(flight):
        return summarise_elements(flight, draws)
    n = len(draws)
    outcome, frames = Outcome.empty(n), Frames()
    step = CHUNK if shares_wind(flight, draws) else 1
    edges = range(0, n, step)

    def fly_chunk(first: int) -> None:
        last = min(first + step, n)
        chunk = draws if last - first == n else draws.cut(first, last)
        arrays = prepare(flight, chunk)
        frames.keep(first, last, arrays.constants, arrays.launch)
        fly_prepared(arrays, tolerance, outcome.part(first, last))

    if threads == 1 or len(edges) == 1:
        for first in edges:
            fly_chunk(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(fly_chunk, edges))
    return build_summary(flight.id, draws, outcome, frames, has_heating(flight))


def fly_prepared(arrays: Prepared, tolerance: float, outcome: Outcome, **watch: Any) -> int:
    """Fly prepared arrays into an outcome; return the number of samples written."""
    block = Block(arrays.kernel, arrays.forces, 1.0 / tolerance)
    return fly_block(block, outcome.exact, outcome.rounded, outcome.codes, **watch)


def burnouts(flight: Flight, inputs: Inputs | None = None, *, tolerance: float = 1.0) -> list[dict[str, float]]:
    """List the burnouts of a rocket in its first run: time, altitude, speed, angle, downrange."""
    from equipoise.flight.summary import describe_state

    draws = inputs or Inputs.central()
    arrays = prepare(flight, draws.cut(0, 1))
    n_stages = len(getattr(flight.vehicle, "stages", ()))
    burned = np.full((max(n_stages, 1), 7), np.nan)
    fly_prepared(arrays, tolerance, Outcome.empty(1), burned=burned)
    out = []
    for row in burned[np.isfinite(burned[:, 0])]:
        state = describe_state(arrays.constants, arrays.launch, row[1:7, None])
        out.append(
            {
                "t_s": float(row[0]), "altitude_m": float(state["altitude_m"][0]), "speed_m_s": float(state["speed_m_s"][0]),
                "flight_path_angle_deg": math.degrees(state["angle_rad"][0]), "downrange_m": float(state["downrange_m"][0]),
            }
        )  # fmt: skip
    return out


def in_run_order(table: Table) -> Table:
    """Sort rows by run, keeping the order of flights within one."""
    return table.take(np.argsort(table["run"], kind="stable"))


__all__ = ["Draws", "burnouts", "fly", "list_flights"]
