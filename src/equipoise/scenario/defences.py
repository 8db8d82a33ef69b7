"""Declare interceptor layers, shields, and architectures of defence against hypersonic weapons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import (
    Acceleration,
    Angle,
    AreaDensity,
    Count,
    Distance,
    Duration,
    Money,
    Number,
    Probability,
    Ratio,
    Spec,
    Speed,
    Year,
    assumed,
    number,
)  # fmt: skip
from equipoise.scenario.sensors import Sensor

ThreatClass = Literal["ballistic", "glider", "aeroballistic", "cruise"]
THREAT_CLASSES: tuple[ThreatClass, ...] = ("ballistic", "glider", "aeroballistic", "cruise")
LEVELS = ("shot", "warhead", "layer", "raid")  # where a failure is common


class Site(Spec):
    """Declare a public place of a battery, at the level of a town or region."""

    name: str = ""
    latitude: Angle
    longitude: Angle


class Shell(Spec):
    """Declare the orbits of interceptors in space: circular, in evenly spread planes."""

    altitude: Distance
    inclination: Angle
    planes: Count


class Layer(Spec):
    """Declare one layer of interceptors. A kill probability without a public test record must carry a wide range.

    Without `sites` a battery stands near the attacked place, `offset` away. `burnout_speed` is reached after `burn_time`; what
    follows is computed by flying it (in orbit: `acceleration`, then coasting). `reach` and the band of altitudes are limits on top.
    """

    id: str
    title: str = ""
    owner: str = ""
    kind: Literal["midcourse", "upper_tier", "terminal", "glide_phase", "space_based"]
    engages: tuple[ThreatClass, ...]
    interceptors: Count
    sites: tuple[Site, ...] = ()
    offset: Distance = assumed("0 km", "length", "of the attacked place from the battery, in any direction")
    coverage: Probability = Field(default_factory=lambda: number(1.0))  # share of what is attacked inside its reach
    orbit: Shell | None = None
    in_boost: bool = False  # engages only while an engine burns
    # fly-out
    burnout_speed: Speed
    burn_time: Duration = assumed("20 s", "time")
    ballistic_coefficient: AreaDensity | None = None  # of the interceptor after burnout; without it the air does not slow it
    acceleration: Acceleration = assumed("15 g_0", "acceleration", "of an interceptor in orbit")
    endurance: Duration = assumed("1200 s", "time", "longest flight")
    reach: Distance
    altitude_min: Distance
    altitude_max: Distance
    # one shot
    p_ssk_ballistic: Probability
    p_ssk_glider: Probability
    p_ssk_aeroballistic: Probability | None = None
    p_ssk_cruise: Probability | None = None
    closing_speed: Speed = assumed("20 km/s", "speed", "up to which the base rate holds; at twice it nothing is left")
    divert: Distance = assumed("5 km", "length", "error at handover that the kill vehicle can still make up")
    lateral_acceleration: Acceleration = assumed("10 g_0", "acceleration", "in the last seconds")
    steer: Ratio = assumed(0.15, None, "share of the distance flown by which it can be sent elsewhere on the way")
    # doctrine
    shots_per_target: Ratio
    doctrine: Literal["salvo", "shoot_look_shoot"] = "shoot_look_shoot"
    allocation: Literal["first_come", "uniform"] = "first_come"
    decision_time: Duration = assumed("60 s", "time", "from firm track to the first launch")
    assess_time: Duration = assumed("20 s", "time", "to judge an intercept before the next launch")
    p_miss_called_kill: Probability = assumed(0.02)
    p_kill_called_miss: Probability = assumed(0.05)
    # limits
    availability: Probability
    p_track: Probability
    channels: Count | None = None
    reserve: Count = assumed(0, None, "interceptors withheld")
    ready: Count | None = None  # on launchers; the others wait for a reload
    reload_time: Duration = assumed("1 h", "time")
    p_warhead_engaged: Probability = assumed(1.0, None, "a real weapon is taken for one; decoys in p_decoy_engaged")
    p_decoy_engaged: Probability = Field(
        default_factory=lambda: number({"uniform": [0.05, 0.5], "source": "defence_ranges", "basis": "A"})
    )
    unit_cost: Money
    deployed_from: Year | None = None
    source: str = ""
    note: str = ""

    def p_ssk(self, threat_class: str) -> Number | None:
        """Return the declared base rate against a class, or None if the layer does not engage it."""
        found: Number | None = getattr(self, f"p_ssk_{threat_class}")
        return found if threat_class in self.engages else None

    @model_validator(mode="after")
    def _whole(self) -> Layer:
        for threat in self.engages:
            if getattr(self, f"p_ssk_{threat}") is None:
                raise _refuse(f"{self.id} engages {threat} weapons without p_ssk_{threat}", f"p_ssk_{threat} with a source and a range")
        if (self.kind == "space_based") != (self.orbit is not None):
            problem = f"{self.id}: orbit belongs to layers of kind space_based, and they need it"
            raise _refuse(problem, "orbit: {altitude, inclination, planes}")
        if self.orbit is not None and self.orbit.altitude.central < 120e3:
            raise _refuse(f"{self.id}: the orbit lies at {self.orbit.altitude.central / 1000.0:.0f} km", "120 km or more")
        if not self.altitude_min.central < self.altitude_max.central:
            raise _refuse(f"{self.id}: altitude_min is not below altitude_max", "for example 25 km and 75 km")
        return self


def _refuse(problem: str, accepted: str) -> PydanticCustomError:
    return PydanticCustomError("layer", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})


def find_twins(layers: tuple[Layer, ...], sensors: tuple[Sensor, ...]) -> str:
    """Find an id that two layers or two sensors of one shield share ('' if none does)."""
    for items in (layers, sensors):
        names = [item.id for item in items]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            return twice[0]
    return ""


class Architecture(Spec):
    """Declare one architecture of shield against hypersonic weapons: layers, sensors, first year, development cost."""

    id: str
    title: str = ""
    layers: tuple[Layer, ...] = Field(min_length=1)
    sensors: tuple[Sensor, ...] = ()
    first_year: Year
    development_cost: Money
    operation: Ratio = assumed(0.05, None, "yearly cost of keeping it, as a share of what was bought")
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _no_twins(self) -> Architecture:
        twin = find_twins(self.layers, self.sensors)
        if twin:
            raise _refuse(f"{self.id}: '{twin}' stands in it twice", "each layer and sensor once; give a second one its own id")
        return self


@dataclass(frozen=True)
class Shield:
    """Name one shield of one state against the other: its layers in order and the sensors that cue them."""

    defender: str
    attacker: str
    name: str  # 'conventional', or the id of an architecture
    layers: tuple[Layer, ...]
    sensors: tuple[Sensor, ...]
