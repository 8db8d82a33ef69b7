"""Draw where weapons are lost on their way through a shield: seen, tracked, engaged, stopped."""

from __future__ import annotations

import numpy as np

from equipoise.report.drawing import GREEN, INK, ORANGE, PURPLE, FigureBlock, add_legend, drawing_style, new_figure, to_svg
from equipoise.report.figures import name_assumed_kills
from equipoise.report.reading import FloatArray, Reading
from equipoise.report.words import shorten, write_number
from equipoise.results.table import Table

STEPS = ("launched", "launch\nseen", "firmly\ntracked", "track usable\nfor a shot", "a layer\ncan engage", "stopped")
STYLES = (
    (INK, "-", "o"),
    (GREEN, (0, (5, 2)), "s"),
    (PURPLE, (0, (1, 1.3)), "^"),
    (ORANGE, (0, (4, 1.5, 1, 1.5)), "D"),
    ("#3A7CA5", (0, (8, 2)), "v"),
    ("#8C4A32", (0, (2, 2)), "P"),
)


def draw_funnel(reading: Reading) -> FigureBlock | None:
    """Draw, for each shield and class, how many of 100 weapons pass each step from launch to stop.

    Longer than usual: one panel a class and a state, drawn alike.
    """
    tracks, engagements, leakage = (reading.table(n) for n in ("tracks", "engagements", "leakage"))
    if tracks is None or engagements is None or leakage is None:
        return None
    case = reading.case
    shields = ["conventional", *(a.id for a in case.architectures)]
    rows: list[tuple[str, ...]] = []
    with drawing_style():
        figure, axes = new_figure(2, 2, 10.4, 6.4, sharex=True, sharey=True)
        for i, actor in enumerate((case.rival, case.builder)):
            for j, threat in enumerate(("ballistic", "glider")):
                panel = axes[i, j]
                panel.set_title(
                    f"{'ballistic warheads' if threat == 'ballistic' else 'gliders'} against {shorten(reading.title_of(actor.id), 24)}"
                )
                for k, shield in enumerate(shields):
                    where = {"defender": actor.id, "shield": shield, "threat_class": threat}
                    shares = measure_funnel(
                        tracks.where(**where), engagements.where(**where), leakage.where(**where, raid_size=case.raid.headline)
                    )
                    if shares is None:
                        continue
                    color, style, marker = STYLES[k % len(STYLES)]
                    panel.plot(
                        range(len(STEPS)),
                        100 * shares,
                        color=color,
                        linestyle=style,
                        marker=marker,
                        markersize=4.5,
                        label=shorten(reading.shield_title(shield), 64),
                    )
                    rows.append(
                        (
                            reading.shield_title(shield),
                            reading.title_of(actor.id),
                            threat,
                            *(write_number(s, "share") for s in shares[1:]),
                        )
                    )
                panel.set_ylim(-3.0, 103.0)
                panel.set_xticks(range(len(STEPS)), STEPS)
        for line in axes:
            line[0].set_ylabel("of 100 weapons")
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, "funnel")
    if not rows:
        return None
    said = "; ".join(f"{r[0]} of {r[1]}, {r[2]}: usable track {r[5]}, engageable {r[6]}, stopped {r[7]}" for r in rows)
    return FigureBlock(
        "funnel",
        "Where a shield fails: from launch to stop",
        "Of 100 weapons, how many pass each step, as means over the runs. 'A layer can engage' is the layer that can engage most; "
        "several layers together "
        f"may stop more than that one. 'Stopped' is the result of a raid of {case.raid.headline}, so it holds misses, decoys and empty "
        "launchers as well. "
        f"{name_assumed_kills(reading)}",
        f"Falling lines over six steps, one for each shield. {said}.",
        svg,
        ("shield", "defender", "class", "launch seen", "firmly tracked", "track usable for a shot", "a layer can engage", "stopped"),
        tuple(rows),
    )


def measure_funnel(tracks: Table, engagements: Table, leakage: Table) -> FloatArray | None:
    """Measure the mean share of weapons that pass each step; None where a table has no rows."""
    if not (tracks.n_rows and engagements.n_rows and leakage.n_rows):
        return None
    layers = sorted(set(engagements["layer"]))
    engaged = max(float(np.mean(engagements.where(layer=name)["p_engage"])) for name in layers)
    return np.array(
        [
            1.0,
            float(np.mean(np.isfinite(tracks["t_launch_seen_s"]))),
            float(np.mean(np.isfinite(tracks["t_track_s"]))),
            float(np.mean(tracks["p_track"])),
            engaged,
            1.0 - float(np.mean(leakage["leak_fraction"])),
        ]
    )
