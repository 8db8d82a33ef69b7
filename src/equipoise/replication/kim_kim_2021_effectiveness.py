"""Ask against which challenger a shield reaches the least effectiveness at which deterrence succeeds."""

from __future__ import annotations

from itertools import pairwise

from equipoise.exchange.models.shield import LeastEffectiveShield, least_effective_shield
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

WARHEADS = (1500.0, 300.0, 30.0)  # a great power, a middle one, a new nuclear state
LEAST = tuple(0.1 * i for i in range(1, 10))
KILLS = (0.3, 0.5, 0.7, 0.9)
STOCKS = (22.0, 50.0, 100.0, 200.0)


@shelve(
    "kim-kim-2021", title="Least effectiveness by challenger", known_by="transcribed",
    citation="J. Kim, W. Kim, Simulation analysis on the effectiveness of missile defense, Journal of Peace Research 58(3) (2021), doi:10.1177/0022343319898714",
    setting="findings through the abstract; their modification of Wilkening's model and Quackenbush's equation were not open, so the least effectiveness is varied "
    "from 0.1 to 0.9, kill probability from 0.3 to 0.9, stock from 22 to 200 engagements; challengers with 1,500, 300 and 30 warheads; choices of the two sides "
    "are not modelled, only whether the level is met",
)  # fmt: skip
def compute() -> list[Row]:
    """Count the settings in which the level is met, by challenger, before and after a buildup or a reinforcement."""
    met = [0, 0, 0]
    turned, kept, asked = [0, 0, 0], 0, 0
    for least in LEAST:
        for kill in KILLS:
            for before, after in pairwise(STOCKS):
                given = {"least_effectiveness": (least,), "engagements_before": before, "engagements_after": after, "p_stop": kill}
                out = least_effective_shield(LeastEffectiveShield(warheads=WARHEADS, **given))  # type: ignore[arg-type]
                met = [n + m for n, m in zip(met, out["meets_after"], strict=True)]
                turned = [n + t for n, t in zip(turned, out["turned_by_buildup"], strict=True)]
                if out["meets_after"][2]:  # the new state doubles its force against the shield as built
                    asked += 1
                    kept += least_effective_shield(LeastEffectiveShield(warheads=(2.0 * WARHEADS[2],), **given))["meets_after"][0]  # type: ignore[arg-type]
    total = len(LEAST) * len(KILLS) * (len(STOCKS) - 1)
    shares = [n / total for n in met]
    return [
        tell("least likely to be met against a great power", shares[0] == min(shares), f"met in {put(shares)} of {total} settings by challenger"),
        tell("more likely to be met against a new nuclear state", shares[2] == max(shares) and shares[2] > shares[0], f"met in {put(shares)}"),
        tell(
            "a buildup gives a great power little reason to answer", turned[0] / total < 0.1,
            f"a step of the buildup decides it in {put([n / total for n in turned])} of the settings by challenger; what they choose is not modelled",
        ),
        tell(
            "a reinforcement by a new nuclear state gives the defender little reason to answer", kept / asked > 0.5,
            f"the level is still met in {put([kept / asked])} of the settings after it doubles its force",
        ),
    ]  # fmt: skip
