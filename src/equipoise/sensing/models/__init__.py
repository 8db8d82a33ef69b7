"""Offer sensor geometry as calculators: importing this package registers them, a module for each family."""

from __future__ import annotations

from equipoise.sensing.models import cover, infrared, orbits, radar, stereo, window

__all__ = ["cover", "infrared", "orbits", "radar", "stereo", "window"]
