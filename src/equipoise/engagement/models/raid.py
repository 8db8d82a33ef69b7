"""Ask what a simple raid leaks when it is played event by event: the simulation of `engagement.raid` as a calculator."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from equipoise.engagement.doctrine import LEVELS
from equipoise.engagement.models.chances import take_availability, take_kill_probability, take_look_error, take_track_probability
from equipoise.engagement.raid import CLASSES, STEPS, RaidArrivals, RaidLayers, RaidOutcome, simulate_raids
from equipoise.errors import InputError
from equipoise.kernel.philox import make_key
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

MOST_WORK = 2e7  # draws x layers x objects: some seconds
CASE = 0  # case word of the key: a calculator belongs to no case


class RaidPlayed(Spec):
    """Take who comes, equal layers one after another, and how often the raid is drawn."""

    ballistic: int = declare_input(20, "ballistic warheads in the raid", basis="A", source="assumption", ge=0, le=10000)
    glider: int = declare_input(0, "gliders in it", basis="A", source="assumption", ge=0, le=10000)
    aeroballistic: int = declare_input(0, "aeroballistic weapons in it", basis="A", source="assumption", ge=0, le=10000)
    cruise: int = declare_input(0, "cruise missiles in it", basis="A", source="assumption", ge=0, le=10000)
    decoys_per_ballistic: float = declare_input(
        0.0, "decoys with each ballistic warhead; a broken number is drawn", basis="A", source="assumption", ge=0.0, le=1000.0
    )
    duration_s: float = declare_input(600.0, "time over which they arrive", unit="s", basis="A", source="assumption", ge=0.0, le=1e6)
    layers: int = declare_input(1, "equal layers, one after another", basis="A", source="assumption", ge=1, le=20)
    interceptors: int = declare_input(44, "interceptors of each layer", basis="S", source="harrison_2025", ge=0, le=10**6)
    shots: float = declare_input(2.0, "shots at each object; a broken number is drawn", basis="A", source="assumption", ge=1.0, le=100.0)
    p_ssk: float = take_kill_probability(0.56, "single-shot kill probability given a good track, the same for all classes")
    p_track: float = take_track_probability()
    common: Literal["shot", "warhead", "layer", "raid"] = declare_input(
        "warhead", "level at which failure of the track is common", basis="A", source="assumption"
    )
    p_reach: float = declare_input(
        1.0, "chance that a weapon comes within reach of a layer", basis="A", source="assumption", interval=(0.5, 1.0), ge=0.0, le=1.0
    )
    p_warhead: float = declare_input(
        1.0, "probability that a ballistic warhead is called one", basis="A", source="assumption", interval=(0.8, 1.0), ge=0.0, le=1.0
    )
    p_decoy: float = declare_input(
        0.25, "probability that a decoy is called a warhead", basis="A", source="defence_ranges", interval=(0.05, 0.5), ge=0.0, le=1.0
    )
    channels: int | None = declare_input(None, "salvos of a layer in flight at once; none: no limit", ge=1, le=512)
    looks: int = declare_input(1, "salvos one after another; 1: all shots at once", basis="A", source="assumption", ge=1, le=4)
    gap_s: float = declare_input(90.0, "between the launches of two looks", unit="s", basis="A", source="assumption", ge=1.0, le=1e5)
    flight_s: float = declare_input(
        60.0, "from the launch of an interceptor to the intercept", unit="s", basis="A", source="assumption", ge=0.0, le=1e5
    )
    slack_s: float = declare_input(
        30.0, "after the last look, time in which a launch that had to wait is still possible", unit="s", basis="A", source="assumption",
        ge=0.0, le=1e6,
    )  # fmt: skip
    assess_s: float = declare_input(20.0, "to judge an intercept", unit="s", basis="A", source="assumption", ge=0.0, le=1e5)
    miss_called_kill: float = take_look_error("probability that a miss is taken for a kill")
    kill_called_miss: float = take_look_error("probability that a kill is taken for a miss")
    p_available: float = take_availability()
    draws: int = declare_input(2000, "raids that are drawn", basis="A", source="assumption", ge=2, le=10**6)
    seed: int = declare_input(1, "seed: the same gives the same answer", basis="A", source="assumption", ge=0, le=2**32 - 1)


def raid_played(spec: RaidPlayed) -> dict[str, Any]:
    """Play a raid through equal layers event by event, `draws` times: arrivals, tracks, channels, salvos, looks that err, stock.

    Rules as in the stage's simulation (Wilkening 1999 with a stock, time and channels). A layer's first look opens when the layer before it
    has judged its last. Salvos are whole, the larger first. Standard error: sd/sqrt(draws). Where neither time nor channels limit it, this
    is the calculator exact-leakage drawn at random.

    >>> out = raid_played(RaidPlayed(ballistic=10, interceptors=0))
    >>> out["leakers_mean"], out["p_none"], out["leakers_by_step"]["no channel or stock"] > 9.0
    (10.0, 0.0, True)
    """
    counts = np.array([getattr(spec, name) for name in CLASSES])
    objects = int(counts.sum()) + spec.ballistic * math.ceil(spec.decoys_per_ballistic)
    if objects * spec.draws * spec.layers > MOST_WORK:
        problem = f"{objects} objects in {spec.draws} raids through {spec.layers} layers take too long"
        raise InputError(path="draws", problem=problem, accepted=f"at most {int(MOST_WORK):,} objects in all raids and layers")
    arrivals = RaidArrivals(counts, spec.decoys_per_ballistic, spec.duration_s)
    key = make_key(spec.seed, CASE)
    return _sum_up(simulate_raids(_build_layers(spec), arrivals, np.arange(spec.draws), key=(int(key[0]), int(key[1]))))


def _build_layers(spec: RaidPlayed) -> RaidLayers:
    """Build equal layers, each behind the one before in time: arrays (layer, class, look)."""
    span = (spec.looks - 1) * spec.gap_s + spec.slack_s + spec.flight_s + spec.assess_s + 1.0  # a second apart, so that order is clear
    shape = (spec.layers, len(CLASSES), spec.looks)
    launch = np.broadcast_to(span * np.arange(spec.layers)[:, None, None] + spec.gap_s * np.arange(spec.looks), shape)
    return RaidLayers(
        p_reach=np.full(shape[:2], spec.p_reach), n_looks=np.full(shape[:2], float(spec.looks)), launch_s=launch,
        intercept_s=launch + spec.flight_s, p_ssk=np.full(shape, spec.p_ssk), last_launch_s=launch[:, :, -1] + spec.slack_s,
        n_stock=np.full(spec.layers, float(spec.interceptors)), shots_per_target=np.full(spec.layers, spec.shots),
        p_available=spec.p_available, p_track=spec.p_track, common=LEVELS.index(spec.common), doctrine=1, assess_s=spec.assess_s,
        n_channels=np.inf if spec.channels is None else float(spec.channels), p_miss_called_kill=spec.miss_called_kill,
        p_kill_called_miss=spec.kill_called_miss, p_warhead_called=spec.p_warhead, p_decoy_called=spec.p_decoy,
    )  # fmt: skip


def _sum_up(outcome: RaidOutcome) -> dict[str, Any]:
    leakers = outcome.n_leakers
    return {
        "leakers_mean": float(leakers.mean()), "leakers_error": float(leakers.std(ddof=1)) / math.sqrt(len(leakers)),
        "leakers_p95": int(np.quantile(leakers, 0.95, method="inverted_cdf")), "p_none": float((leakers == 0).mean()),
        "spent_mean": float(outcome.shots.sum(axis=1).mean()),
        "wasted_mean": float((outcome.wasted_on_dead + outcome.wasted_on_decoys).sum(axis=1).mean()),
        "leakers_by_class": dict(zip(CLASSES, outcome.leakers.mean(axis=0).tolist(), strict=True)),
        "leakers_by_step": dict(zip(STEPS, outcome.leakers_by_step.mean(axis=0).tolist(), strict=True)),
    }  # fmt: skip


register(
    "model", "raid", title="A raid played event by event", function=raid_played, spec=RaidPlayed, sources=("wilkening_1999", "assumption"),
    validity="equal layers with one window for all weapons; no geometry; random draws, so read the mean with its standard error", basis="D",
    stage="engagement",
    outputs={
        "leakers_mean": ("weapons", "mean leakers"), "leakers_error": ("weapons", "standard error of that mean"),
        "leakers_p95": ("weapons", "leakers not exceeded in 95 raids of 100"), "p_none": ("", "share of raids in which nothing leaks"),
        "spent_mean": ("interceptors", "launched, all layers, mean"),
        "wasted_mean": ("interceptors", "of these at decoys and at weapons already dead, mean"),
        "leakers_by_class": ("weapons", "mean leakers by class"),
        "leakers_by_step": ("weapons", "mean leakers by how far the layer came that came furthest with them"),
    },
)  # fmt: skip
