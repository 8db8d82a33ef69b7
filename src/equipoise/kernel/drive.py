"""Drive flights from start to stop, many side by side: steps, events, cuts, extremes, refill.

`advance` is the loop that matters: one step of every lane, straight-line, nothing but loads, arithmetic and selects, so
that the compiler turns it into vector code. What happens rarely (an event, a burnout, the end, the next flight) is scalar
and follows for lanes with a flag. With one lane the same text is the scalar driver and one thread of a GPU.
Longer than usual: the driver of all flights, kept in one place.
"""

from __future__ import annotations

import math

from equipoise.compiled import inline, loop
from equipoise.kernel.elementary import larger, smaller
from equipoise.kernel.step import take_step

# rows of the lane buffer: the state and what goes with it at time T
T, X, Y, Z, U, V, W, AX, AY, AZ, ALT, RATE, RHO, SLOPE, SPEED2, LOAD, TRIGGER = range(17)
HEAT, HEAT_PACE, PUSH_PACE = 17, 18, 19  # heat flux, its rate and that of dynamic pressure
STEP, CUT, STOP_ALT, NOSE, NEXT_SAMPLE = 20, 21, 22, 23, 24
C_ALT, C_SPEED2, C_ARC, C_COS, C_LEVEL, X0, Y0, Z0 = 25, 26, 27, 28, 29, 30, 31, 32  # trigger: falls through zero
TOP_LOAD, TOP_HEAT, TOP_PUSH, HEAT_LOAD, APOGEE, T_APOGEE, T_BURNOUT, STEPS, FLAG, WHICH = 33, 34, 35, 36, 37, 38, 39, 40, 41, 42
SEGMENT, T_SEGMENT_END, CHANGE, T_CHANGE, T_STOP, TRIED = 43, 44, 45, 46, 47, 48
OLD_HEAT, OLD_HEAT_PACE, OLD_PUSH, OLD_PUSH_PACE = 49, 50, 51, 52  # for the crest between two steps
NEXT_STATE = 53  # the 17 numbers that the step tried came to
KEPT = 70  # step to go on with after one shortened to meet an event; 0: none
N_ROWS = 71
# edges of the layers of the 1976 standard, geometric; what an error counts for in a step across one
EDGES_M = (11_019.0, 20_063.0, 32_162.0, 47_350.0, 51_413.0, 71_802.0)
WARY = 5.0
# flags
QUIET, PEAK, LOOK, AT_CUT, TROUBLE, IDLE = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0
# status codes; advice in flight.fly
IMPACT, STOP_ALTITUDE, STOP_TIME, TIME_LIMIT, ESCAPED, STEP_COLLAPSE, NOT_FINITE, BELOW_STOP, STEP_LIMIT = range(9)
MAX_STEPS, MAX_TIME_S, ESCAPE_M = 100_000.0, 200_000.0, 1.0e8
# error that one step may make at tolerance 1, and the longest steps below and above 250 km
SAFETY = 0.85
STEP_ERROR_M, STEP_ERROR_M_S, LONGEST_LOW_S, LONGEST_HIGH_S, HIGH_M = 0.0082, 0.000375, 40.0, 300.0, 250_000.0
# rows of a change of bank or lift: when (time, or trigger coefficients), then cosine, sine, share of lift
G_TIME, G_ALT, G_SPEED2, G_ARC, G_COS, G_LEVEL, G_COS_BANK, G_SIN_BANK, G_SHARE = range(9)
# rows of a segment: duration; area .. pitch rate as in point_mass; kick (nan: none), level flight, whether a stage ends
S_DURATION, S_AREA, S_LIFT, S_THRUST, S_THRUST_RATE, S_FLOW, S_FLOW_RATE, S_MASS, S_EXIT = range(9)
S_STEERING, S_PITCH, S_PITCH_RATE, S_KICK, S_LEVEL_ALT, S_LEVEL_SPEED, S_IS_LEVEL, S_ENDS_STAGE = range(9, 17)
N_SEGMENT = 17
# columns of what a flight leaves behind
OUT_T, OUT_X, OUT_Y, OUT_Z, OUT_U, OUT_V, OUT_W, OUT_APOGEE, OUT_T_BURNOUT = range(9)
OUT_LOAD, OUT_HEAT, OUT_PUSH, OUT_HEAT_LOAD, OUT_T_APOGEE = range(5)


@inline
def parameters_of(P, n, i):  # type: ignore[no-untyped-def]
    """Gather the parameter tuple of one lane."""
    return (
        P[i], P[n + i], P[2 * n + i], P[3 * n + i], P[4 * n + i], P[5 * n + i], P[6 * n + i], P[7 * n + i], P[8 * n + i],
        P[9 * n + i], P[10 * n + i], P[11 * n + i], P[12 * n + i], P[13 * n + i], P[14 * n + i], P[15 * n + i], P[16 * n + i],
        P[17 * n + i], P[18 * n + i], P[19 * n + i], P[20 * n + i], P[21 * n + i], P[22 * n + i], P[23 * n + i], P[24 * n + i],
        P[25 * n + i], P[26 * n + i], P[27 * n + i], P[28 * n + i],
    )  # fmt: skip


@inline
def measure(x, y, z, u, v, w, ax, ay, az, alt, rate, rho, slope, speed2, nose, c_alt, c_speed2, c_arc, c_cos, c_level, x0, y0, z0):  # type: ignore[no-untyped-def]
    """Return trigger, heat flux (W/m2), its rate (W/m2/s) and the rate of dynamic pressure (Pa/s)."""
    dot = x * x0 + y * y0 + z * z0
    trigger = c_alt * alt + c_speed2 * speed2 + c_arc * (dot * abs(dot) - c_cos * (x * x + y * y + z * z)) - c_level
    work = rho * (u * ax + v * ay + w * az)
    thinning = slope * rate * speed2
    root = math.sqrt(rho * speed2)
    pace = nose * speed2 * (0.5 * thinning + 3.0 * work) / larger(root, 1e-150)
    return trigger, nose * root * speed2, pace, 0.5 * thinning + work


@loop
def advance(lanes, B, P, tightness, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Take one step in every lane; commit the quiet ones, flag the others."""
    n = len(lanes)
    for i in range(n):
        t, x, y, z = B[T * n + i], B[X * n + i], B[Y * n + i], B[Z * n + i]
        u, v, w = B[U * n + i], B[V * n + i], B[W * n + i]
        wish, cut = B[STEP * n + i], B[CUT * n + i]
        h = smaller(wish, cut - t)
        alt, rate, rho, speed2 = B[ALT * n + i], B[RATE * n + i], B[RHO * n + i], B[SPEED2 * n + i]
        p = parameters_of(P, n, i)
        x1, y1, z1, u1, v1, w1, ax1, ay1, az1, ep, ev, alt1, rate1, rho1, slope1, speed21, load1 = take_step(
            t, h, x, y, z, u, v, w, B[AX * n + i], B[AY * n + i], B[AZ * n + i], p, air, aero, oblate, bulge, burn, wind, level
        )  # fmt: skip
        trigger1, heat1, heat_pace1, push_pace1 = measure(
            x1, y1, z1, u1, v1, w1, ax1, ay1, az1, alt1, rate1, rho1, slope1, speed21, B[NOSE * n + i], B[C_ALT * n + i],
            B[C_SPEED2 * n + i], B[C_ARC * n + i], B[C_COS * n + i], B[C_LEVEL * n + i], B[X0 * n + i], B[Y0 * n + i], B[Z0 * n + i],
        )  # fmt: skip
        error = larger(ep * (tightness / STEP_ERROR_M), ev * (tightness / STEP_ERROR_M_S))
        if air is not None:  # the estimate does not see a kink of the air: be wary of a step across the edge of a layer
            crossed = (
                ((alt > EDGES_M[0]) != (alt1 > EDGES_M[0])) | ((alt > EDGES_M[1]) != (alt1 > EDGES_M[1]))
                | ((alt > EDGES_M[2]) != (alt1 > EDGES_M[2])) | ((alt > EDGES_M[3]) != (alt1 > EDGES_M[3]))
                | ((alt > EDGES_M[4]) != (alt1 > EDGES_M[4])) | ((alt > EDGES_M[5]) != (alt1 > EDGES_M[5]))
            )  # fmt: skip
            error = error * WARY if crossed else error
        finite = error < 1e30
        error = smaller(larger(error, 1e-4), 2000.0) if finite else 2000.0
        fits = error <= 1.0
        root = math.sqrt(math.sqrt(error))
        factor = SAFETY * math.sqrt(math.sqrt(root)) / root  # error^(-3/16): close to the textbook -1/5
        heat, heat_pace, push_pace = B[HEAT * n + i], B[HEAT_PACE * n + i], B[PUSH_PACE * n + i]
        stop_alt, apogee = B[STOP_ALT * n + i], B[APOGEE * n + i]
        push, push1 = 0.5 * rho * speed2, 0.5 * rho1 * speed21
        slack = 0.25 * h  # how far a cubic can overshoot its ends, per unit of slope
        look = (
            ((alt1 <= stop_alt) & (alt > stop_alt))
            | ((trigger1 <= 0.0) & (B[TRIGGER * n + i] > 0.0))
            | ((rate > 0.0) & (rate1 <= 0.0) & (larger(alt, alt1) + slack * (rate - rate1) > apogee))
            | ((rate < 0.0) & (rate1 > 0.0) & (smaller(alt, alt1) + slack * (rate - rate1) < stop_alt))
            | (t + h >= B[NEXT_SAMPLE * n + i]) | (alt1 > ESCAPE_M) | (alt1 < stop_alt)
        )  # fmt: skip
        peak = ((heat_pace > 0.0) & (heat_pace1 < 0.0) & (larger(heat, heat1) + slack * (heat_pace - heat_pace1) > B[TOP_HEAT * n + i])) | (
            (push_pace > 0.0) & (push_pace1 < 0.0) & (larger(push, push1) + slack * (push_pace - push_pace1) > B[TOP_PUSH * n + i])
        )
        steps = B[STEPS * n + i] + 1.0
        trouble = (not fits and h < 1e-9) or steps > MAX_STEPS
        is_cut = wish >= cut - t
        commit = fits and not look and not trouble
        flag = (LOOK if look else (AT_CUT if is_cut else (PEAK if peak else QUIET))) if fits else QUIET
        B[FLAG * n + i] = TROUBLE if trouble else flag
        B[TRIED * n + i] = h
        B[STEPS * n + i] = steps
        longest = LONGEST_LOW_S if alt1 < HIGH_M else LONGEST_HIGH_S
        grown = smaller(h * smaller(factor, 5.0), longest)
        B[STEP * n + i] = larger(grown, wish) if is_cut and fits else grown
        # heat load: trapezium corrected by the slopes at its ends (Euler and Maclaurin)
        load = 0.5 * h * (heat + heat1) + h * h * (1.0 / 12.0) * (heat_pace - heat_pace1)
        B[HEAT_LOAD * n + i] += load if commit else 0.0
        B[TOP_HEAT * n + i] = larger(B[TOP_HEAT * n + i], heat1 if commit else 0.0)
        B[TOP_PUSH * n + i] = larger(B[TOP_PUSH * n + i], push1 if commit else 0.0)
        B[TOP_LOAD * n + i] = larger(B[TOP_LOAD * n + i], push1 * load1 if commit else 0.0)
        B[APOGEE * n + i] = larger(apogee, alt1 if commit else apogee)
        B[OLD_HEAT * n + i], B[OLD_HEAT_PACE * n + i] = heat, heat_pace
        B[OLD_PUSH * n + i], B[OLD_PUSH_PACE * n + i] = push, push_pace
        N = NEXT_STATE
        B[N * n + i], B[(N + 1) * n + i], B[(N + 2) * n + i], B[(N + 3) * n + i], B[(N + 4) * n + i] = x1, y1, z1, u1, v1
        B[(N + 5) * n + i], B[(N + 6) * n + i], B[(N + 7) * n + i], B[(N + 8) * n + i], B[(N + 9) * n + i] = w1, ax1, ay1, az1, ep
        B[(N + 10) * n + i], B[(N + 11) * n + i], B[(N + 12) * n + i], B[(N + 13) * n + i] = ev, alt1, rate1, rho1
        B[(N + 14) * n + i], B[(N + 15) * n + i], B[(N + 16) * n + i] = slope1, speed21, load1
        B[T * n + i] = (cut if is_cut else t + h) if commit else t
        B[X * n + i] = x1 if commit else x
        B[Y * n + i] = y1 if commit else y
        B[Z * n + i] = z1 if commit else z
        B[U * n + i] = u1 if commit else u
        B[V * n + i] = v1 if commit else v
        B[W * n + i] = w1 if commit else w
        B[AX * n + i] = ax1 if commit else B[AX * n + i]
        B[AY * n + i] = ay1 if commit else B[AY * n + i]
        B[AZ * n + i] = az1 if commit else B[AZ * n + i]
        B[ALT * n + i] = alt1 if commit else alt
        B[RATE * n + i] = rate1 if commit else rate
        B[RHO * n + i] = rho1 if commit else rho
        B[SPEED2 * n + i] = speed21 if commit else speed2
        B[LOAD * n + i] = load1 if commit else B[LOAD * n + i]
        B[TRIGGER * n + i] = trigger1 if commit else B[TRIGGER * n + i]
        B[HEAT * n + i] = heat1 if commit else heat
        B[HEAT_PACE * n + i] = heat_pace1 if commit else heat_pace
        B[PUSH_PACE * n + i] = push_pace1 if commit else push_pace
