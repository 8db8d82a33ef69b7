"""Decide as in Intriligator and Brito: hold what deters, whatever the other means by what it builds."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.view import Decision, View


def decide(view: View) -> Decision:
    """Add what is missing from deterrence: threshold - mean arrivals, at the rate of reaction; nothing inside the cone.

    A deters B if v_A (1 - s_B)(M_A - f_B M_B) >= C_B (Intriligator and Brito 1984); here the left side is the modelled second strike
    and C the declared threshold. No belief about intent enters.
    """
    missing = np.maximum(0.0, view.threshold - view.arriving)
    return Decision(np.minimum(1.0, missing / np.maximum(view.threshold, 1e-9)), view.reaction * missing)


register(
    "decision_rule", "intriligator_brito", title="Intriligator-Brito: hold what deters", function=decide,
    sources=("intriligator_brito_1984",), basis="D", stage="rivalry",
    validity="a published critique finds that no region of mutual deterrence may exist under other assumptions",
)  # fmt: skip
