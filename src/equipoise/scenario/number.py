"""Hold one declared number: a value or a distribution, in SI, with its source, basis and path."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from equipoise.errors import InputError
from equipoise.units import DIMENSIONS, parse_plain, parse_quantity

SHAPES = {"value": 1, "uniform": 2, "triangular": 3, "beta": 2, "normal": 2, "lognormal": 2}
_EXTRAS = {"source", "basis", "confidence", "note", "truncated", "range"}
BASES = ("P", "S", "G", "D", "A")


class Spec(BaseModel):
    """Declare one noun of a scenario: frozen, strict, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(eq=False, slots=True)
class Number:
    """Hold a value or distribution in SI. `path` and `slot` are set once, when the case is loaded.

    shape is one of value, uniform (low, high), triangular (low, mode, high), beta (a, b; on 0..1 or on `bounds`),
    normal (mean, sd; cut to `bounds`), lognormal (median, sigma of the logarithm).
    """

    dimension: str | None
    shape: str
    parameters: tuple[float, ...]
    bounds: tuple[float, float] | None = None
    source: str = ""
    basis: str = ""
    confidence: str = ""
    note: str = ""
    text: Any = None
    path: str = field(default="")
    slot: str = field(default="")
    limits: tuple[float, float] = (-math.inf, math.inf)  # of the field that holds it, SI

    @property
    def is_uncertain(self) -> bool:
        """Tell whether draws of this number differ."""
        return self.shape != "value"

    @property
    def central(self) -> float:
        """Return the value, or the median of the distribution, in SI."""
        return self.parameters[0] if self.shape == "value" else float(self.quantile(0.5))

    def quantile(self, u: Any) -> Any:
        """Return the quantile at probability u (float or array), in SI.

        >>> Number(None, "uniform", (2.0, 4.0)).quantile(0.25)
        2.5
        """
        p = self.parameters
        if self.shape == "value":
            return p[0] + 0.0 * u
        if self.shape == "uniform":
            return p[0] + (p[1] - p[0]) * u
        if self.shape == "triangular":
            return _triangular_quantile(p, u)
        from scipy import special

        if self.shape == "beta":
            low, high = self.bounds or (0.0, 1.0)
            return low + (high - low) * special.betaincinv(p[0], p[1], u)
        if self.shape == "lognormal":
            from numpy import exp

            return p[0] * exp(p[1] * special.ndtri(u))
        low, high = self.bounds or (-math.inf, math.inf)
        a, b = special.ndtr((low - p[0]) / p[1]), special.ndtr((high - p[0]) / p[1])
        return p[0] + p[1] * special.ndtri(a + (b - a) * u)

    @property
    def unit(self) -> str:
        """Return the SI unit inside the program ('' for a plain number)."""
        return DIMENSIONS[self.dimension][0] if self.dimension else ""

    def describe(self) -> str:
        """Write the number as the user wrote it, briefly.

        >>> parse_number({"uniform": ["1 km", "2 km"]}, "length").describe()
        'uniform 1 km to 2 km'
        """
        if isinstance(self.text, Mapping):
            for shape in SHAPES:
                if shape in self.text:
                    raw = self.text[shape]
                    if shape == "value":
                        return str(raw)
                    joined = " to ".join(str(x) for x in raw) if shape == "uniform" else ", ".join(str(x) for x in raw)
                    cut = self.text.get("truncated") or self.text.get("range")
                    return f"{shape} {joined}" + (f" within {cut[0]} to {cut[1]}" if cut and shape != "uniform" else "")
        return str(self.text)


def _triangular_quantile(p: tuple[float, ...], u: Any) -> Any:
    import numpy as np

    low, mode, high = p
    cut = (mode - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(np.asarray(u) < cut, left, right)[()]


def parse_number(
    raw: object, dimension: str | None, low: float = -math.inf, high: float = math.inf, path: str = "value"
) -> Number:
    """Parse a number, a quantity or a distribution mapping; refuse it with the cure if it does not fit."""
    if isinstance(raw, Number):
        return raw
    if not isinstance(raw, Mapping):
        return _checked(Number(dimension, "value", (_parse_one(raw, dimension, path),), text=raw), low, high, path)
    shapes = [k for k in raw if k in SHAPES]
    unknown = [str(k) for k in raw if k not in SHAPES and k not in _EXTRAS]
    if len(shapes) != 1 or unknown:
        what = f"unknown key '{unknown[0]}'" if unknown else "no distribution or value is named"
        raise InputError(path=path, problem=what, accepted=f"one of {', '.join(SHAPES)}, with {', '.join(sorted(_EXTRAS))}")
    shape = shapes[0]
    parts = [raw[shape]] if shape == "value" else raw[shape]
    if not isinstance(parts, (list, tuple)) or len(parts) != SHAPES[shape]:
        raise InputError(path=path, problem=f"'{shape}' needs {SHAPES[shape]} numbers", accepted=f"{{{shape}: [..]}}")
    plain_tail = {"beta": 0, "lognormal": 1}.get(shape, len(parts))
    parameters = tuple(
        _parse_one(p, dimension if i < plain_tail else None, f"{path}.{shape}.{i}") for i, p in enumerate(parts)
    )
    cut = raw.get("truncated") if shape == "normal" else raw.get("range") if shape == "beta" else None
    bounds = None
    if cut is not None:
        if not isinstance(cut, (list, tuple)) or len(cut) != 2:
            raise InputError(path=path, problem="bounds need two numbers", accepted="[low, high]")
        bounds = (_parse_one(cut[0], dimension, path), _parse_one(cut[1], dimension, path))
    basis = str(raw.get("basis", ""))
    if basis and basis not in BASES:
        raise InputError(path=f"{path}.basis", problem=f"unknown basis '{basis}'", accepted=", ".join(BASES))
    number = Number(
        dimension, shape, parameters, bounds, str(raw.get("source", "") or ""), basis,
        str(raw.get("confidence", "") or ""), str(raw.get("note", "") or ""), text=dict(raw),
    )  # fmt: skip
    return _checked(number, low, high, path)


def _parse_one(raw: object, dimension: str | None, path: str) -> float:
    return parse_quantity(raw, dimension, path) if dimension else parse_plain(raw, path)


def _checked(number: Number, low: float, high: float, path: str) -> Number:
    p = number.parameters
    if (number.shape == "uniform" and not p[0] <= p[1]) or (
        number.shape == "triangular" and not (p[0] <= p[1] <= p[2] and p[0] < p[2])
    ):
        raise InputError(path=path, problem=f"the limits {list(p)} are not in rising order", accepted="low before high")
    if number.shape in ("beta", "normal", "lognormal") and min(p[-1], p[0] if number.shape != "normal" else 1.0) <= 0:
        raise InputError(path=path, problem=f"{number.shape} needs positive parameters", accepted="numbers above 0")
    if number.bounds and not number.bounds[0] < number.bounds[1]:
        raise InputError(path=path, problem="the bounds are not in rising order", accepted="low before high")
    least, most = _reach(number)
    if least < low or most > high:
        wrong = least if least < low else most
        span = f"{low:g} to {high:g}" if math.isfinite(high) and math.isfinite(low) else f"{low:g} or more"
        hint = "give 'truncated: [low, high]'" if number.shape == "normal" and not number.bounds else ""
        raise InputError(path=path, problem=f"{wrong:g} is out of range", accepted=f"{span} {number.unit}".strip(), mend=hint)
    return number


def _reach(number: Number) -> tuple[float, float]:
    p = number.parameters
    if number.shape in ("value", "uniform", "triangular"):
        return min(p), max(p)
    if number.shape == "lognormal":
        return 0.0, math.inf if p[1] > 0 else p[0]
    if number.shape == "beta":
        return number.bounds or (0.0, 1.0)
    return number.bounds or (-math.inf, math.inf)


def _number_type(dimension: str | None, low: float = -math.inf, high: float = math.inf, what: str = "", word: str = "") -> Any:
    def validate(raw: object) -> Number | str:
        if word and raw == word:
            return word
        try:
            parsed = parse_number(raw, dimension, low, high, path="")
            parsed.limits = (low, high)
            return parsed
        except InputError as error:
            context = {"problem": error.problem, "accepted": error.accepted, "mend": error.mend}
            raise PydanticCustomError("quantity", "{problem}", context) from None

    shown = DIMENSIONS[dimension][1] if dimension else "a plain number"
    scalar = {"type": "string"} if dimension else {"type": "number"}
    pair = {"type": "array", "items": scalar}
    mapping = {"type": "object", "properties": {k: (scalar if k == "value" else pair) for k in SHAPES}}
    choices = [scalar, mapping, {"const": word}] if word else [scalar, mapping]
    schema = {"description": f"{what or dimension or 'number'}: {shown}, or a distribution", "anyOf": choices}
    return Annotated[Number | str if word else Number, BeforeValidator(validate), WithJsonSchema(schema)]


INF = math.inf
Length = _number_type("length")
Distance = _number_type("length", 0.0)
Speed = _number_type("speed", 0.0)
LengthOrEquilibrium = _number_type("length", word="equilibrium")
AngleOrEquilibrium = _number_type("angle", word="equilibrium")
Pace = _number_type("speed")  # of either sign
Mass = _number_type("mass", 0.0)
Angle = _number_type("angle")
Duration = _number_type("time", 0.0)
Time = _number_type("time")
Force = _number_type("force", 0.0)
Area = _number_type("area", 0.0)
AreaDensity = _number_type("area_density", 1e-6)
Density = _number_type("density", 0.0)
Temperature = _number_type("temperature", 0.0)
AngularRate = _number_type("angular_rate")
GravParameter = _number_type("gravitational_parameter", 1.0)
Acceleration = _number_type("acceleration", 0.0)
Power = _number_type("power", 0.0)
Money = _number_type("money", 0.0)
Frequency = _number_type("frequency", 0.0)
Ratio = _number_type(None, 0.0, what="ratio")
Real = _number_type(None, what="number")
Count = _number_type(None, 0.0, what="count")
Probability = _number_type(None, 0.0, 1.0, what="probability")
Year = _number_type(None, 1945.0, 2200.0, what="year")


def number(raw: object, dimension: str | None = None) -> Number:
    """Build a Number in Python from the spelling used in files.

    >>> number("60 km", "length").central
    60000.0
    """
    return parse_number(raw, dimension)


def assumed(raw: object, dimension: str | None = None, note: str = "") -> Any:
    """Give a field a default that calls itself an assumption, built anew for each noun that takes it."""

    def build() -> Number:
        spelled = raw if isinstance(raw, Mapping) else {"value": raw}
        return number({**spelled, "source": "assumption", "basis": "A", "note": note}, dimension)

    return Field(default_factory=build)
