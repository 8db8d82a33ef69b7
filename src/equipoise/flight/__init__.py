"""Fly ballistic missiles, gliders, rockets, interceptors, cruise missiles and satellites as point masses."""

from equipoise.flight.fly import burnouts, fly
from equipoise.flight.fly_out import fly_out
from equipoise.flight.footprint import Footprint, find_footprint
from equipoise.flight.sight import Sightings, Site, sight
from equipoise.flight.summary import ADVICE
from equipoise.flight.trace import trace

__all__ = ["ADVICE", "Footprint", "Sightings", "Site", "burnouts", "find_footprint", "fly", "fly_out", "sight", "trace"]
