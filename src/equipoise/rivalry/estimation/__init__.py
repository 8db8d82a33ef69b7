"""Fit models of arms races to real series, and say how little a few points pin down."""

from __future__ import annotations

from equipoise.rivalry.estimation import budgets, reaction, windows

__all__ = ["budgets", "reaction", "windows"]
