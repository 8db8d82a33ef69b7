"""Declare the forces of a state as abstract classes: legs, numbers, posture, survival. No places, no yields."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import Count, Number, Probability, Ratio, Spec, number

Basing = Literal["silo", "mobile", "submarine", "bomber", "glider"]
WeaponClass = Literal["ballistic", "glider", "aeroballistic", "cruise", "other"]
WEAPON_CLASSES: tuple[WeaponClass, ...] = ("ballistic", "glider", "aeroballistic", "cruise", "other")
_USUAL: dict[str, WeaponClass] = {"bomber": "other", "glider": "glider"}


def _certain() -> Number:
    return number(1.0)


def _never() -> Number:
    return number(0.0)


class Leg(Spec):
    """Declare one leg of a force. Counts are weapons on launchers; survival is against a counterforce strike.

    kind says how it is based ('glider' stands for gliders based like silo missiles), weapon by which class its weapons meet a shield:
    those of bombers are 'other', which missile shields do not meet. Platforms are what is found and sunk whole (boats); bases are what
    the rest stands on (garrisons, ports, airfields).
    """

    id: str
    kind: Basing
    weapon: WeaponClass | None = None  # default: glider for gliders, other for bombers, else ballistic
    launchers: Count
    warheads: Count
    warheads_ceiling: Count | None = None
    platforms: Count | None = None  # default: as many as launchers
    bases: Count | None = None  # default: a garrison for nine mobile launchers, two ports, three airfields; silos are their own
    shelters: Ratio = Field(default_factory=_certain)  # silos among which one missile hides, unknown to the striker
    alert_day: Probability
    alert_generated: Probability
    survival_day: Probability = Field(default_factory=_certain)
    survival_generated: Probability = Field(default_factory=_certain)
    breakthrough: Probability = Field(default_factory=_never)  # chance that all that hides is found at once
    kill_per_weapon: Probability | None = None  # one reliable arriving weapon against one silo or base
    reliability: Probability
    source: str = ""
    note: str = ""

    @property
    def weapon_class(self) -> WeaponClass:
        """Return the class by which its weapons meet a shield."""
        return self.weapon or _USUAL.get(self.kind, "ballistic")

    @model_validator(mode="after")
    def _whole(self) -> Leg:
        fault = _find_fault(self)
        if fault:
            raise PydanticCustomError("leg", "{problem}", {"problem": fault[0], "accepted": fault[1], "mend": ""})
        return self


def _find_fault(leg: Leg) -> tuple[str, str] | None:
    launchers, warheads = leg.launchers.central, leg.warheads.central
    if leg.warheads_ceiling is not None and leg.warheads_ceiling.central < warheads:
        ceiling = leg.warheads_ceiling.central
        return f"warheads_ceiling: {ceiling:.4g} is below the {warheads:.4g} warheads of the leg (medians)", f"{warheads:.4g} or more"
    if warheads > 0.0 and launchers <= 0.0:
        return f"launchers: {warheads:.4g} warheads stand on no launcher", "launchers above 0, or no warheads"
    if leg.platforms is not None and not 0.0 < leg.platforms.central <= max(launchers, 1.0):
        problem = f"platforms: {leg.platforms.central:.4g} platforms cannot carry {launchers:.4g} launchers"
        return problem, f"above 0 and at most {launchers:.4g}"
    if leg.bases is not None and leg.bases.central <= 0.0:
        return f"bases: the leg stands on {leg.bases.central:.4g} bases", "a number above 0"
    if leg.shelters.central < 1.0:
        return f"shelters: {leg.shelters.central:.4g} shelters for each missile are too few", "1 or more"
    if leg.alert_generated.central < leg.alert_day.central:
        problem = f"alert_generated: {leg.alert_generated.central:.3g} is below alert_day, {leg.alert_day.central:.3g} (medians)"
        return problem, "generated alert at least as high as day-to-day alert"
    return None


class Forces(Spec):
    """Declare a state's forces in one year."""

    id: str
    state: str = ""
    year: int = 2019
    legs: tuple[Leg, ...] = Field(min_length=1)
    source: str = ""
    note: str = ""
