"""Decide by best response to what the other did last year, as far as it is trusted to be one that can restrain."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.stakes import find_pull
from equipoise.rivalry.view import Decision, View, arm_by


def decide(view: View) -> Decision:
    """Arm if b (P - S) + (1 - b)(T - R) > 0, where b = 1 - trust + trust x (how far the other armed last year).

    Best reply in a stag hunt (Jervis 1978) with adaptive expectation; without trust the other is expected to arm.
    """
    expected = 1.0 - view.trust + view.trust * view.other_armed
    return arm_by(view, np.where(find_pull(view.stakes, expected) > 0.0, 1.0, 0.0))


register(
    "decision_rule", "best_response", title="Best response to last year", function=decide, sources=("jervis_1978",),
    validity="looks back one year and never ahead", basis="D", stage="rivalry",
)  # fmt: skip
