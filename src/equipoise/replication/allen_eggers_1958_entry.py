"""Reproduce the straight-line ballistic entry of Allen and Eggers."""

from __future__ import annotations

from equipoise.replication.declare import declare, fly_row, start_at
from equipoise.replication.shelf import Row, shelve

# angle deg, beta kg/m2, peak deceleration g, impact speed m/s
_TABLE = ((10, 500, 22.166, None), (20, 2000, 43.659, 11.1), (30, 2000, 63.825, 85.1), (30, 5000, 63.825, 1200.0), (45, 5000, 90.262, 2011.0),
          (90, 5000, 127.649, 2898.0), (90, 10000, 126.687, 4504.0))  # fmt: skip


@shelve(
    "allen-eggers", title="Peak deceleration of a ballistic entry", known_by="computed",
    citation="H. J. Allen and A. J. Eggers, NACA Report 1381 (1958)",
    setting="their straight line: no gravity (mu = 1 m3/s2), a sphere of six million km, exponential air of 7,200 m, 7 km/s at 120 km",
)  # fmt: skip
def compute() -> list[Row]:
    """Fly each angle and ballistic coefficient; the last row has its formula maximum underground, so that impact is the peak."""
    rows = []
    for angle, beta, peak, impact in _TABLE:
        row = fly_row(
            declare(
                earth={"shape": "sphere", "radius": "6371000 km", "mu": "1 m^3/s^2", "rotation": "0 rad/s"},
                atmosphere={"exponential": {"density": "1.225 kg/m^3", "scale_height": "7200 m"}},
                vehicle={"kind": "ballistic", "ballistic_coefficient": f"{beta} kg/m^2"}, start=start_at(120.0, 7000.0, -float(angle)),
            )
        )  # fmt: skip
        rows.append(Row(f"peak at {angle} deg, {beta:,} kg/m2", "g", peak, row["max_aero_accel_g"], 5e-4))
        if impact is not None:
            rows.append(Row(f"impact speed at {angle} deg, {beta:,} kg/m2", "m/s", impact, row["speed_end_m_s"], 5e-3))
    return rows
