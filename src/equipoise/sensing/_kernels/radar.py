"""Decide look by look what a radar sees: horizon, face, radar equation, detection of a fluctuating target."""

from __future__ import annotations

import math

from equipoise.compiled import driver, plain
from equipoise.constants import SPHERE_RADIUS_M
from equipoise.kernel.philox import draw_uniform

FOUR_THIRDS = 4.0 / 3.0  # effective over true radius of the Earth for standard refraction (Skolnik, chapter 8)
P_FALSE_ALARM = 1e-6  # in one look (assumption; the usual textbook value)
# signal-to-noise at which a Swerling-1 target is detected with probability one half: ln Pfa / ln 0.5 - 1
SNR_HALF = math.log(P_FALSE_ALARM) / math.log(0.5) - 1.0
LEAST_SHARE = 0.2  # below this share of the error of one look, averaging and strong signals no longer help (assumption: biases stay)
BEYOND_RANGE, BELOW_HORIZON, OUTSIDE_FACE, IN_VIEW = 1, 2, 3, 0


@plain
def find_snr(range_m: float, cross_section_m2: float, reference_range_m: float, reference_m2: float) -> float:
    """Return the signal-to-noise ratio by the radar equation, scaled from where detection is even: S = S_half (R0/R)^4 (s/s0).

    Twice the range costs 12.04 dB.

    >>> round(10.0 * math.log10(find_snr(1.0e6, 1.0, 1.0e6, 1.0) / find_snr(2.0e6, 1.0, 1.0e6, 1.0)), 2)
    12.04
    """
    ratio = reference_range_m / max(range_m, 1.0)
    ratio *= ratio
    return SNR_HALF * ratio * ratio * cross_section_m2 / reference_m2


@plain
def detect_swerling_1(snr: float) -> float:
    """Return the probability of detection in one look of a slowly fluctuating target: Pfa^(1 / (1 + S)) (Swerling case 1).

    >>> round(detect_swerling_1(SNR_HALF), 6)
    0.5
    """
    return math.exp(math.log(P_FALSE_ALARM) / (1.0 + snr))


@plain
def judge_view(x, y, z, altitude_m, rx, ry, rz, height_m, low_sine, high_sine, azimuth, half_sector):  # type: ignore[no-untyped-def]
    """Return (code, range): whether a radar's face looks at a target above the horizon of a 4/3 Earth.

    Heights and the distance over ground are kept and the Earth flattened to 4/3 of its radius; elevation is that of the bent ray.
    azimuth below 0 means all round. Sphere of 6371 km.
    """
    dx, dy, dz = x - rx, y - ry, z - rz
    slant = math.sqrt(dx * dx + dy * dy + dz * dz)
    rt, rr = math.sqrt(x * x + y * y + z * z), math.sqrt(rx * rx + ry * ry + rz * rz)
    arc = math.acos(min(1.0, max(-1.0, (x * rx + y * ry + z * rz) / (rt * rr)))) / FOUR_THIRDS
    radius = FOUR_THIRDS * SPHERE_RADIUS_M
    a, b = radius + height_m, radius + altitude_m
    level = math.sqrt(a * a + b * b - 2.0 * a * b * math.cos(arc))
    sine = (b * math.cos(arc) - a) / max(level, 1.0)
    # the dip of the horizon of an elevated set: nothing is seen below the tangent ray
    dip = -math.sqrt(max(0.0, 1.0 - (radius / a) * (radius / a)))
    if sine < dip and b * math.sin(arc) > 0.0 and level > math.sqrt(max(0.0, a * a - radius * radius)):
        return BELOW_HORIZON, slant
    if sine < low_sine or sine > high_sine:
        return (BELOW_HORIZON if sine < low_sine else OUTSIDE_FACE), slant
    if azimuth >= 0.0:
        # bearing in the radar's own horizon
        plane = max(math.sqrt(rx * rx + ry * ry), 1.0)
        east = (-ry * dx + rx * dy) / plane
        north = (-rx * rz * dx - ry * rz * dy + plane * plane * dz) / (plane * rr)
        off = math.atan2(east, north) - azimuth
        off -= 2.0 * math.pi * math.floor(off / (2.0 * math.pi) + 0.5)
        if abs(off) > half_sector:
            return OUTSIDE_FACE, slant
    return IN_VIEW, slant


@driver
def watch_by_radar(t, length, state, altitude, site, numbers, cue_s, key0, key1, runs, stream, seen, sigma_angle, sigma_range, why):  # type: ignore[no-untyped-def]
    """Fill what one radar sees of one flight in every run: seen (0 or 1), errors of the averaged looks, and why not.

    site: run, (x, y, z, height). numbers: run, (range, reference cross-section, cross-section, lowest and highest elevation, azimuth,
    half sector, revisit, search time, angle error, range error). Before a cue the radar looks once a search time, after it (and once
    it has seen the target) once a revisit. Looks within one sample are averaged.
    """
    for i in range(len(runs)):
        n, s = numbers[i], site[i]
        low, high = math.sin(n[3]), math.sin(n[4])
        known = False
        for k in range(length[i]):
            p = state[i, k]
            code, slant = judge_view(p[0], p[1], p[2], altitude[i, k], s[0], s[1], s[2], s[3], low, high, n[5], n[6])
            why[i, k] = code
            seen[i, k] = 0
            if code != IN_VIEW:
                continue
            snr = find_snr(slant, n[2], n[0], n[1])
            step = t[i, k] - t[i, k - 1] if k > 0 else n[8]
            looks = max(1.0, step / (n[7] if known or t[i, k] >= cue_s[i] else n[8]))
            once = detect_swerling_1(snr)
            if draw_uniform(key0, key1, runs[i], stream, k) < 1.0 - (1.0 - once) ** looks:
                known = True
                seen[i, k] = 1
                share = max(LEAST_SHARE, math.sqrt(SNR_HALF / max(snr, 1e-12)) / math.sqrt(max(1.0, looks * once)))
                sigma_angle[i, k], sigma_range[i, k] = n[9] * share, n[10] * share
            else:
                why[i, k] = BEYOND_RANGE
