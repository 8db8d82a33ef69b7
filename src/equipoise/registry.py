"""Join each (family, kind) to its spec, function, sources and validity card: the one plug-in mechanism.

A variant lives in one file: its numbers, a small function and one call of `register`. Families are nouns ("model",
"decision_rule", "stability_index"); kinds are the names a user types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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


_VARIANTS: dict[tuple[str, str], Variant] = {}


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
) -> Variant:
    """Register one variant, once; a second registration of the same name is an error of the program."""
    key = (family, kind)
    if key in _VARIANTS:
        raise RuntimeError(f"{family} '{kind}' is registered twice")
    if not sources:
        raise RuntimeError(f"{family} '{kind}' names no source")
    variant = Variant(family, kind, title, function, spec, sources, validity, basis, stage)
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
