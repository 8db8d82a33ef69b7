"""Tell the log of a raid in words: when, which weapon, which layer, what happened, why."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement._kernels import layout as k

FloatArray = NDArray[np.float64]
# what happened, and why; {v} is the value that the kernel noted
_WORDS: dict[int, tuple[str, str]] = {
    k.ARRIVES: ("comes into the raid", "its flight begins"),
    k.LEAKS: ("gets through", "no layer stopped it"),
    k.LAYER_DOWN: ("layer does not work", "one draw for the whole raid (availability)"),
    k.OUT_OF_REACH: ("not engaged", "out of reach: geometry, time, or it does not fly over what the layer covers"),
    k.TRACK_LOST: ("not engaged", "the track failed"),
    k.RADAR_FULL: ("not engaged", "the sensors hold as many objects as they can"),
    k.CALLED_DECOY: ("not engaged", "taken for a decoy"),
    k.DECOY_SEEN_THROUGH: ("decoy ignored", "seen for what it is"),
    k.DECOY_BELIEVED: ("decoy taken for a warhead", "discrimination failed"),
    k.WINDOW_OPENS: ("can be shot at", "tracked, within reach, decision taken"),
    k.AWAITS_RESULT: ("shot held back", "until an earlier layer's result is known at {v:.0f} s"),
    k.WAITS_CHANNEL: ("shot waits", "every channel is busy until {v:.0f} s"),
    k.WAITS_RELOAD: ("shot waits", "launchers are reloaded by {v:.0f} s"),
    k.CHANNEL_TOO_LATE: ("not engaged", "no channel is free in time"),
    k.RELOAD_TOO_LATE: ("not engaged", "no launcher is reloaded in time"),
    k.STOCK_EMPTY: ("not engaged", "no interceptor is left"),
    k.NO_SHOT_ALLOTTED: ("not engaged", "too few interceptors to give every object one"),
    k.LAUNCHES: ("launch", "{v:.0f} interceptor{s}"),
    k.HITS: ("hit", "one of {v:.0f} shot{s} kills"),
    k.MISSES: ("miss", "all of {v:.0f} shot{s} fail"),
    k.HITS_DECOY: ("decoy destroyed", "{v:.0f} shot{s} spent on it"),
    k.FLIES_AT_DEAD: ("shot wasted", "the weapon was dead already, and the layer did not know"),
    k.JUDGED_KILLED: ("judged killed", ""),
    k.JUDGED_MISSED: ("judged alive", ""),
    k.NO_LOOK_LEFT: ("no second shot", "no time after the look; {v:.0f} shot{s} unused"),
    k.KNOWN_DEAD: ("left alone", "known to be dead"),
}
_WRONG = {k.JUDGED_KILLED: "wrongly: it lives", k.JUDGED_MISSED: "wrongly: it is dead"}


def describe_events(log: FloatArray, layers: Sequence[str]) -> list[tuple[float, int, str, str, str]]:
    """Describe the rows of a raid's log in order of time: (t_s, number of the object, layer, what happened, why).

    Objects are numbered from 0 in the order in which they appear. What has no time of its own (that a weapon gets
    through) comes last, at the time of its last event.
    """
    if not len(log):
        return []
    last = float(np.max(log[np.isfinite(log[:, 0]), 0], initial=0.0))
    numbers: dict[tuple[int, int], int] = {}  # weapons are numbered within their class
    for row in log:
        key = (int(row[1]), int(row[2]))
        if int(row[4]) != k.LAYER_DOWN and key not in numbers:
            numbers[key] = len(numbers)
    told = []
    for row in log:
        event, value = int(row[4]), float(row[5])
        what, why = _WORDS[event]
        if event in _WRONG:
            why = _WRONG[event] if value else "rightly"
        elif event == k.NO_LOOK_LEFT and value == 0.0:
            why = "every shot allowed is fired"
        elif "{v" in why:
            why = why.format(v=value, s="" if value == 1.0 else "s") if math.isfinite(value) else "for ever"
        layer = layers[int(row[3])] if 0 <= row[3] < len(layers) else ""
        number = -1 if event == k.LAYER_DOWN else numbers[int(row[1]), int(row[2])]
        told.append((float(row[0]) if math.isfinite(row[0]) else last, number, layer, what, why))
    return [told[i] for i in sorted(range(len(told)), key=lambda i: (told[i][0], i))]
