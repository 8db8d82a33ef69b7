"""Turn flights into tracks: what a shield's sensors see, when, and how well they hold it."""

from __future__ import annotations

from equipoise.sensing.observe import observe

__all__ = ["observe"]
