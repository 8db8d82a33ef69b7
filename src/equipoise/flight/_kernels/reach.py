"""Turn a fan of flights into the least time to every point of a grid of distance and height."""

from __future__ import annotations

import math

from equipoise.compiled import driver, plain
from equipoise.kernel.elementary import larger, smaller

GROUND_M = 1.0  # the lowest level of a grid, a metre up: flights end on the ground itself
SLACK = 1e-9  # share of a triangle by which a point on its edge may lie outside


@plain
def fill_triangle(s0, h0, t0, v0, s1, h1, t1, v1, s2, h2, t2, v2, step_m, rise_m, time, speed):  # type: ignore[no-untyped-def]
    """Write time and speed, linear between three corners, to the grid points inside that are not reached sooner.

    Corners: distance, height (m), time (s), speed (m/s). step_m, rise_m: spacing of the grid (altitude, distance), in place.
    """
    det = (s1 - s0) * (h2 - h0) - (s2 - s0) * (h1 - h0)
    low_h, high_h = smaller(h0, smaller(h1, h2)), larger(h0, larger(h1, h2))
    low_s, high_s = smaller(s0, smaller(s1, s2)), larger(s0, larger(s1, s2))
    last_i, last_j = time.shape[0] - 1, time.shape[1] - 1
    if det == 0.0 or high_s < 0.0 or high_h < 0.0 or low_s > last_j * step_m or low_h > last_i * rise_m:
        return
    first_i = 0 if low_h <= GROUND_M else int(math.ceil(low_h / rise_m - SLACK))
    first_j = int(math.ceil(larger(low_s, 0.0) / step_m - SLACK))
    last_i, last_j = int(smaller(high_h / rise_m + SLACK, float(last_i))), int(smaller(high_s / step_m + SLACK, float(last_j)))
    inverse = 1.0 / det
    for i in range(first_i, last_i + 1):
        dh = larger(i * rise_m, GROUND_M) - h0
        for j in range(first_j, last_j + 1):
            ds = j * step_m - s0
            a = (ds * (h2 - h0) - (s2 - s0) * dh) * inverse
            b = ((s1 - s0) * dh - ds * (h1 - h0)) * inverse
            if a >= -SLACK and b >= -SLACK and a + b <= 1.0 + SLACK:
                t = t0 + a * (t1 - t0) + b * (t2 - t0)
                if t < time[i, j]:
                    time[i, j] = t
                    speed[i, j] = v0 + a * (v1 - v0) + b * (v2 - v0)


@driver
def fill_reach(t, s, h, v, reach_m, top_m, time, speed):  # type: ignore[no-untyped-def]
    """Fill least times of flight and speeds (run, altitude, distance), infinite and 0 before, from flights (run, elevation, sample).

    t, s, h, v: time, distance over ground, height, speed; elevations in rising order, a flight that ends early repeats its last
    sample. Neighbouring flights and samples span a mesh of triangles; between corners all is linear. What lies under the flattest
    flight is reached when that passes over it: an interceptor can fly lower.
    """
    for r in range(t.shape[0]):
        step, rise = reach_m[r] / (time.shape[2] - 1), top_m[r] / (time.shape[1] - 1)
        for k in range(t.shape[2] - 1):
            for e in range(-1, t.shape[1] - 1):
                f = larger(e, 0)
                under = 0.0 if e < 0 else 1.0
                g = e + 1
                s0, h0, t0, v0 = s[r, f, k], under * h[r, f, k], t[r, f, k], v[r, f, k]
                s1, h1, t1, v1 = s[r, f, k + 1], under * h[r, f, k + 1], t[r, f, k + 1], v[r, f, k + 1]
                s2, h2, t2, v2 = s[r, g, k], h[r, g, k], t[r, g, k], v[r, g, k]
                s3, h3, t3, v3 = s[r, g, k + 1], h[r, g, k + 1], t[r, g, k + 1], v[r, g, k + 1]
                fill_triangle(s0, h0, t0, v0, s1, h1, t1, v1, s2, h2, t2, v2, step, rise, time[r], speed[r])
                fill_triangle(s3, h3, t3, v3, s1, h1, t1, v1, s2, h2, t2, v2, step, rise, time[r], speed[r])
