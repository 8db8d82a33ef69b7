"""Turn assessments into procurement, year by year."""

from __future__ import annotations

from equipoise.rivalry.compete import Assessed, Course, Spent, compete, first_orders, tabulate_arsenals
from equipoise.rivalry.detect import detect_answer, detect_spiral
from equipoise.rivalry.equilibria import list_equilibria
from equipoise.rivalry.plan import Plans, prepare_rivalry
from equipoise.rivalry.rules.richardson import FULL_GROWTH
from equipoise.rivalry.thirds import ThirdBook, add_to, answer_builder, deliver_thirds, open_third_book

__all__ = [
    "FULL_GROWTH", "Assessed", "Course", "Plans", "Spent", "ThirdBook", "add_to", "answer_builder", "compete", "deliver_thirds",
    "detect_answer", "detect_spiral", "first_orders", "list_equilibria", "open_third_book", "prepare_rivalry", "tabulate_arsenals",
]  # fmt: skip
