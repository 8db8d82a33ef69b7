"""Decide by Markov perfect equilibrium over four states: calm or rivalry, without or with the builder's shield."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.games.markov import find_markov_equilibria
from equipoise.rivalry.view import Decision, FloatArray, View, arm_by

STATES = ("calm", "rivalry", "calm behind a shield", "rivalry behind a shield")


def decide(view: View) -> Decision:
    """Do what the equilibrium does in the state at hand: rivalry if anyone armed last year, shield if the builder's stands."""
    state = (view.has_rivalry + 2.0 * view.has_shield).astype(np.int64)
    return arm_by(view, view.cut_action[np.arange(len(state)), state])


def build_game(
    open_stakes: tuple[FloatArray, FloatArray], shielded: tuple[FloatArray, FloatArray], rivalry_cost: FloatArray, arrival: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Build payoffs (n, 4, 2, 2, player) and transitions (n, 4, 2, 2, 4) of the arming game of builder and rival.

    A year in rivalry costs both; rivalry follows any arming, calm follows common restraint. The shield comes with the chance `arrival`
    a year and stays. Stakes are [R, T, P, S] without a shield and behind a complete one.
    """
    n = len(rivalry_cost)
    payoff, onward = np.zeros((n, 4, 2, 2, 2)), np.zeros((n, 4, 2, 2, 4))
    for state in range(4):
        stakes = shielded if state >= 2 else open_stakes
        toll = rivalry_cost * (state % 2)
        for a in (0, 1):
            for b in (0, 1):
                payoff[:, state, a, b, 0] = stakes[0][:, (0, 3, 1, 2)[2 * a + b]] - toll
                payoff[:, state, a, b, 1] = stakes[1][:, (0, 3, 1, 2)[2 * b + a]] - toll
                after = 1 if a or b else 0
                come = np.ones(n) if state >= 2 else arrival
                onward[:, state, a, b, 2 + after] = come
                onward[:, state, a, b, after] += 1.0 - come
    return payoff, onward


def solve(
    payoff: FloatArray, onward: FloatArray, discount: FloatArray, most_arming: bool
) -> tuple[FloatArray, FloatArray, FloatArray]:  # fmt: skip
    """Solve the game: actions (n, 2, 4) of the equilibrium taken, how many there are (n,), and arming in every one of them.

    All pure stationary equilibria are found; taken is that with the least (or most) arming over the four states, ties to the one worth
    most in calm. Where there is none in pure strategies nobody is held to restraint: both arm (told by the count 0).
    """
    profiles, stands, values = find_markov_equilibria(payoff, onward, np.minimum(discount, 1.0 - 1e-9))
    arming = profiles.sum(axis=(1, 2)).astype(np.float64)
    worth = values[:, :, 0, 0] + values[:, :, 1, 0]
    span = np.maximum(np.abs(worth).max(axis=1), 1e-9)[:, None]
    score = (-arming if most_arming else arming)[None, :] - 0.25 * worth / span
    best = np.argmin(np.where(stands, score, np.inf), axis=1)
    count = stands.sum(axis=1).astype(np.float64)
    actions = np.where((count > 0.0)[:, None, None], profiles[best].astype(np.float64), 1.0)
    return actions, count, np.where(stands, arming[None, :], np.nan)


register(
    "decision_rule", "markov_perfect", title="Markov perfect equilibrium", function=decide, sources=("general",),
    validity="four states, pure stationary strategies; payoffs are common knowledge and no belief about types enters", basis="D",
    stage="rivalry",
)  # fmt: skip
