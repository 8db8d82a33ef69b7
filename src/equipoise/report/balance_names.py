"""Name postures, orders of strike and indicators alike in every figure of the balance, and pick their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from equipoise.report.drawing import GREEN, INK, PURPLE
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.shield_names import take_group
from equipoise.report.words import shorten, write_number, write_three
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor, ThirdState
from equipoise.study.asker import with_article

MAIN = "neorealist/shield"
CAPABILITIES = "Forces of later years are those of the history in which the rival sees capabilities only and the counter-shield is built."
POSTURE_WORDS = {"day_to_day": "day to day", "generated": "forces generated", "launch_under_attack": "launch under attack"}
POSTURE_STYLES: dict[str, tuple[str, Any, str]] = {
    "day_to_day": (INK, "-", "o"),
    "generated": (GREEN, (0, (6, 1.8)), "s"),
    "launch_under_attack": (PURPLE, (0, (1, 1.3)), "^"),
}
POSTURE_NOTE = (
    "'Forces generated': a crisis has sent boats to sea and put launchers and bombers on alert. 'Launch under attack': day to day, but "
    "alert silo missiles leave before they are hit."
)


@dataclass(frozen=True)
class Indicator:
    """Describe one indicator: its column (of a pair, or a stem for each state), its words, and which way is steadier (1 up, -1 down)."""

    column: str
    words: str
    is_of_state: bool
    unit: str
    steadier: int

    def name(self, side: str) -> str:
        """Return the column of one side of the pair, 'a' or 'b'."""
        return f"{self.column}_{side}" if self.is_of_state else self.column


INDICATORS = (
    Indicator("kent_thaler", "first-strike stability (index of Kent and Thaler)", False, "", 1),
    Indicator("blackmail_margin", "who is surer of its second strike", False, "", 0),
    Indicator("p_assured", "chance of an assured second strike", True, "probability", 1),
    Indicator("p_none", "chance of no second strike at all", True, "probability", -1),
    Indicator("prompt_dependence", "dependence on prompt launch", True, "", -1),
    Indicator("cone", "Intriligator-Brito ratio", True, "", 1),
)


def list_orders(reading: Reading) -> list[tuple[str, str]]:
    """List every order of strike as (striker, retaliator): builder struck by its rival first, third states last."""
    states = reading.states
    pairs = [(a, b) for i, a in enumerate(states) for b in states[i + 1 :]]
    return [order for a, b in pairs for order in ((b, a), (a, b))]


def list_pairs(reading: Reading, table: Table) -> list[tuple[str, str]]:
    """List the pairs (state a, state b) of a table, builder and rival first."""
    found = {(str(a), str(b)) for a, b in set(zip(table["state_a"], table["state_b"], strict=True))}
    places = {s: i for i, s in enumerate(reading.states)}
    return sorted(found, key=lambda p: sorted((places.get(p[0], 99), places.get(p[1], 99))))


def name_state(reading: Reading, state: str, width: int = 60) -> str:
    """Name a state within a sentence, with its article where English wants one."""
    return with_article(shorten(reading.title_of(state), width))


def name_order(reading: Reading, order: tuple[str, str], width: int = 20) -> str:
    """Say whose second strike it is and who strikes first."""
    return f"{name_state(reading, order[1], width)}, struck by {name_state(reading, order[0], width)}"


def start_with_capital(text: str) -> str:
    """Begin a text with a capital letter.

    >>> start_with_capital("the United States")
    'The United States'
    """
    return text[:1].upper() + text[1:]


def pick(rows: Table | None, order: tuple[str, str], posture: str, year: int | None = None) -> Table | None:
    """Pick the rows of one order of strike and posture (and year) of a table, or None."""
    found = take_group(rows, ("striker", "retaliator", "posture"), (*order, posture))
    if found is not None and year is not None:
        found = found.take(np.flatnonzero(found["year"] == year))
    return found if found is not None and found.n_rows else None


def pick_pair(rows: Table | None, pair: tuple[str, str], posture: str, year: int | None = None) -> Table | None:
    """Pick the rows of one pair and posture (and year) of a table, or None."""
    found = take_group(rows, ("state_a", "state_b", "posture"), (*pair, posture))
    if found is not None and year is not None:
        found = found.take(np.flatnonzero(found["year"] == year))
    return found if found is not None and found.n_rows else None


def match_runs(one: Table, other: Table) -> tuple[Table, Table]:
    """Keep the runs that two tables of one row a run share, in one order."""
    _, i, j = np.intersect1d(one["run"], other["run"], return_indices=True)
    return one.take(i), other.take(j)


def find_threshold(reading: Reading, state: str) -> float:
    """Find the median over runs of the warheads that count as an assured second strike of a state."""
    case = reading.case
    known: tuple[Actor | ThirdState, ...] = (*case.actors, *case.third_states)
    number = next(s for s in known if s.id == state).assured_threshold
    drawn = take_group(reading.table("inputs"), ("path",), (number.path,))
    return float(np.median(drawn["value"])) if drawn is not None else float(number.central)


def write_band(values: FloatArray, unit: str = "") -> str:
    """Write median and band of one set of values, or 'none'."""
    b = band(np.asarray(values, dtype=np.float64).ravel())
    return write_three(b.low[0], b.median[0], b.high[0], unit) if np.isfinite(b.median[0]) else write_number(None)


def write_change(values: FloatArray, unit: str = "") -> str:
    """Write median and band of differences with their signs; probabilities as points of 100.

    >>> write_change(np.array([0.1, 0.1, 0.1]), "probability"), write_change(np.array([-0.5, -0.5]))
    ('+10 (+10 to +10)', '-0.5 (-0.5 to -0.5)')
    """
    b = band(np.asarray(values, dtype=np.float64).ravel())
    if not np.isfinite(b.median[0]):
        return "none"
    middle, low, high = (_sign(float(x[0]) * (100.0 if unit == "probability" else 1.0)) for x in (b.median, b.low, b.high))
    return f"{middle} ({low} to {high})"


def _sign(value: float) -> str:
    text = write_number(value)
    return text if text == "0" or text.startswith("-") else f"+{text}"
