"""Ask how far fear of armed rivals unravels restraint when each one's cost of arming is private."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.registry import declare_input, register
from equipoise.rivalry.games.cutoffs import find_cutoff_pairs, find_cutoffs
from equipoise.rivalry.models.inputs import ASSUMED
from equipoise.scenario.number import Spec

SOURCE = "baliga_sjostrom_2004"
_MOST_ROUNDS = 200


class BaligaSjostrom(Spec):
    """Take an arms-race game with private costs on [0, 1], of law F(c) = c^shape; the owner of a shield may be state 1."""

    gain: float = declare_input(0.1, "mu, gain of building alone", unit="utility", **ASSUMED, interval=(0.01, 0.5), ge=0.0, le=100.0)
    loss: float = declare_input(1.1, "d, loss of being exploited", unit="utility", **ASSUMED, interval=(0.8, 2.0), gt=0.0, le=100.0)
    shape: float = declare_input(
        1.0, "exponent of the law of costs: 1 uniform, above 1 few states find arming cheap", **ASSUMED, interval=(0.5, 4.0), ge=0.05,
        le=20.0
    )  # fmt: skip
    shield_gain: float = declare_input(0.0, "what a shield of state 1 adds to its own mu", unit="utility", **ASSUMED, ge=-100.0, le=100.0)
    shield_loss: float = declare_input(0.0, "what it adds to d of state 2", unit="utility", **ASSUMED, ge=-100.0, le=100.0)


def find_vanishing_gain(loss: float, shape: float) -> float | None:
    """Find the largest mu that leaves a peaceful root, where the best reply touches the diagonal; none if d < 1, for then one stays.

    With F = c^2 it is (d - sqrt(d^2 - 1))/2.

    >>> round(find_vanishing_gain(1.1, 2.0), 6)
    0.320871
    """
    if loss < 1.0:
        return None
    if shape <= 1.0:
        return 0.0  # concave: any gain unravels restraint
    low, high = 0.0, min(loss, 1.0)
    for _ in range(200):
        mu = 0.5 * (low + high)
        touch = math.pow(shape * max(loss - mu, 1e-300), -1.0 / (shape - 1.0)) if shape * (loss - mu) > 1.0 else 1.0
        if mu + touch**shape * (loss - mu) - touch < 0.0:
            low = mu
        else:
            high = mu
    return 0.5 * (low + high)


def spread_fear(gain: float, loss: float, shape: float) -> list[float]:
    """Follow the contagion c <- G(c) from nobody armed: those who arm for gain, those who arm for fear of them, and so on."""
    rounds: list[float] = []
    c = 0.0
    for _ in range(_MOST_ROUNDS):
        following = min(1.0, max(0.0, gain + (c**shape) * (loss - gain)))
        if rounds and abs(following - c) < 1e-12:
            break
        rounds.append(following)
        c = following
    return rounds


def baliga_sjostrom(spec: BaligaSjostrom) -> dict[str, Any]:
    """Build iff the private cost is at most c = G(c) = mu + F(c)(d - mu): every cutoff, and the rounds of fear that lead to the least.

    Baliga and Sjostrom (2004): both may want no race with probability near one, and yet, if F(c)d >= c for all c and mu > 0, a race
    with certainty is the only equilibrium. Any concave F with d >= 1 is enough. A cutoff is stable if G' < 1 there. A shield raises
    the owner's mu and the other's d: the last outputs are the pairs of cutoffs of two unlike states.

    >>> out = baliga_sjostrom(BaligaSjostrom())
    >>> [round(c, 6) for c in out["cutoffs"]][:3], len(out["cutoffs"]), out["is_race_only"]
    ([0.1, 0.2, 0.3], 10, True)
    >>> [round(c, 6) for c in baliga_sjostrom(BaligaSjostrom(shape=2.0))["equilibria"]]
    [0.112702, 0.887298, 1.0]
    """
    mu, d, k = spec.gain, spec.loss, spec.shape
    found = find_cutoffs(*(np.array([x]) for x in (mu, d, k)))[0]
    roots = [float(c) for c in found if math.isfinite(c)]
    rounds = spread_fear(mu, d, k)
    one = np.ones(1)
    pairs = find_cutoff_pairs((mu + spec.shield_gain) * one, d * one, k * one, mu * one, (d + spec.shield_loss) * one, k * one)[0]
    pairs = pairs[np.isfinite(pairs[:, 0])]
    return {
        "cutoffs": rounds, "equilibria": roots, "p_build": [c**k for c in roots], "is_stable": [_is_stable(c, mu, d, k) for c in roots],
        "p_race": roots[0] ** k, "p_race_worst": roots[-1] ** k, "peaceful_cutoff": roots[0] if roots[0] < 1.0 else None,
        "is_race_only": roots == [1.0], "is_condition_met": mu > 0.0 and d >= 1.0 and k <= 1.0,
        "vanishing_gain": find_vanishing_gain(d, k), "pairs_owner": [float(c) for c in pairs[:, 0]],
        "pairs_other": [float(c) for c in pairs[:, 1]],
    }  # fmt: skip


def _is_stable(c: float, gain: float, loss: float, shape: float) -> bool:
    if c == 1.0 and loss > 1.0:
        return True
    if c == 0.0:
        return gain < 0.0 or shape > 1.0
    return abs(shape * math.pow(c, shape - 1.0) * (loss - gain)) < 1.0


register(
    "model", "baliga-sjostrom", title="Contagion of fear in an arms race", function=baliga_sjostrom, spec=BaligaSjostrom,
    sources=(SOURCE,), basis="D", stage="rivalry",
    validity="private costs on [0, 1] of law c^shape, alike for both unless a shield parts them; no talk (see baliga-sjostrom-talk)",
    outputs={
        "cutoffs": ("utility", "rounds of contagion from nobody armed"),
        "equilibria": ("utility", "all cutoffs that stand; 1: every type builds"),
        "p_build": ("", "probability that a state builds, at each"), "is_stable": ("", "whether small fears die out there"),
        "p_race": ("", "probability that a state builds where least arming stands"),
        "p_race_worst": ("", "the same where most arming stands"),
        "peaceful_cutoff": ("utility", "the least cutoff; none where every type builds"),
        "is_race_only": ("", "whether a race with certainty is the only equilibrium"),
        "is_condition_met": ("", "whether F(c) d >= c for all c and mu > 0"),
        "vanishing_gain": ("utility", "mu above which no peaceful root is left; none where one always is"),
        "pairs_owner": ("utility", "cutoffs of state 1, which owns the shield, least first"),
        "pairs_other": ("utility", "cutoffs of state 2 in the same equilibria"),
    },
)  # fmt: skip
