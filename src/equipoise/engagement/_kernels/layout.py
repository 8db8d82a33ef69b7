"""Lay out what the simulation of a raid reads, scratches and counts; draw its uniforms; write its log."""

from __future__ import annotations

from numba import njit, uint64

from equipoise.compiled import compiled
from equipoise.kernel.philox import philox4x32

# exact arithmetic; nothing is divided by zero, and nothing is allocated, so that no reference to an array need be counted
part = compiled(error_model="numpy", _nrt=False)
paste = compiled(error_model="numpy", _nrt=False, forceinline=True)  # pasted into its caller, since arrays are dear to pass
vector = compiled(error_model="numpy", _nrt=False, noalias=True)  # a loop for vector registers
# not cached: it would share a cache entry with philox4x32 itself, and get that one's call instead of text pasted into vector loops
words = njit(forceinline=True)(getattr(philox4x32, "py_func", philox4x32))

# columns of a layer, and of a class in a layer
(P_AVAILABLE, P_TRACK, COMMON, N_READY, N_USABLE, RELOAD_S, N_CHANNELS, SHOTS, DOCTRINE, MISS_CALLED_KILL, KILL_CALLED_MISS, ASSESS_S,
 P_WARHEAD_CALLED, P_DECOY_CALLED, N_TRACKS, ALLOCATION) = range(16)  # fmt: skip
LAYER_COLUMNS = 16
P_REACH, N_LOOKS, LAST_LAUNCH_S, LAUNCH_S, INTERCEPT_S, P_SSK = 0, 1, 2, 3, 7, 11
CLASS_COLUMNS, MOST_LOOKS = 15, 4
SHOT, WARHEAD, LAYER, RAID = range(4)  # where failure of the track is common
EVENLY = 1.0  # the allocation that spreads shots; 0: first come

# what is counted: leakers by class and by the furthest step at which a layer tried, then a block a layer
LEAKERS, STEPS, BLOCK = 0, 4, 9
KILLS, N_SHOTS, ON_DEAD, ON_DECOYS, ENGAGED, REASONS = 0, 4, 5, 6, 7, 8
DOWN, NOT_REACHED, NOT_TRACKED, NOT_CALLED, NO_CHANNEL, NO_STOCK = range(6)
BLOCK_COLUMNS = 14
NO_LAYER, UNREACHED, UNTRACKED, UNSERVED, MISSED = range(5)

# scratch: rows of reals by object (ARRIVAL, KNOWN, KEY, A to D) or by believed object (E to TIE), and others
ARRIVAL, KNOWN, KEY, A, B, C, D, E, F, G, H, WHEN, TIE, HEAP_WHEN, BUSY, TABLE = range(16)
REAL_ROWS = 16
# whole numbers by object (IDENT to VERDICT) or by believed object (BELIEVED to WAS), and others
IDENT, CODE, ALIVE, STEP, VERDICT, BELIEVED, LEFT, LOOK, WHY, WAS, ORDER, SPARE, HEAP_WHAT = range(13)
WHOLE_ROWS = 13
# rows of four places an object: salvos launched without a thought of stock, cells for sorting
WHEN_SALVO, KEY_SALVO, RESULT = range(3)
OBJECT, FIRED, HIT, CELLS_ROW, AT_LIMIT, SPARE_SALVO = range(6)
WIDE_REAL_ROWS, WIDE_WHOLE_ROWS, WIDTH = 3, 6, 4
OUT, FULL, PASSES = -1, 6, 7  # verdicts beside the reasons
REACH_AT, CALL_AT, LAST_AT, LATER_AT = 0, 8, 16, 24  # tables by code in the row TABLE

DECOY = 4  # code of a decoy, after the four classes of weapons
MOST_NUMBER = 65536  # weapons of a class; decoy m of warhead j has the number m * MOST_NUMBER + j
ARRIVE_SLOT, ROW_SLOT, RANK_SLOT = 0, 4, 5  # of an object's draws; its looks take slots 0 and 1 of the layer's stream
SLACK_S = 1e-6  # a launch planned for the last moment is not too late by rounding
MOST_SHOTS = 1000  # at one target

# events of the log
(ARRIVES, LEAKS, LAYER_DOWN, OUT_OF_REACH, TRACK_LOST, RADAR_FULL, CALLED_DECOY, DECOY_SEEN_THROUGH, DECOY_BELIEVED, WINDOW_OPENS,
 AWAITS_RESULT, WAITS_CHANNEL, WAITS_RELOAD, CHANNEL_TOO_LATE, RELOAD_TOO_LATE, STOCK_EMPTY, NO_SHOT_ALLOTTED, LAUNCHES, HITS, MISSES,
 HITS_DECOY, FLIES_AT_DEAD, JUDGED_KILLED, JUDGED_MISSED, NO_LOOK_LEFT, KNOWN_DEAD) = range(26)  # fmt: skip
LOG_COLUMNS = 6

_UNIT = 1.0 / 4294967296.0
_MASK = 0xFFFFFFFF


@vector
def draw_rows(n, ident, slot, stream, run, key0, key1, a, b, c, d):  # type: ignore[no-untyped-def]
    """Draw four uniforms in (0, 1), 32 bits each, for n objects, by one Philox block an object."""
    r0, r1 = uint64(run) & uint64(_MASK), uint64(run) >> uint64(32)
    for i in range(n):
        w0, w1, w2, w3 = words(uint64(ident[i] + slot), uint64(stream), r0, r1, uint64(key0), uint64(key1))
        a[i], b[i] = (float(w0) + 0.5) * _UNIT, (float(w1) + 0.5) * _UNIT
        c[i], d[i] = (float(w2) + 0.5) * _UNIT, (float(w3) + 0.5) * _UNIT


@vector
def draw_looks(n, items, ident, slot, stream, run, key0, key1, a, b, c, d):  # type: ignore[no-untyped-def]
    """Draw the four uniforms of two looks (slot 0: the first two) for n objects that `items` lists."""
    r0, r1 = uint64(run) & uint64(_MASK), uint64(run) >> uint64(32)
    for j in range(n):
        w0, w1, w2, w3 = words(uint64(ident[items[j]] + slot), uint64(stream), r0, r1, uint64(key0), uint64(key1))
        a[j], b[j] = (float(w0) + 0.5) * _UNIT, (float(w1) + 0.5) * _UNIT
        c[j], d[j] = (float(w2) + 0.5) * _UNIT, (float(w3) + 0.5) * _UNIT


@part
def draw_four(index, stream, run, key0, key1):  # type: ignore[no-untyped-def]
    """Draw the four uniforms of one block."""
    r = uint64(run)
    w0, w1, w2, w3 = words(uint64(index), uint64(stream), r & uint64(_MASK), r >> uint64(32), uint64(key0), uint64(key1))
    return (float(w0) + 0.5) * _UNIT, (float(w1) + 0.5) * _UNIT, (float(w2) + 0.5) * _UNIT, (float(w3) + 0.5) * _UNIT


@part
def note(log, t, ident, code, layer, event, value):  # type: ignore[no-untyped-def]
    """Write one row of the log: time, number, class, layer, event, value; its first row counts the others."""
    k = int(log[0, 0]) + 1
    if k < len(log):
        log[0, 0] = k
        log[k, 0], log[k, 1], log[k, 2] = t, float(ident >> 6), float(code)
        log[k, 3], log[k, 4], log[k, 5] = float(layer), float(event), value
