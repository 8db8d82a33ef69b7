"""Vary fields of one declared flight by arrays in SI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from equipoise.errors import InputError, suggest_nearest
from equipoise.scenario.flights import BankChange, Flight
from equipoise.scenario.inputs import walk_numbers
from equipoise.scenario.number import Number

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Varied:
    """Give every Number of a flight over rows: the arrays for those varied, the central value for the others."""

    n: int
    arrays: Mapping[int, FloatArray] = field(repr=False)  # by identity of the Number
    first: int = 0

    @classmethod
    def build(cls, flight: Flight, vary: Mapping[str, Any]) -> Varied:
        """Match field paths with Numbers and check the arrays: one length, finite, within what the field accepts."""
        if not vary:
            raise InputError(path="vary", problem="no field is named", accepted='for example {"bank": array}')
        arrays: dict[int, FloatArray] = {}
        lengths: dict[str, int] = {}
        for path, raw in vary.items():
            number = _find(flight, path)
            values = np.ascontiguousarray(raw, dtype=np.float64)
            if values.ndim != 1 or len(values) == 0:
                raise InputError(
                    path=f"vary.{path}", problem=f"an array of shape {values.shape}", accepted="a list or array of numbers in SI"
                )
            low, high = number.limits
            if not np.all(np.isfinite(values)) or values.min() < low or values.max() > high:
                raise InputError(
                    path=f"vary.{path}", problem=f"values from {values.min():g} to {values.max():g}",
                    accepted=f"finite, {low:g} to {high:g}, in SI",
                )  # fmt: skip
            arrays[id(number)], lengths[path] = values, len(values)
        if len(set(lengths.values())) > 1:
            raise InputError(path="vary", problem=f"arrays differ in length: {lengths}", accepted="one length")
        return cls(next(iter(lengths.values())), arrays)

    def __len__(self) -> int:
        return self.n

    @property
    def runs(self) -> NDArray[np.int64]:
        """Number the rows."""
        return np.arange(self.first, self.first + self.n)

    def __getitem__(self, number: Number) -> FloatArray:
        found = self.arrays.get(id(number))
        return np.full(self.n, number.central) if found is None else found[self.first : self.first + self.n]

    def cut(self, first: int, last: int) -> Varied:
        """Return some of the rows."""
        return Varied(last - first, self.arrays, self.first + first)


def _find(flight: Flight, path: str) -> Number:
    """Find the Number at a path; a lone bank angle goes by the name 'bank'."""
    item: Any = flight
    parts = path.split(".")
    for k, part in enumerate(parts):
        if isinstance(item, (list, tuple)):
            item = item[int(part)] if part.isdigit() and int(part) < len(item) else None
        elif isinstance(item, BaseModel) and part in type(item).model_fields:
            item = getattr(item, part)
        else:
            item = None
        if k == 0 and part == "bank" and len(parts) == 1 and isinstance(item, tuple) and len(item) == 1 and isinstance(item[0], BankChange):
            item = item[0].bank
    if isinstance(item, Number):
        return item
    known = [p for p, *_ in walk_numbers(flight)]
    raise InputError(
        path=f"vary.{path}", problem="the flight declares no such number", accepted=", ".join(known),
        mend=suggest_nearest(path, known) or "declare the field in the flight to vary it",
    )  # fmt: skip
