"""Name lenses and rules alike in every figure of the dilemma, read shares and spending of its histories, and lay out rows of marks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.report.balance_names import match_runs
from equipoise.report.drawing import GREEN, GREY, INK
from equipoise.report.reading import Band, FloatArray, Reading, spread
from equipoise.report.shield_names import take_group
from equipoise.report.words import wrap, write_three
from equipoise.results.table import Table
from equipoise.scenario.rivalry import RuleName
from equipoise.study.asker import share_interval

LENS_MARKS = {"neorealist": (INK, "o"), "constructivist": (GREEN, "D")}
RULE_NOTES: dict[RuleName, str] = {
    "planner": "makes up what it misses of its second strike, the less so the more it trusts",
    "richardson": "adds to its weapons as the other adds (Richardson)",
    "intriligator_brito": "holds what deters and no more (Intriligator and Brito)",
    "best_response": "arms if that is the better reply to what the other did last year (Jervis)",
    "quantal_response": "takes the better choice more often, not always (McKelvey and Palfrey)",
    "private_costs": "arms where arming is cheap, or for fear that the other finds it cheap (Baliga and Sjostrom)",
    "strategic_risk": "restrains where common restraint is the less risky (Chassang and Padro i Miquel)",
    "trust": "restrains once it trusts enough, all or nothing (Kydd)",
    "markov_perfect": "looks ahead over years with and without rivalry and shield (Markov perfect play)",
}
SHARE_NOTE = (
    "Shares of the runs, in brackets the 90 % interval that so many runs can give (Wilson); money: medians, in brackets the range that "
    "holds the middle 90 of 100 runs, billions of dollars of 2025."
)
MOST = 0.5  # what counts as most runs


def count_runs(n: int) -> str:
    """Count runs in words.

    >>> count_runs(1), count_runs(8)
    ('1 run', '8 runs')
    """
    return f"{n} run" if n == 1 else f"{n:,} runs"


def pick_race(reading: Reading, history: str) -> Table | None:
    """Pick the rows of one history of the races, or None."""
    return take_group(reading.table("races"), ("history",), (history,))


def pick_path(reading: Reading, history: str, actor: str, column: str) -> tuple[FloatArray, FloatArray] | None:
    """Pick one column of a state's arsenals by (run, year), or None."""
    rows = take_group(reading.table("arsenals"), ("history", "actor"), (history, actor))
    return spread(rows, column, "year") if rows is not None else None


def measure_share(flags: NDArray[Any]) -> Band:
    """Return the share of the runs with its 90 % Wilson interval.

    50 of 100: 41.9 to 58.1 of 100, symmetric about one half (Wilson, JASA 22, 1927).

    >>> b = measure_share(np.arange(100) < 50)
    >>> round(float(b.median[0]), 2), round(float(b.low[0]), 3), round(float(b.high[0]), 3)
    (0.5, 0.419, 0.581)
    """
    n = len(flags)
    share = int(np.count_nonzero(flags)) / n
    low, high = share_interval(share, n)
    return Band(*(np.array([x]) for x in (share, low, high)))


def write_share(b: Band) -> str:
    """Write a share with its interval."""
    return write_three(float(b.low[0]), float(b.median[0]), float(b.high[0]), "probability")


def spend_more(found: Table, bare: Table, states: tuple[str, ...] = ("builder", "rival")) -> FloatArray:
    """Return what states spend to the end more than in another history, run by run, in billions of dollars."""
    one, other = match_runs(found, bare)
    extra = np.zeros(one.n_rows)
    for who in states:
        extra = extra + (one[f"spending_{who}_usd2025"] - other[f"spending_{who}_usd2025"])
    return np.asarray(extra / 1e9)


def find_leader(reading: Reading) -> str:
    """Find the audience that leads the states: the rival leadership, or the first."""
    heard = reading.case.perception.audiences
    return next((a.id for a in heard if a.kind == "rival_leadership"), heard[0].id)


def finish_rows(panels: Any, labels: list[str], heavy: list[float]) -> None:
    """Name the rows on the left, part them by thin lines and groups of them by heavier ones."""
    panels[0].set_yticks(range(len(labels)), labels)
    panels[0].set_ylim(len(labels) - 0.5, -0.5)
    for panel in panels:
        panel.grid(False, axis="y")
        panel.tick_params(axis="y", length=0)
        for j in range(1, len(labels)):
            panel.axhline(j - 0.5, color="#9a9a9a" if j - 0.5 in heavy else "#e4e4e4", linewidth=0.9 if j - 0.5 in heavy else 0.7)


def finish_columns(panels: Any, titles: tuple[str, ...], units: tuple[str, ...], n_shares: int) -> None:
    """Title the columns; the first ones are shares."""
    for j, (panel, title, unit) in enumerate(zip(panels, titles, units, strict=True)):
        panel.set_title(wrap(title, int(104 / (len(titles) + 0.6)), 3), fontsize=8.5)
        panel.set_xlabel(unit)
        if j < n_shares:
            panel.set_xlim(-0.04, 1.04)
            panel.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0])
            panel.xaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
        else:
            panel.axvline(0.0, color=GREY, linewidth=1.0)
            panel.xaxis.get_major_locator().set_params(nbins=5)
            panel.xaxis.set_major_formatter(lambda v, _: f"{v:g}")


def add_mark_legend(figure: Any, marks: list[tuple[str, str, str]]) -> None:
    """Put a legend of marks below all panels: (words, colour, marker)."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=color, marker=marker, markersize=6.5, label=words) for words, color, marker in marks]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 4), handlelength=2.4)
