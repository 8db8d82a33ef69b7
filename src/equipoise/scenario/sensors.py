"""Declare sensors: radars, over-the-horizon radars, and satellites that see infrared. Places are public, to the degree."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import Angle, Area, Count, Distance, Duration, Money, Power, Probability, Ratio, Spec, Year, assumed

INFRARED_BANDS = ("2.69-2.95 um", "1.4-3.0 um", "3-5 um")


def refuse(problem: str, accepted: str) -> PydanticCustomError:
    """Make the error with which a validator refuses a spec."""
    return PydanticCustomError("sensor", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})


class Radar(Spec):
    """Declare one radar on land, on a ship or in the air.

    `range` is where a target of `cross_section` is detected in one look with probability one half; the fourth root of the
    cross-section scales it (radar equation). A radar without a place stands at the end of the flight.
    """

    id: str
    title: str = ""
    owner: str = ""
    kind: Literal["ground_radar", "ship_radar"]
    latitude: Angle | None = None
    longitude: Angle | None = None
    place_within: Distance = assumed("0 km", "length", "a ship or a relocatable set is drawn within this distance, once a run")
    altitude: Distance | None = None
    range: Distance
    band: Literal["low", "high"] = "high"  # VHF and UHF, or S and above: cross-sections differ
    cross_section: Area = assumed("1 m^2", "area", "of the target for which the range is quoted")
    azimuth: Angle | None = None  # middle of the sector it watches; all round without it
    sector: Angle = assumed("360 deg", "angle")
    elevation_min: Angle = assumed("3 deg", "angle", "the lowest beam; an elevated set looks down")
    elevation_max: Angle = assumed("85 deg", "angle")
    revisit: Duration = assumed("1 s", "time", "between looks at a target under track")
    search_time: Duration = assumed("10 s", "time", "to search the sector once, without a cue")
    angle_error: Angle = assumed("1 mrad", "angle", "one look at the range above")
    range_error: Distance = assumed("50 m", "length", "one look at the range above")
    track_capacity: Count | None = None
    deployed_from: Year | None = None
    unit_cost: Money | None = None
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _whole_place(self) -> Radar:
        if (self.latitude is None) != (self.longitude is None):
            raise refuse(f"{self.id}: latitude and longitude go together", "both, or neither (it then stands at the end of the flight)")
        if not self.elevation_min.central < self.elevation_max.central:
            raise refuse(f"{self.id}: elevation_min is not below elevation_max", "for example 3 deg and 85 deg")
        return self


class HorizonRadar(Spec):
    """Declare an over-the-horizon radar: a ring of ranges in which it may notice a flight; it cues, but holds no track."""

    id: str
    title: str = ""
    owner: str = ""
    kind: Literal["over_the_horizon_radar"]
    latitude: Angle
    longitude: Angle
    range_min: Distance
    range_max: Distance
    azimuth: Angle | None = None
    sector: Angle = assumed("60 deg", "angle")
    altitude_max: Distance = assumed("100 km", "length", "sky waves come back from the ionosphere above")
    p_detect: Probability = assumed(0.5, None, "in one revisit")
    revisit: Duration = assumed("30 s", "time")
    deployed_from: Year | None = None
    unit_cost: Money | None = None
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _ring(self) -> HorizonRadar:
        if not self.range_min.central < self.range_max.central:
            raise refuse(f"{self.id}: range_min is not below range_max", "for example 1000 km and 3000 km")
        return self


class Satellites(Spec):
    """Declare satellites that see infrared: warning satellites on high orbits or a tracking constellation on low ones.

    Orbits are a Walker pattern, geostationary `longitudes`, or two-line `elements` read by SGP4. `detection_threshold` is the
    least intensity seen at `reference_range` (W/sr); it grows with the square of the range, and by `below_horizon_factor`
    against the Earth. `cold_threshold` is the same for a cold body against space; without it none is seen.
    """

    id: str
    title: str = ""
    owner: str = ""
    kind: Literal["warning_satellite", "tracking_constellation"]
    n_satellites: Count
    planes: Count = assumed(1)
    phasing: Count = assumed(1, None, "Walker's F")
    altitude: Distance  # of the mean ellipse: semi-major axis less the Earth's radius
    inclination: Angle
    eccentricity: Ratio = assumed(0.0)
    argument_of_perigee: Angle = assumed("0 deg", "angle")
    longitudes: tuple[Angle, ...] = ()  # of geostationary satellites
    elements: tuple[tuple[str, str], ...] = ()
    epoch: str | None = Field(
        default=None, pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$", description="UTC of the start of a flight, for elements"
    )
    band: Literal["2.69-2.95 um", "1.4-3.0 um", "3-5 um"] = "1.4-3.0 um"
    detection_threshold: Power
    reference_range: Distance | None = None  # default: the altitude
    below_horizon_factor: Ratio = assumed(1.0, None, "published thresholds are those against the Earth")
    cold_threshold: Power | None = None
    field_of_regard: Angle = assumed("120 deg", "angle", "full cone about the nadir")
    off_nadir_min: Angle = assumed("0 deg", "angle")
    limb_altitude: Distance = assumed("10 km", "length", "lines of sight that pass lower are lost in cloud and thick air")
    revisit: Duration = assumed("10 s", "time")
    angle_error: Angle = assumed("0.1 mrad", "angle", "one look")
    track_capacity: Count | None = None
    deployed_from: Year | None = None
    unit_cost: Money | None = None
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _orbits(self) -> Satellites:
        perigee = self.altitude.central - self.eccentricity.central * (self.altitude.central + 6.371e6)
        if perigee < 120e3:
            where = "below the ground" if perigee < 0.0 else f"at {perigee / 1000.0:.0f} km, inside the air"
            raise refuse(f"{self.id}: the satellites pass {where}", "an altitude (and eccentricity) that keeps them above 120 km")
        if self.eccentricity.central >= 0.75:
            raise refuse(f"{self.id}: eccentricity {self.eccentricity.central:g} is not supported", "0 to 0.74")
        if not 0.0 < self.field_of_regard.central <= 6.2832:
            raise refuse(f"{self.id}: the field of regard is not a cone", "above 0 and up to 360 deg")
        return self


Sensor = Annotated[Radar | HorizonRadar | Satellites, Field(discriminator="kind")]


def read_sensor(raw: Any) -> Any:
    """Validate one sensor of any kind."""
    return TypeAdapter(Sensor).validate_python(raw)
