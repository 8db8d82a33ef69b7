"""Test flights against sites while they fly: what sees or reaches them, from when until when, without storing a track."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.errors import InputError
from equipoise.flight.fly import CHUNK, fly_prepared
from equipoise.flight.orbit import uses_elements
from equipoise.flight.prepare import place_on_earth, prepare, shares_wind
from equipoise.flight.summary import Outcome
from equipoise.flight.vary import Varied
from equipoise.scenario.flights import Flight
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Site:
    """Describe a place on the ground that sees or reaches what passes: a radar by its horizon and range, an interceptor by its reach."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: float = 0.0
    reach_m: float = math.inf
    least_elevation_deg: float = 0.0
    least_altitude_m: float = -math.inf  # of the target
    greatest_altitude_m: float = math.inf
    refraction: float = 4.0 / 3.0  # effective over true radius of the Earth: 4/3 radar, 1 straight rays


@dataclass(frozen=True)
class Sightings:
    """Hold, by flight and site, the first and the last sample in sight (nan: never) and the time in sight, to one sample interval."""

    t_first_s: FloatArray
    t_last_s: FloatArray
    in_sight_s: FloatArray


def sight(
    flight: Flight, sites: Sequence[Site], inputs: Inputs | None = None, *, vary: Mapping[str, Any] | None = None, every_s: float = 10.0,
    tolerance: float = 1.0,
) -> Sightings:  # fmt: skip
    """Fly a flight over runs or varied fields and test it against sites each `every_s` seconds, inside the kernel.

    In sight means within reach, above the least elevation over an Earth of effective radius (Skolnik: 4/3 for radar), and within the
    band of altitudes. Memory: three numbers a flight and site. Error: InputError.
    """
    if not sites or not every_s > 0.0 or uses_elements(flight):
        what = "no sites, an interval of zero, or a satellite by elements"
        raise InputError(path="sight", problem=what, accepted="sites, and seconds above 0")
    draws: Any = Varied.build(flight, vary) if vary is not None else inputs or Inputs.central()
    n = len(draws)
    seen = np.zeros((n, len(sites), 3))
    step = CHUNK if shares_wind(flight, draws) else 1
    for first in range(0, n, step):
        chunk = draws.cut(first, min(first + step, n))
        arrays = prepare(flight, chunk)
        rows = np.array([_row(site, arrays.constants[:, 0], every_s) for site in sites])
        fly_prepared(arrays, tolerance, Outcome.empty(len(chunk)), every_s=every_s, sites=rows, seen=seen[first : first + step])
    never = seen[:, :, 2] == 0.0
    return Sightings(np.where(never, np.nan, seen[:, :, 0]), np.where(never, np.nan, seen[:, :, 1]), seen[:, :, 2])


def _row(site: Site, constants: FloatArray, every_s: float) -> list[float]:
    x, y, z = place_on_earth(constants[:, None], math.radians(site.latitude_deg), math.radians(site.longitude_deg), site.altitude_m)
    return [
        float(x[0]), float(y[0]), float(z[0]), site.refraction * SPHERE_RADIUS_M, site.altitude_m, min(site.reach_m, 1e12),
        math.sin(math.radians(site.least_elevation_deg)), site.least_altitude_m, site.greatest_altitude_m, every_s,
    ]  # fmt: skip
