"""Assess intent from words, deeds and modelled capability, by audience."""

from __future__ import annotations

from equipoise.perception.assess import (
    Beliefs,
    Mind,
    YearEvidence,
    assess,
    evidence_key,
    find_reversal,
    first_beliefs,
    prepare_perception,
    trust_threshold,
    update,
)  # fmt: skip

__all__ = [
    "Beliefs", "Mind", "YearEvidence", "assess", "evidence_key", "first_beliefs", "find_reversal", "prepare_perception",
    "trust_threshold", "update",
]  # fmt: skip
