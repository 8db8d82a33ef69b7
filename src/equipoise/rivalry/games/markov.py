"""Enumerate the pure stationary Markov equilibria of small stochastic games, many at once."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError

Array = NDArray[np.float64]

MOST_PROFILES = 6561  # two players, three actions, four states
_SLACK = 1e-9  # a deviation counts if it gains more than this share of 1 + |value|


def find_markov_equilibria(payoff: Array, transition: Array, discount: Array) -> tuple[NDArray[np.int64], NDArray[np.bool_], Array]:
    """Enumerate all pure stationary Markov profiles and tell which are perfect equilibria, with the value of every one.

    payoff (n, S, A, A, 2): state, action of player 1, action of player 2, player. transition (n or 1, S, A, A, S): odds of the next
    state. discount (n,), 0 to below 1. Each profile is valued by V = (I - delta P)^-1 u, and is an equilibrium iff no player gains
    by one deviation in any state (the one-shot deviation principle; Blackwell 1965, Fudenberg and Tirole 1991, 13). A game may have
    none in pure strategies, or many: all are told. Value iteration is not used, for it need not converge in a general-sum game.

    Returns profiles (n_profiles, 2, S) of actions, is_equilibrium (n, n_profiles), values (n, n_profiles, 2, S). A^(2S) profiles, at
    most 6561; wrong shapes, odds that do not sum to 1 and a discount out of range are refused.

    >>> stage = np.array([[[3.0, 0.0], [5.0, 1.0]]])  # one state, a prisoners' dilemma: action 0 restrains
    >>> payoff = np.stack([stage, stage.transpose(0, 2, 1)], axis=-1)[None]
    >>> profiles, is_equilibrium, values = find_markov_equilibria(payoff, np.ones((1, 1, 2, 2, 1)), np.array([0.9]))
    >>> profiles[is_equilibrium[0]].tolist(), values[0, is_equilibrium[0], 0].round(6).tolist()
    ([[[1], [1]]], [[10.0]])
    """
    payoff, transition, discount = _check(payoff, transition, discount)
    n_states, n_actions = payoff.shape[1:3]
    each = list(product(range(n_actions), repeat=n_states))
    profiles = np.array([(x, y) for x in each for y in each], dtype=np.int64)
    own, other = profiles[:, 0], profiles[:, 1]
    state = np.arange(n_states)
    stage = payoff[:, state, own, other]  # (n, profiles, S, 2)
    chances = transition[:, state, own, other]  # (n or 1, profiles, S, S)
    values = _solve(chances, stage, discount[:, None])
    is_equilibrium = np.ones(values.shape[:2], dtype=bool)
    for s in range(n_states):
        for action in range(n_actions):
            for player in range(2):
                pair = (action, other[:, s]) if player == 0 else (own[:, s], action)
                worth = payoff[:, s, pair[0], pair[1], player].copy()
                onward = transition[:, s, pair[0], pair[1]]
                for then in range(n_states):
                    worth += discount[:, None] * onward[..., then] * values[:, :, then, player]
                kept = values[:, :, s, player]
                is_equilibrium &= worth <= kept + _SLACK * (1.0 + np.abs(kept))
    return profiles, is_equilibrium, values.transpose(0, 1, 3, 2)


def _check(payoff: Array, transition: Array, discount: Array) -> tuple[Array, Array, Array]:
    payoff, transition = np.asarray(payoff, dtype=np.float64), np.asarray(transition, dtype=np.float64)
    discount = np.atleast_1d(np.asarray(discount, dtype=np.float64))
    if payoff.ndim != 5 or payoff.shape[2] != payoff.shape[3] or payoff.shape[4] != 2:
        raise InputError(path="payoff", problem=f"its shape is {payoff.shape}", accepted="(runs, states, actions, actions, 2)")
    n, n_states, n_actions = payoff.shape[:3]
    if transition.shape[1:] != (n_states, n_actions, n_actions, n_states) or len(transition) not in (1, n):
        accepted = f"({n} or 1, {n_states}, {n_actions}, {n_actions}, {n_states})"
        raise InputError(path="transition", problem=f"its shape is {transition.shape}", accepted=accepted)
    if n_actions ** (2 * n_states) > MOST_PROFILES:
        told = f"{n_actions} actions in {n_states} states make too many profiles"
        raise InputError(path="payoff", problem=told, accepted=f"{MOST_PROFILES} at most")
    if (np.abs(transition.sum(axis=-1) - 1.0) > 1e-9).any() or (transition < 0.0).any():
        raise InputError(path="transition", problem="odds of the next state do not sum to 1", accepted="probabilities that sum to 1")
    if discount.shape != (n,) or not ((discount >= 0.0) & (discount < 1.0)).all():
        raise InputError(path="discount", problem="not one number a run, or out of range", accepted=f"{n} numbers, 0 or more and below 1")
    return payoff, transition, discount


def _solve(chances: Array, right: Array, discount: Array) -> Array:
    """Solve (I - delta P) V = u by elimination without exchange of rows: I - delta P is dominated by its diagonal."""
    n_states = chances.shape[-1]
    shape = right.shape[:2]
    system = [
        [np.broadcast_to((1.0 if i == j else 0.0) - discount * chances[..., i, j], shape) for j in range(n_states)] for i in range(n_states)
    ]
    sides = [right[:, :, i, :] for i in range(n_states)]
    for i in range(n_states):
        for j in range(i + 1, n_states):
            factor = system[j][i] / system[i][i]
            for k in range(i + 1, n_states):
                system[j][k] = system[j][k] - factor * system[i][k]
            sides[j] = sides[j] - factor[..., None] * sides[i]
    values = [np.empty(0)] * n_states
    for i in reversed(range(n_states)):
        total = sides[i]
        for k in range(i + 1, n_states):
            total = total - system[i][k][..., None] * values[k]
        values[i] = total / system[i][i][..., None]
    return np.stack(values, axis=2)
