"""Count interceptors in orbit that a target comes within reach of."""

from __future__ import annotations

import math

from equipoise.compiled import plain
from equipoise.kernel.satellite import place_circular


@plain
def find_reach(speed_m_s: float, acceleration_m_s2: float, time_s: float) -> float:
    """Return how far an interceptor comes from its orbit in a time: V^2 / (2 a) + V (t - V / a), or a t^2 / 2 while it burns (m).

    6 km/s at 15 g in 120 s come to 597.6 km (Harrison 2025, appendix B, recomputed).

    >>> round(find_reach(6000.0, 15 * 9.80665, 120.0) / 1000.0, 1)
    597.6
    """
    burn = speed_m_s / acceleration_m_s2
    if time_s <= 0.0:
        return 0.0
    if time_s < burn:
        return 0.5 * acceleration_m_s2 * time_s * time_s
    return 0.5 * speed_m_s * burn + speed_m_s * (time_s - burn)


@plain
def find_flight_time(speed_m_s: float, acceleration_m_s2: float, distance_m: float) -> float:
    """Return the time in which an interceptor comes a distance from its orbit: the inverse of `find_reach` (s).

    >>> round(find_flight_time(6000.0, 15 * 9.80665, find_reach(6000.0, 15 * 9.80665, 120.0)), 6)
    120.0
    """
    burn = speed_m_s / acceleration_m_s2
    if distance_m <= 0.5 * speed_m_s * burn:
        return math.sqrt(2.0 * distance_m / acceleration_m_s2)
    return burn + (distance_m - 0.5 * speed_m_s * burn) / speed_m_s


@plain
def find_share(reach_m: float, radius_m: float) -> float:
    """Return the share of a sphere within a straight distance of a point of it, as absentee ratios take it: (1 - cos(d / r)) / 2.

    Glide case of Harrison 2025: 2,400 km from 300 km up is one in 31.

    >>> round(1.0 / find_share(2400e3, 6371e3 + 300e3), 1)
    31.2
    """
    return 0.5 * (1.0 - math.cos(min(math.pi, reach_m / radius_m)))


@plain
def find_crowding(latitude_rad: float, inclination_rad: float) -> float:
    """Return the density of circular orbits at a latitude over that of an even sphere: 2 / (pi sqrt(sin^2 i - sin^2 lat)), 0 beyond.

    At the equator under polar orbits it is 2 / pi.

    >>> round(find_crowding(0.0, math.pi / 2.0), 4), find_crowding(1.0, 0.5)
    (0.6366, 0.0)
    """
    s, c = math.sin(inclination_rad), math.sin(latitude_rad)
    gap = s * s - c * c
    return 2.0 / (math.pi * math.sqrt(gap)) if gap > 0.0 else 0.0


@plain
def count_in_reach(t_s, x, y, z, reach_m, n, planes, radius_m, cos_i, sin_i, node, node_rate, phase, phase_rate):  # type: ignore[no-untyped-def]
    """Return (count, least distance): satellites of an even pattern that lie within a straight distance of a target, at their orbits.

    Walker's pattern with a phasing of 1; node and phase are those of the first satellite at t = 0; rates as in `kernel.satellite`.
    """
    found, nearest = 0, math.inf
    per_plane = max(1, (n + planes - 1) // planes)
    for i in range(n):
        plane, slot = i // per_plane, i % per_plane
        own_node = node + 2.0 * math.pi * plane / planes
        own_phase = phase + 2.0 * math.pi * (slot / per_plane + plane / n)
        sx, sy, sz = place_circular(t_s, radius_m, cos_i, sin_i, own_node, node_rate, own_phase, phase_rate)
        dx, dy, dz = sx - x, sy - y, sz - z
        d2 = dx * dx + dy * dy + dz * dz
        if d2 <= reach_m * reach_m:
            found += 1
        if d2 < nearest:
            nearest = d2
    return found, math.sqrt(nearest)
