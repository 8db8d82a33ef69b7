"""Check the exchange: the ledger, known limits, exact enumeration of small forces, symmetry, and what means alone would have said."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binom

from equipoise.exchange import (
    Balance,
    compare_treaties,
    damage,
    draw_down,
    fight,
    judge,
    measure_pulls,
    price_offence,
    shade_balance,
    strike,
    survey_shields,
)
from equipoise.exchange._kernels import layout as k
from equipoise.exchange._kernels.drawdown import plan_counterforce, spread_survival
from equipoise.exchange.expectation import ARRIVE, SURVIVE, expect
from equipoise.exchange.prepare import Side
from equipoise.exchange.treaties import hold_to
from equipoise.results.state import ForceState
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.treaties import Treaty

RUNS = 3
Array = NDArray[np.float64]
chance = st.floats(0.0, 1.0)
USUAL = {k.SHELTERS: 1.0, k.KILL: 0.7, k.RELIABILITY: 0.8, k.ALERT: 0.8, k.ALERT_2: 0.9, k.SURVIVAL: 0.5, k.SURVIVAL_2: 0.6}


def leg(basing: int, launchers: float, weapon: int = k.BALLISTIC, **fields: float) -> Array:
    out = np.zeros(k.LEG_COLUMNS)
    for column, value in USUAL.items():
        out[column] = value
    out[k.BASING], out[k.WEAPON], out[k.LAUNCHERS], out[k.PLATFORMS] = basing, weapon, launchers, launchers
    out[k.BASES] = {k.SILO: launchers, k.MOBILE: math.ceil(launchers / 9), k.SUBMARINE: 2.0, k.BOMBER: 3.0, k.GLIDER: launchers}[basing]
    for name, value in fields.items():
        out[getattr(k, name.upper())] = value
    return out


def layer(p: float, glider: float = 0.0, **fields: float) -> Array:
    out = np.zeros(k.LAYER_COLUMNS)
    out[[k.ENGAGE, k.KILLS]] = 1.0, p
    if glider:
        out[[k.ENGAGE + k.GLIDE, k.KILLS + k.GLIDE]] = 1.0, glider
    out[[k.SHOTS, k.AVAILABLE, k.SHARE, k.TRACK]], out[k.SERVED] = 1.0, 1e9
    for name, value in fields.items():
        out[getattr(k, name.upper())] = value
    return out


def side(name: str, legs: list[Array], layers: list[Array], n: int = RUNS, threshold: float = 50.0) -> Side:
    stacked = np.tile(np.array(layers), (n, 1, 1)) if layers else np.zeros((n, 0, k.LAYER_COLUMNS))
    names = tuple(("conventional", f"l{j}") for j in range(len(layers)))
    money, prices = np.full(n, 40e6), np.full((n, len(layers)), 40e6)
    return Side(name, np.tile(np.array(legs), (n, 1, 1)), stacked, names, np.full(n, threshold), money, money, prices)


def state(name: str, legs: list[Array], weapons: list[float], stock: list[float], n: int = RUNS) -> ForceState:
    kinds = tuple(("silo", "mobile", "submarine", "bomber", "glider")[int(x[k.BASING])] for x in legs)
    names = tuple(("conventional", f"l{j}") for j in range(len(stock)))
    stocks = np.tile(np.array(stock, dtype=float), (n, 1))
    return ForceState(name, "builder", kinds, kinds, np.tile(np.array(weapons), (n, 1)), names, stocks)


def balance_of(*sides: Side, n_draws: int = 16, w80: float = 100.0, **rules: float) -> Balance:
    n = len(sides[0].legs)
    table = np.zeros((n, k.RULES))
    table[:, [k.COUNTERFORCE, k.PER_AIM, k.PROMPT_SAVED, k.COMMON]] = 1.0, 2.0, 0.9, 1.0
    for name, value in rules.items():
        table[:, getattr(k, name.upper())] = value
    return Balance(tuple(sides), table, np.full(n, w80), (0, 1, 2), n_draws, np.arange(n), 7, 9)


LEGS = [
    leg(k.SILO, 100), leg(k.MOBILE, 90), leg(k.SUBMARINE, 60, platforms=6), leg(k.BOMBER, 20, k.OTHER, alert=0.0),
    leg(k.GLIDER, 10, k.GLIDE),
]  # fmt: skip
Force = tuple[list[Array], list[float]]
WEAPONS = [300.0, 90.0, 240.0, 60.0, 10.0]


def pair(
    stock: float = 0.0, p: float = 0.9, names: tuple[str, str] = ("a", "b"), legs: list[Array] = LEGS, weapons: list[float] = WEAPONS,
    **more: Any,
) -> tuple[Balance, tuple[ForceState, ForceState]]:  # fmt: skip
    sides = [side(n, legs, [layer(p, p / 2)]) for n in names]
    states = [state(n, legs, weapons, [stock]) for n in names]
    return balance_of(*sides, **more), (states[0], states[1])


def check_ledger(out: Array) -> None:
    """Hold the two sums that every realisation must close, in whole numbers."""
    retaliator = out[..., [k.DESTROYED, k.WITHHELD, k.FAILED, k.LAUNCHED]]
    striker = out[..., [k.OWN_HELD, k.OWN_FAILED, k.OWN_STOPPED, k.OWN_LANDED_FORCES, k.OWN_LANDED_VALUE]]
    assert np.array_equal(out[..., k.BEFORE], retaliator.sum(axis=-1)) and np.array_equal(out[..., k.OWN_BEFORE], striker.sum(axis=-1))
    assert np.array_equal(out[..., k.LAUNCHED], out[..., k.INTERCEPTED] + out[..., k.ARRIVING])
    assert np.all(out >= 0.0) and np.array_equal(out, np.round(out)) and np.all(out[..., k.ARRIVING_GLIDERS] <= out[..., k.ARRIVING])


@st.composite
def forces(draw: st.DrawFn) -> Force:
    legs, weapons = [], []
    for basing in draw(st.lists(st.integers(0, 4), min_size=1, max_size=6)):
        launchers = draw(st.integers(0, 300))
        weapon = {k.BOMBER: k.OTHER, k.GLIDER: k.GLIDE}.get(basing, draw(st.sampled_from([k.BALLISTIC, 2, 3])))
        fields = {name: draw(chance) for name in ("kill", "reliability", "alert", "survival", "survival_2", "found")}
        fields |= {"platforms": max(1.0, launchers / draw(st.integers(1, 20))), "shelters": draw(st.sampled_from([1.0, 3.0]))}
        legs.append(leg(basing, launchers, weapon, alert_2=max(fields["alert"], draw(chance)), **fields))
        weapons.append(launchers * draw(st.floats(0.2, 8.0)))
    return legs, weapons


@given(forces(), forces(), st.floats(0.0, 500.0), chance, st.floats(0.0, 1.0), st.sampled_from([0, 1, 2]), st.sampled_from([0, 1, 2, 3]))
@settings(max_examples=150, deadline=None)
def test_weapons_add_up_in_every_draw(
    ours: Force, theirs: Force, stock: float, p: float, held: float, posture: int, common: int
) -> None:
    layers = [layer(p, 1.0 - p, shots=1.7, available=0.8, track=0.9, decoy=0.3, reserve=2.0), layer(0.5, 0.5, engage=0.4)]
    both = [side(name, legs, layers) for name, (legs, _) in (("a", ours), ("b", theirs))]
    states = [state(name, legs, weapons, [stock, 30.0]) for name, (legs, weapons) in (("a", ours), ("b", theirs))]
    out = strike(balance_of(*both, withheld_share=held, decoys=1.5, common=common), states, 0, 1, posture=posture)
    check_ledger(out)
    assert np.allclose(out[..., k.BEFORE], np.floor(np.array(theirs[1]) + 0.5).sum())


def test_no_interceptors_mean_that_all_that_flies_arrives() -> None:
    balance, states = pair(0.0)
    for posture in (0, 1, 2):
        out = strike(balance, states, 0, 1, posture=posture)
        assert np.array_equal(out[..., k.ARRIVING], out[..., k.LAUNCHED]) and not out[..., [k.INTERCEPTED, k.OWN_STOPPED]].any()


def test_a_perfect_and_large_shield_lets_through_what_it_does_not_meet() -> None:
    """Missile shields do not meet bombers (class 'other'): 60 weapons, of which those that survive and work arrive."""
    sides = [side(n, LEGS, [layer(1.0, 1.0)]) for n in "ab"]
    states = [state(n, LEGS, WEAPONS, [1e6]) for n in "ab"]
    out = strike(balance_of(*sides), states, 1, 0)
    assert np.all(out[..., k.ARRIVING] <= 60.0) and not out[..., k.ARRIVING_GLIDERS].any()
    assert not out[..., k.OWN_LANDED_FORCES].any()
    no_bombers = [state(n, LEGS, [300.0, 90.0, 240.0, 0.0, 10.0], [1e6]) for n in "ab"]
    assert not strike(balance_of(*sides), no_bombers, 1, 0)[..., k.ARRIVING].any()


def test_without_counterforce_only_what_hides_is_lost() -> None:
    legs = [leg(k.SILO, 100), leg(k.MOBILE, 90, survival=1.0)]
    balance, states = pair(0.0, legs=legs, weapons=[300.0, 90.0])
    out = strike(balance, states, 0, 1, share=0.0)
    assert not out[..., [k.DESTROYED, k.OWN_LANDED_FORCES]].any() and np.all(out[..., k.BEFORE] == 390.0)


@pytest.mark.parametrize(("weapons", "launchers"), [(0.0, 0.0), (1.0, 1.0)])
def test_no_weapon_and_one_weapon(weapons: float, launchers: float) -> None:
    legs = [leg(k.SILO, launchers, kill=0.0, reliability=1.0)]
    balance, states = pair(0.0, legs=legs, weapons=[weapons])
    out = strike(balance, states, 0, 1)
    assert np.all(out[..., k.ARRIVING] == weapons) and np.all(out[..., k.BEFORE] == weapons)
    check_ledger(out)
    ratio_a, ratio_b = measure_pulls(balance, states, [(0, 1, 0)])[0].ratio
    assert np.all(np.isfinite(ratio_a)) and np.all((ratio_a >= 0.0) & (ratio_a <= 1.0)) and np.array_equal(ratio_a, ratio_b)


def test_very_large_forces_are_stable_and_equal_sides_mirror() -> None:
    """Kent and Thaler 1989: the index is robust at large forces, where either order of strike ends in ruin."""
    legs = [leg(k.SILO, 1000), leg(k.SUBMARINE, 400, platforms=40, alert=0.7, survival=0.95)]
    balance, states = pair(0.0, legs=legs, weapons=[4000.0, 4000.0])
    pull = measure_pulls(balance, states, [(0, 1, 0)])[0]
    assert np.array_equal(*pull.ratio) and np.all(pull.index > 0.99)


def exact_law(n: int, survive: float, work: float, pass_: float) -> Array:
    """Enumerate the law of arrivals of n single weapons that each survive, work and pass: all 2^(3n) outcomes."""
    law = np.zeros(n + 1)
    each = [(s, w, q) for s in (0, 1) for w in (0, 1) for q in (0, 1)]

    def weight(s: int, w: int, q: int) -> float:
        return (survive if s else 1 - survive) * (work if w else 1 - work) * (pass_ if q else 1 - pass_)

    for outcome in product(each, repeat=n):
        law[sum(s * w * q for s, w, q in outcome)] += math.prod(weight(*x) for x in outcome)
    return law


def test_sampling_agrees_with_exact_enumeration_of_a_small_force() -> None:
    """Three silo missiles, one warhead each, one sure weapon at each: 512 outcomes enumerated; 5 standard errors of 40,000 draws."""
    n, draws = 400, 100
    kill, work, stop = 0.6, 0.8, 0.3
    striker = [leg(k.SILO, 3, reliability=1.0, alert=1.0)]
    struck = [leg(k.SILO, 3, kill=kill, reliability=work)]
    sides = [side("a", striker, [layer(stop)], n), side("b", struck, [], n)]
    states = [state("a", striker, [3.0], [100.0], n), state("b", struck, [3.0], [], n)]
    out = strike(balance_of(*sides, n_draws=draws), states, 0, 1)[..., k.ARRIVING]
    law = exact_law(3, 1.0 - kill, work, 1.0 - stop)
    assert law.sum() == pytest.approx(1.0)
    for m, p in enumerate(law):
        assert abs(np.mean(out == m) - p) < 5.0 * math.sqrt(p * (1.0 - p) / (n * draws)) + 1e-12


def test_sampling_agrees_with_the_exact_law_of_boats_and_shared_missiles() -> None:
    """Two boats of four missiles with three warheads: boats are lost whole, missiles fail whole, a breakthrough finds both.

    Exact: P = breakthrough x none + (1 - breakthrough) sum_b Bin(b; 2, s) Bin(m; 4b, R), arrivals 3 m. 5 standard errors.
    """
    n, draws, s, r, found = 400, 100, 0.7, 0.8, 0.1
    legs = [leg(k.SUBMARINE, 8, platforms=2, alert=1.0, survival=s, reliability=r, found=found)]
    sides, states = [side(x, legs, [], n) for x in "ab"], [state(x, legs, [24.0], [], n) for x in "ab"]
    out = strike(balance_of(*sides, n_draws=draws), states, 0, 1)[..., k.ARRIVING]
    for missiles in range(9):
        p = (1 - found) * sum(binom.pmf(b, 2, s) * binom.pmf(missiles, 4 * b, r) for b in (0, 1, 2)) + found * (missiles == 0)
        assert abs(np.mean(out == 3 * missiles) - p) < 5.0 * math.sqrt(p * (1.0 - p) / (n * draws)) + 1e-12
    spread = np.var(out)
    assert spread > 4.0 * 24 * 0.9 * s * r * (1 - 0.9 * s * r)  # independent weapons of the same mean would vary far less


def test_means_alone_would_have_been_wrong() -> None:
    """A shield that works or not, against a force near the threshold: the mean says 'never assured', the distribution says half the time.

    100 sure weapons, a perfect shield of 60 that is up half the time: arrivals 100 or 40 (mean 70), threshold 75. The mean passes no
    test at 75 while half of all draws do; and through a second wall of 50 the mean of what passes is (50 + 0) / 2 = 25, not 70 - 50 = 20.
    """
    n = 500
    legs = [leg(k.SILO, 100, kill=0.0, reliability=1.0)]
    first, second = layer(1.0, available=0.5), layer(1.0)
    sides = [side("a", legs, [first, second], n, 75.0), side("b", legs, [], n, 75.0)]
    states = [state("a", legs, [100.0], [60.0, 0.0], n), state("b", legs, [100.0], [], n)]
    balance = balance_of(*sides)
    out = strike(balance, states, 0, 1)[..., k.ARRIVING]
    assert set(np.unique(out)) == {40.0, 100.0} and expect(balance, states, 0, 1)[0, ARRIVE] == pytest.approx(70.0)
    assert np.mean(out >= 75.0) == pytest.approx(0.5, abs=0.03)
    walled = [replace(states[0], n_interceptors=np.tile([60.0, 50.0], (n, 1))), states[1]]
    true = strike(balance, walled, 0, 1)[..., k.ARRIVING].mean()
    assert true == pytest.approx(25.0, abs=1.5) and expect(balance, walled, 0, 1)[0, ARRIVE] == pytest.approx(20.0)


def test_expected_values_agree_with_the_mean_of_draws_away_from_saturation() -> None:
    balance, states = pair(0.0, n_draws=400)
    for posture in (0, 1, 2):
        out, means = strike(balance, states, 0, 1, posture=posture), expect(balance, states, 0, 1, posture)
        assert out[..., k.ARRIVING].mean() == pytest.approx(means[0, ARRIVE], rel=0.02)
        assert (out[..., k.BEFORE] - out[..., k.DESTROYED]).mean() == pytest.approx(means[0, SURVIVE], rel=0.02)


@given(st.floats(0.0, 300.0), st.floats(0.0, 100.0), chance)
@settings(max_examples=40, deadline=None)
def test_more_interceptors_never_raise_what_arrives(stock: float, more: float, p: float) -> None:
    balance, thick = pair(stock + more, p)
    thin = (replace(thick[0], n_interceptors=np.full((RUNS, 1), stock)), thick[1])  # only the striker's shield differs
    many, few = strike(balance, thick, 0, 1)[..., k.ARRIVING], strike(balance, thin, 0, 1)[..., k.ARRIVING]
    assert np.all(many <= few + 1.0) and many.mean() <= few.mean() + 0.05  # one where sum and series of a quantile meet


def test_swapping_names_changes_no_bit_and_equal_sides_mirror() -> None:
    ours, theirs = (fight(*pair(40.0, names=names), "h", 2020) for names in (("a", "b"), ("b", "a")))
    for column in ours[0].schema.columns:
        if column.dtype == "float64":
            assert ours[0][column.name].tobytes() == theirs[0][column.name].tobytes()
    balance, states = pair(40.0)
    rows = judge(balance, states, ours[1], "h", 2020)
    assert np.array_equal(rows["cost_ratio_a"], rows["cost_ratio_b"]) and np.array_equal(rows["cone_a"], rows["cone_b"])


def test_threads_and_the_other_runs_change_nothing() -> None:
    legs, n = LEGS, 10
    sides, states = [side(x, legs, [layer(0.8, 0.4)], n) for x in "ab"], [state(x, legs, WEAPONS, [40.0], n) for x in "ab"]
    balance = balance_of(*sides)
    assert strike(balance, states, 0, 1).tobytes() == strike(balance, states, 0, 1, threads=2).tobytes()
    few, few_states = pair(40.0, 0.8)
    assert np.array_equal(strike(few, few_states, 0, 1), strike(balance, states, 0, 1)[:RUNS])


def test_postures_order_what_arrives() -> None:
    """Generation takes weapons out of harm's way; launch under attack saves alert silo missiles draw by draw."""
    balance, states = pair(20.0)
    day, generated, prompt = (strike(balance, states, 1, 0, posture=p)[..., k.ARRIVING] for p in (0, 1, 2))
    assert generated.mean() > day.mean() and np.all(prompt >= day) and prompt.mean() > day.mean()


def test_four_fifths_of_value_fall_at_w80() -> None:
    assert damage(np.array([100.0]), np.array([100.0]))[0] == pytest.approx(0.8)


def test_the_index_is_that_of_a_hand_worked_exchange() -> None:
    """Two equal forces of 100 sure single-warhead silo missiles, kill 0.5, w80 = 50, one weapon an aim, by hand for every share f.

    f of the 100 weapons strike: survivors 100 (1 - f/2), landed on value 100 (1 - f). The striker's cost is least over f in quarters.
    """
    legs = [leg(k.SILO, 100, kill=0.5, reliability=1.0, alert=1.0)]
    balance, states = pair(0.0, legs=legs, weapons=[100.0], w80=50.0, per_aim=1.0)

    def cost(own: float, other: float) -> float:
        d = [(1.0 - math.exp(-w * math.log(5.0) / 50.0)) ** 0.75 for w in (own, other)]
        return d[0] + 0.3 * (1.0 - d[1])

    options = [(cost(100 * (1 - f / 2), 100 * (1 - f)), cost(100 * (1 - f), 100 * (1 - f / 2)), f) for f in (0.0, 0.25, 0.5, 0.75, 1.0)]
    own, other, share = min(options)
    pull = measure_pulls(balance, states, [(0, 1, 0)])[0]
    assert pull.ratio[0][0] == pytest.approx(min(1.0, own / other), rel=1e-12) == pull.ratio[1][0]
    assert pull.counterforce[0][0] == share


def test_stability_dips_and_recovers_as_both_shields_grow() -> None:
    """Transition instability (Kent and DeValk 1986; Wilkening and Watman 1986): the ragged second strike is caught first."""
    legs = [leg(k.SILO, 400, kill=0.8), leg(k.MOBILE, 30)]
    index = []
    for stock in (0.0, 100.0, 200.0, 300.0, 400.0, 1000.0, 2500.0):
        balance, states = pair(stock, 0.98, legs=legs, weapons=[1600.0, 100.0], w80=200.0)
        index.append(float(np.mean(measure_pulls(balance, states, [(0, 1, 0)])[0].index)))
    assert min(index) == min(index[1:-1])
    assert min(index) < index[0] - 0.1
    assert index[-1] > min(index) + 0.1
    balance, states = pair(0.0, legs=legs, weapons=[1600.0, 100.0], w80=200.0)
    surface = survey_shields(balance, states)
    along = surface["kent_thaler"][surface["engagements_a"] == surface["engagements_b"]]
    assert along.min() < along[0] - 0.1 and along[-1] > along.min() + 0.1


def test_whole_weapons_leave_more_than_fractional_ones() -> None:
    """1.5 weapons on one aim at k = 0.5: half meet one, half two, 0.375 survive; (1-k)^1.5 would say 0.354."""
    assert spread_survival(150.0, 100.0, 0.5) == 0.375
    assert 0.375 > 0.5**1.5


@given(forces(), st.floats(0.0, 2000.0), st.sampled_from([1.0, 1.5, 2.0, 3.0]))
@settings(max_examples=100, deadline=None)
def test_the_drawdown_takes_the_dearest_first(force: Force, budget: float, per_aim: float) -> None:
    """Greedy is best for a separable concave sum: no move of one weapon from one class to another destroys more (checked by swaps)."""
    legs, weapons = np.array(force[0]), np.array(force[1])
    plan = np.zeros((4, len(legs)))
    spent = plan_counterforce(legs, weapons, 0, budget, per_aim, plan)
    assigned = plan[0].copy()
    aims = np.where(weapons > 0.0, [_aims(x, w) for x, w in zip(legs, weapons, strict=True)], 0.0)
    assert spent <= budget + 1e-6 and assigned.sum() == pytest.approx(spent) and np.all(assigned <= per_aim * aims + 1e-6)
    best = _destroyed(legs, weapons, assigned, aims)
    for a, b in product(range(len(legs)), repeat=2):
        step = min(1.0, assigned[a], per_aim * aims[b] - assigned[b])
        if a != b and step > 0.0:
            moved = assigned.copy()
            moved[a], moved[b] = moved[a] - step, moved[b] + step
            assert _destroyed(legs, weapons, moved, aims) <= best + 1e-6 * max(1.0, best)


def _aims(row: Array, weapons: float) -> float:
    if row[k.BASING] in (k.SILO, k.GLIDER):
        return float((weapons if row[k.BASING] == k.GLIDER else row[k.LAUNCHERS]) * row[k.SHELTERS])
    return float(row[k.BASES])


def _destroyed(legs: Array, weapons: Array, assigned: Array, aims: Array) -> float:
    fixed = np.isin(legs[:, k.BASING], (k.SILO, k.GLIDER))
    risk = np.where(fixed, weapons, weapons * (1.0 - legs[:, k.ALERT]))
    rows = zip(risk, assigned, aims, legs, strict=True)
    return float(sum(r * (1.0 - spread_survival(n, a, x[k.KILL])) for r, n, a, x in rows if a > 0.0))


def test_drawdown_falls_and_ends_where_there_is_nothing_left_to_gain() -> None:
    balance, states = pair(0.0)
    rows = draw_down(balance, states).where(run=0, striker="a", posture="day_to_day")
    assert np.all(np.diff(rows["survivors"]) <= 1e-9) and np.all(np.diff(rows["spent"]) >= 0.0)
    assert np.allclose(rows["spent"] + rows["own_left"], rows["own_left"][0])


def test_a_shaded_shield_stops_more_and_one_that_cannot_act_stays_so() -> None:
    balance, states = pair(60.0, 0.5)
    shaded = shade_balance(balance, (np.full(RUNS, 0.8), np.full(RUNS, 0.0)))
    true, feared = strike(balance, states, 0, 1)[..., k.ARRIVING], strike(shaded, states, 0, 1)[..., k.ARRIVING]
    assert np.all(feared <= true) and feared.mean() < true.mean()
    nothing = balance_of(*[side(x, LEGS, [layer(0.0)]) for x in "ab"])
    assert not shade_balance(nothing, (np.full(RUNS, 1.0),) * 2).sides[0].layers[:, :, k.KILLS].any()


def treaty(**fields: Any) -> Treaty:
    return Treaty.model_validate({"id": "t", **fields})


INPUTS = Inputs.for_runs(seed=1, case=1, runs=range(RUNS))


def test_treaties_hold_their_ceilings_and_change_nothing_else() -> None:
    balance, states = pair(80.0)
    _, kept, hidden = hold_to(balance, states, treaty(warheads=350), INPUTS)
    assert np.allclose(kept[0].n_weapons.sum(axis=1), 350.0) and np.allclose(kept[0].n_weapons / states[0].n_weapons, 0.5)
    assert np.array_equal(kept[0].n_weapons, hidden[0].n_weapons)
    _, kept, hidden = hold_to(balance, states, treaty(warheads=350, breakout=0.5, inspection=0.8), INPUTS)
    assert np.allclose(kept[0].n_weapons.sum(axis=1), 350.0)
    assert np.allclose(hidden[0].n_weapons.sum(axis=1), 350.0 * 1.1)  # a fifth of the half that could be hidden stays hidden
    _, kept, hidden = hold_to(balance, states, treaty(warheads=690, breakout=0.5, inspection=0.0), INPUTS)
    assert np.allclose(hidden[0].n_weapons.sum(axis=1), 700.0)  # nobody hides what it does not have
    _, kept, _ = hold_to(balance, states, treaty(warheads=5000), INPUTS)
    assert np.array_equal(kept[0].n_weapons, states[0].n_weapons)
    _, kept, _ = hold_to(balance, states, treaty(interceptors=20), INPUTS)
    assert np.allclose(kept[0].n_interceptors.sum(axis=1), 20.0)
    _, kept, _ = hold_to(balance, states, treaty(gliders=0), INPUTS)
    assert not kept[0].n_glider.any() and np.array_equal(kept[0].n_ballistic, states[0].n_ballistic)
    cut, kept, _ = hold_to(balance, states, treaty(launchers=140), INPUTS)
    assert cut.sides[0].legs[0, :, k.LAUNCHERS].sum() == pytest.approx(140.0) and np.allclose(kept[0].n_weapons / states[0].n_weapons, 0.5)
    calm, _, _ = hold_to(balance, states, treaty(alert_kept=0.1), INPUTS)
    assert np.allclose(calm.sides[0].legs[:, 0, k.ALERT], 0.08) and np.array_equal(calm.sides[0].legs[:, 1], balance.sides[0].legs[:, 1])


def test_treaties_move_indicators_as_they_must() -> None:
    """No interceptors: nothing is intercepted, so no second strike is smaller. De-alerting: launch under attack saves less."""
    balance, states = pair(200.0)
    levers = (treaty(interceptors=0), Treaty.model_validate({"id": "calm", "alert_kept": 0.0}))
    rows = compare_treaties(balance, states, levers, INPUTS, "h", 2020)
    none, bare, calm = (rows.where(treaty=t, posture="day_to_day") for t in ("none", "t", "calm"))
    assert np.all(bare["cone_a"] > none["cone_a"])
    assert np.all(calm["prompt_dependence_a"] < none["prompt_dependence_a"]) and calm["prompt_dependence_a"][0] == pytest.approx(1.0)
    assert len(rows) == 3 * 3 * RUNS
    hiding = {"warheads": 400, "breakout": 0.6}
    loose_and_strict = [Treaty.model_validate({"id": i, "inspection": p, **hiding}) for i, p in (("loose", 0.0), ("strict", 1.0))]
    cuts = [treaty(warheads=400), *loose_and_strict]
    rows = compare_treaties(balance, states, cuts, INPUTS, "h", 2020)
    plain, loose, strict = (rows.where(treaty=t, posture="day_to_day") for t in ("t", "loose", "strict"))
    assert np.all(loose["cone_a"] < plain["cone_a"])  # a striker with hidden weapons leaves less to strike back with
    for column in ("kent_thaler", "cone_a", "n_arriving_a", "p_assured_b"):
        assert np.array_equal(strict[column], plain[column])  # inspections that find everything leave the treaty as it was meant
    _, fought = fight(balance, states, "h", 2020)
    assert np.array_equal(none["n_arriving_a"], fought[1, 0, 0]["n_arriving"])  # without a treaty nothing differs from the fight itself


def counter(state: ForceState, stock: float) -> ForceState:
    """Call the second layer of a state a counter-shield and give it a stock."""
    both = np.column_stack([state.n_interceptors[:, 0], np.full(RUNS, stock)])
    return replace(state, n_interceptors=both, layers=(("conventional", "l0"), ("counter", "l1")))


def with_counter(legs: list[Array], weapons: list[float], stock: float, p: float) -> tuple[Balance, list[ForceState], list[ForceState]]:
    """Make two equal sides with a conventional layer without stock and a counter-shield; also the same without the latter's stock."""
    sides = [replace(side(n, legs, [layer(p), layer(p)]), layer_names=(("conventional", "l0"), ("counter", "l1"))) for n in "ab"]
    plain = [state(n, legs, weapons, [0.0, 0.0]) for n in "ab"]
    return balance_of(*sides), [counter(s, stock) for s in plain], [counter(s, 0.0) for s in plain]


def test_the_offence_that_restores_is_what_arrives_again() -> None:
    """Adding what is said to be needed brings back what arrived without the counter-shield; where none stands nothing is needed."""
    balance, states, bare = with_counter(LEGS, WEAPONS, 150.0, 0.9)
    rows = price_offence(balance, states, "h", 2030, 2020).where(state="a")
    assert np.allclose(rows["n_wanted"], expect(balance, [states[0], bare[1]], 1, 0)[:, ARRIVE])
    more = states[0].n_weapons.copy()
    mix = more * np.array([1, 1, 1, 0, 0])
    more += rows["warheads_needed"][:, None] * mix / mix.sum(axis=1, keepdims=True)
    again = expect(balance, (replace(states[0], n_weapons=more), states[1]), 1, 0)[:, ARRIVE]
    assert np.allclose(again, rows["n_wanted"], rtol=1e-4) and np.all(rows["warheads_needed"] > 0.0)
    assert np.allclose(rows["budget_usd2025_year"] * 10.0, rows["cost_usd2025"]) and np.allclose(rows["shield_usd2025"], 150.0 * 40e6)
    calm = price_offence(balance, bare, "h", 2020, 2020)
    assert not calm["warheads_needed"].any() and not calm["cost_usd2025"].any() and np.all(np.isnan(calm["margin_ratio"]))


def test_the_margin_ratio_is_nitzes() -> None:
    """One shot an object at kill p, no decoys, far from saturation of the offence: (c_int / p) / c_w, Nitze 1985; p = 0.8 gives 1.25.

    The stock binds (100 engagements of some 300 weapons): ten more interceptors stop eight more weapons, ten more weapons arrive as ten.
    """
    balance, states, _ = with_counter([leg(k.SILO, 300, kill=0.0, reliability=1.0, alert=0.0)], [300.0], 100.0, 0.8)
    rows = price_offence(balance, states, "h", 2020, 2020)
    assert rows["margin_ratio"] == pytest.approx(1.25, rel=1e-6)


def test_three_states_give_three_pairs_and_six_orders() -> None:
    sides = [side(x, LEGS, [layer(0.8, 0.4)] if x != "c" else []) for x in "abc"]
    states = [state(x, LEGS, WEAPONS, [40.0] if x != "c" else []) for x in "abc"]
    balance = balance_of(*sides)
    table, fought = fight(balance, states, "h", 2020)
    assert len(fought) == 6 * 3 and len(table) == 6 * 3 * RUNS
    rows = judge(balance, states, fought, "h", 2020)
    assert {(a, b) for a, b in zip(rows["state_a"], rows["state_b"], strict=True)} == {("a", "b"), ("a", "c"), ("b", "c")}
    two = balance_of(*sides[:2])
    assert np.array_equal(strike(balance, states, 0, 1), strike(two, states[:2], 0, 1))  # a third state changes no other pair
