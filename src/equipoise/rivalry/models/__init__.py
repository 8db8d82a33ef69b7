"""Offer models of rivalry as calculators: importing this package registers them, a module for each family."""

from __future__ import annotations

import equipoise.rivalry.estimation  # noqa: F401  registers the fits to real series
from equipoise.rivalry.models import (
    contest,
    defence,
    fear,
    matrix,
    reassurance,
    richardson,
    richardson_many,
    spread,
    stochastic,
    strategic_risk,
    talk,
    trust,
    windows,
    worlds,
)

__all__ = [
    "contest", "defence", "fear", "matrix", "reassurance", "richardson", "richardson_many", "spread", "stochastic", "strategic_risk",
    "talk", "trust", "windows", "worlds",
]  # fmt: skip
