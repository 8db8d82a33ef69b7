"""Look at a target with noise, take looks into an estimate, and start a track from the looks of one moment."""

from __future__ import annotations

import math

from equipoise.compiled import paste, plain
from equipoise.kernel.elementary import larger, smaller
from equipoise.kernel.philox import draw_normal
from equipoise.sensing._kernels.filter import LOST_SD, N_ESTIMATE, START_SD, correct

LEAST_RANGE_M = 1000.0  # assumed at least, where only angles are measured
NUMBERS = 3  # two angles and a range
LOOK = 4  # numbers kept of a look: direction and range (0: none)


@paste
def find_across(x, y, z):  # type: ignore[no-untyped-def]
    """Return two unit vectors across a line of sight: level with respect to the Earth's axis, and completing it.

    Noise is the same in every direction across, so the choice matters only at the axis itself, where any will do.
    """
    level = math.sqrt(x * x + y * y)
    scale = 1.0 / larger(level, 1e-300)
    ex, ey = (-y * scale, x * scale) if level > 1e-9 else (1.0, 0.0)
    return ex, ey, 0.0, -z * ey, z * ex, x * ey - y * ex


@plain
def look(Z, o, x, y, z, sx, sy, sz, sigma_angle, sigma_range, key0, key1, run, stream, index):  # type: ignore[no-untyped-def]
    """Put a noisy look into Z[o:o+4]: unit vector of the line of sight and range, 0 where it is not measured.

    Noise of `sigma_angle` along each of two axes across the true line, in the plane tangent to it.
    """
    dx, dy, dz = x - sx, y - sy, z - sz
    r = math.sqrt(dx * dx + dy * dy + dz * dz)
    ux, uy, uz = dx / r, dy / r, dz / r
    ax, ay, az, bx, by, bz = find_across(ux, uy, uz)
    p = sigma_angle * draw_normal(key0, key1, run, stream, index)
    q = sigma_angle * draw_normal(key0, key1, run, stream, index + 1)
    ux, uy, uz = ux + p * ax + q * bx, uy + p * ay + q * by, uz + p * az + q * bz
    scale = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz)
    Z[o], Z[o + 1], Z[o + 2], Z[o + 3] = ux * scale, uy * scale, uz * scale, 0.0
    if sigma_range < math.inf:
        Z[o + 3] = larger(r + sigma_range * draw_normal(key0, key1, run, stream, index + 2), 1.0)


@plain
def take_look(B, Z, o, range_m, sx, sy, sz, sigma_angle, sigma_range):  # type: ignore[no-untyped-def]
    """Take a look into an estimate; return the sum of normalised innovations squared, the product of their variances, their number.

    Measurements are turned into places, which are linear in the state: no offset across the measured line, and the range along it.
    A target at range r lies r (1 - s^2) along a line measured with noise s, on average, with variance r^2 s^4 (as in the unbiased
    conversion of Lerro and Bar-Shalom 1993, to that order).
    """
    ux, uy, uz, r = Z[o], Z[o + 1], Z[o + 2], Z[o + 3]
    ax, ay, az, bx, by, bz = find_across(ux, uy, uz)
    across = range_m * sigma_angle
    d1, s1 = correct(B, ax, ay, az, ax * sx + ay * sy + az * sz, across * across)
    d2, s2 = correct(B, bx, by, bz, bx * sx + by * sy + bz * sz, across * across)
    if r == 0.0:
        return d1 + d2, s1 * s2, 2
    s2 *= s1
    bend = across * sigma_angle
    d3, s3 = correct(B, ux, uy, uz, ux * sx + uy * sy + uz * sz + r - bend, sigma_range * sigma_range + bend * bend)
    return d1 + d2 + d3, s2 * s3, 3


@plain
def take_looks(B0, B1, two, p, Z, seen, place, sigma_angle, sigma_range):  # type: ignore[no-untyped-def]
    """Take the looks of one moment into the estimates of both models; return p of the second model and the innovation.

    Bayes' rule with the likelihood of the innovations (Blom and Bar-Shalom 1988). The innovation is squared, normalised, by number
    measured, of the model that fits better.
    """
    d0 = d1 = 0.0
    s0 = s1 = 1.0
    count = 0
    for j in range(seen):
        o, sx, sy, sz = LOOK * j, place[j, 0], place[j, 1], place[j, 2]
        r = Z[o + 3]
        if r == 0.0:
            x, y, z = B0[0] - sx, B0[1] - sy, B0[2] - sz
            if two:
                x, y, z = x + p * (B1[0] - B0[0]), y + p * (B1[1] - B0[1]), z + p * (B1[2] - B0[2])
            r = larger(Z[o] * x + Z[o + 1] * y + Z[o + 2] * z, LEAST_RANGE_M)
        d, s, n = take_look(B0, Z, o, r, sx, sy, sz, sigma_angle[j], sigma_range[j])
        d0, s0, count = d0 + d, s0 * s, count + n
        if two:
            d, s, n = take_look(B1, Z, o, r, sx, sy, sz, sigma_angle[j], sigma_range[j])
            d1, s1 = d1 + d, s1 * s
    if not two:
        return p, d0 / count
    odds = math.exp(smaller(larger(0.5 * (d0 - d1), -300.0), 300.0)) * math.sqrt(s0 / s1) * p
    return odds / (odds + 1.0 - p), smaller(d0, d1) / count


@plain
def start(B, Z, seen, place, sigma_angle, sigma_range, c):  # type: ignore[no-untyped-def]
    """Start an estimate by least squares from the looks of one moment; return whether they fix a place well enough.

    Each look is a line, and with a range a point on it, weighed by its variances. One radar is enough, and so are two satellites
    whose lines are far from parallel; one satellite never is. Velocity starts at zero with a wide variance; acceleration is left
    to the models.
    """
    x = y = z = 0.0
    for turn in range(2):  # the second knows how far the satellites are
        xx = xy = xz = yy = yz = zz = kx = ky = kz = 0.0
        for j in range(seen):
            o, sx, sy, sz = LOOK * j, place[j, 0], place[j, 1], place[j, 2]
            ux, uy, uz, far = Z[o], Z[o + 1], Z[o + 2], Z[o + 3]
            r = far
            if far == 0.0:
                r = ux * (x - sx) + uy * (y - sy) + uz * (z - sz) if turn > 0 else 1e6
                if r <= 0.0:
                    return False
            across = r * sigma_angle[j]
            w, along = 1.0 / (across * across), 0.0
            if far > 0.0:
                bend = across * sigma_angle[j]
                along = 1.0 / (sigma_range[j] * sigma_range[j] + bend * bend)
                far -= bend
            m = along - w
            pull = m * (ux * sx + uy * sy + uz * sz) + along * far
            xx, xy, xz = xx + w + m * ux * ux, xy + m * ux * uy, xz + m * ux * uz
            yy, yz, zz = yy + w + m * uy * uy, yz + m * uy * uz, zz + w + m * uz * uz
            kx, ky, kz = kx + w * sx + pull * ux, ky + w * sy + pull * uy, kz + w * sz + pull * uz
        c0, c1, c2 = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy
        det = xx * c0 + xy * c1 + xz * c2
        if not det > 1e-12 * xx * yy * zz:
            return False
        q, c3, c4, c5 = 1.0 / det, xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy
        x, y, z = q * (c0 * kx + c1 * ky + c2 * kz), q * (c1 * kx + c3 * ky + c4 * kz), q * (c2 * kx + c4 * ky + c5 * kz)
    if not q * (c0 + c3 + c5) <= 3.0 * c[LOST_SD] * c[LOST_SD]:
        return False
    for i in range(N_ESTIMATE):
        B[i] = 0.0
    B[0], B[1], B[2] = x, y, z
    B[9], B[10], B[11], B[12], B[13], B[14] = q * c0, q * c1, q * c2, q * c3, q * c4, q * c5
    B[33] = B[36] = B[38] = c[START_SD] * c[START_SD]
    return True
