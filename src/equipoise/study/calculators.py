"""Use any registered model of the chain as a calculator: plain inputs in, plain outputs out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from equipoise.errors import InputError, suggest_nearest
from equipoise.reference.library import BASES, sources
from equipoise.registry import Variant, find_variant, list_variants
from equipoise.scenario.yaml_text import parse_yaml

STAGES = ("flight", "sensing", "engagement", "exchange", "rivalry", "perception")


def _load() -> None:
    for stage in STAGES:
        import_module(f"equipoise.{stage}.models")


def list_models() -> list[dict[str, str]]:
    """List the models by name, with their stage and title."""
    _load()
    return [{"name": v.kind, "stage": v.stage, "title": v.title} for v in list_variants("model")]


def show_model(name: str) -> dict[str, Any]:
    """Show one model: inputs with defaults and meaning, sources, validity, basis."""
    _load()
    variant = find_variant("model", name, "model")
    known = sources()
    return {
        "name": variant.kind, "title": variant.title, "stage": variant.stage,
        "rule": (variant.function.__doc__ or "").strip().splitlines()[0],
        "inputs": {n: f"default {f.default!r}; {f.description or ''}" for n, f in _fields(variant).items()}, "validity": variant.validity,
        "basis": BASES[variant.basis], "sources": "; ".join(known[s].cite() if s in known else s for s in variant.sources),
    }  # fmt: skip


def run_model(name: str, sets: Sequence[str] = ()) -> dict[str, Any]:
    """Run one model with the inputs given as name=value; others take their defaults (a worked example)."""
    _load()
    variant = find_variant("model", name, "model")
    values: dict[str, Any] = {}
    for text in sets:
        key, sign, value = text.partition("=")
        if not sign:
            raise InputError(path="--set", problem=f"'{text}' is not input=value", accepted="such as " + _example(variant))
        if key not in _fields(variant):
            raise InputError(
                path=f"--set {key}",
                problem=f"unknown input '{key}'",
                accepted=", ".join(_fields(variant)),
                mend=suggest_nearest(key, _fields(variant)),
            )
        values[key] = parse_yaml(value, f"--set {key}").content
    try:
        spec = variant.spec(**values)  # type: ignore[misc]
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        raise InputError(
            path=f"--set {'.'.join(map(str, detail['loc']))}", problem=detail["msg"].lower(), accepted=_example(variant)
        ) from None
    return {
        "model": variant.kind,
        "inputs": spec.model_dump(),
        "outputs": variant.function(spec),
        "basis": variant.basis,
        "sources": list(variant.sources),
    }


def _fields(variant: Variant) -> dict[str, Any]:
    return dict(variant.spec.model_fields) if variant.spec is not None else {}  # type: ignore[attr-defined]


def _example(variant: Variant) -> str:
    return ", ".join(f"{n}={f.default}" for n, f in _fields(variant).items())
