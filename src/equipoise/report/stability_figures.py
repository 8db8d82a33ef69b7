"""Draw indicators of stability side by side: year by year, for every pair and posture, and under each treaty."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.report.balance_names import (
    CAPABILITIES,
    INDICATORS,
    MAIN,
    POSTURE_NOTE,
    POSTURE_WORDS,
    Indicator,
    list_pairs,
    match_runs,
    name_state,
    pick_pair,
    write_band,
    write_change,
)
from equipoise.report.drawing import (
    GREY,
    INK,
    LENS_STYLES,
    FigureBlock,
    draw_band,
    draw_whisker,
    drawing_style,
    new_figure,
    set_year_axis,
    to_svg,
)
from equipoise.report.figures import name_assumed, name_assumed_kills
from equipoise.report.reading import FloatArray, Reading, band, spread
from equipoise.report.shield_names import say_some, take_group
from equipoise.report.words import shorten, wrap, write_number
from equipoise.report.year_figures import TABLE_NOTE, pick_years, write_cells
from equipoise.results.table import Table

LIMITS = {"kent_thaler": (-0.03, 1.03), "p_assured": (-0.03, 1.03), "p_none": (-0.03, 1.03), "blackmail_margin": (-1.05, 1.05)}
MARKS = {"blackmail_margin": 0.0, "cone": 1.0, "prompt_dependence": 1.0}  # where a line tells one side from the other
NOTICEABLE = 0.01  # change of an indicator that counts as one
MEANINGS = (
    "The index of Kent and Thaler (1989) is 1 where nobody gains by striking first. An assured second strike: at least the number of "
    "warheads that counts as assured arrives. Dependence on prompt launch: how many times more arrive if silo missiles leave before they "
    "are hit; 1 means that waiting costs nothing. The ratio of Intriligator and Brito: what could arrive after the other has spent all it "
    "has on one's forces, over what counts as assured; 1 or more deters. Who is surer of its second strike: the chance of an assured one, "
    "one state less the other."
)
NO_SCORE = "They answer different questions and are never put into one score."


def draw_stability(reading: Reading) -> FigureBlock | None:
    """Draw every indicator of builder and rival by year under both lenses, one small panel each."""
    pair = _main_pair(reading)
    if pair is None:
        return None
    picked = pick_years(reading)
    rows_out: list[tuple[str, ...]] = []
    alt: list[str] = []
    with drawing_style():
        figure, axes = new_figure(3, 4, 10.4, 7.6, sharex=True)
        axes[0, 2].set_axis_off()
        axes[0, 3].set_axis_off()
        spots = [axes[0, 0], axes[0, 1], *axes[1], *axes[2]]
        for panel, (indicator, side) in zip(spots, _list_panels(), strict=True):
            words = _name_panel(reading, indicator, side, pair)
            panel.set_title(wrap(words, 25, 3), fontsize=8)
            for history, (color, style, label) in LENS_STYLES.items():
                found = pick_pair(reading.history("stability", history), pair, "day_to_day")
                if found is None:
                    continue
                years, values = spread(found, indicator.name(side), "year")
                draw_band(panel, years, band(values), color, style, label, shows="fill" if history.endswith("/shield") else "nothing")
                rows_out.append((words, label, *write_cells(years, values, picked, indicator.unit)))
                if history == MAIN:
                    alt.append(f"{words}: {rows_out[-1][2]} in {picked[0]}, {rows_out[-1][-1]} in {picked[-1]}")
            _finish_panel(panel, indicator)
        handles, labels = axes[0, 0].get_legend_handles_labels()
        heading: dict[str, Any] = {"title": "Day to day, in the history of", "alignment": "left"}
        legend = axes[0, 2].legend(handles, labels, loc="center left", handlelength=3.2, **heading)
        legend.set_in_layout(False)
        svg = to_svg(figure, "stability")
    return FigureBlock(
        "stability",
        "Is it getting steadier? Six measures, year by year, that need not agree",
        f"{MEANINGS} {NO_SCORE} {_say_disagreements(reading, pair)} Medians; bands hold the middle 90 of 100 runs. "
        f"{name_assumed(reading, ('exchange.w', 'exchange.counterforce', 'exchange.value', 'exchange.reserve', '.assured_threshold'))} "
        f"{name_assumed_kills(reading)}",
        f"Line charts by year, capabilities-only history with the counter-shield. {'; '.join(alt)}.",
        svg,
        ("measure", "history", *map(str, picked)),
        tuple(rows_out),
        table_note=TABLE_NOTE,
    )


def _main_pair(reading: Reading) -> tuple[str, str] | None:
    rows = next((t for h in LENS_STYLES if (t := reading.history("stability", h)) is not None), None)
    pairs = list_pairs(reading, rows) if rows is not None else []
    return next((p for p in pairs if set(p) == set(reading.states[:2])), None)


def _list_panels() -> list[tuple[Indicator, str]]:
    return [(i, side) for i in INDICATORS for side in ("ab" if i.is_of_state else "a")]


def _name_panel(reading: Reading, indicator: Indicator, side: str, pair: tuple[str, str]) -> str:
    a, b = (shorten(reading.title_of(s), 18) for s in pair)
    if indicator.is_of_state:
        return f"{indicator.words}: {a if side == 'a' else b}"
    return f"{indicator.words}: {a} less {b}" if indicator.column == "blackmail_margin" else indicator.words


def _finish_panel(panel: Any, indicator: Indicator) -> None:
    if indicator.column in MARKS:
        panel.axhline(MARKS[indicator.column], color=GREY, linewidth=1.0, linestyle=(0, (1.5, 2)))
    if indicator.column in LIMITS:
        panel.set_ylim(*LIMITS[indicator.column])
    else:
        panel.set_ylim(0.0, max(panel.get_ylim()[1], 1.25))
    panel.yaxis.set_major_formatter(lambda v, _: f"{v:+g}" if indicator.column == "blackmail_margin" and v else f"{v:g}")
    if indicator.unit == "probability":
        panel.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
        panel.set_ylabel("of 100", fontsize=8)
    set_year_axis(panel)
    panel.xaxis.get_major_locator().set_params(nbins=4)
    panel.tick_params(labelbottom=True)


def find_disagreements(first: Table, last: Table) -> dict[str, tuple[float, float]]:
    """Find where indicators part with the index between two moments: tables of one row a run, the same pair and posture.

    Returns for each other indicator the share of runs in which the index rises while it turns for the worse, and in which the index falls
    while it turns for the better; under the name of the index itself, the shares in which it rises and falls. Changes below a hundredth do
    not count.
    """
    first, last = match_runs(first, last)
    index = np.asarray(last["kent_thaler"] - first["kent_thaler"])
    up, down = index > NOTICEABLE, index < -NOTICEABLE
    out = {"kent_thaler": (float(np.mean(up)), float(np.mean(down)))}
    for indicator, side in _list_panels():
        if indicator.steadier and indicator.column != "kent_thaler":
            name = indicator.name(side)
            change = indicator.steadier * np.asarray(last[name] - first[name])
            out[name] = (float(np.mean(up & (change < -NOTICEABLE))), float(np.mean(down & (change > NOTICEABLE))))
    return out


def _say_disagreements(reading: Reading, pair: tuple[str, str]) -> str:
    case = reading.case
    rows = reading.history("stability", MAIN)
    first, last = (pick_pair(rows, pair, "day_to_day", y) for y in (case.years.assess, case.years.end))
    if first is None or last is None:
        return ""
    found = find_disagreements(first, last)
    said = []
    for place, verb in enumerate(("rises", "falls")):
        parts = []
        for indicator, side in _list_panels():
            share = found.get(indicator.name(side), (0.0, 0.0))[place] if indicator.is_of_state else 0.0
            if share > 0.0:
                moves = "falls" if (indicator.steadier > 0) == (place == 0) else "rises"
                whose = name_state(reading, pair["ab".index(side)])
                parts.append((share, f"in {write_number(share, 'share')} while the {indicator.words} of {whose} {moves}"))
        words = [w for _, w in sorted(parts, key=lambda p: -p[0])[:3]]
        said.append(", ".join([f"the index {verb} in {write_number(found['kent_thaler'][place], 'share')} runs", *words]))
    agree = "" if any(max(v) > 0.0 for k, v in found.items() if k != "kent_thaler") else " No other measure turns the other way."
    return (
        f"Where they disagree, from {case.years.assess} to {case.years.end} in the capabilities-only history with the counter-shield: "
        f"{'; '.join(said)}.{agree}"
    )


PAIR_COLUMNS = (
    ("kent_thaler", "stability index\nof the pair"), ("p_assured", "assured second\nstrike, of 100"),
    ("p_none", "no second strike\nat all, of 100"), ("prompt_dependence", "prompt launch\nover riding out"),
    ("cone", "Intriligator-\nBrito ratio"),
)  # fmt: skip


def draw_pairs(reading: Reading) -> FigureBlock | None:
    """Draw the indicators of every state against every other, by posture, in the first and the last year."""
    rows, case = reading.history("stability", MAIN), reading.case
    if rows is None:
        return None
    sides = [(pair, side) for pair in list_pairs(reading, rows) for side in "ab"]
    postures = [p for p in POSTURE_WORDS if any(pick_pair(rows, pair, p) is not None for pair, _ in sides)]
    if not sides or not postures:
        return None
    labels = [_name_side(reading, pair, side) for pair, side in sides]
    table_rows: list[tuple[str, ...]] = []
    with drawing_style():
        height = len(postures) * (0.36 * len(sides) + 0.42) + 1.0
        figure, axes = new_figure(len(postures), len(PAIR_COLUMNS), 10.4, height, sharex="col", sharey=True)
        for line, posture in zip(axes, postures, strict=True):
            line[0].set_title(POSTURE_WORDS[posture], fontweight="bold")
            for year, shift, marker, color in ((case.years.assess, -0.15, "o", GREY), (case.years.end, 0.15, "s", INK)):
                for j, (pair, side) in enumerate(sides):
                    found = pick_pair(rows, pair, posture, year)
                    if found is not None:
                        cells = _draw_pair(line, found, side, j + shift, marker, color, year == case.years.assess)
                        table_rows.append((labels[j].replace("\n", " "), POSTURE_WORDS[posture], str(year), *cells))
        axes[0, 0].set_yticks(range(len(sides)), labels, fontsize=8)
        axes[0, 0].set_ylim(len(sides) - 0.5, -0.5)
        _finish_pairs(figure, axes, len(sides), (case.years.assess, case.years.end))
        svg = to_svg(figure, "pairs")
    said = say_some([f"{r[0]}, {r[1]}, {r[2]}: index {r[3]}, assured second strike {r[4]}" for r in table_rows])
    return FigureBlock(
        "pairs",
        "Every state against every other, at ease and on alert",
        f"The same measures for each state after a first strike by another, by posture. Open circles: {case.years.assess}. Filled "
        f"squares: {case.years.end}. Whiskers hold the middle 90 of 100 runs. The index belongs to both states of a pair and stands in "
        "both their rows; it can be 1 although a state has no assured second strike, for it asks only who gains by going first. Prompt "
        "launch over riding out: what arrives if launched under attack over what arrives if ridden out, day to day alone. "
        f"{POSTURE_NOTE} Each pair is fought alone. {CAPABILITIES} "
        f"{name_assumed(reading, ('.forces.', 'exchange.w', 'exchange.value'))} {name_assumed_kills(reading)}",
        f"Dot-and-whisker charts by posture. {said}.",
        svg,
        ("second strike of", "posture", "year", *(words.replace("-\n", "-").replace("\n", " ") for _, words in PAIR_COLUMNS)),
        tuple(table_rows),
        table_note=TABLE_NOTE,
    )


def _name_side(reading: Reading, pair: tuple[str, str], side: str) -> str:
    own, other = (pair if side == "a" else pair[::-1])
    return f"{shorten(reading.title_of(own), 18)}, struck\nby {name_state(reading, other, 18)}"


def _draw_pair(line: Any, found: Table, side: str, y: float, marker: str, color: str, is_open: bool) -> list[str]:
    cells = []
    for panel, (column, _) in zip(line, PAIR_COLUMNS, strict=True):
        indicator = next(i for i in INDICATORS if i.column == column)
        values = np.asarray(found[indicator.name(side)], dtype=np.float64)
        draw_whisker(panel, y, band(values), color, marker, open_=is_open)
        cells.append(write_band(values, indicator.unit))
    return cells


def _finish_pairs(figure: Any, axes: Any, n: int, years: tuple[int, int]) -> None:
    from matplotlib.lines import Line2D

    for line in axes:
        for panel, (column, _) in zip(line, PAIR_COLUMNS, strict=True):
            panel.grid(False, axis="y")
            for j in range(1, n):
                panel.axhline(j - 0.5, color="#e4e4e4" if j % 2 else "#9a9a9a", linewidth=0.7)
            if column in ("cone", "prompt_dependence"):
                panel.axvline(1.0, color=GREY, linewidth=1.0, linestyle=(0, (1.5, 2)))
    for panel, (column, words) in zip(axes[-1], PAIR_COLUMNS, strict=True):
        panel.set_xlabel(words)
        if column in LIMITS:
            panel.set_xlim(*LIMITS[column])
        else:
            panel.set_xlim(0.0, None)
        if column.startswith("p_"):
            panel.xaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
        else:
            panel.xaxis.set_major_formatter(lambda v, _: f"{v:g}")
    handles = [
        Line2D([], [], color=GREY, marker="o", markerfacecolor="white", label=f"in {years[0]}"),
        Line2D([], [], color=INK, marker="s", label=f"in {years[1]}"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)


def draw_treaties(reading: Reading) -> FigureBlock | None:
    """Draw what each treaty does to each indicator: with it less without, day to day."""
    rows, case = reading.table("treaties"), reading.case
    if rows is None:
        return None
    treaties = [t for t in case.exchange.treaties if _pick_treaty(rows, t.id, "day_to_day") is not None]
    if not treaties or _pick_treaty(rows, "none", "day_to_day") is None:
        return None
    first = _pick_treaty(rows, "none", "day_to_day")
    assert first is not None
    pair = (str(first["state_a"][0]), str(first["state_b"][0]))
    panels = _list_panels()
    with drawing_style():
        figure, axes = new_figure(2, 5, 10.4, 2 * (0.31 * len(treaties) + 1.15), sharey=True)
        for panel, (indicator, side) in zip(axes.flat, panels, strict=True):
            for j, treaty in enumerate(treaties):
                _draw_change(panel, j, change_under(rows, treaty.id, "day_to_day", indicator.name(side)))
            _finish_change(panel, reading, indicator, side, pair, len(treaties))
        axes[0, 0].set_yticks(range(len(treaties)), [wrap(t.title or t.id, 24, 2) for t in treaties], fontsize=8)
        axes[0, 0].set_ylim(len(treaties) - 0.5, -0.5)
        _add_change_legend(figure)
        svg = to_svg(figure, "treaties")
    table_rows = _write_treaties(reading, rows, [(t.id, t.title or t.id) for t in treaties])
    day = [r for r in table_rows if r[1] == POSTURE_WORDS["day_to_day"]]
    said = say_some([f"{r[0]}: index {r[4]}, assured second strikes {r[6]} and {r[7]}" for r in day])
    return FigureBlock(
        "treaties",
        "What each treaty would do, measure by measure",
        f"Each measure with both states held to a treaty less the same without, day to day, in {int(np.min(rows['year']))}; forces and "
        "shields are cut, nothing is rebuilt, nobody answers. A triangle points the way in which the median moves (right: the measure "
        "grows), whiskers hold the middle 90 of 100 runs; open marks are changes whose sign is not the same in that range. The words below "
        f"each panel say which way is steadier by that measure alone. {NO_SCORE} Scales differ. Nothing here says that a state would "
        "sign, or that a treaty counts weapons as this case does. Other postures are in the table. "
        f"{name_assumed(reading, ('exchange.', '.forces.'))} {name_assumed_kills(reading)}",
        f"Dot-and-whisker charts, a row a treaty and a panel a measure. Medians and 90 % bands of the change: {said}.",
        svg,
        ("treaty", "posture", *(f"warheads of {name_state(reading, s)}" for s in pair),
         *(_name_panel(reading, i, side, pair) for i, side in panels)),
        table_rows,
        table_note="With the treaty less without; chances in points of 100; in brackets the range that holds the middle 90 of 100 runs.",
    )  # fmt: skip


def _pick_treaty(rows: Table, treaty: str, posture: str) -> Table | None:
    return take_group(rows, ("treaty", "posture"), (treaty, posture))


def change_under(rows: Table, treaty: str, posture: str, column: str) -> FloatArray:
    """Return one column with a treaty less without it, run by run."""
    held, free = _pick_treaty(rows, treaty, posture), _pick_treaty(rows, "none", posture)
    if held is None or free is None:
        return np.full(1, np.nan)
    held, free = match_runs(held, free)
    return np.asarray(held[column] - free[column], dtype=np.float64)


def _draw_change(panel: Any, y: float, change: FloatArray) -> None:
    b = band(change)
    middle, low, high = float(b.median[0]), float(b.low[0]), float(b.high[0])
    marker = "d" if abs(middle) < 1e-9 else (">" if middle > 0 else "<")
    draw_whisker(panel, y, b, INK, marker, open_=not (low > 1e-9 or high < -1e-9))


def _finish_change(panel: Any, reading: Reading, indicator: Indicator, side: str, pair: tuple[str, str], n: int) -> None:
    panel.axvline(0.0, color=GREY, linewidth=1.0)
    panel.grid(False, axis="y")
    for j in range(1, n):
        panel.axhline(j - 0.5, color="#e4e4e4", linewidth=0.7)
    reach = max(0.05, 1.08 * max(abs(x) for x in panel.get_xlim()))
    panel.set_xlim(-reach, reach)
    panel.set_title(wrap(_name_panel(reading, indicator, side, pair), 24, 3), fontsize=8)
    panel.xaxis.get_major_locator().set_params(nbins=4)
    scale = 100.0 if indicator.unit == "probability" else 1.0
    panel.xaxis.set_major_formatter(lambda v, _: f"{scale * v:+.3g}" if abs(v) > 1e-9 else "0")
    favours = f"right favours {name_state(reading, pair[0], 14)}"
    panel.set_xlabel({1: "right is steadier", -1: "left is steadier", 0: favours}[indicator.steadier], fontsize=8)


def _add_change_legend(figure: Any) -> None:
    from matplotlib.lines import Line2D

    looks = ((">", "white", "grows, sign not sure"), (">", INK, "grows"), ("<", INK, "shrinks"), ("<", "white", "shrinks, sign not sure"),
             ("d", "white", "median unchanged"))  # fmt: skip
    handles = [Line2D([], [], color=INK, marker=m, markerfacecolor=face, label=words) for m, face, words in looks]
    figure.legend(handles=handles, loc="outside lower center", ncols=5, handlelength=2.0)


def _write_treaties(reading: Reading, rows: Table, treaties: list[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    out = []
    for treaty, title in treaties:
        for posture, words in POSTURE_WORDS.items():
            if _pick_treaty(rows, treaty, posture) is not None:
                cells = [write_change(change_under(rows, treaty, posture, f"n_before_{side}")) for side in "ab"]
                cells += [write_change(change_under(rows, treaty, posture, i.name(side)), i.unit) for i, side in _list_panels()]
                out.append((title, words, *cells))
    return tuple(out)
