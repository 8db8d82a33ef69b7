"""Draw a hindcast: what the runs said beforehand, what happened, what naive rules would have said, and the scores of all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.report.drawing import (
    GREEN,
    GREY,
    INK,
    LENS_STYLES,
    ORANGE,
    PURPLE,
    FigureBlock,
    add_legend,
    draw_band,
    drawing_style,
    new_figure,
    set_count_axis,
    set_year_axis,
    to_svg,
)
from equipoise.report.reading import Reading, band
from equipoise.report.words import shorten, wrap, write_number
from equipoise.results.table import Table
from equipoise.scenario.hindcast import ObservedCount

HISTORIES = ("neorealist/shield", "constructivist/shield")
FORECASTERS = {
    "neorealist/shield": "capabilities only", "constructivist/shield": "intent read as well", "persistence": "no change", "trend": "trend",
}  # fmt: skip
EVENT_NAIVE = {"persistence": "rule of succession", "trend": "even odds"}
QUANTITIES = {
    "n_ballistic": "weapons other than gliders", "n_glider": "gliders", "n_interceptors_counter": "interceptors of the new shield",
    "n_interceptors_conventional": "interceptors of the old shield",
}  # fmt: skip
SHIFTS = {"neorealist/shield": 0.16, "constructivist/shield": -0.16}  # up and down, so that equal odds of both lenses are both seen
MARKERS = {"neorealist/shield": ("o", INK), "constructivist/shield": ("D", GREEN), "persistence": ("s", GREY), "trend": ("v", ORANGE)}


def draw_hindcast(reading: Reading) -> FigureBlock | None:
    """Draw forecasts against what happened, with naive forecasts; None for a case that is not set in the past."""
    hindcast, scores = reading.case.hindcast, reading.table("scores")
    if hindcast is None or scores is None:
        return None
    pairs = list(dict.fromkeys((c.actor, c.quantity) for c in hindcast.counts))
    lines = math.ceil(len(pairs) / 2) + (1 if hindcast.events else 0)
    with drawing_style():
        figure, axes = new_figure(lines, 2, 10.4, 2.5 * lines + 0.8)
        panels = list(axes.flat)
        for panel, (actor, quantity) in zip(panels, pairs, strict=False):
            counts = [c for c in hindcast.counts if (c.actor, c.quantity) == (actor, quantity)]
            _draw_counts(reading, panel, actor, quantity, counts, scores)
        for panel in panels[len(pairs) :]:
            panel.remove()
        if hindcast.events:
            _draw_events(figure.add_subplot(panels[0].get_gridspec()[lines - 1, :]), scores)
        add_legend(figure, panels[0] if pairs else figure.axes[-1], 3)
        svg = to_svg(figure, "hindcast")
    return FigureBlock(
        "hindcast",
        "What was forecast, and what happened",
        f"Lines and bands: median and middle 90 of 100 runs, started from what was known on {hindcast.known_to}. Stars: what happened, "
        "with what sources leave open. Small dots: the years before, all that the two naive rules read: no change, spread as past changes "
        "were, and the straight line through those years (bars: middle 90 of 100). Last panel: the odds given to events, dots by a rival "
        "that sees capabilities only, diamonds by one that reads intent as well, and stars for what came (100) or not (0). "
        f"{_say_how_well(scores)} No number was tuned to these outcomes: a poor score is a finding.",
        _write_alt(reading, scores),
        svg,
        ("outcome", "what happened", "forecast by", "said beforehand", "score (less is better)", "skill on no change", "skill on trend"),
        tuple(_write_row(row) for row in scores.rows() if row["forecast"] in FORECASTERS),
        table_note="Said beforehand: mean and middle 90 of 100, or odds. Scores: continuous ranked probability score, in units of the "
        "count, or Brier score from 0 to 1. Skill: 1 is perfect, 0 no better than the naive rule, below 0 worse. Naive rules for events: "
        "Laplace's rule of succession, and even odds.",
    )


def _draw_counts(reading: Reading, panel: Any, actor: str, quantity: str, counts: list[ObservedCount], scores: Table) -> None:
    panel.set_title(wrap(f"{shorten(reading.title_of(actor), 26)}: {QUANTITIES[quantity]}", 52, 2))
    for history in HISTORIES:
        got = reading.years("arsenals", history, quantity, actor=actor)
        if got is not None:
            color, style, _ = LENS_STYLES[history]
            draw_band(panel, got[0], band(got[1]), color, style, FORECASTERS[history])
    known = counts[0].known
    before = ([k.year for k in known], [k.value for k in known])
    panel.plot(*before, linestyle="none", marker=".", markersize=4.5, color=GREY, label="known beforehand")
    for i, count in enumerate(counts):
        for shift, name in ((-0.22, "persistence"), (0.22, "trend")):
            row = next(scores.where(outcome=count.id, forecast=name).rows())
            marker, color = MARKERS[name]
            panel.plot([count.year + shift] * 2, [row["p05"], row["p95"]], color=color, linewidth=1.2)
            panel.plot(
                [count.year + shift], [row["p50"]], linestyle="none", marker=marker, markersize=4.5, color=color, markerfacecolor="white",
                label=FORECASTERS[name] if i == 0 else None,
            )  # fmt: skip
        panel.plot([count.year] * 2, count.bounds, color=PURPLE, linewidth=2.2)
        label = "what happened" if i == 0 else None
        panel.plot([count.year], [count.value], linestyle="none", marker="*", markersize=10.0, color=PURPLE, label=label)
    set_year_axis(panel)
    set_count_axis(panel)


def _draw_events(panel: Any, scores: Table) -> None:
    names = [n for n in dict.fromkeys(scores["outcome"]) if scores.where(outcome=n)["rule"][0] == "brier"]
    panel.set_title("odds of 100 given to events")
    for y, name in enumerate(reversed(names)):
        rows = {row["forecast"]: row for row in scores.where(outcome=name).rows() if row["forecast"] in FORECASTERS}
        panel.plot([100.0 * next(iter(rows.values()))["observed"]], [y], linestyle="none", marker="*", markersize=10.0, color=PURPLE)
        for forecast, row in rows.items():
            marker, color = MARKERS[forecast]
            naive = forecast in EVENT_NAIVE
            panel.plot(
                [100.0 * row["expected"]], [y + SHIFTS.get(forecast, 0.0)], linestyle="none", marker=marker, markersize=5.5, color=color,
                markerfacecolor="white" if naive else color,
            )  # fmt: skip
    titles = [wrap(scores.where(outcome=n)["title"][0], 44, 2) for n in reversed(names)]
    panel.set_yticks(range(len(names)), titles)
    panel.set_ylim(-0.6, len(names) - 0.4)
    panel.set_xlim(-4.0, 104.0)


def _say_how_well(scores: Table) -> str:
    """Say in two sentences how the runs did: coverage and how often they beat the naive rules."""
    parts = []
    for history in HISTORIES:
        rows = scores.where(forecast=history)
        covered = rows["is_covered"][np.isfinite(rows["is_covered"])]
        theirs = [{row["outcome"]: row["score"] for row in scores.where(forecast=naive).rows()} for naive in EVENT_NAIVE]
        beats = [sum(row["score"] < scored[row["outcome"]] for row in rows.rows()) for scored in theirs]
        parts.append(
            f"{FORECASTERS[history]}: {int(covered.sum())} of {len(covered)} counts within the middle 90 of 100, better than no change "
            f"(events: the rule of succession) in {beats[0]} and than the trend (even odds) in {beats[1]} of {rows.n_rows} outcomes"
        )
    return f"How it did: {'; '.join(parts)}."


def _write_row(row: dict[str, Any]) -> tuple[str, ...]:
    is_count = row["rule"] == "crps"
    who = FORECASTERS[row["forecast"]] if is_count else EVENT_NAIVE.get(row["forecast"], FORECASTERS[row["forecast"]])
    if is_count:
        seen = write_number(row["observed"])
        if row["observed_low"] < row["observed_high"]:
            seen += f" ({write_number(row['observed_low'])} to {write_number(row['observed_high'])})"
        said = f"{write_number(row['expected'])} ({write_number(row['p05'])} to {write_number(row['p95'])})"
    else:
        seen, said = ("yes" if row["observed"] == 1.0 else "no"), write_number(row["expected"], "probability")
    skills = (_write_skill(row, naive) for naive in EVENT_NAIVE)
    return (row["title"], seen, who, said, f"{row['score']:.3f}" if not is_count else write_number(row["score"]), *skills)


def _write_skill(row: dict[str, Any], naive: str) -> str:
    """Write a skill; a naive rule has none on itself, and none can be given where that rule was exact."""
    if row["forecast"] == naive:
        return ""
    return f"{row[f'skill_{naive}']:.2f}" if math.isfinite(row[f"skill_{naive}"]) else "it was exact"


def _write_alt(reading: Reading, scores: Table) -> str:
    told = []
    for row in scores.where(forecast=HISTORIES[0]).rows():
        cells = _write_row(row)
        told.append(f"{cells[0]}: {cells[3]} beforehand, {cells[1]} in fact")
    states = " and ".join(reading.title_of(a.id) for a in reading.case.actors)
    return f"Line charts by year with stars for what happened, for {states}. {'; '.join(told)}."
