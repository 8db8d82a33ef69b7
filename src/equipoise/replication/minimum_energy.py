"""Reproduce the table of minimum-energy ballistic flights over a still sphere in vacuum."""

from __future__ import annotations

from equipoise.replication.declare import declare, fly_row, start_at
from equipoise.replication.shelf import Row, shelve

# range km, burnout speed m/s, angle deg, apogee km, time s
_TABLE = (
    (1000, 3016.1183, 42.75170, 239.9384, 474.360), (3000, 4864.9956, 38.25509, 655.2065, 895.036),
    (5500, 6075.2394, 32.63433, 1040.5227, 1315.794), (8000, 6804.6272, 27.01357, 1263.6793, 1679.482),
    (10000, 7198.0835, 22.51696, 1319.4765, 1930.956), (12000, 7479.5518, 18.02035, 1264.5131, 2143.145),
)  # fmt: skip


@shelve(
    "minimum-energy", title="Minimum-energy ballistic flights, 1,000 to 12,000 km", known_by="computed",
    citation="A. D. Wheelon, Free Flight of a Ballistic Missile, ARS Journal 29 (1959) 915-926: closed forms in 40-digit arithmetic",
)  # fmt: skip
def compute() -> list[Row]:
    """Fly each row's speed and angle with the kernel; range, apogee and time must come back."""
    rows = []
    for km, speed, angle, apogee, seconds in _TABLE:
        row = fly_row(
            declare(
                atmosphere="none", vehicle={"kind": "ballistic", "ballistic_coefficient": "8000 kg/m^2"}, start=start_at(0.0, speed, angle)
            )
        )
        rows += [
            Row(f"range, {km:,} km", "km", km, row["ground_range_m"] / 1000.0, 1e-5),
            Row(f"apogee, {km:,} km", "km", apogee, row["apogee_m"] / 1000.0, 1e-5),
            Row(f"time, {km:,} km", "s", seconds, row["t_end_s"], 1e-5),
        ]
    return rows
