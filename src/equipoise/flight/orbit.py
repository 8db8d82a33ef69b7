"""Fly satellites from two lines of elements by SGP4, through its maintained package (the extra 'tle')."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.compute.vectors import to_geodetic
from equipoise.constants import OMEGA_EARTH_RAD_S, WGS84_A_M, WGS84_F
from equipoise.errors import InputError, MissingExtra
from equipoise.kernel.satellite import sidereal_angle
from equipoise.results.schema import FLIGHTS
from equipoise.results.table import Table
from equipoise.scenario.flights import Flight, SatelliteVehicle

FloatArray = NDArray[np.float64]


def uses_elements(flight: Flight) -> bool:
    """Tell whether a flight is a satellite given by two lines of elements."""
    return isinstance(flight.vehicle, SatelliteVehicle) and flight.vehicle.tle is not None


def propagate_elements(flight: Flight, t_s: FloatArray) -> FloatArray:
    """Return Earth-fixed position and velocity (6, time) at seconds after the epoch of the elements (SGP4, Vallado 2006)."""
    try:
        from sgp4.api import SGP4_ERRORS, Satrec
    except ImportError:
        raise MissingExtra("sgp4", "tle") from None
    assert isinstance(flight.vehicle, SatelliteVehicle) and flight.vehicle.tle is not None
    try:
        satellite = Satrec.twoline2rv(*flight.vehicle.tle)
    except ValueError as error:
        raise InputError(
            path=f"{flight.id}.vehicle.tle", problem=str(error), accepted="two lines of elements, 69 characters each"
        ) from None
    days = t_s / 86400.0
    code, place_km, pace_km_s = satellite.sgp4_array(np.full(len(t_s), satellite.jdsatepoch), satellite.jdsatepochF + days)
    if np.any(code):
        bad = int(code[code > 0][0])
        raise InputError(
            path=f"{flight.id}.vehicle.tle", problem=f"SGP4 stops: {SGP4_ERRORS[bad]}", accepted="elements of a satellite in orbit"
        )
    angle = np.array([sidereal_angle(float(d)) for d in satellite.jdsatepoch - 2451545.0 + satellite.jdsatepochF + days])
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = place_km.T * 1000.0
    u, v, w = pace_km_s.T * 1000.0
    px, py = c * x + s * y, -s * x + c * y
    return np.stack([px, py, z, c * u + s * v + OMEGA_EARTH_RAD_S * py, -s * u + c * v - OMEGA_EARTH_RAD_S * px, w])


def summarise_elements(flight: Flight, draws: Any) -> Table:
    """Build the summary row of a satellite given by two lines of elements: where it is at the stop time."""
    from equipoise.flight.summary import describe_state

    assert flight.stop.time is not None
    n, end = len(draws), draws[flight.stop.time]
    constants = np.zeros((9, n))
    constants[1], constants[2] = WGS84_A_M, WGS84_F
    start, state = propagate_elements(flight, np.zeros(n)), propagate_elements(flight, end)
    lat, lon, _ = to_geodetic(start[:3], constants[1], constants[2])
    s = describe_state(constants, np.stack([lat, lon, np.zeros(n)]), start)
    s = describe_state(constants, np.stack([lat, lon, s["azimuth_rad"]]), state)
    track = propagate_elements(flight, np.linspace(0.0, float(np.max(end)), 2000))
    highest = float(np.max(to_geodetic(track[:3], np.full(2000, WGS84_A_M), np.full(2000, WGS84_F))[2]))
    zero, none = np.zeros(n), np.full(n, math.nan)
    return Table.build(
        FLIGHTS,
        {
            "run": draws.runs, "flight": [flight.id] * n, "status": ["stop_time"] * n, "t_end_s": end, "speed_end_m_s": s["speed_m_s"],
            "flight_path_angle_end_deg": np.degrees(s["angle_rad"]), "azimuth_end_deg": np.degrees(s["azimuth_rad"]),
            "latitude_end_deg": np.degrees(s["latitude_rad"]), "longitude_end_deg": np.degrees(s["longitude_rad"]),
            "altitude_end_m": s["altitude_m"], "ground_range_m": s["ground_range_m"], "downrange_m": s["downrange_m"],
            "crossrange_m": s["crossrange_m"], "max_aero_accel_g": zero, "max_heat_flux_W_m2": none, "max_dynamic_pressure_Pa": zero,
            "heat_load_J_m2": none, "apogee_m": np.full(n, highest), "t_apogee_s": none, "t_burnout_s": none,
            "n_evaluations": np.zeros(n, dtype=np.int64),
        },
    )  # fmt: skip
