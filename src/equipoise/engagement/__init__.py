"""Turn tracks into shots: what a shield's layers can do, how much of a raid leaks through, what they defend and cost."""

from __future__ import annotations

from equipoise.engagement.cost import price_shields
from equipoise.engagement.engage import engage, reach_key
from equipoise.engagement.leak import leak, tell_stories
from equipoise.engagement.outline import outline_shields

__all__ = ["engage", "leak", "outline_shields", "price_shields", "reach_key", "tell_stories"]
