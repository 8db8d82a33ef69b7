"""Fight any two forces of the library on paper: the exchange of the chain itself, with abstract shields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from equipoise.errors import InputError, suggest_nearest
from equipoise.exchange.fight import fight
from equipoise.exchange.prepare import Balance, prepare_pair
from equipoise.exchange.stability import measure_pulls
from equipoise.exchange.survey import give_abstract_shield
from equipoise.reference import library
from equipoise.registry import declare_input, register
from equipoise.results.state import ForceState
from equipoise.scenario.actors import ThirdState
from equipoise.scenario.case import POSTURES, ExchangeSettings
from equipoise.scenario.inputs import Inputs, bind_paths
from equipoise.scenario.number import Spec

SHIELD = "weapons that the shield of {} can take on; the number is an assumption, not a system"


class TwoStates(Spec):
    """Take two forces of the library, a posture, a shield each, and the rules."""

    state_a: str = declare_input("us-2025", "force of the library, the one side", basis="P", source="nn_us_2025")
    state_b: str = declare_input("china-2025", "force of the library, the other side", basis="P", source="nn_cn_2025")
    posture: Literal["day_to_day", "generated", "launch_under_attack"] = declare_input(
        "day_to_day", "posture of both", basis="A", source="assumption"
    )
    shield_a: float = declare_input(0.0, SHIELD.format("a"), unit="weapons", basis="A", source="assumption", ge=0.0, le=1e6)
    shield_b: float = declare_input(0.0, SHIELD.format("b"), unit="weapons", basis="A", source="assumption", ge=0.0, le=1e6)
    p_stop: float = declare_input(
        0.5, "probability that a weapon taken on is stopped", basis="A", source="assumption", interval=(0.1, 0.9), ge=0.0, le=1.0
    )
    threshold: float = declare_input(
        50.0, "warheads that must arrive for a second strike to count as assured", basis="A", source="assumption", interval=(1.0, 400.0),
        ge=0.0, le=1e5,
    )  # fmt: skip
    weapons_80: float = declare_input(
        250.0, "warheads for 80 % of abstract value", basis="A", source="assumption", interval=(150.0, 500.0), gt=0.0, le=1e5
    )
    weapons_per_aim: float = declare_input(2.0, "weapons spent on one aim at most", basis="A", source="assumption", ge=0.0, le=20.0)
    counterforce_share: float = declare_input(
        0.8, "share of alert missile warheads that may go against forces", basis="A", source="assumption", interval=(0.5, 1.0), ge=0.0,
        le=1.0,
    )  # fmt: skip
    reserve_share: float = declare_input(0.0, "share of survivors held back", basis="A", source="assumption", ge=0.0, le=1.0)
    draws: int = declare_input(2000, "draws of everything uncertain, one exchange each", basis="A", source="assumption", ge=10, le=200_000)
    seed: int = declare_input(1, "seed of the draws", basis="A", source="assumption", ge=0, le=2**63 - 1)


def two_states(spec: TwoStates) -> dict[str, Any]:
    """Strike in either order, with every uncertain number of both forces drawn: survivors, what arrives, and indicators side by side.

    The rules are those of the stage (docs/models/exchange.md); the shields are abstract: each engages so many weapons of any class that
    missile shields meet and stops each with the same probability. `a` strikes second in the outputs named a.

    >>> out = two_states(TwoStates(draws=400))
    >>> out["a_arriving"] > 300.0 > out["b_arriving"], out["b_p_assured"] < 0.5 < out["a_p_assured"]
    (True, True)
    """
    balance, states = _prepare(spec)
    posture = POSTURES.index(spec.posture)
    _, fought = fight(replace(balance, postures=(posture,)), states, "two states", 2025)
    pull = measure_pulls(balance, states, [(0, 1, posture)])[0]
    out: dict[str, Any] = {"kent_thaler": float(np.mean(pull.index))}
    for name, own in (("a", 0), ("b", 1)):
        struck = fought[1 - own, own, posture]
        arriving = struck["n_arriving_drawn"]
        out |= {
            f"{name}_before": _mean(struck["n_before"]), f"{name}_survivors": _mean(struck["n_survivors"]),
            f"{name}_arriving": _mean(arriving), f"{name}_arriving_p05": float(np.quantile(arriving, 0.05)),
            f"{name}_arriving_p95": float(np.quantile(arriving, 0.95)), f"{name}_p_none": _mean(struck["p_none"]),
            f"{name}_p_at_least_10": _mean(struck["p_at_least_10"]), f"{name}_p_at_least_100": _mean(struck["p_at_least_100"]),
            f"{name}_p_assured": _mean(struck["p_assured"]), f"{name}_cost_ratio": _mean(pull.ratio[own]),
            f"{name}_cone": _mean(pull.cone[own]),
        }  # fmt: skip
    return out


def _mean(values: Any) -> float:
    return float(np.mean(values))


class _Pair(Spec):
    """Hold two states and the rules of their exchange, so that each number has a place of its own."""

    states: tuple[ThirdState, ThirdState]
    exchange: ExchangeSettings


def _prepare(spec: TwoStates) -> tuple[Balance, list[ForceState]]:
    pair = _Pair.model_validate(
        {
            "states": [
                {"id": side, "forces": _find_force(name, f"state_{side}"), "assured_threshold": spec.threshold}
                for side, name in (("a", spec.state_a), ("b", spec.state_b))
            ],
            "exchange": {
                "weapons_per_aim": spec.weapons_per_aim, "counterforce_share": spec.counterforce_share, "launch_under_attack_saves": 0.9,
                "value_weapons_80": spec.weapons_80, "reserve_share": spec.reserve_share, "inner_draws": 1,
            },
        }
    )  # fmt: skip
    bind_paths(pair)
    inputs = Inputs.for_runs(seed=spec.seed, case=0, runs=range(spec.draws))
    balance, states = prepare_pair(pair.states, pair.exchange, inputs)
    sides = tuple(give_abstract_shield(side, spec.p_stop) for side in balance.sides)
    sizes = (spec.shield_a, spec.shield_b)
    armed = [replace(s, n_interceptors=np.full((spec.draws, 1), size)) for s, size in zip(states, sizes, strict=True)]
    return replace(balance, sides=sides), armed


def _find_force(name: str, path: str) -> dict[str, Any]:
    known = [row.id for row in library.load_rows("forces") if row.table == "forces"]
    if name not in known:
        raise InputError(path=path, problem=f"unknown force '{name}'", accepted=", ".join(known), mend=suggest_nearest(name, known))
    return dict(library.find_entry("forces", name))


_OF = {"a": "a, struck first by b", "b": "b, struck first by a"}
register(
    "model", "two-states", title="Exchange of any two forces of the library, in both orders", function=two_states, spec=TwoStates,
    sources=("kent_thaler_1989", "kent_devalk_1986", "intriligator_brito_1984", "wu_2020"), basis="A", stage="exchange",
    validity="abstract classes of forces; abstract shields; both sides in one posture; everything that docs/models/exchange.md leaves out",
    outputs={"kent_thaler": ("", "index of first-strike stability, mean over draws; 1: no pull to strike first")}
    | {
        f"{side}_{name}": (unit, f"{meaning}: {words}")
        for side, words in _OF.items()
        for name, unit, meaning in (
            ("before", "warheads", "before the strike"), ("survivors", "warheads", "surviving, mean"),
            ("arriving", "warheads", "arriving in the second strike, mean"), ("arriving_p05", "warheads", "5th percentile of arriving"),
            ("arriving_p95", "warheads", "95th percentile of arriving"), ("p_none", "", "probability that none arrives"),
            ("p_at_least_10", "", "probability that at least 10 arrive"), ("p_at_least_100", "", "probability that at least 100 arrive"),
            ("p_assured", "", "probability that at least the threshold arrives"),
            ("cost_ratio", "", "cost of striking first over cost of being struck first, mean"),
            ("cone", "", "arriving after all-out counterforce over the threshold, mean; 1 or more deters"),
        )
    },
)  # fmt: skip
