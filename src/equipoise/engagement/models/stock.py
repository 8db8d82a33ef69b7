"""Ask what a finite stock leaks: fired until empty, spread evenly, or losing quality as the attack grows."""

from __future__ import annotations

import math
from typing import Any

from equipoise.engagement.allocation import expect_leakers
from equipoise.engagement.doctrine import kill_by_salvo
from equipoise.engagement.models.chances import take_kill_probability
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class StockExhaustion(Spec):
    """Take a raid against a stock fired so many on one until it is empty."""

    warheads: int = declare_input(30, "warheads in the raid", basis="A", source="assumption", ge=0, le=10**7)
    interceptors: int = declare_input(44, "interceptors held", basis="S", source="harrison_2025", ge=0, le=10**7)
    shots: int = declare_input(2, "shots at each warhead", basis="A", source="assumption", ge=1, le=1000)
    p_ssk: float = take_kill_probability()
    availability: float = declare_input(
        1.0, "share of the stock that is ready", basis="A", source="assumption", interval=(0.7, 1.0), ge=0.0, le=1.0
    )
    reserve: int = declare_input(0, "interceptors held back", basis="A", source="assumption", ge=0, le=10**7)


def stock_exhaustion(spec: StockExhaustion) -> dict[str, Any]:
    """Expected leakers: max(0, W - E) + min(W, E)(1-p)^n, E = floor(U/n), U = floor(stock x availability) - reserve.

    Whole numbers throughout; a raid above E leaks for certain. Beside it the same U spread evenly over the raid, whole shots: never
    worse in expectation where some warheads would get none, since 1 - (1-p)^n is concave. 44 interceptors, two on one, can meet 22
    warheads; four on one, 11.

    >>> stock_exhaustion(StockExhaustion())["engaged"]
    22.0
    >>> stock_exhaustion(StockExhaustion(availability=0.9, reserve=3))["usable"]
    36
    """
    usable = max(0, math.floor(spec.interceptors * spec.availability + 1e-9) - spec.reserve)
    engaged = min(spec.warheads, usable // spec.shots)
    leakers = expect_leakers(spec.warheads, engaged * spec.shots, spec.shots, spec.p_ssk)  # what is left of a salvo is not fired
    most = -(-usable // max(1, spec.warheads))
    even = expect_leakers(spec.warheads, usable, most, spec.p_ssk, "uniform")
    p_none = kill_by_salvo(spec.p_ssk, spec.shots) ** engaged if engaged == spec.warheads else 0.0
    return {"engaged": float(engaged), "leakers": leakers, "usable": usable, "leakers_even": even, "p_none": p_none}


class SizeSaturation(Spec):
    """Take the chance of stopping one weapon alone and how much of it each further weapon of the attack takes away."""

    attack: float = declare_input(300.0, "weapons in the attack", basis="A", source="assumption", ge=0.0, le=1e7)
    p_alone: float = declare_input(
        0.8, "chance of stopping a weapon that comes alone", basis="A", source="assumption", interval=(0.3, 0.95), ge=0.0, le=1.0
    )
    alpha: float = declare_input(
        0.999, "factor on that chance for each weapon of the attack", basis="A", source="assumption", interval=(0.99, 0.9999), gt=0.0,
        lt=1.0,
    )  # fmt: skip


def size_saturation(spec: SizeSaturation) -> dict[str, float]:
    """Chance of stopping a weapon pi_x = pi_0 alpha^x in an attack of x; leakers x (1 - pi_x); most are stopped at x = -1/ln alpha.

    A form of teaching models to show saturation; it has no empirical support and its origin is not stated there. Most stopped:
    pi_0/(e |ln alpha|).

    >>> out = size_saturation(SizeSaturation())
    >>> round(out["attack_stopped_most"], 1), round(out["stopped_most"], 1)
    (999.5, 294.2)
    """
    stopped = spec.attack * spec.p_alone * spec.alpha**spec.attack
    peak = -1.0 / math.log(spec.alpha)
    return {
        "p_stop": spec.p_alone * spec.alpha**spec.attack, "stopped": stopped, "leakers": spec.attack - stopped,
        "attack_stopped_most": peak, "stopped_most": spec.p_alone * peak / math.e,
    }  # fmt: skip


register(
    "model", "stock-exhaustion", title="Leakers when the stock runs out", function=stock_exhaustion, spec=StockExhaustion,
    sources=("wilkening_1999",), validity="one layer, no decoys, no look, sure tracks", basis="S", stage="engagement",
    outputs={
        "engaged": ("warheads", "warheads that get their shots"), "leakers": ("warheads", "expected leakers, fired until empty"),
        "usable": ("interceptors", "ready and not held back"), "leakers_even": ("warheads", "expected leakers, same stock spread evenly"),
        "p_none": ("", "probability that nothing leaks, fired until empty"),
    },
)  # fmt: skip
register(
    "model", "size-saturation", title="Saturation with the size of the attack (teaching form)", function=size_saturation,
    spec=SizeSaturation, sources=("assumption",), validity="a teaching form without empirical support; use stock-exhaustion for a stock",
    basis="A", stage="engagement",
    outputs={
        "p_stop": ("", "chance of stopping one weapon of this attack"), "stopped": ("weapons", "expected"),
        "leakers": ("weapons", "expected"),
        "attack_stopped_most": ("weapons", "attack of which most weapons are stopped"), "stopped_most": ("weapons", "stopped then"),
    },
)  # fmt: skip
