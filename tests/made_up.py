"""Make up runs and tables to exercise the report: no number in them is a result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from equipoise.results.schema import ALL_SCHEMAS
from equipoise.results.table import Table

SCHEMAS = {s.name: s for s in ALL_SCHEMAS}


@dataclass(frozen=True)
class MadeUpRun:
    """Stand in for a run: what a report reads of it."""

    case: Any
    tables: dict[str, Table]
    answers: dict[str, Any] = field(default_factory=dict)
    n_draws: int = 12
    seed: int = 1
    version: str = "0.1.0"
    scenario_hash: str = "0" * 64
    timings: dict[str, float] = field(default_factory=dict)


class Rows:
    """Collect made-up rows of one table; what is not given is 0 or empty."""

    def __init__(self, name: str) -> None:
        self.schema, self.rows = SCHEMAS[name], []

    def add(self, **cells: Any) -> None:
        self.rows.append({c.name: "" if c.dtype == "str" else 0 for c in self.schema.columns} | cells)

    def table(self) -> Table:
        return Table.build(self.schema, {n: [r[n] for r in self.rows] for n in self.schema.names})
