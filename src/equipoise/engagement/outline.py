"""Outline what the batteries of every shield defend, for the runs that figures show."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement.engage import reach_key
from equipoise.engagement.footprint import find_footprints
from equipoise.engagement.windows import Battery
from equipoise.results.paths import Paths
from equipoise.results.reach import ReachTables
from equipoise.results.schema import FOOTPRINTS
from equipoise.results.table import Table
from equipoise.results.track_book import Track, TrackBook
from equipoise.scenario.case import ThreatFlight
from equipoise.scenario.defences import Layer, Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.sensors import Radar

FloatArray = NDArray[np.float64]
FIGURE_RUNS = 50  # every so many runs
LATE_S = 60.0  # a track from afar that is lost earlier than this before the end is no cue for the battery (assumption)


def outline_shields(
    shields: Sequence[Shield], threats: Sequence[ThreatFlight], samples: Table, book: TrackBook, reach: ReachTables, inputs: Inputs
) -> Table:
    """Outline the ground that each battery defends against each class it engages (schema FOOTPRINTS); none for layers in orbit."""
    chosen = np.flatnonzero(inputs.runs % FIGURE_RUNS == 0)
    if not len(chosen):
        return Table.empty(FOOTPRINTS)
    tables = []
    paths = {t.id: Paths.read(samples, t.id, len(inputs)) for t in threats}
    for shield in shields:
        for order, layer in enumerate(shield.layers):
            for threat in threats:
                if threat.owner != shield.attacker or layer.p_ssk(threat.threat_class) is None or layer.orbit is not None:
                    continue
                battery = Battery.read(layer, reach, inputs, reach_key(shield, layer))
                track = book.tracks[shield.defender, shield.name, threat.id]
                cue = find_cue(track, paths[threat.id])
                radar = _find_own_radar(shield, threat, inputs)
                for latitude, longitude in _list_places(layer, paths[threat.id], inputs):
                    found = find_footprints(paths[threat.id], battery, latitude, longitude, cue, *radar, rows=chosen.tolist())
                    tables.append(
                        found.rows(inputs.runs[chosen], shield.attacker, shield.defender, shield.name, layer.id, order, threat.threat_class)
                    )
    return Table.stack(tables) if tables else Table.empty(FOOTPRINTS)


def find_cue(track: Track, paths: Paths) -> FloatArray:
    """Return how long before the end a firm track begins that sensors elsewhere gave and that lasts until nearly the end, s (NaN: none)."""
    out = np.full(len(paths.length), np.nan)
    for i, k in enumerate(paths.length):
        firm, t = track.is_firm[i, :k], paths.t_s[i, :k]
        held = np.flatnonzero(firm)
        if not len(held) or t[-1] - t[held[-1]] > LATE_S:
            continue
        before = np.flatnonzero(~firm[: held[-1] + 1])
        first = int(before[-1]) + 1 if len(before) else 0
        afar = np.flatnonzero(track.is_from_afar[i, first : held[-1] + 1])
        if len(afar):
            out[i] = t[-1] - t[first + afar[0]]
    return out


def _find_own_radar(shield: Shield, threat: ThreatFlight, inputs: Inputs) -> tuple[FloatArray, FloatArray]:
    """Return range against this weapon and height of the farthest-seeing radar that stands with the battery (NaN without one)."""
    reach, height = np.full(len(inputs), math.nan), np.full(len(inputs), math.nan)
    for sensor in shield.sensors:
        if isinstance(sensor, Radar) and sensor.latitude is None:
            section = inputs[threat.cross_section_low_band if sensor.band == "low" else threat.cross_section_high_band]
            own = inputs[sensor.range] * (section / inputs[sensor.cross_section]) ** 0.25
            better = ~(own <= reach)
            reach = np.where(better, own, reach)
            height = np.where(better, inputs[sensor.altitude] if sensor.altitude is not None else 0.0, height)
    return reach, height


def _list_places(layer: Layer, paths: Paths, inputs: Inputs) -> list[tuple[FloatArray, FloatArray]]:
    if layer.sites:
        return [(inputs[site.latitude], inputs[site.longitude]) for site in layer.sites]
    return [(paths.latitude_rad[:, -1], paths.longitude_rad[:, -1])]
