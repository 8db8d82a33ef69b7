"""Offer models of engagement as calculators: importing this package registers them, a module for each family."""

from __future__ import annotations

from equipoise.engagement.models import (
    correlation,
    decoys,
    exact_law,
    layers,
    looks,
    money,
    one_shot,
    raid,
    reach,
    record,
    requirement,
    stock,
    targets,
)

__all__ = [
    "correlation", "decoys", "exact_law", "layers", "looks", "money", "one_shot", "raid", "reach", "record", "requirement", "stock",
    "targets",
]  # fmt: skip
