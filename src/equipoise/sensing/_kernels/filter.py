"""Predict, correct and mix the estimates of a tracking filter in plain scalar arithmetic.

An estimate is a flat row of 54 numbers: the means of position, velocity and residual acceleration in Earth-fixed axes, then the
45 different elements of their covariance, in blocks (below). What a filter knows of its two models is a short row of constants.
"""

from __future__ import annotations

import math

from equipoise.compiled import paste, plain

# where the blocks of the covariance begin: a symmetric one holds xx xy xz yy yz zz, another the rows of the first letter
PP, PV, PA, VV, VA, AA = 9, 15, 24, 33, 39, 48
N_ESTIMATE = 54
# what a filter is told (MotionModel): rates of change of model, and by model the sd of the acceleration and its time
MU, OMEGA, VACUUM_SD, AIR_TOP, AIR_SCALE, ENTRY_BETA, BURN_SD, START_SD, LOST_SD, TO_FIRM, GATE, N_MODELS, TO_AGILE, TO_QUIET = range(14)
SD, TIME = 14, 15  # of the first model; of the second in 16 and 17
# what a step of a given length needs of one model: transition a, b, c, process noise for unit variance, the step itself
N_STEP, LENGTH = 10, 9
SERIES_BELOW = 1.0  # step over time constant below which the closed form loses digits to cancellation


@plain
def fill_step(S, step_s, time_s):  # type: ignore[no-untyped-def]
    """Fill S[:10] for a step: what acceleration adds to position and to velocity, what is left of it; noise pp pv pa vv va aa; step.

    Singer (1970): acceleration as a first-order Markov process of time constant `time_s`, here of unit variance. Exact.
    For short steps the closed form cancels and its power series is summed instead.

    >>> import numpy as np
    >>> row = np.zeros(10)
    >>> fill_step(row, 10.0, 1e9)
    >>> row[:3].round(6).tolist()
    [50.0, 10.0, 1.0]
    """
    x = step_s / time_s
    e = math.exp(-x)
    if x < SERIES_BELOW:
        a, b, pp, pv, pa, vv, va, aa = _sum_series(x)
    else:
        e2 = e * e
        a, b = x - 1.0 + e, 1.0 - e
        pp = 1.0 - e2 + 2.0 * x + x * x * x * (2.0 / 3.0) - 2.0 * x * x - 4.0 * x * e
        pv = a * a
        pa = 1.0 - e2 - 2.0 * x * e
        vv, va, aa = 4.0 * e - 3.0 - e2 + 2.0 * x, b * b, 1.0 - e2
    t = time_s
    S[0], S[1], S[2] = a * t * t, b * t, e
    S[3], S[4], S[5] = pp * t * t * t * t, pv * t * t * t, pa * t * t
    S[6], S[7], S[8], S[9] = vv * t * t, va * t, aa, step_s


@plain
def _sum_series(x):  # type: ignore[no-untyped-def]
    """Sum the power series of the transition and the noise, in units of the time constant, for x = step / time constant below 1."""
    a = b = pp = pa = vv = aa = 0.0
    power, once, twice = 1.0, 1.0, 1.0  # x^n, (-1)^n / n!, (-2)^n / n!
    for n in range(1, 26):
        before = once
        power, once, twice = power * x, -once / n, -2.0 * twice / n
        b -= once * power
        aa -= twice * power
        if n >= 2:
            a += once * power
        if n >= 3:
            vv += (4.0 * once - twice) * power
            pa -= (twice + 2.0 * before) * power
        if n >= 5:
            pp -= (twice + 4.0 * before) * power
    return a, b, pp, a * a, pa, vv, b * b, aa


@paste
def pull(x, y, z, u, v, mu, omega):  # type: ignore[no-untyped-def]
    """Return the known acceleration in Earth-fixed axes, m/s2: mu / r^2 inwards, centrifugal, Coriolis."""
    r2 = x * x + y * y + z * z
    g = -mu / (r2 * math.sqrt(r2))
    return (g + omega * omega) * x + 2.0 * omega * v, (g + omega * omega) * y - 2.0 * omega * u, g * z


@plain
def carry_mean(N, B, a, b, c, h, mu, omega):  # type: ignore[no-untyped-def]
    """Carry the means of N into B over a step h: Singer's transition exactly, the known acceleration by Radau's rule of two points.

    The second lies at two thirds of the step, at a place by the acceleration at the start: below 0.2 m in 20 s at 7 km/s.
    """
    x, y, z, u, v, w, p, q, s = N[0], N[1], N[2], N[3], N[4], N[5], N[6], N[7], N[8]
    gx, gy, gz = pull(x, y, z, u, v, mu, omega)
    fx, fy, fz = gx + p, gy + q, gz + s
    t = h * (2.0 / 3.0)
    k = 0.5 * t * t
    mx, my, mz = pull(x + t * u + k * fx, y + t * v + k * fy, z + t * w + k * fz, u + t * fx, v + t * fy, mu, omega)
    k = 0.25 * h
    B[0] = x + h * (u + k * (gx + mx)) + a * p
    B[1] = y + h * (v + k * (gy + my)) + a * q
    B[2] = z + h * (w + k * (gz + mz)) + a * s
    B[3], B[4], B[5] = u + b * p + k * (gx + 3.0 * mx), v + b * q + k * (gy + 3.0 * my), w + b * s + k * (gz + 3.0 * mz)
    B[6], B[7], B[8] = c * p, c * q, c * s


@paste
def kick(k, w, px, py, pz, vx, vy, vz):  # type: ignore[no-untyped-def]
    """Return K p + W v for a column of the covariance: velocity after a kick by the tide K and the turn w of Coriolis."""
    return (
        vx + w * vy + k[0] * px + k[1] * py + k[2] * pz,
        vy - w * vx + k[1] * px + k[3] * py + k[4] * pz,
        vz + k[2] * px + k[4] * py + k[5] * pz,
    )


@plain
def kick_spread(B, step_s, mu, omega):  # type: ignore[no-untyped-def]
    """Change the covariance by what the known acceleration does in a step: dv' = (I + W) dv + K dp, with K = step x its gradient.

    A kick before the drift, which is of first order and symplectic: no growth of its own over a long coast.
    """
    x, y, z = B[0], B[1], B[2]
    r2 = x * x + y * y + z * z
    g, spin, w = step_s * mu / (r2 * math.sqrt(r2)), step_s * omega * omega, 2.0 * step_s * omega
    d = 3.0 * g / r2
    k = (d * x * x - g + spin, d * x * y, d * x * z, d * y * y - g + spin, d * y * z, d * z * z - g)
    p0, p1, p2, p3, p4, p5 = B[9], B[10], B[11], B[12], B[13], B[14]
    c0, c1, c2, c3, c4, c5, c6, c7, c8 = B[15], B[16], B[17], B[18], B[19], B[20], B[21], B[22], B[23]
    v0, v1, v2, v3, v4, v5 = B[33], B[34], B[35], B[36], B[37], B[38]
    # the new velocity against position (a row of pv each), against the old velocity (a column each), and against itself
    x0, x1, x2 = kick(k, w, p0, p1, p2, c0, c1, c2)
    y0, y1, y2 = kick(k, w, p1, p3, p4, c3, c4, c5)
    z0, z1, z2 = kick(k, w, p2, p4, p5, c6, c7, c8)
    n0, n3, n6 = kick(k, w, c0, c3, c6, v0, v1, v2)
    n1, n4, n7 = kick(k, w, c1, c4, c7, v1, v3, v4)
    n2, n5, n8 = kick(k, w, c2, c5, c8, v2, v4, v5)
    B[15], B[16], B[17], B[18], B[19], B[20], B[21], B[22], B[23] = x0, x1, x2, y0, y1, y2, z0, z1, z2
    B[33], B[34], B[35] = kick(k, w, x0, y0, z0, n0, n1, n2)
    _, B[36], B[37] = kick(k, w, x1, y1, z1, n3, n4, n5)
    _, _, B[38] = kick(k, w, x2, y2, z2, n6, n7, n8)
    for j in range(3):
        a, b, c = kick(k, w, B[24 + j], B[27 + j], B[30 + j], B[39 + j], B[42 + j], B[45 + j])
        B[39 + j], B[42 + j], B[45 + j] = a, b, c


@paste
def drift(t, a, b, c, pp, pv, vp, pa, ap, vv, va, av, aa):  # type: ignore[no-untyped-def]
    """Return F B F' for the 3 x 3 block B of two axes, F = [1 t a; 0 1 b; 0 0 c]: pp, pv, vp, pa, ap, vv, va, av, aa."""
    va1, av1 = va + b * aa, av + b * aa
    pa1, ap1 = pa + t * va + a * aa, ap + t * av + a * aa
    pv1 = pv + t * vv + a * av + b * pa1
    vp1 = vp + t * vv + a * va + b * ap1
    pp1 = pp + t * (pv + vp) + a * (pa + ap) + t * (t * vv + a * (va + av)) + a * a * aa
    return pp1, pv1, vp1, c * pa1, c * ap1, vv + b * (va + av1), c * va1, c * av1, c * c * aa


@plain
def drift_spread(N, B, S, variance):  # type: ignore[no-untyped-def]
    """Carry the covariance of N into B by Singer's transition and noise, the latter for a variance of the acceleration."""
    t, a, b, c = S[9], S[0], S[1], S[2]
    qpp, qpv, qpa = variance * S[3], variance * S[4], variance * S[5]
    qvv, qva, qaa = variance * S[6], variance * S[7], variance * S[8]
    for i in range(3):
        k, d = 3 * i + i, (3 * i if i < 2 else 5)  # the diagonal of a full block and of a symmetric one: 0 4 8, 0 3 5
        pp, pv, _, pa, _, vv, va, _, aa = drift(
            t, a, b, c, N[9 + d], N[15 + k], N[15 + k], N[24 + k], N[24 + k], N[33 + d], N[39 + k], N[39 + k], N[48 + d]
        )
        B[9 + d], B[15 + k], B[24 + k] = pp + qpp, pv + qpv, pa + qpa
        B[33 + d], B[39 + k], B[48 + d] = vv + qvv, va + qva, aa + qaa
    for i in range(3):
        d, k, m = (1, 2, 4)[i], (1, 2, 5)[i], (3, 6, 7)[i]  # xy, xz, yz; the same in a full block, and there yx, zx, zy
        B[9 + d], B[15 + k], B[15 + m], B[24 + k], B[24 + m], B[33 + d], B[39 + k], B[39 + m], B[48 + d] = drift(
            t, a, b, c, N[9 + d], N[15 + k], N[15 + m], N[24 + k], N[24 + m], N[33 + d], N[39 + k], N[39 + m], N[48 + d]
        )


@plain
def predict(N, B, S, variance, mu, omega):  # type: ignore[no-untyped-def]
    """Carry an estimate from N into B over the step of S, for a variance of the acceleration; N is spent."""
    kick_spread(N, S[9], mu, omega)
    carry_mean(N, B, S[0], S[1], S[2], S[9], mu, omega)
    drift_spread(N, B, S, variance)


@plain
def correct(B, hx, hy, hz, z, variance):  # type: ignore[no-untyped-def]
    """Take in one measured number z = h . position + noise; return the normalised innovation squared and its variance.

    One number at a time needs no inverse. With c = P h / sqrt(s) the new covariance P - c c' is what Joseph's form gives for the
    best gain; it is symmetric as stored, and 16 digits keep it positive while variances differ by less than about 1e12.
    """
    px, py, pz = B[9] * hx + B[10] * hy + B[11] * hz, B[10] * hx + B[12] * hy + B[13] * hz, B[11] * hx + B[13] * hy + B[14] * hz
    vx, vy, vz = B[15] * hx + B[18] * hy + B[21] * hz, B[16] * hx + B[19] * hy + B[22] * hz, B[17] * hx + B[20] * hy + B[23] * hz
    ax, ay, az = B[24] * hx + B[27] * hy + B[30] * hz, B[25] * hx + B[28] * hy + B[31] * hz, B[26] * hx + B[29] * hy + B[32] * hz
    s = hx * px + hy * py + hz * pz + variance
    r = 1.0 / s
    miss = z - hx * B[0] - hy * B[1] - hz * B[2]
    gx, gy, gz, gu, gv, gw, ga, gb, gc = px * r, py * r, pz * r, vx * r, vy * r, vz * r, ax * r, ay * r, az * r
    B[0], B[1], B[2], B[3], B[4], B[5] = (
        B[0] + gx * miss, B[1] + gy * miss, B[2] + gz * miss, B[3] + gu * miss, B[4] + gv * miss, B[5] + gw * miss,
    )  # fmt: skip
    B[6], B[7], B[8] = B[6] + ga * miss, B[7] + gb * miss, B[8] + gc * miss
    B[9], B[10], B[11], B[12], B[13], B[14] = (
        B[9] - gx * px, B[10] - gx * py, B[11] - gx * pz, B[12] - gy * py, B[13] - gy * pz, B[14] - gz * pz,
    )  # fmt: skip
    B[15], B[16], B[17], B[18], B[19], B[20], B[21], B[22], B[23] = (
        B[15] - gx * vx, B[16] - gx * vy, B[17] - gx * vz, B[18] - gy * vx, B[19] - gy * vy, B[20] - gy * vz,
        B[21] - gz * vx, B[22] - gz * vy, B[23] - gz * vz,
    )  # fmt: skip
    B[24], B[25], B[26], B[27], B[28], B[29], B[30], B[31], B[32] = (
        B[24] - gx * ax, B[25] - gx * ay, B[26] - gx * az, B[27] - gy * ax, B[28] - gy * ay, B[29] - gy * az,
        B[30] - gz * ax, B[31] - gz * ay, B[32] - gz * az,
    )  # fmt: skip
    B[33], B[34], B[35], B[36], B[37], B[38] = (
        B[33] - gu * vx, B[34] - gu * vy, B[35] - gu * vz, B[36] - gv * vy, B[37] - gv * vz, B[38] - gw * vz,
    )  # fmt: skip
    B[39], B[40], B[41], B[42], B[43], B[44], B[45], B[46], B[47] = (
        B[39] - gu * ax, B[40] - gu * ay, B[41] - gu * az, B[42] - gv * ax, B[43] - gv * ay, B[44] - gv * az,
        B[45] - gw * ax, B[46] - gw * ay, B[47] - gw * az,
    )  # fmt: skip
    B[48], B[49], B[50], B[51], B[52], B[53] = (
        B[48] - ga * ax, B[49] - ga * ay, B[50] - ga * az, B[51] - gb * ay, B[52] - gb * az, B[53] - gc * az,
    )  # fmt: skip
    return miss * miss * r, s


@plain
def mix(A, B, share, C):  # type: ignore[no-untyped-def]
    """Write into C the mean and covariance of a mixture, `share` of it B and the rest A: w P + w' P' + w w' d d'."""
    rest = 1.0 - share
    both = rest * share
    for i in range(N_ESTIMATE):
        C[i] = rest * A[i] + share * B[i]
    dx, dy, dz, du, dv, dw = A[0] - B[0], A[1] - B[1], A[2] - B[2], A[3] - B[3], A[4] - B[4], A[5] - B[5]
    da, db, dc = A[6] - B[6], A[7] - B[7], A[8] - B[8]
    add_outer(C, PP, both, dx, dy, dz)
    add_product(C, PV, both, dx, dy, dz, du, dv, dw)
    add_product(C, PA, both, dx, dy, dz, da, db, dc)
    add_outer(C, VV, both, du, dv, dw)
    add_product(C, VA, both, du, dv, dw, da, db, dc)
    add_outer(C, AA, both, da, db, dc)


@paste
def add_outer(C, o, w, x, y, z):  # type: ignore[no-untyped-def]
    """Add w d d' to the symmetric block that begins at o."""
    C[o], C[o + 1], C[o + 2] = C[o] + w * x * x, C[o + 1] + w * x * y, C[o + 2] + w * x * z
    C[o + 3], C[o + 4], C[o + 5] = C[o + 3] + w * y * y, C[o + 4] + w * y * z, C[o + 5] + w * z * z


@paste
def add_product(C, o, w, x, y, z, a, b, c):  # type: ignore[no-untyped-def]
    """Add w d e' to the full block that begins at o."""
    C[o], C[o + 1], C[o + 2] = C[o] + w * x * a, C[o + 1] + w * x * b, C[o + 2] + w * x * c
    C[o + 3], C[o + 4], C[o + 5] = C[o + 3] + w * y * a, C[o + 4] + w * y * b, C[o + 5] + w * y * c
    C[o + 6], C[o + 7], C[o + 8] = C[o + 6] + w * z * a, C[o + 7] + w * z * b, C[o + 8] + w * z * c
