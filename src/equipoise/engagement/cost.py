"""Price shields: development, interceptors, sensors, and keeping them to the end of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.results.schema import SHIELD_COSTS
from equipoise.results.table import Table
from equipoise.scenario.defences import Architecture, Layer, Shield
from equipoise.scenario.inputs import Inputs
from equipoise.scenario.sensors import Satellites, Sensor

FloatArray = NDArray[np.float64]


def price_shields(shields: Sequence[Shield], architectures: Sequence[Architecture], inputs: Inputs, end_year: int) -> Table:
    """Price every shield to the end of the case (schema SHIELD_COSTS), in dollars of 2025 without discounting.

    Total = development + interceptors + own sensors + operation x (what was bought) x years in service. A conventional shield has
    its interceptors only: what stands already is sunk. Architectures bring the sensors that they name.
    """
    known = {a.id: a for a in architectures}
    rows: dict[str, list[Any]] = {name: [] for name in SHIELD_COSTS.names}
    for shield in shields:
        own = known.get(shield.name)
        bought, sensors = price_interceptors(shield.layers, inputs), price_sensors(own.sensors if own else (), inputs)
        first = inputs[own.first_year] if own else np.full(len(inputs), np.nan)
        development = inputs[own.development_cost] if own else np.zeros(len(inputs))
        years = np.maximum(0.0, end_year - first) if own else np.zeros(len(inputs))
        operation = (inputs[own.operation] if own else 0.0) * (bought + sensors) * years
        for name, item in (
            ("run", inputs.runs), ("defender", [shield.defender] * len(inputs)), ("shield", [shield.name] * len(inputs)),
            ("first_year", first), ("development_usd2025", development), ("interceptors_usd2025", bought),
            ("sensors_usd2025", sensors), ("operation_usd2025", operation),
            ("total_usd2025", development + bought + sensors + operation),
        ):  # fmt: skip
            rows[name].extend(item)
    return Table.build(SHIELD_COSTS, rows)


def price_interceptors(layers: Sequence[Layer], inputs: Inputs) -> FloatArray:
    """Add up interceptors times unit cost over layers, by run."""
    total = np.zeros(len(inputs))
    for layer in layers:
        total = total + inputs[layer.interceptors] * inputs[layer.unit_cost]
    return total


def price_sensors(sensors: Sequence[Sensor], inputs: Inputs) -> FloatArray:
    """Add up what sensors cost, by run: constellations by the satellite; a sensor without a price counts nothing."""
    total = np.zeros(len(inputs))
    for sensor in sensors:
        if sensor.unit_cost is not None:
            total = total + inputs[sensor.unit_cost] * (inputs[sensor.n_satellites] if isinstance(sensor, Satellites) else 1.0)
    return total
