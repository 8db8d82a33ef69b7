"""Name the histories that are played from the same draws: lens, rule and what differs from the case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.scenario.case import Case, Posture
from equipoise.scenario.rivalry import RuleName

FloatArray = NDArray[np.float64]
LENSES = ("neorealist", "constructivist")
MAP_TRUST = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)
MAP_ADVANTAGE = (-0.4, -0.2, 0.0, 0.2, 0.35)  # of offence, in units of the stakes: below 0 defence has the advantage


@dataclass(frozen=True)
class History:
    """Name one history: a lens, a rule and what differs from the case.

    `without` and `unanswered` name the histories that an answer and a spiral are told against.
    """

    name: str
    lens: str
    variant: str
    rule: RuleName
    without: str
    unanswered: str
    counter_shield: bool = True
    with_criticism: bool = True
    rival_answers: bool = True
    effort: float = 0.0
    reassurance: float = 0.0
    transparency: float = 0.0
    fixed_trust: FloatArray | float | None = field(default=None, compare=False)  # the same trust on both sides
    offence_advantage: float | None = None
    is_shown: bool = False  # with arsenals and beliefs year by year; others give what they came to
    postures: tuple[Posture, ...] = ()  # fought each year, with exchanges and stability


def list_histories(case: Case) -> tuple[History, ...]:
    """List the histories of a case: both lenses, with and without the shield, under every rule, and the policies behind Q7 and Q8."""
    shown: list[History] = []
    for lens in LENSES:
        shown += _play(lens, case.rivalry.shown, case, is_shown=True)
    shown.append(_vary(shown[3], "no-criticism", with_criticism=False))
    others = [h for lens in LENSES for rule in case.rivalry.rules if rule != case.rivalry.shown for h in _play(lens, rule, case)]
    return (*shown, *_campaign(case), *others)


def name_history(case: Case, lens: str, rule: RuleName, variant: str) -> str:
    """Name the history of a lens, a rule and a variant, as the tables do; the rule that is shown goes without saying."""
    return f"{lens}/{variant}" if rule == case.rivalry.shown else f"{lens}/{rule}/{variant}"


def _play(lens: str, rule: RuleName, case: Case, is_shown: bool = False) -> list[History]:
    """List a rule's history with the shield and its two comparisons, under one lens."""
    shield, bare, alone = (name_history(case, lens, rule, v) for v in ("shield", "no-counter-shield", "unanswered"))
    like = History(shield, lens, "shield", rule, bare, alone, is_shown=is_shown)
    day: tuple[Posture, ...] = ("day_to_day",) if is_shown else ()
    return [
        replace(like, postures=case.exchange.postures if is_shown and lens == "neorealist" else day),
        replace(like, name=bare, variant="no-counter-shield", counter_shield=False, postures=day),
        replace(like, name=alone, variant="unanswered", rival_answers=False),
    ]


def _vary(like: History, variant: str, **changes: object) -> History:
    """Vary the constructivist history with the shield."""
    name = variant if "/" in variant else f"{like.lens}/{variant}"
    return replace(like, name=name, variant=name.rsplit("/", 1)[1], is_shown=True, postures=(), **changes)  # type: ignore[arg-type]


def _campaign(case: Case) -> list[History]:
    """List the policies of explanation, each with its comparison unanswered: words; openness as well; some of the shield given up too."""
    campaign, like = case.perception.campaign, _play("constructivist", case.rivalry.shown, case)[0]
    most, open_ = max(campaign.efforts), max(campaign.transparencies)
    out = [_vary(like, f"campaign/words-{e:g}", effort=e) for e in campaign.efforts if e > 0]
    out += [_vary(like, f"campaign/openness-{t:g}", effort=most, transparency=t) for t in campaign.transparencies if t > 0]
    out += [
        _vary(like, f"campaign/reassurance-{r:g}", effort=most, transparency=open_, reassurance=r)
        for r in campaign.reassurances if r > 0
    ]  # fmt: skip
    told = [replace(h, unanswered=f"{h.name}/unanswered") for h in out]
    return told + [replace(h, name=h.unanswered, variant="unanswered", rival_answers=False, is_shown=False) for h in told]


def list_map(case: Case) -> tuple[History, ...]:
    """List the histories of the map over trust and the offence-defence balance: with the shield and without, everything else as shown."""
    out = []
    for advantage in MAP_ADVANTAGE:
        for trust in MAP_TRUST:
            head = f"map/{trust:g}/{advantage:g}"
            for variant in ("shield", "no-counter-shield"):
                out.append(
                    History(
                        f"{head}/{variant}", "constructivist", "map" if variant == "shield" else "map-without", case.rivalry.shown,
                        f"{head}/no-counter-shield", "", counter_shield=variant == "shield", fixed_trust=trust, offence_advantage=advantage,
                    )
                )  # fmt: skip
    return tuple(out)


def list_trusting(case: Case, trust: FloatArray) -> tuple[History, History]:
    """List the history in which both sides hold the same fixed trust, and its comparison without the shield."""
    like = History("trust/shield", "constructivist", "trust", case.rivalry.shown, "trust/no-counter-shield", "", fixed_trust=trust)
    return like, replace(like, name=like.without, variant="trust-without", counter_shield=False)
