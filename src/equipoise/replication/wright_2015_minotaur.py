"""Set the ascent of a Minotaur IV Lite beside Wright's reconstruction of the HTV-2 flights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equipoise.flight import burnouts, fly
from equipoise.replication.shelf import Row, shelve
from equipoise.scenario.flights import Flight

FloatArray = NDArray[np.float64]

# gross, propellant kg, specific impulse in vacuum s, thrust in vacuum tonnes-force, thrust at sea level
_STAGES = ((48990.0, 45370.0, 282.0, 226.8, 209.0), (27670.0, 24490.0, 309.0, 124.7, 124.7), (7710.0, 7070.0, 300.0, 29.48, 29.48))
TONNE_FORCE_N, SEA_LEVEL_PA = 9806.65, 101325.0
# Wright's second flight: stage, km/s, km (0: not given)
_BURNOUTS = ((1, 1.4, 32.0), (2, 3.0, 0.0), (3, 7.1, 110.0))
_WHY = "his drag, the 16 degree dogleg and his exact pitch programme are not published"


def _declare(second_deg: float, third_deg: float, until: str = "210 s") -> Flight:
    area = 0.2 * np.pi * 2.34**2 / 4.0
    stages = [
        {"propellant": f"{fuel} kg", "dry_mass": f"{gross - fuel} kg", "thrust": f"{vacuum * TONNE_FORCE_N} N", "specific_impulse": f"{isp} s",
         "drag_area": f"{area} m^2", "exit_area": f"{(vacuum - sea) * TONNE_FORCE_N / SEA_LEVEL_PA} m^2"}
        for gross, fuel, isp, vacuum, sea in _STAGES
    ]  # fmt: skip
    return Flight.model_validate(
        {
            "id": "minotaur", "stop": {"time": until},
            "vehicle": {
                "kind": "boosted", "stages": stages, "payload": {"mass": "1800 kg"}, "drops": [{"at": "95 s", "mass": "450 kg"}],
                "pitch": {"kind": "programme", "points": [
                    {"at": "0 s", "pitch": "90 deg"}, {"at": "56 s", "pitch": "87 deg"}, {"at": "66 s", "pitch": f"{second_deg} deg"},
                    {"at": "117 s", "pitch": f"{second_deg} deg"}, {"at": "127 s", "pitch": f"{third_deg} deg"},
                ]},
            },
            "start": {"latitude": "34.7 deg", "longitude": "-120.6 deg", "altitude": "0 km", "azimuth": "265 deg"},
        }
    )  # fmt: skip


@shelve(
    "wright-2015", title="Burnouts of a Minotaur IV Lite with an HTV-2", known_by="transcribed",
    citation="D. Wright, Science & Global Security 23 (2015) 220-229",
    setting="his stages; payload 1,000 kg and adapter 800 kg, fairing 450 kg dropped at 95 s (his: at 50 km), Cd 0.2 on 2.34 m (assumption); "
    "thrust upright to 87 deg until the first burnout as he gives it, then one pitch angle a stage, chosen so that the second burnout is at "
    "his 10 deg and the third at his 110 km",
)  # fmt: skip
def compute() -> list[Row]:
    """Find the two pitch angles that meet his angle and height, then compare speeds and the height of the first burnout."""
    second, third = (g.ravel() for g in np.meshgrid(np.linspace(-60.0, 30.0, 46), np.linspace(-60.0, 40.0, 51), indexing="ij"))
    best = (0.0, 0.0)
    for _ in range(3):
        best, spread = _closest(second, third), (second[-1] - second[0]) / 20.0
        second, third = (
            g.ravel() for g in np.meshgrid(best[0] + spread * np.linspace(-1, 1, 21), best[1] + spread * np.linspace(-1, 1, 21))
        )
    found = burnouts(_declare(*best))
    rows = []
    for stage, speed, altitude in _BURNOUTS:
        burnout = found[stage - 1]
        rows.append(Row(f"speed at burnout {stage}", "km/s", speed, burnout["speed_m_s"] / 1000.0, 0.05, _WHY))
        if altitude:
            rows.append(Row(f"height at burnout {stage}", "km", altitude, burnout["altitude_m"] / 1000.0, 0.05, _WHY))
    return rows


def _closest(second: FloatArray, third: FloatArray) -> tuple[float, float]:
    """Return the pair of pitch angles whose flights come closest to 10 deg at 117.1 s and 110 km at 189.1 s."""
    vary = {"vehicle.pitch.points.2.pitch": np.radians(second), "vehicle.pitch.points.3.pitch": np.radians(second),
            "vehicle.pitch.points.4.pitch": np.radians(third)}  # fmt: skip
    early = fly(_declare(0.0, 0.0, "117.1 s"), vary=vary)["flight_path_angle_end_deg"]
    late = fly(_declare(0.0, 0.0, "189.1 s"), vary=vary)
    miss = np.where(late["status"] == "stop_time", np.abs(early - 10.0) + np.abs(late["altitude_end_m"] - 110e3) / 1e3, np.inf)
    k = int(np.argmin(miss))
    return float(second[k]), float(third[k])
