"""Check constellations and coverage against published numbers, SGP4 itself, closed forms, and plain NumPy."""

from __future__ import annotations

import itertools
import math
import sys
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq
from sgp4.api import WGS72, Satrec
from sgp4.io import fix_checksum

from equipoise.constants import OMEGA_EARTH_RAD_S, SPHERE_RADIUS_M, WGS84_A_M
from equipoise.errors import InputError, MissingExtra
from equipoise.kernel.satellite import find_drift, sidereal_angle
from equipoise.sensing import constellation as constellations
from equipoise.sensing import coverage
from equipoise.sensing.constellation import Constellation, build_from_elements, build_walker, locate
from equipoise.sensing.coverage import Optics, count_in_view, list_in_view, summarise_coverage, survey_globe

# the example of the article on two-line elements in common use; checksums fit
ISS = ("1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927",
       "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537")  # fmt: skip
DAY_S = 86400.0
BRIGHT = Optics(threshold_W_sr=1.0, reference_range_m=1e6, limb_altitude_m=0.0, clutter_altitude_m=0.0)


def build_shell(n: int = 60, altitude_m: float = 1000e3) -> Constellation:
    return build_walker(n, 6, 1, altitude_m, math.radians(70.0))


def scatter(n_time: int, n_target: int, altitude_m: float = 40e3) -> np.ndarray:
    places = np.random.default_rng(7).normal(size=(n_time, n_target, 3))
    return places * (SPHERE_RADIUS_M + altitude_m) / np.linalg.norm(places, axis=2, keepdims=True)


# --- orbits ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("km", "inclination_deg", "deg_a_day"),
    [(550.0, 53.0, -4.48921), (943.0, 81.0, -0.96199), (1000.0, 81.0, -0.93623), (1200.0, 40.0, -4.17493), (500.0, 97.4018, 0.98565)],
)
def test_nodes_drift_as_published(km: float, inclination_deg: float, deg_a_day: float) -> None:
    """Kaula (1966) with J2 1.08262982e-3 and 6378.137 km, to the digits printed; 500 km, 97.4018 deg keeps pace with the Sun.

    The satellite starts at its node; where it crosses the equator northward a day later, the direction in space axes is the node.
    """
    shell = build_walker(1, 1, 0, km * 1e3, math.radians(inclination_deg))
    t = np.arange(DAY_S, DAY_S + 7000.0, 10.0)
    z = locate(shell, t)[:, 2, 0]
    k = int(np.flatnonzero((z[:-1] < 0.0) & (z[1:] >= 0.0))[0])
    crossing = brentq(lambda t: locate(shell, [t])[0, 2, 0], t[k], t[k + 1], xtol=1e-9)
    x, y, _ = turn_to_space(locate(shell, [crossing])[0, :, 0], crossing)
    assert math.degrees(math.atan2(y, x)) * DAY_S / crossing == pytest.approx(deg_a_day, abs=6e-6)  # half the last digit printed


def turn_to_space(place: np.ndarray, t: float) -> np.ndarray:
    c, s = math.cos(OMEGA_EARTH_RAD_S * t), math.sin(OMEGA_EARTH_RAD_S * t)
    return np.array([c * place[0] - s * place[1], s * place[0] + c * place[1], place[2]])


def test_rates_vanish_where_theory_says() -> None:
    """Perigee stands still at 63.4349 deg (cos^2 = 1/5), the node at 90; the mean anomaly keeps the two-body pace at sin^2 = 2/3.

    There the period at 550 km is 5,738.99 s (two-body, printed to 0.01 s).
    """
    assert abs(find_drift(2.66e7, 0.74, math.acos(math.sqrt(0.2)))[1]) < 1e-20
    assert abs(find_drift(7e6, 0.1, math.pi / 2)[0]) < 1e-20
    assert 2.0 * math.pi / find_drift(WGS84_A_M + 550e3, 0.0, math.asin(math.sqrt(2.0 / 3.0)))[2] == pytest.approx(5738.99, abs=0.005)


@pytest.mark.parametrize(
    ("altitude_km", "e", "inclination", "most_km"), [(1000.0, 0.001, 1.2, 20.0), (550.0, 0.001, 0.92, 20.0), (12000.0, 0.3, 1.1, 20.0)]
)
def test_drift_keeps_up_with_sgp4(altitude_km: float, e: float, inclination: float, most_km: float) -> None:
    """Two days without drag: what is apart are the short periods that SGP4 has and we leave out (up to 17 km seen), and nothing grows.

    One wrong rate shows: the J2 term of the mean anomaly alone is worth hundreds of km in two days.
    """
    a, day = 6378135.0 + altitude_km * 1e3, 26000.0
    satellite = Satrec()
    satellite.sgp4init(WGS72, "i", 5, day, 0.0, 0.0, 0.0, e, 1.0, inclination, 0.5, math.sqrt(398600.8e9 / a**3) * 60.0, 0.7)
    t = np.arange(0.0, 2.0 * DAY_S, 300.0)
    theirs = place_by_sgp4(satellite, 2433281.5 + day, t)
    node = 0.7 - meeus_sidereal(2433281.5 + day)
    ours = locate(Constellation(np.array([[satellite.a * 6378135.0, e, inclination, node, 1.0, 0.5]])), t)[:, :, 0]
    assert np.max(np.linalg.norm(ours - theirs, axis=1)) < most_km * 1e3


def meeus_sidereal(julian_day: Any) -> Any:
    """Greenwich mean sidereal time (rad) as J. Meeus prints it, Astronomical Algorithms (2nd ed.), eq. 12.4."""
    d = julian_day - 2451545.0
    t = d / 36525.0
    return np.radians((280.46061837 + 360.98564736629 * d + 0.000387933 * t**2 - t**3 / 38710000.0) % 360.0)


def place_by_sgp4(satellite: Satrec, julian_day: float, t_s: np.ndarray) -> np.ndarray:
    code, r_km, _ = satellite.sgp4_array(np.full(len(t_s), julian_day), t_s / DAY_S)
    assert not np.any(code)
    angle = meeus_sidereal(julian_day + t_s / DAY_S)
    c, s = np.cos(angle), np.sin(angle)
    return 1000.0 * np.column_stack([c * r_km[:, 0] + s * r_km[:, 1], c * r_km[:, 1] - s * r_km[:, 0], r_km[:, 2]])


def test_sidereal_time_is_that_of_meeus() -> None:
    """Example 12.a: 1987 April 10, 0 h UT: 13 h 10 m 46.3668 s."""
    hours = math.degrees(sidereal_angle(2446895.5 - 2451545.0)) / 15.0
    assert hours * 3600.0 == pytest.approx(13 * 3600 + 10 * 60 + 46.3668, abs=1e-4)


def test_element_sets_are_placed_by_sgp4_and_turned() -> None:
    """SGP4 itself, turned by another form of sidereal time: 1 m, as a Julian day in one number holds 4e-5 s, 0.3 m of orbit."""
    t = np.linspace(-DAY_S, DAY_S, 50)
    satellite = Satrec.twoline2rv(*ISS)
    epoch = satellite.jdsatepoch + satellite.jdsatepochF
    found = locate(build_from_elements([ISS]), t)
    assert found.shape == (50, 3, 1)
    assert np.max(np.abs(found[:, :, 0] - place_by_sgp4(satellite, epoch, t))) < 1.0


def test_time_of_element_sets_counts_from_the_epoch_asked_for() -> None:
    later = build_from_elements([ISS, ("ISS", *ISS)], "2008-09-21T00:25:40")
    same = build_from_elements([ISS, ("ISS", *ISS)], "2008-09-21T02:25:40+02:00")
    # 12:25:40.104 of the day before is the epoch of the set
    expected = locate(build_from_elements([ISS]), [12 * 3600.0 - 0.104])
    assert np.max(np.abs(locate(later, [0.0])[:, :, :1] - expected)) < 10.0  # m; the epoch is printed to 1 ms
    assert np.array_equal(locate(later, [0.0]), locate(same, [0.0])) and len(later) == 2


def test_geostationary_satellites_stay() -> None:
    """42,164 km without J2 (textbooks), 1 to 3 km more with it; over their longitudes all day."""
    ring = Constellation.at_longitudes([0.0, math.radians(-75.0)])
    assert 42_164.5e3 < ring.elements[0, 0] < 42_167e3
    places = locate(ring, np.linspace(0.0, 30 * DAY_S, 7))
    assert np.degrees(np.arctan2(places[:, 1], places[:, 0])) == pytest.approx(np.tile([0.0, -75.0], (7, 1)), abs=1e-6)


def test_walker_patterns() -> None:
    """Walker (1984): 24/3/1 has planes 120 deg apart, satellites 45 deg apart, and 15 deg from plane to plane."""
    a = np.degrees(build_walker(24, 3, 1, 1e6, 0.9, node_rad=0.1, phase_rad=0.2).elements)
    assert a[:, 3] - math.degrees(0.1) == pytest.approx(np.repeat([0.0, 120.0, 240.0], 8))
    planes = a[:, 5].reshape(3, 8) - math.degrees(0.2)
    assert np.diff(planes, axis=1) % 360.0 == pytest.approx(np.full((3, 7), 45.0))
    assert planes[:, 0] == pytest.approx([0.0, 15.0, 30.0])
    odd = build_walker(54, 7, 1, 1e6, 0.9).elements
    nodes, sizes = np.unique(odd[:, 3].round(9), return_counts=True)
    assert sizes.tolist() == [7, 8, 8, 7, 8, 8, 8] and np.degrees(nodes) == pytest.approx(np.arange(7) * 360.0 / 7)
    for node, size in zip(nodes, sizes, strict=True):
        along = odd[odd[:, 3].round(9) == node, 5]
        assert np.diff(along) % (2.0 * math.pi) == pytest.approx(np.full(size - 1, 2.0 * math.pi / size))
    assert np.degrees(build_walker(3, 6, 1, 1e6, 0.9).elements[:, 3]) == pytest.approx([0.0, 120.0, 240.0])


# --- what sees what -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ground_km", "seen"), [(3970.0, 1), (3978.0, 0)])
def test_the_horizon_is_where_it_is_printed(ground_km: float, seen: int) -> None:
    """Horizon of a sensor at sea level: 617 km to a target at 30 km, 3,357 to one at 1,000 km (R acos R/(R+h)): 3,974 km in all."""
    satellite = Constellation(np.array([[SPHERE_RADIUS_M + 1000e3, 0.0, 0.0, 0.0, 0.0, 0.0]]))
    arc = ground_km * 1e3 / SPHERE_RADIUS_M
    target = (SPHERE_RADIUS_M + 30e3) * np.array([math.cos(arc), math.sin(arc), 0.0])
    assert count_in_view(satellite, BRIGHT, [0.0], target[None, None], math.inf).item() == seen


def test_a_pass_lasts_as_long_as_its_arc() -> None:
    """An equatorial satellite at 1,000 km over an equatorial target at 20 km: in view 2 (acos R/r1 + acos R/r2) of every 2 pi, again each
    turn of the satellite past the turning Earth. Sampled each 5 s: gaps to 5 s, the share of 20 turns to 1e-3."""
    a = SPHERE_RADIUS_M + 1000e3
    satellite = Constellation(np.array([[a, 0.0, 0.0, math.pi, 0.0, 0.0]]))
    pace = sum(find_drift(a, 0.0, 0.0)) - OMEGA_EARTH_RAD_S
    turn = 2.0 * math.pi / pace
    t = np.arange(0.0, 20.0 * turn, 5.0)
    target = np.broadcast_to([SPHERE_RADIUS_M + 20e3, 0.0, 0.0], (len(t), 1, 3))
    counts = count_in_view(satellite, BRIGHT, t, target, math.inf)
    found = summarise_coverage(counts, t)
    arc = math.acos(SPHERE_RADIUS_M / a) + math.acos(SPHERE_RADIUS_M / (SPHERE_RADIUS_M + 20e3))
    assert found.share_of_time[0] == pytest.approx(arc / math.pi, abs=1e-3)
    assert found.longest_gap_s[0] == pytest.approx(turn * (1.0 - arc / math.pi), abs=5.0)
    assert found.n_gaps[0] == 21  # the first and the last are halves


def test_csis_2023_cover_is_reproduced() -> None:
    """Dahlgren (CSIS 2023): 135 satellites at 1,000 km, 120 deg of regard, and about 15 at 10,000 km, each keep two on any place; going
    up roughly quadruples the footprint on low fliers. Inclination, planes and limb are not printed: here 80 deg, planes of 15 and of 5,
    rays that may graze the ground; target at 20 km.
    """
    eye, wide = (Optics(1.0, 1e6, greatest_off_nadir_rad=math.radians(deg), limb_altitude_m=0.0) for deg in (60.0, 90.0))
    t = np.arange(0.0, DAY_S, 400.0)
    footprints = []
    for n, planes, altitude in ((135, 9, 1000e3), (15, 3, 10_000e3)):
        shell = build_walker(n, planes, 1, altitude, math.radians(80.0))
        found = survey_globe(shell, eye, t, 20e3)
        assert found.share_of_globe == 1.0 and found.least_in_view >= 2
        footprints.append(survey_globe(shell, wide, t, 20e3).mean_in_view.mean() / n)
        # each sees (1 - cos theta)/2 of the globe, theta the sum of acos R/r of both; 1 % for 130,000 samples
        theta = math.acos(SPHERE_RADIUS_M / (altitude + WGS84_A_M)) + math.acos(SPHERE_RADIUS_M / (SPHERE_RADIUS_M + 20e3))
        assert footprints[-1] == pytest.approx(0.5 * (1.0 - math.cos(theta)), rel=0.01)
    assert 3.5 < footprints[1] / footprints[0] < 4.5
    few = survey_globe(build_walker(27, 9, 1, 1000e3, math.radians(80.0)), eye, t, 20e3)
    assert few.share_of_globe < 0.9 and few.least_share < few.share_of_globe  # the test can fail
    assert np.all(few.share_of_time[[0, -1]] > few.share_of_time[5:7].max())  # polar planes gather at the poles


def test_thresholds_scale_with_range_and_background() -> None:
    """6 kW/sr at 38,000 km is 6 kW/sr x (1/38)^2 = 4.155 W/sr at 1,000 km (Tracy and Wright 2020 quote the first)."""
    satellite = Constellation(np.array([[SPHERE_RADIUS_M + 1040e3, 0.0, 0.0, 0.0, 0.0, 0.0]]))
    below, above = [SPHERE_RADIUS_M + 40e3, 0.0, 0.0], [SPHERE_RADIUS_M + 2040e3, 0.0, 0.0]

    def seen(place: list[float], hot: float, cold: float = 0.0, **changes: float) -> int:
        optics = Optics(6000.0, 38e6, **changes)
        return int(count_in_view(satellite, optics, [0.0], [[place]], hot, cold).item())

    assert seen(below, 4.156) == 1 and seen(below, 4.154) == 0
    assert seen(below, 4.156, below_horizon_factor=2.0) == 0 and seen(below, 8.312, below_horizon_factor=2.0) == 1
    assert seen(above, 4.156, below_horizon_factor=math.inf) == 1 and seen(below, 1e9, below_horizon_factor=math.inf) == 0
    cold = {"cold_threshold_W_sr": 6000.0}  # the cold body shows against space alone
    assert seen(above, 0.0, 4.156, **cold) == 1 and seen(below, 0.0, 1e9, **cold) == 0 and seen(above, 0.0, 1e9) == 0
    assert seen(above, 5.0, greatest_off_nadir_rad=2.0) == 0 and seen(below, 5.0, greatest_off_nadir_rad=2.0) == 1


def test_threads_and_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bit by bit, for circles and ellipses; also with the targets in another order, and alone."""
    t, where = np.arange(40) * 60.0, scatter(40, 9)
    optics = Optics(100.0, 2e6, greatest_off_nadir_rad=1.0, below_horizon_factor=2.0)
    hot = np.random.default_rng(1).uniform(50.0, 1000.0, (40, 9))
    wide = Constellation(build_shell().elements * [1.2, 1.0, 1.0, 1.0, 1.0, 1.0] + [0.0, 0.1, 0.0, 0.0, 0.0, 0.0])
    for shell in (build_shell(), wide):
        whole, listed = count_in_view(shell, optics, t, where, hot), list_in_view(shell, optics, t, where[:, 0], hot[:, 0])
        with monkeypatch.context() as patch:
            patch.setattr(coverage, "PLACES_AT_ONCE", 200)
            assert np.array_equal(whole, count_in_view(shell, optics, t, where, hot, threads=3))
            again = list_in_view(shell, optics, t, where[:, 0], hot[:, 0])
        assert all(np.array_equal(getattr(listed, n), getattr(again, n), equal_nan=True) for n in ("index", "range_m", "position_ecef_m"))
        assert np.array_equal(whole[:, ::-1], count_in_view(shell, optics, t, where[:, ::-1], hot[:, ::-1]))
        assert np.array_equal(whole[17:18, 4:5], count_in_view(shell, optics, t[17:18], where[17:18, 4:5], hot[17:18, 4:5]))
        assert np.array_equal(whole[:, 0], listed.n_in_view) and whole.dtype == np.int16


def test_a_target_that_is_not_there_is_not_counted() -> None:
    where = scatter(4, 2)
    where[2:, 1] = np.nan
    counts = count_in_view(build_shell(), BRIGHT, np.arange(4.0), where, math.inf)
    assert counts[2:, 1].tolist() == [-1, -1] and np.all(counts[:2] > 0)
    found = summarise_coverage(counts, np.arange(4.0))
    assert found.share_of_time.tolist() == [1.0, 1.0] and found.n_gaps.tolist() == [0, 0]


def test_the_widest_pair_comes_first() -> None:
    """Against NumPy: every pair in view by its crossing sine, then the rest by range."""
    shell, t, where = build_shell(300), np.arange(12) * 200.0, scatter(12, 1)[:, 0]
    optics = Optics(1.0, 1e7, greatest_off_nadir_rad=1.1)
    found = list_in_view(shell, optics, t, where, math.inf, most=5)
    satellites = locate(shell, t)
    for k in range(12):
        lines = satellites[k].T - where[k]
        r = np.linalg.norm(lines, axis=1)
        s = np.linalg.norm(satellites[k], axis=0)
        off = np.arccos(np.sum(satellites[k].T * lines, axis=1) / (r * s))
        # closest approach of the segment to the centre lies above the limb: sin(off) s for lines that dip, else the lower end
        dips = np.sum(lines * where[k], axis=1) < 0.0
        low = np.where(dips, s * np.sin(off), np.linalg.norm(where[k]))
        seen = np.flatnonzero((off <= 1.1) & (low >= SPHERE_RADIUS_M + 10e3))
        assert found.n_in_view[k] == len(seen) >= 5
        sines = {(i, j): float(np.linalg.norm(np.cross(lines[i], lines[j]))) / (r[i] * r[j]) for i, j in itertools.combinations(seen, 2)}
        best = max(sines, key=lambda pair: sines[pair])
        pair = sorted(best, key=lambda i: r[i])
        rest = sorted(set(seen.tolist()) - set(pair), key=lambda i: r[i])
        assert found.index[k].tolist() == [*pair, *rest[:3]]
        assert found.crossing_sine[k] == pytest.approx(sines[best], rel=1e-12)
        assert found.range_m[k] == pytest.approx(r[found.index[k]], rel=1e-12)
        assert np.array_equal(found.position_ecef_m[k], satellites[k].T[found.index[k]])
    alone = list_in_view(shell, optics, t, where, math.inf, most=1)
    assert np.array_equal(alone.range_m[:, 0], found.range_m.min(axis=1)) and not np.any(alone.crossing_sine)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        (1, {"limb_altitude_m": 60e3}), (2, {"least_off_nadir_rad": 1.2}), (3, {"threshold_W_sr": 1e9}),
        (4, {"below_horizon_factor": 1e9, "greatest_off_nadir_rad": 0.7}), (0, {}),
    ],
)  # fmt: skip
def test_a_target_that_nobody_sees_has_a_reason(code: int, change: dict[str, float]) -> None:
    target = scatter(1, 1)[:, 0]
    found = list_in_view(build_shell(1200), Optics(**{"threshold_W_sr": 1.0, "reference_range_m": 1e6, **change}), [0.0], target, 1000.0)
    assert found.code[0] == code and (found.index[0, 0] >= 0) == (code == 0)
    if code:
        assert np.all(found.index == -1) and np.all(np.isinf(found.range_m)) and np.all(np.isnan(found.position_ecef_m))


# --- what is refused ------------------------------------------------------------------------------------------------------------------


def with_mean_motion(revolutions: float) -> tuple[str, str]:
    return ISS[0], fix_checksum(f"{ISS[1][:52]}{revolutions:11.8f}{ISS[1][63:]}")


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: build_walker(0, 1, 0, 1e6, 1.0), "n_satellites"), (lambda: build_walker(4, 0, 0, 1e6, 1.0), "planes"),
        (lambda: build_walker(4, 2, 0, -100e3, 1.0), "altitude.*below the ground.*-100 km.*120 km or more.*Raise the altitude"),
        (lambda: build_walker(4, 2, 0, 100e3, 1.0), "inside the air.*100 km"),
        (lambda: build_walker(4, 2, 0, 1e6, 1.0, 0.2), "below the ground.*-476 km"),
        (lambda: build_walker(4, 2, 0, 35e6, 1.0, 0.8), "eccentricity.*0.75"), (lambda: build_walker(4, 2, 0, math.nan, 1.0), "altitude"),
        (lambda: build_walker(4, 2, 0, 1e6, math.inf), "inclination"),
        (lambda: Constellation(np.array([[7e6, 0.0, 0.0, 0.0, 0.0, 0.0], [6e6, 0.0, 0.0, 0.0, 0.0, 0.0]])), r"elements\[1\].*ground"),
        (lambda: Constellation(np.array([[9e6, 0.9, 0.0, 0.0, 0.0, 0.0]])), "eccentricity of 0.9"),
        (lambda: Constellation(np.zeros((3, 5))), "one row of 6"), (lambda: Constellation(np.zeros((0, 6))), "0 element sets"),
        (lambda: Constellation.at_longitudes([0.0], 1e6), "35,786 km"), (lambda: build_from_elements([]), "no element sets"),
        (lambda: build_from_elements([(ISS[0], ISS[1][:-1] + "9")]), r"tle\[0\].*checksum"),
        (lambda: build_from_elements([ISS, ("1 2", "2 3")]), r"tle\[1\]"), (lambda: build_from_elements(["x"]), "two lines"),
        (lambda: build_from_elements([with_mean_motion(16.6)]), r"tle\[0\].*25544.*inside the air.*109 km"),
        (lambda: build_from_elements([with_mean_motion(17.2)]), r"25544.*below the ground"),
        (lambda: build_from_elements([ISS], "yesterday"), "epoch.*yesterday"),
        (lambda: build_from_elements([ISS], "2009-10-01"), r"375\.5 days.*25544, 2008-09-20T12:25:40.*2008-08-21T12.*2008-10-20T12"),
        (lambda: locate(build_from_elements([ISS]), [31 * DAY_S]), "31.0 days"), (lambda: locate(build_shell(), [math.nan]), "finite"),
        (lambda: Optics(0.0, 1e6), "threshold_W_sr"), (lambda: Optics(1.0, math.inf), "reference_range_m.*finite"),
        (lambda: Optics(1.0, 1e6, least_off_nadir_rad=1.0, greatest_off_nadir_rad=0.5), "greatest_off_nadir_rad"),
        (lambda: Optics(1.0, 1e6, below_horizon_factor=math.nan), "below_horizon_factor"),
        (lambda: count_in_view(build_shell(), BRIGHT, [0.0], scatter(2, 1), 1.0), "positions_ecef_m"),
        (lambda: count_in_view(build_shell(), BRIGHT, [0.0], scatter(1, 1) * math.inf, 1.0), "infinite"),
        (lambda: count_in_view(build_shell(), BRIGHT, [0.0], scatter(1, 1), -1.0), "intensity_W_sr"),
        (lambda: count_in_view(build_shell(), BRIGHT, [0.0], scatter(1, 1), 1.0, math.inf), "cold_W_sr"),
        (lambda: count_in_view(build_shell(), BRIGHT, [0.0], scatter(1, 1), np.ones(3)), "intensity_W_sr.*shape"),
        (lambda: count_in_view(build_shell(), BRIGHT, [0.0], scatter(1, 1), 1.0, threads=0), "threads"),
        (lambda: list_in_view(build_shell(), BRIGHT, [0.0], [[math.nan] * 3], 1.0), "holes"),
        (lambda: list_in_view(build_shell(), BRIGHT, [0.0], scatter(1, 1)[0], 1.0, most=0), "most"),
        (lambda: summarise_coverage([1, 2], [1.0, 0.0]), "rise"), (lambda: summarise_coverage([1], [1.0]), "two times"),
        (lambda: survey_globe(build_shell(), BRIGHT, [0.0], 2e4, n_points=100, n_bands=7), "n_bands"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_the_cure(build: Any, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        build()
    assert caught.value.accepted


def test_decay_is_an_error_not_a_place() -> None:
    """SGP4 stops when drag has ended the orbit; B* of 0.1 per Earth radius does so in days."""
    heavy = (fix_checksum(ISS[0][:53] + " 99999-1" + ISS[0][61:]), ISS[1])
    with pytest.raises(InputError, match=r"25544 at .* s: .*decayed.*newer element set"):
        locate(build_from_elements([heavy]), np.arange(0.0, 29.0 * DAY_S, 3600.0))


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sgp4.api", None)
    constellations._read_sets.cache_clear()
    with pytest.raises(MissingExtra, match=r"equipoise\[tle\]"):
        build_from_elements([ISS])
