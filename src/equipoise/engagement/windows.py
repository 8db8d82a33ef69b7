"""Find the moments at which a layer's batteries can shoot at a flight, in every run: look after look, or why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import SPHERE_RADIUS_M, WGS84_A_M, WGS84_F
from equipoise.engagement._kernels import window as w
from equipoise.kernel.earth import geodetic_to_ecef
from equipoise.results.paths import Paths
from equipoise.results.reach import ReachTables
from equipoise.scenario.defences import Layer
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
MOST_LOOKS = 4
REASONS = (
    "", "the flight stays below the lowest height of the layer", "the flight stays above the greatest height of the layer",
    "out of reach of the interceptors", "no firm track", "firm track too late for a launch in time",
    "the track is lost whenever a launch would be in time",
)  # fmt: skip


@dataclass(frozen=True)
class Battery:
    """Hold what limits the shots of one layer, by run: reach table, band of heights, times of decision and assessment.

    time_s, speed_m_s: (run, altitude, distance), even grids from 0 to altitude_top_m and from 0 to reach_m (results.reach).
    """

    time_s: FloatArray
    speed_m_s: FloatArray
    altitude_top_m: FloatArray
    reach_m: FloatArray
    altitude_min_m: FloatArray
    altitude_max_m: FloatArray
    decision_s: FloatArray
    assess_s: FloatArray

    @classmethod
    def read(cls, layer: Layer, reach: ReachTables, inputs: Inputs, key: str = "") -> Battery:
        """Read a layer; key names it in the reach tables (by default its id)."""
        k = reach.find(key or layer.id)
        return cls(
            reach.time_s[k], reach.speed_m_s[k], reach.altitude_top_m[k], reach.reach_m[k], inputs[layer.altitude_min],
            inputs[layer.altitude_max], inputs[layer.decision_time], inputs[layer.assess_time],
        )  # fmt: skip

    @property
    def limits(self) -> FloatArray:
        """Return the limits in the order of the kernel: (run, 6)."""
        return np.column_stack(
            [self.altitude_top_m, self.reach_m, self.altitude_min_m, self.altitude_max_m, self.decision_s, self.assess_s]
        )


@dataclass(frozen=True)
class Windows:
    """Hold the looks of a layer at a flight. launch_s .. speed_m_s: (run, look), nan beyond n_looks.

    sample and fraction place an intercept on the flight: that share of the way from sample to sample + 1 (sample is -1 where there is
    none). distance_m: over ground from the battery; speed_m_s: of the interceptor. t_last_*: latest launch and latest intercept of a
    first look. site: which battery has the looks; reason: 0, or why there is none (REASONS).
    """

    n_looks: NDArray[np.int64]
    launch_s: FloatArray
    intercept_s: FloatArray
    sample: NDArray[np.int64]
    fraction: FloatArray
    altitude_m: FloatArray
    distance_m: FloatArray
    speed_m_s: FloatArray
    t_last_launch_s: FloatArray
    t_last_intercept_s: FloatArray
    site: NDArray[np.int64]
    reason: NDArray[np.int64]

    @property
    def why(self) -> list[str]:
        """Say by run why there is no look, or ''."""
        return [REASONS[k] for k in self.reason]


def place_batteries(layer: Layer, paths: Paths, inputs: Inputs, bearing_rad: FloatArray) -> FloatArray:
    """Place the batteries of a layer in every run: Earth-fixed x, y, z (m) by (run, site).

    At its sites; without any, one battery `offset` over ground from the end of the flight, towards bearing_rad (run).
    """
    n = len(inputs)
    out = np.empty((n, max(len(layer.sites), 1), 3))
    for j, site in enumerate(layer.sites):
        latitude, longitude = inputs[site.latitude], inputs[site.longitude]
        for i in range(n):
            out[i, j] = geodetic_to_ecef(float(latitude[i]), float(longitude[i]), 0.0, WGS84_A_M, WGS84_F)
    if not layer.sites:
        arc = inputs[layer.offset] / SPHERE_RADIUS_M
        for i in range(n):
            x, y, z = paths.state_ecef[i, -1, :3]
            r = math.sqrt(x * x + y * y + z * z)
            lat, lon = w.step_away(math.asin(z / r), math.atan2(y, x), float(bearing_rad[i]), float(arc[i]))
            size = r - float(paths.altitude_m[i, -1])
            out[i, 0] = size * math.cos(lat) * math.cos(lon), size * math.cos(lat) * math.sin(lon), size * math.sin(lat)
    return out


def find_windows(
    paths: Paths, is_firm: NDArray[Any], t_firm_s: FloatArray, battery: Battery, sites_ecef_m: FloatArray, most: int = MOST_LOOKS
) -> Windows:
    """Find up to `most` looks of a layer at one flight in every run, each launched after the intercept before it has been judged.

    is_firm: (run, sample), whether the believed track is firm; t_firm_s: (run), first firm track, nan for none; sites_ecef_m: (run,
    site, 3). The site with the most looks has them all, among equals the one with the earliest intercept. The first launch comes
    decision_s after the first firm track; a launch needs a firm track, an intercept only truth within band and reach.
    """
    n = len(paths.length)
    looks, last = np.full((n, most, w.N_LOOK), np.nan), np.full((n, 2), np.nan)
    count, why, chosen = (np.zeros(n, dtype=np.int64) for _ in range(3))
    w.find_all_looks(
        paths.t_s, paths.length, paths.state_ecef, paths.altitude_m, np.ascontiguousarray(is_firm, dtype=np.int8),
        np.ascontiguousarray(t_firm_s, dtype=np.float64), np.ascontiguousarray(sites_ecef_m), np.ascontiguousarray(battery.time_s),
        np.ascontiguousarray(battery.speed_m_s), battery.limits, looks, last, count, why, chosen, np.empty((most, w.N_LOOK)), np.empty(2),
    )  # fmt: skip
    sample = np.where(np.isnan(looks[:, :, w.SAMPLE]), -1.0, looks[:, :, w.SAMPLE]).astype(np.int64)
    return Windows(
        count, looks[:, :, w.LAUNCH], looks[:, :, w.INTERCEPT], sample, looks[:, :, w.FRACTION], looks[:, :, w.ALTITUDE],
        looks[:, :, w.DISTANCE], looks[:, :, w.SPEED], last[:, 0], last[:, 1], chosen, why,
    )  # fmt: skip
