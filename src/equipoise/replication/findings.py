"""Put a finding in words on the shelf as a row: published 1, ours 1 if the model shows it, with what was compared."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.replication.shelf import Row


def tell(finding: str, is_shown: bool, compared: str) -> Row:
    """Write one finding as a row."""
    return Row(finding, "finding", 1.0, 1.0 if is_shown else 0.0, 1e-9, compared)


def put(numbers: Sequence[float], places: int = 2) -> str:
    """Write numbers for a reason.

    >>> put([0.5, 1.0])
    '0.50, 1.00'
    """
    return ", ".join(f"{x:,.{places}f}" for x in numbers)
