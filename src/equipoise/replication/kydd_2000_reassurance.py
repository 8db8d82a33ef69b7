"""Reproduce when a first step reassures."""

from __future__ import annotations

from typing import Any

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.models.reassurance import ReassuranceWindow, SpiralBelief, reassurance_window, spiral_belief


def ask(**given: Any) -> dict[str, Any]:
    """Ask for the window of the worked example with what is changed."""
    return reassurance_window(ReassuranceWindow(**given))


@shelve(
    "kydd-2000", title="Window for a reassuring first step", known_by="computed",
    citation="A. Kydd, Trust, Reassurance, and Cooperation, International Organization 54(2) (2000) 325-357; Trust and Mistrust in International Relations (2005); "
    "Game Theory and the Spiral Model, World Politics 49(3) (1997) 371-400",
    setting="findings of the abstracts; the two-round form and its numbers (Tu 1.6, Tt .4, S -1.2, prior .4) are worked here from the description",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the window, its closing, and how building and refraining are read."""
    out = ask()
    alike = [ask(tempted=1.0 + e, trustworthy=1.0 - e)["width"] for e in (0.6, 0.3, 0.01)]
    belief = spiral_belief(SpiralBelief(prior_greedy=0.2, deeds=(1, 1, 1)))["p_greedy"]
    calm = spiral_belief(SpiralBelief(prior_greedy=0.2, deeds=(0,)))["p_greedy_last"]
    return [
        Row("least first step", "share", 0.4, out["s_min"], 1e-9),
        Row("largest first step", "share", 0.454545, out["s_max"], 2e-6, "six places"),
        Row("least prior", "", 0.315789, out["least_prior"], 2e-6, "six places"),
        tell("possible only above the least prior", ask(prior=0.32)["is_possible"] and not ask(prior=0.31)["is_possible"], "prior 0.32 and 0.31"),
        tell("a first step works where bare trust would not", out["least_prior"] < out["trust_needed"], f"{put([out['least_prior'], out['trust_needed']])}"),
        tell("the window closes as the types grow alike", alike == sorted(alike, reverse=True) and alike[-1] < 0.01, f"temptation 1 +- 0.6, 0.3, 0.01: width {put(alike, 3)}"),
        tell("building raises fear without any bias", belief == sorted(belief), f"belief in greed {put(belief, 3)}"),
        tell("refraining is a signal", calm < 0.2, f"from 0.200 to {calm:.3f}"),
    ]  # fmt: skip
