"""Assess intent from words, deeds and modelled capability, by audience."""

from __future__ import annotations

from equipoise.perception.assess import (
    Beliefs,
    Mind,
    YearEvidence,
    assess,
    evidence_key,
    first_beliefs,
    past_criticism,
    prepare_perception,
    trust_threshold,
    update,
)  # fmt: skip

__all__ = [
    "Beliefs", "Mind", "YearEvidence", "assess", "evidence_key", "first_beliefs", "past_criticism", "prepare_perception",
    "trust_threshold", "update",
]  # fmt: skip
