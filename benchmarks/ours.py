"""Fly the benchmark problems with equipoise, through the door that everybody uses."""

from __future__ import annotations

from typing import Any

import numpy as np

import equipoise as eq
from equipoise.scenario.flights import Flight

SPHERE = {"shape": "sphere", "radius": "6371 km", "mu": "398600.4418 km^3/s^2"}


def glide_1(**more: Any) -> Flight:
    vehicle = {"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": 2.6, "nose_radius": "3.4 cm"}
    vehicle.update(more.pop("vehicle", {}))
    return Flight.model_validate(
        {
            "id": "glide-1", "earth": SPHERE, "vehicle": vehicle, "bank": "0 deg", "stop": {"altitude": "20 km"},
            "start": {"latitude": "10 deg", "longitude": "0 deg", "altitude": "50 km", "speed": "6500 m/s", "flight_path_angle": "0 deg",
                      "azimuth": "60 deg"},
            **more,
        }
    )  # fmt: skip


LOOSEST = 15.0  # the tolerance at which GLIDE-1 just ends within 10 m, as every peer is tuned; the default, 1, is finer


def fly(flight: Flight, banks: np.ndarray, **options: Any) -> eq.Table:
    return eq.fly(flight, vary={"bank": banks}, **{"tolerance": LOOSEST, **options})


def rows(table: eq.Table) -> np.ndarray:
    """Return t, lon, lat, speed as the peers do."""
    return np.stack(
        [table["t_end_s"], np.radians(table["longitude_end_deg"]), np.radians(table["latitude_end_deg"]), table["speed_end_m_s"]], axis=1
    )


def fly_one_lane(flight: Flight, banks: np.ndarray) -> np.ndarray:
    """Fly with one lane instead of 32: the scalar path of the same text."""
    from equipoise.compute.ensemble import Block, fly_block
    from equipoise.compute.lanes import ONE_LANE
    from equipoise.flight.prepare import prepare
    from equipoise.flight.summary import Outcome
    from equipoise.flight.vary import Varied

    arrays, outcome = prepare(flight, Varied.build(flight, {"bank": banks})), Outcome.empty(len(banks))
    fly_block(Block(arrays.kernel, arrays.forces, 1.0 / LOOSEST), outcome.exact, outcome.rounded, outcome.codes, lanes=ONE_LANE)
    return outcome.codes
