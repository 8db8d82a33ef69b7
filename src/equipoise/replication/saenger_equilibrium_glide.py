"""Reproduce Saenger's range and time of an equilibrium glide, by his formula and by flying it."""

from __future__ import annotations

from equipoise.flight.models import EquilibriumGlide, equilibrium_glide
from equipoise.replication.declare import declare, fly_row, start_at
from equipoise.replication.shelf import Row, shelve

# speed m/s, L/D, range km, time min
_TABLE = ((5000, 2.2, 3575.1, 22.0), (5500, 2.6, 5471.9, 30.0), (6000, 2.6, 7094.7, 34.7), (6500, 2.6, 9316.4, 40.6), (6000, 3.5, 9550.6, 46.6),
          (7000, 3.5, 17044.1, 65.7))  # fmt: skip
_WHY = (
    "the formula takes the path as level throughout and the speed to zero; flown to the ground it goes about 4 % farther, 6 to 7 % longer"
)


@shelve(
    "equilibrium-glide", title="Range and time of an equilibrium glide", known_by="computed",
    citation="E. Saenger and I. Bredt, A Rocket Drive for Long Range Bombers (1944); A. J. Eggers, H. J. Allen and S. E. Neice, NACA Report 1382 (1958)",
    setting="flown over a still sphere of 6371 km in the 1976 air from equilibrium, beta 13,000 kg/m2, to the ground",
)  # fmt: skip
def compute() -> list[Row]:
    """Compare the closed form, then the flight, with the table."""
    rows = []
    for speed, lift, km, minutes in _TABLE:
        closed = equilibrium_glide(EquilibriumGlide(speed_m_s=speed, lift_to_drag=lift))
        rows.append(Row(f"range by formula, {speed} m/s, L/D {lift}", "km", km, closed["range_km"], 1e-4))
        rows.append(Row(f"time by formula, {speed} m/s, L/D {lift}", "min", minutes, closed["time_min"], 2.5e-3))
        row = fly_row(
            declare(
                vehicle={"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": lift},
                start=start_at("equilibrium", speed, "equilibrium"),
            )
        )
        rows.append(Row(f"range flown, {speed} m/s, L/D {lift}", "km", km, row["ground_range_m"] / 1000.0, 1e-2, _WHY))
        rows.append(Row(f"time flown, {speed} m/s, L/D {lift}", "min", minutes, row["t_end_s"] / 60.0, 1e-2, _WHY))
    return rows
