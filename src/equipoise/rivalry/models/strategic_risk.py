"""Ask whether weapons and shields keep peace when each must guess what the other will do."""

from __future__ import annotations

from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED
from equipoise.scenario.number import Spec


def _take(default: float, meaning: str) -> Any:
    return declare_input(default, meaning, unit="utility", **ASSUMED, ge=-1e6, le=1e6)


class StrategicRisk(Spec):
    """Take four payoffs of each side, and what a shield of side 1 adds to them."""

    peace_1: float = _take(1.0, "V, peace, to side 1, which owns the shield")
    first_1: float = _take(0.6, "F, side 1 strikes first")
    war_1: float = _take(0.0, "W, both strike, to side 1")
    struck_1: float = _take(-0.3, "S, side 1 is struck first")
    peace_2: float = _take(1.0, "V, peace, to side 2")
    first_2: float = _take(0.6, "F, side 2 strikes first")
    war_2: float = _take(0.0, "W, both strike, to side 2")
    struck_2: float = _take(-0.3, "S, side 2 is struck first")
    shield_first_1: float = _take(0.0, "phi, what the shield adds to F of its owner: it mops up")
    shield_war_1: float = _take(0.0, "omega, what it adds to W of its owner")
    shield_struck_1: float = _take(0.0, "sigma, what it adds to S of its owner: it blunts a sneak attack")
    shield_first_2: float = _take(0.0, "what it takes from F of the other, whose own first strike it blunts")
    shield_war_2: float = _take(0.0, "what it takes from W of the other")
    shield_struck_2: float = _take(0.0, "what it takes from S of the other, whose second strike it blunts")


Stakes = tuple[float, float, float, float]  # V, F, W, S


def judge(one: Stakes, two: Stakes) -> tuple[bool, bool, float]:
    """Judge peace with complete information and under strategic risk, and the margin of the products.

    Complete: V >= F for both. Under risk: peace also has the larger product of what each loses by leaving it alone,
    (V1-F1)(V2-F2) >= (W1-S1)(W2-S2) (Harsanyi and Selten 1988). Where a side would not answer a strike with a strike (W < S), war is
    no equilibrium and its product counts as 0.
    """
    keep = [s[0] - s[1] for s in (one, two)]
    arm = [max(0.0, s[2] - s[3]) for s in (one, two)]
    margin = keep[0] * keep[1] - arm[0] * arm[1]
    is_complete = min(keep) >= 0.0
    return is_complete, is_complete and margin >= 0.0, margin


def strategic_risk(spec: StrategicRisk) -> dict[str, Any]:
    """Peace with complete information, V >= F, and under strategic risk, V - F >= W - S or the products of both sides' losses.

    Chassang and Padro i Miquel (2009, 2010), reduced form derived here. A shield of the owner changes its slack by -phi with complete
    information, and by sigma - phi - omega under risk: a weapon that mops up always hurts in the first, and can help in the second
    only if it blunts a sneak attack (sigma) by more. The other side's V - F rises where its own strike is blunted: both are told.

    >>> out = strategic_risk(StrategicRisk(shield_first_1=0.05, shield_war_1=0.05, shield_struck_1=0.3))
    >>> round(out["slack_change_complete_1"], 6), round(out["slack_change_risk_1"], 6)
    (-0.05, 0.2)
    """
    bare_1 = (spec.peace_1, spec.first_1, spec.war_1, spec.struck_1)
    bare_2 = (spec.peace_2, spec.first_2, spec.war_2, spec.struck_2)
    one = (bare_1[0], bare_1[1] + spec.shield_first_1, bare_1[2] + spec.shield_war_1, bare_1[3] + spec.shield_struck_1)
    two = (bare_2[0], bare_2[1] - spec.shield_first_2, bare_2[2] - spec.shield_war_2, bare_2[3] - spec.shield_struck_2)
    before, after = judge(bare_1, bare_2), judge(one, two)
    out: dict[str, Any] = {
        "peace_complete_without": before[0], "peace_complete_with": after[0], "peace_risk_without": before[1], "peace_risk_with": after[1],
        "product_margin_without": before[2], "product_margin_with": after[2],
    }  # fmt: skip
    for side, bare, now in ((1, bare_1, one), (2, bare_2, two)):
        slack = [(s[0] - s[1], (s[0] - s[1]) - (s[2] - s[3])) for s in (bare, now)]
        out |= {
            f"slack_complete_{side}": slack[1][0], f"slack_risk_{side}": slack[1][1],
            f"slack_change_complete_{side}": slack[1][0] - slack[0][0], f"slack_change_risk_{side}": slack[1][1] - slack[0][1],
        }  # fmt: skip
    changes = {(True, False): "destabilises", (False, True): "stabilises"}
    out["effect_complete"] = changes.get((before[0], after[0]), "no change of verdict")
    out["effect_risk"] = changes.get((before[1], after[1]), "no change of verdict")
    return out


_SIDES = {"1": "the owner", "2": "the other side"}
register(
    "model", "strategic-risk", title="Peace with complete information and under strategic risk", function=strategic_risk,
    spec=StrategicRisk, sources=("chassang_padro_2009", "chassang_padro_2010", "harsanyi_selten_1988"), basis="D", stage="rivalry",
    validity="two sides, one decision, small private noise; the effects of the shield on the payoffs are inputs, not findings",
    outputs={
        "peace_complete_without": ("", "peace with complete information, no shield"),
        "peace_complete_with": ("", "the same with the shield"),
        "peace_risk_without": ("", "peace under strategic risk, no shield"), "peace_risk_with": ("", "the same with the shield"),
        "product_margin_without": ("utility^2", "product of losses by leaving peace less that by leaving war, no shield"),
        "product_margin_with": ("utility^2", "the same with the shield"),
        "effect_complete": ("", "what the shield does to the verdict with complete information"),
        "effect_risk": ("", "what it does under risk"),
    } | {f"slack_complete_{k}": ("utility", f"V - F of {w}, with the shield") for k, w in _SIDES.items()}
    | {f"slack_risk_{k}": ("utility", f"(V - F) - (W - S) of {w}, with the shield") for k, w in _SIDES.items()}
    | {f"slack_change_complete_{k}": ("utility", f"change of V - F of {w} by the shield") for k, w in _SIDES.items()}
    | {f"slack_change_risk_{k}": ("utility", f"change of (V - F) - (W - S) of {w} by the shield") for k, w in _SIDES.items()},
)  # fmt: skip
