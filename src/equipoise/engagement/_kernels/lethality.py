"""Judge one shot: how closing speed, height, track error, turns and manoeuvre scale a base rate."""

from __future__ import annotations

import math

from equipoise.compiled import driver, plain
from equipoise.constants import SPHERE_RADIUS_M
from equipoise.engagement._kernels.window import find_sample
from equipoise.kernel.earth import measure_arc

# n_c / n_T at intercept for a navigation ratio of 3 and a constant target manoeuvre: N / (N - 2) (Zarchan, chapter 8)
MANOEUVRE_ADVANTAGE = 3.0
EDGE = 0.5  # of the base rate at the very edge of the band of altitudes (assumption)
SHOULDER = 0.2  # share of the band over which it recovers (assumption)


@plain
def judge_closing(closing_m_s: float, limit_m_s: float) -> float:
    """Scale with closing speed: 1 up to the limit, falling in a straight line to 0 at twice it (an assumption).

    >>> judge_closing(6000.0, 4000.0)
    0.5
    """
    if closing_m_s <= limit_m_s:
        return 1.0
    return max(0.0, 2.0 - closing_m_s / max(limit_m_s, 1e-9))


@plain
def judge_altitude(altitude_m: float, low_m: float, high_m: float) -> float:
    """Scale with height within the band: half at its edges, 1 from a fifth of the band inwards (an assumption); 0 outside.

    >>> judge_altitude(30e3, 20e3, 40e3), judge_altitude(20e3, 20e3, 40e3), judge_altitude(50e3, 20e3, 40e3)
    (1.0, 0.5, 0.0)
    """
    inside = min(altitude_m - low_m, high_m - altitude_m)
    if inside < 0.0:
        return 0.0
    return min(1.0, EDGE + (1.0 - EDGE) * inside / max(SHOULDER * (high_m - low_m), 1e-9))


@plain
def judge_track(error_m: float, divert_m: float) -> float:
    """Return the probability that an error of position lies within the divert margin: 1 - exp(-(D/s)^2 / 2).

    The error across the line of sight has two axes, each normal with standard deviation s, so that its length is Rayleigh's.

    >>> round(judge_track(1000.0, 1000.0), 4), judge_track(0.0, 1.0)
    (0.3935, 1.0)
    """
    if error_m <= 0.0:
        return 1.0
    if not math.isfinite(error_m):
        return 0.0
    ratio = divert_m / error_m
    return 1.0 - math.exp(-0.5 * ratio * ratio)


@plain
def judge_turn(turn_m: float, divert_m: float, steer: float, flown_m: float) -> float:
    """Scale with how far the target has left the place foretold at launch: 1 within divert + steer x distance flown, 0 at twice it.

    The line between is an assumption. Updates in flight let the interceptor follow within that margin.

    >>> judge_turn(30e3, 5e3, 0.1, 150e3)
    0.5
    """
    margin = divert_m + steer * flown_m
    if turn_m <= margin:
        return 1.0
    return max(0.0, 2.0 - turn_m / max(margin, 1e-9))


@plain
def judge_manoeuvre(own_m_s2: float, target_m_s2: float) -> float:
    """Scale with the pull available against the target's: 1 at three to one or better, in proportion below.

    Three is N / (N - 2) at a navigation ratio N of 3 (Zarchan); the proportion below is an assumption.

    >>> judge_manoeuvre(150.0, 100.0)
    0.5
    """
    need = MANOEUVRE_ADVANTAGE * target_m_s2
    return 1.0 if own_m_s2 >= need else own_m_s2 / need


@plain
def find_turn(lat0: float, lon0: float, azimuth0: float, lat1: float, lon1: float, arc: float) -> float:
    """Return the angle between where a target is and where it would be had it kept its heading over the same arc, rad.

    A target that keeps to its great circle turns by nothing.

    >>> round(find_turn(0.0, 0.0, math.pi / 2, 0.0, 0.1, 0.1), 12)
    0.0
    """
    s = math.sin(lat0) * math.cos(arc) + math.cos(lat0) * math.sin(arc) * math.cos(azimuth0)
    lat = math.asin(min(1.0, max(-1.0, s)))
    lon = lon0 + math.atan2(math.sin(azimuth0) * math.sin(arc) * math.cos(lat0), math.cos(arc) - math.sin(lat0) * s)
    return float(measure_arc(lat, lon, lat1, lon1))


@plain
def expect_salvos(p, n_looks, shots, is_sls, miss_called_kill, kill_called_miss):  # type: ignore[no-untyped-def]
    """Return (p_kill, shots spent) expected at one target, as the raid is played: whole salvos over the looks, the first the largest.

    p: kill probability of a shot at each look. A miss taken for a kill ends the engagement; a kill taken for a miss goes on being shot at.

    >>> import numpy as np
    >>> kill, spent = expect_salvos(np.array([0.7, 0.7]), 2, 2, True, 0.0, 0.0)
    >>> round(kill, 6), round(spent, 6)
    (0.91, 1.3)
    """
    alive, dead, killed, spent = 1.0, 0.0, 0.0, 0.0
    left = shots
    for k in range(n_looks):
        looks_left = n_looks - k
        m = (left + looks_left - 1) // looks_left if is_sls else left
        spent += m * (alive + dead)
        survives = 1.0
        for _ in range(m):
            survives *= 1.0 - p[k]
        hit = alive * (1.0 - survives)
        killed += hit
        dead = (dead + hit) * kill_called_miss
        alive = alive * survives * (1.0 - miss_called_kill)
        left -= m
        if left <= 0:
            break
    return killed, spent


@driver
def judge_looks(  # type: ignore[no-untyped-def]
    n_looks, launch, intercept, sample, fraction, altitude, distance, speed, site, t, length, state, height, pull, lat, lon, azimuth,
    ground, lead_error, lead_s, turns, numbers, factors, p_ssk,
):  # fmt: skip
    """Judge every look of one layer at one flight in every run: fill p_ssk (run, look) and factors (run, look, 9).

    numbers: run, (base rate, closing limit, divert, steer, own pull, lowest, highest). factors: closing, altitude, track, turn,
    manoeuvre, closing speed, error, turn (m), unused. site: run, Earth-fixed battery of the looks. ground: arc flown over ground, rad.
    turns: 1 if the class can leave the path foretold for it.
    """
    for i in range(len(n_looks)):
        n, last = numbers[i], length[i] - 1
        for k in range(n_looks[i]):
            j = min(max(sample[i, k], 0), last)
            nxt, f = min(j + 1, last), fraction[i, k]
            x = state[i, j, 0] + f * (state[i, nxt, 0] - state[i, j, 0])
            y = state[i, j, 1] + f * (state[i, nxt, 1] - state[i, j, 1])
            z = state[i, j, 2] + f * (state[i, nxt, 2] - state[i, j, 2])
            dx, dy, dz = x - site[i, 0], y - site[i, 1], z - site[i, 2]
            flown = max(math.sqrt(dx * dx + dy * dy + dz * dz), 1.0)
            share = speed[i, k] / flown
            u, v, w = state[i, j, 3] - share * dx, state[i, j, 4] - share * dy, state[i, j, 5] - share * dz
            closing = math.sqrt(u * u + v * v + w * w)
            start = find_sample(t[i], length[i], launch[i, k])
            told = find_sample(t[i], length[i], intercept[i, k] - lead_s)
            error, moved = lead_error[i, told], 0.0
            if turns > 0:
                here = ground[i, j] + f * (ground[i, nxt] - ground[i, j])
                la, lo = lat[i, j] + f * (lat[i, nxt] - lat[i, j]), lon[i, j] + f * turn_within(lon[i, nxt] - lon[i, j])
                moved = SPHERE_RADIUS_M * find_turn(lat[i, start], lon[i, start], azimuth[i, start], la, lo, here - ground[i, start])
            row = factors[i, k]
            row[0], row[1] = judge_closing(closing, n[1]), judge_altitude(altitude[i, k], n[5], n[6])
            row[2], row[3] = judge_track(error, n[2]), judge_turn(moved, n[2], n[3], flown)
            row[4] = judge_manoeuvre(n[4], pull[i, j])
            row[5], row[6], row[7] = closing, error, moved
            p_ssk[i, k] = n[0] * row[0] * row[1] * row[2] * row[3] * row[4]


@plain
def turn_within(angle: float) -> float:
    """Bring a difference of longitudes to within half a turn, rad."""
    return angle - 2.0 * math.pi * math.floor(angle / (2.0 * math.pi) + 0.5)
