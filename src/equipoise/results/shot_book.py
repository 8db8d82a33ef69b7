"""Hold what every shield can do: the summary table, and its looks by (run, layer, class, look) from which raids are played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.results.table import Table

FloatArray = NDArray[np.float64]
CLASS_ORDER = ("ballistic", "glider", "aeroballistic", "cruise")
MOST_LOOKS = 4


@dataclass(frozen=True)
class Shots:
    """Hold the looks of one shield. Classes in CLASS_ORDER; times on the weapon's own clock; looks beyond n_looks are not read.

    (run, layer, class): p_reach, n_looks, last_launch_s; (run, layer, class, look): launch_s, intercept_s, p_ssk;
    (run, layer): share_in_reach of the stock; (run): track_capacity in objects, infinite without a limit.
    """

    p_reach: FloatArray
    n_looks: FloatArray
    last_launch_s: FloatArray
    launch_s: FloatArray
    intercept_s: FloatArray
    p_ssk: FloatArray
    share_in_reach: FloatArray
    track_capacity: FloatArray

    @classmethod
    def empty(cls, n_runs: int, n_layers: int) -> Shots:
        """Make room for a shield that can do nothing."""
        by_class, by_look = (n_runs, n_layers, 4), (n_runs, n_layers, 4, MOST_LOOKS)
        return cls(
            np.zeros(by_class), np.zeros(by_class), np.zeros(by_class), np.zeros(by_look), np.zeros(by_look), np.zeros(by_look),
            np.ones((n_runs, n_layers)), np.full(n_runs, np.inf),
        )  # fmt: skip


@dataclass(frozen=True)
class ShotBook:
    """Hold the table (schema ENGAGEMENTS) and the looks by (defender, shield)."""

    table: Table
    shots: Mapping[tuple[str, str], Shots]
