"""Draw what sensors hold of a flight along its way, and what happened in one engagement, event by event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from equipoise.report.drawing import GREEN, GREY, INK, ORANGE, PURPLE, RIVAL, FigureBlock, drawing_style, new_figure, set_log_axis, to_svg
from equipoise.report.figures import name_assumed, name_assumed_kills
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.shield_names import (
    CLASS_WORDS,
    SHIELD_STYLES,
    group_rows,
    list_classes,
    list_layers,
    list_shields,
    name_layer,
    name_shield,
    say_some,
    style_shield,
    take_group,
)
from equipoise.report.words import shorten, write_number, write_three
from equipoise.results.table import Table

TRACK_KEY = ("defender", "threat_class", "flight", "shield")

STATES: tuple[tuple[str, str, float, str, str], ...] = (  # state, colour, height of the bar, hatch, words
    ("firm", GREEN, 0.78, "", "firm track"),
    ("coasting", ORANGE, 0.5, "////", "coasting: not seen, foretold"),
    ("tentative", "#56B4E9", 0.28, "", "tentative: seen, not yet firm"),
    ("none", "#9A9A9A", 0.05, "", "no track"),
)

LAUNCH, HIT, MISS, WASTED, THROUGH = "launch", "hit", "miss", "wasted on a decoy or a dead weapon", "gets through"
MARKS: tuple[tuple[tuple[str, ...], str, str, str, bool], ...] = (  # events, in words, marker, colour, is filled
    (("comes into the raid", "can be shot at", "decoy taken for a warhead"), "comes in, or can be shot at", "D", GREY, False),
    (("launch",), LAUNCH, "^", INK, True),
    (("hit",), HIT, "o", GREEN, True),
    (("miss",), MISS, "x", RIVAL, True),
    (("decoy destroyed", "shot wasted"), WASTED, "o", GREY, False),
    (("judged killed", "left alone"), "judged killed", "s", PURPLE, True),
    (("judged alive",), "judged alive", "s", PURPLE, False),
    (
        ("not engaged", "shot held back", "shot waits", "no second shot", "layer does not work", "decoy ignored"),
        "not shot at, or kept waiting", "v", ORANGE, False,
    ),
    (("gets through",), THROUGH, "X", RIVAL, True),
)  # fmt: skip
OTHER = ("something else, see the table", ".", INK, True)
LANES = 16


@dataclass(frozen=True)
class Cell:
    """Name one flight whose track is drawn: who defends, class and flight, and the shields that watch it."""

    defender: str
    threat_class: str
    flight: str
    shields: tuple[str, ...]


def list_spells(t_s: FloatArray, state: Any) -> list[tuple[str, float, float]]:
    """List the spells of one state along a track: state, start and end; each sample holds until the next.

    >>> list_spells(np.array([0.0, 10.0, 20.0, 30.0]), np.array(["none", "firm", "firm", "none"]))
    [('none', 0.0, 10.0), ('firm', 10.0, 30.0), ('none', 30.0, 30.0)]
    """
    names = np.asarray(state).astype(str)
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
    ends = np.r_[t_s[starts[1:]], t_s[-1:]]
    return [(str(names[i]), float(t_s[i]), float(end)) for i, end in zip(starts, ends, strict=True)]


def draw_custody(reading: Reading) -> FigureBlock | None:
    """Draw altitude, state of the track and its error along each class of flight, for every shield, in one run."""
    points = reading.table("track_points")
    if points is None:
        return None
    run = int(np.min(points["run"]))
    cells = _list_cells(reading, points)
    if not cells:
        return None
    classes, defenders = list_classes(c.threat_class for c in cells), [a.id for a in (reading.case.builder, reading.case.rival)]
    defenders = [d for d in defenders if any(c.defender == d for c in cells)]
    most = max(len(c.shields) for c in cells)
    with drawing_style():
        from matplotlib.figure import Figure

        unit = (1.05, 0.17 * most + 0.1, 1.25)
        figure = Figure(figsize=(10.4, len(classes) * (sum(unit) + 0.75) + 0.9), layout="constrained")
        grid = figure.add_gridspec(3 * len(classes), len(defenders), height_ratios=unit * len(classes))
        for i, threat in enumerate(classes):
            for j, defender in enumerate(defenders):
                cell = next((c for c in cells if (c.defender, c.threat_class) == (defender, threat)), None)
                if cell is not None:
                    panels = [figure.add_subplot(grid[3 * i, j])]
                    panels += [figure.add_subplot(grid[3 * i + k, j], sharex=panels[0]) for k in (1, 2)]
                    _draw_cell(panels, reading, points, cell, run, is_left=j == 0)
        _add_track_legend(figure, reading, sorted({s for c in cells for s in c.shields}, key=list_shields(reading).index))
        svg = to_svg(figure, "custody")
    rows = _track_rows(reading, cells, run)
    said = say_some([f"{r[3]}, {r[0]} at {r[1]}: under firm track {r[5]} of the way, first at {r[4]} s" for r in rows])
    return FigureBlock(
        "custody",
        "What the sensors hold: coverage and custody along a flight",
        f"Run {run}. Above: height of the weapon. Middle: state of the track of each shield's sensors, by height and colour of the bar; "
        "gaps show as a thin line. Below: standard error of position of that track (log scale); the grey band spans the errors that the "
        "interceptors facing this class can still make up (their divert, smallest to largest layer). Shields whose errors agree share "
        "one line, that of the first of them. Cross-sections, infrared "
        "brightness and most sensor numbers are open estimates; none is a measurement of these weapons. "
        f"{name_assumed(reading, ('.sensors.', 'cross_section', 'brightness', 'cold_intensity', '.divert'))}",
        f"Charts along the time of flight for {len(cells)} flights. {said}.",
        svg,
        (
            "class", "defender", "flight", "shield", "first firm track, s", "share of the way under firm track", "gaps", "longest gap, s",
            "error under firm track, m", f"held by, in run {run}", f"why not, in run {run}",
        ),
        rows,
        table_note="Medians over the runs; in brackets the range that holds the middle 90 of 100 runs.",
    )  # fmt: skip


def _list_cells(reading: Reading, points: Table) -> list[Cell]:
    """List one flight for each class and defender (the first that has points), in the order of the case."""
    groups, order = group_rows(points, *TRACK_KEY), list_shields(reading)
    out: list[Cell] = []
    for flight in reading.case.flights:
        for actor in (reading.case.builder, reading.case.rival):
            shields = tuple(s for s in order if (actor.id, flight.threat_class, flight.id, s) in groups)
            if shields and not any((c.defender, c.threat_class) == (actor.id, flight.threat_class) for c in out):
                out.append(Cell(actor.id, flight.threat_class, flight.id, shields))
    return out


def _draw_cell(panels: list[Any], reading: Reading, points: Table, cell: Cell, run: int, *, is_left: bool) -> None:
    top, middle, low = panels
    drawn: list[FloatArray] = []
    top.set_title(f"{CLASS_WORDS.get(cell.threat_class, cell.threat_class)} at {shorten(reading.title_of(cell.defender), 22)}")
    top.plot(*_read_height(reading, points, cell, run), color=INK)
    top.set_ylim(0.0, None)
    top.set_yticks([t for t in top.get_yticks() if t >= 0.0][:: max(1, len(top.get_yticks()) // 4)])
    top.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
    for y, shield in enumerate(cell.shields):
        rows = _read_points(points, cell, shield, run)
        t = rows["t_s"] / 60.0
        if not len(t):
            continue
        spells = list_spells(t, rows["state"])
        for state, color, height, hatch, _ in STATES:
            bars = [(a, b - a) for name, a, b in spells if name == state and b > a]
            middle.broken_barh(bars, (y + 0.39 - height, height), facecolor=color, edgecolor="white", hatch=hatch, linewidth=0.0)
        error = np.where(rows["error_m"] > 0.0, rows["error_m"], np.nan)
        if not any(len(old) == len(error) and np.allclose(old, error, rtol=0.05, equal_nan=True) for old in drawn):
            drawn.append(error)
            color, style, _ = style_shield(reading, shield)
            low.plot(t, error, color=color, linestyle=style, linewidth=1.3)
    middle.set_ylim(len(cell.shields) - 0.5, -0.55)
    names = [name_shield(s, 27) if is_left else "" for s in cell.shields]
    middle.set_yticks(range(len(names)), names, fontsize=7.2)
    middle.tick_params(axis="y", length=0)
    middle.grid(False, axis="y")
    divert = _span_divert(reading, cell)
    if divert is not None:
        low.axhspan(*divert, color="#bdbdbd", alpha=0.45, linewidth=0.0, zorder=0)
    set_log_axis(low, "y")
    low.minorticks_off()
    if is_left:
        top.set_ylabel("height, km")
        low.set_ylabel("error, m")
    low.set_xlabel("time, minutes")
    for panel in (top, middle):
        panel.tick_params(labelbottom=False)


def _read_points(points: Table, cell: Cell, shield: str, run: int) -> Table:
    index = group_rows(points, *TRACK_KEY)[(cell.defender, cell.threat_class, cell.flight, shield)]
    rows = points.take(index[points["run"][index] == run])
    return rows.take(np.argsort(rows["t_s"], kind="stable"))


def _read_height(reading: Reading, points: Table, cell: Cell, run: int) -> tuple[FloatArray, FloatArray]:
    """Read time (minutes) and height (km) of a flight: true where samples of the run are kept, else as believed."""
    rows = take_group(reading.table("samples"), ("flight",), (cell.flight,))
    if rows is not None and np.any(rows["run"] == run):
        rows = rows.where(run=run)
        return rows["t_s"] / 60.0, rows["altitude_m"] / 1e3
    rows = _read_points(points, cell, cell.shields[0], run)
    radius = np.sqrt(rows["x_ecef_m"] ** 2 + rows["y_ecef_m"] ** 2 + rows["z_ecef_m"] ** 2)
    return rows["t_s"] / 60.0, (radius - 6_371_008.8) / 1e3


def _span_divert(reading: Reading, cell: Cell) -> tuple[float, float] | None:
    """Return the smallest and largest divert (m) among the layers of the drawn shields that engage the class."""
    layers = [x for s in cell.shields for x in list_layers(reading, cell.defender, s) if x.p_ssk(cell.threat_class) is not None]
    values = [x.divert.central for x in layers if x.divert.central > 0.0]
    if not values:
        return None
    return (0.9 * min(values), 1.1 * max(values)) if max(values) < 1.2 * min(values) else (min(values), max(values))


def _add_track_legend(figure: Any, reading: Reading, shields: list[str]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [Patch(facecolor=c, hatch=h, edgecolor="white", linewidth=0.0, label=w) for _, c, _, h, w in STATES]
    handles.append(Patch(facecolor="#bdbdbd", alpha=0.45, label="error the interceptors make up"))
    for shield in shields:
        color, style, _ = style_shield(reading, shield)
        handles.append(Line2D([], [], color=color, linestyle=style, linewidth=1.3, label=name_shield(shield)))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, handlelength=3.2)


def _track_rows(reading: Reading, cells: list[Cell], run: int) -> tuple[tuple[str, ...], ...]:
    out = []
    for cell in cells:
        for shield in cell.shields:
            key = (cell.defender, cell.threat_class, cell.flight, shield)
            tracks, custody = (take_group(reading.table(n), TRACK_KEY, key) for n in ("tracks", "custody"))
            names = (
                CLASS_WORDS.get(cell.threat_class, cell.threat_class), reading.title_of(cell.defender), cell.flight,
                reading.shield_title(shield),
            )  # fmt: skip
            if tracks is None:
                out.append((*names, *["none"] * 7))
                continue
            cells_ = []
            for column in ("t_track_s", "custody_fraction", "n_gaps", "longest_gap_s", "track_error_m"):
                b, unit = band(np.asarray(tracks[column], dtype=np.float64)), "share" if column == "custody_fraction" else ""
                cells_.append(write_three(b.low[0], b.median[0], b.high[0], unit) if np.isfinite(b.median[0]) else write_number(None))
            held = [str(x) for x in custody.where(run=run)["holders"]] if custody is not None else []
            why = [str(x) for x in tracks.where(run=run)["reason"]]
            out.append((*names, *cells_, "; ".join(dict.fromkeys(held)) or "nobody", "; ".join(w for w in why if w) or "held to the end"))
    return tuple(out)


def draw_timeline(reading: Reading) -> FigureBlock | None:
    """Draw one small raid as its event log: a lane for each weapon or decoy, a mark for each event."""
    events = reading.table("events")
    if events is None:
        return None
    run, defender, shield, threat = _choose_raid(reading, events)
    rows = events.where(run=run, defender=defender, shield=shield, threat_class=threat)
    rows = rows.take(np.lexsort((rows["weapon"], rows["t_s"])))
    weapons = sorted({int(w) for w in rows["weapon"]})
    lanes = {w: _name_lane(rows, w) for w in weapons}
    table_rows = tuple(
        (f"{r['t_s'] / 60.0:.2f}", lanes[r["weapon"]], _name_layer(reading, defender, shield, r["layer"]), r["event"], r["why"])
        for r in rows.rows()
    )
    with drawing_style():
        figure, axes = new_figure(1, 1, 10.4, 0.29 * min(len(weapons), LANES) + 1.6)
        layers = _draw_lanes(axes[0, 0], rows, weapons[:LANES])
        _add_event_legend(figure, reading, rows, defender, shield, layers)
        svg = to_svg(figure, "timeline")
    title = f"{reading.title_of(defender)}: {shorten(reading.shield_title(shield), 70)}, against {CLASS_WORDS.get(threat, threat)}"
    counts = {words: sum(_look_up(str(e))[0] == words for e in rows["event"]) for _, words, *_ in MARKS}
    more = f" The first {LANES} of {len(weapons)} lanes are drawn; the table has all." if len(weapons) > LANES else ""
    return FigureBlock(
        "timeline",
        "One engagement, event by event",
        f"{title}, one small raid of run {run}. One lane is one weapon or decoy; lines run from a launch to its hit or miss. Marks at the "
        f"left edge happened earlier. The table below gives every event with its reason.{more} One realisation of chance, "
        f"chosen because something is shot at in it, not as a typical one. {name_assumed_kills(reading)}",
        f"Event chart of {len(weapons)} weapons or decoys. {title}. " + ", ".join(f"{words}: {n}" for words, n in counts.items()) + ".",
        svg,
        ("minutes", "weapon", "layer", "event", "why"),
        table_rows,
    )


def _choose_raid(reading: Reading, events: Table) -> tuple[int, str, str, str]:
    """Choose the first run in which the builder's planned architecture shoots at gliders, else the first run's fullest raid."""
    groups = group_rows(events, "defender", "shield", "threat_class")
    builder, plan = reading.case.builder.id, reading.case.builder.counter_shield
    if plan is not None:
        rows = groups.get((builder, plan.architecture, "glider"), np.array([], dtype=np.int64))
        shot = rows[events["event"][rows] == "launch"]
        if len(shot):
            return int(np.min(events["run"][shot])), builder, plan.architecture, "glider"
    first = int(np.min(events["run"]))
    defender, shield, threat = max(sorted(groups), key=lambda k: int(np.sum(events["run"][groups[k]] == first)))
    return first, defender, shield, threat


def _name_lane(rows: Table, weapon: int) -> str:
    if weapon < 0:
        return "whole raid"
    is_weapon = any(_look_up(str(e))[0] in (HIT, THROUGH) for e in rows.where(weapon=weapon)["event"])  # every weapon ends in one of them
    return f"{'weapon' if is_weapon else 'decoy'} {weapon + 1}"


def _name_layer(reading: Reading, defender: str, shield: str, layer: str) -> str:
    return name_layer(reading, defender, shield, layer, 40) if layer else ""


def _look_up(event: str) -> tuple[str, str, str, bool]:
    """Return words, marker, colour and filling of an event."""
    return next(((words, m, c, f) for events, words, m, c, f in MARKS if event in events), OTHER)


def _draw_lanes(panel: Any, rows: Table, weapons: list[int]) -> list[str]:
    """Draw the lanes; return the layers met, in the order of their first event."""
    minutes = rows["t_s"] / 60.0
    launches = minutes[[_look_up(str(e))[0] == LAUNCH for e in rows["event"]]]
    start = float(launches.min()) if len(launches) else float(minutes.min())
    span = max(float(minutes.max()) - start, 0.05)
    left, right = start - 0.06 * span, float(minutes.max()) + 0.04 * span
    layers = [x for x in dict.fromkeys(map(str, rows["layer"])) if x]
    for y, weapon in enumerate(weapons):
        own = rows.take(np.flatnonzero(rows["weapon"] == weapon))
        panel.axhline(y, color="#dddddd", linewidth=0.8, zorder=1)
        open_: dict[str, list[float]] = {}
        for row in own.rows():
            words, marker, color, is_filled = _look_up(str(row["event"]))
            at, layer = row["t_s"] / 60.0, str(row["layer"])
            if words == LAUNCH:
                open_.setdefault(layer, []).append(at)
            elif words in (HIT, MISS, WASTED) and open_.get(layer):
                shade, style, _ = SHIELD_STYLES[layers.index(layer) % len(SHIELD_STYLES)] if layer else (GREY, "-", "")
                panel.plot([open_[layer].pop(0), at], [y, y], color=shade, linestyle=style, linewidth=1.4, zorder=2)
            panel.plot(
                [max(at, left)], [y], marker=marker, color=color, markersize=9.5 if marker == "s" else 7, linestyle="none",
                markerfacecolor=color if is_filled else "none", markeredgewidth=1.5 if marker == "x" else 1.0, zorder=4, clip_on=False,
            )  # fmt: skip
    panel.set_yticks(range(len(weapons)), [_name_lane(rows, w) for w in weapons])
    panel.set_ylim(len(weapons) - 0.5, -0.5)
    panel.set_xlim(left, right)
    panel.grid(False, axis="y")
    panel.set_xlabel("minutes after the first weapon's flight began")
    return layers


def _add_event_legend(figure: Any, reading: Reading, rows: Table, defender: str, shield: str, layers: list[str]) -> None:
    from matplotlib.lines import Line2D

    found = {_look_up(str(e)) for e in rows["event"]}
    looks = [*(m[1:] for m in MARKS), OTHER]
    handles = [
        Line2D([], [], color=c, marker=m, linestyle="none", markersize=7, markerfacecolor=c if f else "none", label=words)
        for words, m, c, f in looks
        if (words, m, c, f) in found
    ]
    for k, layer in enumerate(layers):
        color, style, _ = SHIELD_STYLES[k % len(SHIELD_STYLES)]
        handles.append(Line2D([], [], color=color, linestyle=style, label=f"in flight: {_name_layer(reading, defender, shield, layer)}"))
    figure.legend(handles=handles, loc="outside lower center", ncols=4)
