"""Ask whether counterforce and a shield could limit damage by a middle force with countermeasures."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.shield import DamageLimitation, damage_limitation
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

WEAPONS = 470  # 200 in silos, 180 mobile, 70 at sea, 20 with bombers: public estimates of 2025, rounded, split by us
SURVIVAL = {"day to day": 0.09, "generated": 0.30}  # alert times survival over the legs, mid values of the open span
FEW = 10


def limit(survival: float, decoys: float, engagements: float = 22.0) -> dict[str, Any]:
    """Limit damage with 44 interceptors, two on a warhead at 0.8 together; decoys that are not told apart."""
    given: dict[str, Any] = {
        "weapons": WEAPONS,
        "survival": survival,
        "engagements": engagements,
        "p_stop": 0.8,
        "decoys": decoys,
        "p_decoy": 1.0,
    }
    return damage_limitation(DamageLimitation(**given, at_most=(0, FEW)))


@shelve(
    "glaser-fetter-2016", title="Limits of damage limitation", known_by="transcribed",
    citation="C. L. Glaser, S. Fetter, Should the United States Reject MAD? Damage Limitation and U.S. Nuclear Strategy toward China, International Security 41(1) (2016) 49-98",
    setting="findings through the abstract and the opening pages; their argument is technical and political, without one model to rebuild; 470 weapons of public "
    "estimates of 2025, of which 0.09 outlive a strike day to day and 0.30 generated, 44 interceptors, decoys none or five a warhead, w80 200, breakthrough 0.05; "
    "few is ten weapons or fewer, our reading of a meaningful limit",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the chance that few arrive, generated and day to day, with decoys and without."""
    runs = {(p, d): limit(s, d) for p, s in SURVIVAL.items() for d in (0.0, 5.0)}
    few = {key: run["p_at_most_both"][1] for key, run in runs.items()}
    bare, masked = runs["day to day", 0.0], runs["day to day", 5.0]
    gains = [run["value_spared_by_both"] - run["value_spared_by_counterforce"] for run in (bare, masked)]
    tenfold = limit(SURVIVAL["generated"], 5.0, 220.0)["p_at_most_both"][1]
    return [
        tell(
            "infeasible against a generated force with countermeasures",
            few["generated", 5.0] < 0.1,
            f"P(at most {FEW}) {put([few['generated', 5.0]])}, all of it the breakthrough assumed",
        ),
        tell(
            "infeasible day to day with countermeasures", few["day to day", 5.0] < 0.1, f"P(at most {FEW}) {put([few['day to day', 5.0]])}, nearly all of it the breakthrough assumed"
        ),
        tell(
            "countermeasures take most of what the shield adds",
            gains[1] < 0.5 * gains[0],
            f"value spared beyond counterforce {put(gains, 3)}",
        ),
        tell(
            "without countermeasures a small force at low alert is nearer to a limit",
            few["day to day", 0.0] > few["day to day", 5.0],
            f"P(at most {FEW}) day to day {put([few['day to day', 0.0], few['day to day', 5.0]])}",
        ),
        tell(
            "ten times the interceptors does not change that",
            tenfold < 0.1,
            f"P(at most {FEW}) generated, decoys, 440 interceptors {put([tenfold])}",
        ),
    ]
