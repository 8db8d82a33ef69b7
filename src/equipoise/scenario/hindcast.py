"""Declare a hindcast: what was known at the start, what happened after, and what a naive reader would have expected."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import Spec
from equipoise.scenario.perception import Event

Quantity = Literal["n_ballistic", "n_glider", "n_interceptors_conventional", "n_interceptors_counter"]
EventKind = Literal["reaches", "answers", "spirals"]
LEAST_KNOWN = 4  # years of a series before the start: a trend and its spread need that many


def _refuse(problem: str, accepted: str) -> PydanticCustomError:
    return PydanticCustomError("hindcast", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})


class Known(Spec):
    """Declare one point of a series as it stood before the start."""

    year: int = Field(ge=1900, le=2200)
    value: float = Field(ge=0.0, le=1e6)


class ObservedCount(Spec):
    """Declare how many weapons or interceptors a state had in a year, and its series before the start.

    The naive forecasts, persistence and a linear trend, read `known` and nothing else. `range` is what sources leave open. Plain
    figures, not numbers of the case: nothing is drawn from them.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    title: str = Field(max_length=120)
    actor: str
    quantity: Quantity
    year: int = Field(ge=1945, le=2200)
    value: float = Field(ge=0.0, le=1e6)
    range: tuple[float, float] | None = None
    known: tuple[Known, ...]
    series: str = ""  # where the years before are from
    source: str = ""
    basis: str = ""
    note: str = ""

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the range, or the value twice where none is given."""
        return self.range or (self.value, self.value)

    @model_validator(mode="after")
    def _rising(self) -> ObservedCount:
        years = [point.year for point in self.known]
        if len(years) < LEAST_KNOWN or years != sorted(set(years)):
            raise _refuse(f"{self.id}: known holds {len(years)} years, or not in rising order", f"{LEAST_KNOWN} years or more, rising")
        if not self.bounds[0] <= self.value <= self.bounds[1]:
            raise _refuse(f"{self.id}: the value {self.value:g} lies outside its range", "low <= value <= high")
        return self


class ObservedEvent(Spec):
    """Declare whether something came to pass by a year.

    reaches: the state has `at_least` of a quantity by then; answers, spirals: the rival arms in answer, both arm against each other, by
    the program's own rule. The naive forecast is Laplace's rule of succession: not once in the years since `none_since` before the start.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    title: str = Field(max_length=120)
    kind: EventKind
    actor: str
    year: int = Field(ge=1945, le=2200)
    quantity: Quantity | None = None
    at_least: float | None = Field(default=None, gt=0.0, le=1e6)
    happened: bool
    none_since: int = Field(ge=1900, le=2200)
    source: str = ""
    basis: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> ObservedEvent:
        given = (self.quantity is not None) + (self.at_least is not None)
        if given != (2 if self.kind == "reaches" else 0):
            raise _refuse(f"{self.id}: quantity and at_least belong to events of kind reaches, and these need both", "both, or neither")
        return self


class Hindcast(Spec):
    """Declare what a case is scored against. Nothing here is read by the stages; only the scores read it."""

    known_to: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")  # the day on which the case could have been written
    counts: tuple[ObservedCount, ...] = ()
    events: tuple[ObservedEvent, ...] = ()
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _named_once(self) -> Hindcast:
        names = [count.id for count in self.counts] + [event.id for event in self.events]
        twice = sorted({n for n in names if names.count(n) > 1})
        if not names or twice:
            raise _refuse(f"'{twice[0]}' stands there twice" if twice else "there is nothing to score", "each outcome once, one or more")
        return self


def find_hindsight(hindcast: Hindcast, record: Iterable[Event], actors: Iterable[str], first: int, last: int) -> dict[str, str] | None:
    """Find knowledge that comes from after the start, or an outcome that the case does not reach; None if there is none.

    An event dated by month or year counts as of its last day.
    """
    for event in record:
        if _last_day(event.date) > hindcast.known_to:
            problem = f"perception.record.{event.id or event.date}: it may date from after {hindcast.known_to}, when this hindcast starts"
            return {"problem": problem, "accepted": f"events that were known by {hindcast.known_to}, dated to the day near it", "mend": ""}
    names = list(actors)
    scored = [(f"counts.{c.id}", c.actor, c.year, c.known[-1].year) for c in hindcast.counts]
    scored += [(f"events.{e.id}", e.actor, e.year, e.none_since) for e in hindcast.events]
    for where, actor, year, before in scored:
        if actor not in names:
            return {"problem": f"hindcast.{where}.actor: unknown actor '{actor}'", "accepted": ", ".join(names), "mend": ""}
        if not first < year <= last:
            problem = f"hindcast.{where}.year: {year} is not a year that is played"
            return {"problem": problem, "accepted": f"{first + 1} to {last}", "mend": ""}
        if before > first:
            return {"problem": f"hindcast.{where}: {before} lies after the start", "accepted": f"years up to {first}", "mend": ""}
    return None


def _last_day(date: str) -> str:
    """Return the last day that a date given by year, month or day can mean."""
    parts = [int(part) for part in date.split("-")]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else monthrange(parts[0], min(max(month, 1), 12))[1]
    return f"{parts[0]:04d}-{month:02d}-{day:02d}"
