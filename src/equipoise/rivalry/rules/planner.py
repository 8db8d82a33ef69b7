"""Decide as a planner: restore what is missing from the second strike that it wants, unless trust is above the threshold."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.stakes import find_threshold
from equipoise.rivalry.view import Decision, View, arm_by


def decide(view: View) -> Decision:
    """Close the gap at the rate of reaction, scaled by distrust; at or above the stag-hunt threshold of trust add nothing.

    Wanted = threshold + restore (arrivals at the start - threshold), gap = wanted - 5th percentile believed (a convention of this
    program); threshold of trust (P - S)/((P - S) + (R - T)) after Jervis (1978) and Kydd (2005).
    """
    return arm_by(view, np.where(view.trust >= find_threshold(view.stakes), 0.0, 1.0 - view.trust))


register(
    "decision_rule", "planner", title="Planner: restore the second strike", function=decide, sources=("jervis_1978", "kydd_2005"),
    validity="asks for capability, not for intent, until trust passes the threshold", basis="A", stage="rivalry",
)  # fmt: skip
