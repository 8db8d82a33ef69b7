"""Ask what survives by moving, hiding or being at sea, with one breakthrough that would find it all."""

from __future__ import annotations

import math

from equipoise.exchange.models.inputs import take_breakthrough
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class MobileSurvival(Spec):
    """Take a barrage, a search and a campaign at sea, each against launchers that hide."""

    weapons: float = declare_input(100.0, "weapons of the barrage", unit="weapons", basis="A", source="assumption", ge=0.0, le=1e6)
    cover_weapons: float = declare_input(
        300.0, "weapons that would cover the dispersal area once: A_dispersal/A_lethal, an abstract ratio", unit="weapons", basis="A",
        source="assumption", interval=(50.0, 2000.0), gt=0.0, le=1e9,
    )  # fmt: skip
    p_find: float = declare_input(
        0.3, "probability that search finds and destroys one launcher", basis="G", source="wu_2020", interval=(0.05, 0.95), ge=0.0, le=1.0
    )
    at_sea: float = declare_input(0.5, "share of the boats at sea", basis="G", source="general", interval=(0.1, 0.8), ge=0.0, le=1.0)
    loss_per_day: float = declare_input(
        0.005, "loss rate of a boat at sea", unit="1/day", basis="A", source="assumption", interval=(0.0, 0.05), ge=0.0, le=10.0
    )
    days: float = declare_input(30.0, "time before retaliation", unit="days", basis="A", source="assumption", ge=0.0, le=10000.0)
    p_breakthrough: float = take_breakthrough()
    launchers: int = declare_input(20, "launchers or boats in hiding", basis="A", source="assumption", ge=0, le=100000)


def mobile_survival(spec: MobileSurvival) -> dict[str, float]:
    """Barrage exp(-N A_L/A_D), search 1 - P_find, at sea a exp(-l t); each times 1-b in the mean; all lost: b + (1-b)(1-s)^n.

    Barrage: uniform random cover. The spread between the first two is what the open literature leaves for a mobile force.

    >>> out = mobile_survival(MobileSurvival(weapons=300.0, p_breakthrough=0.0))
    >>> round(out["barrage"], 6), out["search"], round(out["submarine"], 6)
    (0.367879, 0.7, 0.430354)
    """
    each = {
        "barrage": math.exp(-spec.weapons / spec.cover_weapons), "search": 1.0 - spec.p_find,
        "submarine": spec.at_sea * math.exp(-spec.loss_per_day * spec.days),
    }  # fmt: skip
    b = spec.p_breakthrough
    out = dict(each)
    for name, survival in each.items():
        out[f"mean_{name}"] = (1.0 - b) * survival
        out[f"p_none_{name}"] = b + (1.0 - b) * (1.0 - survival) ** spec.launchers
        out[f"p_none_{name}_independent"] = (1.0 - (1.0 - b) * survival) ** spec.launchers
    moving = (out["mean_barrage"], out["mean_search"])
    return out | {"low": min(moving), "high": max(moving)}


_WAYS = {"barrage": "a barrage", "search": "a search", "submarine": "a campaign at sea"}
register(
    "model", "mobile-survival", title="Survival of what moves, hides or is at sea", function=mobile_survival, spec=MobileSurvival,
    sources=("wu_2020", "general"), basis="G", stage="exchange",
    validity="areas only as a ratio; launchers independent but for one common breakthrough; no figure of any real force",
    outputs={name: ("", f"survival of one launcher against {words} if the hiding works") for name, words in _WAYS.items()}
    | {f"mean_{name}": ("", f"survival against {words}, breakthrough counted") for name, words in _WAYS.items()}
    | {f"p_none_{name}": ("", f"probability that none survives {words}") for name, words in _WAYS.items()}
    | {f"p_none_{name}_independent": ("", "the same at the same mean, were losses independent") for name in _WAYS}
    | {"low": ("", "lower of barrage and search, breakthrough counted"), "high": ("", "higher of the two")},
)  # fmt: skip
