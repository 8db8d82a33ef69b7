"""Ask whether restraint can be kept up over time, in calm, in rivalry and behind a shield."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.registry import declare_input, register
from equipoise.rivalry.games.markov import find_markov_equilibria
from equipoise.rivalry.models.inputs import ASSUMED, STAKES, Reals, need_length, take_discount, take_stakes
from equipoise.scenario.number import Spec

STATES = ("calm", "rivalry", "shielded")
LETTERS = "RA"


class MarkovRestraint(Spec):
    """Take the stakes, how states of the world follow on one another, and how far the future counts."""

    stakes_1: Reals = take_stakes((1.0, 1.5, 0.2, -0.8), "state 1, which may field the shield")
    stakes_2: Reals = take_stakes((1.0, 1.5, 0.2, -0.8), "state 2")
    discount: float = take_discount(0.9)
    tension: float = declare_input(0.1, "loss of both in rivalry, a year", unit="utility", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1e3)
    p_alarm: float = declare_input(
        1.0, "chance that a year with arms turns calm to rivalry", **ASSUMED, interval=(0.1, 1.0), ge=0.0, le=1.0
    )
    p_calm: float = declare_input(
        0.2, "chance that a year of mutual restraint turns rivalry to calm", **ASSUMED, interval=(0.05, 0.5), ge=0.0, le=1.0
    )
    p_shield: float = declare_input(
        0.0, "chance that a year in which state 1 arms brings the shield, for good", **ASSUMED, interval=(0.0, 0.5), ge=0.0, le=1.0
    )
    shield_gain: float = declare_input(
        0.3, "what the shield adds to T and S of its owner", unit="utility", **ASSUMED, interval=(0.0, 1.0), ge=-1e3, le=1e3
    )
    shield_loss: float = declare_input(
        0.3, "what it takes from S and T of the other", unit="utility", **ASSUMED, interval=(0.0, 1.0), ge=-1e3, le=1e3
    )


def build_game(spec: MarkovRestraint) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Build payoffs (S, 2, 2, 2) and odds of the next state (S, 2, 2, S); the shielded state is there only if it can come."""
    n = 3 if spec.p_shield > 0.0 else 2
    payoff, onward = np.zeros((n, 2, 2, 2)), np.zeros((n, 2, 2, n))
    (r1, t1, p1, s1), (r2, t2, p2, s2) = spec.stakes_1, spec.stakes_2
    for state in range(n):
        gain, loss = (spec.shield_gain, spec.shield_loss) if state == 2 else (0.0, 0.0)
        payoff[state, :, :, 0] = [[r1, s1 + gain], [t1 + gain, p1]]
        payoff[state, :, :, 1] = [[r2, t2 - loss], [s2 - loss, p2]]
        payoff[state] -= spec.tension if state else 0.0
        for x in range(2):
            for y in range(2):
                arms = x + y > 0
                if state == 2:
                    onward[state, x, y, 2] = 1.0
                    continue
                shield = spec.p_shield if x else 0.0
                rivalry = (spec.p_alarm if arms else 0.0) if state == 0 else (1.0 if arms else 1.0 - spec.p_calm)
                onward[state, x, y, 0], onward[state, x, y, 1] = (1.0 - shield) * (1.0 - rivalry), (1.0 - shield) * rivalry
                if n == 3:
                    onward[state, x, y, 2] = shield
    return payoff, onward


def find_least_discount(payoff: NDArray[np.float64], onward: NDArray[np.float64], trigger: list[list[int]]) -> float | None:
    """Find the least discount factor, to a thousandth, from which on the profile stands; none if it never does below 1."""
    rates = np.arange(1000) / 1000.0
    profiles, stands, _ = find_markov_equilibria(np.broadcast_to(payoff, (len(rates), *payoff.shape)), onward[None], rates)
    kept = stands[:, int(np.nonzero((profiles == np.array(trigger)).all(axis=(1, 2)))[0][0])]
    return float(rates[int(np.argmax(kept))]) if kept.any() else None


def markov_restraint(spec: MarkovRestraint) -> dict[str, Any]:
    """All pure stationary Markov equilibria of a race with memory: V = (I - delta P)^-1 u, and no deviation in any state pays.

    States: calm; rivalry, which costs both; shielded, if state 1 can field a shield. A profile is written as the actions of both in
    each state, R restrain and A arm. The trigger restrains in calm and arms after. With certain alarm it stands iff delta >= (T-R)/
    (T-P+k), k the cost of tension (grim trigger; Fudenberg and Tirole 1991). Restraint come what may is rarely an equilibrium.

    >>> out = markov_restraint(MarkovRestraint(tension=0.0, p_calm=0.0))
    >>> out["trigger_stands"], out["least_discount_for_trigger"], out["restraint_always_stands"]
    (True, 0.385, False)
    """
    for name in ("stakes_1", "stakes_2"):
        need_length(name, getattr(spec, name), 4, STAKES)
    payoff, onward = build_game(spec)
    n = len(payoff)
    profiles, stands, values = find_markov_equilibria(payoff[None], onward[None], np.array([spec.discount]))
    trigger, always = [[0] + [1] * (n - 1)] * 2, [[0] * n] * 2
    found = []
    for k in np.nonzero(stands[0])[0]:
        text = ", ".join(f"{STATES[s]} {LETTERS[profiles[k, 0, s]]}{LETTERS[profiles[k, 1, s]]}" for s in range(n))
        found.append((text, profiles[k].tolist(), [[float(v) for v in side] for side in values[0, k]]))
    found.sort(key=lambda f: (-math.fsum(side[0] for side in f[2]), f[0]))
    kept = [f[1] for f in found]
    return {
        "n_equilibria": len(found), "profiles": [f[0] for f in found], "values_1": [f[2][0] for f in found],
        "values_2": [f[2][1] for f in found], "trigger_stands": trigger in kept, "restraint_always_stands": always in kept,
        "calm_is_kept": any(f[1][0][0] == f[1][1][0] == 0 for f in found),
        "least_discount_for_trigger": find_least_discount(payoff, onward, trigger),
        "reason": "" if found else "no pure stationary profile stands: only mixed or history-dependent play does",
    }  # fmt: skip


register(
    "model", "markov-restraint", title="Restraint over time, all Markov equilibria", function=markov_restraint, spec=MarkovRestraint,
    sources=("fudenberg_tirole_1991",), basis="D", stage="rivalry",
    validity="pure stationary strategies that depend on the state of the world alone; the states and how they follow are ours",
    outputs={
        "n_equilibria": ("", "how many stand"), "profiles": ("", "actions of both in each state, best joint value in calm first"),
        "values_1": ("utility", "of state 1 from each state of the world on"), "values_2": ("utility", "of state 2"),
        "trigger_stands": ("", "whether restraint in calm, arms after, is one"),
        "restraint_always_stands": ("", "whether restraint come what may is"),
        "calm_is_kept": ("", "whether any equilibrium has both restrain in calm"),
        "least_discount_for_trigger": ("", "least discount factor, to a thousandth, at which the trigger stands; none if at none"),
        "reason": ("", "why there is none, if so"),
    },
)  # fmt: skip
