"""Describe constellations: Walker patterns, single orbits by their elements, element sets read by SGP4; and place their satellites."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import MU_EARTH_M3_S2, OMEGA_EARTH_RAD_S, SECONDS_PER_DAY, WGS84_A_M
from equipoise.errors import InputError, MissingExtra
from equipoise.kernel.satellite import GREATEST_ECCENTRICITY, N_ROWS, fill_positions, find_drift, prepare_all, turn_to_earth

FloatArray = NDArray[np.float64]
LEAST_PERIGEE_M = 120e3  # below it the air ends an orbit within a turn (general knowledge)
GEOSTATIONARY_ALTITUDE_M = 35_786_000.0
J2000_DAY = 2451545.0  # Julian day of 2000 January 1, 12:00
COLUMNS = ("semi-major axis", "eccentricity", "inclination", "node longitude", "argument of perigee", "mean anomaly")


@dataclass(frozen=True, eq=False)
class Constellation:
    """Hold satellites by elements at t = 0 (n, 6), or by element sets with the moment of t = 0.

    elements: semi-major axis (m), eccentricity, inclination, longitude of the node from Greenwich at t = 0, argument of perigee, mean
    anomaly (rad); they drift under J2 (`kernel.satellite`). lines: pairs of lines for SGP4, t = 0 at `epoch_jd` (two parts of a Julian
    day, UTC). An orbit that meets the ground or passes below 120 km is refused. Errors: InputError.

    >>> one = Constellation(np.array([[7378137.0, 0.0, 0.9, 0.0, 0.0, 0.0]]))
    >>> len(one), locate(one, [0.0]).round(3).ravel().tolist()
    (1, [7378137.0, 0.0, 0.0])
    """

    elements: FloatArray
    lines: tuple[tuple[str, str], ...] = ()
    epoch_jd: tuple[float, float] = (0.0, 0.0)
    max_age_days: float = math.inf

    def __post_init__(self) -> None:
        elements = np.array(self.elements, dtype=np.float64)
        if elements.ndim != 2 or elements.shape[1] != 6 or (len(elements) == 0) == (len(self.lines) == 0):
            shape = f"elements of shape {elements.shape} and {len(self.lines)} element sets"
            raise InputError(
                path="constellation.elements", problem=shape, accepted="one row of 6 for each satellite, or element sets alone"
            )
        _check_elements(elements)
        elements.flags.writeable = False
        object.__setattr__(self, "elements", elements)

    def __len__(self) -> int:
        return len(self.lines) or len(self.elements)

    @cached_property
    def is_circular(self) -> bool:
        """Tell whether no orbit is eccentric: Kepler's equation is then left out."""
        return not np.any(self.elements[:, 1])

    @cached_property
    def rows(self) -> FloatArray:
        """Hold the constants from which the kernel places the satellites."""
        rows = np.empty(N_ROWS * len(self.elements))
        prepare_all(self.elements, rows)
        return rows

    @classmethod
    def at_longitudes(cls, longitudes_rad: Sequence[float], altitude_m: float = GEOSTATIONARY_ALTITUDE_M) -> Constellation:
        """Build geostationary satellites that stay over longitudes, at the radius where that holds under J2 (42,166 km).

        Error: InputError if the altitude is not that of the geostationary ring to 200 km.
        """
        if abs(altitude_m - GEOSTATIONARY_ALTITUDE_M) > 200e3:
            problem = f"no satellite at {altitude_m / 1e3:,.0f} km stays over one longitude"
            raise InputError(
                path="constellation.altitude", problem=problem, accepted="35,786 km, or a Walker pattern instead of longitudes"
            )
        radius = (MU_EARTH_M3_S2 / OMEGA_EARTH_RAD_S**2) ** (1.0 / 3.0)
        for _ in range(5):  # the rate falls with the 3/2 power of the radius
            radius *= (sum(find_drift(radius, 0.0, 0.0)) / OMEGA_EARTH_RAD_S) ** (2.0 / 3.0)
        longitudes = np.asarray(longitudes_rad, dtype=np.float64)
        zero = np.zeros(len(longitudes))
        return cls(np.column_stack([zero + radius, zero, zero, longitudes, zero, zero]))


def _check_elements(elements: FloatArray) -> None:
    """Refuse the first satellite whose elements are no orbit above the air."""
    if not np.isfinite(elements).all():
        row, column = np.argwhere(~np.isfinite(elements))[0]
        raise InputError(
            path=f"constellation.elements[{row}]", problem=f"the {COLUMNS[column]} is not finite", accepted="numbers in m and rad"
        )
    a, e = elements[:, 0], elements[:, 1]
    for row in np.flatnonzero((e < 0.0) | (e > GREATEST_ECCENTRICITY)):
        problem, accepted = f"an eccentricity of {e[row]:g}", f"0 to {GREATEST_ECCENTRICITY:g}"
        raise InputError(path=f"constellation.elements[{row}]", problem=problem, accepted=accepted)
    perigee = a * (1.0 - e) - WGS84_A_M
    for row in np.flatnonzero(perigee < LEAST_PERIGEE_M):
        refuse_low(f"constellation.elements[{row}]", float(perigee[row]))


def refuse_low(path: str, perigee_m: float) -> None:
    """Refuse an orbit that goes below the ground or into the air (InputError); heights are above the equatorial radius."""
    if perigee_m >= LEAST_PERIGEE_M:
        return
    where = "below the ground" if perigee_m < 0.0 else "inside the air"
    raise InputError(
        path=path, problem=f"the satellite passes {where}: its perigee is at {perigee_m / 1e3:,.0f} km", accepted="120 km or more",
        mend="Raise the altitude or lower the eccentricity",
    )  # fmt: skip


def build_walker(
    n_satellites: int, planes: int, phasing: int, altitude_m: float, inclination_rad: float, eccentricity: float = 0.0,
    argument_of_perigee_rad: float = 0.0, node_rad: float = 0.0, phase_rad: float = 0.0,
) -> Constellation:  # fmt: skip
    """Build a Walker delta pattern i: T/P/F (J. G. Walker, J. British Interplanetary Society 37, 559, 1984).

    Nodes 2 pi/P apart; T/P satellites evenly along each plane, the pattern of each plane 2 pi F/T ahead of that of the plane before. T
    that P does not divide: planes hold the whole numbers on either side of T/P, spread as evenly as whole numbers go (54 in 7: 7 8 8 7 8
    8 8), each evenly along its plane. More planes than satellites: a plane for each. altitude_m: semi-major axis less the equatorial
    radius, as for flights. node_rad and phase_rad turn the whole. Errors: InputError.

    >>> shell = build_walker(6, 3, 1, 1000e3, 0.9)
    >>> np.degrees(shell.elements[:, 3]).round().tolist(), np.degrees(shell.elements[:, 5]).round().tolist()
    ([0.0, 0.0, 120.0, 120.0, 240.0, 240.0], [0.0, 180.0, 60.0, 240.0, 120.0, 300.0])
    """
    for name, number in (("n_satellites", n_satellites), ("planes", planes)):
        if number < 1:
            raise InputError(path=f"constellation.{name}", problem=f"{number} {name.removeprefix('n_')}", accepted="1 or more")
    if not math.isfinite(altitude_m):
        raise InputError(path="constellation.altitude", problem=f"{altitude_m:g} is not a height", accepted="for example 1000 km")
    if not 0.0 <= eccentricity <= GREATEST_ECCENTRICITY:
        limits = f"0 to {GREATEST_ECCENTRICITY:g}"
        raise InputError(path="constellation.eccentricity", problem=f"an eccentricity of {eccentricity:g}", accepted=limits)
    refuse_low("constellation.altitude", (WGS84_A_M + altitude_m) * (1.0 - eccentricity) - WGS84_A_M)
    nodes, places = _lay_out_walker(n_satellites, min(planes, n_satellites), phasing)
    turn = 2.0 * math.pi
    elements = np.empty((n_satellites, 6))
    elements[:, :3] = WGS84_A_M + altitude_m, eccentricity, inclination_rad
    elements[:, 3], elements[:, 4], elements[:, 5] = (node_rad + nodes) % turn, argument_of_perigee_rad, (phase_rad + places) % turn
    return Constellation(elements)


@lru_cache(maxsize=256)
def _lay_out_walker(n_satellites: int, planes: int, phasing: int) -> tuple[FloatArray, FloatArray]:
    """Lay out the nodes and the places along the planes of a Walker pattern that is not turned, rad."""
    bounds = [j * n_satellites // planes for j in range(planes + 1)]
    plane = np.repeat(np.arange(planes), np.diff(bounds))
    place = np.arange(n_satellites) - np.array(bounds)[plane]
    size = np.diff(bounds)[plane]
    turn = 2.0 * math.pi
    return turn * plane / planes, turn * (place / size + phasing * plane / n_satellites)


def build_from_elements(lines: Sequence[Sequence[str]], epoch: str | None = None, max_age_days: float = 30.0) -> Constellation:
    """Build a constellation from element sets, to be placed by SGP4 (Vallado et al., AIAA 2006-6753) through package 'sgp4'.

    lines: two lines a satellite, or three with its name first. t = 0 is `epoch` (UTC, ISO 8601), or the newest epoch among the sets. A set
    whose epoch is further than max_age_days from t = 0 is refused: errors of SGP4 grow by kilometres a day. Errors: InputError;
    MissingExtra without the package.
    """
    pairs = tuple((str(s[-2]).rstrip(), str(s[-1]).rstrip()) if len(s) in (2, 3) else ("", "") for s in lines)
    if not pairs:
        raise InputError(path="constellation.tle", problem="there are no element sets", accepted="two lines for each satellite")
    satellites = _read_sets(pairs)
    days = [s.jdsatepoch - J2000_DAY + s.jdsatepochF for s in satellites]
    if epoch is None:
        newest = satellites[int(np.argmax(days))]
        start = (newest.jdsatepoch, newest.jdsatepochF)
    else:
        start = _read_epoch(epoch)
    constellation = Constellation(np.empty((0, 6)), pairs, start, float(max_age_days))
    _check_age(constellation, 0.0, 0.0)
    return constellation


@lru_cache(maxsize=64)
def _read_sets(pairs: tuple[tuple[str, str], ...]) -> tuple[Any, ...]:
    """Read element sets; refuse those with a wrong checksum, or orbits that SGP4 or the ground does not allow."""
    try:
        from sgp4.api import SGP4_ERRORS, Satrec
        from sgp4.io import verify_checksum
    except ImportError:
        raise MissingExtra("sgp4", "tle") from None
    satellites = []
    for k, pair in enumerate(pairs):
        path = f"constellation.tle[{k}]"
        try:
            verify_checksum(*pair)
            satellite = Satrec.twoline2rv(*pair)
        except (ValueError, IndexError) as error:
            accepted = "two lines of elements, 69 characters each, with their checksums"
            problem = " ".join(str(error).split()) or "not two lines of elements"
            raise InputError(path=path, problem=problem, accepted=accepted) from None
        if not satellite.jdsatepoch > 0.0 or not satellite.no_kozai > 0.0:
            raise InputError(path=path, problem="not two lines of elements", accepted="two lines of elements, 69 characters each")
        if satellite.error == 0 or math.isfinite(satellite.altp):
            refuse_low(f"{path} (satellite {satellite.satnum_str})", satellite.altp * satellite.radiusearthkm * 1000.0)
        if satellite.error:
            raise InputError(path=path, problem=f"SGP4 stops: {SGP4_ERRORS[satellite.error]}", accepted="elements of a satellite in orbit")
        satellites.append(satellite)
    return tuple(satellites)


@lru_cache(maxsize=64)
def _gather_sets(pairs: tuple[tuple[str, str], ...]) -> Any:
    """Gather element sets into the array that SGP4 takes at once."""
    from sgp4.api import SatrecArray

    return SatrecArray(_read_sets(pairs))


def _read_epoch(text: str) -> tuple[float, float]:
    """Read a UTC moment into two parts of a Julian day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(path="constellation.epoch", problem=f"'{text}' is no date", accepted="UTC, for example 2026-03-01T12:00") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    since = moment - datetime(2000, 1, 1, tzinfo=UTC)
    return J2000_DAY - 0.5 + since.days, (since - timedelta(days=since.days)).total_seconds() / SECONDS_PER_DAY


def _write_epoch(day: float) -> str:
    """Write days since 2000 January 1, 12:00 as a UTC moment, to the second."""
    return f"{datetime(2000, 1, 1, 12) + timedelta(seconds=round(day * SECONDS_PER_DAY)):%Y-%m-%dT%H:%M:%S} UTC"


def _check_age(constellation: Constellation, first_s: float, last_s: float) -> None:
    """Refuse times that lie too far from the epoch of a set."""
    start = constellation.epoch_jd[0] - J2000_DAY + constellation.epoch_jd[1]
    most = constellation.max_age_days
    for k, satellite in enumerate(_read_sets(constellation.lines)):
        own = satellite.jdsatepoch - J2000_DAY + satellite.jdsatepochF
        for asked in (start + first_s / SECONDS_PER_DAY, start + last_s / SECONDS_PER_DAY):
            if abs(asked - own) > most:
                raise InputError(
                    path=f"constellation.tle[{k}]",
                    problem=f"{_write_epoch(asked)} is {abs(asked - own):.1f} days from the epoch of satellite {satellite.satnum_str}, "
                    f"{_write_epoch(own)}",
                    accepted=f"{_write_epoch(own - most)} to {_write_epoch(own + most)}",
                    mend="Take an element set of about that day, an epoch within the window, or raise max_age_days",
                )


def locate(constellation: Constellation, t_s: Any) -> FloatArray:
    """Place the satellites: Earth-fixed positions (n_time, 3, n_satellite) in m at seconds after t = 0.

    Errors: InputError for a time that is not finite, or too far from the epoch of an element set, or where SGP4 ends (decay).
    """
    t = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
    if t.ndim != 1 or not np.all(np.isfinite(t)):
        raise InputError(path="t_s", problem="times are not a list of finite seconds", accepted="an array of one dimension")
    out = np.empty((len(t), 3, len(constellation)))
    if not len(t):
        return out
    if not constellation.lines:
        fill_positions(t, constellation.rows, constellation.is_circular, out)
        return out
    _check_age(constellation, float(np.min(t)), float(np.max(t)))
    day, share = constellation.epoch_jd
    shares = share + t / SECONDS_PER_DAY
    codes, teme_km, _ = _gather_sets(constellation.lines).sgp4(np.full(len(t), day), shares)
    if np.any(codes):
        _refuse_codes(constellation, codes, t)
    turn_to_earth(day - J2000_DAY + shares, teme_km, out)
    return out


def _refuse_codes(constellation: Constellation, codes: NDArray[np.uint8], t: FloatArray) -> None:
    """Refuse the first satellite for which SGP4 gives no place, with its own words."""
    from sgp4.api import SGP4_ERRORS

    k, i = map(int, np.argwhere(codes)[0])
    name = _read_sets(constellation.lines)[k].satnum_str
    raise InputError(
        path=f"constellation.tle[{k}]", problem=f"SGP4 stops for satellite {name} at {t[i]:.0f} s: {SGP4_ERRORS[int(codes[k, i])]}",
        accepted="times at which it is in orbit", mend="Leave the satellite out, or take a newer element set",
    )  # fmt: skip
