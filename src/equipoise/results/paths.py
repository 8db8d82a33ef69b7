"""Spread the samples of one flight over (run, sample): the dense form in which later stages read a flight (truth)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.constants import G0_M_S2
from equipoise.results.table import Table

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Paths:
    """Hold one flight over runs, padded to the longest by repeating its last sample.

    t_s, altitude_m, speed_m_s, azimuth_rad, aero_accel_m_s2, is_boosting: (run, sample); state_ecef: (run, sample, 6), position (m)
    and velocity (m/s); length: samples that count. infrared maps a band to its low and high published estimate (W/sr).
    """

    length: NDArray[np.int64]
    t_s: FloatArray
    state_ecef: FloatArray
    altitude_m: FloatArray
    speed_m_s: FloatArray
    azimuth_rad: FloatArray
    latitude_rad: FloatArray
    longitude_rad: FloatArray
    aero_accel_m_s2: FloatArray
    is_boosting: NDArray[np.bool_]
    infrared: dict[str, tuple[FloatArray, FloatArray]]

    @classmethod
    def read(cls, samples: Table, flight: str, n_runs: int) -> Paths:
        """Read one flight from a table of samples in run order (schema SAMPLES)."""
        rows = samples.where(flight=flight)
        starts = np.flatnonzero(np.r_[True, np.diff(rows["run"]) != 0]) if rows.n_rows else np.zeros(0, dtype=np.int64)
        if len(starts) != n_runs:
            raise RuntimeError(f"samples of flight {flight} cover {len(starts)} runs, expected {n_runs}")
        length = np.diff(np.r_[starts, rows.n_rows])
        index = starts[:, None] + np.minimum(np.arange(length.max())[None, :], length[:, None] - 1)

        def pick(name: str, scale: float = 1.0) -> FloatArray:
            return np.ascontiguousarray(rows[name][index]) * scale

        state = np.stack([pick(f"{v}{axis}_ecef_{unit}") for v, unit in (("", "m"), ("v", "m_s")) for axis in "xyz"], axis=2)
        bands = {"2.69-2.95 um": "2p69_2p95um", "1.4-3.0 um": "1p4_3p0um", "3-5 um": "3_5um"}
        infrared = {band: (pick(f"infrared_low_{c}_W_sr"), pick(f"infrared_high_{c}_W_sr")) for band, c in bands.items()}
        degree = float(np.pi / 180.0)
        return cls(
            length, pick("t_s"), np.ascontiguousarray(state), pick("altitude_m"), pick("speed_m_s"), pick("azimuth_deg", degree),
            pick("latitude_deg", degree), pick("longitude_deg", degree), pick("aero_accel_g", G0_M_S2), rows["is_boosting"][index],
            infrared,
        )  # fmt: skip

    @property
    def t_end_s(self) -> FloatArray:
        """Return the time of the last sample of each run."""
        return self.t_s[:, -1]
