"""Hold one answer of a run: value, interval, drivers, and a sentence for a newspaper reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Driver:
    """Name one input that drives an answer and how strongly: Spearman's rank correlation over the runs."""

    path: str
    label: str
    rank_correlation: float
    basis: str  # of the input: P, S, G, D or A
    is_clear: bool  # the correlation is larger than chance would give for this many runs (5 % level)


@dataclass(frozen=True)
class Part:
    """Hold one further number behind an answer."""

    label: str
    value: float | None
    interval: tuple[float, float] | None
    unit: str


@dataclass(frozen=True)
class Answer:
    """Hold one of the eight answers."""

    question: str  # q1 ... q8
    title: str
    value: float | None
    interval: tuple[float, float] | None
    interval_level: float
    unit: str
    drivers: tuple[Driver, ...]
    headline: str
    would_change: str
    parts: Mapping[str, Part] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data for `summary.json`."""
        return {
            "title": self.title,
            "value": self.value,
            "interval": list(self.interval) if self.interval else None,
            "interval_level": self.interval_level,
            "unit": self.unit,
            "drivers": [
                {"path": d.path, "label": d.label, "rank_correlation": d.rank_correlation, "basis": d.basis, "is_clear": d.is_clear}
                for d in self.drivers
            ],
            "headline": self.headline,
            "would_change": self.would_change,
            "parts": {
                k: {"label": p.label, "value": p.value, "interval": list(p.interval) if p.interval else None, "unit": p.unit}
                for k, p in self.parts.items()
            },
            "assumptions": list(self.assumptions),
        }
