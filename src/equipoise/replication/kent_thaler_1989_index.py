"""Ask whether the index of first-strike stability shows what its authors found with it."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.index import KentThaler, KentThalerCost, kent_thaler, kent_thaler_cost
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

# two abstract sides of the size of the late 1980s, rounded, from general knowledge: A with most at sea, B with most in fixed places
LATE_1980S: dict[str, tuple[float, ...]] = {
    "fixed_aims": (1050.0, 1400.0), "survivable_day": (3300.0, 900.0), "survivable_generated": (4700.0, 3000.0),
    "bombers_day": (1300.0, 0.0), "bombers_generated": (3500.0, 700.0),
}  # fmt: skip
LOADS = (2.4, 4.6)  # warheads at one fixed aim
HIGH = 0.9  # an index that we call high; the report gives no number
SLACK = 1e-3  # a ratio capped at 1 may come out a hair below it


def read(size: float = 1.0, **more: Any) -> dict[str, Any]:
    """Read the index of the two sides with everything but the warheads at one aim scaled."""
    scaled: dict[str, Any] = {name: tuple(size * x for x in values) for name, values in LATE_1980S.items()}
    return kent_thaler(KentThaler(**({"warheads_per_aim": LOADS} | scaled | more)))


@shelve(
    "kent-thaler-1989", title="Index of first-strike stability", known_by="transcribed",
    citation="G. A. Kent, D. E. Thaler, First-Strike Stability: A Methodology for Evaluating Strategic Forces, RAND R-3765-AF (1989)",
    setting="constants through a text that cites pages, findings through the abstract; the curves of damage are drawn by hand in the report, "
    "so 1 - exp(-w ln5/w80) with w80 500 stands for them; two abstract sides of the size of the late 1980s, ours",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the limits of the cost, and the four findings on two sides of that size."""
    worst = kent_thaler_cost(KentThalerCost(own_damage=1.0, other_damage=0.0))["cost"]
    best = kent_thaler_cost(KentThalerCost(own_damage=0.0, other_damage=1.0))["cost"]
    sizes = (2.0, 1.5, 1.0, 0.5, 0.3)
    day = [read(size)["index"] for size in sizes]
    gains = [read(size, posture="generated")["index"] - index for size, index in zip(sizes, day, strict=True)][2:]
    sides, ready = read(), read(posture="generated")
    day_only, up_only = LATE_1980S["survivable_day"], LATE_1980S["survivable_generated"]
    alone = [
        read(survivable_day=pair, bombers_day=bombers)["index"] - sides["index"]
        for pair, bombers in (((up_only[0], day_only[1]), (3500.0, 0.0)), ((day_only[0], up_only[1]), (1300.0, 700.0)))
    ]
    scales = [read(weapons_80=(w,))["index"] for w in (300.0, 1000.0, 1500.0)]
    return [
        Row("worst cost", "", 1.3, worst, 1e-12, "printed"),
        Row("1 plus the best cost", "", 1.0, 1.0 + best, 1e-12, "printed as 0"),
        tell("robust at the forces of the time", day[2] >= HIGH, f"index {put([day[2]])} against {HIGH}; with w80 300, 1,000, 1,500: {put(scales)}"),
        tell("posture matters more under reductions", gains[0] < gains[1] < gains[2], f"gain of the index by generating at 1, 1/2, 0.3: {put(gains)}"),
        tell("larger inventories do not by themselves erode it", day[0] >= day[1] >= day[2], f"index at 2, 1.5 and 1 times: {put(day[:3], 3)}"),
        tell(
            "generating forces helps both", ready["index"] > sides["index"] and all(ready[k] >= sides[k] - SLACK for k in ("ratio_a", "ratio_b")),
            f"index {put([sides['index'], ready['index']])}, neither side's ratio falls; if A or B generates alone it moves by {put(alone)}",
        ),
    ]  # fmt: skip
