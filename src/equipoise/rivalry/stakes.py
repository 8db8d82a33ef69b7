"""Weigh arming: the payoffs of an assurance game, moved by the offence-defence balance and by what shields take, as believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.scenario.inputs import Inputs
from equipoise.scenario.rivalry import Stakes

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Dials:
    """Hold the declared stakes as arrays over runs."""

    restraint: FloatArray
    exploit: FloatArray
    arming: FloatArray
    exploited: FloatArray
    offence_advantage: FloatArray
    first_strike: FloatArray
    open_war: FloatArray
    struck_first: FloatArray


def prepare_dials(stakes: Stakes, inputs: Inputs) -> Dials:
    """Draw the declared stakes."""
    return Dials(
        inputs[stakes.restraint], inputs[stakes.exploit], inputs[stakes.arming], inputs[stakes.exploited],
        inputs[stakes.offence_advantage], inputs[stakes.first_strike], inputs[stakes.open_war], inputs[stakes.struck_first],
    )  # fmt: skip


def weigh_arming(dials: Dials, takes: FloatArray, loses: FloatArray) -> FloatArray:
    """Weigh arming for one state: (run, [R, T, P, S]).

    `takes` is the share of the other's second strike that its own shield takes, `loses` the share of its own that the other's takes.
    Offence advantage raises T and lowers S (Jervis 1978). A shield adds phi, omega and sigma to its owner's payoff of striking first,
    of open war and of being struck first (Chassang and Padro i Miquel 2009, reduced form); the other loses as much (an assumption).

    >>> one = np.array([1.0])
    >>> d = Dials(one, 0.6 * one, 0.2 * one, -0.8 * one, 0 * one, 0.5 * one, 0.2 * one, 0.1 * one)
    >>> weigh_arming(d, 0.2 * one, 0.0 * one).round(3).tolist()
    [[1.0, 0.7, 0.24, -0.78]]
    """
    t = dials.exploit + dials.offence_advantage + dials.first_strike * takes - dials.struck_first * loses
    p = dials.arming + dials.open_war * (takes - loses)
    s = dials.exploited - dials.offence_advantage + dials.struck_first * takes - dials.first_strike * loses
    return np.column_stack([dials.restraint + 0.0 * t, t, p, s])


def find_threshold(stakes: FloatArray) -> FloatArray:
    """Find the belief in the other's restraint above which restraint is the better reply: (P - S)/((P - S) + (R - T)); 1 where none is.

    Jervis (1978), Kydd (2005). Where arming pays against restraint too (T >= R) no belief is enough: above 1.

    >>> round(float(find_threshold(np.array([[1.0, 0.6, 0.2, -0.8]]))[0]), 6)
    0.714286
    """
    r, t, p, s = stakes.T
    fear, gain = np.maximum(p - s, 0.0), r - t
    return np.where(gain > 0.0, fear / np.maximum(fear + gain, 1e-12), np.inf)


def find_pull(stakes: FloatArray, p_other_arms: FloatArray) -> FloatArray:
    """Find what arming is worth over restraint when the other arms with this probability: b (P - S) + (1 - b)(T - R)."""
    r, t, p, s = stakes.T
    return np.asarray(p_other_arms * (p - s) + (1.0 - p_other_arms) * (t - r))
