"""Offer sensor geometry as calculators."""

from __future__ import annotations

import math

from pydantic import Field

from equipoise.constants import SPHERE_RADIUS_M
from equipoise.kernel.earth import horizon_arc
from equipoise.registry import register
from equipoise.scenario.number import Spec


class RadarHorizon(Spec):
    """Take the heights of a sensor and a target."""

    target_height_km: float = Field(20.0, ge=0.0, description="height of the target, km")
    sensor_height_km: float = Field(15.0, ge=0.0, description="height of the sensor, km")


def radar_horizon(spec: RadarHorizon) -> dict[str, float]:
    """Greatest distance over ground at which two heights see each other: R (acos R/(R+h1) + acos R/(R+h2)), also with a 4/3 Earth.

    >>> round(radar_horizon(RadarHorizon())["geometric_km"])
    941
    """
    heights = spec.target_height_km * 1000.0, spec.sensor_height_km * 1000.0
    plain = SPHERE_RADIUS_M * horizon_arc(SPHERE_RADIUS_M, heights[0], heights[1])
    bent = 4.0 / 3.0 * SPHERE_RADIUS_M * horizon_arc(4.0 / 3.0 * SPHERE_RADIUS_M, heights[0], heights[1])
    return {"geometric_km": plain / 1000.0, "refracted_km": bent / 1000.0}


class RadarRange(Spec):
    """Take a radar and a target for the radar equation."""

    power_W: float = Field(1.0e6, gt=0.0, description="peak power, W")
    pulse_s: float = Field(1.0e-3, gt=0.0, description="pulse length, s")
    gain_dB: float = Field(45.0, description="antenna gain, dB")
    wavelength_m: float = Field(0.03, gt=0.0, description="wavelength, m")
    cross_section_m2: float = Field(0.1, gt=0.0, description="radar cross-section, m2")
    noise_K: float = Field(500.0, gt=0.0, description="system noise temperature, K")
    loss_dB: float = Field(6.0, ge=0.0, description="losses, dB")
    range_km: float = Field(500.0, gt=0.0, description="range, km")


def radar_range(spec: RadarRange) -> dict[str, float]:
    """Signal-to-noise of one pulse: Pt tau G^2 lambda^2 sigma / ((4 pi)^3 R^4 k T L).

    >>> round(radar_range(RadarRange())["snr_dB"], 3)
    14.217
    """
    gain, loss, r = 10.0 ** (spec.gain_dB / 10.0), 10.0 ** (spec.loss_dB / 10.0), spec.range_km * 1000.0
    top = spec.power_W * spec.pulse_s * gain * gain * spec.wavelength_m**2 * spec.cross_section_m2
    snr = top / ((4.0 * math.pi) ** 3 * r**4 * 1.380649e-23 * spec.noise_K * loss)
    return {"snr_dB": 10.0 * math.log10(snr)}


class AbsenteeRatio(Spec):
    """Take an orbiting interceptor: height, time to fly, speed, acceleration, satellites wanted in reach."""

    altitude_km: float = Field(300.0, gt=0.0, description="altitude of the orbit, km")
    time_s: float = Field(120.0, gt=0.0, description="time to fly out, s")
    speed_m_s: float = Field(6000.0, gt=0.0, description="gained speed, m/s")
    acceleration_g: float = Field(15.0, gt=0.0, description="acceleration, g")
    in_reach: float = Field(1.0, gt=0.0, description="interceptors wanted in reach at all times")


def absentee_ratio(spec: AbsenteeRatio) -> dict[str, float]:
    """Satellites in orbit for one in reach: 1 / ((1 - cos(d/(R+h)))/2), d = V^2/(2a) + V (t - V/a).

    >>> round(absentee_ratio(AbsenteeRatio())["ratio"], 1)
    498.7
    """
    a, v = spec.acceleration_g * 9.80665, spec.speed_m_s
    burn = min(spec.time_s, v / a)
    reach = 0.5 * a * burn * burn + v * max(0.0, spec.time_s - v / a)
    share = 0.5 * (1.0 - math.cos(reach / (SPHERE_RADIUS_M + spec.altitude_km * 1000.0)))
    return {"reach_km": reach / 1000.0, "ratio": 1.0 / share, "satellites": spec.in_reach / share}


register(
    "model", "radar-horizon", title="Distance at which two heights see each other", function=radar_horizon, spec=RadarHorizon,
    sources=("dahlgren_2023",), validity="smooth sphere; 4/3 Earth for standard refraction", basis="D", stage="sensing",
)  # fmt: skip
register(
    "model", "radar-range", title="Radar equation, one pulse", function=radar_range, spec=RadarRange, sources=("general",),
    validity="free space, matched filter, no clutter", basis="D", stage="sensing",
)  # fmt: skip
register(
    "model", "absentee-ratio", title="Satellites needed for one in reach", function=absentee_ratio, spec=AbsenteeRatio,
    sources=("harrison_2025",), validity="satellites spread evenly over the sphere; straight fly-out", basis="S", stage="sensing",
)  # fmt: skip
