"""Outline the ground that one battery defends against one class of flight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement._kernels import window as w
from equipoise.engagement.windows import Battery
from equipoise.results.paths import Paths
from equipoise.results.schema import FOOTPRINTS
from equipoise.results.table import Table

FloatArray = NDArray[np.float64]
N_BEARINGS = 36
MOST_LOOKS = 2


@dataclass(frozen=True)
class Footprints:
    """Hold the outline of what a battery defends, by run: distances (run, bearing) to which a place gets one look, and two.

    The ground may begin away from the battery: *_from_m is where it begins, 0 at the battery itself. bearing_rad: from the battery,
    clockwise from north; approach_rad, latitude_rad, longitude_rad: (run).
    """

    bearing_rad: FloatArray
    defended_from_m: FloatArray
    defended_m: FloatArray
    two_shots_from_m: FloatArray
    two_shots_m: FloatArray
    approach_rad: FloatArray
    latitude_rad: FloatArray
    longitude_rad: FloatArray

    def rows(self, runs: NDArray[np.int64], attacker: str, defender: str, shield: str, layer: str, order: int, threat_class: str) -> Table:
        """Build the rows of one battery and class (schema FOOTPRINTS), one a run and bearing."""
        n, m = self.defended_m.shape
        names = {"attacker": attacker, "defender": defender, "shield": shield, "layer": layer, "threat_class": threat_class}
        columns = {name: np.full(n * m, value, dtype=object) for name, value in names.items()}
        by_run = {"latitude_deg": self.latitude_rad, "longitude_deg": self.longitude_rad, "approach_deg": self.approach_rad}
        return Table.build(
            FOOTPRINTS,
            columns
            | {name: np.repeat(np.degrees(values), m) for name, values in by_run.items()}
            | {
                "run": np.repeat(runs, m), "order": np.full(n * m, order), "bearing_deg": np.tile(np.degrees(self.bearing_rad), n),
                "defended_m": self.defended_m.ravel(), "two_shots_m": self.two_shots_m.ravel(),
                "defended_from_m": self.defended_from_m.ravel(), "two_shots_from_m": self.two_shots_from_m.ravel(),
            },
        )  # fmt: skip


def find_footprints(
    paths: Paths, battery: Battery, latitude_rad: FloatArray, longitude_rad: FloatArray, t_firm_before_end_s: FloatArray,
    radar_range_m: FloatArray, radar_height_m: FloatArray, rows: Sequence[int] | None = None, n_bearings: int = N_BEARINGS,
) -> Footprints:  # fmt: skip
    """Outline, run by run, where attacked places may lie for a battery to get at least one look, and two, at flights like this one.

    The flight is turned about the Earth until it ends at the place, with its shape and its direction of approach. By bearing from the
    battery the outline is the first stretch of distances that are defended, tried at 0, at 1 km and then a fifth farther each time, its
    edges halved down (one part in 10,000); a gap or a stretch narrower than a fifth of its distance may be passed over.
    The track is firm from the earlier of a cue from elsewhere, t_firm_before_end_s before the end, and the moment at which a radar at
    the battery sees the flight within radar_range_m and above the horizon of a 4/3 Earth (nan for what there is not), and stays so.
    All arrays by run; rows: which runs to outline (all). Turning is done on a sphere of 6371 km; heights stay as flown.
    A layer that shoots far ahead of the place it defends may leave the battery itself bare: its ground then begins away from it.
    """
    chosen = np.arange(len(paths.length)) if rows is None else np.asarray(rows, dtype=np.int64)
    bearings = 2.0 * math.pi * np.arange(n_bearings) / n_bearings
    out = np.empty((len(chosen), n_bearings, 2, 2))
    approach, looks, last = np.empty(len(chosen)), np.empty((MOST_LOOKS, w.N_LOOK)), np.empty(2)
    limits = battery.limits
    for i, r in enumerate(chosen):
        n = int(paths.length[r])
        place, height = np.ascontiguousarray(paths.state_ecef[r, :n, :3]), np.ascontiguousarray(paths.altitude_m[r, :n])
        lat, lon, radius = _locate(place[-1])
        frame = np.array([lat, lon, latitude_rad[r], longitude_rad[r], radius - height[-1]])
        approach[i] = _find_approach(place)
        w.outline_footprint(
            np.ascontiguousarray(paths.t_s[r, :n]), n, place, height, np.ones(n, dtype=np.int8), frame,
            float(paths.t_s[r, n - 1] - t_firm_before_end_s[r]), np.array([radar_range_m[r], radar_height_m[r]]), battery.time_s[r],
            battery.speed_m_s[r], limits[r], bearings, np.empty((n, w.N_GUIDE)),
            np.empty(battery.time_s.shape[2]), looks, last, out[i],
        )  # fmt: skip
    return Footprints(
        bearings, out[:, :, 0, 0], out[:, :, 0, 1], out[:, :, 1, 0], out[:, :, 1, 1], approach, np.asarray(latitude_rad)[chosen],
        np.asarray(longitude_rad)[chosen],
    )  # fmt: skip


def _locate(place: FloatArray) -> tuple[float, float, float]:
    r = math.sqrt(float(place @ place))
    return math.asin(float(place[2]) / r), math.atan2(float(place[1]), float(place[0])), r


def _find_approach(place: FloatArray) -> float:
    """Return the direction of flight over ground at the end, clockwise from north (rad): away from the last sample apart from it."""
    lat, lon, _ = _locate(place[-1])
    for k in range(len(place) - 2, -1, -1):
        lat0, lon0, _ = _locate(place[k])
        east = math.sin(lon - lon0) * math.cos(lat0)
        north = math.cos(lat) * math.sin(lat0) - math.sin(lat) * math.cos(lat0) * math.cos(lon - lon0)
        if math.hypot(east, north) > 1e-9:
            return math.atan2(east, -north) % (2.0 * math.pi)
    return 0.0
