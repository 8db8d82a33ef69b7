"""Check flight against outside truth: published tables, closed forms, and another integrator."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from equipoise.flight import burnouts, fly
from equipoise.kernel.atmosphere import us76, us76_high
from equipoise.kernel.point_mass import accelerate, accelerate_text
from equipoise.scenario.flights import Flight

SPHERE = {"shape": "sphere", "radius": "6371 km", "mu": "398600.4418 km^3/s^2"}


def flight(**fields: object) -> Flight:
    return Flight.model_validate({"id": "f", "earth": SPHERE, **fields})


def row_of(f: Flight, **options: float) -> dict[str, float]:
    return next(fly([f], **options).rows())


# US Standard Atmosphere 1976 as published: km, K, kg/m3, m/s
US76 = [
    (-5.0, 320.676, 1.9311, 358.99), (0.0, 288.150, 1.2250, 340.29), (5.0, 255.676, 7.3643e-1, 320.55),
    (15.0, 216.650, 1.9476e-1, 295.07), (25.0, 221.552, 4.0084e-2, 298.39), (40.0, 250.350, 3.9957e-3, 317.19),
    (50.0, 270.650, 1.0269e-3, 329.80), (60.0, 247.021, 3.0968e-4, 315.07), (75.0, 208.399, 3.9921e-5, 289.40),
    (85.0, 188.893, 8.2196e-6, 275.52),
]  # fmt: skip


@pytest.mark.parametrize(("km", "kelvin", "rho", "sound"), US76)
def test_us76_equals_its_tables(km: float, kelvin: float, rho: float, sound: float) -> None:
    density, speed, temperature = us76(km * 1000.0)
    # printed digits; above 80 km the molar mass falls slightly, which the kinetic temperature of the table shows
    assert density == pytest.approx(rho, rel=1e-4)
    assert speed == pytest.approx(sound, abs=0.01)
    assert temperature == pytest.approx(kelvin, abs=0.06 if km > 80.0 else 0.001)


@pytest.mark.parametrize(("km", "rho"), [(86.0, 6.958e-6), (100.0, 5.604e-7), (200.0, 2.541e-10), (750.0, 1.788e-14), (1000.0, 0.0)])
def test_us76_upper_rows(km: float, rho: float) -> None:
    assert us76_high(km * 1000.0)[0] == pytest.approx(rho, rel=2e-3)


# minimum-energy flights over a sphere without rotation, 40-digit arithmetic: km, m/s, deg, km, s
MINIMUM_ENERGY = [
    (1000, 3016.1183, 42.75170, 239.9384, 474.360), (3000, 4864.9956, 38.25509, 655.2065, 895.036),
    (5500, 6075.2394, 32.63433, 1040.5227, 1315.794), (10000, 7198.0835, 22.51696, 1319.4765, 1930.956),
    (12000, 7479.5518, 18.02035, 1264.5131, 2143.145),
]  # fmt: skip


@pytest.mark.parametrize(("km", "speed", "angle", "apogee", "seconds"), MINIMUM_ENERGY)
def test_minimum_energy_table(km: int, speed: float, angle: float, apogee: float, seconds: float) -> None:
    f = flight(
        earth={**SPHERE, "rotation": "0 rad/s"}, atmosphere="none", vehicle={"kind": "ballistic", "ballistic_coefficient": "8000 kg/m^2"},
        start={"latitude": "0 deg", "longitude": "0 deg", "altitude": "0 km", "speed": f"{speed} m/s",
               "flight_path_angle": f"{angle} deg", "azimuth": "90 deg"},
    )  # fmt: skip
    row = row_of(f)
    assert row["status"] == "impact"
    assert row["ground_range_m"] == pytest.approx(km * 1000.0, abs=30.0)  # the table rounds speed to 0.05 mm/s, angle to 5e-6 deg
    assert row["apogee_m"] == pytest.approx(apogee * 1000.0, abs=10.0)
    assert row["t_end_s"] == pytest.approx(seconds, abs=0.01)


# GLIDE-1, reference integration at 1e-12 cut at every layer edge: bank, s, km, m/s, W/cm2
GLIDE_1 = [(0, 2535.944, 10913.4, 1010.9, 831.2), (30, 2170.597, 8343.5, 1105.6, 831.2), (60, 1212.487, 4284.7, 1436.5, 906.2)]


@pytest.mark.parametrize(("bank", "seconds", "km", "speed", "heat"), GLIDE_1)
def test_glide_1_landmarks(bank: int, seconds: float, km: float, speed: float, heat: float) -> None:
    f = flight(
        vehicle={"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": 2.6, "nose_radius": "3.4 cm"},
        start={"latitude": "10 deg", "longitude": "0 deg", "altitude": "50 km", "speed": "6500 m/s", "flight_path_angle": "0 deg",
               "azimuth": "60 deg"},
        bank=f"{bank} deg", stop={"altitude": "20 km"},
    )  # fmt: skip
    row = row_of(f)
    assert row["t_end_s"] == pytest.approx(seconds, abs=0.01)
    assert row["ground_range_m"] == pytest.approx(km * 1000.0, abs=60.0)  # printed to 0.1 km
    assert row["speed_end_m_s"] == pytest.approx(speed, abs=0.06)
    assert row["max_heat_flux_W_m2"] / 1e4 == pytest.approx(heat, rel=1e-3)


def test_equilibrium_glide_range_is_within_the_known_excess() -> None:
    """Saenger's range at 6 km/s and L/D 2.6 is 7,094.7 km, from equilibrium height to the ground about 4 % more."""
    f = flight(
        earth={**SPHERE, "rotation": "0 rad/s"}, vehicle={"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": 2.6},
        start={"latitude": "0 deg", "longitude": "0 deg", "altitude": "49.0 km", "speed": "6000 m/s", "flight_path_angle": "0 deg",
               "azimuth": "90 deg"},
    )  # fmt: skip
    assert 1.02 < row_of(f)["ground_range_m"] / 7_094_700.0 < 1.06
    # Tracy and Wright's public model, run from this state, flies 7,335.2 km; a clean integration should be within 1 %
    assert row_of(f)["ground_range_m"] == pytest.approx(7_335_200.0, rel=0.01)


@pytest.mark.parametrize(("gamma", "beta", "peak"), [(20, 2000, 43.659), (30, 5000, 63.825), (45, 5000, 90.262)])
def test_allen_eggers_peak_deceleration(gamma: int, beta: int, peak: float) -> None:
    """V^2 sin(g) / (2 e H) on a straight line: no gravity (mu = 1 m3/s2) and no curvature (a sphere of 6 million km)."""
    f = flight(
        earth={"shape": "sphere", "radius": "6371000 km", "mu": "1 m^3/s^2", "rotation": "0 rad/s"},
        atmosphere={"exponential": {"density": "1.225 kg/m^3", "scale_height": "7200 m"}},
        vehicle={"kind": "ballistic", "ballistic_coefficient": f"{beta} kg/m^2"},
        start={"latitude": "0 deg", "longitude": "0 deg", "altitude": "120 km", "speed": "7000 m/s", "flight_path_angle": f"-{gamma} deg",
               "azimuth": "90 deg"},
    )  # fmt: skip
    assert row_of(f)["max_aero_accel_g"] == pytest.approx(peak, rel=1e-3)  # seen at step ends


def test_rocket_equation_in_vacuum() -> None:
    """Specific impulse 300 s and mass ratio 4 give 4,078.471 m/s less the gravity of a short burn."""
    f = flight(
        earth={**SPHERE, "rotation": "0 rad/s"}, atmosphere="none",
        vehicle={
            "kind": "boosted",
            "stages": [{"propellant": "3000 kg", "dry_mass": "500 kg", "thrust": "50 MN", "specific_impulse": "300 s"}],
            "payload": {"mass": "500 kg"}, "pitch": {"kind": "gravity_turn", "kick_at": "1000 s", "kick_to": "90 deg"},
        },
        start={"latitude": "0 deg", "longitude": "0 deg", "altitude": "0 km", "azimuth": "90 deg"}, stop={"time": "10 s"},
    )  # fmt: skip
    (burnout,) = burnouts(f)
    seconds = 3000.0 * 300.0 * 9.80665 / 50e6
    assert burnout["t_s"] == pytest.approx(seconds, abs=1e-6)
    assert burnout["speed_m_s"] == pytest.approx(4078.471 - 9.82 * seconds, abs=0.01)


def parameters(bank: float) -> tuple[float, ...]:
    beta, lift = 13000.0, 2.6
    return (
        3.986004418e14, 6378137.0, 1 / 298.257223563, 7.292115e-5, 1.08262982e-3, 1.0, 1.0, 1.0, beta, lift, math.cos(bank), math.sin(bank),
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.034,
    )  # fmt: skip


def test_scipy_on_the_plain_python_text_agrees() -> None:
    """DOP853 at 1e-11 over the undecorated right-hand side, on the rotating ellipsoid with J2."""
    f = Flight.model_validate(
        {
            "id": "g", "vehicle": {"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": 2.6, "nose_radius": "3.4 cm"},
            "start": {"latitude": "30 deg", "longitude": "20 deg", "altitude": "48 km", "speed": "5 km/s", "flight_path_angle": "0 deg",
                      "azimuth": "70 deg"},
            "bank": "20 deg", "stop": {"time": "300 s", "altitude": "-1 km"},
        }
    )  # fmt: skip
    from equipoise.flight.fly import _prepare, _run
    from equipoise.scenario.inputs import Inputs

    arrays = _prepare(f, Inputs.central())
    p = parameters(math.radians(20.0))

    def rate(t: float, s: np.ndarray) -> list[float]:
        ax, ay, az, heat = accelerate_text(t, *(float(v) for v in s[:6]), p)
        return [s[3], s[4], s[5], ax, ay, az, heat]

    found = solve_ivp(rate, (0.0, 300.0), [*arrays.start[0], 0.0], method="DOP853", rtol=1e-11, atol=1e-6, max_step=2.0)
    result, _, _ = _run(arrays, 0, 1.0, 0.0)
    assert np.linalg.norm(result[2:5] - found.y[:3, -1]) < 1.0  # metres, after 1,400 km
    assert result[8] == pytest.approx(found.y[6, -1], rel=1e-6)


def test_interpreted_and_compiled_forces_agree() -> None:
    state = (0.0, 6.2e6, 1.1e6, 1.2e6, -900.0, 4500.0, 800.0)
    assert accelerate(*state, parameters(0.3)) == pytest.approx(accelerate_text(*state, parameters(0.3)), rel=1e-12)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"speed": "12 km/s", "flight_path_angle": "45 deg"}, "escaped"),
        ({"altitude": "-2 km"}, "below_stop"),
        ({"speed": "0 m/s"}, "impact"),
        ({"flight_path_angle": "90 deg"}, "impact"),
        ({"latitude": "89.9 deg", "azimuth": "0 deg"}, "impact"),
        ({"longitude": "179.9 deg"}, "impact"),
    ],
)
def test_trouble_ends_in_a_status_not_in_nan(change: dict[str, str], status: str) -> None:
    start = {
        "latitude": "0 deg",
        "longitude": "0 deg",
        "altitude": "60 km",
        "speed": "3 km/s",
        "flight_path_angle": "10 deg",
        "azimuth": "90 deg",
    }
    vehicle = {"kind": "glider", "ballistic_coefficient": "5000 kg/m^2", "lift_to_drag": 2.0, "nose_radius": "3 cm"}
    row = row_of(flight(vehicle=vehicle, start={**start, **change}))
    assert row["status"] == status
    assert all(math.isfinite(v) for k, v in row.items() if isinstance(v, float) and k != "t_burnout_s")


def test_energy_is_kept_in_vacuum() -> None:
    f = flight(
        earth={**SPHERE, "rotation": "0 rad/s"}, atmosphere="none", vehicle={"kind": "ballistic", "ballistic_coefficient": "8000 kg/m^2"},
        start={"latitude": "20 deg", "longitude": "0 deg", "altitude": "100 km", "speed": "6500 m/s", "flight_path_angle": "30 deg",
               "azimuth": "40 deg"},
        stop={"altitude": "100 km"},
    )  # fmt: skip
    assert row_of(f)["speed_end_m_s"] == pytest.approx(6500.0, abs=1e-4)
