"""Ask how much a campaign of explanation moves an audience, within what has been published."""

from __future__ import annotations

import math

from equipoise.errors import InputError
from equipoise.perception.models.inputs import ASSUMED
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

LARGEST_PUBLISHED = 5.0  # points an event; visits of leaders moved approval by 2.3


class CampaignEffect(Spec):
    """Take events of a campaign, who hears them, who believes them, and how fast they fade."""

    points: float = declare_input(
        2.3, "approval gained by one event among those who hear and believe it", unit="points", basis="S", source="goldsmith_2021",
        interval=(0.0, 3.0), ge=0.0, le=100.0,
    )  # fmt: skip
    exposure: float = declare_input(0.6, "share of the audience that is reached", **ASSUMED, interval=(0.1, 1.0), ge=0.0, le=1.0)
    credibility: float = declare_input(
        0.5, "share of it that gives credit; 0 for a rival leadership", basis="A", source="goldsmith_horiuchi_2009", interval=(0.0, 1.0),
        ge=0.0, le=1.0
    )  # fmt: skip
    events: int = declare_input(6, "events", **ASSUMED, ge=0, le=1000)
    days_between: float = declare_input(30.0, "days between events", unit="days", **ASSUMED, interval=(1.0, 365.0), gt=0.0, le=3650.0)
    half_life: float = declare_input(
        20.0, "days in which an effect halves", unit="days", basis="A", source="goldsmith_2021", interval=(10.0, 30.0), gt=0.0, le=3650.0
    )  # fmt: skip
    ceiling: float = declare_input(
        5.0, "most that any number of events can add up to", unit="points", **ASSUMED, interval=(2.0, 10.0), gt=0.0, le=100.0
    )
    days_after: float = declare_input(30.0, "days after the last event", unit="days", **ASSUMED, ge=0.0, le=36500.0)
    override: bool = declare_input(False, "accept more than 5 points an event, which nothing published supports", **ASSUMED)


def campaign_effect(spec: CampaignEffect) -> dict[str, float]:
    """Approval moved: events of size points * exposure * credibility halve every half-life, add up, and saturate: C (1 - e^(-sum/C)).

    Size and duration from visits of leaders (Goldsmith, Horiuchi and Matush 2021: +2.3 points, up to 20 days); effects follow
    credibility (Goldsmith and Horiuchi 2009). More than 5 points an event is refused unless override is true. Approval of a public,
    not belief of a rival leadership, and not what any state does; a campaign is no evidence about type.

    >>> out = campaign_effect(CampaignEffect(points=2.0, exposure=1.0, credibility=1.0, events=1, ceiling=100.0, days_after=20.0))
    >>> round(out["points_peak"], 2), round(out["points_after"], 2)
    (1.98, 1.0)
    """
    if spec.points > LARGEST_PUBLISHED and not spec.override:
        raise InputError(
            path="points", problem=f"{spec.points:g} points an event is beyond anything published", accepted="0 to 5 points",
            mend="Set override=true to go beyond, and say so",
        )  # fmt: skip
    size = spec.points * spec.exposure * spec.credibility
    keep = math.pow(0.5, spec.days_between / spec.half_life)
    total = size * -math.expm1(spec.events * math.log(keep)) / (1.0 - keep) if keep > 0.0 else size * min(1, spec.events)
    later = total * math.pow(0.5, spec.days_after / spec.half_life)

    def saturate(sum_: float) -> float:
        return -spec.ceiling * math.expm1(-sum_ / spec.ceiling)

    return {
        "points_per_event": size, "points_peak": saturate(total), "points_after": saturate(later),
        "points_steady": saturate(size / (1.0 - keep)),
        "share_saturated": saturate(total) / spec.ceiling,
    }  # fmt: skip


register(
    "model", "campaign-effect", title="Approval moved by a campaign", function=campaign_effect, spec=CampaignEffect,
    sources=("goldsmith_2021", "goldsmith_horiuchi_2009"), basis="D", stage="perception",
    validity="foreign publics, points of approval, days; no effect on a rival leadership is known; the ceiling is an assumption",
    outputs={
        "points_per_event": ("points", "that one event moves the whole audience"), "points_peak": ("points", "just after the last event"),
        "points_after": ("points", "that are left the days asked later"),
        "points_steady": ("points", "just after an event, if they go on for ever"),
        "share_saturated": ("", "share of the ceiling that is reached"),
    },
)  # fmt: skip
