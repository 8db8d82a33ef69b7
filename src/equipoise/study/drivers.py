"""Find the inputs that drive an outcome: Spearman's rank correlation over the runs."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from equipoise.results.answer import Driver
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.scenario.inputs import walk_numbers

FloatArray = NDArray[np.float64]


def rank(values: FloatArray) -> FloatArray:
    """Rank values from 1, ties sharing their mean rank.

    >>> rank(np.array([3.0, 1.0, 3.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    lengths = np.diff(np.append(starts, len(values)))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(starts + 0.5 * (lengths + 1), lengths)
    return ranks


def gather_inputs(inputs: Table) -> dict[str, FloatArray]:
    """Gather the drawn values of each uncertain input, by path, in run order."""
    if not len(inputs):
        return {}
    codes: dict[str, int] = {}
    code = np.fromiter((codes.setdefault(str(path), len(codes)) for path in inputs["path"]), dtype=np.int64, count=len(inputs))
    order = np.lexsort((inputs["run"], code))
    cuts = np.cumsum(np.bincount(code, minlength=len(codes)))[:-1]
    return {path: np.asarray(part, dtype=np.float64) for path, part in zip(codes, np.split(inputs["value"][order], cuts), strict=True)}


def correlate_ranks(x: FloatArray, y: FloatArray) -> float:
    """Return Spearman's rank correlation; 0 if either is constant.

    Example: Spearman (1904) on a reversed order gives -1.

    >>> correlate_ranks(np.array([1.0, 2.0, 3.0]), np.array([9.0, 4.0, 1.0]))
    -1.0
    """
    a, b = rank(x), rank(y)
    a, b = a - math.fsum(a) / len(a), b - math.fsum(b) / len(b)
    norm = math.sqrt(math.fsum(a * a) * math.fsum(b * b))
    return math.fsum(a * b) / norm if norm > 0.0 else 0.0


Scope = Literal["", "first_year", "capability"]


def can_matter(
    case: Case, path: str, architectures: Collection[str], raid_at: str | None = None, scope: Scope = ""
) -> bool:  # fmt: skip
    """Tell whether an input can reach an outcome at all: not if it belongs to another architecture or to a class that does not fly.

    raid_at: the defender, where the outcome is what becomes of one raid, to which forces, budgets, minds and years mean nothing.
    scope: 'first_year' for what is known before anything is built, 'capability' for histories that read no intent.

    >>> from equipoise.scenario.load import load_case
    >>> case = load_case("founding/shield-2019")
    >>> [can_matter(case, f"architectures.{a}.first_year", ["layered"]) for a in ("layered", "space_based")]
    [True, False]
    >>> [can_matter(case, path, [], "us") for path in ("raid.duration", "actors.us.shield.gbi.p_track", "rivalry.lag")]
    [True, True, False]
    >>> [can_matter(case, path, [], scope="first_year") for path in ("rivalry.lag", "actors.us.economy.share", "actors.us.gliders.fielded")]
    [False, False, True]
    """
    parts = path.split(".")
    if parts[0] == "architectures" and parts[1] not in architectures:
        return False
    if raid_at is not None and not _is_of_raid(case, parts, raid_at):
        return False
    if (scope == "first_year" and _is_of_years(parts)) or (scope and _is_of_minds(parts)):
        return False
    last = parts[-1]
    return not last.startswith("p_ssk_") or last.removeprefix("p_ssk_") in case.threat_classes


def _is_of_years(parts: list[str]) -> bool:
    """Tell whether an input matters only once something is decided and built."""
    if parts[0] == "actors" and len(parts) > 3 and parts[2] == "gliders":
        return parts[3] != "fielded"
    later = ("economy", "counter_shield", "stakes", "build_up", "arming_cost_quantile", "confidence_required")
    return parts[0] == "rivalry" or (parts[0] == "actors" and parts[2] in later)


def _is_of_minds(parts: list[str]) -> bool:
    """Tell whether an input matters only where intent is read; planners who read none still shade what they see."""
    return parts[0] == "perception" and parts[1] != "worst_case_bias" and parts[1:3] != ["lenses", "neorealist"]


def _is_of_raid(case: Case, parts: list[str], defender: str) -> bool:
    if parts[0] == "flights":
        return any(t.id == parts[1] and t.owner != defender for t in case.flights)
    if parts[0] == "actors":
        return parts[1] == defender and parts[2] in ("shield", "sensors")
    return parts[0] == "raid" or (parts[0] == "architectures" and parts[2] in ("layers", "sensors"))


def find_drivers(
    case: Case, inputs: Mapping[str, FloatArray], outcome: FloatArray, n: int = 3, architectures: Collection[str] | None = None,
    raid_at: str | None = None, scope: Scope = "",
) -> tuple[Driver, ...]:  # fmt: skip
    """Find the n uncertain inputs with the strongest rank correlation to an outcome.

    architectures: those that the outcome can depend on; by default those that either state plans. raid_at and scope: as in
    `can_matter`. A driver is clear when its correlation exceeds what the largest of all inputs would reach by chance in 1 of 20 studies
    (Bonferroni on the normal approximation of Spearman's coefficient, z / sqrt(runs - 1)).
    """
    known = np.isfinite(outcome)
    if known.sum() < 8 or np.ptp(outcome[known]) == 0.0:
        return ()
    planned = [a.counter_shield.architecture for a in case.actors if a.counter_shield is not None]
    own = planned if architectures is None else architectures
    numbers = {path: x for path, _, _, x in walk_numbers(case) if x.is_uncertain and can_matter(case, path, own, raid_at, scope)}
    found = [(correlate_ranks(inputs[path][known], outcome[known]), path) for path in sorted(numbers)]
    found.sort(key=lambda pair: (-abs(pair[0]), pair[1]))
    limit = chance_limit(len(found), int(known.sum()))
    titles = list_titles(case)
    return tuple(Driver(path, describe_path(path, titles), r, numbers[path].basis, abs(r) > limit) for r, path in found[:n])


def chance_limit(n_inputs: int, n_runs: int) -> float:
    """Return the rank correlation that the luckiest of n inputs reaches by chance in one study out of twenty."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(1.0 - 0.025 / max(n_inputs, 1)) / math.sqrt(max(n_runs - 1, 1))


_WORDS = {
    "forces": "", "legs": "", "gliders": "gliders", "p_ssk_glider": "kill probability of one shot at a glider",
    "p_ssk_ballistic": "kill probability of one shot at a ballistic warhead", "alert_day": "share on alert day to day",
    "survival_day": "chance that an alert launcher survives", "kill_per_weapon": "chance that one weapon destroys one silo or base",
    "p_track": "chance of a usable track", "p_decoy_engaged": "chance that a decoy is taken for a warhead",
    "unit_cost": "unit cost", "first_year": "first year in service", "build_rate": "most built in a year",
    "share": "share of the budget for this competition", "upload_rate": "most warheads added in a year",
    "assured_threshold": "warheads that count as an assured second strike", "worst_case_bias": "how far planners assume the worst",
    "shots_per_target": "shots at one target", "matching": "how far a rival copies the shield",
    "keep_pace": "how far a shield is sized to the other's gliders", "restore": "how far losses to a shield are restored",
    "decoys_per_ballistic": "decoys with each ballistic warhead", "base": "penalty for acting against one's own words",
    "half_life": "how long words last", "points_per_effort": "survey points moved by a unit of explanation",
    "survey_to_belief": "link from survey points to belief", "belief_persistence": "how rarely intentions change",
    "recency_half_life": "how long criticism is remembered", "reversal_cost_hegemonic": "chance that an ambitious state reverses itself",
    "reversal_cost_security": "chance that a threatened state reverses itself",
    "reversal_cost_restorer": "chance that a restorer reverses itself", "raid": "", "rivalry": "", "perception": "", "campaign": "",
    "consistency": "", "economy": "", "audiences": "", "counter_shield": "counter-shield",
    "divert": "error at handover that an interceptor can still make up", "steer": "how far a flying interceptor can be sent elsewhere",
    "closing_speed": "closing speed up to which the base rate holds", "lateral_acceleration": "pull of the interceptor",
    "offset": "distance of the attacked place from the battery", "coverage": "share of what is attacked within its reach",
    "decision_time": "time from firm track to launch", "assess_time": "time to judge an intercept",
    "p_warhead_engaged": "chance that a warhead is taken for one", "brightness": "how bright a glider is in the infrared",
    "cross_section_high_band": "radar cross-section", "cross_section_low_band": "radar cross-section at long waves",
    "angle_error": "error of one look, angle", "detection_threshold": "least intensity seen", "duration": "time over which a raid arrives",
    "stakes": "", "exploit": "what arming against restraint is worth", "arming": "what arming on both sides is worth",
    "exploited": "what restraint against arming costs", "offence_advantage": "advantage of offence over defence",
    "first_strike": "what a shield adds to striking first", "open_war": "what a shield adds in open war",
    "struck_first": "what a shield adds when struck first", "richardson": "Richardson's race", "fatigue": "how arming tires",
    "grievance": "grievance", "misperception": "how far the other's additions are overrated", "fear": "fear of the other's shield",
    "ambition": "ambition behind one's own shield", "burden": "burden of one's own shield", "precision": "how surely the better is chosen",
    "cost_shape": "how few find arming cheap", "discount": "weight of the future", "rivalry_cost": "cost of a year of rivalry",
    "arming_cost_quantile": "how dear arming is to it", "learning": "price after each doubling",
    "service_life": "service life", "differentiability": "how far deeds tell types apart", "confirmation": "contrary evidence misread",
    "benign_view": "how benign a state takes its own deeds to look",
    "identity_weight": "weight of outlook in the prior", "justification_relief": "how far a reason takes the penalty away",
    "frame_fit": "how far the frame speaks to it", "accusation_points": "points that an accusation moves",
    "counter_accusation": "how far pointing back blunts an accusation", "backlash_points": "points that an accuser loses",
    "answer_relief": "how far an accuser's answer wins that back", "exposure": "chance that a year of inspections exposes a cheat",
    "confidence_required": "how sure a planner wants to be",
    "reaction": "share of a gap closed in a year", "lag": "years from decision to service",
    "slower_than": "speed at which the glider turns", "bank": "bank of the late turn", "sensors": "",
}  # fmt: skip


def list_titles(case: Case) -> dict[str, str]:
    """List the titles by which a reader knows actors, shields and layers."""
    titles = {a.id: a.title or a.id for a in case.actors} | {a.id: a.title or a.id for a in case.architectures}
    for layers in [a.shield for a in case.actors] + [a.layers for a in case.architectures]:
        titles |= {layer.id: layer.title or layer.id for layer in layers}
    for sensors in [a.sensors for a in case.actors] + [a.sensors for a in case.architectures]:
        titles |= {sensor.id: sensor.title or sensor.id for sensor in sensors}
    return titles | {a.id: a.title or a.id for a in case.perception.audiences}


def describe_path(path: str, titles: Mapping[str, str] | None = None) -> str:
    """Write a field's path as words.

    >>> describe_path("actors.Russia.gliders.first_year")
    'Russia: gliders, first year in service'
    """
    known = titles or {}
    parts = path.split(".")
    subject = ""
    if parts[0] in ("actors", "architectures", "flights") and len(parts) > 2:
        subject, parts = known.get(parts[1], parts[1].replace("_", " ")), parts[2:]
    parts = [p for p in parts if p not in ("flight", "layers", "shield") and not p.isdigit()]
    words = [known.get(p) or _WORDS.get(p, p.replace("_", " ")) for p in parts]
    text = ", ".join(w for w in dict.fromkeys(words) if w)
    return f"{subject}: {text}" if subject else text
