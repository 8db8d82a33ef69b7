"""Run one block of prepared flights through the lanes, with the buffers that takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.compute.lanes import LANES, fly_lanes
from equipoise.kernel.drive import N_ROWS
from equipoise.kernel.point_mass import N_PARAMETERS

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """Hold what the driver needs to fly some flights: arrays (flight last), tables, 1 / tolerance."""

    arrays: tuple[FloatArray, ...]  # flight last
    forces: tuple[Any, ...]
    tightness: float


def fly_block(
    block: Block, exact: FloatArray, rounded: NDArray[np.float32], codes: NDArray[np.int32], *, every_s: float = 0.0,
    samples: FloatArray | None = None, sites: FloatArray | None = None, seen: FloatArray | None = None, burned: FloatArray | None = None,
    lanes: tuple[int, ...] = LANES,
) -> int:  # fmt: skip
    """Fly a block into its outcome arrays (flight first); return the number of samples written.

    Samples come in the order in which lanes reach them, with the number of the flight in the last column; burnouts are those of a
    single flight; sites are tested each `every_s`. What is not asked for is an empty array, so that one machine code serves all.
    """
    arrays = tuple(np.ascontiguousarray(np.moveaxis(a, -1, 0)) for a in block.arrays)  # what belongs to one flight lies together
    count = np.zeros(1, dtype=np.int64)
    fly_lanes(
        lanes, np.zeros(N_ROWS * len(lanes)), np.zeros(N_PARAMETERS * len(lanes)), arrays, block.tightness, every_s, block.forces,
        np.empty((0, 10)) if sites is None else sites, np.empty((0, 13)) if samples is None else samples,
        np.empty((0, 0, 3)) if seen is None else seen, np.empty((0, 7)) if burned is None else burned, count, exact, rounded, codes,
    )  # fmt: skip
    return int(count[0])
