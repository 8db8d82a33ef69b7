"""Check the exchange: limits, conservation, symmetry, and the instability of transition."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from equipoise.exchange import Balance, damage, fight, first_strike_ratios, strike, strike_cost
from equipoise.exchange import _kernels as k
from equipoise.exchange.fight import Side
from equipoise.results.state import ForceState

RUNS = 3
chance = st.floats(0.0, 1.0)


def legs(
    silos: float, mobile: float, *, alert: float = 0.8, survival: float = 0.5, kill: float = 0.7, reliability: float = 0.8
) -> NDArray[np.float64]:
    rows = [
        [k.SILO, silos, alert, 1.0, kill, reliability, silos],
        [k.MOBILE, mobile, alert, survival, kill, reliability, np.ceil(mobile / 9.0)],
        [k.GLIDER, 0.0, 1.0, 1.0, kill, reliability, 0.0],
    ]
    return np.tile(np.array(rows), (RUNS, 1, 1))


def layers(p: float, *, glider: float = 0.0) -> NDArray[np.float64]:
    return np.tile(np.array([[1.0, p, 1.0 if glider else 0.0, glider, 1.0, 1.0, 0.0, 1.0, 1e9]]), (RUNS, 1, 1))


def side(name: str, own_legs: NDArray[np.float64], own_layers: NDArray[np.float64]) -> Side:
    return Side(name, own_legs, own_layers, (("conventional", "l"),), np.full(RUNS, 50.0))


def state(name: str, role: str, weapons: tuple[float, float, float], interceptors: float) -> ForceState:
    n = np.tile(np.array(weapons), (RUNS, 1))
    return ForceState(
        name,
        role,
        ("silo", "mobile", "gliders"),
        ("silo", "mobile", "glider"),
        n,
        (("conventional", "l"),),
        np.full((RUNS, 1), interceptors),
    )


def pair(
    interceptors: float = 0.0,
    p: float = 0.9,
    weapons: tuple[float, float, float] = (300.0, 300.0, 10.0),
    names: tuple[str, str] = ("a", "b"),
) -> tuple[Balance, tuple[ForceState, ForceState]]:
    sides = tuple(side(n, legs(100.0, 90.0), layers(p, glider=p / 2)) for n in names)
    scalars = np.tile(np.array([1.0, 2.0, 0.9, 0.0]), (RUNS, 1))
    balance = Balance((sides[0], sides[1]), scalars, np.full(RUNS, 100.0), 16, np.arange(RUNS), 7, 9)
    return balance, (state(names[0], "builder", weapons, interceptors), state(names[1], "rival", weapons, interceptors))


def test_no_interceptors_means_arriving_equals_arriving_without_a_shield() -> None:
    balance, states = pair(0.0)
    out = strike(balance, states, 0)
    assert np.array_equal(out[:, :, 0], out[:, :, 3])


def make_perfect(layers: np.ndarray) -> np.ndarray:
    """Make every probability of a layer that can act one, put its whole stock in place, and give it all the channels it wants."""
    out = np.where(layers > 0.0, 1.0, layers)
    out[:, :, k.SERVED] = 1e9
    return out


def test_a_perfect_and_large_shield_lets_nothing_through() -> None:
    balance, states = pair(1e6)
    perfect = replace(balance, sides=tuple(replace(s, layers=make_perfect(s.layers)) for s in balance.sides))  # type: ignore[arg-type]
    assert not strike(perfect, states, 1)[:, :, 0].any()


def test_without_counterforce_all_fixed_launchers_and_alert_mobiles_survive() -> None:
    balance, states = pair()
    sure = replace(balance, sides=tuple(replace(s, legs=legs(100.0, 90.0, survival=1.0)) for s in balance.sides))  # type: ignore[arg-type]
    out = strike(sure, states, 0, share=0.0)
    assert np.all(out[:, :, 4] == 610.0)


def test_every_weapon_is_accounted_for() -> None:
    """survivors = failed + launched; launched = intercepted + arriving; before = destroyed + survivors."""
    balance, states = pair(60.0)
    out = strike(balance, states, 0, full=True)
    arriving, launched, survivors, ledger, failed = out[..., 0], out[..., 3], out[..., 4], out[..., 7], out[..., 8]
    assert np.array_equal(survivors, ledger) and np.array_equal(launched + failed, survivors)
    assert np.all((arriving <= launched) & (survivors <= 610.0) & (failed >= 0.0))


@given(st.floats(0.0, 300.0), st.floats(0.0, 100.0), chance)
@settings(max_examples=40, deadline=None)
def test_more_interceptors_never_raise_what_arrives(stock: float, more: float, p: float) -> None:
    balance, states = pair(stock, p)
    fewer = strike(balance, states, 1)[:, :, 0]
    balance, states = pair(stock + more, p)
    # the first strike meets the thicker shield of the other side too; give only the striker the larger stock
    thick = (states[0], replace(states[1], n_interceptors=np.full((RUNS, 1), stock + more)))
    thin = (replace(states[0], n_interceptors=np.full((RUNS, 1), stock)), thick[1])
    assert np.all(strike(balance, thin, 1)[:, :, 0] <= fewer)


def test_swapping_names_changes_no_bit_and_equal_sides_mirror() -> None:
    first, second = (fight(*pair(40.0, names=n), "h", 2020) for n in (("a", "b"), ("b", "a")))
    for name in ("n_arriving", "n_survivors", "p_assured"):
        assert first[0][name].tobytes() == second[0][name].tobytes()
    assert first[1]["kent_thaler"].tobytes() == second[1]["kent_thaler"].tobytes()


def test_kent_thaler_costs_have_the_published_limits() -> None:
    """RAND R-3765-AF: 0 is the best outcome, 1.3 the worst."""
    one, none = np.array([1.0]), np.array([0.0])
    assert strike_cost(none, one)[0] == 0.0
    assert strike_cost(one, none)[0] == pytest.approx(1.3)
    assert damage(np.array([100.0]), np.array([100.0]))[0] == pytest.approx(0.8)


def test_stability_dips_and_recovers_as_both_shields_grow() -> None:
    """Transition instability (Kent and DeValk 1986; Wilkening and Watman 1986): the ragged second strike is caught first."""
    index = []
    for stock in (0.0, 100.0, 200.0, 300.0, 400.0, 1000.0):
        balance, states = pair(stock, weapons=(1600.0, 100.0, 0.0))
        many = [replace(side, legs=legs(400.0, 30.0, kill=0.8), layers=layers(0.98)) for side in balance.sides]
        balance = replace(balance, sides=(many[0], many[1]), value_weapons_80=np.full(RUNS, 200.0))
        outs = [[strike(balance, states, s, share=f, full=True) for f in (0.0, 0.5, 1.0)] for s in (0, 1)]
        ratios = first_strike_ratios(balance, outs)
        index.append(float(np.mean(ratios[0] * ratios[1])))
    assert min(index) == min(index[1:-1])
    assert min(index) < index[0] - 0.1
    assert index[-1] > min(index) + 0.1


def test_whole_weapons_leave_more_than_fractional_ones() -> None:
    """1.5 weapons on one aim at k = 0.5: half meet one, half two, 0.375 survive; (1-k)^1.5 would say 0.354."""
    assert k.spread_survival(150.0, 100.0, 0.5) == 0.375
    assert 0.375 > 0.5**1.5
