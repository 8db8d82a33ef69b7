"""Draw flights, second strikes and drivers; say which numbers behind a figure are assumptions."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.report.balance_names import MAIN, POSTURE_NOTE, POSTURE_WORDS, list_orders, name_order, pick
from equipoise.report.drawing import (
    BUILDER,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    RIVAL,
    FigureBlock,
    add_legend,
    draw_whisker,
    drawing_style,
    new_figure,
    set_count_axis,
    set_log_axis,
    to_svg,
)
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.shield_names import say_some
from equipoise.report.words import join_words, shorten, wrap, write_number, write_three
from equipoise.results.table import Table
from equipoise.scenario.case import ThreatFlight
from equipoise.scenario.inputs import walk_numbers

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG 1980; arcs on a sphere are good to 0.6 % here


def name_assumed_kills(reading: Reading) -> str:
    """Say which kill probabilities of the case are assumptions, and that no test record exists for the glide and boost phases."""
    case = reading.case
    layers = [*(x for a in case.actors for x in a.shield), *(x for a in case.architectures for x in a.layers)]
    found: dict[str, list[str]] = {}
    for layer in layers:
        for threat in case.threat_classes:
            number, name = layer.p_ssk(threat), (layer.title or layer.id).split(",")[0]
            if number is not None and number.basis == "A" and name not in found.setdefault(threat, []):
                found[threat].append(name)
    phases = ["in the glide phase"] if any(x.p_ssk("glider") is not None for x in layers) else []
    phases += ["in boost"] if any(x.in_boost for x in layers) else []
    record = f" No public test record exists for kills {' or '.join(phases)}; those numbers are wide assumptions." if phases else ""
    said = "; ".join(f"against {threat} weapons: {join_words(names)}" for threat, names in found.items() if names)
    if not said:
        return f"Every kill probability behind this figure has a source.{record}"
    return f"Kill probabilities that are assumptions, not measurements: {said}.{record}"


def name_assumed(reading: Reading, heads: tuple[str, ...]) -> str:
    """Name the kinds of assumption below some parts of the case, in a sentence (constants of the Earth aside)."""
    numbers = [
        (p, n) for p, _, _, n in walk_numbers(reading.case) if any(h in p for h in heads) and ".earth." not in p and not p.endswith(".at")
    ]
    assumed = [p for p, n in numbers if n.basis == "A"]
    if not assumed:
        return ""
    kinds: list[str] = []
    for path in assumed:
        word = path.rsplit(".", 1)[-1].replace("_", " ")
        if word not in kinds:
            kinds.append(word)
    return f"Inputs here that are assumptions: {join_words(kinds, 10)}."


def draw_trajectories(reading: Reading) -> FigureBlock | None:
    """Draw altitude against ground range and against time, for one run of each representative flight."""
    samples = reading.table("samples")
    if samples is None:
        return None
    run = int(np.min(samples["run"]))
    samples = samples.where(run=run)
    threats = [t for t in reading.case.flights if samples.where(flight=t.id).n_rows]
    if not threats:
        return None
    with drawing_style():
        figure, axes = new_figure(1, 2, 10.4, 4.3, sharey=True)
        for threat in threats:
            rows = samples.where(flight=threat.id)
            color = BUILDER if threat.owner == reading.case.builder.id else RIVAL
            style = {"glider": "-", "ballistic": (0, (5, 2))}.get(threat.threat_class, (0, (1, 1.2)))
            label = shorten(f"{reading.title_of(threat.owner)}: {threat.threat_class} ({threat.id})", 46)
            altitude_km = np.maximum(rows["altitude_m"], 1.0) / 1000.0
            axes[0, 0].plot(measure_ground_range_m(rows) / 1000.0, altitude_km, color=color, linestyle=style, label=label)
            axes[0, 1].plot(rows["t_s"] / 60.0, altitude_km, color=color, linestyle=style)
        set_log_axis(axes[0, 0], "y")
        axes[0, 0].set_ylim(8.0, None)
        axes[0, 0].set_ylabel("altitude, km (log scale)")
        axes[0, 0].set_xlabel("distance over ground, km")
        axes[0, 1].set_xlabel("time, minutes")
        for panel in axes[0]:
            panel.set_xlim(0.0, None)
            panel.xaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
            panel.axhline(100.0, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
        axes[0, 0].annotate(
            "edge of space, 100 km",
            (0.22, 100.0),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            fontsize=7.5,
            color=GREY,
        )
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, "flights")
    rows_out = _flight_rows(reading, threats)
    said = "; ".join(f"{r[0]} peaks at {r[3]} km and covers {r[4]} km in {r[5]} minutes" for r in rows_out)
    return FigureBlock(
        "flights",
        "How the weapons fly",
        f"Representative flights of run {run}: height above the ground against distance (left) and time (right). Heights are on a "
        "logarithmic scale, because gliders stay below 100 km while ballistic warheads go many times higher. A flight starts where the "
        "case starts it "
        f"(after its boost). {name_assumed(reading, ('flights.',))}",
        f"Two line charts of altitude, by distance and by time. Medians over the runs: {said}.",
        svg,
        ("flight", "state", "class", "peak altitude, km", "distance, km", "time, min", "speed at the end, km/s", "how it ended"),
        rows_out,
    )


def measure_ground_range_m(rows: Table) -> FloatArray:
    """Add up the arcs over ground between samples, on a sphere."""
    lat, lon = np.radians(rows["latitude_deg"]), np.radians(rows["longitude_deg"])
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    steps = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return np.concatenate([[0.0], np.cumsum(steps)])


def _flight_rows(reading: Reading, threats: list[ThreatFlight]) -> tuple[tuple[str, ...], ...]:
    flights = reading.table("flights")
    out = []
    for threat in threats:
        rows = flights.where(flight=threat.id) if flights is not None else None
        if rows is None or not rows.n_rows:
            continue
        cells = []
        for column, scale in (("apogee_m", 1e-3), ("ground_range_m", 1e-3), ("t_end_s", 1 / 60), ("speed_end_m_s", 1e-3)):
            b = band(rows[column] * scale)
            cells.append(write_three(b.low[0], b.median[0], b.high[0]))
        names, counts = np.unique(rows["status"].astype(str), return_counts=True)
        ended = ", ".join(f"{n} ({c})" for n, c in zip(names, counts, strict=True))
        out.append((threat.id, reading.title_of(threat.owner), threat.threat_class, *cells, ended))
    return tuple(out)


STRIKE_COLUMNS = (
    ("n_survivors", "survive the first strike"),
    ("n_arriving", "arrive"),
    ("n_arriving_no_gliders", "arrive, had they no gliders"),
    ("n_launched", "arrive, had the other no shield"),
)


def draw_second_strike(reading: Reading) -> FigureBlock | None:
    """Draw surviving and arriving weapons in the first and the last year: a line of panels an order of strike, a panel a posture."""
    case = reading.case
    rows = reading.history("exchanges", MAIN)
    orders = [o for o in list_orders(reading) if pick(rows, o, "day_to_day") is not None]
    if rows is None or not orders:
        return None
    postures = [p for p in POSTURE_WORDS if any(pick(rows, o, p) is not None for o in orders)]
    other = reading.history("exchanges", "neorealist/no-counter-shield")
    years = (case.years.assess, case.years.end)
    labels = [words for _, words in STRIKE_COLUMNS] + (["arrive, had no counter-shield been built"] if other is not None else [])
    table_rows: list[tuple[str, ...]] = []
    with drawing_style():
        figure, axes = new_figure(len(orders), len(postures), 10.4, 2.4 * len(orders) + 0.6, sharey=True, sharex="row")
        for line, order in zip(axes, orders, strict=True):
            for panel, posture in zip(line, postures, strict=True):
                table_rows += _draw_strike_panel(panel, reading, (rows, other), order, posture, labels)
                panel.set_title(f"\n\n{POSTURE_WORDS[posture]}")  # empty lines leave room for the words above the line of panels
            head = line[0].annotate(
                f"Second strike of {name_order(reading, order, 30)}", (0.0, 1.0), xytext=(0, 22), xycoords="axes fraction",
                textcoords="offset points", fontsize=10, fontweight="bold",
            )  # fmt: skip
            head.set_in_layout(False)
            set_count_axis(line[0], "x")
        for panel in axes[-1]:
            panel.set_xlabel("weapons")
        axes[0, 0].set_yticks(range(len(labels)), [wrap(x, 26, 2) for x in labels])
        axes[0, 0].set_ylim(len(labels) - 0.5, -0.5)
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, "strike")
    said = say_some([f"{r[0]}, struck by {r[1]}, {r[2]}, {r[3]}: {r[5]}" for r in table_rows if r[4] == labels[1]], 12)
    return FigureBlock(
        "strike",
        "What a second strike could still deliver",
        "Weapons that survive a first strike and those that then arrive through the other's shield, in three postures; capabilities-only "
        f"history. {POSTURE_NOTE} Open circles: {years[0]}. Filled squares: {years[1]}. Whiskers hold the middle 90 of 100 runs. "
        "'Had they no gliders' and 'had the other no shield' change that alone; 'had no counter-shield been built' is another "
        "history, race included. "
        f"{name_assumed(reading, ('.forces.', 'exchange.w', 'exchange.counterforce', 'exchange.reserve'))} {name_assumed_kills(reading)}",
        f"Dot-and-whisker chart of weapons. Arriving weapons, median and 90 % band: {said}.",
        svg,
        ("state", "striker", "posture", "year", "weapons that", "median (middle 90 of 100)"),
        tuple(table_rows),
    )


def _draw_strike_panel(
    panel: Any, reading: Reading, tables: tuple[Table, Table | None], order: tuple[str, str], posture: str, labels: list[str]
) -> list[tuple[str, ...]]:
    rows, other = tables
    years = (reading.case.years.assess, reading.case.years.end)
    out: list[tuple[str, ...]] = []
    for year, offset, color, marker in zip(years, (-0.17, 0.17), (GREY, INK), ("o", "s"), strict=True):
        for j, (words, column) in enumerate(zip(labels, (*(c for c, _ in STRIKE_COLUMNS), "n_arriving"), strict=False)):
            found = pick(rows if j < len(STRIKE_COLUMNS) else other, order, posture, year)
            if found is not None:
                b = band(found[column])
                draw_whisker(panel, j + offset, b, color, marker, f"in {year}" if j == 0 else "", open_=year == years[0])
                names = (reading.title_of(order[1]), reading.title_of(order[0]), POSTURE_WORDS[posture], str(year), words)
                out.append((*names, write_three(b.low[0], b.median[0], b.high[0])))
    panel.xaxis.get_major_locator().set_params(nbins=5)
    return out


def draw_drivers(reading: Reading) -> FigureBlock | None:
    """Draw how strongly the named inputs move each answer."""
    rows = []
    for key, answer in sorted(reading.run.answers.items()):
        rows += [(key.upper(), answer.title, d) for d in answer.drivers]
    if not rows:
        return None
    with drawing_style():
        figure, axes = new_figure(1, 1, 10.4, 0.235 * len(rows) + 1.1)
        panel = axes[0, 0]
        for j, (_, _, d) in enumerate(rows):
            color = ORANGE if d.basis == "A" else PURPLE
            panel.barh(
                j,
                d.rank_correlation,
                color=color if d.is_clear else "none",
                edgecolor=color,
                height=0.62,
                hatch="" if d.is_clear else "////",
                linewidth=1.0,
            )
        panel.axvline(0.0, color=INK, linewidth=0.8)
        panel.set_yticks(range(len(rows)), [f"{shorten(d.label, 62)}   {q}" for q, _, d in rows])
        panel.set_ylim(len(rows) - 0.4, -0.6)
        reach = max(0.3, 1.1 * max(abs(d.rank_correlation) for *_, d in rows))
        panel.set_xlim(-reach, reach)
        panel.set_xlabel("rank correlation with the answer over the runs")
        panel.grid(False, axis="y")
        from matplotlib.patches import Patch

        handles = [
            Patch(color=ORANGE, label="assumption"),
            Patch(color=PURPLE, label="sourced"),
            Patch(facecolor="none", edgecolor=INK, hatch="////", label="could be chance"),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=3)
        svg = to_svg(figure, "drivers")
    said = "; ".join(f"{q}: {d.label} {d.rank_correlation:+.2f}" for q, _, d in rows[:: max(1, len(rows) // 8)])
    table = tuple(
        (
            f"{q} {t}",
            d.label,
            f"{d.rank_correlation:+.2f}",
            "assumption" if d.basis == "A" else "sourced",
            "yes" if d.is_clear else "could be chance",
        )
        for q, t, d in rows
    )
    return FigureBlock(
        "drivers",
        "Which inputs move the answers",
        "Spearman's rank correlation between an input and an answer over the runs: +1 rises with it, -1 falls. Hatched bars are no "
        "larger than chance would "
        "give for so many inputs and runs. Inputs without a range cannot show here, however much they matter.",
        f"Bar chart of rank correlations. {said}.",
        svg,
        ("answer", "input", "rank correlation", "basis", "clear"),
        table,
    )


def write_years(values: FloatArray, unit: str = "") -> str:
    """Write a median with its band for one year's values."""
    b = band(values)
    return write_three(b.low[0], b.median[0], b.high[0], unit) if np.isfinite(b.median[0]) else write_number(None)
