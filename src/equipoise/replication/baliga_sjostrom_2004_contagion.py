"""Reproduce how fear of a few hawks spreads to all, and what talk does to it."""

from __future__ import annotations

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.models.fear import BaligaSjostrom, baliga_sjostrom
from equipoise.rivalry.models.talk import Talk, talk


@shelve(
    "baliga-sjostrom-2004", title="Contagion of fear, and talk", known_by="computed",
    citation="S. Baliga, T. Sjostrom, Arms Races and Negotiations, Review of Economic Studies 71(2) (2004) 351-369",
    setting="the theorems are in the abstract; cutoffs are worked from the payoffs with F uniform and F = c^2, mu .1, d 1.1; the talking equilibrium has the structure "
    "of the paper and is derived here, since its propositions were not read",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute both laws of cost, the gain at which peace vanishes, and the race with talk as hawks grow rare."""
    flat, square = (baliga_sjostrom(BaligaSjostrom(shape=k)) for k in (1.0, 2.0))
    gains = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
    told = [talk(Talk(gain=g)) for g in gains]
    races = [t["p_race_talk"] for t in told]
    concave = [baliga_sjostrom(BaligaSjostrom(gain=g, loss=1.05, shape=0.9))["is_race_only"] for g in (1e-3, 0.05)]
    best = told[-1]
    return [
        Row("rounds until all build, uniform costs", "rounds", 10.0, float(len(flat["cutoffs"])), 1e-9),
        Row("third round", "", 0.3, flat["cutoffs"][2], 1e-9),
        Row("peaceful cutoff, F = c^2", "", 0.112702, square["equilibria"][0], 1e-5, "six places"),
        Row("unstable cutoff, F = c^2", "", 0.887298, square["equilibria"][1], 1e-6, "six places"),
        Row("gain at which the peaceful cutoff vanishes", "", 0.320871, square["vanishing_gain"], 2e-6, "six places"),
        tell("if F(c) d >= c a race is certain, however few gain by it", flat["is_race_only"] and all(concave), "uniform and concave laws, gain 0.001 to 0.1"),
        tell(
            "with talk the race comes near probability zero as hawks grow rare", races == sorted(races, reverse=True) and races[-1] < 0.01,
            f"gain 0.01 to 0.000001: {put(races, 4)}; in silence {put([t['p_race_silent'] for t in told], 0)}",
        ),
        tell(
            "messages are not monotone in type", 0.0 < best["lowest_hawkish"] < best["highest_hawkish"] < 1.0,
            f"hawkish from {best['lowest_hawkish']:.5f} to {best['highest_hawkish']:.5f}; the tougher speak as the peaceful do",
        ),
    ]  # fmt: skip
