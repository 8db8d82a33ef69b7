"""Reproduce the vertex of the cone of mutual deterrence and what a shield does to it."""

from __future__ import annotations

from equipoise.exchange.models.cone import DeterrenceCone, deterrence_cone
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

_ROUNDED = "two places"


@shelve(
    "intriligator-brito-1984", title="Cone of mutual deterrence", known_by="computed",
    citation="M. D. Intriligator, D. L. Brito, Can Arms Races Lead to the Outbreak of War?, Journal of Conflict Resolution 28 (1984) 63-84",
    setting="linear form of the model; the worked example (f 0.3, v 0.3, C 60) and the shield term are ours, computed by hand from it",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the worked example without and with a shield of B, and the way of the vertex as it improves."""
    bare, shielded = deterrence_cone(DeterrenceCone(shield_b=0.0)), deterrence_cone(DeterrenceCone())
    shares = (0.0, 0.2, 0.4, 0.8, 0.99)
    way = [deterrence_cone(DeterrenceCone(shield_b=s)) for s in shares]
    a, b = ([w[f"missiles_{k}"] for w in way] for k in ("a", "b"))
    stock = deterrence_cone(DeterrenceCone(shield_b=0.0, engagements_b=100.0))
    race = [deterrence_cone(DeterrenceCone(shield_b=0.0, held_a=m, held_b=m)) for m in (100.0, 400.0)]
    return [
        Row("vertex without shields, A", "missiles", 285.71, bare["missiles_a"], 2e-5, _ROUNDED),
        Row("vertex without shields, B", "missiles", 285.71, bare["missiles_b"], 2e-5, _ROUNDED),
        Row("vertex, B stops 0.4, A", "missiles", 432.23, shielded["missiles_a"], 2e-5, _ROUNDED),
        Row("vertex, B stops 0.4, B", "missiles", 329.67, shielded["missiles_b"], 2e-5, _ROUNDED),
        tell("a shield moves both coordinates out", a == sorted(a) and b == sorted(b), f"shares {put(shares)}: A {put(a, 0)}; B {put(b, 0)}"),
        tell("they diverge as the share stopped goes to 1", b[-1] > 10.0 * b[0], f"B, who owns the shield, from {put([b[0]], 0)} to {put([b[-1]], 0)}"),
        tell(
            "a shield of limited stock moves both out too", stock["missiles_a"] > bare["missiles_a"] and stock["missiles_b"] > bare["missiles_b"],
            f"100 engagements at 0.5: {put([stock['missiles_a'], stock['missiles_b']], 0)}",
        ),
        tell(
            "an arms race can lead into mutual deterrence", not race[0]["a_deters"] and race[1]["a_deters"] and race[1]["b_deters"],
            "100 each deter nobody, 400 each deter both",
        ),
    ]  # fmt: skip
