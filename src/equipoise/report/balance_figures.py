"""Draw the balance: what a first strike leaves, the odds of retaliation, stability over the size of both shields."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.exchange.survey import P_STOP
from equipoise.report.balance_names import (
    CAPABILITIES,
    MAIN,
    POSTURE_NOTE,
    POSTURE_STYLES,
    POSTURE_WORDS,
    find_threshold,
    list_orders,
    name_order,
    name_state,
    pick,
    start_with_capital,
    write_band,
)
from equipoise.report.drawing import BUILDER, GREY, INK, RIVAL, FigureBlock, draw_band, drawing_style, new_figure, to_svg
from equipoise.report.figures import name_assumed, name_assumed_kills
from equipoise.report.reading import Band, FloatArray, Reading, band, spread
from equipoise.report.shield_names import say_some
from equipoise.report.words import join_words, write_number, write_three
from equipoise.results.table import Table

FORCES = (".forces.", "exchange.weapons_per_aim", "exchange.reserve_share")  # parts of the case that decide what survives
ORDERS_ABREAST = 3
DRAWDOWN_LINES: tuple[tuple[str, str, Any, str], ...] = (
    ("survivors", INK, "-", "survive"),
    ("arriving", RIVAL, (0, (6, 1.8)), "would arrive in a second strike"),
)
ODDS_AT = (1, 10, 100, 500, 1000)
THRESHOLD_STYLE: Any = {"color": GREY, "linewidth": 1.1, "linestyle": (0, (1.5, 2))}


def draw_drawdown(reading: Reading) -> FigureBlock | None:
    """Draw what survives of the struck state against weapons spent on its forces: a panel an order of strike and posture."""
    rows = reading.table("drawdown")
    orders = [o for o in list_orders(reading) if pick(rows, o, "day_to_day") is not None]
    if rows is None or not orders:
        return None
    abreast, table_rows = min(ORDERS_ABREAST, len(orders)), []
    blocks = -(-len(orders) // abreast)
    with drawing_style():
        figure, axes = new_figure(2 * blocks, abreast, 10.4, 5.9 * blocks + 0.5)
        for k, order in enumerate(orders):
            column = axes[2 * (k // abreast) : 2 * (k // abreast) + 2, k % abreast]
            for panel, posture in zip(column, ("day_to_day", "generated"), strict=True):
                table_rows += _draw_drawdown_panel(panel, reading, pick(rows, order, posture), order, posture)
            top = max(panel.get_ylim()[1] for panel in column)
            for panel in column:
                panel.set_ylim(0.0, top)
        for panel in axes.ravel()[[i for i in range(axes.size) if not axes.ravel()[i].lines]]:
            panel.set_axis_off()
        _add_drawdown_legend(figure)
        svg = to_svg(figure, "drawdown")
    curves = [r for r in table_rows if r[3] == "survive"]
    said = say_some([f"{r[0]}, {r[2]}: {r[4]} survive if nothing is spent, {r[-1]} after {r[6]} weapons" for r in curves])
    return FigureBlock(
        "drawdown",
        "What a first strike leaves, weapon by weapon",
        f"Warheads of the struck state that are left (solid), and those that would then arrive in a second strike (dashed), as the striker "
        f"spends more weapons on its forces; in {reading.case.years.assess}. The scale on top of each panel says what the striker has left "
        "of its own alert missile warheads (median). What holds most is struck first, so the curve falls steeply and then flattens; it is "
        f"known at {_count_points(rows)} points of each run and straight between them. A run with no weapons left, or nothing left worth "
        "spending them on (no place gets more than the declared number), stays where it is; the scale ends where half of the runs have "
        "come to that. What is at sea or on the road may be lost with nothing spent, found by other means as the case declares. "
        "The grey dotted line is the number that counts as an assured second strike (median). Lines are medians, bands hold "
        "the middle 90 of 100 runs. Expected values; the limit that the case sets on such a strike is left out. "
        f"{POSTURE_NOTE.split(' ' + chr(39))[0]} {name_assumed(reading, FORCES)}",
        f"Line charts of warheads left against weapons spent. {said}.",
        svg,
        (
            "struck state", "striker", "posture", "warheads that", "at none spent", "at 100 spent", "most spent",
            "the striker then has left", "at the most",
        ),
        tuple(table_rows),
        table_note="Medians over the runs; in brackets the range that holds the middle 90 of 100 runs.",
    )  # fmt: skip


def read_drawdown(rows: Table, column: str, at: FloatArray) -> FloatArray:
    """Read one column of drawdown curves at given numbers of weapons spent: (run, at); a run stays at the most that it can spend."""
    runs, places = np.unique(rows["run"], return_inverse=True)
    out = np.full((len(runs), len(at)), np.nan)
    for i in range(len(runs)):
        own = np.flatnonzero(places == i)
        own = own[np.argsort(rows["spent"][own], kind="stable")]
        out[i] = np.interp(at, rows["spent"][own], rows[column][own])
    return out


def _draw_drawdown_panel(
    panel: Any, reading: Reading, rows: Table | None, order: tuple[str, str], posture: str
) -> list[tuple[str, ...]]:
    if rows is None:
        return []
    striker, struck = (reading.title_of(s) for s in order)
    most = _most_spent(rows)
    ready = float(np.median(rows["own_left"] + rows["spent"]))
    at = np.unique(np.concatenate([np.linspace(0.0, most, 61), np.minimum([100.0], most)]))
    out: list[tuple[str, ...]] = []
    for column, color, style, words in DRAWDOWN_LINES:
        values = read_drawdown(rows, column, at)
        draw_band(panel, at, band(values), color, style)
        cells = [write_band(values[:, at == x]) for x in (0.0, min(100.0, most), most)]
        left = write_number(max(0.0, ready - most))
        at_100 = cells[1] if most > 100.0 else "none"
        out.append((struck, striker, POSTURE_WORDS[posture], words, cells[0], at_100, write_number(most), left, cells[2]))
    panel.axhline(find_threshold(reading, order[1]), **THRESHOLD_STYLE)
    panel.set_title(f"{start_with_capital(name_order(reading, order, 16))}\n{POSTURE_WORDS[posture]}", fontsize=9)
    panel.set_xlim(0.0, max(most, 1.0) * 1.02)
    panel.set_xlabel(f"weapons spent by {name_state(reading, order[0], 18)}")
    panel.set_ylabel(f"warheads of {name_state(reading, order[1], 16)}")
    above = panel.secondary_xaxis("top", functions=(lambda x: ready - x, lambda x: ready - x))
    above.set_xlabel("the striker's alert missile warheads left", fontsize=8, color="#555555")
    for axis in (panel.xaxis, panel.yaxis, above.xaxis):
        axis.set_major_formatter(lambda v, _: f"{v:,.0f}")
    return out


def _count_points(rows: Table) -> int:
    return int(np.max(np.bincount(np.unique(rows["run"], return_inverse=True)[1]))) // max(1, _count_curves(rows))


def _count_curves(rows: Table) -> int:
    return len(set(zip(rows["striker"], rows["retaliator"], rows["posture"], strict=True)))


def _most_spent(rows: Table) -> float:
    runs, places = np.unique(rows["run"], return_inverse=True)
    most = np.zeros(len(runs))
    np.maximum.at(most, places, rows["spent"])
    return float(np.median(most))


def _add_drawdown_legend(figure: Any) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=color, linestyle=style, label=words) for _, color, style, words in DRAWDOWN_LINES]
    handles.append(Line2D([], [], label="counts as an assured second strike", **THRESHOLD_STYLE))
    figure.legend(handles=handles, loc="outside lower center", ncols=3, handlelength=3.2)


def draw_odds(reading: Reading) -> FigureBlock | None:
    """Draw the odds that at least so many warheads arrive, by posture, in the first and the last year: a panel an order of strike."""
    rows, case = reading.history("exchanges", MAIN), reading.case
    orders = [o for o in list_orders(reading) if pick(rows, o, "day_to_day") is not None]
    if rows is None or not orders:
        return None
    table_rows: list[tuple[str, ...]] = []
    lines = -(-len(orders) // 2)
    with drawing_style():
        figure, axes = new_figure(lines, 2, 10.4, 3.4 * lines + 0.8, sharex=True, sharey=True)
        for panel, order in zip(axes.flat, orders, strict=False):
            table_rows += _draw_odds_panel(panel, reading, rows, order)
        axes[0, 0].set_xscale("log")
        axes[0, 0].set_xlim(1.0, 1.15 * max(1000.0, float(np.max(rows["n_arriving_drawn"]))))
        axes[0, 0].xaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
        axes[0, 0].set_ylim(-0.03, 1.03)
        axes[0, 0].yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
        for line in axes:
            line[0].set_ylabel("runs of 100")
        for panel in axes[-1]:
            panel.set_xlabel("at least so many warheads arrive (log scale)")
        _add_odds_legend(figure, rows, case.years.assess, case.years.end)
        svg = to_svg(figure, "odds")
    said = say_some([f"{r[0]}, struck by {r[1]}, {r[2]}, {r[3]}: at least 100 arrive in {r[6]} runs" for r in table_rows])
    return FigureBlock(
        "odds",
        "The odds of retaliation: how likely it is that so many warheads arrive",
        "In how many of 100 runs at least so many warheads of the second strike arrive, after riding out a first strike and through the "
        f"other's shield. Each run is one realisation of one possible world, so a curve holds both ignorance and luck. Thick: "
        f"{case.years.assess}. Thin: {case.years.end}. The grey dotted line is the number that counts as an assured second strike "
        f"(median). {POSTURE_NOTE} {CAPABILITIES} "
        f"{name_assumed(reading, (*FORCES, 'exchange.counterforce', 'exchange.launch', '.assured_threshold'))} "
        f"{name_assumed_kills(reading)}",
        f"Falling curves of odds against the number of arriving warheads. {said}.",
        svg,
        ("state", "striker", "posture", "year", *(f"at least {m:,}" for m in ODDS_AT), "at least what counts as assured"),
        tuple(table_rows),
        table_note="Share of runs. What counts as assured is taken at its median over the runs.",
    )


def read_odds(drawn: FloatArray, at: FloatArray) -> FloatArray:
    """Return the share of runs in which at least so many arrive.

    >>> read_odds(np.array([0.0, 10.0, 20.0, 30.0]), np.array([1.0, 20.0, 31.0])).tolist()
    [0.75, 0.5, 0.0]
    """
    ordered = np.sort(np.asarray(drawn, dtype=np.float64))
    return np.asarray(1.0 - np.searchsorted(ordered, at, side="left") / len(ordered), dtype=np.float64)


def _draw_odds_panel(panel: Any, reading: Reading, rows: Table, order: tuple[str, str]) -> list[tuple[str, ...]]:
    case = reading.case
    out: list[tuple[str, ...]] = []
    threshold = find_threshold(reading, order[1])
    for posture, (color, style, marker) in POSTURE_STYLES.items():
        for year, width in ((case.years.assess, 2.0), (case.years.end, 0.9)):
            found = pick(rows, order, posture, year)
            if found is None:
                continue
            drawn = np.asarray(found["n_arriving_drawn"], dtype=np.float64)
            at = np.unique(np.round(np.geomspace(1.0, max(2.0, float(np.max(drawn)) + 1.0), 240)))
            panel.plot(at, read_odds(drawn, at), color=color, linestyle=style, linewidth=width)
            spots = (0.9, 0.5, 0.1)
            where = np.sort(drawn)[[len(drawn) - int(np.ceil(s * len(drawn))) for s in spots]]  # the most that so many runs reach
            look: Any = {"color": color, "marker": marker, "markerfacecolor": color if width > 1.0 else "white"}
            panel.plot(np.where(where >= 1.0, where, np.nan), spots, linestyle="none", markersize=5.0, markeredgewidth=0.9, **look)
            cells = (write_number(x, "share") for x in read_odds(drawn, np.array([*ODDS_AT, threshold], dtype=np.float64)))
            out.append((reading.title_of(order[1]), reading.title_of(order[0]), POSTURE_WORDS[posture], str(year), *cells))
    panel.axvline(threshold, **THRESHOLD_STYLE)
    panel.set_title(start_with_capital(name_order(reading, order, 24)))
    return out


def _add_odds_legend(figure: Any, rows: Table, first: int, last: int) -> None:
    from matplotlib.lines import Line2D

    found = set(rows["posture"])
    handles = []
    for posture, (color, style, marker) in POSTURE_STYLES.items():
        for year, width, face in ((first, 2.0, color), (last, 0.9, "white")):
            if posture in found:
                look: Any = {"color": color, "linestyle": style, "linewidth": width, "marker": marker, "markerfacecolor": face}
                handles.append(Line2D([], [], markersize=5.0, label=f"{POSTURE_WORDS[posture]}, {year}", **look))
    handles.append(Line2D([], [], label="counts as assured", **THRESHOLD_STYLE))
    figure.legend(handles=handles, loc="outside lower center", ncols=-(-len(handles) // 2), handlelength=4.5)


def draw_surface(reading: Reading) -> FigureBlock | None:
    """Draw stability over the size of both shields as a map of cells, and along its diagonal as lines."""
    rows, case = reading.table("surface"), reading.case
    if rows is None:
        return None
    a, b = str(rows["state_a"][0]), str(rows["state_b"][0])
    titles = [name_state(reading, s, 20) for s in (a, b)]
    sizes, median = read_surface(rows)
    diagonal = rows.where(engagements_a=sizes[0], engagements_b=sizes[0])
    if not diagonal.n_rows:
        return None
    where = {(s, y): _find_own_shield(reading, s, other, y) for s, other in ((a, b), (b, a)) for y in (case.years.assess, case.years.end)}
    with drawing_style():
        from matplotlib.figure import Figure

        figure = Figure(figsize=(10.4, 5.9), layout="constrained")
        axes = figure.subplot_mosaic([["map", "index"], ["map", "strike"]], width_ratios=[1.45, 1.0])
        _draw_cells(axes["map"], sizes, median, titles)
        _mark_own_shields(axes["map"], sizes, where, (a, b))
        bands = _draw_diagonal(axes, rows, sizes, titles)
        _add_surface_legend(figure, axes["map"], where, titles)
        svg = to_svg(figure, "surface")
    index = bands["kent_thaler"]
    said = [f"both shields {size:,.0f}: {write_three(index.low[j], index.median[j], index.high[j])}" for j, size in enumerate(sizes)]
    return FigureBlock(
        "surface",
        "From no shields to large ones: where stability dips, and whether it comes back",
        "First-strike stability (index of Kent and Thaler: 1 no pull to strike first, lower a stronger pull) in "
        f"{case.years.assess}, day to day, with shields of every size set in the place of the real ones. Left: medians over "
        f"{len(np.unique(rows['run']))} runs, darker is less stable. Right: both shields alike. {_say_dip(sizes, median, index, titles)} "
        "Where a shield can just deal with a second strike but not with a first, whoever strikes first gains most; where each can deal "
        "with a first strike, nobody gains. Steps of size are uneven. These shields are abstract: each stops a weapon that it takes on "
        f"with probability {P_STOP:g} (assumption), of any class. Real ones stop far fewer: {_say_own_shields(reading, where)}. Triangles "
        f"at the edges of the map mark how large an abstract shield would stop as many. {CAPABILITIES} "
        f"{name_assumed(reading, (*FORCES, 'exchange.value', 'exchange.counterforce'))} {name_assumed_kills(reading)}",
        f"Map of {len(sizes)} by {len(sizes)} cells and line charts. Median index and 90 % band along the diagonal: {say_some(said, 11)}.",
        svg,
        (f"shield of {titles[0]}: weapons it can take on", *(f"shield of {titles[1]}: {s:,.0f}" for s in sizes)),
        _write_surface(sizes, median, bands, titles),
        table_note="First rows: median index. Last rows: both shields of the size at the head of the column; in brackets the range that "
        "holds the middle 90 of 100 runs.",
    )  # fmt: skip


def _say_dip(sizes: FloatArray, median: FloatArray, index: Band, titles: list[str]) -> str:
    low = int(np.argmin(index.median))
    i, j = (int(x) for x in np.unravel_index(int(np.nanargmin(median)), median.shape))
    first, least, last, worst = (write_number(float(x)) for x in (index.median[0], index.median[low], index.median[-1], median[i, j]))
    return (
        f"With both alike the median is {first} without shields, least ({least}) where each can take on {sizes[low]:,.0f} weapons, and "
        f"{last} where each can take on {sizes[-1]:,.0f}; on the whole map it is least ({worst}) where the shield of {titles[0]} can take "
        f"on {sizes[i]:,.0f} and that of {titles[1]} {sizes[j]:,.0f}."
    )


def _write_surface(sizes: FloatArray, median: FloatArray, bands: dict[str, Band], titles: list[str]) -> tuple[tuple[str, ...], ...]:
    out = [(f"{s:,.0f}", *(write_number(float(x)) for x in median[i])) for i, s in enumerate(sizes)]
    names = {"kent_thaler": "index", "arriving_a": f"second strike of {titles[0]}", "arriving_b": f"second strike of {titles[1]}"}
    for column, words in names.items():
        b = bands[column]
        out.append((f"both alike, {words}", *(write_three(b.low[j], b.median[j], b.high[j]) for j in range(len(sizes)))))
    return tuple(out)


def read_surface(rows: Table) -> tuple[FloatArray, FloatArray]:
    """Return the sizes of shields and the median index by (size of a, size of b)."""
    sizes, i = np.unique(rows["engagements_a"], return_inverse=True)
    _, j = np.unique(rows["engagements_b"], return_inverse=True)
    median = np.full((len(sizes), len(sizes)), np.nan)
    for x in range(len(sizes)):
        for y in range(len(sizes)):
            own = rows["kent_thaler"][(i == x) & (j == y)]
            if len(own):
                median[x, y] = np.median(own)
    return np.asarray(sizes, dtype=np.float64), median


def _find_own_shield(reading: Reading, owner: str, other: str, year: int) -> float:
    """Find the mean number of second-strike weapons that a state's own shield stops, day to day; NaN if unknown."""
    found = pick(reading.history("exchanges", MAIN), (owner, other), "day_to_day", year)
    return float(np.mean(found["n_intercepted"])) if found is not None else float("nan")


def _say_own_shields(reading: Reading, where: dict[tuple[str, int], float]) -> str:
    known = {k: write_number(round(n)) for k, n in where.items() if np.isfinite(n)}
    said = [f"the shield of {name_state(reading, state)} {n} in {year}" for (state, year), n in known.items()]
    return f"of a second strike, on average, {join_words(said)}" if said else "this run does not say how many"


def _draw_cells(panel: Any, sizes: FloatArray, median: FloatArray, titles: list[str]) -> None:
    panel.pcolormesh(np.ma.masked_invalid(median), cmap="Greys_r", vmin=-0.45, vmax=1.0, edgecolors="#bbbbbb", linewidth=0.4)
    for x in range(len(sizes)):
        for y in range(len(sizes)):
            if np.isfinite(median[x, y]):
                color = "white" if median[x, y] < 0.42 else INK
                panel.text(y + 0.5, x + 0.5, f"{median[x, y]:.2f}", ha="center", va="center", fontsize=7.2, color=color)
    names = [f"{s:,.0f}" for s in sizes]
    panel.set_xticks(np.arange(len(sizes)) + 0.5, names, rotation=60)
    panel.set_yticks(np.arange(len(sizes)) + 0.5, names)
    panel.grid(False)
    panel.tick_params(length=0)
    panel.set_xlabel(f"weapons that the shield of {titles[1]} can take on")
    panel.set_ylabel(f"weapons that the shield of {titles[0]} can take on")
    panel.set_title("stability index, median", pad=17)


def _mark_own_shields(panel: Any, sizes: FloatArray, where: dict[tuple[str, int], float], pair: tuple[str, str]) -> None:
    years = sorted({y for _, y in where})
    for (state, year), stopped in where.items():
        if np.isfinite(stopped):
            place = float(np.interp(stopped / P_STOP, sizes, np.arange(len(sizes)) + 0.5))
            side = state == pair[0]
            spot, marker, color = ((len(sizes) + 0.16, place), "<", BUILDER) if side else ((place, len(sizes) + 0.16), "v", RIVAL)
            panel.plot(*spot, marker=marker, color=color, markersize=7, clip_on=False,
                       markerfacecolor="white" if year == years[0] else color)  # fmt: skip
    panel.set_xlim(0.0, len(sizes))
    panel.set_ylim(0.0, len(sizes))


def _draw_diagonal(axes: Any, rows: Table, sizes: FloatArray, titles: list[str]) -> dict[str, Band]:
    alike = Table(rows.schema, {n: c[rows["engagements_a"] == rows["engagements_b"]] for n, c in rows.columns.items()})
    places = np.arange(len(sizes), dtype=np.float64)
    bands = {c: band(spread(alike, c, "engagements_a")[1]) for c in ("kent_thaler", "arriving_a", "arriving_b")}
    draw_band(axes["index"], places, bands["kent_thaler"], INK, "-")
    axes["index"].plot(places, bands["kent_thaler"].median, color=INK, marker="o", markersize=4, linestyle="none")
    axes["index"].set_ylim(-0.03, 1.05)
    axes["index"].set_title("stability index, both shields alike")
    looks: tuple[tuple[str, str, Any, str], ...] = (("arriving_a", BUILDER, "-", "o"), ("arriving_b", RIVAL, (0, (6, 1.8)), "s"))
    for (column, color, style, marker), title in zip(looks, titles, strict=True):
        draw_band(axes["strike"], places, bands[column], color, style)
        axes["strike"].plot(places, bands[column].median, color=color, linestyle=style, marker=marker, markersize=4, label=title)
    axes["strike"].set_ylim(0.0, 1.3 * axes["strike"].get_ylim()[1])  # room for the legend
    axes["strike"].set_title("second strike that arrives, both shields alike")
    axes["strike"].legend(loc="upper right", ncols=2)
    names = [f"{s:,.0f}" for s in sizes]
    axes["index"].set_xticks(places, [""] * len(names))
    axes["strike"].set_xticks(places, names, rotation=60)
    axes["strike"].set_xlabel("weapons that each shield can take on")
    return bands


def _add_surface_legend(figure: Any, panel: Any, where: dict[tuple[str, int], float], titles: list[str]) -> None:
    from matplotlib.lines import Line2D

    years = sorted({y for _, y in where})
    handles = []
    for title, marker, color in zip(titles, ("<", "v"), (BUILDER, RIVAL), strict=True):
        for year, face in zip(years, ("white", color), strict=True):
            label = f"shield of {title}, {year}"
            handles.append(Line2D([], [], linestyle="none", marker=marker, color=color, markerfacecolor=face, markersize=7, label=label))
    if any(np.isfinite(n) for n in where.values()):
        figure.legend(handles=handles, loc="outside lower center", ncols=4)
