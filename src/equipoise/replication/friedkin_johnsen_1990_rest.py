"""Reproduce where opinions come to rest when some hold on to their first one."""

from __future__ import annotations

from typing import Any

from equipoise.perception.models.network import OpinionNetwork, opinion_network
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve


def ask(**given: Any) -> dict[str, Any]:
    """Ask for the opinions of the worked example with what is changed."""
    return opinion_network(OpinionNetwork(**given))


@shelve(
    "friedkin-johnsen-1990", title="Opinions of stubborn audiences", known_by="computed",
    citation="N. E. Friedkin, E. C. Johnsen, Social Influence and Opinions, Journal of Mathematical Sociology 15(3-4) (1990) 193-206",
    setting="the published fixed point, worked by hand for two audiences: weights .5, susceptibility .8 and .4, first opinions 1 and 0",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the fixed point, the walk to it, and what a rival that does not listen does."""
    out = ask()
    deaf = [ask(susceptibility=(0.8, s))["at_rest"][1] for s in (0.4, 0.1, 0.0)]
    open_ = ask(rule="degroot")["opinions"]
    return [
        Row("first audience at rest", "", 0.4, out["at_rest"][0], 1e-9),
        Row("second audience at rest", "", 0.1, out["at_rest"][1], 1e-9),
        Row("first audience after 200 rounds", "", 0.4, out["opinions"][0], 1e-9),
        tell("disagreement lasts", out["range_end"] > 0.25, f"at rest {put(out['at_rest'])}"),
        tell("all open to others come to agree (DeGroot)", abs(open_[0] - open_[1]) < 1e-9, put(open_)),
        tell("an audience that does not listen is not moved", deaf == sorted(deaf, reverse=True) and deaf[-1] == 0.0, f"susceptibility 0.4, 0.1, 0: {put(deaf)}"),
    ]
