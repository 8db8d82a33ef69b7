"""Check raids as a case plays them: nothing is lost, limits are plain, common failure fattens the tail, stories tell what happened."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import equipoise as eq
from equipoise.engagement.leak import count_classes, leak, play, tell_stories
from equipoise.results.schema import ENGAGEMENTS
from equipoise.results.shot_book import MOST_LOOKS, ShotBook, Shots
from equipoise.results.table import Table
from equipoise.scenario.case import Raid
from equipoise.scenario.defences import Layer, Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import number

CASE = eq.load("founding/shield-2019")
US = next(a for a in CASE.actors if a.id == "us")
LAYER = next(x for x in US.shield if x.id == "gbi").model_copy(
    update={"availability": number(1.0), "p_track": number(1.0), "p_warhead_engaged": number(1.0), "channels": None,
            "shots_per_target": number(2), "p_miss_called_kill": number(0.0), "p_kill_called_miss": number(0.0), "coverage": number(1.0)}
)  # fmt: skip
RAID = CASE.raid.model_copy(update={"decoys_per_ballistic": number(0), "duration": number("0 s", "time"), "sizes": (1, 20), "headline": 20})


def inputs_of(n: int) -> Inputs:
    return Inputs.for_runs(seed=8, case=3, runs=range(n))


def book_of(
    n: int, layers: tuple[Layer, ...], p_ssk: float = 0.6, p_reach: float = 1.0, looks: int = 1, gap_s: float = 400.0
) -> tuple[Shield, ShotBook]:
    """Give every layer the same looks at ballistic weapons, one layer after the other in time."""
    shots = Shots.empty(n, len(layers))
    for order in range(len(layers)):
        start = 2000.0 * order
        shots.p_reach[:, order, 0], shots.n_looks[:, order, 0] = p_reach, looks
        for k in range(looks):
            shots.launch_s[:, order, 0, k], shots.intercept_s[:, order, 0, k] = start + gap_s * k, start + gap_s * k + 100.0
        shots.p_ssk[:, order, 0, :looks] = p_ssk
        shots.last_launch_s[:, order, 0] = start + gap_s * (looks - 1)
    assert looks <= MOST_LOOKS
    shield = Shield("us", "russia", "trial", layers, ())
    return shield, ShotBook(Table.empty(ENGAGEMENTS), {("us", "trial"): shots})


def change(**fields: Any) -> Layer:
    return LAYER.model_copy(update=fields)


def leakers(layers: tuple[Layer, ...], size: int, n: int = 4000, raid: Raid = RAID, **book: Any) -> np.ndarray:
    shield, shots = book_of(n, layers, **book)
    return play(shield, raid, "ballistic", [size], shots, inputs_of(n)).n_leakers


def test_one_layer_leaks_as_wilkening_says() -> None:
    """Expected leakers W (1 - P_track (1 - (1-p)^n)) (Wilkening 1999), to four standard errors of 4,000 raids."""
    layer = change(p_track=number(0.9), interceptors=number(1000))
    left = leakers((layer,), 20)
    expected = 20.0 * (1.0 - 0.9 * (1.0 - 0.4**2))
    assert left.mean() == pytest.approx(expected, abs=4.0 * left.std() / 4000**0.5)


def test_stock_runs_out_two_on_one() -> None:
    # 44 interceptors, two on one, meet 22 warheads: of 100, 78 and 22 (1-p)^2 leak on average
    left = leakers((change(interceptors=number(44)),), 100)
    assert left.mean() == pytest.approx(78.0 + 22.0 * 0.16, abs=4.0 * left.std() / 4000**0.5 + 1e-9)
    assert np.all(leakers((change(interceptors=number(0)),), 20, 50) == 20)
    held = leakers((change(interceptors=number(44), reserve=number(4)),), 100)
    assert held.mean() == pytest.approx(80.0 + 20.0 * 0.16, abs=4.0 * held.std() / 4000**0.5)


def test_looks_save_interceptors_and_cost_no_kill() -> None:
    layer = change(interceptors=number(1000))
    n = 2000
    outcomes = []
    for looks in (1, 2):
        shield, shots = book_of(n, (layer,), looks=looks)
        outcomes.append(play(shield, RAID, "ballistic", [20], shots, inputs_of(n)))
    salvo, sls = (o.shots.sum(axis=1).mean() for o in outcomes)
    assert salvo == 40.0
    # single shot, look, single shot: 1 + (1-p) shots a warhead
    assert sls == pytest.approx(20.0 * 1.4, abs=4.0 * outcomes[1].shots.sum(axis=1).std() / n**0.5)
    assert abs(outcomes[0].n_leakers.mean() - outcomes[1].n_leakers.mean()) < 0.35


def test_common_failure_keeps_the_mean_and_fattens_the_tail() -> None:
    """P_track 0.8 at four levels: the same mean of leakers, a tail that grows from shot to raid (Jensen)."""
    layer = change(p_track=number(0.8), interceptors=number(1000), shots_per_target=number(1))
    spread = {}
    for level in ("shot", "warhead", "layer", "raid"):
        left = leakers((layer,), 20, raid=RAID.model_copy(update={"common_mode": level}), p_ssk=0.9)
        spread[level] = (left.mean(), left.std(), np.quantile(left, 0.95))
        assert left.mean() == pytest.approx(20.0 * (1.0 - 0.8 * 0.9), abs=4.0 * left.std() / 4000**0.5), level
    assert spread["layer"][1] > 2.5 * spread["warhead"][1] and spread["layer"][2] == 20 > spread["warhead"][2]
    two = (layer, change(id="second", p_track=number(0.8), interceptors=number(1000), shots_per_target=number(1)))
    alone, shared = (leakers(two, 20, raid=RAID.model_copy(update={"common_mode": x}), p_ssk=0.9) for x in ("layer", "raid"))
    # one draw for both layers: P(all leak) is 0.2, not 0.04
    assert np.mean(alone == 20) == pytest.approx(0.04, abs=0.02) and np.mean(shared == 20) == pytest.approx(0.2, abs=0.03)


def test_decoys_draw_fire_only_where_they_are_seen() -> None:
    raid = RAID.model_copy(update={"decoys_per_ballistic": number(4)})
    fooled = leakers((change(interceptors=number(44), p_decoy_engaged=number(1.0)),), 20, raid=raid)
    wise = leakers((change(interceptors=number(44), p_decoy_engaged=number(0.0)),), 20, raid=raid)
    # 100 objects for 22 engagements: a fifth of them warheads
    assert fooled.mean() == pytest.approx(20.0 - 22.0 * 0.2 * 0.84, abs=0.3) and wise.mean() == pytest.approx(20.0 * 0.16, abs=0.3)
    low = change(kind="terminal", interceptors=number(44), p_decoy_engaged=number(1.0))
    assert leakers((low,), 20, raid=raid).mean() == pytest.approx(wise.mean(), abs=0.3)


def test_monotone_in_stock_rate_track_channels_and_size() -> None:
    def mean(layer: Layer, size: int = 30, **book: Any) -> float:
        return float(leakers((layer,), size, 1500, **book).mean())

    base = change(interceptors=number(40), p_track=number(0.9))
    assert mean(change(interceptors=number(60), p_track=number(0.9))) < mean(base)
    assert mean(base, p_ssk=0.8) < mean(base, p_ssk=0.6) < mean(base, p_ssk=0.3)
    roomy, cramped = (change(interceptors=number(90), p_track=number(p)) for p in (1.0, 0.7))
    assert mean(roomy) < mean(cramped)
    few, many = (change(interceptors=number(90), channels=number(c)) for c in (2, 20))
    assert mean(many) < mean(few)
    assert mean(base, p_reach=0.5) > mean(base, p_reach=0.9)
    shares = [mean(base, size) / size for size in (5, 20, 60, 200)]
    assert all(a <= b + 0.02 for a, b in pairwise(shares))


def test_perfect_and_absent_shields() -> None:
    assert np.all(leakers((change(interceptors=number(1000)),), 20, 200, p_ssk=1.0) == 0)
    assert np.all(leakers((change(interceptors=number(1000)),), 20, 200, p_reach=0.0) == 20)
    assert np.all(leakers((change(interceptors=number(1000), availability=number(0.0)),), 20, 200) == 20)


def test_rows_add_up_and_say_why() -> None:
    n = 300
    layer = change(interceptors=number(20), p_track=number(0.8))
    shield, shots = book_of(n, (layer,), p_reach=0.7)
    bare = replace(shield, name="bare", layers=())
    book = ShotBook(shots.table, {**shots.shots, ("us", "bare"): Shots.empty(n, 0)})
    table = leak([shield, bare], RAID, {"russia": ("ballistic",)}, book, inputs_of(n))
    for name in ("none", "bare"):
        assert np.all(table.where(shield=name)["leak_fraction"] == 1.0)
    mine = table.where(shield="trial", raid_size=20)
    assert np.array_equal(mine["leak_fraction"] * 20, mine["n_leakers"])
    said = mine["n_unreached"] + mine["n_untracked"] + mine["n_unserved"]
    assert np.all(said <= mine["n_leakers"]) and np.all(mine["interceptors_spent"] <= 20)
    # of 20: six out of reach on average, then a fifth of 14 without a track
    assert mine["n_unreached"].mean() == pytest.approx(6.0, abs=0.5) and mine["n_untracked"].mean() == pytest.approx(2.8, abs=0.4)
    assert np.all(np.isnan(table.where(shield="none")["cost_per_stop_usd2025"]))


def test_a_mixed_raid_keeps_its_size_and_shares() -> None:
    raid = RAID.model_copy(update={"mix": {"ballistic": number(0.5), "glider": number(0.3), "cruise": number(0.2)}})
    assert count_classes(raid, "mixed", 10) == [5, 3, 0, 2]
    for size in (1, 2, 3, 7, 50):
        assert sum(count_classes(raid, "mixed", size)) == size
    assert count_classes(raid, "glider", 7) == [0, 7, 0, 0]


def test_the_story_of_a_raid_says_what_happened_and_why() -> None:
    n = 1
    shield, shots = book_of(n, (change(interceptors=number(6)),), looks=2)
    table = tell_stories([shield], RAID, {"russia": ("ballistic",)}, shots, inputs_of(n))
    assert table.n_rows > 8 and set(table["weapon"]) == {0, 1, 2, 3}
    assert np.all(np.diff(table["t_s"]) >= 0.0) and all(e for e in table["event"])
    outcome = play(shield, RAID, "ballistic", [4], shots, inputs_of(n))
    leaks = [r for r in table.rows() if "leak" in r["event"].lower() or "gets through" in r["event"].lower()]
    assert len(leaks) == int(outcome.n_leakers[0])
