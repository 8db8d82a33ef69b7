"""Solve the small games of rivalry, every equilibrium of each: never the first one found, never a chosen one without saying so.

In every restraint game action 0 is to restrain and action 1 is to arm; the leading axis of an array is the run.
"""

from __future__ import annotations

from equipoise.rivalry.games.bimatrix import Equilibrium, enumerate_equilibria, find_restraint_equilibria
from equipoise.rivalry.games.cutoffs import find_cutoff_pairs, find_cutoffs
from equipoise.rivalry.games.markov import find_markov_equilibria
from equipoise.rivalry.games.quantal import find_quantal_equilibria

__all__ = [
    "Equilibrium", "enumerate_equilibria", "find_cutoff_pairs", "find_cutoffs", "find_markov_equilibria", "find_quantal_equilibria",
    "find_restraint_equilibria",
]  # fmt: skip
