"""Place satellites in Earth-fixed axes: a two-body ellipse whose node, perigee and mean anomaly drift under J2.

Drift of mean elements, first order in J2: W. M. Kaula, Theory of Satellite Geodesy (1966); D. A. Vallado, Fundamentals of Astrodynamics
and Applications, 4th ed., chapter 9. Meant for statistics of coverage over days: short periods of J2 (6 to 17 km beside SGP4 over two days,
without growth), drag, Sun and Moon are left out.
Node longitudes count from the Greenwich meridian of t = 0, as in flights of satellites; eccentricity up to GREATEST_ECCENTRICITY.
"""

from __future__ import annotations

import math

from equipoise.compiled import driver, inline, loop, plain
from equipoise.constants import J2_EARTH, MU_EARTH_M3_S2, OMEGA_EARTH_RAD_S, WGS84_A_M
from equipoise.kernel.elementary import sin_cos

# rows of constants, one number a satellite in each; a rate is per second. PHASE = PERIGEE + MEAN: all that a circle needs
SEMI_MAJOR, SEMI_MINOR, ECCENTRICITY, COS_I, SIN_I, NODE, NODE_RATE = range(7)
PERIGEE, PERIGEE_RATE, MEAN, MEAN_RATE, PHASE, PHASE_RATE = range(7, 13)
N_ROWS = 13
GREATEST_ECCENTRICITY = 0.75  # up to it the fixed steps of Newton leave 1e-12 rad
TURN = 6.283185307179586


@plain
def find_drift(semi_major_m: float, eccentricity: float, inclination_rad: float) -> tuple[float, float, float]:
    """Return the rates of node, argument of perigee and mean anomaly (rad/s) under J2.

    With k = 3/2 J2 (a_E/p)^2 n and n^2 a^3 = mu: node -k cos i, perigee k (2 - 5/2 sin^2 i), mean anomaly
    n + k sqrt(1 - e^2) (1 - 3/2 sin^2 i); Kaula (1966). At 550 km and 53 deg the node drifts by -4.48921 deg a day.

    >>> round(math.degrees(find_drift(6378137.0 + 550e3, 0.0, math.radians(53.0))[0]) * 86400.0, 5)
    -4.48921
    """
    n = math.sqrt(MU_EARTH_M3_S2 / semi_major_m) / semi_major_m
    share = 1.0 - eccentricity * eccentricity
    k = 1.5 * J2_EARTH * (WGS84_A_M / (semi_major_m * share)) ** 2 * n
    s2 = math.sin(inclination_rad) ** 2
    return -k * math.cos(inclination_rad), k * (2.0 - 2.5 * s2), n + k * math.sqrt(share) * (1.0 - 1.5 * s2)


@plain
def prepare_satellite(
    semi_major_m: float, eccentricity: float, inclination_rad: float, node_rad: float, perigee_rad: float, mean_rad: float
) -> tuple[float, ...]:  # fmt: skip
    """Return the N_ROWS constants of one satellite, in the order of the rows above; NODE_RATE is seen from the rotating Earth."""
    node_rate, perigee_rate, mean_rate = find_drift(semi_major_m, eccentricity, inclination_rad)
    return (
        semi_major_m, semi_major_m * math.sqrt(1.0 - eccentricity * eccentricity), eccentricity, math.cos(inclination_rad),
        math.sin(inclination_rad), node_rad, node_rate - OMEGA_EARTH_RAD_S, perigee_rad, perigee_rate, mean_rad, mean_rate,
        perigee_rad + mean_rad, perigee_rate + mean_rate,
    )  # fmt: skip


@inline
def solve_kepler(mean_rad: float, eccentricity: float) -> tuple[float, float]:
    """Return sine and cosine of the eccentric anomaly E, E - e sin E = M, within 1e-12 up to GREATEST_ECCENTRICITY.

    The start takes sin(E - M) = e sin M / sqrt(1 - 2 e cos M + e^2), the angle at the empty corner of the triangle (1, e); three
    steps of Newton follow. No branches, so that a loop over satellites stays in vector registers.

    >>> s, c = solve_kepler(1.0, 0.5)
    >>> round(math.atan2(s, c) - 0.5 * s, 12)
    1.0
    """
    mean = mean_rad - math.floor(mean_rad * (1.0 / TURN) + 0.5) * TURN
    s, c = sin_cos(mean)
    anomaly = mean + eccentricity * s / math.sqrt(1.0 - eccentricity * (2.0 * c - eccentricity))
    s, c = sin_cos(anomaly)
    anomaly -= (anomaly - eccentricity * s - mean) / (1.0 - eccentricity * c)
    s, c = sin_cos(anomaly)
    anomaly -= (anomaly - eccentricity * s - mean) / (1.0 - eccentricity * c)
    s, c = sin_cos(anomaly)
    anomaly -= (anomaly - eccentricity * s - mean) / (1.0 - eccentricity * c)
    return sin_cos(anomaly)


@inline
def turn_orbit(along: float, across: float, cos_i: float, sin_i: float, node: float) -> tuple[float, float, float]:
    """Turn a place in the orbit plane (towards the node, and a quarter turn on, m) into Earth-fixed x, y, z (m).

    >>> [round(c, 9) for c in turn_orbit(0.0, 1.0, 0.0, 1.0, 0.3)]
    [0.0, 0.0, 1.0]
    """
    s, c = sin_cos(node)
    level = across * cos_i
    return along * c - level * s, along * s + level * c, across * sin_i


@inline
def place_circular(t_s, radius, cos_i, sin_i, node, node_rate, phase, phase_rate):  # type: ignore[no-untyped-def]
    """Place a satellite on a circle: Earth-fixed x, y, z (m) at t seconds. Constants as in the rows above.

    >>> row = prepare_satellite(7e6, 0.0, 0.5, 0.1, 0.0, 0.2)
    >>> x, y, z = place_circular(0.0, *row[:1], *row[3:7], *row[11:])
    >>> round(math.sqrt(x * x + y * y + z * z), 3)
    7000000.0
    """
    s, c = sin_cos(phase + phase_rate * t_s)
    return turn_orbit(radius * c, radius * s, cos_i, sin_i, node + node_rate * t_s)


@inline
def place_elliptic(t_s, a, b, e, cos_i, sin_i, node, node_rate, perigee, perigee_rate, mean, mean_rate):  # type: ignore[no-untyped-def]
    """Place a satellite on an ellipse: Earth-fixed x, y, z (m) at t seconds. Constants as in the rows above.

    >>> row = prepare_satellite(2.66e7, 0.74, 1.1, 0.0, 4.7, 3.141592653589793)
    >>> x, y, z = place_elliptic(0.0, *row[:11])
    >>> round(math.sqrt(x * x + y * y + z * z) / (2.66e7 * 1.74), 12)
    1.0
    """
    s, c = solve_kepler(mean + mean_rate * t_s, e)
    sp, cp = sin_cos(perigee + perigee_rate * t_s)
    p, q = a * (c - e), b * s
    return turn_orbit(p * cp - q * sp, p * sp + q * cp, cos_i, sin_i, node + node_rate * t_s)


@loop
def fill_circular(t_s, R, x, y, z):  # type: ignore[no-untyped-def]
    """Fill x, y, z (m) of all satellites at one time; R: the rows, one after another in one flat array."""
    n = len(x)
    for i in range(n):
        x[i], y[i], z[i] = place_circular(
            t_s, R[i], R[COS_I * n + i], R[SIN_I * n + i], R[NODE * n + i], R[NODE_RATE * n + i], R[PHASE * n + i], R[PHASE_RATE * n + i]
        )


@loop
def fill_elliptic(t_s, R, x, y, z):  # type: ignore[no-untyped-def]
    """Fill x, y, z (m) of all satellites at one time; R: the rows, one after another in one flat array."""
    n = len(x)
    for i in range(n):
        x[i], y[i], z[i] = place_elliptic(
            t_s, R[i], R[SEMI_MINOR * n + i], R[ECCENTRICITY * n + i], R[COS_I * n + i], R[SIN_I * n + i], R[NODE * n + i],
            R[NODE_RATE * n + i], R[PERIGEE * n + i], R[PERIGEE_RATE * n + i], R[MEAN * n + i], R[MEAN_RATE * n + i],
        )  # fmt: skip


@driver
def prepare_all(elements, R):  # type: ignore[no-untyped-def]
    """Fill the flat rows from elements (n, 6): semi-major axis, eccentricity, inclination, node, perigee, mean anomaly (m, rad)."""
    n = len(elements)
    for i in range(n):
        a, e, inclination = elements[i, 0], elements[i, 1], elements[i, 2]
        row = prepare_satellite(a, e, inclination, elements[i, 3], elements[i, 4], elements[i, 5])
        for k in range(N_ROWS):
            R[k * n + i] = row[k]


@driver
def fill_positions(t_s, R, is_circular, out):  # type: ignore[no-untyped-def]
    """Fill Earth-fixed positions (n_time, 3, n_satellite) in m; `is_circular` leaves Kepler's equation out."""
    for k in range(len(t_s)):
        if is_circular:
            fill_circular(t_s[k], R, out[k, 0], out[k, 1], out[k, 2])
        else:
            fill_elliptic(t_s[k], R, out[k, 0], out[k, 1], out[k, 2])


@plain
def sidereal_angle(days_j2000: float) -> float:
    """Return Greenwich mean sidereal time (rad, 0 to 2 pi), IAU 1982, at UT1 days since 2000 January 1, 12:00.

    Aoki et al., Astronomy and Astrophysics 105, 359 (1982); UT1 taken as UTC is within 0.9 s, 0.4 km at the equator.
    At the epoch itself it is 18 h 41 min 50.54841 s, 280.46062 deg.

    >>> round(math.degrees(sidereal_angle(0.0)), 5)
    280.46062
    """
    t = days_j2000 / 36525.0
    seconds = 67310.54841 + (876600.0 * 3600.0 + 8640184.812866) * t + 0.093104 * t * t - 6.2e-6 * t * t * t
    return math.radians((seconds / 240.0) % 360.0)


@driver
def turn_to_earth(days_j2000, teme_km, out):  # type: ignore[no-untyped-def]
    """Turn positions of SGP4 (n_satellite, n_time, 3; TEME, km) into Earth-fixed ones (n_time, 3, n_satellite; m)."""
    for k in range(len(days_j2000)):
        angle = sidereal_angle(days_j2000[k])
        s, c = 1000.0 * math.sin(angle), 1000.0 * math.cos(angle)
        for i in range(len(teme_km)):
            x, y = teme_km[i, k, 0], teme_km[i, k, 1]
            out[k, 0, i], out[k, 1, i], out[k, 2, i] = c * x + s * y, c * y - s * x, 1000.0 * teme_km[i, k, 2]
