"""Draw the map of outcomes over trust and the offence-defence balance, with what is believed and the trust it takes."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.report.balance_names import name_state, write_band
from equipoise.report.dilemma_names import MOST, count_runs, find_leader
from equipoise.report.drawing import (
    INK,
    PURPLE,
    FigureBlock,
    drawing_style,
    new_figure,
    to_svg,
)
from equipoise.report.figures import name_assumed
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.shield_names import take_group
from equipoise.report.words import wrap, write_number
from equipoise.study.dilemma_answers import RULE_WORDS


def read_map(reading: Reading) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, int] | None:
    """Read trust, advantage, share of runs with an answer and median extra spending of the rival (advantage, trust), and the runs."""
    with_, bare = (take_group(reading.table("races"), ("variant",), (v,)) for v in ("map", "map-without"))
    if with_ is None or bare is None or with_.n_rows != bare.n_rows:
        return None
    trusts, j = np.unique(with_["trust"], return_inverse=True)
    advantages, i = np.unique(with_["offence_advantage"], return_inverse=True)
    n = with_.n_rows // (len(trusts) * len(advantages))
    if n * len(trusts) * len(advantages) != with_.n_rows:
        return None
    order = np.lexsort((with_["run"], j, i))
    order_bare = np.lexsort((bare["run"], bare["trust"], bare["offence_advantage"]))
    extra = (with_["spending_rival_usd2025"][order] - bare["spending_rival_usd2025"][order_bare]) / 1e9
    shape = (len(advantages), len(trusts), n)
    extra = np.where(np.abs(extra) < 1e-6, 0.0, extra)
    share = with_["is_answer"][order].astype(np.float64).reshape(shape).mean(axis=2)
    return trusts, advantages, share, np.median(extra.reshape(shape), axis=2), n


def draw_tipping(reading: Reading) -> FigureBlock | None:
    """Draw where the rival stops answering, over trust held fixed and the offence-defence balance."""
    found = read_map(reading)
    if found is None:
        return None
    trusts, advantages, share, extra, n = found
    case = reading.case
    rival = name_state(reading, case.rival.id, 22)
    with drawing_style():
        figure, axes = new_figure(1, 2, 10.4, 4.4, sharey=True)
        edges = _fill_cells(axes[0, 0], trusts, advantages, share, 1.0, [[f"{100 * v:.0f}" for v in row] for row in share])
        _part_cells(axes[0, 0], edges, share)
        top = max(float(np.max(extra)), 1e-9)
        _fill_cells(
            axes[0, 1], trusts, advantages, extra, top, [[write_number(v if abs(v) >= 0.05 else 0.0) for v in row] for row in extra]
        )
        axes[0, 0].set_title(wrap(f"of 100 runs, in how many {rival} arms in answer", 52, 2))
        axes[0, 1].set_title(wrap(f"what {rival} spends more to the end, billion dollars, median", 52, 2))
        said = _mark_beliefs(reading, axes[0])
        for panel in axes[0]:
            panel.tick_params(axis="y", length=0)
            panel.set_xlabel("trust of both held fixed: odds of 100 that the other seeks security")
            panel.xaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
        axes[0, 0].set_yticks(advantages, [_name_advantage(a, float(advantages[0]), float(advantages[-1])) for a in advantages])
        handles, labels = axes[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, handlelength=3.0)
        svg = to_svg(figure, "tipping")
    rows = tuple(
        (f"{a:+g}" if a else "0", words, *(f"{v:{form}}" for v in scale * values[i]))
        for i, a in enumerate(advantages)
        for words, values, scale, form in (
            ("runs with an answer, of 100", share, 100.0, ".0f"),
            ("more spent, billion dollars", extra, 1.0, ".1f"),
        )
    )
    return FigureBlock(
        "tipping",
        "Where the rival stops answering: trust against the offence-defence balance",
        f"If both states held the same trust in each other from {case.years.assess} to {case.years.end}, and if offence or defence "
        "had this "
        "much of an advantage, in so many runs the rival would arm in answer to the counter-shield. Across: trust, held fixed, whatever "
        "is said and done. Up: what offence adds to the payoff of striking at restraint and takes from that of being struck, in "
        "units of the "
        "stakes; below 0 defence has the advantage. The heavy line parts cells in which more than half the runs hold an answer. "
        f"{said} {count_runs(n)} a cell, the rule shown by year ({RULE_WORDS[case.rivalry.shown]}); another rule would give another map. "
        f"{name_assumed(reading, ('rivalry.stakes.',))}",
        f"Two grids of cells over trust and the offence-defence balance. {_say_tipping(trusts, advantages, share)}",
        svg,
        ("advantage of offence", "what", *(f"trust {100 * t:.0f} of 100" for t in trusts)),
        rows,
        table_note=f"Shares of {count_runs(n)}; medians of what the rival spends more than without the counter-shield, dollars of 2025.",
    )


def _fill_cells(
    panel: Any, x: FloatArray, y: FloatArray, values: FloatArray, top: float, texts: list[list[str]]
) -> tuple[FloatArray, FloatArray]:
    """Fill a grid of cells, to scale, each with its number in the upper part; return the edges."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("heat", ["#ffffff", "#f6d9a8", "#d9822b", "#7a2e00"])
    edges = [np.concatenate([[v[0]], 0.5 * (v[1:] + v[:-1]), [v[-1]]]) for v in (x, y)]
    edges[1][0], edges[1][-1] = 1.5 * y[0] - 0.5 * y[1], 1.5 * y[-1] - 0.5 * y[-2]
    edges[0][0], edges[0][-1] = x[0] - 0.04, x[-1] + 0.05
    panel.pcolormesh(
        edges[0], edges[1], np.clip(values / top, 0.0, 1.0), cmap=shades, vmin=0.0, vmax=1.0, edgecolors="#ffffff", linewidth=0.6
    )
    panel.grid(False)
    for i in range(len(y)):
        for j in range(len(x)):
            at = 0.5 * (edges[0][j] + edges[0][j + 1]), 0.26 * edges[1][i] + 0.74 * edges[1][i + 1]
            dark = values[i, j] > 0.62 * top
            shade = shades(float(np.clip(values[i, j] / top, 0.0, 1.0)))
            panel.text(
                *at, texts[i][j], ha="center", va="center", fontsize=8, color="white" if dark else INK, zorder=4,
                bbox={"facecolor": shade, "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip
    panel.set_xlim(edges[0][0], edges[0][-1])
    panel.set_ylim(edges[1][0], edges[1][-1])
    return edges[0], edges[1]


def _part_cells(panel: Any, edges: tuple[FloatArray, FloatArray], share: FloatArray) -> None:
    """Draw a heavy line between cells in which most runs hold an answer and cells in which they do not."""
    high = share > MOST
    for i in range(len(share)):
        for j in range(share.shape[1]):
            if j + 1 < share.shape[1] and high[i, j] != high[i, j + 1]:
                panel.plot([edges[0][j + 1]] * 2, edges[1][i : i + 2], color=INK, linewidth=2.2, solid_capstyle="projecting")
            if i + 1 < len(share) and high[i, j] != high[i + 1, j]:
                panel.plot(edges[0][j : j + 2], [edges[1][i + 1]] * 2, color=INK, linewidth=2.2, solid_capstyle="projecting")


def _name_advantage(value: float, low: float, high: float) -> str:
    words = {low: "defence has\nthe advantage", 0.0: "neither has\nan advantage", high: "offence has\nthe advantage"}.get(value, "")
    return f"{words}  {value:+g}" if words and value else (f"{words}  0" if words else f"{value:+g}")


def _mark_beliefs(reading: Reading, panels: Any) -> str:
    """Mark what the leadership believes at the start and the end, and the trust it takes; say so."""
    case = reading.case
    rows = take_group(
        reading.table("assessments"), ("history", "observer", "target"), ("constructivist/shield", find_leader(reading), case.builder.id)
    )
    said = []
    if rows is not None:
        for year, style, marker, y in ((case.years.assess, "-", "v", 0.965), (case.years.end, (0, (4, 2)), "^", 0.035)):
            values = rows["p_security"][rows["year"] == year]
            if len(values):
                mean = float(np.mean(values))
                for panel in panels:
                    panel.axvline(mean, color="white", linewidth=3.6)
                    panel.axvline(mean, color=PURPLE, linewidth=1.8, linestyle=style)
                    panel.plot(
                        [mean], [y], transform=panel.get_xaxis_transform(), color=PURPLE, linestyle=style, marker=marker, markersize=7,
                        markerfacecolor="white", label=f"mean belief of the leadership in {year}",
                    )  # fmt: skip
                said.append(f"{write_number(mean, 'probability').removesuffix(' of 100')} of 100 in {year}")
    trust = reading.table("trust")
    known = trust["threshold"][np.isfinite(trust["threshold"])] if trust is not None else np.zeros(0)
    if len(known):
        b, where = band(known), case.rivalry.stakes.offence_advantage
        low, middle, high = (float(where.quantile(q)) for q in (0.05, 0.5, 0.95))
        for panel in panels:
            panel.plot([b.low[0], b.high[0]], [middle] * 2, color="#0072B2", linewidth=2.4)
            panel.plot([b.median[0]] * 2, [low, high], color="#0072B2", linewidth=2.4)
            panel.plot(
                [b.median[0]], [middle], marker="o", color="#0072B2", markerfacecolor="white", markersize=8, linestyle="none",
                label="trust it takes in this case",
            )  # fmt: skip
    held = (
        f"Where intent is read, the leadership's belief that {name_state(reading, case.builder.id)} seeks security is "
        f"{' and '.join(said)} in the mean"
        if said
        else ""
    )
    takes = (
        f"circle: the trust it takes in the runs of this case, {write_band(known, 'probability')}, at the balance that the case declares"
        if len(known)
        else ""
    )
    return f"{'; '.join(x for x in (held, takes) if x)}." if held or takes else ""


def _say_tipping(trusts: FloatArray, advantages: FloatArray, share: FloatArray) -> str:
    parts = []
    for i, a in enumerate(advantages):
        low = np.flatnonzero(share[i] <= MOST)
        parts.append(
            f"at {a:+g}: ".replace("+0:", "0:")
            + (
                f"half the runs or fewer hold an answer from trust {100 * trusts[low[0]]:.0f} of 100"
                if len(low)
                else "most runs hold one at any trust"
            )
        )
    return f"Advantage of offence {'; '.join(parts)}."
