"""Ask what a costly signal must cost to be believed: sunk at once, tied to backing down, or a mixture."""

from __future__ import annotations

from typing import Any

from equipoise.perception.models.inputs import ASSUMED
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class CostlySignals(Spec):
    """Take a crisis with private stakes."""

    p_win: float = declare_input(0.5, "probability of winning a war", **ASSUMED, interval=(0.1, 0.9), gt=0.0, le=1.0)
    cost: float = declare_input(1.0, "cost of war", unit="value", **ASSUMED, gt=0.0, le=1e6)
    q_fight: float = declare_input(0.25, "probability that the challenger wants to fight", **ASSUMED, interval=(0.0, 0.9), ge=0.0, lt=1.0)
    value_max: float = declare_input(4.0, "stakes are uniform from 0 to this", unit="value", **ASSUMED, gt=0.0, le=1e6)
    sunk_share: float = declare_input(
        0.5, "share of the mixed signal that is paid at once; the rest only on backing down", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0
    )  # fmt: skip


def find_signal(p: float, c: float, q: float, share: float) -> tuple[float, float]:
    """Find the least stake that signals and the size of the signal, when a share of it is sunk and the rest tied.

    Fight iff p v - c >= -(1-s) m, and the least type is indifferent: (1-q) v + q (p v - c) = s m. So
    v = c (q(1-s) + s)/((1-q+qp)(1-s) + ps); s = 0 and s = 1 are Fearon's two forms.

    >>> find_signal(0.5, 1.0, 0.25, 1.0)
    (2.0, 1.5)
    """
    stake = c * (q * (1.0 - share) + share) / ((1.0 - q + q * p) * (1.0 - share) + p * share)
    worth = (1.0 - q) * stake + q * (p * stake - c)
    return stake, worth / share if share >= 0.5 else (c - p * stake) / (1.0 - share)


def rate_signal(spec: CostlySignals, share: float) -> tuple[float, float, float, float]:
    """Rate a signal: least stake, size, risk of war, and what the sender expects before it knows its stake."""
    p, c, q, top = spec.p_win, spec.cost, spec.q_fight, spec.value_max
    stake, size = find_signal(p, c, q, share)
    if stake >= top:
        return stake, size, 0.0, 0.0
    sending = (top - stake) / top
    middle = 0.5 * (top + stake)
    return stake, size, q * sending, sending * ((1.0 - q) * middle + q * (p * middle - c) - share * size)


def costly_signals(spec: CostlySignals) -> dict[str, Any]:
    """Sunk costs: v = c/p, m = (1-q)c/p. Tied hands: v = qc/(1-q+qp), m = c - pv. War risk q P(value >= v) (Fearon 1997).

    Nobody bluffs with either; leaders do better on average tying hands, though that gives a higher risk of war: both findings are
    told as outputs. Military moves do both (Slantchev 2005), hence the mixture, derived here.

    >>> out = costly_signals(CostlySignals())
    >>> [round(out[k], 6) for k in ("sunk_stake", "sunk_signal", "sunk_risk", "tied_stake", "tied_signal", "tied_risk")]
    [2.0, 1.5, 0.125, 0.285714, 0.857143, 0.232143]
    """
    out: dict[str, Any] = {}
    for name, share in (("sunk", 1.0), ("tied", 0.0), ("mixed", spec.sunk_share)):
        out |= dict(zip((f"{name}_stake", f"{name}_signal", f"{name}_risk", f"{name}_value"), rate_signal(spec, share), strict=True))
    return out | {
        "tied_is_better": out["tied_value"] >= out["sunk_value"], "tied_is_riskier": out["tied_risk"] >= out["sunk_risk"],
        "is_sent": min(out["sunk_stake"], out["tied_stake"]) < spec.value_max,
    }  # fmt: skip


_NAMES = {"sunk": "sunk cost", "tied": "tied hands", "mixed": "the mixture"}
register(
    "model", "costly-signals", title="Sunk costs against tied hands", function=costly_signals, spec=CostlySignals,
    sources=("fearon_1997", "slantchev_2005"), basis="D", stage="perception",
    validity="uniform private stakes; signals that nobody sends in bluff",
    outputs={f"{k}_stake": ("value", f"least stake that sends the signal, {w}") for k, w in _NAMES.items()}
    | {f"{k}_signal": ("value", f"size that the signal must have, {w}") for k, w in _NAMES.items()}
    | {f"{k}_risk": ("", f"probability of war, {w}") for k, w in _NAMES.items()}
    | {f"{k}_value": ("value", f"what the sender expects before it knows its stake, {w}") for k, w in _NAMES.items()}
    | {
        "tied_is_better": ("", "whether the sender expects more from tied hands"),
        "tied_is_riskier": ("", "whether tied hands risk more war"),
        "is_sent": ("", "whether any stake sends either signal"),
    },
)  # fmt: skip
