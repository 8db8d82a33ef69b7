"""Ask how opinions of audiences move one another."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError
from equipoise.perception.models.inputs import ASSUMED, Shares
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

Array = NDArray[np.float64]
MOST_AUDIENCES = 20
_SETTLED = 1e-10


class OpinionNetwork(Spec):
    """Take audiences, whom they listen to, and by which rule they move."""

    rule: Literal["degroot", "friedkin-johnsen", "bounded-confidence", "deffuant", "biased-assimilation"] = declare_input(
        "friedkin-johnsen", "how opinions move", **ASSUMED
    )  # fmt: skip
    start: Shares = declare_input((1.0, 0.0), "opinion of each audience, 0 to 1", **ASSUMED, max_length=MOST_AUDIENCES)
    weights: Shares = declare_input(
        (0.5, 0.5, 0.5, 0.5), "weight that each (row) gives to each, row by row; rows sum to 1", **ASSUMED, max_length=MOST_AUDIENCES**2
    )
    susceptibility: Shares = declare_input(
        (0.8, 0.4), "how far each is open to others; one near 0 holds on to its start", **ASSUMED, max_length=MOST_AUDIENCES
    )
    radius: float = declare_input(0.3, "largest difference that is still listened to", **ASSUMED, interval=(0.05, 1.0), ge=0.0, le=1.0)
    rate: float = declare_input(0.5, "how far a pair moves toward one another", **ASSUMED, interval=(0.1, 0.5), ge=0.0, le=0.5)
    bias: float = declare_input(
        1.0, "b, how far an audience weighs what it hears by what it believes", **ASSUMED, interval=(0.0, 3.0), ge=0.0, le=20.0
    )
    rounds: int = declare_input(200, "rounds", **ASSUMED, ge=0, le=5000)


def solve_friedkin_johnsen(weights: Array, susceptibility: Array, start: Array) -> Array | None:
    """Solve x* = (I - L W)^-1 (I - L) x0; None where some group is wholly open and hears no one that is not."""
    system = np.eye(len(start)) - susceptibility[:, None] * weights
    if np.linalg.cond(system) > 1e12:
        return None
    return np.asarray(np.linalg.solve(system, (1.0 - susceptibility) * start), dtype=np.float64)


def step_opinions(spec: OpinionNetwork, x: Array, start: Array, weights: Array, open_to: Array) -> Array:
    """Move all opinions by one round of the rule."""
    if spec.rule == "deffuant":  # pairs in turn, a fixed order instead of chance
        x = x.copy()
        for i in range(len(x)):
            for j in range(i + 1, len(x)):
                if abs(x[i] - x[j]) <= spec.radius:
                    x[i], x[j] = x[i] + spec.rate * (x[j] - x[i]), x[j] + spec.rate * (x[i] - x[j])
        return x
    if spec.rule == "bounded-confidence":
        near = np.abs(x[:, None] - x[None, :]) <= spec.radius + 1e-12
        return np.array([float(x[row].sum()) / int(row.sum()) for row in near])
    heard: Array = weights @ x
    if spec.rule == "friedkin-johnsen":
        return open_to * heard + (1.0 - open_to) * start
    if spec.rule == "biased-assimilation":
        own = np.diag(weights)
        others, pull = heard - own * x, 1.0 - own
        yes, no = np.power(x, spec.bias) * others, np.power(1.0 - x, spec.bias) * (pull - others)
        total = own + yes + no
        return np.where(total > 0.0, (own * x + yes) / np.where(total > 0.0, total, 1.0), x)
    return heard


def opinion_network(spec: OpinionNetwork) -> dict[str, Any]:
    """Opinions of audiences under one rule: DeGroot x <- Wx; Friedkin-Johnsen x <- LWx + (I-L)x0, at rest (I-LW)^-1 (I-L) x0; and others.

    DeGroot (1974); Friedkin and Johnsen (1990); bounded confidence, the mean of those within the radius (Hegselmann and Krause 2002);
    Deffuant and others (2000), pairs within the radius move by the rate, here in a fixed order; biased assimilation (Dandekar, Goel
    and Lee 2013), x <- (wx + x^b s)/(w + x^b s + (1-x)^b (d-s)), which is DeGroot at b = 0 and polarises from b = 1 on.

    >>> [round(x, 6) for x in opinion_network(OpinionNetwork())["at_rest"]]
    [0.4, 0.1]
    """
    n = len(spec.start)
    if n == 0 or len(spec.weights) != n * n:
        raise InputError(path="weights", problem=f"{len(spec.weights)} weights for {n} audiences", accepted=f"{n * n}, row by row")
    if len(spec.susceptibility) not in (1, n):
        raise InputError(path="susceptibility", problem=f"{len(spec.susceptibility)} values for {n} audiences", accepted=f"1 or {n}")
    start, weights = np.array(spec.start), np.array(spec.weights).reshape(n, n)
    if (np.abs(weights.sum(axis=1) - 1.0) > 1e-9).any():
        raise InputError(path="weights", problem="a row does not sum to 1", accepted="shares of attention that sum to 1 in each row")
    open_to = np.broadcast_to(np.array(spec.susceptibility), (n,))
    x, settled = start, None
    for number in range(1, spec.rounds + 1):
        moved = step_opinions(spec, x, start, weights, open_to)
        if settled is None and float(np.abs(moved - x).max()) < _SETTLED:
            settled = number
        x = moved
    rest = solve_friedkin_johnsen(weights, open_to, start) if spec.rule == "friedkin-johnsen" else None
    return {
        "opinions": [float(v) for v in x], "at_rest": [float(v) for v in rest] if rest is not None else None, "round_settled": settled,
        "range_start": float(start.max() - start.min()), "range_end": float(x.max() - x.min()), "n_camps": _count_camps(x),
    }  # fmt: skip


def _count_camps(x: Array) -> int:
    return 1 + int((np.diff(np.sort(x)) > 0.01).sum())


register(
    "model", "opinion-network", title="Opinions of audiences", function=opinion_network, spec=OpinionNetwork,
    sources=("degroot_1974", "friedkin_johnsen_1990", "hegselmann_krause_2002", "deffuant_2000", "dandekar_2013"), basis="G",
    stage="perception", validity="one opinion an audience, fixed attention; weights are assumptions, no survey gives them",
    outputs={
        "opinions": ("", "opinion of each audience after the rounds"),
        "at_rest": ("", "where Friedkin-Johnsen comes to rest; none for other rules or where it depends on more"),
        "round_settled": ("", "round in which nothing moves any more; none if not within the rounds"),
        "range_start": ("", "highest less lowest opinion at the start"), "range_end": ("", "the same at the end"),
        "n_camps": ("", "groups of opinions more than 0.01 apart"),
    },
)  # fmt: skip
