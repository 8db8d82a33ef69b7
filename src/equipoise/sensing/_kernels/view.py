"""Test whether satellites see a target: limb, pointing limits, horizon, signal. No division, so loops stay in vector registers.

The Earth is the sphere of SPHERE_RADIUS_M (6,371 km), though flights go over the ellipsoid: its surface lies up to 7 km outside the
sphere at the equator and 14 km inside at the poles. Heights of limb and clutter are above the sphere. Rays are straight.
"""

from __future__ import annotations

import math

from equipoise.compiled import driver, inline, loop
from equipoise.constants import SPHERE_RADIUS_M
from equipoise.kernel.elementary import larger

# why a satellite does not see a target. Tests are passed in this order, so a larger number came closer to being seen
SEEN, BEYOND_LIMB, OUTSIDE_POINTING, TOO_FAINT, LOST_AGAINST_EARTH = range(5)
# numbers of an optics tuple: squares of the radii that sight must clear and that fill the background (m2); signed squares of the cosines
# of the greatest and least angle off nadir; intensity per square of range that is just seen (W/sr/m2) against space, against the Earth, and
# of a cold body against space
LIMB2, CLUTTER2, FARTHEST, NEAREST, PER_SPACE, PER_EARTH, PER_COLD = range(7)


@inline
def sign_square(cosine: float) -> float:
    """Return c |c|, which grows with c as c itself does: cosines are compared without roots.

    >>> sign_square(-0.5)
    -0.25
    """
    return cosine * abs(cosine)


@inline
def prepare_optics(least_rad, greatest_rad, limb_m, clutter_m, threshold, reference_m, factor, cold_threshold):  # type: ignore[no-untyped-def]
    """Return the optics tuple. A least angle of 0 and a greatest of pi exclude nothing, not even by a rounded last digit.

    threshold: W/sr just seen at the reference range, times `factor` against the Earth; cold_threshold: infinite if cold is not seen.
    """
    per_m2 = 1.0 / (reference_m * reference_m)
    return (
        (SPHERE_RADIUS_M + limb_m) ** 2, (SPHERE_RADIUS_M + clutter_m) ** 2,
        sign_square(math.cos(greatest_rad)) if greatest_rad < math.pi else -2.0,
        sign_square(math.cos(least_rad)) if least_rad > 0.0 else 2.0,
        threshold * per_m2, threshold * factor * per_m2, cold_threshold * per_m2,
    )  # fmt: skip


@inline
def find_reach2(hot_W_sr, cold_W_sr, optics):  # type: ignore[no-untyped-def]
    """Return the squares of the ranges (m2) to which a target shows against space and against the Earth.

    I >= I_ref (r / r_ref)^2, with I_ref times a factor against the Earth; a cold body shows against space alone.

    >>> optics = prepare_optics(0.0, 1.0, 0.0, 0.0, 6000.0, 38e6, 4.0, math.inf)
    >>> space2, earth2 = find_reach2(6000.0, 0.0, optics)
    >>> round(math.sqrt(space2) / 1e6, 6), round(math.sqrt(earth2) / 1e6, 6)
    (38.0, 19.0)
    """
    return larger(hot_W_sr / optics[PER_SPACE], cold_W_sr / optics[PER_COLD]), hot_W_sr / optics[PER_EARTH]


@inline
def check_sight(sx, sy, sz, px, py, pz, space2, earth2, optics):  # type: ignore[no-untyped-def]
    """Check one satellite s and one target p (Earth-fixed, m): (clear, pointed, bright against space, bright, distance squared).

    With d = p - s the line passes the Earth's centre at the square of the distance s^2 - (s.d)^2/d^2, all multiplied by d^2 here. Between
    the two ends it dips to that only if s.d < 0 < p.d; otherwise its lowest point is the lower end. Beyond the target it goes on down, to
    meet the Earth, only if p.d < 0. cos(off nadir) = -s.d / (|s| |d|). The right background decides which reach counts.
    """
    dx, dy, dz = px - sx, py - sy, pz - sz
    d2 = dx * dx + dy * dy + dz * dz
    s2 = sx * sx + sy * sy + sz * sz
    p2 = px * px + py * py + pz * pz
    sd = sx * dx + sy * dy + sz * dz
    pd = sd + d2
    size2 = s2 * d2
    passing = size2 - sd * sd
    dips = (sd < 0.0) & (pd > 0.0)
    clear = (s2 >= optics[LIMB2]) & (p2 >= optics[LIMB2]) & ((passing >= optics[LIMB2] * d2) | (not dips))
    down = -sd * abs(sd)
    pointed = (down >= optics[FARTHEST] * size2) & (down <= optics[NEAREST] * size2)
    against_earth = (p2 < optics[CLUTTER2]) | ((pd < 0.0) & (passing < optics[CLUTTER2] * d2))
    bright_against_space = d2 <= space2
    bright = d2 <= (earth2 if against_earth else space2)
    return clear, pointed, bright_against_space, bright, d2


@inline
def judge_sight(sx, sy, sz, px, py, pz, space2, earth2, optics):  # type: ignore[no-untyped-def]
    """Return the code why one satellite does not see one target, SEEN (0) if it does, and the square of their distance (m2).

    1,000 km up, a hot target straight below at 50 km; then with the Earth between them.

    >>> optics = prepare_optics(0.0, 1.0, 10e3, 10e3, 100.0, 1e6, 1.0, math.inf)
    >>> judge_sight(7371e3, 0.0, 0.0, 6421e3, 0.0, 0.0, 1e14, 1e14, optics)[0]
    0
    >>> judge_sight(7371e3, 0.0, 0.0, -6421e3, 0.0, 0.0, 1e14, 1e14, optics)[0]
    1
    """
    clear, pointed, bright_against_space, bright, d2 = check_sight(sx, sy, sz, px, py, pz, space2, earth2, optics)
    code = (SEEN if bright else LOST_AGAINST_EARTH) if bright_against_space else TOO_FAINT
    return (code if pointed else OUTSIDE_POINTING) if clear else BEYOND_LIMB, d2


@loop
def count_seeing(x, y, z, px, py, pz, space2, earth2, optics):  # type: ignore[no-untyped-def]
    """Count the satellites that see one target at one time."""
    n_seen = 0
    for i in range(len(x)):
        clear, pointed, _, bright, _ = check_sight(x[i], y[i], z[i], px, py, pz, space2, earth2, optics)
        n_seen += 1 if clear & pointed & bright else 0
    return n_seen


@driver
def count_block(satellites, positions, hot, cold, optics, counts):  # type: ignore[no-untyped-def]
    """Fill counts (n_time, n_target) from satellites (n_time, 3, n_satellite), targets (n_time, n_target, 3) and intensities (W/sr).

    -1 where a target has no position (not a number), as after its end.
    """
    for k in range(len(satellites)):
        x, y, z = satellites[k, 0], satellites[k, 1], satellites[k, 2]
        for j in range(positions.shape[1]):
            px, py, pz = positions[k, j, 0], positions[k, j, 1], positions[k, j, 2]
            space2, earth2 = find_reach2(hot[k, j], cold[k, j], optics)
            counts[k, j] = -1 if math.isnan(px + py + pz) else count_seeing(x, y, z, px, py, pz, space2, earth2, optics)


@loop
def judge_all(x, y, z, px, py, pz, space2, earth2, optics, codes, ranges2):  # type: ignore[no-untyped-def]
    """Fill the code and the square of the distance (m2) of every satellite for one target at one time."""
    for i in range(len(x)):
        codes[i], ranges2[i] = judge_sight(x[i], y[i], z[i], px, py, pz, space2, earth2, optics)


@inline
def find_nearest(codes, ranges2):  # type: ignore[no-untyped-def]
    """Return the nearest satellite that sees the target; -1 if none does."""
    found, nearest = -1, math.inf
    for i in range(len(codes)):
        if codes[i] == SEEN and ranges2[i] < nearest:
            found, nearest = i, ranges2[i]
    return found


@inline
def find_widest_pair(x, y, z, px, py, pz, codes, ranges2):  # type: ignore[no-untyped-def]
    """Return the two that see the target under lines of sight crossing at the widest angle, and the sine of it; (-1, -1, 0): no two do.

    Time grows with the square of the number in view. Of equals the first found stays.
    """
    first, second, widest2 = -1, -1, -1.0
    for i in range(len(codes)):
        if codes[i] != SEEN:
            continue
        ax, ay, az = x[i] - px, y[i] - py, z[i] - pz
        for j in range(i + 1, len(codes)):
            if codes[j] != SEEN:
                continue
            bx, by, bz = x[j] - px, y[j] - py, z[j] - pz
            cx, cy, cz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
            wide2 = (cx * cx + cy * cy + cz * cz) / (ranges2[i] * ranges2[j])
            if wide2 > widest2:
                first, second, widest2 = i, j, wide2
    return first, second, math.sqrt(larger(widest2, 0.0))


@driver
def list_block(satellites, positions, hot, cold, optics, codes, ranges2, index, ranges, places, n_seeing, sines, why):  # type: ignore[no-untyped-def]
    """Choose at each time up to `index.shape[1]` satellites that see one target, for wide crossing angles.

    The widest pair first, the nearer of the two in front; then the nearest of the rest. Where only one is asked for: the nearest. why: 0 if
    any sees it, else the code of the satellite that came closest to it. codes, ranges2: room for one number a satellite.
    """
    most = index.shape[1]
    for k in range(len(satellites)):
        x, y, z = satellites[k, 0], satellites[k, 1], satellites[k, 2]
        px, py, pz = positions[k, 0], positions[k, 1], positions[k, 2]
        space2, earth2 = find_reach2(hot[k], cold[k], optics)
        judge_all(x, y, z, px, py, pz, space2, earth2, optics, codes, ranges2)
        n, closest = 0, BEYOND_LIMB
        for i in range(len(codes)):
            n += 1 if codes[i] == SEEN else 0
            closest = max(closest, codes[i])
        n_seeing[k], why[k] = n, SEEN if n > 0 else closest
        first, second, sine = -1, -1, 0.0
        if n > 1 and most > 1:
            first, second, sine = find_widest_pair(x, y, z, px, py, pz, codes, ranges2)
            if ranges2[second] < ranges2[first]:
                first, second = second, first
        sines[k] = sine
        for m in range(min(n, most)):
            i = find_nearest(codes, ranges2)
            if first >= 0 and m < 2:
                i = first if m == 0 else second
            index[k, m], ranges[k, m] = i, math.sqrt(ranges2[i])
            places[k, m, 0], places[k, m, 1], places[k, m, 2] = x[i], y[i], z[i]
            codes[i] = -1  # taken
