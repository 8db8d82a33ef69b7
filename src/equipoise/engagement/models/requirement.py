"""Ask how many interceptors a raid needs, and how good a track it needs whatever the interceptors: Wilkening's model."""

from __future__ import annotations

import math
from typing import Any

from equipoise.engagement.doctrine import find_shots_needed, kill_by_salvo, shoot_in_looks
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

NO_LEAK = "probability wanted that nothing leaks"


class Wilkening(Spec):
    """Take a raid, a single-shot kill probability, a track probability and the confidence wanted."""

    warheads: int = declare_input(20, "warheads in the raid", basis="S", source="wilkening_1999", ge=1, le=100000)
    decoys: int = declare_input(0, "decoys engaged like warheads", basis="A", source="assumption", ge=0, le=1000000)
    p_ssk: float = declare_input(
        0.7, "single-shot kill probability; 0.7 is that of the published example, no claim about a system", basis="S",
        source="wilkening_1999", interval=(0.3, 0.75), ge=1e-4, lt=1.0,
    )  # fmt: skip
    p_track: float = declare_input(
        0.99, "probability of a usable track, common to all shots at a warhead; 0.99 is that of the published example", basis="S",
        source="wilkening_1999", interval=(0.80, 0.99), gt=0.0, le=1.0,
    )  # fmt: skip
    confidence: float = declare_input(0.8, NO_LEAK, basis="S", source="wilkening_1999", gt=0.0, lt=1.0)


def wilkening(spec: Wilkening) -> dict[str, Any]:
    """Interceptors for P(no leaker) >= confidence: n = ln(1 - Pc^(1/W)/P_track)/ln(1-p); barrage W n; two salvos W (n1 + (1-p)^n1 (n-n1)).

    Wilkening (1999). n is real, as he uses it; whole n is given beside it. The second salvo flies only at what a perfect look calls
    alive. First salvos: two, as the published total implies (47), and the one that costs least, n - (w - 1)/L with L = -ln(1-p) and
    w = W_Lambert(e^(L n + 1)), from setting the derivative to zero. Decoys take the same shots as warheads.

    >>> out = wilkening(Wilkening())
    >>> round(out["barrage"], 2), round(out["shoot_look_shoot"], 2)
    (113.07, 46.58)
    >>> round(out["first_salvo_best"], 2), round(out["shoot_look_shoot_best"], 1), out["barrage_whole"]
    (1.49, 43.6, 120)
    """
    need = spec.confidence ** (1.0 / spec.warheads)
    keys = (
        "shots_per_object", "barrage", "barrage_whole", "shoot_look_shoot", "first_salvo_best", "shoot_look_shoot_best",
        "first_salvo_whole", "shoot_look_shoot_whole", "confidence_whole",
    )  # fmt: skip
    n = find_shots_needed(spec.confidence, spec.warheads, spec.p_track, spec.p_ssk)
    if math.isinf(n):
        reason = f"the track alone forbids it: P_track must exceed {need:.6g}, whatever the interceptors"
        return {"least_p_track": need, **dict.fromkeys(keys), "reason": reason}
    objects, whole = spec.warheads + spec.decoys, max(1, math.ceil(n - 1e-12))
    best, near = _find_best_first(n, spec.p_ssk), int(_find_best_first(whole, spec.p_ssk))
    # the expected shots are convex in the first salvo, so that the best whole one is next to the best real one
    first_whole = min(range(max(1, near), min(whole, near + 1) + 1), key=lambda first: _count_two_salvos(first, whole, spec.p_ssk))
    reached = (spec.p_track * kill_by_salvo(spec.p_ssk, whole)) ** spec.warheads
    pairs = ((min(2.0, n), n), (best, n), (first_whole, whole))
    shots = [_count_two_salvos(first, most, spec.p_ssk) for first, most in pairs]
    values = (
        n, objects * n, objects * whole, objects * shots[0], best, objects * shots[1], first_whole, objects * shots[2], reached,
    )  # fmt: skip
    return {"least_p_track": need, **dict(zip(keys, values, strict=True)), "reason": ""}


def _count_two_salvos(first: float, n: float, p_ssk: float) -> float:
    """Expect shots at one object: the first salvo, and the rest only where a perfect look finds it alive."""
    return shoot_in_looks(p_ssk, (first, n - first)).shots_mean


def _find_best_first(n: float, p_ssk: float) -> float:
    from scipy import special

    loss = -math.log(1.0 - p_ssk)
    w = float(special.lambertw(math.exp(loss * n + 1.0)).real)
    return max(0.0, n - (w - 1.0) / loss)


class TrackFloor(Spec):
    """Take a raid, the confidence wanted and a track probability."""

    warheads: int = declare_input(10, "warheads in the raid", basis="S", source="wilkening_1999", ge=1, le=10**9)
    confidence: float = declare_input(0.8, NO_LEAK, basis="S", source="wilkening_1999", gt=0.0, lt=1.0)
    p_track: float = declare_input(
        0.95, "probability of a usable track, common to all shots at a warhead", basis="A", source="wilkening_1999",
        interval=(0.80, 0.99), gt=0.0, le=1.0,
    )  # fmt: skip


def track_floor(spec: TrackFloor) -> dict[str, Any]:
    """Track-limited feasibility: P(no leaker) <= P_track^W, so P_track > Pc^(1/W); at a given P_track, W < ln Pc / ln P_track.

    Wilkening (1999): no number of interceptors and no kill probability mends a lost track.

    >>> out = track_floor(TrackFloor())
    >>> round(out["least_p_track"], 5), out["most_warheads"], round(out["best_confidence"], 3)
    (0.97793, 4, 0.599)
    """
    least = spec.confidence ** (1.0 / spec.warheads)
    ceiling = spec.p_track**spec.warheads
    feasible = least < spec.p_track
    if spec.p_track == 1.0:
        no_limit = "a sure track sets no limit"
        return {"least_p_track": least, "most_warheads": None, "best_confidence": 1.0, "feasible": True, "reason": no_limit}
    most = math.ceil(math.log(spec.confidence) / math.log(spec.p_track) - 1e-12) - 1  # strictly below: at equality every shot must hit
    reason = "" if feasible else f"at {spec.p_track:g} no more than {most} warheads can be met with this confidence"
    return {"least_p_track": least, "most_warheads": most, "best_confidence": ceiling, "feasible": feasible, "reason": reason}


register(
    "model", "wilkening", title="Interceptors needed for a raid", function=wilkening, spec=Wilkening, sources=("wilkening_1999",),
    validity="independent shots given a track; real shots per warhead beside whole ones; perfect look; stock as large as needed", basis="S",
    stage="engagement",
    outputs={
        "least_p_track": ("", "probability of a track that must be exceeded, Pc^(1/W)"),
        "shots_per_object": ("", "shots at each object, real"), "barrage": ("interceptors", "all shots at once, real shots"),
        "barrage_whole": ("interceptors", "all at once, whole shots"),
        "shoot_look_shoot": ("interceptors", "expected, two salvos, first of two"),
        "first_salvo_best": ("", "first salvo that costs least, real shots"),
        "shoot_look_shoot_best": ("interceptors", "expected with that first salvo"),
        "first_salvo_whole": ("", "whole first salvo that costs least of whole shots"),
        "shoot_look_shoot_whole": ("interceptors", "expected with whole shots"),
        "confidence_whole": ("", "probability that nothing leaks with whole shots"), "reason": ("", "why there is no answer, if so"),
    },
)  # fmt: skip
register(
    "model", "track-floor", title="What the track alone allows", function=track_floor, spec=TrackFloor, sources=("wilkening_1999",),
    validity="one track for all shots at a warhead, tracks independent of one another", basis="S", stage="engagement",
    outputs={
        "least_p_track": ("", "probability of a track that must be exceeded for this raid"),
        "most_warheads": ("warheads", "largest raid that this track allows; none: no limit"),
        "best_confidence": ("", "probability that nothing leaks with interceptors that never miss"),
        "feasible": ("", "whether some number of interceptors is enough"), "reason": ("", "why not, if so"),
    },
)  # fmt: skip
