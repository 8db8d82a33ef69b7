"""Estimate the in-band infrared intensity of a glider from published points, between two estimates that disagree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Tracy and Wright (Science & Global Security 28, 2020) class of glider, 1.4-3.0 um, recomputed from their public model:
# start speed of the glide (km/s) and intensity (kW/sr)
_SPEED_KM_S = (5.0, 5.5, 6.0, 6.1, 7.0)
_HIGH_KW_SR = (305.0, 343.0, 365.0, 368.0, 372.0)
# Candler and Leyva (Science & Global Security 30, 2022) at 6 km/s: 29.0 kW/sr against 365
LOW_OVER_HIGH = 29.0 / 365.0


def infrared_intensity_W_sr(speed_m_s: FloatArray, altitude_m: FloatArray, place: float = 0.5) -> FloatArray:
    """Return the intensity in 1.4-3.0 um, W/sr: `place` 0 is Candler and Leyva's level, 1 Tracy and Wright's.

    Between them the estimate moves geometrically (they differ 12.6 times; they are a range, never averaged as evidence).
    Below 5 km/s the published curve is continued with the fourth power of speed (an assumption: wall heating falls as about
    V^3 and band emission more steeply); above 90 km no estimate applies and 0 is returned.

    >>> round(float(infrared_intensity_W_sr(np.array([6000.0]), np.array([5e4]), 1.0)[0]))
    365000
    """
    speed = np.asarray(speed_m_s) / 1000.0
    high = np.interp(speed, _SPEED_KM_S, _HIGH_KW_SR) * 1000.0
    high = np.where(speed < 5.0, 305.0e3 * (speed / 5.0) ** 4, high)
    glow = high * LOW_OVER_HIGH ** (1.0 - place)
    return np.asarray(np.where(np.asarray(altitude_m) > 90e3, 0.0, glow))
