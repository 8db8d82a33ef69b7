"""Reproduce when a defensive weapon helps peace: never with complete information, sometimes under strategic risk."""

from __future__ import annotations

from typing import Any

from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.models.strategic_risk import StrategicRisk, strategic_risk


def ask(**given: Any) -> dict[str, Any]:
    """Ask with a war that neither side minds much."""
    return strategic_risk(StrategicRisk(**{"war_1": 0.2, "war_2": 0.2, **given}))


@shelve(
    "chassang-padro-2009", title="Defensive weapons under two assumptions of information", known_by="transcribed",
    citation="S. Chassang, G. Padro i Miquel, Defensive Weapons and Defensive Alliances, American Economic Review 99(2) (2009) 282-286; "
    "Conflict and Deterrence under Strategic Risk, Quarterly Journal of Economics 125(4) (2010) 1821-1858",
    setting="findings through the abstracts; reduced form derived here: peace 1, first strike .6, war .2, struck first -.3 to each side",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the verdicts of weapons that mop up, that blunt surprise, and of more weapons on both sides."""
    effects = [(phi, omega, sigma) for phi in (0.0, 0.1, 0.3, 0.5) for omega in (0.0, 0.1) for sigma in (0.0, 0.2, 0.6)]
    tried = {e: ask(shield_first_1=e[0], shield_war_1=e[1], shield_struck_1=e[2]) for e in effects}
    helped = [e for e, out in tried.items() if out["effect_risk"] == "stabilises"]
    even = ask(shield_first_1=0.1, shield_war_1=0.1, shield_struck_1=0.2)
    harmed = strategic_risk(StrategicRisk(shield_first_1=0.2, shield_war_1=0.1, shield_struck_1=0.1))
    deter = [strategic_risk(StrategicRisk(first_1=0.8 - w, first_2=0.8 - w, struck_1=-0.1 - 2.0 * w, struck_2=-0.1 - 2.0 * w)) for w in (0.0, 0.1, 0.3)]
    slack = [d["slack_risk_1"] for d in deter]
    return [
        tell(
            "alone it never helps with complete information", all(o["effect_complete"] != "stabilises" for o in tried.values()),
            f"{len(effects)} shields; slack changes by -phi",
        ),
        tell("it destabilises there once the first strike is worth more than peace", tried[0.5, 0.0, 0.0]["effect_complete"] == "destabilises", "phi 0.5"),
        tell("under strategic risk it can help", bool(helped), f"phi, omega, sigma: {helped}"),
        tell("but only if it blunts a sneak attack more than it helps in war", all(e[2] > e[0] + e[1] for e in helped), "sigma above phi + omega in each"),
        tell("a weapon as good in open war does nothing", even["effect_risk"] == "no change of verdict" and abs(even["slack_change_risk_1"]) < 1e-9, "sigma = phi + omega"),
        tell("otherwise it destabilises there too", harmed["effect_risk"] == "destabilises", "phi 0.2, omega 0.1, sigma 0.1"),
        tell(
            "weapons of both sides deter with complete information and need not under risk",
            [d["slack_complete_1"] for d in deter] == sorted(d["slack_complete_1"] for d in deter) and slack != sorted(slack),
            f"first strikes worth less, surprise worse: slack {put([d['slack_complete_1'] for d in deter])} and {put(slack)}",
        ),
    ]  # fmt: skip
