"""Give the closed forms of engagement: salvos, shoot-look-shoot with a look that errs, common causes of failure, layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from equipoise.errors import InputError

LEVELS = ("shot", "warhead", "layer", "raid")  # where failure of the track is common


def kill_by_salvo(p_ssk: float, n_shots: float) -> float:
    """Return 1 - (1 - p)^n, the kill probability of n independent shots given a good track; n may be real (Wilkening 1999).

    >>> [round(kill_by_salvo(0.56, n), 4) for n in (1, 2, 3, 4, 5)]
    [0.56, 0.8064, 0.9148, 0.9625, 0.9835]
    """
    return float(1.0 - (1.0 - p_ssk) ** n_shots)


def find_shots_needed(confidence: float, n_weapons: int, p_track: float, p_ssk: float) -> float:
    """Return the shots at each weapon for P(no leaker) >= Pc: n = ln(1 - Pc^(1/W)/P_track)/ln(1 - p), real; infinite if none is enough.

    Wilkening, Science & Global Security 8(2), 1999. P_track must exceed Pc^(1/W) whatever n and p are. p in (0, 1).

    >>> round(20 * find_shots_needed(0.8, 20, 0.99, 0.7), 2), find_shots_needed(0.8, 10, 0.97, 0.7)
    (113.07, inf)
    """
    fail = -math.expm1(math.log(confidence) / n_weapons - math.log(p_track))  # not 1 - Pc^(1/W)/P, which cancels for large raids
    return math.log(fail) / math.log(1.0 - p_ssk) if fail > 0.0 else math.inf


def share_shots(n_shots: int, n_looks: int) -> tuple[int, ...]:
    """Share whole shots over looks, the larger salvos first; looks without a shot are left out.

    >>> share_shots(5, 3), share_shots(1, 2)
    ((2, 2, 1), (1,))
    """
    salvos, left = [], n_shots
    for look in range(n_looks):
        m = -(-left // (n_looks - look))
        left -= m
        if m > 0:
            salvos.append(m)
    return tuple(salvos)


@dataclass(frozen=True)
class LookLaw:
    """Hold what a sequence of looks does to one tracked weapon: kill probability, shots spent (mean, of these wasted, and their law)."""

    p_kill: float
    shots_mean: float
    wasted_mean: float
    shots: tuple[tuple[float, float], ...]  # (shots spent, probability), fewest first


def shoot_in_looks(
    p_ssk: float | Sequence[float], salvos: Sequence[float], *, miss_called_kill: float = 0.0, kill_called_miss: float = 0.0,
    p_again: float = 1.0,
) -> LookLaw:  # fmt: skip
    """Shoot salvo after salvo with a look between: e1 is a miss called a kill, e2 a kill called a miss, r that another is still possible.

    Alive and still engaged before look k: a_k = a_(k-1) (1-p)^n (1-e1) r; dead and still engaged: d_k = (a_(k-1) (1 - (1-p)^n)
    + d_(k-1)) e2 r; P(kill) = sum a_k (1 - (1-p)^n). Two single shots: leak = (1-p)(e1 + (1-e1)(1-p)), shots = 1 + p e2 + (1-p)(1-e1).
    p_ssk: one for all looks or one a look; salvos may be real (Wilkening's convention).

    >>> law = shoot_in_looks(0.7, (1, 1))
    >>> round(law.p_kill, 4), round(law.shots_mean, 4), [(n, round(p, 4)) for n, p in law.shots]
    (0.91, 1.3, [(1.0, 0.7), (2.0, 0.3)])
    """
    chances = [float(p_ssk)] * len(salvos) if isinstance(p_ssk, (int, float)) else [float(p) for p in p_ssk]
    if len(chances) != len(salvos) or not salvos:
        problem = f"{len(salvos)} salvos and {len(chances)} kill probabilities"
        raise InputError(path="salvos", problem=problem, accepted="one of each a look, one look at least")
    alive, dead, kill, spent, wasted, used = 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
    law: list[tuple[float, float]] = []
    for k, (p, n) in enumerate(zip(chances, salvos, strict=True)):
        stopped = kill_by_salvo(p, n)
        kill += alive * stopped
        spent += (alive + dead) * n
        wasted += dead * n
        used += n
        engaged, again = alive + dead, p_again if k + 1 < len(salvos) else 0.0
        alive, dead = alive * (1.0 - stopped) * (1.0 - miss_called_kill) * again, (alive * stopped + dead) * kill_called_miss * again
        law.append((used, engaged - alive - dead))
    return LookLaw(kill, spent, wasted, tuple(law))


@dataclass(frozen=True)
class LeakerLaw:
    """Hold the probability of 0, 1, 2, ... leakers."""

    weights: tuple[float, ...]

    @property
    def p_none(self) -> float:
        """Return the probability that nothing leaks."""
        return self.weights[0]

    @property
    def mean(self) -> float:
        """Return the expected leakers."""
        return math.fsum(k * w for k, w in enumerate(self.weights))

    @property
    def sd(self) -> float:
        """Return the standard deviation of leakers."""
        mean = self.mean
        return math.sqrt(max(0.0, math.fsum((k - mean) ** 2 * w for k, w in enumerate(self.weights))))

    def find_level(self, level: float = 0.95) -> int:
        """Find the least number of leakers that is not exceeded with probability `level`."""
        total = 0.0
        for k, w in enumerate(self.weights):
            total += w
            if total >= level - 1e-12:
                return k
        return len(self.weights) - 1


def weigh_binomial(n: int, p: float) -> tuple[float, ...]:
    """Return the probability of 0..n successes in n trials.

    >>> [round(w, 4) for w in weigh_binomial(3, 0.5)]
    [0.125, 0.375, 0.375, 0.125]
    """
    if p <= 0.0 or p >= 1.0:
        return tuple(1.0 if k == (0 if p <= 0.0 else n) else 0.0 for k in range(n + 1))
    ways, up, down = math.lgamma(n + 1.0), math.log(p), math.log1p(-p)
    return tuple(math.exp(ways - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0) + k * up + (n - k) * down) for k in range(n + 1))


def mix_laws(n: int, states: Sequence[tuple[float, float]]) -> LeakerLaw:
    """Mix binomial laws of n weapons over states (probability, leak of a weapon in that state)."""
    laws = [(share, weigh_binomial(n, leak)) for share, leak in states if share > 0.0]
    return LeakerLaw(tuple(math.fsum(share * law[k] for share, law in laws) for k in range(n + 1)))


def spread_leakers(n_weapons: int, p_track: float, p_kill: float, level: str = "warhead", n_layers: int = 1) -> LeakerLaw:
    """Spread leakers through equal layers at one mean leak q = (1 - c k)^L, by where failure of the track (c = p_track) is common.

    k = p_kill is the kill probability of a tracked weapon in a layer. Per shot or per warhead weapons are independent: binomial(W, q)
    (per shot, k is that which keeps the mean). Per layer: m of L layers work, binomial(L, c), leak (1-k)^m. Per raid: one state for all
    layers, up with the probability c' = (1 - q)/(1 - (1-k)^L) that keeps the mean. P(0) and the tail grow with the level (Jensen).

    >>> [round(spread_leakers(20, 0.9, 0.9, level).p_none, 3) for level in LEVELS]
    [0.015, 0.015, 0.109, 0.109]
    """
    if level not in LEVELS:
        raise InputError(path="level", problem=f"{level!r} is no level", accepted=", ".join(LEVELS))
    leak, through = (1.0 - p_track * p_kill) ** n_layers, (1.0 - p_kill) ** n_layers
    if level in ("shot", "warhead"):
        return mix_laws(n_weapons, [(1.0, leak)])
    if level == "layer":
        return mix_laws(n_weapons, [(w, (1.0 - p_kill) ** up) for up, w in enumerate(weigh_binomial(n_layers, p_track))])
    works = (1.0 - leak) / (1.0 - through) if through < 1.0 else 1.0
    return mix_laws(n_weapons, [(works, through), (1.0 - works, 1.0)])


def leak_through(p_engage: Sequence[float], p_track: Sequence[float], p_kill: Sequence[float]) -> float:
    """Return the leak of a weapon through independent layers, prod (1 - a P_track K): the optimistic bound (Wilkening 1999).

    >>> leak_through((1.0, 1.0), (1.0, 1.0), (0.5, 0.5))
    0.25
    """
    return math.prod(1.0 - a * t * k for a, t, k in zip(p_engage, p_track, p_kill, strict=True))
