"""Reproduce the arithmetic of the Congressional Budget Office's space layer, and set its size beside plain geometry."""

from __future__ import annotations

from equipoise.replication.shelf import Row, shelve
from equipoise.sensing.models.orbits import AbsenteeRatio, absentee_ratio

N_ORBIT, UNIT_MUSD, LIFE_YEARS, HORIZON_YEARS = 7800, 22.0, 5.0, 20.0
ACQUISITION_BUSD, LAYER_BUSD, TOTAL_BUSD, YEARLY_BUSD = 723.0, 743.0, 1191.0, 1.0
_REST = "the identity buys satellites alone; the published sum also holds development and the like"
_GEOMETRY = (
    "their interceptor and time to fly were not in what was read: 390 to 1 at 400 km is a reach of 686 km, 780 to 1 one of 485 km, "
    "where the AEI interceptor reaches 598 km in 120 s"
)


@shelve(
    "cbo-2026", title="Space layer of a national missile defence: size and cost", known_by="transcribed",
    citation="Congressional Budget Office, Potential Costs of a National Missile Defense System, publication 62422 (2026)",
    setting="opening read, figures through press accounts of the report: 7,800 in orbit at 300 to 500 km for ten targets at once, 5 years of "
    "life, 22 million each, 1 billion a year to operate, 20 years, dollars of 2026; rows two and three only check that the published figures close; the geometry is that of the AEI interceptor at 400 km",
)  # fmt: skip
def compute() -> list[Row]:
    """Rebuild cost from number, price, life and horizon; ask geometry for the satellites that each target takes."""
    spec = AbsenteeRatio(altitude_km=400.0, life_years=LIFE_YEARS, horizon_years=HORIZON_YEARS, unit_cost_Musd=UNIT_MUSD)
    one = absentee_ratio(spec)
    bought_Busd = N_ORBIT * one["cost_Busd"] / one["satellites"]
    whole = ACQUISITION_BUSD + HORIZON_YEARS * YEARLY_BUSD
    return [
        Row("acquisition, 20 years", "billion USD", ACQUISITION_BUSD, bought_Busd, 0.02, _REST),
        Row("space layer, 20 years: acquisition and operation", "billion USD", LAYER_BUSD, whole, 0.001),
        Row("share of the whole system", "share", 0.60, whole / TOTAL_BUSD, 0.05, "said to be roughly 60 per cent"),
        Row("in orbit for one in reach, if two shots a target", "ratio", N_ORBIT / 20.0, one["ratio"], 0.05, _GEOMETRY),
        Row("in orbit for one in reach, if one shot a target", "ratio", N_ORBIT / 10.0, one["ratio"], 0.05, _GEOMETRY),
    ]
