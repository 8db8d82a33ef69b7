"""Exchange forces on paper: one inner realisation of a first strike and the retaliation after it.

Abstract classes only: silos, mobile and sea-based launchers, bomber bases, gliders. No places, no yields.
"""

from __future__ import annotations

import math

from equipoise.compiled import plain
from equipoise.kernel.attrition import binomial_quantile, cross_layer
from equipoise.kernel.philox import draw_uniform

SILO, MOBILE, SUBMARINE, BOMBER, GLIDER = 0, 1, 2, 3, 4
# columns of a leg row
KIND, LAUNCHERS, ALERT, SURVIVAL, KILL, RELIABILITY, AIMS = range(7)
# columns of a layer row; p_decoy applies to ballistic decoys; share of the stock in place, most weapons that channels can serve
ENGAGE_B, KILL_B, ENGAGE_G, KILL_G, SHOTS, AVAILABLE, DECOY, SHARE, SERVED = range(9)
# streams; the striker's position (0 builder, 1 rival) is added
S_WORKS, S_REACH_B, S_KILL_B, S_REACH_G, S_KILL_G, S_LAUNCHER, S_SILO, S_RELIABLE, S_STRIKE = 400, 402, 404, 406, 408, 410, 412, 414, 416


@plain
def pass_shield(n_b, n_g, decoys, layers, stock, key0, key1, run, who, index, purpose):  # type: ignore[no-untyped-def]
    """Pass a mixed raid through every layer of a shield; return ballistic and glider leakers.

    purpose separates the raids of one realisation (0 first strike, 1 retaliation): each raid meets the full stock.
    """
    for j in range(len(layers)):
        layer = layers[j]
        if stock[j] < 1.0:
            continue
        i = index * 32 + j * 2 + purpose
        if draw_uniform(key0, key1, run, S_WORKS + who, i) >= layer[AVAILABLE]:
            continue
        capacity = int(math.floor(min(stock[j] * layer[SHARE] / max(layer[SHOTS], 1e-9), layer[SERVED]) + 1e-9))
        n_b, n_g, _ = cross_layer(
            n_b, n_g, int(decoys * n_b + 0.5), capacity, layer[ENGAGE_B], layer[KILL_B], layer[ENGAGE_G], layer[KILL_G], layer[DECOY],
            draw_uniform(key0, key1, run, S_REACH_B + who, i), draw_uniform(key0, key1, run, S_KILL_B + who, i),
            draw_uniform(key0, key1, run, S_REACH_G + who, i), draw_uniform(key0, key1, run, S_KILL_G + who, i),
        )  # fmt: skip
    return n_b, n_g


@plain
def spread_survival(arriving, aims, p_kill):  # type: ignore[no-untyped-def]
    """Return the survival of one of `aims` under whole weapons spread evenly: ((S-r)(1-k)^b + r(1-k)^(b+1)) / S.

    Drawdown with whole weapons (Kent and DeValk; see defence literature): 150 weapons on 100 aims at k = 0.5 leave 0.375.

    >>> spread_survival(150, 100.0, 0.5)
    0.375
    """
    if aims <= 0.0:
        return 1.0
    b = math.floor(arriving / aims)
    r = arriving - b * aims
    return ((aims - r) * (1.0 - p_kill) ** b + r * (1.0 - p_kill) ** (b + 1.0)) / aims


@plain
def list_strike(legs, weapons, counterforce_share, per_aim, target_legs):  # type: ignore[no-untyped-def]
    """Return the striker's alert missile warheads, the weapons it spends on counterforce, and the number of aims."""
    alert = 0.0
    for j in range(len(legs)):
        if legs[j, KIND] != BOMBER and legs[j, KIND] != GLIDER:
            alert += weapons[j] * legs[j, ALERT]
    aims = 0.0
    for j in range(len(target_legs)):
        aims += target_legs[j, AIMS]
    return alert, min(counterforce_share * alert, per_aim * aims), aims


@plain
def strike_once(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, legs_r, weapons_r, layers_r, stock_r, share, per_aim, lua, decoys, full,
    key0, key1, run, who, draw,
):  # fmt: skip
    """Play one realisation: the striker's first strike on forces, the retaliation of what survives.

    Longer than usual: one realisation is one straight tale, which the compiler keeps in registers.

    Returns arriving, arriving gliders, arriving without gliders, arriving without a shield, survivors, the striker's own
    warheads landed on value, arriving if launched under attack, and (for the ledger) launched and failed retaliation.
    """
    alert, spent, aims = list_strike(legs_s, weapons_s, share, per_aim, legs_r)
    sent = int(math.floor(spent + 0.5))
    reliability = 0.0
    for j in range(len(legs_s)):
        if legs_s[j, KIND] != BOMBER and legs_s[j, KIND] != GLIDER and alert > 0.0:
            reliability += legs_s[j, RELIABILITY] * weapons_s[j] * legs_s[j, ALERT] / alert
    working = binomial_quantile(draw_uniform(key0, key1, run, S_STRIKE + who, draw * 4), sent, reliability)
    landed, _ = pass_shield(working, 0, decoys, layers_r, stock_r, key0, key1, run, who, draw, 0)
    value = 0.0
    if full:
        rest = int(math.floor(max(alert - sent, 0.0) + 0.5))
        rest = binomial_quantile(draw_uniform(key0, key1, run, S_STRIKE + who, draw * 4 + 1), rest, reliability)
        gliders = 0
        for j in range(len(legs_s)):
            if legs_s[j, KIND] == GLIDER:
                gliders += int(math.floor(weapons_s[j] * legs_s[j, ALERT] * legs_s[j, RELIABILITY] + 0.5))
        vb, vg = pass_shield(rest, gliders, decoys, layers_r, stock_r, key0, key1, run, who, draw, 0)
        value = float(vb + vg)
    n_b, n_g, n_air, survivors, lua_b, lua_g = 0, 0, 0, 0.0, 0, 0
    failed = 0
    for j in range(len(legs_r)):
        launchers = int(math.floor(legs_r[j, LAUNCHERS] + 0.5))
        if legs_r[j, KIND] == GLIDER:
            launchers = int(math.floor(weapons_r[j] + 0.5))
        if launchers <= 0 or weapons_r[j] <= 0.0:
            continue
        per_launcher = weapons_r[j] / launchers
        base = spread_survival(float(landed), aims, legs_r[j, KILL])
        i = draw * 16 + j
        if legs_r[j, KIND] == SILO or legs_r[j, KIND] == GLIDER:
            alive = binomial_quantile(draw_uniform(key0, key1, run, S_SILO + who, i), launchers, base)
        else:
            out = binomial_quantile(draw_uniform(key0, key1, run, S_LAUNCHER + who, i * 2), launchers, legs_r[j, ALERT])
            alive = binomial_quantile(draw_uniform(key0, key1, run, S_SILO + who, i), out, legs_r[j, SURVIVAL])
            alive += binomial_quantile(draw_uniform(key0, key1, run, S_LAUNCHER + who, i * 2 + 1), launchers - out, base)
        warheads = int(math.floor(alive * per_launcher + 0.5))
        survivors += warheads
        u = draw_uniform(key0, key1, run, S_RELIABLE + who, i)
        reliable = binomial_quantile(u, warheads, legs_r[j, RELIABILITY])
        failed += warheads - reliable
        prompt = reliable
        if legs_r[j, KIND] == SILO or legs_r[j, KIND] == GLIDER:
            saved = int(math.floor(weapons_r[j] * legs_r[j, ALERT] * lua + 0.5))
            prompt = max(reliable, binomial_quantile(u, saved, legs_r[j, RELIABILITY]))
        if legs_r[j, KIND] == GLIDER:
            n_g += reliable
            lua_g += prompt
        elif legs_r[j, KIND] == BOMBER:
            n_air += reliable
        else:
            n_b += reliable
            lua_b += prompt
    ab, ag = pass_shield(n_b, n_g, decoys, layers_s, stock_s, key0, key1, run, who, draw, 1)
    nb = ab
    if n_g > 0:
        nb, _ = pass_shield(n_b, 0, decoys, layers_s, stock_s, key0, key1, run, who, draw, 1)
    prompt_arriving = 0.0
    if full:
        pb, pg = pass_shield(lua_b, lua_g, decoys, layers_s, stock_s, key0, key1, run, who, draw, 1)
        prompt_arriving = float(pb + pg + n_air)
    return (
        float(ab + ag + n_air), float(ag), float(nb + n_air), float(n_b + n_g + n_air), survivors, value, prompt_arriving,
        float(n_b + n_g + n_air + failed), float(failed),
    )  # fmt: skip


@plain
def strike_many(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, legs_r, weapons_r, layers_r, stock_r, scalars, full, n_draws, key0, key1, runs, who, out,
):  # fmt: skip
    """Play n_draws realisations in every run; out[run, draw, :] receives the tuple of strike_once."""
    for i in range(len(runs)):
        s = scalars[i]
        for d in range(n_draws):
            row = strike_once(
                legs_s[i], weapons_s[i], layers_s[i], stock_s[i], legs_r[i], weapons_r[i], layers_r[i], stock_r[i], s[0], s[1], s[2],
                s[3], full, key0, key1, runs[i], who, d,
            )  # fmt: skip
            for k in range(9):
                out[i, d, k] = row[k]
