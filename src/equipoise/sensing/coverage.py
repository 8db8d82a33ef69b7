"""Count the satellites that see each target at each time, choose those that track it best, and sum up coverage and its gaps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.errors import InputError
from equipoise.sensing._kernels.view import count_block, list_block, prepare_optics
from equipoise.sensing.constellation import Constellation, locate

FloatArray = NDArray[np.float64]
PLACES_AT_ONCE = 65_536  # satellites times epochs of one chunk: 1.5 MB of positions
GOLDEN_ANGLE_RAD = math.pi * (3.0 - math.sqrt(5.0))


@dataclass(frozen=True)
class Optics:
    """Describe what one satellite can see.

    threshold_W_sr: intensity in the band just seen at reference_range_m; it grows with the square of the range, and by
    below_horizon_factor where the Earth, with clutter up to clutter_altitude_m, is behind the target. cold_threshold_W_sr: the same for a
    cold body, which is seen against space alone; infinite: never. Angles are off the nadir. Lines of sight that pass below
    limb_altitude_m are lost, and so is a target below it. Heights are above the sphere of SPHERE_RADIUS_M. The defaults of both heights
    (cloud and thick air) are assumptions. Error: InputError.

    >>> eye = Optics(threshold_W_sr=6000.0, reference_range_m=38e6, greatest_off_nadir_rad=math.radians(60.0))
    >>> eye.below_horizon_factor
    1.0
    """

    threshold_W_sr: float
    reference_range_m: float
    least_off_nadir_rad: float = 0.0
    greatest_off_nadir_rad: float = math.pi
    limb_altitude_m: float = 10e3
    clutter_altitude_m: float = 10e3
    below_horizon_factor: float = 1.0
    cold_threshold_W_sr: float = math.inf

    def __post_init__(self) -> None:
        least, greatest = self.least_off_nadir_rad, self.greatest_off_nadir_rad
        demands = (
            ("threshold_W_sr", 0.0 < self.threshold_W_sr < math.inf, "a finite number above 0, in W/sr"),
            ("reference_range_m", 0.0 < self.reference_range_m < math.inf, "the finite range for which the threshold is quoted, above 0"),
            ("least_off_nadir_rad", 0.0 <= least < math.pi, "0 to less than pi"),
            ("greatest_off_nadir_rad", least < greatest, "more than the least angle"),
            ("limb_altitude_m", 0.0 <= self.limb_altitude_m < math.inf, "0 or more"),
            ("clutter_altitude_m", 0.0 <= self.clutter_altitude_m < math.inf, "0 or more"),
            ("below_horizon_factor", self.below_horizon_factor > 0.0, "above 0; infinite: nothing is seen against the Earth"),
            ("cold_threshold_W_sr", self.cold_threshold_W_sr > 0.0, "above 0, in W/sr; infinite: no cold body is seen"),
        )
        for name, holds, accepted in demands:
            if not holds:
                raise InputError(path=f"optics.{name}", problem=f"{getattr(self, name):g} does not fit", accepted=accepted)

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """Hold the numbers that the kernels compare with."""
        found: tuple[float, ...] = prepare_optics(
            float(self.least_off_nadir_rad), float(self.greatest_off_nadir_rad), float(self.limb_altitude_m),
            float(self.clutter_altitude_m), float(self.threshold_W_sr), float(self.reference_range_m), float(self.below_horizon_factor),
            float(self.cold_threshold_W_sr),
        )  # fmt: skip
        return found


def _spread(name: str, values: Any, shape: tuple[int, ...], finite: bool) -> FloatArray:
    """Spread an intensity over times and targets; refuse what is none."""
    try:
        spread = np.broadcast_to(np.asarray(values, dtype=np.float64), shape)
    except ValueError:
        raise InputError(
            path=name, problem=f"shape {np.shape(values)} does not fit {shape}", accepted="a number, or one for each"
        ) from None
    if not np.all(spread >= 0.0) or (finite and np.any(np.isinf(spread))):
        raise InputError(path=name, problem="an intensity is negative, infinite or not a number", accepted="W/sr, 0 or more")
    return spread


def _check_targets(t_s: Any, positions: Any, n_axes: int) -> tuple[FloatArray, FloatArray]:
    t, where = np.atleast_1d(np.asarray(t_s, dtype=np.float64)), np.asarray(positions, dtype=np.float64)
    if t.ndim != 1 or where.ndim != n_axes or where.shape[-1] != 3 or len(where) != len(t) or np.any(np.isinf(where)):
        wanted = "(n_time, n_target, 3)" if n_axes == 3 else "(n_time, 3)"
        problem = f"positions of shape {where.shape} for {len(t)} times, or one that is infinite"
        raise InputError(path="positions_ecef_m", problem=problem, accepted=f"metres, of shape {wanted}")
    return t, where


def _cut(n_time: int, n_satellites: int) -> Iterator[slice]:
    step = max(1, PLACES_AT_ONCE // n_satellites)
    return (slice(first, min(first + step, n_time)) for first in range(0, n_time, step))


def count_in_view(
    constellation: Constellation,
    optics: Optics,
    t_s: Any,
    positions_ecef_m: Any,
    intensity_W_sr: Any,
    cold_W_sr: Any = None,
    threads: int = 1,
) -> NDArray[np.int16]:
    """Count the satellites that see each target at each time: (n_time, n_target); -1 where a position is not a number (no target).

    positions_ecef_m: (n_time, n_target, 3). Intensities in the sensor's band: (n_time, n_target) or what spreads over it; an infinite
    one is always bright enough. Chunks of time keep memory small; neither they nor threads change a single count. Error: InputError.

    >>> one = Constellation(np.array([[7378137.0, 0.0, 0.9, 0.0, 0.0, 0.0]]))
    >>> count_in_view(one, Optics(100.0, 1e6), [0.0], [[[6.42e6, 0.0, 0.0], [-6.42e6, 0.0, 0.0]]], 1000.0).tolist()
    [[1, 0]]
    """
    t, where = _check_targets(t_s, positions_ecef_m, 3)
    hot = _spread("intensity_W_sr", intensity_W_sr, where.shape[:2], False)
    cold = _spread("cold_W_sr", 0.0 if cold_W_sr is None else cold_W_sr, where.shape[:2], True)
    if len(constellation) > np.iinfo(np.int16).max:
        raise InputError(path="constellation", problem=f"{len(constellation)} satellites", accepted="32,767 at most")
    if threads < 1:
        raise InputError(path="threads", problem=f"{threads} threads", accepted="1 or more")
    counts = np.empty(where.shape[:2], dtype=np.int16)

    def count(cut: slice) -> None:
        satellites = locate(constellation, t[cut])
        # no array that the caller may write to or that only looks like one: one machine code serves all
        inputs = (np.array(a[cut], order="C") for a in (where, hot, cold))
        count_block(satellites, *inputs, optics.numbers, counts[cut])

    cuts = _cut(len(t), len(constellation))
    if threads == 1:
        for cut in cuts:
            count(cut)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(count, cuts))
    return counts


@dataclass(frozen=True)
class InView:
    """Hold which satellites see one target, the widest pair first: (n_time, most), or (n_time).

    index: -1 for none, where the range is infinite and the place not a number. n_in_view: all that see it. crossing_sine: of the angle
    between the first two lines of sight; 0 with fewer than two. code: 0 if any sees it, else the furthest test that a satellite reached
    and failed: 1 limb, 2 pointing limits, 3 signal, 4 lost against the Earth.
    """

    index: NDArray[np.int32]
    range_m: FloatArray
    position_ecef_m: FloatArray  # (n_time, most, 3)
    n_in_view: NDArray[np.int16]
    crossing_sine: FloatArray
    code: NDArray[np.int8]

    @classmethod
    def empty(cls, shape: tuple[int, ...], most: int) -> InView:
        """Make room for targets that nothing sees; `shape` is (n_time,) or has axes before it."""
        several = (*shape, most)
        return cls(
            np.full(several, -1, dtype=np.int32), np.full(several, np.inf), np.full((*several, 3), np.nan),
            np.zeros(shape, dtype=np.int16), np.zeros(shape), np.zeros(shape, dtype=np.int8),
        )  # fmt: skip

    def cut(self, *at: int | slice) -> InView:
        """Return a part of the same arrays, to be filled."""
        return InView(self.index[at], self.range_m[at], self.position_ecef_m[at], self.n_in_view[at], self.crossing_sine[at], self.code[at])


def list_in_view(
    constellation: Constellation, optics: Optics, t_s: Any, positions_ecef_m: Any, intensity_W_sr: Any, cold_W_sr: Any = None, most: int = 4
) -> InView:
    """List up to `most` satellites that see one target at each time, chosen for a wide crossing of their lines of sight.

    First the pair that crosses at the widest sine, the nearer of the two in front; then the nearest of the rest. Of one alone: the
    nearest. Time grows with the square of the number in view. positions_ecef_m: (n_time, 3). Error: InputError.
    """
    t, where = _check_targets(t_s, positions_ecef_m, 2)
    if np.any(np.isnan(where)):
        raise InputError(path="positions_ecef_m", problem="a position is not a number", accepted="a path without holes")
    if most < 1:
        raise InputError(path="most", problem=f"{most} satellites", accepted="1 or more")
    n = len(t)
    hot = np.array(_spread("intensity_W_sr", intensity_W_sr, (n,), False))
    cold = np.array(_spread("cold_W_sr", 0.0 if cold_W_sr is None else cold_W_sr, (n,), True))
    found = InView.empty((n,), most)
    fill_in_view(constellation, optics, t, np.array(where, order="C"), hot, cold, found)
    return found


def fill_in_view(
    constellation: Constellation, optics: Optics, t_s: FloatArray, positions_ecef_m: FloatArray, hot_W_sr: FloatArray,
    cold_W_sr: FloatArray, found: InView,
) -> None:  # fmt: skip
    """Fill which satellites see one target, as `list_in_view` does, from arrays in C order that are known to be in order."""
    n_satellites = len(constellation)
    codes, ranges2 = np.empty(n_satellites, dtype=np.int64), np.empty(n_satellites)
    for cut in _cut(len(t_s), n_satellites):
        part = found.cut(cut)
        list_block(
            locate(constellation, t_s[cut]), positions_ecef_m[cut], hot_W_sr[cut], cold_W_sr[cut], optics.numbers, codes, ranges2,
            part.index, part.range_m, part.position_ecef_m, part.n_in_view, part.crossing_sine, part.code,
        )  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """Hold, by target, the share of time with enough satellites in view, and the gaps (s); gaps that reach an end count as they are."""

    share_of_time: FloatArray
    n_gaps: NDArray[np.int64]
    longest_gap_s: FloatArray
    mean_gap_s: FloatArray  # 0 without gaps


def _bound_samples(t_s: FloatArray) -> FloatArray:
    """Bound the time that each sample stands for: halfway to its neighbours."""
    if t_s.ndim != 1 or len(t_s) < 2 or not np.all(np.diff(t_s) > 0.0):
        raise InputError(path="t_s", problem="fewer than two times, or times that do not rise", accepted="rising times in s")
    return np.concatenate([t_s[:1], 0.5 * (t_s[1:] + t_s[:-1]), t_s[-1:]])


def find_gaps(counts: Any, t_s: Any, wanted: int = 1) -> FloatArray:
    """Find the stretches (n_gap, 2), from and to in s, with fewer than `wanted` in view; each sample stands halfway to its neighbours.

    Samples without a target (-1) end a gap. Error: InputError.

    >>> find_gaps([2, 0, 0, 1, 2], [0.0, 10.0, 20.0, 30.0, 40.0], wanted=2).tolist()
    [[5.0, 35.0]]
    """
    bounds = _bound_samples(np.asarray(t_s, dtype=np.float64))
    seen = np.asarray(counts)
    if seen.shape != (len(bounds) - 1,):
        raise InputError(path="counts", problem=f"shape {seen.shape} for {len(bounds) - 1} times", accepted="one count for each time")
    edges = np.diff(((seen >= 0) & (seen < wanted)).astype(np.int8), prepend=0, append=0)
    return np.column_stack([bounds[edges == 1], bounds[edges == -1]])


def summarise_coverage(counts: Any, t_s: Any, wanted: int = 1) -> Coverage:
    """Sum up counts (n_time, n_target) of `count_in_view`: share of time with `wanted` or more in view, number and length of gaps.

    Shares are of the time for which there is a target; a target that is never there gets a share of 0 and no gaps. Error: InputError.

    >>> found = summarise_coverage([[2, 0], [1, 0], [2, 0]], [0.0, 10.0, 20.0], wanted=2)
    >>> found.share_of_time.tolist(), found.longest_gap_s.tolist()
    ([0.5, 0.0], [10.0, 20.0])
    """
    table = np.asarray(counts)
    table = table[:, None] if table.ndim == 1 else table
    lengths = np.diff(_bound_samples(np.asarray(t_s, dtype=np.float64)))
    gaps = [np.diff(find_gaps(column, t_s, wanted), axis=1)[:, 0] for column in table.T]
    there, covered = lengths @ (table >= 0), lengths @ (table >= wanted)
    return Coverage(
        covered / np.where(there > 0.0, there, 1.0), np.array([len(g) for g in gaps], dtype=np.int64),
        np.array([g.max(initial=0.0) for g in gaps]), np.array([g.sum() / max(1, len(g)) for g in gaps]),
    )  # fmt: skip


def spread_points(n_points: int, altitude_m: float) -> FloatArray:
    """Spread points of equal area over the sphere of SPHERE_RADIUS_M and a height: Earth-fixed (n_points, 3), m.

    The lattice of A. Gonzalez, Mathematical Geosciences 42, 49 (2010): sines of latitude evenly apart, longitudes by the golden angle.

    >>> np.linalg.norm(spread_points(100, 50e3), axis=1).round(3).tolist()[:2]
    [6421000.0, 6421000.0]
    """
    sine = 1.0 - (2.0 * np.arange(n_points) + 1.0) / n_points
    level, angle = np.sqrt(1.0 - sine * sine), GOLDEN_ANGLE_RAD * np.arange(n_points)
    return (SPHERE_RADIUS_M + altitude_m) * np.column_stack([level * np.cos(angle), level * np.sin(angle), sine])


@dataclass(frozen=True)
class GlobeCoverage:
    """Hold coverage of the globe in bands of latitude equal in area, from north to south, and as a whole.

    share_of_time: with enough in view. least_share: of the worst of the points. least_in_view: at any point and time.
    """

    latitude_deg: FloatArray  # (n_band, 2), northern and southern edge
    share_of_time: FloatArray
    mean_in_view: FloatArray
    share_of_globe: float
    least_share: float
    least_in_view: int


def survey_globe(
    constellation: Constellation, optics: Optics, t_s: Any, altitude_m: float, wanted: int = 2, intensity_W_sr: float = math.inf, *,
    n_points: int = 600, n_bands: int = 12, threads: int = 1,
) -> GlobeCoverage:  # fmt: skip
    """Survey how much of the globe, how much of the time, a constellation sees targets at a height with `wanted` satellites or more.

    Points stand still on the turning Earth (`spread_points`); times are those given, each with equal weight. An infinite intensity leaves
    geometry alone. Resolution: one part in n_points x times. Error: InputError.
    """
    if not 1 <= n_bands <= n_points or n_points % n_bands:
        raise InputError(path="n_bands", problem=f"{n_points} points in {n_bands} bands", accepted="bands that divide the points evenly")
    t = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
    points = np.broadcast_to(spread_points(n_points, altitude_m), (len(t), n_points, 3))
    counts = count_in_view(constellation, optics, t, points, intensity_W_sr, threads=threads)
    enough = np.mean(counts >= wanted, axis=0)
    edges = np.degrees(np.arcsin(np.linspace(1.0, -1.0, n_bands + 1)))
    return GlobeCoverage(
        np.column_stack([edges[:-1], edges[1:]]), enough.reshape(n_bands, -1).mean(axis=1),
        counts.mean(axis=0).reshape(n_bands, -1).mean(axis=1), float(enough.mean()), float(enough.min()), int(counts.min()),
    )  # fmt: skip
