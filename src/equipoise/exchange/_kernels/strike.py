"""Play one realisation of a first strike on forces and of the second strike that follows.

Abstract classes only: silos, mobile and sea-based launchers, bomber bases, gliders. No places, no yields.
"""

from __future__ import annotations

import math

from equipoise.compiled import compiled, plain
from equipoise.exchange._kernels.drawdown import count_aims, list_budget, plan_counterforce, spread_survival
from equipoise.exchange._kernels.layout import (
    ALERT,
    ARRIVING,
    ARRIVING_GLIDERS,
    ARRIVING_NO_GLIDERS,
    BALLISTIC,
    BASES,
    BASING,
    BEFORE,
    DESTROYED,
    FAILED,
    FOUND,
    GLIDE,
    GLIDER,
    INTERCEPTED,
    KILL,
    LAUNCHED,
    LAUNCHERS,
    OWN_BEFORE,
    OWN_FAILED,
    OWN_HELD,
    OWN_LANDED_FORCES,
    OWN_LANDED_VALUE,
    OWN_STOPPED,
    PER_AIM,
    PLATFORMS,
    PROMPT,
    PROMPT_SAVED,
    RELIABILITY,
    S_LEG,
    S_STRIKE,
    SILO,
    SURVIVAL,
    WEAPON,
    WITHHELD,
    WITHHELD_SHARE,
)  # fmt: skip
from equipoise.exchange._kernels.shield import pass_shield
from equipoise.kernel.attrition import binomial_quantile
from equipoise.kernel.philox import draw_four, draw_uniform


@plain
def round_whole(x):  # type: ignore[no-untyped-def]
    """Round to the nearest whole number, halves up."""
    return int(math.floor(x + 0.5))


@plain
def fire(warheads, per_launcher, reliability, u):  # type: ignore[no-untyped-def]
    """Return how many of some warheads fly: whole missiles work or fail with all that they carry."""
    if warheads <= 0:
        return 0
    missiles = max(1, round_whole(warheads / max(per_launcher, 1.0)))
    return min(warheads, round_whole(binomial_quantile(u, missiles, reliability) * warheads / missiles))


@plain
def strike_first(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, posture, layers_r, stock_r, rules, ready, spent, key0, key1, run, index, counts, scratch, out,
):  # fmt: skip
    """Send the first strike through the other's shield; fill the striker's side of `out`; return the share of `spent` that lands.

    Ballistic missiles go first against forces, as many as the plan takes; all other alert weapons go against value with them.
    """
    before, sent, worked = 0, 0, 0
    for c in range(len(counts)):
        counts[c] = 0
    for j in range(len(legs_s)):
        n = round_whole(weapons_s[j])
        before += n
        alert = min(n, round_whole(weapons_s[j] * legs_s[j, ALERT + posture]))
        launchers = float(n) if legs_s[j, BASING] == GLIDER else legs_s[j, LAUNCHERS]
        flown = fire(alert, n / max(launchers, 1.0), legs_s[j, RELIABILITY], draw_uniform(key0, key1, run, S_STRIKE, index * 16 + j))
        sent += alert
        worked += flown
        counts[int(legs_s[j, WEAPON])] += flown
    missiles = counts[BALLISTIC]
    on_forces = min(missiles, round_whole(missiles * spent / ready)) if ready > 0.0 else 0
    pass_shield(counts, scratch, layers_r, stock_r, rules, key0, key1, run, index * 4)
    passed = counts[BALLISTIC] / missiles if missiles > 0 else 0.0
    landed = min(counts[BALLISTIC], round_whole(on_forces * passed))
    total = 0
    for c in range(len(counts)):
        total += counts[c]
    out[OWN_BEFORE], out[OWN_HELD], out[OWN_FAILED] = before, before - sent, sent - worked
    out[OWN_STOPPED], out[OWN_LANDED_FORCES], out[OWN_LANDED_VALUE] = worked - total, landed, total - landed
    return landed / spent if spent > 0.0 else 0.0


@plain
def outlive(legs, j, weapons, posture, assigned, landing, rules, key0, key1, run, index):  # type: ignore[no-untyped-def]
    """Return the warheads of one leg that outlive the first strike; boats, garrisons and bases share their fate as wholes."""
    n = round_whole(weapons[j])
    hit = spread_survival(assigned, count_aims(legs, j, weapons), landing * legs[j, KILL])
    u, u_out, u_bases, u_gone = draw_four(key0, key1, run, S_LEG, index * 2)
    day = posture if posture < PROMPT else 0
    if legs[j, BASING] == SILO or legs[j, BASING] == GLIDER:
        silos = n if legs[j, BASING] == GLIDER else round_whole(legs[j, LAUNCHERS])
        if silos <= 0:
            return 0
        gone = 0
        if posture == PROMPT:
            ready = int(math.floor(silos * legs[j, ALERT] + u_out))
            gone = binomial_quantile(u_gone, min(ready, silos), rules[PROMPT_SAVED])
        return min(n, round_whole((gone + binomial_quantile(u, silos - gone, hit)) * n / silos))
    platforms = max(1, round_whole(legs[j, PLATFORMS]))
    out = min(platforms, int(math.floor(platforms * legs[j, ALERT + day] + u_out)))
    alive = 0
    if u_gone >= legs[j, FOUND]:
        alive = binomial_quantile(u, out, legs[j, SURVIVAL + day])
    bases = max(1, round_whole(legs[j, BASES]))
    standing = binomial_quantile(u_bases, bases, hit)
    return min(n, round_whole((alive + (platforms - out) * standing / bases) * n / platforms))


@plain
def strike_once(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, legs_r, weapons_r, layers_r, stock_r, rules, posture, ready, spent, plan, key0, key1, run,
    index, counts, scratch, twice, out,
):  # fmt: skip
    """Play one realisation: first strike, survivors, second strike through the striker's shield; fill out (see layout).

    plan[0, leg] are the weapons on each class of forces, `spent` in all; counts, scratch and twice are room for counts by class.
    """
    landing = strike_first(
        legs_s, weapons_s, posture if posture < PROMPT else 0, layers_r, stock_r, rules, ready, spent, key0, key1, run, index, counts,
        scratch, out,
    )  # fmt: skip
    before, destroyed, withheld, failed, launched = 0, 0, 0, 0, 0
    for c in range(len(counts)):
        counts[c] = 0
    for j in range(len(legs_r)):
        n = round_whole(weapons_r[j])
        if n <= 0:
            continue
        survivors = outlive(legs_r, j, weapons_r, posture, plan[0, j], landing, rules, key0, key1, run, index * 16 + j)
        held = min(survivors, round_whole(survivors * rules[WITHHELD_SHARE]))
        launchers = float(n) if legs_r[j, BASING] == GLIDER else legs_r[j, LAUNCHERS]
        u = draw_uniform(key0, key1, run, S_LEG, (index * 16 + j) * 2 + 1)
        flown = fire(survivors - held, n / max(launchers, 1.0), legs_r[j, RELIABILITY], u)
        before, destroyed, withheld = before + n, destroyed + n - survivors, withheld + held
        failed, launched = failed + survivors - held - flown, launched + flown
        counts[int(legs_r[j, WEAPON])] += flown
    gliders = counts[GLIDE]
    for c in range(len(counts)):
        twice[c] = counts[c]
    pass_shield(counts, scratch, layers_s, stock_s, rules, key0, key1, run, index * 4 + 1)
    arriving = 0
    for c in range(len(counts)):
        arriving += counts[c]
    without = arriving
    if gliders > 0:
        twice[GLIDE], without = 0, 0
        pass_shield(twice, scratch, layers_s, stock_s, rules, key0, key1, run, index * 4 + 1)
        for c in range(len(twice)):
            without += twice[c]
    out[BEFORE], out[DESTROYED], out[WITHHELD], out[FAILED], out[LAUNCHED] = before, destroyed, withheld, failed, launched
    out[INTERCEPTED], out[ARRIVING], out[ARRIVING_GLIDERS], out[ARRIVING_NO_GLIDERS] = launched - arriving, arriving, counts[GLIDE], without


@compiled(nogil=True)
def strike_many(legs, weapons, layers, stock, rules, orders, share, n_draws, key0, key1, runs, plan, room, out):  # type: ignore[no-untyped-def]
    """Play n_draws realisations of every order in every run; out[order, run, draw, :] receives what `strike_once` fills in.

    legs, weapons, layers, stock: tuples of arrays, one a state; orders[order] = (striker, retaliator, posture, number of the pair). Runs
    go outermost, so that what an order reads is still at hand for the next. plan (4, most legs) and room (3, class) are scratch.
    """
    for i in range(len(runs)):
        rule = rules[i]
        for m in range(len(orders)):
            s, r, posture, who = orders[m, 0], orders[m, 1], orders[m, 2], orders[m, 3]
            day = posture if posture < PROMPT else 0
            a, b, c, d = legs[s][i], weapons[s][i], layers[s][i], stock[s][i]
            e, f, g, h = legs[r][i], weapons[r][i], layers[r][i], stock[r][i]
            ready, budget = list_budget(a, b, day, rule, share)
            spent = plan_counterforce(e, f, day, budget, rule[PER_AIM], plan)
            for n in range(n_draws):
                strike_once(
                    a, b, c, d, e, f, g, h, rule, posture, ready, spent, plan, key0, key1, runs[i], n * 64 + who, room[0], room[1],
                    room[2], out[m, i, n],
                )  # fmt: skip
