"""Reproduce war by a commitment problem."""

from __future__ import annotations

from typing import Any

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.models.windows import CommitmentWar, commitment_war


def ask(**given: Any) -> dict[str, Any]:
    """Ask for the worked example with what is changed."""
    return commitment_war(CommitmentWar(**given))


@shelve(
    "powell-2006", title="War as a commitment problem", known_by="computed",
    citation="J. D. Fearon, Rationalist Explanations for War, International Organization 49(3) (1995) 379-414; R. Powell, War as a Commitment Problem, ibid. 60(1) (2006) 169-203",
    setting="the condition is derived from the game that both describe; discount .95, cost .2, odds .5 now, worked by hand",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the critical odds, the statics, and what a slower shift does."""
    out = ask()
    odds = [ask(discount=d)["critical_p_later"] for d in (0.90, 0.95, 0.99)]
    costs = [ask(cost=c)["critical_p_later"] for c in (0.0, 0.2, 1.0)]
    slow = [ask(p_later=0.3, steps=n)["is_war"] for n in (1, 2, 5, 6)]
    return [
        Row("odds below which war comes", "", 0.46316, out["critical_p_later"], 1e-5, "five places"),
        tell("no shift, no war", not any(ask(p_now=p, p_later=p)["is_war"] for p in (0.1, 0.5, 0.9)), "odds 0.1, 0.5, 0.9"),
        tell("a larger shift makes war", ask(p_later=0.46)["is_war"] and not ask(p_later=0.47)["is_war"], "to 0.46 and to 0.47"),
        tell("patience makes war likelier", odds == sorted(odds), f"discount 0.90, 0.95, 0.99: war below {put(odds, 3)}"),
        tell("cost makes it less likely", costs == sorted(costs, reverse=True), f"cost 0, 0.2, 1: war below {put(costs, 3)}"),
        tell("a shift split into steps can pass in peace", slow == [True, True, True, False], "from 0.5 to 0.3 in 1, 2, 5, 6 steps; ours, not their words"),
    ]
