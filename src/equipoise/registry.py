"""Join each (family, kind) to its spec, function, sources and validity card: the one plug-in mechanism.

A variant lives in one file: its numbers, a small function and one call of `register`. Families are nouns ("model",
"decision_rule", "stability_index"); kinds are the names a user types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from equipoise.errors import InputError, suggest_nearest


@dataclass(frozen=True, slots=True)
class Variant:
    """Describe one registered variant: what it takes, what computes it, and how far to trust it."""

    family: str
    kind: str
    title: str
    function: Callable[..., Any]
    spec: type | None  # a class whose fields are the inputs (None when the function takes a table)
    sources: tuple[str, ...]
    validity: str
    basis: str  # P primary read, S secondary, G general knowledge, D derived here, A assumption
    stage: str
    outputs: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name -> unit ('' = a count or a share), meaning


_VARIANTS: dict[tuple[str, str], Variant] = {}


def declare_input(
    default: Any,
    meaning: str,
    *,
    unit: str = "",
    basis: str = "",
    source: str = "",
    interval: tuple[float, float] | None = None,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    max_length: int | None = None,
) -> Any:
    """Declare one input of a calculator: default, meaning, unit, how the default is known, and its limits.

    basis is a letter (P, S, G, D, A); `interval` is the range that the open literature leaves for a default that is not settled.

    >>> declare_input(0.56, "chance of a kill", basis="S", interval=(0.40, 0.73), ge=0.0, le=1.0).default
    0.56
    """
    card: dict[str, Any] = {"unit": unit, "basis": basis, "source": source, "interval": list(interval) if interval else None}
    limits = {k: v for k, v in {"ge": ge, "gt": gt, "le": le, "lt": lt, "max_length": max_length}.items() if v is not None}
    chosen: dict[str, Any] = {"default": default, "description": meaning, "json_schema_extra": card, **limits}
    return Field(**chosen)


def register(
    family: str,
    kind: str,
    *,
    title: str,
    function: Callable[..., Any],
    spec: type | None = None,
    sources: tuple[str, ...],
    validity: str,
    basis: str,
    stage: str,
    outputs: Mapping[str, tuple[str, str]] | None = None,
) -> Variant:
    """Register one variant, once; a second registration of the same name is an error of the program."""
    key = (family, kind)
    if key in _VARIANTS:
        raise RuntimeError(f"{family} '{kind}' is registered twice")
    if not sources:
        raise RuntimeError(f"{family} '{kind}' names no source")
    variant = Variant(family, kind, title, function, spec, sources, validity, basis, stage, outputs or {})
    _VARIANTS[key] = variant
    return variant


def list_variants(family: str) -> tuple[Variant, ...]:
    """List the variants of a family in alphabetical order of kind."""
    return tuple(v for (f, _), v in sorted(_VARIANTS.items()) if f == family)


def find_variant(family: str, kind: str, path: str = "") -> Variant:
    """Find one variant, or refuse with the nearest known name."""
    try:
        return _VARIANTS[(family, kind)]
    except KeyError:
        known = [v.kind for v in list_variants(family)]
        raise InputError(
            path=path or family,
            problem=f"unknown {family} '{kind}'",
            accepted=", ".join(known) or "none is registered",
            mend=suggest_nearest(kind, known),
        ) from None
