"""Draw why a shot works or not: what each factor takes from the declared kill probability of every layer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from equipoise.report.drawing import ORANGE, PURPLE, FigureBlock, drawing_style, new_figure, to_svg
from equipoise.report.figures import name_assumed_kills
from equipoise.report.reading import Band, FloatArray, Reading, band
from equipoise.report.shield_figures import SKY, add_stack_legend, pair_actors, stack_bar
from equipoise.report.shield_names import (
    CLASS_WORDS,
    find_layer,
    group_rows,
    list_classes,
    list_shields,
    name_layer,
    name_shield,
    say_some,
)
from equipoise.report.words import BASIS_WORDS, join_words, shorten, write_three
from equipoise.results.table import Table

Key = tuple[str, ...]  # class, defender, shield, layer
Chain = tuple[Band, FloatArray, Band]  # declared base rate, medians after each factor, what one shot is worth

FACTORS: tuple[tuple[str, str, str, str], ...] = (
    ("f_closing", "closing speed", "#9A9A9A", ""),
    ("f_altitude", "height", PURPLE, "////"),
    ("f_track", "track error", ORANGE, "\\\\\\\\"),
    ("f_turn", "turns after launch", SKY, "xxxx"),
    ("f_manoeuvre", "last pull", "#8C4A32", "||||"),
)


def take_apart(rows: Table) -> Chain | None:
    """Take a kill probability apart: band of the base rate, medians after each factor of FACTORS, band of what one shot is worth.

    Over the runs in which the layer reaches the weapons at all; None if there is no such run. The median after a factor is that
    of the running product, so it falls from factor to factor.
    """
    rows = rows.take(np.flatnonzero((rows["p_reach"] > 0.0) & (rows["p_ssk_base"] > 0.0)))
    if not rows.n_rows:
        return None
    product = np.asarray(rows["p_ssk_base"], dtype=np.float64)
    medians = [float(np.median(product))]
    for column, *_ in FACTORS:
        product = product * np.asarray(rows[column])
        medians.append(float(np.median(product)))
    return band(rows["p_ssk_base"]), np.array(medians), band(rows["p_ssk"])


def draw_kill_chain(reading: Reading) -> FigureBlock | None:
    """Draw, for each layer and class, what is left of the declared base rate of one shot after each factor."""
    engagements = reading.table("engagements")
    if engagements is None:
        return None
    groups = group_rows(engagements, "threat_class", "defender", "shield", "layer")
    classes = list_classes(k[0] for k in groups)
    parts: dict[Key, Chain] = {}
    reasons: dict[Key, str] = {}
    for threat in classes:
        for key in _in_order(reading, engagements, groups, threat):
            rows = engagements.take(groups[key])
            apart = take_apart(rows)
            if apart is None:
                reasons[key] = _most_common(rows["reason"])
            else:
                parts[key] = apart
    shown = [c for c in classes if any(k[0] == c for k in parts)]
    if not shown:
        return None
    bases = {key: "".join(sorted(set(map(str, engagements["basis"][groups[key]])))) for key in groups}
    with drawing_style():
        counts = [sum(k[0] == c for k in parts) for c in shown]
        height, ratios = 0.27 * sum(counts) + 0.55 * len(shown) + 1.2, [n + 1 for n in counts]
        figure, axes = new_figure(len(shown), 1, 10.4, height, sharex=True, gridspec_kw={"height_ratios": ratios})
        for panel, threat in zip(axes[:, 0], shown, strict=True):
            _draw_kill_panel(panel, reading, threat, {k: v for k, v in parts.items() if k[0] == threat}, bases)
        axes[-1, 0].set_xlabel("kill probability of one shot, of 100")
        _add_kill_legend(figure)
        svg = to_svg(figure, "kills")
    table_rows = _kill_rows(reading, parts, reasons, bases)
    said = say_some([f"{r[1]} of {r[2]} ({r[3]}) against {r[0]}: {r[5]} declared, {r[-1]} left" for r in table_rows if r[-1] != "none"])
    return FigureBlock(
        "kills",
        "Why a shot works or not",
        "Each bar starts as the declared base rate of one shot (right end; whisker: middle 90 of 100 runs; letter: how it is known, "
        "A is an assumption). Factors take their share in turn, hatched, from the right; the full bar at the left is what one shot at the "
        "best look is worth. Medians over the runs in which the layer reaches the weapon at all. The factors and the divert, speed and "
        f"pull behind them are declared, not measured. {name_assumed_kills(reading)}",
        f"Stacked bars of what each factor takes from a kill probability. {said}.",
        svg,
        ("class", "layer", "defender", "shield", "base known how", "declared base rate", *(w for _, w, *_ in FACTORS), "one shot is worth"),
        table_rows,
        table_note="Factors are medians over the runs; 1 takes nothing away. Layers that cannot engage a class say why instead.",
    )


def _in_order(reading: Reading, engagements: Table, groups: dict[Key, Any], threat: str) -> list[Key]:
    actors, shields = [a.id for a in pair_actors(reading)], list_shields(reading)

    def rank(key: Key) -> tuple[int, int, int]:
        _, defender, shield, _ = key
        order = int(engagements["order"][groups[key][0]])
        return actors.index(defender) if defender in actors else 9, shields.index(shield) if shield in shields else 99, order

    return sorted((k for k in groups if k[0] == threat), key=rank)


def _most_common(words: Any) -> str:
    names, counts = np.unique(np.asarray(words).astype(str), return_counts=True)
    return str(names[int(np.argmax(counts))]) or "not within reach in any run"


def _draw_kill_panel(
    panel: Any, reading: Reading, threat: str, parts: dict[Key, Chain], bases: dict[Key, str]
) -> None:
    panel.set_title(f"against {CLASS_WORDS.get(threat, threat)}")
    labels = []
    for y, ((_, defender, shield, layer), (base, medians, _)) in enumerate(parts.items()):
        left = medians[-1]
        panel.barh(y, left, height=0.66, color="#0B5C8A", linewidth=0.0)
        stack_bar(panel, y, -np.diff(medians)[::-1], FACTORS[::-1], left)
        panel.plot([base.low[0], base.high[0]], [y, y], color="#222222", linewidth=1.0, zorder=4)
        panel.plot([medians[0]], [y], marker="|", markersize=9, markeredgewidth=1.6, color="#222222", zorder=4)
        letter = bases[(threat, defender, shield, layer)]
        panel.text(min(0.985, base.high[0] + 0.012), y, letter, va="center", fontsize=7.5, fontweight="bold")
        where = "" if shield == "conventional" else f" ({name_shield(shield)})"
        title = shorten(reading.title_of(defender), 14)
        labels.append(f"{title}: {name_layer(reading, defender, shield, layer, 36 if not where else 24)}{where}")
    panel.set_yticks(range(len(labels)), [shorten(x, 72) for x in labels], fontsize=7.5)
    panel.set_ylim(len(labels) - 0.4, -0.6)
    panel.set_xlim(0.0, 1.0)
    panel.xaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
    panel.grid(False, axis="y")


def _add_kill_legend(figure: Any) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    worth = Patch(facecolor="#0B5C8A", label="one shot is worth")
    base = Line2D([], [], color="#222222", linewidth=1.0, marker="|", markersize=9, label="declared base rate, 90 of 100 runs")
    taken = tuple((c, f"taken by {words}", color, hatch) for c, words, color, hatch in FACTORS)
    add_stack_legend(figure, taken, 4, (worth, base))


def _kill_rows(
    reading: Reading, parts: dict[Key, Chain], reasons: dict[Key, str], bases: dict[Key, str]
) -> tuple[tuple[str, ...], ...]:
    out = []
    for key in (*parts, *reasons):
        threat, defender, shield, layer = key
        found = find_layer(reading, defender, shield, layer)
        names = (
            CLASS_WORDS.get(threat, threat), found.title if found and found.title else layer, reading.title_of(defender),
            reading.shield_title(shield), join_words([BASIS_WORDS.get(x, x) for x in bases[key]]) or "not stated",
        )  # fmt: skip
        if key in reasons:
            out.append((*names, f"cannot engage: {reasons[key]}", *("" for _ in FACTORS), "none"))
            continue
        base, medians, worth = parts[key]
        factors = [f"{b / a:.2f}" if a > 0.0 else "none" for a, b in pairwise(medians)]
        cells = [write_three(b.low[0], b.median[0], b.high[0], "probability") for b in (base, worth)]
        out.append((*names, cells[0], *factors, cells[1]))
    return tuple(out)
