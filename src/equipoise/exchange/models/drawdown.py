"""Ask what a counterforce strike leaves: one class of aims, several classes walked down in order of yield, or shelters."""

from __future__ import annotations

from typing import Any

from equipoise.errors import InputError
from equipoise.exchange.models.closed import spread_survival
from equipoise.exchange.models.inputs import Amounts, Shares, align, take_kill
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

MOST_STEPS = 500  # points of a curve
MOST_EACH = 20  # weapons on one aim
AIMS = "classes of aims"


class Drawdown(Spec):
    """Take weapons spread over aims."""

    weapons: float = declare_input(150.0, "weapons that arrive", unit="weapons", basis="A", source="assumption", ge=0.0, le=1e6)
    aims: float = declare_input(100.0, "aims", unit="aims", basis="A", source="assumption", gt=0.0, le=1e6)
    p_kill: float = take_kill(0.5)


def drawdown(spec: Drawdown) -> dict[str, float]:
    """Survivors under whole weapons spread evenly: (S-r)(1-k)^b + r(1-k)^(b+1), b = floor(n/S), r = n - b S.

    >>> drawdown(Drawdown())["survivors"]
    37.5
    """
    share = spread_survival(spec.weapons, spec.aims, spec.p_kill)
    return {"survival": share, "survivors": share * spec.aims}


class DrawdownCurve(Spec):
    """Take classes of aims as lists of equal length, the weapons that may be spent, and the most on one aim."""

    aims: Amounts = declare_input((100.0, 300.0, 40.0), "aims, by class", unit="aims", basis="A", source="assumption", max_length=50)
    warheads_per_aim: Amounts = declare_input(
        (10.0, 1.0, 3.0), "enemy warheads at one aim, by class", unit="warheads", basis="A", source="assumption", max_length=50
    )
    p_kill: Shares = declare_input(
        (0.7, 0.8, 0.9), "probability that one weapon destroys an aim, by class", basis="A", source="assumption", interval=(0.4, 0.95),
        max_length=50,
    )  # fmt: skip
    weapons: float = declare_input(1000.0, "own weapons available", unit="weapons", basis="A", source="assumption", ge=0.0, le=1e6)
    most_per_aim: int = declare_input(2, "weapons on one aim at most", unit="weapons", basis="A", source="assumption", ge=1, le=MOST_EACH)


def drawdown_curve(spec: DrawdownCurve) -> dict[str, Any]:
    """Walk down by warheads destroyed per weapon spent: the r-th weapon on an aim of class i yields w_i p_i (1-p_i)^(r-1).

    Kent and DeValk (1986); Kent and Thaler (1989). The yield falls with each weapon on the same aim, so that taking the best next is
    the best plan for any number spent. A class is taken whole before the next; the last one as far as the weapons go.

    >>> out = drawdown_curve(DrawdownCurve())
    >>> out["order"][:3], out["surviving"][:3]
    ([1, 3, 1], [1420.0, 720.0, 612.0])
    """
    aims, warheads, kills = align(spec, ("aims", "warheads_per_aim", "p_kill"), AIMS)
    blocks = sorted(
        (
            (w * p * (1.0 - p) ** r, i, n)
            for i, (n, w, p) in enumerate(zip(aims, warheads, kills, strict=True))
            for r in range(spec.most_per_aim)
        ),
        key=lambda block: (-block[0], block[1]),
    )
    if len(blocks) > MOST_STEPS:
        raise InputError(path="most_per_aim", problem=f"{len(blocks)} steps are too many", accepted=f"at most {MOST_STEPS} steps")
    start = sum(n * w for n, w in zip(aims, warheads, strict=True))
    spent, surviving, order, yields = [0.0], [start], [], []
    for gain, place, number in blocks:
        taken = min(number, spec.weapons - spent[-1])
        if taken <= 0.0 or gain <= 0.0:
            continue
        spent.append(spent[-1] + taken)
        surviving.append(max(0.0, surviving[-1] - taken * gain))
        order.append(place + 1)
        yields.append(gain)
    return {
        "spent": spent, "own_left": [spec.weapons - s for s in spent], "surviving": surviving, "order": order,
        "destroyed_per_weapon": yields, "end_spent": spent[-1], "end_own_left": spec.weapons - spent[-1], "end_surviving": surviving[-1],
        "share_surviving": surviving[-1] / start if start else 1.0,
    }  # fmt: skip


class Shelters(Spec):
    """Take missiles, each hidden in one of several shelters, and an attack that does not know which."""

    missiles: int = declare_input(100, "missiles", unit="missiles", basis="A", source="assumption", ge=1, le=100000)
    shelters: int = declare_input(10, "shelters for one missile", unit="shelters", basis="A", source="assumption", ge=1, le=1000)
    weapons: float = declare_input(
        1000.0, "weapons spent over all shelters", unit="weapons", basis="A", source="assumption", ge=0.0, le=1e8
    )
    p_kill: float = take_kill(0.8, "probability that one weapon destroys one shelter")


def shelters(spec: Shelters) -> dict[str, float | None]:
    """Survival of a missile is that of a shelter: whole weapons spread over M m shelters; price of a missile n/(M (1 - s)).

    A blind attack; the deception holds. Beside it the same weapons on as many bare missiles.

    >>> out = shelters(Shelters())
    >>> round(out["survival"], 12), round(out["weapons_per_missile"], 12)
    (0.2, 12.5)
    """
    share = spread_survival(spec.weapons, float(spec.missiles * spec.shelters), spec.p_kill)
    bare = spread_survival(spec.weapons, float(spec.missiles), spec.p_kill)
    lost = spec.missiles * (1.0 - share)
    first = spec.shelters / spec.p_kill if spec.p_kill > 0.0 else None
    return {
        "survival": share, "survivors": share * spec.missiles, "survival_bare": bare, "survivors_bare": bare * spec.missiles,
        "weapons_per_missile": spec.weapons / lost if lost > 0.0 else first,
    }  # fmt: skip


register(
    "model", "drawdown", title="Survivors of a counterforce strike", function=drawdown, spec=Drawdown, sources=("kent_thaler_1989",),
    validity="one class of aims, independent kills, all weapons at once, no look between; abstract aims", basis="G", stage="exchange",
    outputs={"survival": ("", "survival of one aim"), "survivors": ("aims", "expected aims that survive")},
)  # fmt: skip
register(
    "model", "drawdown-curve", title="Drawdown of several classes of aims", function=drawdown_curve, spec=DrawdownCurve,
    sources=("kent_devalk_1986", "kent_thaler_1989"), basis="G", stage="exchange",
    validity="expected values, independent kills, no look between, every class known and within reach; warheads counted alike",
    outputs={
        "spent": ("weapons", "weapons spent at each point of the curve"), "own_left": ("weapons", "own weapons left at each point"),
        "surviving": ("warheads", "enemy warheads that survive at each point"), "order": ("", "class taken at each step, from 1"),
        "destroyed_per_weapon": ("warheads", "enemy warheads destroyed by one weapon, at each step"),
        "end_spent": ("weapons", "spent in all; less than given where nothing is left to gain"),
        "end_own_left": ("weapons", "own weapons left at the end"), "end_surviving": ("warheads", "enemy warheads that survive it all"),
        "share_surviving": ("", "share of them"),
    },
)  # fmt: skip
register(
    "model", "shelters", title="Missiles among shelters", function=shelters, spec=Shelters, sources=("general",), basis="G",
    stage="exchange",
    validity="whole weapons, one class of shelters, an attack that never learns which is full; expected values",
    outputs={
        "survival": ("", "survival of a missile"), "survivors": ("missiles", "expected missiles that survive"),
        "survival_bare": ("", "survival without shelters under the same attack"),
        "survivors_bare": ("missiles", "expected without shelters"),
        "weapons_per_missile": ("weapons", "spent for each missile destroyed; the limit for small attacks where none is spent"),
    },
)  # fmt: skip
