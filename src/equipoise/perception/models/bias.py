"""Ask how far a mind that misreads contrary signals can be led astray for good."""

from __future__ import annotations

import math
from typing import Any

from equipoise.perception.models.inputs import ASSUMED
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class ConfirmationBias(Spec):
    """Take signals that are right with some odds, and a reader who misreads what contradicts its belief."""

    accuracy: float = declare_input(0.6, "t, odds that a signal points to the truth", **ASSUMED, interval=(0.5, 0.95), gt=0.5, lt=1.0)
    misread: float = declare_input(
        0.3, "q, odds that a signal against the belief is read as one for it", basis="A", source="rabin_schrag_1999",
        interval=(0.0, 0.8), ge=0.0, le=1.0,
    )  # fmt: skip
    signals: int = declare_input(50, "signals", **ASSUMED, ge=1, le=2000)


def spread_counts(accuracy: float, misread: float, signals: int) -> list[float]:
    """Spread the law of signals read for the truth less signals read against it: index `signals` is a draw; exact recursion."""
    law = [0.0] * (2 * signals + 1)
    law[signals] = 1.0
    up = (accuracy * (1.0 - misread), accuracy, accuracy + (1.0 - accuracy) * misread)  # wrong belief, none, right belief
    for step in range(signals):
        following = [0.0] * len(law)
        for i in range(signals - step, signals + step + 1):
            if law[i] > 0.0:
                rise = up[(i > signals) - (i < signals) + 1]
                following[i + 1] += law[i] * rise
                following[i - 1] += law[i] * (1.0 - rise)
        law = following
    return law


def find_wrong_forever(accuracy: float, misread: float) -> float:
    """Find the odds that the belief ends wrong for good: the walk steps off zero and never returns (gambler's ruin)."""
    rise_wrong, fall_right = accuracy * (1.0 - misread), (1.0 - accuracy) * (1.0 - misread)
    back_wrong = min(1.0, rise_wrong / (1.0 - rise_wrong))  # accuracy (1-q) < 1
    back_right = min(1.0, fall_right / (1.0 - fall_right))
    wrong, right = (1.0 - accuracy) * (1.0 - back_wrong), accuracy * (1.0 - back_right)
    return wrong / (wrong + right)


def confirmation_bias(spec: ConfirmationBias) -> dict[str, Any]:
    """Misreading of contrary signals with odds q: a wrong belief reinforces itself iff q > 1 - 1/(2t) (Rabin and Schrag 1999).

    Two hypotheses, even prior; the belief follows the count of signals as read. While it is wrong a signal is read for the truth
    with odds t(1-q), which is below one half beyond the bound: such a belief may never be left, however many signals come. The law
    after n signals is an exact recursion; in the end it is wrong with the odds of a random walk that steps off zero and stays away.

    >>> round(confirmation_bias(ConfirmationBias(accuracy=0.6))["bound"], 6)
    0.166667
    """
    law = spread_counts(spec.accuracy, spec.misread, spec.signals)
    fair = spread_counts(spec.accuracy, 0.0, spec.signals)
    n = spec.signals
    bound = 1.0 - 1.0 / (2.0 * spec.accuracy)
    return {
        "p_wrong": math.fsum(law[:n]), "p_undecided": law[n], "p_right": math.fsum(law[n + 1 :]), "p_wrong_unbiased": math.fsum(fair[:n]),
        "p_wrong_forever": find_wrong_forever(spec.accuracy, spec.misread), "bound": bound, "is_self_reinforcing": spec.misread > bound,
        "drift_while_wrong": 2.0 * spec.accuracy * (1.0 - spec.misread) - 1.0,
    }  # fmt: skip


register(
    "model", "confirmation-bias", title="Misreading what contradicts a belief", function=confirmation_bias, spec=ConfirmationBias,
    sources=("rabin_schrag_1999",), basis="D", stage="perception", validity="two hypotheses, even prior, signals independent and alike",
    outputs={
        "p_wrong": ("", "belief is on the wrong side after the signals"), "p_undecided": ("", "on neither"),
        "p_right": ("", "on the right side"),
        "p_wrong_unbiased": ("", "wrong side without misreading"), "p_wrong_forever": ("", "wrong in the end and for good"),
        "bound": ("", "q above which a wrong belief reinforces itself"), "is_self_reinforcing": ("", "whether it does"),
        "drift_while_wrong": ("signals", "mean move toward the truth at each signal while wrong; below 0 it moves away"),
    },
)  # fmt: skip
