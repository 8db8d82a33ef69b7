"""Reproduce the drift of orbit planes under J2."""

from __future__ import annotations

import math

import numpy as np

from equipoise.flight import trace
from equipoise.replication.shelf import Row, shelve
from equipoise.scenario.flights import Flight

OMEGA = 7.292115e-5
# altitude km, inclination deg, drift deg/day
_TABLE = ((550.0, 53.0, -4.48921), (943.0, 81.0, -0.96199), (1000.0, 81.0, -0.93623), (1200.0, 40.0, -4.17493), (500.0, 97.4018, 0.98565))
_WHY = "the formula is first order in J2 and of mean elements; the flight has all of J2 and starts on the osculating circle"


@shelve(
    "node-drift", title="Drift of the node under J2", known_by="computed",
    citation="W. M. Kaula, Theory of Satellite Geodesy (1966): -3/2 n J2 (a/p)^2 cos i, J2 1.08262982e-3, a 6378.137 km",
    setting="2.3 days of a circular orbit in the Earth-fixed kernel; the node from position and inertial velocity, its slope by least squares",
)  # fmt: skip
def compute() -> list[Row]:
    """Fly each orbit for 2.3 days and fit the drift of its node."""
    rows = []
    for km, inclination, drift in _TABLE:
        flight = Flight.model_validate(
            {
                "id": "satellite", "atmosphere": "none", "stop": {"time": "2.3 day"},
                "vehicle": {"kind": "satellite", "orbit": {"altitude": f"{km} km", "inclination": f"{inclination} deg"}},
            }
        )  # fmt: skip
        s = trace(flight, every_s=60.0, tolerance=0.01)
        t = s["t_s"]
        c, w = np.cos(OMEGA * t), np.sin(OMEGA * t)
        x, y, z = s["x_ecef_m"], s["y_ecef_m"], s["z_ecef_m"]
        u, v, up = s["vx_ecef_m_s"] - OMEGA * y, s["vy_ecef_m_s"] + OMEGA * x, s["vz_ecef_m_s"]
        hx, hy = y * up - z * v, z * u - x * up
        node = np.unwrap(np.arctan2(c * hx - w * hy, -(w * hx + c * hy)))
        slope = float(np.polyfit(t, node, 1)[0])
        rows.append(Row(f"{km:g} km, {inclination:g} deg", "deg/day", drift, math.degrees(slope) * 86400.0, 5e-3, _WHY))
    return rows
