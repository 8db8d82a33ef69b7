"""Offer closed forms of engagement as calculators."""

from __future__ import annotations

import math

from pydantic import Field

from equipoise.registry import register
from equipoise.scenario.number import Spec


class Wilkening(Spec):
    """Take a raid, a single-shot kill probability, a track probability and the confidence wanted."""

    warheads: int = Field(20, ge=1, le=100000, description="warheads in the raid")
    decoys: int = Field(0, ge=0, le=1000000, description="decoys engaged like warheads")
    p_ssk: float = Field(0.7, gt=0.0, lt=1.0, description="single-shot kill probability")
    p_track: float = Field(0.99, gt=0.0, le=1.0, description="probability of a usable track, common to all shots at a warhead")
    confidence: float = Field(0.8, gt=0.0, lt=1.0, description="probability wanted that nothing leaks")


def wilkening(spec: Wilkening) -> dict[str, float | None]:
    """Interceptors for P(no leaker) >= confidence: n = ln(1 - Pc^(1/W)/P_track)/ln(1-p); barrage W n; two salvos W (n1 + (1-p)^n1 (n-n1)).

    >>> out = wilkening(Wilkening())
    >>> round(out["barrage"], 2), round(out["shoot_look_shoot"], 2)
    (113.07, 46.58)
    """
    need = spec.confidence ** (1.0 / spec.warheads)
    if need >= spec.p_track:
        return {"least_p_track": need, "shots_per_object": None, "barrage": None, "barrage_whole": None, "shoot_look_shoot": None}
    n = math.log(1.0 - need / spec.p_track) / math.log(1.0 - spec.p_ssk)
    objects = spec.warheads + spec.decoys
    first = min(2.0, n)
    return {
        "least_p_track": need, "shots_per_object": n, "barrage": objects * n, "barrage_whole": objects * math.ceil(n),
        "shoot_look_shoot": objects * (first + (1.0 - spec.p_ssk) ** first * (n - first)),
    }  # fmt: skip


class ImperfectLook(Spec):
    """Take a two-shot sequence with a look that errs."""

    p_ssk: float = Field(0.7, ge=0.0, le=1.0, description="single-shot kill probability")
    miss_called_kill: float = Field(0.1, ge=0.0, le=1.0, description="probability that a miss is taken for a kill")
    kill_called_miss: float = Field(0.1, ge=0.0, le=1.0, description="probability that a kill is taken for a miss")


def imperfect_look(spec: ImperfectLook) -> dict[str, float]:
    """Leak = (1-p)(e1 + (1-e1)(1-p)); shots = 1 + p e2 + (1-p)(1-e1).

    With a perfect look and p = 0.7 one warhead in eleven leaks: 0.3 x 0.3.

    >>> round(imperfect_look(ImperfectLook(miss_called_kill=0.0, kill_called_miss=0.0))["leak"], 2)
    0.09
    """
    p, e1, e2 = spec.p_ssk, spec.miss_called_kill, spec.kill_called_miss
    return {"leak": (1.0 - p) * (e1 + (1.0 - e1) * (1.0 - p)), "shots": 1.0 + p * e2 + (1.0 - p) * (1.0 - e1)}


class PrimRead(Spec):
    """Take interceptors spread over targets."""

    interceptors: float = Field(20.0, ge=0.0, description="perfect interceptors")
    targets: float = Field(10.0, gt=0.0, description="equal targets")


def prim_read(spec: PrimRead) -> dict[str, float]:
    """Random allocation of perfect interceptors: T = 2 I/M + 1 weapons a target bought; a known even one gives I/M + 1.

    >>> prim_read(PrimRead())
    {'price_random': 5.0, 'price_known': 3.0}
    """
    each = spec.interceptors / spec.targets
    return {"price_random": 2.0 * each + 1.0, "price_known": each + 1.0}


class StockExhaustion(Spec):
    """Take a raid against a stock fired two on one until it is empty."""

    warheads: float = Field(30.0, ge=0.0, description="warheads in the raid")
    interceptors: float = Field(44.0, ge=0.0, description="interceptors ready")
    shots: int = Field(2, ge=1, description="shots at each warhead")
    p_ssk: float = Field(0.56, ge=0.0, le=1.0, description="single-shot kill probability")


def stock_exhaustion(spec: StockExhaustion) -> dict[str, float]:
    """Expected leakers: max(0, W - E) + min(W, E)(1-p)^n, E = floor(I/n).

    44 interceptors, two on one, can meet 22 warheads.

    >>> stock_exhaustion(StockExhaustion())["engaged"]
    22.0
    """
    engaged = min(spec.warheads, float(math.floor(spec.interceptors / spec.shots)))
    return {"engaged": engaged, "leakers": spec.warheads - engaged + engaged * (1.0 - spec.p_ssk) ** spec.shots}


register(
    "model", "wilkening", title="Interceptors needed for a raid", function=wilkening, spec=Wilkening, sources=("wilkening_1999",),
    validity="independent shots given a track; real shots per warhead; first salvo of two in shoot-look-shoot", basis="S",
    stage="engagement",
)  # fmt: skip
register(
    "model", "imperfect-look", title="Two shots with a look that errs", function=imperfect_look, spec=ImperfectLook,
    sources=("general",), validity="two shots, independent", basis="D", stage="engagement",
)  # fmt: skip
register(
    "model", "prim-read", title="Prim-Read deployment of interceptors", function=prim_read, spec=PrimRead, sources=("general",),
    validity="perfect interceptors, equal targets", basis="D", stage="engagement",
)  # fmt: skip
register(
    "model", "stock-exhaustion", title="Leakers when the stock runs out", function=stock_exhaustion, spec=StockExhaustion,
    sources=("wilkening_1999",), validity="one layer, no decoys, no look", basis="S", stage="engagement",
)  # fmt: skip
