"""Reproduce how much trust a stag hunt needs, and in which of four worlds."""

from __future__ import annotations

from typing import Any

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.models.trust import TrustThreshold, trust
from equipoise.rivalry.models.worlds import WORLDS, Worlds, worlds


def ask(**given: Any) -> dict[str, Any]:
    """Ask for the threshold of the stag hunt R 1, T .6, P .2, S -.8, with what is changed."""
    return trust(TrustThreshold(**given))


@shelve(
    "jervis-1978", title="Trust in a stag hunt, and four worlds", known_by="computed",
    citation="R. Jervis, Cooperation under the Security Dilemma, World Politics 30(2) (1978) 167-214",
    setting="the numbers are a worked example of the game that he describes in words; the map of the two dials to payoffs is ours",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the threshold, the hawks that it bears, and the four worlds."""
    out = ask(hawks=0.2)
    ways = {"T": ask(exploit=0.7), "P": ask(arming=0.3), "R": ask(restraint=1.1), "S": ask(exploited=-0.7)}
    moved = {k: w["threshold"] - out["threshold"] for k, w in ways.items()}
    named = {worlds(Worlds(offence=o, differentiability=d))["world"] for o in (-0.5, 0.5) for d in (0.1, 0.9)}
    seen = [worlds(Worlds(differentiability=d)) for d in (0.0, 0.5, 0.9)]
    gaps = [w["belief_after_defensive"] - w["belief_after_offensive"] for w in seen]
    offence = [worlds(Worlds(offence=o))["threshold"] for o in (-0.5, 0.0, 0.5)]
    return [
        Row("belief that restraint needs", "", 0.714286, out["threshold"], 1e-6, "six places"),
        Row("restraint of the others in the mixed equilibrium, 0.2 hawks", "", 0.892857, out["mixed_restraint"], 1e-6, "six places"),
        tell("up in T and P, down in R and S", moved["T"] > 0 < moved["P"] and moved["R"] < 0 > moved["S"], f"a tenth more of T, P, R, S: {put(list(moved.values()), 3)}"),
        tell("restraint survives 0.28 hawks and not 0.29", ask(hawks=0.28)["survives_hawks"] and not ask(hawks=0.29)["survives_hawks"], "1 - 0.714"),
        tell("arming is risk-dominant here", not out["is_restraint_risk_dominant"], "R + S is below T + P"),
        tell("two dials make four worlds", named == set(WORLDS.values()), "halves of each dial"),
        tell("an advantage of offence raises the trust needed", offence == sorted(offence), f"advantage -0.5, 0, 0.5: {put(offence, 3)}"),
        tell(
            "postures tell types apart the better the more they differ", gaps == sorted(gaps),
            f"belief after a defensive less that after an offensive posture, differentiability 0, 0.5, 0.9: {put(gaps)}",
        ),
    ]  # fmt: skip
