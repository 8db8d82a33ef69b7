"""Let third states restore what the builder's counter-shield takes from their second strike, beyond their declared build-up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.results.state import ForceState
from equipoise.rivalry.procure import LEAST_PENETRATION

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class ThirdBook:
    """Hold what third states have added: arrays over runs and third states; the queue also over years to wait."""

    added: FloatArray  # run, third
    queue: FloatArray  # run, third, years to wait
    rate: FloatArray  # run, third: most warheads ordered in a year


def open_third_book(rate: FloatArray, lag: NDArray[np.int64]) -> ThirdBook:
    """Open an empty book for third states that may order `rate` warheads a year."""
    return ThirdBook(np.zeros_like(rate), np.zeros((*rate.shape, int(lag.max()) + 2)), rate)


def add_to(third: ForceState, added: FloatArray) -> ForceState:
    """Add warheads to a third state's forces, over its legs in proportion to what they carry."""
    total = np.zeros(len(added))
    for j in range(third.n_weapons.shape[1]):
        total = total + third.n_weapons[:, j]
    return replace(third, n_weapons=third.n_weapons * (1.0 + added / np.maximum(total, 1e-9))[:, None])


def answer_builder(
    book: ThirdBook, place: int, arrivals: FloatArray, held: FloatArray, threshold: FloatArray, restore: FloatArray, reaction: FloatArray,
    lag: NDArray[np.int64],
) -> ThirdBook:  # fmt: skip
    """Order warheads of one third state: reaction x gap, at most its rate; gap = threshold + restore (bare - threshold) - arriving.

    `arrivals` is (run, [arriving, gliders, arriving without the counter-shield]) as a worst-case planner believes: the same convention
    as that of the two rivals, against what its own build-up would land if the builder had no counter-shield.
    """
    arriving, bare = arrivals[:, 0], arrivals[:, 2]
    gap = np.maximum(0.0, np.minimum(bare, threshold + restore * np.maximum(0.0, bare - threshold)) - arriving)
    through = np.maximum(arriving / np.maximum(held, 1.0), LEAST_PENETRATION)
    queue = book.queue.copy()
    queue[np.arange(len(gap)), place, lag] += np.minimum(book.rate[:, place], reaction * gap / through)
    return replace(book, queue=queue)


def deliver_thirds(book: ThirdBook) -> ThirdBook:
    """Put in service what is due in a year."""
    queue = np.concatenate([book.queue[:, :, 1:], np.zeros_like(book.queue[:, :, :1])], axis=2)
    return replace(book, added=book.added + book.queue[:, :, 0], queue=queue)
