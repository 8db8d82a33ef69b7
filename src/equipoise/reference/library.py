"""Read the reference library: rows of open-literature numbers, entries that scenarios name, sources, series, outlines.

A file holds tables; a table is a list of mappings with an `id`. Numbers keep the unit they were published with; a
scenario parses them into SI. Basis says how a figure is known: P read in the publication, S in a text that cites it,
G general knowledge, D derived here, A assumption.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from equipoise.errors import InputError, suggest_nearest

FOLDER = Path(__file__).parent
BASES: dict[str, str] = {
    "P": "read in the publication or its abstract",
    "S": "read in a text that cites the publication",
    "G": "general knowledge, not read again",
    "D": "derived here from other rows",
    "A": "assumption",
}
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Source:
    """Hold one source: what to cite."""

    key: str
    title: str
    author: str
    year: int
    where: str = ""
    licence: str = ""

    def cite(self) -> str:
        """Write the source as one line.

        >>> sources()["nn_us_2019"].cite()
        'Kristensen, Korda (2019), United States nuclear forces, 2019. Bulletin of the Atomic Scientists 75(3)'
        """
        tail = f". {self.where}" if self.where else ""
        return f"{self.author} ({self.year}), {self.title}{tail}"


@dataclass(frozen=True)
class Row:
    """Hold one row: a figure with its range and source, or an entry of several fields (then `value` is None).

    `value`, `low` and `high` are in `unit` ('' = a count, a ratio or a share). `fields` is the whole row as written.
    """

    id: str
    file: str
    table: str
    source: str
    value: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    confidence: str = ""
    basis: str = ""
    note: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def list_files() -> tuple[str, ...]:
    """List the names of the library's files.

    >>> "defences" in list_files()
    True
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache(maxsize=64)
def _read(file: str) -> Mapping[str, Any]:
    name = file.removesuffix(".yaml")
    if name not in list_files():
        raise InputError(
            path="reference", problem=f"there is no file '{name}'", accepted=", ".join(list_files()),
            mend=suggest_nearest(name, list_files()),
        )  # fmt: skip
    from ruamel.yaml import YAML

    content = YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise InputError(path=f"reference/{name}.yaml", problem="the file does not hold tables")
    return content


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """Load every source by its key.

    >>> sources()["wilkening_1999"].year
    1999
    """
    return {key: Source(key=key, **entry) for key, entry in _read("sources")["sources"].items()}


def _make_row(file: str, table: str, raw: Mapping[str, Any]) -> Row:
    value = raw.get("value")
    low, high = raw["range"] if value is not None else (None, None)  # a sensor's own `range` is a field of its entry
    return Row(
        id=raw["id"],
        file=file,
        table=table,
        source=raw.get("source", ""),
        value=None if value is None else float(value),
        unit=raw.get("unit", ""),
        low=low,
        high=high,
        confidence=raw.get("confidence", ""),
        basis=raw.get("basis", ""),
        note=raw.get("note", ""),
        fields=raw,
    )


@lru_cache(maxsize=64)
def load_rows(file: str, table: str | None = None) -> tuple[Row, ...]:
    """Load the rows of a file, or of one of its tables, in the order written.

    >>> [row.id for row in load_rows("effects", "audience_costs")][:1]
    ['audience-cost']
    """
    name = file.removesuffix(".yaml")
    tables = {key: rows for key, rows in _read(name).items() if isinstance(rows, list)}
    if table is not None and table not in tables:
        raise InputError(
            path=f"reference/{name}", problem=f"there is no table '{table}'", accepted=", ".join(tables),
            mend=suggest_nearest(table, tables),
        )  # fmt: skip
    chosen = tables if table is None else {table: tables[table]}
    return tuple(_make_row(name, key, raw) for key, rows in chosen.items() for raw in rows)


def list_ids(file: str, table: str | None = None) -> tuple[str, ...]:
    """List the ids of a file's rows.

    >>> "gbi" in list_ids("defences")
    True
    """
    return tuple(row.id for row in load_rows(file, table))


def find(file: str, id: str) -> Row:
    """Find one row by its id; refuse an unknown one with the nearest names.

    >>> find("forces", "us-2019-stockpile").value
    3800.0
    """
    rows = load_rows(file)
    for row in rows:
        if row.id == id:
            return row
    names = [row.id for row in rows]
    raise InputError(
        path=f"reference/{file.removesuffix('.yaml')}", problem=f"there is no entry '{id}'",
        accepted=", ".join(names[:60]) + (", ..." if len(names) > 60 else ""), mend=suggest_nearest(id, names),
    )  # fmt: skip


def find_entry(file: str, id: str) -> dict[str, Any]:
    """Copy the fields of one entry (a force, a layer, a sensor, an architecture), free to override.

    >>> find_entry("defences", "gbi")["interceptors"]["value"]
    44
    """
    return deepcopy(dict(find(file, id).fields))


@lru_cache(maxsize=1)
def load_stockpiles() -> dict[str, tuple[tuple[int, int], ...]]:
    """Load stockpiled warheads by state id as (year, count) pairs (FAS via Our World in Data, CC BY 4.0).

    >>> dict(load_stockpiles()["us"])[2019]
    3805
    """
    series: dict[str, list[tuple[int, int]]] = {}
    for line in (FOLDER / "stockpiles.csv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "state,")):
            state, year, warheads = line.split(",")
            series.setdefault(state, []).append((int(year), int(warheads)))
    return {state: tuple(pairs) for state, pairs in series.items()}


@lru_cache(maxsize=1)
def load_outlines() -> dict[str, Any]:
    """Load world outlines: `coasts`, `borders`, `disputed` lines and land `rings`, as [longitude, latitude], degrees.

    >>> len(load_outlines()["coasts"]) > 100
    True
    """
    content: dict[str, Any] = json.loads((FOLDER / "outlines.json").read_text(encoding="utf-8"))
    return content
