"""Draw what each shield lets through, what a stopped weapon costs, and what the attacker paid for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from equipoise.report.drawing import BUILDER, INK, RIVAL, FigureBlock, draw_whisker, drawing_style, new_figure, set_log_axis, to_svg
from equipoise.report.figures import name_assumed_kills
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.shield_names import CLASS_WORDS, group_rows, list_classes, list_shields, say_some, take_group
from equipoise.report.words import join_words, shorten, wrap, write_number, write_three
from equipoise.results.table import Table
from equipoise.scenario.actors import Actor
from equipoise.scenario.number import Number

KEY = ("defender", "shield", "threat_class")
PANELS = (
    "of 100 that get through", "million dollars\nfor one stop", "the same over the price\nof the attacker's weapon",
    "first year of service",
)  # fmt: skip


@dataclass(frozen=True)
class Bill:
    """Hold, run by run, what one shield does to a raid and what one stopped weapon costs (dollars of 2025; NaN if none is stopped).

    The ratios are those costs over the price of one of the attacker's weapons, NaN where the case gives no price.
    """

    leak: FloatArray
    marginal: FloatArray
    whole: FloatArray
    ratio_marginal: FloatArray
    ratio_whole: FloatArray
    first_year: FloatArray


def draw_architectures(reading: Reading) -> FigureBlock | None:
    """Draw designs of a shield side by side: what gets through, cost of one stop, cost-exchange ratio, first year of service."""
    leakage = reading.table("leakage")
    if leakage is None:
        return None
    bills: dict[tuple[str, str, str], Bill] = {}
    for defender, shield, threat in group_rows(leakage, *KEY):
        bill = _make_bill(reading, leakage, defender, shield, threat)
        if bill is not None:
            bills[(defender, shield, threat)] = bill
    rows = {c: _list_rows(reading, bills, c) for c in _order_classes(bills)}
    rows = {c: shields for c, shields in rows.items() if shields}
    if not rows:
        return None
    head = reading.case.raid.headline
    with drawing_style():
        counts = [len(s) for s in rows.values()]
        figure, axes = new_figure(
            len(rows), 4, 10.4, 0.43 * sum(counts) + 0.55 * len(rows) + 1.3,
            sharex="col", gridspec_kw={"height_ratios": [n + 0.4 for n in counts], "width_ratios": [1.0, 1.15, 1.15, 0.8]},
        )  # fmt: skip
        for line, (threat, shields) in zip(axes, rows.items(), strict=True):
            _draw_line(line, reading, bills, threat, shields)
        _finish_axes(axes, head)
        _add_cost_legend(figure, reading)
        svg = to_svg(figure, "designs")
    table_rows = _write_rows(reading, bills, rows)
    said = say_some([f"{r[0]} ({r[1]}), {r[2]}: {r[3]} get through, {r[4]} dollars a stop, ratio {r[6]}" for r in table_rows])
    return FigureBlock(
        "designs",
        "Designs of a shield, compared: what gets through, what a stop costs, from when",
        f"For a raid of {head} weapons of one class. Filled: marginal cost of the interceptors spent on one stopped weapon. Open: all that "
        "the shield costs to the end of the case (development, interceptors, sensors, operation; of the conventional shield its "
        "interceptors only) over the weapons it stops in this one raid. The ratio divides both by the price of the attacker's weapon: left "
        "of the line, stopping is cheaper than attacking. Whiskers hold the middle 90 of 100 runs, of those that stop anything (the others "
        "are counted in the table); prices and development are mostly assumptions. Shields that never stop a class are left out of its "
        f"rows. {name_assumed_kills(reading)}",
        f"Dot-and-whisker chart by class and shield. {said}.",
        svg,
        (
            "shield", "defender", "class", "get through", "marginal cost of one stop, dollars of 2025",
            "cost of one stop with everything, dollars of 2025", "ratio, marginal", "ratio, with everything",
            "first year", "runs that stop none",
        ),
        table_rows,
    )  # fmt: skip


def _order_classes(bills: dict[tuple[str, str, str], Bill]) -> list[str]:
    return sorted(list_classes(k[2] for k in bills), key=lambda c: c != "glider")  # gliders first: shields here are built for them


def _list_rows(reading: Reading, bills: dict[tuple[str, str, str], Bill], threat: str) -> list[str]:
    """List the shields worth a row: all that ever stop a weapon of the class; against gliders every architecture."""
    out = []
    for shield in list_shields(reading):
        own = [b for k, b in bills.items() if k[1:] == (shield, threat)]
        if own and (threat == "glider" or any(np.isfinite(b.marginal).any() or np.min(b.leak) < 1.0 for b in own)):
            out.append(shield)
    return out


def _make_bill(reading: Reading, leakage: Table, defender: str, shield: str, threat: str) -> Bill | None:
    index = group_rows(leakage, *KEY)[(defender, shield, threat)]
    rows = leakage.take(index[leakage["raid_size"][index] == reading.case.raid.headline])
    if shield == "none" or not rows.n_rows:
        return None
    runs, stopped = rows["run"], rows["raid_size"] - rows["n_leakers"]
    costs = take_group(reading.table("shield_costs"), ("defender", "shield"), (defender, shield))
    nothing = np.full(len(runs), np.nan)
    total = _match(costs, "total_usd2025", runs) if costs is not None else nothing
    first = _match(costs, "first_year", runs) if costs is not None else nothing
    whole = np.where(stopped > 0, total / np.maximum(stopped, 1.0), np.nan)
    price = _price_weapon(reading, defender, threat, runs)
    marginal = np.asarray(rows["cost_per_stop_usd2025"], dtype=np.float64)
    return Bill(np.asarray(rows["leak_fraction"]), marginal, whole, marginal / price, whole / price, first)


def _match(table: Table, column: str, runs: Any) -> FloatArray:
    """Pick one column of a table for given runs; NaN for a run that it lacks."""
    order = np.argsort(table["run"], kind="stable")
    known = table["run"][order]
    place = np.minimum(np.searchsorted(known, runs), len(known) - 1)
    return np.where(known[place] == runs, np.asarray(table[column], dtype=np.float64)[order][place], np.nan)


def _price_weapon(reading: Reading, defender: str, threat: str, runs: Any) -> FloatArray:
    """Return the price of one weapon of the attacker by run, NaN where the case declares none."""
    attacker: Actor = next(a for a in reading.case.actors if a.id != defender)
    number: Number | None = {"glider": attacker.gliders.unit_cost, "ballistic": attacker.economy.warhead_cost}.get(threat)
    if number is None:
        return np.full(len(runs), np.nan)
    drawn = take_group(reading.table("inputs"), ("path",), (number.path,))
    price = _match(drawn, "value", runs) if drawn is not None else np.full(len(runs), number.central)
    return np.where(price > 0.0, price, np.nan)


def _draw_line(line: Any, reading: Reading, bills: dict[tuple[str, str, str], Bill], threat: str, shields: list[str]) -> None:
    has_ratio = False
    for j, shield in enumerate(shields):
        for actor, shift, color, marker in ((reading.case.builder, -0.19, BUILDER, "o"), (reading.case.rival, 0.19, RIVAL, "s")):
            bill = bills.get((actor.id, shield, threat))
            if bill is None:
                continue
            draw_whisker(line[0], j + shift, band(bill.leak), color, marker)
            draw_whisker(line[1], j + shift - 0.08, band(bill.marginal / 1e6), color, marker)
            draw_whisker(line[1], j + shift + 0.08, band(bill.whole / 1e6), color, marker, open_=True)
            draw_whisker(line[2], j + shift - 0.08, band(bill.ratio_marginal), color, marker)
            draw_whisker(line[2], j + shift + 0.08, band(bill.ratio_whole), color, marker, open_=True)
            has_ratio |= bool(np.isfinite(bill.ratio_marginal).any() or np.isfinite(bill.ratio_whole).any())
            draw_whisker(line[3], j + shift, band(bill.first_year), color, marker)
    line[0].set_title(CLASS_WORDS.get(threat, threat), fontweight="bold")
    line[0].set_yticks(range(len(shields)), [wrap(reading.shield_title(s), 33, 2) for s in shields], fontsize=7.5)
    if not has_ratio:
        line[2].text(0.5, 0.5, "no price of this\nweapon in the case", transform=line[2].transAxes, ha="center", va="center", fontsize=7.5)
    for panel in line:
        panel.set_ylim(len(shields) - 0.5, -0.5)
        panel.grid(False, axis="y")
        for j in range(1, len(shields)):
            panel.axhline(j - 0.5, color="#e4e4e4", linewidth=0.7)
    for panel in line[1:]:
        panel.set_yticks([])


def _finish_axes(axes: Any, head: int) -> None:
    axes[0, 0].set_xlim(-0.03, 1.03)
    axes[0, 0].xaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
    for column in (1, 2):
        if any(line[column].lines for line in axes):
            set_log_axis(axes[0, column])
            for line in axes:
                line[column].minorticks_off()
    low, high = axes[0, 2].get_xlim()
    axes[0, 2].set_xlim(min(low, 0.5), max(high, 2.0))
    for line in axes:
        line[2].axvline(1.0, color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
    axes[0, 2].annotate("breaks even", (1.0, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
                        ha="center", va="bottom", fontsize=7.5)  # fmt: skip
    axes[0, 3].xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")
    for panel, words in zip(axes[-1], PANELS, strict=True):
        panel.set_xlabel(words)


def _add_cost_legend(figure: Any, reading: Reading) -> None:
    from matplotlib.lines import Line2D

    handles = []
    for actor, color, marker in ((reading.case.builder, BUILDER, "o"), (reading.case.rival, RIVAL, "s")):
        name = shorten(reading.title_of(actor.id), 24)
        handles.append(Line2D([], [], color=color, marker=marker, label=f"{name} defends, interceptors spent"))
        handles.append(Line2D([], [], color=color, marker=marker, markerfacecolor="white", label=f"{name} defends, with everything"))
    figure.legend(handles=handles, loc="outside lower center", ncols=2)


def _write_rows(reading: Reading, bills: dict[tuple[str, str, str], Bill], rows: dict[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    out = []
    for threat, shields in rows.items():
        for shield in shields:
            for actor in (reading.case.builder, reading.case.rival):
                bill = bills.get((actor.id, shield, threat))
                if bill is None:
                    continue
                cells = []
                for values, unit in (
                    (bill.leak, "share of raid"), (bill.marginal, "usd2025"), (bill.whole, "usd2025"), (bill.ratio_marginal, ""),
                    (bill.ratio_whole, ""), (bill.first_year, "year"),
                ):  # fmt: skip
                    b = band(values)
                    cells.append(write_three(b.low[0], b.median[0], b.high[0], unit) if np.isfinite(b.median[0]) else write_number(None))
                none_stopped = int(np.sum(bill.leak >= 1.0))
                names = (reading.shield_title(shield), reading.title_of(actor.id), join_words([CLASS_WORDS.get(threat, threat)]))
                out.append((*names, *cells, f"{none_stopped:,} of {len(bill.leak):,}"))
    return tuple(out)
