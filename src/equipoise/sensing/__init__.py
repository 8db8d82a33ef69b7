"""Turn flights into tracks: what a shield's sensors see, when, and how well they hold it."""

from __future__ import annotations

from equipoise.sensing.observe import observe, summarise_custody

__all__ = ["observe", "summarise_custody"]
