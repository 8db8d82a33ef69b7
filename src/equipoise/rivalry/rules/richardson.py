"""Decide as in Richardson's race: stocks of weapons feed on the other's, tire of their own, and carry a grievance."""

from __future__ import annotations

import numpy as np

from equipoise.registry import register
from equipoise.rivalry.view import Decision, FloatArray, View

COLUMNS = ("reaction", "fatigue", "grievance", "misperception", "fear", "ambition", "burden")
FULL_GROWTH = 0.05  # adding this share of one's offence in a year counts as one full act of arming (assumption)


def decide(view: View) -> Decision:
    """Add dX of dX/dt = k (1 + e) Y - a X + g, X and Y weapons above those of the start (Richardson 1960).

    Fear raises k by the share of the second strike that the other's shield takes, ambition raises g and burden a by the share of the
    own shield that stands: three channels, kept apart. Trust scales k (a reading of ours). `exact` integrates over the year with both
    states' equations, `annual` takes one difference. Stocks never fall by decision: a negative dX adds nothing (a named clamp).
    """
    k, a, g = _read(view, view.trust, view.loses, view.shield_share, view.arms_first)
    k2, a2, g2 = _read(view, view.other_trust, view.other_loses, view.other_shield_share, view.other_arms_first)
    x, y = view.arms - view.arms_first, view.other_arms - view.other_arms_first
    step = k * y - a * x + g if view.is_annual else integrate((a, k, g), (a2, k2, g2), x, y) - x
    added = np.maximum(0.0, step)
    alarm = np.minimum(1.0, added / np.maximum(FULL_GROWTH * view.arms_first, 1e-9))
    return Decision(alarm, added * view.penetration)


def _read(
    view: View, trust: FloatArray, loses: FloatArray, shield: FloatArray, first: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Read k, a and g of one state with all three channels of a shield."""
    reaction, fatigue, grievance, misperception, fear, ambition, burden = view.richardson.T
    k = reaction * (1.0 + misperception) * (1.0 + fear * loses) * (1.0 - trust)
    return k, fatigue * (1.0 + burden * shield), (grievance + ambition * shield) * first


def integrate(
    own: tuple[FloatArray, FloatArray, FloatArray], other: tuple[FloatArray, FloatArray, FloatArray], x: FloatArray, y: FloatArray
) -> FloatArray:  # fmt: skip
    """Integrate x' = -a x + k y + g, y' = k2 x - a2 y + g2 over one year and return x, by the two eigenvalues (real for k k2 >= 0).

    With f(M) = f(l2) I + (f(l1) - f(l2))/(l1 - l2) (M - l2 I): e^M for the state, (e^M - 1)/M for the constant. Worked (Richardson's
    form, a .6, b .5, k .3, l .4, g 1, h .8): the equilibrium 4.1111, 4.8889 stays where it is.

    >>> v = [np.array([z]) for z in (0.6, 0.3, 1.0, 0.5, 0.4, 0.8, 37 / 9, 44 / 9)]
    >>> round(float(integrate((v[0], v[1], v[2]), (v[3], v[4], v[5]), v[6], v[7])[0]), 4)
    4.1111
    """
    (a, k, g), (a2, k2, g2) = own, other
    root = np.sqrt(np.maximum((a - a2) ** 2 / 4.0 + k * k2, 1e-18))
    l1, l2 = -(a + a2) / 2.0 + root, -(a + a2) / 2.0 - root
    out = np.zeros(len(x))
    for function, u, v in ((np.exp, x, y), (_phi, g, g2)):
        slope = (function(l1) - function(l2)) / (l1 - l2)
        out = out + function(l2) * u + slope * ((-a - l2) * u + k * v)
    return out


def _phi(z: FloatArray) -> FloatArray:
    """Return (e^z - 1)/z, 1 at 0."""
    small = np.abs(z) < 1e-9
    return np.where(small, 1.0 + 0.5 * z, np.expm1(z) / np.where(small, 1.0, z))


register(
    "decision_rule", "richardson", title="Richardson's race", function=decide, sources=("richardson_1960",),
    validity="linear; coefficients of arms races are weakly identified (see the fits)", basis="A", stage="rivalry",
)  # fmt: skip
