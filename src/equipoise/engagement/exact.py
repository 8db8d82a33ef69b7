"""Find the exact law of leakers by dynamic programming where time sets no limit: the reference for the simulation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement.doctrine import LEVELS, LeakerLaw, kill_by_salvo, share_shots
from equipoise.errors import InputError

FloatArray = NDArray[np.float64]
MOST_CELLS = 40_000_000  # weapons x stock that are worked through


@dataclass(frozen=True)
class ExactLayer:
    """Hold a layer without limits of time: stock, shots and looks, chances. p_ssk: one a look; shots may be real, the rest drawn.

    p_engage: chance that a weapon comes within reach and is called one; common: level at which track failure is common (`LEVELS`).
    """

    n_stock: int
    p_ssk: tuple[float, ...]
    shots: float = 2.0
    p_engage: float = 1.0
    p_track: float = 1.0
    common: str = "warhead"
    p_available: float = 1.0
    miss_called_kill: float = 0.0
    kill_called_miss: float = 0.0

    def __post_init__(self) -> None:
        if self.common not in LEVELS:
            raise InputError(path="common", problem=f"{self.common!r} is no level", accepted=", ".join(LEVELS))
        if self.n_stock < 0 or self.shots < 1.0 or not self.p_ssk:
            problem = f"a stock of {self.n_stock}, {self.shots} shots, {len(self.p_ssk)} looks"
            raise InputError(path="layer", problem=problem, accepted="a stock of 0 or more, 1 shot or more, 1 look or more")


def find_leaker_law(n_weapons: int, layers: tuple[ExactLayer, ...]) -> LeakerLaw:
    """Find the law of leakers of a raid through layers, one weapon after another, each with all its looks before the next.

    In a layer the state is (stock left, leakers); a weapon moves it by the chain of its looks, cut short when the stock ends. A layer
    turns raids of w weapons into laws of leakers, and layers are chained by these. Availability and layer-level track failure mix a
    layer's table with that of no layer; raid-level failure mixes whole chains, since one draw serves all layers.

    >>> law = find_leaker_law(2, (ExactLayer(n_stock=2, p_ssk=(0.5,), shots=1.0),))
    >>> law.weights
    (0.25, 0.5, 0.25)
    """
    if n_weapons < 0 or any(n_weapons * min(x.n_stock + 1, n_weapons * int(x.shots + 1)) > MOST_CELLS for x in layers):
        problem = f"{n_weapons} is too many to work out exactly"
        raise InputError(path="n_weapons", problem=problem, accepted="fewer weapons; or simulate them")
    tables = [tabulate_layer(n_weapons, layer) for layer in layers]
    nothing, total = np.eye(n_weapons + 1), np.zeros(n_weapons + 1)
    edges = sorted({0.0, 1.0, *(x.p_track for x in layers if x.common == "raid")})
    for low, high in pairwise(edges):  # the raid's one draw lies between two neighbouring track probabilities
        law = np.zeros(n_weapons + 1)
        law[n_weapons] = high - low
        for layer, table in zip(layers, tables, strict=True):
            up = 1.0 if layer.common != "raid" else float(low < layer.p_track)
            share = layer.p_available * up * (layer.p_track if layer.common == "layer" else 1.0)
            law = law @ (share * table + (1.0 - share) * nothing)
        total += law
    return LeakerLaw(tuple(float(w) for w in total))


def tabulate_layer(n_weapons: int, layer: ExactLayer) -> FloatArray:
    """Tabulate the law of leakers of raids of 0..n weapons through a layer that works: (raid, leakers)."""
    whole = int(layer.shots)
    plans = [(whole + 1 - layer.shots, whole), (layer.shots - whole, whole + 1)]
    stock = min(layer.n_stock, n_weapons * (whole + 1))
    engaged = layer.p_engage * (layer.p_track if layer.common == "warhead" else 1.0)
    steps = [mix_steps(plans, left, layer) for left in range(min(stock, whole + 1) + 1)]
    state = np.zeros((stock + 1, n_weapons + 1))
    state[stock, 0] = 1.0
    table = np.zeros((n_weapons + 1, n_weapons + 1))
    table[0, 0] = 1.0
    for w in range(1, n_weapons + 1):
        new = np.zeros_like(state)
        new[:, 1:] = (1.0 - engaged) * state[:, :-1]
        for left, moves in enumerate(steps):
            part = slice(left, None) if left == len(steps) - 1 else slice(left, left + 1)  # enough stock for every shot: all alike
            for (used, leaked), p in moves.items():
                source = state[part, : n_weapons + 1 - leaked]
                new[slice(left - used, left - used + len(source)), leaked:] += engaged * p * source
        state = new
        table[w] = state.sum(axis=0)
    return table


def mix_steps(plans: list[tuple[float, int]], stock: int, layer: ExactLayer) -> dict[tuple[int, int], float]:
    """Return the probability of each (shots used, leaked) for one engaged weapon with some stock left, over whole plans of shots.

    >>> mix_steps([(1.0, 2)], 1, ExactLayer(n_stock=9, p_ssk=(0.5,)))
    {(1, 1): 0.5, (1, 0): 0.5}
    """
    out: dict[tuple[int, int], float] = defaultdict(float)
    miss = layer.p_track if layer.common == "shot" else 1.0
    for share, shots in plans:
        if share <= 0.0:
            continue
        alive, dead, used = share, 0.0, 0
        salvos = share_shots(shots, len(layer.p_ssk))
        for look, salvo in enumerate(salvos):
            m = min(salvo, stock - used)
            stopped = kill_by_salvo(layer.p_ssk[look] * miss, m)
            used += m
            alive, dead = alive * (1.0 - stopped), dead + alive * stopped
            more = 1.0 if look + 1 < len(salvos) and used < stock else 0.0
            on, off = alive * (1.0 - layer.miss_called_kill) * more, dead * layer.kill_called_miss * more
            out[used, 1] += alive - on
            out[used, 0] += dead - off
            alive, dead = on, off
            if more == 0.0:
                break
    return {key: p for key, p in out.items() if p > 0.0}
