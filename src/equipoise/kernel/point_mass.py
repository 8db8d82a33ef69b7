"""Give the acceleration of a point mass in Earth-fixed axes: gravity, rotation, drag, lift, thrust.

One undecorated scalar function, `accelerate_text`, is all the flight physics; it also runs in plain Python as the oracle.
Parameters travel as one flat tuple of floats; the names below are positions in it.
"""

from __future__ import annotations

import math

from numba import njit

from equipoise.constants import SUTTON_GRAVES_EARTH
from equipoise.kernel.atmosphere import air_at
from equipoise.kernel.earth import find_up

MU, A_M, FLATTENING, OMEGA, J2 = 0, 1, 2, 3, 4
AIR_MODEL, RHO0, SCALE_HEIGHT = 5, 6, 7
BETA, LIFT_TO_DRAG, COS_BANK, SIN_BANK = 8, 9, 10, 11  # beta <= 0: no drag from BETA
THRUST, MASS_FLOW, MASS_AT_START, T_PHASE, DRAG_AREA = 12, 13, 14, 15, 16  # thrust 0: coasting
IS_VERTICAL, NOSE_RADIUS = 17, 18
N_PARAMETERS = 19


def accelerate_text(t, x, y, z, u, v, w, p):  # type: ignore[no-untyped-def]
    """Return acceleration (m/s2, Earth-fixed, rotating) and stagnation heat flux (W/m2) at time t (s).

    Gravity mu/r2 with J2 (Kaula 1966), centrifugal and Coriolis terms; drag rho V2 / (2 beta) against the air, lift L/D
    times that, tilted by the bank angle to the right; thrust along the velocity (or up); heat flux by Sutton and Graves
    (NASA TR R-376). p: see the positions above.
    """
    r2 = x * x + y * y + z * z
    r = math.sqrt(r2)
    g = -p[MU] / (r2 * r)
    s2 = z * z / r2
    k = 1.5 * p[J2] * p[A_M] * p[A_M] / r2
    flat = g * (1.0 + k * (1.0 - 5.0 * s2))
    om = p[OMEGA]
    ax = flat * x + om * om * x + 2.0 * om * v
    ay = flat * y + om * om * y - 2.0 * om * u
    az = g * (1.0 + k * (3.0 - 5.0 * s2)) * z
    speed2 = u * u + v * v + w * w
    speed = math.sqrt(speed2)
    h, nx, ny, nz = find_up(x, y, z, p[A_M], p[FLATTENING])
    rho, _, _ = air_at(h, int(p[AIR_MODEL]), p[RHO0], p[SCALE_HEIGHT])
    mass = p[MASS_AT_START] - p[MASS_FLOW] * (t - p[T_PHASE])
    if speed > 1e-9:
        drag = 0.0
        if p[BETA] > 0.0:
            drag = 0.5 * rho * speed2 / p[BETA]
        elif p[DRAG_AREA] > 0.0:
            drag = 0.5 * rho * speed2 * p[DRAG_AREA] / mass
        ux, uy, uz = u / speed, v / speed, w / speed
        along = -drag
        if p[THRUST] > 0.0 and p[IS_VERTICAL] == 0.0:
            along += p[THRUST] / mass
        ax += along * ux
        ay += along * uy
        az += along * uz
        if p[LIFT_TO_DRAG] > 0.0 and drag > 0.0:
            # right = velocity x up; lift plane undefined in vertical flight: the lift then fades to zero
            rx, ry, rz = uy * nz - uz * ny, uz * nx - ux * nz, ux * ny - uy * nx
            size = math.sqrt(rx * rx + ry * ry + rz * rz)
            scale = p[LIFT_TO_DRAG] * drag / max(size, 1e-6)
            qx, qy, qz = ry * uz - rz * uy, rz * ux - rx * uz, rx * uy - ry * ux
            ax += scale * (p[COS_BANK] * qx + p[SIN_BANK] * rx)
            ay += scale * (p[COS_BANK] * qy + p[SIN_BANK] * ry)
            az += scale * (p[COS_BANK] * qz + p[SIN_BANK] * rz)
    if p[THRUST] > 0.0 and p[IS_VERTICAL] != 0.0:
        push = p[THRUST] / mass
        ax += push * nx
        ay += push * ny
        az += push * nz
    heat = 0.0
    if p[NOSE_RADIUS] > 0.0:
        heat = SUTTON_GRAVES_EARTH * math.sqrt(rho / p[NOSE_RADIUS]) * speed2 * speed
    return ax, ay, az, heat


accelerate = njit(cache=True)(accelerate_text)
