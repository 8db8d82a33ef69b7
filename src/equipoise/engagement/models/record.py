"""Ask what a test record says about a kill probability, and how widely."""

from __future__ import annotations

from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec


class KillPosterior(Spec):
    """Take hits, tests, a prior and the level of the interval."""

    hits: int = declare_input(
        12, "intercepts; 12 of 21: the ground-based midcourse system to December 2023", basis="S", source="mda_test_record", ge=0, le=10**6
    )
    tests: int = declare_input(21, "tests", basis="S", source="mda_test_record", ge=0, le=10**6)
    prior_a: float = declare_input(1.0, "prior hits; 1 and 1 are the uniform prior", basis="A", source="assumption", gt=0.0, le=1e6)
    prior_b: float = declare_input(1.0, "prior misses", basis="A", source="assumption", gt=0.0, le=1e6)
    level: float = declare_input(0.9, "share of the posterior inside the interval", basis="A", source="assumption", gt=0.0, lt=1.0)


def kill_posterior(spec: KillPosterior) -> dict[str, float | None]:
    """Posterior Beta(a + hits, b + misses): mean (a + hits)/(a + b + tests), interval between equal tails.

    Tests are scripted: an upper guide to what a defence does in war.

    >>> out = kill_posterior(KillPosterior())
    >>> [round(out[k], 3) for k in ("mean", "low", "high")]
    [0.565, 0.395, 0.729]
    """
    from scipy import special

    if spec.hits > spec.tests:
        raise InputError(path="hits", problem=f"{spec.hits} hits in {spec.tests} tests", accepted="no more hits than tests")
    a, b = spec.prior_a + spec.hits, spec.prior_b + spec.tests - spec.hits
    low, middle, high = (float(special.betaincinv(a, b, u)) for u in (0.5 - spec.level / 2.0, 0.5, 0.5 + spec.level / 2.0))
    share = spec.hits / spec.tests if spec.tests else None
    return {"mean": a / (a + b), "median": middle, "low": low, "high": high, "share_of_tests": share, "a": a, "b": b}


register(
    "model", "kill-posterior", title="Kill probability from a test record", function=kill_posterior, spec=KillPosterior,
    sources=("mda_test_record",), validity="tests alike and independent; scripted tests are an upper guide", basis="D", stage="engagement",
    outputs={
        "mean": ("", "posterior mean"), "median": ("", "posterior median"), "low": ("", "lower end of the interval"),
        "high": ("", "upper end"), "share_of_tests": ("", "hits over tests; none without tests"),
        "a": ("", "first parameter of the beta law"), "b": ("", "second parameter"),
    },
)  # fmt: skip
