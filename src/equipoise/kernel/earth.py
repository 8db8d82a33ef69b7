"""Convert between geodetic and Earth-fixed coordinates, and measure arcs, in plain scalar arithmetic."""

from __future__ import annotations

import math

from equipoise.compiled import inline, plain
from equipoise.kernel.elementary import larger


@plain
def geodetic_to_ecef(latitude_rad: float, longitude_rad: float, altitude_m: float, a_m: float, f: float) -> tuple[float, float, float]:
    """Convert geodetic coordinates to Earth-fixed ones (NIMA TR8350.2, section 4); f = 0 gives a sphere.

    >>> [round(c, 3) for c in geodetic_to_ecef(0.0, 0.0, 100.0, 6378137.0, 1 / 298.257223563)]
    [6378237.0, 0.0, 0.0]
    """
    e2 = f * (2.0 - f)
    s, c = math.sin(latitude_rad), math.cos(latitude_rad)
    n = a_m / math.sqrt(1.0 - e2 * s * s)
    return (
        (n + altitude_m) * c * math.cos(longitude_rad),
        (n + altitude_m) * c * math.sin(longitude_rad),
        (n * (1.0 - e2) + altitude_m) * s,
    )


@inline
def find_up(x: float, y: float, z: float, a_m: float, f: float) -> tuple[float, float, float, float]:
    """Find the height above the ellipsoid and the outward normal; f = 0 gives a sphere.

    Bowring's closed form with his improved start (Survey Review 28, 1985), below 1e-7 m to 1,500 km and 1e-4 m to 20,000 km; no
    branches, so that a loop over lanes stays in vector registers.

    >>> h, ux, uy, uz = find_up(6378237.0, 0.0, 0.0, 6378137.0, 1 / 298.257223563)
    >>> round(h, 6), round(ux, 12)
    (100.0, 1.0)
    """
    p2 = x * x + y * y
    p = math.sqrt(p2)
    b, e2 = a_m * (1.0 - f), f * (2.0 - f)
    ep2 = e2 / (1.0 - e2)
    # reduced latitude of the improved start, then one pass
    rise, run = b * z * (1.0 + ep2 * b / math.sqrt(p2 + z * z)), a_m * p
    inverse = 1.0 / math.sqrt(rise * rise + run * run)
    sb, cb = rise * inverse, run * inverse
    top, bottom = z + ep2 * b * sb * sb * sb, p - e2 * a_m * cb * cb * cb
    inverse = 1.0 / math.sqrt(top * top + bottom * bottom)
    s, c = top * inverse, bottom * inverse
    h = p * c + z * s - a_m * math.sqrt(1.0 - e2 * s * s)
    level = c / larger(p, 1e-9)
    return h, level * x, level * y, s


@plain
def ecef_to_geodetic(x: float, y: float, z: float, a_m: float, f: float) -> tuple[float, float, float]:
    """Convert Earth-fixed coordinates to geodetic latitude, longitude (rad) and height (m).

    >>> lat, lon, h = ecef_to_geodetic(*geodetic_to_ecef(0.7, 1.2, 5e4, 6378137.0, 1 / 298.257223563), 6378137.0, 1 / 298.257223563)
    >>> abs(lat - 0.7) < 1e-11, abs(lon - 1.2) < 1e-12, abs(h - 5e4) < 1e-4
    (True, True, True)
    """
    h, ux, uy, uz = find_up(x, y, z, a_m, f)
    return math.atan2(uz, math.sqrt(ux * ux + uy * uy)), math.atan2(y, x), h


@plain
def measure_arc(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Measure the central angle between two points (haversine in its stable atan2 form), rad.

    >>> round(measure_arc(0.0, 0.0, 0.0, math.pi / 2), 6)
    1.570796
    """
    d = lon2 - lon1
    a = math.cos(lat2) * math.sin(d)
    b = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(d)
    c = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(d)
    return math.atan2(math.sqrt(a * a + b * b), c)


@plain
def find_bearing(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Find the initial bearing from one point to another, clockwise from north, rad in 0..2 pi.

    >>> round(find_bearing(0.0, 0.0, 0.0, 1.0), 6)
    1.570796
    """
    d = lon2 - lon1
    y = math.sin(d) * math.cos(lat2)
    x = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(d)
    return math.atan2(y, x) % (2.0 * math.pi)


@plain
def split_range(lat1: float, lon1: float, azimuth: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Split an arc into angles along and off the great circle that starts with `azimuth` (right is positive), rad.

    >>> along, off = split_range(0.0, 0.0, math.pi / 2, -0.1, 0.2)
    >>> round(along, 6), round(off, 6)
    (0.2, 0.1)
    """
    arc = measure_arc(lat1, lon1, lat2, lon2)
    turn = find_bearing(lat1, lon1, lat2, lon2) - azimuth
    off = math.asin(min(1.0, max(-1.0, math.sin(arc) * math.sin(turn))))
    along = math.atan2(math.sin(arc) * math.cos(turn), math.cos(arc))
    return along, off


@plain
def horizon_arc(radius_m: float, height1_m: float, height2_m: float) -> float:
    """Return the central angle at which two heights see each other over a smooth sphere: acos R/(R+h1) + acos R/(R+h2).

    A sensor at sea level sees 30 km at 617 km (geometric).

    >>> round(horizon_arc(6371e3, 0.0, 30e3) * 6371)
    617
    """
    return math.acos(radius_m / (radius_m + max(height1_m, 0.0))) + math.acos(radius_m / (radius_m + max(height2_m, 0.0)))
