"""Fight one exchange of two abstract sides in expected values, find the striker's cheapest strike, and read the index of stability."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.closed import cost_outcome, count_penetrators, damage_value, spread_survival
from equipoise.scenario.number import Spec

USED_SURVIVABLE = 0.9  # a striker uses all fixed and so much of its survivable forces (Kent and Thaler 1989, p. 34)
STEPS = 400  # shares of counterforce tried, besides the corners of the whole-weapon rule
TIE = 1e-12


class Side(Spec):
    """Hold one side of an exchange: what can be struck, what survives, how good its weapons and its shields are."""

    aims: float  # fixed launchers and bases
    warheads_per_aim: float
    survivable: float  # missile warheads that outlive any strike, in the posture asked for
    bombers: float  # bomber weapons that outlive any strike; too slow for fixed aims, met by air defence alone
    p_kill: float
    reliability: float
    engagements: float
    p_stop: float
    air_engagements: float
    air_p_stop: float
    weapons_80: float
    saved: float = 0.0  # share of the fixed force that gets away under attack


def strike(striker: Side, struck: Side, on_forces: float) -> dict[str, float]:
    """Expect one exchange: so many missile warheads on fixed aims, the rest on value, then all that is left of the other on value.

    The shield takes both kinds of warhead alike, so that each has the chance q = 1 - K min(a, E)/a to arrive.
    """
    missiles = count_usable(striker)
    arriving = missiles * striker.reliability
    passed = count_penetrators(arriving, struck.engagements, struck.p_stop) / arriving if arriving > 0.0 else 1.0
    each = striker.reliability * passed
    left = spread_survival(on_forces, struck.aims, striker.p_kill * each)
    bombers = USED_SURVIVABLE * striker.bombers * striker.reliability
    landed = max(0.0, missiles - on_forces) * each + count_penetrators(bombers, struck.air_engagements, struck.air_p_stop)
    fixed = struck.aims * struck.warheads_per_aim * (struck.saved + (1.0 - struck.saved) * left)
    ready = (fixed + struck.survivable) * struck.reliability
    back = count_penetrators(ready, striker.engagements, striker.p_stop)
    back += count_penetrators(struck.bombers * struck.reliability, striker.air_engagements, striker.air_p_stop)
    own, other = damage_value(back, striker.weapons_80), damage_value(landed, struck.weapons_80)
    return {
        "own_cost": cost_outcome(own, other), "other_cost": cost_outcome(other, own), "spent": on_forces, "landed": landed, "back": back,
        "fixed_survival": left,
    }  # fmt: skip


def count_usable(side: Side) -> float:
    """Count the missile warheads of a first strike: all fixed and 90 % of the survivable ones."""
    return side.aims * side.warheads_per_aim + USED_SURVIVABLE * side.survivable


def find_cheapest(striker: Side, struck: Side) -> dict[str, float]:
    """Find the strike at which the striker's cost is least and, among such points, the other's is greatest (p. 22).

    All corners of the whole-weapon rule and a fine grid are tried, then the gap around the best is searched by golden section.
    """
    missiles = count_usable(striker)
    tried = {missiles * i / STEPS for i in range(STEPS + 1)}
    if struck.aims > 0.0:
        tried |= {struck.aims * i for i in range(1, int(min(STEPS, missiles / struck.aims)) + 1)}
    points = sorted(tried)
    found = [strike(striker, struck, x) for x in points]
    least = min(f["own_cost"] for f in found)
    best = max((f["other_cost"], -i) for i, f in enumerate(found) if f["own_cost"] <= least + TIE)
    place = -int(best[1])
    low, high = points[max(0, place - 1)], points[min(len(points) - 1, place + 1)]
    refined = _search(striker, struck, low, high)
    return refined if refined["own_cost"] < found[place]["own_cost"] - TIE else found[place]


def _search(striker: Side, struck: Side, low: float, high: float) -> dict[str, float]:
    ratio = 0.6180339887498949
    for _ in range(50):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        if strike(striker, struck, a)["own_cost"] <= strike(striker, struck, b)["own_cost"]:
            high = b
        else:
            low = a
    return strike(striker, struck, 0.5 * (low + high))


def read_index(side_a: Side, side_b: Side) -> dict[str, Any]:
    """Read Kent and Thaler's index: (C1_A/C2_A)(C1_B/C2_B), each ratio at most 1 (RAND R-3765, pp. 26 and 29)."""
    by_a = find_cheapest(side_a, side_b)
    by_b = by_a if side_a == side_b else find_cheapest(side_b, side_a)
    ratio_a, ratio_b = _divide(by_a["own_cost"], by_b["other_cost"]), _divide(by_b["own_cost"], by_a["other_cost"])
    return {
        "index": ratio_a * ratio_b, "ratio_a": ratio_a, "ratio_b": ratio_b, "cost_first_a": by_a["own_cost"],
        "cost_second_a": by_b["other_cost"], "cost_first_b": by_b["own_cost"], "cost_second_b": by_a["other_cost"],
        "spent_a": by_a["spent"], "spent_b": by_b["spent"], "landed_a": by_a["landed"], "landed_b": by_b["landed"],
        "arriving_a": by_b["back"], "arriving_b": by_a["back"],
    }  # fmt: skip


def _divide(first: float, second: float) -> float:
    return min(1.0, first / second) if second > 0.0 else 1.0
