"""Ask for every equilibrium of a small game, with perfect and with noisy replies."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from equipoise.registry import declare_input, register
from equipoise.rivalry.games.bimatrix import enumerate_equilibria, find_restraint_equilibria
from equipoise.rivalry.games.quantal import find_quantal_equilibria
from equipoise.rivalry.models.inputs import ASSUMED, Reals, find_side, need_length, take_stakes
from equipoise.scenario.number import Spec

STAG = (1.0, 0.6, 0.2, -0.8)


class TwoByTwo(Spec):
    """Take the payoffs of both players, row by row: 4 numbers each for a 2 by 2 game, 9 for a 3 by 3 game."""

    row: Reals = declare_input(
        (1.0, -0.8, 0.6, 0.2), "payoffs of the row player, row by row", unit="utility", basis="A", source="jervis_1978", max_length=9
    )  # fmt: skip
    column: Reals = declare_input(
        (1.0, 0.6, -0.8, 0.2), "payoffs of the column player in the same cells", unit="utility", basis="A", source="jervis_1978",
        max_length=9
    )  # fmt: skip


def two_by_two(spec: TwoByTwo) -> dict[str, Any]:
    """All Nash equilibria of a game of 2 by 2 or 3 by 3 actions, by support enumeration (Nash 1951): never the first found alone.

    A game is degenerate where a player has more best replies than it mixes over; its equilibria can then form a continuum, whose
    ends are listed.

    >>> out = two_by_two(TwoByTwo())
    >>> out["kinds"], [[round(p, 6) for p in odds] for odds in out["p_row"]][1]
    (['pure', 'mixed', 'pure'], [0.714286, 0.285714])
    """
    side = find_side("row", spec.row, (2, 3))
    need_length("column", spec.column, side * side, "as many as the row player's")
    found = enumerate_equilibria(*(np.array(t, dtype=np.float64).reshape(side, side) for t in (spec.row, spec.column)))
    return {
        "n_equilibria": len(found), "is_degenerate": any(e.is_degenerate for e in found), "kinds": [e.kind for e in found],
        "p_row": [list(e.p_row) for e in found], "p_column": [list(e.p_column) for e in found],
        "payoff_row": [e.payoff_row for e in found], "payoff_column": [e.payoff_column for e in found],
    }  # fmt: skip


class QuantalResponse(Spec):
    """Take a game of restraint played with noise."""

    stakes_1: Reals = take_stakes(STAG, "state 1")
    stakes_2: Reals = take_stakes(STAG, "state 2")
    precision: float = declare_input(
        5.0, "lambda, how well each hits its better action: 0 at random, large for sure", unit="1/utility", **ASSUMED,
        interval=(0.5, 50.0), ge=0.0, le=1e6,
    )  # fmt: skip


def quantal_response(spec: QuantalResponse) -> dict[str, Any]:
    """All logit quantal response equilibria: odds of arming a = 1/(1 + e^(-lambda D)), D the gain from arming (McKelvey, Palfrey 1995).

    The first is the principal branch, which grows out of even odds as precision rises from 0; the others appear in pairs. As
    precision grows they approach Nash equilibria, which are told beside them.

    >>> out = quantal_response(QuantalResponse(precision=0.0))
    >>> out["arming_1"], out["arming_2"]
    ([0.5], [0.5])
    """
    for name in ("stakes_1", "stakes_2"):
        need_length(name, getattr(spec, name), 4, "R, T, P, S")
    one, two = (np.array([s], dtype=np.float64) for s in (spec.stakes_1, spec.stakes_2))
    found = find_quantal_equilibria(one, two, np.array([spec.precision]))[0]
    nash = find_restraint_equilibria(one, two)[0][0]
    pairs = [(float(a), float(b)) for a, b in found if math.isfinite(a)]
    pure = [(float(a), float(b)) for a, b in nash if math.isfinite(a)]
    return {
        "n_equilibria": len(pairs), "arming_1": [p[0] for p in pairs], "arming_2": [p[1] for p in pairs],
        "p_race_principal": pairs[0][0] * pairs[0][1], "nash_arming_1": [p[0] for p in pure], "nash_arming_2": [p[1] for p in pure],
    }  # fmt: skip


register(
    "model", "two-by-two", title="All equilibria of a small game", function=two_by_two, spec=TwoByTwo, sources=("nash_1951",), basis="G",
    stage="rivalry", validity="two players, actions at once, payoffs known to both",
    outputs={
        "n_equilibria": ("", "how many; the ends alone where there is a continuum"),
        "is_degenerate": ("", "whether payoffs tie so that there may be a continuum"), "kinds": ("", "pure or mixed, each"),
        "p_row": ("", "odds of each action of the row player"), "p_column": ("", "odds of each action of the column player"),
        "payoff_row": ("utility", "of the row player"), "payoff_column": ("utility", "of the column player"),
    },
)  # fmt: skip
register(
    "model", "quantal-response", title="Restraint with noisy replies", function=quantal_response, spec=QuantalResponse,
    sources=("mckelvey_palfrey_1995",), basis="G", stage="rivalry",
    validity="two actions each; precision is known only from laboratory games",
    outputs={
        "n_equilibria": ("", "one or three"),
        "arming_1": ("", "odds that state 1 arms; the principal branch first, then least arming first"),
        "arming_2": ("", "odds that state 2 arms, in the same order"), "p_race_principal": ("", "both arm, on the principal branch"),
        "nash_arming_1": ("", "odds that state 1 arms in the Nash equilibria, least arming first"),
        "nash_arming_2": ("", "odds that state 2 arms in them"),
    },
)  # fmt: skip
