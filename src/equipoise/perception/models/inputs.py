"""Declare inputs that several calculators of perception take alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from equipoise.errors import InputError
from equipoise.registry import declare_input

Shares = tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...]
Reals = tuple[Annotated[float, Field(ge=-1e6, le=1e6)], ...]
Marks = tuple[Annotated[int, Field(ge=0, le=1)], ...]

ASSUMED: dict[str, Any] = {"basis": "A", "source": "assumption"}
TYPES = ("security", "restorer", "hegemonic")


def take_types(default: tuple[float, float, float], meaning: str) -> Any:
    """Declare one number for each type: security seeker, restorer of the old balance, hegemonic."""
    return declare_input(default, f"{meaning}: security seeker, restorer, hegemonic", **ASSUMED, interval=(0.0, 1.0), max_length=3)


def need_types(path: str, values: Sequence[float]) -> None:
    """Refuse a list that is not one number for each type."""
    if len(values) != len(TYPES):
        raise InputError(path=path, problem=f"{len(values)} values are given", accepted="3: security, restorer, hegemonic")


def scale(path: str, weights: Sequence[float]) -> list[float]:
    """Scale prior weights to sum to 1, or refuse weights that are all zero."""
    need_types(path, weights)
    total = weights[0] + weights[1] + weights[2]
    if total <= 0.0:
        raise InputError(path=path, problem="the weights are all zero", accepted="at least one weight above 0")
    return [w / total for w in weights]
