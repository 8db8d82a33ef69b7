"""Follow flights through time: look, predict, correct, start and drop tracks, and note how good they are."""

from __future__ import annotations

import math

from equipoise.compiled import driver, plain
from equipoise.constants import G0_M_S2, SPHERE_RADIUS_M
from equipoise.kernel.elementary import larger, smaller
from equipoise.sensing._kernels.filter import (
    AIR_SCALE,
    AIR_TOP,
    BURN_SD,
    ENTRY_BETA,
    GATE,
    LENGTH,
    LOST_SD,
    MU,
    N_ESTIMATE,
    N_MODELS,
    N_STEP,
    OMEGA,
    PP,
    PV,
    SD,
    TIME,
    TO_AGILE,
    TO_FIRM,
    TO_QUIET,
    VA,
    VACUUM_SD,
    VV,
    add_outer,
    add_product,
    drift,
    fill_step,
    mix,
    predict,
)
from equipoise.sensing._kernels.measure import LOOK, NUMBERS, look, start, take_looks

NONE, TENTATIVE, FIRM, COASTING = 0, 1, 2, 3
# what is noted of a track: place, velocity, sd per axis of both, sd before the looks of the moment, across the velocity, so many seconds
# ahead, distance from the truth, its square normalised, probability of the second model
SD_AT, SPEED_SD_AT, BEFORE_AT, ACROSS_AT, LEAD_AT, ERROR_AT, NEES_AT, AGILE_AT, N_NOTES = 6, 7, 8, 9, 10, 11, 12, 13, 14
# rows of the scratch space: both estimates, both mixed, their mixture, looks, steps of both models, and of both over a part of the lead
N_SCRATCH = 10
MOST_LOOKS = N_ESTIMATE // LOOK
KEPT_SD = N_STEP  # in the row of a step: sd of the acceleration in the last one
N_AHEAD = 5  # steps in which a lead is foreseen
SEA_LEVEL_KG_M3 = 1.225  # density of the standard atmosphere at sea level


@plain
def choose_sd(c, model, height_m, speed2, burns):  # type: ignore[no-untyped-def]
    """Return the sd of the acceleration of a model (0.0 or 1.0) at a height and speed squared, m/s2.

    What the model says in air, above its top falling with density to what is left in vacuum. For the manoeuvring model at least the
    drag of a re-entry, rho V^2 / (2 beta), and while an engine burns that of an engine.
    """
    sd = larger(c[VACUUM_SD], c[SD + 2 * int(model)] * math.exp(smaller(0.0, (c[AIR_TOP] - height_m) / c[AIR_SCALE])))
    if model == c[N_MODELS] - 1.0:
        sd = larger(sd, 0.5 * SEA_LEVEL_KG_M3 * math.exp(-larger(height_m, 0.0) / c[AIR_SCALE]) * speed2 / c[ENTRY_BETA])
        sd = c[BURN_SD] if burns else sd
    return sd


@plain
def find_level(B, ahead_s, fall_m_s2):  # type: ignore[no-untyped-def]
    """Return the lower of the heights now and some seconds ahead, falling at so many m/s2, over a sphere; and the speed squared."""
    now = math.sqrt(B[0] * B[0] + B[1] * B[1] + B[2] * B[2])
    x, y, z = B[0] + ahead_s * B[3], B[1] + ahead_s * B[4], B[2] + ahead_s * B[5]
    then = math.sqrt(x * x + y * y + z * z) - 0.5 * fall_m_s2 * ahead_s * ahead_s
    return smaller(now, then) - SPHERE_RADIUS_M, B[3] * B[3] + B[4] * B[4] + B[5] * B[5]


@plain
def widen(B, S, sd):  # type: ignore[no-untyped-def]
    """Let an acceleration whose sd has grown since the last step be as unknown as that says; keep the sd for the next step."""
    more = larger(0.0, sd * sd - S[KEPT_SD] * S[KEPT_SD])
    B[48], B[51], B[53] = B[48] + more, B[51] + more, B[53] + more
    S[KEPT_SD] = sd


@plain
def advance(B0, B1, N0, N1, S0, S1, two, p, c, burns):  # type: ignore[no-untyped-def]
    """Carry the estimates of both models over the step in S0 and S1; return the probability of the second.

    Interacting multiple models (Blom and Bar-Shalom 1988): a target changes model as a Markov process, so each estimate starts the
    step as the mixture of those that could have led to it. With one model this is a plain Kalman filter. Accelerations are as
    probable as at the height in the middle of the step.
    """
    h = S0[LENGTH]
    height, speed2 = find_level(B0, 0.5 * h, 0.0)
    sd0 = choose_sd(c, 0.0, height, speed2, burns)
    if not two:
        widen(B0, S0, sd0)
        predict(B0, B0, S0, sd0 * sd0, c[MU], c[OMEGA])
        return p
    sd1 = choose_sd(c, 1.0, height, speed2, burns)
    rate = c[TO_AGILE] + c[TO_QUIET]
    changed = (1.0 - math.exp(-rate * h)) / rate
    agile = p * (1.0 - c[TO_QUIET] * changed)
    after = agile + (1.0 - p) * c[TO_AGILE] * changed
    mix(B0, B1, (p - agile) / (1.0 - after), N0)
    mix(B0, B1, agile / after, N1)
    widen(N0, S0, sd0)
    widen(N1, S1, sd1)
    predict(N0, B0, S0, sd0 * sd0, c[MU], c[OMEGA])
    predict(N1, B1, S1, sd1 * sd1, c[MU], c[OMEGA])
    return after


@plain
def set_acceleration(B, S, model, c, burns):  # type: ignore[no-untyped-def]
    """Let the acceleration be as unknown as the model says at this height."""
    height, speed2 = find_level(B, 0.0, 0.0)
    sd = choose_sd(c, model, height, speed2, burns)
    B[48] = B[51] = B[53] = sd * sd
    S[KEPT_SD] = sd


@plain
def end_burn(B, S, model, c):  # type: ignore[no-untyped-def]
    """Let the engine's acceleration end within the step just made, at a time evenly spread over it.

    Half of the gained speed and a third of the gained way did not come on average; the rest of that law's first two moments is
    added as variance along the acceleration, which then starts anew.
    """
    h, left = S[LENGTH], 1.0 / S[2]
    ax, ay, az = B[6] * left, B[7] * left, B[8] * left
    k, w = S[0] * (1.0 / 3.0), S[1] * 0.5
    B[0], B[1], B[2] = B[0] - k * ax, B[1] - k * ay, B[2] - k * az
    B[3], B[4], B[5] = B[3] - w * ax, B[4] - w * ay, B[5] - w * az
    for j in range(24, N_ESTIMATE):  # what is known of the acceleration; velocity stays
        B[j] = B[j] if VV <= j < VA else 0.0
    # variances of u - u^2/2 and of u, and their covariance, for u even on 0..1
    add_outer(B, PP, h * h * h * h / 45.0, ax, ay, az)
    add_product(B, PV, h * h * h / 24.0, ax, ay, az, ax, ay, az)
    add_outer(B, VV, h * h / 12.0, ax, ay, az)
    B[6] = B[7] = B[8] = 0.0
    set_acceleration(B, S, model, c, False)


@plain
def share_out(B0, B1, S0, S1, two, c, burns):  # type: ignore[no-untyped-def]
    """Give both models the estimate just started, each with its own acceleration; return the probability of the second."""
    for i in range(N_ESTIMATE):
        B1[i] = B0[i]
    set_acceleration(B0, S0, 0.0, c, burns)
    if not two:
        return 1.0
    set_acceleration(B1, S1, 1.0, c, burns)
    return c[TO_AGILE] / (c[TO_AGILE] + c[TO_QUIET])


@plain
def find_sd(B0, B1, two, p):  # type: ignore[no-untyped-def]
    """Return the sd per axis of the position of the mixture of both models, m: root of a third of the trace."""
    trace = B0[9] + B0[12] + B0[14]
    if two:
        dx, dy, dz = B1[0] - B0[0], B1[1] - B0[1], B1[2] - B0[2]
        trace += p * (B1[9] + B1[12] + B1[14] - trace) + p * (1.0 - p) * (dx * dx + dy * dy + dz * dz)
    return math.sqrt(trace * (1.0 / 3.0))


@plain
def coast(F, S, variance):  # type: ignore[no-untyped-def]
    """Carry the moments in F[:10] over the step of S: traces of the six blocks, mean place, speed and acceleration, and weight."""
    t, a, b, c = S[9], S[0], S[1], S[2]
    pp, pv, _, pa, _, vv, va, _, aa = drift(t, a, b, c, F[0], F[1], F[1], F[2], F[2], F[3], F[4], F[4], F[5])
    q = 3.0 * variance * F[9]
    F[0], F[1], F[2], F[3], F[4], F[5] = pp + q * S[3], pv + q * S[4], pa + q * S[5], vv + q * S[6], va + q * S[7], aa + q * S[8]
    F[6], F[7], F[8] = F[6] + t * F[7] + a * F[8], F[7] + b * F[8], c * F[8]


@plain
def gather(C, F, weight, more):  # type: ignore[no-untyped-def]
    """Gather the moments of an estimate, weighted, about its path without acceleration; `more` widens the acceleration per axis."""
    aa = C[48] + C[51] + C[53] + C[6] * C[6] + C[7] * C[7] + C[8] * C[8] + 3.0 * more
    F[0], F[1], F[2] = weight * (C[9] + C[12] + C[14]), weight * (C[15] + C[19] + C[23]), weight * (C[24] + C[28] + C[32])
    F[3], F[4], F[5] = weight * (C[33] + C[36] + C[38]), weight * (C[39] + C[43] + C[47]), weight * aa
    F[6], F[7], F[8], F[9] = 0.0, 0.0, weight, weight


@plain
def foresee(C, F0, F1, L0, L1, two, p, c):  # type: ignore[no-untyped-def]
    """Return the sd per axis of the position after a lead of N_AHEAD steps, without another look, m.

    L0, L1: those steps by model; F0, F1: room for 10 numbers each. A target that changes model as it likes: its second moments about
    the path without acceleration follow exactly from those of both models, so many steps ahead. Traces only: gravity's tide, whose
    trace is zero, is left out.
    """
    h = L0[LENGTH]
    here, _ = find_level(C, 0.0, 0.0)
    lift = (C[0] * C[6] + C[1] * C[7] + C[2] * C[8]) / math.sqrt(C[0] * C[0] + C[1] * C[1] + C[2] * C[2])
    height, speed2 = find_level(C, 0.5 * N_AHEAD * h, G0_M_S2 - lift)
    sd0, now0 = choose_sd(c, 0.0, height, speed2, False), choose_sd(c, 0.0, here, speed2, False)
    sd1, now1 = choose_sd(c, 1.0, height, speed2, False), choose_sd(c, 1.0, here, speed2, False)
    gather(C, F0, 1.0 - p if two else 1.0, larger(0.0, sd0 * sd0 - now0 * now0))
    gather(C, F1, p if two else 0.0, larger(0.0, sd1 * sd1 - now1 * now1))
    rate = c[TO_AGILE] + c[TO_QUIET]
    changed = (1.0 - math.exp(-rate * h)) / rate if two else 0.0
    leave, join = changed * c[TO_QUIET], changed * c[TO_AGILE]
    for _ in range(N_AHEAD):
        for i in range(10):
            quiet, agile = F0[i], F1[i]
            F0[i], F1[i] = quiet - join * quiet + leave * agile, agile - leave * agile + join * quiet
        coast(F0, L0, sd0 * sd0)
        coast(F1, L1, sd1 * sd1)
    mean = F0[6] + F1[6]
    total = F0[0] + F1[0] - mean * mean * (C[6] * C[6] + C[7] * C[7] + C[8] * C[8])
    return math.sqrt(larger(0.0, total) * (1.0 / 3.0))


@plain
def note(C, out, x, y, z, before, lead_sd, p):  # type: ignore[no-untyped-def]
    """Note the mixture and how it compares with the truth."""
    for i in range(6):
        out[i] = C[i]
    u, v, w = C[3], C[4], C[5]
    trace, speed2 = C[9] + C[12] + C[14], u * u + v * v + w * w
    along = u * (C[9] * u + 2.0 * (C[10] * v + C[11] * w)) + v * (C[12] * v + 2.0 * C[13] * w) + w * C[14] * w
    out[SD_AT], out[SPEED_SD_AT] = math.sqrt(trace * (1.0 / 3.0)), math.sqrt((C[33] + C[36] + C[38]) * (1.0 / 3.0))
    out[BEFORE_AT], out[LEAD_AT], out[AGILE_AT] = before, lead_sd, p
    out[ACROSS_AT] = math.sqrt(0.5 * (trace - along / speed2)) if speed2 > 0.0 else out[SD_AT]
    x, y, z = C[0] - x, C[1] - y, C[2] - z
    out[ERROR_AT] = math.sqrt(x * x + y * y + z * z)
    # by elimination of the covariance of position
    a, b, d = C[10] / C[9], C[11] / C[9], C[12] - C[10] * C[10] / C[9]
    e = (C[13] - a * C[11]) / d
    f = C[14] - b * C[11] - e * e * d
    y -= a * x
    z -= b * x + e * y
    out[NEES_AT] = x * x / C[9] + y * y / d + z * z / f


@driver
def follow_flight(  # type: ignore[no-untyped-def]
    k, t, length, truth, n_seen, place, sigma_angle, sigma_range, burning, key0, key1, runs, streams, c, lead_s, W, state, notes,
    estimates, broken,
):  # fmt: skip
    """Follow flight k from its first sample to its last; fill its rows of state, notes and (if there are any) estimates.

    W: scratch space of N_SCRATCH x 54. broken counts tracks dropped because looks lay beyond the gate in both models.
    Longer than usual: the life of a track, told once.
    """
    B0, B1, N0, N1, Z, S0, S1, L0, L1 = W[0], W[1], W[2], W[3], W[5], W[6], W[7], W[8], W[9]
    two = c[N_MODELS] > 1.5
    C = W[4] if two else B0
    status, hits, p, burned = NONE, 0, 1.0, False
    S0[LENGTH] = -1.0
    fill_step(L0, lead_s[k] / N_AHEAD, c[TIME])
    fill_step(L1, lead_s[k] / N_AHEAD, c[TIME + 2])
    for i in range(length[k]):
        seen, burns, before = n_seen[k, i], burning[k, i], math.nan
        for j in range(seen):
            s, index = place[k, i, j], (i * place.shape[2] + j) * NUMBERS
            look(Z, LOOK * j, truth[k, i, 0], truth[k, i, 1], truth[k, i, 2], s[0], s[1], s[2], sigma_angle[k, i, j],
                 sigma_range[k, i, j], key0, key1, runs[k], streams[k], index)  # fmt: skip
        if status != NONE:
            h = t[k, i] - t[k, i - 1]
            if h != S0[LENGTH]:
                fill_step(S0, h, c[TIME])
                fill_step(S1, h, c[TIME + 2])
            p = advance(B0, B1, N0, N1, S0, S1, two, p, c, burns or burned)
            if burned and not burns:
                end_burn(B0, S0, 0.0, c)
                if two:
                    end_burn(B1, S1, 1.0, c)
            before = find_sd(B0, B1, two, p)
            if hits >= c[TO_FIRM] and before > c[LOST_SD]:
                status = NONE
        if status != NONE and seen > 0:
            p, innovation = take_looks(B0, B1, two, p, Z, seen, place[k, i], sigma_angle[k, i], sigma_range[k, i])
            hits += 1
            if innovation > c[GATE]:
                status = NONE
                broken[k] += 1
        if status != NONE and find_sd(B0, B1, two, p) > c[LOST_SD]:
            status = NONE
        if status == NONE and seen > 0 and start(B0, Z, seen, place[k, i], sigma_angle[k, i], sigma_range[k, i], c):
            status, hits, before, p = TENTATIVE, 0, math.nan, share_out(B0, B1, S0, S1, two, c, burns)
        burned = burns
        if status == NONE:
            continue
        status = TENTATIVE if hits < c[TO_FIRM] else (FIRM if seen > 0 else COASTING)
        state[k, i] = status
        if two:
            mix(B0, B1, p, C)
        note(C, notes[k, i], truth[k, i, 0], truth[k, i, 1], truth[k, i, 2], before, foresee(C, N0, N1, L0, L1, two, p, c), p)
        if len(estimates) > 0:
            for n in range(N_ESTIMATE):
                estimates[k, i, n] = C[n]


@driver
def follow_flights(  # type: ignore[no-untyped-def]
    first, last, t, length, truth, n_seen, place, sigma_angle, sigma_range, burning, key0, key1, runs, streams, c, lead_s, W, state,
    notes, estimates, broken,
):  # fmt: skip
    """Follow flights first..last-1, one after another."""
    for k in range(first, last):
        follow_flight(k, t, length, truth, n_seen, place, sigma_angle, sigma_range, burning, key0, key1, runs, streams, c, lead_s, W,
                      state, notes, estimates, broken)  # fmt: skip
