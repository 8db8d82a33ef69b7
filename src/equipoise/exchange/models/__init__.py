"""Offer models of force exchange as calculators: importing this package registers them, a module for each family."""

from __future__ import annotations

from equipoise.exchange.models import cone, drawdown, hiding, index, money, odds, pair, second_strike, shield, treaty

__all__ = ["cone", "drawdown", "hiding", "index", "money", "odds", "pair", "second_strike", "shield", "treaty"]
