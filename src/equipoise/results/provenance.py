"""Record where a result came from: versions, machine, time. Kept apart from the results, which hold no clock."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PACKAGES = ("numpy", "scipy", "numba", "llvmlite", "pydantic", "pyarrow", "ruamel.yaml", "pint", "matplotlib")


def describe_origin(command: list[str], seconds: dict[str, float]) -> dict[str, Any]:
    """Describe the program, its packages, the processor family and the time used."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return {
        "python": sys.version.split()[0], "packages": found, "machine": platform.machine(), "system": platform.system(),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"), "command": command,
        "seconds": {k: round(v, 3) for k, v in seconds.items()},
    }  # fmt: skip
