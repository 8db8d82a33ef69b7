"""Explain stored results in words, compare two of them, and examine the installation or a folder."""

from __future__ import annotations

import json
import os
import platform
import textwrap
from pathlib import Path
from typing import Any

from equipoise import __version__
from equipoise.errors import InputError, StoreError
from equipoise.reference.library import BASES, sources
from equipoise.results.provenance import describe_origin
from equipoise.results.schema import ALL_SCHEMAS
from equipoise.results.store import Store
from equipoise.scenario.yaml_text import read_yaml

CHAINS = {
    "q1": "flight (how high and fast each weapon comes) -> sensing (when it is tracked) -> engagement (who can shoot, how often, how well) -> leakage",
    "q2": "engagement -> exchange (what survives a first strike, what of it passes the other's shield)",
    "q3": "flight -> sensing -> engagement of each architecture -> leakage of a glider raid and its price",
    "q4": "first years and build rates -> rivalry (forces by year) -> exchange (second strikes by year)",
    "q5": "exchange as planners believe it -> rivalry (nine rules, orders within budgets) -> next year's forces, with and without the shield, under both lenses",
    "q6": "the same years at fixed beliefs -> the belief at which the rival stops answering; perception -> where belief goes by itself",
    "q7": "the record of words and deeds -> beliefs by audience, with and without a state's own criticism in it -> rivalry, in money",
    "q8": "explanation, openness and reassurance -> beliefs by audience -> trust of the rival's leadership -> rivalry",
}


def read_summary(folder: Path) -> dict[str, Any]:
    """Read `summary.json` of a result folder."""
    try:
        content: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(path=str(folder), problem="there is no readable summary.json", accepted="a folder of a finished run") from None
    return content


def explain_answers(folder: Path, question: str | None) -> str:
    """Explain one answer, or all: headline, number, causal chain, drivers with their basis and source."""
    summary = read_summary(folder)
    answers = summary["answers"]
    if question is not None and question not in answers:
        raise InputError(path="question", problem=f"unknown question '{question}'", accepted=", ".join(sorted(answers)))
    scenario = read_yaml(folder / "scenario.yaml").content
    parts = []
    for name in [question] if question else sorted(answers):
        answer = answers[name]
        lines = [f"{name.upper()} {answer['title']}", _fill(answer["headline"])]
        interval = f", {answer['interval_level']:.0%} of runs {answer['interval']}" if answer["interval"] else ""
        lines.append(_fill(f"Number: {answer['value']} {answer['unit']}{interval}"))
        lines.append(_fill(f"How it comes about: {CHAINS[name]}"))
        for driver in answer["drivers"]:
            basis = BASES.get(driver["basis"], driver["basis"])
            chance = "" if driver["is_clear"] else "; within what chance gives"
            lines.append(
                _fill(
                    f"- {driver['label']} ({driver['path']}): rank correlation {driver['rank_correlation']:+.2f}{chance}; {basis}{_source(scenario, driver['path'])}"
                )
            )
        lines.append(_fill(f"What would change it: {answer['would_change']}"))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _fill(text: str) -> str:
    return textwrap.fill(text, 100, initial_indent="  ", subsequent_indent="    ")


def _source(scenario: Any, path: str) -> str:
    spot: Any = scenario
    nearest = ""
    for step in path.split("."):
        if isinstance(spot, list):
            spot = next(
                (
                    i
                    for i in spot
                    if isinstance(i, dict)
                    and step
                    in (i.get("id"), i.get("evidence"), (i.get("flight") or {}).get("id") if isinstance(i.get("flight"), dict) else None)
                ),
                None,
            )
        elif isinstance(spot, dict):
            spot = spot.get(step)
        if isinstance(spot, dict) and spot.get("source"):
            nearest = str(spot["source"])
    known = sources()
    if nearest in known:
        return f"; source: {known[nearest].cite()}"
    return f"; source: {nearest}" if nearest else ""


def compare_answers(a: Path, b: Path) -> list[dict[str, Any]]:
    """Put two runs' answers side by side."""
    first, second = read_summary(a)["answers"], read_summary(b)["answers"]
    return [
        {"question": q, "title": first[q]["title"], "a": first[q]["value"], "b": second[q]["value"], "unit": first[q]["unit"]}
        for q in sorted(first)
        if q in second
    ]


def examine(folder: Path | None) -> tuple[str, bool]:
    """Describe the installation, and verify a result folder if one is named; tell whether all is sound."""
    origin = describe_origin([], {})
    cache = os.environ.get("NUMBA_CACHE_DIR") or str(Path(__file__).resolve().parent.parent)
    lines = [
        f"equipoise {__version__}, Python {origin['python']} on {platform.system()} {origin['machine']}, {os.cpu_count()} cores",
        "packages: " + ", ".join(f"{k} {v}" for k, v in origin["packages"].items()),
        f"kernel cache: {'writable' if os.access(cache, os.W_OK) else 'not writable: kernels are compiled at every start; set NUMBA_CACHE_DIR'}",
    ]
    if folder is None:
        return "\n".join(lines), True
    store = Store.open_existing(folder)
    is_sound = True
    for schema in ALL_SCHEMAS:
        try:
            lines.append(f"{schema.name}: {len(store.read(schema))} rows, hashes and pages match")
        except StoreError as error:
            is_sound = False
            lines.append(f"{schema.name}: {error}")
    lines.append(
        "the folder is sound" if is_sound else "the folder is damaged; run the same command again with the same --out to recompute it"
    )
    return "\n".join(lines), is_sound
