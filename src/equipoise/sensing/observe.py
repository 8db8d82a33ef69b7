"""Observe flights with a shield's sensors: warning, firm track, custody, gaps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import WGS84_A_M, WGS84_F
from equipoise.kernel.earth import geodetic_to_ecef
from equipoise.kernel.philox import draw_uniform
from equipoise.results.schema import TRACKS
from equipoise.results.table import Table
from equipoise.scenario.case import ThreatFlight
from equipoise.scenario.defences import Sensor, Shield
from equipoise.scenario.inputs import Inputs
from equipoise.sensing._kernels import hold_track

FloatArray = NDArray[np.float64]
STREAM_DELAY, STREAM_PHASE, STREAM_NODE = 200, 201, 202
# time from ignition to a warning that can be acted on; 45 to 65 s for boost-phase studies, general knowledge
WARNING_DELAY_S = (45.0, 65.0)
SHOT_WINDOW = 0.5  # shots are due in the second half of the flight (an assumption of this version)


def observe(threats: Sequence[ThreatFlight], shields: Sequence[Shield], samples: Table, flights: Table, inputs: Inputs) -> Table:
    """Observe each flight with the sensors of each shield it flies against (schema TRACKS).

    A radar within range and horizon, or two satellites at once, make a firm track. p_track is the share of the second half
    of the flight under firm track. Sensors without a place stand at the end of the flight.
    """
    by_flight = _split(samples, [threat.id for threat in threats], len(inputs))
    rows: list[dict[str, Any]] = []
    for shield in shields:
        for threat in threats:
            if threat.owner != shield.attacker:
                continue
            for i, run in enumerate(inputs.runs):
                row = _observe_one(by_flight[threat.id][i], shield.sensors, inputs, i)
                rows.append(
                    {"run": int(run), "flight": threat.id, "threat_class": threat.threat_class, "attacker": shield.attacker,
                     "defender": shield.defender, "shield": shield.name, **row}
                )  # fmt: skip
    if not rows:
        return Table.empty(TRACKS)
    return Table.build(TRACKS, {name: [row[name] for row in rows] for name in TRACKS.names})


def _split(samples: Table, names: list[str], n_runs: int) -> dict[str, list[dict[str, FloatArray]]]:
    columns = ("t_s", "x_ecef_m", "y_ecef_m", "z_ecef_m", "altitude_m", "infrared_W_sr", "is_boosting")
    out: dict[str, list[dict[str, FloatArray]]] = {}
    for name in names:
        rows = samples.where(flight=name)
        starts = np.flatnonzero(np.r_[True, np.diff(rows["run"]) != 0])
        edges = np.r_[starts, len(rows["run"])]
        if len(starts) != n_runs:
            raise RuntimeError(f"samples of flight {name} cover {len(starts)} runs, expected {n_runs}")
        out[name] = [{c: np.ascontiguousarray(rows[c][a:b]) for c in columns} for a, b in itertools.pairwise(edges)]
    return out


def _observe_one(path: dict[str, FloatArray], sensors: tuple[Sensor, ...], inputs: Inputs, i: int) -> dict[str, float]:
    t, altitude = path["t_s"], path["altitude_m"]
    boosting = path["is_boosting"]
    radars, shells, warned = [], [], math.nan
    end = (path["x_ecef_m"][-1], path["y_ecef_m"][-1], path["z_ecef_m"][-1])
    for j, sensor in enumerate(sensors):
        if sensor.kind == "warning_satellite":
            u = draw_uniform(inputs.key0, inputs.key1, int(inputs.runs[i]), STREAM_DELAY, j)
            ignition = t[np.argmax(boosting)] if boosting.any() else 0.0
            seen = float(ignition) + WARNING_DELAY_S[0] + (WARNING_DELAY_S[1] - WARNING_DELAY_S[0]) * u
            warned = seen if math.isnan(warned) else min(warned, seen)
        elif sensor.kind == "ground_radar":
            radars.append(_radar_row(sensor, inputs, i, end))
        else:
            shells.append(_shell_row(sensor, inputs, i, j))
    firm = np.zeros(len(t))
    hold_track(
        t, path["x_ecef_m"], path["y_ecef_m"], path["z_ecef_m"], altitude, boosting, path["infrared_W_sr"],
        np.array(radars).reshape(-1, 5), np.array(shells).reshape(-1, 7), firm,
    )  # fmt: skip
    return {"t_launch_seen_s": warned, "t_impact_s": float(t[-1])} | summarise_custody(t, firm, boosting)


def _radar_row(sensor: Sensor, inputs: Inputs, i: int, end: tuple[float, float, float]) -> list[float]:
    reach = float(inputs[sensor.range][i]) if sensor.range is not None else 0.0
    height = float(inputs[sensor.altitude][i]) if sensor.altitude is not None else 0.0
    if sensor.latitude is None or sensor.longitude is None:
        r = math.sqrt(end[0] ** 2 + end[1] ** 2 + end[2] ** 2)
        scale = (r + height) / r
        return [end[0] * scale, end[1] * scale, end[2] * scale, height, reach]
    lat, lon = float(inputs[sensor.latitude][i]), float(inputs[sensor.longitude][i])
    return [*geodetic_to_ecef(lat, lon, height, WGS84_A_M, WGS84_F), height, reach]


def _shell_row(sensor: Sensor, inputs: Inputs, i: int, j: int) -> list[float]:
    run = int(inputs.runs[i])
    phase = 2.0 * math.pi * draw_uniform(inputs.key0, inputs.key1, run, STREAM_PHASE, j)
    node = 2.0 * math.pi * draw_uniform(inputs.key0, inputs.key1, run, STREAM_NODE, j)

    def value(number: Any, otherwise: float) -> float:
        return float(inputs[number][i]) if number is not None else otherwise

    return [
        math.floor(value(sensor.n_satellites, 0.0) + 0.5), math.floor(value(sensor.planes, 1.0) + 0.5), value(sensor.altitude, 1.0e6),
        value(sensor.inclination, 0.0), phase, node, value(sensor.detection_threshold, math.inf),
    ]  # fmt: skip


def summarise_custody(t: FloatArray, firm: FloatArray, boosting: FloatArray) -> dict[str, float]:
    """Summarise a track history: first firm track, warning time, custody, longest gap, track when shots are due.

    >>> s = summarise_custody(np.array([0.0, 10.0, 20.0, 30.0]), np.array([0.0, 0.0, 1.0, 1.0]), np.zeros(4))
    >>> s["t_track_s"], s["warning_time_s"], s["longest_gap_s"], s["p_track"]
    (20.0, 10.0, 20.0, 0.5)
    """
    after = ~boosting.astype(bool)
    found = np.flatnonzero(firm > 0.0)
    first = float(t[found[0]]) if len(found) else math.nan
    held, gap, longest = 0.0, 0.0, 0.0
    total, late, late_held = 0.0, 0.0, 0.0
    for i in range(1, len(t)):
        step = float(t[i] - t[i - 1])
        if not after[i]:
            continue
        total += step
        is_firm = firm[i] > 0.0 and firm[i - 1] > 0.0
        gap = 0.0 if is_firm else gap + step
        longest = max(longest, gap)
        held += step if is_firm else 0.0
        if t[i] > t[-1] * SHOT_WINDOW:
            late += step
            late_held += step if is_firm else 0.0
    return {
        "t_track_s": first, "warning_time_s": float(t[-1]) - first if len(found) else 0.0,
        "custody_fraction": held / total if total else 0.0, "longest_gap_s": longest, "p_track": late_held / late if late else 0.0,
    }  # fmt: skip
