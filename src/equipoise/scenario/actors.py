"""Declare a state: what it has, what it could build, what it can spend."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from equipoise.scenario.defences import Layer
from equipoise.scenario.forces import Forces
from equipoise.scenario.number import Count, Money, Probability, Ratio, Real, Spec, Year, assumed, number
from equipoise.scenario.rivalry import Stakes
from equipoise.scenario.sensors import Sensor


class Bass(Spec):
    """Declare that a technology spreads by innovation and example (Bass 1969): F = (1 - e^-(p+q)t)/(1 + (q/p) e^-(p+q)t)."""

    kind: Literal["bass"] = "bass"
    since: Year
    innovation: Ratio
    imitation: Ratio
    place: Probability = assumed({"uniform": [0.0, 1.0]}, None, "where in the spread this state stands: drawn")
    source: str = ""
    note: str = ""


class SCurve(Spec):
    """Declare that a technology spreads along a logistic (half at the midpoint) or a Gompertz curve (37 of 100 at the midpoint)."""

    kind: Literal["logistic", "gompertz"]
    midpoint: Year
    steepness: Ratio  # a year
    place: Probability = assumed({"uniform": [0.0, 1.0]}, None, "where in the spread this state stands: drawn")
    source: str = ""
    note: str = ""


class Hazard(Spec):
    """Declare a chance a year of fielding that falls with cost and with the change it asks of an organisation (Horowitz 2010).

    lambda = base exp(-cost_weight cost - organisation_weight organisation).
    """

    kind: Literal["hazard"] = "hazard"
    since: Year
    base: Ratio
    cost: Probability
    cost_weight: Ratio
    organisation: Probability
    organisation_weight: Ratio
    place: Probability = assumed({"uniform": [0.0, 1.0]}, None, "drawn")
    source: str = ""
    note: str = ""


Diffusion = Annotated[Bass | SCurve | Hazard, Field(discriminator="kind")]


class GliderProgramme(Spec):
    """Declare how many gliders a state has, when others arrive, how fast it can build and at what cost."""

    fielded: Count  # in the year of assessment
    first_year: Year  # when the first unit serves ("sooner or later": a distribution)
    diffusion: Diffusion | None = None  # draws the first year from the spread of the technology instead
    build_rate: Count  # most that can be added in a year
    unit_cost: Money
    ceiling: Count
    source: str = ""
    note: str = ""

    @property
    def never_flies(self) -> bool:
        """Tell whether the state has no gliders and can never have any: then it needs no representative flight of one."""
        return float(self.ceiling.quantile(1.0)) <= 0.0 and float(self.fielded.quantile(1.0)) <= 0.0


class CounterShield(Spec):
    """Declare a state's plan for a shield against hypersonic weapons."""

    architecture: str  # id in the case's architectures
    is_planned: bool = True
    first_year: Year | None = None  # default: the architecture's own
    diffusion: Diffusion | None = None
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
    learning: Probability = assumed(1.0, None, "price of each doubling of the number built, as a share of the price before")
    service_life: Ratio = assumed(30.0, None, "years that gliders and interceptors against hypersonics serve")
    source: str = ""
    note: str = ""


class BuildUp(Spec):
    """Declare where a force is heading: this many weapons on launchers by a year, straight from the year of assessment.

    All legs alike, gliders apart, or only those named.
    """

    until: int = Field(ge=1945, le=2200)
    warheads: Count  # of the legs that it counts
    legs: tuple[str, ...] = ()
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
    build_up: BuildUp | None = None  # ballistic and bomber weapons planned whatever the other does: a treaty's cuts, a programme
    economy: Economy
    assured_threshold: Count  # warheads that must arrive for the second strike to count as assured
    confidence_required: Probability  # how sure a planner wants to be of that
    identity: Ratio = Field(default_factory=lambda: number(0.0))  # distance of outlook to the other side, for priors only
    stakes: Stakes | None = None  # what arming is worth to this state, where it is not what rivalry.stakes says of both
    arming_cost_quantile: Probability = assumed({"uniform": [0.0, 1.0]}, None, "its place among states by what arming costs it: drawn")
    source: str = ""
    note: str = ""


class ThirdState(Spec):
    """Declare a third state of the balance: it has forces and a path, and may add warheads in answer to the builder's shield.

    It has no rival of its own: nobody answers it. Its weapons meet the shields of the others as the weapons of their rival do, class by
    class (an assumption).
    """

    id: str
    title: str = ""
    forces: Forces
    build_up: BuildUp | None = None
    answer_rate: Count = assumed(0.0, None, "most warheads a year added in answer to the builder's counter-shield; 0 answers nobody")
    assured_threshold: Count
    source: str = ""
    note: str = ""
