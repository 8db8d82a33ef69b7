"""Exchange forces on paper: survivors, retaliation through the other's shield, indicators of stability, levers and prices."""

from __future__ import annotations

from equipoise.exchange.expectation import expect_arrivals, measure_spread
from equipoise.exchange.fight import damage, fight, strike
from equipoise.exchange.offence import price_offence
from equipoise.exchange.prepare import Balance, first_state, prepare_exchange, shade_balance, third_state
from equipoise.exchange.stability import Pull, judge, measure_pulls
from equipoise.exchange.survey import draw_down, survey_shields
from equipoise.exchange.treaties import compare_treaties

__all__ = [
    "Balance", "Pull", "compare_treaties", "damage", "draw_down", "expect_arrivals", "fight", "first_state", "judge", "measure_pulls",
    "measure_spread", "prepare_exchange", "price_offence", "shade_balance", "strike", "survey_shields", "third_state",
]  # fmt: skip
