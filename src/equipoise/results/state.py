"""Carry the forces of one state from year to year: arrays over runs (truth)."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Noun = TypeVar("Noun")


def take_runs(noun: Noun, keep: Any) -> Noun:
    """Take some runs of a noun, or the same runs again: every array in it, whose first axis is over runs, is indexed by `keep`.

    Nouns are frozen dataclasses and tuples of arrays, at any depth; all else in them stays.

    >>> take_runs((np.array([1.0, 2.0]), "kept"), [1, 1, 0])
    (array([2., 2., 1.]), 'kept')
    """
    taken: Any = noun
    if isinstance(noun, np.ndarray):
        taken = np.ascontiguousarray(noun[keep])
    elif isinstance(noun, tuple):
        taken = tuple(take_runs(item, keep) for item in noun)
    elif is_dataclass(noun) and not isinstance(noun, type):
        taken = type(noun)(**{f.name: take_runs(getattr(noun, f.name), keep) for f in fields(noun)})
    return taken


@dataclass(frozen=True)
class ForceState:
    """Hold one state's weapons and interceptors in one year.

    n_weapons[run, leg] follows the order of `legs` (the last leg may be the gliders); n_interceptors[run, layer]
    follows `layers`, each named (shield, layer) with shield 'conventional' or the name of an architecture.
    """

    actor: str
    role: str
    legs: tuple[str, ...]
    kinds: tuple[str, ...]
    n_weapons: FloatArray
    layers: tuple[tuple[str, str], ...]
    n_interceptors: FloatArray

    @property
    def n_glider(self) -> FloatArray:
        """Return the gliders by run."""
        return self._weapons_of(glider=True)

    @property
    def n_ballistic(self) -> FloatArray:
        """Return the ballistic and bomber weapons by run."""
        return self._weapons_of(glider=False)

    def interceptors_of(self, conventional: bool) -> FloatArray:
        """Return the interceptors of the conventional shield, or of all others, by run."""
        total = np.zeros(len(self.n_weapons))
        for i, (shield, _) in enumerate(self.layers):
            if (shield == "conventional") == conventional:
                total = total + self.n_interceptors[:, i]
        return total

    def _weapons_of(self, glider: bool) -> FloatArray:
        total = np.zeros(len(self.n_weapons))
        for i, kind in enumerate(self.kinds):
            if (kind == "glider") == glider:
                total = total + self.n_weapons[:, i]
        return total
