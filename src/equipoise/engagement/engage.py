"""Engage: what each layer of a shield can do against each class of weapon, from its own fly-out, the believed track and a base rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.engagement._kernels.lethality import (
    expect_salvos,
    find_turn,
    judge_closing,
    judge_looks,
    judge_manoeuvre,
    judge_track,
    judge_turn,
)
from equipoise.engagement.orbital import REASONS, STREAM_PHASE, find_passage
from equipoise.engagement.windows import Battery, Windows, find_windows, place_batteries
from equipoise.kernel.philox import draw_uniform
from equipoise.results.paths import Paths
from equipoise.results.reach import ReachTables
from equipoise.results.schema import ENGAGEMENTS
from equipoise.results.shot_book import CLASS_ORDER, MOST_LOOKS, ShotBook, Shots
from equipoise.results.table import Table
from equipoise.results.track_book import Track, TrackBook
from equipoise.scenario.case import Raid, ThreatFlight
from equipoise.scenario.defences import Layer, Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import Number

FloatArray = NDArray[np.float64]
STREAM_BEARING = 330
FACTORS = ("f_closing", "f_altitude", "f_track", "f_turn", "f_manoeuvre")
NOTES = ("closing_speed_m_s", "track_error_m", "turn_m")


def reach_key(shield: Shield, layer: Layer) -> str:
    """Name a layer of a shield in the reach tables."""
    return f"{shield.defender}/{shield.name}/{layer.id}"


def engage(
    shields: Sequence[Shield], threats: Sequence[ThreatFlight], samples: Table, book: TrackBook, reach: ReachTables, raid: Raid,
    inputs: Inputs,
) -> ShotBook:  # fmt: skip
    """Engage every class with every layer of every shield (schema ENGAGEMENTS, and the looks from which raids are played).

    p_engage = p_reach x declared P(track) x P(taken for a weapon); p_reach = coverage if there is a look. p_ssk = base rate x factors
    (docs/models/engagement.md). p_kill and shots are those of whole salvos over the looks with the declared errors of judgement.
    """
    paths = {t.id: Paths.read(samples, t.id, len(inputs)) for t in threats}
    ground = {name: _add_arcs(path) for name, path in paths.items()}
    tables, shots = [], {}
    for number, shield in enumerate(shields):
        own = {c: next((t for t in threats if t.owner == shield.attacker and t.threat_class == c), None) for c in CLASS_ORDER}
        book_of = Shots.empty(len(inputs), len(shield.layers))
        for order, layer in enumerate(shield.layers):
            for c, (name, threat) in enumerate(own.items()):
                if threat is None and name not in ("ballistic", "glider"):
                    continue  # the exchange wants these two of every layer
                bout = _Bout(layer, name, threat, inputs)
                if threat is not None and layer.p_ssk(name) is not None:
                    track = book.tracks[shield.defender, shield.name, threat.id]
                    stream = 64 * number + 4 * order + c
                    bout.meet(paths[threat.id], ground[threat.id], track, reach, reach_key(shield, layer), stream, book.lead_s)
                    np.minimum(book_of.track_capacity, track.capacity, out=book_of.track_capacity)
                bout.fill(book_of, order, c)
                tables.append(bout.list_rows(shield, order, raid))
        shots[shield.defender, shield.name] = book_of
    return ShotBook(Table.stack(tables) if tables else Table.empty(ENGAGEMENTS), shots)


def _add_arcs(paths: Paths) -> FloatArray:
    """Add up the arcs over ground from sample to sample, rad: (run, sample)."""
    lat, lon = paths.latitude_rad, paths.longitude_rad
    half = np.sin(np.diff(lat, axis=1) / 2) ** 2 + np.cos(lat[:, :-1]) * np.cos(lat[:, 1:]) * np.sin(np.diff(lon, axis=1) / 2) ** 2
    steps = 2.0 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return np.concatenate([np.zeros((len(lat), 1)), np.cumsum(steps, axis=1)], axis=1)


def find_pull(threat: ThreatFlight, paths: Paths, inputs: Inputs) -> FloatArray:
    """Return the acceleration across its path that a target can turn at, m/s2: the lift in what the air does to it; 0 without lift."""
    ratio: Any = getattr(threat.flight.vehicle, "lift_to_drag", None)
    payload = getattr(threat.flight.vehicle, "payload", None)
    if not isinstance(ratio, Number) and payload is not None and payload.then is not None:
        ratio = getattr(payload.then, "lift_to_drag", None)
    if not isinstance(ratio, Number):
        return np.zeros_like(paths.t_s)
    l_d = inputs[ratio][:, None]
    return paths.aero_accel_m_s2 * l_d / np.sqrt(1.0 + l_d * l_d)


@dataclass
class _Bout:
    """Hold one layer against one class while it is worked out, by run: looks, factors, reasons."""

    layer: Layer
    threat_class: str
    threat: ThreatFlight | None
    inputs: Inputs

    def __post_init__(self) -> None:
        n = len(self.inputs)
        self.n_looks = np.zeros(n, dtype=np.int64)
        self.launch, self.intercept, self.p_ssk = (np.zeros((n, MOST_LOOKS)) for _ in range(3))
        self.altitude = np.full((n, MOST_LOOKS), np.nan)
        self.factors = np.zeros((n, MOST_LOOKS, 9))
        self.last_launch, self.last_intercept, self.share = np.zeros(n), np.zeros(n), np.ones(n)
        no_flight = f"the attacker has no {self.threat_class} flight in this case"
        why = no_flight if self.threat is None else f"the layer does not engage {self.threat_class} weapons"
        self.reason = [why] * n
        base = self.layer.p_ssk(self.threat_class)
        self.base = self.inputs[base] if base is not None and self.threat is not None else np.zeros(n)
        self.basis = base.basis if base is not None else "D"

    def meet(
        self, paths: Paths, ground: FloatArray, track: Track, reach: ReachTables, key: str, stream: int, lead_s: float
    ) -> None:
        """Find the looks at a flight and judge the shots."""
        if self.layer.orbit is not None:
            self._meet_from_orbit(paths, ground, track, lead_s, stream)
            return
        n = len(self.inputs)
        bearing = np.array(
            [2.0 * math.pi * draw_uniform(self.inputs.key0, self.inputs.key1, int(r), STREAM_BEARING, stream) for r in self.inputs.runs]
        )
        sites = place_batteries(self.layer, paths, self.inputs, bearing)
        first = np.where(track.is_firm.any(axis=1), np.take_along_axis(paths.t_s, track.is_firm.argmax(axis=1)[:, None], 1)[:, 0], np.nan)
        found = find_windows(paths, track.is_firm, first, Battery.read(self.layer, reach, self.inputs, key), sites, MOST_LOOKS)
        self.n_looks, self.reason = found.n_looks, found.why
        self.launch, self.intercept = np.nan_to_num(found.launch_s), np.nan_to_num(found.intercept_s)
        self.altitude = found.altitude_m
        self.last_launch, self.last_intercept = np.nan_to_num(found.t_last_launch_s), np.nan_to_num(found.t_last_intercept_s)
        self._judge(found, sites[np.arange(n), found.site], paths, ground, track, lead_s)

    def _judge(
        self, found: Windows, site: FloatArray, paths: Paths, ground: FloatArray, track: Track, lead_s: float
    ) -> None:
        assert self.threat is not None
        layer, draw = self.layer, self.inputs
        numbers = np.column_stack(
            [self.base, draw[layer.closing_speed], draw[layer.divert], draw[layer.steer], draw[layer.lateral_acceleration],
             draw[layer.altitude_min], draw[layer.altitude_max]]
        )  # fmt: skip
        judge_looks(
            found.n_looks, self.launch, self.intercept, found.sample, np.nan_to_num(found.fraction), np.nan_to_num(found.altitude_m),
            np.nan_to_num(found.distance_m), np.nan_to_num(found.speed_m_s), np.ascontiguousarray(site), paths.t_s, paths.length,
            paths.state_ecef, paths.altitude_m, find_pull(self.threat, paths, draw), paths.latitude_rad, paths.longitude_rad,
            paths.azimuth_rad, ground, track.lead_error_m, lead_s, 0 if self.threat_class == "ballistic" else 1, numbers, self.factors,
            self.p_ssk,
        )  # fmt: skip

    def _meet_from_orbit(self, paths: Paths, ground: FloatArray, track: Track, lead_s: float, stream: int) -> None:
        assert self.threat is not None
        layer, draw = self.layer, self.inputs
        found = find_passage(layer, paths, track, draw, STREAM_PHASE + stream)
        self.reason = [REASONS[k] for k in found.reason]
        self.n_looks = found.is_possible.astype(np.int64)
        self.share = found.share
        pull, lat, lon = find_pull(self.threat, paths, draw), paths.latitude_rad, paths.longitude_rad
        limits = [draw[x] for x in (layer.closing_speed, layer.divert, layer.steer, layer.lateral_acceleration)]
        for i in np.flatnonzero(found.is_possible):
            j = int(found.sample[i])
            start = int(np.searchsorted(paths.t_s[i, : paths.length[i]], found.launch_s[i], side="right")) - 1
            told = int(np.searchsorted(paths.t_s[i, : paths.length[i]], found.intercept_s[i] - lead_s, side="right")) - 1
            moved = 0.0
            if self.threat_class != "ballistic":
                ends = (float(x) for x in (lat[i, start], lon[i, start], paths.azimuth_rad[i, start], lat[i, j], lon[i, j]))
                moved = SPHERE_RADIUS_M * float(find_turn(*ends, float(ground[i, j] - ground[i, start])))
            closing, divert, steer, own = (float(x[i]) for x in limits)
            error = float(track.lead_error_m[i, max(told, 0)])
            row = self.factors[i, 0]
            row[:5] = (
                judge_closing(float(found.closing_m_s[i]), closing), 1.0, judge_track(error, divert),
                judge_turn(moved, divert, steer, float(found.flown_m[i])), judge_manoeuvre(own, float(pull[i, j])),
            )  # fmt: skip
            row[5:8] = found.closing_m_s[i], error, moved
            self.p_ssk[i, 0] = self.base[i] * float(np.prod(row[:5]))
            self.launch[i, 0], self.intercept[i, 0], self.altitude[i, 0] = found.launch_s[i], found.intercept_s[i], paths.altitude_m[i, j]
            self.last_launch[i], self.last_intercept[i] = found.last_launch_s[i], found.intercept_s[i]

    @property
    def p_reach(self) -> FloatArray:
        """Return the probability that a weapon comes within reach, by run."""
        found = np.where(self.n_looks > 0, self.inputs[self.layer.coverage], 0.0)
        return np.asarray(found * (self.p_ssk.max(axis=1) > 0.0), dtype=np.float64)

    def fill(self, shots: Shots, order: int, c: int) -> None:
        """Fill the looks into the book of the shield."""
        shots.p_reach[:, order, c], shots.n_looks[:, order, c] = self.p_reach, self.n_looks
        shots.launch_s[:, order, c], shots.intercept_s[:, order, c], shots.p_ssk[:, order, c] = self.launch, self.intercept, self.p_ssk
        latest = np.max(np.where(np.arange(MOST_LOOKS)[None, :] < self.n_looks[:, None], self.launch, -np.inf), axis=1)
        shots.last_launch_s[:, order, c] = np.where(self.n_looks > 0, np.maximum(self.last_launch, latest), 0.0)
        if self.layer.orbit is not None:
            shots.share_in_reach[:, order] = np.where(self.n_looks > 0, self.share, shots.share_in_reach[:, order])

    def list_rows(self, shield: Shield, order: int, raid: Raid) -> Table:
        """List the rows of the table, one a run (schema ENGAGEMENTS)."""
        layer, draw, n = self.layer, self.inputs, len(self.inputs)
        best = np.argmax(np.where(np.arange(MOST_LOOKS)[None, :] < self.n_looks[:, None], self.p_ssk, -1.0), axis=1)
        at, has = np.arange(n), self.n_looks > 0
        kill, spent = self._expect()
        columns: dict[str, Any] = {
            "run": draw.runs, "order": np.full(n, order), "p_reach": self.p_reach, "p_track_declared": draw[layer.p_track],
            "p_engage": self.p_reach * draw[layer.p_track] * draw[layer.p_warhead_engaged], "p_ssk": self.p_ssk[at, best],
            "p_ssk_base": self.base, "n_opportunities": self.n_looks.astype(np.float64), "shots_per_target": draw[layer.shots_per_target],
            "p_kill": kill, "shots_expected": spent, "availability": draw[layer.availability],
            "p_warhead_engaged": draw[layer.p_warhead_engaged], "n_interceptors": draw[layer.interceptors], "share_in_reach": self.share,
            "p_decoy_engaged": draw[layer.p_decoy_engaged] if self._sees_decoys() else np.zeros(n),
            "t_first_launch_s": np.where(has, self.launch[:, 0], np.nan), "t_last_launch_s": np.where(has, self.last_launch, np.nan),
            "t_first_intercept_s": np.where(has, self.intercept[:, 0], np.nan),
            "t_last_intercept_s": np.where(has, self.last_intercept, np.nan),
            "intercept_altitude_m": np.where(has, self.altitude[at, best], np.nan), "n_engageable": self._count_served(raid),
            "reason": self._explain(),
        }  # fmt: skip
        for k, name in enumerate(FACTORS):
            columns[name] = self.factors[at, best, k]
        for k, name in enumerate(NOTES):
            values = self.factors[at, best, 5 + k]
            columns[name] = np.where(has & np.isfinite(values), values, np.nan)
        for name, text in (
            ("attacker", shield.attacker), ("defender", shield.defender), ("shield", shield.name), ("layer", layer.id),
            ("threat_class", self.threat_class), ("basis", self.basis),
        ):  # fmt: skip
            columns[name] = np.full(n, text, dtype=object)
        return Table.build(ENGAGEMENTS, columns)

    def _sees_decoys(self) -> bool:
        """Tell whether decoys fly where this layer engages: above the air, and with ballistic weapons."""
        return self.threat_class == "ballistic" and self.layer.kind in ("midcourse", "upper_tier")

    def _expect(self) -> tuple[FloatArray, FloatArray]:
        """Return the kill probability of an engaged weapon and the shots spent on it, a real number of shots mixed from whole ones."""
        layer, draw = self.layer, self.inputs
        shots, e1, e2 = (draw[x] for x in (layer.shots_per_target, layer.p_miss_called_kill, layer.p_kill_called_miss))
        kill, spent = np.zeros(len(draw)), np.maximum(shots, 1.0)
        for i in np.flatnonzero((self.n_looks > 0) & (self.p_ssk.max(axis=1) > 0.0)):
            whole = max(1, math.floor(shots[i]))
            rest = max(0.0, float(shots[i]) - whole)
            both = [
                expect_salvos(self.p_ssk[i], int(self.n_looks[i]), m, layer.doctrine == "shoot_look_shoot", float(e1[i]), float(e2[i]))
                for m in (whole, whole + 1)
            ]
            kill[i], spent[i] = (a + rest * (b - a) for a, b in zip(*both, strict=True))
        return kill, spent

    def _count_served(self, raid: Raid) -> FloatArray:
        """Count the weapons that the channels can take on while a raid passes: channels x rounds in the time there is (NaN: no limit)."""
        if self.layer.channels is None:
            return np.full(len(self.inputs), np.nan)
        each = np.maximum(self.intercept[:, 0] - self.launch[:, 0] + self.inputs[self.layer.assess_time], 1.0)
        span = np.maximum(self.last_launch - self.launch[:, 0], 0.0) + self.inputs[raid.duration]
        return np.floor(self.inputs[self.layer.channels]) * (1.0 + np.floor(span / each))

    def _explain(self) -> list[str]:
        """Say by run why the layer cannot engage, or ''."""
        stock, out = self.inputs[self.layer.interceptors], []
        for i, why in enumerate(self.reason):
            if not why and self.base[i] <= 0.0:
                why = "its kill probability against this class is declared as zero"
            elif not why and self.p_ssk[i].max() <= 0.0:
                zero = [name for k, name in enumerate(FACTORS) if self.factors[i, 0, k] <= 0.0]
                why = f"no shot has a chance: {', '.join(zero)} is zero"
            elif not why and stock[i] * self.share[i] < 1.0:
                why = "no interceptors" if self.layer.orbit is None else "no interceptor in place"
            out.append(why)
        return out
