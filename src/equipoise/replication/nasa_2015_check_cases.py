"""Reproduce the sphere cases of NASA's check-cases for flight simulations."""

from __future__ import annotations

from typing import Any

from equipoise.flight import trace
from equipoise.replication.shelf import Row, shelve
from equipoise.scenario.flights import Flight

FOOT_M = 0.3048
SPHERE = {"kind": "ballistic", "ballistic_coefficient": f"{14.5939029372 / (0.1 * 0.1963495 * FOOT_M**2)} kg/m^2"}  # 1 slug, Cd 0.1
DRAGLESS = {"kind": "ballistic", "ballistic_coefficient": "1e12 kg/m^2"}
ROUND = {"shape": "sphere", "radius": f"{20902255.199 * FOOT_M} m", "mu": f"{14076443110000000 * FOOT_M**3} m^3/s^2"}
DROP = {"latitude": "0 deg", "longitude": "0 deg", "altitude": "30000 ft", "azimuth": "90 deg", "speed": "0 m/s", "flight_path_angle": "0 deg"}
THROW = {"latitude": "0 deg", "longitude": "0 deg", "altitude": "0 ft", "speed": f"{2000000.0**0.5 * FOOT_M} m/s", "flight_path_angle": "45 deg"}
SHEAR = [{"altitude": "0 ft", "east": f"{-20 * FOOT_M} m/s"}, {"altitude": "30000 ft", "east": f"{70 * FOOT_M} m/s"}]

# case: how it differs, then altitude ft, latitude deg, longitude deg after 30 s in NASA simulation 4
CASES: dict[str, tuple[dict[str, Any], tuple[float, float, float]]] = {
    "1, no drag": ({"vehicle": DRAGLESS, "start": DROP, "atmosphere": "none"}, (15598.9043522, 0.0, 5.74552213287e-05)),
    "4, round and still": ({"vehicle": SPHERE, "start": DROP, "earth": {**ROUND, "rotation": "0 rad/s"}}, (16231.3059243, 0.0, 0.0)),
    "5, round, turning": ({"vehicle": SPHERE, "start": DROP, "earth": ROUND}, (16276.3845488, 0.0, 5.34699823728e-05)),
    "6, ellipsoid": ({"vehicle": SPHERE, "start": DROP}, (16284.443772, 0.0, 5.33798251362e-05)),
    "7, steady wind": ({"vehicle": SPHERE, "start": DROP, "wind": {"east": f"{20 * FOOT_M} m/s"}}, (16285.1612472, 0.0, 0.000128541735128)),
    "8, wind shear": ({"vehicle": SPHERE, "start": DROP, "wind": SHEAR}, (16290.9978743, 0.0, 0.000273579667279)),
    "9, thrown east": ({"vehicle": SPHERE, "start": {**THROW, "azimuth": "90 deg"}}, (10160.9897645, 0.0, 0.0616478507138)),
    "10, thrown north": ({"vehicle": SPHERE, "start": {**THROW, "azimuth": "0 deg"}}, (10114.8055114, 0.0621356266972, -7.84759050703e-05)),
}


def declare_case(name: str) -> Flight:
    """Declare one check-case as a flight of 30 s."""
    return Flight.model_validate({"id": "sphere", "stop": {"time": "30 s", "altitude": "-1 km"}, **CASES[name][0]})


@shelve(
    "nasa-check-cases", title="NASA check-cases 1 and 4 to 10: spheres dropped and thrown, state after 30 s", known_by="read",
    citation="B. Jackson, E. B. Shelton and others, NASA/TM-2015-218675; time histories of the NESC Academy, simulation 4",
    setting="heights to 0.1 ft, places to 1e-6 deg (0.1 m)",
)  # fmt: skip
def compute() -> list[Row]:
    """Fly each case for 30 s and compare height and place."""
    rows = []
    for name, (_, (feet, latitude, longitude)) in CASES.items():
        end = list(trace(declare_case(name), every_s=30.0, tolerance=0.01).rows())[-1]
        rows.append(Row(f"height, case {name}", "ft", feet, end["altitude_m"] / FOOT_M, 0.1 / feet))
        for quantity, published, ours in (("latitude", latitude, end["latitude_deg"]), ("longitude", longitude, end["longitude_deg"])):
            if published != 0.0:
                rows.append(Row(f"{quantity}, case {name}", "deg", published, ours, 1e-6 / abs(published)))
    return rows
