"""Offer models of belief and signalling as calculators: importing this package registers them, a module for each family."""

from __future__ import annotations

from equipoise.perception.models import audience, beliefs, bias, campaign, network, reversal, signals, talk

__all__ = ["audience", "beliefs", "bias", "campaign", "network", "reversal", "signals", "talk"]
