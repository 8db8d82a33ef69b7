"""Spend a striker's weapons on classes of forces, and say what of each class outlives them."""

from __future__ import annotations

import math

from equipoise.compiled import plain
from equipoise.exchange._kernels.layout import (
    ALERT,
    BALLISTIC,
    BASES,
    BASING,
    COUNTERFORCE,
    GLIDER,
    KILL,
    LAUNCHERS,
    SHELTERS,
    SILO,
    SUBMARINE,
    WEAPON,
)  # fmt: skip
from equipoise.kernel.attrition import raise_to


@plain
def spread_survival(arriving, aims, p_kill):  # type: ignore[no-untyped-def]
    """Return the survival of one of `aims` under whole weapons spread evenly: ((S-r)(1-k)^b + r(1-k)^(b+1)) / S.

    Drawdown with whole weapons (Kent and DeValk; see defence literature): 150 weapons on 100 aims at k = 0.5 leave 0.375.

    >>> spread_survival(150, 100.0, 0.5)
    0.375
    """
    if aims <= 0.0:
        return 1.0
    b = math.floor(arriving / aims)
    r = arriving - b * aims
    return raise_to(1.0 - p_kill, int(b)) * ((aims - r) + r * (1.0 - p_kill)) / aims


@plain
def count_aims(legs, j, weapons):  # type: ignore[no-untyped-def]
    """Return how many places a leg presents to a first strike: every silo or shelter, or its bases."""
    if legs[j, BASING] == GLIDER:
        return weapons[j] * legs[j, SHELTERS]
    if legs[j, BASING] == SILO:
        return legs[j, LAUNCHERS] * legs[j, SHELTERS]
    return legs[j, BASES]


@plain
def count_at_risk(legs, j, weapons, posture):  # type: ignore[no-untyped-def]
    """Return the weapons that stand on those places: all in silos, elsewhere what is not out on alert."""
    if legs[j, BASING] == SILO or legs[j, BASING] == GLIDER:
        return weapons[j]
    return weapons[j] * (1.0 - legs[j, ALERT + posture])


@plain
def count_ready(legs, weapons, posture):  # type: ignore[no-untyped-def]
    """Return the alert ballistic missile warheads that can go first: of silos, mobile launchers and submarines."""
    ready = 0.0
    for j in range(len(legs)):
        if legs[j, BASING] <= SUBMARINE and legs[j, WEAPON] == BALLISTIC:
            ready += weapons[j] * legs[j, ALERT + posture]
    return ready


@plain
def open_plan(legs, weapons, posture, per_aim, plan):  # type: ignore[no-untyped-def]
    """Open a plan of counterforce. Rows by leg: weapons assigned, gain of the next weapon, room in this round, room in all."""
    for j in range(len(legs)):
        aims = count_aims(legs, j, weapons)
        open_ = aims > 0.0 and weapons[j] > 0.0
        plan[0, j] = 0.0
        plan[1, j] = count_at_risk(legs, j, weapons, posture) / aims * legs[j, KILL] if open_ else 0.0
        plan[3, j] = per_aim * aims if open_ else 0.0
        plan[2, j] = min(aims, plan[3, j])


@plain
def spend(legs, weapons, more, plan):  # type: ignore[no-untyped-def]
    """Assign up to `more` weapons to the classes of the other's forces, on top of those in plan[0, leg]; return what is spent.

    Walk down by warheads destroyed per weapon spent (Kent and DeValk, RAND R-3369, 1986): the r-th weapon on an aim of a class
    destroys v k (1-k)^(r-1). No aim gets more than per_aim weapons; classes only, no places. Planned with sure arrival.
    """
    left = more
    while left > 1e-9:
        best = 0
        for j in range(1, len(legs)):
            if plan[1, j] > plan[1, best]:
                best = j
        if plan[1, best] <= 1e-12:
            break
        spent = min(left, plan[2, best])
        plan[0, best] += spent
        plan[2, best] -= spent
        plan[3, best] -= spent
        left -= spent
        if plan[2, best] <= 1e-9:  # the next round
            plan[1, best] = plan[1, best] * (1.0 - legs[best, KILL]) if plan[3, best] > 1e-9 else 0.0
            plan[2, best] = min(count_aims(legs, best, weapons), plan[3, best])
    return more - left


@plain
def plan_counterforce(legs, weapons, posture, budget, per_aim, plan):  # type: ignore[no-untyped-def]
    """Plan a counterforce strike of up to `budget` weapons; fill plan[0, leg] and return what is spent."""
    open_plan(legs, weapons, posture, per_aim, plan)
    return spend(legs, weapons, budget, plan)


@plain
def list_budget(legs_s, weapons_s, posture, rules, share):  # type: ignore[no-untyped-def]
    """Return the alert missile warheads of the striker and how many of them may go to counterforce."""
    ready = count_ready(legs_s, weapons_s, posture)
    return ready, share * rules[COUNTERFORCE] * ready
