"""Draw uniforms from stateless Philox4x32-10, keyed by (seed, case, run, stream, index).

A draw is a pure function of its key, so order, chunks and workers cannot change it.
Algorithm: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
"""

from __future__ import annotations

import math

from numba import uint64

from equipoise.compiled import plain

_M0 = 0xD2511F53
_M1 = 0xCD9E8D57
_W0 = 0x9E3779B9
_W1 = 0xBB67AE85
_MASK = 0xFFFFFFFF


def _philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    c0, c1, c2, c3 = uint64(c0), uint64(c1), uint64(c2), uint64(c3)
    k0, k1 = uint64(k0), uint64(k1)
    mask = uint64(_MASK)
    m0, m1 = uint64(_M0), uint64(_M1)
    for _ in range(10):
        p0 = m0 * c0
        p1 = m1 * c2
        c0, c1, c2, c3 = ((p1 >> uint64(32)) ^ c1 ^ k0) & mask, p1 & mask, ((p0 >> uint64(32)) ^ c3 ^ k1) & mask, p0 & mask
        k0 = (k0 + uint64(_W0)) & mask
        k1 = (k1 + uint64(_W1)) & mask
    return c0, c1, c2, c3


philox4x32 = plain(_philox)


@plain
def make_key(seed: int, case: int) -> tuple[int, int]:
    """Mix a 64-bit seed and a 32-bit case number into the two key words of a study."""
    s = uint64(seed)
    a, b, _, _ = philox4x32(s & uint64(_MASK), s >> uint64(32), uint64(case), uint64(0), uint64(0x65717569), uint64(0x706F6973))
    return a, b


@plain
def draw_uniform(key0: int, key1: int, run: int, stream: int, index: int) -> float:
    """Draw one uniform in (0, 1) with 53-bit resolution: counter = (index, stream, run low, run high)."""
    r = uint64(run)
    a, b, _, _ = philox4x32(uint64(index), uint64(stream), r & uint64(_MASK), r >> uint64(32), uint64(key0), uint64(key1))
    bits = (a >> uint64(5)) * uint64(67108864) + (b >> uint64(6))
    return (float(bits) + 0.5) * (1.0 / 9007199254740992.0)


@plain
def draw_four(key0: int, key1: int, run: int, stream: int, index: int) -> tuple[float, float, float, float]:
    """Draw four uniforms in (0, 1) with 32-bit resolution from one block: for counts, where one in 4e9 decides nothing."""
    r = uint64(run)
    a, b, c, d = philox4x32(uint64(index), uint64(stream), r & uint64(_MASK), r >> uint64(32), uint64(key0), uint64(key1))
    scale = 1.0 / 4294967296.0
    return (float(a) + 0.5) * scale, (float(b) + 0.5) * scale, (float(c) + 0.5) * scale, (float(d) + 0.5) * scale


@plain
def draw_normal(key0: int, key1: int, run: int, stream: int, index: int) -> float:
    """Draw one standard normal by Box and Muller (1958) from one Philox block."""
    r = uint64(run)
    a, b, c, d = philox4x32(uint64(index), uint64(stream), r & uint64(_MASK), r >> uint64(32), uint64(key0), uint64(key1))
    u = (float((a >> uint64(5)) * uint64(67108864) + (b >> uint64(6))) + 0.5) * (1.0 / 9007199254740992.0)
    v = (float((c >> uint64(5)) * uint64(67108864) + (d >> uint64(6))) + 0.5) * (1.0 / 9007199254740992.0)
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
