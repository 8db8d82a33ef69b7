"""Ask whether a band of instability lies between assured retaliation and assured survival."""

from __future__ import annotations

from equipoise.exchange.models.index import TransitionDip, transition_dip
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

KILLS = (0.8, 0.9, 0.95)


@shelve(
    "kent-devalk-1986", title="Shields in transition", known_by="recalled",
    citation="G. A. Kent, R. J. DeValk, Strategic Defenses and the Transition to Assured Survival, RAND R-3369-AF (1986)",
    setting="the report plots both defences on two axes; here both grow in step and the index of kent-thaler-1989 is read, two equal abstract "
    "sides of 400 fixed aims with six warheads each and 500 that outlive any strike, w80 200",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the index along the transition for three kill probabilities."""
    steps = tuple(float(e) for e in range(0, 3001, 100))
    found = [transition_dip(TransitionDip(engagements=steps, p_stop=kill)) for kill in KILLS]
    starts, least, at = ([f["index"][0] for f in found], [f["least"] for f in found], [f["engagements_at_least"] for f in found])
    ends = [f["index"][-1] for f in found]
    return [
        tell("the index dips as shields grow", all(f["dips"] for f in found), f"from {put(starts)} to {put(least)} at kill 0.8, 0.9, 0.95"),
        tell(
            "it recovers when shields would stop a first strike too",
            all(f["recovers"] for f in found),
            f"index at 3,000 engagements: {put(ends)}",
        ),
        tell(
            "the band lies between the ends",
            all(0.0 < e < steps[-1] for e in at),
            f"least at {put(at, 0)} engagements ; a first strike sends 2,280 reliable warheads",
        ),
    ]
