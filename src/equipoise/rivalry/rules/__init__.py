"""Decide how far to arm: one file a rule, one interface, `decide(view) -> Decision`; importing this package registers them."""

from __future__ import annotations

from equipoise.rivalry.rules import (
    best_response,
    intriligator_brito,
    markov_perfect,
    planner,
    private_costs,
    quantal_response,
    richardson,
    strategic_risk,
    trust,
)

DECIDE = {
    "planner": planner.decide, "richardson": richardson.decide, "intriligator_brito": intriligator_brito.decide,
    "best_response": best_response.decide, "quantal_response": quantal_response.decide, "private_costs": private_costs.decide,
    "strategic_risk": strategic_risk.decide, "trust": trust.decide, "markov_perfect": markov_perfect.decide,
}  # fmt: skip

__all__ = ["DECIDE"]
