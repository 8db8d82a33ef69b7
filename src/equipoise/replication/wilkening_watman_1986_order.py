"""Ask in which order missile and air defence are safest to build."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.index import KentThaler, kent_thaler
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

STEPS = 10
FORCE: dict[str, float] = {"fixed_aims": 1000.0, "warheads_per_aim": 4.0, "survivable_day": 1000.0, "bombers_day": 1000.0}
KILLS, SCALES = (0.8, 0.9, 0.95), (200.0, 500.0, 1000.0)


def find_lowest(order: str, kill: float = 0.9, scale: float = 500.0, **force: float) -> float:
    """Find the lowest index on the way to both defences complete: each able to engage all that would come in a first strike."""
    own = FORCE | force
    missiles = 0.8 * (own["fixed_aims"] * own["warheads_per_aim"] + own["survivable_day"])
    air = 0.8 * own["bombers_day"]
    first = [(i / STEPS, 0.0) for i in range(STEPS + 1)] + [(1.0, i / STEPS) for i in range(1, STEPS + 1)]
    path = {"missile": first, "air": [(b, a) for a, b in first], "together": [(i / STEPS, i / STEPS) for i in range(STEPS + 1)]}[order]
    given: dict[str, Any] = {name: (value,) for name, value in own.items()}
    found = []
    for m, a in path:
        shields: dict[str, Any] = {"engagements": (m * missiles,), "air_engagements": (a * air,), "p_stop": (kill,), "air_p_stop": (kill,)}
        found.append(float(kent_thaler(KentThaler(**given, **shields, weapons_80=(scale,)))["index"]))
    return min(found)


@shelve(
    "wilkening-watman-1986", title="Order of missile and air defence", known_by="transcribed",
    citation="D. A. Wilkening, K. Watman, Strategic Defenses and First-Strike Stability, RAND R-3412 (1986)",
    setting="findings through the abstract; two equal abstract sides with 1,000 fixed aims of four warheads, 1,000 warheads and 1,000 bomber "
    "weapons that outlive any strike; bombers pass the missile shield, are too slow for fixed aims and meet an air defence; index of "
    "kent-thaler-1989; suppression of defences and biased perceptions, findings 4 and 5, are not modelled here",
)  # fmt: skip
def compute() -> list[Row]:
    """Compare the lowest index on each path, and with forces cut in two ways."""
    lowest = {order: find_lowest(order) for order in ("missile", "together", "air")}
    grid = [(kill, scale) for kill in KILLS for scale in SCALES]
    wins = sum(find_lowest("missile", *pair) > max(find_lowest("air", *pair), find_lowest("together", *pair)) for pair in grid)
    half = find_lowest("missile", fixed_aims=500.0, survivable_day=500.0, bombers_day=500.0)
    single = find_lowest("missile", warheads_per_aim=1.0, survivable_day=500.0, bombers_day=500.0)
    told = put(list(lowest.values()))
    return [
        tell("planning reduces the instability of the transition", max(lowest.values()) - min(lowest.values()) > 0.1, f"lowest index {told} by order"),
        tell(
            "missile defence complete before much air defence is most stable", wins == len(grid),
            f"lowest index missile first, together, air first: {told}; so at {wins} of {len(grid)} kill probabilities and scales of damage",
        ),
        tell(
            "arms control helps only if it cuts counterforce", half < lowest["missile"] < single,
            f"lowest index {put([lowest['missile']])}; all halved {put([half])}; others halved and one warhead at an aim {put([single])}",
        ),
    ]  # fmt: skip
