"""Declare the forces of a state as abstract classes: legs, numbers, alert, survival. No places, no yields."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.scenario.number import Count, Number, Probability, Spec, number


def _certain() -> Number:
    return number(1.0)


class Leg(Spec):
    """Declare one leg of a force. Counts are weapons on launchers; survival is against a counterforce strike."""

    id: str
    kind: Literal["silo", "mobile", "submarine", "bomber", "glider"]
    launchers: Count
    warheads: Count
    warheads_ceiling: Count | None = None
    alert_day: Probability
    alert_generated: Probability
    survival_day: Probability = Field(default_factory=_certain)
    survival_generated: Probability = Field(default_factory=_certain)
    kill_per_weapon: Probability | None = None  # one reliable arriving weapon against one silo or base
    reliability: Probability
    source: str = ""
    note: str = ""


class Forces(Spec):
    """Declare a state's forces in one year."""

    id: str
    state: str = ""
    year: int = 2019
    legs: tuple[Leg, ...] = Field(min_length=1)
    source: str = ""
    note: str = ""
