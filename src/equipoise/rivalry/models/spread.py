"""Ask how soon others field what one state fields first."""

from __future__ import annotations

import math
from typing import Any

from equipoise.registry import declare_input, register
from equipoise.rivalry.models.inputs import ASSUMED
from equipoise.scenario.number import Spec


class Bass(Spec):
    """Take the coefficients of diffusion."""

    innovation: float = declare_input(
        0.03, "p, adoption without others", unit="1/year", basis="G", source="bass_1969", interval=(0.001, 0.1), gt=0.0, le=10.0
    )  # fmt: skip
    imitation: float = declare_input(
        0.38, "q, adoption by others' example", unit="1/year", basis="G", source="bass_1969", interval=(0.05, 1.0), gt=0.0, le=10.0
    )  # fmt: skip
    years: float = declare_input(10.0, "years since the first", unit="years", **ASSUMED, ge=0.0, le=1000.0)


def bass(spec: Bass) -> dict[str, float]:
    """Share that has adopted: F = (1 - e^-(p+q)t)/(1 + (q/p) e^-(p+q)t); peak at ln(q/p)/(p+q) (Bass 1969).

    At the peak the share is (q-p)/(2q) and the rate (p+q)^2/(4q). If q <= p the rate falls from the start.

    >>> round(bass(Bass())["peak_year"], 3)
    6.193
    """
    p, q = spec.innovation, spec.imitation
    e = math.exp(-(p + q) * spec.years)
    is_late = q > p
    return {
        "adopted": (1.0 - e) / (1.0 + q / p * e), "rate": (p + q) ** 2 / p * e / (1.0 + q / p * e) ** 2,
        "peak_year": math.log(q / p) / (p + q) if is_late else 0.0, "adopted_at_peak": (q - p) / (2.0 * q) if is_late else 0.0,
        "rate_at_peak": (p + q) ** 2 / (4.0 * q) if is_late else p, "half_year": math.log(2.0 + q / p) / (p + q),
    }  # fmt: skip


class Gompertz(Spec):
    """Take a spread that is fast at first and slow at the end."""

    delay: float = declare_input(5.0, "b, how far off the start lies", **ASSUMED, interval=(1.0, 50.0), gt=0.0, le=1e6)
    rate: float = declare_input(0.2, "c, how fast it spreads", unit="1/year", **ASSUMED, interval=(0.02, 1.0), gt=0.0, le=10.0)
    years: float = declare_input(10.0, "years since the first", unit="years", **ASSUMED, ge=0.0, le=1000.0)


def gompertz(spec: Gompertz) -> dict[str, float]:
    """Share that has adopted F = exp(-b e^-ct): fastest at t = ln(b)/c, when 1/e of all, 37 per cent, has (Gompertz 1825).

    >>> out = gompertz(Gompertz())
    >>> round(out["adopted_at_peak"], 4)
    0.3679
    """
    peak = max(0.0, math.log(spec.delay) / spec.rate)
    return {
        "adopted": _gompertz(spec, spec.years), "peak_year": peak, "adopted_at_peak": _gompertz(spec, peak),
        "half_year": max(0.0, math.log(spec.delay / math.log(2.0)) / spec.rate),
    }  # fmt: skip


def _gompertz(spec: Gompertz, years: float) -> float:
    return math.exp(-spec.delay * math.exp(-spec.rate * years))


class Logistic(Spec):
    """Take a spread that is the same before and after its middle."""

    middle: float = declare_input(10.0, "year in which half has adopted", unit="years", **ASSUMED, ge=-1000.0, le=1000.0)
    rate: float = declare_input(0.4, "how fast it spreads", unit="1/year", **ASSUMED, interval=(0.05, 1.0), gt=0.0, le=10.0)
    years: float = declare_input(10.0, "years since the first", unit="years", **ASSUMED, ge=0.0, le=1000.0)


def logistic(spec: Logistic) -> dict[str, float]:
    """Share that has adopted F = 1/(1 + e^-r(t-m)): fastest at the middle, when half has; the time from 10 to 90 per cent is ln(81)/r.

    >>> logistic(Logistic())["adopted"]
    0.5
    """
    z = spec.rate * (spec.years - spec.middle)
    adopted = 1.0 / (1.0 + math.exp(-z)) if z >= 0.0 else math.exp(z) / (1.0 + math.exp(z))
    return {
        "adopted": adopted, "rate": spec.rate * adopted * (1.0 - adopted), "peak_year": spec.middle, "adopted_at_peak": 0.5,
        "years_10_to_90": math.log(81.0) / spec.rate,
    }  # fmt: skip


class Hazard(Spec):
    """Take what a weapon asks of a state that wants it: money and a new way to organise."""

    base_rate: float = declare_input(
        0.3, "chance a year were it free and easy", unit="1/year", **ASSUMED, interval=(0.05, 1.0), gt=0.0, le=100.0
    )
    cost: float = declare_input(0.5, "financial intensity, 0 to 1", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    organisation: float = declare_input(0.5, "organisational capital required, 0 to 1", **ASSUMED, interval=(0.0, 1.0), ge=0.0, le=1.0)
    cost_weight: float = declare_input(2.0, "b1, how far money slows it", **ASSUMED, interval=(0.0, 5.0), ge=0.0, le=50.0)
    organisation_weight: float = declare_input(2.0, "b2, how far organisation slows it", **ASSUMED, interval=(0.0, 5.0), ge=0.0, le=50.0)
    years: int = declare_input(20, "years that are told", unit="years", **ASSUMED, ge=1, le=200)


def hazard(spec: Hazard) -> dict[str, Any]:
    """Years until a state fields it: constant hazard lambda = lambda0 exp(-b1 cost - b2 organisation), so exponential in time.

    The two covariates are Horowitz's (2010) adoption capacity: spread is slower the more money and the more organisational change
    a weapon asks; the exponential form and the weights are assumptions of this program.

    >>> out = hazard(Hazard(cost=0.0, organisation=0.0, base_rate=0.5))
    >>> out["mean_years"], round(out["median_years"], 4)
    (2.0, 1.3863)
    """
    rate = spec.base_rate * math.exp(-spec.cost_weight * spec.cost - spec.organisation_weight * spec.organisation)
    return {
        "rate": rate, "mean_years": 1.0 / rate, "median_years": math.log(2.0) / rate,
        "years_05": -math.log(0.95) / rate, "years_95": -math.log(0.05) / rate,
        "p_by_year": [-math.expm1(-rate * t) for t in range(1, spec.years + 1)],
    }  # fmt: skip


class RaceToField(Spec):
    """Take two exponential waiting times."""

    rate_shield: float = declare_input(0.1, "rate of fielding the shield", unit="1/year", **ASSUMED, interval=(0.02, 0.5), gt=0.0, le=100.0)
    rate_rival: float = declare_input(
        0.2, "rate at which the rival fields its weapon", unit="1/year", **ASSUMED, interval=(0.02, 0.5), gt=0.0, le=100.0
    )
    window: float = declare_input(5.0, "window whose chance is told", unit="years", **ASSUMED, ge=0.0, le=1000.0)


def race_to_field(spec: RaceToField) -> dict[str, float]:
    """P(shield first) = lS/(lS + lR); given that, the window lasts 1/lR in the mean; over all, P(shield first)/lR.

    >>> out = race_to_field(RaceToField())
    >>> round(out["p_shield_first"], 4), round(out["mean_window_years"], 4), out["mean_window_if_first_years"]
    (0.3333, 1.6667, 5.0)
    """
    p = spec.rate_shield / (spec.rate_shield + spec.rate_rival)
    return {
        "p_shield_first": p, "mean_window_years": p / spec.rate_rival, "mean_window_if_first_years": 1.0 / spec.rate_rival,
        "p_window": p * math.exp(-spec.rate_rival * spec.window), "mean_first_year": 1.0 / (spec.rate_shield + spec.rate_rival),
    }  # fmt: skip


_ADOPTED = ("", "share that has adopted")
_PEAK = {"peak_year": ("years", "when adoption is fastest"), "adopted_at_peak": ("", "share that has adopted by then")}
register(
    "model", "bass-diffusion", title="Diffusion of a technology", function=bass, spec=Bass, sources=("bass_1969",), basis="G",
    stage="rivalry", validity="default rates come from consumer durables, not weapons",
    outputs={"adopted": _ADOPTED, "rate": ("1/year", "share that adopts, a year")} | _PEAK | {
        "rate_at_peak": ("1/year", "share that adopts at the peak, a year"), "half_year": ("years", "when half has adopted"),
    },
)  # fmt: skip
register(
    "model", "gompertz-diffusion", title="Diffusion that is fast at first", function=gompertz, spec=Gompertz, sources=("gompertz_1825",),
    basis="G", stage="rivalry", validity="a shape without a reason; no open panel of weapon diffusion was found to fit it",
    outputs={"adopted": _ADOPTED} | _PEAK | {"half_year": ("years", "when half has adopted")},
)  # fmt: skip
register(
    "model", "logistic-diffusion", title="Diffusion that is even about its middle", function=logistic, spec=Logistic,
    sources=("general",), basis="G", stage="rivalry",
    validity="a shape without a reason; no open panel of weapon diffusion was found to fit it",
    outputs={"adopted": _ADOPTED, "rate": ("1/year", "share that adopts, a year")} | _PEAK | {
        "years_10_to_90": ("years", "from a tenth to nine tenths"),
    },
)  # fmt: skip
register(
    "model", "hazard-diffusion", title="Years until a state fields a weapon", function=hazard, spec=Hazard, sources=("horowitz_2010",),
    basis="D", stage="rivalry", validity="constant hazard; the signs are Horowitz's, the sizes are assumptions",
    outputs={
        "rate": ("1/year", "hazard"), "mean_years": ("years", "mean"), "median_years": ("years", "median"),
        "years_05": ("years", "before which one in twenty fields it"), "years_95": ("years", "by which nineteen in twenty do"),
        "p_by_year": ("", "probability that it is fielded by year 1, 2, ..."),
    },
)  # fmt: skip
register(
    "model", "race-to-field", title="Who fields first", function=race_to_field, spec=RaceToField, sources=("general",), basis="D",
    stage="rivalry", validity="constant rates, independent programmes",
    outputs={
        "p_shield_first": ("", "probability that the shield comes first"),
        "mean_window_years": ("years", "mean time with the shield alone, counting that it may not come first"),
        "mean_window_if_first_years": ("years", "mean time with the shield alone, if it comes first"),
        "p_window": ("", "probability of at least the window asked"), "mean_first_year": ("years", "mean time until the first of the two"),
    },
)  # fmt: skip
