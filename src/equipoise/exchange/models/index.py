"""Ask what pulls a state to strike first: Kent and Thaler's cost and index, and how the index moves while both sides build shields."""

from __future__ import annotations

from typing import Any

from equipoise.errors import InputError
from equipoise.exchange.models.closed import cost_outcome
from equipoise.exchange.models.inputs import (
    Above,
    Amounts,
    Shares,
    align,
    take_engagements,
    take_kill,
    take_reliability,
    take_stop,
    take_weapons_80,
)
from equipoise.exchange.models.strike import Side, read_index
from equipoise.registry import declare_input, register
from equipoise.scenario.case import Posture
from equipoise.scenario.number import Spec

SOURCE = "kent_thaler_1989"
SIDES = "sides"
PAIR = (
    "fixed_aims", "warheads_per_aim", "survivable_day", "survivable_generated", "bombers_day", "bombers_generated", "p_kill", "reliability",
    "engagements", "p_stop", "air_engagements", "air_p_stop", "weapons_80",
)  # fmt: skip
RECOVERED = 0.99  # share of the first index at which it counts as recovered


class KentThalerCost(Spec):
    """Take the damage of both sides."""

    own_damage: float = declare_input(0.2, "share of own value lost", basis="A", source="assumption", ge=0.0, le=1.0)
    other_damage: float = declare_input(0.8, "share of the other's value lost", basis="A", source="assumption", ge=0.0, le=1.0)


def kent_thaler_cost(spec: KentThalerCost) -> dict[str, float]:
    """Cost of an outcome: D_own^0.75 + 0.3 (1 - D_other^0.75); 0 is best, 1.3 worst.

    >>> kent_thaler_cost(KentThalerCost(own_damage=1.0, other_damage=0.0))["cost"]
    1.3
    """
    return {"cost": cost_outcome(spec.own_damage, spec.other_damage)}


def _take(default: tuple[float, ...], meaning: str, unit: str) -> Any:
    return declare_input(default, meaning, unit=unit, basis="A", source="assumption", max_length=2)


class KentThaler(Spec):
    """Take two sides, A then B, as lists of two (a list of one holds for both)."""

    fixed_aims: Amounts = _take((400.0,), "fixed launchers and bases", "aims")
    warheads_per_aim: Amounts = _take((3.0,), "warheads at one of them", "warheads")
    survivable_day: Amounts = _take((500.0,), "missile warheads that outlive any strike, day to day", "warheads")
    survivable_generated: Amounts = _take((1200.0,), "missile warheads that outlive any strike, generated", "warheads")
    bombers_day: Amounts = _take((0.0,), "bomber weapons that outlive any strike, day to day", "weapons")
    bombers_generated: Amounts = _take((0.0,), "bomber weapons that outlive any strike, generated", "weapons")
    p_kill: Shares = take_kill((0.8,))
    reliability: Shares = take_reliability((0.8,))
    engagements: Amounts = take_engagements((0.0,), "missile warheads that each side's own shield can engage")
    p_stop: Shares = take_stop((0.5,))
    air_engagements: Amounts = take_engagements((0.0,), "bomber weapons that each side's own air defence can engage")
    air_p_stop: Shares = take_stop((0.5,), "probability that an engaged bomber weapon is stopped")
    weapons_80: Above = take_weapons_80((500.0,))
    posture: Posture = declare_input(
        "day_to_day", "posture of both; under attack, silos fire before they are hit", basis="A", source="assumption"
    )
    prompt_saved: float = declare_input(
        0.9, "share of the fixed force that gets away under attack", basis="S", source=SOURCE, interval=(0.5, 0.95), ge=0.0, le=1.0
    )


def list_sides(spec: KentThaler) -> list[Side]:
    """List the two sides in the posture asked for."""
    table = dict(zip(PAIR, align(spec, PAIR, SIDES, length=2), strict=True))
    state = "generated" if spec.posture == "generated" else "day"
    saved = spec.prompt_saved if spec.posture == "launch_under_attack" else 0.0
    return [
        Side(
            aims=table["fixed_aims"][i], warheads_per_aim=table["warheads_per_aim"][i], survivable=table[f"survivable_{state}"][i],
            bombers=table[f"bombers_{state}"][i], p_kill=table["p_kill"][i], reliability=table["reliability"][i],
            engagements=table["engagements"][i], p_stop=table["p_stop"][i], air_engagements=table["air_engagements"][i],
            air_p_stop=table["air_p_stop"][i], weapons_80=table["weapons_80"][i], saved=saved,
        )
        for i in (0, 1)
    ]  # fmt: skip


def kent_thaler(spec: KentThaler) -> dict[str, Any]:
    """I = (C1_A/C2_A)(C1_B/C2_B), C = D^0.75 + 0.3 (1 - D'^0.75), D = 1 - exp(-w ln5/w80), each ratio at most 1; 1 is no pull to go first.

    Kent and Thaler (RAND R-3765, 1989), constants through a text that cites its pages. The striker uses all fixed and 90 % of its
    survivable forces; it stops counterforce where its own cost is least and, among such points, the other's greatest. The curve of
    damage is ours: the report draws it by hand. Shields take M - K min(M, E) off whatever comes; expected values throughout.

    >>> out = kent_thaler(KentThaler())
    >>> 0.0 < out["index"] < 1.0, out["ratio_a"] == out["ratio_b"]
    (True, True)
    >>> kent_thaler(KentThaler(fixed_aims=(0.0,)))["index"]
    1.0
    """
    return read_index(*list_sides(spec))


class TransitionDip(Spec):
    """Take two equal sides and a list of engagements that the shields of both grow through."""

    engagements: Amounts = declare_input(
        tuple(float(x) for x in range(0, 3001, 200)), "missile warheads that each shield can engage, step by step", unit="warheads",
        basis="A", source="assumption", max_length=400,
    )  # fmt: skip
    p_stop: float = take_stop(0.9)
    fixed_aims: float = declare_input(400.0, "fixed launchers and bases", unit="aims", basis="A", source="assumption", ge=0.0, le=1e6)
    warheads_per_aim: float = declare_input(
        6.0, "warheads at one of them", unit="warheads", basis="A", source="assumption", ge=0.0, le=1000.0
    )
    survivable: float = declare_input(
        500.0, "missile warheads that outlive any strike", unit="warheads", basis="A", source="assumption", ge=0.0, le=1e6
    )
    p_kill: float = take_kill(0.8)
    reliability: float = take_reliability(0.8)
    weapons_80: float = take_weapons_80(200.0)


def transition_dip(spec: TransitionDip) -> dict[str, Any]:
    """Index of two equal sides at each size of their shields: it falls while a shield catches only the ragged second strike, then recovers.

    Kent and DeValk (1986), with the index of Kent and Thaler (1989). Recovery needs a shield that would also stop a first strike.

    >>> out = transition_dip(TransitionDip())
    >>> [round(out["index"][i], 2) for i in (0, 4, 15)], out["recovers"]
    ([0.94, 0.15, 1.0], True)
    """
    if not spec.engagements:
        raise InputError(path="engagements", problem="the list is empty", accepted="one size of shield or more")
    sides = [_build(spec, size) for size in spec.engagements]
    found = [read_index(side, side)["index"] for side in sides]
    place = min(range(len(found)), key=lambda i: (found[i], i))
    deep = found[place] < found[0] - 1e-9
    back = next((spec.engagements[i] for i in range(place + 1, len(found)) if found[i] >= RECOVERED * found[0]), None)
    return {
        "index": found, "least": found[place], "engagements_at_least": spec.engagements[place], "dips": deep,
        "depth": found[0] - found[place], "recovers": back is not None and deep, "engagements_recovered": back if deep else None,
        "reason": "" if deep else "the index never falls below its start",
    }  # fmt: skip


def _build(spec: TransitionDip, engagements: float) -> Side:
    return Side(
        aims=spec.fixed_aims, warheads_per_aim=spec.warheads_per_aim, survivable=spec.survivable, bombers=0.0, p_kill=spec.p_kill,
        reliability=spec.reliability, engagements=engagements, p_stop=spec.p_stop, air_engagements=0.0, air_p_stop=0.0,
        weapons_80=spec.weapons_80,
    )  # fmt: skip


register(
    "model", "kent-thaler-cost", title="Kent and Thaler's cost of an outcome", function=kent_thaler_cost, spec=KentThalerCost,
    sources=(SOURCE,), validity="abstract value, the same weights for both sides", basis="S", stage="exchange",
    outputs={"cost": ("", "0 is best, 1.3 worst")},
)  # fmt: skip
_WORDS = (("a", "A"), ("b", "B"))
register(
    "model", "kent-thaler", title="Kent and Thaler's index of first-strike stability", function=kent_thaler, spec=KentThaler,
    sources=(SOURCE, "kent_devalk_thaler_1988"), basis="S", stage="exchange",
    validity="two sides, expected values, abstract value; survivable forces outlive any strike; one lens among several",
    outputs={"index": ("", "1 is no pull to strike first, 0 the strongest")}
    | {f"ratio_{k}": ("", f"cost to {n} of striking first over being struck first, at most 1") for k, n in _WORDS}
    | {f"cost_first_{k}": ("", f"cost to {n} if it strikes first") for k, n in _WORDS}
    | {f"cost_second_{k}": ("", f"cost to {n} if it is struck first") for k, n in _WORDS}
    | {f"spent_{k}": ("warheads", f"that {n} aims at forces in its cheapest first strike") for k, n in _WORDS}
    | {f"landed_{k}": ("weapons", f"of {n} that land on value in that strike") for k, n in _WORDS}
    | {f"arriving_{k}": ("weapons", f"of {n} that arrive in retaliation for the other's strike") for k, n in _WORDS},
)  # fmt: skip
register(
    "model", "transition-dip", title="Stability while two equal sides build shields", function=transition_dip, spec=TransitionDip,
    sources=("kent_devalk_1986", SOURCE), basis="D", stage="exchange",
    validity="equal sides in step, no response of the offence, no decoys, a shield that does not choose; expected values",
    outputs={
        "index": ("", "index at each size"), "least": ("", "least index on the way"),
        "engagements_at_least": ("warheads", "size of the shields there"), "dips": ("", "whether the index falls below its start"),
        "depth": ("", "how far"), "recovers": ("", "whether it is back at 99 % of its start later in the list"),
        "engagements_recovered": ("warheads", "size of the shields then"), "reason": ("", "why there is no dip, if so"),
    },
)  # fmt: skip
