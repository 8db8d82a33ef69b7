"""Declare a treaty as a lever: ceilings, inspection, de-alerting."""

from __future__ import annotations

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import Count, Number, Probability, Ratio, Spec, number


def _none() -> Number:
    return number(0.0)


def _all() -> Number:
    return number(1.0)


class Treaty(Spec):
    """Declare what a treaty holds both sides to. A ceiling left out binds nothing.

    Cuts fall on all legs in proportion. Behind a ceiling on warheads a party could hide `breakout` of it; `inspection` is the share of
    this that inspections would find; what stays hidden is used in a first strike, against a side that kept to the treaty. De-alerting
    keeps `alert_kept` of the day-to-day alert of silo missiles, and so of launch under attack.
    """

    id: str
    title: str = ""
    launchers: Count | None = None
    warheads: Count | None = None
    gliders: Count | None = None
    interceptors: Count | None = None
    breakout: Ratio = Field(default_factory=_none)
    inspection: Probability = Field(default_factory=_all)
    alert_kept: Probability = Field(default_factory=_all)
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _binds(self) -> Treaty:
        capped = (self.launchers, self.warheads, self.gliders, self.interceptors)
        if all(c is None for c in capped) and not self.alert_kept.is_uncertain and self.alert_kept.central == 1.0:
            problem = f"the treaty '{self.id}' binds nothing"
            accepted = "a ceiling on launchers, warheads, gliders or interceptors, or alert_kept below 1"
            raise PydanticCustomError("treaty", "{problem}", {"problem": problem, "accepted": accepted, "mend": ""})
        return self
