"""Ask whether talk stops a race of fear: yes in one published model, no in another, and both are told."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from equipoise.registry import declare_input, register
from equipoise.rivalry.games.cutoffs import find_cutoffs
from equipoise.rivalry.models.inputs import ASSUMED
from equipoise.scenario.number import Spec

_N_SCAN = 4001


class Talk(Spec):
    """Take the game of private costs with one round of free messages before it."""

    gain: float = declare_input(0.01, "mu, gain of building alone", unit="utility", **ASSUMED, interval=(0.0001, 0.3), gt=0.0, le=100.0)
    loss: float = declare_input(1.1, "d, loss of being exploited", unit="utility", **ASSUMED, interval=(0.8, 2.0), gt=0.0, le=100.0)
    shape: float = declare_input(1.0, "exponent of the law of costs on [0, 1]", **ASSUMED, interval=(0.5, 4.0), ge=0.05, le=20.0)


Edges = tuple[float, float]


def find_talk(gain: float, loss: float, shape: float) -> list[Edges]:
    """Find all pairs (c_L, c_H): types up to c_L and above c_H send the conciliatory message, those between the hawkish one.

    After two conciliatory messages only types up to c_L build; after two hawkish ones nobody does, for neither is a very tough type;
    after unlike ones both build. With a = F(c_L), b = F(c_H) - a, n = 1 - F(c_H): type c_L is indifferent iff c_L b = mu n, type c_H
    iff c_H (a + n - b) = d a. The first gives F(c_H) from c_L, the second is then one equation, scanned and halved.
    """
    if loss <= gain:
        return []

    def place(low: float) -> float:
        share = (gain + low * low**shape) / (low + gain)
        return math.pow(min(1.0, share), 1.0 / shape)

    def miss(low: float) -> float:
        high = place(low)
        return high * (1.0 + 2.0 * math.pow(low, shape) - 2.0 * math.pow(high, shape)) - loss * math.pow(low, shape)

    grid = [gain * (1.0 / gain) ** (i / (_N_SCAN - 1)) for i in range(_N_SCAN)] if gain < 1.0 else []
    found = []
    for low, high in pairwise(grid):
        left, right = miss(low), miss(high)
        if left * right < 0.0:
            for _ in range(100):
                middle = 0.5 * (low + high)
                low, high = (middle, high) if miss(middle) * left > 0.0 else (low, middle)
            edges = 0.5 * (low + high), place(0.5 * (low + high))
            if keeps_to_talk(edges, gain, loss, shape):
                found.append(edges)
    return found


def keeps_to_talk(edges: Edges, gain: float, loss: float, shape: float) -> bool:
    """Check that no type gains by another message or reply, over 201 types from 0 to 1 and twelve close by the edges."""
    low, high = edges
    if not 0.0 < low < high < 1.0:
        return False
    a, b, n = low**shape, high**shape - low**shape, 1.0 - high**shape
    # (odds, does the other build) after each pair of messages
    after: dict[str, list[tuple[float, float, bool]]] = {
        "D": [(a, 1.0, True), (n, 0.0, True), (b, 1.0, False)],
        "H": [(a + n, 1.0, False), (b, 0.0, False)],
    }
    for c in [i / 200.0 for i in range(201)] + [edge * part for edge in edges for part in (0.5, 0.9, 0.99, 1.01, 1.1, 1.5)]:
        worth = {}
        for message, meetings in after.items():
            total = 0.0
            same = [m for m in meetings if m[2]] if message == "D" else [m for m in meetings if m[1] == 0.0]
            unlike = [m for m in meetings if m not in same]
            for group in (same, unlike):
                build = sum(o * ((1.0 - other) * gain - c) for o, other, _ in group)
                total += max(build, sum(o * other * -loss for o, other, _ in group))
            worth[message] = total
        told = _follow(c, edges, (a, b, n), gain, loss)
        if max(worth.values()) > told + 1e-9 * (1.0 + abs(told)):
            return False
    return True


def _follow(c: float, edges: Edges, odds: tuple[float, float, float], gain: float, loss: float) -> float:
    """Return what a type gets that keeps to the equilibrium."""
    a, b, n = odds
    if c <= edges[0]:
        return a * -c + n * (gain - c) + b * -c
    if c <= edges[1]:
        return (a + n) * -c
    return a * -loss + b * -c


def talk(spec: Talk) -> dict[str, Any]:
    """Race with and without free messages: middle types send the hawkish one, the very tough pool with the peaceful (non-monotone).

    Baliga and Sjostrom (2004) prove that with few dominant types talk can bring the race near probability zero even where silence
    means a race for certain; the equilibrium here has their structure and is derived and checked here, type by type. A conciliatory
    message is thus no proof of a peaceful type. Beside it a reduced form of Acharya and Ramsay (2013): both face one cost c of law F
    and see it with vanishing error, so that they restrain iff restraint is risk-dominant, c > (mu + d)/2; each would have the other
    restrain whatever it does itself (T > P), so that no message is believed, and talk changes nothing.

    >>> out = talk(Talk(gain=0.0001))
    >>> out["p_race_silent"], out["p_race_talk"] < 0.05, out["p_race_misperceived"] == out["p_race_misperceived_talk"]
    (1.0, True, True)
    """
    mu, d, k = spec.gain, spec.loss, spec.shape
    roots = [float(c) for c in find_cutoffs(*(np.array([x]) for x in (mu, d, k)))[0] if math.isfinite(c)]
    keys = ("lowest_hawkish", "highest_hawkish", "p_race_talk", "p_exploited_talk", "p_very_tough_if_conciliatory")
    told = []
    for low, high in find_talk(mu, d, k):
        a, b, n = low**k, high**k - low**k, 1.0 - high**k
        told.append((low, high, 2.0 * b * (a + n) + a * a, 2.0 * a * n, a / (a + n)))
    told.sort(key=lambda t: t[2])
    best = told[0] if told else (None,) * len(keys)
    misperceived = min(1.0, (mu + d) / 2.0) ** k
    return dict(zip(keys, best, strict=True)) | {
        "p_race_silent": roots[0] ** (2.0 * k), "p_race_silent_worst": roots[-1] ** (2.0 * k), "p_race_misperceived": misperceived,
        "p_race_misperceived_talk": misperceived, "all_edges": [[t[0], t[1]] for t in told], "all_p_race_talk": [t[2] for t in told],
        "reason": "" if told else "no pair of edges stands: too many types gain by building alone for these messages to hold",
    }  # fmt: skip


register(
    "model", "baliga-sjostrom-talk", title="Free talk before a race of fear, in two published models", function=talk, spec=Talk,
    sources=("baliga_sjostrom_2004", "acharya_ramsay_2013"), basis="D", stage="rivalry",
    validity="two like states, one exchange of messages; babbling is always an equilibrium too; the second model is a reduced form, whose "
    "cost is common to both, so that its probability is not of the same draw as the first",
    outputs={
        "lowest_hawkish": ("utility", "lowest cost that sends the hawkish message, where the race is least likely"),
        "highest_hawkish": ("utility", "highest cost that does"), "p_race_talk": ("", "probability that both build, with talk"),
        "p_exploited_talk": ("", "probability that one builds alone"),
        "p_very_tough_if_conciliatory": ("", "probability that a conciliatory message comes from a type that will build"),
        "p_race_silent": ("", "both build without talk, where least arming stands"),
        "p_race_silent_worst": ("", "the same where most arming stands"),
        "p_race_misperceived": ("", "both build if one cost is seen with a vanishing error"),
        "p_race_misperceived_talk": ("", "the same with talk, which nobody believes there"),
        "all_edges": ("utility", "lowest and highest hawkish cost of every talking equilibrium found"),
        "all_p_race_talk": ("", "probability of a race in each"), "reason": ("", "why talk has no such equilibrium, if so"),
    },
)  # fmt: skip
