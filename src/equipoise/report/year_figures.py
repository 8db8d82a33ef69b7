"""Draw the figures that run over years: forces and spending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from equipoise.report.drawing import (
    LENS_STYLES,
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
from equipoise.report.figures import name_assumed, write_years
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.words import shorten, wrap

Panel = tuple[str, str, str, str, dict[str, Any]]  # words, unit, table, column, filter

TABLE_NOTE = "Medians over the runs; in brackets the range that holds the middle 90 of 100 runs."


def pick_years(reading: Reading, n: int = 5) -> list[int]:
    """Pick a few years for a table, the first and the last among them."""
    first, last = reading.case.years.assess, reading.case.years.end
    return sorted({round(y) for y in np.linspace(first, last, min(n, last - first + 1))})


def write_cells(years: FloatArray, values: FloatArray, picked: list[int], unit: str) -> tuple[str, ...]:
    """Write median and band for the years picked."""
    return tuple(write_years(values[:, years == y].ravel(), unit) for y in picked)


def _draw_panels(
    reading: Reading, panels: Sequence[Sequence[Panel]], key: str, height: float
) -> tuple[str, list[tuple[str, ...]], list[str]] | None:
    """Draw a grid of panels over years, one line a history; return the SVG, table rows and phrases."""
    picked = pick_years(reading)
    rows_out: list[tuple[str, ...]] = []
    alt: list[str] = []
    with drawing_style():
        figure, axes = new_figure(len(panels), len(panels[0]), 10.4, height, sharex=True, sharey="row")
        found = False
        for i, line in enumerate(panels):
            for j, (words, unit, table, column, equal) in enumerate(line):
                panel = axes[i, j]
                panel.set_title(wrap(words, 52 if len(line) < 3 else 36, 2))
                for history, (color, style, label) in LENS_STYLES.items():
                    got = reading.years(table, history, column, **equal)
                    if got is None:
                        continue
                    found = True
                    years, values = got
                    draw_band(panel, years, band(values), color, style, label, shows="fill" if history.endswith("/shield") else "nothing")
                    rows_out.append((words, label, *write_cells(years, values, picked, unit)))
                    if history.endswith("/shield"):
                        first, last = (write_years(values[:, k], unit) for k in (0, -1))
                        alt.append(f"{words}, {label}: {first} in {years[0]:.0f}, {last} in {years[-1]:.0f}")
        if not found:
            return None
        for panel in axes.flat:  # limits last: setting them stops panels that share an axis from growing
            set_year_axis(panel)
            set_count_axis(panel)
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, key)
    return svg, rows_out, alt


def draw_forces(reading: Reading) -> FigureBlock | None:
    """Draw weapons and interceptors of both states by year under both lenses."""
    columns = (
        ("n_glider", "gliders"),
        ("n_ballistic", "ballistic warheads"),
        ("n_interceptors_counter", "interceptors against hypersonics"),
        ("n_interceptors_conventional", "conventional interceptors"),
    )
    actors = (reading.case.builder, reading.case.rival)
    panels = [
        [(f"{shorten(reading.title_of(a.id), 26)}: {words}", "", "arsenals", column, {"actor": a.id}) for a in actors]
        for column, words in columns
    ]
    drawn = _draw_panels(reading, panels, "forces", 8.4)
    if drawn is None:
        return None
    svg, rows, alt = drawn
    return FigureBlock(
        "forces",
        "What both states build",
        "Weapons and interceptors by year, if both states decide by the rule of the case and budgets and rates are as declared. Lines are "
        "medians over the runs; bands, drawn for the histories with the counter-shield, hold the middle 90 of 100 runs. "
        "Black: a rival that sees capabilities only. Green: a rival that reads intent as well. All histories use the same draws. "
        f"{name_assumed(reading, ('.gliders.', '.counter_shield.', '.economy.', 'rivalry.'))}",
        f"Line charts by year. {'; '.join(alt)}.",
        svg,
        ("what", "history", *map(str, pick_years(reading))),
        tuple(rows),
        table_note=TABLE_NOTE,
    )


def draw_spending(reading: Reading) -> FigureBlock | None:
    """Draw twenty runs of yearly spending with the median, by state and lens."""
    case = reading.case
    histories = [h for h in ("neorealist/shield", "constructivist/shield") if reading.history("arsenals", h) is not None]
    if not histories:
        return None
    picked = pick_years(reading)
    rows_out: list[tuple[str, ...]] = []
    alt: list[str] = []
    n_shown = 0
    with drawing_style():
        figure, axes = new_figure(len(histories), 2, 10.4, 2.4 * len(histories) + 0.9, sharex=True, sharey="col")
        for i, history in enumerate(histories):
            color, _, label = LENS_STYLES[history]
            for j, actor in enumerate((case.builder, case.rival)):
                got = reading.years("arsenals", history, "spending_usd2025", actor=actor.id)
                if got is None:
                    continue
                years, values = got
                n_shown = min(20, len(values))
                panel = axes[i, j]
                lens = label.split(",")[0]
                panel.set_title(f"{shorten(reading.title_of(actor.id), 26)}: {lens}")
                for k in range(n_shown):
                    panel.plot(years, values[k] / 1e9, color=color, linewidth=0.7, alpha=0.45, label="one run" if k == 0 else None)
                panel.plot(
                    years, band(values).median / 1e9, color=PURPLE, linewidth=2.4, linestyle=(0, (6, 1.4)), label="median of all runs"
                )
                rows_out.append((reading.title_of(actor.id), lens, *write_cells(years, values, picked, "usd2025")))
                alt.append(f"{reading.title_of(actor.id)}, {lens}: {write_years(values[:, -1], 'usd2025')} dollars in {years[-1]:.0f}")
        for panel in axes.flat:
            set_count_axis(panel)
            set_year_axis(panel)
        for row in axes:
            row[0].set_ylabel("billion dollars of 2025 a year")
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, "spending")
    return FigureBlock(
        "spending",
        f"What it costs: {n_shown} possible futures",
        f"Yearly spending on added offence and shields: the first {n_shown} runs as thin lines, the median of all runs as a thick dashed "
        "one. Single futures are more ragged than "
        "their median; no run follows it. Scales differ between the two states. "
        f"{name_assumed(reading, ('.economy.', '.gliders.', 'rivalry.'))}",
        f"Thin lines for {n_shown} runs and a thick median, by state and lens. {'; '.join(alt)}.",
        svg,
        ("state", "reading of the rival", *map(str, picked)),
        tuple(rows_out),
        table_note=f"Dollars of 2025. {TABLE_NOTE}",
    )
