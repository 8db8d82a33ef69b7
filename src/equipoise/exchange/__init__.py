"""Exchange forces on paper: survivors, retaliation through the other's shield, indicators of stability, levers and prices."""

from __future__ import annotations

from equipoise.exchange._kernels.layout import ARRIVING, ARRIVING_GLIDERS
from equipoise.exchange.fight import damage, fight, mean_over_draws, share_of_draws, strike
from equipoise.exchange.offence import price_offence
from equipoise.exchange.prepare import Balance, first_state, prepare_exchange, shade_balance, third_state
from equipoise.exchange.stability import Pull, judge, measure_pulls
from equipoise.exchange.survey import draw_down, survey_shields
from equipoise.exchange.treaties import compare_treaties

__all__ = [
    "ARRIVING", "ARRIVING_GLIDERS", "Balance", "Pull", "compare_treaties", "damage", "draw_down", "fight", "first_state", "judge",
    "mean_over_draws", "measure_pulls",
    "prepare_exchange", "price_offence", "shade_balance", "share_of_draws", "strike", "survey_shields", "third_state",
]  # fmt: skip
