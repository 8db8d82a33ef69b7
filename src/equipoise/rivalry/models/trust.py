"""Ask how much trust restraint needs."""

from __future__ import annotations

from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED, take_stake
from equipoise.scenario.number import Spec


class TrustThreshold(Spec):
    """Take the payoffs of a restraint game."""

    restraint: float = take_stake(1.0, "R, both restrain")
    exploit: float = take_stake(0.6, "T, arm against restraint")
    arming: float = take_stake(0.2, "P, both arm")
    exploited: float = take_stake(-0.8, "S, restrain against arming")
    hawks: float = declare_input(0.1, "share of rivals that arm whatever happens", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)


def name_game(r: float, t: float, p: float, s: float) -> str:
    """Name a symmetric game of restraint by the order of its payoffs.

    >>> name_game(1.0, 0.6, 0.2, -0.8), name_game(1.0, 1.6, 0.2, -0.8), name_game(1.0, 1.6, -1.0, -0.8)
    ('stag hunt', "prisoners' dilemma", 'chicken')
    """
    if r == t or p == s:
        return "tie"
    if r > t:
        return "stag hunt" if p > s else "harmony"
    return "prisoners' dilemma" if p > s else "chicken"


def trust_threshold(r: float, t: float, p: float, s: float) -> float | None:
    """Return the belief above which a security seeker restrains, (P-S)/((P-S)+(R-T)); 0 or 1 where one action dominates, else None."""
    keep, arm = r - t, p - s
    if keep > 0.0 and arm > 0.0:
        return arm / (arm + keep)
    if keep >= 0.0 and arm <= 0.0:
        return 0.0
    return 1.0 if keep == 0.0 else None


def trust(spec: TrustThreshold) -> dict[str, Any]:
    """Belief above which a security seeker restrains: m = (P-S)/((P-S)+(R-T)) (Jervis 1978, Kydd 2005); up in T and P, down in R and S.

    Restraint is risk-dominant iff m < 1/2, that is R + S > T + P (Harsanyi and Selten 1988). With a share h of hawks it survives iff
    1 - h >= m; in the mixed equilibrium the others restrain with probability m/(1-h).

    >>> out = trust(TrustThreshold())
    >>> round(out["threshold"], 6), out["game"], out["is_restraint_risk_dominant"], round(out["mixed_restraint"], 6)
    (0.714286, 'stag hunt', False, 0.793651)
    """
    r, t, p, s = spec.restraint, spec.exploit, spec.arming, spec.exploited
    game, m = name_game(r, t, p, s), trust_threshold(r, t, p, s)
    reason = "" if m is not None else f"{game}: arming is better against restraint, so that no belief makes a rival restrain for sure"
    survives = m is not None and 1.0 - spec.hawks >= m
    is_mixed = game == "stag hunt" and survives and spec.hawks < 1.0 and m is not None
    return {
        "threshold": m, "game": game, "is_restraint_risk_dominant": r + s > t + p, "risk_margin": r + s - t - p,
        "survives_hawks": survives, "most_hawks": 1.0 - m if m is not None else None,
        "mixed_restraint": m / (1.0 - spec.hawks) if is_mixed and m is not None else None, "reason": reason,
    }  # fmt: skip


register(
    "model", "trust-threshold", title="Trust needed for restraint", function=trust, spec=TrustThreshold,
    sources=("jervis_1978", "kydd_2005", "harsanyi_selten_1988"), basis="D", stage="rivalry",
    validity="one symmetric game; the threshold is that of a stag hunt: R > T, P > S",
    outputs={
        "threshold": ("", "belief in the other's restraint above which a security seeker restrains"),
        "game": ("", "name of the game by the order of its payoffs"),
        "is_restraint_risk_dominant": ("", "R + S > T + P: restraint is the safer guess"),
        "risk_margin": ("utility", "R + S - T - P"), "survives_hawks": ("", "whether restraint stands against this share of hawks"),
        "most_hawks": ("", "the share that it stands against"),
        "mixed_restraint": ("", "restraint of those who are no hawks in the mixed equilibrium, if there is one"),
        "reason": ("", "why there is no threshold, if so"),
    },
)  # fmt: skip
