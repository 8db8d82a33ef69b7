"""Simulate raids through layered defences, event by event: many draws, every limit of stock, time, channels and knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement._kernels import layout as kernel
from equipoise.engagement._kernels.raid import fight_raids
from equipoise.errors import InputError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CLASSES = ("ballistic", "glider", "aeroballistic", "cruise")
REASONS = ("layer down", "not reached", "not tracked", "not called", "no channel", "no stock")
STEPS = ("no layer was up", "not reached", "not tracked or not called", "no channel or stock", "engaged and missed")
MOST_CHANNELS, MOST_LAYERS, MOST_DECOYS = 512, 64, 1000
CHUNK = 128  # draws that one thread takes at a time
BY_LAYER = (
    "p_available", "p_track", "common", "n_ready", "n_stock", "reload_s", "n_reserve", "n_channels", "shots_per_target", "doctrine",
    "p_miss_called_kill", "p_kill_called_miss", "assess_s", "p_warhead_called", "p_decoy_called", "n_tracks", "allocation",
    "unit_cost_usd2025",
)  # fmt: skip
CHANCES = ("p_available", "p_track", "p_miss_called_kill", "p_kill_called_miss", "p_warhead_called", "p_decoy_called", "p_reach", "p_ssk")
CODES = {"common": (0, 1, 2, 3), "doctrine": (0, 1), "allocation": (0, 1)}


@dataclass(frozen=True)
class RaidLayers:
    """Hold what each layer can do: arrays (layer), (layer, class), (layer, class, look), with or without sets of parameters before.

    Classes: `CLASSES`. Times of launch and intercept are on the weapon's own clock, to which its arrival is added; looks beyond n_looks
    are not read. A shot that waits for a channel, a reload or an earlier layer's result goes until `last_launch_s`, and meets the weapon
    where interpolation between opportunities says. common: at which level track failure is common (0 shot, 1 warhead, 2 layer, 3 raid:
    one draw for all layers). doctrine: 0 all shots at once, 1 shoot-look-shoot in whole salvos. allocation: 0 first come, 1 evenly.
    shots_per_target may be real: the rest is drawn target by target. Decoys exist for layers with p_decoy_called > 0;
    p_warhead_called is that of ballistic weapons.
    """

    p_reach: FloatArray
    n_looks: FloatArray
    launch_s: FloatArray
    intercept_s: FloatArray
    p_ssk: FloatArray
    last_launch_s: FloatArray
    n_stock: FloatArray
    shots_per_target: FloatArray
    unit_cost_usd2025: Any = 0.0
    p_available: Any = 1.0
    p_track: Any = 1.0
    common: Any = 1
    n_ready: Any = np.inf
    reload_s: Any = np.inf
    n_reserve: Any = 0.0
    n_channels: Any = np.inf
    doctrine: Any = 0
    p_miss_called_kill: Any = 0.0
    p_kill_called_miss: Any = 0.0
    assess_s: Any = 0.0
    p_warhead_called: Any = 1.0
    p_decoy_called: Any = 0.0
    n_tracks: Any = np.inf
    allocation: Any = 0

    def pack(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Check all fields and pack them for the kernel: layers (set, layer, column), classes (set, layer, class, column), unit costs.

        Error: InputError that names the field.
        """
        given = {f.name: np.asarray(getattr(self, f.name), dtype=np.float64) for f in fields(self)}
        n_layers, n_looks, n_sets = _measure(given)
        layer = {name: np.broadcast_to(given[name], (n_sets, n_layers)) for name in BY_LAYER}
        by_class = {name: np.broadcast_to(given[name], (n_sets, n_layers, 4)) for name in ("p_reach", "n_looks", "last_launch_s")}
        by_look = {name: np.broadcast_to(given[name], (n_sets, n_layers, 4, n_looks)) for name in ("launch_s", "intercept_s", "p_ssk")}
        _check_layers(layer)
        _check_windows(by_class, by_look, n_looks)
        return _pack_layers(layer), _pack_classes(by_class, by_look, n_looks), np.array(layer["unit_cost_usd2025"])


@dataclass(frozen=True)
class RaidArrivals:
    """Hold who comes: weapons by class (4,) or (draw, 4), decoys for each ballistic weapon (may be real), the time they all take.

    Weapons arrive at keyed uniform times within `duration_s`, or evenly spaced in a keyed order; decoys with their weapon. Those that
    arrive together are met in a keyed order.
    """

    counts: IntArray
    decoys_per_ballistic: Any = 0.0
    duration_s: Any = 0.0
    evenly_spaced: bool = False

    def pack(self, n_draws: int) -> tuple[IntArray, FloatArray, FloatArray]:
        """Check and broadcast to one row a draw, or to one for all."""
        counts = np.atleast_2d(np.asarray(self.counts))
        decoys = np.atleast_1d(np.asarray(self.decoys_per_ballistic, dtype=np.float64))
        duration = np.atleast_1d(np.asarray(self.duration_s, dtype=np.float64))
        if counts.ndim != 2 or counts.shape[1] != 4 or not np.issubdtype(counts.dtype, np.integer):
            raise InputError(path="counts", problem=f"shape {counts.shape}, {counts.dtype}", accepted="whole numbers (4,) or (draw, 4)")
        n = max(len(counts), len(decoys), len(duration))
        for name, array in (("counts", counts), ("decoys_per_ballistic", decoys), ("duration_s", duration)):
            if len(array) not in (1, n) or n not in (1, n_draws):
                raise InputError(path=name, problem=f"{len(array)} rows for {n_draws} draws", accepted="one row, or one a draw")
        _refuse(counts, (counts < 0) | (counts >= kernel.MOST_NUMBER), "counts", f"0 to {kernel.MOST_NUMBER - 1} weapons of a class")
        _refuse(decoys, ~((decoys >= 0.0) & (decoys <= MOST_DECOYS)), "decoys_per_ballistic", f"a number from 0 to {MOST_DECOYS}")
        _refuse(duration, ~((duration >= 0.0) & np.isfinite(duration)), "duration_s", "a finite time of 0 s or more")
        return (
            np.array(np.broadcast_to(counts, (n, 4)), dtype=np.int64), np.array(np.broadcast_to(decoys, n)),
            np.array(np.broadcast_to(duration, n)),
        )  # fmt: skip


@dataclass(frozen=True)
class RaidOutcome:
    """Hold what happened, the draw first: whole numbers that add up in every draw.

    leakers (draw, class); kills (draw, layer, class); shots, wasted_on_dead, wasted_on_decoys, engaged (draw, layer): interceptors
    launched, of these at weapons already dead and at decoys, and alive weapons shot at; unengaged (draw, layer, reason): alive weapons
    not shot at, by `REASONS`. For each layer: weapons still alive = engaged + unengaged. cost_usd2025 (draw): interceptors launched.
    leakers_by_step (draw, step): by how far the layer came that came furthest with each, `STEPS`. log: rows of the draw that was watched,
    for `story.describe_events`.
    """

    leakers: IntArray
    kills: IntArray
    shots: IntArray
    wasted_on_dead: IntArray
    wasted_on_decoys: IntArray
    engaged: IntArray
    unengaged: IntArray
    cost_usd2025: FloatArray
    leakers_by_step: IntArray
    log: FloatArray

    @property
    def n_leakers(self) -> IntArray:
        """Add up leakers over classes, by draw."""
        total: IntArray = self.leakers.sum(axis=1)
        return total


def simulate_raids(
    layers: RaidLayers, arrivals: RaidArrivals, runs: Sequence[int] | NDArray[Any], *, key: tuple[int, int], rows: Any = None,
    stream: int = 310, threads: int = 1, watch: int | None = None,
) -> RaidOutcome:  # fmt: skip
    """Simulate one raid a draw; `runs` key the draws (equal runs use equal random numbers), `rows` pick each draw's set of parameters.

    Without `rows` one set serves all draws, or there is one a draw. Streams `stream` to `stream` + 1 + layers are used. `watch` is the
    place of a draw whose every decision is logged. Results do not depend on threads, nor on which draws are done together.

    Rules. Layers act in order. A layer shoots at what it reaches, tracks and calls a weapon, in order of the time at which shots are
    wanted, while stock, launchers and channels last. It waits for earlier layers' results if they come before its last launch, and else
    launches without them. A salvo of m kills with 1 - (1 - p)^m and is then judged, rightly or not. Raising stock, p_ssk, p_reach,
    p_track or the number of objects that can be tracked leaves every uniform as it was (common random numbers). Error: InputError.
    """
    key_words = np.asarray(runs)
    if key_words.ndim != 1 or not np.issubdtype(key_words.dtype, np.integer) or len(key_words) == 0:
        raise InputError(path="runs", problem=f"shape {key_words.shape}, {key_words.dtype}", accepted="a list of whole numbers")
    if watch is not None and not 0 <= watch < len(key_words):
        raise InputError(path="watch", problem=f"draw {watch} of {len(key_words)}", accepted="the place of a draw, from 0")
    n = len(key_words)
    rules, classes, cost = layers.pack()
    counts, decoys, duration = arrivals.pack(n)
    which = _pick_rows(rows, n, len(rules))
    n_layers = rules.shape[1]
    tally = np.zeros((n, kernel.BLOCK + kernel.BLOCK_COLUMNS * n_layers), dtype=np.int64)
    objects = int(np.max(counts.sum(axis=1) + counts[:, 0] * np.ceil(decoys)))
    log = np.zeros((1 + objects * (2 + n_layers * (4 + 5 * kernel.MOST_LOOKS)) if watch is not None else 0, kernel.LOG_COLUMNS))

    def fight(first: int, last: int, log: FloatArray, tally: IntArray) -> None:
        wide = max(objects, MOST_CHANNELS) + 1
        room = (
            np.zeros((kernel.REAL_ROWS, wide)), np.zeros((kernel.WHOLE_ROWS, wide), dtype=np.int64),
            np.zeros((kernel.WIDE_REAL_ROWS, kernel.WIDTH * wide)),
            np.zeros((kernel.WIDE_WHOLE_ROWS, kernel.WIDTH * wide), dtype=np.int64),
        )  # fmt: skip
        part = slice(first, last) if len(counts) > 1 else slice(0, 1)
        fight_raids(
            rules, classes, which[first:last], counts[part], decoys[part], duration[part], arrivals.evenly_spaced, stream,
            key_words[first:last].astype(np.uint64), key[0], key[1], room, tally, log,
        )  # fmt: skip

    edges = range(0, n, CHUNK)
    nothing = np.zeros((0, kernel.LOG_COLUMNS))

    def fight_chunk(first: int) -> None:
        fight(first, min(first + CHUNK, n), nothing, tally[first : first + CHUNK])

    if threads == 1 or len(edges) == 1:
        for first in edges:
            fight_chunk(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(fight_chunk, edges))
    if watch is not None:
        fight(watch, watch + 1, log, np.zeros_like(tally[:1]))
        log = log[1 : 1 + int(log[0, 0])]
    return _read_tally(tally, n_layers, cost[which], log)


def _pick_rows(rows: Any, n_draws: int, n_sets: int) -> IntArray:
    if rows is None:
        if n_sets not in (1, n_draws):
            raise InputError(path="rows", problem=f"{n_sets} sets of parameters for {n_draws} draws", accepted="rows that pick the sets")
        return np.arange(n_draws, dtype=np.int64) if n_sets > 1 else np.zeros(n_draws, dtype=np.int64)
    which = np.asarray(rows)
    if which.shape != (n_draws,) or not np.issubdtype(which.dtype, np.integer) or np.any((which < 0) | (which >= n_sets)):
        raise InputError(path="rows", problem="not one set a draw", accepted=f"{n_draws} whole numbers from 0 to {n_sets - 1}")
    return which.astype(np.int64)


def _read_tally(tally: IntArray, n_layers: int, cost: FloatArray, log: FloatArray) -> RaidOutcome:
    block = tally[:, kernel.BLOCK :].reshape(len(tally), n_layers, kernel.BLOCK_COLUMNS)
    shots = block[:, :, kernel.N_SHOTS]
    return RaidOutcome(
        leakers=tally[:, kernel.LEAKERS : kernel.STEPS], kills=block[:, :, kernel.KILLS : kernel.KILLS + 4], shots=shots,
        wasted_on_dead=block[:, :, kernel.ON_DEAD], wasted_on_decoys=block[:, :, kernel.ON_DECOYS], engaged=block[:, :, kernel.ENGAGED],
        unengaged=block[:, :, kernel.REASONS :], cost_usd2025=np.sum(shots * cost, axis=1),
        leakers_by_step=tally[:, kernel.STEPS : kernel.BLOCK], log=log,
    )  # fmt: skip


def _refuse(values: NDArray[Any], wrong: NDArray[np.bool_], path: str, accepted: str) -> None:
    if np.any(wrong):
        raise InputError(path=path, problem=f"{values[wrong][0]} is given", accepted=accepted)


def _measure(given: dict[str, FloatArray]) -> tuple[int, int, int]:
    """Find the numbers of layers, looks and sets, and refuse shapes that do not fit them."""
    shape = given["p_ssk"].shape
    if len(shape) not in (3, 4) or shape[-2] != 4 or not 1 <= shape[-1] <= kernel.MOST_LOOKS or not 1 <= shape[-3] <= MOST_LAYERS:
        accepted = f"(layer, 4, look) or (set, layer, 4, look), 1 to {MOST_LAYERS} layers, 1 to {kernel.MOST_LOOKS} looks"
        raise InputError(path="p_ssk", problem=f"shape {shape}", accepted=accepted)
    n_layers, n_looks, n_sets = shape[-3], shape[-1], 1
    tails: list[tuple[str, tuple[int, ...]]] = [(name, (n_layers,)) for name in BY_LAYER]
    tails += [(name, (n_layers, 4)) for name in ("p_reach", "n_looks", "last_launch_s")]
    tails += [(name, (n_layers, 4, n_looks)) for name in ("launch_s", "intercept_s", "p_ssk")]
    for name, tail in tails:
        own = given[name].shape
        fits = own == () or own == tail or own[1:] == tail
        if not fits or (len(own) == len(tail) + 1 and own[0] not in (1, n_sets) and n_sets != 1):
            raise InputError(path=name, problem=f"shape {own}", accepted=f"{tail}, or (set, {', '.join(map(str, tail))})")
        if len(own) == len(tail) + 1:
            n_sets = max(n_sets, own[0])
    return n_layers, n_looks, n_sets


def _check_layers(layer: dict[str, FloatArray]) -> None:
    for name, values in layer.items():
        if name in CHANCES:
            _refuse(values, ~((values >= 0.0) & (values <= 1.0)), name, "a probability from 0 to 1")
        elif name in CODES:
            _refuse(values, ~np.isin(values, CODES[name]), name, f"one of {', '.join(map(str, CODES[name]))}")
        else:
            _refuse(values, ~(values >= 0.0), name, "a number of 0 or more")
    channels, shots = layer["n_channels"], layer["shots_per_target"]
    _refuse(channels, (channels > MOST_CHANNELS) & np.isfinite(channels), "n_channels", f"at most {MOST_CHANNELS}, or infinite")
    _refuse(shots, ~((shots >= 1.0) & (shots <= kernel.MOST_SHOTS)), "shots_per_target", f"a number from 1 to {kernel.MOST_SHOTS}")
    for name in ("n_stock", "assess_s"):
        _refuse(layer[name], ~np.isfinite(layer[name]), name, "a finite number")
    _refuse(layer["reload_s"], layer["reload_s"] <= 0.0, "reload_s", "a time above 0 s, or infinity for no reload")


def _check_windows(by_class: dict[str, FloatArray], by_look: dict[str, FloatArray], n_looks: int) -> None:
    reach, looks = by_class["p_reach"], by_class["n_looks"]
    _refuse(reach, ~((reach >= 0.0) & (reach <= 1.0)), "p_reach", "a probability from 0 to 1")
    _refuse(looks, ~np.isin(looks, np.arange(n_looks + 1)), "n_looks", f"a whole number from 0 to {n_looks}")
    used = (np.arange(n_looks) < looks[..., None]) & (reach > 0.0)[..., None]
    launch, meet, p, last = by_look["launch_s"], by_look["intercept_s"], by_look["p_ssk"], by_class["last_launch_s"][..., None]
    _refuse(p, used & ~((p >= 0.0) & (p <= 1.0)), "p_ssk", "a probability from 0 to 1")
    _refuse(launch, used & ~np.isfinite(launch), "launch_s", "a finite time for every look that is used")
    _refuse(meet, used & ~(np.isfinite(meet) & (meet >= launch)), "intercept_s", "a finite time not before the launch")
    late = used & ~(np.isfinite(last) & (last >= launch))
    _refuse(np.broadcast_to(last, late.shape), late, "last_launch_s", "a finite time not before any look's launch")
    early = used[..., 1:] & ~(launch[..., 1:] > launch[..., :-1])
    _refuse(launch[..., 1:], early, "launch_s", "times that rise from look to look")


def _pack_layers(layer: dict[str, FloatArray]) -> FloatArray:
    usable = np.maximum(0.0, np.floor(layer["n_stock"] + 1e-9) - np.ceil(layer["n_reserve"] - 1e-9))
    ready = np.floor(np.maximum(layer["n_ready"], 0.0))
    reloads = np.isfinite(layer["reload_s"]) & (ready > 0.0)
    usable = np.where(reloads, usable, np.minimum(usable, ready))
    out = np.empty((*usable.shape, kernel.LAYER_COLUMNS))
    for column, values in (
        (kernel.P_AVAILABLE, layer["p_available"]), (kernel.P_TRACK, layer["p_track"]), (kernel.COMMON, layer["common"]),
        (kernel.N_READY, np.where(reloads, ready, usable)), (kernel.N_USABLE, usable), (kernel.RELOAD_S, layer["reload_s"]),
        (kernel.N_CHANNELS, layer["n_channels"]), (kernel.SHOTS, layer["shots_per_target"]), (kernel.DOCTRINE, layer["doctrine"]),
        (kernel.MISS_CALLED_KILL, layer["p_miss_called_kill"]), (kernel.KILL_CALLED_MISS, layer["p_kill_called_miss"]),
        (kernel.ASSESS_S, layer["assess_s"]), (kernel.P_WARHEAD_CALLED, layer["p_warhead_called"]),
        (kernel.P_DECOY_CALLED, layer["p_decoy_called"]), (kernel.N_TRACKS, layer["n_tracks"]), (kernel.ALLOCATION, layer["allocation"]),
    ):  # fmt: skip
        out[..., column] = values
    return out


def _pack_classes(by_class: dict[str, FloatArray], by_look: dict[str, FloatArray], n_looks: int) -> FloatArray:
    reach, looks = by_class["p_reach"], by_class["n_looks"]
    out = np.zeros((*reach.shape, kernel.CLASS_COLUMNS))
    used = (np.arange(n_looks) < looks[..., None]) & (reach > 0.0)[..., None]
    out[..., kernel.P_REACH], out[..., kernel.N_LOOKS] = reach, looks
    out[..., kernel.LAST_LAUNCH_S] = np.where(used[..., 0], by_class["last_launch_s"], -np.inf)
    out[..., kernel.LAUNCH_S : kernel.LAUNCH_S + kernel.MOST_LOOKS] = np.inf  # where no look is
    for column, name in ((kernel.LAUNCH_S, "launch_s"), (kernel.INTERCEPT_S, "intercept_s"), (kernel.P_SSK, "p_ssk")):
        out[..., column : column + n_looks] = np.where(used, by_look[name], np.inf if name == "launch_s" else 0.0)
    return out
