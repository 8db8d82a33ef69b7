"""Find the ground that a glider can reach under bank and range control: a polygon on the ellipsoid."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError
from equipoise.flight.fly import fly
from equipoise.results.table import Table
from equipoise.scenario.flights import BankChange, Flight, GliderVehicle
from equipoise.scenario.number import Number, number

FloatArray = NDArray[np.float64]
N_BANKS, N_TURNS, SECTOR_DEG = 49, 48, 2.0


@dataclass(frozen=True)
class Footprint:
    """Hold what a glider can reach: the outline, and the flights whose ends it encloses."""

    flight: str
    outline_deg: FloatArray  # corner, (longitude, latitude); the far edge clockwise by bearing, then the near edge back
    ends: Table

    def to_geojson(self) -> str:
        """Write the outline as GeoJSON, split where it crosses the date line (RFC 7946, section 3.1.9)."""
        rings = split_ring(self.outline_deg)
        shape = {"type": "MultiPolygon", "coordinates": [[ring.tolist()] for ring in rings]}
        feature = {"type": "Feature", "properties": {"id": self.flight, "n_flights": self.ends.n_rows}, "geometry": shape}
        return json.dumps({"type": "FeatureCollection", "features": [feature]}) + "\n"


def find_footprint(flight: Flight, *, most_bank_deg: float = 75.0, threads: int = 1) -> Footprint:
    """Fly a glider with banks to either side, each held for a share of the longest flight and then levelled; outline the ends.

    The far edge is the farthest end in each sector of bearing from the start, the near edge the nearest: what lies between is reached
    by weaving (an assumption: no flight here weaves). most_bank_deg limits the turn. The stop is the flight's own.
    """
    if not isinstance(flight.vehicle, GliderVehicle) or flight.start is None:
        raise InputError(path=f"{flight.id}.vehicle.kind", problem=f"a {flight.vehicle.kind} has no footprint", accepted="glider")
    if not 1.0 <= most_bank_deg <= 89.0:
        raise InputError(path="most_bank_deg", problem=f"{most_bank_deg} is out of range", accepted="1 to 89 degrees")
    turning, level = _change("0 s", "0 deg"), _change("1 s", "0 deg")
    banked = flight.model_copy(update={"bank": (turning, level)})
    longest = float(fly(banked)["t_end_s"][0])
    banks, shares = np.meshgrid(np.radians(np.linspace(-most_bank_deg, most_bank_deg, N_BANKS)), np.linspace(0.0, 1.0, N_TURNS) ** 1.5)
    ends = fly(banked, vary={"bank.0.bank": banks.ravel(), "bank.1.at": np.maximum(shares.ravel() * longest, 1e-3)}, threads=threads)
    down = np.isin(ends["status"], ("impact", "stop_altitude"))
    start = flight.start
    return Footprint(
        flight.id,
        _outline(start.latitude.central, start.longitude.central, ends["latitude_end_deg"][down], ends["longitude_end_deg"][down]),
        ends,
    )


def _change(at: str, bank: str) -> BankChange:
    return BankChange(at=_own(at, "time"), bank=_own(bank, "angle"))


def _own(text: str, dimension: str) -> Number:
    own = number(text, dimension)
    own.limits = (0.0, math.inf) if dimension == "time" else (-math.inf, math.inf)
    return own


def _outline(lat0: float, lon0: float, latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Take the farthest and the nearest end of each sector of bearing, and put far edge and near edge together."""
    lat, turn = np.radians(latitude_deg), np.radians(longitude_deg) - lon0
    aside, ahead = np.cos(lat) * np.sin(turn), math.cos(lat0) * np.sin(lat) - math.sin(lat0) * np.cos(lat) * np.cos(turn)
    front = math.sin(lat0) * np.sin(lat) + math.cos(lat0) * np.cos(lat) * np.cos(turn)
    arc, bearing = np.arctan2(np.hypot(aside, ahead), front), np.arctan2(aside, ahead)
    centre = math.atan2(float(np.sum(arc * np.sin(bearing))), float(np.sum(arc * np.cos(bearing))))
    off = (bearing - centre + math.pi) % (2.0 * math.pi) - math.pi
    sector = np.floor(np.degrees(off) / SECTOR_DEG)
    far, near = [], []
    for k in np.unique(sector):
        inside = np.flatnonzero(sector == k)
        far.append(inside[np.argmax(arc[inside])])
        near.append(inside[np.argmin(arc[inside])])
    # the near edge only where it is an edge of its own: beyond the outer sectors both are one point
    chosen = np.array([*far, *reversed(near)])
    keep = np.append(True, np.diff(chosen) != 0)
    corners = chosen[keep]
    longitude = np.degrees(lon0) + np.degrees((turn[corners] + math.pi) % (2.0 * math.pi) - math.pi)
    return np.stack([longitude, latitude_deg[corners]], axis=1)


def split_ring(outline_deg: FloatArray) -> list[FloatArray]:
    """Close a ring and cut it at the date line; longitudes may run past 180 degrees.

    >>> [ring.tolist() for ring in split_ring(np.array([[170.0, 0.0], [190.0, 0.0], [190.0, 10.0], [170.0, 10.0]]))][1]
    [[-180.0, 0.0], [-170.0, 0.0], [-170.0, 10.0], [-180.0, 10.0], [-180.0, 0.0]]
    """
    rings = []
    for turn in (-1, 0, 1):
        low, high = -180.0 + 360.0 * turn, 180.0 + 360.0 * turn
        ring = _clip(_clip(outline_deg, low, 1.0), high, -1.0)
        if len(ring) >= 3:
            closed = np.concatenate([ring, ring[:1]])
            closed[:, 0] -= 360.0 * turn
            rings.append(np.round(closed, 5) + 0.0)
    return sorted(rings, key=len, reverse=True) if len(rings) == 1 else rings


def _clip(ring: FloatArray, edge: float, side: float) -> FloatArray:
    """Keep the part of a ring on one side of a meridian (Sutherland and Hodgman 1974)."""
    out: list[FloatArray] = []
    for k in range(len(ring)):
        a, b = ring[k - 1], ring[k]
        in_a, in_b = side * (a[0] - edge) >= 0.0, side * (b[0] - edge) >= 0.0
        if in_a != in_b:
            w = (edge - a[0]) / (b[0] - a[0])
            out.append(np.array([edge, a[1] + w * (b[1] - a[1])]))
        if in_b:
            out.append(b)
    return np.array(out).reshape(-1, 2)
