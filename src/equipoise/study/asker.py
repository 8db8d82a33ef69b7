"""Give the answers their common material: means, bands, shares with their intervals, and how an answer is put together."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from equipoise.results.answer import Answer, Driver, Part
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.study.drivers import Scope, find_drivers, gather_inputs

FloatArray = NDArray[np.float64]
LEVEL = 0.9
Z90 = 1.6448536269514722  # standard normal 95th percentile


def mean_of(values: FloatArray) -> float | None:
    """Return the mean of the finite values (exactly rounded sum), or None."""
    known = values[np.isfinite(values)]
    return math.fsum(known) / len(known) if len(known) else None


def band_of(values: FloatArray) -> tuple[float, float] | None:
    """Return the 5th and 95th percentiles of the finite values, or None.

    >>> band_of(np.arange(101.0))
    (5.0, 95.0)
    """
    known = values[np.isfinite(values)]
    return (float(np.quantile(known, 0.05)), float(np.quantile(known, 0.95))) if len(known) else None


def share_interval(share: float, n: int) -> tuple[float, float]:
    """Return the 90 % Wilson interval of a share seen in n runs (Wilson, JASA 22, 1927).

    Wilson's interval at 50 of 100 is symmetric about one half.

    >>> low, high = share_interval(0.5, 100)
    >>> round(low, 4), round(high, 4)
    (0.4188, 0.5812)
    """
    z2 = Z90 * Z90
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z90 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def with_article(name: str) -> str:
    """Put the article before a state's name where English wants one.

    >>> with_article("United States"), with_article("Russia")
    ('the United States', 'Russia')
    """
    return f"the {name}" if name.split(" ")[0] in ("United", "Soviet", "Netherlands", "Philippines") else name


class Asker:
    """Give the helpers of one set of answers their common material."""

    def __init__(self, case: Case, inputs: Table, outcomes: Mapping[str, FloatArray]) -> None:
        self.case, self.inputs, self.outcomes = case, gather_inputs(inputs), outcomes
        self.builder = with_article(case.builder.title or case.builder.id)
        self.rival = with_article(case.rival.title or case.rival.id)

    def mean(self, name: str) -> float:
        """Return the mean outcome (NaN if it never exists)."""
        value = mean_of(self.outcomes[name])
        return math.nan if value is None else value

    def part(self, name: str, label: str, unit: str) -> Part:
        """Make a part with the mean and the 90 % band over runs."""
        return Part(label, mean_of(self.outcomes[name]), band_of(self.outcomes[name]), unit)

    def middle(self, name: str, label: str, unit: str) -> Part:
        """Make a part with the median over the runs in which the thing exists (for steps on a grid)."""
        known = self.outcomes[name][np.isfinite(self.outcomes[name])]
        return Part(label, float(np.median(known)) if len(known) else None, band_of(known), unit)

    def share(self, name: str, label: str) -> Part:
        """Make a part with a share of runs and its Wilson interval."""
        known = self.outcomes[name][np.isfinite(self.outcomes[name])]
        value = mean_of(self.outcomes[name])
        return Part(label, value, share_interval(value, len(known)) if value is not None else None, "share of runs")

    def answer(
        self, number: int, title: str, part: Part, driver_of: str, headline: str, would_change: str, parts: dict[str, Part],
        assumptions: tuple[str, ...] = (), architectures: tuple[str, ...] | None = None, raid_at: str | None = None,
        scope: Scope = "",
    ) -> Answer:  # fmt: skip
        """Assemble one answer; the drivers are those of the named outcome, which can depend on these architectures (the planned ones)."""
        drivers = find_drivers(self.case, self.inputs, self.outcomes[driver_of], architectures=architectures, raid_at=raid_at, scope=scope)
        flagged = tuple(f"{d.label} is an assumption" for d in drivers if d.basis == "A")
        return Answer(
            f"q{number}", title, part.value, part.interval, LEVEL, part.unit, drivers, headline[:1].upper() + headline[1:],
            would_change + _in_words(drivers),
            parts, assumptions + flagged,
        )  # fmt: skip


def _in_words(drivers: tuple[Driver, ...]) -> str:
    clear = [d.label for d in drivers if d.is_clear]
    return f" In these runs it moved most with: {'; '.join(clear)}." if clear else " No single input stands out in these runs."


def of_hundred(share: float) -> str:
    """Say a share as so many of a hundred.

    >>> of_hundred(0.123), of_hundred(1.0), of_hundred(0.0)
    ('12 of 100', 'all', 'none')
    """
    if math.isnan(share):
        return "none"
    if share <= 0.005:
        return "none"
    if share >= 0.995:
        return "all"
    return f"{share * 100:.0f} of 100"


def in_runs(share: float) -> str:
    """Say in how many runs something happens.

    >>> in_runs(0.0), in_runs(1.0), in_runs(0.25)
    ('in no run', 'in all runs', 'in 25 of 100 runs')
    """
    words = of_hundred(share)
    return {"none": "in no run", "all": "in all runs"}.get(words, f"in {words} runs")
