"""Ask how far a radar sees: the horizon, and the radar equation with pulse integration and a fluctuating target."""

from __future__ import annotations

import math
from typing import Literal

from equipoise.constants import BOLTZMANN_J_K, SPHERE_RADIUS_M
from equipoise.kernel.earth import horizon_arc
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class RadarHorizon(Spec):
    """Take the heights of a sensor and a target."""

    target_height_km: float = declare_input(20.0, "height of the target", unit="km", basis="P", source="dahlgren_2023", ge=0.0, le=1e6)
    sensor_height_km: float = declare_input(15.0, "height of the sensor", unit="km", basis="P", source="dahlgren_2023", ge=0.0, le=1e6)
    earth_factor: float = declare_input(
        4.0 / 3.0, "factor on the Earth's radius that stands for refraction", basis="G", source="skolnik_2001", ge=1.0, le=10.0
    )


def radar_horizon(spec: RadarHorizon) -> dict[str, float]:
    """Greatest distance over ground at which two heights see each other: R (acos R/(R+h1) + acos R/(R+h2)), also with a 4/3 Earth.

    >>> round(radar_horizon(RadarHorizon())["geometric_km"])
    941
    """
    heights = spec.target_height_km * 1000.0, spec.sensor_height_km * 1000.0
    radius = spec.earth_factor * SPHERE_RADIUS_M
    plain = SPHERE_RADIUS_M * horizon_arc(SPHERE_RADIUS_M, heights[0], heights[1])
    bent = radius * horizon_arc(radius, heights[0], heights[1])
    return {"geometric_km": plain / 1000.0, "refracted_km": bent / 1000.0}


class RadarRange(Spec):
    """Take a radar and a target for the radar equation."""

    power_W: float = declare_input(1.0e6, "peak power", unit="W", basis="A", source="assumption", gt=0.0, le=1e12)
    pulse_s: float = declare_input(1.0e-3, "pulse length", unit="s", basis="A", source="assumption", gt=0.0, le=1e3)
    gain_dB: float = declare_input(45.0, "antenna gain, one way", unit="dB", basis="A", source="assumption", ge=-50.0, le=100.0)
    wavelength_m: float = declare_input(0.03, "wavelength", unit="m", basis="A", source="assumption", ge=1e-6, le=1e3)
    cross_section_m2: float = declare_input(0.1, "mean radar cross-section", unit="m2", basis="A", source="assumption", ge=1e-9, le=1e9)
    noise_K: float = declare_input(500.0, "system noise temperature", unit="K", basis="A", source="assumption", gt=0.0, le=1e6)
    loss_dB: float = declare_input(6.0, "losses", unit="dB", basis="A", source="assumption", ge=0.0, le=100.0)
    range_km: float = declare_input(500.0, "range", unit="km", basis="A", source="assumption", ge=1e-3, le=1e9)
    pulses: int = declare_input(1, "pulses integrated", basis="A", source="assumption", ge=1, le=100000)
    integration: Literal["coherent", "noncoherent"] = declare_input(
        "coherent", "coherent: voltages add; noncoherent: powers add", basis="A", source="assumption"
    )
    p_false_alarm: float = declare_input(
        1e-6, "probability of a false alarm in one test", basis="G", source="skolnik_2001", interval=(1e-8, 1e-4), ge=1e-15, le=0.1
    )
    p_wanted: float = declare_input(
        0.9, "probability of detection wanted, for the range and cross-section that give it", basis="A", source="assumption",
        interval=(0.5, 0.99), ge=0.001, le=0.999,
    )  # fmt: skip


def radar_range(spec: RadarRange) -> dict[str, float]:
    """Signal-to-noise of one pulse: Pt tau G^2 lambda^2 sigma / ((4 pi)^3 R^4 k T L).

    Detection of a target that fluctuates from look to look but not within one (Swerling 1; Skolnik 2001): coherent sum of n pulses
    Pd = Pfa^(1/(1 + n S)); noncoherent sum 1 - P(n-1, T) + (1 + 1/(n S))^(n-1) P(n-1, T/(1 + 1/(n S))) e^(-T/(1 + n S)), P the
    regularised gamma function and Pfa = 1 - P(n, T). The range for the probability wanted follows from R^4.

    >>> out = radar_range(RadarRange())
    >>> round(out["snr_dB"], 3), round(out["p_detect"], 3)
    (14.217, 0.604)
    """
    gain, loss, r = 10.0 ** (spec.gain_dB / 10.0), 10.0 ** (spec.loss_dB / 10.0), spec.range_km * 1000.0
    top = spec.power_W * spec.pulse_s * gain * gain * spec.wavelength_m**2 * spec.cross_section_m2
    snr = top / ((4.0 * math.pi) ** 3 * r**4 * BOLTZMANN_J_K * spec.noise_K * loss)
    needed = _find_snr(spec)
    return {
        "snr_dB": 10.0 * math.log10(snr), "p_detect": _detect(snr, spec), "snr_wanted_dB": 10.0 * math.log10(needed),
        "range_wanted_km": spec.range_km * (snr / needed) ** 0.25, "cross_section_wanted_m2": spec.cross_section_m2 * needed / snr,
    }  # fmt: skip


def _detect(snr: float, spec: RadarRange) -> float:
    """Probability of detection of a Swerling-1 target at a signal-to-noise of one pulse."""
    total = spec.pulses * snr
    if spec.integration == "coherent" or spec.pulses == 1:
        return float(spec.p_false_alarm ** (1.0 / (1.0 + total)))
    from scipy import special

    n = spec.pulses
    threshold = float(special.gammainccinv(n, spec.p_false_alarm))
    grow = 1.0 + 1.0 / total
    weight = float(special.gammainc(n - 1, threshold / grow))
    # the product is formed by its logarithm: the first factor alone overflows for many weak pulses
    tail = math.exp((n - 1) * math.log(grow) + math.log(weight) - threshold / (1.0 + total)) if weight > 0.0 else 0.0
    return min(1.0, float(special.gammaincc(n - 1, threshold)) + tail)


def _find_snr(spec: RadarRange) -> float:
    """Find the signal-to-noise of one pulse that gives the probability wanted."""
    if spec.integration == "coherent" or spec.pulses == 1:
        if spec.p_wanted <= spec.p_false_alarm:
            return 1e-12 / spec.pulses  # false alarms alone give it
        return max(1e-12, math.log(spec.p_false_alarm) / math.log(spec.p_wanted) - 1.0) / spec.pulses
    low, high = -12.0, 12.0  # decades
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _detect(10.0**middle, spec) < spec.p_wanted else (low, middle)
    return float(10.0**high)


register(
    "model", "radar-horizon", title="Distance at which two heights see each other", function=radar_horizon, spec=RadarHorizon,
    sources=("dahlgren_2023",), validity="smooth sphere; 4/3 Earth for standard refraction", basis="D", stage="sensing",
    outputs={
        "geometric_km": ("km", "over ground, straight rays"), "refracted_km": ("km", "over ground, rays bent by standard air"),
    },
)  # fmt: skip
register(
    "model", "radar-range", title="Radar equation and detection of a fluctuating target", function=radar_range, spec=RadarRange,
    sources=("skolnik_2001",), validity="free space, matched filter, no clutter or jamming; cross-section exponentially distributed",
    basis="G", stage="sensing",
    outputs={
        "snr_dB": ("dB", "signal-to-noise of one pulse"), "p_detect": ("", "probability of detection at this range"),
        "snr_wanted_dB": ("dB", "signal-to-noise of one pulse for the probability wanted"),
        "range_wanted_km": ("km", "range at which the probability wanted is reached; the horizon may come first"),
        "cross_section_wanted_m2": ("m2", "cross-section that gives it at this range"),
    },
)  # fmt: skip
