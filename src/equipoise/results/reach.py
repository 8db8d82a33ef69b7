"""Hold how far and how fast interceptors come: time of flight and speed over distance and height, by layer and run (truth)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class ReachTables:
    """Hold the least time of flight from a battery to a point, and the interceptor's speed there.

    time_s, speed_m_s: (layer, run, altitude, distance), on even grids from 0 to altitude_top_m and from 0 to reach_m (both: layer, run;
    above sea level, and over ground on a sphere of 6371 km). Where an interceptor does not come within its endurance the time is
    infinite and the speed 0. `keys` names the layers. About 20 kB a layer and run.
    """

    keys: tuple[str, ...]
    altitude_top_m: FloatArray
    reach_m: FloatArray
    time_s: FloatArray
    speed_m_s: FloatArray

    def find(self, key: str) -> int:
        """Return the place of a layer in the arrays; KeyError if it was not flown (interceptors in orbit are not)."""
        if key not in self.keys:
            raise KeyError(f"no fly-out of layer {key!r}; flown were {', '.join(self.keys) or 'none'}")
        return self.keys.index(key)

    def look_up(self, key: str, distance_m: FloatArray | float, altitude_m: FloatArray | float) -> tuple[FloatArray, FloatArray]:
        """Return time of flight (s) and speed (m/s) of one layer to points, by run: arrays (run, ...) or plain numbers.

        Linear in distance and height between grid points; infinite and 0 beyond the grid and in a cell with a corner out of reach, so
        that the edge of reach is short by up to one cell.
        """
        k = self.find(key)
        n_altitudes, n_distances = self.time_s.shape[2:]
        distance, altitude = (np.asarray(x, dtype=np.float64) for x in (distance_m, altitude_m))
        shape = np.broadcast_shapes(distance.shape, altitude.shape)
        shape = shape if shape and shape[0] == len(self.reach_m[k]) else (len(self.reach_m[k]), *shape)
        distance, altitude = np.broadcast_to(distance, shape), np.broadcast_to(altitude, shape)
        by_run = (slice(None), *(None,) * (len(shape) - 1))
        across, up = distance / self.reach_m[k][by_run], altitude / self.altitude_top_m[k][by_run]
        inside = (across >= 0.0) & (across <= 1.0) & (up >= 0.0) & (up <= 1.0)
        across, up = np.clip(across, 0.0, 1.0) * (n_distances - 1), np.clip(up, 0.0, 1.0) * (n_altitudes - 1)
        j, i = np.minimum(across.astype(int), n_distances - 2), np.minimum(up.astype(int), n_altitudes - 2)
        q, p = across - j, up - i
        run = np.broadcast_to(np.arange(shape[0])[by_run], shape)
        time, speed = np.zeros(shape), np.zeros(shape)
        for di, dj, weight in ((0, 0, (1 - p) * (1 - q)), (0, 1, (1 - p) * q), (1, 0, p * (1 - q)), (1, 1, p * q)):
            corner = self.time_s[k][run, i + di, j + dj]
            time += np.where(weight > 0.0, np.where(weight > 0.0, weight, 1.0) * corner, 0.0)
            speed += weight * self.speed_m_s[k][run, i + di, j + dj]
        reached = inside & np.isfinite(time)
        return np.where(reached, time, np.inf), np.where(reached, speed, 0.0)
