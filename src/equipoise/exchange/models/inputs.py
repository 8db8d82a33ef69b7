"""Declare inputs that several calculators of exchange take alike, and bring lists to one length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from equipoise.errors import InputError
from equipoise.registry import declare_input
from equipoise.scenario.number import Spec

MOST_WARHEADS = 6000  # weights of every count are held at once, and the shield walks them one by one

Shares = tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...]
Counts = tuple[Annotated[int, Field(ge=0, le=MOST_WARHEADS)], ...]
Amounts = tuple[Annotated[float, Field(ge=0.0, le=1e6)], ...]
Above = tuple[Annotated[float, Field(gt=0.0, le=1e6)], ...]


def take_kill(default: Any = 0.8, meaning: str = "probability that one reliable weapon that arrives destroys one aim") -> Any:
    """Declare a kill probability against an aim: a scenario value, never computed from yields or hardness."""
    lists = isinstance(default, tuple)
    limits: dict[str, Any] = {"max_length": 2} if lists else {"ge": 0.0, "le": 1.0}
    return declare_input(default, meaning, basis="A", source="assumption", interval=(0.4, 0.95), **limits)


def take_reliability(default: Any = 0.8, meaning: str = "probability that a launcher works, shared by its warheads") -> Any:
    """Declare the reliability of a launcher: general knowledge, 0.65 to 0.92."""
    limits: dict[str, Any] = {"max_length": 12} if isinstance(default, tuple) else {"ge": 0.0, "le": 1.0}
    return declare_input(default, meaning, basis="G", source="general", interval=(0.65, 0.92), **limits)


def take_stop(default: Any = 0.5, meaning: str = "probability that an engaged warhead is stopped") -> Any:
    """Declare the kill probability of a shield: no public record settles it against a large raid with countermeasures."""
    limits: dict[str, Any] = {"max_length": 2} if isinstance(default, tuple) else {"ge": 0.0, "le": 1.0}
    return declare_input(default, meaning, basis="A", source="defence_ranges", interval=(0.1, 0.9), **limits)


def take_engagements(default: Any = 0.0, meaning: str = "warheads that the shield can engage") -> Any:
    """Declare the stock of a shield as warheads that it can engage."""
    limits: dict[str, Any] = {"max_length": 2} if isinstance(default, tuple) else {"ge": 0.0, "le": 1e6}
    return declare_input(default, meaning, unit="warheads", basis="A", source="assumption", **limits)


def take_weapons_80(default: Any = 500.0, meaning: str = "weapons that destroy 80 % of the abstract value of one side") -> Any:
    """Declare the scale of the damage curve; the report of 1989 draws its curves by hand, so this is an assumption."""
    limits: dict[str, Any] = {"max_length": 2} if isinstance(default, tuple) else {"gt": 0.0, "le": 1e6}
    return declare_input(default, meaning, unit="weapons", basis="A", source="assumption", interval=(200.0, 2000.0), **limits)


def take_breakthrough(default: float = 0.05) -> Any:
    """Declare the common cause: the chance that all that hides is found at once."""
    meaning = "probability of a breakthrough in surveillance that finds the whole force"
    return declare_input(default, meaning, basis="A", source="assumption", interval=(0.0, 0.2), ge=0.0, le=1.0)


def take_numbers(default: tuple[int, ...] = (1, 10, 50)) -> Any:
    """Declare the numbers of weapons whose probability is asked."""
    meaning = "numbers m for which P(at least m arrive) is told"
    return declare_input(default, meaning, unit="weapons", basis="A", source="assumption", max_length=50)


def align(spec: Spec, names: Sequence[str], what: str, length: int = 0) -> list[tuple[Any, ...]]:
    """Bring lists to one length; a list of one holds for all. A list of another length is refused by its name."""
    lists = [tuple(getattr(spec, name)) for name in names]
    size = length or max(len(values) for values in lists)
    for name, values in zip(names, lists, strict=True):
        if len(values) not in (1, size):
            told = f"{len(values)} {what} are given where {'there are' if length else 'others have'} {size}"
            raise InputError(path=name, problem=told, accepted=f"one number for all {what}, or {size}")
    return [values * size if len(values) == 1 else values for values in lists]


def refuse_many(path: str, warheads: int) -> None:
    """Refuse a force whose exact law would take too long."""
    if warheads > MOST_WARHEADS:
        raise InputError(path=path, problem=f"{warheads} warheads take too long", accepted=f"at most {MOST_WARHEADS} in all")
