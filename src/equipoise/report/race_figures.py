"""Draw the race by year: where the two lenses part, and who fields first."""

from __future__ import annotations

from typing import Any

import numpy as np

from equipoise.report.balance_names import MAIN, name_state, start_with_capital, write_band
from equipoise.report.dilemma_figures import judge_rules
from equipoise.report.dilemma_names import pick_path
from equipoise.report.drawing import (
    BUILDER,
    GREY,
    INK,
    LENS_STYLES,
    PURPLE,
    RIVAL,
    FigureBlock,
    add_legend,
    draw_band,
    drawing_style,
    new_figure,
    set_year_axis,
    to_svg,
)
from equipoise.report.figures import name_assumed, write_years
from equipoise.report.reading import FloatArray, Reading, band
from equipoise.report.shield_names import say_some
from equipoise.report.words import join_words, shorten, wrap, write_number
from equipoise.report.year_figures import TABLE_NOTE, pick_years
from equipoise.study.dilemma_answers import RULE_WORDS

WITH = ("neorealist/shield", "constructivist/shield")
A_TENTH = 0.1 - 1e-9


# -- where the lenses part --

PARTS = (
    ("spending_usd2025", "yearly spending", "usd2025", 1e-9, "billion dollars"),
    ("alarm", "how far it arms against the other", "probability", 100.0, "of 100"),
    ("p_assured_believed", "its own assured second strike, as it believes", "probability", 100.0, "odds of 100"),
)  # fmt: skip


def find_parting(years: FloatArray, one: FloatArray, other: FloatArray, unit: str) -> int | None:
    """Find the first year in which two medians differ by a tenth: ten points of 100, or a tenth of the larger for money.

    >>> find_parting(np.array([2019.0, 2020.0]), np.array([1.0, 1.0]), np.array([0.95, 0.9]), "usd2025")
    2020
    """
    gap = np.abs(one - other)
    limit = A_TENTH if unit == "probability" else A_TENTH * np.maximum(np.maximum(np.abs(one), np.abs(other)), 1e-12)
    apart = np.flatnonzero(gap >= limit)
    return int(years[apart[0]]) if len(apart) else None


def draw_parting(reading: Reading) -> FigureBlock | None:
    """Draw what the rival does under both lenses, and year by year how far they part, for the rival and the builder."""
    case = reading.case
    if any(pick_path(reading, h, a.id, "alarm") is None for h in WITH for a in case.actors):
        return None
    picked, rows = pick_years(reading), []
    said: tuple[list[str], list[str]] = ([], [])
    names = [start_with_capital(name_state(reading, a.id, 22)) for a in (case.rival, case.builder)]
    with drawing_style():
        figure, axes = new_figure(3, 3, 10.4, 7.0, sharex=True)
        for j, (column, words, unit, scale, unit_words) in enumerate(PARTS):
            for i, (actor, name) in enumerate(zip((case.rival, case.builder), names, strict=True)):
                found = [pick_path(reading, h, actor.id, column) for h in WITH]
                assert found[0] is not None and found[1] is not None
                years, capable, intent = found[0][0], found[0][1], found[1][1]
                if i == 0:
                    for history, values in zip(WITH, (capable, intent), strict=True):
                        color, style, label = LENS_STYLES[history]
                        draw_band(axes[0, j], years, band(values * scale), color, style, label.split(", with")[0])
                    axes[0, j].set_title(wrap(f"{name}: {words}", 40, 2), fontsize=8.5)
                    axes[0, j].set_ylim(0.0, max(1.06 * float(np.max(scale * np.quantile(np.r_[capable, intent], 0.95, axis=0))), 1e-3))
                year = find_parting(years, band(capable).median, band(intent).median, unit)
                _draw_gap(axes[i + 1, j], years, (intent - capable) * scale, year)
                axes[i + 1, j].set_title(wrap(f"{name}: intent read less capabilities only", 44, 2), fontsize=8.5)
                rows.append((name, words, str(year or "never"), *_write_gaps(years, intent - capable, picked, unit)))
                said[i].append(f"{words} {f'from {year}' if year else 'never'}")
                axes[i + 1, j].set_ylabel(unit_words, fontsize=8)
            axes[0, j].set_ylabel(unit_words, fontsize=8)
        for panel in axes.flat:
            set_year_axis(panel)
            panel.yaxis.set_major_formatter(lambda v, _: f"{v:g}" if abs(v) > 1e-9 else "0")
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, "parting")
    apart = "; ".join(f"{name}: {', '.join(phrases)}" for name, phrases in zip(names, said, strict=True))
    return FigureBlock(
        "parting",
        "Where and when the two lenses part",
        "Top: what the rival does if it sees capabilities only, and if it reads intent as well, with the counter-shield in both. "
        "Below: the "
        "second less the first, run by run on the same draws, for both states. Lines are medians, bands hold the middle 90 of 100 "
        "runs. A line marks the first year in which the two medians differ by a tenth (ten points of 100, or a tenth of the larger "
        f"sum). {apart}. {_say_rules_part(reading)} If beliefs about intent told for nothing, all lines below would lie at 0. "
        f"{name_assumed(reading, ('rivalry.', 'perception.worst', 'perception.lenses'))}",
        f"Line charts by year of two readings and of their difference. First year apart by a tenth: {apart}.",
        svg,
        ("state", "what", "apart by a tenth", *map(str, picked)),
        tuple(rows),
        table_note=f"Intent read less capabilities only; odds in points of 100. {TABLE_NOTE}",
    )


def _draw_gap(panel: Any, years: FloatArray, gap: FloatArray, year: int | None) -> None:
    panel.axhline(0.0, color=GREY, linewidth=1.0)
    b = band(gap)
    draw_band(panel, years, b, PURPLE, "-")
    if max(float(np.max(np.abs(x))) for x in (b.low, b.high)) < 1e-6:  # nothing parts: keep noise of the last digits from filling the panel
        panel.set_ylim(-1.0, 1.0)
    if year is not None:
        panel.axvline(year, color=INK, linewidth=1.2, linestyle=(0, (1.5, 1.5)))
        side = "left" if year < 0.5 * (years[0] + years[-1]) else "right"
        panel.annotate(
            f"{year}", (year, 1.0), (3 if side == "left" else -3, -9), xycoords=("data", "axes fraction"), textcoords="offset points",
            ha=side, fontsize=7.5,
        )  # fmt: skip


def _write_gaps(years: FloatArray, gap: FloatArray, picked: list[int], unit: str) -> tuple[str, ...]:
    scale = 100.0 if unit == "probability" else 1.0
    return tuple(write_years(scale * gap[:, years == y].ravel(), "" if unit == "probability" else unit) for y in picked)


def _say_rules_part(reading: Reading) -> str:
    """Say under which rules the lenses end with another share of answers."""
    verdicts = judge_rules(reading)
    parts = []
    for rule in dict.fromkeys(v.rule for v in verdicts):
        shares = [float(v.answer.median[0]) for v in verdicts if v.rule == rule]
        if len(shares) == 2 and abs(shares[0] - shares[1]) >= 0.05 - 1e-9:
            pair = " and ".join(write_number(s, "probability").removesuffix(" of 100") for s in shares)
            parts.append(f"{RULE_WORDS[rule]} ({pair} of 100 runs)")
    n = len({v.rule for v in verdicts})
    if not n:
        return ""
    if n == 1:
        return f"By the end the lenses {'differ' if parts else 'do not differ'} by five runs of 100 or more in how often the rival answers."
    under = join_words(parts) if parts else "none"
    return f"By the end the lenses differ in how often the rival answers, by five runs of 100 or more, under {under} of {n} rules."


# -- who fields first --

FIELDED = (("n_glider", "has fielded gliders"), ("n_interceptors_counter", "has fielded interceptors of a counter-shield"))


def draw_fielding(reading: Reading) -> FigureBlock | None:
    """Draw by year in how many runs each state has gliders, and interceptors against them, and who is alone with gliders."""
    case = reading.case
    found = {(a.id, c): pick_path(reading, MAIN, a.id, c) for a in case.actors for c in ("n_glider", "n_interceptors_counter")}
    if any(v is None for v in found.values()):
        return None
    held = {key: v[1] >= 1.0 for key, v in found.items() if v is not None}
    years = next(v[0] for v in found.values() if v is not None)
    pair: tuple[tuple[Any, str, Any], ...] = ((case.builder, BUILDER, "-"), (case.rival, RIVAL, (0, (6, 1.6))))
    rows: list[tuple[str, ...]] = []
    with drawing_style():
        figure, axes = new_figure(1, 3, 10.4, 3.7, sharex=True, sharey=True)
        for panel, (column, words) in zip(axes[0], FIELDED, strict=False):
            shares: list[FloatArray] = []
            for actor, color, style in pair:
                by_then = np.maximum.accumulate(held[actor.id, column], axis=1)
                shares.append(by_then.mean(axis=0))
                panel.plot(
                    years, shares[-1], color=color, linestyle=style, drawstyle="steps-post", label=shorten(reading.title_of(actor.id), 30)
                )
                rows.append(_write_first(reading, actor.id, words, years, by_then))
            for (_, color, _), ahead in zip(pair, (shares[0] > shares[1], shares[1] > shares[0]), strict=True):
                panel.fill_between(years, shares[0], shares[1], where=ahead, step="post", color=color, alpha=0.13, linewidth=0)
            panel.set_title(words.replace(" interceptors", "\ninterceptors"))
        for k, (actor, color, style) in enumerate(pair):
            other = pair[1 - k][0]
            alone = held[actor.id, "n_glider"] & ~held[other.id, "n_glider"] & ~held[other.id, "n_interceptors_counter"]
            axes[0, 2].fill_between(years, alone.mean(axis=0), step="post", color=color, alpha=0.16, linewidth=0)
            axes[0, 2].plot(years, alone.mean(axis=0), color=color, linestyle=style, drawstyle="steps-post")
            rows.append(_write_alone(reading, actor.id, years, alone))
        axes[0, 2].set_title("has gliders, the other neither gliders\nnor a counter-shield")
        for panel in axes[0]:
            panel.set_ylim(-0.02, 1.04)
            panel.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
            set_year_axis(panel)
        axes[0, 0].set_ylabel("of 100 runs")
        add_legend(figure, axes[0, 0], 2)
        svg = to_svg(figure, "fielding")
    alones = [f"{name_state(reading, a.id)} is alone in {r[2]}" for a, r in zip((case.builder, case.rival), rows[-2:], strict=True)]
    return FigureBlock(
        "fielding",
        "Sooner or later: who fields first",
        f"If first years, build rates and money are as declared, in so many runs a state has had at least one glider by that year, or one "
        "interceptor of a counter-shield; shaded: whoever is ahead. A line that stays below 100 means that the rest of the runs never gets "
        "there in the years played. Right: the window of one-sided advantage, the runs in which in that year one state has gliders and the "
        "other has neither gliders nor a counter-shield; such windows close when the other fields either. "
        f"{start_with_capital('; '.join(alones))}. "
        "The history in which the rival sees capabilities only and the counter-shield is built. "
        f"{name_assumed(reading, ('.gliders.', '.counter_shield.', 'rivalry.lag'))}",
        f"Step charts by year. {say_some([f'{r[0]} {r[1]}: {r[2]}' for r in rows])}.",
        svg,
        ("state", "what", "in how many runs, ever", "first year, of these runs", *(f"by {y}" for y in pick_years(reading))),
        tuple(rows),
        table_note="Shares of the runs; first years: median and the range that holds the middle 90 of 100 of the runs in which it happens. "
        "Last two rows: in that year, not by then.",
    )


def _write_first(reading: Reading, actor: str, words: str, years: FloatArray, by_then: Any) -> tuple[str, ...]:
    ever = by_then[:, -1]
    first = years[np.argmax(by_then[ever], axis=1)] if ever.any() else np.full(1, np.nan)
    shares = [write_number(float(by_then[:, years == y].mean()), "probability") for y in pick_years(reading)]
    return (
        start_with_capital(name_state(reading, actor)),
        words,
        write_number(float(ever.mean()), "probability"),
        write_band(first, "year"),
        *shares,
    )


def _write_alone(reading: Reading, actor: str, years: FloatArray, alone: Any) -> tuple[str, ...]:
    ever = alone.any(axis=1)
    first = years[np.argmax(alone[ever], axis=1)] if ever.any() else np.full(1, np.nan)
    length = alone[ever].sum(axis=1).astype(np.float64) if ever.any() else np.full(1, np.nan)
    shares = [write_number(float(alone[:, years == y].mean()), "probability") for y in pick_years(reading)]
    runs = f"{write_number(float(ever.mean()), 'probability')} runs" + (f", for {write_band(length)} years" if ever.any() else "")
    return (start_with_capital(name_state(reading, actor)), "is alone with gliders", runs, write_band(first, "year"), *shares)
