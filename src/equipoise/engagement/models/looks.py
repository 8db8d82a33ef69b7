"""Ask what a sequence of single shots with a look between them leaks and spends when the look errs."""

from __future__ import annotations

from equipoise.engagement.doctrine import kill_by_salvo, shoot_in_looks
from equipoise.engagement.models.chances import take_kill_probability, take_look_error
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class ImperfectLook(Spec):
    """Take a sequence of single shots with a look that errs after each."""

    p_ssk: float = take_kill_probability()
    miss_called_kill: float = take_look_error("probability that a miss is taken for a kill", 0.1)
    kill_called_miss: float = take_look_error("probability that a kill is taken for a miss", 0.1)
    opportunities: int = declare_input(2, "shots that time allows, one at a time", basis="A", source="assumption", ge=1, le=10000)
    p_again: float = declare_input(
        1.0, "probability that another shot is still possible after each look", basis="A", source="assumption", interval=(0.7, 1.0),
        ge=0.0, le=1.0,
    )  # fmt: skip


def imperfect_look(spec: ImperfectLook) -> dict[str, float]:
    """Two shots: leak = (1-p)(e1 + (1-e1)(1-p)), shots = 1 + p e2 + (1-p)(1-e1); k shots: the same chain with stop probability 1 - r.

    Before shot j the target is alive and still engaged with probability a_j = ((1-p)(1-e1) r)^(j-1), dead and still engaged with
    d_j = (p a_(j-1) + d_(j-1)) e2 r; leak = 1 - p sum a_j, shots = sum (a_j + d_j). With a perfect look, p = 0.7 and two shots one
    warhead in eleven leaks: 0.3 x 0.3.

    >>> round(imperfect_look(ImperfectLook(p_ssk=0.7, miss_called_kill=0.0, kill_called_miss=0.0))["leak"], 2)
    0.09
    """
    law = shoot_in_looks(
        spec.p_ssk, (1,) * spec.opportunities, miss_called_kill=spec.miss_called_kill, kill_called_miss=spec.kill_called_miss,
        p_again=spec.p_again,
    )  # fmt: skip
    perfect = 1.0 - kill_by_salvo(spec.p_ssk, spec.opportunities)
    return {"leak": max(0.0, 1.0 - law.p_kill), "shots": law.shots_mean, "shots_wasted": law.wasted_mean, "leak_perfect_look": perfect}


register(
    "model", "imperfect-look", title="Single shots with a look that errs", function=imperfect_look, spec=ImperfectLook,
    sources=("general",), validity="independent shots and looks, one target, enough stock", basis="D", stage="engagement",
    outputs={
        "leak": ("", "probability that the target survives"), "shots": ("interceptors", "expected shots at it"),
        "shots_wasted": ("interceptors", "of these at a target already killed"),
        "leak_perfect_look": ("", "leak with as many shots, a perfect look and time for all"),
    },
)  # fmt: skip
