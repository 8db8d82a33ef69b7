"""Turn validation errors into messages that name the field, its place in the file, what is accepted and the nearest name."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from equipoise.errors import InputError, suggest_nearest
from equipoise.scenario.yaml_text import Document

_ACCEPTED = {
    "missing": "this field must be given",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "float_type": "a plain number",
    "too_short": "a list with at least the stated number of entries",
}


def explain_errors(error: ValidationError, model: type[BaseModel], content: Any, document: Document) -> list[InputError]:
    """Explain each problem of a pydantic error in the words of the file."""
    details = error.errors(include_url=False)
    inner = [d["loc"] for d in details]
    # a list that is too short only because its entries failed is their problem, not one of its own
    own = [d for d in details if d["type"] != "too_short" or not any(x != d["loc"] and x[: len(d["loc"])] == d["loc"] for x in inner)]
    return [_explain(detail, model, content, document) for detail in own]


def _explain(detail: Any, model: type[BaseModel], content: Any, document: Document) -> InputError:
    location = _clean(detail["loc"], content)
    path = _named_path(location, content)
    where = f"{document.where(_in_file(location, document))} {path}".strip()
    kind, context = detail["type"], detail.get("ctx", {})
    if "problem" in context:
        return InputError(
            path=where, problem=str(context["problem"]), accepted=str(context.get("accepted", "")), mend=str(context.get("mend", ""))
        )
    if kind == "extra_forbidden":
        known = fields_at(model, location[:-1], content)
        return InputError(
            path=where, problem=f"unknown field '{location[-1]}'", accepted=", ".join(known), mend=suggest_nearest(str(location[-1]), known)
        )
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        tags = str(context.get("expected_tags", "")).replace("'", "")
        tag = str(context.get("tag", ""))
        return InputError(path=where, problem=f"unknown kind '{tag}'", accepted=tags, mend=suggest_nearest(tag, tags.split(", ")))
    problem = "the field is missing" if kind == "missing" else f"{_shown(detail.get('input'))} does not fit ({detail['msg'].lower()})"
    if kind in ("literal_error", "enum"):
        problem = f"{_shown(detail.get('input'))} is not one of the accepted words"
    accepted = str(context.get("expected", "")) or _limits(context) or _ACCEPTED.get(kind, "")
    return InputError(path=where, problem=problem, accepted=accepted)


def _limits(context: dict[str, Any]) -> str:
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below", "min_length": "at least", "max_length": "at most"}
    found = [f"{words[k]} {v}" + (" long" if "length" in k else "") for k, v in context.items() if k in words]
    if "pattern" in context:
        found.append(f"text like {context['pattern']}")
    return ", ".join(found)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _clean(location: tuple[str | int, ...], content: Any) -> tuple[str | int, ...]:
    """Drop the tags that pydantic puts between the steps of a tagged union."""
    out: list[str | int] = []
    spot = content
    for i, step in enumerate(location):
        if (isinstance(spot, dict) and step in spot) or (isinstance(spot, list) and isinstance(step, int) and step < len(spot)):
            spot = spot[step]  # type: ignore[index]
        elif i < len(location) - 1:
            continue  # a union tag: nothing in the file stands for it
        elif isinstance(spot, dict) and isinstance(step, str) and spot.get("kind") == step:
            continue
        out.append(step)
    return tuple(out)


def _named_path(location: tuple[str | int, ...], content: Any) -> str:
    words: list[str] = []
    spot = content
    for step in location:
        if isinstance(spot, list) and isinstance(step, int) and step < len(spot):
            spot = spot[step]
            inner = spot.get("id") if isinstance(spot, dict) else None
            words.append(str(inner) if inner else str(step))
        else:
            spot = spot.get(step) if isinstance(spot, dict) else None
            words.append(str(step))
    return ".".join(words)


def _in_file(location: tuple[str | int, ...], document: Document) -> tuple[str | int, ...]:
    while location and location not in document.positions:
        location = location[:-1]
    return location


def fields_at(model: Any, location: tuple[str | int, ...], content: Any) -> list[str]:
    """List the fields known at a place of a model tree."""
    kind = content.get("kind") if isinstance(content, dict) else None
    candidates = _models_of(model)
    if not location:
        fitting = [m for m in candidates if kind is None or _kind_of(m) in (None, kind)]
        return sorted({name for m in fitting or candidates for name in m.model_fields})
    step = location[0]
    below: Any = None
    if (isinstance(content, list) and isinstance(step, int)) or (isinstance(content, dict) and step in content):
        below = content[step]  # type: ignore[index]
    if isinstance(step, int):
        return fields_at(model, location[1:], below)
    found: list[str] = []
    for m in candidates:
        if step in m.model_fields and (kind is None or _kind_of(m) in (None, kind)):
            found += fields_at(m.model_fields[step].annotation, location[1:], below)
    return sorted(set(found))


def _kind_of(model: type[BaseModel]) -> str | None:
    field = model.model_fields.get("kind")
    options = get_args(field.annotation) if field else ()
    return str(options[0]) if len(options) == 1 else None


def _models_of(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in get_args(annotation) for m in _models_of(part)]
