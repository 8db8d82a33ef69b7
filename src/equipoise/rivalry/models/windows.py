"""Ask whether a shift of power makes war rational today, and what slowing it does."""

from __future__ import annotations

import math
from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED
from equipoise.scenario.number import Spec


class CommitmentWar(Spec):
    """Take a shift of power."""

    p_now: float = declare_input(0.5, "odds of the declining side now", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    p_later: float = declare_input(0.4, "its odds later", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    cost: float = declare_input(0.2, "cost of war to it, each period", unit="pies", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1e3)
    discount: float = declare_input(0.95, "discount factor", **ASSUMED, interval=(0.8, 0.99), ge=0.0, lt=1.0)
    steps: int = declare_input(1, "equal steps that the shift is split into", **ASSUMED, ge=1, le=1000)


def commitment_war(spec: CommitmentWar) -> dict[str, Any]:
    """Preventive war iff p1 - delta p2 > (1 - delta)(1 + c) (Fearon 1995, Powell 2006; unit pie a period, war worth (p-c)/(1-delta)).

    Even the whole pie today does not pay the declining side for what it loses tomorrow, and nobody can promise tomorrow's share.
    Split into n steps, the first is the worst: war iff p1 (1-delta) + delta (p1-p2)/n > (1-delta)(1+c), so that enough steps avoid it.

    >>> round(commitment_war(CommitmentWar())["critical_p_later"], 5)
    0.46316
    >>> out = commitment_war(CommitmentWar(steps=2))
    >>> out["is_war"], out["is_war_at_once"], out["steps_for_peace"]
    (True, True, 3)
    """
    p, later, c, delta = spec.p_now, spec.p_later, spec.cost, spec.discount
    room = (1.0 - delta) * (1.0 + c - p)  # what the pie of today can pay beyond
    shift = delta * (p - later)
    critical = (p - (1.0 - delta) * (1.0 + c)) / delta if delta > 0.0 else None
    steps: int | None = 1
    if shift > room:
        steps = math.ceil(shift / room - 1e-9) if room > 0.0 and shift / room < 1e9 else None
    return {
        "critical_p_later": critical, "is_war_at_once": shift > room, "is_war": shift / spec.steps > room, "steps_for_peace": steps,
        "temptation": shift - room,
    }  # fmt: skip


register(
    "model", "commitment-war", title="War by commitment problem", function=commitment_war, spec=CommitmentWar,
    sources=("fearon_1995", "powell_2006"), basis="D", stage="rivalry",
    validity="one shift of power that all see coming, no private information; the cost is that of the declining side",
    outputs={
        "critical_p_later": ("", "war at once iff its odds fall below this; none where the future does not count"),
        "is_war_at_once": ("", "whether one step of the whole shift is met by war"),
        "is_war": ("", "whether the first of the steps asked is"),
        "steps_for_peace": ("", "least number of equal steps that no war meets; none where no number does"),
        "temptation": ("pies", "gain from war over the best promise that can be kept; below 0: peace"),
    },
)  # fmt: skip
