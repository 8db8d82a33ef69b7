"""Offer models of belief and signalling as calculators."""

from __future__ import annotations

import math

from pydantic import Field

from equipoise.perception.assess import trust_threshold
from equipoise.registry import register
from equipoise.scenario.number import Spec


class TrustThreshold(Spec):
    """Take the payoffs of a stag hunt."""

    restraint: float = Field(1.0, description="R, both restrain")
    exploit: float = Field(0.6, description="T, arm against restraint")
    arming: float = Field(0.2, description="P, both arm")
    exploited: float = Field(-0.8, description="S, restrain against arming")


def trust(spec: TrustThreshold) -> dict[str, float]:
    """Belief above which a security seeker restrains: (P-S)/((P-S)+(R-T)).

    >>> round(trust(TrustThreshold())["threshold"], 6)
    0.714286
    """
    return {"threshold": trust_threshold((spec.restraint, spec.exploit, spec.arming, spec.exploited))}


class ReassuranceWindow(Spec):
    """Take Kydd's two-round reassurance game."""

    tempted: float = Field(1.6, description="exploiting an untrustworthy type gains, Tu > R = 1")
    trustworthy: float = Field(0.4, description="exploiting a trustworthy type gains, Tt < 1")
    exploited: float = Field(-1.2, description="loss when exploited, S < 0")
    prior: float = Field(0.4, gt=0.0, lt=1.0, description="prior belief that the other is trustworthy")


def reassurance_window(spec: ReassuranceWindow) -> dict[str, float]:
    """Size of a first step that separates types: s_min = pTu/(2pTu - p - (1-p)S), s_max = p/(pTt - (1-p)S).

    >>> out = reassurance_window(ReassuranceWindow())
    >>> round(out["s_min"], 6), round(out["s_max"], 6), round(out["least_prior"], 6)
    (0.4, 0.454545, 0.315789)
    """
    p, tu, tt, s = spec.prior, spec.tempted, spec.trustworthy, spec.exploited
    odds = -s * (tu - 1.0) / (2.0 * tu - 1.0 - tu * tt)
    return {"s_min": p * tu / (2.0 * p * tu - p - (1.0 - p) * s), "s_max": p / (p * tt - (1.0 - p) * s), "least_prior": odds / (1.0 + odds)}


class CostlySignals(Spec):
    """Take a crisis with private stakes."""

    p_win: float = Field(0.5, gt=0.0, le=1.0, description="probability of winning a war")
    cost: float = Field(1.0, gt=0.0, description="cost of war")
    q_fight: float = Field(0.25, ge=0.0, le=1.0, description="probability that the challenger wants to fight")
    value_max: float = Field(4.0, gt=0.0, description="stakes are uniform from 0 to this")


def costly_signals(spec: CostlySignals) -> dict[str, float]:
    """Sunk costs: v = c/p, m = (1-q)c/p. Tied hands: v = qc/(1-q+qp), m = c - pv. War risk q P(value >= v) (Fearon 1997).

    >>> out = costly_signals(CostlySignals())
    >>> [round(out[k], 6) for k in ("sunk_stake", "sunk_signal", "sunk_risk", "tied_stake", "tied_signal", "tied_risk")]
    [2.0, 1.5, 0.125, 0.285714, 0.857143, 0.232143]
    """
    p, c, q, top = spec.p_win, spec.cost, spec.q_fight, spec.value_max
    sunk, tied = c / p, q * c / (1.0 - q + q * p)
    return {
        "sunk_stake": sunk, "sunk_signal": (1.0 - q) * c / p, "sunk_risk": q * max(0.0, 1.0 - sunk / top),
        "tied_stake": tied, "tied_signal": c - p * tied, "tied_risk": q * max(0.0, 1.0 - tied / top),
    }  # fmt: skip


class Verification(Spec):
    """Take inspections passed."""

    prior: float = Field(0.4, ge=0.0, le=1.0, description="prior belief in compliance")
    exposure: float = Field(0.5, ge=0.0, le=1.0, description="probability that one inspection exposes a cheat")
    passed: int = Field(3, ge=0, description="inspections passed")


def verification(spec: Verification) -> dict[str, float]:
    """Belief after n clean inspections: p / (p + (1-p)(1-r)^n).

    >>> round(verification(Verification())["belief"], 6)
    0.842105
    """
    miss = (1.0 - spec.exposure) ** spec.passed
    return {"belief": spec.prior / (spec.prior + (1.0 - spec.prior) * miss)}


class CrawfordSobel(Spec):
    """Take the bias of a sender of cheap talk."""

    bias: float = Field(0.1, gt=0.0, description="difference of interests")


def crawford_sobel(spec: CrawfordSobel) -> dict[str, float | list[float]]:
    """Finest partition of cheap talk: N = ceil(-1/2 + sqrt(1 + 2/b)/2), edges a1 i + 2 i (i-1) b.

    >>> out = crawford_sobel(CrawfordSobel())
    >>> out["messages"], [round(e, 6) for e in out["edges"]]
    (2, [0.3])
    """
    n = max(1, math.ceil(-0.5 + 0.5 * math.sqrt(1.0 + 2.0 / spec.bias)))
    first = (1.0 - 2.0 * n * (n - 1) * spec.bias) / n
    return {"messages": n, "edges": [first * i + 2.0 * i * (i - 1) * spec.bias for i in range(1, n)]}


def _add(kind: str, title: str, function: object, spec: type, source: str, validity: str) -> None:
    register("model", kind, title=title, function=function, spec=spec, sources=(source,), validity=validity, basis="D", stage="perception")  # type: ignore[arg-type]


_add("trust-threshold", "Trust needed for restraint", trust, TrustThreshold, "kydd_2005", "stag hunt: R > T, P > S")
_add(
    "reassurance-window",
    "Kydd's window for a reassuring first step",
    reassurance_window,
    ReassuranceWindow,
    "kydd_2005",
    "two rounds, R = 1",
)
_add("costly-signals", "Sunk costs against tied hands", costly_signals, CostlySignals, "general", "uniform private stakes")
_add("verification", "Belief after clean inspections", verification, Verification, "general", "independent inspections")
_add("crawford-sobel", "How much cheap talk can say", crawford_sobel, CrawfordSobel, "general", "quadratic losses, uniform type")
