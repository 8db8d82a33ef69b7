"""Hold what the sensors of every shield believe of every flight: summary tables, and the tracks themselves over (run, sample)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.results.table import Table

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Track:
    """Hold one flight as one set of sensors believes it, over (run, sample) of the flight.

    is_firm: whether a firm track is held; error_m: standard error of position, an axis; lead_error_m: the same, foretold over
    the last seconds before an intercept (lead_s). Both are infinite without a track. is_from_afar: whether a sensor with a place of
    its own (not one that stands where the flight ends) sees it. capacity: objects held at once, by run.
    """

    is_firm: NDArray[np.bool_]
    is_from_afar: NDArray[np.bool_]
    error_m: FloatArray
    lead_error_m: FloatArray
    capacity: FloatArray


@dataclass(frozen=True)
class TrackBook:
    """Hold tables (schemas TRACKS, TRACK_POINTS, CUSTODY) and the tracks by (defender, shield, flight)."""

    table: Table
    points: Table
    custody: Table
    tracks: Mapping[tuple[str, str, str], Track]
    lead_s: float
