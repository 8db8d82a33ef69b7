"""Exchange forces on paper: survivors, retaliation through the other's shield, first-strike stability."""

from __future__ import annotations

from equipoise.exchange.fight import (
    Balance,
    damage,
    fight,
    first_state,
    first_strike_ratios,
    mean_over_draws,
    prepare_exchange,
    shade_balance,
    strike,
    strike_cost,
)  # fmt: skip

__all__ = [
    "Balance", "damage", "fight", "first_state", "first_strike_ratios", "mean_over_draws", "prepare_exchange", "shade_balance",
    "strike", "strike_cost",
]  # fmt: skip
