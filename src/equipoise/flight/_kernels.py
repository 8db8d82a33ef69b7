"""Fly one declared flight from start to stop: phases, cuts, events found by re-stepping, extremes, samples.

Longer than usual: the driver keeps its scalar state in one loop, which tracing would punish splitting.
"""

from __future__ import annotations

import math

from numba import njit

from equipoise.kernel.atmosphere import air_at
from equipoise.kernel.earth import find_up
from equipoise.kernel.point_mass import A_M, AIR_MODEL, FLATTENING, RHO0, SCALE_HEIGHT, accelerate
from equipoise.kernel.step import take_step

# columns of a phase row
DURATION, P_THRUST, P_MASS_FLOW, P_MASS, P_DRAG_AREA, P_BETA, P_LIFT_TO_DRAG = 0, 1, 2, 3, 4, 5, 6
# columns of a result row
R_STATUS, R_T, R_X, R_Y, R_Z, R_U, R_V, R_W, R_HEAT_LOAD, R_MAX_ACCEL, R_MAX_HEAT, R_MAX_Q, R_APOGEE, R_T_BURNOUT, R_STEPS = range(15)
N_RESULT = 15
# status codes, with advice in flight.fly.STATUS
IMPACT, STOP_ALTITUDE, STOP_TIME, TIME_LIMIT, ESCAPED, STEP_COLLAPSE, NOT_FINITE, BELOW_STOP, STEP_LIMIT = range(9)
MAX_STEPS = 200_000
ESCAPE_M = 1.0e8


@njit(cache=True)
def _parameters(c, phase, t_phase, bank, is_vertical):  # type: ignore[no-untyped-def]
    """Build the parameter tuple of `accelerate` from constants, the phase row and the bank angle."""
    return (
        c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], phase[P_BETA], phase[P_LIFT_TO_DRAG], math.cos(bank), math.sin(bank),
        phase[P_THRUST], phase[P_MASS_FLOW], phase[P_MASS], t_phase, phase[P_DRAG_AREA], is_vertical, c[8],
    )  # fmt: skip


@njit(cache=True)
def _height_rate(x, y, z, u, v, w, a, f):  # type: ignore[no-untyped-def]
    h, nx, ny, nz = find_up(x, y, z, a, f)
    return h, u * nx + v * ny + w * nz


@njit(cache=True)
def _kick(x, y, z, u, v, w, a, f, azimuth, pitch):  # type: ignore[no-untyped-def]
    """Turn the velocity to a flight path angle along an azimuth, keeping its size."""
    _, nx, ny, nz = find_up(x, y, z, a, f)
    p = math.sqrt(nx * nx + ny * ny)
    ex, ey = (-ny / p, nx / p) if p > 0.0 else (0.0, 1.0)
    qx, qy, qz = -nz * ey, nz * ex, nx * ey - ny * ex  # north = up x east
    speed = math.sqrt(u * u + v * v + w * w)
    c, s = math.cos(pitch), math.sin(pitch)
    sa, ca = math.sin(azimuth), math.cos(azimuth)
    return (
        speed * (s * nx + c * (sa * ex + ca * qx)), speed * (s * ny + c * (sa * ey + ca * qy)), speed * (s * nz + c * ca * qz),
    )  # fmt: skip


@njit(cache=True)
def _peak(t0, f0, t1, f1, t2, f2):  # type: ignore[no-untyped-def]
    """Return the top of the parabola through three samples if the middle one is highest, else the middle one."""
    if not (f1 >= f0 and f1 >= f2) or t1 - t0 <= 0.0 or t2 - t1 <= 0.0:
        return f1
    rise, fall = (f1 - f0) / (t1 - t0), (f2 - f1) / (t2 - t1)
    bend = (fall - rise) / (t2 - t0)
    if bend >= 0.0:
        return f1
    slope = rise + bend * (t1 - t0)  # at the middle sample
    return f1 - slope * slope / (4.0 * bend)


@njit(cache=True)
def _loads(alt, t, x, y, z, u, v, w, p):  # type: ignore[no-untyped-def]
    """Return aerodynamic acceleration (m/s2), stagnation heat flux (W/m2) and dynamic pressure (Pa) at one state."""
    rho, _, _ = air_at(alt, int(p[AIR_MODEL]), p[RHO0], p[SCALE_HEIGHT])
    pressure = 0.5 * rho * (u * u + v * v + w * w)
    load = 0.0
    if p[8] > 0.0:
        load = pressure / p[8] * math.sqrt(1.0 + p[9] * p[9])
    elif p[16] > 0.0:
        load = pressure * p[16] / (p[14] - p[13] * (t - p[15]))
    return load, accelerate(t, x, y, z, u, v, w, p)[3], pressure


@njit(cache=True, nogil=True)
def fly_one(c, start, phases, banks, kick, stop, tolerance, every_s, samples, burnouts, result):  # type: ignore[no-untyped-def]
    """Fly one flight; fill `result`, `samples` (rows t, x..w, heat, boosting) and `burnouts` (rows t, x..w); return sample count.

    c: mu, a, f, omega, j2, air model, rho0, scale height, nose radius. start: x..w. kick: time, pitch, azimuth (time < 0: none).
    stop: altitude, time. banks: rows time, bank. tolerance scales the step control (1 = default).
    """
    x, y, z, u, v, w = start[0], start[1], start[2], start[3], start[4], start[5]
    a, f = c[A_M], c[FLATTENING]
    q, t, h = 0.0, 0.0, 0.1
    phase, t_phase, i_bank, n_samples = 0, 0.0, 0, 0
    vertical = 1.0 if kick[0] >= 0.0 else 0.0
    t_burnout = math.nan
    alt, rate = _height_rate(x, y, z, u, v, w, a, f)
    apogee = alt
    status = BELOW_STOP if alt < stop[0] else -1
    p = _parameters(c, phases[0], 0.0, banks[0, 1], vertical)
    g_b, f_b, d_b = _loads(alt, 0.0, x, y, z, u, v, w, p)
    t_a, t_b, g_a, f_a, d_a = 0.0, 0.0, g_b, f_b, d_b  # the two samples before the last: time, load, flux, pressure
    max_accel, max_heat, max_q = g_b, f_b, d_b
    next_sample = 0.0 if every_s > 0.0 else math.inf
    steps = 0
    while status < 0:
        if next_sample <= t and n_samples < len(samples):
            _, _, _, heat = accelerate(t, x, y, z, u, v, w, p)
            row = samples[n_samples]
            row[0], row[1], row[2], row[3], row[4], row[5], row[6] = t, x, y, z, u, v, w
            row[7], row[8] = heat, 1.0 if phases[phase, P_THRUST] > 0.0 else 0.0
            n_samples += 1
            next_sample += every_s
        cut = min(stop[1], t_phase + phases[phase, DURATION], next_sample)
        if vertical != 0.0:
            cut = min(cut, kick[0])
        if i_bank + 1 < len(banks):
            cut = min(cut, banks[i_bank + 1, 0])
        largest = 4.0 if alt < 90000.0 and c[AIR_MODEL] > 0.0 else 60.0
        h = min(h, largest)
        step = min(h, cut - t)
        is_cut = step < h or cut - t <= h
        x1, y1, z1, u1, v1, w1, q1, ep, ev = take_step(t, step, x, y, z, u, v, w, q, p)
        steps += 1
        error = max(ep / 0.02, ev / 2e-4) / tolerance
        if not error < 1e30:
            if step < 1e-9:
                status = NOT_FINITE
            h = 0.1 * step
            continue
        if error > 1.0:
            h = step * max(0.2, 0.9 * error**-0.2)
            if h < 1e-9:
                status = STEP_COLLAPSE
            continue
        alt1, rate1 = _height_rate(x1, y1, z1, u1, v1, w1, a, f)
        if alt1 <= stop[0] and alt > stop[0] and rate1 < 0.0:
            low, high, guess = 0.0, step, step * (alt - stop[0]) / (alt - alt1)
            for _ in range(60):
                x1, y1, z1, u1, v1, w1, q1, _, _ = take_step(t, guess, x, y, z, u, v, w, q, p)
                alt1, rate1 = _height_rate(x1, y1, z1, u1, v1, w1, a, f)
                if abs(alt1 - stop[0]) < 1e-6 or high - low < 1e-12:
                    break
                if alt1 > stop[0]:
                    low = guess
                else:
                    high = guess
                guess -= (alt1 - stop[0]) / rate1
                if not low < guess < high:
                    guess = 0.5 * (low + high)
            step = guess
            status = IMPACT if stop[0] <= 0.0 else STOP_ALTITUDE
        elif alt1 < stop[0] - 1.0:
            status = BELOW_STOP
        if rate > 0.0 and rate1 <= 0.0:
            top = step * rate / (rate - rate1)
            for _ in range(4):
                xa, ya, za, ua, va, wa, _, _, _ = take_step(t, top, x, y, z, u, v, w, q, p)
                alt_a, rate_a = _height_rate(xa, ya, za, ua, va, wa, a, f)
                apogee = max(apogee, alt_a)
                slope = (rate_a - rate) / top if top > 0.0 else 0.0
                if slope == 0.0:
                    break
                top = min(max(top - rate_a / slope, 1e-9), step)
        t += step
        x, y, z, u, v, w, q, alt, rate = x1, y1, z1, u1, v1, w1, q1, alt1, rate1
        apogee = max(apogee, alt)
        load, heat, pressure = _loads(alt, t, x, y, z, u, v, w, p)
        max_accel = max(max_accel, load, _peak(t_a, g_a, t_b, g_b, t, load))
        max_heat = max(max_heat, heat, _peak(t_a, f_a, t_b, f_b, t, heat))
        max_q = max(max_q, pressure, _peak(t_a, d_a, t_b, d_b, t, pressure))
        t_a, g_a, f_a, d_a = t_b, g_b, f_b, d_b
        t_b, g_b, f_b, d_b = t, load, heat, pressure
        if status < 0:
            if is_cut and t >= cut - 1e-9:
                t = cut
                if cut >= stop[1]:
                    status = STOP_TIME
                if vertical != 0.0 and cut >= kick[0]:
                    vertical = 0.0
                    u, v, w = _kick(x, y, z, u, v, w, a, f, kick[2], kick[1])
                    rate = _height_rate(x, y, z, u, v, w, a, f)[1]
                if i_bank + 1 < len(banks) and cut >= banks[i_bank + 1, 0]:
                    i_bank += 1
                if cut >= t_phase + phases[phase, DURATION]:
                    t_burnout = t
                    row = burnouts[phase]
                    row[0], row[1], row[2], row[3], row[4], row[5], row[6] = t, x, y, z, u, v, w
                    phase += 1
                    t_phase = t
                    h = min(h, 0.1)
                p = _parameters(c, phases[phase], t_phase, banks[i_bank, 1], vertical)
            else:
                h = step * min(5.0, 0.9 * (error + 1e-12) ** -0.2)
            if t > 2.0e5:
                status = TIME_LIMIT
            elif alt > ESCAPE_M:
                status = ESCAPED
            elif steps > MAX_STEPS:
                status = STEP_LIMIT
    if every_s > 0.0 and n_samples < len(samples):
        row = samples[n_samples]
        row[0], row[1], row[2], row[3], row[4], row[5], row[6] = t, x, y, z, u, v, w
        row[7], row[8] = accelerate(t, x, y, z, u, v, w, p)[3], 0.0
        n_samples += 1
    result[R_STATUS], result[R_T], result[R_STEPS] = status, t, steps
    result[R_X], result[R_Y], result[R_Z], result[R_U], result[R_V], result[R_W] = x, y, z, u, v, w
    result[R_HEAT_LOAD], result[R_MAX_ACCEL], result[R_MAX_HEAT], result[R_MAX_Q] = q, max_accel / 9.80665, max_heat, max_q
    result[R_APOGEE], result[R_T_BURNOUT] = apogee, t_burnout
    return n_samples
