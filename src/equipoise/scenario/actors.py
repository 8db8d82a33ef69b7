"""Declare a state: what it has, what it could build, what it can spend."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.scenario.defences import Layer
from equipoise.scenario.forces import Forces
from equipoise.scenario.number import Count, Money, Probability, Ratio, Real, Spec, Year, number
from equipoise.scenario.sensors import Sensor


class GliderProgramme(Spec):
    """Declare how many gliders a state has, when others arrive, how fast it can build and at what cost."""

    fielded: Count  # in the year of assessment
    first_year: Year  # when the first unit serves ("sooner or later": a distribution)
    build_rate: Count  # most that can be added in a year
    unit_cost: Money
    ceiling: Count
    source: str = ""
    note: str = ""


class CounterShield(Spec):
    """Declare a state's plan for a shield against hypersonic weapons."""

    architecture: str  # id in the case's architectures
    is_planned: bool = True
    first_year: Year | None = None  # default: the architecture's own
    build_rate: Count  # most interceptors added in a year, over all layers
    source: str = ""
    note: str = ""


class Economy(Spec):
    """Declare what a state can spend on this competition each year."""

    military_budget: Money
    growth: Real  # real growth a year, as a fraction
    share: Probability  # share of the military budget available for added offence and shields
    warhead_cost: Money  # one added ballistic warhead on a launcher
    upload_rate: Count  # most ballistic warheads added in a year
    source: str = ""
    note: str = ""


class Actor(Spec):
    """Declare one state of the case."""

    id: str
    title: str = ""
    role: Literal["builder", "rival"]
    forces: Forces
    shield: tuple[Layer, ...] = ()  # conventional: deployed by the year of assessment
    sensors: tuple[Sensor, ...] = ()
    gliders: GliderProgramme
    counter_shield: CounterShield | None = None
    economy: Economy
    assured_threshold: Count  # warheads that must arrive for the second strike to count as assured
    confidence_required: Probability  # how sure a planner wants to be of that
    identity: Ratio = Field(default_factory=lambda: number(0.0))  # distance of outlook to the other side, for priors only
    source: str = ""
    note: str = ""



class BuildUp(Spec):
    """Declare where a force is heading: this many weapons on launchers by a year, straight from the year of assessment, all legs alike."""

    until: int = Field(ge=1945, le=2200)
    warheads: Count
    source: str = ""
    note: str = ""


class ThirdState(Spec):
    """Declare a third state of the balance: it has forces and a path, and takes no part in the rivalry of the other two.

    Its weapons meet the shields of the others as the weapons of their rival do, class by class (an assumption).
    """

    id: str
    title: str = ""
    forces: Forces
    build_up: BuildUp | None = None
    assured_threshold: Count
    source: str = ""
    note: str = ""
