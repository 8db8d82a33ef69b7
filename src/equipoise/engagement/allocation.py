"""Allocate interceptors: over the weapons of a raid while stock lasts, and over equal abstract targets that are never named."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

from equipoise.engagement.doctrine import kill_by_salvo
from equipoise.errors import InputError

RULES = ("first_come", "uniform")


def expect_leakers(n_weapons: int, usable: int, most_shots: int, p_ssk: float, rule: str = "first_come") -> float:
    """Expect the leakers of one salvo a weapon from a finite stock: n on one until it is empty, or one each, then a second each, ...

    First come: floor(U/n) weapons get n shots, one more gets the rest, the others none. Uniform: nobody gets two more than another, and
    nobody more than n. Uniform is never worse, since 1 - (1-p)^n is concave in n. All weapons tracked and within reach.

    >>> expect_leakers(10, 10, 2, 0.5), expect_leakers(10, 10, 2, 0.5, "uniform")
    (6.25, 5.0)
    """
    if rule not in RULES:
        raise InputError(path="rule", problem=f"{rule!r} is no rule", accepted=" or ".join(RULES))
    survive = 1.0 - p_ssk
    usable = min(usable, n_weapons * most_shots)
    if n_weapons == 0:
        return 0.0
    if rule == "uniform":
        each, more = divmod(usable, n_weapons)
        return (n_weapons - more) * survive**each + more * survive ** (each + 1)
    full, rest = divmod(usable, most_shots)
    partial = 1 if rest else 0
    return full * survive**most_shots + partial * survive**rest + float(n_weapons - full - partial)


def save_one(interceptors: int, weapons: int, p_ssk: float) -> float:
    """Return the chance that a target attacked by some weapons survives, its interceptors spread evenly over them.

    >>> save_one(2, 2, 0.5), save_one(1, 2, 1.0)
    (0.25, 0.0)
    """
    if weapons == 0:
        return 1.0
    each, more = divmod(interceptors, weapons)
    return kill_by_salvo(p_ssk, each) ** (weapons - more) * kill_by_salvo(p_ssk, each + 1) ** more


def save_if_uniform(interceptors: int, targets: int, weapons_each: int, p_ssk: float) -> float:
    """Expect the share of equal targets saved when each has as many interceptors as another, to within one.

    >>> save_if_uniform(20, 10, 2, 1.0), save_if_uniform(20, 10, 3, 1.0)
    (1.0, 0.0)
    """
    each, more = divmod(interceptors, targets)
    rest = (targets - more) * save_one(each, weapons_each, p_ssk)
    return (rest + more * save_one(each + 1, weapons_each, p_ssk)) / targets


def find_random_price(interceptors: float, targets: float) -> float:
    """Return the weapons that one target costs against the best random deployment of perfect interceptors: T = 2 I/M + 1.

    Prim and Read (1957): each target holds 0..T-1 interceptors with equal chance, so that a weapon buys 1/T of a target at most. Exact
    where T is whole. A known even deployment costs I/M + 1.

    >>> find_random_price(20, 10)
    5.0
    """
    return 2.0 * interceptors / targets + 1.0


def save_if_random(interceptors: float, targets: float, weapons_each: int, p_ssk: float = 1.0) -> float:
    """Expect the share of targets saved by a Prim-Read deployment against an even attack that knows the odds and not the draw.

    Each target holds 0..T-1 interceptors with equal chance; a broken T is mixed from the whole ones about it so that the mean is I/M.

    >>> round(save_if_random(20, 10, 3), 9)
    0.4
    """
    price = find_random_price(interceptors, targets)
    low = math.floor(price)
    share = price - low

    def save(n: int) -> float:
        return math.fsum(save_one(j, weapons_each, p_ssk) for j in range(n)) / n

    return (1.0 - share) * save(low) + share * save(low + 1)


def save_if_preferential(interceptors: int, targets: int, weapons_each: int, p_ssk: float) -> tuple[float, int]:
    """Expect the share of targets saved by a defence that sees the attack and picks targets; return it and the shots at each weapon.

    Maximises min(M, floor(I/(n a))) (1 - (1-p)^n)^a over whole n; the attacker, who spreads a weapons to each, cannot tell which are
    defended (Bell Laboratories and SDI literature; US Congress OTA 1985).

    >>> save_if_preferential(100, 50, 4, 1.0)
    (0.5, 1)
    """
    best, shots = 0.0, 0
    for n in range(1, interceptors // weapons_each + 1):
        defended = min(targets, interceptors // (n * weapons_each))
        saved = defended * kill_by_salvo(p_ssk, n) ** weapons_each / targets
        if saved > best:
            best, shots = saved, n
        if defended <= best * targets:  # more shots at fewer targets cannot do better
            break
    return best, shots


def save_if_subtractive(interceptors: int, targets: int, weapons_each: int, p_ssk: float = 1.0) -> float:
    """Expect the share of targets saved when interceptors meet weapons at random, one each: p^a C(A-a, I-a)/C(A, I), A = M a.

    Hypergeometric and exact; the binomial form (p I/A)^a is too high for small numbers.

    >>> round(save_if_subtractive(20, 10, 3), 4)
    0.2808
    """
    attack = targets * weapons_each
    used = min(interceptors, attack)
    return math.prod(max(0, used - k) / (attack - k) for k in range(weapons_each)) * p_ssk**weapons_each


def spread_best(values: Sequence[float], interceptors: int, p_ssk: float) -> tuple[float, tuple[int, ...]]:
    """Spread interceptors over weapons of given values to stop most value, sum v (1 - (1-p)^x); return the value and the shots at each.

    Taking the largest gain each time is exact, since every term is concave in x and p is one for all (Ibaraki and Katoh 1988); with a p
    for every pair the problem is NP-complete (Lloyd and Witsenhausen 1986).

    >>> spread_best((3.0, 1.0), 2, 0.5)
    (2.25, (2, 0))
    """
    shots, survive = [0] * len(values), 1.0 - p_ssk
    gains = [(-v * p_ssk, i) for i, v in enumerate(values)]
    heapq.heapify(gains)
    for _ in range(interceptors if values else 0):
        gain, i = gains[0]
        shots[i] += 1
        heapq.heapreplace(gains, (gain * survive, i))
    return math.fsum(v * kill_by_salvo(p_ssk, x) for v, x in zip(values, shots, strict=True)), tuple(shots)
