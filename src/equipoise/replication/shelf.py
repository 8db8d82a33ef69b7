"""Hold the shelf: what was published, how we know it, what we get, and whether that agrees."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from equipoise.errors import InputError, suggest_nearest

KNOWN_BY = {
    "read": "read in the publication or its own data",
    "transcribed": "taken from a transcription of the publication, not from the publication itself",
    "computed": "computed independently of this program from the published formula or the published model",
    "recalled": "from general knowledge; check before citing",
}


@dataclass(frozen=True)
class Row:
    """Hold one number: published, ours, and how far apart they may be. A tolerance says why it is what it is."""

    quantity: str
    unit: str
    published: float
    ours: float
    tolerance: float  # relative
    reason: str = ""  # why it misses, or why the tolerance is wide

    @property
    def error(self) -> float:
        """Return the relative error."""
        return self.ours / self.published - 1.0

    @property
    def verdict(self) -> str:
        """Say whether it agrees within the tolerance."""
        return "reproduced" if abs(self.error) <= self.tolerance else "missed"


@dataclass(frozen=True)
class Replication:
    """Describe one published result and the function that reproduces it."""

    name: str
    title: str
    citation: str
    known_by: str  # a key of KNOWN_BY
    setting: str  # what had to be assumed to fly it
    compute: Callable[[], list[Row]]


_SHELF: dict[str, Replication] = {}


def shelve(name: str, *, title: str, citation: str, known_by: str, setting: str = "") -> Callable[[Callable[[], list[Row]]], Any]:
    """Put a replication on the shelf under a name; the decorated function computes its rows."""

    def put(compute: Callable[[], list[Row]]) -> Callable[[], list[Row]]:
        if name in _SHELF or known_by not in KNOWN_BY:
            raise RuntimeError(f"replication '{name}' is there twice, or '{known_by}' is no way of knowing")
        _SHELF[name] = Replication(name, title, citation, known_by, setting, compute)
        return compute

    return put


def list_replications() -> list[Replication]:
    """List the shelf in alphabetical order."""
    package = importlib.import_module("equipoise.replication")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"equipoise.replication.{module.name}")
    return [r for _, r in sorted(_SHELF.items())]


def find_replication(name: str) -> Replication:
    """Find one replication, or refuse with the nearest name."""
    known = {r.name: r for r in list_replications()}
    if name not in known:
        raise InputError(
            path="replicate", problem=f"unknown replication '{name}'", accepted=", ".join(known), mend=suggest_nearest(name, list(known))
        )
    return known[name]


def replicate(name: str) -> dict[str, Any]:
    """Compute one replication and return it as plain values."""
    item = find_replication(name)
    rows = item.compute()
    for row in rows:
        if row.verdict == "missed" and not row.reason:
            raise RuntimeError(f"replication '{name}': {row.quantity} misses without a reason")
    return {
        "name": item.name, "title": item.title, "citation": item.citation, "known_by": KNOWN_BY[item.known_by], "setting": item.setting,
        "rows": [
            {
                "quantity": r.quantity, "unit": r.unit, "published": r.published, "ours": r.ours, "relative_error": r.error,
                "tolerance": r.tolerance, "verdict": r.verdict, "reason": r.reason,
            }
            for r in rows
        ],
        "n_reproduced": sum(r.verdict == "reproduced" for r in rows), "n_missed": sum(r.verdict == "missed" for r in rows),
    }  # fmt: skip
