"""Ask what drives the outcome of a disarming strike: alert, or how good the weapons are."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.closed import mean_of, spread_survival
from equipoise.exchange.models.second_strike import Legs, weigh_arrivals
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

SILOS = 138


def build_force(p_kill: float = 0.75, attack_works: float = 0.8, works: float = 0.8, each: int = 2, **more: Any) -> Legs:
    """Build an abstract force of the size of the public legs of 2019, rounded: silo, mobile, submarine, bomber; two weapons on each silo."""
    left = spread_survival(float(each * SILOS), float(SILOS), p_kill * attack_works)
    given: dict[str, Any] = {
        "launchers": (SILOS, 180, 160, 68), "warheads_per_launcher": (4, 2, 3, 3), "alert_day": (131, 27, 32, 0),
        "alert_generated": (134, 144, 104, 48), "survival_alert": (left, 0.3, 0.9, 0.7), "survival_rest": (left, 0.0, 0.0, 0.0),
        "reliability": (works,), "basing": ("silo", "mobile", "submarine", "bomber"), "engagements": 0.0, "leak_air": 1.0,
    }  # fmt: skip
    return Legs(**(given | more))


@shelve(
    "lieber-press-2006", title="A disarming strike and day-to-day alert", known_by="recalled",
    citation="K. A. Lieber, D. G. Press, The End of MAD? The Nuclear Dimension of U.S. Primacy, International Security 30(4) (2006) 7-44",
    setting="their model and its inputs were not open; public legs of 2019, rounded, as an abstract force: 138 silos, 180 mobile, 160 at sea or in port, "
    "68 bombers, 131, 27, 32 and 0 of them on alert day to day, 134, 144, 104 and 48 generated; no shield; expected values of an exact law",
)  # fmt: skip
def compute() -> list[Row]:
    """Compare what arrives day to day and generated, swing one input at a time, and ask for the chance that nothing is left."""
    day, generated = (mean_of(weigh_arrivals(build_force(), posture)[0]) for posture in ("day_to_day", "generated"))

    def swing(name: str, low: float, high: float) -> float:
        given: list[dict[str, Any]] = [{name: value} for value in (low, high)]
        means = [mean_of(weigh_arrivals(build_force(**inputs), "day_to_day")[0]) for inputs in given]
        return abs(means[1] - means[0])

    kill, attack, own = swing("p_kill", 0.4, 0.95), swing("attack_works", 0.65, 0.92), swing("works", 0.65, 0.92)
    alert = generated - day
    none = float(weigh_arrivals(build_force(), "day_to_day")[0][0])
    still = [build_force(p_kill=0.95, attack_works=0.9, each=each, alert_day=(131, 0, 0, 0)) for each in (3, 2)]
    none_asleep, none_two = (float(weigh_arrivals(force, "day_to_day")[0][0]) for force in still)
    return [
        tell("far less is left of a force at day-to-day alert", day < 0.5 * generated, f"arriving {put([day, generated], 0)}, {generated / day:.1f} to 1"),
        tell(
            "alert drives the result more than accuracy or reliability", alert > max(kill, attack, own),
            f"swing of the mean: alert {alert:.0f}, p_kill 0.4 to 0.95 {kill:.0f}, attacker's reliability {attack:.0f}, own {own:.0f}",
        ),
        tell(
            "a strike may well leave nothing, with nothing dispersed or at sea", none_asleep > 0.5,
            f"chance of no retaliation {none_asleep:.2f} with three weapons on a silo, p_kill 0.95, reliability 0.9; {none_two:.2f} with two, "
            "so that it hangs on a generous attack too",
        ),
        tell(
            "a strike may well leave nothing (claimed for 2006), at the alert estimated for 2019", none > 0.5,
            f"chance of no retaliation {none:.1e}: some boats are at sea and some mobile launchers out, and two weapons leave a sixth of the silos; "
            "their claim is about a force of 2006 that kept nearly nothing moving",
        ),
    ]  # fmt: skip
