"""Hold the air above 86 km to its published tables, and the tables of air to the laws that they stand for."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from equipoise.compute import air
from equipoise.compute.air import build_air_table, nrlmsis_profile, us76_upper
from equipoise.errors import InputError, MissingExtra
from equipoise.kernel.atmosphere import us76

# US Standard Atmosphere 1976 tables: km, K, Pa, kg/m3 (None: not at hand)
ROWS = [
    (86.0, 186.87, 3.7338e-1, 6.958e-6), (86.5, 186.87, 3.4163e-1, 6.366e-6), (91.0, None, 1.5381e-1, 2.860e-6),
    (100.0, 195.08, 3.2011e-2, 5.604e-7), (110.0, None, 7.1042e-3, 9.708e-8), (115.0, 300.00, 4.0096e-3, 4.289e-8),
    (120.0, None, 2.5382e-3, 2.222e-8), (150.0, None, 4.5422e-4, None), (200.0, 854.56, 8.4736e-5, 2.541e-10),
    (300.0, None, 8.7704e-6, None), (400.0, None, 1.4518e-6, None), (500.0, None, 3.0236e-7, 5.215e-13),
    (600.0, None, 8.2130e-8, None), (750.0, 999.99, 2.2599e-8, 1.788e-14), (900.0, None, 1.0873e-8, None),
    (985.0, 1000.00, 7.9185e-9, 3.797e-15), (1000.0, 1000.00, 7.5138e-9, 3.561e-15),
]  # fmt: skip
PLACE = {"latitude_deg": 45.0, "longitude_deg": 0.0, "date": "2015-03-20T12:00", "f107": 150.0, "f107a": 150.0, "ap": 4.0}


def look_up(table: np.ndarray, height: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read density and 1 / speed of sound as the kernel does."""
    cells = (air.R0_M * height / (air.R0_M + height) - air.AIR_BASE_M) / air.AIR_CELL_M
    assert cells.min() >= 0.0 and cells.max() < len(table) // 8
    s = cells % 1.0
    rho, inverse = table.reshape(2, -1, 4)[:, cells.astype(int)]
    powers = np.stack([s**0, s, s**2, s**3], axis=1)
    return np.sum(rho * powers, axis=1), np.sum(inverse * powers, axis=1)


def draw(low: float, high: float) -> np.ndarray:
    return np.sort(np.random.default_rng(7).uniform(low, high, 20_000))


@pytest.mark.parametrize(("km", "kelvin", "pascal", "rho"), ROWS)
def test_upper_air_equals_its_tables(km: float, kelvin: float | None, pascal: float, rho: float | None) -> None:
    """Density to the last printed digit; pressure within 6e-5, up to 4 units of its fifth digit."""
    density, temperature, pressure = (float(v[0]) for v in us76_upper(np.array([km * 1000.0])))
    assert rho is None or f"{density:.3e}" == f"{rho:.3e}"
    assert kelvin is None or temperature == pytest.approx(kelvin, abs=0.005)
    assert pressure == pytest.approx(pascal, rel=6e-5)


def test_both_laws_meet_at_86_km() -> None:
    low, high = us76(86e3)[0], us76_upper(np.array([86e3]))[0][0]
    assert high == pytest.approx(low, rel=1e-5)
    assert us76(86e3)[1] == pytest.approx(air.SOUND_ABOVE_86_KM_M_S, abs=0.005)


def test_upper_air_is_hydrostatic_while_mixed() -> None:
    """dp = -rho g dh holds while air is nearly one gas; the drift of oxygen and helium takes 1.7e-3 of it."""
    h = np.linspace(86.5e3, 91e3, 91)
    rho, _, p = us76_upper(h)
    g = 9.80665 * (air.R0_M / (air.R0_M + h)) ** 2
    assert np.gradient(np.log(p), h)[1:-1] == pytest.approx((-rho * g / p)[1:-1], rel=2e-3)


def test_density_falls_all_the_way_up() -> None:
    h = draw(86e3, 1e6)
    assert np.all(np.diff(us76_upper(h)[0]) < 0.0)
    h = np.arange(-4_900.0, 1e6, 5.0)
    for name, top in (("us76", 86e3), ("us76_to_1000km", 1e6)):
        assert np.all(np.diff(look_up(build_air_table(name), h[h <= top])[0]) < 0.0)


@pytest.mark.parametrize(("name", "top"), [("us76", 86e3), ("us76_to_1000km", 85.6e3)])
def test_table_is_the_law_below_86_km(name: str, top: float) -> None:
    h = draw(-4_900.0, top)
    law = np.array([us76(float(v))[:2] for v in h])
    rho, inverse = look_up(build_air_table(name), h)
    assert np.max(np.abs(rho / law[:, 0] - 1.0)) < 3e-8
    assert np.max(np.abs(inverse * law[:, 1] - 1.0)) < 1e-9


def test_cells_half_as_wide_err_a_sixteenth(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cubic errs with the fourth power of its cell: 250 m would give 1e-8."""
    monkeypatch.setattr(air, "AIR_CELL_M", 250.0)
    h = draw(-4_900.0, 86e3)
    law = np.array([us76(float(v))[0] for v in h])
    assert np.max(np.abs(look_up(build_air_table.__wrapped__("us76"), h)[0] / law - 1.0)) < 3e-9


def test_table_is_the_law_above_86_km() -> None:
    """2e-6, but in the three cells that hold a kink of the standard: at 86 km, at 100 km (mean mass) and at 110 km (temperature)."""
    h = draw(86e3, 1e6)
    rho, inverse = look_up(build_air_table("us76_to_1000km"), h)
    error = np.abs(rho / us76_upper(h)[0] - 1.0)
    level = air.R0_M * h / (air.R0_M + h)
    smooth = np.ones(len(h), dtype=bool)
    for kink, bound in ((86e3, 2.5e-4), (100e3, 1e-4), (110e3, 4e-5)):
        cell = level // air.AIR_CELL_M == air.R0_M * kink / (air.R0_M + kink) // air.AIR_CELL_M
        assert np.max(error[cell]) < bound
        smooth &= ~cell
    assert np.max(error[smooth]) < 2e-6
    assert np.max(np.abs(inverse[smooth] * air.SOUND_ABOVE_86_KM_M_S - 1.0)) < 1e-9
    assert np.max(np.abs(inverse * air.SOUND_ABOVE_86_KM_M_S - 1.0)) < 2e-4  # the cell at 86 km: sound stops falling there


def test_tables_are_shared_and_locked() -> None:
    table = build_air_table("us76")
    assert table is build_air_table("us76") and table.dtype == np.float64 and len(table) % 8 == 0
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 1.0


def test_an_unknown_atmosphere_is_refused() -> None:
    with pytest.raises(InputError, match="us76_to_1000km"):
        build_air_table("us62")


def test_nrlmsis_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymsis", None)
    with pytest.raises(MissingExtra, match=r"equipoise\[msis\]"):
        nrlmsis_profile(np.array([400e3]), **PLACE)


def test_nrlmsis_is_sane_and_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pymsis = pytest.importorskip("pymsis")

    def refuse(*_: object) -> None:
        raise AssertionError("indices were looked up")

    monkeypatch.setattr(pymsis.msis, "get_f107_ap", refuse)
    rho, t, sound = nrlmsis_profile(np.array([0.0, 50e3, 400e3]), **PLACE)
    assert rho[0] == pytest.approx(1.225, rel=0.05) and rho[1] == pytest.approx(1.027e-3, rel=0.15)
    assert 1e-12 < rho[2] < 1e-11 and 700.0 < t[2] < 1500.0
    assert sound[:2] == pytest.approx(np.sqrt(1.4 * 287.05 * t[:2]), rel=2e-3)
    one = nrlmsis_profile(np.array([400e3]), **PLACE)
    assert [float(v[0]) for v in one] == pytest.approx([rho[2], t[2], sound[2]])


def test_nrlmsis_table_is_the_profile() -> None:
    pytest.importorskip("pymsis")
    h = draw(10.0, 999e3)
    rho, _, sound = nrlmsis_profile(h, **PLACE)
    table, inverse = look_up(build_air_table("nrlmsis", **PLACE), h)
    assert np.max(np.abs(table / rho - 1.0)) < 2e-5
    assert np.max(np.abs(inverse * sound - 1.0)) < 2e-5
    below = look_up(build_air_table("nrlmsis", **PLACE), np.array([-4_000.0, -100.0]))[0]
    assert below == pytest.approx(nrlmsis_profile(np.array([0.0]), **PLACE)[0][0], rel=1e-6)
