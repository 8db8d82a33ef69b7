"""Unfold library names into full entries, merge overrides field by field, and disclose each of them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from equipoise.errors import InputError, suggest_nearest
from equipoise.reference import library


@dataclass(frozen=True)
class Override:
    """Record one field that differs from the shipped value."""

    path: str
    shipped: Any
    used: Any
    origin: str


def plain_copy(content: Any) -> Any:
    """Copy plain content deeply."""
    return copy.deepcopy(content)


def deep_merge(base: Any, change: Any, path: str, disclosed: list[Override], origin: str) -> Any:
    """Merge a change into a base; a mapping given for a list of named entries changes those entries by id."""
    if isinstance(base, dict) and isinstance(change, dict) and not _is_number(base) and not _is_number(change):
        out = dict(base)
        for key, value in change.items():
            below = f"{path}.{key}" if path else str(key)
            out[key] = deep_merge(base[key], value, below, disclosed, origin) if key in base else value
            if key not in base:
                disclosed.append(Override(below, None, value, origin))
        return out
    if isinstance(base, list) and isinstance(change, dict):
        return _merge_named(base, change, path, disclosed, origin)
    if base != change:
        disclosed.append(Override(path, base, change, origin))
    return change


def _merge_named(base: list[Any], change: dict[str, Any], path: str, disclosed: list[Override], origin: str) -> list[Any]:
    names = [_entry_name(item) for item in base]
    out = list(base)
    for name, value in change.items():
        if name not in names:
            raise InputError(path=f"{path}.{name}", problem=f"unknown entry '{name}'", accepted=", ".join(n for n in names if n))
        i = names.index(name)
        start = {"library": out[i]} if isinstance(out[i], str) else out[i]
        out[i] = deep_merge(start, value, f"{path}.{name}", disclosed, origin)
    return out


def _entry_name(item: Any) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, dict):
        inner = item.get("flight")
        return str(
            item.get("id")
            or item.get("library")
            or item.get("layer")
            or (inner.get("id") if isinstance(inner, dict) else "")
            or item.get("evidence")
            or ""
        )
    return ""


def _is_number(item: dict[str, Any]) -> bool:
    return any(k in item for k in ("value", "uniform", "triangular", "beta", "normal", "lognormal"))


def expand_case(content: dict[str, Any], name: str, disclosed: list[Override]) -> dict[str, Any]:
    """Unfold every library name of a case."""
    out = plain_copy(content)
    for i, actor in enumerate(_entries(out.get("actors"))):
        label = f"actors.{actor.get('id', i)}"
        if "forces" in actor:
            actor["forces"] = _unfold("forces", actor["forces"], f"{label}.forces", disclosed)
        for key, shelf in (("shield", "defences"), ("sensors", "sensors")):
            if isinstance(actor.get(key), list):
                items = actor[key]
                actor[key] = [_unfold(shelf, item, f"{label}.{key}.{_entry_name(item)}", disclosed) for item in items]
    for i, third in enumerate(_entries(out.get("third_states"))):
        if "forces" in third:
            third["forces"] = _unfold("forces", third["forces"], f"third_states.{third.get('id', i)}.forces", disclosed)
    exchange = out.get("exchange")
    if isinstance(exchange, dict) and isinstance(exchange.get("treaties"), list):
        items = exchange["treaties"]
        exchange["treaties"] = [_unfold("treaties", item, f"exchange.treaties.{_entry_name(item)}", disclosed) for item in items]
    if isinstance(out.get("architectures"), list):
        out["architectures"] = [
            _unfold_architecture(item, f"architectures.{_entry_name(item)}", disclosed) for item in out["architectures"]
        ]
    perception = out.get("perception")
    if isinstance(perception, dict) and isinstance(perception.get("record"), str):
        years = out.get("years")
        first = years.get("history_from") if isinstance(years, dict) else None
        perception["record"] = _record(perception["record"], first if isinstance(first, int) else 0, f"{name} perception.record")
    return out


def _entries(items: Any) -> list[dict[str, Any]]:
    return [i for i in items if isinstance(i, dict)] if isinstance(items, list) else []


def _entry(shelf: str, name: Any, path: str) -> dict[str, Any]:
    known = [row.id for row in library.load_rows(shelf) if row.table == shelf]
    if name not in known:
        raise InputError(
            path=path, problem=f"unknown entry '{name}' of the reference library ({shelf})", accepted=", ".join(known),
            mend=suggest_nearest(str(name), known),
        )  # fmt: skip
    return library.find_entry(shelf, str(name))


def _unfold(shelf: str, item: Any, path: str, disclosed: list[Override]) -> Any:
    if isinstance(item, str):
        return _entry(shelf, item, path)
    if isinstance(item, dict) and "library" in item:
        change = {k: v for k, v in item.items() if k != "library"}
        base = _entry(shelf, item["library"], path)
        return deep_merge(base, change, path, disclosed, origin=f"library {item['library']}")
    return item


def _unfold_architecture(item: Any, path: str, disclosed: list[Override]) -> Any:
    entry = _unfold("architectures", item, path, disclosed)
    if not isinstance(entry, dict):
        return entry
    entry = plain_copy(entry)
    layers = []
    for layer in entry.get("layers", []):
        if isinstance(layer, dict) and "layer" in layer:
            change = {k: v for k, v in layer.items() if k != "layer"}
            base = _entry("defences", layer["layer"], f"{path}.layers")
            layer = {**base, **change}
        elif isinstance(layer, str) or (isinstance(layer, dict) and "library" in layer):
            layer = _unfold("defences", layer, f"{path}.layers.{_entry_name(layer)}", disclosed)
        layers.append(layer)
    entry["layers"] = layers
    sensors = entry.get("sensors", [])
    entry["sensors"] = [_unfold("sensors", s, f"{path}.sensors.{_entry_name(s)}", disclosed) for s in sensors]
    return entry


def _record(name: str, first_year: int, path: str) -> list[Any]:
    """Unfold a record of the library from the year in which the case begins to read."""
    if name != "founding":
        raise InputError(path=path, problem=f"unknown record '{name}'", accepted="founding, or a list of events")
    events = [dict(row.fields) for row in library.load_rows("record", "record")]
    return [event for event in events if int(str(event["date"])[:4]) >= first_year]
