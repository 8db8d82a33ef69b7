"""Hold the result of a run: the case, its tables, the eight answers, and how to save or show them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from equipoise.results.answer import Answer
from equipoise.results.table import Table
from equipoise.scenario.case import Case


@dataclass(frozen=True)
class RunResult:
    """Hold a finished run."""

    case: Case
    tables: Mapping[str, Table]
    answers: Mapping[str, Answer]
    n_draws: int
    seed: int
    version: str
    scenario_hash: str
    timings: Mapping[str, float] = field(default_factory=dict)
    n_failed: int = 0
    n_refused: int = 0

    @property
    def n_done(self) -> int:
        """Count the runs that were done."""
        return self.n_draws - self.n_failed - self.n_refused

    def summary(self) -> dict[str, Any]:
        """Return the content of `summary.json`."""
        return {
            "case": self.case.id, "title": self.case.title, "question": self.case.question,
            "answers": {name: answer.to_json() for name, answer in self.answers.items()},
            "n_draws": self.n_draws, "n_done": self.n_done, "n_failed": self.n_failed, "n_refused": self.n_refused,
            "seed": self.seed, "version": self.version, "scenario_hash": self.scenario_hash,
        }  # fmt: skip

    def summary_text(self) -> str:
        """Write `summary.json`: sorted keys, 12 significant digits, the same bytes for the same run."""
        return json.dumps(round_floats(self.summary()), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def report(self, path: str | Path) -> Path:
        """Write the report, one self-contained HTML file."""
        # report sits above study in the import contract, so it is looked up by name when first needed
        write = import_module("equipoise.report").write_report
        return Path(write(self, Path(path)))

    def _repr_html_(self) -> str:
        from html import escape

        items = "".join(f"<li><b>{escape(a.title)}</b>: {escape(a.headline)}</li>" for a in self.answers.values())
        return f"<p>{escape(self.case.title)}: {self.n_done} runs, seed {self.seed}</p><ol>{items}</ol>"


def round_floats(item: Any) -> Any:
    """Round every float of plain data to 12 significant digits; refuse NaN and infinity by turning them into null."""
    if isinstance(item, float):
        return float(f"{item:.12g}") if item == item and abs(item) != float("inf") else None
    if isinstance(item, dict):
        return {k: round_floats(v) for k, v in item.items()}
    if isinstance(item, (list, tuple)):
        return [round_floats(v) for v in item]
    return item
