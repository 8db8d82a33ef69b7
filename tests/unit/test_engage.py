"""Check what layers can do: factors that multiply, reasons that are plain, monotone limits, and orbits against closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import equipoise as eq
from equipoise.engagement import engage
from equipoise.engagement._kernels.lethality import expect_salvos
from equipoise.engagement._kernels.orbital import count_in_reach, find_crowding, find_reach, find_share
from equipoise.engagement.engage import FACTORS
from equipoise.flight import trace
from equipoise.kernel.satellite import prepare_satellite
from equipoise.pipeline import fly_interceptors
from equipoise.results.table import Table
from equipoise.scenario.defences import Layer, Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.number import number
from equipoise.scenario.sensors import Sensor
from equipoise.sensing import observe

N = 8
CASE = eq.load("founding/shield-2019")
INPUTS = Inputs.for_runs(seed=5, case=12, runs=range(N))
THREATS = tuple(t for t in CASE.flights if t.owner == "russia")
US = next(a for a in CASE.actors if a.id == "us")
LAYERS = {layer.id: layer for layer in US.shield} | {layer.id: layer for a in CASE.architectures for layer in a.layers}
SENSORS = {s.id: s for s in US.sensors} | {s.id: s for a in CASE.architectures for s in a.sensors}


@pytest.fixture(scope="module")
def samples() -> Table:
    return trace([t.flight for t in THREATS], INPUTS)


def bout(samples: Table, layers: list[Layer], sensors: list[Sensor]) -> Table:
    shields = [Shield("us", "russia", "trial", tuple(layers), tuple(sensors))]
    book = observe(THREATS, shields, samples, INPUTS)
    return engage(shields, THREATS, samples, book, fly_interceptors(shields, INPUTS), CASE.raid, INPUTS).table


def change(layer: Layer, **fields: Any) -> Layer:
    return layer.model_copy(update=fields)


ALL_ROUND = [SENSORS["csis_leo_135"], SENSORS["uewr_greenland"], SENSORS["thaad_radar"], SENSORS["terminal_radar"]]


def test_a_shot_is_the_product_of_its_base_rate_and_factors(samples: Table) -> None:
    table = bout(samples, [LAYERS["gbi"], LAYERS["gpi"], LAYERS["terminal_hypersonic"]], ALL_ROUND)
    product = table["p_ssk_base"] * np.prod([table[f] for f in FACTORS], axis=0)
    shot = table["n_opportunities"] > 0
    assert shot.sum() > 2 * N and np.allclose(table["p_ssk"][shot], product[shot], rtol=1e-12)
    assert np.all((table["p_ssk"] >= 0.0) & (table["p_ssk"] <= table["p_ssk_base"]))
    assert np.allclose(table["p_engage"], table["p_reach"] * table["p_track_declared"] * table["p_warhead_engaged"], rtol=1e-12)
    assert set(table["basis"]) <= {"P", "S", "G", "D", "A"}


def test_times_and_heights_hold_together(samples: Table) -> None:
    table = bout(samples, [LAYERS["gbi"], LAYERS["terminal_hypersonic"]], ALL_ROUND)
    shot = table["n_opportunities"] > 0
    assert np.all(table["t_first_launch_s"][shot] < table["t_first_intercept_s"][shot])
    assert np.all(table["t_first_intercept_s"][shot] <= table["t_last_intercept_s"][shot] + 1e-6)
    for name in ("gbi", "terminal_hypersonic"):
        mine = table.where(layer=name)
        has = mine["n_opportunities"] > 0
        low, high = INPUTS[LAYERS[name].altitude_min], INPUTS[LAYERS[name].altitude_max]
        run = mine["run"].astype(int)
        assert np.all(mine["intercept_altitude_m"][has] >= low[run[has]] - 1.0)
        assert np.all(mine["intercept_altitude_m"][has] <= high[run[has]] + 1.0)


@pytest.mark.parametrize(
    ("layer", "sensors", "threat", "words"),
    [
        ("gbi", ALL_ROUND, "glider", "the layer does not engage glider weapons"),
        ("gbi", [], "ballistic", "no firm track"),
        ("terminal_hypersonic", [SENSORS["uewr_uk"]], "glider", "no firm track"),
        ("space_based_glide", [], "glider", "no firm track"),
    ],
)
def test_a_layer_that_cannot_engage_says_why(samples: Table, layer: str, sensors: list[Sensor], threat: str, words: str) -> None:
    mine = bout(samples, [LAYERS[layer]], sensors).where(threat_class=threat)
    assert np.all(mine["p_engage"] == 0.0) and np.all(mine["p_kill"] == 0.0)
    assert set(mine["reason"]) == {words}


def test_reach_band_stock_and_rate_of_nothing_are_named(samples: Table) -> None:
    near = change(LAYERS["terminal_hypersonic"], offset=number("2000 km", "length"))
    low = change(LAYERS["terminal_hypersonic"], altitude_min=number("1 m", "length"), altitude_max=number("50 m", "length"))
    high = change(LAYERS["gpi"], altitude_min=number("300 km", "length"), altitude_max=number("400 km", "length"))
    empty = change(LAYERS["terminal_hypersonic"], interceptors=number(0))
    blunt = change(LAYERS["terminal_hypersonic"], p_ssk_glider=number(0.0))
    late = change(LAYERS["terminal_hypersonic"], decision_time=number("3000 s", "time"))
    for layer, words in (
        (near, "out of reach"), (low, "above the greatest height"), (high, "below the lowest height"), (empty, "no interceptors"),
        (blunt, "declared as zero"), (late, "too late"),
    ):  # fmt: skip
        mine = bout(samples, [layer], ALL_ROUND).where(threat_class="glider")
        assert all(words in r for r in mine["reason"]), (words, set(mine["reason"]))


def test_better_never_hurts(samples: Table) -> None:
    """Run by run on the same draws: what one number changes alone moves the shot one way."""
    layer = LAYERS["gpi"]
    base = bout(samples, [layer], ALL_ROUND).where(threat_class="glider")
    better = {
        "divert": number("50 km", "length"), "steer": number(1.0), "lateral_acceleration": number("100 g_0", "acceleration"),
        "closing_speed": number("30 km/s", "speed"), "p_ssk_glider": number(1.0),
    }  # fmt: skip
    for name, value in better.items():
        other = bout(samples, [change(layer, **{name: value})], ALL_ROUND).where(threat_class="glider")
        assert np.all(other["p_ssk"] >= base["p_ssk"] - 1e-12), name
    slow = bout(samples, [change(layer, decision_time=number("400 s", "time"))], ALL_ROUND).where(threat_class="glider")
    assert np.all(slow["n_opportunities"] <= base["n_opportunities"])
    wide = bout(samples, [change(layer, reach=number("3000 km", "length"))], ALL_ROUND).where(threat_class="glider")
    assert np.all(wide["n_opportunities"] >= (base["n_opportunities"] > 0))


def test_expected_salvos_agree_with_the_published_forms() -> None:
    # Wilkening's table: SSPK 0.56, one to five shots at once
    for n, percent in zip((1, 2, 3, 4, 5), (56.00, 80.64, 91.48, 96.25, 98.35), strict=True):
        kill, spent = expect_salvos(np.full(4, 0.56), 1, n, False, 0.0, 0.0)
        assert 100.0 * kill == pytest.approx(percent, abs=0.01) and spent == n
    # two single shots with looks that err: leak (1-p)(e1 + (1-e1)(1-p)), shots 1 + p e2 + (1-p)(1-e1)
    p, e1, e2 = 0.7, 0.1, 0.2
    kill, spent = expect_salvos(np.full(4, p), 2, 2, True, e1, e2)
    assert 1.0 - kill == pytest.approx((1 - p) * (e1 + (1 - e1) * (1 - p)), rel=1e-12)
    assert spent == pytest.approx(1.0 + p * e2 + (1 - p) * (1 - e1), rel=1e-12)
    # k single shots, perfect look: shots (1 - (1-p)^k)/p
    _, spent = expect_salvos(np.full(4, p), 4, 4, True, 0.0, 0.0)
    assert spent == pytest.approx((1.0 - 0.3**4) / 0.7, rel=1e-12)


def test_reach_of_orbits_reproduces_published_absentee_ratios() -> None:
    """Harrison 2025, appendix B: 499 to 1 (recomputed 498.4 to 499.5) and 31 to 1 with d = V t (31.2 on 6371 km)."""
    boost = find_reach(6000.0, 15 * 9.80665, 120.0)
    assert 1.0 / find_share(boost, 6371e3 + 300e3) == pytest.approx(499.0, abs=1.0)
    assert 1.0 / find_share(4000.0 * 600.0, 6371e3 + 300e3) == pytest.approx(31.0, abs=0.3)


@pytest.mark.parametrize("latitude", [0.0, 35.0, 60.0])
def test_satellites_in_reach_follow_latitude(latitude: float) -> None:
    """Mean count over phases against N f F(lat): f the share of the sphere, F the crowding of circular orbits at a latitude.

    Four standard errors of 400 patterns; counts within a reach of 1,500 km vary less than binomially, so that this is generous.
    """
    n, planes, radius, inclination, reach = 600, 30, 6371e3 + 300e3, math.radians(75.0), 1500e3
    # arc on the orbit sphere of a straight distance from a target on that sphere
    arc = 2.0 * math.asin(0.5 * reach / radius)
    share = 0.5 * (1.0 - math.cos(arc))
    # F averaged over the cap, by quadrature, since it varies across 1,500 km
    rng = np.random.default_rng(2)
    cos_a = 1.0 - rng.uniform(0.0, 1.0, 40_000) * (1.0 - math.cos(arc))
    turn = rng.uniform(0.0, 2.0 * math.pi, 40_000)
    lat = math.radians(latitude)
    sines = math.sin(lat) * cos_a + math.cos(lat) * np.sqrt(1.0 - cos_a**2) * np.cos(turn)
    crowding = np.mean([find_crowding(math.asin(s), inclination) for s in np.clip(sines, -0.95, 0.95)])
    row = prepare_satellite(radius, 0.0, inclination, 0.0, 0.0, 0.0)
    counts = []
    for _ in range(400):
        node, phase = rng.uniform(0.0, 2.0 * math.pi, 2)
        x, z = radius * math.cos(lat), radius * math.sin(lat)
        counts.append(count_in_reach(0.0, x, 0.0, z, reach, n, planes, radius, row[3], row[4], node, 0.0, phase, 0.0)[0])
    expected = n * share * crowding
    assert np.mean(counts) == pytest.approx(expected, abs=max(4.0 * np.std(counts) / 20.0, 0.03 * expected))


def test_interceptors_in_orbit_are_only_those_in_place(samples: Table) -> None:
    mine = bout(samples, [LAYERS["space_based_glide"]], ALL_ROUND).where(threat_class="glider")
    reached = mine["n_opportunities"] > 0
    assert reached.any()
    # one in 31 on an even sphere (Harrison 2025); an inclined shell crowds at some latitudes, time may be shorter
    assert 0.004 < mine["share_in_reach"][reached].mean() < 0.12
    assert np.all(mine["share_in_reach"] <= 1.0)
    boost = bout(samples, [change(LAYERS["space_based_glide"], in_boost=True)], ALL_ROUND).where(threat_class="glider")
    assert set(boost["reason"]) == {"no engine burns within the flight as declared"}
