"""Read a finished run for the report: what a run must offer, and how figures pick from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from equipoise.results.answer import Answer
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor, ThirdState
from equipoise.scenario.case import Case

FloatArray = NDArray[np.float64]


class ReportedRun(Protocol):
    """Name what the report reads of a run."""

    @property
    def case(self) -> Case:
        """Return the case."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Return the tables by schema name."""

    @property
    def answers(self) -> Mapping[str, Answer]:
        """Return the answers by question."""

    @property
    def n_draws(self) -> int:
        """Return the number of runs asked for."""

    @property
    def seed(self) -> int:
        """Return the seed."""

    @property
    def version(self) -> str:
        """Return the version of the program."""

    @property
    def scenario_hash(self) -> str:
        """Return the hash of the case as resolved."""

    @property
    def timings(self) -> Mapping[str, float]:
        """Return the seconds spent by stage."""


@dataclass(frozen=True)
class Band:
    """Hold the median and the 5th and 95th percentiles over runs."""

    median: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Reading:
    """Pick what figures need from the tables of a run; large tables are cut by history once."""

    run: ReportedRun
    _cut: dict[tuple[str, str], Table] = field(default_factory=dict, repr=False)

    @property
    def case(self) -> Case:
        """Return the case of the run."""
        return self.run.case

    def table(self, name: str) -> Table | None:
        """Return a table that has rows, or None."""
        table = self.run.tables.get(name)
        return table if table is not None and table.n_rows else None

    def history(self, name: str, history: str) -> Table | None:
        """Return the rows of one history, or None."""
        key = (name, history)
        if key not in self._cut:
            table = self.table(name)
            if table is None:
                return None
            self._cut[key] = table.where(history=history)
        return self._cut[key] if self._cut[key].n_rows else None

    def years(self, name: str, history: str, column: str, **equal: Any) -> tuple[FloatArray, FloatArray] | None:
        """Return the years and one column as an array (run, year); NaN where a row is missing."""
        rows = self.history(name, history)
        rows = rows.where(**equal) if rows is not None else None
        return spread(rows, column, "year") if rows is not None and rows.n_rows else None

    @property
    def states(self) -> tuple[str, ...]:
        """List the states by id: builder, rival, third states."""
        return (self.case.builder.id, self.case.rival.id, *(s.id for s in self.case.third_states))

    def title_of(self, actor: str) -> str:
        """Return the title of a state, third states among them, or its id."""
        known: tuple[Actor | ThirdState, ...] = (*self.case.actors, *self.case.third_states)
        found = next((s for s in known if s.id == actor), None)
        return (found.title or found.id) if found else actor

    def shield_title(self, shield: str) -> str:
        """Return the title of a shield as people read it."""
        if shield in ("conventional", "none"):
            return {"conventional": "conventional shield", "none": "no shield"}[shield]
        found = next((a for a in self.case.architectures if a.id == shield), None)
        return (found.title or found.id) if found else shield


def spread(rows: Table, column: str, by: str) -> tuple[FloatArray, FloatArray]:
    """Spread one column over (run, `by`); NaN where a row is missing."""
    runs, i = np.unique(rows["run"], return_inverse=True)
    steps, j = np.unique(rows[by], return_inverse=True)
    values = np.full((len(runs), len(steps)), np.nan)
    values[i, j] = rows[column]
    return np.asarray(steps, dtype=np.float64), values


def band(values: FloatArray) -> Band:
    """Return the median and 90 % band down the first axis, NaN where no run has a value.

    >>> b = band(np.arange(101.0)[:, None])
    >>> float(b.median[0]), float(b.low[0]), float(b.high[0])
    (50.0, 5.0, 95.0)
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim == 1:
        values = values[:, None]
    if len(values) and np.all(np.isfinite(values)):
        return Band(*np.quantile(values, [0.5, 0.05, 0.95], axis=0))
    out = np.full((3, values.shape[1]), np.nan)
    for j in range(values.shape[1]):
        known = values[np.isfinite(values[:, j]), j]
        if len(known):
            out[:, j] = np.quantile(known, [0.5, 0.05, 0.95])
    return Band(out[0], out[1], out[2])
