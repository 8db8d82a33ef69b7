"""Check every kind of flight, its events, its options and its refusals."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.integrate import solve_ivp

import equipoise as eq
from equipoise.errors import InputError
from equipoise.flight import Site, burnouts, find_footprint, fly, sight, trace
from equipoise.flight.export import export_flights
from equipoise.flight.footprint import split_ring
from equipoise.kernel.earth import measure_arc
from equipoise.scenario.flights import Flight

STILL = {"shape": "sphere", "radius": "6371 km", "mu": "398600.4418 km^3/s^2", "rotation": "0 rad/s"}
G_SPHERE = 3.986004418e14 / 6371e3**2


def start(altitude: str, speed: str | None, angle: str | None, azimuth: str = "90 deg", latitude: str = "0 deg") -> dict[str, str]:
    found = {"latitude": latitude, "longitude": "0 deg", "altitude": altitude, "azimuth": azimuth}
    return found | ({"speed": speed, "flight_path_angle": angle} if speed is not None and angle is not None else {})


def declare(**fields: Any) -> Flight:
    return Flight.model_validate({"id": "f", "earth": STILL, **fields})


def glider(**fields: Any) -> Flight:
    vehicle = {"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": 2.6, "nose_radius": "3.4 cm"}
    return declare(**{"vehicle": vehicle, "start": start("50 km", "6 km/s", "0 deg"), "stop": {"altitude": "25 km"}, **fields})


def row_of(flight: Flight, **options: Any) -> dict[str, Any]:
    return next(fly(flight, **options).rows())


def test_apogee_and_its_time_are_those_of_the_orbit() -> None:
    """Kepler: 5 km/s at 40 deg from a still sphere; time to apogee from the eccentric anomaly."""
    mu, r, v, g = 3.986004418e14, 6371e3, 5000.0, math.radians(40.0)
    a = 1.0 / (2.0 / r - v * v / mu)
    e = math.sqrt(1.0 - (r * v * math.cos(g)) ** 2 / (mu * a))
    anomaly = math.acos((1.0 - r / a) / e)
    seconds = math.sqrt(a**3 / mu) * ((math.pi) - (anomaly - e * math.sin(anomaly)))
    body = {"kind": "ballistic", "ballistic_coefficient": "1 kg/m^2"}
    row = row_of(declare(atmosphere="none", vehicle=body, start=start("0 km", "5 km/s", "40 deg")))
    assert row["apogee_m"] == pytest.approx(a * (1.0 + e) - r, abs=1.0)
    assert row["t_apogee_s"] == pytest.approx(seconds, abs=1e-3)
    assert row["t_end_s"] == pytest.approx(2.0 * seconds, abs=2e-3)


def test_glides_end_within_ten_metres_and_ten_milliseconds_of_a_fine_integration() -> None:
    banks = {"bank": np.radians(np.linspace(0.0, 60.0, 61))}
    flight = glider(bank="0 deg", earth={"shape": "wgs84"}, start=start("50 km", "6300 m/s", "0 deg", "60 deg", "10 deg"))
    usual, fine = fly(flight, vary=banks), fly(flight, vary=banks, tolerance=1e-4)
    assert np.max(usual["ground_range_m"]) > 8e6
    away = [
        6371e3 * measure_arc(*map(math.radians, ends))
        for ends in zip(*(t[c] for t in (usual, fine) for c in ("latitude_end_deg", "longitude_end_deg")), strict=True)
    ]
    assert max(away) < 10.0
    assert np.max(np.abs(usual["t_end_s"] - fine["t_end_s"])) < 0.010
    assert np.max(np.abs(usual["max_heat_flux_W_m2"] / fine["max_heat_flux_W_m2"] - 1.0)) < 1e-3
    assert np.max(np.abs(usual["heat_load_J_m2"] / fine["heat_load_J_m2"] - 1.0)) < 1e-3


def test_asking_for_samples_changes_nothing() -> None:
    flight = glider()
    for every_s in (3.0, 10.0, 1000.0):
        last = list(trace(flight, every_s=every_s).rows())[-1]
        row = row_of(flight)
        assert (last["t_s"], last["latitude_deg"], last["altitude_m"]) == (row["t_end_s"], row["latitude_end_deg"], row["altitude_end_m"])


def test_samples_are_consistent() -> None:
    s = trace(glider(), every_s=1.0)
    assert np.all(np.diff(s["t_s"]) > 0.0)
    assert np.gradient(s["altitude_m"], s["t_s"])[50] == pytest.approx(
        s["speed_m_s"][50] * math.sin(math.radians(s["flight_path_angle_deg"][50])), rel=1e-2
    )
    assert s["dynamic_pressure_Pa"] == pytest.approx(0.5 * s["density_kg_m3"] * s["speed_m_s"] ** 2)
    assert np.all(s["infrared_low_1p4_3p0um_W_sr"] <= s["infrared_W_sr"]) and np.all(
        s["infrared_W_sr"] <= s["infrared_high_1p4_3p0um_W_sr"]
    )
    assert np.all(s["heat_flux_tauber_W_m2"] < 1.06 * s["heat_flux_W_m2"]) and np.all(s["wall_temperature_K"] < 3600.0)
    row = row_of(glider())
    assert row["max_heat_flux_W_m2"] == pytest.approx(np.max(s["heat_flux_W_m2"]), rel=1e-3)
    assert row["max_aero_accel_g"] == pytest.approx(np.max(s["aero_accel_g"]), rel=1e-3)


def test_a_side_wind_carries_a_falling_sphere() -> None:
    """Terminal drift tends to the wind: a light body from 10 km in 20 m/s ends about wind x time away."""
    body = {"kind": "ballistic", "ballistic_coefficient": "20 kg/m^2"}
    still = declare(vehicle=body, start=start("10 km", "0 m/s", "0 deg"))
    windy = declare(vehicle=body, start=start("10 km", "0 m/s", "0 deg"), wind={"north": "20 m/s"})
    a, b = row_of(still), row_of(windy)
    assert a["ground_range_m"] < 1.0
    assert b["latitude_end_deg"] > 0.0 and b["ground_range_m"] == pytest.approx(20.0 * b["t_end_s"], rel=0.05)


def test_a_mach_table_of_ones_is_the_constant_and_a_real_one_is_not() -> None:
    table = {"mach": [0, 0.8, 1.1, 5, 25], "drag_factor": [1, 1, 1, 1, 1], "lift_to_drag": [2.6] * 5}
    vehicle = {"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": 2.6}
    plain, same = row_of(glider(vehicle=vehicle)), row_of(glider(vehicle={**vehicle, "aerodynamics": table}))
    assert same["ground_range_m"] == pytest.approx(plain["ground_range_m"], abs=0.01)
    draggy = row_of(glider(vehicle={**vehicle, "aerodynamics": {**table, "drag_factor": [2, 2, 3, 1.2, 1.2]}}))
    assert draggy["t_end_s"] != pytest.approx(plain["t_end_s"], rel=1e-3)


def test_mach_dependent_drag_agrees_with_scipy() -> None:
    """A body thrown upwards through exact air, drag factor by Mach, one dimension; DOP853."""
    from equipoise.kernel.atmosphere import us76

    machs, factors, beta = [0.0, 0.8, 1.2, 3.0], [1.0, 1.0, 2.5, 1.5], 2000.0

    def rate(t: float, s: np.ndarray) -> list[float]:
        rho, sound, _ = us76(float(s[0]))
        drag = rho * s[1] * abs(s[1]) / (2.0 * beta) * np.interp(abs(s[1]) / sound, machs, factors)
        return [s[1], -3.986004418e14 / (6371e3 + s[0]) ** 2 - drag]

    found = solve_ivp(rate, (0.0, 40.0), [0.0, 900.0], method="DOP853", rtol=1e-10, atol=1e-8, max_step=0.05)
    body = {"kind": "ballistic", "ballistic_coefficient": "2000 kg/m^2", "aerodynamics": {"mach": machs, "drag_factor": factors}}
    row = row_of(declare(vehicle=body, start=start("0 km", "900 m/s", "90 deg"), stop={"time": "40 s"}), tolerance=0.01)
    assert row["altitude_end_m"] == pytest.approx(found.y[0, -1], abs=0.05)


def test_changes_of_bank_wait_for_their_moment() -> None:
    by_time = glider(bank=[{"at": "0 s", "bank": "0 deg"}, {"at": "300 s", "bank": "50 deg"}])
    moment = trace(glider(stop={"time": "300 s"}), every_s=300.0)
    far = float(moment["t_s"][-1])
    assert far == 300.0
    arc = row_of(glider(stop={"time": "300 s"}))
    by_range = glider(bank=[{"at": "0 s", "bank": "0 deg"}, {"beyond": f"{arc['ground_range_m']} m", "bank": "50 deg"}])
    by_speed = glider(bank=[{"at": "0 s", "bank": "0 deg"}, {"slower_than": f"{arc['speed_end_m_s']} m/s", "bank": "50 deg"}])
    wanted = row_of(by_time)
    assert wanted["crossrange_m"] > 1e5
    for other in (by_range, by_speed):
        assert row_of(other)["ground_range_m"] == pytest.approx(wanted["ground_range_m"], abs=60.0)
    dive = glider(bank=[{"at": "0 s", "bank": "0 deg"}, {"falling_through": "45 km", "bank": "180 deg"}], stop={"altitude": "0 km"})
    steep = row_of(dive)
    assert steep["status"] == "impact" and steep["flight_path_angle_end_deg"] < -20.0


def test_no_share_of_lift_is_a_ballistic_body() -> None:
    body = {"kind": "ballistic", "ballistic_coefficient": "13000 kg/m^2"}
    without = row_of(glider(bank=[{"at": "0 s", "bank": "0 deg", "lift": 0}]))
    assert without["t_end_s"] == pytest.approx(row_of(glider(vehicle=body))["t_end_s"], abs=1e-6)


def test_an_equilibrium_start_does_not_bounce() -> None:
    heights = trace(glider(start=start("equilibrium", "6 km/s", "equilibrium")), every_s=5.0)["altitude_m"]
    assert np.all(np.diff(heights[:200]) < 0.0)  # a glide begun elsewhere rises and falls in phugoids
    assert np.any(np.diff(trace(glider(), every_s=5.0)["altitude_m"])[:200] > 0.0)
    with pytest.raises(InputError, match="too slow"):
        fly(glider(start=start("equilibrium", "100 m/s", "equilibrium")))


STAGE = {"propellant": "20000 kg", "dry_mass": "2000 kg", "thrust": "550 kN", "specific_impulse": "260 s", "drag_area": "0.5 m^2"}


def rocket(stage: dict[str, Any] | None = None, pitch: dict[str, Any] | None = None, **fields: Any) -> Flight:
    vehicle = {
        "kind": "boosted", "stages": [STAGE | (stage or {})], "payload": {"mass": "2000 kg"},
        "pitch": pitch or {"kind": "gravity_turn", "kick_at": "10 s", "kick_to": "82 deg"}, **fields.pop("vehicle", {}),
    }  # fmt: skip
    return declare(vehicle=vehicle, start=start("0 km", None, None), **fields)


def test_a_rocket_burns_for_its_propellant_over_its_flow() -> None:
    (burnout,) = burnouts(rocket())
    assert burnout["t_s"] == pytest.approx(20000.0 / (550e3 / (260.0 * 9.80665)), abs=1e-9)
    assert row_of(rocket())["t_burnout_s"] == pytest.approx(burnout["t_s"])


def test_a_flat_thrust_curve_is_no_curve_and_a_ramp_keeps_the_impulse() -> None:
    flat = rocket({"thrust_curve": [{"at": "0 s", "share": 1}, {"at": "50 s", "share": 1}]})
    fine = {"tolerance": 0.001}
    assert row_of(flat, **fine)["ground_range_m"] == pytest.approx(row_of(rocket(), **fine)["ground_range_m"], abs=0.1)
    vacuum = {"atmosphere": "none", "earth": {**STILL, "mu": "1 m^3/s^2"}, "stop": {"time": "200 s"}}
    ramp = rocket({"thrust_curve": [{"at": "0 s", "share": 1.4}, {"at": "30 s", "share": 0.8}, {"at": "60 s", "share": 0.6}]}, **vacuum)
    wanted = 260.0 * 9.80665 * math.log(24000.0 / 4000.0)  # rocket equation, no gravity
    assert burnouts(ramp)[0]["speed_m_s"] == pytest.approx(wanted, rel=1e-6)


def test_air_pressure_on_the_exit_takes_thrust_at_sea_level() -> None:
    bare, nozzle = rocket(stop={"time": "2 s"}), rocket({"exit_area": "0.5 m^2"}, stop={"time": "2 s"})
    mass = 24000.0 - 0.5 * 2.0 * 550e3 / (260.0 * 9.80665)
    lost = 0.5 * 101325.0 / mass * 2.0
    assert row_of(bare)["speed_end_m_s"] - row_of(nozzle)["speed_end_m_s"] == pytest.approx(lost, rel=0.01)


def test_a_drop_makes_a_rocket_lighter_and_a_coast_delays_it() -> None:
    dropped = rocket(vehicle={"drops": [{"at": "30 s", "mass": "500 kg"}]})
    assert burnouts(dropped)[0]["speed_m_s"] < burnouts(rocket())[0]["speed_m_s"]  # it carried the mass before
    two = declare(
        vehicle={"kind": "boosted", "stages": [STAGE, {**STAGE, "propellant": "2000 kg", "thrust": "80 kN", "coast_before": "7 s"}],
                 "payload": {"mass": "900 kg"}, "pitch": {"kind": "gravity_turn", "kick_at": "10 s", "kick_to": "84 deg"}},
        start=start("0 km", None, None),
    )  # fmt: skip
    first, second = burnouts(two)
    assert second["t_s"] - first["t_s"] == pytest.approx(7.0 + 2000.0 / (80e3 / (260.0 * 9.80665)))


def test_a_pitch_programme_points_where_it_says() -> None:
    """No air, next to no gravity: constant pitch 30 deg gives a straight line at 30 deg."""
    straight = rocket(pitch={"kind": "programme", "points": [{"at": "0 s", "pitch": "30 deg"}]}, atmosphere="none",
                      earth={**STILL, "mu": "1 m^3/s^2", "radius": "6371000 km"}, stop={"time": "60 s"})  # fmt: skip
    row = row_of(straight)
    assert row["flight_path_angle_end_deg"] == pytest.approx(30.0, abs=0.01) and row["azimuth_end_deg"] == pytest.approx(90.0, abs=0.01)


def test_an_interceptor_flies_out_at_its_elevation() -> None:
    out = declare(
        vehicle={"kind": "interceptor", "kill_vehicle": "50 kg", "elevation": "50 deg",
                 "stages": [{"propellant": "700 kg", "dry_mass": "100 kg", "thrust": "120 kN", "specific_impulse": "270 s"}]},
        start=start("0 km", None, None), stop={"time": "100 s"},
    )  # fmt: skip
    (burnout,) = burnouts(out)
    assert burnout["flight_path_angle_deg"] == pytest.approx(50.0, abs=4.0)
    ideal = 270.0 * 9.80665 * math.log(850.0 / 150.0)
    assert ideal - 9.8 * burnout["t_s"] - 5.0 < burnout["speed_m_s"] < ideal


def test_a_cruise_holds_height_and_speed_over_its_range() -> None:
    vehicle = {"kind": "cruise", "altitude": "25 km", "speed": "1800 m/s", "range": "900 km", "ballistic_coefficient": "3000 kg/m^2",
               "lift_to_drag": 4}  # fmt: skip
    flight = declare(vehicle=vehicle, start=start("25 km", "1800 m/s", "0 deg"))
    s = trace(flight, every_s=10.0)
    level = s["t_s"] < 900e3 / (1800.0 * 6371.0 / 6396.0)
    assert np.all(np.abs(s["altitude_m"][level] - 25e3) < 20.0) and np.all(np.abs(s["speed_m_s"][level] - 1800.0) < 5.0)
    assert row_of(flight)["ground_range_m"] > 900e3
    fuelled = {**{k: v for k, v in vehicle.items() if k != "range"}, "fuel": {"specific_impulse": "1000 s", "mass_ratio": 1.1}}
    breguet = 1800.0 * 1000.0 * 4.0 * math.log(1.1)
    end = trace(declare(vehicle=fuelled, start=start("25 km", "1800 m/s", "0 deg")), every_s=1.0)
    still_level = end["altitude_m"] > 24_990.0
    assert end["t_s"][still_level][-1] == pytest.approx(breguet / (1800.0 * 6371.0 / 6396.0), abs=12.0)


def test_an_aeroballistic_body_pulls_up_below_its_altitude() -> None:
    vehicle = {"kind": "aeroballistic", "ballistic_coefficient": "6000 kg/m^2", "lift_to_drag": 1.5, "pull_up_below": "30 km"}
    body = {"kind": "ballistic", "ballistic_coefficient": "6000 kg/m^2"}
    high = start("60 km", "2500 m/s", "-20 deg")
    assert (
        row_of(declare(vehicle=vehicle, start=high))["ground_range_m"] > 1.2 * row_of(declare(vehicle=body, start=high))["ground_range_m"]
    )


def test_an_orbit_comes_round_in_its_period() -> None:
    """550 km, 53 deg: 5,738.99 s (two-body); no J2, no rotation."""
    orbit = declare(
        vehicle={"kind": "satellite", "orbit": {"altitude": "557.137 km", "inclination": "53 deg"}}, start=None, stop={"time": "5738.99 s"}
    )
    s = trace(orbit, every_s=5738.99, tolerance=0.001)
    first, last = (np.array([s[c][k] for c in ("x_ecef_m", "y_ecef_m", "z_ecef_m")]) for k in (0, -1))
    assert np.linalg.norm(last - first) < 100.0  # the period is printed to 5 ms: 40 m


def test_elements_need_their_package_or_give_a_place() -> None:
    iss = ("1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927",
           "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537")  # fmt: skip
    flight = Flight.model_validate({"id": "iss", "vehicle": {"kind": "satellite", "tle": iss}, "stop": {"time": "10 min"}})
    try:
        import sgp4  # noqa: F401
    except ImportError:
        with pytest.raises(eq.EquipoiseError, match="tle"):
            fly(flight)
        return
    assert 330e3 < row_of(flight)["altitude_end_m"] < 370e3


def test_varied_fields_are_the_flights_one_by_one() -> None:
    speeds = np.array([5500.0, 6000.0, 6500.0])
    many = fly(glider(), vary={"start.speed": speeds, "vehicle.lift_to_drag": np.array([2.2, 2.6, 3.0])})
    for i, (speed, lift) in enumerate(zip(speeds, (2.2, 2.6, 3.0), strict=True)):
        vehicle = {"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": lift, "nose_radius": "3.4 cm"}
        alone = row_of(glider(start=start("50 km", f"{speed} m/s", "0 deg"), vehicle=vehicle))
        assert many["ground_range_m"][i] == alone["ground_range_m"] and many["run"][i] == i


@pytest.mark.parametrize(
    ("vary", "says"),
    [
        ({"start.sped": [1.0]}, "start.speed"), ({"start.speed": [-1.0]}, "-1"), ({"start.speed": [math.nan]}, "finite"),
        ({"start.speed": [1e3], "bank": [0.1, 0.2]}, "length"), ({}, "no field"), ({"start.speed": [[1.0]]}, "shape"),
    ],
)  # fmt: skip
def test_bad_variations_are_refused_with_the_cure(vary: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        fly(glider(bank="0 deg"), vary=vary)


def test_an_ensemble_keeps_less_than_100_bytes_a_flight() -> None:
    import tracemalloc

    flight, banks = glider(bank="0 deg"), np.zeros(20_000)
    fly(flight, vary={"bank": banks[:10]})
    tracemalloc.start()
    table = fly(flight, vary={"bank": banks})
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.n_rows == 20_000 and kept / 20_000 < 100.0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"start": start("50 km", "11.5 km/s", "5 deg"), "atmosphere": "none"}, "escaped"),
        ({"start": start("-2 km", "6 km/s", "0 deg")}, "below_stop"),
        ({"start": start("60 km", "0 m/s", "0 deg")}, "stop_altitude"),
        ({"start": start("60 km", "2 km/s", "90 deg")}, "stop_altitude"),
        ({"start": start("60 km", "2 km/s", "-90 deg")}, "stop_altitude"),
        ({"start": start("60 km", "6 km/s", "0 deg", "0 deg", "80 deg")}, "stop_altitude"),  # over the pole
        ({"start": {**start("60 km", "6 km/s", "0 deg"), "longitude": "170 deg"}}, "stop_altitude"),  # over the date line
        ({"vehicle": {"kind": "ballistic", "ballistic_coefficient": "0.00001 kg/m^2"}}, "step_limit"),
        ({"start": start("60 km", "7800 m/s", "0 deg"), "atmosphere": "none", "stop": {"altitude": "80 km"}}, "below_stop"),
        ({"start": start("400 km", "7668 m/s", "0 deg"), "atmosphere": "none"}, "time_limit"),
    ],
)
def test_trouble_ends_in_a_status_with_finite_numbers(fields: dict[str, Any], status: str) -> None:
    row = row_of(glider(**fields))
    assert row["status"] == status
    assert all(math.isfinite(v) for k, v in row.items() if isinstance(v, float) and not k.startswith(("t_burn", "max_heat", "heat_load")))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"vehicle": {"kind": "satellite"}}, "orbit or a tle"), ({"start": None}, "start is missing"),
        ({"bank": [{"bank": "3 deg"}]}, "one moment"), ({"wind": [{"east": "1 m/s"}, {"east": "2 m/s"}]}, "rising altitudes"),
        ({"vehicle": {"kind": "ballistic", "ballistic_coefficient": "1 kg/m^2", "aerodynamics": {"mach": [0, 1], "drag_factor": [1]}}}, "differ"),
        ({"vehicle": {"kind": "ballistic", "ballistic_coefficient": "1 kg/m^2"}, "start": start("equilibrium", "5 km/s", "0 deg")}, "equilibrium"),
    ],
)  # fmt: skip
def test_bad_flights_are_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        glider(**fields)


def test_a_site_sees_what_the_samples_say() -> None:
    flight = glider(earth={"shape": "wgs84"})
    site = Site(latitude_deg=2.0, longitude_deg=20.0, reach_m=1.2e6)
    seen = sight(flight, [site, Site(-40.0, -120.0)], every_s=10.0)
    s = trace(flight, every_s=10.0)
    from equipoise.kernel.earth import geodetic_to_ecef

    x = np.array(geodetic_to_ecef(math.radians(2.0), math.radians(20.0), 0.0, 6378137.0, 1 / 298.257223563))
    place = np.stack([s["x_ecef_m"], s["y_ecef_m"], s["z_ecef_m"]], axis=1)
    d = np.linalg.norm(place - x, axis=1)
    curved = 4.0 / 3.0 * 6371e3
    above = ((curved + s["altitude_m"]) ** 2 - curved**2 - d**2) / (2.0 * d * curved) >= 0.0
    inside = np.flatnonzero(above & (d <= 1.2e6))
    assert seen.t_first_s[0, 0] == s["t_s"][inside[0]] and seen.t_last_s[0, 0] == s["t_s"][inside[-1]]
    assert seen.in_sight_s[0, 0] == 10.0 * len(inside) and math.isnan(seen.t_first_s[0, 1]) and seen.in_sight_s[0, 1] == 0.0


def test_a_footprint_holds_the_ends_of_its_flights() -> None:
    found = find_footprint(glider(bank="0 deg"))
    ahead = row_of(glider(bank="0 deg"))
    assert np.max(found.outline_deg[:, 0]) == pytest.approx(ahead["longitude_end_deg"], abs=0.3)
    assert np.max(found.outline_deg[:, 1]) == pytest.approx(-np.min(found.outline_deg[:, 1]), abs=0.5)  # a still sphere, due east
    shape = json.loads(found.to_geojson())["features"][0]["geometry"]
    ring = shape["coordinates"][0][0]
    assert shape["type"] == "MultiPolygon" and ring[0] == ring[-1] and len(ring) > 40
    over = find_footprint(glider(bank="0 deg", start={**start("50 km", "6 km/s", "0 deg"), "longitude": "150 deg"}))
    pieces = split_ring(over.outline_deg)
    assert len(pieces) == 2 and all(np.all(np.abs(p[:, 0]) <= 180.0) for p in pieces)
    with pytest.raises(InputError, match="no footprint"):
        find_footprint(rocket())


FILE = """flights:
  - id: glide
    vehicle: {kind: glider, ballistic_coefficient: 13000 kg/m^2, lift_to_drag: 2.6, nose_radius: 3.4 cm}
    start: {latitude: 40 deg, longitude: 60 deg, altitude: 50 km, speed: 6000 m/s, flight_path_angle: 0 deg, azimuth: 45 deg}
    bank: 45 deg
    stop: {altitude: 30 km}
"""


def test_command_line_python_and_samples_give_the_same_numbers(tmp_path: Path) -> None:
    file = tmp_path / "flights.yaml"
    file.write_text(FILE)
    command = [sys.executable, "-m", "equipoise.cli", "fly", str(file)]
    code = "import sys; from equipoise.cli import main; sys.argv = ['equipoise', 'fly', sys.argv[1]]; main()"
    said = subprocess.run([command[0], "-c", code, str(file)], capture_output=True, text=True, check=True)
    (line,) = json.loads(said.stdout)
    flight = eq.load_flights(file)[0]
    row = row_of(flight)
    last = list(trace(flight).rows())[-1]
    varied = next(fly(flight, vary={"bank": [math.radians(45.0)]}).rows())
    for name in ("t_end_s", "ground_range_m", "crossrange_m", "max_heat_flux_W_m2", "heat_load_J_m2", "apogee_m"):
        assert line[name] == row[name] == varied[name], name
    assert (last["t_s"], last["speed_m_s"]) == (row["t_end_s"], row["speed_end_m_s"])


@pytest.mark.parametrize(("form", "content"), [("json", "samples"), ("csv", "samples"), ("geojson", "footprint"), ("kml", "summary")])
def test_exports_write_what_they_say(form: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / "flights.yaml"
    file.write_text(FILE)
    text = export_flights(eq.load_flights(file), form, content=content, every_s=50.0)
    assert {"json": "vx_ecef_m_s", "csv": "vx_ecef_m_s", "geojson": "MultiPolygon", "kml": "LineString"}[form] in text
    with pytest.raises(InputError, match="cannot be written"):
        export_flights(eq.load_flights(file), "czml", content="footprint")


def test_weight_of_a_falling_body() -> None:
    """g of the sphere: a dense body dropped from 1 km takes sqrt(2 h / g)."""
    row = row_of(declare(vehicle={"kind": "ballistic", "ballistic_coefficient": "1e9 kg/m^2"}, start=start("1 km", "0 m/s", "0 deg")))
    assert row["t_end_s"] == pytest.approx(math.sqrt(2000.0 / G_SPHERE), rel=2e-4)


def test_a_bad_file_says_what_is_wrong_once(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(FILE.replace("kind: glider", "kind: glyder"))
    with pytest.raises(InputError) as caught:
        eq.load_flights(file)
    text = str(caught.value)
    assert "unknown kind 'glyder'" in text and "Did you mean 'glider'?" in text and "?." not in text
    assert len(text.splitlines()) == 1  # not also that the list of flights is empty
