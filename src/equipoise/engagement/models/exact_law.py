"""Ask for the exact law of leakers through finite stocks: the dynamic programme of `engagement.exact` as a calculator."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from equipoise.engagement.exact import ExactLayer, find_leaker_law
from equipoise.engagement.models.chances import take_availability, take_look_error
from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

Chance = Annotated[float, Field(ge=0.0, le=1.0)]
MOST_WORK = 3e8  # layers x warheads^2 x stock: some seconds


class ExactLeakage(Spec):
    """Take a raid and equal layers with a stock each."""

    warheads: int = declare_input(20, "warheads in the raid", basis="A", source="assumption", ge=1, le=1000)
    layers: int = declare_input(1, "equal layers, one after another", basis="A", source="assumption", ge=1, le=20)
    interceptors: int = declare_input(44, "interceptors of each layer", basis="S", source="harrison_2025", ge=0, le=10000)
    shots: float = declare_input(2.0, "shots at each warhead; a broken number is drawn", basis="A", source="assumption", ge=1.0, le=20.0)
    p_ssk: tuple[Chance, ...] = declare_input(
        (0.56,), "single-shot kill probability, one a look: two looks shoot, look, and shoot again", basis="S", source="mda_test_record",
        interval=(0.40, 0.73), max_length=4,
    )  # fmt: skip
    p_engage: float = declare_input(
        1.0, "chance that a warhead comes within reach and is called one", basis="A", source="assumption", ge=0.0, le=1.0
    )
    p_track: float = declare_input(
        0.95, "probability of a usable track", basis="A", source="wilkening_1999", interval=(0.80, 0.99), ge=0.0, le=1.0
    )
    common: Literal["shot", "warhead", "layer", "raid"] = declare_input(
        "warhead", "level at which failure of the track is common", basis="A", source="assumption"
    )
    p_available: float = take_availability()
    miss_called_kill: float = take_look_error("probability that a miss is taken for a kill")
    kill_called_miss: float = take_look_error("probability that a kill is taken for a miss")


def exact_leakage(spec: ExactLeakage) -> dict[str, Any]:
    """Law of leakers through layers with finite stocks, exactly: a dynamic programme over (stock left, leakers), weapon after weapon.

    Wilkening (1999) with a stock, looks that err and common causes. Each warhead gets all its looks before the next. With ample stock one
    layer gives binomial(W, 1 - P_track (1 - (1-p)^n)).

    >>> out = exact_leakage(ExactLeakage(warheads=10, interceptors=20, p_ssk=(0.5,), p_track=1.0))
    >>> out["leakers_mean"], round(out["p_none"], 4)
    (2.5, 0.0563)
    """
    layer = ExactLayer(
        n_stock=spec.interceptors, p_ssk=spec.p_ssk, shots=spec.shots, p_engage=spec.p_engage, p_track=spec.p_track, common=spec.common,
        p_available=spec.p_available, miss_called_kill=spec.miss_called_kill, kill_called_miss=spec.kill_called_miss,
    )  # fmt: skip
    reachable = min(spec.interceptors, spec.warheads * (int(spec.shots) + 1)) + 1
    if spec.layers * spec.warheads**2 * reachable > MOST_WORK:
        problem = f"{spec.warheads} warheads and {spec.interceptors} interceptors in {spec.layers} layers take too long"
        raise InputError(path="warheads", problem=problem, accepted="fewer warheads, interceptors or layers; or the calculator raid")
    law = find_leaker_law(spec.warheads, (layer,) * spec.layers)
    return {
        "leakers_mean": law.mean, "leakers_sd": law.sd, "leakers_p95": law.find_level(), "p_none": law.p_none,
        "weights": list(law.weights),
    }  # fmt: skip


register(
    "model", "exact-leakage", title="Leakers through finite stocks, exactly", function=exact_leakage, spec=ExactLeakage,
    sources=("wilkening_1999",), validity="equal layers, no decoys, no limits of time or channels; warheads engaged one after another",
    basis="D", stage="engagement",
    outputs={
        "leakers_mean": ("warheads", "expected leakers"), "leakers_sd": ("warheads", "standard deviation of leakers"),
        "leakers_p95": ("warheads", "leakers not exceeded in 95 raids of 100"), "p_none": ("", "probability that nothing leaks"),
        "weights": ("", "probability of 0, 1, 2, ... leakers"),
    },
)  # fmt: skip
