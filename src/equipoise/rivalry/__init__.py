"""Turn assessments into procurement, year by year."""

from __future__ import annotations

from equipoise.rivalry.compete import (
    Assessed,
    Orders,
    Plans,
    add_years,
    compete,
    detect_answer,
    detect_spiral,
    first_orders,
    prepare_rivalry,
)

__all__ = ["Assessed", "Orders", "Plans", "add_years", "compete", "detect_answer", "detect_spiral", "first_orders", "prepare_rivalry"]
