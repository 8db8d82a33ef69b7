"""Decide, sample by sample, whether a set of sensors holds a firm track of one flight."""

from __future__ import annotations

import math

from equipoise.compiled import plain
from equipoise.constants import MU_EARTH_M3_S2, OMEGA_EARTH_RAD_S, SPHERE_RADIUS_M
from equipoise.kernel.earth import horizon_arc

FOUR_THIRDS = 4.0 / 3.0  # effective Earth radius for standard refraction of radar (Skolnik)


@plain
def radar_sees(x, y, z, altitude_m, rx, ry, rz, radar_height_m, range_m):  # type: ignore[no-untyped-def]
    """Tell whether a radar sees a target: within range, and above the horizon of a 4/3 Earth.

    The bend of the ray is taken as horizons that lie sqrt(4/3) farther off.
    """
    dx, dy, dz = x - rx, y - ry, z - rz
    if dx * dx + dy * dy + dz * dz > range_m * range_m:
        return False
    dot = (x * rx + y * ry + z * rz) / math.sqrt((x * x + y * y + z * z) * (rx * rx + ry * ry + rz * rz))
    arc = math.acos(min(1.0, max(-1.0, dot)))
    return arc * SPHERE_RADIUS_M <= FOUR_THIRDS * SPHERE_RADIUS_M * horizon_arc(
        FOUR_THIRDS * SPHERE_RADIUS_M, radar_height_m, altitude_m
    )


@plain
def count_satellites(t, x, y, z, altitude_m, n_satellites, planes, height_m, inclination, phase, node, enough):  # type: ignore[no-untyped-def]
    """Count the satellites of a Walker shell that have the target in line of sight, up to `enough`.

    Circular two-body orbits (Walker 1984, phasing factor 1), Earth-fixed axes; the line of sight may touch the surface.
    """
    radius = SPHERE_RADIUS_M + height_m
    rate = math.sqrt(MU_EARTH_M3_S2 / (radius * radius * radius))
    r = math.sqrt(x * x + y * y + z * z)
    limit = math.cos(horizon_arc(SPHERE_RADIUS_M, height_m, altitude_m))
    per_plane = max(1, n_satellites // max(1, planes))
    ci, si = math.cos(inclination), math.sin(inclination)
    seen = 0
    for i in range(n_satellites):
        plane, slot = i // per_plane, i % per_plane
        raan = node + 2.0 * math.pi * plane / max(1, planes) - OMEGA_EARTH_RAD_S * t
        u = phase + 2.0 * math.pi * (slot / per_plane + plane / n_satellites) + rate * t
        cu, su, co, so = math.cos(u), math.sin(u), math.cos(raan), math.sin(raan)
        dot = (x * (co * cu - so * su * ci) + y * (so * cu + co * su * ci) + z * su * si) / r
        if dot >= limit:
            seen += 1
            if seen >= enough:
                return seen
    return seen


@plain
def hold_track(t, x, y, z, altitude, boosting, infrared, radars, shells, firm):  # type: ignore[no-untyped-def]
    """Fill `firm` with 1 where a radar, or two satellites at once, hold the target.

    radars: rows x, y, z, height, range. shells: rows count, planes, height, inclination, phase, node, threshold (W/sr).
    Satellites see a burning engine always and a glider whose intensity exceeds their threshold; nothing else.
    """
    for i in range(len(t)):
        firm[i] = 0.0
        for j in range(len(radars)):
            if radar_sees(x[i], y[i], z[i], altitude[i], radars[j, 0], radars[j, 1], radars[j, 2], radars[j, 3], radars[j, 4]):
                firm[i] = 1.0
                break
        if firm[i] > 0.0:
            continue
        seen = 0
        for j in range(len(shells)):
            if boosting[i] or infrared[i] >= shells[j, 6]:
                s = shells[j]
                seen += count_satellites(
                    t[i], x[i], y[i], z[i], altitude[i], int(s[0]), int(s[1]), s[2], s[3], s[4], s[5], 2 - min(seen, 1)
                )
                if seen >= 2:
                    firm[i] = 1.0
                    break
