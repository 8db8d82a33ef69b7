"""Ask what deeds teach about a rival, and how large a first step reassures."""

from __future__ import annotations

from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED, Marks
from equipoise.scenario.number import Spec


class SpiralBelief(Spec):
    """Take a belief that the rival is greedy, and what it does year by year."""

    prior_greedy: float = declare_input(0.3, "belief that the rival is greedy", **ASSUMED, interval=(0.05, 0.9), gt=0.0, lt=1.0)
    p_build_greedy: float = declare_input(0.9, "chance a year that a greedy state builds", **ASSUMED, interval=(0.5, 1.0), ge=0.0, le=1.0)
    p_build_security: float = declare_input(
        0.6, "chance a year that a security seeker builds", **ASSUMED, interval=(0.1, 0.9), ge=0.0, le=1.0
    )
    deeds: Marks = declare_input((1, 1, 1, 0), "what was seen each year: 1 built, 0 refrained", **ASSUMED, max_length=200)
    trust_needed: float = declare_input(
        0.714286, "belief in a security seeker below which restraint ends (see trust-threshold)", **ASSUMED, interval=(0.3, 0.95), ge=0.0,
        le=1.0
    )  # fmt: skip


def spiral_belief(spec: SpiralBelief) -> dict[str, Any]:
    """Odds of greed times P(build|greedy)/P(build|security) for each year of building; refraining multiplies by the complements.

    Kydd (1997): fear grows by reason alone, without bias, when a state that seeks security builds; and refraining is the stronger a
    signal the rarer it is among the greedy. Building teaches nothing if both types do it alike.

    >>> out = spiral_belief(SpiralBelief(prior_greedy=0.5, p_build_greedy=0.8, p_build_security=0.4, deeds=(1, 1)))
    >>> [round(b, 6) for b in out["p_greedy"]]
    [0.5, 0.666667, 0.8]
    """
    belief = spec.prior_greedy
    path, reason = [belief], ""
    for year, deed in enumerate(spec.deeds, start=1):
        greedy, security = (p if deed else 1.0 - p for p in (spec.p_build_greedy, spec.p_build_security))
        total = belief * greedy + (1.0 - belief) * security
        if total <= 0.0:
            reason = f"year {year}: what was seen is impossible for both types, so that beliefs stop there"
            break
        belief = belief * greedy / total
        path.append(belief)
    lost = [year for year, b in enumerate(path) if 1.0 - b < spec.trust_needed]
    builds = (spec.p_build_greedy, spec.p_build_security)
    return {
        "p_greedy": path, "p_greedy_last": path[-1], "year_trust_is_lost": lost[0] if lost else None,
        "trust_at_the_end": 1.0 - path[-1] >= spec.trust_needed, "factor_built": builds[0] / builds[1] if builds[1] > 0.0 else None,
        "factor_refrained": (1.0 - builds[0]) / (1.0 - builds[1]) if builds[1] < 1.0 else None, "reason": reason,
    }  # fmt: skip


class ReassuranceWindow(Spec):
    """Take Kydd's two-round reassurance game; mutual restraint is worth R = 1, mutual arming 0."""

    tempted: float = declare_input(
        1.6, "Tu, worth of exploiting to an untrustworthy type, above 1", unit="R", **ASSUMED, interval=(1.0, 3.0), gt=1.0, le=1e3
    )
    trustworthy: float = declare_input(
        0.4, "Tt, worth of exploiting to a trustworthy type, below 1", unit="R", **ASSUMED, interval=(0.0, 1.0), ge=0.0, lt=1.0
    )
    exploited: float = declare_input(
        -1.2, "S, worth of being exploited, below 0", unit="R", **ASSUMED, interval=(-5.0, 0.0), lt=0.0, ge=-1e3
    )
    prior: float = declare_input(0.4, "prior belief that the other is trustworthy", **ASSUMED, interval=(0.05, 0.95), gt=0.0, lt=1.0)


def reassurance_window(spec: ReassuranceWindow) -> dict[str, Any]:
    """Size of a first step that separates types: s_min = pTu/(2pTu - p - (1-p)S), s_max = p/(pTt - (1-p)S).

    Kydd (2000, 2005): reassurance is possible iff the trustworthy are readier to run a risk for cooperation than the untrustworthy;
    two-round form derived here. The step must be large enough to hurt a cheat and small enough to survive being cheated. Least
    prior: p/(1-p) = -S(Tu-1)/(2Tu - 1 - TuTt), below the trust that restraint without a first step needs.

    >>> out = reassurance_window(ReassuranceWindow())
    >>> round(out["s_min"], 6), round(out["s_max"], 6), round(out["least_prior"], 6), out["is_possible"]
    (0.4, 0.454545, 0.315789, True)
    """
    p, tu, tt, s = spec.prior, spec.tempted, spec.trustworthy, spec.exploited
    odds = -s * (tu - 1.0) / (2.0 * tu - 1.0 - tu * tt)
    low, high = p * tu / (2.0 * p * tu - p - (1.0 - p) * s), p / (p * tt - (1.0 - p) * s)
    is_possible = low <= high and low <= 1.0
    return {
        "s_min": low, "s_max": high, "least_prior": odds / (1.0 + odds), "is_possible": is_possible, "width": max(0.0, min(1.0,
        high) - low),
        "trust_needed": -s / (-s + 1.0 - tt),
        "reason": "" if is_possible else "the prior is below the least: no step is both safe and telling",
    }  # fmt: skip


register(
    "model", "spiral-belief", title="What building teaches a rival", function=spiral_belief, spec=SpiralBelief, sources=("kydd_1997",),
    basis="D", stage="rivalry", validity="two types, independent years, likelihoods that both sides know",
    outputs={
        "p_greedy": ("", "belief that the rival is greedy, before the first year and after each"),
        "p_greedy_last": ("", "the last of them"),
        "year_trust_is_lost": ("years", "first year after which trust is too low; 0 if from the start; none if never"),
        "trust_at_the_end": ("", "whether trust suffices at the end"), "factor_built": ("", "factor on the odds of greed when it builds"),
        "factor_refrained": ("", "factor when it refrains; below 1 it reassures"), "reason": ("", "why beliefs stop, if they do"),
    },
)  # fmt: skip
register(
    "model", "reassurance-window", title="Kydd's window for a reassuring first step", function=reassurance_window, spec=ReassuranceWindow,
    sources=("kydd_2000", "kydd_2005"), basis="D", stage="rivalry", validity="two rounds, two types, R = 1 and P = 0",
    outputs={
        "s_min": ("", "least share of the whole in the first step that a cheat will not mimic"),
        "s_max": ("", "largest that a trustworthy state dares"), "least_prior": ("", "prior below which no step reassures"),
        "is_possible": ("", "whether some step does"), "width": ("", "width of the window"),
        "trust_needed": ("", "trust that restraint needs without a first step"), "reason": ("", "why there is no window, if so"),
    },
)  # fmt: skip
