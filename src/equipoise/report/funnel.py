"""Draw where weapons are lost on their way through a shield: noticed, tracked, engaged, stopped."""

from __future__ import annotations

import numpy as np

from equipoise.report.drawing import FigureBlock, add_legend, drawing_style, new_figure, to_svg
from equipoise.report.figures import name_assumed_kills
from equipoise.report.reading import FloatArray, Reading
from equipoise.report.shield_names import CLASS_WORDS, list_shields, say_some, style_shield, take_group
from equipoise.report.words import shorten, write_number
from equipoise.results.table import Table

KEY = ("defender", "shield", "threat_class")
STEPS = ("launched", "noticed", "firmly\ntracked", "reached\nin time", "a layer\ncan engage", "stopped")


def draw_funnel(reading: Reading) -> FigureBlock | None:
    """Draw, for each shield and class, how many of 100 weapons pass each step from launch to stop."""
    shares = _measure_all(reading)
    if not shares:
        return None
    case = reading.case
    classes = [c for c in case.threat_classes if any(k[2] == c for k in shares)]
    rows: list[tuple[str, ...]] = []
    with drawing_style():
        figure, axes = new_figure(len(classes), 2, 10.4, 2.75 * len(classes) + 0.9, sharex=True, sharey=True)
        for i, threat in enumerate(classes):
            for j, actor in enumerate((case.rival, case.builder)):
                panel = axes[i, j]
                panel.set_title(f"{CLASS_WORDS[threat]} against {shorten(reading.title_of(actor.id), 24)}")
                for shield in list_shields(reading):
                    found = shares.get((actor.id, shield, threat))
                    color, style, marker = style_shield(reading, shield)
                    label = shorten(reading.shield_title(shield), 64)
                    if found is None:
                        panel.plot([], [], color=color, linestyle=style, marker=marker, markersize=4.5, label=label)
                        continue
                    panel.plot(range(len(STEPS)), 100 * found, color=color, linestyle=style, marker=marker, markersize=4.5, label=label)
                    names = (reading.shield_title(shield), reading.title_of(actor.id), CLASS_WORDS[threat])
                    rows.append((*names, *(write_number(s, "share") for s in found[1:])))
                panel.set_ylim(-3.0, 103.0)
                panel.set_xlim(-0.3, len(STEPS) - 0.7)
                panel.set_xticks(range(len(STEPS)), STEPS)
        for line in axes:
            line[0].set_ylabel("of 100 weapons")
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, "funnel")
    said = say_some([f"{r[0]} of {r[1]}, {r[2]}: reached {r[5]}, engageable {r[6]}, stopped {r[7]}" for r in rows])
    return FigureBlock(
        "funnel",
        "Where a shield fails: from launch to stop",
        "Of 100 weapons, how many pass each step, as means over the runs. 'Noticed': any sensor told the others where to look. 'Reached in "
        "time' and 'can engage' are those of the layer that can engage most: it has the weapon within reach in time under a firm track; "
        "tracking then works and it is taken for a weapon. Several layers together may stop more than that one. 'Stopped' "
        f"is the result of a raid of {case.raid.headline}, so it holds misses, decoys and empty launchers as well. "
        f"{name_assumed_kills(reading)}",
        f"Falling lines over six steps, one for each shield. {said}.",
        svg,
        ("shield", "defender", "class", *(step.replace("\n", " ") for step in STEPS[1:])),
        tuple(rows),
    )


def _measure_all(reading: Reading) -> dict[tuple[str, ...], FloatArray]:
    """Measure the steps of every defender, shield and class that all three tables know."""
    out: dict[tuple[str, ...], FloatArray] = {}
    for actor in (reading.case.rival, reading.case.builder):
        for shield in list_shields(reading):
            for threat in reading.case.threat_classes:
                key = (actor.id, shield, threat)
                tracks, engagements, leakage = (take_group(reading.table(n), KEY, key) for n in ("tracks", "engagements", "leakage"))
                if tracks is None or engagements is None or leakage is None:
                    continue
                head = leakage.take(np.flatnonzero(leakage["raid_size"] == reading.case.raid.headline))
                shares = measure_funnel(tracks, engagements, head)
                if shares is not None:
                    out[key] = shares
    return out


def measure_funnel(tracks: Table, engagements: Table, leakage: Table) -> FloatArray | None:
    """Measure the mean share of weapons that pass each step; None where a table has no rows."""
    if not (tracks.n_rows and engagements.n_rows and leakage.n_rows):
        return None
    layers = sorted(set(engagements["layer"]))
    rows = [engagements.where(layer=name) for name in layers]
    engaged, reached = max((float(np.mean(r["p_engage"])), float(np.mean(r["p_reach"]))) for r in rows)
    return np.array(
        [
            1.0,
            float(np.mean(np.isfinite(tracks["t_cue_s"]) | np.isfinite(tracks["t_track_s"]))),
            float(np.mean(np.isfinite(tracks["t_track_s"]))),
            reached,
            engaged,
            1.0 - float(np.mean(leakage["leak_fraction"])),
        ]
    )
