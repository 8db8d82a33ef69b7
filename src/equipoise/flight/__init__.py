"""Fly ballistic missiles, gliders, rockets, interceptors, cruise missiles and satellites as point masses."""

from equipoise.flight.fly import burnouts, fly
from equipoise.flight.summary import ADVICE
from equipoise.flight.trace import trace

__all__ = ["ADVICE", "burnouts", "fly", "trace"]
