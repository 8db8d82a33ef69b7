"""Check heating and infrared intensity against published numbers, limits of Planck's law and the heat balance itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from equipoise.errors import InputError
from equipoise.flight import heating, signature
from equipoise.flight.heating import STEFAN_BOLTZMANN, surface_temperature_K, sutton_graves_W_m2, tauber_W_m2, wall_temperature_K
from equipoise.flight.signature import (
    BANDS,
    band_radiance_W_m2_sr,
    find_wall_K,
    infrared_intensity_W_sr,
    infrared_range_W_sr,
    infrared_W_sr,
)
from equipoise.kernel.atmosphere import us76

FloatArray = np.ndarray
NOSE_RADIUS_M, EMISSIVITY = 0.034, 0.85
WIDE, NARROW = "1.4-3.0 um", "2.69-2.95 um"
SLOPE_RAD = math.radians(11.3)


def at(value: float) -> FloatArray:
    return np.array([value])


def kw(density: float, speed: float, band: str, wall: str) -> float:
    return float(infrared_W_sr(at(density), at(speed), band, wall)[0]) / 1e3


def glide_down(speed_m_s: float) -> tuple[FloatArray, FloatArray]:
    """Give density and speed along an equilibrium glide from a speed to 3 km/s: beta 13,000 kg/m2, L/D 2.6, 49 km."""
    v, r = np.linspace(3000.0, speed_m_s, 300), 6.42e6
    return 2.0 * 13000.0 / (2.6 * v**2) * (3.986004418e14 / r**2 - v**2 / r), v


# ---- heating


def test_stagnation_at_the_check_point() -> None:
    """Meet the published formulas computed elsewhere; 3,281 K was computed with V^2 / 2 alone as total enthalpy, hence 0.1 %."""
    state = at(1.015e-3), at(6000.0), NOSE_RADIUS_M
    assert float(sutton_graves_W_m2(*state)[0]) == pytest.approx(6.499e6, rel=2e-4)
    assert float(wall_temperature_K(*state, law="cold wall")[0]) == pytest.approx(3408.0, abs=0.5)
    assert float(wall_temperature_K(*state)[0]) == pytest.approx(3281.0, rel=1e-3)


def test_balance_with_their_enthalpy_meets_3281_k(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heating, "AIR_ENTHALPY_J_KG", 0.0)
    assert float(wall_temperature_K(at(1.015e-3), at(6000.0), NOSE_RADIUS_M)[0]) == pytest.approx(3281.0, abs=0.6)


@pytest.mark.parametrize("seed", range(3))
def test_walls_radiate_what_they_receive_to_a_hundredth_of_a_kelvin(seed: int) -> None:
    """Bracket each temperature: 0.01 K colder the wall takes in more than it radiates, 0.01 K hotter less."""
    draw = np.random.default_rng(seed)
    rho, v = 10.0 ** draw.uniform(-6.0, -1.0, 2000), draw.uniform(100.0, 9000.0, 2000)
    cases = [
        (wall_temperature_K(rho, v, 0.02), lambda t: tauber_W_m2(rho, v, 0.02, t)),
        (surface_temperature_K(rho, v, 2.0, 0.2, "laminar"), lambda t: heating.laminar_W_m2(rho, v, 2.0, 0.2, t)),
        (surface_temperature_K(rho, v, 2.0, 0.2, "turbulent"), lambda t: heating.turbulent_W_m2(rho, v, 2.0, 0.2, t)),
    ]
    for wall, flux in cases:
        warm = wall > 1.0  # below 1 K the slow turbulent law is held at 1 K
        assert np.mean(warm) > 0.99
        for step, sign in ((-0.01, 1.0), (0.01, -1.0)):
            surplus = flux(wall + step) - EMISSIVITY * STEFAN_BOLTZMANN * (wall + step) ** 4
            assert np.all(sign * surplus[warm] > 0.0)


def test_walls_get_hotter_with_density_and_speed() -> None:
    rho, v = np.logspace(-6.0, -1.0, 60), np.linspace(500.0, 8000.0, 60)
    grid = np.meshgrid(rho, v, indexing="ij")
    for wall in (wall_temperature_K(*grid, 0.03), surface_temperature_K(*grid, 1.0, SLOPE_RAD, "laminar")):
        assert np.all(np.diff(wall, axis=0) > 0.0) and np.all(np.diff(wall, axis=1) > 0.0)
    assert np.all(np.diff(surface_temperature_K(*grid, 1.0, SLOPE_RAD), axis=0) > 0.0)


def test_the_turbulent_law_jumps_where_its_two_halves_meet() -> None:
    """Record the jump of the 1987 law at 3,962 m/s: nothing near 1,000 K, 3 % of the temperature at 1,550 K."""
    jump = [float(np.diff(find_wall_K(at(us76(h)[0]), np.array([3961.9, 3962.1]), "turbulent"))[0]) for h in (40e3, 56e3)]
    assert 30.0 < jump[0] < 50.0
    assert abs(jump[1]) < 6.0


# Tracy and Wright 2020, from their published model: start speed km/s, start altitude km; greatest on the way: nose K, wall at 1 m K,
# kW/sr in 1.4-3.0 and in 2.69-2.95 um. Up to 6.1 km/s the greatest comes at the start.
GLIDES = [
    (5.0, 43.7, 3104.0, 1790.0, 305.0, 36.6), (5.5, 46.1, 3233.0, 1841.0, 343.0, 39.9), (6.0, 49.0, 3328.0, 1868.0, 365.0, 41.8),
    (6.1, 49.6, 3342.0, 1872.0, 368.0, 42.0),
]  # fmt: skip


@pytest.mark.parametrize(("speed", "km", "nose", "wall", "wide", "narrow"), GLIDES)
def test_tracy_and_wright_at_the_start(speed: float, km: float, nose: float, wall: float, wide: float, narrow: float) -> None:
    """To 0.5 % in temperature and 2.5 % in intensity: altitudes printed to 0.1 km (0.7 % of density), another table of air."""
    rho, v = us76(km * 1e3)[0], speed * 1e3
    assert float(wall_temperature_K(at(rho), at(v), NOSE_RADIUS_M)[0]) == pytest.approx(nose, rel=0.005)
    assert float(find_wall_K(at(rho), at(v), "turbulent")[0]) == pytest.approx(wall, rel=0.005)
    assert kw(rho, v, WIDE, "turbulent") == pytest.approx(wide, rel=0.025)
    assert kw(rho, v, NARROW, "turbulent") == pytest.approx(narrow, rel=0.025)


def test_tracy_and_wright_at_7_km_s() -> None:
    """Meet their greatest values on the way down. Real glides swing about this one, so theirs are up to 1 % hotter, 4 % brighter."""
    rho, v = glide_down(7000.0)
    assert np.max(wall_temperature_K(rho, v, NOSE_RADIUS_M)) == pytest.approx(3397.0, rel=0.01)
    assert np.max(find_wall_K(rho, v, "turbulent")) == pytest.approx(1877.0, rel=0.01)
    assert np.max(infrared_W_sr(rho, v, WIDE)) == pytest.approx(372e3, rel=0.04)
    assert np.max(infrared_W_sr(rho, v, NARROW)) == pytest.approx(42.3e3, rel=0.03)


def test_laminar_wall_at_1_m() -> None:
    assert float(find_wall_K(at(us76(49e3)[0]), at(6000.0), "laminar")[0]) == pytest.approx(1406.0, rel=0.003)


def test_laminar_intensity_misses_because_theirs_keeps_the_turbulent_fall() -> None:
    """Miss their laminar 94.9 and 14.9 kW/sr by 13 and 10 %: along x they keep T as x^-0.05, where x^-0.5 of flux asks x^-0.125.

    With their fall, from the walls at 1 and 3.5 m, ours comes to theirs within 1.5 %.
    """
    rho = us76(49e3)[0]
    published = {WIDE: 94.9, NARROW: 14.9}
    assert kw(rho, 6000.0, WIDE, "laminar") / published[WIDE] == pytest.approx(0.872, abs=0.01)
    assert kw(rho, 6000.0, NARROW, "laminar") / published[NARROW] == pytest.approx(0.899, abs=0.01)
    front = float(find_wall_K(at(rho), at(6000.0), "laminar")[0])
    rear = float(surface_temperature_K(at(rho), at(6000.0), 3.5, math.radians(7.6), "laminar")[0])
    for band, theirs in published.items():
        total = 0.0
        for x, slope, area in signature._strips():
            t = front * x**-0.05 if slope == signature.FRONT_SLOPE_RAD else rear * (x / 3.5) ** -0.05
            total += EMISSIVITY * area * float(band_radiance_W_m2_sr(at(t), *BANDS[band])[0])
        assert total / 1e3 == pytest.approx(theirs, rel=0.015)


# ---- the low estimate


def test_low_estimate_is_candler_and_leyva_at_their_state() -> None:
    """Hold by construction: two ratios, 0.38 and 0.39, carry our laminar walls to their level."""
    assert kw(1.015e-3, 6000.0, WIDE, "candler_leyva") == pytest.approx(29.0)
    assert kw(1.015e-3, 6000.0, NARROW, "candler_leyva") == pytest.approx(4.90)
    assert 0.37 < signature.candler_leyva_ratio(WIDE) < signature.candler_leyva_ratio(NARROW) < 0.40


def test_low_estimate_at_their_second_state_misses_one_band() -> None:
    """At 6 km/s and 4.17e-4 kg/m3 they have 22.1 and 2.95 kW/sr: ours is 28 % low in the wide band and 3 % high in the narrow one.

    Cooler grey walls must lose more in the band that reaches to shorter waves; theirs lose less, so not all they count is such a wall.
    """
    assert kw(4.17e-4, 6000.0, NARROW, "candler_leyva") == pytest.approx(2.95, rel=0.05)
    assert kw(4.17e-4, 6000.0, WIDE, "candler_leyva") / 22.1 == pytest.approx(0.72, abs=0.02)


def test_laminar_wall_is_hotter_than_candler_and_leyva() -> None:
    """Record why a ratio is needed: their lower surface is at 1,150 to 1,200 K; the flat-plate law has 1,386 K at 1 m, 18 % above."""
    assert float(find_wall_K(at(1.015e-3), at(6000.0), "laminar")[0]) / 1175.0 == pytest.approx(1.18, abs=0.01)


def test_3_to_5_um_is_half_of_what_is_published() -> None:
    """Miss 105 (Niu and others) and 113 kW/sr (Tracy and Wright's figure beside it) at 5.4 km/s and 60 km: ours is 56.

    Why is not known. Twice ours would be 112; whether that comparison counts two surfaces cannot be told from the figures quoted.
    """
    ours = kw(us76(60e3)[0], 5400.0, "3-5 um", "turbulent")
    assert ours / 113.0 == pytest.approx(0.50, abs=0.02)
    assert ours / 105.0 == pytest.approx(0.535, abs=0.02)


# ---- Planck


@pytest.mark.parametrize("kelvin", [300.0, 1000.0, 3000.0])
def test_a_wide_band_holds_all_of_stefan_and_boltzmann(kelvin: float) -> None:
    wide = float(band_radiance_W_m2_sr(at(kelvin), 1e-8, 1e-1)[0])
    assert wide == pytest.approx(STEFAN_BOLTZMANN * kelvin**4 / math.pi, rel=1e-6)


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("kelvin", [400.0, 1200.0, 2000.0, 3400.0])
def test_bands_equal_another_quadrature(band: str, kelvin: float) -> None:
    def spectral(um: float) -> float:
        return 1.1910429723971884e8 / um**5 / math.expm1(14387.768775039337 / (um * kelvin))  # W/m2/sr/um

    low, high = BANDS[band]
    known, _ = quad(spectral, low * 1e6, high * 1e6, epsabs=0.0, epsrel=1e-10)
    assert float(band_radiance_W_m2_sr(at(kelvin), low, high)[0]) == pytest.approx(known, rel=1e-9)


def test_long_waves_follow_rayleigh_and_jeans() -> None:
    """Integrate 2 c k T / w^4: at 1 to 1.1 m and 3,000 K the next term is 2e-6 of it."""
    known = 2.0 * 299792458.0 * 1.380649e-23 * 3000.0 / 3.0 * (1.0 - 1.1**-3)
    assert float(band_radiance_W_m2_sr(at(3000.0), 1.0, 1.1)[0]) == pytest.approx(known, rel=1e-5)


def test_a_narrow_band_peaks_where_wien_says() -> None:
    """Find the brightest wavelength of 2,000 K, 2,897.77 / 2000 um, among bands 0.1 % wide."""
    wave = np.geomspace(1.2e-6, 1.8e-6, 400)
    bright = [float(band_radiance_W_m2_sr(at(2000.0), w, 1.001 * w)[0]) / (0.001 * w) for w in wave]
    assert wave[int(np.argmax(bright))] == pytest.approx(1.448886e-6, rel=3e-3)


@pytest.mark.parametrize("band", BANDS)
def test_radiance_rises_with_temperature_and_the_table_follows(band: str) -> None:
    t = np.linspace(301.0, 5999.0, 500)
    exact = band_radiance_W_m2_sr(t, *BANDS[band])
    assert np.all(np.diff(exact) > 0.0)
    assert np.interp(t, *signature._radiance_table(band)) == pytest.approx(exact, rel=2e-3)


# ---- the estimate as used


def test_area_is_that_of_the_outline() -> None:
    seen = sum(area for _, _, area in signature._strips())
    assert seen == pytest.approx(math.tan(math.radians(22.3)) * (2.9**2 - 0.034**2) + 2.2 * 0.77, rel=1e-12)


@pytest.mark.parametrize("wall", ["turbulent", "laminar"])
@pytest.mark.parametrize("band", BANDS)
def test_more_strips_change_nothing(band: str, wall: str, monkeypatch: pytest.MonkeyPatch) -> None:
    states = np.array([1e-3, 1e-4, 3e-3]), np.array([6000.0, 3000.0, 5000.0])
    few = infrared_W_sr(*states, band, wall)
    monkeypatch.setattr(signature, "N_FRONT", 200)
    monkeypatch.setattr(signature, "N_REAR", 50)
    signature._strips.cache_clear()
    many = infrared_W_sr(*states, band, wall)
    signature._strips.cache_clear()
    assert few == pytest.approx(many, rel=1e-3)


@pytest.mark.parametrize("band", BANDS)
def test_low_never_exceeds_high(band: str) -> None:
    grid = np.meshgrid(np.logspace(-6.0, -1.5, 40), np.linspace(1500.0, 7500.0, 40), indexing="ij")
    low, high = infrared_range_W_sr(*grid, band)
    assert np.all(low <= high) and np.all(low > 0.0)
    assert np.all(np.diff(low, axis=0) > 0.0) and np.all(np.diff(low, axis=1) > 0.0)


def test_place_moves_geometrically_between_the_two() -> None:
    v, z = np.array([5000.0, 6000.0]), np.array([44e3, 49e3])
    low, middle, high = (infrared_intensity_W_sr(v, z, place) for place in (0.0, 0.5, 1.0))
    assert middle == pytest.approx(np.sqrt(low * high))
    known = infrared_range_W_sr(np.array([us76(float(h))[0] for h in z]), v)
    assert low == pytest.approx(known[0], rel=2e-4)
    assert high == pytest.approx(known[1], rel=2e-4)


def test_nothing_shines_at_rest_without_air_or_above_90_km() -> None:
    assert infrared_intensity_W_sr(np.array([6000.0, 6000.0]), np.array([90.001e3, 200e3])) == pytest.approx([0.0, 0.0], abs=0.0)
    assert infrared_W_sr(np.array([0.0, 1e-3]), np.array([6000.0, 0.0])) == pytest.approx([0.0, 0.0], abs=1e-6)
    # where the 1976 standard changes formula, at 86 km, nothing jumps
    below, above = infrared_intensity_W_sr(np.array([6000.0, 6000.0]), np.array([85.99e3, 86.01e3]))
    assert above == pytest.approx(below, rel=0.02)
    assert float(infrared_intensity_W_sr(np.float64(6000.0), np.float64(49e3), 1.0)) == pytest.approx(367e3, rel=0.002)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(InputError, match="is not a band"):
        infrared_W_sr(at(1e-3), at(6000.0), "8-12 um")
    with pytest.raises(InputError, match="is not a kind of wall"):
        infrared_W_sr(at(1e-3), at(6000.0), wall="mixed")
    with pytest.raises(InputError, match="is not a law"):
        wall_temperature_K(at(1e-3), at(6000.0), 0.03, law="fay-riddell")
