"""Name and style classes of weapon, shields and layers alike in every figure of the shield; cut large tables into groups once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from equipoise.report.drawing import GREEN, INK, ORANGE, PURPLE
from equipoise.report.reading import Reading
from equipoise.report.words import shorten
from equipoise.results.table import Table
from equipoise.scenario.defences import THREAT_CLASSES, Layer

Groups = dict[tuple[str, ...], NDArray[np.int64]]

CLASSES = (*THREAT_CLASSES, "mixed")
CLASS_WORDS = {
    "ballistic": "ballistic warheads",
    "glider": "gliders",
    "aeroballistic": "aeroballistic missiles",
    "cruise": "cruise missiles",
    "mixed": "mixed raid",
}
CLASS_STYLES: dict[str, tuple[str, Any, str]] = {
    "ballistic": (INK, (0, (5, 2)), "s"),
    "glider": (GREEN, "-", "o"),
    "aeroballistic": (PURPLE, (0, (1, 1.2)), "^"),
    "cruise": (ORANGE, (0, (4, 1.5, 1, 1.5)), "D"),
    "mixed": ("#3A7CA5", (0, (9, 2)), "P"),
}
SHIELD_STYLES: tuple[tuple[str, Any, str], ...] = (
    (INK, "-", "o"),
    (GREEN, (0, (5, 2)), "s"),
    (PURPLE, (0, (1, 1.3)), "^"),
    (ORANGE, (0, (4, 1.5, 1, 1.5)), "D"),
    ("#3A7CA5", (0, (8, 2)), "v"),
    ("#8C4A32", (0, (2, 2)), "P"),
    ("#5B5F97", (0, (3, 1, 1, 1, 1, 1)), "X"),
    ("#767676", (0, (10, 1.5, 2, 1.5)), "*"),
)

_CUT: WeakKeyDictionary[Table, dict[tuple[str, ...], Groups]] = WeakKeyDictionary()


def list_shields(reading: Reading) -> list[str]:
    """List the shields in the order of the case: the conventional one first."""
    return ["conventional", *(a.id for a in reading.case.architectures)]


def style_shield(reading: Reading, shield: str) -> tuple[str, Any, str]:
    """Return colour, line style and marker of a shield, the same in every figure."""
    names = list_shields(reading)
    return SHIELD_STYLES[(names.index(shield) if shield in names else len(names)) % len(SHIELD_STYLES)]


def name_shield(shield: str, width: int = 28) -> str:
    """Name a shield in few words, from its identifier.

    >>> name_shield("glide_phase_space_tracking")
    'glide phase space tracking'
    """
    return {"none": "no shield"}.get(shield) or shorten(shield.replace("_", " "), width)


def list_classes(names: Iterable[str]) -> list[str]:
    """List the classes found, in a fixed order.

    >>> list_classes(["glider", "mixed", "ballistic", "glider"])
    ['ballistic', 'glider', 'mixed']
    """
    found = set(names)
    return [c for c in CLASSES if c in found] + sorted(found.difference(CLASSES))


def list_layers(reading: Reading, defender: str, shield: str) -> tuple[Layer, ...]:
    """List the layers that a state's shield of that name declares."""
    if shield == "conventional":
        return next((a.shield for a in reading.case.actors if a.id == defender), ())
    return next((a.layers for a in reading.case.architectures if a.id == shield), ())


def find_layer(reading: Reading, defender: str, shield: str, layer: str) -> Layer | None:
    """Find one layer as declared, by identifier or title, or None."""
    return next((x for x in list_layers(reading, defender, shield) if layer in (x.id, x.title)), None)


def name_layer(reading: Reading, defender: str, shield: str, layer: str, width: int = 34) -> str:
    """Name a layer: its title up to the first comma where that fits, else its identifier in words."""
    found = find_layer(reading, defender, shield, layer)
    title = " ".join(found.title.split(",")[0].split()) if found else ""
    return title if title and len(title) <= width else shorten((found.id if found else layer).replace("_", " "), width)


def say_some(phrases: list[str], most: int = 8) -> str:
    """Join phrases for a text alternative: all, or evenly picked ones with the count of the rest.

    >>> say_some(["a", "b", "c", "d"], most=2)
    'a; c; 2 more in the table'
    """
    picked = phrases[:: -(-len(phrases) // most)] if phrases else []
    left = len(phrases) - len(picked)
    return "; ".join([*picked, *([f"{left} more in the table"] if left else [])])


def group_rows(table: Table, *columns: str) -> Groups:
    """Group the rows of a table by text columns: the row numbers of each combination, in the order of the table.

    Large tables are walked once: the groups are kept as long as the table lives.
    """
    known = _CUT.setdefault(table, {})
    if columns not in known:
        known[columns] = _group(table, columns)
    return known[columns]


def _group(table: Table, columns: tuple[str, ...]) -> Groups:
    import pyarrow as pa

    if not table.n_rows:
        return {}
    code = np.zeros(table.n_rows, dtype=np.int64)
    values: list[list[str]] = []
    for column in columns:
        encoded = pa.array(table[column], type=pa.string()).dictionary_encode()
        values.append(encoded.dictionary.to_pylist())
        code = code * len(values[-1]) + encoded.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(code, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(code[order]) != 0])
    sizes = tuple(len(v) for v in values)
    out: Groups = {}
    for rows in np.split(order, starts[1:]):
        places = np.unravel_index(int(code[rows[0]]), sizes)
        out[tuple(v[int(k)] for v, k in zip(values, places, strict=True))] = rows
    return out


def take_group(table: Table | None, columns: tuple[str, ...], key: tuple[str, ...]) -> Table | None:
    """Take the rows of one group, or None if there are none."""
    if table is None:
        return None
    rows = group_rows(table, *columns).get(key)
    return None if rows is None else table.take(rows)
