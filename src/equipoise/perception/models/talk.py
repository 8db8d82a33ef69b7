"""Ask what words can do: without commitment, with commitment, and with inspections."""

from __future__ import annotations

import math
from typing import Any

from equipoise.perception.models.inputs import ASSUMED
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

MOST_MESSAGES = 1000


class CrawfordSobel(Spec):
    """Take the bias of a sender of cheap talk."""

    bias: float = declare_input(0.1, "difference of interests", unit="range of types", **ASSUMED, interval=(0.001, 0.5), ge=1e-6, le=1e3)


def crawford_sobel(spec: CrawfordSobel) -> dict[str, Any]:
    """Finest partition of cheap talk: N = ceil(-1/2 + sqrt(1 + 2/b)/2), edges a1 i + 2 i (i-1) b (Crawford and Sobel 1982).

    From b = 1/4 on nothing is said (babbling). The receiver's mean squared error is 1/(12 N^2) + b^2 (N^2 - 1)/3, against 1/12 with
    no words. If every type gains from being believed, words leave beliefs at the prior whatever the bias.

    >>> out = crawford_sobel(CrawfordSobel())
    >>> out["messages"], [round(e, 6) for e in out["edges"]]
    (2, [0.3])
    """
    n = max(1, math.ceil(-0.5 + 0.5 * math.sqrt(1.0 + 2.0 / spec.bias) - 1e-12))
    first = (1.0 - 2.0 * n * (n - 1) * spec.bias) / n
    shown = min(n, MOST_MESSAGES)
    error = 1.0 / (12.0 * n * n) + spec.bias**2 * (n * n - 1.0) / 3.0
    return {
        "messages": n, "edges": [first * i + 2.0 * i * (i - 1) * spec.bias for i in range(1, shown)], "is_babbling": n == 1,
        "variance_left": error, "share_learned": 1.0 - 12.0 * error,
    }  # fmt: skip


class BayesianPersuasion(Spec):
    """Take a sender who can commit to what it will say, and a receiver who needs a certain belief to act."""

    prior: float = declare_input(0.2, "prior belief in the good state", **ASSUMED, interval=(0.01, 0.99), ge=0.0, le=1.0)
    threshold: float = declare_input(0.5, "tau, belief that the receiver needs", **ASSUMED, interval=(0.05, 0.95), gt=0.0, le=1.0)


def bayesian_persuasion(spec: BayesianPersuasion) -> dict[str, float]:
    """Best a committed sender can do: P(act) = min(1, prior/tau), saying yes in every good state and in some bad ones.

    Kamenica and Gentzkow (2011). A bad state is called good with chance prior (1-tau)/(tau (1-prior)), so that a yes leaves the
    receiver exactly at tau. Without commitment the gain over the prior is nothing.

    >>> out = bayesian_persuasion(BayesianPersuasion())
    >>> round(out["p_act"], 6), round(out["p_yes_if_bad"], 6)
    (0.4, 0.25)
    """
    p, tau = spec.prior, spec.threshold
    is_convinced = p >= tau
    lie = 1.0 if is_convinced else p * (1.0 - tau) / (tau * (1.0 - p))
    act = 1.0 if is_convinced else p / tau
    return {
        "p_act": act, "p_act_without_commitment": 1.0 if is_convinced else 0.0, "p_act_truth_told": p if tau > 0.0 else 1.0,
        "p_yes_if_bad": lie, "belief_after_yes": p if is_convinced else (tau if p > 0.0 else 0.0),
    }  # fmt: skip


class Verification(Spec):
    """Take inspections passed."""

    prior: float = declare_input(0.4, "prior belief in compliance", **ASSUMED, interval=(0.01, 0.99), ge=0.0, le=1.0)
    exposure: float = declare_input(
        0.5, "probability that one inspection exposes a cheat", **ASSUMED, interval=(0.05, 0.95), ge=0.0, le=1.0
    )
    passed: int = declare_input(3, "inspections passed", **ASSUMED, ge=0, le=100000)
    trust_needed: float = declare_input(
        0.714286, "belief that restraint needs (see trust-threshold)", **ASSUMED, interval=(0.3, 0.95), ge=0.0, lt=1.0
    )


def verification(spec: Verification) -> dict[str, Any]:
    """Belief after n clean inspections: p / (p + (1-p)(1-r)^n), and how many bring it to the trust that restraint needs.

    >>> out = verification(Verification())
    >>> round(out["belief"], 6), out["inspections_needed"]
    (0.842105, 2)
    """
    miss = (1.0 - spec.exposure) ** spec.passed
    known = spec.prior + (1.0 - spec.prior) * miss
    needed: int | None = None
    if spec.prior >= spec.trust_needed:
        needed = 0
    elif spec.prior > 0.0 and spec.exposure == 1.0:
        needed = 1
    elif spec.prior > 0.0 and spec.exposure > 0.0:
        ratio = spec.prior * (1.0 - spec.trust_needed) / (spec.trust_needed * (1.0 - spec.prior))
        needed = math.ceil(math.log(ratio) / math.log1p(-spec.exposure) - 1e-12)
    return {"belief": spec.prior / known if known > 0.0 else 0.0, "p_cheat_unseen": miss, "inspections_needed": needed}


register(
    "model", "crawford-sobel", title="How much cheap talk can say", function=crawford_sobel, spec=CrawfordSobel,
    sources=("crawford_sobel_1982",), basis="G", stage="perception", validity="quadratic losses, uniform type, one sender",
    outputs={
        "messages": ("", "of the finest partition; coarser ones and babbling are equilibria too"),
        "edges": ("range of types", "where one message gives way to the next; the first 999"),
        "is_babbling": ("", "whether nothing can be said"),
        "variance_left": ("range of types^2", "mean squared error of the receiver"),
        "share_learned": ("", "share of the variance that words take away"),
    },
)  # fmt: skip
register(
    "model", "bayesian-persuasion", title="Persuasion with commitment", function=bayesian_persuasion, spec=BayesianPersuasion,
    sources=("kamenica_gentzkow_2011",), basis="G", stage="perception",
    validity="two states, two acts, a sender bound to its rule of speech",
    outputs={
        "p_act": ("", "chance that the receiver acts as the sender wishes"), "p_act_without_commitment": ("", "the same with words alone"),
        "p_act_truth_told": ("", "the same if the state is simply shown"), "p_yes_if_bad": ("", "share of bad states called good"),
        "belief_after_yes": ("", "of the receiver"),
    },
)  # fmt: skip
register(
    "model", "verification", title="Belief after clean inspections", function=verification, spec=Verification, sources=("general",),
    basis="D", stage="perception", validity="independent inspections, no false alarms",
    outputs={
        "belief": ("", "that the other complies"), "p_cheat_unseen": ("", "chance that a cheat passes them all"),
        "inspections_needed": ("", "clean inspections that bring belief to the trust needed; none if none do"),
    },
)  # fmt: skip
