"""Decide by strategic risk: restrain where the common restraint risk-dominates, whatever one believes about the other."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.view import Decision, View, arm_by


def decide(view: View) -> Decision:
    """Restrain iff both prefer it (R > T) and (R - T)_1 (R - T)_2 >= (P - S)_1 (P - S)_2.

    With a little private noise the risk-dominant equilibrium is played (Harsanyi and Selten 1988; Chassang and Padro i Miquel 2009:
    under complete information R >= T alone would decide). Beliefs about types do not enter; both sides' payoffs do.
    """
    (r1, t1, p1, s1), (r2, t2, p2, s2) = view.stakes.T, view.other_stakes.T
    keeps = (r1 > t1) & (r2 > t2) & ((r1 - t1) * (r2 - t2) >= np.maximum(p1 - s1, 0.0) * np.maximum(p2 - s2, 0.0))
    return arm_by(view, np.where(keeps, 0.0, 1.0))


register(
    "decision_rule", "strategic_risk", title="Strategic risk: the risk-dominant equilibrium", function=decide,
    sources=("chassang_padro_2009",), validity="reduced form of ours; payoffs are common knowledge up to small noise", basis="D",
    stage="rivalry",
)  # fmt: skip
