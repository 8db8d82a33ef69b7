"""Parse quantities written with a unit into SI floats at the door; inside the program every number is SI."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from equipoise.errors import InputError

if TYPE_CHECKING:
    import pint

# dimension -> (SI unit inside, spellings shown to the user)
DIMENSIONS: dict[str, tuple[str, str]] = {
    "length": ("m", "'1200 m', '60 km', '3.4 cm', '650 nmi'"),
    "speed": ("m/s", "'6000 m/s', '6.1 km/s'"),
    "mass": ("kg", "'900 kg', '2.5 t'"),
    "angle": ("rad", "'45 deg', '0.7 rad'"),
    "time": ("s", "'20 s', '5 min', '2 year'"),
    "force": ("N", "'550 kN', '20 N'"),
    "area": ("m^2", "'0.5 m^2'"),
    "area_density": ("kg/m^2", "'13000 kg/m^2', '2663 lb/ft^2'"),
    "density": ("kg/m^3", "'1.225 kg/m^3'"),
    "mass_flow": ("kg/s", "'80 kg/s'"),
    "temperature": ("K", "'300 K'"),
    "angular_rate": ("rad/s", "'7.292115e-5 rad/s', '3 deg/s'"),
    "gravitational_parameter": ("m^3/s^2", "'398600.4418 km^3/s^2'"),
    "acceleration": ("m/s^2", "'30 m/s^2', '15 g_0'"),
    "power": ("W", "'1 MW', '20 kW'"),
    "money": ("usd2025", "'40 Musd', '175 Busd' (million, billion US dollars of 2025)"),
    "frequency": ("1/s", "'0.2 /s', '3 /year'"),
}

_NUMBER = r"[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"^\s*({_NUMBER})\s*([^\d\s+\-.].*?)\s*$")
_UNIT = re.compile(r"^[A-Za-zµ°/%][A-Za-z0-9µ°_/^*%. ()\-]{0,40}$")


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(cache_folder=None)
    registry.define("usd2025 = [money_2025]")
    registry.define("Musd = 1e6 * usd2025")
    registry.define("Busd = 1e9 * usd2025")
    return registry


@lru_cache(maxsize=512)
def _factor_to_si(unit: str, dimension: str) -> float | None:
    import pint

    registry = _registry()
    text = unit.strip()
    inverse = text.startswith(("/", "1/"))
    try:
        quantity = registry.Quantity(1.0, registry.parse_units(text.lstrip("1").lstrip("/") if inverse else text))
        return float((1.0 / quantity if inverse else quantity).to(DIMENSIONS[dimension][0]).magnitude)
    except pint.errors.PintError:
        return None
    except (ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError, AssertionError, KeyError):
        return None


def parse_quantity(text: object, dimension: str, path: str = "value") -> float:
    """Parse text such as '60 km' into an SI float; refuse a bare number, a wrong dimension or nonsense.

    >>> parse_quantity("60 km", "length")
    60000.0
    >>> parse_quantity("2.5 /year", "frequency") < 1e-7
    True
    """
    spellings = DIMENSIONS[dimension][1]
    if isinstance(text, (bool, int, float)) or text is None:
        raise InputError(path=path, problem=f"{text!r} has no unit", accepted=f"{dimension} with a unit, such as {spellings}")
    if not isinstance(text, str):
        raise InputError(path=path, problem=f"{text!r} is not a quantity", accepted=f"{dimension}, such as {spellings}")
    match = _QUANTITY.match(text)
    if match is None or not _UNIT.match(match.group(2)):
        problem = f"'{text}' has no unit" if re.fullmatch(rf"\s*{_NUMBER}\s*", text) else f"'{text}' is not a quantity"
        raise InputError(path=path, problem=problem, accepted=f"{dimension} with a unit, such as {spellings}")
    number = float(match.group(1).replace("_", ""))
    factor = _factor_to_si(match.group(2), dimension)
    if factor is None:
        raise InputError(path=path, problem=f"'{text}' is not a {dimension.replace('_', ' ')}", accepted=spellings)
    value = number * factor
    if not math.isfinite(value):
        raise InputError(path=path, problem=f"'{text}' is not a finite number", accepted=spellings)
    return value


def parse_plain(value: object, path: str = "value") -> float:
    """Parse a dimensionless number; refuse text, booleans, NaN and infinity.

    >>> parse_plain(2.6)
    2.6
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(path=path, problem=f"{value!r} is not a number", accepted="a plain number without a unit, such as 2.6")
    number = float(value)
    if not math.isfinite(number):
        raise InputError(path=path, problem=f"{value!r} is not a finite number", accepted="a finite number")
    return number
