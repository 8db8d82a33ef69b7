"""Check the rules of a simulated raid on cases that can be followed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from equipoise.engagement._kernels import layout as at
from equipoise.engagement.raid import REASONS, RaidArrivals, RaidLayers, RaidOutcome, simulate_raids
from equipoise.engagement.story import describe_events
from equipoise.errors import InputError

KEY = (5, 6)
DOWN, REACH, TRACK, CALL, CHANNEL, STOCK = range(6)


def build(n_layers: int = 1, looks: int = 1, **fields: Any) -> RaidLayers:
    """Build layers that launch at 0 s (and each 100 s), meet 50 s later, judge 10 s later, and never miss."""
    launch = 1000.0 * np.arange(n_layers)[:, None, None] + 100.0 * np.arange(looks) + np.zeros((n_layers, 4, 1))
    base: dict[str, Any] = {
        "p_reach": np.ones((n_layers, 4)), "n_looks": np.full((n_layers, 4), looks), "launch_s": launch, "intercept_s": launch + 50.0,
        "p_ssk": np.ones((n_layers, 4, looks)), "last_launch_s": launch[:, :, -1] + 0.0, "n_stock": np.full(n_layers, 1000.0),
        "shots_per_target": np.full(n_layers, 1.0), "assess_s": 10.0,
    }  # fmt: skip
    return RaidLayers(**(base | fields))


def play(
    layers: RaidLayers, counts: tuple[int, int, int, int] = (0, 5, 0, 0), n: int = 20, watch: int | None = None, **arrivals: Any
) -> RaidOutcome:
    return simulate_raids(layers, RaidArrivals(np.array(counts), **arrivals), np.arange(n), key=KEY, watch=watch)


def find(log: np.ndarray, event: int, column: int = 0) -> list[float]:
    return [float(x) for x in log[log[:, 4] == event, column]]


def test_a_defence_that_cannot_fail() -> None:
    out = play(build(), (3, 4, 5, 6))
    assert np.all(out.n_leakers == 0) and np.all(out.kills[:, 0] == (3, 4, 5, 6)) and np.all(out.shots == 18)
    assert np.all(out.engaged == 18) and np.all(out.unengaged == 0) and np.all(out.leakers_by_step == 0)


@pytest.mark.parametrize(
    ("fields", "reason", "step"),
    [
        ({"p_available": 0.0}, DOWN, 0), ({"p_reach": np.zeros((1, 4))}, REACH, 1), ({"n_looks": np.zeros((1, 4))}, REACH, 1),
        ({"p_track": 0.0}, TRACK, 2), ({"p_track": 0.0, "common": 2}, TRACK, 2), ({"p_track": 0.0, "common": 3}, TRACK, 2),
        ({"n_tracks": 0.0}, TRACK, 2), ({"n_channels": 0.0}, CHANNEL, 3), ({"n_stock": np.zeros(1)}, STOCK, 3),
        ({"n_ready": 0.0}, STOCK, 3), ({"n_reserve": 1000.0}, STOCK, 3), ({"n_stock": np.zeros(1), "allocation": 1}, STOCK, 3),
    ],
)  # fmt: skip
def test_nothing_done_has_its_reason(fields: dict[str, Any], reason: int, step: int) -> None:
    """Never a silent zero: a defence that does nothing says why."""
    out = play(build(**fields))
    assert np.all(out.n_leakers == 5) and np.all(out.shots == 0) and np.all(out.cost_usd2025 == 0.0)
    assert np.all(out.unengaged[:, 0, reason] == 5) and np.all(out.unengaged.sum(axis=(1, 2)) == 5), REASONS[reason]
    assert np.all(out.leakers_by_step[:, step] == 5)


def test_track_failure_by_shot_only_spoils_shots() -> None:
    out = play(build(p_track=0.0, common=0))
    assert np.all(out.n_leakers == 5) and np.all(out.shots == 5) and np.all(out.leakers_by_step[:, 4] == 5)


def test_warheads_called_decoys_and_other_classes_not() -> None:
    out = play(build(p_warhead_called=0.0), (3, 2, 0, 0))
    assert np.all(out.leakers == (3, 0, 0, 0)) and np.all(out.unengaged[:, 0, CALL] == 3)


def test_stock_ends_in_the_middle_of_a_salvo() -> None:
    """Seven interceptors, two a weapon: three weapons get two, one gets one, one gets none."""
    out = play(build(n_stock=np.array([7.0]), shots_per_target=np.array([2.0])))
    assert np.all(out.shots == 7) and np.all(out.kills.sum(axis=2) == 4) and np.all(out.unengaged[:, 0, STOCK] == 1)


def test_reserve_is_not_touched() -> None:
    out = play(build(n_stock=np.array([7.0]), n_reserve=4.0))
    assert np.all(out.shots == 3) and np.all(out.n_leakers == 2)


def test_one_channel_serves_one_after_another() -> None:
    """Five weapons at once, a channel busy for 60 s, the last launch at 130 s: launches at 0, 60, 120 s."""
    layers = build(n_channels=1.0, last_launch_s=np.full((1, 4), 130.0))
    out = play(layers, watch=0)
    assert np.all(out.kills.sum(axis=2) == 3) and np.all(out.unengaged[:, 0, CHANNEL] == 2)
    assert find(out.log, at.LAUNCHES) == [0.0, 60.0, 120.0] and find(out.log, at.HITS) == [50.0, 110.0, 170.0]
    assert find(out.log, at.WAITS_CHANNEL, 5) == [60.0, 120.0] and find(out.log, at.CHANNEL_TOO_LATE, 5) == [180.0, 180.0]


def test_a_last_launch_met_to_the_second_is_in_time() -> None:
    layers = build(n_channels=1.0, last_launch_s=np.full((1, 4), 120.0))
    assert np.all(play(layers).kills.sum(axis=2) == 3)


def test_reloads_come_in_batches() -> None:
    """Two on launchers, two more each 100 s, the last launch at 250 s, seven weapons at once: 2 at 0, 100, 200 s; one is too late."""
    layers = build(n_ready=2.0, reload_s=100.0, last_launch_s=np.full((1, 4), 250.0))
    out = play(layers, (0, 7, 0, 0), watch=0)
    assert find(out.log, at.LAUNCHES) == [0.0, 0.0, 100.0, 100.0, 200.0, 200.0]
    assert np.all(out.unengaged[:, 0, STOCK] == 1) and find(out.log, at.RELOAD_TOO_LATE, 5) == [300.0]
    assert np.all(play(replace(layers, reload_s=np.inf), (0, 7, 0, 0)).shots == 2)  # no reload: the rest of the stock is of no use


def test_a_delayed_shot_meets_where_interpolation_says() -> None:
    """Looks at 0 s (meets at 50 s, p 0) and 100 s (meets at 130 s, p 1). Launched at 60 s it meets at 50 + 0.6 x 80 = 98 s."""
    layers = build(
        looks=2, intercept_s=np.broadcast_to([50.0, 130.0], (1, 4, 2)), p_ssk=np.broadcast_to([0.0, 1.0], (1, 4, 2)), n_channels=1.0,
    )  # fmt: skip
    out = play(layers, (0, 2, 0, 0), n=4000, watch=0)
    assert find(out.log, at.LAUNCHES)[:2] == [0.0, 60.0]
    met = sorted(find(out.log, at.HITS) + find(out.log, at.MISSES))
    assert met[:2] == pytest.approx([50.0, 98.0])
    # the first weapon is missed for certain, its shot is spent; the second is hit with 0.6 x 1: standard error 0.008
    assert np.mean(out.kills) * 4 == pytest.approx(0.6, abs=0.035)


def test_looks_save_shots_that_a_salvo_wastes() -> None:
    salvo = play(build(looks=2, shots_per_target=np.array([4.0])))
    looks = play(build(looks=2, shots_per_target=np.array([4.0]), doctrine=1))
    assert np.all(salvo.shots == 20) and np.all(looks.shots == 10) and np.all(looks.n_leakers == 0)


def test_a_miss_called_kill_is_not_shot_at_again() -> None:
    fields: dict[str, Any] = {"looks": 2, "shots_per_target": np.array([2.0]), "doctrine": 1}
    layers = build(p_ssk=np.broadcast_to([0.0, 1.0], (1, 4, 2)), **fields)
    assert np.all(play(layers).n_leakers == 0)
    blind = play(replace(layers, p_miss_called_kill=1.0))
    assert np.all(blind.n_leakers == 5) and np.all(blind.shots == 5)


def test_a_kill_called_miss_is_shot_at_again() -> None:
    out = play(build(looks=2, shots_per_target=np.array([3.0]), doctrine=1, p_kill_called_miss=1.0))
    assert np.all(out.shots == 15) and np.all(out.wasted_on_dead == 5) and np.all(out.n_leakers == 0)


def test_all_shots_go_at_once_where_no_look_can_follow() -> None:
    """The result comes at 60 s; the last launch at 55 s leaves no time for a look, at 60 s it does."""
    launch = np.broadcast_to([0.0, 55.0], (1, 4, 2))
    layers = build(
        looks=2, launch_s=launch, intercept_s=np.broadcast_to([50.0, 105.0], (1, 4, 2)), shots_per_target=np.array([2.0]), doctrine=1
    )
    at_once = play(replace(layers, last_launch_s=np.full((1, 4), 55.0)))
    in_turn = play(replace(layers, last_launch_s=np.full((1, 4), 60.0)))
    assert np.all(at_once.shots == 10) and np.all(in_turn.shots == 5)


def overlapping(last_s: float) -> RaidLayers:
    """Two layers that launch at 0 and 20 s; the first one's results are in at 60 s."""
    launch = np.array([0.0, 20.0])[:, None, None] + np.zeros((2, 4, 1))
    return build(2, launch_s=launch, intercept_s=launch + 50.0, last_launch_s=np.broadcast_to([[20.0], [last_s]], (2, 4)))


def test_a_layer_waits_for_results_that_come_in_time() -> None:
    out = play(overlapping(60.0))
    assert np.all(out.shots == (5, 0)) and np.all(out.wasted_on_dead == 0)
    missed = play(replace(overlapping(60.0), p_ssk=np.array([0.0, 1.0])[:, None, None] + np.zeros((2, 4, 1))), watch=0)
    launches = missed.log[(missed.log[:, 4] == at.LAUNCHES) & (missed.log[:, 3] == 1), 0]
    assert np.all(launches == 60.0) and np.all(missed.kills[:, 1].sum(axis=1) == 5)


def test_a_layer_that_cannot_wait_shoots_at_the_dead() -> None:
    out = play(overlapping(59.0), watch=0)
    assert np.all(out.shots == (5, 5)) and np.all(out.wasted_on_dead == (0, 5)) and np.all(out.n_leakers == 0)
    assert np.all(out.kills[:, 1] == 0) and np.all(out.engaged == (5, 0)) and np.all(out.unengaged == 0)
    launches = out.log[(out.log[:, 4] == at.LAUNCHES) & (out.log[:, 3] == 1), 0]
    assert np.all(launches == 20.0)


def test_sensors_follow_so_many_objects_only() -> None:
    few, more = (play(build(n_tracks=float(k)), (0, 10, 0, 0), n=500) for k in (4, 7))
    assert np.all(few.kills.sum(axis=2) == 4) and np.all(few.unengaged[:, 0, TRACK] == 6) and np.all(more.kills.sum(axis=2) == 7)
    shared = play(build(n_tracks=5.0, p_decoy_called=1.0), (5, 0, 0, 0), n=4000, decoys_per_ballistic=1.0)
    # five of ten objects at random: 2.5 weapons on average, hypergeometric sd 0.83, standard error 0.013
    assert np.mean(shared.kills.sum(axis=2)) == pytest.approx(2.5, abs=0.06)


def test_decoys_take_interceptors_in_layers_that_see_them() -> None:
    layers = build(2, p_decoy_called=np.array([1.0, 0.0]))
    out = play(layers, (4, 3, 0, 0), decoys_per_ballistic=2.0)
    assert np.all(out.shots[:, 0] == 15) and np.all(out.wasted_on_decoys == (8, 0)) and np.all(out.n_leakers == 0)
    told_apart = play(replace(layers, p_decoy_called=np.zeros(2)), (4, 3, 0, 0), decoys_per_ballistic=2.0)
    assert np.all(told_apart.shots[:, 0] == 7)


def test_decoys_that_are_hit_leave() -> None:
    out = play(build(2, p_decoy_called=np.ones(2)), (4, 0, 0, 0), decoys_per_ballistic=1.0)
    assert np.all(out.shots == (8, 0))
    missed = play(build(2, p_decoy_called=np.ones(2), p_ssk=np.zeros((2, 4, 1))), (4, 0, 0, 0), decoys_per_ballistic=1.0)
    assert np.all(missed.shots == (8, 8))


def test_broken_numbers_are_drawn() -> None:
    out = play(build(shots_per_target=np.array([2.3]), p_ssk=np.zeros((1, 4, 1))), (0, 100, 0, 0), n=200)
    assert np.mean(out.shots) == pytest.approx(230.0, abs=1.6)  # sd sqrt(100 x 0.21) / sqrt(200) = 0.32, five of them
    decoys = play(build(p_decoy_called=1.0), (100, 0, 0, 0), n=200, decoys_per_ballistic=0.7)
    assert np.mean(decoys.wasted_on_decoys) == pytest.approx(70.0, abs=1.6)


def test_uniform_gives_everyone_one_before_anyone_two() -> None:
    fields: dict[str, Any] = {"shots_per_target": np.array([3.0]), "p_ssk": np.zeros((1, 4, 1)), "n_stock": np.array([7.0])}
    even = play(build(allocation=1, **fields), watch=3)
    first = play(build(**fields), watch=3)
    assert sorted(find(even.log, at.LAUNCHES, 5)) == [1.0, 1.0, 1.0, 2.0, 2.0] and np.all(even.engaged == 5)
    assert sorted(find(first.log, at.LAUNCHES, 5)) == [1.0, 3.0, 3.0] and np.all(first.engaged == 3)
    third = play(build(allocation=1, **(fields | {"n_stock": np.array([13.0])})), watch=3)
    assert sorted(find(third.log, at.LAUNCHES, 5)) == [2.0, 2.0, 3.0, 3.0, 3.0]


def test_arrivals() -> None:
    spread = play(build(), (0, 8, 0, 0), watch=2, duration_s=80.0, evenly_spaced=True)
    assert sorted(find(spread.log, at.ARRIVES)) == pytest.approx([5.0 + 10.0 * k for k in range(8)])
    uniform = play(build(), (0, 2000, 0, 0), n=3, watch=2, duration_s=80.0)
    times = np.sort(find(uniform.log, at.ARRIVES))
    assert np.max(np.abs(times / 80.0 - (np.arange(2000) + 0.5) / 2000)) < 1.95 / np.sqrt(2000)  # Kolmogorov's bound at 1 in 1,000
    with_decoys = play(build(p_decoy_called=1.0), (3, 0, 0, 0), watch=2, duration_s=80.0, decoys_per_ballistic=2.0)
    assert len(set(find(with_decoys.log, at.ARRIVES))) == 3  # decoys come with their weapon


def test_cost_and_sets_of_parameters() -> None:
    """Each draw takes its own row of parameters, as if it had been simulated with that set alone."""
    stocks = np.array([[3.0], [5.0], [9.0]])
    layers = build(n_stock=stocks, unit_cost_usd2025=np.array([[1.0], [2.0], [3.0]]), p_ssk=np.full((1, 4, 1), 0.5))
    runs = np.array([4, 4, 4, 9, 9, 9])
    arrivals = RaidArrivals(np.array([[0, 5, 0, 0]] * 3 + [[0, 12, 0, 0]] * 3))
    out = simulate_raids(layers, arrivals, runs, key=KEY, rows=np.tile(np.arange(3), 2))
    assert np.array_equal(out.cost_usd2025, [3, 10, 15, 3, 10, 27])
    for k in range(6):
        one = replace(layers, n_stock=stocks[k % 3], unit_cost_usd2025=np.array([1.0 + k % 3]))
        alone = simulate_raids(one, RaidArrivals(arrivals.counts[k]), runs[k : k + 1], key=KEY)
        assert np.array_equal(alone.kills[0], out.kills[k]) and alone.cost_usd2025[0] == out.cost_usd2025[k]
    one_each = simulate_raids(layers, RaidArrivals(np.array([0, 5, 0, 0])), np.array([4, 4, 4]), key=KEY)
    assert np.array_equal(one_each.shots, out.shots[:3])


def draw_layers(rng: np.random.Generator) -> RaidLayers:
    n, k = int(rng.integers(1, 5)), int(rng.integers(1, 5))
    start = rng.uniform(0, 50, (n, 4, 1)) * rng.integers(0, 2) + np.arange(n)[:, None, None] * rng.choice([0, 60, 300])
    launch = start + rng.uniform(20, 90, (n, 4, 1)) * np.arange(k)
    return RaidLayers(
        p_reach=rng.uniform(0.3, 1, (n, 4)), n_looks=rng.integers(0, k + 1, (n, 4)), launch_s=launch,
        intercept_s=launch + rng.uniform(10, 120, (n, 4, 1)), p_ssk=rng.uniform(0, 1, (n, 4, k)),
        last_launch_s=launch[:, :, -1] + rng.uniform(0, 60, (n, 4)), n_stock=rng.integers(0, 80, n), shots_per_target=rng.uniform(1, 5, n),
        doctrine=rng.integers(0, 2, n), p_miss_called_kill=rng.uniform(0, 0.5, n), p_kill_called_miss=rng.uniform(0, 0.5, n),
        assess_s=rng.uniform(0, 20, n), p_warhead_called=rng.uniform(0.5, 1, n),
        p_decoy_called=rng.uniform(0, 1, n) * rng.integers(0, 2, n),
        p_track=rng.uniform(0.5, 1, n), common=rng.integers(0, 4, n), n_tracks=rng.choice([np.inf, 20.0, 5.0], n),
        p_available=rng.uniform(0.7, 1, n), n_channels=rng.choice([np.inf, np.inf, 5.0, 15.0], n),
        n_ready=rng.choice([np.inf, np.inf, 10.0], n),
        reload_s=rng.choice([np.inf, 50.0]), allocation=rng.integers(0, 2, n), n_reserve=rng.choice([0.0, 5.0]),
    )  # fmt: skip


def test_the_log_tells_what_is_counted() -> None:
    """A watched draw is served event by event; where nobody waits the others are not: the two must agree in every number."""
    rng = np.random.default_rng(8)
    for trial in range(150):
        layers, n = draw_layers(rng), 3
        arrivals = RaidArrivals(rng.integers(0, 15, 4), rng.choice([0.0, 1.5]), rng.choice([0.0, 100.0, 1000.0]), bool(rng.integers(0, 2)))
        for i in range(n):
            out = simulate_raids(layers, arrivals, np.arange(n), key=(trial, 1), watch=i)
            code, layer, cls, value = (out.log[:, k].astype(int) for k in (4, 3, 2, 5))
            weapon = cls < 4
            for k in range(out.shots.shape[1]):
                here = layer == k
                assert value[(code == at.LAUNCHES) & here].sum() == out.shots[i, k]
                assert value[(code == at.LAUNCHES) & here & ~weapon].sum() == out.wasted_on_decoys[i, k]
                assert value[(code == at.FLIES_AT_DEAD) & here & weapon].sum() == out.wasted_on_dead[i, k]
                assert [np.sum((code == at.HITS) & here & (cls == c)) for c in range(4)] == list(out.kills[i, k])
            assert [np.sum((code == at.LEAKS) & (cls == c)) for c in range(4)] == list(out.leakers[i])


def test_the_story_in_words() -> None:
    layers = build(2, looks=2, shots_per_target=np.array([2.0, 1.0]), doctrine=1, p_ssk=np.zeros((2, 4, 2)), p_track=np.array([1.0, 0.0]))
    out = play(layers, (1, 0, 0, 0), watch=0)
    story = describe_events(out.log, ["upper", "lower"])
    assert [(t, layer, what) for t, _, layer, what, _ in story] == [
        (0.0, "", "comes into the raid"), (0.0, "upper", "can be shot at"), (0.0, "upper", "launch"), (50.0, "upper", "miss"),
        (60.0, "upper", "judged alive"), (100.0, "upper", "launch"), (150.0, "upper", "miss"), (160.0, "upper", "judged alive"),
        (160.0, "upper", "no second shot"), (1000.0, "lower", "not engaged"), (1000.0, "", "gets through"),
    ]  # fmt: skip
    assert {number for _, number, *_ in story} == {0} and all(why for *_, why in story)
    assert {"the track failed", "every shot allowed is fired"} <= {why for *_, why in story}
    mixed = describe_events(play(layers, (1, 1, 0, 0), watch=0).log, ["upper", "lower"])
    assert {number for _, number, *_ in mixed} == {0, 1}, "the first ballistic weapon and the first glider are two objects"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"p_track": 1.2}, "p_track"), ({"p_available": np.nan}, "p_available"), ({"common": 4}, "common"),
        ({"n_channels": 513.0}, "n_channels"), ({"shots_per_target": np.array([0.5])}, "shots_per_target"),
        ({"n_stock": np.array([-1.0])}, "n_stock"), ({"n_stock": np.array([np.inf])}, "n_stock"), ({"reload_s": 0.0}, "reload_s"),
        ({"n_looks": np.full((1, 4), 2)}, "n_looks"), ({"launch_s": np.full((1, 4, 1), np.nan)}, "launch_s"),
        ({"intercept_s": np.full((1, 4, 1), -1.0)}, "intercept_s"), ({"last_launch_s": np.full((1, 4), -1.0)}, "last_launch_s"),
        ({"p_ssk": np.ones((1, 3, 1))}, "p_ssk"), ({"p_ssk": np.full((1, 4, 1), 2.0)}, "p_ssk"), ({"p_reach": np.ones((2, 4))}, "p_reach"),
        ({"p_track": np.ones((3, 1)), "n_reserve": np.zeros((2, 1))}, "n_reserve"),
    ],
)  # fmt: skip
def test_wrong_layers_are_refused(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refusal:
        play(build(**fields))
    assert refusal.value.path == path and refusal.value.accepted


def test_looks_that_are_not_used_are_not_read() -> None:
    launch = np.zeros((1, 4, 2))
    launch[..., 1] = np.nan
    layers = build(looks=2, launch_s=launch, intercept_s=launch + 50.0, n_looks=np.ones((1, 4)), last_launch_s=np.zeros((1, 4)))
    assert np.all(play(layers).n_leakers == 0)


def test_wrong_arrivals_and_runs_are_refused() -> None:
    layers = build()
    for arrivals, path in (
        (RaidArrivals(np.array([1.5, 0, 0, 0])), "counts"), (RaidArrivals(np.array([-1, 0, 0, 0])), "counts"),
        (RaidArrivals(np.array([1, 0, 0])), "counts"), (RaidArrivals(np.array([1, 0, 0, 0]), -1.0), "decoys_per_ballistic"),
        (RaidArrivals(np.array([1, 0, 0, 0]), 0.0, np.inf), "duration_s"), (RaidArrivals(np.ones((7, 4), dtype=int)), "counts"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refusal:
            simulate_raids(layers, arrivals, np.arange(5), key=KEY)
        assert refusal.value.path == path
    good = RaidArrivals(np.array([1, 0, 0, 0]))
    for runs, options, path in (
        ([], {}, "runs"), ([0.5], {}, "runs"), ([1, 2], {"rows": [0, 1]}, "rows"), ([1, 2], {"rows": [0]}, "rows"),
        ([1, 2], {"watch": 2}, "watch"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refusal:
            simulate_raids(layers, good, runs, key=KEY, **options)
        assert refusal.value.path == path
    with pytest.raises(InputError, match="3 sets of parameters for 2 draws"):
        simulate_raids(build(n_stock=np.ones((3, 1))), good, [1, 2], key=KEY)


def test_a_raid_of_nobody() -> None:
    out = play(build(), (0, 0, 0, 0))
    assert np.all(out.n_leakers == 0) and np.all(out.shots == 0)
