"""Ask how sure a small force can be of retaliating, and what one common cause does at the same mean."""

from __future__ import annotations

from typing import Any

from equipoise.exchange.models.odds import RetaliationOdds, retaliation_odds
from equipoise.replication.findings import put, tell
from equipoise.replication.shelf import Row, shelve

SURE = 0.99  # a retaliation that is called assured; ours


def ask(weapons: int, survival: float, leak: float, p_breakthrough: float = 0.05) -> dict[str, Any]:
    """Ask for the odds of a force ridden out day to day."""
    given: dict[str, Any] = {
        "weapons": weapons,
        "survival_day": survival,
        "leak": leak,
        "p_breakthrough": p_breakthrough,
        "at_least": (1, 5),
    }
    return retaliation_odds(RetaliationOdds(**given))


@shelve(
    "wu-2020", title="Living with uncertain retaliation", known_by="transcribed",
    citation="Wu Riqiang, Living with Uncertainty: Modeling China's Nuclear Survivability, International Security 44(4) (2020) 84-118",
    setting="findings through the abstract; his equations and inputs were not open; abstract forces: 2010, 40 weapons that reach, 0.1 survive, 0.7 pass a young shield; "
    "2025, 470 weapons, 0.09 survive, 0.85 pass a shield that has not grown with them; breakthrough 0.05; reliability 0.8",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute the odds for both years, over the open span of survival, and against independent losses at the same mean."""
    early, late = ask(40, 0.1, 0.7), ask(470, 0.09, 0.85)
    # equal mean: survival if the hiding works rises as the breakthrough becomes likelier
    chances = (0.0, 0.05, 0.1, 0.2)
    equal = [ask(40, 0.4 / (1.0 - b), 0.7, b) for b in chances]
    none, means = [e["p_none_day"] for e in equal], [e["mean_day"] for e in equal]
    span = [ask(40, s, 0.7)["p_at_least_day"][0] for s in (0.05, 0.3, 0.95)]
    return [
        tell(
            "retaliation is far from assured in 2010", early["p_at_least_day"][0] < SURE,
            f"P(at least 1) {put([early['p_at_least_day'][0]])}, P(at least 5) {put([early['p_at_least_day'][1]])}; "
            f"over survival 0.05, 0.3, 0.95: {put(span)}",
        ),
        tell(
            "2025 is no worse than 2010", all(x >= y for x, y in zip(late["p_at_least_day"], early["p_at_least_day"], strict=True)),
            f"mean {put([early['mean_day'], late['mean_day']], 1)}, P(at least 1) {put([early['p_at_least_day'][0], late['p_at_least_day'][0]])}",
        ),
        tell(
            "a breakthrough raises the chance of no retaliation at the same mean", none == sorted(none) and max(means) - min(means) < 1e-9,
            f"P(none) {put(none, 3)} at breakthrough {put(chances)}, mean {means[0]:.2f} each time; ours, not his words",
        ),
        tell(
            "uncertain retaliation is still likely", early["p_at_least_day"][0] > 0.5,
            f"P(at least 1) {put([early['p_at_least_day'][0]])}: his case is that this can deter",
        ),
    ]  # fmt: skip
