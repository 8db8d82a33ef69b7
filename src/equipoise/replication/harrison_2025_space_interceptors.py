"""Reproduce Harrison's absentee ratios, constellation sizes and costs of space-based interceptors."""

from __future__ import annotations

import math

from equipoise.replication.shelf import Row, shelve
from equipoise.sensing.models.orbits import AbsenteeRatio, absentee_ratio

SALVOS, SHOTS = (5, 50, 250), 2
# in orbit for each salvo; price of one at that number, million USD of FY2026; cost over 20 years, billion
_BOOST = ((4990, 13.4, 271.0), (49900, 8.4, 1650.0), (249500, 6.25, 6049.0))
_GLIDE = (310, 3100, 15500)
AT_ONCE_G = 1e6  # an acceleration so great that d = V t
_ACCELERATE = "their glide ratio fits only without an acceleration; with the 15 g of their boost phase it does not"
_MIDCOURSE = "another constraint binds there, not given in what was read: reach alone puts every ninth satellite in range"
_LEARN = "their own prices imply about 87 per cent for each doubling, not 85; a part that does not learn, such as launch, would do that"


@shelve(
    "harrison-2025", title="Build your own Golden Dome: space-based interceptors", known_by="transcribed",
    citation="T. Harrison, Build Your Own Golden Dome, AEI Working Paper 2025-20, tables and appendix B",
    setting="through a transcription: boost 300 km, 120 s, 6 km/s, 15 g; glide 300 km, 600 s, 4 km/s; midcourse 1,500 km, 900 s, 6 km/s; two "
    "shots a target; sphere of 6371 km; for costs a life of 5 years over 20 is taken from CBO 2026",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute ratios, numbers for three salvos, the cost identity, and prices by his learning rate."""
    boost = absentee_ratio(AbsenteeRatio())["ratio"]
    glide, slow = (
        absentee_ratio(AbsenteeRatio(time_s=600.0, speed_m_s=4000.0, acceleration_g=a))["ratio"] for a in (AT_ONCE_G, 15.0)
    )  # fmt: skip
    midcourse = absentee_ratio(AbsenteeRatio(altitude_km=1500.0, time_s=900.0, speed_m_s=6000.0))["ratio"]
    rows = [
        Row("boost: in orbit for one in reach", "ratio", 499.0, boost, 0.005), Row("glide: in orbit for one in reach", "ratio", 31.0, glide, 0.02),
        Row("glide: the same with 15 g", "ratio", 31.0, slow, 0.02, _ACCELERATE),
        Row("midcourse: in orbit for one in reach", "ratio", 200.0, midcourse, 0.02, _MIDCOURSE),
    ]  # fmt: skip
    for salvo, (number, price, cost), gliders in zip(SALVOS, _BOOST, _GLIDE, strict=True):
        one = absentee_ratio(AbsenteeRatio(targets=salvo, shots=SHOTS, unit_cost_Musd=price))
        why = "price and total are rounded; the rest is operation and development"
        rows += [
            Row(f"boost: in orbit, salvo of {salvo}", "satellites", number, one["satellites"], 0.005),
            Row(f"boost: cost over 20 years, salvo of {salvo}", "billion USD", cost, one["cost_Busd"], 0.05, why),
            Row(f"glide: in orbit, salvo of {salvo}", "satellites", gliders, glide * salvo * SHOTS, 0.02),
        ]
    first, price, _ = _BOOST[0]
    for number, later, _ in _BOOST[1:]:
        learned = price * 0.85 ** math.log2(number / first)
        rows.append(Row(f"price at {number:,}, 85 % a doubling from {first:,}", "million USD", later, learned, 0.03, _LEARN))
    return rows
