"""Use any registered model of the chain as a calculator: plain inputs in, plain outputs out, as text, YAML or JSON."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from equipoise.errors import InputError, InputErrors, suggest_nearest
from equipoise.reference.library import BASES, sources
from equipoise.registry import Variant, find_variant, list_variants
from equipoise.scenario.yaml_text import parse_yaml, read_yaml

STAGES = ("flight", "sensing", "engagement", "exchange", "rivalry", "perception")


def _load() -> None:
    for stage in STAGES:
        import_module(f"equipoise.{stage}.models")


def list_models() -> list[dict[str, str]]:
    """List the models by name, with their stage and title."""
    _load()
    return [{"name": v.kind, "stage": v.stage, "title": v.title} for v in list_variants("model")]


def show_model(name: str) -> dict[str, Any]:
    """Show the card of one model: rule, inputs, outputs, sources, validity, basis, as plain values.

    An input has its kind, range, default, unit, meaning, and how the default is known (basis, source, and the interval that the
    open literature leaves). An output has its unit and meaning where the model declares them.

    >>> card = show_model("wilkening")
    >>> card["inputs"]["p_ssk"]["range"], card["inputs"]["p_ssk"]["interval"], card["outputs"]["barrage"]["unit"]
    ('0.0001 or more and below 1', [0.3, 0.75], 'interceptors')
    """
    variant = _find(name)
    return {
        "name": variant.kind, "title": variant.title, "stage": variant.stage, "rule": _first_paragraph(variant.function),
        "inputs": {n: _describe_input(f) for n, f in _fields(variant).items()},
        "outputs": {n: {"unit": unit, "meaning": meaning} for n, (unit, meaning) in variant.outputs.items()},
        "validity": variant.validity, "basis": BASES[variant.basis], "sources": "; ".join(_cite(s) for s in variant.sources),
    }  # fmt: skip


def run_model(
    name: str, sets: Sequence[str] = (), inputs: Mapping[str, Any] | None = None, origin: str = "--input"
) -> dict[str, Any]:  # fmt: skip
    """Run one model: `inputs` first, then `sets` given as name=value over them; what neither gives takes its default.

    The result is accepted back as `inputs`, whole or its block 'inputs' alone. Errors name the place, the fault, what is accepted
    and the nearest name; all faults of the inputs are told at once.

    >>> out = run_model("track-floor", ("warheads=20",))
    >>> run_model("track-floor", inputs=out) == out
    True
    """
    variant = _find(name)
    given = {key: (value, f"{origin}: {key}") for key, value in _unwrap(variant, inputs or {}, origin).items()}
    for text in sets:
        key, sign, value = text.partition("=")
        if not sign:
            raise InputError(path="--set", problem=f"'{text}' is not input=value", accepted="such as " + _example(variant))
        if not value.strip():
            raise InputError(path=f"--set {key}", problem="there is no value", accepted="such as " + _example(variant))
        given[key] = (parse_yaml(value, f"--set {key}").content, f"--set {key}")
    spec = _validate(variant, given)
    return {
        "model": variant.kind, "inputs": spec.model_dump(mode="json"), "outputs": _compute(variant, spec, given), "basis": variant.basis,
        "sources": list(variant.sources),
    }  # fmt: skip


def read_inputs(place: str) -> tuple[dict[str, Any], str]:
    """Read a mapping of inputs from a JSON or YAML file, or from standard input ('-'); return it with the name to call it by."""
    document = parse_yaml(_read_standard_input(), "standard input") if place == "-" else read_yaml(place)
    if not isinstance(document.content, dict):
        what = "a list" if isinstance(document.content, list) else f"'{document.content}'"
        raise InputError(path=document.name, problem=f"this is {what}", accepted="a mapping of inputs, such as {warheads: 20}")
    return document.content, document.name


def _read_standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise InputError(path="standard input", problem="this is not UTF-8 text", accepted="JSON or YAML in UTF-8") from None


def _find(name: str) -> Variant:
    _load()
    if not name:
        raise InputError(path="model", problem="no model is named", accepted=", ".join(v.kind for v in list_variants("model")))
    return find_variant("model", name, "model")


def _unwrap(variant: Variant, inputs: Mapping[str, Any], origin: str) -> Mapping[str, Any]:
    """Take the block of inputs out of what a model printed; a plain mapping of inputs stays as it is."""
    fields = _fields(variant)
    if "inputs" not in inputs or "inputs" in fields:
        return inputs
    told = inputs.get("model", variant.kind)
    if told != variant.kind:
        raise InputError(path=f"{origin}: model", problem=f"these are inputs of '{told}'", accepted=f"inputs of '{variant.kind}'")
    block = inputs["inputs"]
    if not isinstance(block, Mapping):
        raise InputError(path=f"{origin}: inputs", problem="this is not a mapping", accepted="such as {" + _example(variant) + "}")
    return block


def _validate(variant: Variant, given: Mapping[str, tuple[Any, str]]) -> Any:
    fields = _fields(variant)
    faults, good = [], {}
    for key, (value, where) in given.items():
        if key not in fields:
            near = suggest_nearest(key, fields)
            faults.append(InputError(path=where, problem=f"unknown input '{key}'", accepted=", ".join(fields), mend=near))
        elif fault := _find_odd(value, fields[key].annotation):
            faults.append(InputError(path=where, problem=fault, accepted=_say_accepted(fields[key])))
        else:
            is_alone = _is_list(fields[key].annotation) and isinstance(value, (int, float))
            good[key] = [value] if is_alone else value
    try:
        spec = variant.spec(**good)  # type: ignore[misc]
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            key = str(detail["loc"][0])
            place = ".".join(str(x) for x in detail["loc"][1:] if isinstance(x, int))
            where = given[key][1] + (f".{place}" if place else "")
            faults.append(InputError(path=where, problem=_say_fault(detail), accepted=_say_accepted(fields[key])))
    if not faults:
        return spec
    unique = {str(fault): fault for fault in faults}
    raise InputErrors(unique.values()) if len(unique) > 1 else faults[0]


def _compute(variant: Variant, spec: Any, given: Mapping[str, tuple[Any, str]]) -> Any:
    try:
        outputs = variant.function(spec)
    except InputError as error:  # the model knows its inputs, not where they came from
        where = given[error.path][1] if error.path in given else error.path
        raise InputError(path=where, problem=error.problem, accepted=error.accepted, mend=error.mend) from None
    except (ArithmeticError, ValueError, MemoryError):
        outputs = math.nan
    if not all(math.isfinite(x) for x in _leaves(outputs) if isinstance(x, float)):
        raise InputError(path=variant.kind, problem="these inputs lead out of the range of numbers", accepted="less extreme values")
    return json.loads(json.dumps(outputs))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _find_odd(value: Any, annotation: Any) -> str:
    """Tell what is wrong with a value before pydantic, which takes 'true' and '20' for numbers, and NaN where no limit is set."""
    kinds = set(_kinds(annotation))
    for leaf in _leaves(value):
        if isinstance(leaf, float) and not math.isfinite(leaf):
            return f"{leaf} is not a finite number"
        if isinstance(leaf, bool) and bool not in kinds:
            return f"'{str(leaf).lower()}' is not a number"
        if isinstance(leaf, str) and str not in kinds:
            return f"'{leaf}' is not a number" if kinds & {int, float} else f"'{leaf}' is not true or false"
        if isinstance(leaf, (int, float)) and not kinds & {int, float, bool} and leaf is not None:
            return f"{leaf} is not one of the words"
        if leaf is None and NoneType not in kinds:
            return "there is no value"
    return "this is a mapping" if isinstance(value, Mapping) else ""


def _kinds(annotation: Any) -> Iterator[Any]:
    """List the plain types inside an annotation; the words of a Literal count as text."""
    if get_origin(annotation) is Literal:
        yield from (type(word) for word in get_args(annotation))
    elif get_args(annotation):
        for part in get_args(annotation):
            yield from _kinds(part)
    elif isinstance(annotation, type):
        yield annotation


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(_is_list(part) for part in get_args(annotation))


def _say_fault(detail: Any) -> str:
    limits = ("greater_than", "less_than", "greater_than_equal", "less_than_equal")
    if detail["type"] in limits:
        return f"{detail['input']} is out of range"
    return f"'{detail['input']}': {str(detail['msg']).lower()}" if isinstance(detail["input"], str) else str(detail["msg"]).lower()


def _say_accepted(field: Any) -> str:
    kind, span = _say_kind(field.annotation), _say_range(field)
    return f"{kind}, {span}" if span else kind


def _say_kind(annotation: Any) -> str:
    """Write the kind of an input in words.

    >>> _say_kind(tuple[float, ...]), _say_kind(int | None), _say_kind(Literal["a", "b"])
    ('a list of numbers', 'a whole number, or null', 'a or b')
    """
    words = [word for part in (annotation, *get_args(annotation)) if get_origin(part) is Literal for word in get_args(part)]
    kinds = set(_kinds(annotation))
    if words:
        said = " or ".join(str(word) for word in words)
    elif bool in kinds:
        said = "true or false"
    elif kinds & {int, float}:
        whole = "whole numbers" if float not in kinds else "numbers"
        said = f"a list of {whole}" if _is_list(annotation) else f"a {whole[:-1]}"
    else:
        said = "text"
    return said + (", or null" if NoneType in kinds else "")


def _say_range(field: Any) -> str:
    limits = dict(_limits(field.metadata))
    for part in _walk(field.annotation):
        limits |= dict(_limits(getattr(part, "metadata", ())))
        limits |= dict(_limits(getattr(part, "__metadata__", ())))
    words = {"ge": "{:g} or more", "gt": "above {:g}", "le": "at most {:g}", "lt": "below {:g}"}
    if "ge" in limits and "le" in limits:
        return f"{limits['ge']:g} to {limits['le']:g}"
    return " and ".join(words[k].format(limits[k]) for k in words if k in limits)


def _walk(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _walk(part)


def _limits(metadata: Sequence[Any]) -> Iterator[tuple[str, float]]:
    for item in metadata:
        for name in ("ge", "gt", "le", "lt"):
            if getattr(item, name, None) is not None:
                yield name, getattr(item, name)
        yield from _limits(getattr(item, "metadata", ()))


def _describe_input(field: Any) -> dict[str, Any]:
    card = field.json_schema_extra if isinstance(field.json_schema_extra, Mapping) else {}
    source = str(card.get("source", "") or "")
    default = list(field.default) if isinstance(field.default, tuple) else field.default
    return {
        "kind": _say_kind(field.annotation), "range": _say_range(field), "default": default, "unit": card.get("unit", ""),
        "meaning": field.description or "", "basis": card.get("basis", ""), "source": _cite(source) if source else "",
        "interval": card.get("interval"),
    }  # fmt: skip


def _cite(key: str) -> str:
    known = sources()
    return known[key].cite() if key in known else key


def _first_paragraph(function: Callable[..., Any]) -> str:
    return " ".join(line.strip() for line in (function.__doc__ or "").strip().split("\n\n")[0].splitlines())


def _fields(variant: Variant) -> dict[str, Any]:
    return dict(variant.spec.model_fields) if variant.spec is not None else {}  # type: ignore[attr-defined]


def _example(variant: Variant) -> str:
    shown = {n: list(f.default) if isinstance(f.default, tuple) else f.default for n, f in _fields(variant).items()}
    return ", ".join(f"{n}={json.dumps(value)}" for n, value in shown.items())
