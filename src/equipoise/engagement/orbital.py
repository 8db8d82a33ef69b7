"""Engage from orbit: which interceptors are in place when a target passes, and when they can meet it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import MU_EARTH_M3_S2, WGS84_A_M
from equipoise.engagement._kernels.orbital import count_in_reach, find_flight_time, find_reach
from equipoise.kernel.philox import draw_uniform
from equipoise.kernel.satellite import prepare_satellite
from equipoise.results.paths import Paths
from equipoise.results.track_book import Track
from equipoise.scenario.defences import Layer
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
STREAM_PHASE = 320
REASONS = (
    "", "the flight never passes the band of heights", "no engine burns within the flight as declared", "no firm track",
    "firm track too late for a launch in time", "no interceptor in orbit is in place",
)  # fmt: skip


@dataclass(frozen=True)
class Passage:
    """Hold, by run, when interceptors in orbit can meet a flight: launch, intercept (s), sample of the intercept, share in place, reason.

    closing_m_s: square root of the sum of squared speeds of target and satellite, for orbits that cross at right angles on average.
    """

    is_possible: NDArray[np.bool_]
    launch_s: FloatArray
    intercept_s: FloatArray
    last_launch_s: FloatArray
    sample: NDArray[np.int64]
    share: FloatArray
    flown_m: FloatArray
    closing_m_s: FloatArray
    reason: NDArray[np.int64]


def find_passage(layer: Layer, paths: Paths, track: Track, inputs: Inputs, stream: int) -> Passage:
    """Find when a layer in orbit can meet a flight, and the share of its interceptors that are in place then.

    The meeting is tried at each sample in the band of heights, from the first launch (firm track and decision) on, and taken where
    most satellites lie within reach of it, reach growing with the time since the launch up to the endurance. Patterns are turned at
    random, once a run. Reach counts from the orbit as it would have gone on (Harrison 2025, appendix B).
    """
    assert layer.orbit is not None
    n = len(inputs)
    out = Passage(
        np.zeros(n, dtype=bool), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.int64), np.zeros(n), np.zeros(n), np.zeros(n),
        np.zeros(n, dtype=np.int64),
    )  # fmt: skip
    value = {name: inputs[getattr(layer, name)] for name in _NUMBERS}
    orbit = {name: inputs[getattr(layer.orbit, name)] for name in ("altitude", "inclination", "planes")}
    for i in range(n):
        _try_run(i, layer, {k: float(v[i]) for k, v in (value | orbit).items()}, paths, track, inputs, stream, out)
    return out


_NUMBERS = ("interceptors", "burnout_speed", "acceleration", "endurance", "altitude_min", "altitude_max", "decision_time")


def _try_run(
    i: int, layer: Layer, v: dict[str, float], paths: Paths, track: Track, inputs: Inputs, stream: int, out: Passage
) -> None:
    k = int(paths.length[i])
    t, height, firm = paths.t_s[i, :k], paths.altitude_m[i, :k], track.is_firm[i, :k]
    band = (height >= v["altitude_min"]) & (height <= v["altitude_max"])
    if layer.in_boost:
        band &= paths.is_boosting[i, :k]
    if not band.any():
        out.reason[i] = 2 if layer.in_boost and not paths.is_boosting[i, :k].any() else 1
        return
    if not firm.any():
        out.reason[i] = 3
        return
    launch = float(t[np.argmax(firm)]) + v["decision_time"]
    tried = np.flatnonzero(band & (t > launch) & (t <= launch + v["endurance"]))
    if not len(tried):
        out.reason[i] = 4
        return
    count = int(v["interceptors"])
    radius = WGS84_A_M + v["altitude"]
    node, phase = (2.0 * math.pi * draw_uniform(inputs.key0, inputs.key1, int(inputs.runs[i]), stream, m) for m in (0, 1))
    row = prepare_satellite(radius, 0.0, v["inclination"], node, 0.0, phase)
    planes = max(1, int(v["planes"] + 0.5))
    best, chosen = 0, int(tried[-1])
    for j in tried[:: max(1, len(tried) // 16)]:
        reach = find_reach(v["burnout_speed"], v["acceleration"], float(t[j]) - launch)
        x, y, z = (float(c) for c in paths.state_ecef[i, j, :3])
        found, _ = count_in_reach(float(t[j]), x, y, z, reach, count, planes, radius, row[3], row[4], row[5], row[6], row[11], row[12])
        if found > best:
            best, chosen = int(found), int(j)
    if best == 0:
        out.reason[i] = 5
        return
    flown = find_reach(v["burnout_speed"], v["acceleration"], float(t[chosen]) - launch)
    out.is_possible[i], out.launch_s[i], out.intercept_s[i], out.sample[i] = True, launch, t[chosen], chosen
    out.last_launch_s[i] = max(launch, float(t[chosen]) - find_flight_time(v["burnout_speed"], v["acceleration"], flown))
    out.share[i], out.flown_m[i] = best / max(v["interceptors"], 1.0), flown
    out.closing_m_s[i] = math.sqrt(paths.speed_m_s[i, chosen] ** 2 + MU_EARTH_M3_S2 / radius)
