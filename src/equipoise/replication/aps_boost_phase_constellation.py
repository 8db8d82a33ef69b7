"""Set the constellations of the American Physical Society for boost-phase defence beside plain geometry."""

from __future__ import annotations

from typing import Any

from equipoise.replication.shelf import Row, shelve
from equipoise.sensing.models.orbits import AbsenteeRatio, absentee_ratio
from equipoise.sensing.models.window import BoostWindow, boost_window

SOLID_S, LIQUID_S = 170.0, 240.0
_UNKNOWN = (
    "their interceptor, delays, margin before burnout and rule for gaps were not in what was read; between 45 and 65 s lost, 4 and 6 km/s, "
    "even and inclined shells this geometry spans 170 to 1,560 against a solid missile"
)
_MEAN = "one in reach on average is less than one always in reach with a margin before burnout, which a study must ask for"


def _count(burn_s: float, lost_s: float, **orbit: Any) -> float:
    """Count satellites for one in reach on average: 4 km/s and 10 g, 300 km."""
    flown = boost_window(BoostWindow(burn_s=burn_s, detect_s=lost_s, decide_s=0.0, speed_m_s=4000.0, acceleration_g=10.0))
    spec = AbsenteeRatio(time_s=flown["window_s"], speed_m_s=4000.0, acceleration_g=10.0, latitude_deg=40.0, **orbit)
    return float(absentee_ratio(spec)["satellites"])


@shelve(
    "aps-boost-phase", title="Interceptors in orbit against one missile in boost phase", known_by="transcribed",
    citation="American Physical Society, Boost-Phase Intercept Systems for National Missile Defense (2003), and Strategic Ballistic Missile "
    "Defense (2022, corrected 2025)",
    setting="burn 170 s solid and 240 s liquid, at least 1,600 against a solid missile, more than 1,000 in any case, all through texts that "
    "quote them; interceptor of 4 km/s and 10 g (recalled, not read), 300 km, launch area at 40 N (assumption): agreement of the first row "
    "hangs on them and proves no more than the order",
)  # fmt: skip
def compute() -> list[Row]:
    """Count satellites for one in reach with 65 and 45 s lost, evenly spread and at an inclination near the latitude."""
    return [
        Row("solid, 65 s lost, even shell", "satellites", 1600.0, _count(SOLID_S, 65.0), 0.1, "an order, not a design"),
        Row("solid, 45 s lost, even shell", "satellites", 1600.0, _count(SOLID_S, 45.0), 0.1, _UNKNOWN),
        Row("solid, 65 s lost, inclined 45 deg", "satellites", 1600.0, _count(SOLID_S, 65.0, inclination_deg=45.0), 0.1, _UNKNOWN),
        Row("liquid, 65 s lost, even shell", "satellites", 1000.0, _count(LIQUID_S, 65.0), 0.1, _MEAN),
    ]
