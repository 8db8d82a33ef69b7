"""Decide with private costs of arming: those who find it cheap arm, and fear of them makes others arm."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.view import Decision, FloatArray, View, arm_by

ROUNDS = 60  # of contagion; each is a pair of best replies


def scale_game(stakes: FloatArray, trust: FloatArray, ceiling: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Write gain mu = T - P and loss d = R - S in units of the largest cost; the untrusted share of opponents arms for certain.

    With hawks h = 1 - trust: mu + (h + (1 - h) F)(d - mu), which is the same game with gain mu + h (d - mu).
    """
    r, t, p, s = stakes.T
    gain, loss = (t - p) / ceiling, (r - s) / ceiling
    return gain + (1.0 - trust) * (loss - gain), loss


def spread_fear(
    own: tuple[FloatArray, FloatArray], other: tuple[FloatArray, FloatArray], shape: FloatArray, start: float
) -> FloatArray:  # fmt: skip
    """Spread fear by best replies from a first cutoff and return the own cutoff: c_1 = mu_1 + F(c_2)(d_1 - mu_1), and the other's likewise.

    From 0 it climbs to the least equilibrium, from 1 it falls to the greatest (replies rise with the other's cutoff). Baliga and
    Sjostrom (2004): F uniform, mu .1, d 1.1 unravels in steps of .1 until all arm.

    >>> v = [np.array([z]) for z in (0.1, 1.1, 1.0)]
    >>> round(float(spread_fear((v[0], v[1]), (v[0], v[1]), v[2], 0.0)[0]), 6)
    1.0
    """
    c = np.full(len(shape), start)
    for _ in range(ROUNDS):
        reply = np.clip(other[0] + c**shape * (other[1] - other[0]), 0.0, 1.0)
        c = np.clip(own[0] + reply**shape * (own[1] - own[0]), 0.0, 1.0)
    return c


def decide(view: View) -> Decision:
    """Arm iff the own cost is at most the cutoff that contagion reaches from the certain armers (Baliga and Sjostrom 2004).

    Costs have the law F = (c/ceiling)^shape. With `most_arming` the greatest cutoff is taken, which expectation of a race reaches.
    """
    ceiling = np.maximum(view.cost_ceiling, 1e-9)
    own, other = scale_game(view.stakes, view.trust, ceiling), scale_game(view.other_stakes, view.other_trust, ceiling)
    cutoff = spread_fear(own, other, view.cost_shape, 1.0 if view.most_arming else 0.0)
    cost = view.cost_quantile ** (1.0 / np.maximum(view.cost_shape, 1e-9))
    return arm_by(view, np.where(cost <= cutoff, 1.0, 0.0))


register(
    "decision_rule", "private_costs", title="Private costs: contagion of fear", function=decide, sources=("baliga_sjostrom_2004",),
    validity="one shot each year; the law of costs is declared, a state's own cost is drawn once a run", basis="D", stage="rivalry",
)  # fmt: skip
