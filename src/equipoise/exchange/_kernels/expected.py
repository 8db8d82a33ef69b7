"""Expect an exchange in mean values: what the published indices of stability are defined on."""

from __future__ import annotations

import math

from equipoise.compiled import compiled, plain
from equipoise.exchange._kernels.drawdown import (
    count_aims,
    count_at_risk,
    list_budget,
    open_plan,
    plan_counterforce,
    spend,
    spread_survival,
)
from equipoise.exchange._kernels.layout import (
    ALERT,
    BALLISTIC,
    BASING,
    FOUND,
    GLIDE,
    GLIDER,
    KILL,
    PER_AIM,
    PROMPT,
    PROMPT_SAVED,
    RELIABILITY,
    SILO,
    SURVIVAL,
    WEAPON,
    WITHHELD_SHARE,
)  # fmt: skip
from equipoise.exchange._kernels.shield import expect_passing

LN5 = math.log(5.0)


@plain
def expect_first(legs_s, weapons_s, posture, layers_r, stock_r, rules, counts):  # type: ignore[no-untyped-def]
    """Expect the first strike, whatever it is aimed at; return (all that land, share of ballistic warheads sent that lands)."""
    ready = 0.0
    for c in range(len(counts)):
        counts[c] = 0.0
    for j in range(len(legs_s)):
        alert = weapons_s[j] * legs_s[j, ALERT + posture]
        counts[int(legs_s[j, WEAPON])] += alert * legs_s[j, RELIABILITY]
        if legs_s[j, WEAPON] == BALLISTIC:
            ready += alert
    expect_passing(counts, layers_r, stock_r, rules)
    landed = 0.0
    for c in range(len(counts)):
        landed += counts[c]
    return landed, counts[BALLISTIC] / ready if ready > 0.0 else 0.0


@plain
def expect_second(  # type: ignore[no-untyped-def]
    layers_s, stock_s, legs_r, weapons_r, rules, posture, landing, plan, counts
):
    """Expect the second strike after a planned first one; return (arriving, launched, survivors)."""
    day = posture if posture < PROMPT else 0
    survivors, launched = 0.0, 0.0
    for c in range(len(counts)):
        counts[c] = 0.0
    for j in range(len(legs_r)):
        n = weapons_r[j]
        if n <= 0.0:
            continue
        hit = spread_survival(plan[0, j], count_aims(legs_r, j, weapons_r), landing * legs_r[j, KILL])
        if legs_r[j, BASING] == SILO or legs_r[j, BASING] == GLIDER:
            gone = legs_r[j, ALERT] * rules[PROMPT_SAVED] if posture == PROMPT else 0.0
            alive = n * (gone + (1.0 - gone) * hit)
        else:
            risk = count_at_risk(legs_r, j, weapons_r, day)
            alive = (n - risk) * (1.0 - legs_r[j, FOUND]) * legs_r[j, SURVIVAL + day] + risk * hit
        survivors += alive
        flown = alive * (1.0 - rules[WITHHELD_SHARE]) * legs_r[j, RELIABILITY]
        launched += flown
        counts[int(legs_r[j, WEAPON])] += flown
    expect_passing(counts, layers_s, stock_s, rules)
    arriving = 0.0
    for c in range(len(counts)):
        arriving += counts[c]
    return arriving, launched, survivors


@plain
def expect_strike(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, legs_r, weapons_r, layers_r, stock_r, rules, posture, share, plan, counts
):
    """Expect one exchange; return (second strike arriving, launched, landed on value, weapons spent on forces, survivors)."""
    day = posture if posture < PROMPT else 0
    _, budget = list_budget(legs_s, weapons_s, day, rules, share)
    landed, landing = expect_first(legs_s, weapons_s, day, layers_r, stock_r, rules, counts)
    spent = plan_counterforce(legs_r, weapons_r, day, budget, rules[PER_AIM], plan)
    arriving, launched, survivors = expect_second(layers_s, stock_s, legs_r, weapons_r, rules, posture, landing, plan, counts)
    return arriving, launched, landed - landing * spent, spent, survivors


@plain
def weigh(x):  # type: ignore[no-untyped-def]
    """Weigh damage as Kent and Thaler do: x^0.75."""
    root = math.sqrt(x)
    return root * math.sqrt(root)


@plain
def find_cheapest(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, legs_r, weapons_r, layers_r, stock_r, rules, posture, w80_s, w80_r, n_options, plan, counts, out,
):  # fmt: skip
    """Find the striker's cheapest share of counterforce; fill out with (own cost, other's cost, share, arriving, landed on value, and
    what arrives when every alert missile goes against forces).

    Cost D_own^0.75 + 0.3 (1 - D_other^0.75), D = 1 - exp(-w ln5 / w80); the striker stops where its own cost is least and, among such
    shares, the other's is greatest (Kent and Thaler, RAND R-3765, 1989, appendix C and p. 22).
    """
    day = posture if posture < PROMPT else 0
    landed, landing = expect_first(legs_s, weapons_s, day, layers_r, stock_r, rules, counts)
    ready, budget = list_budget(legs_s, weapons_s, day, rules, 1.0)
    open_plan(legs_r, weapons_r, day, rules[PER_AIM], plan)
    out[0], out[1], spent = 1e9, -1e9, 0.0
    for i in range(n_options):
        step = i / (n_options - 1.0)
        share = step * step  # close together at the start, where the first weapons find the dearest aims
        spent += spend(legs_r, weapons_r, share * budget - spent, plan)
        arriving, _, _ = expect_second(layers_s, stock_s, legs_r, weapons_r, rules, posture, landing, plan, counts)
        value = max(0.0, landed - landing * spent)
        own = weigh(1.0 - math.exp(-arriving * LN5 / w80_s))
        other = weigh(1.0 - math.exp(-value * LN5 / w80_r))
        cost, theirs = own + 0.3 * (1.0 - other), other + 0.3 * (1.0 - own)
        if cost < out[0] - 1e-12 or (cost < out[0] + 1e-12 and theirs > out[1]):
            out[0], out[1], out[2], out[3], out[4] = cost, theirs, share, arriving, value
    spend(legs_r, weapons_r, ready - spent, plan)
    out[5], _, _ = expect_second(layers_s, stock_s, legs_r, weapons_r, rules, posture, landing, plan, counts)


@compiled(nogil=True)
def find_cheapest_many(legs, weapons, layers, stock, rules, orders, w80, n_options, plan, counts, out):  # type: ignore[no-untyped-def]
    """Find the cheapest share of every order in every run; out[order, run, :] receives what `find_cheapest` fills in.

    legs, weapons, layers, stock: tuples of arrays, one a state; orders[order] = (striker, retaliator, posture, number of the pair).
    """
    for i in range(len(w80)):
        for m in range(len(orders)):
            s, r = orders[m, 0], orders[m, 1]
            find_cheapest(
                legs[s][i], weapons[s][i], layers[s][i], stock[s][i], legs[r][i], weapons[r][i], layers[r][i], stock[r][i], rules[i],
                orders[m, 2], w80[i], w80[i], n_options, plan, counts, out[m, i],
            )  # fmt: skip


@compiled(nogil=True)
def expect_many(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, legs_r, weapons_r, layers_r, stock_r, rules, posture, share, plan, counts, out
):
    """Expect an exchange in every run; out[run, :] receives what `expect_strike` returns."""
    for i in range(len(out)):
        row = expect_strike(
            legs_s[i], weapons_s[i], layers_s[i], stock_s[i], legs_r[i], weapons_r[i], layers_r[i], stock_r[i], rules[i], posture, share[i],
            plan, counts,
        )  # fmt: skip
        for k in range(5):
            out[i, k] = row[k]


@compiled(nogil=True)
def expect_arrivals_many(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, bare_s, legs_r, weapons_r, layers_r, stock_r, rules, plan, counts, out
):
    """Expect what arrives of a day-to-day second strike in every run: (all, gliders, all if the striker's stock were `bare_s`)."""
    for i in range(len(out)):
        _, budget = list_budget(legs_s[i], weapons_s[i], 0, rules[i], 1.0)
        _, landing = expect_first(legs_s[i], weapons_s[i], 0, layers_r[i], stock_r[i], rules[i], counts)
        plan_counterforce(legs_r[i], weapons_r[i], 0, budget, rules[i, PER_AIM], plan)
        bare, _, _ = expect_second(layers_s[i], bare_s[i], legs_r[i], weapons_r[i], rules[i], 0, landing, plan, counts)
        arriving, _, _ = expect_second(layers_s[i], stock_s[i], legs_r[i], weapons_r[i], rules[i], 0, landing, plan, counts)
        out[i, 0], out[i, 1], out[i, 2] = arriving, counts[GLIDE], bare


@compiled(nogil=True)
def find_needed(  # type: ignore[no-untyped-def]
    legs_s, weapons_s, layers_s, stock_s, legs_r, weapons_r, layers_r, stock_r, rules, posture, mix, wanted, most, plan, counts, more,
    out,
):  # fmt: skip
    """Find in every run the weapons that must be added, spread over legs by mix[run], to make the expected second strike `wanted`.

    By halving: arrivals rise with the number of weapons. NaN where even `most` do not do. `more` is scratch of the size of a mix.
    """
    for i in range(len(out)):
        low, high = 0.0, most
        for step in range(26):
            middle = most if step == 0 else (0.0 if step == 1 else 0.5 * (low + high))
            for j in range(len(more)):
                more[j] = weapons_r[i, j] + middle * mix[i, j]
            arriving = expect_strike(
                legs_s[i], weapons_s[i], layers_s[i], stock_s[i], legs_r[i], more, layers_r[i], stock_r[i], rules[i], posture, 1.0,
                plan, counts,
            )[0]  # fmt: skip
            if arriving >= wanted[i]:
                high = middle
            else:
                low = middle
            if (step == 0 and arriving < wanted[i]) or (step == 1 and arriving >= wanted[i]):
                break
        out[i] = high if high > low or high == 0.0 else math.nan
