"""Declare interceptor layers, sensors and hypersonic-defence architectures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from equipoise.scenario.number import (
    Angle,
    Count,
    Distance,
    Money,
    Power,
    Probability,
    Ratio,
    Spec,
    Speed,
    Year,
    number,
)  # fmt: skip

ThreatClass = Literal["ballistic", "glider", "aeroballistic"]


class Layer(Spec):
    """Declare one layer of interceptors. A kill probability without a public test record must carry a wide range."""

    id: str
    title: str = ""
    owner: str = ""
    kind: Literal["midcourse", "upper_tier", "terminal", "glide_phase", "space_based"]
    engages: tuple[ThreatClass, ...]
    interceptors: Count
    shots_per_target: Ratio
    p_ssk_ballistic: Probability
    p_ssk_glider: Probability
    availability: Probability
    p_track: Probability
    burnout_speed: Speed
    reach: Distance
    altitude_min: Distance
    altitude_max: Distance
    channels: Count | None = None
    coverage: Probability = Field(default_factory=lambda: number(1.0))  # share of what is attacked inside its reach
    p_decoy_engaged: Probability = Field(
        default_factory=lambda: number({"uniform": [0.05, 0.5], "source": "defence_ranges", "basis": "A"})
    )
    unit_cost: Money
    deployed_from: Year | None = None
    source: str = ""
    note: str = ""


class Sensor(Spec):
    """Declare one sensor or constellation at a public place, to the degree."""

    id: str
    title: str = ""
    owner: str = ""
    kind: Literal["warning_satellite", "ground_radar", "tracking_constellation"]
    latitude: Angle | None = None
    longitude: Angle | None = None
    range: Distance | None = None
    n_satellites: Count | None = None
    planes: Count | None = None
    altitude: Distance | None = None
    inclination: Angle | None = None
    detection_threshold: Power | None = None
    deployed_from: Year | None = None
    unit_cost: Money | None = None
    source: str = ""
    note: str = ""


class Architecture(Spec):
    """Declare one architecture of shield against hypersonic weapons: layers, sensors, first year, development cost."""

    id: str
    title: str = ""
    layers: tuple[Layer, ...] = Field(min_length=1)
    sensors: tuple[Sensor, ...] = ()
    first_year: Year
    development_cost: Money
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Shield:
    """Name one shield of one state against the other: its layers in order and the sensors that cue them."""

    defender: str
    attacker: str
    name: str  # 'conventional', or the id of an architecture
    layers: tuple[Layer, ...]
    sensors: tuple[Sensor, ...]
