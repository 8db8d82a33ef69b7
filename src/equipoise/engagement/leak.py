"""Leak: how much of a raid of a given size passes a whole shield, one realisation a run, and the story of a small one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement.raid import RaidArrivals, RaidLayers, RaidOutcome, simulate_raids
from equipoise.engagement.story import describe_events
from equipoise.results.schema import EVENTS, LEAKAGE
from equipoise.results.shot_book import CLASS_ORDER, ShotBook, Shots
from equipoise.results.table import Table
from equipoise.scenario.case import Raid
from equipoise.scenario.defences import LEVELS, Shield
from equipoise.scenario.inputs import Inputs

FloatArray = NDArray[np.float64]
STREAM_RAID = 300
FIGURE_RUNS = 50  # every so many runs keep the story of a small raid
STORY_SIZE = 4  # weapons in it


def list_layers(shield: Shield, shots: Shots, raid: Raid, inputs: Inputs) -> RaidLayers:
    """Gather what the layers of a shield can do, a set of parameters a run."""
    n, layers = len(inputs), shield.layers

    def gather(name: str, otherwise: float = np.nan) -> FloatArray:
        columns = [inputs[v] if (v := getattr(layer, name)) is not None else np.full(n, otherwise) for layer in layers]
        return np.column_stack(columns)

    above_air = np.array([layer.kind in ("midcourse", "upper_tier") for layer in layers])
    return RaidLayers(
        p_reach=shots.p_reach, n_looks=shots.n_looks, launch_s=shots.launch_s, intercept_s=shots.intercept_s, p_ssk=shots.p_ssk,
        last_launch_s=shots.last_launch_s, n_stock=gather("interceptors") * shots.share_in_reach,
        shots_per_target=np.maximum(1.0, gather("shots_per_target")), unit_cost_usd2025=gather("unit_cost"),
        p_available=gather("availability"), p_track=gather("p_track"), common=LEVELS.index(raid.common_mode),
        n_ready=gather("ready", np.inf), reload_s=gather("reload_time"), n_reserve=gather("reserve"),
        n_channels=np.floor(gather("channels", np.inf)), doctrine=np.array([float(x.doctrine == "shoot_look_shoot") for x in layers]),
        p_miss_called_kill=gather("p_miss_called_kill"), p_kill_called_miss=gather("p_kill_called_miss"), assess_s=gather("assess_time"),
        p_warhead_called=gather("p_warhead_engaged"), p_decoy_called=np.where(above_air, gather("p_decoy_engaged"), 0.0),
        n_tracks=np.broadcast_to(shots.track_capacity[:, None], (n, len(layers))),
        allocation=np.array([float(x.allocation == "uniform") for x in layers]),
    )  # fmt: skip


def count_classes(raid: Raid, threat_class: str, size: int) -> list[int]:
    """Count the weapons of each class in a raid; a mixed one takes the shares of the case, the largest rest first."""
    if threat_class != "mixed":
        return [size if c == threat_class else 0 for c in CLASS_ORDER]
    wanted = [raid.mix[c].central * size if c in raid.mix else 0.0 for c in CLASS_ORDER]
    counts = [int(w) for w in wanted]
    for k in sorted(range(4), key=lambda k: counts[k] - wanted[k])[: size - sum(counts)]:
        counts[k] += 1
    return counts


def leak(shields: Sequence[Shield], raid: Raid, raids: Mapping[str, Sequence[str]], book: ShotBook, inputs: Inputs) -> Table:
    """Pass raids of each size and class, and mixed ones, through each shield (schema LEAKAGE); 'none' stands for no shield.

    raids: the classes, and 'mixed', that each attacker can send. One raid a run, played event by event; runs of one number use the same
    random numbers whatever the size and the shield.
    """
    tables: list[Table] = []
    seen: set[tuple[str, str]] = set()
    for shield in shields:
        names = raids[shield.attacker]
        pair = (shield.attacker, shield.defender)
        if pair not in seen:
            seen.add(pair)
            tables += [_list_rows(shield, "none", name, raid, None, inputs) for name in names]
        for name in names:
            outcome = play(shield, raid, name, raid.sizes_with_headline, book, inputs) if shield.layers else None
            tables.append(_list_rows(shield, shield.name, name, raid, outcome, inputs))
    return Table.stack(tables) if tables else Table.empty(LEAKAGE)


def play(
    shield: Shield, raid: Raid, threat_class: str, sizes: Sequence[int], book: ShotBook, inputs: Inputs, watch: int | None = None
) -> RaidOutcome:
    """Play one raid a size and run, sizes first, through a shield."""
    layers = list_layers(shield, book.shots[shield.defender, shield.name], raid, inputs)
    n, n_sizes = len(inputs), len(sizes)
    counts = np.repeat(np.array([count_classes(raid, threat_class, size) for size in sizes], dtype=np.int64), n, axis=0)
    arrivals = RaidArrivals(counts, np.tile(inputs[raid.decoys_per_ballistic], n_sizes), np.tile(inputs[raid.duration], n_sizes))
    return simulate_raids(
        layers, arrivals, np.tile(inputs.runs, n_sizes), key=(inputs.key0, inputs.key1), rows=np.tile(np.arange(n), n_sizes),
        stream=STREAM_RAID, watch=watch,
    )  # fmt: skip


def _list_rows(shield: Shield, name: str, threat_class: str, raid: Raid, outcome: RaidOutcome | None, inputs: Inputs) -> Table:
    sizes, n = raid.sizes_with_headline, len(inputs)
    size = np.repeat(np.array(sizes, dtype=np.int64), n)
    zero = np.zeros(len(size))
    left = size.astype(np.float64) if outcome is None else outcome.n_leakers.astype(np.float64)
    steps = np.column_stack([left, *[zero] * 4]) if outcome is None else outcome.leakers_by_step.astype(np.float64)
    spent = zero if outcome is None else outcome.shots.sum(axis=1).astype(np.float64)
    wasted = zero if outcome is None else (outcome.wasted_on_dead + outcome.wasted_on_decoys).sum(axis=1).astype(np.float64)
    cost = zero if outcome is None else outcome.cost_usd2025
    stopped = size - left
    columns: dict[str, Any] = {
        "run": np.tile(inputs.runs, len(sizes)), "raid_size": size, "n_leakers": left, "leak_fraction": left / size,
        "interceptors_spent": spent, "interceptors_wasted": wasted, "n_unreached": steps[:, 0] + steps[:, 1], "n_untracked": steps[:, 2],
        "n_unserved": steps[:, 3], "cost_per_stop_usd2025": np.where(stopped > 0, cost / np.maximum(stopped, 1.0), np.nan),
    }  # fmt: skip
    for column, text in (
        ("attacker", shield.attacker), ("defender", shield.defender), ("shield", name), ("threat_class", threat_class)
    ):  # fmt: skip
        columns[column] = np.full(len(size), text, dtype=object)
    return Table.build(LEAKAGE, columns)


def tell_stories(shields: Sequence[Shield], raid: Raid, raids: Mapping[str, Sequence[str]], book: ShotBook, inputs: Inputs) -> Table:
    """Tell a raid of a few weapons event by event, for the runs that figures show (schema EVENTS)."""
    rows: dict[str, list[Any]] = {name: [] for name in EVENTS.names}
    chosen = np.flatnonzero(inputs.runs % FIGURE_RUNS == 0)
    for shield in shields:
        titles = [layer.title or layer.id for layer in shield.layers]
        for name in raids[shield.attacker] if shield.layers else ():
            for i in chosen:
                outcome = play(shield, raid, name, [STORY_SIZE], book, inputs, watch=int(i))
                for t, weapon, layer, event, why in describe_events(outcome.log, titles):
                    for column, item in (
                        ("run", int(inputs.runs[i])), ("defender", shield.defender), ("shield", shield.name), ("threat_class", name),
                        ("t_s", t), ("weapon", weapon), ("layer", layer), ("event", event), ("why", why),
                    ):  # fmt: skip
                        rows[column].append(item)
    return Table.build(EVENTS, rows)

