"""Check flight against outside truth: published tables, closed forms, and another integrator."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from equipoise.compute.air import build_air_table, us76_upper
from equipoise.flight import burnouts, fly, trace
from equipoise.flight.prepare import prepare
from equipoise.kernel.atmosphere import us76
from equipoise.kernel.point_mass import N_PARAMETERS, accelerate, accelerate_text
from equipoise.scenario.flights import Flight
from equipoise.scenario.inputs import Inputs

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


# above 86 km, as published: km, K, Pa, kg/m3
US76_UPPER = [
    (86.0, 186.87, 3.7338e-1, 6.958e-6), (86.5, 186.87, 3.4163e-1, 6.366e-6), (91.0, None, None, 2.860e-6),
    (100.0, 195.08, 3.2011e-2, 5.604e-7), (110.0, None, None, 9.708e-8), (115.0, 300.00, 4.0096e-3, 4.289e-8),
    (120.0, None, None, 2.222e-8), (200.0, 854.56, 8.4736e-5, 2.541e-10), (500.0, None, None, 5.215e-13),
    (750.0, 999.99, 2.2599e-8, 1.788e-14), (985.0, 1000.00, 7.9185e-9, 3.797e-15), (1000.0, 1000.00, 7.5138e-9, 3.561e-15),
]  # fmt: skip


@pytest.mark.parametrize(("km", "kelvin", "pascal", "rho"), US76_UPPER)
def test_us76_upper_equals_its_tables(km: float, kelvin: float | None, pascal: float | None, rho: float) -> None:
    """To the printed digits; pressures within a few units of the fifth."""
    density, temperature, pressure = (float(v[0]) for v in us76_upper(np.array([km * 1000.0])))
    assert density == pytest.approx(rho, rel=1.5e-4)
    assert kelvin is None or temperature == pytest.approx(kelvin, abs=0.01)
    assert pascal is None or pressure == pytest.approx(pascal, rel=1e-4)


def test_table_of_air_is_the_law_to_3e_8() -> None:
    """The kernel looks up cubics on 500 m cells; 20,000 heights against the exact layers."""
    h = np.random.default_rng(1).uniform(-4_900.0, 85_990.0, 20_000)
    level = 6_356_766.0 * h / (6_356_766.0 + h)
    cells = (level + 5_000.0) / 500.0
    s = cells % 1.0
    c = np.concatenate(build_air_table("us76").reshape(2, -1, 4), axis=1)[cells.astype(int)]
    law = np.array([us76(v)[:2] for v in h])
    assert np.max(np.abs((c[:, 0] + s * (c[:, 1] + s * (c[:, 2] + s * c[:, 3]))) / law[:, 0] - 1.0)) < 3e-8
    assert np.max(np.abs((c[:, 4] + s * (c[:, 5] + s * (c[:, 6] + s * c[:, 7]))) * law[:, 1] - 1.0)) < 3e-8


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


def parameters(bank: float, beta: float = 13000.0, lift: float = 2.6) -> tuple[float, ...]:
    """Parameters of a glider over WGS-84 in the layout of `accelerate`."""
    p = [0.0] * N_PARAMETERS
    p[:5] = [3.986004418e14, 6378137.0, 1 / 298.257223563, 7.292115e-5, 1.5 * 1.08262982e-3 * 6378137.0**2]
    p[5:9] = [1.0, 0.0, 1 / 295.0, 86000.0]
    p[9:13] = [1.0 / beta, lift, math.cos(bank), math.sin(bank)]
    return tuple(p)


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
    start = prepare(f, Inputs.central()).start[:, 0]
    p, air = parameters(math.radians(20.0)), build_air_table("us76")

    def rate(t: float, s: np.ndarray) -> list[float]:
        ax, ay, az, _, _, rho, _, speed2, _ = accelerate_text(t, *(float(v) for v in s[:6]), p, air, None, 1.0, 1.0, None, None, None)
        return [s[3], s[4], s[5], ax, ay, az, 1.7415e-4 * math.sqrt(rho / 0.034) * speed2**1.5]

    found = solve_ivp(rate, (0.0, 300.0), [*start, 0.0], method="DOP853", rtol=1e-11, atol=1e-6, max_step=2.0)
    row, last = row_of(f), list(trace(f).rows())[-1]
    end = np.array([last["x_ecef_m"], last["y_ecef_m"], last["z_ecef_m"]])
    assert np.linalg.norm(end - found.y[:3, -1]) < 2.0  # metres, after 1,400 km
    assert row["heat_load_J_m2"] == pytest.approx(found.y[6, -1], rel=1e-4)
    fine = list(trace(f, tolerance=1e-3).rows())[-1]
    assert np.linalg.norm([fine["x_ecef_m"], fine["y_ecef_m"], fine["z_ecef_m"]] - found.y[:3, -1]) < 0.01


def test_interpreted_and_compiled_forces_agree() -> None:
    state = (0.0, 6.2e6, 1.1e6, 1.2e6, -900.0, 4500.0, 800.0)
    air = build_air_table("us76")
    for options in ((air, None, 1.0, 1.0, None, None, None), (None, None, None, None, 1.0, None, 1.0)):
        p = (*parameters(0.3)[:13], 5e5, 10.0, 200.0, 0.1, 2e4, -3.0, 0.2, 2.0, 0.9, -0.01, 0.1, 0.2, 0.97, 0.0, 0.0, 0.0)
        assert accelerate(*state, p, *options) == pytest.approx(accelerate_text(*state, p, *options), rel=1e-11)


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
