"""Draw the phase portrait: the arms of both states against each other, in the runs and by Richardson's rule alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from equipoise.report.balance_names import name_state, start_with_capital
from equipoise.report.dilemma_names import find_leader, pick_path
from equipoise.report.drawing import (
    GREEN,
    INK,
    LENS_STYLES,
    FigureBlock,
    drawing_style,
    new_figure,
    to_svg,
)
from equipoise.report.figures import name_assumed
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.shield_names import say_some, take_group
from equipoise.report.year_figures import TABLE_NOTE, pick_years, write_cells
from equipoise.study.dilemma_answers import LENS_WORDS

WITH = ("neorealist/shield", "constructivist/shield")
N_SHOWN = 12  # single runs drawn beside the medians


def add_arms(reading: Reading, history: str, actor: str) -> tuple[FloatArray, FloatArray] | None:
    """Return the years and a state's weapons and interceptors against hypersonics above those of the start, by (run, year)."""
    parts = [pick_path(reading, history, actor, c) for c in ("n_ballistic", "n_glider", "n_interceptors_counter")]
    if any(p is None for p in parts):
        return None
    years = parts[0][0]  # type: ignore[index]
    arms = parts[0][1] + parts[1][1] + parts[2][1]  # type: ignore[index]
    return years, arms - arms[:, :1]


def draw_phase(reading: Reading) -> FigureBlock | None:
    """Draw one state's added arms against the other's: the runs on the left, what Richardson's rule alone would do on the right."""
    case, rows = reading.case, []
    paths = {}
    for history in LENS_STYLES:
        pair = [add_arms(reading, history, a.id) for a in (case.builder, case.rival)]
        if pair[0] is not None and pair[1] is not None:
            paths[history] = (pair[0][0], pair[0][1], pair[1][1])
    if not paths:
        return None
    names = [name_state(reading, a.id, 22) for a in (case.builder, case.rival)]
    with drawing_style():
        figure, axes = new_figure(1, 2, 10.4, 5.2)
        for history, (years, own, other) in paths.items():
            color, style, label = LENS_STYLES[history]
            if history in WITH:
                for k in range(min(N_SHOWN, len(own))):
                    axes[0, 0].plot(own[k], other[k], color=color, linewidth=0.6, alpha=0.3)
            x, y = band(own).median, band(other).median
            _draw_path(axes[0, 0], years, x, y, color, style, label, history == next(iter(paths)))
            picked = pick_years(reading)
            for name, values in zip(names, (own, other), strict=True):
                rows.append((label, start_with_capital(name), *write_cells(years, values, picked, "")))
        axes[0, 0].set_title("in the runs, by the rule shown by year")
        field = read_field(reading, paths[next(iter(paths))][0])
        said = _draw_field(axes[0, 1], field)
        axes[0, 1].set_title("what Richardson's rule alone would do")
        for panel, what in zip(axes[0], ("weapons and interceptors", "weapons"), strict=True):
            panel.set_xlabel(f"{what} added by {names[0]} since {case.years.assess}")
            panel.set_ylabel(f"{what} added by {names[1]}")
            for axis in (panel.xaxis, panel.yaxis):
                axis.set_major_formatter(lambda v, _: f"{v:,.0f}")
        for panel, n in zip(axes[0], (1, 1), strict=True):
            panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=n, handlelength=3.2)
        svg = to_svg(figure, "phase")
    ends = [f"{r[0]}, {r[1]}: {r[-1]} more in {case.years.end}" for r in rows]
    return FigureBlock(
        "phase",
        "Phase portrait: one state's arms against the other's",
        f"Left: weapons (ballistic warheads and gliders) and interceptors of a counter-shield of {names[0]} (across) and {names[1]} (up), "
        f"above those of {case.years.assess}. Thick lines join the medians of each year, with arrows in the direction of time and "
        "dots at the "
        f"years named; no run follows them. Thin lines: the first {min(N_SHOWN, len(next(iter(paths.values()))[1]))} runs of each "
        "lens, with "
        "the counter-shield. Up: the rival adds; to the right: the builder adds. Right: what Richardson's rule would do by itself, at the "
        "central values of this case, weapons alone, no shield, no budget, no limit on what is built: dX/dt = k (1 + e) (1 - trust) "
        "Y - a X + g. On "
        f"each line one state neither adds nor gives up; where they cross both rest. {said} The runs of that rule, with budgets and "
        "shields, are "
        f"in the figure of the rules. {name_assumed(reading, ('rivalry.', '.economy.'))}",
        f"Two charts of the arms of {names[1]} against those of {names[0]}. {say_some(ends)}. {said}",
        svg,
        ("history", "arms added by", *map(str, pick_years(reading))),
        tuple(rows),
        table_note=TABLE_NOTE,
    )


def _draw_path(panel: Any, years: FloatArray, x: FloatArray, y: FloatArray, color: str, style: Any, label: str, is_named: bool) -> None:
    from matplotlib.patheffects import withStroke

    panel.plot(x, y, color=color, linestyle=style, linewidth=2.2, label=label)
    first, last = int(years[0]), int(years[-1])
    marked = [k for k, year in enumerate(years) if (int(year) % 5 == 0 or int(year) == last) and int(year) > first]
    panel.plot(x[marked], y[marked], linestyle="none", marker="o", markersize=4, color=color)
    for k in marked:
        back = np.hypot(x[k] - x[k - 1], y[k] - y[k - 1])
        if back > 1e-9:
            panel.annotate(
                "", (x[k], y[k]), (x[k - 1], y[k - 1]), arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 1.2, "shrinkB": 1}
            )
    if is_named:
        shown: list[tuple[float, float]] = []
        reach = max(float(np.ptp(x)), 1e-9), max(float(np.ptp(y)), 1e-9)
        for k in marked[::-1]:
            if all(np.hypot((x[k] - u) / reach[0], (y[k] - v) / reach[1]) > 0.1 for u, v in shown):
                is_across = abs(x[k] - x[k - 1]) / reach[0] > abs(y[k] - y[k - 1]) / reach[1]
                panel.annotate(
                    f"{years[k]:.0f}", (x[k], y[k]), (0, 6) if is_across else (7, -3), textcoords="offset points", fontsize=7.5,
                    color=color, ha="center" if is_across else "left", path_effects=[withStroke(linewidth=2.5, foreground="white")],
                )  # fmt: skip
                shown.append((float(x[k]), float(y[k])))


@dataclass(frozen=True)
class Field:
    """Hold Richardson's coefficients at the central values, for (builder, rival) under both lenses: k by lens, a, g in weapons a year."""

    reaction: dict[str, tuple[float, float]]
    fatigue: float
    grievance: tuple[float, float]
    years: float
    is_annual: bool


def read_field(reading: Reading, years: FloatArray) -> Field:
    """Read the coefficients of the case; trust is what each lens makes of the leadership's belief at the start."""
    case, settings = reading.case, reading.case.rivalry.richardson
    k = settings.reaction.central * (1.0 + settings.misperception.central)
    out = {}
    for name in ("neorealist", "constructivist"):
        lens = getattr(case.perception.lenses, name)
        both = []
        for target in (case.rival.id, case.builder.id):  # the builder trusts the rival, and the other way round
            columns, key = ("history", "observer", "target"), ("constructivist/shield", find_leader(reading), target)
            seen = take_group(reading.table("assessments"), columns, key)
            belief = float(np.median(seen["p_security"][seen["year"] == case.years.assess])) if seen is not None else 0.0
            reads = lens.reads_intent.central
            both.append(k * (1.0 - reads * belief - (1.0 - reads) * lens.assumes.central))
        out[name] = (both[0], both[1])
    history = next(h for h in LENS_STYLES if pick_path(reading, h, case.builder.id, "n_ballistic") is not None)
    stock = []
    for actor in (case.builder, case.rival):
        held = [p[1][:, 0] for c in ("n_ballistic", "n_glider") if (p := pick_path(reading, history, actor.id, c)) is not None]
        stock.append(float(np.median(held[0] + held[1])))
    g = settings.grievance.central
    return Field(out, settings.fatigue.central, (g * stock[0], g * stock[1]), float(years[-1] - years[0]), settings.step == "annual")


def find_rest(field: Field, lens: str) -> tuple[float, float] | None:
    """Find where both rest, if reaction is weaker than fatigue (a b > k l): x* = (k h + b g)/(ab - kl), Richardson (1960).

    a .6, b .6, k .3, l .4, g 1, h .8: (0.24 + 0.6)/(0.36 - 0.12) = 3.5.

    >>> round(find_rest(Field({"x": (0.3, 0.4)}, 0.6, (1.0, 0.8), 1.0, False), "x")[0], 6)
    3.5
    """
    (k, l2), a, (g, h) = field.reaction[lens], field.fatigue, field.grievance
    left = a * a - k * l2
    return ((k * h + a * g) / left, (l2 * g + a * h) / left) if left > 1e-12 else None


def follow(field: Field, lens: str, steps: int = 20) -> tuple[FloatArray, FloatArray]:
    """Follow the rule from nothing added, year by year: by the exact flow (fourth order, `steps` a year) or by annual differences."""
    (k, l2), a, (g, h) = field.reaction[lens], field.fatigue, field.grievance

    def slope(x: float, y: float) -> tuple[float, float]:
        return k * y - a * x + g, l2 * x - a * y + h

    x, y, xs, ys = 0.0, 0.0, [0.0], [0.0]
    n, dt = (1, 1.0) if field.is_annual else (steps, 1.0 / steps)
    for _ in range(int(field.years)):
        for _ in range(n):
            k1 = slope(x, y)
            if field.is_annual:
                x, y = x + k1[0], y + k1[1]
                continue
            k2 = slope(x + 0.5 * dt * k1[0], y + 0.5 * dt * k1[1])
            k3 = slope(x + 0.5 * dt * k2[0], y + 0.5 * dt * k2[1])
            k4 = slope(x + dt * k3[0], y + dt * k3[1])
            x += dt / 6.0 * (k1[0] + 2.0 * k2[0] + 2.0 * k3[0] + k4[0])
            y += dt / 6.0 * (k1[1] + 2.0 * k2[1] + 2.0 * k3[1] + k4[1])
        xs.append(x)
        ys.append(y)
    return np.array(xs), np.array(ys)


def _draw_field(panel: Any, field: Field) -> str:
    """Draw the vector field (capabilities only), both lenses' null lines, where they cross, and the way from the start; say it."""
    rests = {lens: find_rest(field, lens) for lens in field.reaction}
    paths = {lens: follow(field, lens) for lens in field.reaction}
    far = max([1.0, *(float(np.max(v)) for p in paths.values() for v in p)])
    top = max([1.5 * far, *(1.2 * v for rest in rests.values() if rest is not None for v in rest if 0.0 < v < 2.0 * far)])
    side = np.linspace(-0.1 * top, top, 15)
    x, y = np.meshgrid(side, side)
    (k, l2), a, (g, h) = field.reaction["neorealist"], field.fatigue, field.grievance
    dx, dy = k * y - a * x + g, l2 * x - a * y + h
    size = np.maximum(np.hypot(dx, dy), 1e-12)
    length = 0.045 * top * (0.35 + 0.65 * size / np.max(size))
    panel.quiver(
        x, y, dx / size * length, dy / size * length, angles="xy", scale_units="xy", scale=1, color="#a9b4bd", width=0.0035, headwidth=4
    )
    said = []
    for lens, color, style in (("neorealist", INK, "-"), ("constructivist", GREEN, (0, (6, 1.6)))):
        (k, l2), words = field.reaction[lens], LENS_WORDS[lens]
        if k > 1e-12:
            panel.plot(side, (a * side - g) / k, color=color, linestyle=style, linewidth=1.1)
        if a > 1e-12:
            panel.plot(side, (l2 * side + h) / a, color=color, linestyle=style, linewidth=1.1, label=f"neither adds nor gives up, {words}")
        xs, ys = paths[lens]
        panel.plot(
            xs, ys, color=color, linestyle=style, linewidth=2.4, marker="o", markevery=5, markersize=3.5, label=f"from the start, {words}"
        )
        rest = rests[lens]
        growing = a * a < k * l2
        if rest is not None and max(rest) < top and min(rest) > -0.1 * top:
            panel.plot(*rest, marker="*", markersize=11, color=color, markerfacecolor="white", linestyle="none", clip_on=True)
        where = f"both rest near {rest[0]:,.0f} and {rest[1]:,.0f}" if rest is not None else "there is no rest"
        if growing:
            where = "reaction outweighs fatigue and the race runs away"
        said.append(f"{words}: {where} (after {field.years:.0f} years {xs[-1]:,.0f} and {ys[-1]:,.0f})")
    panel.set_xlim(-0.1 * top, top)
    panel.set_ylim(-0.1 * top, top)
    return f"By that rule, {'; '.join(said)}."
