"""Declare the flights that replications fly."""

from __future__ import annotations

from typing import Any

from equipoise.flight import fly
from equipoise.scenario.flights import Flight

STILL_SPHERE = {"shape": "sphere", "radius": "6371 km", "mu": "398600.4418 km^3/s^2", "rotation": "0 rad/s"}


def declare(**fields: Any) -> Flight:
    """Declare a flight over a still sphere of 6371 km unless told otherwise."""
    return Flight.model_validate({"id": "replica", "earth": STILL_SPHERE, **fields})


def start_at(altitude_km: float | str, speed_m_s: float, angle_deg: float | str, azimuth_deg: float = 90.0) -> dict[str, Any]:
    """Spell a start on the equator."""
    return {
        "latitude": "0 deg", "longitude": "0 deg", "azimuth": f"{azimuth_deg} deg", "speed": f"{speed_m_s} m/s",
        "altitude": altitude_km if isinstance(altitude_km, str) else f"{altitude_km} km",
        "flight_path_angle": angle_deg if isinstance(angle_deg, str) else f"{angle_deg} deg",
    }  # fmt: skip


def fly_row(flight: Flight) -> dict[str, Any]:
    """Fly one flight and return its summary row."""
    return next(fly(flight).rows())
