"""Decide by logit quantal response: the better choice is the likelier, not the certain one."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.games.quantal import find_quantal_equilibria
from equipoise.rivalry.stakes import find_pull
from equipoise.rivalry.view import Decision, FloatArray, View, arm_by


def shade_stakes(stakes: FloatArray, trust: FloatArray) -> FloatArray:
    """Write the game against an opponent that is trusted only so far: the untrusted share arms whatever it is answered with.

    What arming gains against a restraining opponent becomes (1 - trust)(P - S) + trust (T - R); against an arming one it stays P - S.
    """
    zero = np.zeros(len(stakes))
    return np.column_stack([zero, find_pull(stakes, 1.0 - trust), stakes[:, 2] - stakes[:, 3], zero])


def decide(view: View) -> Decision:
    """Arm with the odds of the logit equilibrium p = 1/(1 + exp(-precision x gain)) (McKelvey and Palfrey 1995).

    The branch traced from precision 0 is taken (the one their theory selects); `most_arming` takes the most armed of all.
    """
    own, other = shade_stakes(view.stakes, view.trust), shade_stakes(view.other_stakes, view.other_trust)
    found = find_quantal_equilibria(own, other, view.precision)
    return arm_by(view, np.nanmax(found[:, :, 0], axis=1) if view.most_arming else found[:, 0, 0])


register(
    "decision_rule", "quantal_response", title="Logit quantal response", function=decide, sources=("mckelvey_palfrey_1995",),
    validity="one precision for both states", basis="D", stage="rivalry",
)  # fmt: skip
