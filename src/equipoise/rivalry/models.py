"""Offer arms-race models as calculators."""

from __future__ import annotations

import math

from pydantic import Field

from equipoise.registry import register
from equipoise.scenario.number import Spec


class Richardson(Spec):
    """Take the coefficients of Richardson's race."""

    reaction_x: float = Field(0.3, ge=0.0, description="k, how x answers y")
    fatigue_x: float = Field(0.6, gt=0.0, description="a, how x tires")
    grievance_x: float = Field(1.0, description="g")
    reaction_y: float = Field(0.4, ge=0.0, description="l, how y answers x")
    fatigue_y: float = Field(0.5, gt=0.0, description="b, how y tires")
    grievance_y: float = Field(0.8, description="h")


def richardson(spec: Richardson) -> dict[str, float | bool | None]:
    """Equilibrium of x' = ky - ax + g, y' = lx - by + h: x* = (kh + bg)/(ab - kl); stable if ab > kl; it never oscillates.

    >>> out = richardson(Richardson())
    >>> round(out["x"], 4), round(out["y"], 4), round(out["slow_eigenvalue"], 6), round(out["fast_eigenvalue"], 6)
    (4.1111, 4.8889, -0.2, -0.9)
    """
    k, a, g = spec.reaction_x, spec.fatigue_x, spec.grievance_x
    m, b, h = spec.reaction_y, spec.fatigue_y, spec.grievance_y
    det, root = a * b - k * m, math.sqrt((a - b) ** 2 / 4.0 + k * m)
    return {
        "x": (k * h + b * g) / det if det else None, "y": (m * g + a * h) / det if det else None, "is_stable": det > 0.0,
        "slow_eigenvalue": -(a + b) / 2.0 + root, "fast_eigenvalue": -(a + b) / 2.0 - root,
        "critical_misperception": math.sqrt(a * b / (k * m)) - 1.0 if k * m > 0.0 else None,
    }  # fmt: skip


class Bass(Spec):
    """Take the coefficients of diffusion."""

    innovation: float = Field(0.03, gt=0.0, description="p, adoption without others a year")
    imitation: float = Field(0.38, gt=0.0, description="q, adoption by others' example a year")
    years: float = Field(10.0, ge=0.0, description="years since the first")


def bass(spec: Bass) -> dict[str, float]:
    """Share that has adopted: F = (1 - e^-(p+q)t)/(1 + (q/p) e^-(p+q)t); peak at ln(q/p)/(p+q).

    >>> round(bass(Bass())["peak_year"], 3)
    6.193
    """
    p, q = spec.innovation, spec.imitation
    e = math.exp(-(p + q) * spec.years)
    return {"adopted": (1.0 - e) / (1.0 + q / p * e), "peak_year": math.log(q / p) / (p + q)}


class BaligaSjostrom(Spec):
    """Take an arms-race game with private costs, uniform from 0 to 1."""

    gain: float = Field(0.1, ge=0.0, description="mu, gain of building alone")
    loss: float = Field(1.1, gt=0.0, description="d, loss of being exploited")


def baliga_sjostrom(spec: BaligaSjostrom) -> dict[str, float | list[float]]:
    """Rounds of contagion: build if cost <= mu + F(previous)(d - mu); uniform costs unravel to a race with certainty.

    >>> [round(c, 6) for c in baliga_sjostrom(BaligaSjostrom())["cutoffs"]][:3]
    [0.1, 0.2, 0.3]
    """
    cutoffs: list[float] = []
    c = 0.0
    for _ in range(200):
        nxt = min(1.0, spec.gain + c * (spec.loss - spec.gain))
        if cutoffs and abs(nxt - c) < 1e-12:
            break
        cutoffs.append(nxt)
        c = nxt
    return {"cutoffs": cutoffs, "p_race": c}


class CommitmentWar(Spec):
    """Take a shift of power."""

    p_now: float = Field(0.5, ge=0.0, le=1.0, description="odds of the declining side now")
    p_later: float = Field(0.4, ge=0.0, le=1.0, description="its odds later")
    cost: float = Field(0.2, ge=0.0, description="cost of war")
    discount: float = Field(0.95, ge=0.0, lt=1.0, description="discount factor")


def commitment_war(spec: CommitmentWar) -> dict[str, float | bool]:
    """Preventive war iff p1 - delta p2 > (1 - delta)(1 + c) (Fearon 1995, Powell 2006).

    >>> round(commitment_war(CommitmentWar())["critical_p_later"], 5)
    0.46316
    """
    limit = (spec.p_now - (1.0 - spec.discount) * (1.0 + spec.cost)) / spec.discount
    return {"critical_p_later": limit, "is_war": spec.p_later < limit}


class RaceToField(Spec):
    """Take two exponential waiting times."""

    rate_shield: float = Field(0.1, gt=0.0, description="chance a year of fielding the shield")
    rate_rival: float = Field(0.2, gt=0.0, description="chance a year that the rival fields its weapon")


def race_to_field(spec: RaceToField) -> dict[str, float]:
    """P(shield first) = ls/(ls + lr); the mean window is that over lr.

    >>> round(race_to_field(RaceToField())["p_shield_first"], 4)
    0.3333
    """
    p = spec.rate_shield / (spec.rate_shield + spec.rate_rival)
    return {"p_shield_first": p, "mean_window_years": p / spec.rate_rival}


def _add(kind: str, title: str, function: object, spec: type, source: str, validity: str) -> None:
    register("model", kind, title=title, function=function, spec=spec, sources=(source,), validity=validity, basis="D", stage="rivalry")  # type: ignore[arg-type]


_add("richardson", "Richardson's arms race", richardson, Richardson, "general", "two states, linear, exact in time")
_add("bass-diffusion", "Diffusion of a technology", bass, Bass, "general", "default rates come from consumer durables, not weapons")
_add(
    "baliga-sjostrom", "Contagion of fear in an arms race", baliga_sjostrom, BaligaSjostrom, "baliga_sjostrom_2004", "uniform private costs"
)
_add("commitment-war", "War by commitment problem", commitment_war, CommitmentWar, "general", "one shift of power")
_add("race-to-field", "Who fields first", race_to_field, RaceToField, "general", "constant rates")
