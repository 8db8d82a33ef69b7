"""Ask how well two lines of sight that cross fix a position when each measures angles only."""

from __future__ import annotations

import math

from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class StereoError(Spec):
    """Take two sensors that measure angles, their ranges, and the angle at which their lines cross."""

    range_1_km: float = declare_input(1500.0, "range of the first sensor", unit="km", basis="A", source="assumption", gt=0.0, le=1e7)
    range_2_km: float = declare_input(1500.0, "range of the second sensor", unit="km", basis="A", source="assumption", gt=0.0, le=1e7)
    angle_error_1_urad: float = declare_input(
        50.0, "standard deviation of an angle of the first sensor", unit="urad", basis="A", source="assumption", interval=(10, 100),
        gt=0.0, le=1e6,
    )  # fmt: skip
    angle_error_2_urad: float = declare_input(
        50.0, "standard deviation of an angle of the second sensor", unit="urad", basis="A", source="assumption", interval=(10, 100),
        gt=0.0, le=1e6,
    )  # fmt: skip
    crossing_deg: float = declare_input(
        60.0, "angle at which the lines of sight cross", unit="deg", basis="A", source="assumption", ge=0.01, le=179.99
    )
    looks: int = declare_input(1, "independent pairs of angles averaged", basis="A", source="assumption", ge=1, le=10**6)


def stereo_error(spec: StereoError) -> dict[str, float]:
    """In the plane of the lines rms sqrt((s1^2 + s2^2)/sin^2 psi), off it 1/sqrt(1/s1^2 + 1/s2^2); s_i = r_i sigma_i.

    Least squares with two angles from each sensor: in the plane each line fixes the position across itself, off the plane both do.
    Covariance is the inverse of the summed information; its greater axis lies near the bisector of the lines when they are nearly
    parallel. n looks divide by sqrt n: errors that do not average are not in it.

    >>> out = stereo_error(StereoError(range_1_km=1000.0, range_2_km=1000.0, crossing_deg=90.0))
    >>> round(out["in_plane_m"], 1), round(out["off_plane_m"], 1)
    (70.7, 35.4)
    """
    s1, s2 = spec.range_1_km * spec.angle_error_1_urad * 1e-3, spec.range_2_km * spec.angle_error_2_urad * 1e-3  # m
    n, sine = spec.looks, math.sin(math.radians(spec.crossing_deg))
    trace = (s1 * s1 + s2 * s2) / (sine * sine) / n
    product = (s1 * s2 / sine / n) ** 2  # determinant of the covariance in the plane
    root = math.sqrt(max(0.0, 0.25 * trace * trace - product))
    major = 0.5 * trace + root
    off = 1.0 / ((1.0 / s1**2 + 1.0 / s2**2) * n)
    return {
        "in_plane_m": math.sqrt(trace), "off_plane_m": math.sqrt(off), "total_m": math.sqrt(trace + off), "major_axis_m": math.sqrt(major),
        "minor_axis_m": math.sqrt(product / major),
    }  # fmt: skip


register(
    "model", "stereo-error", title="Position from two crossing lines of sight", function=stereo_error, spec=StereoError,
    sources=("general",), validity="small errors, places of the sensors known, looks at one moment, no bias", basis="D", stage="sensing",
    outputs={
        "in_plane_m": ("m", "rms error in the plane of the two lines"), "off_plane_m": ("m", "standard deviation across that plane"),
        "total_m": ("m", "rms error in space"), "major_axis_m": ("m", "standard deviation along the worst direction"),
        "minor_axis_m": ("m", "standard deviation along the best direction in the plane"),
    },
)  # fmt: skip
