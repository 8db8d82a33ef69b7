"""Ask what a shield costs at the margin, and what the other side must buy to stand where it stood."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.closed import count_penetrators, find_weapons_for
from equipoise.exchange.models.inputs import take_engagements
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

BASIS: dict[str, Any] = {"basis": "A", "source": "assumption"}


class OffenceToRestore(Spec):
    """Take a level of retaliation and a shield that can engage so many."""

    wanted: float = declare_input(100.0, "warheads that must arrive", unit="warheads", **BASIS, ge=0.0, le=1e6)
    engagements: float = take_engagements(44.0)
    p_kill: float = declare_input(
        0.8, "probability that an engaged warhead is stopped", basis="A", source="defence_ranges", interval=(0.1, 0.9), ge=0.0, lt=1.0
    )


def offence_to_restore(spec: OffenceToRestore) -> dict[str, float]:
    """Warheads needed: R/(1-K) if that is within the shield's engagements, else R + K E.

    >>> round(offence_to_restore(OffenceToRestore())["warheads"], 1)
    135.2
    """
    return {"warheads": find_weapons_for(spec.wanted, spec.engagements, spec.p_kill)}


class MarginCostRatio(Spec):
    """Take the prices of a shot and of what it must stop."""

    shots: float = declare_input(2.0, "interceptors at one object", unit="interceptors", **BASIS, gt=0.0, le=1000.0)
    interceptor_musd: float = declare_input(
        40.0, "price of one interceptor", unit="million USD", **BASIS, interval=(10.0, 110.0), gt=0.0, le=1e6
    )
    warhead_musd: float = declare_input(
        41.0, "price of one added weapon", unit="million USD", **BASIS, interval=(10.0, 150.0), gt=0.0, le=1e6
    )
    decoys: float = declare_input(0.0, "decoys with each weapon", unit="decoys", **BASIS, ge=0.0, le=1000.0)
    decoy_musd: float = declare_input(0.1, "price of one decoy", unit="million USD", **BASIS, ge=0.0, le=1e6)
    p_warhead: float = declare_input(1.0, "probability that a weapon is taken for one", **BASIS, ge=0.0, le=1.0)
    p_decoy: float = declare_input(
        0.3, "probability that a decoy is taken for a weapon", basis="A", source="wilkening_1999", interval=(0.05, 0.5), ge=0.0, le=1.0
    )
    absentee: float = declare_input(1.0, "interceptors in orbit for one in reach", **BASIS, ge=1.0, le=1e5)


def margin_cost_ratio(spec: MarginCostRatio) -> dict[str, float]:
    """Defence over offence at the margin (Nitze): n (P_ww + d P_dw) absentee c_int / (c_w + d c_d); below 1 favours defence.

    >>> round(margin_cost_ratio(MarginCostRatio())["ratio"], 3)
    1.951
    """
    spent = spec.shots * (spec.p_warhead + spec.decoys * spec.p_decoy) * spec.absentee * spec.interceptor_musd
    return {"ratio": spent / (spec.warhead_musd + spec.decoys * spec.decoy_musd)}


class OffenceBudget(Spec):
    """Take a level of retaliation, the shield in its way, what a weapon on paper is worth in war, and prices."""

    wanted: float = declare_input(100.0, "warheads that must arrive", unit="warheads", **BASIS, ge=0.0, le=1e6)
    owned: float = declare_input(250.0, "warheads owned", unit="warheads", **BASIS, ge=0.0, le=1e6)
    survival: float = declare_input(
        0.5, "survival of a warhead in the posture counted on", basis="G", source="general", interval=(0.05, 0.95), gt=0.0, le=1.0
    )
    reliability: float = declare_input(0.8, "reliability of a launcher", basis="G", source="general", interval=(0.65, 0.92), gt=0.0, le=1.0)
    engagements: float = take_engagements(44.0)
    p_stop: float = declare_input(
        0.5, "probability that an engaged warhead is stopped", basis="A", source="defence_ranges", interval=(0.1, 0.9), ge=0.0, lt=1.0
    )
    warhead_musd: float = declare_input(
        41.0, "price of one added weapon, launcher included", unit="million USD", **BASIS, interval=(10.0, 150.0), gt=0.0, le=1e6
    )
    years: float = declare_input(10.0, "years over which it is bought", unit="years", **BASIS, gt=0.0, le=1000.0)
    shield_musd: float = declare_input(20000.0, "cost of the shield over the same years", unit="million USD", **BASIS, ge=0.0, le=1e8)


def offence_budget(spec: OffenceBudget) -> dict[str, Any]:
    """Buy (W - s r O)/(s r) weapons, W = R/(1-K) or R + K E; cost over the years beside the shield's: ratio shield over offence.

    A ratio above 1 means that the shield costs more than the weapons that undo it (Nitze's test, for this step and not at the margin).

    >>> out = offence_budget(OffenceBudget())
    >>> round(out["bought"], 6), round(out["offence_musd_per_year"], 6), round(out["ratio"], 3)
    (55.0, 225.5, 8.869)
    """
    worth = spec.survival * spec.reliability
    now = count_penetrators(worth * spec.owned, spec.engagements, spec.p_stop)
    bought = max(0.0, find_weapons_for(spec.wanted, spec.engagements, spec.p_stop) / worth - spec.owned)
    cost = bought * spec.warhead_musd
    reason = "" if cost > 0.0 else "what is owned is enough: nothing is bought"
    return {
        "arriving_before": worth * spec.owned, "arriving_now": now, "bought": bought, "offence_musd": cost,
        "offence_musd_per_year": cost / spec.years, "shield_musd_per_year": spec.shield_musd / spec.years,
        "ratio": spec.shield_musd / cost if cost > 0.0 else None, "reason": reason,
    }  # fmt: skip


register(
    "model", "offence-to-restore", title="Warheads needed to restore retaliation", function=offence_to_restore, spec=OffenceToRestore,
    sources=("general",), validity="expected values; the shield engages as many as it can", basis="D", stage="exchange",
    outputs={"warheads": ("warheads", "that must survive, work and be launched")},
)  # fmt: skip
register(
    "model", "margin-cost-ratio", title="Cost exchange at the margin (Nitze)", function=margin_cost_ratio, spec=MarginCostRatio,
    sources=("nitze_1985",), validity="interceptors alone, no development, no sensors; prices as given", basis="D", stage="exchange",
    outputs={"ratio": ("", "cost of defence over cost of the offence that it answers; below 1 favours defence")},
)  # fmt: skip
register(
    "model", "offence-budget", title="Price of restoring retaliation", function=offence_budget, spec=OffenceBudget, sources=("nitze_1985",),
    validity="expected values; new weapons survive as the old ones; no development, no industrial limit, no discounting", basis="D",
    stage="exchange",
    outputs={
        "arriving_before": ("warheads", "mean that survives and works, without the shield"),
        "arriving_now": ("warheads", "mean past the shield"),
        "bought": ("warheads", "bought to restore the level"), "offence_musd": ("million USD", "their cost"),
        "offence_musd_per_year": ("million USD", "their cost a year"), "shield_musd_per_year": ("million USD", "cost of the shield a year"),
        "ratio": ("", "cost of the shield over cost of the offence; none where nothing is bought"), "reason": ("", "why none, if so"),
    },
)  # fmt: skip
