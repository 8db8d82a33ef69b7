"""Ask what decoys cost: how many objects look like warheads, how many interceptors they take, how many warheads get a shot."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.engagement.doctrine import weigh_binomial
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

FloatArray = NDArray[np.float64]
NEGLIGIBLE = 1e-16  # weight of a count that is left out of a sum


class DecoyDiscrimination(Spec):
    """Take warheads, decoys, how well they are told apart, and the interceptors at hand."""

    warheads: int = declare_input(10, "warheads in the raid", basis="A", source="assumption", ge=0, le=10000)
    decoys: int = declare_input(
        50, "credible decoys in the raid; ten to a warhead, none told apart, in the UCS case of 2000", basis="A", source="ucs_2000",
        interval=(0, 100), ge=0, le=50000,
    )  # fmt: skip
    p_warhead: float = declare_input(
        0.95, "probability that a warhead is called a warhead", basis="A", source="assumption", interval=(0.80, 0.99), gt=0.0, lt=1.0
    )
    k_factor: float = declare_input(
        2.0, "separation of the two kinds in standard deviations: about 1 poor, 2 fair, 3 to 4 good", basis="A", source="assumption",
        interval=(0.0, 4.0), ge=0.0, le=20.0,
    )  # fmt: skip
    p_decoy: float | None = declare_input(
        None, "probability that a decoy is called a warhead; given, it replaces the one that follows from k_factor", ge=0.0, le=1.0
    )
    p_detect: float = declare_input(
        1.0, "probability that an object is detected at all", basis="A", source="assumption", interval=(0.8, 1.0), ge=0.0, le=1.0
    )
    interceptors: int = declare_input(44, "interceptors at hand", basis="S", source="harrison_2025", ge=0, le=10**7)
    shots: int = declare_input(2, "shots at each object called a warhead", basis="A", source="assumption", ge=1, le=1000)


def decoy_discrimination(spec: DecoyDiscrimination) -> dict[str, Any]:
    """P_dw = Phi(Phi^-1(P_ww) - K), AUC = Phi(K/sqrt 2); objects P_d (W P_ww + D P_dw); warheads engaged E[X min(1, E/(X+Y))].

    Two unit-variance normal features K apart; X ~ Bin(W, P_d P_ww) and Y ~ Bin(D, P_d P_dw) are called warheads, E = floor(I/n) of
    them can be engaged, and their order is random. `engaged_mean_only` puts means where the law belongs: E[X] min(1, E/E[X+Y]), off by
    about 1 % either way, more where E is near the mean.

    >>> out = decoy_discrimination(DecoyDiscrimination(warheads=5, decoys=10, p_detect=0.5, k_factor=0.0, interceptors=8))
    >>> round(out["p_decoy"], 3), round(out["auc"], 3), round(out["objects_engaged"], 3)
    (0.95, 0.5, 7.125)
    """
    from scipy import special

    p_decoy = spec.p_decoy
    if p_decoy is None:
        p_decoy = float(special.ndtr(special.ndtri(spec.p_warhead) - spec.k_factor))
    p_x, p_y = spec.p_detect * spec.p_warhead, spec.p_detect * p_decoy
    capacity, mean_x = spec.interceptors // spec.shots, spec.warheads * p_x
    objects = mean_x + spec.decoys * p_y
    return {
        "p_decoy": p_decoy, "auc": float(special.ndtr(spec.k_factor / math.sqrt(2.0))) if spec.p_decoy is None else None,
        "objects_engaged": objects, "interceptors_needed": spec.shots * objects, "objects_that_can_be_engaged": capacity,
        "warheads_engaged": expect_engaged(spec.warheads, p_x, spec.decoys, p_y, capacity),
        "engaged_mean_only": mean_x * min(1.0, capacity / objects) if objects > 0.0 else 0.0,
    }  # fmt: skip


def expect_engaged(n_warheads: int, p_x: float, n_decoys: int, p_y: float, capacity: int) -> float:
    """Expect the warheads engaged when `capacity` of the X + Y objects are engaged in random order: E[X min(1, E/(X+Y))], exactly.

    >>> expect_engaged(2, 1.0, 2, 1.0, 2)
    1.0
    """
    x, weight_x = _support(n_warheads, p_x)
    y, weight_y = _support(n_decoys, p_y)
    total = 0.0
    for count, weight in zip(x, weight_x, strict=True):
        if count > 0.0:
            total += float(weight * count * np.sum(weight_y * np.minimum(1.0, capacity / (count + y))))
    return total


def _support(n: int, p: float) -> tuple[FloatArray, FloatArray]:
    weights = np.array(weigh_binomial(n, p))
    kept = np.flatnonzero(weights > NEGLIGIBLE)
    return kept.astype(np.float64), weights[kept]


register(
    "model", "decoy-discrimination", title="What decoys take from a stock", function=decoy_discrimination, spec=DecoyDiscrimination,
    sources=("wilkening_1999", "ucs_2000"),
    validity="features normal with one variance, objects independent, no second look; decoys in midcourse, above about 100 km", basis="S",
    stage="engagement",
    outputs={
        "p_decoy": ("", "probability that a decoy is called a warhead"),
        "auc": ("", "probability that a warhead looks more like one than a decoy does; none when p_decoy is given"),
        "objects_engaged": ("objects", "expected number called warheads"), "interceptors_needed": ("interceptors", "for all of them"),
        "objects_that_can_be_engaged": ("objects", "by the stock"), "warheads_engaged": ("warheads", "expected, exact"),
        "engaged_mean_only": ("warheads", "the same from means alone, biased"),
    },
)  # fmt: skip
