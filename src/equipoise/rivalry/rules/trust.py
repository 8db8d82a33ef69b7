"""Decide by trust alone: Kydd's threshold, all or nothing."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.stakes import find_threshold
from equipoise.rivalry.view import Decision, View, arm_by


def decide(view: View) -> Decision:
    """Restrain iff trust >= (P - S)/((P - S) + (R - T)) (Kydd 2005); where T >= R no trust is enough."""
    return arm_by(view, np.where(view.trust >= find_threshold(view.stakes), 0.0, 1.0))


register(
    "decision_rule", "trust", title="Trust: restrain above the threshold", function=decide, sources=("kydd_2005",),
    validity="one shot; trust is that of the lens", basis="D", stage="rivalry",
)  # fmt: skip
