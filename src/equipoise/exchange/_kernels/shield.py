"""Pass a mixed raid through the layers of a shield: one realisation, or expected values."""

from __future__ import annotations

import math

from equipoise.compiled import plain
from equipoise.exchange._kernels.layout import (
    AVAILABLE,
    BALLISTIC,
    COMMON,
    DECOY,
    DECOYS,
    ENGAGE,
    KILLS,
    OTHER,
    RESERVE,
    S_SHIELD,
    S_TRACK,
    SERVED,
    SHARE,
    SHOTS,
    TRACK,
)  # fmt: skip
from equipoise.kernel.attrition import binomial_quantile
from equipoise.kernel.philox import draw_four, draw_uniform

# Views of rows would cost more than the arithmetic: arrays are indexed where they stand, here and in the other kernels.


@plain
def count_engagements(layers, j, stock):  # type: ignore[no-untyped-def]
    """Return how many weapons a layer can take on: interceptors in place over shots each, within what its channels serve."""
    usable = max(0.0, stock[j] * layers[j, SHARE] - layers[j, RESERVE])
    return min(usable / max(layers[j, SHOTS], 1e-9), layers[j, SERVED])


@plain
def pass_shield(counts, in_reach, layers, stock, rules, key0, key1, run, index):  # type: ignore[no-untyped-def]
    """Pass a raid, changed in place: counts by class, (5,) whole numbers; in_reach is scratch of the same size.

    Of each class Binomial(n, p_engage) come within reach; believed decoys join the ballistic ones; engagements are shared in proportion
    (they arrive mixed); of the engaged, Binomial(engaged, p_kill) are killed. Rule: Wilkening, Science & Global Security 8(2), 1999, with
    a finite stock. A layer that does not work, or whose track fails as a whole, does nothing. Raising the stock at fixed draws never
    raises what passes of a class.
    """
    decoys = int(rules[DECOYS] * counts[BALLISTIC] + 0.5)
    for j in range(len(layers)):
        if stock[j] < 1.0:
            continue
        i = (index * 32 + j) * 4
        u_works, u_track, u_reach, u_killed = draw_four(key0, key1, run, S_SHIELD, i)
        if rules[COMMON] == 3.0:
            u_track = draw_uniform(key0, key1, run, S_TRACK, index)  # one draw for all layers
        if u_works >= layers[j, AVAILABLE] or (rules[COMMON] >= 2.0 and u_track >= layers[j, TRACK]):
            continue
        total = 0
        for c in range(OTHER):
            in_reach[c] = 0
            if counts[c] > 0 and layers[j, KILLS + c] > 0.0 and layers[j, ENGAGE + c] > 0.0:
                if c > BALLISTIC:
                    u_reach, _, _, _ = draw_four(key0, key1, run, S_SHIELD, i + c)
                in_reach[c] = binomial_quantile(u_reach, counts[c], layers[j, ENGAGE + c])
            total += in_reach[c]
        if total == 0:
            continue
        ghosts = int(decoys * layers[j, DECOY] * layers[j, ENGAGE] + 0.5) if in_reach[BALLISTIC] > 0 else 0
        capacity = int(math.floor(count_engagements(layers, j, stock) + 1e-9))
        left = total + ghosts
        for c in range(OTHER):
            if in_reach[c] == 0:
                continue
            engaged = in_reach[c]
            if capacity < left:  # a share in proportion; what rounding leaves goes on to the next class
                engaged = capacity * in_reach[c] // left
            left -= in_reach[c]
            capacity -= engaged
            if c > BALLISTIC:
                _, u_killed, _, _ = draw_four(key0, key1, run, S_SHIELD, i + c)
            counts[c] -= binomial_quantile(u_killed, engaged, layers[j, KILLS + c])


@plain
def expect_passing(counts, layers, stock, rules):  # type: ignore[no-untyped-def]
    """Expect what passes each layer, class by class, in place: the same rule with means for draws.

    At the edge of a layer's capacity means are biased upwards in stops (Jensen); everywhere else they agree with `pass_shield`.
    """
    decoys = rules[DECOYS] * counts[BALLISTIC]
    for j in range(len(layers)):
        if stock[j] < 1.0:
            continue
        wanted = decoys * layers[j, DECOY] * layers[j, ENGAGE] if layers[j, KILLS] > 0.0 and counts[BALLISTIC] > 0.0 else 0.0
        for c in range(OTHER):
            if layers[j, KILLS + c] > 0.0:
                wanted += counts[c] * layers[j, ENGAGE + c]
        if wanted <= 0.0:
            continue
        part = min(1.0, count_engagements(layers, j, stock) / wanted) * layers[j, AVAILABLE]
        if rules[COMMON] >= 2.0:
            part *= layers[j, TRACK]
        for c in range(OTHER):
            counts[c] -= counts[c] * layers[j, ENGAGE + c] * layers[j, KILLS + c] * part
