"""Declare inputs that several calculators of engagement take alike."""

from __future__ import annotations

from typing import Any

from equipoise.registry import declare_input

MOST_WARHEADS = 20_000  # weights of every count are held at once


def take_kill_probability(default: float = 0.56, meaning: str = "single-shot kill probability given a good track") -> Any:
    """Declare a single-shot kill probability: 12 hits in 21 tests of the ground-based midcourse system, Beta(13, 10)."""
    return declare_input(default, meaning, basis="S", source="mda_test_record", interval=(0.40, 0.73), ge=0.0, le=1.0)


def take_track_probability(default: float = 0.95) -> Any:
    """Declare the probability of a usable track: the span of 0.80 to 0.99 in which the literature works, no measurement."""
    meaning = "probability of a usable track, common to all shots at a warhead"
    return declare_input(default, meaning, basis="A", source="wilkening_1999", interval=(0.80, 0.99), gt=0.0, le=1.0)


def take_look_error(meaning: str, default: float = 0.0) -> Any:
    """Declare the probability that a look errs: an assumption, since no record of such errors is public."""
    return declare_input(default, meaning, basis="A", source="assumption", interval=(0.0, 0.3), ge=0.0, le=1.0)


def take_availability() -> Any:
    """Declare the probability that a layer works at all in a raid."""
    meaning = "probability that a layer works in this raid"
    return declare_input(1.0, meaning, basis="A", source="assumption", interval=(0.7, 1.0), ge=0.0, le=1.0)
