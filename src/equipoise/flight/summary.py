"""Turn what flights leave behind into a table; columns that follow from the end state are worked out when asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.compute.vectors import to_geodetic
from equipoise.flight.prepare import mean_radius
from equipoise.kernel import drive as d
from equipoise.results.schema import FLIGHTS
from equipoise.results.table import Table

FloatArray = NDArray[np.float64]
STATUS = (
    "impact", "stop_altitude", "stop_time", "time_limit", "escaped", "step_collapse", "not_finite", "below_stop", "step_limit",
)  # fmt: skip
ADVICE = {
    "impact": "reached the ground",
    "stop_altitude": "fell through the stop altitude",
    "stop_time": "reached the stop time",
    "time_limit": "still flying after 200,000 s: give a stop time, or check the start speed",
    "escaped": "left the Earth: lower the start speed",
    "step_collapse": "the step shrank to nothing: check the ballistic coefficient and the start",
    "not_finite": "numbers overflowed: check the start and the vehicle",
    "below_stop": "started below, or sank below, the stop altitude without falling through it: raise the start or lower the stop",
    "step_limit": "took more than 100,000 steps: check the ballistic coefficient, loosen the tolerance or give a stop",
}


@dataclass(frozen=True)
class Outcome:
    """Hold what flights leave behind, 96 bytes each: end state and apogee in full, extremes in single precision, a code."""

    exact: FloatArray  # flight, 9
    rounded: NDArray[np.float32]  # flight, 5
    codes: NDArray[np.int32]  # status + 16 x evaluated steps

    @classmethod
    def empty(cls, n: int) -> Outcome:
        """Make room for n flights."""
        return cls(np.empty((n, 9)), np.empty((n, 5), dtype=np.float32), np.empty(n, dtype=np.int32))

    def part(self, first: int, last: int) -> Outcome:
        """Return a view of some flights."""
        return Outcome(self.exact[first:last], self.rounded[first:last], self.codes[first:last])


class Derived(Mapping[str, Any]):
    """Give columns by name, each worked out when asked for, so that an ensemble keeps only what flights leave behind."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]]) -> None:
        self._makers = makers

    def __getitem__(self, name: str) -> Any:
        column = np.asarray(self._makers[name]())
        column.setflags(write=False)
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def describe_state(constants: FloatArray, launch: FloatArray, state: FloatArray) -> dict[str, FloatArray]:
    """Describe Earth-fixed states (6, flight): geodetic place, speed, angle, azimuth, distances over ground from the start.

    Distances over ground are arcs between geodetic points on the sphere, or on a sphere of the ellipsoid's mean radius.
    """
    latitude, longitude, altitude = to_geodetic(state[:3], constants[1], constants[2])
    sl, cl, so, co = np.sin(latitude), np.cos(latitude), np.sin(longitude), np.cos(longitude)
    u, v, w = state[3:]
    east, north, up = -so * u + co * v, -sl * co * u - sl * so * v + cl * w, cl * co * u + cl * so * v + sl * w
    speed = np.sqrt(u * u + v * v + w * w)
    turn = longitude - launch[1]
    s0, c0 = np.sin(launch[0]), np.cos(launch[0])
    ahead, aside, front = c0 * sl - s0 * cl * np.cos(turn), cl * np.sin(turn), s0 * sl + c0 * cl * np.cos(turn)
    sa, ca = np.sin(launch[2]), np.cos(launch[2])
    radius = mean_radius(constants)
    return {
        "latitude_rad": latitude, "longitude_rad": longitude, "altitude_m": altitude, "speed_m_s": speed,
        "angle_rad": np.arctan2(up, np.hypot(east, north)), "azimuth_rad": np.arctan2(east, north) % (2.0 * math.pi),
        "ground_range_m": radius * np.arctan2(np.hypot(ahead, aside), front),
        "downrange_m": radius * np.arctan2(ca * ahead + sa * aside, front),
        "crossrange_m": radius * np.arcsin(np.clip(ca * aside - sa * ahead, -1.0, 1.0)),
    }  # fmt: skip


@dataclass(frozen=True)
class Frames:
    """Hold what places flights on the ground, chunk by chunk: the Earth's shape and where they start; once if it is the same for all."""

    chunks: dict[int, tuple[int, FloatArray, FloatArray]] = field(default_factory=dict)

    def keep(self, first: int, last: int, constants: FloatArray, launch: FloatArray) -> None:
        """Keep the frame of the flights from first to last."""
        self.chunks[first] = (last, _once(constants[:3]), _once(launch))


def _once(columns: FloatArray) -> FloatArray:
    return columns[:, :1].copy() if np.all(columns == columns[:, :1]) else columns.copy()


def build_summary(name: str, draws: Any, outcome: Outcome, frames: Frames, has_nose: bool) -> Table:
    """Build the summary table of one flight over runs."""
    exact, rounded, n = outcome.exact, outcome.rounded, len(outcome.codes)

    def describe(what: str) -> FloatArray:
        out = np.empty(n)
        for first, (last, constants, launch) in frames.chunks.items():
            out[first:last] = describe_state(constants, launch, exact[first:last, d.OUT_X : d.OUT_W + 1].T)[what]
        return out

    def degrees(what: str) -> Callable[[], FloatArray]:
        return lambda: np.degrees(describe(what))

    def plain(what: str) -> Callable[[], FloatArray]:
        return lambda: describe(what)

    def wide(column: int, known: bool = True) -> Callable[[], FloatArray]:
        return lambda: rounded[:, column].astype(np.float64) if known else np.full(n, math.nan)

    names = np.array(STATUS, dtype=object)
    makers: dict[str, Callable[[], Any]] = {
        "run": lambda: draws.runs, "flight": lambda: np.full(n, name, dtype=object), "status": lambda: names[outcome.codes & 15],
        "t_end_s": lambda: exact[:, d.OUT_T].copy(), "speed_end_m_s": plain("speed_m_s"), "flight_path_angle_end_deg": degrees("angle_rad"),
        "azimuth_end_deg": degrees("azimuth_rad"), "latitude_end_deg": degrees("latitude_rad"),
        "longitude_end_deg": degrees("longitude_rad"), "altitude_end_m": plain("altitude_m"), "ground_range_m": plain("ground_range_m"),
        "downrange_m": plain("downrange_m"), "crossrange_m": plain("crossrange_m"), "max_aero_accel_g": wide(d.OUT_LOAD),
        "max_heat_flux_W_m2": wide(d.OUT_HEAT, has_nose), "max_dynamic_pressure_Pa": wide(d.OUT_PUSH),
        "heat_load_J_m2": wide(d.OUT_HEAT_LOAD, has_nose), "apogee_m": lambda: exact[:, d.OUT_APOGEE].copy(),
        "t_apogee_s": wide(d.OUT_T_APOGEE), "t_burnout_s": lambda: exact[:, d.OUT_T_BURNOUT].copy(),
        "n_evaluations": lambda: 6 * (outcome.codes >> 4).astype(np.int64),
    }  # fmt: skip
    return Table(FLIGHTS, Derived(makers))
