"""Hold what a decision rule may see of one year, from one state's place, and what it may decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """Hold what one state sees and believes in one year, as arrays over runs. No rule sees truth beyond its own forces.

    Arrivals are warheads of the own second strike through the other's shield, as believed.
    """

    gap: FloatArray  # arrivals that a planner misses: wanted less the 5th percentile
    arriving: FloatArray  # mean arrivals
    threshold: FloatArray  # arrivals that count as assured
    trust: FloatArray  # belief that the other seeks security, as the lens reads it
    loses: FloatArray  # share of own arrivals that the other's shield against hypersonics takes
    stakes: FloatArray  # run, [R, T, P, S]
    other_stakes: FloatArray
    other_trust: FloatArray
    arms: FloatArray  # weapons that it holds, and held at the start; the same of the other, as seen
    arms_first: FloatArray
    other_arms: FloatArray
    other_arms_first: FloatArray
    shield_share: FloatArray  # share of its own planned shield that stands
    other_loses: FloatArray
    other_shield_share: FloatArray
    penetration: FloatArray  # arrivals per weapon held
    other_armed: FloatArray  # how far the other armed last year, 0 to 1
    has_rivalry: FloatArray  # 1 where anyone armed last year
    has_shield: FloatArray  # 1 where the builder's shield stands
    cost_quantile: FloatArray  # where this state stands among those that find arming dear (private costs)
    cut_action: FloatArray  # run, state of the game: its action in the Markov equilibrium (0 restrains, 1 arms)
    reaction: FloatArray  # share of a gap closed in a year
    precision: FloatArray
    cost_ceiling: FloatArray
    cost_shape: FloatArray
    richardson: FloatArray  # run, parameter: see rules/richardson.py
    is_annual: bool
    most_arming: bool  # which equilibrium is taken where there are several


@dataclass(frozen=True)
class Decision:
    """Hold what a rule decides: alarm in 0..1 (how far it copies and keeps pace with shields) and arrivals that it wants to add."""

    alarm: FloatArray
    arrivals: FloatArray


def arm_by(view: View, odds: FloatArray) -> Decision:
    """Arm with these odds: a state that arms closes the planner's gap at its rate of reaction; one that restrains adds nothing."""
    return Decision(odds, odds * view.reaction * view.gap)
