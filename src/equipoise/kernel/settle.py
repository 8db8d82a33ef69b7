"""Settle what happens rarely in flight: events found by re-stepping, cuts, burnouts, samples, the end, the next flight.

Scalar work on one lane of the buffer that `kernel.drive` steps. Longer than usual: every case of one driver.
"""

from __future__ import annotations

import math

from equipoise.compiled import inline, scalar
from equipoise.kernel.drive import (
    ALT,
    APOGEE,
    AT_CUT,
    AX,
    AY,
    AZ,
    BELOW_STOP,
    C_ALT,
    C_ARC,
    C_COS,
    C_LEVEL,
    C_SPEED2,
    CHANGE,
    CUT,
    ESCAPE_M,
    ESCAPED,
    FLAG,
    G_ALT,
    G_ARC,
    G_COS,
    G_COS_BANK,
    G_LEVEL,
    G_SHARE,
    G_SIN_BANK,
    G_SPEED2,
    G_TIME,
    HEAT,
    HEAT_LOAD,
    HEAT_PACE,
    IDLE,
    IMPACT,
    KEPT,
    LOAD,
    LOOK,
    MAX_STEPS,
    MAX_TIME_S,
    NEXT_SAMPLE,
    NEXT_STATE,
    NOSE,
    NOT_FINITE,
    OLD_HEAT,
    OLD_HEAT_PACE,
    OLD_PUSH,
    OLD_PUSH_PACE,
    OUT_APOGEE,
    OUT_HEAT,
    OUT_HEAT_LOAD,
    OUT_LOAD,
    OUT_PUSH,
    OUT_T,
    OUT_T_APOGEE,
    OUT_T_BURNOUT,
    OUT_X,
    PUSH_PACE,
    QUIET,
    RATE,
    RHO,
    S_AREA,
    S_DURATION,
    S_ENDS_STAGE,
    S_EXIT,
    S_FLOW,
    S_FLOW_RATE,
    S_IS_LEVEL,
    S_KICK,
    S_LEVEL_ALT,
    S_LEVEL_SPEED,
    S_LIFT,
    S_MASS,
    S_PITCH,
    S_PITCH_RATE,
    S_STEERING,
    S_THRUST,
    S_THRUST_RATE,
    SEGMENT,
    SLOPE,
    SPEED2,
    STEP,
    STEP_COLLAPSE,
    STEP_LIMIT,
    STEPS,
    STOP_ALT,
    STOP_ALTITUDE,
    STOP_TIME,
    T_APOGEE,
    T_BURNOUT,
    T_CHANGE,
    T_SEGMENT_END,
    T_STOP,
    TIME_LIMIT,
    TOP_HEAT,
    TOP_LOAD,
    TOP_PUSH,
    TRIED,
    TRIGGER,
    TROUBLE,
    WHICH,
    X0,
    Y0,
    Z0,
    T,
    U,
    V,
    W,
    X,
    Y,
    Z,
    measure,
    parameters_of,
)  # fmt: skip
from equipoise.kernel.earth import find_up
from equipoise.kernel.elementary import larger, smaller
from equipoise.kernel.point_mass import (
    AREA,
    COS_BANK,
    EXIT_AREA,
    FLOW,
    FLOW_RATE,
    IS_LEVEL,
    LEVEL_ALTITUDE,
    LEVEL_SPEED,
    LIFT_TO_DRAG,
    MASS,
    PITCH,
    PITCH_RATE,
    PLANE_X,
    SIN_BANK,
    STEERING,
    T_SEGMENT,
    THRUST,
    THRUST_RATE,
    accelerate,
)  # fmt: skip
from equipoise.kernel.step import take_step

N_RESTEPS = 40
MOMENT_S = 0.02
IGNITION_STEP_S = 0.5


@scalar
def restep(B, n, i, h, p, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Take a step of h from the state of a lane, without changing the lane."""
    B[STEPS * n + i] += 1.0
    return take_step(
        B[T * n + i], h, B[X * n + i], B[Y * n + i], B[Z * n + i], B[U * n + i], B[V * n + i], B[W * n + i], B[AX * n + i],
        B[AY * n + i], B[AZ * n + i], p, air, aero, oblate, bulge, burn, wind, level,
    )  # fmt: skip


@inline
def tried(B, n, i):  # type: ignore[no-untyped-def]
    """Gather the state that the last step of a lane came to, whether it was accepted or not."""
    m = NEXT_STATE * n + i
    return (
        B[m], B[m + n], B[m + 2 * n], B[m + 3 * n], B[m + 4 * n], B[m + 5 * n], B[m + 6 * n], B[m + 7 * n], B[m + 8 * n], B[m + 9 * n],
        B[m + 10 * n], B[m + 11 * n], B[m + 12 * n], B[m + 13 * n], B[m + 14 * n], B[m + 15 * n], B[m + 16 * n],
    )  # fmt: skip


@inline
def nudge(s, dt):  # type: ignore[no-untyped-def]
    """Move a state by a moment dt so short that its acceleration stays (below 20 ms: 1e-6 m)."""
    half = 0.5 * dt * dt
    return (
        s[0] + s[3] * dt + s[6] * half, s[1] + s[4] * dt + s[7] * half, s[2] + s[5] * dt + s[8] * half, s[3] + s[6] * dt,
        s[4] + s[7] * dt, s[5] + s[8] * dt, s[6], s[7], s[8], s[9], s[10], s[11] + s[12] * dt, s[12], s[13] + s[14] * s[12] * dt, s[14],
        s[15] + 2.0 * (s[3] * s[6] + s[4] * s[7] + s[5] * s[8]) * dt, s[16],
    )  # fmt: skip


@scalar
def find_crossing(B, n, i, level_m, high, end, p, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Find when a lane falls through a height within `high` seconds, and its state then: `end` is the state at `high`.

    The cubic through both ends gives the guess; Newton on re-steps, kept inside a bracket, ends within 10 um.
    """
    f0, f1 = B[ALT * n + i] - level_m, end[11] - level_m
    guess, low, s = high * guess_crossing(f0, f1, B[RATE * n + i] * high, end[12] * high), 0.0, end
    for _ in range(N_RESTEPS):
        s = restep(B, n, i, guess, p, air, aero, oblate, bulge, burn, wind, level)
        miss, rate = s[11] - level_m, s[12]
        if abs(miss) <= abs(rate) * MOMENT_S:
            return guess - miss / rate, nudge(s, -miss / rate)
        if abs(miss) < 1e-5 or high - low < 1e-12:
            break
        if miss > 0.0:
            low = guess
        else:
            high = guess
        guess = guess - miss / rate if rate != 0.0 else low
        if not low < guess < high:
            guess = 0.5 * (low + high)
    return guess, s


@scalar
def find_turn(B, n, i, h, end, p, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Find when a lane's climb rate changes sign within h seconds (apogee or lowest point), to 10 us, and its state then."""
    low, rate_low, high, rate_high = 0.0, B[RATE * n + i], h, end[12]
    when, s = guess_turn(B[ALT * n + i], end[11], rate_low, rate_high, h), end
    for k in range(N_RESTEPS):
        s = restep(B, n, i, when, p, air, aero, oblate, bulge, burn, wind, level)
        late = s[12] * (high - low) / (rate_low - rate_high)  # seconds still to go, by the mean bend of the path
        if abs(late) <= MOMENT_S or high - low < 1e-9:
            return when + late, nudge(s, late)
        if s[12] * rate_low > 0.0:
            low, rate_low = when, s[12]
        else:
            high, rate_high = when, s[12]
        when = low + (high - low) * rate_low / (rate_low - rate_high) if k % 3 < 2 else 0.5 * (low + high)
    return when, s


@scalar
def watch(B, n, i, s):  # type: ignore[no-untyped-def]
    """Return trigger, heat flux and its rate and that of dynamic pressure after a step `s` of a lane."""
    return measure(
        s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[11], s[12], s[13], s[14], s[15], B[NOSE * n + i], B[C_ALT * n + i],
        B[C_SPEED2 * n + i], B[C_ARC * n + i], B[C_COS * n + i], B[C_LEVEL * n + i], B[X0 * n + i], B[Y0 * n + i], B[Z0 * n + i],
    )  # fmt: skip


@scalar
def find_trigger(B, n, i, h, value_h, p, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Find when the trigger of a lane falls through zero within h seconds, to 10 us."""
    low, value_low, high, value_high = 0.0, B[TRIGGER * n + i], h, value_h
    when = h
    for k in range(N_RESTEPS):
        when = low + (high - low) * value_low / (value_low - value_high) if k % 3 < 2 else 0.5 * (low + high)
        value = watch(B, n, i, restep(B, n, i, when, p, air, aero, oblate, bulge, burn, wind, level))[0]
        if value > 0.0:
            low, value_low = when, value
        else:
            high, value_high = when, value
        if high - low < 1e-5:
            break
    return high


@scalar
def crest(f0, d0, f1, d1):  # type: ignore[no-untyped-def]
    """Return the top of the cubic with end values f0, f1 and end slopes d0 > 0 > d1 over a unit interval."""
    c = d0 + d1 - 2.0 * (f1 - f0)
    b = 3.0 * (f1 - f0) - 2.0 * d0 - d1
    s = d0 / (math.sqrt(larger(b * b - 3.0 * c * d0, 0.0)) - b)
    return larger(larger(f0, f1), f0 + s * (d0 + s * (b + s * c)))


@scalar
def record(B, n, i, s, t, is_burning, sites, samples, seen, count):  # type: ignore[no-untyped-def]
    """Write one sample of a lane, or test it against sites, or both.

    samples: time, place, velocity, height, density, air speed squared, load per dynamic pressure, thrust, flight.
    sites: place, radius of the curved ray, own height, reach, sine of least elevation, least and greatest height, time a sample
    stands for. seen: flight, site, (first time, last time, total time).
    """
    if count[0] < len(samples):
        row = samples[count[0]]
        row[0], row[1], row[2], row[3], row[4], row[5], row[6] = t, s[0], s[1], s[2], s[3], s[4], s[5]
        row[7], row[8], row[9], row[10], row[11], row[12] = s[11], s[13], s[15], s[16], is_burning, B[WHICH * n + i]
        count[0] += 1
    if B[FLAG * n + i] == LOOK:  # not the row at the end
        which = int(B[WHICH * n + i])
        for k in range(len(sites)):
            dx, dy, dz = s[0] - sites[k, 0], s[1] - sites[k, 1], s[2] - sites[k, 2]
            d2 = dx * dx + dy * dy + dz * dz
            own, his = sites[k, 3] + sites[k, 4], sites[k, 3] + s[11]  # radius of the curved ray plus heights
            sine = (his * his - own * own - d2) / (2.0 * math.sqrt(larger(d2, 1.0)) * own)
            if d2 <= sites[k, 5] * sites[k, 5] and sine >= sites[k, 6] and sites[k, 7] <= s[11] <= sites[k, 8]:
                if seen[which, k, 2] == 0.0:
                    seen[which, k, 0] = t
                seen[which, k, 1] = t
                seen[which, k, 2] += sites[k, 9]


@scalar
def evaluate(B, P, n, i, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Evaluate the forces of a lane anew, after its parameters or its velocity changed."""
    p = parameters_of(P, n, i)
    x, y, z, u, v, w = B[X * n + i], B[Y * n + i], B[Z * n + i], B[U * n + i], B[V * n + i], B[W * n + i]
    ax, ay, az, alt, rate, rho, slope, speed2, load = accelerate(
        B[T * n + i], x, y, z, u, v, w, p, air, aero, oblate, bulge, burn, wind, level
    )
    accept(B, n, i, (x, y, z, u, v, w, ax, ay, az, 0.0, 0.0, alt, rate, rho, slope, speed2, load))
    B[CUT * n + i] = smaller(smaller(B[T_STOP * n + i], B[T_SEGMENT_END * n + i]), smaller(B[T_CHANGE * n + i], MAX_TIME_S))


@scalar
def accept(B, n, i, s):  # type: ignore[no-untyped-def]
    """Make `s` the state of a lane and keep its extremes."""
    trigger, heat, heat_pace, push_pace = watch(B, n, i, s)
    B[X * n + i], B[Y * n + i], B[Z * n + i], B[U * n + i], B[V * n + i], B[W * n + i] = s[0], s[1], s[2], s[3], s[4], s[5]
    B[AX * n + i], B[AY * n + i], B[AZ * n + i] = s[6], s[7], s[8]
    B[ALT * n + i], B[RATE * n + i], B[RHO * n + i], B[SLOPE * n + i], B[SPEED2 * n + i], B[LOAD * n + i] = (
        s[11],
        s[12],
        s[13],
        s[14],
        s[15],
        s[16],
    )
    B[TRIGGER * n + i], B[HEAT * n + i], B[HEAT_PACE * n + i], B[PUSH_PACE * n + i] = trigger, heat, heat_pace, push_pace
    push = 0.5 * s[13] * s[15]
    B[TOP_HEAT * n + i] = larger(B[TOP_HEAT * n + i], heat)
    B[TOP_PUSH * n + i] = larger(B[TOP_PUSH * n + i], push)
    B[TOP_LOAD * n + i] = larger(B[TOP_LOAD * n + i], push * s[16])
    B[APOGEE * n + i] = larger(B[APOGEE * n + i], s[11])


@scalar
def keep_crest(B, n, i):  # type: ignore[no-untyped-def]
    """Keep the peaks of heat flux and dynamic pressure that lie between the ends of the last step of a lane."""
    h = B[TRIED * n + i]
    if B[OLD_HEAT_PACE * n + i] > 0.0 and B[HEAT_PACE * n + i] < 0.0:
        top = crest(B[OLD_HEAT * n + i], h * B[OLD_HEAT_PACE * n + i], B[HEAT * n + i], h * B[HEAT_PACE * n + i])
        B[TOP_HEAT * n + i] = larger(B[TOP_HEAT * n + i], top)
    if B[OLD_PUSH_PACE * n + i] > 0.0 and B[PUSH_PACE * n + i] < 0.0:
        push = 0.5 * B[RHO * n + i] * B[SPEED2 * n + i]
        top = crest(B[OLD_PUSH * n + i], h * B[OLD_PUSH_PACE * n + i], push, h * B[PUSH_PACE * n + i])
        B[TOP_PUSH * n + i] = larger(B[TOP_PUSH * n + i], top)
        B[TOP_LOAD * n + i] = larger(B[TOP_LOAD * n + i], top * B[LOAD * n + i])


@scalar
def move(B, n, i, h, s):  # type: ignore[no-untyped-def]
    """Move a lane by a step `s` of h seconds: heat load, peaks between the ends, then the new state."""
    heat, push_pace, push = B[HEAT * n + i], B[PUSH_PACE * n + i], 0.5 * B[RHO * n + i] * B[SPEED2 * n + i]
    _, heat1, heat_pace1, _ = watch(B, n, i, s)
    slope0, slope1 = B[HEAT_PACE * n + i], heat_pace1
    B[HEAT_LOAD * n + i] += 0.5 * h * (heat + heat1) + h * h * (1.0 / 12.0) * (slope0 - slope1)
    B[OLD_HEAT * n + i], B[OLD_HEAT_PACE * n + i], B[TRIED * n + i] = heat, slope0, h
    B[OLD_PUSH * n + i], B[OLD_PUSH_PACE * n + i] = push, push_pace
    accept(B, n, i, s)
    keep_crest(B, n, i)
    B[T * n + i] += h


@scalar
def set_segment(B, P, n, i, j, segments, azimuths):  # type: ignore[no-untyped-def]
    """Put a lane into its next segment that lasts: masses, thrust, aerodynamics, and a kick of the velocity if it has one."""
    k = int(B[WHICH * n + i])
    while segments[k, j, S_DURATION] <= 0.0 and j + 1 < segments.shape[1]:
        j += 1
    B[SEGMENT * n + i] = j
    B[T_SEGMENT_END * n + i] = B[T * n + i] + segments[k, j, S_DURATION]
    P[AREA * n + i], P[LIFT_TO_DRAG * n + i] = segments[k, j, S_AREA], segments[k, j, S_LIFT]
    P[THRUST * n + i], P[THRUST_RATE * n + i] = segments[k, j, S_THRUST], segments[k, j, S_THRUST_RATE]
    P[FLOW * n + i], P[FLOW_RATE * n + i] = segments[k, j, S_FLOW], segments[k, j, S_FLOW_RATE]
    P[MASS * n + i], P[T_SEGMENT * n + i], P[EXIT_AREA * n + i] = segments[k, j, S_MASS], B[T * n + i], segments[k, j, S_EXIT]
    P[STEERING * n + i], P[PITCH * n + i] = segments[k, j, S_STEERING], segments[k, j, S_PITCH]
    P[PITCH_RATE * n + i], P[IS_LEVEL * n + i] = segments[k, j, S_PITCH_RATE], segments[k, j, S_IS_LEVEL]
    P[LEVEL_ALTITUDE * n + i], P[LEVEL_SPEED * n + i] = segments[k, j, S_LEVEL_ALT], segments[k, j, S_LEVEL_SPEED]
    if P[THRUST * n + i] > 0.0:
        B[STEP * n + i] = smaller(B[STEP * n + i], IGNITION_STEP_S)
    if math.isfinite(segments[k, j, S_KICK]):
        kick(B, n, i, P[1 * n + i], P[2 * n + i], azimuths[k], segments[k, j, S_KICK])


@scalar
def kick(B, n, i, a, f, azimuth, pitch):  # type: ignore[no-untyped-def]
    """Turn the velocity of a lane to an angle above level along an azimuth, keeping its size."""
    _, nx, ny, nz = find_up(B[X * n + i], B[Y * n + i], B[Z * n + i], a, f)
    size = math.sqrt(nx * nx + ny * ny)
    ex, ey = (-ny / size, nx / size) if size > 0.0 else (0.0, 1.0)
    speed = math.sqrt(B[U * n + i] ** 2 + B[V * n + i] ** 2 + B[W * n + i] ** 2)
    c, s, sa, ca = math.cos(pitch), math.sin(pitch), math.sin(azimuth), math.cos(azimuth)
    B[U * n + i] = speed * (s * nx + c * (sa * ex - ca * nz * ey))
    B[V * n + i] = speed * (s * ny + c * (sa * ey + ca * nz * ex))
    B[W * n + i] = speed * (s * nz + c * ca * (nx * ey - ny * ex))


@scalar
def set_change(B, P, n, i, j, changes):  # type: ignore[no-untyped-def]
    """Give a lane its next bank angle and share of lift, and arm the change after it."""
    k = int(B[WHICH * n + i])
    B[CHANGE * n + i] = j
    share = changes[k, j, G_SHARE]
    P[COS_BANK * n + i], P[SIN_BANK * n + i] = share * changes[k, j, G_COS_BANK], share * changes[k, j, G_SIN_BANK]
    B[C_ALT * n + i], B[C_SPEED2 * n + i], B[C_ARC * n + i], B[C_COS * n + i], B[C_LEVEL * n + i] = 0.0, 0.0, 0.0, 0.0, -1.0
    B[T_CHANGE * n + i] = math.inf
    if j + 1 < changes.shape[1]:
        B[T_CHANGE * n + i] = changes[k, j + 1, G_TIME]
        B[C_ALT * n + i], B[C_SPEED2 * n + i] = changes[k, j + 1, G_ALT], changes[k, j + 1, G_SPEED2]
        B[C_ARC * n + i], B[C_COS * n + i] = changes[k, j + 1, G_ARC], changes[k, j + 1, G_COS]
        B[C_LEVEL * n + i] = changes[k, j + 1, G_LEVEL]


@scalar
def pass_cut(B, P, n, i, changes, segments, azimuths, burned):  # type: ignore[no-untyped-def]
    """Do what is due at this moment in a lane: burnouts, segments, changes of bank; return a status, or -1 to fly on."""
    t = B[T * n + i]
    if t >= B[T_STOP * n + i]:
        return STOP_TIME
    if t >= MAX_TIME_S:
        return TIME_LIMIT
    k = int(B[WHICH * n + i])
    while t >= B[T_SEGMENT_END * n + i]:
        j = int(B[SEGMENT * n + i])
        if segments[k, j, S_ENDS_STAGE] > 0.0:
            B[T_BURNOUT * n + i] = t
            if len(burned) > 0:
                row = burned[int(segments[k, j, S_ENDS_STAGE]) - 1]
                row[0] = t
                for m in range(6):
                    row[1 + m] = B[(X + m) * n + i]
        if j + 1 >= segments.shape[1]:
            break
        set_segment(B, P, n, i, j + 1, segments, azimuths)
    while t >= B[T_CHANGE * n + i]:
        set_change(B, P, n, i, int(B[CHANGE * n + i]) + 1, changes)
    return -1


@scalar
def guess_crossing(f0, f1, d0, d1):  # type: ignore[no-untyped-def]
    """Return where the cubic with end values f0 > 0 >= f1 and end slopes d0, d1 over a unit interval falls through zero."""
    c, b = d0 + d1 - 2.0 * (f1 - f0), 3.0 * (f1 - f0) - 2.0 * d0 - d1
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        if f0 + middle * (d0 + middle * (b + middle * c)) > 0.0:
            low = middle
        else:
            high = middle
    return high


@scalar
def guess_turn(alt0, alt1, rate0, rate1, h):  # type: ignore[no-untyped-def]
    """Return when the climb rate of the cubic through two heights and climb rates, h seconds apart, is zero."""
    rise = (alt1 - alt0) / h
    c, b = 3.0 * (rate0 + rate1 - 2.0 * rise), 3.0 * rise - 2.0 * rate0 - rate1
    root = math.sqrt(larger(b * b - c * rate0, 0.0))
    share = rate0 / (root - b) if rate0 > 0.0 else rate0 / (-root - b)
    return smaller(larger(share, 0.0), 1.0) * h


@scalar
def aim(B, n, i, when):  # type: ignore[no-untyped-def]
    """Let the next step of a lane end a moment after `when` seconds from its state, instead of taking the step tried."""
    if B[KEPT * n + i] == 0.0:
        B[KEPT * n + i] = B[STEP * n + i]
    B[STEP * n + i] = smaller(when + 0.25 * MOMENT_S, 0.999 * B[TRIED * n + i])
    B[FLAG * n + i] = QUIET
    return -1


@scalar
def look(B, P, n, i, changes, every_s, sites, samples, seen, count, air, aero, oblate, bulge, burn, wind, level):  # type: ignore[no-untyped-def]
    """Settle a step in which something may happen; return a status, or -1 to fly on.

    A fall through the stop altitude or an apogee is approached by a shorter step of the lane itself, until it lies within a moment of
    the end of the step; the rest is a Taylor step. What is rarer is searched by steps aside.
    """
    p = parameters_of(P, n, i)
    h, floor = B[TRIED * n + i], B[STOP_ALT * n + i]
    s = tried(B, n, i)
    alt, rate, end, what, slack = B[ALT * n + i], B[RATE * n + i], h, 0, 0.25 * h
    trigger_end = watch(B, n, i, s)[0]
    is_triggered = B[TRIGGER * n + i] > 0.0 and trigger_end <= 0.0
    if is_triggered:
        end, what = find_trigger(B, n, i, h, trigger_end, p, air, aero, oblate, bulge, burn, wind, level), 2
        s = restep(B, n, i, end, p, air, aero, oblate, bulge, burn, wind, level)
    if rate < 0.0 and s[12] > 0.0 and s[11] > floor and smaller(alt, s[11]) + slack * (rate - s[12]) < floor:
        when, low = find_turn(B, n, i, end, s, p, air, aero, oblate, bulge, burn, wind, level)
        if low[11] <= floor:
            end, s = find_crossing(B, n, i, floor, when, low, p, air, aero, oblate, bulge, burn, wind, level)
            what = 1
    elif alt > floor and s[11] <= floor:
        if s[11] - floor < s[12] * MOMENT_S and end > 1e-6:
            return aim(B, n, i, end * guess_crossing(alt - floor, s[11] - floor, rate * end, s[12] * end))
        when = (floor - s[11]) / s[12] if s[12] < 0.0 else 0.0
        s, end, what = nudge(s, when), end + when, 1
    if rate > 0.0 and s[12] <= 0.0 and larger(alt, s[11]) + slack * (rate - s[12]) > B[APOGEE * n + i]:
        late = s[12] * end / (s[12] - rate)  # seconds since the turn, by the mean bend of the path
        if late > MOMENT_S and what == 0:
            return aim(B, n, i, guess_turn(alt, s[11], rate, s[12], end))
        when, top = end - late, nudge(s, -late)
        if late > MOMENT_S:
            when, top = find_turn(B, n, i, end, s, p, air, aero, oblate, bulge, burn, wind, level)
        height = s[11] - 0.5 * s[12] * late if late <= MOMENT_S else top[11]
        if height > B[APOGEE * n + i]:
            B[APOGEE * n + i], B[T_APOGEE * n + i] = height, B[T * n + i] + when
    while B[NEXT_SAMPLE * n + i] <= B[T * n + i] + end:
        due = B[NEXT_SAMPLE * n + i]
        r = restep(B, n, i, due - B[T * n + i], p, air, aero, oblate, bulge, burn, wind, level)
        record(B, n, i, r, due, P[THRUST * n + i], sites, samples, seen, count)
        B[NEXT_SAMPLE * n + i] = due + every_s
    is_cut = what == 0 and B[T * n + i] + h >= B[CUT * n + i] - 1e-12 * B[CUT * n + i]
    move(B, n, i, end, s)
    B[STEP * n + i], B[KEPT * n + i] = larger(B[STEP * n + i], B[KEPT * n + i]), 0.0
    if is_cut:
        B[T * n + i] = B[CUT * n + i]
        B[FLAG * n + i] = AT_CUT
    if what == 1:
        return IMPACT if floor <= 0.0 else STOP_ALTITUDE
    if s[11] > ESCAPE_M:
        return ESCAPED
    if s[11] < floor - 1e-3:
        return BELOW_STOP
    if what == 2:
        set_change(B, P, n, i, int(B[CHANGE * n + i]) + 1, changes)
        B[FLAG * n + i] = AT_CUT
    return -1


@scalar
def board(B, P, n, i, k, constants, planes, start, stop, nose, azimuths, changes, segments, every_s, forces):  # type: ignore[no-untyped-def]
    """Put flight k into a lane, ready to fly; return a status if it cannot fly, else -1."""
    air, aero, oblate, bulge, burn, wind, level = forces
    for m in range(9):
        P[m * n + i] = constants[k, m]
    for m in range(3):
        P[(PLANE_X + m) * n + i] = planes[k, m]
    B[WHICH * n + i], B[T * n + i], B[STEPS * n + i], B[STEP * n + i], B[FLAG * n + i] = k, 0.0, 0.0, 1.0, QUIET
    for m in range(6):
        B[(X + m) * n + i] = start[k, m]
    r = math.sqrt(start[k, 0] ** 2 + start[k, 1] ** 2 + start[k, 2] ** 2)
    B[X0 * n + i], B[Y0 * n + i], B[Z0 * n + i] = start[k, 0] / r, start[k, 1] / r, start[k, 2] / r
    B[STOP_ALT * n + i], B[T_STOP * n + i], B[NOSE * n + i] = stop[k, 0], stop[k, 1], nose[k]
    B[TOP_LOAD * n + i], B[TOP_HEAT * n + i], B[TOP_PUSH * n + i], B[HEAT_LOAD * n + i] = 0.0, 0.0, 0.0, 0.0
    B[APOGEE * n + i], B[T_APOGEE * n + i], B[T_BURNOUT * n + i] = -math.inf, 0.0, math.nan
    B[NEXT_SAMPLE * n + i], B[KEPT * n + i] = 0.0 if every_s > 0.0 else math.inf, 0.0
    set_segment(B, P, n, i, 0, segments, azimuths)
    set_change(B, P, n, i, 0, changes)
    evaluate(B, P, n, i, air, aero, oblate, bulge, burn, wind, level)
    return BELOW_STOP if not B[ALT * n + i] >= B[STOP_ALT * n + i] - 1e-3 else -1  # a millimetre: on the ground is not below it


@scalar
def leave(B, n, i, status, exact, rounded, codes):  # type: ignore[no-untyped-def]
    """Write what a flight leaves behind: where it ended, its extremes, its status and evaluations."""
    k = int(B[WHICH * n + i])
    exact[k, OUT_T] = B[T * n + i]
    for m in range(6):
        exact[k, OUT_X + m] = B[(X + m) * n + i]
    exact[k, OUT_APOGEE], exact[k, OUT_T_BURNOUT] = B[APOGEE * n + i], B[T_BURNOUT * n + i]
    rounded[k, OUT_LOAD], rounded[k, OUT_HEAT] = B[TOP_LOAD * n + i] / 9.80665, B[TOP_HEAT * n + i]
    rounded[k, OUT_PUSH], rounded[k, OUT_HEAT_LOAD] = B[TOP_PUSH * n + i], B[HEAT_LOAD * n + i]
    rounded[k, OUT_T_APOGEE] = B[T * n + i] if B[ALT * n + i] >= B[APOGEE * n + i] else B[T_APOGEE * n + i]
    codes[k] = status + 16 * int(B[STEPS * n + i])


@scalar
def settle(B, P, n, i, changes, segments, azimuths, every_s, sites, samples, seen, burned, count, forces):  # type: ignore[no-untyped-def]
    """Settle a flagged lane; return the status of its flight if that is over, else -1."""
    air, aero, oblate, bulge, burn, wind, level = forces
    status = -1
    if B[FLAG * n + i] == TROUBLE:
        if B[STEPS * n + i] > MAX_STEPS:
            return STEP_LIMIT
        alive = math.isfinite(B[SPEED2 * n + i]) and math.isfinite(B[AX * n + i] + B[AY * n + i] + B[AZ * n + i])
        return STEP_COLLAPSE if alive else NOT_FINITE
    if B[FLAG * n + i] == LOOK:
        status = look(B, P, n, i, changes, every_s, sites, samples, seen, count, air, aero, oblate, bulge, burn, wind, level)
    if status < 0 and B[FLAG * n + i] == AT_CUT:
        keep_crest(B, n, i)
        status = pass_cut(B, P, n, i, changes, segments, azimuths, burned)
        if status < 0:
            evaluate(B, P, n, i, air, aero, oblate, bulge, burn, wind, level)
    if status >= 0 and len(samples) > 0:
        B[FLAG * n + i] = QUIET
        now = (
            B[X * n + i], B[Y * n + i], B[Z * n + i], B[U * n + i], B[V * n + i], B[W * n + i], B[AX * n + i], B[AY * n + i],
            B[AZ * n + i], 0.0, 0.0, B[ALT * n + i], B[RATE * n + i], B[RHO * n + i], B[SLOPE * n + i], B[SPEED2 * n + i], B[LOAD * n + i],
        )  # fmt: skip
        record(B, n, i, now, B[T * n + i], 0.0, sites, samples, seen, count)
    return status


@scalar
def retire(B, n, i):  # type: ignore[no-untyped-def]
    """Leave a lane empty: it steps on by nothing until all are done."""
    B[FLAG * n + i], B[STEP * n + i], B[T * n + i], B[CUT * n + i], B[WHICH * n + i] = IDLE, 0.0, 0.0, 0.0, -1.0
    B[NEXT_SAMPLE * n + i], B[STEPS * n + i] = math.inf, 0.0
