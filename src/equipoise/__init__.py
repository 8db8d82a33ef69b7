"""Compute what a hypersonic missile-defence shield does to the strategic balance, from open literature only."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.engagement.engage import engage as engage
    from equipoise.engagement.leak import leak as leak
    from equipoise.errors import EquipoiseError as EquipoiseError
    from equipoise.errors import InputError as InputError
    from equipoise.exchange import fight as fight
    from equipoise.flight import Site as Site
    from equipoise.flight import find_footprint as footprint
    from equipoise.flight import fly as fly
    from equipoise.flight import sight as sight
    from equipoise.flight import trace as trace
    from equipoise.perception import assess as assess
    from equipoise.results.table import Table as Table
    from equipoise.rivalry import compete as compete
    from equipoise.scenario.case import Case as Case
    from equipoise.scenario.load import list_cases as cases
    from equipoise.scenario.load import load_case as load
    from equipoise.scenario.load import load_flights as load_flights
    from equipoise.sensing import observe as observe
    from equipoise.study.result import RunResult as RunResult
    from equipoise.study.run import run_case as run

__version__ = "0.1.0"

_PUBLIC: dict[str, tuple[str, str]] = {
    "Case": ("equipoise.scenario.case", "Case"),
    "EquipoiseError": ("equipoise.errors", "EquipoiseError"),
    "InputError": ("equipoise.errors", "InputError"),
    "RunResult": ("equipoise.study.result", "RunResult"),
    "Table": ("equipoise.results.table", "Table"),
    "assess": ("equipoise.perception", "assess"),
    "cases": ("equipoise.scenario.load", "list_cases"),
    "compete": ("equipoise.rivalry", "compete"),
    "engage": ("equipoise.engagement", "engage"),
    "fight": ("equipoise.exchange", "fight"),
    "Site": ("equipoise.flight", "Site"),
    "footprint": ("equipoise.flight", "find_footprint"),
    "fly": ("equipoise.flight", "fly"),
    "load_flights": ("equipoise.scenario.load", "load_flights"),
    "sight": ("equipoise.flight", "sight"),
    "leak": ("equipoise.engagement", "leak"),
    "load": ("equipoise.scenario.load", "load_case"),
    "observe": ("equipoise.sensing", "observe"),
    "run": ("equipoise.study.run", "run_case"),
    "trace": ("equipoise.flight", "trace"),
}

__all__ = ["__version__", *_PUBLIC]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line starts quickly."""
    if name in _PUBLIC:
        module, attribute = _PUBLIC[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'equipoise' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
