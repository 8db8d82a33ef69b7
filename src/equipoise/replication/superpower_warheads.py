"""Fit the race of stockpiled warheads of 1949 to 1967, and see how far it hangs on those years."""

from __future__ import annotations

from equipoise.replication.findings import tell
from equipoise.replication.shelf import Row, shelve
from equipoise.rivalry.estimation.reaction import ArmsRaceFit, fit_arms_race
from equipoise.rivalry.estimation.windows import WindowSensitivity, survey_windows

# figures of an independent least-squares fit made before this program had one: coefficient, standard error, R squared
USSR_ON_US = (0.039, 0.006, 0.95)
US_ON_USSR = (-1.65, 0.44)


@shelve(
    "superpower-warheads", title="Warheads of the United States and the Soviet Union, 1949 to 1967", known_by="computed",
    citation="Federation of American Scientists, Estimated Global Nuclear Warhead Inventories (2023), fitted in the manner of L. F. "
    "Richardson, Arms and Insecurity (1960)",
    setting="increments of 1950 to 1967 on both levels of the year before, each side by itself, least squares; stocks, not spending or capability",
)  # fmt: skip
def compute() -> list[Row]:
    """Fit both equations, and count windows of 12 years or more between 1949 and 1991 that show the signs of a race."""
    out = fit_arms_race(ArmsRaceFit())
    x, y = out["x"], out["y"]
    windows = survey_windows(WindowSensitivity())
    positive = [windows[which]["share_reaction_positive"] for which in ("x", "y")]
    return [
        Row("Soviet reaction to the US stock", "1/year", USSR_ON_US[0], x["reaction"], 0.0005 / 0.039, "two digits"),
        Row("its standard error", "1/year", USSR_ON_US[1], x["reaction_error"], 0.0005 / 0.006, "one digit"),
        Row("R squared", "", USSR_ON_US[2], x["r_squared"], 0.005 / 0.95, "two digits"),
        Row("US reaction to the Soviet stock", "1/year", US_ON_USSR[0], y["reaction"], 0.005 / 1.65, "three digits; the sign is against the model"),
        Row("its standard error", "1/year", US_ON_USSR[1], y["reaction_error"], 0.005 / 0.44, "two digits"),
        tell("the Soviet Union chased, as the model wants", x["reaction_low"] > 0.0, f"90 % interval {x['reaction_low']:.3f} to {x['reaction_high']:.3f}"),
        tell(
            "the United States reacted, as the model wants", y["reaction_low"] > 0.0,
            f"90 % interval {y['reaction_low']:.2f} to {y['reaction_high']:.2f}: the other sign; a prior that leans to reaction leaves "
            f"{100.0 * y['bayes']['reaction_posterior']['p_predicted_sign']:.0f} of 100 for the sign wanted",
        ),
        tell(
            "the signs of a race hold whatever the years", windows["share_with_signs_of_a_race"] > 0.9,
            f"both sides show them in {100.0 * windows['share_with_signs_of_a_race']:.0f} of 100 of {windows['n_windows']} windows; reaction alone is "
            f"above 0 in {100.0 * positive[0]:.0f} (Soviet Union) and {100.0 * positive[1]:.0f} (United States) of 100",
        ),
    ]  # fmt: skip
