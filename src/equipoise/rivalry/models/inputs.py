"""Declare inputs that several calculators of rivalry take alike, and check lists that stand for tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from equipoise.errors import InputError
from equipoise.registry import declare_input

Reals = tuple[Annotated[float, Field(ge=-1e6, le=1e6)], ...]
Shares = tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...]
Marks = tuple[Annotated[int, Field(ge=0, le=1)], ...]

ASSUMED: dict[str, Any] = {"basis": "A", "source": "assumption"}
STAKES = "R both restrain, T own arms against restraint, P both arm, S own restrains against arms"


def take_stake(default: float, meaning: str, source: str = "jervis_1978") -> Any:
    """Declare one payoff of a restraint game: its worth is the user's, the default is a worked example."""
    return declare_input(default, meaning, unit="utility", basis="A", source=source, ge=-1e6, le=1e6)


def take_stakes(default: tuple[float, ...], whose: str) -> Any:
    """Declare the four payoffs of one player as a list."""
    return declare_input(default, f"payoffs of {whose}: {STAKES}", unit="utility", basis="A", source="jervis_1978", max_length=4)


def take_discount(default: float) -> Any:
    """Declare a yearly discount factor."""
    return declare_input(
        default, "discount factor, a year", basis="A", source="assumption", interval=(0.8, 0.99), ge=0.0, le=0.999999
    )  # fmt: skip


def need_length(path: str, values: Sequence[Any], length: int, what: str) -> None:
    """Refuse a list of another length."""
    if len(values) != length:
        raise InputError(path=path, problem=f"{len(values)} values are given", accepted=f"{length}: {what}")


def find_side(path: str, values: Sequence[Any], sizes: Sequence[int]) -> int:
    """Find the side of a square table that is written row by row, or refuse it."""
    for size in sizes:
        if len(values) == size * size:
            return size
    told = ", ".join(f"{size * size} ({size} by {size})" for size in sizes)
    raise InputError(path=path, problem=f"{len(values)} values make no square table", accepted=f"row by row: {told}")
