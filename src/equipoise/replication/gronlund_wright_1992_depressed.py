"""Set depressed ballistic flights beside those of Gronlund and Wright."""

from __future__ import annotations

import math

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.replication.declare import declare, fly_row, start_at
from equipoise.replication.shelf import Row, shelve

MU = 3.986004418e14
# range km, burnout speed km/s, apogee km, time min
_TABLE = ((1850, 6.5, 60, 7.1), (1850, 6.3, 90, 7.1), (1850, 6.0, 120, 7.2), (1850, 5.6, 150, 7.4), (3000, 6.6, 95, 9.8), (3000, 6.3, 135, 10.1),
          (3000, 6.2, 155, 10.1), (3000, 5.9, 185, 10.4), (7400, 6.3, 1340, 29.2))  # fmt: skip
_WHY = (
    "theirs is a missile launched through the air, whose burnout lies high and far along, whose boost is in the time and whose drag asks "
    "for more speed; its stages are not published. The orbit has the range and apogee of theirs from surface to surface in vacuum"
)


def _find_orbit(range_km: float, apogee_km: float) -> tuple[float, float]:
    """Find speed (m/s) and angle (deg) at the surface of the ellipse with this range and apogee."""
    high, half = SPHERE_RADIUS_M + apogee_km * 1000.0, range_km * 1000.0 / SPHERE_RADIUS_M / 2.0
    e = (high - SPHERE_RADIUS_M) / (high - SPHERE_RADIUS_M * math.cos(half))
    speed = math.sqrt(MU * (2.0 / SPHERE_RADIUS_M - (1.0 + e) / high))
    momentum = math.sqrt(MU * high * (1.0 - e))
    return speed, math.degrees(math.acos(momentum / (SPHERE_RADIUS_M * speed)))


@shelve(
    "gronlund-wright-1992", title="Depressed trajectories of submarine missiles", known_by="transcribed",
    citation="L. Gronlund and D. C. Wright, Science & Global Security 3 (1992) 101-159, table 1",
    setting="no stage data are published: the ellipse from surface to surface with their range and apogee, flown in vacuum",
)  # fmt: skip
def compute() -> list[Row]:
    """Fly the ellipse with each published range and apogee; compare its speed and time."""
    rows = []
    for km, speed_km_s, apogee, minutes in _TABLE:
        speed, angle = _find_orbit(km, apogee)
        row = fly_row(
            declare(
                atmosphere="none", vehicle={"kind": "ballistic", "ballistic_coefficient": "8000 kg/m^2"}, start=start_at(0.0, speed, angle)
            )
        )
        tag = f"{km:,} km by {apogee:,} km"
        rows.append(Row(f"speed, {tag}", "km/s", speed_km_s, speed / 1000.0, 0.05, _WHY))
        rows.append(Row(f"time, {tag}", "min", minutes, row["t_end_s"] / 60.0, 0.05, _WHY))
    return rows
