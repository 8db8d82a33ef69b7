"""Draw what gets through each shield, by size of raid and class, and why it does."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.report.drawing import GREY, ORANGE, PURPLE, FigureBlock, draw_band, drawing_style, new_figure, set_log_axis, to_svg
from equipoise.report.figures import name_assumed_kills
from equipoise.report.reading import Band, FloatArray, Reading, band, spread
from equipoise.report.shield_names import (
    CLASS_STYLES,
    CLASS_WORDS,
    group_rows,
    list_classes,
    list_shields,
    name_shield,
    say_some,
    take_group,
)
from equipoise.report.words import join_words, shorten, wrap, write_number, write_three
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor

KEY = ("defender", "shield", "threat_class")
COLUMNS = 4
SKY = "#56B4E9"

LEAK_PARTS: tuple[tuple[str, str, str, str], ...] = (
    ("n_unreached", "no layer works and reaches it in time", "#9A9A9A", ""),
    ("n_untracked", "tracking fails, or taken for a decoy", PURPLE, "////"),
    ("n_unserved", "no interceptor or channel left", ORANGE, "\\\\\\\\"),
    ("missed", "shot at and missed", SKY, "xxxx"),
)


def draw_leakage(reading: Reading) -> FigureBlock | None:
    """Draw the share of a raid that gets through against the size of the raid: a panel a shield, a line a class."""
    leakage = reading.table("leakage")
    if leakage is None:
        return None
    groups = group_rows(leakage, *KEY)
    shown = {a.id: [s for s in list_shields(reading) if any(k[:2] == (a.id, s) for k in groups)] for a in pair_actors(reading)}
    actors = [a for a in pair_actors(reading) if shown[a.id]]
    if not actors:
        return None
    classes = list_classes(k[2] for k in groups)
    table_rows: list[tuple[str, ...]] = []
    lines = [-(-len(shown[a.id]) // COLUMNS) for a in actors]
    with drawing_style():
        figure, axes = new_figure(sum(lines), COLUMNS, 10.4, 2.05 * sum(lines) + 0.35 * len(actors) + 0.6, sharex=True, sharey=True)
        for actor, n, first in zip(actors, lines, np.cumsum([0, *lines]), strict=False):
            panels = axes[first : first + n].ravel()
            look: Any = {"xycoords": "axes fraction", "textcoords": "offset points", "fontsize": 10.5, "fontweight": "bold"}
            panels[0].annotate(f"{shorten(reading.title_of(actor.id), 60)} defends", (0.0, 1.0), xytext=(0, 31), **look)
            table_rows += _draw_leak_block(panels, reading, leakage, actor.id, shown[actor.id], classes)
        figure.legend(handles=_class_handles(classes), loc="outside lower center", ncols=len(classes), handlelength=3.2)
        svg = to_svg(figure, "leakage")
    head = reading.case.raid.headline
    said = "; ".join(f"{r[0]} of {r[1]}, {r[2]}: {r[4]}" for r in table_rows if r[0] == reading.shield_title("conventional"))
    mixed = f" A mixed raid holds {_write_mix(reading)}." if "mixed" in classes and reading.case.raid.mix else ""
    return FigureBlock(
        "leakage",
        "What gets through each shield",
        "Share of a raid that gets through, by size of the raid. Lines are medians, bands (thin lines where classes are many) hold the "
        "middle 90 of 100 runs; each run is one realisation of one possible world, so small raids move in steps. Colour and dashes: the "
        "class of the weapons."
        f"{mixed} Architectures are shown alone, without the conventional shield. {name_assumed_kills(reading)}",
        f"Line charts of the share that gets through against raid size, one for each shield of {len(actors)} states. At the headline raid "
        f"of {head}: {said}.",
        svg,
        ("shield", "defender", "class", "raid of 1 or the smallest", f"raid of {head}", "largest raid"),
        tuple(table_rows),
    )


def pair_actors(reading: Reading) -> tuple[Actor, Actor]:
    """Return the builder and the rival."""
    return reading.case.builder, reading.case.rival


def _write_mix(reading: Reading) -> str:
    mix = reading.case.raid.mix
    return join_words([f"{write_number(mix[c].central, 'share')} {CLASS_WORDS[c]}" for c in list_classes(mix) if c in mix])


def _draw_leak_block(
    panels: Any, reading: Reading, leakage: Table, defender: str, shields: list[str], classes: list[str]
) -> list[tuple[str, ...]]:
    is_few = len(classes) <= 3
    out = []
    for k, panel in enumerate(panels):
        if k >= len(shields):
            panel.set_axis_off()
            continue
        panel.set_title(wrap(reading.shield_title(shields[k]), 31, 2), fontsize=8.5)
        for threat in classes:
            rows = take_group(leakage, KEY, (defender, shields[k], threat))
            if rows is None:
                continue
            sizes, values = spread(rows, "leak_fraction", "raid_size")
            b = band(values)
            color, style, _ = CLASS_STYLES.get(threat, (GREY, "-", "o"))
            draw_band(panel, sizes, b, color, style, shows="fill" if is_few or threat == "glider" else "edges")
            out.append(_leak_row(reading, shields[k], defender, threat, sizes, b))
        set_log_axis(panel)
        panel.minorticks_off()
        panel.set_ylim(-0.03, 1.03)
        panel.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
        if k % COLUMNS == 0:
            panel.set_ylabel("of 100 get through")
        if k + COLUMNS >= len(shields):
            panel.set_xlabel("weapons in the raid (log scale)")
            panel.tick_params(labelbottom=True)
    return out


def _class_handles(classes: list[str]) -> list[Any]:
    from matplotlib.lines import Line2D

    looks = [(c, CLASS_STYLES.get(c, (GREY, "-", "o"))) for c in classes]
    return [Line2D([], [], color=look[0], linestyle=look[1], label=CLASS_WORDS.get(c, c)) for c, look in looks]


def _leak_row(reading: Reading, shield: str, defender: str, threat: str, sizes: FloatArray, b: Band) -> tuple[str, ...]:
    head = int(np.argmin(np.abs(sizes - reading.case.raid.headline)))
    cells = [write_three(b.low[j], b.median[j], b.high[j], "share of raid") for j in (0, head, len(sizes) - 1)]
    return (reading.shield_title(shield), reading.title_of(defender), CLASS_WORDS.get(threat, threat), *cells)


def share_out_leakers(rows: Table) -> FloatArray:
    """Share a raid out over the reasons why its weapons got through, means over rows: the parts of LEAK_PARTS in turn.

    The last part is what the named reasons leave of the leakers. The sum is the mean leak fraction.
    """
    size = np.asarray(rows["raid_size"], dtype=np.float64)
    named = [np.asarray(rows[column]) / size for column, *_ in LEAK_PARTS[:-1]]
    rest = np.maximum(0.0, np.asarray(rows["n_leakers"]) / size - sum(named))
    return np.array([float(np.mean(x)) for x in (*named, rest)])


def draw_leak_reasons(reading: Reading) -> FigureBlock | None:
    """Draw, for the headline raid, why the weapons that got through did: stacked shares by shield and class."""
    leakage = reading.table("leakage")
    if leakage is None:
        return None
    head = reading.case.raid.headline
    found: dict[tuple[str, ...], FloatArray] = {}
    for key, index in group_rows(leakage, *KEY).items():
        rows = leakage.take(index[leakage["raid_size"][index] == head])
        if key[1] != "none" and rows.n_rows:
            found[key] = share_out_leakers(rows)
    if not found:
        return None
    classes, shields = list_classes(k[2] for k in found), [s for s in list_shields(reading) if any(k[1] == s for k in found)]
    actors = [a for a in pair_actors(reading) if any(k[0] == a.id for k in found)]
    table_rows: list[tuple[str, ...]] = []
    with drawing_style():
        height = len(actors) * (0.25 * len(shields) + 0.75) + 0.8
        figure, axes = new_figure(len(actors), len(classes), 10.4, height, sharex=True, sharey=True)
        for i, actor in enumerate(actors):
            for j, threat in enumerate(classes):
                panel = axes[i, j]
                where = shorten(reading.title_of(actor.id), 20)
                panel.set_title(wrap(f"{CLASS_WORDS.get(threat, threat)} at {where}", 120 // len(classes), 2))
                for y, shield in enumerate(shields):
                    parts = found.get((actor.id, shield, threat))
                    if parts is not None:
                        stack_bar(panel, y, parts, LEAK_PARTS)
                        names = (reading.shield_title(shield), reading.title_of(actor.id), CLASS_WORDS.get(threat, threat))
                        table_rows.append((*names, *(write_number(x, "share") for x in (*parts, float(np.sum(parts))))))
                panel.set_yticks(range(len(shields)), [name_shield(s) for s in shields])
                panel.set_ylim(len(shields) - 0.4, -0.6)
                panel.set_xlim(0.0, 1.0)
                panel.xaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
                panel.grid(False, axis="y")
        for panel in axes[-1]:
            panel.set_xlabel(f"of 100 weapons\n(raid of {head})")
        add_stack_legend(figure, LEAK_PARTS, 2)
        svg = to_svg(figure, "reasons")
    said = say_some([f"{r[0]} of {r[1]}, {r[2]}: {r[7]} get through, of which not reached {r[3]}" for r in table_rows])
    return FigureBlock(
        "reasons",
        "Why weapons get through",
        f"Of 100 weapons of a raid of {head}, how many get through and for what reason, means over the runs; what is left white is "
        "stopped. A weapon counts once, by how far the layer came that came furthest with it: no working layer reached it in time under a "
        "firm track; tracking failed or it was taken for a decoy; interceptors or channels were wanting; shots were taken and missed. "
        f"{name_assumed_kills(reading)}",
        f"Stacked bars by shield and class. {said}.",
        svg,
        ("shield", "defender", "class", *(words for _, words, *_ in LEAK_PARTS), "all that get through"),
        tuple(table_rows),
    )


def stack_bar(panel: Any, y: float, parts: FloatArray, looks: tuple[tuple[str, str, str, str], ...], start: float = 0.0) -> None:
    """Draw one stacked bar from `start` rightwards; parts too thin to see are left out."""
    at = start
    for share, (_, _, color, hatch) in zip(parts, looks, strict=True):
        if share > 1e-4:
            panel.barh(y, share, left=at, height=0.66, color=color, edgecolor="white", hatch=hatch, linewidth=0.4)
        at += float(share)


def add_stack_legend(figure: Any, looks: tuple[tuple[str, str, str, str], ...], columns: int, extra: tuple[Any, ...] = ()) -> None:
    """Explain colours and hatches of stacked bars below a figure."""
    from matplotlib.patches import Patch

    handles = [*extra, *(Patch(facecolor=c, edgecolor="white", hatch=h, linewidth=0.4, label=words) for _, words, c, h in looks)]
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, handlelength=2.6, handleheight=1.1)
