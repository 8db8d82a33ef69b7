"""Watch one flight with one sensor: when it is seen, from where, and with what error, in every run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import SPHERE_RADIUS_M, WGS84_A_M, WGS84_F
from equipoise.kernel.earth import find_bearing, geodetic_to_ecef, measure_arc
from equipoise.kernel.philox import draw_uniform
from equipoise.results.paths import Paths
from equipoise.scenario.case import ThreatFlight
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import Number
from equipoise.scenario.sensors import HorizonRadar, Radar, Satellites
from equipoise.sensing._kernels.radar import watch_by_radar
from equipoise.sensing.constellation import Constellation, build_from_elements, build_walker
from equipoise.sensing.coverage import InView, Optics, fill_in_view
from equipoise.sensing.track import MOST_ANGLE_RAD

FloatArray = NDArray[np.float64]
SLOTS = 3  # satellites of one constellation that hold a target at once
LEAST_SHARE = 0.3  # of the error of one look that averaging over a sample cannot beat (assumption: biases stay)
HANDSHAKE_S = 10.0  # between samples, for the first one
LEAST_AWAY_M = 2000.0  # of a radar without a place from the end of a flight


@dataclass(frozen=True)
class Watch:
    """Hold what one sensor sees of one flight: (run, sample, slot). Not seen: errors are infinite.

    cost_m: rough error of position by which sensors are preferred. code: (run, sample) why nothing is seen, 0 if something is.
    """

    label: str
    place_ecef_m: FloatArray
    sigma_angle_rad: FloatArray
    sigma_range_m: FloatArray
    cost_m: FloatArray
    code: NDArray[np.int8]
    reasons: tuple[str, ...]

    @cached_property
    def sees(self) -> NDArray[np.bool_]:
        """Tell by (run, sample) whether anything is seen."""
        return np.asarray(np.isfinite(self.cost_m).any(axis=2))


RADAR_REASONS = ("", "too far or too faint for the radar", "below the radar's horizon or lowest beam", "outside the radar's sector")
SATELLITE_REASONS = ("", "behind the Earth or its limb", "outside the pointing limits", "too faint", "lost against the Earth")


def place_radar(radar: Radar, paths: Paths, inputs: Inputs, stream: int) -> FloatArray:
    """Place a radar in every run: Earth-fixed x, y, z and height (m), drawn within `place_within` of its place.

    One without a place stands beside the end of the flight, LEAST_AWAY_M or `place_within` off.
    """
    n = len(inputs)
    height = inputs[radar.altitude] if radar.altitude is not None else np.zeros(n)
    within, least = inputs[radar.place_within], 0.0
    if radar.latitude is None or radar.longitude is None:
        lat, lon, least = paths.latitude_rad[:, -1], paths.longitude_rad[:, -1], LEAST_AWAY_M
    else:
        lat, lon = inputs[radar.latitude], inputs[radar.longitude]
    places = []
    for run, spread, up, la, lo in zip(*(x.tolist() for x in (inputs.runs, within, height, lat, lon)), strict=True):
        far, turn = (draw_uniform(inputs.key0, inputs.key1, run, stream, k) for k in (0, 1))
        away = max(least, spread * math.sqrt(far)) / SPHERE_RADIUS_M
        north, east = away * math.cos(2.0 * math.pi * turn), away * math.sin(2.0 * math.pi * turn) / max(0.1, math.cos(la))
        places.append((*geodetic_to_ecef(la + north, lo + east, up, WGS84_A_M, WGS84_F), up))
    return np.array(places).reshape(n, 4)


def watch_radar(radar: Radar, threat: ThreatFlight, paths: Paths, cue_s: FloatArray, inputs: Inputs, stream: int) -> Watch:
    """Watch a flight with a radar: horizon and face, radar equation, detection drawn look by look."""
    n, m = paths.t_s.shape
    site = place_radar(radar, paths, inputs, stream + 1)
    seen, code = np.zeros((n, m), dtype=np.int8), np.zeros((n, m), dtype=np.int8)
    angle, distance = np.full((n, m), np.inf), np.full((n, m), np.inf)
    sigma = inputs[threat.cross_section_low_band if radar.band == "low" else threat.cross_section_high_band]
    azimuth = inputs[radar.azimuth] % (2.0 * math.pi) if radar.azimuth is not None else np.full(n, -1.0)
    numbers = np.column_stack(
        [
            inputs[radar.range], inputs[radar.cross_section], sigma, inputs[radar.elevation_min], inputs[radar.elevation_max], azimuth,
            0.5 * inputs[radar.sector], inputs[radar.revisit], inputs[radar.search_time], inputs[radar.angle_error],
            inputs[radar.range_error],
        ]
    )  # fmt: skip
    watch_by_radar(
        paths.t_s, paths.length, paths.state_ecef, paths.altitude_m, site, numbers, cue_s, inputs.key0, inputs.key1, inputs.runs, stream,
        seen, angle, distance, code,
    )  # fmt: skip
    blurred = (seen > 0) & (angle >= MOST_ANGLE_RAD)  # an echo so faint that it has no direction
    seen[blurred], code[blurred] = 0, 1
    slant = np.sqrt(np.sum((paths.state_ecef[:, :, :3] - site[:, None, :3]) ** 2, axis=2))
    cost = np.where(seen > 0, np.maximum(np.where(seen > 0, angle, 0.0) * slant, np.where(seen > 0, distance, 0.0)), np.inf)
    place = np.broadcast_to(site[:, None, None, :3], (n, m, 1, 3))
    return Watch(radar.id, place, angle[:, :, None], distance[:, :, None], cost[:, :, None], code, RADAR_REASONS)


def watch_horizon_radar(radar: HorizonRadar, paths: Paths, inputs: Inputs, stream: int) -> FloatArray:
    """Return the time at which an over-the-horizon radar first notices a flight, by run (NaN: never). It gives no track."""
    lat, lon = inputs[radar.latitude], inputs[radar.longitude]
    low, high, top = inputs[radar.range_min], inputs[radar.range_max], inputs[radar.altitude_max]
    once, revisit, sector = inputs[radar.p_detect], inputs[radar.revisit], inputs[radar.sector]
    azimuth = inputs[radar.azimuth] if radar.azimuth is not None else None
    out = np.full(len(inputs), np.nan)
    for i, run in enumerate(inputs.runs):
        for k in range(int(paths.length[i])):
            la, lo = float(paths.latitude_rad[i, k]), float(paths.longitude_rad[i, k])
            distance = measure_arc(float(lat[i]), float(lon[i]), la, lo) * SPHERE_RADIUS_M
            if not (low[i] <= distance <= high[i] and paths.altitude_m[i, k] <= top[i]):
                continue
            if azimuth is not None:
                off = find_bearing(float(lat[i]), float(lon[i]), la, lo) - float(azimuth[i])
                if abs(math.remainder(off, 2.0 * math.pi)) > 0.5 * sector[i]:
                    continue
            step = paths.t_s[i, k] - paths.t_s[i, k - 1] if k else HANDSHAKE_S
            if draw_uniform(inputs.key0, inputs.key1, int(run), stream, k) < 1.0 - (1.0 - once[i]) ** (step / revisit[i]):
                out[i] = paths.t_s[i, k]
                break
    return out


def list_constellations(sensor: Satellites, inputs: Inputs, stream: int) -> Iterator[Constellation]:
    """List the satellites of every run: elements as given, or a Walker pattern turned at random (phase and node)."""
    if sensor.elements:
        yield from repeat(build_from_elements(sensor.elements, sensor.epoch), len(inputs))
        return
    if sensor.longitudes:
        stay = lru_cache(maxsize=1)(Constellation.at_longitudes)
        for *longitudes, altitude in _list_values(inputs, (*sensor.longitudes, sensor.altitude)):
            yield stay(tuple(longitudes), altitude)
        return
    numbers = (
        sensor.n_satellites, sensor.planes, sensor.phasing, sensor.altitude, sensor.inclination, sensor.eccentricity,
        sensor.argument_of_perigee,
    )  # fmt: skip
    for run, values in zip(inputs.runs.tolist(), _list_values(inputs, numbers), strict=True):
        many, planes, phasing, altitude, inclination, eccentricity, perigee = values
        phase, node = (2.0 * math.pi * draw_uniform(inputs.key0, inputs.key1, run, stream, k) for k in (0, 1))
        yield build_walker(
            max(1, math.floor(many + 0.5)), max(1, math.floor(planes + 0.5)), math.floor(phasing + 0.5), altitude, inclination,
            eccentricity, perigee, node, phase,
        )  # fmt: skip


def list_optics(sensor: Satellites, inputs: Inputs) -> Iterator[Optics]:
    """List what the satellites can see in every run."""
    least = inputs[sensor.off_nadir_min]
    optional = (sensor.reference_range or sensor.altitude, sensor.below_horizon_factor, sensor.cold_threshold)
    reference, factor, cold = (inputs[x] if x is not None else np.full(len(inputs), math.inf) for x in optional)
    columns = (
        inputs[sensor.detection_threshold], reference, least, 0.5 * inputs[sensor.field_of_regard], inputs[sensor.limb_altitude], factor,
        cold,
    )  # fmt: skip
    make = lru_cache(maxsize=1)(Optics)  # most numbers are the same in every run
    for threshold, away, inner, outer, limb, below, against_space in zip(*(c.tolist() for c in columns), strict=True):
        yield make(
            threshold_W_sr=threshold, reference_range_m=away, least_off_nadir_rad=inner, greatest_off_nadir_rad=outer,
            limb_altitude_m=limb, below_horizon_factor=below, cold_threshold_W_sr=against_space,
        )  # fmt: skip


def _list_values(inputs: Inputs, numbers: Sequence[Number]) -> list[tuple[float, ...]]:
    """List some numbers run by run."""
    return list(zip(*(inputs[number].tolist() for number in numbers), strict=True))


def shine(threat: ThreatFlight, paths: Paths, band: str, inputs: Inputs) -> FloatArray:
    """Return the intensity in a band (W/sr) over (run, sample): a plume while an engine burns, else a glider's hot skin.

    Between the low and the high published estimate, evenly on the logarithm by `brightness`: they are never averaged.
    """
    low, high = paths.infrared[band]
    share = inputs[threat.brightness][:, None]
    skin = np.where(low > 0.0, np.maximum(low, 1e-30) ** (1.0 - share) * np.maximum(high, 1e-30) ** share, 0.0)
    return np.where(paths.is_boosting, inputs[threat.plume][:, None], skin)


def watch_satellites(sensor: Satellites, threat: ThreatFlight, paths: Paths, inputs: Inputs, stream: int) -> Watch:
    """Watch a flight with satellites: line of sight over the limb, pointing limits, intensity against threshold."""
    n, m = paths.t_s.shape
    hot, cold = shine(threat, paths, sensor.band, inputs), np.repeat(inputs[threat.cold_intensity][:, None], m, axis=1)
    where = np.ascontiguousarray(paths.state_ecef[:, :, :3])
    found = InView.empty((n, m), SLOTS)
    several = zip(list_constellations(sensor, inputs, stream), list_optics(sensor, inputs), paths.length.tolist(), strict=True)
    for i, (constellation, optics, k) in enumerate(several):
        fill_in_view(constellation, optics, paths.t_s[i, :k], where[i, :k], hot[i, :k], cold[i, :k], found.cut(i, slice(0, k)))
    held = found.index >= 0
    looks = np.maximum(1.0, np.diff(paths.t_s, axis=1, prepend=paths.t_s[:, :1] - HANDSHAKE_S) / inputs[sensor.revisit][:, None])
    sigma = (inputs[sensor.angle_error][:, None] * np.maximum(LEAST_SHARE, 1.0 / np.sqrt(looks)))[:, :, None]
    return Watch(
        sensor.id, np.where(held[..., None], found.position_ecef_m, 0.0), np.where(held, sigma, np.inf), np.full((n, m, SLOTS), np.inf),
        np.where(held, sigma * np.where(held, found.range_m, 0.0), np.inf), found.code, SATELLITE_REASONS,
    )  # fmt: skip
