"""Put the report together: one HTML file that needs nothing else, no script and no network."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.report.balance_figures import draw_drawdown, draw_odds, draw_surface
from equipoise.report.belief_figures import draw_beliefs, draw_record
from equipoise.report.cost_figure import draw_architectures
from equipoise.report.dilemma_figures import draw_campaign, draw_equilibria, draw_rules
from equipoise.report.drawing import FigureBlock
from equipoise.report.figures import draw_drivers, draw_second_strike, draw_trajectories
from equipoise.report.footprint_map import draw_footprint_map, draw_footprint_plans
from equipoise.report.funnel import draw_funnel
from equipoise.report.hindcast_figure import draw_hindcast
from equipoise.report.kill_figure import draw_kill_chain
from equipoise.report.maps import draw_map
from equipoise.report.offence_figure import draw_offence
from equipoise.report.phase_figure import draw_phase
from equipoise.report.race_figures import draw_fielding, draw_parting
from equipoise.report.reading import Reading, ReportedRun
from equipoise.report.shield_figures import draw_leak_reasons, draw_leakage
from equipoise.report.stability_figures import draw_pairs, draw_stability, draw_treaties
from equipoise.report.tables import (
    account_for_runs,
    count_bases,
    list_inputs,
    list_overrides,
    list_sources,
    make_card,
    measure_steadiness,
    read_licences,
    write_citation,
    write_command,
)
from equipoise.report.tipping_figure import draw_tipping
from equipoise.report.track_figures import draw_custody, draw_timeline
from equipoise.report.year_figures import draw_forces, draw_spending

if TYPE_CHECKING:
    import jinja2

FIGURES: tuple[tuple[str, Callable[[Reading], FigureBlock | None]], ...] = (
    ("How the weapons fly", draw_trajectories),
    ("Where it happens", draw_map),
    ("What the sensors hold: coverage and custody along a flight", draw_custody),
    ("What a battery defends, on the map", draw_footprint_map),
    ("What a battery defends, close up", draw_footprint_plans),
    ("Why a shot works or not", draw_kill_chain),
    ("One engagement, event by event", draw_timeline),
    ("What gets through each shield", draw_leakage),
    ("Why weapons get through", draw_leak_reasons),
    ("Where a shield fails: from launch to stop", draw_funnel),
    ("Designs of a shield, compared: what gets through, what a stop costs, from when", draw_architectures),
    ("What a second strike could still deliver", draw_second_strike),
    ("The odds of retaliation", draw_odds),
    ("What a first strike leaves", draw_drawdown),
    ("Stability over the size of both shields", draw_surface),
    ("What each treaty would do", draw_treaties),
    ("Every state against every other", draw_pairs),
    ("What it would take to bring a second strike back", draw_offence),
    ("What both states build", draw_forces),
    ("Who fields first", draw_fielding),
    ("What it costs", draw_spending),
    ("Stability, year by year", draw_stability),
    ("Where and when the two lenses part", draw_parting),
    ("Phase portrait", draw_phase),
    ("Rules of decision, side by side", draw_rules),
    ("Every equilibrium", draw_equilibria),
    ("Trust against the offence-defence balance", draw_tipping),
    ("The record of words and deeds", draw_record),
    ("What audiences come to believe", draw_beliefs),
    ("What explanation and reassurance would do", draw_campaign),
    ("What was forecast, and what happened", draw_hindcast),
    ("Which inputs move the answers", draw_drivers),
)

# parts of the figures, by the title of their first one: name in links, heading, what it shows
PARTS = {
    "How the weapons fly": ("shields", "Weapons, sensors and shields", "What flies, what sees it, and what stops it."),
    "What a second strike could still deliver": (
        "balance",
        "The balance",
        "What would be left after a first strike, and whom that tempts or reassures.",
    ),
    "What both states build": (
        "lenses",
        "The race, and where and when the two lenses part",
        "The same draws played twice: once by states that see capabilities only and assume the worst, once by states that read intent "
        "as well. Where a difference shows, beliefs about intent make it; where none shows, they do not matter under these assumptions.",
    ),
    "Rules of decision, side by side": (
        "dilemma",
        "The dilemma: rules, trust, words",
        "By which rule states decide, which equilibrium they expect and what they believe of each other are assumptions, varied one at a "
        "time. Where they disagree, the disagreement is the result.",
    ),
    "What was forecast, and what happened": (
        "checks",
        "How far to trust it",
        "What moves the answers; for cases set in the past, what happened.",
    ),
}

SHORT_ANSWER = ("q2", "q5", "q8")  # second strike, arms race, explanation: what the founding question asks for

MODEL_LIMITS = (
    "Weapons are points that fly; sensors and interceptors are described by averages of whole systems, not by how they work inside.",
    "Each side's first strike, shield and reply are averages over abstract classes of forces: no places, no people, no damage.",
    "A kill probability stands for everything a test would show; decoys, jamming and attacks on sensors are in it only as far as the "
    "case says so.",
    "States follow declared rules of procurement and audiences update by declared likelihoods; real ones surprise.",
    "Nothing here knows secret data. A better-informed reader will change inputs and should.",
)


def write_report(run: ReportedRun, path: Path) -> Path:
    """Write the report of a run to a file, whole or not at all; return its path."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(render_report(run), encoding="utf-8")
    os.replace(partial, path)
    return path


def render_report(run: ReportedRun) -> str:
    """Render the report of a run as one HTML text."""
    from markupsafe import Markup

    reading = Reading(run)
    figures: list[tuple[FigureBlock, Markup, tuple[str, str, str] | None]] = []
    missing: list[str] = []
    part: tuple[str, str, str] | None = None
    for title, draw in FIGURES:
        part = PARTS.get(title, part)
        block = draw(reading)
        if block is not None:
            figures.append((block, Markup(block.svg), part))  # made by our own drawing code: text is outlines, never user markup
            part = None
        elif draw is not draw_hindcast or run.case.hindcast is not None:
            missing.append(title)
    groups = list_inputs(reading)
    rows = [r for _, group in groups for r in group]
    command, checked = write_command(reading)
    return _template().render(
        run=run,
        case=run.case,
        cards=[make_card(key, answer) for key, answer in sorted(run.answers.items())],
        short_answer=" ".join(run.answers[q].headline for q in SHORT_ANSWER if q in run.answers),
        figures=figures,
        parts=[part for *_, part in figures if part is not None],
        missing=missing,
        groups=groups,
        bases=count_bases(groups),
        n_inputs=len(rows),
        n_assumed=sum(r.is_assumption for r in rows),
        overrides=list_overrides(reading),
        sources=list_sources(reading),
        limits=run.case.limits,
        model_limits=MODEL_LIMITS,
        account=account_for_runs(reading),
        command=command,
        checked=checked,
        steady=measure_steadiness(reading),
        citation=write_citation(reading),
        licences=read_licences(),
        builder=reading.title_of(run.case.builder.id),
        rival=reading.title_of(run.case.rival.id),
        timings=sorted(run.timings.items()),
    )


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    import jinja2

    folder = Path(__file__).parent / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2")
