"""Draw the uncertain numbers of a case for a block of runs, each from its own stream."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from equipoise.kernel.philox import draw_uniform, make_key
from equipoise.scenario.number import Number

FloatArray = NDArray[np.float64]
INPUT_STREAMS = 0x80000000  # streams above this belong to declared inputs, below it to physical causes


def case_number(root_id: str) -> int:
    """Return the 32-bit case word of the key; a counterfactual shares its root's, so that runs pair up.

    >>> case_number("founding/shield-2019") == case_number("founding/shield-2019")
    True
    """
    return zlib.crc32(root_id.encode())


def stream_of(slot: str) -> int:
    """Return the stream of an input from its slot (positions, not names: renaming a state changes no draw)."""
    return INPUT_STREAMS | (zlib.crc32(slot.encode()) & 0x7FFFFFFF)


@dataclass(frozen=True)
class Inputs:
    """Give every Number of a case as an array over a block of runs, in SI.

    >>> from equipoise.scenario.number import number
    >>> inputs = Inputs.for_runs(seed=1, case=7, runs=range(3))
    >>> inputs[number("60 km", "length")].tolist()
    [60000.0, 60000.0, 60000.0]
    """

    runs: NDArray[np.int64]
    key0: int
    key1: int
    fixed: bool = False  # every number at its central value
    _cache: dict[str, FloatArray] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def for_runs(cls, *, seed: int, case: int, runs: range | NDArray[np.int64]) -> Inputs:
        """Prepare draws for the given run numbers."""
        key0, key1 = make_key(int(seed), int(case))
        return cls(np.asarray(runs, dtype=np.int64), int(key0), int(key1))

    @classmethod
    def central(cls) -> Inputs:
        """Prepare one run, number 0, in which every uncertain number takes its median."""
        return cls(np.zeros(1, dtype=np.int64), 0, 0, fixed=True)

    def cut(self, first: int, last: int) -> Inputs:
        """Return some of the runs; draws are keyed by run number, so that they do not change."""
        if first == 0 and last == len(self.runs):
            return self
        return Inputs(self.runs[first:last], self.key0, self.key1, self.fixed)

    def pick(self, keep: NDArray[np.int64]) -> Inputs:
        """Return the runs at these places; draws are keyed by run number, so that they do not change."""
        return Inputs(self.runs[keep], self.key0, self.key1, self.fixed)

    def __len__(self) -> int:
        return len(self.runs)

    def __getitem__(self, number: Number) -> FloatArray:
        if not number.is_uncertain or self.fixed:
            return np.full(len(self.runs), number.central)
        slot = number.slot or repr((number.shape, number.parameters))
        if slot not in self._cache:
            stream = stream_of(slot)
            u = np.array([draw_uniform(self.key0, self.key1, int(r), stream, 0) for r in self.runs])
            values = np.asarray(number.quantile(u), dtype=np.float64)
            values.setflags(write=False)
            self._cache[slot] = values
        return self._cache[slot]


def walk_numbers(
    spec: object, path: str = "", slot: str = "", source: str = "", basis: str = ""
) -> Iterator[tuple[str, str, str, Number]]:
    """Walk every Number below a spec: its path (by id), slot (by position), source of the noun around it, and itself.

    A Number that names neither source nor basis takes those of the noun around it.
    """
    if isinstance(spec, Number):
        if not spec.basis and not spec.source and basis:
            spec.basis = basis
        yield path, slot, spec.source or source, spec
    elif isinstance(spec, BaseModel):
        around, inner = getattr(spec, "source", "") or source, getattr(spec, "basis", "") or basis
        for name in type(spec).model_fields:
            yield from walk_numbers(getattr(spec, name), _join(path, name), _join(slot, name), around, inner)
    elif isinstance(spec, dict):
        for i, (name, item) in enumerate(spec.items()):
            yield from walk_numbers(item, _join(path, str(name)), _join(slot, str(i)), source, basis)
    elif isinstance(spec, (list, tuple)):
        for i, item in enumerate(spec):
            name = getattr(item, "id", None) or getattr(item, "evidence", None) or str(i)
            yield from walk_numbers(item, _join(path, str(name)), _join(slot, str(i)), source, basis)


def bind_paths(spec: object) -> None:
    """Set path, slot and source of every Number below a spec, once, and refuse two inputs on one stream."""
    seen: dict[int, str] = {}
    for path, slot, source, number in walk_numbers(spec):
        if number.slot and number.slot != slot:
            raise RuntimeError(f"one Number object serves two fields: {number.path} and {path}")
        number.path, number.slot, number.source = path, slot, source
        number.basis = number.basis or ("G" if source and source != "assumption" else "A")
        if number.is_uncertain:
            other = seen.setdefault(stream_of(slot), slot)
            if other != slot:
                raise RuntimeError(f"streams of {other} and {slot} collide; rename one field")


def _join(head: str, tail: str) -> str:
    return f"{head}.{tail}" if head else tail
