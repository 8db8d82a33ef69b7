"""Ask whether reductions alone do little for stability, and whether basing does more."""

from __future__ import annotations

from equipoise.replication.findings import put, tell
from equipoise.replication.kent_thaler_1989_index import HIGH, LATE_1980S, LOADS, read
from equipoise.replication.shelf import Row, shelve


@shelve(
    "kent-devalk-thaler-1988", title="Reductions and basing", known_by="transcribed",
    citation="G. A. Kent, R. J. DeValk, D. E. Thaler, A Calculus of First-Strike Stability, RAND N-2526-AF (1988)",
    setting="findings through the abstract; the two abstract sides and the curve of damage of kent-thaler-1989; better basing moves half of "
    "the warheads in fixed places to where they outlive a strike",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the index with forces as they were, halved, and halved with better basing."""
    now, half, deep = read()["index"], read(0.5)["index"], read(0.3)["index"]
    moved = tuple(0.5 * (s + 0.5 * n * w) for s, n, w in zip(LATE_1980S["survivable_day"], LATE_1980S["fixed_aims"], LOADS, strict=True))
    based = read(0.5, warheads_per_aim=tuple(0.5 * w for w in LOADS), survivable_day=moved)["index"]
    return [
        tell("no undue instability at the forces of the time", now >= HIGH, f"index {put([now])} against {HIGH}"),
        tell(
            "reductions alone do little and may hurt",
            half <= now and deep <= now,
            f"index at 1, 1/2, 0.3 of all forces: {put([now, half, deep])}",
        ),
        tell("reductions need better basing", based > half, f"halved {put([half])}, halved with better basing {put([based])}"),
    ]
