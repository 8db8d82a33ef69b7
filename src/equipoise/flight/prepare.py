"""Turn declared flights into the arrays of the kernel, for many runs at once: Earth, start, stop, segments, changes of bank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from equipoise.compute.air import build_air_table
from equipoise.constants import G0_M_S2, J2_EARTH, SPHERE_RADIUS_M, SUTTON_GRAVES_EARTH, WGS84_A_M, WGS84_F
from equipoise.flight.ascent import build_segments
from equipoise.kernel import drive as d
from equipoise.scenario.flights import (
    AeroballisticVehicle,
    BankChange,
    CruiseVehicle,
    ExponentialAir,
    Flight,
    GliderVehicle,
    NrlmsisAir,
    Orbit,
)  # fmt: skip
from equipoise.scenario.number import Number

FloatArray = NDArray[np.float64]


class Draws(Protocol):
    """Give every Number as an array over runs."""

    def __getitem__(self, number: Number) -> FloatArray: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Prepared:
    """Hold the arrays of one declared flight over runs (run last), and the tables that all its runs share."""

    constants: FloatArray  # 9, run: mu, a, f, omega, 1.5 J2 a^2, rho0 or factor, 1 / H, 1 / sound, top of the air
    planes: FloatArray  # 3, run: normal of the plane of the launch azimuth
    start: FloatArray  # 6, run: Earth-fixed position and velocity
    stop: FloatArray  # 2, run: altitude, time
    nose: FloatArray  # run: heating constant over the root of the nose radius
    azimuths: FloatArray  # run
    changes: FloatArray  # change, 9, run
    segments: FloatArray  # segment, 17, run
    launch: FloatArray  # 3, run: latitude, longitude, azimuth
    forces: tuple[Any, ...]  # air, aero, oblate, bulge, burn, wind, level: tables, or None for what the flight does not use

    @property
    def kernel(self) -> tuple[FloatArray, ...]:
        """Return the arrays in the order of the driver."""
        return (self.constants, self.planes, self.start, self.stop, self.nose, self.azimuths, self.changes, self.segments)


def prepare(flight: Flight, draws: Draws) -> Prepared:
    """Prepare one declared flight for all runs of `draws`."""
    n, vehicle = len(draws), flight.vehicle
    constants, air = _build_earth(flight, draws)
    latitude, longitude, azimuth, start = _place(flight, draws, constants, air)
    nose_radius = draws[vehicle.nose_radius] if vehicle.nose_radius is not None else np.full(n, math.inf)
    stop = np.empty((2, n))
    stop[0] = draws[flight.stop.altitude] if flight.stop.altitude is not None else 0.0
    stop[1] = draws[flight.stop.time] if flight.stop.time is not None else math.inf
    segments, burns = build_segments(flight, draws, constants[1])
    sphere = flight.earth.shape == "sphere"
    forces = (
        air, _build_aero(flight), None if sphere else 1.0, 1.0 if np.any(constants[4]) else None, 1.0 if burns else None,
        _build_wind(flight, draws),
        1.0 if isinstance(vehicle, CruiseVehicle) else None,
    )  # fmt: skip
    return Prepared(
        constants, _find_planes(start, latitude, longitude, azimuth), start, stop, SUTTON_GRAVES_EARTH / np.sqrt(nose_radius), azimuth,
        _list_changes(flight, draws, constants), segments, np.stack([latitude, longitude, azimuth]), forces,
    )  # fmt: skip


def has_heating(flight: Flight) -> bool:
    """Tell whether a nose radius is declared."""
    return flight.vehicle.nose_radius is not None


def _build_earth(flight: Flight, draws: Draws) -> tuple[FloatArray, FloatArray | None]:
    earth, n = flight.earth, len(draws)
    sphere = earth.shape == "sphere"
    constants = np.zeros((9, n))
    constants[0] = draws[earth.mu]
    constants[1] = draws[earth.radius] if earth.radius is not None else (SPHERE_RADIUS_M if sphere else WGS84_A_M)
    constants[2] = 0.0 if sphere else WGS84_F
    constants[3] = draws[earth.rotation]
    constants[4] = 1.5 * (draws[earth.j2] if earth.j2 is not None else (0.0 if sphere else J2_EARTH)) * constants[1] ** 2
    constants[5], constants[7], constants[8] = 1.0, 1.0 / 295.0, math.inf
    if isinstance(flight.atmosphere, ExponentialAir):
        scale = draws[flight.atmosphere.exponential.scale_height]
        constants[5], constants[6] = draws[flight.atmosphere.exponential.density], 1.0 / scale
        constants[7] = 1.0 / np.sqrt(1.4 * G0_M_S2 * scale)
        return constants, None
    if flight.atmosphere == "none":
        constants[5] = 0.0
        return constants, None
    if isinstance(flight.atmosphere, NrlmsisAir):
        msis = flight.atmosphere.nrlmsis
        constants[8] = 1e6
        return constants, build_air_table(
            "nrlmsis", latitude_deg=math.degrees(msis.latitude.central), longitude_deg=math.degrees(msis.longitude.central),
            date=msis.date, f107=msis.f107.central, f107a=msis.f107a.central, ap=msis.ap.central,
        )  # fmt: skip
    constants[8] = 86000.0 if flight.atmosphere == "us76" else 1e6
    return constants, build_air_table(flight.atmosphere)


def _place(flight: Flight, draws: Draws, constants: FloatArray, air: FloatArray | None) -> tuple[FloatArray, ...]:
    if flight.start is None:
        orbit = flight.vehicle.orbit  # type: ignore[union-attr]
        assert orbit is not None  # two lines of elements do not come here
        state = _place_in_orbit(orbit, draws, constants)
        x, y, z, u, v, w = state
        latitude, longitude = np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)
        east, north = _split_level(latitude, longitude, u, v, w)
        return latitude, longitude, np.arctan2(east, north), state
    n, start = len(draws), flight.start
    latitude, longitude, azimuth = draws[start.latitude], draws[start.longitude], draws[start.azimuth]
    speed = draws[start.speed] if start.speed is not None else np.zeros(n)
    altitude, angle = start.altitude, start.flight_path_angle
    if "equilibrium" in (altitude, angle):
        from equipoise.flight.equilibrium import find_equilibrium

        even, slope = find_equilibrium(flight, draws, constants, air, latitude, azimuth, speed)
    height = even if isinstance(altitude, str) else draws[altitude]
    gamma = slope if isinstance(angle, str) else draws[angle] if angle is not None else np.zeros(n)
    return latitude, longitude, azimuth, _to_earth_fixed(constants, latitude, longitude, height, speed, gamma, azimuth)


def place_on_earth(c: FloatArray, lat: Any, lon: Any, height: Any) -> FloatArray:
    """Return Earth-fixed places (3, run) of geodetic coordinates."""
    sl, cl = np.sin(lat), np.cos(lat)
    e2 = c[2] * (2.0 - c[2])
    normal = c[1] / np.sqrt(1.0 - e2 * sl * sl)
    return np.stack([(normal + height) * cl * np.cos(lon), (normal + height) * cl * np.sin(lon), (normal * (1.0 - e2) + height) * sl])


def _to_earth_fixed(c: FloatArray, lat: Any, lon: Any, height: Any, speed: Any, gamma: Any, azimuth: Any) -> FloatArray:
    sl, cl, so, co = np.sin(lat), np.cos(lat), np.sin(lon), np.cos(lon)
    level, up = speed * np.cos(gamma), speed * np.sin(gamma)
    east, north = level * np.sin(azimuth), level * np.cos(azimuth)
    pace = np.stack([-so * east - sl * co * north + cl * co * up, co * east - sl * so * north + cl * so * up, cl * north + sl * up])
    return np.concatenate([place_on_earth(c, lat, lon, height), pace])


def _split_level(lat: Any, lon: Any, u: Any, v: Any, w: Any) -> tuple[Any, Any]:
    sl, cl, so, co = np.sin(lat), np.cos(lat), np.sin(lon), np.cos(lon)
    return -so * u + co * v, -sl * co * u - sl * so * v + cl * w


def _place_in_orbit(orbit: Orbit, draws: Draws, constants: FloatArray) -> FloatArray:
    """Place a satellite by its elements (Kepler's equation by Newton), in Earth-fixed axes at the moment t = 0."""
    e, inclination = draws[orbit.eccentricity], draws[orbit.inclination]
    node, perigee, mean = draws[orbit.node_longitude], draws[orbit.argument_of_perigee], draws[orbit.mean_anomaly]
    a = constants[1] + draws[orbit.altitude]
    anomaly = mean + e * np.sin(mean)
    for _ in range(20):
        anomaly = anomaly - (anomaly - e * np.sin(anomaly) - mean) / (1.0 - e * np.cos(anomaly))
    r = a * (1.0 - e * np.cos(anomaly))
    pace = np.sqrt(constants[0] * a) / r
    p, q = a * (np.cos(anomaly) - e), a * np.sqrt(1.0 - e * e) * np.sin(anomaly)
    pp, qq = -pace * np.sin(anomaly), pace * np.sqrt(1.0 - e * e) * np.cos(anomaly)
    cw, sw, cn, sn, ci, si = np.cos(perigee), np.sin(perigee), np.cos(node), np.sin(node), np.cos(inclination), np.sin(inclination)
    ux = np.stack([cn * cw - sn * sw * ci, sn * cw + cn * sw * ci, sw * si])
    uy = np.stack([-cn * sw - sn * cw * ci, -sn * sw + cn * cw * ci, cw * si])
    place, pace3 = p * ux + q * uy, pp * ux + qq * uy
    pace3[0] += constants[3] * place[1]  # velocity seen from the rotating Earth
    pace3[1] -= constants[3] * place[0]
    return np.concatenate([place, pace3])


def _find_planes(start: FloatArray, lat: FloatArray, lon: FloatArray, azimuth: FloatArray) -> FloatArray:
    """Return right-hand normals such that normal x up points along the azimuth."""
    sl, cl, so, co = np.sin(lat), np.cos(lat), np.sin(lon), np.cos(lon)
    sa, ca = np.sin(azimuth), np.cos(azimuth)
    ahead = np.stack([-so * sa - sl * co * ca, co * sa - sl * so * ca, cl * ca])
    up = np.stack([cl * co, cl * so, sl])
    return np.cross(up, ahead, axis=0)


def _build_wind(flight: Flight, draws: Draws) -> FloatArray | None:
    if not flight.wind:
        return None
    rows = [[draws[w.altitude][0] if w.altitude is not None else 0.0, draws[w.east][0], draws[w.north][0]] for w in flight.wind]
    return np.array(rows)


def shares_wind(flight: Flight, draws: Draws) -> bool:
    """Tell whether all runs fly in the same wind (a table of wind is common to all lanes)."""
    numbers = [n for w in flight.wind for n in (w.altitude, w.east, w.north) if n is not None]
    return all(np.ptp(draws[n]) == 0.0 for n in numbers)


def _build_aero(flight: Flight) -> FloatArray | None:
    table = getattr(flight.vehicle, "aerodynamics", None) or getattr(
        getattr(getattr(flight.vehicle, "payload", None), "then", None), "aerodynamics", None
    )
    if table is None:
        return None
    hundredths = [round(m * 100.0) for m in table.mach]
    width = math.gcd(*hundredths) / 100.0
    edges = np.arange(0.0, hundredths[-1] / 100.0 + 1.5 * width, width)
    drag = np.interp(edges, table.mach, table.drag_factor)
    lift = np.interp(edges, table.mach, table.lift_to_drag) if table.lift_to_drag else np.ones(len(edges))
    cells = np.stack([drag[:-1], np.diff(drag), lift[:-1], np.diff(lift)], axis=1)
    return np.concatenate([[1.0 / width], cells.ravel()])


def _list_changes(flight: Flight, draws: Draws, constants: FloatArray) -> FloatArray:
    changes: Sequence[BankChange] = flight.bank
    n = len(draws)
    out = np.zeros((max(len(changes), 1), 9, n))
    out[:, d.G_TIME], out[:, d.G_LEVEL] = math.inf, -1.0
    out[0, d.G_COS_BANK], out[0, d.G_SHARE] = 1.0, 1.0
    for j, change in enumerate(changes):
        row, bank = out[j], draws[change.bank]
        row[d.G_COS_BANK], row[d.G_SIN_BANK], row[d.G_SHARE] = np.cos(bank), np.sin(bank), draws[change.lift]
        if change.at is not None:
            row[d.G_TIME] = draws[change.at]
        elif change.falling_through is not None:
            row[d.G_ALT], row[d.G_LEVEL] = 1.0, draws[change.falling_through]
        elif change.slower_than is not None:
            row[d.G_SPEED2], row[d.G_LEVEL] = 1.0, draws[change.slower_than] ** 2
        elif change.beyond is not None:
            cosine = np.cos(draws[change.beyond] / mean_radius(constants))
            row[d.G_ARC], row[d.G_COS], row[d.G_LEVEL] = 1.0, cosine * np.abs(cosine), 0.0
    if isinstance(flight.vehicle, AeroballisticVehicle) and not changes:
        first, second = np.zeros((9, n)), np.zeros((9, n))
        first[d.G_TIME], first[d.G_LEVEL], first[d.G_COS_BANK] = math.inf, -1.0, 1.0
        second[d.G_TIME], second[d.G_ALT], second[d.G_LEVEL] = math.inf, 1.0, draws[flight.vehicle.pull_up_below]
        second[d.G_COS_BANK], second[d.G_SHARE] = 1.0, 1.0
        return np.stack([first, second])
    return out


def mean_radius(constants: FloatArray) -> FloatArray:
    """Return the radius for distances over ground: that of the sphere, or the mean radius (2 a + b) / 3 of the ellipsoid."""
    return np.asarray(constants[1] * (1.0 - constants[2] / 3.0))


def is_lifting(flight: Flight) -> bool:
    """Tell whether a flight glides, so that the infrared estimate of gliders applies."""
    return isinstance(flight.vehicle, GliderVehicle) or isinstance(
        getattr(getattr(flight.vehicle, "payload", None), "then", None), GliderVehicle
    )
