"""Draw what it takes to restore a second strike, and what the other's shield has cost."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.report.balance_names import MAIN, name_state, start_with_capital
from equipoise.report.drawing import (
    BUILDER,
    GREEN,
    GREY,
    INK,
    RIVAL,
    FigureBlock,
    draw_band,
    drawing_style,
    new_figure,
    set_log_axis,
    to_svg,
)
from equipoise.report.figures import name_assumed, name_assumed_kills
from equipoise.report.reading import FloatArray, Reading, band, spread
from equipoise.report.shield_names import take_group
from equipoise.report.words import join_words, write_number
from equipoise.report.year_figures import TABLE_NOTE, write_cells
from equipoise.results.table import Table

Line = tuple[str, str, str, Any, str, float, str]  # column, words, colour, style, marker, scale, unit in the table

PANELS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("weapons to add", (
        ("warheads_needed", "ballistic warheads", INK, "-", "o", 1.0, ""),
        ("gliders_needed", "gliders instead", GREEN, (0, (6, 1.8)), "s", 1.0, ""),
    )),
    ("billion dollars of 2025", (
        ("cost_usd2025", "price of the cheaper of the two", BUILDER, "-", "o", 1e-9, "usd2025"),
        ("shield_usd2025", "interceptors of the other's counter-shield", RIVAL, (0, (6, 1.8)), "s", 1e-9, "usd2025"),
    )),
    ("billion dollars of 2025 a year", (
        ("budget_usd2025_year", "that price a year since the start", BUILDER, (0, (3, 1.5, 1, 1.5)), "^", 1e-9, "usd2025"),
    )),
    ("price ratio (log scale)", (
        ("margin_ratio", "stopping one more, over one more arriving", INK, "-", "D", 1.0, ""),
    )),
)  # fmt: skip
OUT_OF_REACH = {"warheads_needed": "with warheads", "gliders_needed": "with gliders"}


def draw_offence(reading: Reading) -> FigureBlock | None:
    """Draw the price of restoring the second strike beside that of the shield, and Nitze's margin, by year: a column a state."""
    rows = reading.history("offence", MAIN)
    found = {s: t for s in reading.states if (t := take_group(rows, ("state",), (s,))) is not None}
    if not found:
        return None
    table_rows: list[tuple[str, ...]] = []
    years = sorted({int(y) for t in found.values() for y in t["year"]})
    with drawing_style():
        figure, axes = new_figure(len(PANELS), len(found), 10.4, 8.6, sharex=True, sharey="row")
        for j, (state, own) in enumerate(found.items()):
            for i, (words, lines) in enumerate(PANELS):
                table_rows += _draw_offence_panel(axes[i, j], reading, own, state, lines, years)
                if j == 0:
                    axes[i, j].set_ylabel(words)
            name, against = (name_state(reading, s, 22) for s in (state, str(own["against"][0])))
            axes[0, j].set_title(f"{start_with_capital(name)}, against the shield of {against}")
        _finish_offence(figure, axes, years)
        svg = to_svg(figure, "offence")
    said = [f"{r[0]}, {r[1]}: {r[-2]} in {years[-1]}" for r in table_rows]
    return FigureBlock(
        "offence",
        "What it would take to make up for the other's counter-shield, beside what that shield cost",
        "From the top: ballistic warheads, or gliders instead, that would bring the expected second strike back to what it would be had "
        "the other no counter-shield in that year; the price of the cheaper of the two beside the price of the interceptors of that "
        "shield; that price a year since the start; and Nitze's margin, the price of stopping one more weapon over the price of one more "
        "that arrives: above the line at 1 the shield costs more than what cancels it (taken with a tenth more of the counter-shield). "
        f"{_say_need(reading, found)} {_say_missing(reading, found, years)} "
        "Lines are medians over the runs that have a value, bands hold the middle 90 of 100 of "
        "them; computed every fifth year and the last; day to day, in the history in which the rival sees capabilities only. Prices are "
        "of the weapons and interceptors alone. "
        f"{name_assumed(reading, ('.economy.warhead_cost', '.unit_cost'))} {name_assumed_kills(reading)}",
        f"Line charts by year. {'; '.join(said)}.",
        svg,
        ("state", "measure", *map(str, years), f"runs without a value, {years[0]} to {years[-1]}"),
        tuple(table_rows),
        table_note=TABLE_NOTE,
    )


def _draw_offence_panel(
    panel: Any, reading: Reading, own: Table, state: str, lines: tuple[Line, ...], years: list[int]
) -> list[tuple[str, ...]]:
    out: list[tuple[str, ...]] = []
    missing: list[float] = []
    note: Any = {"transform": panel.transAxes, "fontsize": 7.5, "color": "#555555"}
    for column, words, color, style, marker, scale, unit in lines:
        at, values = spread(own, column, "year")
        draw_band(panel, at, band(values * scale), color, style)
        panel.plot(at, band(values * scale).median, color=color, linestyle=style, marker=marker, markersize=4.5, label=words)
        lost = share_missing(own, column, years[-1])
        missing.append(lost)
        out.append((reading.title_of(state), words, *write_cells(at, values, years, unit), _write_missing(values)))
        if column == "margin_ratio" and lost > 0.0:
            panel.text(0.02, 0.04, f"{years[-1]}: no value in {write_number(lost, 'share')} runs", **note)
    if lines[0][0] in OUT_OF_REACH and max(missing) > 0.0:
        each = [f"{OUT_OF_REACH[x[0]]} in {write_number(m, 'share')}" for x, m in zip(lines, missing, strict=True) if m]
        text = f"{years[-1]}, runs out of reach: {', '.join(each)}"
        panel.text(0.02, 0.9, text, **note)
    return out


def _write_missing(values: FloatArray) -> str:
    lost = np.sum(~np.isfinite(values), axis=0)
    return f"{lost.min():,} to {lost.max():,} of {len(values):,}" if lost.min() < lost.max() else f"{lost.max():,} of {len(values):,}"


def share_missing(own: Table, column: str, year: int) -> float:
    """Return the share of runs without a value in one year."""
    return float(np.mean(~np.isfinite(own[column][own["year"] == year])))


def _say_missing(reading: Reading, found: dict[str, Table], years: list[int]) -> str:
    last, said, without = years[-1], [], []
    for state, own in found.items():
        name = name_state(reading, state)
        for column, words in OUT_OF_REACH.items():
            share = share_missing(own, column, last)
            if share > 0.0:
                said.append(f"the level is out of reach {words} for {name} in {write_number(share, 'share')} runs")
        share = share_missing(own, "margin_ratio", last)
        if share > 0.0:
            without.append(f"for {name} in {write_number(share, 'share')} runs")
    if without:
        why = "(no counter-shield stands, more of it would stop nothing more, or more weapons land nothing more)"
        said.append(f"the margin has no value {why} {join_words(without)}")
    if not said:
        return f"Every run has every value in {last}."
    return f"Runs without a value are not in the lines: in {last}, {'; '.join(said)}."


def _say_need(reading: Reading, found: dict[str, Table]) -> str:
    """Say how much is needed where the need is greatest."""
    said = []
    for state, own in found.items():
        at, values = spread(own, "warheads_needed", "year")
        need = band(values).median
        if not np.nanmax(need, initial=0.0) >= 1.0:
            said.append(f"{name_state(reading, state)} needs none in the median")
            continue
        most = int(np.nanargmax(need))
        number = write_number(round(float(need[most])))
        said.append(f"{name_state(reading, state)} needs most in {at[most]:.0f}, {number} warheads in the median")
    return f"{start_with_capital('; '.join(said))}."


def _finish_offence(figure: Any, axes: Any, years: list[int]) -> None:
    from matplotlib.lines import Line2D

    for line in axes[:3]:
        for panel in line:
            panel.set_ylim(0.0, None)
            panel.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}" if v >= 10 or v == int(v) else f"{v:g}")
    for panel in axes[3]:
        panel.axhline(1.0, color=GREY, linewidth=1.2, linestyle=(0, (4, 2)))
    if any(np.isfinite(line.get_ydata()).any() for panel in axes[3] for line in panel.lines[:-1]):
        set_log_axis(axes[3, 0], "y")
        low, high = axes[3, 0].get_ylim()
        axes[3, 0].set_ylim(0.4 * min(low, 0.5), 1.8 * max(high, 2.0))  # room for words
    ticks = [y for y in years[:: -(-len(years) // 7)] if years[-1] - y > 2] + years[-1:]
    for panel in axes[-1]:
        panel.set_xticks(ticks)
        panel.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")
    note: Any = {"xycoords": "axes fraction", "ha": "right", "fontsize": 7.5, "color": "#555555"}
    axes[3, 0].annotate("stopping one more costs more", (0.99, 0.97), va="top", **note)
    axes[3, 0].annotate("one more that arrives costs more", (0.99, 0.04), va="bottom", **note)
    shown = [x for _, lines in PANELS for x in lines]
    handles = [Line2D([], [], color=x[2], linestyle=x[3], marker=x[4], markersize=4.5, label=x[1]) for x in shown]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, handlelength=3.6)
