"""Track many flights at once with a recursive filter, from simulated looks of radars and satellites."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equipoise.constants import MU_EARTH_M3_S2, OMEGA_EARTH_RAD_S
from equipoise.errors import InputError
from equipoise.sensing._kernels import follow
from equipoise.sensing._kernels.filter import N_ESTIMATE, N_STEP, TIME, fill_step
from equipoise.sensing._kernels.follow import (
    COASTING,
    FIRM,
    MOST_LOOKS,
    N_AHEAD,
    N_NOTES,
    N_SCRATCH,
    NONE,
    TENTATIVE,
    follow_flights,
    foresee,
)
from equipoise.sensing._kernels.measure import LOOK, NUMBERS, look

FloatArray = NDArray[np.float64]
CHUNK = 16  # flights that a thread takes at a time
LEAST_ANGLE_RAD, LEAST_RANGE_M = 1e-8, 1e-2  # below these, variances differ by more than 16 digits hold
MOST_ANGLE_RAD = 0.1  # beyond it a look is no line of sight: the geometry of the filter takes angles for small
__all__ = [
    "COASTING", "FIRM", "MOST_LOOKS", "NONE", "TENTATIVE", "Handovers", "Looks", "MotionModel", "TrackHistory", "draw_looks",
    "predict_sd_m", "summarise_handovers", "summarise_resumptions", "track_many",
]  # fmt: skip


@dataclass(frozen=True)
class MotionModel:
    """Say how a filter thinks a target moves, and when it believes in a track. Defaults are assumptions (basis A) unless said otherwise.

    What gravity and the turning Earth do not explain is an acceleration that varies at random, with a standard deviation per axis and
    a time over which it forgets itself (Singer 1970). Two such models take turns (Blom and Bar-Shalom 1988): a quiet one, for
    ballistic flight, steady glide and cruise, and a manoeuvring one, for pull-ups, turns and drag. Lift and drag need air: above
    `air_top_m` both fall off with its density, down to what is left in vacuum.
    """

    quiet_sd_m_s2: float = 1.0  # A: the lift of a steady glide drifts by about this much in quiet_time_s as it slows down
    quiet_time_s: float = 600.0  # A
    manoeuvre_sd_m_s2: float = 12.0  # A: gliders pull 0.3 to 3 g
    manoeuvre_time_s: float = 50.0  # A: Singer's lazy turn lasts about 60 s
    to_manoeuvre_per_s: float = 1.0 / 600.0  # A: one manoeuvre in ten minutes,
    to_quiet_per_s: float = 1.0 / 60.0  # A: of one minute
    vacuum_sd_m_s2: float = 0.02  # D: the oblate Earth, which the filter leaves out, pulls by up to 0.03 m/s2
    air_top_m: float = 80e3  # A: below, a glider can pull what the models say; its lift at 7 km/s equals its weight at 60 to 80 km
    air_scale_m: float = 7e3  # G: height in which density falls by e
    entry_beta_kg_m2: float = 10e3  # A: drag of a body of this ballistic coefficient is the least sd of the manoeuvring model
    burn_sd_m_s2: float = 40.0  # A: of a burning engine, 2 to 8 g; replaces that of the manoeuvring model
    start_speed_sd_m_s: float = 3500.0  # A: per axis, of a target just found: up to about 7 km/s
    lost_sd_m: float = 50e3  # A: a track less certain than this (per axis) is dropped
    updates_to_firm: int = 2  # A: after the look that started it
    gate: float = 30.0  # A: squared normalised innovation per number (5.5 sd) beyond which a track is broken and dropped
    is_switching: bool = True  # False: the manoeuvring model alone, a plain Kalman filter
    mu_m3_s2: float = MU_EARTH_M3_S2  # 0 and 0 for comparisons: no gravity, no rotation
    omega_rad_s: float = OMEGA_EARTH_RAD_S

    def __post_init__(self) -> None:
        for name in ("quiet_sd_m_s2", "quiet_time_s", "manoeuvre_sd_m_s2", "manoeuvre_time_s", "to_manoeuvre_per_s", "to_quiet_per_s",
                     "vacuum_sd_m_s2", "air_scale_m", "burn_sd_m_s2", "start_speed_sd_m_s", "lost_sd_m", "gate"):  # fmt: skip
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise InputError(path=f"motion.{name}", problem=f"{value!r} is not a positive number", accepted="above 0, finite")
        for name in ("mu_m3_s2", "omega_rad_s", "updates_to_firm"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise InputError(path=f"motion.{name}", problem=f"{getattr(self, name)!r} is below 0", accepted="0 or above, finite")
        for name in ("air_top_m", "entry_beta_kg_m2"):
            if not getattr(self, name) > 0.0:
                raise InputError(path=f"motion.{name}", problem=f"{getattr(self, name)!r} is not positive", accepted="above 0, or inf")

    def list_constants(self) -> FloatArray:
        """List the numbers in the order that the kernel reads them."""
        models = [self.quiet_sd_m_s2, self.quiet_time_s, self.manoeuvre_sd_m_s2, self.manoeuvre_time_s]
        if not self.is_switching:
            models = models[2:] * 2
        return np.array(
            [self.mu_m3_s2, self.omega_rad_s, self.vacuum_sd_m_s2, self.air_top_m, self.air_scale_m, self.entry_beta_kg_m2,
             self.burn_sd_m_s2, self.start_speed_sd_m_s, self.lost_sd_m, self.updates_to_firm, self.gate, 2.0 if self.is_switching else 1.0,
             self.to_manoeuvre_per_s, self.to_quiet_per_s, *models]
        )  # fmt: skip


@dataclass(frozen=True)
class TrackHistory:
    """Hold the tracks of many flights, sample by sample; arrays are (flight, sample), vectors (flight, sample, 3) in Earth-fixed axes.

    state: NONE 0, TENTATIVE 1, FIRM 2, COASTING 3 (firm, but nothing seen at this sample). Where it is NONE, every other number is
    NaN. sd is the root of a third of the trace of the covariance: per axis. nees_position is the error from the truth squared and
    normalised by the covariance, 3 on average for an honest filter.
    """

    state: NDArray[np.int8]
    position_m: FloatArray
    velocity_m_s: FloatArray
    sd_m: FloatArray
    speed_sd_m_s: FloatArray  # of the velocity, per axis
    sd_before_m: FloatArray  # as predicted, before the looks of this sample; NaN where the track starts
    sd_across_m: FloatArray  # per axis across the velocity
    lead_sd_m: FloatArray  # as expected lead_s later without another look
    error_m: FloatArray
    nees_position: FloatArray
    p_manoeuvre: FloatArray  # above the air both models are one, and it says nothing
    n_broken: NDArray[np.int64]  # (flight): tracks dropped because looks did not fit them
    estimates: FloatArray  # (flight, sample, 54) if asked for: means of position, velocity, acceleration, then their covariance


@dataclass(frozen=True)
class Looks:
    """Hold simulated looks (flight, sample, sensor): measured unit vector of the line of sight, and range (m; NaN if not measured)."""

    line: FloatArray
    range_m: FloatArray


@dataclass(frozen=True)
class Handovers:
    """Hold, by flight, how often a track changed hands or came back from a gap, and the worst sd per axis before it did (m; NaN: never)."""

    count: NDArray[np.int64]
    worst_sd_m: FloatArray


@dataclass(frozen=True)
class _Scene:
    """Hold checked arrays as the kernel takes them."""

    t_s: FloatArray
    length: NDArray[np.int64]
    truth: FloatArray
    n_seen: NDArray[np.int64]
    place: FloatArray
    sigma_angle: FloatArray
    sigma_range: FloatArray
    burning: NDArray[np.bool_]
    key0: int
    key1: int
    runs: NDArray[np.int64]
    streams: NDArray[np.int64]

    def list_arguments(self) -> tuple[Any, ...]:
        return (self.t_s, self.length, self.truth, self.n_seen, self.place, self.sigma_angle, self.sigma_range, self.burning, self.key0,
                self.key1, self.runs, self.streams)  # fmt: skip


def track_many(
    t_s: ArrayLike, length: ArrayLike, truth_ecef: ArrayLike, n_seen: ArrayLike, sensor_ecef_m: ArrayLike, sigma_angle_rad: ArrayLike,
    sigma_range_m: ArrayLike, key0: int, key1: int, runs: ArrayLike, stream: ArrayLike, model: MotionModel | None = None, *,
    lead_s: ArrayLike = 10.0, is_boosting: ArrayLike | None = None, keep_estimates: bool = False, threads: int = 1,
) -> TrackHistory:  # fmt: skip
    """Track flights with an interacting-multiple-model Kalman filter on noisy looks drawn here.

    t_s (flight, sample), increasing; length (flight) samples that count; truth_ecef (flight, sample, 6) position (m) and velocity (m/s);
    n_seen (flight, sample) sensors that see the flight, the first so many of: sensor_ecef_m (flight, sample, sensor, 3),
    sigma_angle_rad per axis, sigma_range_m (infinite: angles only). lead_s by flight or for all; is_boosting (flight, sample) where an
    engine is seen to burn. Noise is keyed by (key0, key1, run, stream, sample and sensor), so neither order, chunks nor threads matter;
    flights of one run need streams of their own.

    A radar starts a track alone, satellites in pairs; one satellite keeps a track but starts none, since angles from one place give no
    range. Validity: known association of looks to flights, one target each, unbiased sensors, steps up to about 20 s; drag of a steep
    re-entry beyond a few times manoeuvre_sd_m_s2 breaks a track, which is then started again. Error: InputError.
    """
    chosen = model or MotionModel()
    scene = _check_scene(
        t_s, length, truth_ecef, n_seen, sensor_ecef_m, sigma_angle_rad, sigma_range_m, key0, key1, runs, stream, is_boosting
    )
    n, m = scene.t_s.shape
    lead = _spread(lead_s, n, "lead_s", np.float64)
    if not np.all((lead >= 0.0) & (lead < math.inf)) or threads < 1:
        raise InputError(path="track", problem="a negative lead, or no thread", accepted="lead_s of 0 or above, threads of 1 or above")
    state, notes = np.zeros((n, m), dtype=np.int8), np.full((n, m, N_NOTES), np.nan)
    estimates = np.full((n, m, N_ESTIMATE), np.nan) if keep_estimates else np.empty((0, 0, N_ESTIMATE))
    broken, constants = np.zeros(n, dtype=np.int64), chosen.list_constants()

    def follow_some(first: int) -> None:
        follow_flights(
            first, min(first + CHUNK, n), *scene.list_arguments(), constants, lead, np.zeros((N_SCRATCH, N_ESTIMATE)), state, notes,
            estimates, broken,
        )  # fmt: skip

    if threads == 1:
        for first in range(0, n, CHUNK):
            follow_some(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(follow_some, range(0, n, CHUNK)))
    column = {name: notes[:, :, at] for name, at in _NOTED.items()}
    return TrackHistory(
        state=state, position_m=notes[:, :, 0:3], velocity_m_s=notes[:, :, 3:6], n_broken=broken, estimates=estimates, **column
    )


_NOTED = {
    "sd_m": follow.SD_AT, "speed_sd_m_s": follow.SPEED_SD_AT, "sd_before_m": follow.BEFORE_AT, "sd_across_m": follow.ACROSS_AT,
    "lead_sd_m": follow.LEAD_AT, "error_m": follow.ERROR_AT, "nees_position": follow.NEES_AT, "p_manoeuvre": follow.AGILE_AT,
}  # fmt: skip


def draw_looks(
    t_s: ArrayLike, length: ArrayLike, truth_ecef: ArrayLike, n_seen: ArrayLike, sensor_ecef_m: ArrayLike, sigma_angle_rad: ArrayLike,
    sigma_range_m: ArrayLike, key0: int, key1: int, runs: ArrayLike, stream: ArrayLike,
) -> Looks:  # fmt: skip
    """Draw the very looks that `track_many` draws from the same arguments, for comparison with other filters. Error: InputError."""
    scene = _check_scene(t_s, length, truth_ecef, n_seen, sensor_ecef_m, sigma_angle_rad, sigma_range_m, key0, key1, runs, stream, None)
    n, m, most = scene.sigma_angle.shape
    out, row = np.full((n, m, most, LOOK), np.nan), np.zeros(LOOK)
    for k in range(n):
        for i in range(scene.length[k]):
            for j in range(scene.n_seen[k, i]):
                look(
                    row, 0, *scene.truth[k, i, :3], *scene.place[k, i, j], scene.sigma_angle[k, i, j], scene.sigma_range[k, i, j],
                    key0, key1, scene.runs[k], scene.streams[k], (i * most + j) * NUMBERS,
                )  # fmt: skip
                out[k, i, j] = row
    return Looks(out[..., :3], np.where(out[..., 3] == 0.0, np.nan, out[..., 3]))


def predict_sd_m(estimates: ArrayLike, p_manoeuvre: ArrayLike, lead_s: float, model: MotionModel | None = None) -> FloatArray:
    """Predict the sd per axis of a position so many seconds ahead, if nothing more is seen, from rows of `TrackHistory.estimates`.

    The target changes between both models as it likes (a Markov process); the tide of gravity is left out. NaN where there is no track.
    """
    chosen = model or MotionModel()
    c, steps, room = chosen.list_constants(), np.zeros((2, N_STEP)), np.zeros((2, N_STEP))
    for i in range(2):
        fill_step(steps[i], float(lead_s) / N_AHEAD, c[TIME + 2 * i])
    rows, p = np.asarray(estimates, dtype=np.float64), np.asarray(p_manoeuvre, dtype=np.float64)
    if rows.shape != (*p.shape, N_ESTIMATE) or not 0.0 <= lead_s < math.inf:
        raise InputError(
            path="predict_sd_m", problem=f"estimates of shape {rows.shape}, p_manoeuvre {p.shape}, lead_s {lead_s}",
            accepted="rows of 54 numbers, a probability each, a lead of 0 or above",
        )  # fmt: skip
    flat = np.ascontiguousarray(rows.reshape(-1, N_ESTIMATE))
    found = [foresee(row, *room, *steps, chosen.is_switching, q, c) for row, q in zip(flat, p.ravel().tolist(), strict=True)]
    return np.array(found).reshape(p.shape)


def summarise_handovers(history: TrackHistory, holder_id: ArrayLike) -> Handovers:
    """Count changes of the sensor that holds a track, and find the worst sd with which the next one had to find the target.

    holder_id (flight, sample): which sensor, or set of sensors, sees the flight best; below 0 for none. A change is counted where a
    track goes on and its holder differs from the last one, gaps between them included.

    >>> history = _example_history([10.0, 20.0, 30.0, 15.0])
    >>> found = summarise_handovers(history, [[1, 1, -1, 2]])
    >>> found.count.tolist(), found.worst_sd_m.tolist()
    ([1], [15.0])
    """
    holder = np.asarray(holder_id)
    if holder.shape != history.state.shape:
        raise InputError(path="holder_id", problem=f"shape {holder.shape}", accepted=f"one for each sample, {history.state.shape}")
    last = np.maximum.accumulate(np.where(holder >= 0, np.arange(holder.shape[1]), -1), axis=1)
    before = np.concatenate([np.full((len(holder), 1), -1), last[:, :-1]], axis=1)
    previous = np.where(before >= 0, np.take_along_axis(holder, np.maximum(before, 0), axis=1), -1)
    changed = (holder >= 0) & (previous >= 0) & (holder != previous)
    return _summarise(history, changed)


def summarise_resumptions(history: TrackHistory, n_seen: ArrayLike) -> Handovers:
    """Count how often a track is seen again after a gap, and find the worst sd with which it had to be found.

    >>> found = summarise_resumptions(_example_history([10.0, 20.0, 30.0, 15.0]), [[1, 0, 0, 2]])
    >>> found.count.tolist(), found.worst_sd_m.tolist()
    ([1], [15.0])
    """
    seen = np.asarray(n_seen) > 0
    if seen.shape != history.state.shape:
        raise InputError(path="n_seen", problem=f"shape {seen.shape}", accepted=f"one for each sample, {history.state.shape}")
    again = seen.copy()
    again[:, 0] = False
    again[:, 1:] &= ~seen[:, :-1]
    return _summarise(history, again)


def _summarise(history: TrackHistory, moments: NDArray[np.bool_]) -> Handovers:
    found = moments & np.isfinite(history.sd_before_m)
    worst = np.max(np.where(found, history.sd_before_m, -1.0), axis=1, initial=-1.0)
    return Handovers(np.sum(found, axis=1), np.where(worst < 0.0, np.nan, worst))


def _example_history(sd_before_m: list[float]) -> TrackHistory:
    """Make a history of one firm track for the examples above."""
    one = np.array([sd_before_m])
    vector = np.zeros((*one.shape, 3))
    return TrackHistory(np.full(one.shape, FIRM, dtype=np.int8), vector, vector, one, one, one, one, one, one, one, one,
                        np.zeros(1, dtype=np.int64), np.empty((0, 0, N_ESTIMATE)))  # fmt: skip


def _spread(value: ArrayLike, n: int, name: str, kind: Any) -> Any:
    found = np.asarray(value, dtype=kind)
    if found.shape not in ((), (n,)):
        raise InputError(path=f"track.{name}", problem=f"shape {found.shape}", accepted=f"one number, or one for each of {n} flights")
    return _lay_out(np.broadcast_to(found, (n,)), kind)


def _lay_out(value: Any, kind: Any) -> Any:
    """Return an array in C order that may be written to: one type of array, one machine code."""
    found = np.ascontiguousarray(value, dtype=kind)
    return found if found.flags.writeable else found.copy()


def _check_scene(
    t_s: Any, length: Any, truth: Any, n_seen: Any, place: Any, sigma_angle: Any, sigma_range: Any, key0: int, key1: int, runs: Any,
    stream: Any, burning: Any,
) -> _Scene:  # fmt: skip
    """Check shapes and numbers, and lay them out for the kernel."""
    t, x = _lay_out(t_s, np.float64), _lay_out(truth, np.float64)
    if t.ndim != 2:
        raise InputError(path="track.t_s", problem=f"shape {t.shape}", accepted="(flight, sample)")
    (n, m), angle = t.shape, _lay_out(sigma_angle, np.float64)
    most = angle.shape[2] if angle.ndim == 3 else 0
    scene = _Scene(
        t, _spread(length, n, "length", np.int64), x, _lay_out(n_seen, np.int64), _lay_out(place, np.float64), angle,
        _lay_out(sigma_range, np.float64), np.zeros((n, m), dtype=bool) if burning is None else _lay_out(burning, bool),
        int(key0), int(key1),
        _spread(runs, n, "runs", np.int64), _spread(stream, n, "stream", np.int64),
    )  # fmt: skip
    wanted = {
        "truth_ecef": (x, (n, m, 6)), "n_seen": (scene.n_seen, (n, m)), "sensor_ecef_m": (scene.place, (n, m, most, 3)),
        "sigma_angle_rad": (angle, (n, m, most)), "sigma_range_m": (scene.sigma_range, (n, m, most)),
        "is_boosting": (scene.burning, (n, m)),
    }  # fmt: skip
    for name, (array, shape) in wanted.items():
        if array.shape != shape:
            raise InputError(path=f"track.{name}", problem=f"shape {array.shape}", accepted=f"{shape}, as t_s and sigma_angle_rad have it")
    if most > MOST_LOOKS:
        raise InputError(path="track.sigma_angle_rad", problem=f"{most} sensors at once", accepted=f"at most {MOST_LOOKS}")
    _check_numbers(scene, most)
    return scene


def _check_numbers(scene: _Scene, most: int) -> None:
    m = scene.t_s.shape[1]
    if not np.all((scene.length >= 0) & (scene.length <= m)):
        raise InputError(path="track.length", problem="a length beyond the samples", accepted=f"0 to {m}")
    counts = np.arange(m)[None, :] < scene.length[:, None]
    step = np.diff(scene.t_s, axis=1)
    if not np.all((step > 0.0) | ~counts[:, 1:]) or not np.all(np.isfinite(scene.t_s) | ~counts):
        raise InputError(path="track.t_s", problem="times do not increase", accepted="finite and increasing within each flight")
    if not np.all(np.isfinite(scene.truth).all(axis=2) | ~counts):
        raise InputError(path="track.truth_ecef", problem="a number is missing", accepted="finite positions and velocities")
    if not np.all((scene.n_seen >= 0) & (scene.n_seen <= most) | ~counts):
        raise InputError(path="track.n_seen", problem="more sensors see the flight than are given", accepted=f"0 to {most}")
    # slots that are not used may hold anything, and are most of them
    flight, sample = np.nonzero((scene.n_seen > 0) & counts)
    used = scene.n_seen[flight, sample]
    slot = np.arange(used.sum()) - np.repeat(np.cumsum(used) - used, used)
    flight, sample = np.repeat(flight, used), np.repeat(sample, used)
    angle, place = scene.sigma_angle[flight, sample, slot], scene.place[flight, sample, slot]
    if not np.all((angle >= LEAST_ANGLE_RAD) & (angle < MOST_ANGLE_RAD)):
        accepted = f"{LEAST_ANGLE_RAD:g} to {MOST_ANGLE_RAD:g} rad"
        raise InputError(path="track.sigma_angle_rad", problem="an error out of bounds", accepted=accepted)
    if not np.all(scene.sigma_range[flight, sample, slot] >= LEAST_RANGE_M):
        raise InputError(path="track.sigma_range_m", problem="an error out of bounds", accepted=f"{LEAST_RANGE_M:g} m or more, or inf")
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.sum((place - scene.truth[flight, sample, :3]) ** 2, axis=1) > 1.0
    if not np.all(np.isfinite(place).all(axis=1) & apart):
        raise InputError(path="track.sensor_ecef_m", problem="a sensor has no place, or sits on the target", accepted="finite, 1 m away")
