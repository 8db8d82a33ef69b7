"""Ask how leakers spread when failures have a common cause: per shot, per warhead, per layer or per raid, at one mean."""

from __future__ import annotations

from typing import Any

from equipoise.engagement.doctrine import kill_by_salvo, leak_through, spread_leakers
from equipoise.engagement.models.chances import MOST_WARHEADS, take_kill_probability
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class Correlation(Spec):
    """Take a raid, equal layers, and the probability that what may fail in common works."""

    warheads: int = declare_input(20, "warheads in the raid", basis="A", source="assumption", ge=1, le=MOST_WARHEADS)
    layers: int = declare_input(1, "equal layers, one after another", basis="A", source="assumption", ge=1, le=20)
    p_ssk: float = take_kill_probability()
    shots: int = declare_input(2, "shots at each warhead in each layer", basis="A", source="assumption", ge=1, le=1000)
    p_common: float = declare_input(
        0.9, "probability that what may fail in common works, for each layer", basis="A", source="assumption", interval=(0.7, 0.98),
        gt=0.0, le=1.0,
    )  # fmt: skip


def correlation(spec: Correlation) -> dict[str, Any]:
    """At one mean leak q = (1 - c k)^L, k = 1 - (1-p)^n: leakers binomial(W, q) per warhead; mixed over failed layers; or over one raid.

    Per shot or per warhead (Wilkening's P_track): warheads are independent, so the law is the same and only what more shots buy
    differs. Per layer: m of L layers work, binomial(L, c), and leak (1-k)^m. Per raid: one draw for the whole defence, with the
    probability c_r = (1 - q)/(1 - (1-k)^L) that keeps the mean. P(0) rises and the tail grows with the level (Jensen).

    >>> out = correlation(Correlation())
    >>> [round(out[f"p_none_{level}"], 4) for level in ("warhead", "layer", "raid")]
    [0.0016, 0.0122, 0.0122]
    """
    stop = kill_by_salvo(spec.p_ssk, spec.shots)
    leak = leak_through((1.0,) * spec.layers, (spec.p_common,) * spec.layers, (stop,) * spec.layers)
    through = leak_through((1.0,) * spec.layers, (1.0,) * spec.layers, (stop,) * spec.layers)
    works = (1.0 - leak) / (1.0 - through) if through < 1.0 else 1.0
    out: dict[str, Any] = {"leak": leak, "leakers_mean": spec.warheads * leak, "p_works_raid": works}
    for level in ("warhead", "layer", "raid"):
        law = spread_leakers(spec.warheads, spec.p_common, stop, level, spec.layers)
        out[f"p_none_{level}"], out[f"leakers_p95_{level}"], out[f"leakers_sd_{level}"] = law.p_none, law.find_level(), law.sd
    return out


register(
    "model", "correlation", title="Leakers when failures have a common cause", function=correlation, spec=Correlation,
    sources=("wilkening_1999",), validity="equal layers, stock as large as needed; every level has the same mean leak", basis="D",
    stage="engagement",
    outputs={
        "leak": ("", "mean leak of a warhead, the same at every level"), "leakers_mean": ("warheads", "expected leakers, at every level"),
        "p_works_raid": ("", "probability that the whole defence works, which keeps the mean at the level of a raid"),
        **{
            f"{name}_{level}": (unit, f"{meaning}, common cause per {said}")
            for level, said in (("warhead", "shot or warhead"), ("layer", "layer"), ("raid", "raid"))
            for name, unit, meaning in (
                ("p_none", "", "probability of no leaker"), ("leakers_p95", "warheads", "leakers not exceeded in 95 raids of 100"),
                ("leakers_sd", "warheads", "standard deviation of leakers"),
            )
        },
    },
)  # fmt: skip
