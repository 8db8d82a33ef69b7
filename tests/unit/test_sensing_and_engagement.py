"""Check what sensors see and what layers can do against geometry and closed forms from outside."""

from __future__ import annotations

import math

import numpy as np
import pytest

from equipoise.engagement import count_looks, ease_of_intercept, salvo
from equipoise.kernel.attrition import cross_layer
from equipoise.kernel.earth import geodetic_to_ecef
from equipoise.kernel.philox import draw_uniform
from equipoise.sensing._kernels import count_satellites, radar_sees
from equipoise.study.calculators import list_models, run_model, show_model


def point(latitude_deg: float, longitude_deg: float, altitude_m: float) -> tuple[float, float, float]:
    return geodetic_to_ecef(math.radians(latitude_deg), math.radians(longitude_deg), altitude_m, 6371e3, 0.0)


# horizon of a sensor at sea level with a 4/3 Earth: km of height, km over ground
@pytest.mark.parametrize(("height", "distance"), [(20, 582), (30, 713), (40, 823), (50, 919), (100, 1297)])
def test_radar_horizon_with_refraction(height: int, distance: int) -> None:
    radar = point(0.0, 0.0, 0.0)
    for factor, seen in ((0.995, True), (1.005, False)):
        degrees = math.degrees(distance * factor / 6371.0)
        target = point(0.0, degrees, height * 1000.0)
        assert radar_sees(*target, height * 1000.0, *radar, 0.0, 1e8) is seen


def test_radar_range_limits_what_is_above_the_horizon() -> None:
    radar, target = point(0.0, 0.0, 0.0), point(0.0, 5.0, 300e3)
    assert radar_sees(*target, 300e3, *radar, 0.0, 1000e3) and not radar_sees(*target, 300e3, *radar, 0.0, 500e3)


def test_135_satellites_at_1000_km_give_two_in_view_nearly_everywhere() -> None:
    """CSIS 2023: 135 satellites at 1,000 km give persistent two-satellite cover (our shell: 9 planes at 80 degrees)."""
    seen = [
        count_satellites(t, *point(lat, lon, 40e3), 40e3, 135, 9, 1000e3, math.radians(80.0), 0.3, 0.7, 2)
        for lat in (0.0, 30.0, 60.0, 85.0)
        for lon in (0.0, 77.0, 201.0)
        for t in (0.0, 700.0, 1900.0)
    ]
    assert np.mean(np.array(seen) >= 2) > 0.95
    few = [count_satellites(0.0, *point(20.0, lon, 40e3), 40e3, 8, 2, 1000e3, math.radians(80.0), 0.3, 0.7, 2) for lon in range(0, 360, 30)]
    assert np.mean(np.array(few) >= 2) < 0.5


def test_salvo_limits() -> None:
    # Wilkening's table: SSPK 0.56, one to five shots
    for n, percent in zip((1, 2, 3, 4, 5), (56.00, 80.64, 91.48, 96.25, 98.35), strict=True):
        assert 100.0 * salvo(0.56, float(n), 1.0)[0] == pytest.approx(percent, abs=0.01)
    assert salvo(0.7, 4.0, 2.0)[1] < salvo(0.7, 4.0, 1.0)[1]
    assert salvo(0.0, 2.0, 1.0) == (0.0, 2.0)


def test_a_layer_out_of_its_band_or_without_warning_has_no_look() -> None:
    layer = {"reach": 4.0e6, "burnout_speed": 7500.0, "altitude_min": 1.5e5, "altitude_max": 2.0e6}
    low = {"warning_s": 1600.0, "apogee_m": 5e4, "speed_mean_m_s": 5000.0, "speed_end_m_s": 1000.0}
    assert count_looks("midcourse", "glider", layer, low) == 0.0
    assert count_looks("midcourse", "ballistic", layer, {**low, "apogee_m": 1e6, "warning_s": 0.0}) == 0.0
    assert count_looks("terminal", "glider", {**layer, "reach": 6e4, "burnout_speed": 1600.0}, low) >= 1.0
    assert ease_of_intercept("terminal", 1600.0, low) == 1.0


def test_drawn_leakage_equals_the_closed_form_with_unlimited_stock() -> None:
    """Mean leak of one layer is 1 - P_engage (1 - (1-p)^n); four standard errors of 4,000 raids of 25."""
    p_engage, p_kill = 0.85, 1.0 - 0.4**2
    u = [[draw_uniform(1, 2, r, s, 0) for s in range(4)] for r in range(4000)]
    leaks = np.array([cross_layer(25, 0, 0, 10_000, p_engage, p_kill, 0.0, 0.0, 0.0, *row)[0] for row in u])
    expected = 25.0 * (1.0 - p_engage * p_kill)
    assert abs(leaks.mean() - expected) < 4.0 * leaks.std() / math.sqrt(len(leaks))


# published (Wilkening 1999, through texts that quote it): 113 and 47 interceptors, 73 with ten decoys, track floor 0.978
def test_wilkening_published_numbers() -> None:
    first = run_model("wilkening")["outputs"]
    assert round(first["barrage"]) == 113 and round(first["shoot_look_shoot"]) == 47
    second = run_model("wilkening", ("warheads=10", "decoys=10"))["outputs"]
    assert round(second["barrage"]) == 73
    assert second["least_p_track"] == pytest.approx(0.978, abs=5e-4)
    assert run_model("wilkening", ("p_track=0.9",))["outputs"]["barrage"] is None


def test_absentee_ratios() -> None:
    """Harrison 2025: 499 to 1 in boost phase (recomputed 498.7 on a sphere of 6371 km), about 31 to 1 in glide phase."""
    assert run_model("absentee-ratio")["outputs"]["ratio"] == pytest.approx(499.0, abs=1.0)
    glide = run_model("absentee-ratio", ("time_s=600", "speed_m_s=4000", "acceleration_g=1000000"))["outputs"]["ratio"]
    assert glide == pytest.approx(31.0, abs=0.5)  # printed as 310 satellites for 10 in reach


@pytest.mark.parametrize("name", [m["name"] for m in list_models()])
def test_every_model_is_shown_with_sources_and_runs(name: str) -> None:
    shown = show_model(name)
    assert shown["sources"] and shown["validity"] and shown["rule"]
    assert run_model(name)["outputs"]
