"""Turn tracks into shots: what a shield's layers can do, and how much of a raid leaks through."""

from __future__ import annotations

from equipoise.engagement.engage import count_looks, ease_of_intercept, engage, salvo
from equipoise.engagement.leak import leak

__all__ = ["count_looks", "ease_of_intercept", "engage", "leak", "salvo"]
