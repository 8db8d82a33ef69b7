"""Declare flights: vehicle, start, air, Earth, bank and stop. The spelling is the contract of flights files."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import (
    Angle,
    AngularRate,
    Area,
    AreaDensity,
    Density,
    Distance,
    Duration,
    Force,
    GravParameter,
    Length,
    Mass,
    Ratio,
    Spec,
    Speed,
    Time,
    number,
)  # fmt: skip


class Earth(Spec):
    """Declare the Earth: the WGS-84 ellipsoid with rotation and J2 unless said otherwise."""

    shape: Literal["wgs84", "sphere"] = "wgs84"
    radius: Distance | None = None
    mu: GravParameter = Field(
        default_factory=lambda: number({"value": "398600.4418 km^3/s^2", "source": "wgs84", "basis": "P"}, "gravitational_parameter")
    )
    rotation: AngularRate = Field(
        default_factory=lambda: number({"value": "7.292115e-5 rad/s", "source": "wgs84", "basis": "P"}, "angular_rate")
    )
    j2: Ratio | None = None  # default: that of WGS-84 on the ellipsoid, 0 on a sphere


class Exponential(Spec):
    """Declare an exponential atmosphere rho0 exp(-h / H)."""

    density: Density
    scale_height: Distance


class ExponentialAir(Spec):
    """Wrap an exponential atmosphere under its name."""

    exponential: Exponential


AirName = Literal["us76", "us76_to_1000km", "none"]


class BallisticVehicle(Spec):
    """Declare a body without lift."""

    kind: Literal["ballistic"]
    ballistic_coefficient: AreaDensity
    nose_radius: Distance | None = None


class GliderVehicle(Spec):
    """Declare a lifting body of constant ballistic coefficient and lift-to-drag ratio."""

    kind: Literal["glider"]
    ballistic_coefficient: AreaDensity
    lift_to_drag: Ratio
    nose_radius: Distance | None = None


class Stage(Spec):
    """Declare one rocket stage of constant thrust and specific impulse."""

    propellant: Mass
    dry_mass: Mass
    thrust: Force
    specific_impulse: Duration
    drag_area: Area = Field(default_factory=lambda: number("0 m^2", "area"))


class Payload(Spec):
    """Declare the payload and what it flies as after the last burnout."""

    mass: Mass
    then: Annotated[BallisticVehicle | GliderVehicle, Field(discriminator="kind")] | None = None


class GravityTurn(Spec):
    """Declare a gravity turn: vertical until `kick_at`, then thrust along `kick_to` for a moment and along velocity after."""

    kind: Literal["gravity_turn"]
    kick_at: Duration
    kick_to: Angle


class BoostedVehicle(Spec):
    """Declare a staged rocket with its payload."""

    kind: Literal["boosted"]
    stages: tuple[Stage, ...] = Field(min_length=1)
    payload: Payload
    pitch: GravityTurn
    nose_radius: Distance | None = None


Vehicle = Annotated[BallisticVehicle | GliderVehicle | BoostedVehicle, Field(discriminator="kind")]


class Start(Spec):
    """Declare the start; speed and angles are relative to the rotating Earth. A boosted flight starts from rest."""

    latitude: Angle
    longitude: Angle
    altitude: Length
    azimuth: Angle
    speed: Speed | None = None
    flight_path_angle: Angle | None = None


class BankChange(Spec):
    """Declare the bank angle from a time on."""

    at: Duration
    bank: Angle


class Stop(Spec):
    """Declare the stop: falling through an altitude (0 by default), or a time."""

    altitude: Length | None = None
    time: Time | None = None


def _listed_bank(raw: Any) -> Any:
    if isinstance(raw, (list, tuple)):
        return raw
    return [{"at": {"value": "0 s", "basis": "D", "source": "start of the flight"}, "bank": raw}]


class Flight(Spec):
    """Declare one flight."""

    id: str = Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    earth: Earth = Field(default_factory=Earth)
    atmosphere: AirName | ExponentialAir = "us76"
    vehicle: Vehicle
    start: Start
    bank: Annotated[tuple[BankChange, ...], BeforeValidator(_listed_bank)] = Field(default_factory=tuple)
    stop: Stop = Field(default_factory=Stop)

    @model_validator(mode="after")
    def _complete(self) -> Flight:
        problem = ""
        if self.vehicle.kind != "boosted" and (self.start.speed is None or self.start.flight_path_angle is None):
            problem, accepted = "start needs speed and flight_path_angle", "both, with units (a boosted flight starts from rest)"
        elif self.vehicle.kind == "boosted" and (self.start.speed is not None or self.start.flight_path_angle is not None):
            problem, accepted = "a boosted flight starts from rest", "start without speed and flight_path_angle"
        elif self.earth.shape == "wgs84" and self.earth.radius is not None:
            problem, accepted = "earth.radius is given for the ellipsoid", "radius with shape: sphere"
        if problem:
            raise PydanticCustomError("flight", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})
        return self
