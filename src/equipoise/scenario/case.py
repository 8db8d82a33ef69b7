"""Declare a case: the years, the states, the flights, the shields to compare, the exchange, the minds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from equipoise.errors import suggest_nearest
from equipoise.scenario.actors import Actor, ThirdState
from equipoise.scenario.defences import THREAT_CLASSES, Architecture, ThreatClass, find_twins
from equipoise.scenario.flights import Flight
from equipoise.scenario.hindcast import Hindcast, find_hindsight
from equipoise.scenario.number import Area, Count, Duration, Power, Probability, Ratio, Spec, assumed, number
from equipoise.scenario.perception import Perception
from equipoise.scenario.rivalry import RivalrySettings
from equipoise.scenario.treaties import Treaty

Posture = Literal["day_to_day", "generated", "launch_under_attack"]
POSTURES: tuple[Posture, ...] = ("day_to_day", "generated", "launch_under_attack")


class Years(Spec):
    """Declare the span: history is read from `history_from`, the case is assessed in `assess` and played to `end`."""

    history_from: int = Field(ge=1945, le=2200)
    assess: int = Field(ge=1945, le=2200)
    end: int = Field(ge=1945, le=2200)

    @model_validator(mode="after")
    def _rising(self) -> Years:
        if not self.history_from <= self.assess < self.end:
            problem = f"the years {self.history_from}, {self.assess}, {self.end} are not in rising order (end before start)"
            raise PydanticCustomError(
                "years", "{problem}", {"problem": problem, "accepted": "history_from <= assess < end", "mend": ""}
            )
        return self


class ThreatFlight(Spec):
    """Declare a representative flight of one state's weapon class towards the other, and how it looks to sensors."""

    owner: str
    threat_class: ThreatClass
    flight: Flight
    cross_section_high_band: Area = assumed({"triangular": ["0.005 m^2", "0.03 m^2", "0.3 m^2"]}, "area", "S band and above, nose on")
    cross_section_low_band: Area = assumed({"triangular": ["0.05 m^2", "0.3 m^2", "1.5 m^2"]}, "area", "VHF and UHF")
    brightness: Probability = assumed(
        {"uniform": [0.0, 1.0]}, None, "0 the low, 1 the high published estimate of a glider's infrared, evenly on the logarithm"
    )
    plume: Power = assumed({"value": "100 kW"}, "power", "W/sr of a burning engine: far above every threshold")
    cold_intensity: Power = assumed({"triangular": ["2 W", "8 W", "30 W"]}, "power", "W/sr of a body at about 300 K in 8-12 um")

    @property
    def id(self) -> str:
        """Return the identifier of the flight."""
        return self.flight.id


class Raid(Spec):
    """Declare the raids whose leakage is shown."""

    sizes: tuple[Annotated[int, Field(ge=1, le=100_000)], ...] = Field(min_length=1)
    headline: int = Field(ge=1, le=100_000)
    decoys_per_ballistic: Ratio
    duration: Duration = assumed({"triangular": ["0 s", "120 s", "600 s"]}, "time", "over which the weapons of a raid arrive")
    common_mode: Literal["shot", "warhead", "layer", "raid"] = "warhead"  # where a failure of tracking is shared
    mix: dict[ThreatClass, Probability] = Field(default_factory=dict)  # shares of a mixed raid; shown as a class of its own

    @model_validator(mode="after")
    def _whole_mix(self) -> Raid:
        total = sum(share.central for share in self.mix.values())
        if self.mix and abs(total - 1.0) > 1e-6:
            problem = f"the shares of the mix add to {total:g}"
            raise PydanticCustomError("raid", "{problem}", {"problem": problem, "accepted": "shares that add to 1", "mend": ""})
        return self

    @property
    def sizes_with_headline(self) -> tuple[int, ...]:
        """Return all sizes in rising order, the headline size among them."""
        return tuple(sorted({*self.sizes, self.headline}))


class ExchangeSettings(Spec):
    """Declare the rules of the force exchange."""

    weapons_per_aim: Ratio  # whole weapons spent on one silo or base
    counterforce_share: Probability  # share of the striker's alert force that may be spent on counterforce
    launch_under_attack_saves: Probability  # share of the fixed force saved (Kent and Thaler: 0.9)
    value_weapons_80: Count  # arriving weapons for 80 % of abstract value
    reserve_share: Probability = Field(default_factory=lambda: number({"value": 0.0, "source": "assumption", "basis": "A"}))  # held back
    postures: tuple[Posture, ...] = POSTURES  # under which a second strike is shown
    treaties: tuple[Treaty, ...] = ()
    inner_draws: int = Field(default=24, ge=1, le=4096)
    source: str = ""

    @model_validator(mode="after")
    def _named_once(self) -> ExchangeSettings:
        names = [t.id for t in self.treaties]
        twice = sorted({n for n in names if names.count(n) > 1} | {p for p in self.postures if self.postures.count(p) > 1})
        problem, accepted = "", "each once"
        if "day_to_day" not in self.postures:
            problem, accepted = "postures: day_to_day is not among them, and all others are told beside it", ", ".join(POSTURES)
        if twice:
            problem = f"{'treaties' if twice[0] in names else 'postures'}: '{twice[0]}' stands there twice"
        if problem:
            raise PydanticCustomError("exchange", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})
        return self


class Case(Spec):
    """Declare a whole case."""

    equipoise: Literal[1]
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*$", max_length=80)
    title: str = Field(max_length=200)
    question: str = Field(max_length=2000)
    parent: str | None = None
    root: str = ""  # set on loading: the oldest ancestor, whose draws the whole family shares
    years: Years
    actors: tuple[Actor, ...] = Field(min_length=2, max_length=2)
    third_states: tuple[ThirdState, ...] = Field(default=(), max_length=4)
    flights: tuple[ThreatFlight, ...] = Field(min_length=1)
    raid: Raid
    architectures: tuple[Architecture, ...] = ()
    exchange: ExchangeSettings
    rivalry: RivalrySettings
    perception: Perception
    hindcast: Hindcast | None = None  # what happened in fact, for cases set in the past; read by the scores alone
    notes: str = ""
    limits: tuple[str, ...] = ()
    _loaded: Any = PrivateAttr(default=None)  # resolved content and disclosures, set by the loader

    @property
    def threat_classes(self) -> tuple[ThreatClass, ...]:
        """Return the classes of weapon that fly in this case, in a fixed order."""
        return tuple(c for c in THREAT_CLASSES if any(f.threat_class == c for f in self.flights))

    def classes_of(self, actor: str) -> tuple[ThreatClass, ...]:
        """Return the classes of weapon of one actor."""
        return tuple(c for c in THREAT_CLASSES if any(f.threat_class == c and f.owner == actor for f in self.flights))

    def raids_of(self, actor: str) -> tuple[str, ...]:
        """Return the kinds of raid that an actor can send: its classes, and the mixed raid if it has every class of the mix."""
        own = self.classes_of(actor)
        return (*own, "mixed") if self.raid.mix and set(self.raid.mix) <= set(own) else own

    @property
    def counter_threat(self) -> ThreatClass:
        """Return the class that shields are asked about in Q3: gliders, or ballistic where the rival flies none or no layer engages one."""
        engaged = {c for a in self.architectures for layer in a.layers for c in layer.engages}
        asks = "glider" in self.classes_of(self.rival.id) and ("glider" in engaged or not self.architectures)
        return "glider" if asks else "ballistic"

    @property
    def builder(self) -> Actor:
        """Return the state that builds the shield against hypersonic weapons."""
        return next(a for a in self.actors if a.role == "builder")

    @property
    def rival(self) -> Actor:
        """Return the other state."""
        return next(a for a in self.actors if a.role == "rival")

    def architecture(self, name: str) -> Architecture:
        """Return one of the architectures of the case."""
        return next(a for a in self.architectures if a.id == name)

    @model_validator(mode="after")
    def _consistent(self) -> Case:
        problems = _find_inconsistency(self)
        if problems:
            raise PydanticCustomError("case", "{problem}", problems)
        return self


def _find_inconsistency(case: Case) -> dict[str, str] | None:
    names = [a.id for a in case.actors]
    if len(set(names)) < len(names) or {a.role for a in case.actors} != {"builder", "rival"}:
        return {"problem": "the two actors need different ids and the roles builder and rival", "accepted": "one of each", "mend": ""}
    fault = _find_third_fault(case, names)
    if fault:
        return fault
    for place, event in enumerate(case.perception.record):
        if int(event.date[:4]) < case.years.history_from:
            problem = f"perception.record.{event.id or place}: {event.date} is before the record begins, in {case.years.history_from}"
            mend = "Set years.history_from earlier, or leave the event out"
            return {"problem": problem, "accepted": f"dates from {case.years.history_from} on", "mend": mend}
    known = [a.id for a in case.architectures]
    for actor in case.actors:
        plan = actor.counter_shield
        if plan and plan.architecture not in known:
            problem = f"actors.{actor.id}.counter_shield.architecture: unknown architecture '{plan.architecture}'"
            return {"problem": problem, "accepted": ", ".join(known), "mend": ""}
    for flight in case.flights:
        if flight.owner not in names:
            problem = f"flights.{flight.id}.owner: unknown actor '{flight.owner}'"
            return {"problem": problem, "accepted": ", ".join(names), "mend": ""}
    for threat_class in case.raid.mix:
        if not any(set(case.raid.mix) <= set(case.classes_of(actor.id)) for actor in case.actors):
            problem = f"raid.mix.{threat_class}: no actor has a flight of every class in the mix"
            return {"problem": problem, "accepted": "classes of which one actor has representative flights", "mend": ""}
    for actor in case.actors:
        twin = find_twins(actor.shield, actor.sensors)
        if twin:
            problem = f"actors.{actor.id}: '{twin}' stands in the shield or among the sensors twice"
            return {"problem": problem, "accepted": "each once; give a second one its own id", "mend": ""}
    for actor in case.actors:
        for threat_class in ("ballistic", "glider"):
            if threat_class == "glider" and actor.gliders.never_flies:
                continue
            if not any(f.owner == actor.id and f.threat_class == threat_class for f in case.flights):
                problem = f"flights: {actor.id} has no representative {threat_class} flight"
                return {"problem": problem, "accepted": "one ballistic and one glider flight for each actor", "mend": ""}
    if case.hindcast is not None:
        return find_hindsight(case.hindcast, case.perception.record, names, case.years.assess, case.years.end)
    return None


def _find_third_fault(case: Case, names: list[str]) -> dict[str, str] | None:
    """Find a third state that shares a name or goes backwards in time, or a leg whose weapons nobody flies."""
    taken = list(names)
    for third in case.third_states:
        if third.id in taken:
            return {"problem": f"third_states.{third.id}: the id is used twice", "accepted": "each id once", "mend": ""}
        taken.append(third.id)
    states: tuple[Actor | ThirdState, ...] = (*case.actors, *case.third_states)
    for state in states:
        fault = _find_path_fault(case, state, "actors" if state.id in names else "third_states")
        if fault:
            return fault
        flown = case.classes_of(state.id) if state.id in names else case.threat_classes
        for leg in state.forces.legs:
            if leg.weapon_class != "other" and leg.weapon_class not in flown:
                where = "actors" if state.id in names else "third_states"
                path = f"{where}.{state.id}.forces.legs.{leg.id}.weapon"
                problem = f"{path}: no representative {leg.weapon_class} flight of {state.id} is declared"
                return {"problem": problem, "accepted": f"{', '.join(flown)}, other; or add a flight of that class", "mend": ""}
    return None


def _find_path_fault(case: Case, state: Actor | ThirdState, where: str) -> dict[str, str] | None:
    """Find a build-up that ends before the case begins, or one of legs that the state has not."""
    path = state.build_up
    if path is not None and path.until <= case.years.assess:
        problem = f"{where}.{state.id}.build_up.until: {path.until} is not after {case.years.assess}"
        return {"problem": problem, "accepted": "a year after years.assess", "mend": ""}
    known = [leg.id for leg in state.forces.legs if leg.kind != "glider"]
    strangers = [name for name in (path.legs if path is not None else ()) if name not in known]
    if strangers:
        problem = f"{where}.{state.id}.build_up.legs: unknown leg '{strangers[0]}'"
        return {"problem": problem, "accepted": ", ".join(known), "mend": suggest_nearest(strangers[0], known)}
    return None
