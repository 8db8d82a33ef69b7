"""List every equilibrium of the games that have several, with the one that a rule takes and why."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equipoise.results.schema import EQUILIBRIA
from equipoise.results.state import take_runs
from equipoise.results.table import Table
from equipoise.rivalry.games.bimatrix import find_restraint_equilibria
from equipoise.rivalry.games.cutoffs import find_cutoff_pairs
from equipoise.rivalry.games.markov import find_markov_equilibria
from equipoise.rivalry.games.quantal import find_quantal_equilibria
from equipoise.rivalry.plan import Plans
from equipoise.rivalry.rules.markov_perfect import build_game
from equipoise.rivalry.rules.private_costs import scale_game
from equipoise.rivalry.rules.quantal_response import shade_stakes
from equipoise.rivalry.stakes import weigh_arming

FloatArray = NDArray[np.float64]
EVERY = 5  # runs of which equilibria are listed
REASONS = {
    "best_response": "play starts from restraint; history then decides",
    "quantal_response": "the branch traced from choice at random",
    "private_costs": "the least: where contagion from certain armers stops",
    "markov_perfect": "the least arming, ties to the one worth most",
}


def list_equilibria(
    plans: Plans, trust: dict[str, tuple[FloatArray, FloatArray]], taken: FloatArray, rivalry_cost: FloatArray, discount: FloatArray
) -> Table:
    """List the equilibria of the year of assessment, every fifth run, without a counter-shield and behind a complete one.

    trust[lens] is the trust of (builder, rival) under a lens; `taken` the share of the rival's second strike that the complete shield
    takes, as a planner believes. Arming odds are told; for Markov perfect play the share of its four states in which a side arms.
    """
    keep = np.flatnonzero(plans.runs % EVERY == 0)
    if not len(keep):
        return Table.empty(EQUILIBRIA)
    rows: list[Table] = []
    for setting, share in (("no counter-shield", 0.0 * taken), ("full counter-shield", taken)):
        stakes = weigh_arming(plans.dials[0], share, 0.0 * share), weigh_arming(plans.dials[1], 0.0 * share, share)
        for lens, (own, other) in trust.items():
            shaded = shade_stakes(stakes[0], own)[keep], shade_stakes(stakes[1], other)[keep]
            nash, _ = find_restraint_equilibria(*shaded)
            rows.append(_tabulate(plans, keep, "best_response", f"{lens}, {setting}", nash, np.zeros(len(keep), dtype=np.int64)))
            logit = find_quantal_equilibria(*shaded, plans.precision[keep])
            rows.append(_tabulate(plans, keep, "quantal_response", f"{lens}, {setting}", logit, _pick(logit, plans.most_arming, 0)))
            pairs = _list_cutoffs(plans, stakes, (own, other), keep)
            rows.append(_tabulate(plans, keep, "private_costs", f"{lens}, {setting}", pairs, _pick(pairs, plans.most_arming, None)))
    rows.append(_list_markov(plans, taken, rivalry_cost, discount, keep))
    return Table.stack([r for r in rows if r.n_rows] or [Table.empty(EQUILIBRIA)])


def _list_cutoffs(
    plans: Plans, stakes: tuple[FloatArray, FloatArray], trust: tuple[FloatArray, FloatArray], keep: NDArray[np.int64]
) -> FloatArray:
    """List cutoff equilibria as the odds that each side arms, F of its cutoff."""
    ceiling, shape = np.maximum(plans.cost_ceiling[keep], 1e-9), plans.cost_shape[keep]
    sides = [scale_game(s[keep], t[keep], ceiling) for s, t in zip(stakes, trust, strict=True)]
    pairs = find_cutoff_pairs(sides[0][0], sides[0][1], shape, sides[1][0], sides[1][1], shape)
    return np.asarray(pairs ** shape[:, None, None])


def _pick(found: FloatArray, most: bool, principal: int | None) -> NDArray[np.int64]:
    """Pick the most armed equilibrium, or the principal one, or the least armed."""
    total = found[:, :, 0] + found[:, :, 1]
    if most:
        return np.asarray(np.nanargmax(total, axis=1))
    return np.full(len(found), principal) if principal is not None else np.asarray(np.nanargmin(total, axis=1))


def _list_markov(plans: Plans, taken: FloatArray, rivalry_cost: FloatArray, discount: FloatArray, keep: NDArray[np.int64]) -> Table:
    """List the pure stationary equilibria of the Markov game with a shield to come."""
    zero = np.zeros(len(keep))
    dials = take_runs(plans.dials, keep)
    bare = weigh_arming(dials[0], zero, zero), weigh_arming(dials[1], zero, zero)
    behind = weigh_arming(dials[0], taken[keep], zero), weigh_arming(dials[1], zero, taken[keep])
    wait = np.maximum(1.0, plans.plans[0].shield_first[keep] - plans.start)
    payoff, onward = build_game(bare, behind, rivalry_cost[keep], 1.0 / wait)
    profiles, stands, _ = find_markov_equilibria(payoff, onward, np.minimum(discount[keep], 1.0 - 1e-9))
    arming = profiles.mean(axis=2)
    blocks = []
    for i, run in enumerate(keep):
        for place, number in enumerate(np.flatnonzero(stands[i])):
            is_taken = bool(np.all(profiles[number] == plans.markov[run, 1]))
            blocks.append((plans.runs[run], place, arming[number, 0], arming[number, 1], is_taken))
    return _build("markov_perfect", "both lenses, a counter-shield to come", blocks)


def _tabulate(
    plans: Plans, keep: NDArray[np.int64], rule: str, setting: str, found: FloatArray, taken: NDArray[np.int64]
) -> Table:  # fmt: skip
    """Tabulate equilibria found[run, place, side] of the runs kept."""
    blocks = []
    for i, run in enumerate(keep):
        for place in range(found.shape[1]):
            if np.isfinite(found[i, place, 0]):
                blocks.append((plans.runs[run], place, found[i, place, 0], found[i, place, 1], bool(place == taken[i])))
    return _build(rule, setting, blocks)


def _build(rule: str, setting: str, blocks: list[tuple[int, int, float, float, bool]]) -> Table:
    if not blocks:
        return Table.empty(EQUILIBRIA)
    run, place, own, other, is_taken = zip(*blocks, strict=True)
    n = len(blocks)
    columns = {
        "run": run, "rule": np.full(n, rule, dtype=object), "setting": np.full(n, setting, dtype=object), "equilibrium": place,
        "p_arm_builder": own, "p_arm_rival": other, "is_taken": is_taken, "taken_because": np.full(n, REASONS[rule], dtype=object),
    }  # fmt: skip
    return Table.build(EQUILIBRIA, columns)
