"""Ask what one state's force delivers after a strike, exactly, leg by leg and posture by posture."""

from __future__ import annotations

from typing import Any, Literal

from equipoise.errors import InputError
from equipoise.exchange.models.closed import Law, count_penetrators, describe, join, mean_of, pass_shield, thin, weigh_launched
from equipoise.exchange.models.inputs import (
    Counts,
    Shares,
    align,
    refuse_many,
    take_engagements,
    take_numbers,
    take_reliability,
    take_stop,
)
from equipoise.registry import declare_input, register
from equipoise.scenario.case import Posture
from equipoise.scenario.number import Spec

LEGS_MOST = 12
LISTS = (
    "launchers", "warheads_per_launcher", "alert_day", "alert_generated", "survival_alert", "survival_rest", "reliability", "basing",
)  # fmt: skip
Basing = tuple[Literal["silo", "mobile", "submarine", "bomber"], ...]


class Legs(Spec):
    """Take the legs of one force as lists of equal length (a list of one holds for every leg) and the shield that they meet."""

    launchers: Counts = declare_input(
        (400, 240, 60), "launchers, by leg", unit="launchers", basis="A", source="assumption", max_length=LEGS_MOST
    )
    warheads_per_launcher: Counts = declare_input(
        (1, 4, 5), "warheads on one launcher, by leg", unit="warheads", basis="A", source="assumption", max_length=LEGS_MOST
    )
    alert_day: Counts = declare_input(
        (390, 140, 0), "launchers on alert day to day: ready, dispersed, at sea", unit="launchers", basis="A", source="assumption",
        max_length=LEGS_MOST,
    )  # fmt: skip
    alert_generated: Counts = declare_input(
        (395, 190, 45), "launchers on alert when generated", unit="launchers", basis="A", source="assumption", max_length=LEGS_MOST
    )
    survival_alert: Shares = declare_input(
        (0.1, 0.9, 0.7),
        "survival of a launcher on alert, by leg",
        basis="A",
        source="assumption",
        interval=(0.0, 0.99),
        max_length=LEGS_MOST,
    )
    survival_rest: Shares = declare_input(
        (0.1, 0.0, 0.0), "survival of a launcher not on alert, by leg", basis="A", source="assumption", interval=(0.0, 0.5),
        max_length=LEGS_MOST,
    )  # fmt: skip
    reliability: Shares = take_reliability((0.8,), "probability that a launcher works, shared by its warheads, by leg")
    basing: Basing = declare_input(
        ("silo", "submarine", "bomber"), "basing, by leg; silos may launch under attack, bombers pass the missile shield", basis="A",
        source="assumption", max_length=LEGS_MOST,
    )  # fmt: skip
    prompt_saved: float = declare_input(
        0.9, "share of silo launchers on alert that gets away under attack", basis="S", source="kent_thaler_1989", interval=(0.5, 0.95),
        ge=0.0, le=1.0,
    )  # fmt: skip
    leak: float = declare_input(
        1.0, "share of missile warheads that passes a shield of unlimited stock, before the next", basis="A", source="assumption",
        interval=(0.1, 1.0), ge=0.0, le=1.0,
    )  # fmt: skip
    engagements: float = take_engagements(400.0, "missile warheads that a shield of limited stock can engage")
    p_stop: float = take_stop()
    leak_air: float = declare_input(
        0.8, "share of bomber weapons that passes the air defence", basis="A", source="assumption", interval=(0.3, 1.0), ge=0.0, le=1.0
    )


class SecondStrike(Legs):
    """Take legs, a posture and the numbers of weapons asked for."""

    posture: Posture = declare_input("day_to_day", "posture when the strike comes", basis="A", source="assumption")
    at_least: Counts = take_numbers()


def weigh_arrivals(spec: Legs, posture: str) -> tuple[Law, float]:
    """Weigh the weapons that arrive under a posture, and say what a chain of means would have given.

    Launchers survive and work one by one, with all their warheads; the sum over legs by convolution; the shield after that.
    """
    legs = _list_legs(spec)
    laws: dict[bool, list[Law]] = {False: [], True: []}
    means = {False: 0.0, True: 0.0}
    for launchers, warheads, day, generated, s_alert, s_rest, works, basing in legs:
        alert = generated if posture == "generated" else day
        is_prompt = posture == "launch_under_attack" and basing == "silo"
        alive = spec.prompt_saved + (1.0 - spec.prompt_saved) * s_alert if is_prompt else s_alert
        for number, survival in ((alert, alive), (launchers - alert, s_rest)):
            laws[basing == "bomber"].append(weigh_launched(number, survival * works, warheads))
            means[basing == "bomber"] += number * warheads * survival * works
    missiles = pass_shield(thin(join(laws[False]), spec.leak), spec.engagements, spec.p_stop)
    from_means = count_penetrators(means[False] * spec.leak, spec.engagements, spec.p_stop) + means[True] * spec.leak_air
    return join([missiles, thin(join(laws[True]), spec.leak_air)]), from_means


def _list_legs(spec: Legs) -> list[tuple[Any, ...]]:
    """List the legs, and refuse more launchers on alert than there are."""
    columns = align(spec, LISTS, "legs")
    legs = list(zip(*columns, strict=True))
    for number, leg in enumerate(legs, 1):
        for name, alert in (("alert_day", leg[2]), ("alert_generated", leg[3])):
            if alert > leg[0]:
                told = f"{alert} launchers on alert where leg {number} owns {leg[0]}"
                raise InputError(path=name, problem=told, accepted="no more on alert than owned")
    refuse_many("warheads_per_launcher", sum(leg[0] * leg[1] for leg in legs))
    return legs


def second_strike(spec: SecondStrike) -> dict[str, Any]:
    """Exact law of arriving weapons: by leg Bin(launchers, s r) times warheads each, convolved, past leak and a stock of engagements.

    Reliability is that of a launcher, so that its warheads share it: the same mean as independent warheads, a wider law. A chain of
    means puts the mean raid into the shield; past a stock, M - K min(M, E) is convex, so that it promises too little.

    >>> out = second_strike(SecondStrike(engagements=0.0, leak_air=1.0))
    >>> round(out["mean"], 6), out["from_means"] - out["mean"] < 1e-9
    (435.2, True)
    """
    law, from_means = weigh_arrivals(spec, spec.posture)
    told = describe(law, spec.at_least)
    return told | {
        "from_means": from_means, "bias": from_means - told["mean"],
        "p_at_least_from_means": [1.0 if from_means >= m else 0.0 for m in spec.at_least],
    }  # fmt: skip


def prompt_dependence(spec: Legs) -> dict[str, Any]:
    """Arriving if launched under attack over arriving if ridden out, both day to day, means of the exact laws; 1: no need to be prompt.

    >>> out = prompt_dependence(Legs(engagements=0.0))
    >>> round(out["ridden_out"], 1), round(out["ratio"], 3)
    (435.2, 1.581)
    """
    ridden, prompt = (mean_of(weigh_arrivals(spec, posture)[0]) for posture in ("day_to_day", "launch_under_attack"))
    generated = mean_of(weigh_arrivals(spec, "generated")[0])
    told = {"ridden_out": ridden, "launched_under_attack": prompt, "generated": generated}
    if ridden <= 0.0:
        return told | {"ratio": None, "reason": "nothing arrives if the strike is ridden out"}
    return told | {"ratio": prompt / ridden, "reason": ""}


_VALID = "legs independent; abstract launchers; no command failures; bombers meet an air defence that thins, missiles a missile shield"
register(
    "model", "second-strike", title="What a force delivers after a strike", function=second_strike, spec=SecondStrike,
    sources=("kent_thaler_1989", "general"), validity=_VALID, basis="D", stage="exchange",
    outputs={
        "mean": ("weapons", "mean that arrives"), "p05": ("weapons", "5 % quantile"), "p95": ("weapons", "95 % quantile"),
        "p_none": ("", "probability that nothing arrives"), "p_at_least": ("", "probability of at least each number"),
        "from_means": ("weapons", "what a chain of means gives"), "bias": ("weapons", "that less the exact mean"),
        "p_at_least_from_means": ("", "1 or 0: what a chain of means says of each number"),
    },
)  # fmt: skip
register(
    "model", "prompt-dependence", title="Dependence on prompt launch", function=prompt_dependence, spec=Legs,
    sources=("kent_thaler_1989", "general"), validity=_VALID, basis="D", stage="exchange",
    outputs={
        "ridden_out": ("weapons", "mean that arrives if the strike is ridden out, day to day"),
        "launched_under_attack": ("weapons", "mean that arrives if silos launch under attack, day to day"),
        "generated": ("weapons", "mean that arrives if ridden out with forces generated"),
        "ratio": ("", "launched under attack over ridden out; none where nothing is left to ride out with"),
        "reason": ("", "why there is no ratio, if so"),
    },
)  # fmt: skip
