"""Find where a glider flies level in balance: lift, weight and centrifugal force equal (Saenger; Eggers, Allen and Neice)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError
from equipoise.kernel.point_mass import R0_M, sound_air
from equipoise.scenario.flights import Flight, GliderVehicle

FloatArray = NDArray[np.float64]
LOW_M, HIGH_M, N_HALVINGS = 0.0, 85_900.0, 60


def find_equilibrium(
    flight: Flight, draws: Any, constants: FloatArray, air: FloatArray | None, latitude: FloatArray, azimuth: FloatArray, speed: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Find the height (m) and flight path angle (rad) of equilibrium glide at a speed, for every run.

    rho V^2 (L/D) cos(bank) / (2 beta) = g - V^2 / r - 2 omega V cos(latitude) sin(azimuth) - omega^2 r cos^2(latitude); the path then
    sinks by 2 H g / (V^2 L/D), H the local scale height (Acton, Science & Global Security 23, 2015).
    """
    vehicle = flight.vehicle
    assert isinstance(vehicle, GliderVehicle)
    ratio = draws[vehicle.lift_to_drag] * (np.cos(draws[flight.bank[0].bank]) if flight.bank else 1.0)
    beta, omega = draws[vehicle.ballistic_coefficient], constants[3]
    height, gamma = np.empty(len(speed)), np.empty(len(speed))
    for i in range(len(speed)):
        c = tuple(constants[:, i])

        def look(h: float, c: tuple[float, ...] = c) -> tuple[float, float, float]:
            r = c[1] + h
            rho, slope, _ = sound_air(h, air, c, (r - R0_M - h) / r, 1.0 / r)
            return rho, slope, r

        def surplus(h: float, i: int = i, c: tuple[float, ...] = c) -> float:
            rho, _, r = look(h)
            need = c[0] / r**2 - speed[i] ** 2 / r - 2 * omega[i] * speed[i] * np.cos(latitude[i]) * np.sin(azimuth[i])
            return float(rho * speed[i] ** 2 * ratio[i] / (2 * beta[i]) - need + omega[i] ** 2 * r * np.cos(latitude[i]) ** 2)

        if surplus(LOW_M) < 0.0 or surplus(HIGH_M) > 0.0:
            why = "too slow to carry its weight" if surplus(LOW_M) < 0.0 else "near or above circular speed"
            raise InputError(path=f"{flight.id}.start.altitude", problem=f"there is no equilibrium glide at {speed[i]:.0f} m/s: {why}",
                             accepted="another speed, or an altitude", mend="")  # fmt: skip
        low, high = LOW_M, HIGH_M
        for _ in range(N_HALVINGS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if surplus(middle) > 0.0 else (low, middle)
        rho, slope, r = look(low)
        height[i] = low
        gamma[i] = -2.0 * (-rho / slope) * c[0] / r**2 / (speed[i] ** 2 * ratio[i])
    return height, gamma
