"""Reproduce the coverage figures of a tracking layer: horizons, footprints, and shells that keep two satellites in view."""

from __future__ import annotations

import math

import numpy as np

from equipoise.constants import MU_EARTH_M3_S2, SPHERE_RADIUS_M, WGS84_A_M
from equipoise.replication.shelf import Row, shelve
from equipoise.sensing.constellation import build_walker
from equipoise.sensing.coverage import Optics, survey_globe
from equipoise.sensing.models.orbits import find_view
from equipoise.sensing.models.radar import RadarHorizon, radar_horizon

LOW_M, MEDIUM_M, TARGET_M = 1000e3, 10000e3, 40e3
REGARD_DEG = 120.0
N_TIMES = 16
_ROUGH = "said to be roughly four"
_LEAST = "line of sight alone asks for fewer; sensitivity, least elevation, gaps by failure or a planned number may stand behind theirs"


def count_two_fold(n: int, planes: int, step: int, inclination_deg: float, height_m: float, n_times: int = N_TIMES) -> tuple[float, int]:
    """Count a Walker shell over the globe and one repeat of its pattern: share with two or more in view, least number in view.

    Lines of sight may touch the sphere; at LOW_M they stay within the cone of REGARD_DEG. A shell of planes with S satellites each repeats
    itself, up to a turn, while a satellite moves on by one place.
    """
    regard = math.radians(REGARD_DEG) if height_m == LOW_M else 2.0 * math.pi
    optics = Optics(1.0, 1.0e6, greatest_off_nadir_rad=0.5 * regard, limb_altitude_m=0.0, clutter_altitude_m=0.0)
    shell = build_walker(n, planes, step, height_m, math.radians(inclination_deg))
    repeat_s = 2.0 * math.pi * math.sqrt((WGS84_A_M + height_m) ** 3 / MU_EARTH_M3_S2) / (n // planes)
    found = survey_globe(shell, optics, np.linspace(0.0, repeat_s, n_times, endpoint=False), TARGET_M)
    return found.share_of_globe, found.least_in_view


def _find_least(height_m: float, numbers: range, inclinations: tuple[int, ...]) -> int:
    """Find the least number of satellites of any Walker shell tried that keeps two in view everywhere."""
    for n in numbers:
        for planes in (p for p in range(2, n + 1) if n % p == 0):
            for inclination in inclinations:
                for step in range(planes):
                    trial = count_two_fold(n, planes, step, inclination, height_m, 2)
                    if trial[1] >= 2 and count_two_fold(n, planes, step, inclination, height_m)[1] >= 2:
                        return n
    return numbers.stop


def _footprint(height_m: float, target_m: float) -> float:
    """Share of the sphere below one satellite's horizon for targets at a height."""
    return math.sin(0.5 * find_view(SPHERE_RADIUS_M + height_m, SPHERE_RADIUS_M + target_m, None)[0]) ** 2


@shelve(
    "dahlgren-2023", title="Getting on Track: horizons, footprints and two-satellite cover", known_by="read",
    citation="M. Dahlgren, Getting on Track: Space and Airborne Sensors for Hypersonic Missile Defense, CSIS (2023)",
    setting="sphere of 6371 km; target at 40 km where they name no height (assumption); at 1,000 km a cone of 120 deg, at 10,000 km sight to "
    "the limb; 135 in 9 planes at 80 deg and 15 in 5 planes at 55 deg, which they do not state; cover counted at 600 places and 16 times",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the horizon of an aircraft, the ratio of footprints, cover by their numbers, and the least numbers that do."""
    seen = [_footprint(MEDIUM_M, h) / _footprint(LOW_M, h) for h in (0.0, TARGET_M)]
    return [
        Row("target at 20 km from an aircraft at 15 km", "km", 950.0, radar_horizon(RadarHorizon())["geometric_km"], 0.02, "about 950 km"),
        Row("footprint at 10,000 over 1,000 km, ground", "ratio", 4.0, seen[0], 0.15, _ROUGH),
        Row("footprint at 10,000 over 1,000 km, target at 40 km", "ratio", 4.0, seen[1], 0.15, _ROUGH),
        Row("135 at 1,000 km: share of places and times with two", "share", 1.0, count_two_fold(135, 9, 2, 80.0, LOW_M)[0], 0.001),
        Row("15 at 10,000 km: share of places and times with two", "share", 1.0, count_two_fold(15, 5, 1, 55.0, MEDIUM_M)[0], 0.001),
        Row(
            "least number at 1,000 km for two everywhere",
            "satellites",
            135.0,
            float(_find_least(LOW_M, range(40, 136), (70, 80))),
            0.1,
            _LEAST,
        ),
        Row(
            "least number at 10,000 km for two everywhere",
            "satellites",
            15.0,
            float(_find_least(MEDIUM_M, range(5, 16), (40, 55, 70))),
            0.1,
            _LEAST,
        ),
    ]
