"""Ask what ceilings, breakout and de-alerting do to the indicators of stability of two abstract sides."""

from __future__ import annotations

import math
from typing import Any

from equipoise.exchange.models.closed import count_penetrators, exceed, spread_survival
from equipoise.exchange.models.cone import measure_margin
from equipoise.exchange.models.inputs import (
    Above,
    Amounts,
    Counts,
    Shares,
    align,
    refuse_many,
    take_kill,
    take_reliability,
    take_stop,
    take_weapons_80,
)
from equipoise.exchange.models.second_strike import Legs, prompt_dependence, weigh_arrivals
from equipoise.exchange.models.strike import Side, read_index
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

BASIS: dict[str, Any] = {"basis": "A", "source": "assumption"}
LISTS = (
    "fixed_launchers", "fixed_warheads", "hidden_launchers", "hidden_warheads", "fixed_alert", "hidden_alert", "hidden_survival", "p_kill",
    "reliability", "interceptors", "p_stop", "weapons_80", "deterring", "breakout",
)  # fmt: skip


class TreatyEffect(Spec):
    """Take two sides as lists of two (a list of one holds for both), ceilings, what could be hidden and found, and de-alerting."""

    fixed_launchers: Counts = declare_input((400, 300), "launchers in fixed places", unit="launchers", **BASIS, max_length=2)
    fixed_warheads: Counts = declare_input((1, 3), "warheads on one of them", unit="warheads", **BASIS, max_length=2)
    hidden_launchers: Counts = declare_input((240, 180), "launchers that move or are at sea", unit="launchers", **BASIS, max_length=2)
    hidden_warheads: Counts = declare_input((4, 4), "warheads on one of them", unit="warheads", **BASIS, max_length=2)
    fixed_alert: Shares = declare_input((0.95,), "share of the fixed launchers ready to fire", **BASIS, interval=(0.0, 1.0), max_length=2)
    hidden_alert: Shares = declare_input(
        (0.6, 0.2), "share of the others dispersed or at sea, day to day", basis="G", source="general", interval=(0.05, 0.7), max_length=2
    )
    hidden_survival: Shares = declare_input((0.9,), "survival of those", **BASIS, interval=(0.05, 0.99), max_length=2)
    p_kill: Shares = take_kill((0.8,))
    reliability: Shares = take_reliability((0.8,))
    interceptors: Amounts = declare_input((100.0, 0.0), "interceptors, one engagement each", unit="interceptors", **BASIS, max_length=2)
    p_stop: Shares = take_stop((0.5,))
    weapons_80: Above = take_weapons_80((500.0,))
    deterring: Counts = declare_input(
        (100,), "weapons of this side that must arrive to deter the other", unit="weapons", **BASIS, interval=(1.0, 400.0), max_length=2
    )
    ceiling_warheads: float | None = declare_input(
        1000.0, "ceiling on warheads; none: no ceiling", unit="warheads", **BASIS, ge=0.0, le=1e6
    )
    ceiling_launchers: float | None = declare_input(None, "ceiling on launchers", unit="launchers", ge=0.0, le=1e6)
    ceiling_interceptors: float | None = declare_input(None, "ceiling on interceptors", unit="interceptors", ge=0.0, le=1e6)
    breakout: Shares = declare_input(
        (0.0,), "share of the ceiling on warheads that a side keeps beyond it", **BASIS, interval=(0.0, 0.5), max_length=2
    )
    inspection: float = declare_input(0.5, "share of this that inspections find and end", **BASIS, interval=(0.1, 0.9), ge=0.0, le=1.0)
    alert_kept: float = declare_input(1.0, "share of the alert of fixed launchers that de-alerting leaves", **BASIS, ge=0.0, le=1.0)


def treaty_effect(spec: TreatyEffect) -> dict[str, Any]:
    """Compare indicators before and after: launchers of both kinds scaled by min(1, ceiling/owned), what is hidden b (1-i) on top.

    Cuts take whole launchers with all their warheads, in the same proportion of both kinds; nothing is built up to a ceiling. Each
    side rides out all fixed weapons of the other; the index is that of `kent-thaler` day to day, the odds and the dependence on prompt
    launch those of `second-strike`, the margin that of `deterrence-cone` counted in warheads. Ceilings are an input: nothing here says
    that a state would sign.

    >>> out = treaty_effect(TreatyEffect(ceiling_warheads=None))
    >>> out["kent_thaler"][0] == out["kent_thaler"][1], out["binds_a"]
    (True, False)
    """
    table = dict(zip(LISTS, align(spec, LISTS, "sides", length=2), strict=True))
    before = [{name: values[i] for name, values in table.items()} for i in (0, 1)]
    for side in before:
        refuse_many("fixed_warheads", _count_warheads(side))
    after = [_hold_to(side, spec) for side in before]
    told = [_read(before), _read(after)]
    out: dict[str, Any] = {name: [told[0][name], told[1][name]] for name in told[0]}
    return out | {f"binds_{name}": before[i] != after[i] for i, name in enumerate(("a", "b"))}


def _count_warheads(side: dict[str, Any]) -> int:
    return int(side["fixed_launchers"] * side["fixed_warheads"] + side["hidden_launchers"] * side["hidden_warheads"])


def _hold_to(side: dict[str, Any], spec: TreatyEffect) -> dict[str, Any]:
    """Hold one side to the ceilings; beyond that on warheads it keeps what it hides and inspections miss."""
    launchers = side["fixed_launchers"] + side["hidden_launchers"]
    warheads = _count_warheads(side)
    scale = 1.0
    if spec.ceiling_launchers is not None and launchers > 0:
        scale = min(scale, spec.ceiling_launchers / launchers)
    if spec.ceiling_warheads is not None and warheads > 0:
        scale = min(scale, spec.ceiling_warheads * (1.0 + side["breakout"] * (1.0 - spec.inspection)) / warheads)
    held = dict(side)
    for name in ("fixed_launchers", "hidden_launchers"):
        held[name] = math.floor(side[name] * scale + 1e-9)
    if spec.ceiling_interceptors is not None:
        held["interceptors"] = min(side["interceptors"], spec.ceiling_interceptors)
    held["fixed_alert"] = side["fixed_alert"] * spec.alert_kept
    return held


def _read(sides: list[dict[str, Any]]) -> dict[str, Any]:
    """Read the indicators of two sides."""
    index = read_index(*(_see_side(side) for side in sides))
    out: dict[str, Any] = {"kent_thaler": index["index"], "cost_ratio_a": index["ratio_a"], "cost_ratio_b": index["ratio_b"]}
    for name, own, other in (("a", sides[0], sides[1]), ("b", sides[1], sides[0])):
        legs, survival = _see_legs(own, other)
        law, _ = weigh_arrivals(legs, "day_to_day")
        fixed = own["fixed_launchers"] * own["fixed_warheads"] * own["reliability"]
        hidden = own["hidden_launchers"] * own["hidden_warheads"] * own["hidden_alert"] * own["hidden_survival"] * own["reliability"]
        lost = min(fixed, _destroy_linearly(own, other) * own["fixed_warheads"] * own["reliability"])
        margin = measure_margin(fixed + hidden, lost, 1.0, float(max(1, own["deterring"])), 0.0, other["interceptors"], other["p_stop"])
        out |= {
            f"launchers_{name}": own["fixed_launchers"] + own["hidden_launchers"],
            f"warheads_{name}": _count_warheads(own),
            f"interceptors_{name}": own["interceptors"], f"fixed_survival_{name}": survival,
            f"p_deters_{name}": exceed(law, own["deterring"]), f"prompt_dependence_{name}": prompt_dependence(legs)["ratio"],
            f"cone_margin_{name}": margin,
        }  # fmt: skip
    return out


def _see_side(side: dict[str, Any]) -> Side:
    hidden = side["hidden_launchers"] * side["hidden_warheads"] * side["hidden_alert"] * side["hidden_survival"]
    return Side(
        aims=side["fixed_launchers"], warheads_per_aim=side["fixed_warheads"], survivable=hidden, bombers=0.0, p_kill=side["p_kill"],
        reliability=side["reliability"], engagements=side["interceptors"], p_stop=side["p_stop"], air_engagements=0.0, air_p_stop=0.0,
        weapons_80=side["weapons_80"],
    )  # fmt: skip


def _see_legs(own: dict[str, Any], other: dict[str, Any]) -> tuple[Legs, float]:
    """See one side as legs that have ridden out all fixed weapons of the other."""
    weapons = other["fixed_launchers"] * other["fixed_warheads"]
    survival = spread_survival(weapons, own["fixed_launchers"], _kill_each(own, other, weapons))
    launchers = (own["fixed_launchers"], own["hidden_launchers"])
    alert = (round(launchers[0] * own["fixed_alert"]), round(launchers[1] * own["hidden_alert"]))
    legs = Legs(
        launchers=launchers, warheads_per_launcher=(own["fixed_warheads"], own["hidden_warheads"]), alert_day=alert, alert_generated=alert,
        survival_alert=(survival, own["hidden_survival"]), survival_rest=(survival, 0.0), reliability=(own["reliability"],),
        basing=("silo", "mobile"), engagements=other["interceptors"], p_stop=other["p_stop"],
    )  # fmt: skip
    return legs, survival


def _kill_each(own: dict[str, Any], other: dict[str, Any], weapons: float) -> float:
    """Return the chance that one weapon of the other works, passes this side's shield and destroys its aim."""
    arriving = weapons * other["reliability"]
    passed = count_penetrators(arriving, own["interceptors"], own["p_stop"]) / arriving if arriving > 0.0 else 1.0
    return float(other["p_kill"] * other["reliability"] * passed)


def _destroy_linearly(own: dict[str, Any], other: dict[str, Any]) -> float:
    weapons = other["fixed_launchers"] * other["fixed_warheads"]
    return float(weapons * _kill_each(own, other, weapons))


_SIDES = {"a": "A", "b": "B"}
_PAIRS = "before and after"
register(
    "model", "treaty-effect", title="What a treaty does to indicators of stability", function=treaty_effect, spec=TreatyEffect,
    sources=("kent_thaler_1989", "intriligator_brito_1984", "assumption"), basis="D", stage="exchange",
    validity="two abstract sides; ceilings on what is owned, not treaty counting rules; breakout, inspection, de-alerting are assumptions",
    outputs={"kent_thaler": ("", f"index {_PAIRS}, day to day")}
    | {f"cost_ratio_{k}": ("", f"cost to {n} of striking first over being struck first, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"launchers_{k}": ("launchers", f"of {n}, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"warheads_{k}": ("warheads", f"of {n}, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"interceptors_{k}": ("interceptors", f"of {n}, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"fixed_survival_{k}": ("", f"survival of a fixed launcher of {n}, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"p_deters_{k}": ("", f"probability that enough of {n} arrives to deter, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"prompt_dependence_{k}": ("", f"arriving of {n} if launched under attack over ridden out, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"cone_margin_{k}": ("", f"arriving of {n} under linear losses over what deters, {_PAIRS}") for k, n in _SIDES.items()}
    | {f"binds_{k}": ("", f"whether anything of {n} changes") for k, n in _SIDES.items()},
)  # fmt: skip
