"""Declare the rivalry: how states turn what they see into orders, by which rules, at what stakes."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.scenario.number import Probability, Ratio, Real, Spec, assumed

RuleName = Literal[
    "planner", "richardson", "intriligator_brito", "best_response", "quantal_response", "private_costs", "strategic_risk", "trust",
    "markov_perfect",
]  # fmt: skip
RULES: tuple[RuleName, ...] = get_args(RuleName)


class Stakes(Spec):
    """Declare what arming is worth as an assurance game, and what a shield changes in it.

    R both restrain, T own arms alone, P both arm, S the other arms alone. A shield that takes the share u of the other's second strike
    changes the owner's T by first_strike u, P by open_war u and S by struck_first u; the other loses as much in S, P and T.
    """

    restraint: Real = assumed(1.0, None, "R; the scale is free")
    exploit: Real = assumed(0.6, None, "T; below R a state prefers restraint if it is met by restraint")
    arming: Real = assumed(0.2, None, "P")
    exploited: Real = assumed(-0.8, None, "S")
    offence_advantage: Real = assumed(0.0, None, "raises T and lowers S by as much; below 0 defence has the advantage")
    first_strike: Ratio = assumed(0.5, None, "what a shield adds to striking first")
    open_war: Ratio = assumed(0.2, None, "what it adds in open war")
    struck_first: Ratio = assumed(0.1, None, "what it adds when struck first")
    source: str = ""
    basis: str = ""
    note: str = ""


class Richardson(Spec):
    """Declare Richardson's race between the two stocks of weapons above those of the start, a year at a time.

    dX/dt = k (1 + e) Y - a X + g. A shield acts through three channels: fear (k of the other), ambition (g of the owner), burden (a of
    the owner).
    """

    step: Literal["exact", "annual"] = "exact"  # matrix exponential over a year, or the annual difference: two different models
    reaction: Ratio = assumed(0.2, None, "k a year")
    fatigue: Ratio = assumed(0.2, None, "a a year")
    grievance: Real = assumed(0.0, None, "g a year, as a share of the stock at the start")
    misperception: Ratio = assumed(0.0, None, "e: the other's additions are taken for this share more than they are")
    fear: Ratio = assumed(1.0, None, "k grows by this share where the other's shield takes the whole second strike")
    ambition: Ratio = assumed(0.0, None, "g added, as a share of the stock, by a shield of one's own that is complete")
    burden: Ratio = assumed(0.0, None, "a grows by this share with a shield of one's own that is complete")
    source: str = ""
    basis: str = ""


class RivalrySettings(Spec):
    """Declare how states turn assessments into procurement, and what counts as a spiral.

    Wanted arrivals = threshold + restore x (arrivals at the start - threshold); reaction x gap is ordered each year.
    """

    lag: Ratio  # years from decision to service
    reaction: Ratio  # share of a gap that a state tries to close in a year
    restore: Probability  # how far a state restores what a shield takes from it beyond an assured second strike (0 = not at all)
    keep_pace: Probability  # how far a shield's owner sizes it to the other's gliders (two interceptors a glider)
    matching: Probability  # how far an alarmed state copies the other's shield
    spiral_threshold: Ratio  # spending over the path without a shield, or without an answer, that counts as a spiral
    shown: RuleName = "planner"  # the rule of the histories that are shown year by year
    rules: tuple[RuleName, ...] = RULES  # rules compared
    stakes: Stakes = Field(default_factory=Stakes)
    richardson: Richardson = Field(default_factory=Richardson)
    precision: Ratio = assumed(4.0, None, "logit quantal response: 0 chooses at random, large always chooses the better")
    cost_ceiling: Ratio = assumed(1.2, None, "private costs of arming lie between 0 and this, in units of the stakes")
    cost_shape: Ratio = assumed(3.0, None, "shape k of their distribution F = (c / ceiling)^k: 1 uniform, larger: few find arming cheap")
    discount: Probability = assumed(0.9, None, "weight of next year against this year in Markov perfect play")
    rivalry_cost: Ratio = assumed(0.2, None, "what both lose in a year of rivalry, in units of the stakes")
    selection: Literal["least_arming", "most_arming"] = "least_arming"  # where a game has several equilibria
    source: str = ""

    @model_validator(mode="after")
    def _named_once(self) -> RivalrySettings:
        twice = sorted({r for r in self.rules if self.rules.count(r) > 1})
        if twice or self.shown not in self.rules:
            problem = f"rules: '{twice[0]}' stands there twice" if twice else f"rules: '{self.shown}', which is shown, is not among them"
            raise PydanticCustomError("rivalry", "{problem}", {"problem": problem, "accepted": ", ".join(RULES), "mend": ""})
        return self
