"""Give the acceleration of a point mass in Earth-fixed axes: gravity, rotation, drag, lift, thrust, level cruise.

One undecorated scalar function, `accelerate_text`, is all the flight physics; it also runs in plain Python as the oracle.
Numbers that differ between flights travel as one flat tuple, whose positions are named below. Features that a flight does
not use are passed as None and vanish when the text is compiled. Longer than usual: the text is straight-line on purpose.
"""

from __future__ import annotations

import math

from equipoise.compiled import inline
from equipoise.kernel.earth import find_up
from equipoise.kernel.elementary import exp, larger, sin_cos, smaller

# the Earth and its air
MU, A_M, FLATTENING, OMEGA, J2A2 = 0, 1, 2, 3, 4  # J2A2 = 1.5 J2 a^2
RHO0, INV_SCALE, INV_SOUND, AIR_TOP = 5, 6, 7, 8  # with a table of air RHO0 is a factor on its density
# what flies now. AREA / mass is 1 / beta; a coasting body has mass 1 and area 1 / beta
AREA, LIFT_TO_DRAG, COS_BANK, SIN_BANK = 9, 10, 11, 12  # cosine and sine times the share of lift in use
THRUST, THRUST_RATE, FLOW, FLOW_RATE, MASS, T_SEGMENT, EXIT_AREA = 13, 14, 15, 16, 17, 18, 19
STEERING, PITCH, PITCH_RATE, PLANE_X, PLANE_Y, PLANE_Z = 20, 21, 22, 23, 24, 25
LEVEL_ALTITUDE, LEVEL_SPEED, IS_LEVEL = 26, 27, 28
N_PARAMETERS = 29
# ways of pointing the thrust
ALONG_VELOCITY, VERTICAL, PITCH_PROGRAMME = 0.0, 1.0, 2.0
# tables: air from -5 km of geopotential height in cells of 500 m, four numbers a cell for density, after them four
# for 1 / speed of sound: what is read often lies close together; aerodynamics from Mach 0, four numbers a cell
AIR_BASE_M, AIR_CELL_M, AERO_WIDTH = -5000.0, 500.0, 4
R0_M = 6356766.0  # US Standard Atmosphere 1976, geopotential
LEVEL_RATE = 0.1  # rad/s, how fast a cruise closes on its altitude: a convention, not an autopilot


@inline
def sound_air(h, air, p, q, inverse):  # type: ignore[no-untyped-def]
    """Return density (kg/m3), its slope in height (kg/m4) and 1 / speed of sound (s/m) at a height above the ellipsoid.

    air: table of cubics on geopotential cells (compute.air), or None for rho0 exp(-h / H), with the speed of sound of an
    isothermal gas of that scale height. inverse: 1 / r, and q = (r - R0 - h) / r, below 4e-3 on Earth: a series in q turns
    1 / r into 1 / (R0 + h), which spares a division.
    """
    if air is None:
        rho = p[RHO0] * exp(-h * p[INV_SCALE])
        return rho, -rho * p[INV_SCALE], p[INV_SOUND]
    shrink = inverse * (1.0 + q * (1.0 + q * (1.0 + q * (1.0 + q))))
    cells = h * shrink * (R0_M / AIR_CELL_M) - AIR_BASE_M / AIR_CELL_M
    cells = smaller(larger(cells, 0.0), len(air) * 0.125 - 1e-9)
    cell = int(cells)
    s = cells - cell
    i = 4 * cell
    j = i + len(air) // 2
    rho = air[i] + s * (air[i + 1] + s * (air[i + 2] + s * air[i + 3]))
    slope = (air[i + 1] + s * (2.0 * air[i + 2] + s * 3.0 * air[i + 3])) * (shrink * shrink * (R0_M * R0_M / AIR_CELL_M))
    inside = p[RHO0] if h <= p[AIR_TOP] else 0.0
    return rho * inside, slope * inside, air[j] + s * (air[j + 1] + s * (air[j + 2] + s * air[j + 3]))


@inline
def look_up_aero(mach, aero):  # type: ignore[no-untyped-def]
    """Return the factor on drag area and the lift-to-drag ratio at a Mach number; aero[0] is cells per Mach."""
    cells = smaller(mach * aero[0], (len(aero) - 1) * (1.0 / AERO_WIDTH) - 1e-9)
    cell = int(cells)
    s = cells - cell
    i = 1 + cell * AERO_WIDTH
    return aero[i] + s * aero[i + 1], aero[i + 2] + s * aero[i + 3]


@inline
def look_up_wind(h, wind):  # type: ignore[no-untyped-def]
    """Return the wind towards east and north (m/s) at a height: rows of altitude, east, north; linear between, held beyond."""
    last = len(wind) - 1
    if h <= wind[0, 0]:
        return wind[0, 1], wind[0, 2]
    if h >= wind[last, 0]:
        return wind[last, 1], wind[last, 2]
    i = 1
    while wind[i, 0] < h:
        i += 1
    s = (h - wind[i - 1, 0]) / (wind[i, 0] - wind[i - 1, 0])
    return wind[i - 1, 1] + s * (wind[i, 1] - wind[i - 1, 1]), wind[i - 1, 2] + s * (wind[i, 2] - wind[i - 1, 2])


def accelerate_text(t, x, y, z, u, v, w, p, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Return acceleration (m/s2, Earth-fixed, rotating axes) and what the driver watches, at time t (s).

    Gravity mu / r^2 with J2 (Kaula 1966), centrifugal and Coriolis terms; drag rho V^2 / (2 beta) against the air, lift L/D
    times that, tilted by the bank angle to the right; thrust less exit area times air pressure. Returns ax, ay, az, height
    (m), its rate (m/s), density, its slope in height, air speed squared, and aerodynamic acceleration per dynamic pressure
    (m2/kg). p: see the positions above; air, aero, wind: tables or None; oblate,
    bulge (J2), burn, level: None switches them off.
    """
    r2 = x * x + y * y + z * z
    inverse = 1.0 / math.sqrt(r2)
    r = r2 * inverse
    i2 = inverse * inverse
    g = -p[MU] * i2 * inverse
    around = along_axis = g
    if bulge is not None:
        k = p[J2A2] * i2
        s2 = 5.0 * z * z * i2
        around, along_axis = g * (1.0 + k * (1.0 - s2)), g * (1.0 + k * (3.0 - s2))
    around += p[OMEGA] * p[OMEGA]
    ax = around * x + 2.0 * p[OMEGA] * v
    ay = around * y - 2.0 * p[OMEGA] * u
    az = along_axis * z
    if oblate is None:
        h = r - p[A_M]
        nx, ny, nz, unit = x, y, z, inverse  # up, before division by its size: that goes into the factors of the forces
        q = (p[A_M] - R0_M) * inverse
    else:
        h, nx, ny, nz = find_up(x, y, z, p[A_M], p[FLATTENING])
        unit = 1.0
        q = (r - R0_M - h) * inverse
    rate = (u * nx + v * ny + w * nz) * unit
    rho, slope, inverse_sound = sound_air(h, air, p, q, inverse)
    if wind is None:
        au, av, aw = u, v, w
    else:
        nx, ny, nz, unit = nx * unit, ny * unit, nz * unit, 1.0
        east, north = look_up_wind(h, wind)
        level_size = 1.0 / math.sqrt(larger(nx * nx + ny * ny, 1e-24))
        ex, ey = -ny * level_size, nx * level_size
        au, av, aw = u - east * ex + north * nz * ey, v - east * ey - north * nz * ex, w - north * (nx * ey - ny * ex)
    speed2 = au * au + av * av + aw * aw
    speed = math.sqrt(speed2)
    climb = (au * nx + av * ny + aw * nz) * unit
    area, lift = p[AREA], p[LIFT_TO_DRAG]
    if aero is not None:
        cd, ratio = look_up_aero(speed * inverse_sound, aero)
        area, lift = area * cd, lift * ratio
    if burn is not None:
        since = t - p[T_SEGMENT]
        mass = p[MASS] - since * (p[FLOW] + 0.5 * since * p[FLOW_RATE])
        area = area / mass
        thrust = p[THRUST] + since * p[THRUST_RATE]
        push = (thrust - p[EXIT_AREA] * rho / (1.4 * inverse_sound * inverse_sound)) / mass if thrust > 0.0 else 0.0
        nx, ny, nz, unit = nx * unit, ny * unit, nz * unit, 1.0
        # level direction in the plane of the pitch programme: its normal x up
        lx, ly, lz = p[PLANE_Y] * nz - p[PLANE_Z] * ny, p[PLANE_Z] * nx - p[PLANE_X] * nz, p[PLANE_X] * ny - p[PLANE_Y] * nx
        size = 1.0 / math.sqrt(larger(lx * lx + ly * ly + lz * lz, 1e-24))
        sp, cp = sin_cos(p[PITCH] + since * p[PITCH_RATE])
        along = push / larger(math.sqrt(u * u + v * v + w * w), 1e-9) if p[STEERING] == ALONG_VELOCITY else 0.0
        up = push if p[STEERING] == VERTICAL else (push * sp if p[STEERING] == PITCH_PROGRAMME else 0.0)
        ahead = push * cp * size if p[STEERING] == PITCH_PROGRAMME else 0.0
        ax += along * u + up * nx + ahead * lx
        ay += along * v + up * ny + ahead * ly
        az += along * w + up * nz + ahead * lz
    # lift lies in the plane of velocity and up, undefined in vertical flight: it fades to zero there
    half = 0.5 * rho * area
    reach = half * lift * speed / math.sqrt(larger(speed2 - climb * climb, 1e-12 * speed2 + 1e-18))
    lifted = reach * p[COS_BANK]
    straight = lifted * speed2 * unit
    back = half * speed + lifted * climb
    side = reach * p[SIN_BANK] * speed * unit
    ax += straight * nx - back * au + side * (av * nz - aw * ny)
    ay += straight * ny - back * av + side * (aw * nx - au * nz)
    az += straight * nz - back * aw + side * (au * ny - av * nx)
    if level is not None and p[IS_LEVEL] > 0.0:
        # powered cruise: whatever thrust and lift it takes to hold height and speed along a great circle, and to turn
        off = smaller(larger(h - p[LEVEL_ALTITUDE], -1000.0), 1000.0)
        fall = -(speed2 - rate * rate) * inverse - LEVEL_RATE * (LEVEL_RATE * off + 2.0 * rate)
        gain = LEVEL_RATE * (p[LEVEL_SPEED] - speed) / larger(speed, 1e-9)
        turn = -g / (inverse * larger(speed, 1e-9)) * p[SIN_BANK] / larger(p[COS_BANK], 1e-3)
        nx, ny, nz = nx * unit, ny * unit, nz * unit
        ax, ay, az = (
            fall * nx + gain * u + turn * (v * nz - w * ny), fall * ny + gain * v + turn * (w * nx - u * nz),
            fall * nz + gain * w + turn * (u * ny - v * nx),
        )  # fmt: skip
    return (
        ax,
        ay,
        az,
        h,
        rate,
        rho,
        slope,
        speed2,
        area * math.sqrt(1.0 + lift * lift * (p[COS_BANK] * p[COS_BANK] + p[SIN_BANK] * p[SIN_BANK])),
    )


accelerate = inline(accelerate_text)
