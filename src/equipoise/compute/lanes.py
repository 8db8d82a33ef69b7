"""Fly a block of flights on the CPU, 32 side by side in vector registers, each lane refilled when its flight ends."""

from __future__ import annotations

from equipoise.compiled import driver
from equipoise.kernel.drive import FLAG, PEAK, QUIET, WHICH, advance
from equipoise.kernel.settle import board, keep_crest, leave, retire, settle

LANES = (0,) * 32  # the length is a constant of the compiled loop
ONE_LANE = (0,)


@driver
def fly_lanes(lanes, B, P, flights, tightness, every_s, forces, sites, samples, seen, burned, count, exact, rounded, codes):  # type: ignore[no-untyped-def]
    """Fly every flight of a block; fill `exact`, `rounded` and `codes`, and samples, sightings and burnouts on request.

    B, P: lane buffers. flights: constants, planes, start, stop, nose, azimuths, changes, segments, the flight first in every array.
    forces: air, aero, oblate, bulge, burn, wind, level as in `accelerate`. A flight's result does not depend on its lane, nor on what
    flies beside it.
    """
    constants, planes, start, stop, nose, azimuths, changes, segments = flights
    air, aero, oblate, bulge, burn, wind, level = forces
    n, n_flights = len(lanes), len(nose)
    following, active = 0, 0
    for i in range(n):
        retire(B, n, i)
    while True:
        for i in range(n):
            flag = B[FLAG * n + i]
            if flag == QUIET:
                continue
            if flag == PEAK:
                keep_crest(B, n, i)
                continue
            if B[WHICH * n + i] >= 0.0:
                status = settle(B, P, n, i, changes, segments, azimuths, every_s, sites, samples, seen, burned, count, forces)
                if status < 0:
                    continue
                leave(B, n, i, status, exact, rounded, codes)
                retire(B, n, i)
                active -= 1
            while following < n_flights:
                status = board(B, P, n, i, following, constants, planes, start, stop, nose, azimuths, changes, segments, every_s, forces)
                following += 1
                if status < 0:
                    active += 1
                    break
                leave(B, n, i, status, exact, rounded, codes)
                retire(B, n, i)
        if active == 0:
            return
        advance(lanes, B, P, tightness, air, aero, oblate, bulge, burn, wind, level)
