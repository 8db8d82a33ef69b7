"""Ask what a rival comes to believe about a builder's type, with the eyes of the rival and with those of the builder."""

from __future__ import annotations

from typing import Any

from equipoise.errors import InputError
from equipoise.perception.models.inputs import ASSUMED, Marks, Shares, need_types, scale, take_types
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

_SAME = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


class BeliefUpdate(Spec):
    """Take a prior over three types, how each would act in two models of the same act, and what was seen."""

    prior: Shares = take_types((0.4, 0.3, 0.3), "prior weights")
    builds_seen: Shares = take_types((0.3, 0.5, 0.9), "chance that each type builds, in the rival's eyes")
    builds_meant: Shares = take_types((0.7, 0.7, 0.9), "the same in the builder's own eyes")
    deeds: Marks = declare_input((1, 1, 0), "what was seen in turn: 1 built, 0 refrained", **ASSUMED, max_length=200)
    change: Shares = declare_input(
        _SAME, "chance that a type (row) becomes another (column) before each deed, row by row", **ASSUMED, interval=(0.0, 1.0),
        max_length=9
    )  # fmt: skip


def update_belief(prior: list[float], likelihoods: tuple[float, ...]) -> list[float] | None:
    """Weigh beliefs by the likelihoods of what was seen (Bayes); None where no type could have done it."""
    joint = [p * like for p, like in zip(prior, likelihoods, strict=True)]
    total = joint[0] + joint[1] + joint[2]
    return [j / total for j in joint] if total > 0.0 else None


def predict_belief(belief: list[float], change: tuple[float, ...]) -> list[float]:
    """Move beliefs by the chances that types change."""
    return [belief[0] * change[j] + belief[1] * change[3 + j] + belief[2] * change[6 + j] for j in range(3)]


def belief_update(spec: BeliefUpdate) -> dict[str, Any]:
    """Hidden Markov filter over three types: predict by the chances of change, then weigh by the likelihood of the deed (Bayes).

    Types can change, for identities are remade by interaction (Wendt 1999); with no change it is Bayes alone, and the order of
    deeds does not matter. The same deeds are read twice: with the likelihoods of the observer and with those of the builder, who
    finds its own defence obviously benign (Jervis 1976).

    >>> given = dict(prior=(0.5, 0.0, 0.5), builds_seen=(0.4, 0.5, 0.8), deeds=(1, 1))
    >>> [round(b[2], 6) for b in belief_update(BeliefUpdate(**given))["seen"]]
    [0.5, 0.666667, 0.8]
    """
    prior = scale("prior", spec.prior)
    for name in ("builds_seen", "builds_meant"):
        need_types(name, getattr(spec, name))
    if len(spec.change) != 9 or any(
        abs(spec.change[3 * i] + spec.change[3 * i + 1] + spec.change[3 * i + 2] - 1.0) > 1e-9 for i in range(3)
    ):
        raise InputError(path="change", problem="the rows are not three chances that sum to 1", accepted="9 values, row by row")
    paths: dict[str, list[list[float]]] = {}
    reason = ""
    for eyes, likelihoods in (("seen", spec.builds_seen), ("meant", spec.builds_meant)):
        belief = prior
        paths[eyes] = [belief]
        for number, deed in enumerate(spec.deeds, start=1):
            told = update_belief(predict_belief(belief, spec.change), tuple(p if deed else 1.0 - p for p in likelihoods))
            if told is None:
                reason = f"deed {number} is impossible for every type that is believed in ({eyes}): beliefs stop there"
                break
            belief = told
            paths[eyes].append(belief)
    seen, meant = paths["seen"][-1], paths["meant"][-1]
    return {
        "seen": paths["seen"], "meant": paths["meant"], "p_security_seen": seen[0], "p_restorer_seen": seen[1], "p_hegemonic_seen": seen[2],
        "p_security_meant": meant[0], "p_hegemonic_meant": meant[2], "gap_hegemonic": seen[2] - meant[2], "reason": reason,
    }  # fmt: skip


register(
    "model", "belief-update", title="Belief about a builder's type", function=belief_update, spec=BeliefUpdate,
    sources=("jervis_1976", "wendt_1999"), basis="D", stage="perception",
    validity="three types, deeds independent given the type; likelihoods are assumptions, so swap them",
    outputs={
        "seen": ("", "beliefs over the three types in the rival's eyes, before the first deed and after each"),
        "meant": ("", "the same in the builder's eyes"), "p_security_seen": ("", "last belief in a security seeker, rival's eyes"),
        "p_restorer_seen": ("", "in a restorer"), "p_hegemonic_seen": ("", "in a hegemonic type"),
        "p_security_meant": ("", "last belief in a security seeker, builder's eyes"),
        "p_hegemonic_meant": ("", "in a hegemonic type, builder's eyes"),
        "gap_hegemonic": ("", "how much more hegemonic it looks than it thinks"),
        "reason": ("", "why beliefs stop, if they do"),
    },
)  # fmt: skip
