"""Reproduce what Richardson's equations say of two and three states: where they settle, when, and that they never oscillate."""

from __future__ import annotations

import math
from typing import Any

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.models.richardson import Richardson, richardson
from equipoise.rivalry.models.richardson_many import RichardsonMany, richardson_many

_FOUR = "four places"


def run(**given: Any) -> dict[str, Any]:
    """Run the race of two states."""
    return richardson(Richardson(**given))


@shelve(
    "richardson-1960", title="Arms race of two states", known_by="computed",
    citation="L. F. Richardson, Arms and Insecurity, Boxwood Press (1960); the equations of 1939",
    setting="k .3, a .6, g 1, l .4, b .5, h .8, worked by hand from the equations; the estimates for real states are another entry",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the worked equilibrium, the condition of stability, both sides of a saddle, and three states."""
    out = run()
    grid = (0.1, 0.5, 1.0, 2.0, 4.0)
    races = [(a * b, k * m, run(reaction_x=k, fatigue_x=a, reaction_y=m, fatigue_y=b, years=0)) for k in grid for a in grid for m in grid for b in grid]
    saddle = {"reaction_x": 2.0, "fatigue_x": 1.0, "grievance_x": -1.0, "reaction_y": 2.0, "fatigue_y": 1.0, "grievance_y": -1.0, "years": 0}
    sides = [run(**saddle, start_x=x, start_y=1.0)["region"] for x in (1.1, 0.9)]
    both = [run(misperception_x=e, misperception_y=e)["is_stable"] for e in (0.58, 0.59)]
    three = richardson_many(RichardsonMany(reactions=(0, 0.4, 0.4, 0.4, 0, 0.4, 0.4, 0.4, 0), fatigue=(0.7,) * 3, grievance=(1.0,) * 3))
    return [
        Row("equilibrium of x", "arms", 4.1111, out["x"], 2e-5, _FOUR),
        Row("equilibrium of y", "arms", 4.8889, out["y"], 2e-5, _FOUR),
        Row("slow eigenvalue", "1/year", -0.2, out["slow_eigenvalue"], 1e-9),
        Row("fast eigenvalue", "1/year", -0.9, out["fast_eigenvalue"], 1e-9),
        Row("overrating by both that ends stability", "", math.sqrt(2.5) - 1.0, out["critical_misperception"], 1e-9, f"stable at 0.58, 0.59: {both}"),
        tell("stable if and only if ab > kl", all(o["is_stable"] == (p > q) for p, q, o in races if p != q), f"{len(races)} sets of coefficients"),
        tell("two states that react alike never oscillate", all(o["oscillation_rad_year"] == 0.0 for _, _, o in races), "the same sets"),
        tell("a saddle parts runaway from disarmament", sides == ["runaway", "disarmament"], f"either side of the line: {', '.join(sides)}"),
        tell(
            "pairs that are stable can be an unstable three", not three["is_stable"],
            f"reactions 0.4, fatigue 0.7: each pair decays at 0.3 a year, all three grow at {put([three['growth_rate']])}",
        ),
    ]  # fmt: skip
