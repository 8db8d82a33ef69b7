"""Assess intent from words, deeds and modelled capability, by audience."""

from __future__ import annotations

from equipoise.perception.assess import YEARLY_WEIGHT, Speech, YearEvidence, assess, first_beliefs, stay_silent, tabulate_beliefs
from equipoise.perception.beliefs import Beliefs, update
from equipoise.perception.mind import Mind, prepare_perception

__all__ = [
    "YEARLY_WEIGHT", "Beliefs", "Mind", "Speech", "YearEvidence", "assess", "first_beliefs", "prepare_perception", "stay_silent",
    "tabulate_beliefs", "update",
]  # fmt: skip
