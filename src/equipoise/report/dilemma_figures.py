"""Draw the dilemma: decision rules side by side, what a campaign would do, and every equilibrium of the games."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.histories import name_history
from equipoise.report.balance_names import match_runs, name_state, start_with_capital, write_band, write_change
from equipoise.report.dilemma_names import (
    LENS_MARKS,
    MOST,
    RULE_NOTES,
    SHARE_NOTE,
    add_mark_legend,
    count_runs,
    find_leader,
    finish_columns,
    finish_rows,
    measure_share,
    pick_race,
    spend_more,
    write_share,
)
from equipoise.report.drawing import (
    BUILDER,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    RIVAL,
    FigureBlock,
    draw_whisker,
    drawing_style,
    new_figure,
    to_svg,
)
from equipoise.report.figures import name_assumed
from equipoise.report.reading import Band, FloatArray, Reading, band
from equipoise.report.shield_names import group_rows, say_some, take_group
from equipoise.report.words import join_words, wrap, write_number
from equipoise.results.table import Table
from equipoise.scenario.rivalry import RuleName
from equipoise.study.dilemma_answers import LENS_WORDS, RULE_WORDS

AUDIENCE_MARKS = ((INK, "o"), (BUILDER, "s"), (RIVAL, "^"), (PURPLE, "D"), (GREEN, "v"), (ORANGE, "P"))


@dataclass(frozen=True)
class Verdict:
    """Hold what one rule finds under one lens."""

    rule: RuleName
    lens: str
    answer: Band
    spiral: Band
    both: FloatArray  # extra spending of both, of the builder, of the rival: billions of dollars, by run
    builder: FloatArray
    rival: FloatArray


def judge_rules(reading: Reading) -> list[Verdict]:
    """Read what every rule finds under each lens, rules in the order of the case."""
    out = []
    for rule in reading.case.rivalry.rules:
        for lens in LENS_WORDS:
            with_, bare = (pick_race(reading, name_history(reading.case, lens, rule, v)) for v in ("shield", "no-counter-shield"))
            if with_ is not None and bare is not None:
                shares = measure_share(with_["is_answer"]), measure_share(with_["is_spiral"])
                spent = [spend_more(with_, bare, who) for who in (("builder", "rival"), ("builder",), ("rival",))]
                out.append(Verdict(rule, lens, *shares, *spent))
    return out


def order_rules(verdicts: list[Verdict]) -> list[RuleName]:
    """Order rules from the most answers to the fewest, capabilities only; the case's own order where they agree."""
    share = {v.rule: float(v.answer.median[0]) for v in reversed(verdicts)}
    return sorted(dict.fromkeys(v.rule for v in verdicts), key=lambda r: -share[r])


def draw_rules(reading: Reading) -> FigureBlock | None:
    """Draw for every rule and lens how often the rival answers, how often both spiral, and what both spend more."""
    verdicts = judge_rules(reading)
    if not verdicts:
        return None
    rules, case = order_rules(verdicts), reading.case
    with drawing_style():
        figure, axes = new_figure(1, 3, 10.4, 0.46 * len(rules) + 1.7, sharey=True)
        for v in verdicts:
            color, marker = LENS_MARKS[v.lens]
            y = rules.index(v.rule) + (-0.16 if v.lens == "neorealist" else 0.16)
            for panel, b in zip(axes[0], (v.answer, v.spiral, band(v.both)), strict=True):
                draw_whisker(panel, y, b, color, marker)
        shown = case.rivalry.shown
        labels = [start_with_capital(RULE_WORDS[r]) + (" (shown by year)" if r == shown and len(rules) > 1 else "") for r in rules]
        finish_rows(axes[0], labels, [])
        rival = name_state(reading, case.rival.id, 22)
        titles = (f"runs in which {rival} arms in answer", "runs in which both arm again: a spiral", "what both spend more to the end")
        finish_columns(axes[0], titles, ("of 100 runs", "of 100 runs", "billion dollars of 2025"), 2)
        add_mark_legend(figure, [(LENS_WORDS[lens], *mark) for lens, mark in LENS_MARKS.items()])
        svg = to_svg(figure, "rules")
    rows = tuple(
        (RULE_WORDS[v.rule], RULE_NOTES[v.rule], LENS_WORDS[v.lens], write_share(v.answer), write_share(v.spiral),
         *(write_band(x) for x in (v.both, v.builder, v.rival)))
        for r in rules for v in verdicts if v.rule == r
    )  # fmt: skip
    return FigureBlock(
        "rules",
        "Does the rival answer, does it spiral? It depends on how states decide",
        f"Each row: if both states decided by this rule, what the counter-shield would set off by {case.years.end}. Dots: shares of "
        "the runs, "
        "whiskers the 90 % interval that so many runs can give; right: medians, whiskers hold the middle 90 of 100 runs. "
        f"{_say_disagreement(verdicts)} What each rule does stands in the table. No rule is preferred here; which one states follow is an "
        "assumption, and so is what counts: an answer is a rival that spends "
        f"{case.rivalry.spiral_threshold.central:g} times what it spends without the counter-shield and ends with more arms; a "
        "spiral, that "
        "the builder then does the same against its own plan unanswered. "
        f"{name_assumed(reading, ('rivalry.',))}",
        "Dot-and-whisker charts, a row a rule and a marker a lens. "
        f"{say_some([f'{r[0]}, {r[2]}: answer {r[3]}, spiral {r[4]}' for r in rows])}.",
        svg,
        ("rule", "a state that decides so", "reading of the other", "answer", "spiral", "both spend more", "builder", "rival"),
        rows,
        table_note=SHARE_NOTE,
    )


def _say_disagreement(verdicts: list[Verdict]) -> str:
    """Say how far rules, and lenses under each rule, disagree."""
    rules = order_rules(verdicts)
    first = {v.rule: v for v in reversed(verdicts)}
    yes = [r for r in rules if first[r].answer.median[0] > MOST]
    no = [RULE_WORDS[r] for r in rules if r not in yes]
    lens = LENS_WORDS[first[rules[0]].lens]
    said = ""
    if len(rules) > 1:
        but = f", not {join_words(no)}" if no and yes else ""
        said = f"Reading {lens}, {len(yes)} of {len(rules)} rules find an answer in most runs{but}; "
        said += f"median extra spending runs from {write_number(min(float(np.median(v.both)) for v in verdicts))} to "
        said += f"{write_number(max(float(np.median(v.both)) for v in verdicts))} billion. "
    parted = []
    for rule in rules:
        shares = [float(v.answer.median[0]) for v in verdicts if v.rule == rule]
        if len(shares) > 1 and abs(shares[0] - shares[1]) >= 0.1 - 1e-9:
            parted.append(RULE_WORDS[rule])
    if len(LENS_MARKS) == len({v.lens for v in verdicts}):
        said += f"In these runs the two lenses differ by a tenth of the runs or more under {join_words(parted)}." if parted else (
            "Under no rule do the two lenses differ by a tenth of the runs or more."
        )  # fmt: skip
    return said


# -- campaigns --


@dataclass(frozen=True)
class Policy:
    """Name one policy of explanation and the history that plays it."""

    history: str
    words: str
    kind: str


def list_policies(reading: Reading) -> list[Policy]:
    """List the policies that were played, from nothing to the whole shield given up."""
    campaign = reading.case.perception.campaign
    found = [Policy("constructivist/shield", "no explanation", "nothing")]
    found += [Policy(f"campaign/words-{e:g}", f"words alone, effort {e:g}", "words") for e in sorted(campaign.efforts) if e > 0]
    most = max(campaign.efforts)
    for t in sorted(campaign.transparencies):
        if t > 0:
            part = "" if t == 1 else f", {100 * t:.0f} of 100"
            found.append(Policy(f"campaign/openness-{t:g}", f"effort {most:g}, deeds laid open{part}", "openness"))
    for r in sorted(campaign.reassurances):
        if r > 0:
            found.append(Policy(f"campaign/reassurance-{r:g}", f"the same, {100 * r:.0f} of 100 of the shield given up", "reassurance"))
    return [p for p in found if pick_race(reading, p.history) is not None]


def gain_trust(reading: Reading, history: str, audience: str) -> FloatArray:
    """Return what an audience's belief that the builder seeks security gains by a policy at the end, in points of 100, by run."""
    table, case = reading.table("assessments"), reading.case
    columns = ("history", "observer", "target")
    pair = [take_group(table, columns, (h, audience, case.builder.id)) for h in (history, "constructivist/shield")]
    if pair[0] is None or pair[1] is None:
        return np.full(1, np.nan)
    with_, without = match_runs(*(t.where(year=case.years.end) for t in pair if t is not None))
    return np.asarray(100.0 * (with_["p_security"] - without["p_security"]))


def draw_campaign(reading: Reading) -> FigureBlock | None:
    """Draw answers, spirals, spending and beliefs by policy: words alone, deeds laid open, a share of the shield given up."""
    policies = list_policies(reading)
    if len(policies) < 2 or policies[0].kind != "nothing":
        return None
    audiences, case = reading.case.perception.audiences, reading.case
    bare = pick_race(reading, "constructivist/no-counter-shield")
    rows: list[tuple[str, ...]] = []
    with drawing_style():
        figure, axes = new_figure(1, 4, 10.4, 0.44 * len(policies) + 2.0, sharey=True, width_ratios=(1, 1, 1, 1.45))
        for y, policy in enumerate(policies):
            found = pick_race(reading, policy.history)
            assert found is not None
            answer, spiral = measure_share(found["is_answer"]), measure_share(found["is_spiral"])
            extra = spend_more(found, bare, ("rival",)) if bare is not None else np.full(1, np.nan)
            for panel, b in zip(axes[0], (answer, spiral, band(extra)), strict=False):
                draw_whisker(panel, y, b, GREEN, "D")
            gains = [gain_trust(reading, policy.history, a.id) for a in audiences]
            for j, gain in enumerate(gains):
                if policy.kind != "nothing":
                    draw_whisker(axes[0, 3], y + 0.7 * ((j + 0.5) / len(gains) - 0.5), band(gain), *AUDIENCE_MARKS[j % len(AUDIENCE_MARKS)])
            rows.append((policy.words, write_share(answer), write_share(spiral), write_band(extra), *map(write_change, gains)))
        kinds = [p.kind for p in policies]
        finish_rows(axes[0], [wrap(p.words, 34, 2) for p in policies], [y - 0.5 for y in range(1, len(kinds)) if kinds[y] != kinds[y - 1]])
        rival, builder = (name_state(reading, a.id, 20) for a in (case.rival, case.builder))
        titles = (f"runs in which {rival} answers", "runs with a spiral", f"what {rival} spends more",
                  f"belief gained by {case.years.end}: {builder} seeks security")  # fmt: skip
        finish_columns(axes[0], titles, ("of 100 runs", "of 100 runs", "billion dollars of 2025", "points of 100"), 2)
        marks = [AUDIENCE_MARKS[j % len(AUDIENCE_MARKS)] for j in range(len(audiences))]
        add_mark_legend(figure, [(a.title or a.id, *m) for a, m in zip(audiences, marks, strict=True)])
        svg = to_svg(figure, "campaign")
    return FigureBlock(
        "campaign",
        "What explanation and reassurance would do: are words alone ever enough?",
        f"Each row a policy of {builder}, if intent is read: words of rising effort; then deeds laid open to all as well; then also a "
        "share "
        f"of the planned counter-shield given up, {_say_signals(reading)}. Left: shares of the runs with the 90 % interval that so "
        "many runs "
        "can give; then medians, whiskers hold the middle 90 of 100 runs. "
        f"{_say_words(reading, policies)} The leadership that decides is {_name_audience(reading, find_leader(reading))}; publics believe, "
        f"and do not decide. {name_assumed(reading, ('perception.campaign.', '.credibility'))} Survey effects of explanation are "
        "published; "
        "that they move beliefs about intent, and by how much, is an assumption.",
        f"Dot-and-whisker charts, a row a policy. {say_some([f'{r[0]}: answer {r[1]}, spiral {r[2]}' for r in rows], 10)}.",
        svg,
        ("policy", "answer", "spiral", "rival spends more", *(f"belief gained, {a.title or a.id}" for a in audiences)),
        tuple(rows),
        table_note=f"{SHARE_NOTE} Belief gained: points of 100 against no explanation, the same runs.",
    )


def _name_audience(reading: Reading, audience: str) -> str:
    return next(a.title or a.id for a in reading.case.perception.audiences if a.id == audience)


def _say_signals(reading: Reading) -> str:
    signals = reading.case.perception.campaign.signals
    parts = (("at a cost sunk at once", signals.sunk), ("by a public limit", signals.tied), ("under inspection", signals.verified))
    return join_words([f"{100 * share:.0f} of 100 of it {words}" for words, share in parts if share > 0])


def _say_words(reading: Reading, policies: list[Policy]) -> str:
    """Say in how many of the runs with an answer, or a spiral, each kind of policy ends it at its fullest."""
    start = pick_race(reading, policies[0].history)
    assert start is not None
    said = []
    for column, what in (("is_answer", "an answer"), ("is_spiral", "a spiral")):
        before = start[column].astype(bool)
        if not before.any():
            said.append(f"Without explanation no run holds {what}.")
            continue
        ended = []
        for kind, words in (
            ("words", "the fullest words alone"),
            ("openness", "deeds laid open as well"),
            ("reassurance", "the most given up"),
        ):
            last = next((p for p in reversed(policies) if p.kind == kind), None)
            found = pick_race(reading, last.history) if last is not None else None
            if found is not None:
                one, other = match_runs(start, found)
                was, stays = one[column].astype(bool), other[column].astype(bool)
                ended.append(f"{words} end it in {int(np.sum(was & ~stays))}".replace("given up end", "given up ends"))
        said.append(f"{int(before.sum())} of {len(before)} runs hold {what} without explanation: {', '.join(ended)}.")
    return " ".join(said)


# -- every equilibrium --


def draw_equilibria(reading: Reading) -> FigureBlock | None:
    """Draw the arming odds of every equilibrium by game and setting; filled: the one that is played."""
    table = reading.table("equilibria")
    if table is None:
        return None
    keys = list(group_rows(table, "rule", "setting"))
    order = [r for r in RULE_WORDS if any(k[0] == r for k in keys)]
    keys.sort(key=lambda k: (order.index(k[0]), k[1].split(", ")[-1] != "no counter-shield", k[1].startswith("constructivist")))  # type: ignore[arg-type]
    rows: list[tuple[str, ...]] = []
    names = [name_state(reading, a.id, 24) for a in (reading.case.builder, reading.case.rival)]
    with drawing_style():
        figure, axes = new_figure(1, 3, 10.4, 0.36 * len(keys) + 1.6, sharey=True, width_ratios=(1.0, 1.0, 0.62))
        for y, key in enumerate(keys):
            found = take_group(table, ("rule", "setting"), key)
            assert found is not None
            count = _count_equilibria(found)
            _draw_odds(axes[0], y, found)
            axes[0, 2].text(0.0, y, count, va="center", fontsize=8)
            taken = found["is_taken"].astype(bool)
            odds = [cell for side in ("builder", "rival") for cell in _write_odds(found[f"p_arm_{side}"], taken)]
            rows.append((RULE_WORDS[key[0]], _name_setting(key[1]), count, *odds, str(found["taken_because"][0])))  # type: ignore[index]
        breaks = [y - 0.5 for y in range(1, len(keys)) if keys[y][0] != keys[y - 1][0]]
        labels = [f"{start_with_capital(r[0])}: {r[1]}".replace(", ", ",\n") for r in rows]
        finish_rows(axes[0][:2], labels, breaks)
        titles = (
            f"{start_with_capital(names[0])}: odds that it arms",
            f"{start_with_capital(names[1])}: odds that it arms",
            "how many equilibria a run has",
        )
        finish_columns(axes[0], titles, ("of 100", "of 100", ""), 2)
        axes[0, 2].set_axis_off()
        axes[0, 2].set_xlim(0.0, 1.0)
        _add_equilibrium_legend(figure)
        svg = to_svg(figure, "equilibria")
    reasons = "; ".join(f"{RULE_WORDS[r]}: {next(x[-1] for x in rows if x[0] == RULE_WORDS[r])}" for r in order)
    n = len(np.unique(table["run"]))
    return FigureBlock(
        "equilibria",
        "Every equilibrium, and which one is played",
        f"The games of {reading.case.years.assess}, solved for all their equilibria in {count_runs(n)} (every fifth), without a "
        "counter-shield and "
        "as if a complete one stood. Each mark is one equilibrium of one run: filled if the rule plays it, open if it is there and not "
        f"played. If a game has several, play depends on which is expected, and that choice is an assumption: {reasons}. In Markov perfect "
        "play the mark is the share of its four states (calm or rivalry, without or with the shield) in which a state arms. "
        f"{_say_several(rows)} {name_assumed(reading, ('rivalry.stakes.', 'rivalry.precision', 'rivalry.cost', 'rivalry.discount'))}",
        f"Strips of marks from 0 to 100, a row a game and setting. {say_some([f'{r[0]}, {r[1]}: {r[2]}' for r in rows])}.",
        svg,
        (
            "rule",
            "setting",
            "equilibria",
            *(f"odds that {n} arms, {w}" for n in names for w in ("all", "the one played")),
            "played because",
        ),
        tuple(rows),
        table_note="Odds of 100: medians, in brackets the range that holds the middle 90 of 100 equilibria.",
    )


def _draw_odds(panels: Any, y: float, found: Table) -> None:
    runs = np.unique(found["run"], return_inverse=True)[1]
    n = max(int(np.max(runs)), 1)
    place = y + 0.56 * (runs / n - 0.5) if np.max(runs) else np.full(len(runs), float(y))
    taken = found["is_taken"].astype(bool)
    for panel, side in zip(panels, ("builder", "rival"), strict=False):
        odds = found[f"p_arm_{side}"]
        for chosen, face, size, color in ((~taken, "white", 3.4, ORANGE), (taken, INK, 3.6, INK)):
            panel.plot(
                odds[chosen],
                place[chosen],
                linestyle="none",
                marker="o",
                markersize=size,
                color=color,
                markerfacecolor=face,
                markeredgewidth=0.8,
            )


def _write_odds(odds: FloatArray, taken: NDArray[np.bool_]) -> tuple[str, str]:
    return write_band(odds, "probability"), write_band(odds[taken], "probability") if taken.any() else "none"


def _count_equilibria(found: Table) -> str:
    """Say how many equilibria the runs have, in words."""
    counts = np.unique(found["run"], return_counts=True)[1]
    values, runs = np.unique(counts, return_counts=True)
    if len(values) > 2:
        return f"{values[0]} to {values[-1]}, median {write_number(float(np.median(counts)))}, {count_runs(len(counts))}"
    return ", ".join(f"{v} in {n} of {count_runs(len(counts))}" for v, n in zip(values, runs, strict=True))


def _name_setting(setting: str) -> str:
    """Write a setting in words.

    >>> _name_setting("neorealist, no counter-shield")
    'capabilities only, no counter-shield'
    """
    head, _, tail = setting.partition(", ")
    return f"{LENS_WORDS.get(head, head)}, {tail}" if tail else LENS_WORDS.get(head, head)


def _say_several(rows: list[tuple[str, ...]]) -> str:
    several = list(dict.fromkeys(r[0] for r in rows if not re.fullmatch(r"1 in \d+ of \d+ runs?", r[2])))
    return f"Several equilibria occur under {join_words(several)}." if several else "In these runs every game has one equilibrium."


def _add_equilibrium_legend(figure: Any) -> None:
    from matplotlib.lines import Line2D

    looks = ((INK, INK, "the equilibrium that the rule plays"), (ORANGE, "white", "another equilibrium of the same run"))
    handles = [Line2D([], [], color=c, marker="o", markersize=5, markerfacecolor=f, linestyle="none", label=w) for c, f, w in looks]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
