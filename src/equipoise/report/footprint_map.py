"""Draw the ground that one battery of each layer defends: on the map where it spans countries, else on a plan in kilometres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from equipoise.report.drawing import GREY, INK, FigureBlock, drawing_style, new_figure, to_svg
from equipoise.report.figures import name_assumed
from equipoise.report.maps import EARTH_RADIUS_M, Frame, draw_circle, draw_world
from equipoise.report.reading import Band, FloatArray, Reading, band
from equipoise.report.shield_names import (
    CLASS_WORDS,
    SHIELD_STYLES,
    find_layer,
    group_rows,
    list_classes,
    list_shields,
    name_layer,
    name_shield,
    say_some,
    style_shield,
    take_group,
)
from equipoise.report.words import shorten, wrap, write_number, write_three
from equipoise.results.table import Table

ON_MAP_M = 1.5e6  # a layer whose ground reaches farther from declared sites is drawn on the map
BEARINGS_DEG = np.linspace(0.0, 360.0, 73)  # from where the weapons come, clockwise
COLUMNS = 4
FLIGHT_INPUTS = (".burnout_speed", ".burn_time", ".reach", ".endurance", ".decision_time", ".assess_time", ".altitude_min", ".altitude_max")
HEAD = (
    "class", "layer", "defender", "shield", "defended area, thousand km2", "towards the attacker, km", "to the side, km",
    "away from it, km", "area with time for a second shot, thousand km2", "why none",
)  # fmt: skip


@dataclass(frozen=True)
class Footprint:
    """Hold the ground of one layer against one class: distances (m) over (battery and run, bearing from where the weapons come).

    from_m is where the ground begins, 0 at the battery itself.
    """

    threat_class: str
    defender: str
    shield: str
    layer: str
    from_m: FloatArray
    defended_m: FloatArray
    two_shots_m: FloatArray
    sites: tuple[tuple[float, float, float], ...]  # latitude, longitude, direction of flight (deg), of the first run
    site_of: tuple[int, ...]  # which of the sites each row belongs to
    is_on_map: bool


def measure_area_m2(distance_m: FloatArray) -> FloatArray:
    """Measure the ground within distances by bearing, on a sphere: R^2 times the integral of 1 - cos(r / R) over the bearing.

    A quarter of the Earth's circumference all round is half of the Earth, 255 million square kilometres:

    >>> round(float(measure_area_m2(np.full((1, 73), math.pi / 2 * EARTH_RADIUS_M))[0]) / 1e12)
    255
    """
    caps = 1.0 - np.cos(np.asarray(distance_m) / EARTH_RADIUS_M)
    return np.asarray(EARTH_RADIUS_M**2 * np.trapezoid(caps, np.radians(BEARINGS_DEG), axis=1))


def read_footprints(reading: Reading) -> list[Footprint]:
    """Read all footprints, in the order of class, defender, shield and layer."""
    table = reading.table("footprints")
    if table is None:
        return []
    groups = group_rows(table, "threat_class", "defender", "shield", "layer")
    classes, shields = list_classes(k[0] for k in groups), list_shields(reading)
    actors = [reading.case.builder.id, reading.case.rival.id]

    def rank(key: tuple[str, ...]) -> tuple[int, int, int, int]:
        place = shields.index(key[2]) if key[2] in shields else 99
        return classes.index(key[0]), actors.index(key[1]) if key[1] in actors else 9, place, int(table["order"][groups[key][0]])

    return [_read_one(reading, table.take(groups[key]), key) for key in sorted(groups, key=rank)]


def _read_one(reading: Reading, rows: Table, key: tuple[str, ...]) -> Footprint:
    threat, defender, shield, layer = key
    declared = find_layer(reading, defender, shield, layer)
    has_sites = declared is not None and len(declared.sites) > 0
    places = np.column_stack([rows["run"], np.round(rows["latitude_deg"], 3), np.round(rows["longitude_deg"], 3)])
    batteries, which = np.unique(places, axis=0, return_inverse=True)
    which = which.ravel()
    known: list[tuple[float, float]] = []
    near: list[FloatArray] = []
    defended: list[FloatArray] = []
    twice: list[FloatArray] = []
    sites, site_of = [], []
    for k in range(len(batteries)):
        own = rows.take(np.flatnonzero(which == k))
        approach = float(own["approach_deg"][0])
        turned = (own["bearing_deg"] - approach - 180.0) % 360.0
        for column, out in (("defended_from_m", near), ("defended_m", defended), ("two_shots_m", twice)):
            out.append(np.interp(BEARINGS_DEG, turned, own[column], period=360.0))
        place = (float(batteries[k, 1]), float(batteries[k, 2])) if has_sites else (0.0, 0.0)
        if place not in known:
            known.append(place)
            sites.append((float(own["latitude_deg"][0]), float(own["longitude_deg"][0]), approach))
        site_of.append(known.index(place))
    far = np.array(defended)
    is_on_map = has_sites and float(np.max(far)) > ON_MAP_M
    return Footprint(threat, defender, shield, layer, np.array(near), far, np.array(twice), tuple(sites), tuple(site_of), is_on_map)


def draw_footprint_map(reading: Reading) -> FigureBlock | None:
    """Draw, a panel a class, the ground defended by layers with declared sites that reach over countries."""
    found = [f for f in read_footprints(reading) if f.is_on_map]
    if not found:
        return None
    classes = list_classes(f.threat_class for f in found)
    columns = min(2, len(classes))
    lines = -(-len(classes) // columns)
    layers = list(dict.fromkeys((f.defender, f.shield, f.layer) for f in found))
    with drawing_style():
        width = 10.4 / columns if columns > 1 else 6.2
        figure, axes = new_figure(lines, columns, 10.4, lines * (width + 0.3) + 0.7)
        for k, panel in enumerate(axes.ravel()):
            panel.set_axis_off()
            if k < len(classes):
                own = [f for f in found if f.threat_class == classes[k]]
                _draw_map_panel(panel, own, [layers.index((f.defender, f.shield, f.layer)) for f in own])
                panel.set_title(CLASS_WORDS.get(classes[k], classes[k]))
        labels = [_label_layer(reading, *key) for key in layers]
        _add_legend(figure, labels, [SHIELD_STYLES[k % len(SHIELD_STYLES)][0] for k in range(len(layers))])
        svg = to_svg(figure, "ground-map")
    rows = _write_rows(reading, found)
    return FigureBlock(
        "ground-map",
        "What a battery defends, on the map",
        "Ground round each declared site on which an attacked place is defended against the class: at least one shot in time, for the "
        "flight of this case. Dashed: time for a second shot after a look at the first. Lines are medians over the runs, light bands hold "
        "the middle 90 of 100. Dots are sites, arrows show where the weapons come from. Whether the shot hits is not in it: see what is "
        f"left of the kill probability. {name_assumed(reading, FLIGHT_INPUTS)}",
        f"Maps by class. {_say(rows)}.",
        svg,
        HEAD,
        rows,
        table_note="The last columns hold where nothing is defended. Medians over runs and sites, with the middle 90 of 100.",
    )


def _label_layer(reading: Reading, defender: str, shield: str, layer: str) -> str:
    where = "" if shield == "conventional" else f" ({name_shield(shield, 20)})"
    return f"{shorten(reading.title_of(defender), 16)}: {name_layer(reading, defender, shield, layer, 40)}{where}"


def _draw_map_panel(panel: Any, found: list[Footprint], styles: list[int]) -> None:
    points: list[tuple[float, float]] = []
    for f in found:
        for s, (lat, lon, approach) in enumerate(f.sites):
            far = np.max(f.defended_m[np.array(f.site_of) == s], axis=0)
            la, lo = draw_circle(math.radians(lat), math.radians(lon), far / EARTH_RADIUS_M, np.radians(BEARINGS_DEG + approach + 180.0))
            points += list(zip(la.tolist(), lo.tolist(), strict=True))
    home = math.radians(found[0].sites[0][1])
    frame = Frame(points, (home, home), is_snapped=False)
    draw_world(panel, frame)
    for f, k in zip(found, styles, strict=True):
        color, _, marker = SHIELD_STYLES[k % len(SHIELD_STYLES)]
        for s, (lat, lon, approach) in enumerate(f.sites):
            own = np.array(f.site_of) == s

            def place(far_m: FloatArray, lat: float = lat, lon: float = lon, approach: float = approach) -> tuple[FloatArray, FloatArray]:
                azimuth = np.radians(BEARINGS_DEG + approach + 180.0)
                return frame.place(*draw_circle(math.radians(lat), math.radians(lon), far_m / EARTH_RADIUS_M, azimuth))

            bands = (band(f.from_m[own]), band(f.defended_m[own]), band(f.two_shots_m[own]))
            drawn = _draw_outlines(panel, place, bands, color, len(f.defended_m[own]) > 1)
            x, y = place(np.zeros(len(BEARINGS_DEG)))
            drawn += panel.plot(x[:1], y[:1], marker=marker, color=color, markersize=5, markeredgecolor="white", zorder=7)
            for artist in drawn:
                artist.set_clip_path(panel.world_edge)
            front = max(float(np.median(f.defended_m[own][:, 0])), 0.2 * ON_MAP_M)
            head, tail = (place(np.full(len(BEARINGS_DEG), r)) for r in (1.1 * front, 1.1 * front + 0.5 * ON_MAP_M))
            _draw_arrow(panel, (tail[0][0], tail[1][0]), (head[0][0], head[1][0]), color)


def _draw_arrow(panel: Any, tail: tuple[float, float], head: tuple[float, float], color: str) -> None:
    look = {"arrowstyle": "-|>", "color": color, "linewidth": 1.4, "shrinkA": 0.0, "shrinkB": 0.0, "mutation_scale": 12}
    panel.annotate("", head, xytext=tail, arrowprops=look, zorder=6, annotation_clip=False)


def _draw_outlines(panel: Any, place: Any, bands: tuple[Band, Band, Band], color: str, has_band: bool) -> list[Any]:
    """Draw the median outlines for one and for two shots, and the band of the first; return what was drawn.

    bands: where the ground begins, where it ends, where that with a second shot ends.
    """
    near, once, twice = bands
    out: list[Any] = []
    if has_band and np.max(once.high) > 0.0:
        outer, inner = place(once.high), place(once.low)
        out += panel.fill(
            np.r_[outer[0], inner[0][::-1]], np.r_[outer[1], inner[1][::-1]], color=color, alpha=0.12, linewidth=0.0, zorder=3
        )
    some = once.median > 0.0
    if some.any():
        out += panel.plot(*place(np.where(some, once.median, np.nan)), color=color, linewidth=1.6, zorder=5)
    begins = some & (near.median > 0.0)
    if begins.any():
        out += panel.plot(*place(np.where(begins, near.median, np.nan)), color=color, linewidth=1.6, zorder=5)
    if np.max(twice.median) > 0.0:
        out += panel.plot(*place(twice.median), color=color, linestyle=(0, (4, 2)), linewidth=1.1, zorder=5)
    return out


def draw_footprint_plans(reading: Reading) -> FigureBlock | None:
    """Draw, a panel a class, layer and state, the ground round a battery in kilometres, the weapons coming from above."""
    found = [f for f in read_footprints(reading) if not f.is_on_map]
    panels: dict[tuple[str, str, str], list[Footprint]] = {}
    for f in found:
        if np.max(np.quantile(f.defended_m, 0.95, axis=0)) > 0.0:
            panels.setdefault((f.threat_class, f.layer, f.defender), []).append(f)
    if not panels:
        return None
    order = sorted(panels, key=lambda k: (list_classes(p[0] for p in panels).index(k[0]), k[1]))
    columns = min(COLUMNS, len(order))
    lines = -(-len(order) // columns)
    with drawing_style():
        figure, axes = new_figure(lines, columns, 10.4, lines * (10.4 / COLUMNS + 0.35) + 0.8)
        for k, panel in enumerate(axes.ravel()):
            panel.set_axis_off()
            if k < len(order):
                threat, layer, defender = order[k]
                own = panels[order[k]]
                title = f"{CLASS_WORDS.get(threat, threat)}, {shorten(reading.title_of(defender), 16)}:"
                name = wrap(name_layer(reading, defender, own[0].shield, layer, 44), 32, 2)
                panel.set_title(f"{title}\n{name}", fontsize=8.5)
                _draw_plan(panel, reading, own)
        shields = [s for s in list_shields(reading) if any(f.shield == s for own in panels.values() for f in own)]
        looks = [style_shield(reading, s) for s in shields]
        _add_legend(figure, [name_shield(s) for s in shields], [x[0] for x in looks])
        svg = to_svg(figure, "ground")
    rows = _write_rows(reading, found)
    return FigureBlock(
        "ground",
        "What a battery defends, close up",
        "Plans in kilometres of the ground round one battery (cross) on which an attacked place is defended against the class: at least "
        "one shot in time. Dashed: time for a second shot after a look at the first. The weapons come from the top of each plan. Each plan "
        "has its own scale: read the rings; a long tongue is ground that the weapons reach by passing the battery, cut where it leaves the "
        "plan. A layer that shoots far ahead may defend ground that begins away from the battery. "
        "Lines are medians over runs and batteries, light bands hold the middle 90 of 100. Colours: "
        "the shield, whose sensors decide when the battery may shoot. Whether the shot hits is not in it. "
        f"{name_assumed(reading, FLIGHT_INPUTS)}",
        f"Plans by class, layer and state. {_say(rows)}.",
        svg,
        HEAD,
        rows,
        table_note="Layers without a plan defend nothing here; the last column says why. Medians, with the middle 90 of 100.",
    )


def _draw_plan(panel: Any, reading: Reading, found: list[Footprint]) -> None:
    from matplotlib.patches import Circle

    angle = np.radians(BEARINGS_DEG)

    def place(far_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        return far_m / 1e3 * np.sin(angle), far_m / 1e3 * np.cos(angle)

    bands = [(band(f.from_m), band(f.defended_m), band(f.two_shots_m)) for f in found]
    edge = 1.05 * max(_find_edge_m(once) for _, once, _ in bands) / 1e3
    for radius in _list_rings_km(edge):
        panel.add_patch(Circle((0.0, 0.0), radius, facecolor="none", edgecolor="#cfcfcf", linewidth=0.7, zorder=1))
        panel.text(radius * math.sin(2.4), radius * math.cos(2.4), f"{radius:g} km", fontsize=7.3, color=GREY, ha="center", va="center",
                   zorder=6, bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8})  # fmt: skip
    for f, own in zip(found, bands, strict=True):
        color, _, _ = style_shield(reading, f.shield)
        _draw_outlines(panel, place, own, color, len(f.defended_m) > 1)
    panel.plot([0.0], [0.0], marker="P", color=INK, markersize=6, markeredgecolor="white", zorder=7)
    _draw_arrow(panel, (0.0, 1.3 * edge), (0.0, 1.04 * edge), INK)
    panel.set_xlim(-1.12 * edge, 1.12 * edge)
    panel.set_ylim(-1.08 * edge, 1.32 * edge)
    panel.set_aspect("equal")


def _find_edge_m(once: Band) -> float:
    """Find how far a plan must reach: over the whole band, but not for the sake of a tongue several times as long as the rest."""
    typical = float(np.median(once.median)) or float(np.median(once.high))
    return min(float(np.max(once.high)), 3.0 * typical) if typical > 0.0 else float(np.max(once.high))


def _list_rings_km(edge_km: float) -> list[float]:
    """List two to four round radii up to an edge.

    >>> _list_rings_km(130.0)
    [50.0, 100.0]
    >>> _list_rings_km(980.0)
    [200.0, 400.0, 600.0, 800.0]
    """
    if edge_km <= 0.0:
        return []
    power = 10.0 ** math.floor(math.log10(edge_km))
    step = next(s * power for s in (0.2, 0.5, 1.0, 2.0, 5.0) if edge_km / (s * power) < 5.0)
    return [step * k for k in range(1, 5) if step * k <= edge_km]


def _add_legend(figure: Any, labels: list[str], colors: list[str]) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=c, linewidth=1.6, label=words) for words, c in zip(labels, colors, strict=True)]
    handles.append(Line2D([], [], color=GREY, linewidth=1.6, label="at least one shot"))
    handles.append(Line2D([], [], color=GREY, linewidth=1.1, linestyle=(0, (4, 2)), label="time for a second shot after a look"))
    figure.legend(handles=handles, loc="outside lower center", ncols=3 if len(handles) > 4 else 2, handlelength=3.2)


def _write_rows(reading: Reading, found: list[Footprint]) -> tuple[tuple[str, ...], ...]:
    out = []
    quarter = (len(BEARINGS_DEG) - 1) // 4
    for f in found:
        side = 0.5 * (f.defended_m[:, quarter] + f.defended_m[:, 3 * quarter])
        cells = [_write_band((measure_area_m2(f.defended_m) - measure_area_m2(f.from_m)) / 1e9)]
        cells += [_write_band(x / 1e3) for x in (f.defended_m[:, 0], side, f.defended_m[:, 2 * quarter])]
        cells.append(_write_band(measure_area_m2(f.two_shots_m) / 1e9))
        out.append(
            (
                CLASS_WORDS.get(f.threat_class, f.threat_class), name_layer(reading, f.defender, f.shield, f.layer, 60),
                reading.title_of(f.defender), reading.shield_title(f.shield), *cells,
                _find_reason(reading, f) if not np.any(f.defended_m > 0.0) else "",
            )
        )  # fmt: skip
    return tuple(out)


def _write_band(values: FloatArray) -> str:
    b = band(values)
    return write_three(b.low[0], b.median[0], b.high[0]) if len(values) > 1 else write_number(float(b.median[0]))


def _find_reason(reading: Reading, f: Footprint) -> str:
    """Find the most frequent reason why a layer cannot engage a class."""
    key = (f.threat_class, f.defender, f.shield, f.layer)
    rows = take_group(reading.table("engagements"), ("threat_class", "defender", "shield", "layer"), key)
    said = [str(x) for x in rows["reason"] if x] if rows is not None else []
    return max(sorted(set(said)), key=said.count) if said else "no place near the battery can be reached in time"


def _say(rows: tuple[tuple[str, ...], ...]) -> str:
    return say_some([f"{r[1]} of {r[2]} ({r[3]}) against {r[0]}: {r[4]} thousand square kilometres" for r in rows])
