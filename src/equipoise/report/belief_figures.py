"""Draw the record of words and deeds as evidence, and what audiences come to believe of both states."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.report.balance_names import name_state, write_band
from equipoise.report.dilemma_names import find_leader
from equipoise.report.drawing import (
    BUILDER,
    GREEN,
    GREY,
    INK,
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
from equipoise.report.figures import name_assumed
from equipoise.report.reading import Reading, band, spread
from equipoise.report.shield_names import say_some, take_group
from equipoise.report.words import join_words, shorten, wrap
from equipoise.report.year_figures import TABLE_NOTE, pick_years, write_cells
from equipoise.results.table import Table
from equipoise.scenario.perception import Event, Likelihood

# -- the record of words and deeds --

THEME_WORDS = {"shield": "shield", "hypersonic": "hypersonic weapon", "hypersonic_shield": "shield against hypersonics", "treaty": "treaty"}
TYPES = (("security", "one that seeks security", GREEN, "o"), ("restorer", "one that restores a balance", INK, "s"),
         ("hegemonic", "one that seeks superiority", RIVAL, "^"))  # fmt: skip


def number_events(reading: Reading) -> list[tuple[int, Event]]:
    """Number every word and deed of the record, in the order of dates."""
    return list(enumerate(sorted(reading.case.perception.record, key=lambda e: e.date), start=1))


def find_likelihood(reading: Reading, event: Event) -> Likelihood | None:
    """Find what the case declares of such evidence, or None where it declares nothing."""
    return next((x for x in reading.case.perception.likelihoods if x.evidence == f"{event.stance}_{event.theme}"), None)


def weigh_event(reading: Reading, event: Event) -> float:
    """Weigh an event as declared: log of (likelihood if it seeks superiority over likelihood if it seeks security); 0 if undeclared."""
    found = find_likelihood(reading, event)
    if found is None or min(found.hegemonic.central, found.security.central) <= 0.0:
        return 0.0
    return math.log(found.hegemonic.central / found.security.central)


def decimal_year(date: str) -> float:
    """Return a date as a decimal year; a year alone lies in its middle.

    >>> decimal_year("2019"), decimal_year("2019-07")
    (2019.5, 2019.5416666666667)
    """
    parts = [int(p) for p in date.split("-")]
    return parts[0] + ((parts[1] - 0.5) / 12.0 if len(parts) > 1 else 0.5)


def _name_kind(event: Event) -> str:
    return f"{event.stance} ({THEME_WORDS[event.theme]})"


def _is_read(reading: Reading, event: Event) -> bool:
    """Tell whether the model reads an event: it is of the two states, dated within the years read, and its kind has likelihoods."""
    years, states = reading.case.years, {a.id for a in reading.case.actors}
    is_dated = years.history_from <= int(event.date[:4]) <= years.end
    return is_dated and bool(states & set(event.actors)) and find_likelihood(reading, event) is not None


def draw_record(reading: Reading) -> FigureBlock | None:
    """Draw every word and deed at its date, by what it counts as, beside the likelihoods that make it evidence."""
    events, case = number_events(reading), reading.case
    if not events:
        return None
    kinds = sorted({_name_kind(e) for _, e in events}, key=lambda k: _rank_kind(reading, events, k))
    first = case.years.history_from - 1.0
    drawn = [(n, e) for n, e in events if decimal_year(e.date) >= first]
    with drawing_style():
        figure, axes = new_figure(1, 2, 10.4, 0.31 * len(kinds) + 1.7, sharey=True, width_ratios=(3.1, 1.0))
        _draw_events(reading, axes[0, 0], drawn, kinds)
        _draw_likelihoods(reading, axes[0, 1], events, kinds)
        axes[0, 0].set_yticks(range(len(kinds)), kinds, fontsize=8)
        axes[0, 0].set_ylim(len(kinds) - 0.4, -0.7)
        last = max([decimal_year(e.date) for _, e in drawn], default=float(case.years.assess))
        axes[0, 0].set_xlim(first, max(last, case.years.assess) + 0.8)
        set_year_axis(axes[0, 0])
        handles, labels = axes[0, 0].get_legend_handles_labels()
        more, more_labels = axes[0, 1].get_legend_handles_labels()
        figure.legend(handles + more, labels + more_labels, loc="outside lower center", ncols=4, handlelength=1.6)
        svg = to_svg(figure, "record")
    rows = tuple(_write_event(reading, n, e) for n, e in events)
    early = [str(n) for n, e in events if decimal_year(e.date) < first]
    n_read = sum(_is_read(reading, e) for _, e in events)
    words, deeds = (sum(e.kind == kind for _, e in events) for kind in ("word", "deed"))
    return FigureBlock(
        "record",
        "The record of words and deeds, and what each counts as",
        f"{words} words (open) and {deeds} deeds (filled) at their dates; numbers lead to the table below. Right: how likely each "
        "kind of state "
        "would say or do such a thing, out of 100, as declared in the case: where the triangle lies right of the circle, the event "
        "speaks for "
        "a state that seeks superiority; where they coincide it speaks for neither. Kinds are in that order, the most alarming at the top. "
        f"{n_read} of the events are read: those of {name_state(reading, case.builder.id)} or {name_state(reading, case.rival.id)} from "
        f"{case.years.history_from} on that have likelihoods; grey ones are not. Deeds count in full, words as far as an audience "
        "gives them credit. "
        f"{f'Earlier than the axis: {join_words(early)}. ' if early else ''}"
        "That an event happened has a source; what it tells of intent is an assumption, and a reader who disputes it can change it. "
        f"{name_assumed(reading, ('perception.likelihoods',))}",
        f"A chart of {len(events)} dated words and deeds in {len(kinds)} kinds, with the declared likelihoods of each kind. "
        f"{say_some([f'{r[1]}, {r[2]}: {r[4]}' for r in rows])}.",
        svg,
        (
            "number",
            "date",
            "who",
            "word or deed",
            "what",
            "counts as",
            "of 100, if it seeks security",
            "restores a balance",
            "seeks superiority",
            "read",
        ),
        rows,
    )


def _rank_kind(reading: Reading, events: list[tuple[int, Event]], kind: str) -> tuple[bool, float, str]:
    event = next(e for _, e in events if _name_kind(e) == kind)
    return find_likelihood(reading, event) is None, -weigh_event(reading, event), kind


def _draw_events(reading: Reading, panel: Any, events: list[tuple[int, Event]], kinds: list[str]) -> None:
    case = reading.case
    looks = ((case.builder.id, BUILDER, "o"), (case.rival.id, RIVAL, "D"), ("", GREY, "x"))
    shown: set[str] = set()
    placed: dict[tuple[int, int], list[float]] = {}
    for number, event in events:
        at, y = decimal_year(event.date), kinds.index(_name_kind(event))
        whose = [look for look in looks[:2] if look[0] in event.actors] or [looks[2]]
        for k, (state, color, marker) in enumerate(whose):
            name = shorten(reading.title_of(state), 22) if state else "others, not read"
            label = f"{name}: {event.kind}" if state else name
            is_read = _is_read(reading, event)
            is_first = label not in shown and (is_read or not state)
            shown |= {label} if is_first else set()
            ink = color if is_read else GREY
            panel.plot(
                [at + 0.16 * (k - 0.5 * (len(whose) - 1))], [y], linestyle="none", marker=marker, markersize=5, color=ink,
                markerfacecolor="white" if event.kind == "word" else ink, markeredgewidth=1.0, label=label if is_first else None,
            )  # fmt: skip
        above, below = ([x for x in placed.get((y, side), []) if abs(x - at) < 0.55] for side in (-1, 1))
        side = -1 if not above or below else 1  # numbers that would touch stand by turns above and below
        panel.text(at, y + 0.2 * side, str(number), fontsize=6.2, ha="center", va="bottom" if side < 0 else "top", color="#444444")
        placed.setdefault((y, side), []).append(at)
    panel.axvline(case.years.assess, color=GREY, linewidth=1.0, linestyle=(0, (1.5, 2)))
    panel.text(case.years.assess + 0.1, -0.62, "the case starts", fontsize=7, color="#555555", va="bottom")


def _draw_likelihoods(reading: Reading, panel: Any, events: list[tuple[int, Event]], kinds: list[str]) -> None:
    for y, kind in enumerate(kinds):
        found = find_likelihood(reading, next(e for _, e in events if _name_kind(e) == kind))
        if found is None:
            panel.text(
                0.5, y, "no likelihood declared: not read", fontsize=7, ha="center", va="center", color="#555555", backgroundcolor="white"
            )
            continue
        values = [getattr(found, name).central for name, *_ in TYPES]
        panel.plot([min(values), max(values)], [y, y], color="#c9ced3", linewidth=1.2)
        for value, (_, words, color, marker) in zip(values, TYPES, strict=True):
            is_first = not any(t.get_label() == words for t in panel.lines)
            panel.plot([value], [y], linestyle="none", marker=marker, markersize=5, color=color, label=words if is_first else None)
    panel.set_xlim(0.0, 1.0)
    panel.xaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
    panel.set_xlabel("of 100 states of that kind")


def _write_event(reading: Reading, number: int, event: Event) -> tuple[str, ...]:
    found = find_likelihood(reading, event)
    odds = [f"{100 * getattr(found, name).central:.0f}" if found is not None else "none" for name, *_ in TYPES]
    who = join_words([reading.title_of(a) if a in reading.states else a for a in event.actors])
    return (str(number), event.date, who, event.kind, event.what, _name_kind(event), *odds, "yes" if _is_read(reading, event) else "no")


# -- beliefs --

BELIEFS = (
    ("p_security", "seeks security", GREEN, "-"),
    ("p_restorer", "restores a balance", INK, (0, (5, 2))),
    ("p_hegemonic", "seeks superiority", RIVAL, (0, (1, 1.3))),
)
EXPECTED = "seeks superiority, as the state itself expects to be believed"
THRESHOLD = "trust it takes for the rival not to answer (median)"
N_TELLING = 4  # events numbered in a panel
APART = 2.6  # years between two numbers in a panel


def pick_telling(reading: Reading, target: str) -> list[tuple[int, Event]]:
    """Pick the events of a state that are declared to tell most about intent, deeds before words, far enough apart to be numbered."""
    own = [(n, e) for n, e in number_events(reading) if target in e.actors and _is_read(reading, e)]
    own.sort(key=lambda x: (x[1].kind != "deed", -abs(weigh_event(reading, x[1])), x[1].date))
    picked: list[tuple[int, Event]] = []
    for number, event in own:
        is_free = all(abs(decimal_year(event.date) - decimal_year(e.date)) >= APART for _, e in picked)
        if is_free and len(picked) < N_TELLING:
            picked.append((number, event))
    return sorted(picked)


def draw_beliefs(reading: Reading) -> FigureBlock | None:
    """Draw beliefs about both states by audience and year, with the record as ticks, the trust it takes, and what a state expects."""
    case, table = reading.case, reading.table("assessments")
    columns = ("history", "observer", "target")
    pairs = {(a.id, t.id): take_group(table, columns, ("constructivist/shield", a.id, t.id)) for a in case.perception.audiences
             for t in case.actors}  # fmt: skip
    observers = [a for a in case.perception.audiences if any(pairs[a.id, t.id] is not None for t in case.actors)]
    if not observers:
        return None
    rows: list[tuple[str, ...]] = []
    alt: list[str] = []
    said = ""
    with drawing_style():
        figure, axes = new_figure(2, len(observers), 10.4, 6.4, sharex=True, sharey=True)
        for i, target in enumerate((case.builder, case.rival)):
            for j, audience in enumerate(observers):
                found = pairs[audience.id, target.id]
                if found is None:
                    continue
                who, panel = audience.title or audience.id, axes[i, j]
                panel.set_title(wrap(f"{who} about {name_state(reading, target.id)}", 34 if len(observers) > 2 else 60, 2), fontsize=8.5)
                rows += _draw_audience(reading, panel, found, who, target.id)
                alt.append(_say_end(rows[-1] if rows[-1][2] != EXPECTED else rows[-2], case.years.end))
                if audience.id == find_leader(reading) and i == 0:
                    said = _draw_threshold(reading, panel)
                _draw_ticks(reading, panel, target.id, float(np.min(found["year"])))
        for row in axes:
            row[0].set_ylabel("odds of 100")
        leading = next((j for j, a in enumerate(observers) if a.id == find_leader(reading)), 0)
        add_legend(figure, axes[0, leading], 3)
        svg = to_svg(figure, "beliefs")
    return FigureBlock(
        "beliefs",
        "What audiences come to believe",
        "Odds that each audience gives to three kinds of state, by year, if intent is read and the counter-shield is built. Lines "
        "are medians; "
        f"bands hold the middle 90 of 100 runs. {said}Dashed purple, for the leadership: what a state itself expects to be believed of it "
        "(superiority), since it takes its own deeds for more harmless; the gap to the dotted line is the dilemma as misperception. Below "
        "the axis the record of that state, words open and deeds filled; grey: not read. Numbers, at the deeds that are declared to tell "
        "most of intent, lead to the table of the record. Grey years are read into the beliefs with which the case starts. "
        f"{name_assumed(reading, ('perception.',))} How likely each kind of state is to say or do such things is declared, not measured.",
        f"Line charts by year, one for each audience and state. {say_some(alt)}.",
        svg,
        ("audience", "about", "belief that it", *map(str, pick_years(reading))),
        tuple(rows),
        table_note=TABLE_NOTE,
    )


def _draw_audience(reading: Reading, panel: Any, found: Table, who: str, target: str) -> list[tuple[str, ...]]:
    picked, rows = pick_years(reading), []
    for column, words, color, style in BELIEFS:
        years, values = spread(found, column, "year")
        draw_band(panel, years, band(values), color, style, words)
        rows.append((who, reading.title_of(target), words, *write_cells(years, values, picked, "probability")))
    years, values = spread(found, "p_hegemonic_expected", "year")
    if np.isfinite(values).any():
        panel.plot(years, band(values).median, color=PURPLE, linestyle=(0, (6, 1.6)), linewidth=1.7, label=EXPECTED)
        rows.append((who, reading.title_of(target), EXPECTED, *write_cells(years, values, picked, "probability")))
    return rows


def _say_end(row: tuple[str, ...], year: int) -> str:
    return f"{row[0]} give {row[-1]} odds in {year} that {row[1]} {row[2]}"


def _draw_threshold(reading: Reading, panel: Any) -> str:
    """Draw the trust that it takes in the leadership's panel about the builder; say it."""
    trust = reading.table("trust")
    known = trust["threshold"][np.isfinite(trust["threshold"])] if trust is not None else np.zeros(0)
    if not len(known):
        return "No trust decides whether the rival answers in these runs. "
    panel.axhline(float(np.median(known)), color="#0072B2", linewidth=1.4, linestyle=(0, (8, 2, 1, 2)), label=THRESHOLD)
    assert trust is not None
    return (
        "Blue: the belief in a seeker of security at which the rival stops answering, if both trusted alike, "
        f"{write_band(known, 'probability')}; "
        f"trust decides in {len(known)} of {trust.n_rows} runs. "
    )


def _draw_ticks(reading: Reading, panel: Any, target: str, first_year: float) -> None:
    case, start = reading.case, float(reading.case.years.history_from)
    own = [(n, e) for n, e in number_events(reading) if target in e.actors and start - 1.0 <= decimal_year(e.date) <= case.years.end + 1]
    for kind, y, face, words in (("word", -0.07, "white", "a word of the record"), ("deed", -0.14, PURPLE, "a deed of the record")):
        for is_read, color in ((True, PURPLE), (False, "#b5b5b5")):
            when = [decimal_year(e.date) for _, e in own if e.kind == kind and _is_read(reading, e) == is_read]
            fill = "white" if face == "white" else color
            panel.plot(
                when, [y] * len(when), linestyle="none", marker="^", markersize=4.5, color=color, markerfacecolor=fill,
                markeredgewidth=0.9, label=words if is_read else None,
            )  # fmt: skip
    for number, event in pick_telling(reading, target):
        panel.text(decimal_year(event.date), -0.185, str(number), fontsize=6.5, ha="center", va="top", color="#444444")
    panel.set_xlim(min(start - 1.0, first_year - 0.5), case.years.end + 0.5)
    panel.set_ylim(-0.27, 1.03)
    panel.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}" if v >= -1e-9 else "")
    set_year_axis(panel)
    if first_year > start:
        panel.axvspan(start - 1.0, first_year, color="#efefef", linewidth=0)
