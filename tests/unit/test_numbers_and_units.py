"""Check the spelling of numbers: units, distributions, bounds, and the messages for what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from equipoise.errors import InputError
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import number, parse_number
from equipoise.units import parse_quantity


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("60 km", "length", 60_000.0),
        ("650 nmi", "length", 650 * 1852.0),  # international nautical mile, 1929
        ("2663 lb/ft^2", "area_density", 13_002.0),  # 0.45359237 / 0.3048^2 = 4.88243 kg/m^2
        ("398600.4418 km^3/s^2", "gravitational_parameter", 3.986004418e14),
        ("45 deg", "angle", np.pi / 4),
        ("15 g_0", "acceleration", 15 * 9.80665),
        ("6 kW", "power", 6000.0),
        ("1.5 Busd", "money", 1.5e9),
        ("5e3 m", "length", 5000.0),
    ],
)
def test_quantities_parse_to_si(text: str, dimension: str, expected: float) -> None:
    assert parse_quantity(text, dimension) == pytest.approx(expected, rel=1e-4 if "lb" in text else 1e-12)


@pytest.mark.parametrize(
    "text", ["60", "60 kg", "km", "", "1 km; rm -rf", "__import__('os')", "nan km", "1e999 km", "5 km km", 60, True, None, [1]]
)
def test_wrong_lengths_are_refused_with_the_accepted_spellings(text: object) -> None:
    with pytest.raises(InputError) as caught:
        parse_quantity(text, "length", "sensors.0.range")
    assert "sensors.0.range" in str(caught.value) and "km" in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "scipy_law"),
    [
        ({"uniform": [2.0, 4.0]}, stats.uniform(2.0, 2.0)),
        ({"triangular": [1.0, 2.0, 5.0]}, stats.triang(0.25, 1.0, 4.0)),
        ({"beta": [13, 10]}, stats.beta(13, 10)),
        ({"beta": [2, 3], "range": [10.0, 20.0]}, stats.beta(2, 3, 10.0, 10.0)),
        ({"normal": [3.0, 1.0], "truncated": [1.0, 6.0]}, stats.truncnorm(-2.0, 3.0, 3.0, 1.0)),
        ({"lognormal": [5.0, 0.3]}, stats.lognorm(0.3, 0.0, 5.0)),
    ],
)
def test_quantiles_equal_scipy(raw: dict[str, list[float]], scipy_law: stats.rv_continuous) -> None:
    u = np.linspace(0.01, 0.99, 25)
    assert np.allclose(number(raw).quantile(u), scipy_law.ppf(u), rtol=1e-9)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"uniform": [4.0, 2.0]}, "rising order"),
        ({"uniform": [1.0]}, "needs 2 numbers"),
        ({"unifrom": [1.0, 2.0]}, "unifrom"),
        ({"beta": [0, 1]}, "positive"),
        ({"value": 1.0, "uniform": [0, 1]}, "no distribution or value"),
        ({"value": 1.0, "basis": "Z"}, "basis"),
        (float("nan"), "finite"),
        ("1.0", "not a number"),
        (True, "not a number"),
    ],
)
def test_wrong_distributions_are_refused(raw: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_number(raw, None)


def test_bounds_cover_the_whole_distribution() -> None:
    with pytest.raises(InputError, match="out of range"):
        parse_number({"uniform": [0.5, 1.2]}, None, 0.0, 1.0)
    with pytest.raises(InputError, match="out of range"):
        parse_number({"normal": [0.5, 0.1]}, None, 0.0, 1.0)
    assert parse_number({"normal": [0.5, 0.1], "truncated": [0, 1]}, None, 0.0, 1.0).central == pytest.approx(0.5)


def test_draws_do_not_depend_on_the_block_and_begin_alike() -> None:
    spelled = {"triangular": [1.0, 2.0, 5.0]}
    one, two = number(spelled), number(spelled)
    for n in (one, two):
        n.slot = "a.b"
    whole = Inputs.for_runs(seed=3, case=4, runs=range(40))[one]
    parts = np.concatenate([Inputs.for_runs(seed=3, case=4, runs=range(i, i + 8))[two] for i in range(0, 40, 8)])
    assert whole.tobytes() == parts.tobytes()
    assert Inputs.for_runs(seed=3, case=4, runs=range(80))[one][:40].tobytes() == whole.tobytes()
