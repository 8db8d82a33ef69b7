"""Load a case: find it, read it strictly, unfold parent and library names, override, validate, bind paths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipoise.errors import InputError, InputErrors, suggest_nearest
from equipoise.scenario.expand import Override, deep_merge, expand_case, plain_copy
from equipoise.scenario.yaml_text import Document, parse_yaml, read_yaml

__all__ = [
    "CaseInfo", "Loaded", "case_disclosures", "case_schema", "dump_resolved", "list_cases", "load_case", "read_yaml", "scenario_hash",
]  # fmt: skip


@dataclass(frozen=True)
class CaseInfo:
    """Name one shipped case."""

    id: str
    title: str
    path: Path


@dataclass(frozen=True)
class Loaded:
    """Hold what was resolved beside the validated case: the plain content and the disclosed overrides."""

    content: dict[str, Any]
    overrides: tuple[Override, ...]


def cases_folder() -> Path:
    """Find the shipped cases: inside the installed package, or beside `src` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent.parent / "scenarios"


def list_cases() -> tuple[CaseInfo, ...]:
    """List the shipped cases; the path below the folder is the identifier."""
    folder = cases_folder()
    out = []
    for file in sorted(folder.rglob("*.yaml")):
        content = read_yaml(file).content
        if isinstance(content, dict) and "equipoise" in content:
            out.append(CaseInfo(file.relative_to(folder).with_suffix("").as_posix(), str(content.get("title", "")), file))
    return tuple(out)


def find_case(name: str | Path) -> Path:
    """Find a case by shipped identifier or file name."""
    text = str(name)
    shipped = cases_folder() / f"{text}.yaml"
    if not text.endswith((".yaml", ".yml")) and ".." not in Path(text).parts and not Path(text).is_absolute() and shipped.is_file():
        return shipped
    if text.endswith((".yaml", ".yml")) or Path(text).exists():
        return Path(text)
    known = [c.id for c in list_cases()]
    raise InputError(
        path="case", problem=f"unknown case '{text}'", accepted=", ".join(known) + ", or a file ending in .yaml",
        mend=suggest_nearest(text, known),
    )  # fmt: skip


def load_case(name: str | Path, overrides: Sequence[str] = ()) -> Any:
    """Load, unfold, override and validate a case; every Number gets its path.

    `overrides` are texts PATH=VALUE as on the command line, where VALUE is YAML.
    """
    file = find_case(name)
    document = read_yaml(file)
    content, root, parents = _with_parents(document, file, ())
    disclosed: list[Override] = list(parents)
    content = expand_case(content, document.name, disclosed)
    for text in overrides:
        _apply_override(content, text, disclosed)
    if overrides:  # an override may name an entry of the library
        content = expand_case(content, "--set", disclosed)
    content["root"] = root
    return validate_case(content, document, tuple(disclosed))


def validate_case(content: dict[str, Any], document: Document, disclosed: tuple[Override, ...] = ()) -> Any:
    """Validate plain content as a case, or refuse with every field that does not fit."""
    from pydantic import ValidationError

    from equipoise.scenario.case import Case
    from equipoise.scenario.complain import explain_errors
    from equipoise.scenario.inputs import bind_paths

    shown = plain_copy(content)
    try:
        case = Case.model_validate(content)
    except ValidationError as error:
        raise InputErrors(explain_errors(error, Case, content, document)) from None
    bind_paths(case)
    case._loaded = Loaded(shown, disclosed)
    return case


def _with_parents(document: Document, file: Path, seen: tuple[str, ...]) -> tuple[dict[str, Any], str, list[Override]]:
    content = document.content
    if not isinstance(content, dict):
        raise InputError(path=document.name, problem="the file does not hold a mapping", accepted="fields such as 'id:' and 'years:'")
    parent = content.get("parent")
    own = str(content.get("id", file.stem))
    if parent is None:
        return plain_copy(content), own, []
    if not isinstance(parent, str):
        raise InputError(path=f"{document.where(('parent',))} parent", problem="not a name", accepted="the id of a shipped case")
    if parent in seen or len(seen) > 8:
        raise InputError(path=f"{document.where(('parent',))} parent", problem=f"'{parent}' is its own ancestor", accepted="a tree")
    known = [c.id for c in list_cases()]
    if parent not in known:
        raise InputError(
            path=f"{document.where(('parent',))} parent", problem=f"unknown case '{parent}'", accepted=", ".join(known),
            mend=suggest_nearest(parent, known),
        )  # fmt: skip
    above = find_case(parent)
    base, root, disclosed = _with_parents(read_yaml(above), above, (*seen, parent))
    changes: list[Override] = []
    merged = deep_merge(base, plain_copy(content), "", changes, origin=f"parent {parent}")
    ignored = {"id", "title", "question", "parent", "notes", "equipoise"}
    return merged, root, disclosed + [c for c in changes if c.path not in ignored]


def _apply_override(content: dict[str, Any], text: str, disclosed: list[Override]) -> None:
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise InputError(path="--set", problem=f"'{text}' is not PATH=VALUE", accepted="such as raid.headline=20")
    parsed = parse_yaml(value, "--set").content if value.strip() else None
    spot: Any = content
    steps = path.strip().split(".")
    walked: list[str | int] = []
    for i, step in enumerate(steps):
        where, is_last = ".".join(steps[: i + 1]), i == len(steps) - 1
        known = _list_fields(walked, content) if isinstance(spot, dict) and step not in spot and not is_last else []
        if step in known:
            spot[step] = {}  # a noun left at its default
        # a field left at its default is not in the content; whether it exists at all is for validation to say
        spot_key = step if is_last and isinstance(spot, dict) else _locate(spot, step, where, known)
        if is_last:
            old = spot.get(spot_key, "default") if isinstance(spot, dict) else spot[spot_key]
            spot[spot_key] = parsed
            disclosed.append(Override(path.strip(), old, parsed, "--set"))
        else:
            walked.append(spot_key)
            spot = spot[spot_key]


def _list_fields(walked: list[str | int], content: dict[str, Any]) -> list[str]:
    """List the fields known below the steps walked."""
    from equipoise.scenario.case import Case
    from equipoise.scenario.complain import fields_at

    return fields_at(Case, tuple(walked), content)


def _locate(spot: Any, step: str, where: str, known: Sequence[str]) -> Any:
    if isinstance(spot, dict):
        if step in spot:
            return step
        names = list(dict.fromkeys([*map(str, spot), *known]))
        raise InputError(
            path=f"--set {where}", problem=f"unknown field '{step}'", accepted=", ".join(names), mend=suggest_nearest(step, names)
        )
    if isinstance(spot, list):
        names = [_name_of(item) for item in spot]
        if step in names:
            return names.index(step)
        if step.isdigit() and int(step) < len(spot):
            return int(step)
        raise InputError(path=f"--set {where}", problem=f"unknown entry '{step}'", accepted=", ".join(n for n in names if n) or "a number")
    raise InputError(path=f"--set {where}", problem="there is nothing below this field", accepted="a field that holds others")


def _name_of(item: Any) -> str:
    if isinstance(item, dict):
        inner = item.get("flight")
        return str(item.get("id") or (inner.get("id") if isinstance(inner, dict) else "") or item.get("evidence") or "")
    return ""


def loaded(case: Any) -> Loaded:
    """Return the resolved content and overrides of a case loaded here."""
    if not isinstance(case._loaded, Loaded):
        raise InputError(path="case", problem="this case was not loaded from a file", accepted="the result of load_case")
    return case._loaded


def case_disclosures(case: Any) -> tuple[Override, ...]:
    """List every change from the shipped library and from the parent case."""
    return loaded(case).overrides


def dump_resolved(case: Any) -> str:
    """Write the case as resolved, as JSON-compatible YAML text with sorted structure."""
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = StringIO()
    yaml.dump(loaded(case).content, stream)
    return stream.getvalue()


def scenario_hash(case: Any) -> str:
    """Hash the resolved case (SHA-256 of its canonical JSON)."""
    text = json.dumps(loaded(case).content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files."""
    from equipoise.scenario.case import Case

    return dict(Case.model_json_schema())


def load_flights(path: str | Path) -> tuple[Any, ...]:
    """Load a flights file: a mapping with one list `flights`, each with its own id."""
    from pydantic import Field, ValidationError, create_model

    from equipoise.scenario.complain import explain_errors
    from equipoise.scenario.flights import Flight
    from equipoise.scenario.inputs import bind_paths
    from equipoise.scenario.number import Spec

    document = read_yaml(path)
    if not isinstance(document.content, dict):
        raise InputError(path=document.name, problem="the file does not hold a mapping", accepted="'flights:' with a list")
    model = create_model("FlightsFile", __base__=Spec, flights=(tuple[Flight, ...], Field(min_length=1)))
    try:
        found = model.model_validate(document.content)
    except ValidationError as error:
        raise InputErrors(explain_errors(error, model, document.content, document)) from None
    names = [f.id for f in found.flights]  # type: ignore[attr-defined]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise InputError(path=f"{document.name} flights", problem=f"the id '{twice[0]}' is used twice", accepted="each id once")
    bind_paths(found)
    return tuple(found.flights)  # type: ignore[attr-defined]
