"""Observe flights with the sensors of every shield: what is seen, how well it is tracked, where custody breaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.kernel.philox import draw_uniform
from equipoise.results.paths import Paths
from equipoise.results.schema import CUSTODY, TRACK_POINTS, TRACKS
from equipoise.results.table import Table
from equipoise.results.track_book import Track, TrackBook
from equipoise.scenario.case import ThreatFlight
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.sensors import HorizonRadar, Radar, Satellites, Sensor
from equipoise.sensing.custody import count_stretches, explain_track, find_median, list_stretches, summarise_custody
from equipoise.sensing.track import MOST_LOOKS, Handovers, TrackHistory, summarise_handovers, summarise_resumptions, track_many
from equipoise.sensing.watch import Watch, watch_horizon_radar, watch_radar, watch_satellites

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
STREAM_DELAY, STREAM_WATCH, STREAM_NOISE = 200, 100_000, 300_000
# time from ignition to a warning that can be acted on; 45 to 65 s for boost-phase studies, general knowledge
WARNING_DELAY_S = (45.0, 65.0)
LEAD_S = 10.0  # last seconds before an intercept in which the interceptor is on its own (assumption)
FIGURE_RUNS = 50  # every so many runs keep their track for figures
STATES = ("none", "tentative", "firm", "coasting")


def observe(threats: Sequence[ThreatFlight], shields: Sequence[Shield], samples: Table, inputs: Inputs) -> TrackBook:
    """Observe each flight with the sensors of each shield it flies against (schemas TRACKS, TRACK_POINTS, CUSTODY).

    Radars and satellites see or miss a flight sample by sample; a tracking filter turns their noisy looks into a track; a track is
    held while it is firm or coasts below its limit of error. Sensors that several shields share see the same thing.
    """
    paths = {threat.id: Paths.read(samples, threat.id, len(inputs)) for threat in threats}
    pool = _Pool(threats, paths, inputs)
    tables: dict[str, list[Table]] = {"tracks": [], "points": [], "custody": []}
    tracks: dict[tuple[str, str, str], Track] = {}
    for shield in shields:
        for threat in threats:
            if threat.owner == shield.attacker:
                scene = _Scene(shield, threat, paths[threat.id], pool, inputs)
                tracks[shield.defender, shield.name, threat.id] = scene.track
                tables["tracks"].append(scene.summarise())
                tables["points"].append(scene.list_points())
                tables["custody"].append(scene.list_custody())
    stacked = {
        name: Table.stack(parts) if parts else Table.empty(schema)
        for (name, parts), schema in zip(tables.items(), (TRACKS, TRACK_POINTS, CUSTODY), strict=True)
    }
    return TrackBook(stacked["tracks"], stacked["points"], stacked["custody"], tracks, LEAD_S)


class _Pool:
    """Watch each (sensor, flight) once, however many shields share the sensor; streams go by position, not by name."""

    def __init__(self, threats: Sequence[ThreatFlight], paths: dict[str, Paths], inputs: Inputs) -> None:
        self.paths, self.inputs = paths, inputs
        self.flights = {threat.id: i for i, threat in enumerate(threats)}
        self._streams: dict[int, int] = {}
        self._seen: dict[tuple[int, str, bytes], Any] = {}

    def stream_of(self, sensor: Sensor, threat: ThreatFlight) -> int:
        """Return the stream of a sensor and flight."""
        number = self._streams.setdefault(id(sensor), len(self._streams))
        return STREAM_WATCH + 64 * number + 4 * self.flights[threat.id]

    def notice(self, sensor: HorizonRadar, threat: ThreatFlight) -> FloatArray:
        """Return when an over-the-horizon radar notices a flight."""
        key = (id(sensor), threat.id, b"")
        if key not in self._seen:
            self._seen[key] = watch_horizon_radar(sensor, self.paths[threat.id], self.inputs, self.stream_of(sensor, threat))
        found: FloatArray = self._seen[key]
        return found

    def watch(self, sensor: Radar | Satellites, threat: ThreatFlight, cue_s: FloatArray) -> Watch:
        """Return what a radar or constellation sees of a flight."""
        stream, paths = self.stream_of(sensor, threat), self.paths[threat.id]
        key = (id(sensor), threat.id, b"" if isinstance(sensor, Satellites) else cue_s.tobytes())  # a radar waits for its cue
        if key not in self._seen:
            self._seen[key] = (
                watch_satellites(sensor, threat, paths, self.inputs, stream)
                if isinstance(sensor, Satellites)
                else watch_radar(sensor, threat, paths, cue_s, self.inputs, stream)
            )
        found: Watch = self._seen[key]
        return found


class _Scene:
    """Hold one flight before one set of sensors, in every run."""

    def __init__(self, shield: Shield, threat: ThreatFlight, paths: Paths, pool: _Pool, inputs: Inputs) -> None:
        self.shield, self.threat, self.paths, self.inputs = shield, threat, paths, inputs
        self.launch_seen = self._warn()
        self.cue = self.launch_seen
        for sensor in shield.sensors:
            if isinstance(sensor, HorizonRadar):
                self.cue = np.fmin(self.cue, pool.notice(sensor, threat))
        cue = np.where(np.isfinite(self.cue), self.cue, np.inf)
        self.held_by = [s for s in shield.sensors if isinstance(s, (Radar, Satellites))]
        self.watches = [pool.watch(sensor, threat, cue) for sensor in self.held_by]
        flight = pool.flights[threat.id]
        self.history, self.holder, self.n_seen = self._follow(STREAM_NOISE + flight)
        self.track = self._make_track()

    def _warn(self) -> FloatArray:
        """Return when warning satellites have told of the launch: a delay after ignition, or after the start of a flight without boost."""
        out = np.full(len(self.inputs), np.nan)
        for j, sensor in enumerate(self.shield.sensors):
            if isinstance(sensor, Satellites) and sensor.kind == "warning_satellite":
                key0, key1 = self.inputs.key0, self.inputs.key1
                u = np.array([draw_uniform(key0, key1, int(run), STREAM_DELAY, j) for run in self.inputs.runs])
                burning = self.paths.is_boosting
                ignition = np.where(burning.any(axis=1), np.take_along_axis(self.paths.t_s, burning.argmax(axis=1)[:, None], 1)[:, 0], 0.0)
                out = np.fmin(out, ignition + WARNING_DELAY_S[0] + (WARNING_DELAY_S[1] - WARNING_DELAY_S[0]) * u)
        return out

    def _follow(self, stream: int) -> tuple[TrackHistory | None, NDArray[np.int64], NDArray[np.int64]]:
        """Follow the flight with the filter on the best few looks of every sample; also the best sensor and how many see it."""
        n, m = self.paths.t_s.shape
        if not self.watches:
            return None, np.full((n, m), -1), np.zeros((n, m), dtype=np.int64)
        cost = np.concatenate([np.moveaxis(w.cost_m, 2, 0) for w in self.watches])  # slots first
        label = np.repeat(np.arange(len(self.watches)), [w.cost_m.shape[2] for w in self.watches])
        most = min(MOST_LOOKS, len(cost))
        n_seen = np.isfinite(cost).sum(axis=0)
        taken = np.minimum(n_seen, most)
        run, sample = np.nonzero(n_seen)
        order = np.argsort(cost[:, run, sample].T, axis=1, kind="stable")[:, :most]
        history = track_many(
            self.paths.t_s, self.paths.length, self.paths.state_ecef, taken, *self._gather(run, sample, order, taken[run, sample]),
            self.inputs.key0, self.inputs.key1, self.inputs.runs, stream, lead_s=LEAD_S, is_boosting=self.paths.is_boosting,
        )  # fmt: skip
        holder = np.full((n, m), -1)
        holder[run, sample] = label[order[:, 0]]
        return history, holder, n_seen

    def _gather(self, run: IntArray, sample: IntArray, order: IntArray, taken: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Gather places and errors (angle, range) of the looks taken, best first; the rest of the room is left empty.

        run, sample: moments at which something is seen; order (moment, look): numbers of slots; taken: looks that count.
        """
        shape = (*self.paths.t_s.shape, order.shape[1])
        place, angle, distance = np.zeros((*shape, 3)), np.full(shape, np.inf), np.full(shape, np.inf)
        moment, look = np.nonzero(np.arange(order.shape[1]) < taken[:, None])
        slot, first = order[moment, look], 0
        for w in self.watches:
            own = np.flatnonzero((slot >= first) & (slot < first + w.cost_m.shape[2]))
            r, s, k = run[moment[own]], sample[moment[own]], look[own]
            place[r, s, k], angle[r, s, k], distance[r, s, k] = (
                x[r, s, slot[own] - first] for x in (w.place_ecef_m, w.sigma_angle_rad, w.sigma_range_m)
            )
            first += w.cost_m.shape[2]
        return place, angle, distance

    def _make_track(self) -> Track:
        n, m = self.paths.t_s.shape
        used = [s.track_capacity for s, w in zip(self.held_by, self.watches, strict=True) if w.sees.any()]
        capacity = np.full(n, np.inf)
        known = [limit for limit in used if limit is not None]
        if used and len(known) == len(used):
            capacity = np.sum([self.inputs[limit] for limit in known], axis=0)
        if self.history is None:
            none = np.zeros((n, m), dtype=bool)
            return Track(none, none, np.full((n, m), np.inf), np.full((n, m), np.inf), capacity)
        afar = np.zeros((n, m), dtype=bool)
        for watch, sensor in zip(self.watches, self.held_by, strict=True):
            if not (isinstance(sensor, Radar) and sensor.latitude is None):
                afar |= watch.sees
        counts = np.arange(m)[None, :] < self.paths.length[:, None]
        firm = (self.history.state >= 2) & counts
        error, lead = (np.where(firm, e, np.inf) for e in (self.history.sd_m, self.history.lead_sd_m))
        return Track(firm, afar, error, lead, capacity)

    def _names(self) -> dict[str, Any]:
        return {
            "flight": self.threat.id, "threat_class": self.threat.threat_class, "attacker": self.shield.attacker,
            "defender": self.shield.defender, "shield": self.shield.name,
        }  # fmt: skip

    def summarise(self) -> Table:
        """Summarise the tracks (schema TRACKS)."""
        changes = again = Handovers(np.zeros(len(self.inputs), dtype=np.int64), np.full(len(self.inputs), np.nan))
        if self.history is not None:
            counts = np.arange(self.n_seen.shape[1])[None, :] < self.paths.length[:, None]
            changes = summarise_handovers(self.history, np.where(counts, self.holder, -1))
            again = summarise_resumptions(self.history, np.where(counts, self.n_seen, 0))
        firm, most = self.track.is_firm, np.fmax(changes.worst_sd_m, again.worst_sd_m)
        rows, reasons = [], []
        for i, k in enumerate(self.paths.length.tolist()):
            rows.append(summarise_custody(self.paths.t_s[i, :k], firm[i, :k], self.paths.is_boosting[i, :k]))
            reasons.append(explain_track(firm[i, :k], self.n_seen[i, :k], [(w.label, w.code[i, :k], w.reasons) for w in self.watches]))
        columns = {
            "run": self.inputs.runs, **self._names(), "t_launch_seen_s": self.launch_seen, "t_cue_s": self.cue,
            "t_impact_s": self.paths.t_end_s, "n_gaps": np.maximum(0, count_stretches(firm) - 1), "n_handovers": changes.count,
            "handover_error_m": most, "track_error_m": find_median(self.track.error_m, firm),
            "track_capacity": np.where(np.isfinite(self.track.capacity), self.track.capacity, math.nan), "reason": reasons,
        }  # fmt: skip
        return Table.build(TRACKS, columns | {name: [row[name] for row in rows] for name in rows[0]})

    def list_points(self) -> Table:
        """List the track sample by sample for the runs that figures show (schema TRACK_POINTS)."""
        chosen = np.flatnonzero(self.inputs.runs % FIGURE_RUNS == 0)
        parts = []
        for i in chosen:
            k = int(self.paths.length[i])
            h, none = self.history, np.full(k, np.nan)
            has = (h.state[i, :k] > 0) if h is not None else np.zeros(k, dtype=bool)
            place = np.where(has[:, None], h.position_m[i, :k], np.nan) if h is not None else np.full((k, 3), np.nan)
            columns = {
                "run": np.full(k, self.inputs.runs[i]), **self._names(),
                "t_s": self.paths.t_s[i, :k], "x_ecef_m": place[:, 0], "y_ecef_m": place[:, 1], "z_ecef_m": place[:, 2],
                "error_m": np.where(has, h.sd_m[i, :k], np.nan) if h is not None else none,
                "p_manoeuvre": np.where(has, h.p_manoeuvre[i, :k], np.nan) if h is not None else none,
                "state": [STATES[s] for s in h.state[i, :k]] if h is not None else ["none"] * k, "n_sensors": self.n_seen[i, :k],
                "holder": [self.watches[j].label if j >= 0 else "" for j in self.holder[i, :k]],
            }  # fmt: skip
            parts.append(Table.build(TRACK_POINTS, columns))
        return Table.stack(parts) if parts else Table.empty(TRACK_POINTS)

    def list_custody(self) -> Table:
        """List the stretches under firm track (schema CUSTODY)."""
        labels = [w.label for w in self.watches]
        rows = []
        for i, k in enumerate(self.paths.length.tolist()):
            holder, t = self.holder[i, :k], self.paths.t_s[i]
            for s in list_stretches(self.track.is_firm[i, :k]):
                held = holder[s.first : s.last + 1]
                held = held[held >= 0]
                turns = [labels[j] for j in (*held[:1], *held[1:][held[1:] != held[:-1]])]
                said = ", ".join(turns[:8]) + (", ..." if len(turns) > 8 else "")
                rows.append((self.inputs.runs[i], t[s.first], t[s.last], said))
        columns = dict(zip(("run", "t_start_s", "t_end_s", "holders"), zip(*rows, strict=True) if rows else ([], [], [], []), strict=True))
        return Table.build(CUSTODY, {**self._names(), **columns})
