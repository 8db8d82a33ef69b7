"""Fly weapons as point masses over a rotating Earth."""

from __future__ import annotations

from equipoise.flight.fly import ADVICE, burnouts, fly, trace

__all__ = ["ADVICE", "burnouts", "fly", "trace"]
