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
from equipoise.sensing.custody import explain_track, list_stretches, summarise_custody
from equipoise.sensing.track import MOST_LOOKS, Handovers, TrackHistory, summarise_handovers, summarise_resumptions, track_many
from equipoise.sensing.watch import Watch, watch_horizon_radar, watch_radar, watch_satellites

FloatArray = NDArray[np.float64]
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
        self._seen: dict[tuple[int, str], Any] = {}

    def stream_of(self, sensor: Sensor, threat: ThreatFlight) -> int:
        """Return the stream of a sensor and flight."""
        number = self._streams.setdefault(id(sensor), len(self._streams))
        return STREAM_WATCH + 64 * number + 4 * self.flights[threat.id]

    def notice(self, sensor: HorizonRadar, threat: ThreatFlight) -> FloatArray:
        """Return when an over-the-horizon radar notices a flight."""
        key = (id(sensor), threat.id)
        if key not in self._seen:
            self._seen[key] = watch_horizon_radar(sensor, self.paths[threat.id], self.inputs, self.stream_of(sensor, threat))
        found: FloatArray = self._seen[key]
        return found

    def watch(self, sensor: Radar | Satellites, threat: ThreatFlight, cue_s: FloatArray) -> Watch:
        """Return what a radar or constellation sees of a flight."""
        key = (id(sensor), threat.id)
        stream = self.stream_of(sensor, threat)
        if isinstance(sensor, Satellites):
            if key not in self._seen:
                self._seen[key] = watch_satellites(sensor, threat, self.paths[threat.id], self.inputs, stream)
            found: Watch = self._seen[key]
            return found
        return watch_radar(sensor, threat, self.paths[threat.id], cue_s, self.inputs, stream)


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
        cost = np.concatenate([w.cost_m for w in self.watches], axis=2)
        label = np.concatenate([np.full(w.cost_m.shape[2], j) for j, w in enumerate(self.watches)])
        order = np.argsort(cost, axis=2, kind="stable")[:, :, :MOST_LOOKS]
        n_seen = np.isfinite(cost).sum(axis=2)
        taken = np.minimum(n_seen, order.shape[2])

        def pick(name: str) -> FloatArray:
            values = np.concatenate([getattr(w, name) for w in self.watches], axis=2)
            index = order[..., None] if values.ndim == 4 else order
            return np.ascontiguousarray(np.take_along_axis(values, index, axis=2))

        history = track_many(
            self.paths.t_s, self.paths.length, self.paths.state_ecef, taken, pick("place_ecef_m"), pick("sigma_angle_rad"),
            pick("sigma_range_m"), self.inputs.key0, self.inputs.key1, self.inputs.runs, stream, lead_s=LEAD_S,
            is_boosting=self.paths.is_boosting,
        )  # fmt: skip
        holder = np.where(n_seen > 0, label[order[:, :, 0]], -1)
        return history, holder, n_seen

    def _make_track(self) -> Track:
        n, m = self.paths.t_s.shape
        used = [s.track_capacity for s, w in zip(self.held_by, self.watches, strict=True) if np.isfinite(w.cost_m).any()]
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
                afar |= np.isfinite(watch.cost_m).any(axis=2)
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
        rows = []
        for i, run in enumerate(self.inputs.runs):
            k = int(self.paths.length[i])
            t, firm, error = self.paths.t_s[i, :k], self.track.is_firm[i, :k], self.track.error_m[i, :k]
            stretches = list_stretches(firm)
            codes = [(w.label, w.code[i, :k], w.reasons) for w in self.watches]
            rows.append(
                {
                    "run": int(run), **self._names(), "t_launch_seen_s": self.launch_seen[i], "t_cue_s": self.cue[i], "t_impact_s": t[-1],
                    **summarise_custody(t, firm, self.paths.is_boosting[i, :k]), "n_gaps": max(0, len(stretches) - 1),
                    "n_handovers": int(changes.count[i]),
                    "handover_error_m": float(np.fmax(changes.worst_sd_m[i], again.worst_sd_m[i])),
                    "track_error_m": float(np.median(error[firm])) if firm.any() else math.nan,
                    "track_capacity": self.track.capacity[i] if np.isfinite(self.track.capacity[i]) else math.nan,
                    "reason": explain_track(firm, self.n_seen[i, :k], codes),
                }
            )  # fmt: skip
        return Table.build(TRACKS, {name: [row[name] for row in rows] for name in TRACKS.names})

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
                "run": np.full(k, self.inputs.runs[i]), **{n: np.full(k, v, dtype=object) for n, v in self._names().items()},
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
        rows: dict[str, list[Any]] = {name: [] for name in CUSTODY.names}
        for i, run in enumerate(self.inputs.runs):
            for s in list_stretches(self.track.is_firm[i, : self.paths.length[i]]):
                held = [j for j in self.holder[i, s.first : s.last + 1] if j >= 0]
                turns = [self.watches[j].label for k, j in enumerate(held) if k == 0 or held[k - 1] != j]
                said = ", ".join(turns[:8]) + (", ..." if len(turns) > 8 else "")
                row = {"run": int(run), **self._names(), "t_start_s": self.paths.t_s[i, s.first], "t_end_s": self.paths.t_s[i, s.last]}
                for name, item in {**row, "holders": said}.items():
                    rows[name].append(item)
        return Table.build(CUSTODY, rows)
