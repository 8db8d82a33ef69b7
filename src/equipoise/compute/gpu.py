"""Fly flights on a GPU, one thread each, by the same text as on the CPU. Imported only where a GPU or its compiler is asked for."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numba import cuda, float64
from numpy.typing import NDArray

from equipoise.compute.ensemble import Block
from equipoise.compute.lanes import ONE_LANE
from equipoise.kernel.drive import FLAG, N_ROWS, PEAK, QUIET, advance
from equipoise.kernel.point_mass import N_PARAMETERS
from equipoise.kernel.settle import board, keep_crest, leave, settle

FloatArray = NDArray[np.float64]
FEATURES = ("air", "aero", "oblate", "bulge", "burn", "wind", "level")
THREADS_A_BLOCK = 64
CAPABILITY = (8, 0)  # of the GPUs that PTX is written for; newer ones run it
# A kernel's arguments cannot be None, and None is what makes an unused feature vanish: each set of features is a text of its own
_TEXT = """
def fly_threads(constants, planes, start, stop, nose, azimuths, changes, segments, tightness, air, aero, wind, sites, samples, seen,
                burned, count, exact, rounded, codes):
    k = cuda.grid(1)
    if k >= len(nose):
        return
    B, P = cuda.local.array({rows}, float64), cuda.local.array({parameters}, float64)
    forces = ({forces})
    status = board(B, P, 1, 0, k, constants, planes, start, stop, nose, azimuths, changes, segments, 0.0, forces)
    while status < 0:
        advance(ONE_LANE, B, P, tightness, {forces})
        if B[FLAG] == PEAK:
            keep_crest(B, 1, 0)
        elif B[FLAG] != QUIET:
            status = settle(B, P, 1, 0, changes, segments, azimuths, 0.0, sites, samples, seen, burned, count, forces)
    leave(B, 1, 0, status, exact, rounded, codes)
"""


@lru_cache(maxsize=64)
def build_kernel(features: tuple[bool, ...]) -> Any:
    """Build the GPU kernel for a set of features (which of FEATURES a flight uses)."""
    spelled = {"air": "air", "aero": "aero", "wind": "wind"}
    forces = ", ".join(spelled.get(name, "1.0") if used else "None" for name, used in zip(FEATURES, features, strict=True))
    scope = {
        "cuda": cuda, "float64": float64, "board": board, "advance": advance, "settle": settle, "keep_crest": keep_crest, "leave": leave,
        "ONE_LANE": ONE_LANE, "FLAG": FLAG, "PEAK": PEAK, "QUIET": QUIET,
    }  # fmt: skip
    exec(_TEXT.format(rows=N_ROWS, parameters=N_PARAMETERS, forces=forces), scope)
    return scope["fly_threads"]


def list_arguments(block: Block, n: int) -> tuple[Any, ...]:
    """List the arguments of the kernel for a block of n flights, with empty arrays for tables that it does not use."""
    empty = np.zeros(8)
    air, aero, _, _, _, wind, _ = block.forces
    return (
        *(np.ascontiguousarray(np.moveaxis(a, -1, 0)) for a in block.arrays), block.tightness, np.array(empty if air is None else air),
        empty if aero is None else aero, np.zeros((2, 3)) if wind is None else wind, np.empty((1, 10))[:0], np.empty((1, 13))[:0],
        np.empty((1, 1, 3))[:0], np.empty((1, 7))[:0], np.zeros(1, dtype=np.int64), np.zeros((n, 9)), np.zeros((n, 5), dtype=np.float32),
        np.zeros(n, dtype=np.int32),
    )  # fmt: skip


def fly_on_gpu(block: Block, n: int) -> tuple[FloatArray, NDArray[np.float32], NDArray[np.int32]]:
    """Fly a block on the GPU; return what flights leave behind, as `fly_block` fills it. Agrees with the CPU by tolerance, not bits."""
    kernel = cuda.jit(build_kernel(tuple(f is not None for f in block.forces)))
    arguments = list_arguments(block, n)
    kernel[(n + THREADS_A_BLOCK - 1) // THREADS_A_BLOCK, THREADS_A_BLOCK](*arguments)
    return arguments[-3], arguments[-2], arguments[-1]


def compile_to_ptx(features: tuple[bool, ...]) -> str:
    """Compile the kernel of a set of features to PTX, which needs the CUDA compiler library but no GPU."""
    from numba import types

    f1, f2, f3 = types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1]
    signature = (f2, f2, f2, f2, f1, f1, f3, f3, types.float64, f1, f1, f2, f2, f2, f3, f2, types.int64[::1], f2, types.float32[:, ::1],
                 types.int32[::1])  # fmt: skip
    from numba.cuda import dispatcher

    real = dispatcher.get_current_device  # numba asks the machine's own GPU what to compile inner functions for
    dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=CAPABILITY)
    try:
        text, _ = cuda.compile_ptx(build_kernel(features), types.void(*signature), cc=CAPABILITY)
    finally:
        dispatcher.get_current_device = real
    return str(text)
