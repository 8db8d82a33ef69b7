"""Ask in which of Jervis's four worlds two states live, and what a shield does to it."""

from __future__ import annotations

from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED, take_stake
from equipoise.rivalry.models.trust import name_game, trust_threshold
from equipoise.scenario.number import Spec

WORLDS = {
    (True, False): "doubly dangerous: offence has the advantage and postures look alike",
    (False, False): "dilemma, mitigable: defence has the advantage, postures look alike",
    (True, True): "no dilemma, aggression possible, warning available: offence has the advantage, postures differ",
    (False, True): "doubly stable: defence has the advantage and postures differ",
}


class Worlds(Spec):
    """Take the two dials, the payoffs with both in the middle, and the odds of types and postures."""

    offence: float = declare_input(
        0.3, "advantage of offence, -1 to 1; below 0 defence has it", **ASSUMED, interval=(-1.0, 1.0), ge=-1.0, le=1.0
    )
    differentiability: float = declare_input(
        0.3, "how far offensive and defensive postures can be told apart", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0
    )
    shield_as_offence: float = declare_input(
        0.0, "what a shield adds to the advantage of offence, since it covers a first strike", basis="A", source="lieber_press_2006",
        interval=(-0.5, 0.5), ge=-1.0, le=1.0,
    )  # fmt: skip
    restraint: float = take_stake(1.0, "R, both restrain")
    exploit: float = take_stake(0.6, "T, arm against restraint, at an even balance")
    arming: float = take_stake(0.2, "P, both arm")
    exploited: float = take_stake(-0.8, "S, restrain against arming, at an even balance")
    swing: float = declare_input(
        0.5, "what a full advantage of offence adds to T and takes from S", unit="utility", **ASSUMED, interval=(0.1, 2.0), ge=0.0, le=1e3
    )
    prior_security: float = declare_input(0.7, "belief that the other seeks security", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    p_offensive_security: float = declare_input(
        0.8, "chance that a security seeker takes an offensive posture where postures look alike", **ASSUMED, interval=(0.3, 1.0), ge=0.0,
        le=1.0
    )  # fmt: skip
    p_offensive_greedy: float = declare_input(
        0.95, "chance that a greedy state does", **ASSUMED, interval=(0.5, 1.0), ge=0.0, le=1.0
    )  # fmt: skip


def weigh(prior: float, like: float, unlike: float) -> float | None:
    """Weigh a prior by two likelihoods; None where what was seen cannot happen."""
    total = prior * like + (1.0 - prior) * unlike
    return prior * like / total if total > 0.0 else None


def worlds(spec: Worlds) -> dict[str, Any]:
    """Jervis's four worlds: offence raises T and lowers S by swing * advantage; differentiability keeps security seekers off the offensive.

    Jervis (1978). P(offensive | security) = p (1 - differentiability). Beliefs after each posture follow by Bayes; restraint needs
    the belief of the stag hunt, (P-S)/((P-S)+(R-T)). A shield is defensive hardware that can act as an advantage of offence by
    covering a first strike (the argument of Lieber and Press 2006); how far is an input. The map to payoffs is ours.

    >>> out = worlds(Worlds(offence=0.0, swing=0.5))
    >>> round(out["threshold"], 6), worlds(Worlds(offence=-0.5, differentiability=0.9))["world"].split(":")[0]
    (0.714286, 'doubly stable')
    """
    offence = max(-1.0, min(1.0, spec.offence + spec.shield_as_offence))
    t, s = spec.exploit + spec.swing * offence, spec.exploited - spec.swing * offence
    own = spec.p_offensive_security * (1.0 - spec.differentiability)
    offensive = weigh(spec.prior_security, own, spec.p_offensive_greedy)
    defensive = weigh(spec.prior_security, 1.0 - own, 1.0 - spec.p_offensive_greedy)
    m = trust_threshold(spec.restraint, t, spec.arming, s)

    def suffices(belief: float | None) -> bool:
        return m is not None and belief is not None and belief >= m

    return {
        "world": WORLDS[offence > 0.0, spec.differentiability >= 0.5], "exploit": t, "exploited": s,
        "game": name_game(spec.restraint, t, spec.arming, s), "threshold": m, "p_offensive_security": own,
        "belief_after_offensive": offensive, "belief_after_defensive": defensive,
        "restrains_unseen": suffices(spec.prior_security), "restrains_after_offensive": suffices(offensive),
        "restrains_after_defensive": suffices(defensive),
    }  # fmt: skip


register(
    "model", "security-dilemma-worlds", title="Four worlds of the security dilemma", function=worlds, spec=Worlds,
    sources=("jervis_1978", "lieber_press_2006"), basis="D", stage="rivalry",
    validity="the four worlds are Jervis's, the numbers on the dials and their map to payoffs are assumptions; halves divide the worlds",
    outputs={
        "world": ("", "which of the four"), "exploit": ("utility", "T with the balance"), "exploited": ("utility", "S with the balance"),
        "game": ("", "name of the game"), "threshold": ("", "belief above which a security seeker restrains; none where none suffices"),
        "p_offensive_security": ("", "chance that a security seeker takes an offensive posture"),
        "belief_after_offensive": ("", "that the other seeks security, after an offensive posture; none if it cannot be seen"),
        "belief_after_defensive": ("", "the same after a defensive one"), "restrains_unseen": ("", "whether the prior suffices"),
        "restrains_after_offensive": ("", "whether restraint stands after an offensive posture"),
        "restrains_after_defensive": ("", "whether it stands after a defensive one"),
    },
)  # fmt: skip
