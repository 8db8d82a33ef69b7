"""Compare equilibria of random games with two game libraries, where they are installed: nashpy (MIT) and pygambit (GPL), neither needed."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from equipoise.rivalry.games import enumerate_equilibria, find_quantal_equilibria

SIZES = [(2, 2), (2, 3), (3, 3), (4, 4)]


def draw_games(size: tuple[int, int], n: int = 25) -> list[tuple[np.ndarray, np.ndarray]]:
    draw = np.random.default_rng(20_000 + 10 * size[0] + size[1])
    return [(draw.normal(size=size), draw.normal(size=size)) for _ in range(n)]


def declare_game(gambit: Any, a: np.ndarray, b: np.ndarray) -> Any:
    """Declare a game; the class that holds one in strategic form has another name from release 17 on."""
    return getattr(gambit, "StrategicGame", gambit.Game).from_arrays(a, b)


def read_odds(game: Any, profile: Any) -> tuple[float, ...]:
    """Read the odds of every strategy; players are labels from release 17 on, objects before."""
    if hasattr(game, "get_strategies"):
        return tuple(float(profile[player][s]) for player in game.players for s in game.get_strategies(player))
    return tuple(float(profile[s]) for player in game.players for s in player.strategies)


def list_ours(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.array(sorted((*e.p_row, *e.p_column) for e in enumerate_equilibria(a, b)))


@pytest.mark.parametrize("size", SIZES)
def test_all_equilibria_agree_with_nashpy(size: tuple[int, int]) -> None:
    nashpy = pytest.importorskip("nashpy")
    for a, b in draw_games(size):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of games that may be degenerate
            game = nashpy.Game(a, b)
            # its support enumeration (0.0.43) drops some to rounding at larger sizes; its vertex enumeration does not
            theirs = np.array(sorted({tuple(np.round([*x, *y], 9) + 0.0) for x, y in game.vertex_enumeration()}))
        ours = list_ours(a, b)
        assert ours.shape == theirs.shape and all(np.abs(ours - found).max(axis=1).min() < 1e-7 for found in theirs)


@pytest.mark.parametrize("size", SIZES)
def test_all_equilibria_agree_with_pygambit(size: tuple[int, int]) -> None:
    gambit = pytest.importorskip("pygambit")
    for a, b in draw_games(size):
        game = declare_game(gambit, a, b)
        found = gambit.nash.enummixed_solve(game, rational=False).equilibria
        theirs = np.array(sorted(read_odds(game, p) for p in found))
        ours = list_ours(a, b)
        assert ours.shape == theirs.shape and np.allclose(ours, theirs, atol=1e-7)


def test_degenerate_games_have_the_ends_that_pygambit_lists() -> None:
    gambit = pytest.importorskip("pygambit")
    draw = np.random.default_rng(7)
    for _ in range(40):
        a, b = (draw.integers(-1, 2, size=(3, 3)).astype(float) for _ in range(2))
        game = declare_game(gambit, a, b)
        found: Any = gambit.nash.enummixed_solve(game, rational=False).equilibria
        theirs = np.unique(np.round([read_odds(game, p) for p in found], 6), axis=0)
        ours = np.unique(np.round(list_ours(a, b), 6), axis=0)
        assert ours.shape == theirs.shape and np.allclose(ours, theirs, atol=1e-5)


def test_the_principal_branch_agrees_with_pygambit() -> None:
    gambit = pytest.importorskip("pygambit")
    draw = np.random.default_rng(11)
    for _ in range(10):
        one, two = draw.normal(size=(2, 4))
        a, b = np.array([[one[0], one[3]], [one[1], one[2]]]), np.array([[two[0], two[1]], [two[3], two[2]]])
        game = declare_game(gambit, a, b)
        theirs = gambit.qre.logit_solve_lambda(game, lam=[3.0])[0].profile
        odds = read_odds(game, theirs)
        ours = find_quantal_equilibria(one[None], two[None], np.array([3.0]))[0, 0]
        assert np.allclose(ours, [odds[1], odds[3]], atol=1e-5)
