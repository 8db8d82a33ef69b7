"""Ask what one shot is worth: a base rate scaled by speed, height, track, turns and manoeuvre, as the stage judges it."""

from __future__ import annotations

from equipoise.constants import G0_M_S2
from equipoise.engagement._kernels.lethality import judge_altitude, judge_closing, judge_manoeuvre, judge_track, judge_turn
from equipoise.engagement.models.chances import take_kill_probability
from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class OneShot(Spec):
    """Take a base rate, the limits of an interceptor, and what it meets."""

    p_base: float = take_kill_probability(0.56, "single-shot kill probability against what was tested, given a good track")
    closing_speed_m_s: float = declare_input(10000.0, "speed of closing", unit="m/s", basis="A", source="assumption", ge=0.0, le=5e4)
    closing_limit_m_s: float = declare_input(
        20000.0, "speed of closing up to which the base rate holds", unit="m/s", basis="A", source="assumption", gt=0.0, le=5e4
    )
    height_km: float = declare_input(300.0, "height of the intercept", unit="km", basis="A", source="assumption", ge=0.0, le=1e5)
    lowest_km: float = declare_input(100.0, "least height of an intercept", unit="km", basis="A", source="assumption", ge=0.0, le=1e5)
    highest_km: float = declare_input(1500.0, "greatest height of one", unit="km", basis="A", source="assumption", gt=0.0, le=1e5)
    track_error_km: float = declare_input(
        1.0, "error of the foretold place at handover, on each of two axes", unit="km", basis="A", source="assumption", ge=0.0, le=1e5
    )
    divert_km: float = declare_input(
        5.0, "error at handover that the kill vehicle can make up", unit="km", basis="A", source="assumption", ge=0.0, le=1e5
    )
    turn_km: float = declare_input(
        0.0, "distance of the target from where it was foretold at launch", unit="km", basis="A", source="assumption", ge=0.0, le=1e5
    )
    steer: float = declare_input(
        0.15, "share of the distance flown by which the interceptor can be sent elsewhere", basis="A", source="assumption",
        interval=(0.0, 0.3), ge=0.0, le=1.0,
    )  # fmt: skip
    flown_km: float = declare_input(500.0, "distance the interceptor flew", unit="km", basis="A", source="assumption", ge=0.0, le=1e5)
    pull_g: float = declare_input(10.0, "its lateral acceleration", unit="g", basis="A", source="assumption", gt=0.0, le=1e4)
    target_pull_g: float = declare_input(0.0, "that of the target", unit="g", basis="A", source="assumption", ge=0.0, le=1e4)


def one_shot(spec: OneShot) -> dict[str, float]:
    """P = p_base x closing x height x track x turn x manoeuvre, each from 0 to 1; with all factors at 1 the base rate stands.

    Closing: 1 to the limit, 0 at twice it. Height: half at the edges of the band, 1 from a fifth of it inwards, 0 outside. Track: 1 -
    exp(-(D/s)^2/2), the error's length being Rayleigh's. Turn: 1 within D + steer x distance flown, 0 at twice that. Manoeuvre: 1 at
    three times the target's pull, N/(N-2) at a navigation ratio N of 3 (Zarchan 2012), in proportion below. That the factors multiply,
    and the straight lines between their ends, are assumptions; so is the shoulder of the band.

    >>> out = one_shot(OneShot(closing_speed_m_s=6000.0, closing_limit_m_s=4000.0, target_pull_g=5.0))
    >>> out["factor_closing"], round(out["factor_manoeuvre"], 3), round(out["p_kill"], 4)
    (0.5, 0.667, 0.16)
    """
    if not spec.lowest_km < spec.highest_km:
        problem = f"the band from {spec.lowest_km:g} to {spec.highest_km:g} km is empty"
        raise InputError(path="lowest_km", problem=problem, accepted="a height below highest_km")
    divert_m = 1000.0 * spec.divert_km
    factors = {
        "factor_closing": judge_closing(spec.closing_speed_m_s, spec.closing_limit_m_s),
        "factor_height": judge_altitude(1000.0 * spec.height_km, 1000.0 * spec.lowest_km, 1000.0 * spec.highest_km),
        "factor_track": judge_track(1000.0 * spec.track_error_km, divert_m),
        "factor_turn": judge_turn(1000.0 * spec.turn_km, divert_m, spec.steer, 1000.0 * spec.flown_km),
        "factor_manoeuvre": judge_manoeuvre(spec.pull_g * G0_M_S2, spec.target_pull_g * G0_M_S2),
    }
    p_kill = spec.p_base
    for factor in factors.values():
        p_kill *= factor
    return {"p_kill": p_kill, **factors}


register(
    "model", "one-shot", title="Kill probability of one shot", function=one_shot, spec=OneShot, sources=("zarchan_2012", "assumption"),
    validity="point masses, no seeker, no fuze; factors taken to be independent; shapes between their ends are assumptions", basis="A",
    stage="engagement",
    outputs={
        "p_kill": ("", "kill probability of the shot, the base rate times all factors (product: assumption)"),
        "factor_closing": ("", "for closing speed (assumption)"), "factor_height": ("", "for height within the band (assumption)"),
        "factor_track": ("", "chance that the track error lies within the divert margin (derived: two normal axes)"),
        "factor_turn": ("", "for the turn since launch (assumption)"),
        "factor_manoeuvre": ("", "for manoeuvre: three to one from Zarchan, the proportion below it is an assumption"),
    },
)  # fmt: skip
