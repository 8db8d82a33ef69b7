"""Take one Runge-Kutta step of a point mass: written by tools/generate_step.py from the tableau of Dormand and Prince.

Dormand and Prince, J. Comp. Appl. Math. 6 (1980) 19-26. Longer than usual: the step is straight-line on purpose.
"""

from __future__ import annotations

from numba import njit

from equipoise.kernel.point_mass import accelerate


@njit(cache=True)
def take_step(t, h, x, y, z, u, v, w, q, p):  # type: ignore[no-untyped-def]
    """Advance position (m), velocity (m/s) and heat load (J/m2) by h; return the new state and the error of each part.

    p is the parameter tuple of `accelerate`. The fifth-order solution is kept; the error is its difference from the
    embedded fourth-order one, as the largest position and the largest velocity component.
    """
    x0 = x
    y0 = y
    z0 = z
    u0 = u
    v0 = v
    w0 = w
    q0 = q
    k0u, k0v, k0w, k0q = accelerate(t + 0.0 / 1.0 * h, x0, y0, z0, u0, v0, w0, p)
    k0x, k0y, k0z = u0, v0, w0
    x1 = x + h * (1.0 / 5.0 * k0x)
    y1 = y + h * (1.0 / 5.0 * k0y)
    z1 = z + h * (1.0 / 5.0 * k0z)
    u1 = u + h * (1.0 / 5.0 * k0u)
    v1 = v + h * (1.0 / 5.0 * k0v)
    w1 = w + h * (1.0 / 5.0 * k0w)
    q1 = q + h * (1.0 / 5.0 * k0q)
    k1u, k1v, k1w, k1q = accelerate(t + 1.0 / 5.0 * h, x1, y1, z1, u1, v1, w1, p)
    k1x, k1y, k1z = u1, v1, w1
    x2 = x + h * (3.0 / 40.0 * k0x + 9.0 / 40.0 * k1x)
    y2 = y + h * (3.0 / 40.0 * k0y + 9.0 / 40.0 * k1y)
    z2 = z + h * (3.0 / 40.0 * k0z + 9.0 / 40.0 * k1z)
    u2 = u + h * (3.0 / 40.0 * k0u + 9.0 / 40.0 * k1u)
    v2 = v + h * (3.0 / 40.0 * k0v + 9.0 / 40.0 * k1v)
    w2 = w + h * (3.0 / 40.0 * k0w + 9.0 / 40.0 * k1w)
    q2 = q + h * (3.0 / 40.0 * k0q + 9.0 / 40.0 * k1q)
    k2u, k2v, k2w, k2q = accelerate(t + 3.0 / 10.0 * h, x2, y2, z2, u2, v2, w2, p)
    k2x, k2y, k2z = u2, v2, w2
    x3 = x + h * (44.0 / 45.0 * k0x - 56.0 / 15.0 * k1x + 32.0 / 9.0 * k2x)
    y3 = y + h * (44.0 / 45.0 * k0y - 56.0 / 15.0 * k1y + 32.0 / 9.0 * k2y)
    z3 = z + h * (44.0 / 45.0 * k0z - 56.0 / 15.0 * k1z + 32.0 / 9.0 * k2z)
    u3 = u + h * (44.0 / 45.0 * k0u - 56.0 / 15.0 * k1u + 32.0 / 9.0 * k2u)
    v3 = v + h * (44.0 / 45.0 * k0v - 56.0 / 15.0 * k1v + 32.0 / 9.0 * k2v)
    w3 = w + h * (44.0 / 45.0 * k0w - 56.0 / 15.0 * k1w + 32.0 / 9.0 * k2w)
    q3 = q + h * (44.0 / 45.0 * k0q - 56.0 / 15.0 * k1q + 32.0 / 9.0 * k2q)
    k3u, k3v, k3w, k3q = accelerate(t + 4.0 / 5.0 * h, x3, y3, z3, u3, v3, w3, p)
    k3x, k3y, k3z = u3, v3, w3
    x4 = x + h * (19372.0 / 6561.0 * k0x - 25360.0 / 2187.0 * k1x + 64448.0 / 6561.0 * k2x - 212.0 / 729.0 * k3x)
    y4 = y + h * (19372.0 / 6561.0 * k0y - 25360.0 / 2187.0 * k1y + 64448.0 / 6561.0 * k2y - 212.0 / 729.0 * k3y)
    z4 = z + h * (19372.0 / 6561.0 * k0z - 25360.0 / 2187.0 * k1z + 64448.0 / 6561.0 * k2z - 212.0 / 729.0 * k3z)
    u4 = u + h * (19372.0 / 6561.0 * k0u - 25360.0 / 2187.0 * k1u + 64448.0 / 6561.0 * k2u - 212.0 / 729.0 * k3u)
    v4 = v + h * (19372.0 / 6561.0 * k0v - 25360.0 / 2187.0 * k1v + 64448.0 / 6561.0 * k2v - 212.0 / 729.0 * k3v)
    w4 = w + h * (19372.0 / 6561.0 * k0w - 25360.0 / 2187.0 * k1w + 64448.0 / 6561.0 * k2w - 212.0 / 729.0 * k3w)
    q4 = q + h * (19372.0 / 6561.0 * k0q - 25360.0 / 2187.0 * k1q + 64448.0 / 6561.0 * k2q - 212.0 / 729.0 * k3q)
    k4u, k4v, k4w, k4q = accelerate(t + 8.0 / 9.0 * h, x4, y4, z4, u4, v4, w4, p)
    k4x, k4y, k4z = u4, v4, w4
    x5 = x + h * (9017.0 / 3168.0 * k0x - 355.0 / 33.0 * k1x + 46732.0 / 5247.0 * k2x + 49.0 / 176.0 * k3x - 5103.0 / 18656.0 * k4x)
    y5 = y + h * (9017.0 / 3168.0 * k0y - 355.0 / 33.0 * k1y + 46732.0 / 5247.0 * k2y + 49.0 / 176.0 * k3y - 5103.0 / 18656.0 * k4y)
    z5 = z + h * (9017.0 / 3168.0 * k0z - 355.0 / 33.0 * k1z + 46732.0 / 5247.0 * k2z + 49.0 / 176.0 * k3z - 5103.0 / 18656.0 * k4z)
    u5 = u + h * (9017.0 / 3168.0 * k0u - 355.0 / 33.0 * k1u + 46732.0 / 5247.0 * k2u + 49.0 / 176.0 * k3u - 5103.0 / 18656.0 * k4u)
    v5 = v + h * (9017.0 / 3168.0 * k0v - 355.0 / 33.0 * k1v + 46732.0 / 5247.0 * k2v + 49.0 / 176.0 * k3v - 5103.0 / 18656.0 * k4v)
    w5 = w + h * (9017.0 / 3168.0 * k0w - 355.0 / 33.0 * k1w + 46732.0 / 5247.0 * k2w + 49.0 / 176.0 * k3w - 5103.0 / 18656.0 * k4w)
    q5 = q + h * (9017.0 / 3168.0 * k0q - 355.0 / 33.0 * k1q + 46732.0 / 5247.0 * k2q + 49.0 / 176.0 * k3q - 5103.0 / 18656.0 * k4q)
    k5u, k5v, k5w, k5q = accelerate(t + 1.0 / 1.0 * h, x5, y5, z5, u5, v5, w5, p)
    k5x, k5y, k5z = u5, v5, w5
    x6 = x + h * (35.0 / 384.0 * k0x + 500.0 / 1113.0 * k2x + 125.0 / 192.0 * k3x - 2187.0 / 6784.0 * k4x + 11.0 / 84.0 * k5x)
    y6 = y + h * (35.0 / 384.0 * k0y + 500.0 / 1113.0 * k2y + 125.0 / 192.0 * k3y - 2187.0 / 6784.0 * k4y + 11.0 / 84.0 * k5y)
    z6 = z + h * (35.0 / 384.0 * k0z + 500.0 / 1113.0 * k2z + 125.0 / 192.0 * k3z - 2187.0 / 6784.0 * k4z + 11.0 / 84.0 * k5z)
    u6 = u + h * (35.0 / 384.0 * k0u + 500.0 / 1113.0 * k2u + 125.0 / 192.0 * k3u - 2187.0 / 6784.0 * k4u + 11.0 / 84.0 * k5u)
    v6 = v + h * (35.0 / 384.0 * k0v + 500.0 / 1113.0 * k2v + 125.0 / 192.0 * k3v - 2187.0 / 6784.0 * k4v + 11.0 / 84.0 * k5v)
    w6 = w + h * (35.0 / 384.0 * k0w + 500.0 / 1113.0 * k2w + 125.0 / 192.0 * k3w - 2187.0 / 6784.0 * k4w + 11.0 / 84.0 * k5w)
    q6 = q + h * (35.0 / 384.0 * k0q + 500.0 / 1113.0 * k2q + 125.0 / 192.0 * k3q - 2187.0 / 6784.0 * k4q + 11.0 / 84.0 * k5q)
    k6u, k6v, k6w, k6q = accelerate(t + 1.0 / 1.0 * h, x6, y6, z6, u6, v6, w6, p)
    k6x, k6y, k6z = u6, v6, w6
    ex = abs(h * (71.0 / 57600.0 * k0x - 71.0 / 16695.0 * k2x + 71.0 / 1920.0 * k3x - 17253.0 / 339200.0 * k4x + 22.0 / 525.0 * k5x - 1.0 / 40.0 * k6x))
    ey = abs(h * (71.0 / 57600.0 * k0y - 71.0 / 16695.0 * k2y + 71.0 / 1920.0 * k3y - 17253.0 / 339200.0 * k4y + 22.0 / 525.0 * k5y - 1.0 / 40.0 * k6y))
    ez = abs(h * (71.0 / 57600.0 * k0z - 71.0 / 16695.0 * k2z + 71.0 / 1920.0 * k3z - 17253.0 / 339200.0 * k4z + 22.0 / 525.0 * k5z - 1.0 / 40.0 * k6z))
    eu = abs(h * (71.0 / 57600.0 * k0u - 71.0 / 16695.0 * k2u + 71.0 / 1920.0 * k3u - 17253.0 / 339200.0 * k4u + 22.0 / 525.0 * k5u - 1.0 / 40.0 * k6u))
    ev = abs(h * (71.0 / 57600.0 * k0v - 71.0 / 16695.0 * k2v + 71.0 / 1920.0 * k3v - 17253.0 / 339200.0 * k4v + 22.0 / 525.0 * k5v - 1.0 / 40.0 * k6v))
    ew = abs(h * (71.0 / 57600.0 * k0w - 71.0 / 16695.0 * k2w + 71.0 / 1920.0 * k3w - 17253.0 / 339200.0 * k4w + 22.0 / 525.0 * k5w - 1.0 / 40.0 * k6w))
    return x6, y6, z6, u6, v6, w6, q6, max(ex, ey, ez), max(eu, ev, ew)
