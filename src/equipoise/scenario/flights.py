"""Declare flights: vehicle, start, air, Earth, bank and stop. The spelling is the contract of flights files."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import (
    Angle,
    AngleOrEquilibrium,
    AngularRate,
    Area,
    AreaDensity,
    Density,
    Distance,
    Duration,
    Force,
    GravParameter,
    Length,
    LengthOrEquilibrium,
    Mass,
    Pace,
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


class Nrlmsis(Spec):
    """Declare the place, day and solar activity for which NRLMSIS gives the profile of the air (needs the extra 'msis')."""

    latitude: Angle
    longitude: Angle
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$", description="UTC, 2019-12-27 or 2019-12-27T12:00")
    f107: Ratio  # solar flux of the day before, 1e-22 W/m2/Hz
    f107a: Ratio  # its 81-day mean
    ap: Ratio  # geomagnetic index


class NrlmsisAir(Spec):
    """Wrap an NRLMSIS atmosphere under its name."""

    nrlmsis: Nrlmsis


AirName = Literal["us76", "us76_to_1000km", "none"]


class Wind(Spec):
    """Declare a wind by the direction it blows towards; with an altitude it is a row of a profile, linear between rows."""

    altitude: Length | None = None
    east: Pace = Field(default_factory=lambda: number("0 m/s", "speed"))
    north: Pace = Field(default_factory=lambda: number("0 m/s", "speed"))


class Aerodynamics(Spec):
    """Declare aerodynamics over Mach number: a factor on drag, and the lift-to-drag ratio; linear between, held beyond."""

    mach: tuple[float, ...] = Field(min_length=2, max_length=200)
    drag_factor: tuple[float, ...]
    lift_to_drag: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _match(self) -> Aerodynamics:
        rising = all(a < b for a, b in itertools.pairwise(self.mach)) and self.mach[0] >= 0.0 and self.mach[-1] <= 60.0
        whole = all(abs(m * 100.0 - round(m * 100.0)) < 1e-9 for m in self.mach)
        problem = accepted = ""
        if not rising or not whole:
            problem, accepted = "mach is not a rising list of hundredths", "for example [0, 0.8, 1.05, 2, 5, 25], from 0 to 60"
        elif len(self.drag_factor) != len(self.mach) or len(self.lift_to_drag) not in (0, len(self.mach)):
            problem, accepted = "the lists differ in length", "one drag_factor (and lift_to_drag) for every mach"
        elif min(self.drag_factor) < 0.0 or min(self.lift_to_drag, default=0.0) < 0.0:
            problem, accepted = "a factor is negative", "0 or more"
        if problem:
            raise PydanticCustomError("aerodynamics", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})
        return self


class BallisticVehicle(Spec):
    """Declare a body without lift."""

    kind: Literal["ballistic"]
    ballistic_coefficient: AreaDensity
    aerodynamics: Aerodynamics | None = None
    nose_radius: Distance | None = None


class GliderVehicle(Spec):
    """Declare a lifting body: ballistic coefficient m / (Cd A) and lift-to-drag ratio, constant or over Mach number."""

    kind: Literal["glider"]
    ballistic_coefficient: AreaDensity
    lift_to_drag: Ratio
    aerodynamics: Aerodynamics | None = None
    nose_radius: Distance | None = None


class ThrustPoint(Spec):
    """Declare a point of a thrust curve: time since ignition and share of the stage's thrust; linear between points."""

    at: Duration
    share: Ratio


class Stage(Spec):
    """Declare one rocket stage; thrust is that in vacuum, less exit area times air pressure if an exit area is given."""

    propellant: Mass
    dry_mass: Mass
    thrust: Force
    specific_impulse: Duration
    drag_area: Area = Field(default_factory=lambda: number("0 m^2", "area"))
    exit_area: Area = Field(default_factory=lambda: number("0 m^2", "area"))
    coast_before: Duration = Field(default_factory=lambda: number("0 s", "time"))
    thrust_curve: tuple[ThrustPoint, ...] = Field(default=(), max_length=40)


class Drop(Spec):
    """Declare a mass dropped during boost: a fairing or a shroud."""

    at: Duration
    mass: Mass


class Payload(Spec):
    """Declare the payload and what it flies as after the last burnout (nothing: no drag)."""

    mass: Mass
    then: Annotated[BallisticVehicle | GliderVehicle, Field(discriminator="kind")] | None = None


class GravityTurn(Spec):
    """Declare a gravity turn: vertical until `kick_at`, then the velocity turns to `kick_to` and thrust follows it."""

    kind: Literal["gravity_turn"]
    kick_at: Duration
    kick_to: Angle


class PitchPoint(Spec):
    """Declare a point of a pitch programme: angle of thrust above level, linear between points, held after the last."""

    at: Duration
    pitch: Angle


class PitchProgramme(Spec):
    """Declare thrust along a programme of pitch angles in the plane of the launch azimuth."""

    kind: Literal["programme"]
    points: tuple[PitchPoint, ...] = Field(min_length=1, max_length=60)


class AlongVelocity(Spec):
    """Declare thrust along the velocity throughout: air launch, or a kick given by the start."""

    kind: Literal["along_velocity"]


Pitch = Annotated[GravityTurn | PitchProgramme | AlongVelocity, Field(discriminator="kind")]


class BoostedVehicle(Spec):
    """Declare a staged rocket with its payload."""

    kind: Literal["boosted"]
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=8)
    payload: Payload
    pitch: Pitch
    drops: tuple[Drop, ...] = Field(default=(), max_length=8)
    nose_radius: Distance | None = None


class InterceptorVehicle(Spec):
    """Declare the fly-out of an interceptor: stages at a fixed elevation, then a kill vehicle coasting without drag."""

    kind: Literal["interceptor"]
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=8)
    kill_vehicle: Mass
    elevation: Angle
    drops: tuple[Drop, ...] = Field(default=(), max_length=8)
    nose_radius: Distance | None = None


class AeroballisticVehicle(Spec):
    """Declare a rocket or released body that flies ballistically and pulls up with lift below an altitude."""

    kind: Literal["aeroballistic"]
    ballistic_coefficient: AreaDensity
    lift_to_drag: Ratio
    pull_up_below: Length
    stages: tuple[Stage, ...] = Field(default=(), max_length=8)
    mass: Mass | None = None  # after the last burnout; needed with stages
    pitch: Pitch | None = None
    drops: tuple[Drop, ...] = Field(default=(), max_length=8)
    aerodynamics: Aerodynamics | None = None
    nose_radius: Distance | None = None


class CruiseFuel(Spec):
    """Declare fuel for a cruise; its range is Breguet's: V Isp L/D ln(mass ratio)."""

    specific_impulse: Duration
    mass_ratio: Ratio  # mass at the start over mass without fuel


class CruiseVehicle(Spec):
    """Declare a powered cruise at constant height and speed over a distance, then an unpowered fall without lift."""

    kind: Literal["cruise"]
    altitude: Length
    speed: Speed
    range: Distance | None = None
    fuel: CruiseFuel | None = None
    ballistic_coefficient: AreaDensity
    lift_to_drag: Ratio
    nose_radius: Distance | None = None


class Orbit(Spec):
    """Declare an orbit by its elements at t = 0; the node is measured from the Greenwich meridian of that moment."""

    altitude: Distance  # of the mean ellipse: semi-major axis less the equatorial radius
    inclination: Angle
    eccentricity: Ratio = Field(default_factory=lambda: number(0.0))
    node_longitude: Angle = Field(default_factory=lambda: number("0 deg", "angle"))
    argument_of_perigee: Angle = Field(default_factory=lambda: number("0 deg", "angle"))
    mean_anomaly: Angle = Field(default_factory=lambda: number("0 deg", "angle"))


class SatelliteVehicle(Spec):
    """Declare a satellite: an orbit under gravity and J2, or two lines of elements for SGP4 (needs the extra 'tle')."""

    kind: Literal["satellite"]
    orbit: Orbit | None = None
    tle: tuple[str, str] | None = None
    nose_radius: None = None


Vehicle = Annotated[
    BallisticVehicle | GliderVehicle | BoostedVehicle | InterceptorVehicle | AeroballisticVehicle | CruiseVehicle | SatelliteVehicle,
    Field(discriminator="kind"),
]


class Start(Spec):
    """Declare the start; speed and angles are relative to the rotating Earth. Without a speed it is from rest.

    A glider may start in equilibrium glide: altitude and flight path angle then follow from its speed.
    """

    latitude: Angle
    longitude: Angle
    altitude: LengthOrEquilibrium
    azimuth: Angle
    speed: Speed | None = None
    flight_path_angle: AngleOrEquilibrium | None = None


class BankChange(Spec):
    """Declare bank angle and share of lift from a moment on: a time, or the first fall through a height or speed, or a distance."""

    at: Duration | None = None
    falling_through: Length | None = None
    slower_than: Speed | None = None
    beyond: Distance | None = None
    bank: Angle
    lift: Ratio = Field(default_factory=lambda: number(1.0))

    @model_validator(mode="after")
    def _one_moment(self) -> BankChange:
        given = [m for m in (self.at, self.falling_through, self.slower_than, self.beyond) if m is not None]
        if len(given) != 1:
            context = {"problem": f"a change of bank needs one moment, {len(given)} are given", "mend": "",
                       "accepted": "one of at, falling_through, slower_than, beyond"}  # fmt: skip
            raise PydanticCustomError("bank", "{problem}", context)
        return self


class Stop(Spec):
    """Declare the stop: falling through an altitude (0 by default), or a time."""

    altitude: Length | None = None
    time: Time | None = None


def _listed_bank(raw: Any) -> Any:
    if isinstance(raw, (list, tuple)):
        return raw
    return [{"at": {"value": "0 s", "basis": "D", "source": "start of the flight"}, "bank": raw}]


def _listed_wind(raw: Any) -> Any:
    return raw if isinstance(raw, (list, tuple)) else [raw]


class Flight(Spec):
    """Declare one flight."""

    id: str = Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    earth: Earth = Field(default_factory=Earth)
    atmosphere: AirName | ExponentialAir | NrlmsisAir = "us76"
    wind: Annotated[tuple[Wind, ...], BeforeValidator(_listed_wind)] = ()
    vehicle: Vehicle
    start: Start | None = None
    bank: Annotated[tuple[BankChange, ...], BeforeValidator(_listed_bank)] = Field(default_factory=tuple)
    stop: Stop = Field(default_factory=Stop)

    @model_validator(mode="after")
    def _complete(self) -> Flight:
        for problem, accepted in find_gaps(self):
            raise PydanticCustomError("flight", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})
        return self


def find_gaps(flight: Flight) -> Iterator[tuple[str, str]]:
    """Find what a flight lacks or says twice: (what is wrong, what is accepted)."""
    vehicle, start, kind = flight.vehicle, flight.start, flight.vehicle.kind
    if flight.earth.shape == "wgs84" and flight.earth.radius is not None:
        yield "earth.radius is given for the ellipsoid", "radius with shape: sphere"
    heights = [w.altitude for w in flight.wind]
    if len(heights) > 1 and (None in heights or any(a.central >= b.central for a, b in itertools.pairwise(h for h in heights if h))):
        yield "wind rows need rising altitudes", "one row without altitude, or rows from low to high"
    if isinstance(vehicle, SatelliteVehicle):
        if (vehicle.orbit is None) == (vehicle.tle is None):
            yield "a satellite needs an orbit or a tle", "one of the two"
        if start is not None:
            yield "a satellite has no start", "orbit or tle alone"
        if flight.stop.time is None:
            yield "a satellite needs stop.time", "for example stop: {time: 2 h}"
        return
    if start is None:
        yield "start is missing", "latitude, longitude, altitude, azimuth, with units"
        return
    at_rest = (isinstance(vehicle, BoostedVehicle) and not isinstance(vehicle.pitch, AlongVelocity)) or kind == "interceptor"
    if at_rest and (start.speed is not None or start.flight_path_angle is not None):
        yield f"a {kind} flight starts from rest", "start without speed and flight_path_angle; or pitch: {kind: along_velocity}"
    rests = isinstance(vehicle, AeroballisticVehicle) and isinstance(vehicle.pitch, (GravityTurn, PitchProgramme))
    if not at_rest and not rests and (start.speed is None or start.flight_path_angle is None):
        yield "start needs speed and flight_path_angle", "both, with units (a boosted flight starts from rest)"
    if "equilibrium" in (start.altitude, start.flight_path_angle) and kind != "glider":
        yield "only a glider can start in equilibrium", "a number with its unit"
    if isinstance(vehicle, CruiseVehicle) and (vehicle.range is None) == (vehicle.fuel is None):
        yield "a cruise needs a range or fuel", "one of the two"
    if isinstance(vehicle, AeroballisticVehicle) and vehicle.stages and (vehicle.mass is None or vehicle.pitch is None):
        yield "stages of an aeroballistic vehicle need mass and pitch", "mass after burnout and pitch, for example {kind: along_velocity}"
    if flight.bank and flight.bank[0].at is None:
        yield "the first bank angle has no time", "at: 0 s for the first"
