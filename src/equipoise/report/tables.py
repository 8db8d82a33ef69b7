"""Prepare what the document prints beside figures: cards, inputs with sources, overrides, account of the runs, citation."""

from __future__ import annotations

import json
import math
import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from equipoise.errors import EquipoiseError
from equipoise.reference.library import FOLDER, sources
from equipoise.report.reading import Reading
from equipoise.report.words import BASIS_WORDS, QUESTIONS, is_share, write_interval, write_number, write_unit
from equipoise.results.answer import Answer
from equipoise.scenario.inputs import walk_numbers
from equipoise.scenario.number import SHAPES

FAILED_LIMIT = 0.001  # a larger share of failed runs fails a study


STEADY_OUTCOMES = {
    "q1.leak.glider": ("gliders through the conventional shield", "share of raid"),
    "q2.builder.assess.n_arriving": ("second strike of the builder, first year, weapons", "weapons"),
    "q2.rival.end.n_arriving": ("second strike of the rival, last year, weapons", "weapons"),
    "q4.window.years": ("years alone with gliders", "years"),
    "q5.extra_spending.neorealist.rival": ("extra spending of the rival, capabilities only, dollars of 2025", "usd2025"),
    "q6.belief_end": ("belief that the builder seeks security, last year", "probability"),
}


@dataclass(frozen=True)
class Scale:
    """Hold the ends of a small range graphic and where the interval and the value lie on it, in percent."""

    low_text: str
    high_text: str
    start: float
    end: float
    at: float
    words: str


@dataclass(frozen=True)
class Card:
    """Hold one answer as the page prints it."""

    key: str
    title: str
    question: str
    headline: str
    number: str
    unit: str
    what: str
    interval: str
    level: str
    scale: Scale | None
    drivers: tuple[tuple[str, str, str, str, bool], ...]
    would_change: str
    parts: tuple[tuple[str, str, str, str], ...]
    assumptions: tuple[str, ...]
    footing: str


@dataclass(frozen=True)
class InputRow:
    """Hold one declared number as the page prints it."""

    path: str
    written: str
    unit: str
    basis: str
    is_assumption: bool
    confidence: str
    source: str
    note: str


@dataclass(frozen=True)
class Account:
    """Hold what became of the runs."""

    asked: int
    done: int
    failed: int
    refused: int
    reasons: tuple[tuple[str, int], ...]
    warning: str


def make_card(key: str, answer: Answer) -> Card:
    """Make the card of one answer."""
    drivers = tuple(
        (d.label, d.path, f"{d.rank_correlation:+.2f}", BASIS_WORDS.get(d.basis, d.basis), d.is_clear) for d in answer.drivers
    )
    parts = tuple(
        (p.label, write_number(p.value, p.unit), write_interval(p.interval, p.unit), write_unit(p.unit)) for p in answer.parts.values()
    )
    level = f"{100 * answer.interval_level:.0f} %"
    if answer.unit == "share of runs":
        words = f"{level} interval for so many runs"
    else:
        words = f"{100 * answer.interval_level:.0f} of 100 runs lie in this range"
    return Card(
        key,
        answer.title,
        QUESTIONS.get(key, ""),
        answer.headline,
        "does not occur" if answer.value is None else write_number(answer.value, answer.unit),
        write_unit(answer.unit),
        _name_value(answer),
        write_interval(answer.interval, answer.unit),
        words,
        make_scale(answer),
        drivers,
        answer.would_change,
        parts,
        answer.assumptions,
        _footing(answer),
    )


def _name_value(answer: Answer) -> str:
    same = (p.label for p in answer.parts.values() if p.value == answer.value and p.interval == answer.interval and p.unit == answer.unit)
    return next(same, "")


def _footing(answer: Answer) -> str:
    if not answer.drivers:
        return "No input moves this answer measurably in these runs."
    assumed = sum(d.basis == "A" for d in answer.drivers)
    clear = sum(d.is_clear for d in answer.drivers)
    return f"Footing: {assumed} of its {len(answer.drivers)} strongest inputs are assumptions; {clear} stand out from chance."


def make_scale(answer: Answer) -> Scale | None:
    """Lay the interval and the value of an answer on a scale.

    >>> a = Answer("q1", "", 0.5, (0.25, 0.75), 0.9, "probability", (), "", "")
    >>> s = make_scale(a)
    >>> s.start, s.end, s.at
    (25.0, 75.0, 50.0)
    """
    if answer.interval is None or answer.value is None or not all(map(math.isfinite, (*answer.interval, answer.value))):
        return None
    low, high = min(answer.interval[0], answer.value), max(answer.interval[1], answer.value)
    if is_share(answer.unit) and low >= 0.0 and high <= 1.0:
        least, most = 0.0, 1.0
    elif answer.unit == "year":
        least, most = math.floor(low) - 2.0, math.ceil(high) + 2.0
    else:
        least, most = min(0.0, _round_out(low)), max(0.0, _round_out(high))
    if most <= least:
        most = least + 1.0

    def at(x: float) -> float:
        return round(100.0 * (x - least) / (most - least), 2)

    ends = (write_number(least, answer.unit), write_number(most, answer.unit))
    number, interval = write_number(answer.value, answer.unit), write_interval(answer.interval, answer.unit)
    said = f"{number} on a scale from {ends[0]} to {ends[1]}; interval {interval}"
    low_text, high_text = (e.removesuffix(" of 100") for e in ends)
    return Scale(low_text, high_text, at(answer.interval[0]), at(answer.interval[1]), at(answer.value), said)


def _round_out(value: float) -> float:
    if value == 0.0:
        return 0.0
    step = 10.0 ** math.floor(math.log10(abs(value)))
    return math.copysign(
        next(k * step for k in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if k * step >= abs(value) * (1 - 1e-12)), value
    )


def list_inputs(reading: Reading) -> list[tuple[str, list[InputRow]]]:
    """List every declared number, in groups of the part of the case that it belongs to."""
    known = sources()
    case = reading.case
    titles = {a.id: a.title for a in case.actors if a.title} | {a.id: a.title for a in case.architectures if a.title}
    groups: dict[str, list[InputRow]] = {}
    for path, _, source, number in walk_numbers(reading.case):
        name = source or number.source
        title = known[name].title if name in known else (name or "not stated in the case")
        row = InputRow(
            path,
            number.describe(),
            number.unit,
            BASIS_WORDS.get(number.basis, number.basis),
            number.basis == "A",
            number.confidence or "not stated",
            title,
            number.note,
        )
        groups.setdefault(_group_of(path, titles), []).append(row)
    return list(groups.items())


def _group_of(path: str, titles: Mapping[str, str]) -> str:
    parts = path.split(".")
    name = titles.get(parts[1], parts[1]).replace("_", " ") if len(parts) > 1 else ""
    if parts[0] == "actors" and len(parts) > 2:
        return f"{name}: {parts[2].replace('_', ' ') if len(parts) > 3 else 'what counts as assured, and outlook'}"
    if parts[0] in ("flights", "architectures") and len(parts) > 1:
        return f"{parts[0][:-1].capitalize()}: {name}"
    return f"Perception: {name}" if parts[0] == "perception" and len(parts) > 2 else parts[0].capitalize()


def count_bases(groups: list[tuple[str, list[InputRow]]]) -> list[tuple[str, int, str]]:
    """Count the inputs by how they are known, with the share of all."""
    rows = [r for _, group in groups for r in group]
    counts = Counter(r.basis for r in rows)
    return [
        (words, counts[words], f"{100 * counts[words] / max(len(rows), 1):.0f} of 100") for words in BASIS_WORDS.values() if counts[words]
    ]


def list_sources(reading: Reading) -> list[str]:
    """List what the case draws on, ready to cite, in alphabetical order."""
    known = sources()
    used = {source or number.source for _, _, source, number in walk_numbers(reading.case)}
    used |= {event.source for event in reading.case.perception.record} | {item.source for item in reading.case.perception.likelihoods}
    return sorted(known[s].cite() if s in known else s for s in used if s)


def list_overrides(reading: Reading) -> list[tuple[str, str, str, str]] | None:
    """List every field that differs from the shipped library or from the parent case; None if the case was not loaded from a file."""
    found = _disclosures(reading)
    if found is None:
        return None
    return [(o.path, "nothing" if o.shipped is None else _brief(o.shipped), _brief(o.used), o.origin) for o in found]


def _disclosures(reading: Reading) -> Any:
    from equipoise.scenario.load import case_disclosures

    try:
        return case_disclosures(reading.case)
    except EquipoiseError:
        return None


def _brief(value: Any) -> str:
    shape = next((k for k in SHAPES if k in value), "") if isinstance(value, dict) else ""
    if shape:
        about = "; ".join(f"{k}: {value[k]}" for k in ("source", "basis", "confidence", "note") if value.get(k))
        parts = value[shape] if isinstance(value[shape], list) else [value[shape]]
        value = f"{'' if shape == 'value' else shape + ' '}{', '.join(map(str, parts))}" + (f" ({about})" if about else "")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 240 else f"{text[:237]}..."


def measure_steadiness(reading: Reading) -> list[tuple[str, str, str, str, str]]:
    """Compare means over the first and the second half of the runs, with the standard error of the mean over all."""
    outcomes = reading.table("outcomes")
    rows = []
    for name, (words, unit) in STEADY_OUTCOMES.items():
        chosen = outcomes.where(outcome=name) if outcomes is not None else None
        values = chosen["value"][np.argsort(chosen["run"], kind="stable")] if chosen is not None else np.empty(0)
        values = values[np.isfinite(values)]
        if len(values) < 8:
            continue
        half = len(values) // 2
        first, second, whole = (write_number(float(np.mean(v)), unit) for v in (values[:half], values[half:], values))
        rows.append((words, first, second, whole, write_number(float(np.std(values, ddof=1)) / math.sqrt(len(values)), unit)))
    return rows


def account_for_runs(reading: Reading) -> Account:
    """Count runs done, failed and refused; warn if they do not add up or too many failed."""
    asked = reading.run.n_draws
    status = reading.run.tables.get("runs")
    counts = Counter(map(str, status["status"])) if status is not None else Counter()
    done, failed, refused = (counts.get(k, 0) for k in ("done", "failed", "refused"))
    pairs = zip(status["status"], status["reason"], strict=True) if status is not None else ()
    reasons = Counter(str(reason) for what, reason in pairs if what != "done")
    warning = ""
    if done + failed + refused != asked:
        accounted = done + failed + refused
        warning = f"These do not add up: {asked} runs were asked for and {accounted} are accounted for. Do not use this report."
    elif asked and failed / asked > FAILED_LIMIT:
        warning = f"{failed} of {asked} runs failed, more than 1 in 1,000: the study counts as failed."
    return Account(asked, done, failed, refused, tuple(reasons.most_common(8)), warning)


def write_command(reading: Reading) -> tuple[str, str]:
    """Write the command that repeats the run, and say on what it was checked."""
    run, case = reading.run, reading.case
    tail = f"--draws {run.n_draws} --seed {run.seed}"
    sets = [f"{o.path}={json.dumps(o.used, ensure_ascii=False, default=str)}" for o in _disclosures(reading) or () if o.origin == "--set"]
    if _loads_to_same(case.id, sets, run.scenario_hash):
        head = " ".join(["equipoise run", shlex.quote(case.id), *[f"--set {shlex.quote(s)}" for s in sets]])
        return f"{head} {tail}", "The shipped case was loaded again while this page was written and gives the same scenario hash."
    return (
        f"equipoise run scenario.yaml {tail}",
        "scenario.yaml, in the folder of this run, holds the case as resolved; it is not a shipped case, or not as shipped.",
    )


def _loads_to_same(name: str, sets: list[str], wanted: str) -> bool:
    from equipoise.scenario.load import list_cases, load_case, scenario_hash

    try:
        return name in {c.id for c in list_cases()} and scenario_hash(load_case(name, sets)) == wanted
    except (EquipoiseError, OSError):
        return False


def write_citation(reading: Reading) -> str:
    """Write how to cite the run."""
    run, case = reading.run, reading.case
    return (
        f"equipoise {run.version}, case {case.id} ('{case.title}'), {run.n_draws} runs, seed {run.seed}, scenario "
        f"{run.scenario_hash[:16]}. "
        "Cite the original publications for single figures, not this program."
    )


def read_licences() -> str:
    """Read the notices of the data that others made."""
    return (FOLDER / "LICENSES.md").read_text(encoding="utf-8")
