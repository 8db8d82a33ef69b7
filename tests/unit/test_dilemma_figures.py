"""The pictures of the dilemma on made-up tables: their numbers are those of the tables, what is missing is told, nothing breaks when small.

The tables are invented; no number in them is a result.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from equipoise.histories import MAP_ADVANTAGE, MAP_TRUST, list_histories
from equipoise.report import belief_figures, dilemma_figures, dilemma_names, phase_figure, race_figures, tipping_figure
from equipoise.report.reading import Reading
from equipoise.report.words import write_three
from equipoise.results.table import Table
from equipoise.scenario.load import load_case
from equipoise.study.dilemma_answers import RULE_WORDS
from made_up import SCHEMAS, MadeUpRun, Rows

N = 12
DRAWS = {
    "races": (dilemma_figures.draw_rules, dilemma_figures.draw_campaign, tipping_figure.draw_tipping),
    "equilibria": (dilemma_figures.draw_equilibria,),
    "arsenals": (phase_figure.draw_phase, race_figures.draw_parting, race_figures.draw_fielding),
    "assessments": (belief_figures.draw_beliefs,),
}
EVERY = [*(d for draws in DRAWS.values() for d in draws), belief_figures.draw_record]


def make_races(case: Any, n: int) -> Table:
    rows = Rows("races")
    for h in list_histories(case):
        answers = h.counter_shield and h.rule != "intriligator_brito" and h.reassurance < 1
        for run in range(n):
            is_answer = answers and (h.rule != "richardson" or run % 2 == 0)
            rows.add(
                run=run, history=h.name, lens=h.lens, rule=h.rule, variant=h.variant, trust=np.nan, offence_advantage=np.nan,
                is_answer=is_answer, is_spiral=is_answer and run < 3 and h.lens == "neorealist",
                spending_builder_usd2025=(5e9 + 1e8 * run) * (1 + h.counter_shield), spending_rival_usd2025=(4e9 + 1e9 * is_answer),
            )  # fmt: skip
    for advantage in MAP_ADVANTAGE:
        for trust in MAP_TRUST:
            for variant in ("map-without", "map"):
                for run in range(0, n, 5):
                    is_answer = variant == "map" and trust < 0.7 + advantage
                    rows.add(
                        run=run, history=f"map/{trust:g}/{advantage:g}/{variant}", lens="constructivist", rule="planner", variant=variant,
                        trust=trust, offence_advantage=advantage, is_answer=is_answer, spending_rival_usd2025=1e9 + 2e9 * is_answer,
                    )  # fmt: skip
    return rows.table()


def make_years(case: Any, n: int) -> dict[str, Table]:
    out = {name: Rows(name) for name in ("arsenals", "assessments")}
    for h in [h for h in list_histories(case) if h.is_shown]:
        for run in range(n):
            for year in range(case.years.assess, case.years.end + 1):
                t = year - case.years.assess
                key = {"run": run, "history": h.name, "year": year}
                for actor in case.actors:
                    is_builder = actor.role == "builder"
                    alarm = 1.0 if h.lens == "neorealist" else 1.0 - 0.02 * t
                    out["arsenals"].add(
                        **key, actor=actor.id, role=actor.role, n_ballistic=1000.0 + 10 * t * alarm,
                        n_glider=float(t > (0 if is_builder else 8 + run % 3)),
                        n_interceptors_counter=5.0 * max(0, t - 5) * is_builder * h.counter_shield, alarm=alarm,
                        spending_usd2025=1e9 if h.lens == "neorealist" or t < 10 else 0.5e9, p_assured_believed=0.9,
                    )  # fmt: skip
                    for audience in case.perception.audiences if h.lens == "constructivist" else ():
                        p = 0.4 - 0.005 * t + 0.1 * h.reassurance + 0.001 * run
                        leads = audience.kind == "rival_leadership"
                        out["assessments"].add(
                            **key, observer=audience.id, target=actor.id, p_security=p, p_restorer=0.3, p_hegemonic=0.7 - p,
                            p_hegemonic_expected=0.2 if leads else np.nan,
                        )  # fmt: skip
    return {name: rows.table() for name, rows in out.items()}


def make_games(n: int) -> dict[str, Table]:
    games, trust = Rows("equilibria"), Rows("trust")
    for run in range(0, n, 5):
        for lens in ("neorealist", "constructivist"):
            for setting in ("no counter-shield", "full counter-shield"):
                key = {"run": run, "rule": "best_response", "setting": f"{lens}, {setting}", "taken_because": "play starts from restraint"}
                for place, odds in enumerate((0.0, 1.0, 0.6) if lens == "constructivist" else (1.0,)):
                    games.add(**key, equilibrium=place, p_arm_builder=odds, p_arm_rival=odds, is_taken=place == 0)
    for run in range(n):
        trust.add(run=run, threshold=np.nan if run == 0 else 0.6 + 0.01 * run, answers_without_trust=True, answers_with_trust=run == 0)
    return {"equilibria": games.table(), "trust": trust.table()}


def make_reading(case: Any, n: int) -> Reading:
    tables = {name: Table.empty(s) for name, s in SCHEMAS.items()}
    return Reading(MadeUpRun(case, tables | {"races": make_races(case, n)} | make_years(case, n) | make_games(n)))


@lru_cache(maxsize=1)
def full() -> Reading:
    return make_reading(load_case("founding/shield-2019"), N)


@lru_cache(maxsize=1)
def small() -> Reading:
    """One rule, two audiences, three runs, no record."""
    case = load_case("founding/shield-2019")
    perception = case.perception.model_copy(update={"audiences": case.perception.audiences[:2], "network": {}, "record": ()})
    rivalry = case.rivalry.model_copy(update={"rules": ("planner",)})
    return make_reading(case.model_copy(update={"perception": perception, "rivalry": rivalry}), 3)


@lru_cache(maxsize=32)
def draw(what: Any, reader: Any) -> Any:
    return what(reader())


def say(values: Any, unit: str = "") -> str:
    low, middle, high = (float(x) for x in np.quantile(np.asarray(values), [0.05, 0.5, 0.95]))
    return write_three(low, middle, high, unit)


def find_row(block: Any, *first: str) -> dict[str, str]:
    rows = [r for r in block.rows if set(first) <= set(r)]
    assert len(rows) == 1, (first, len(rows))
    return dict(zip(block.head, rows[0], strict=True))


@pytest.mark.parametrize("what", EVERY)
def test_every_figure_has_a_picture_words_and_whole_rows(what: Any) -> None:
    block = draw(what, full)
    assert block is not None
    assert "<svg" in block.svg
    assert len(block.alt) > 60
    assert len(block.caption) > 200
    assert len(block.rows) >= 2
    assert {len(r) for r in block.rows} == {len(block.head)}
    assert re.search(r"\b[Ii]f\b|\bwould\b", block.caption)
    assert "assumption" in block.caption
    said = " ".join([block.caption, block.alt, *(c for r in block.rows for c in r)])
    assert not re.search(r"\b(nan|inf)\b|neorealist|constructivist|p_security|is_answer|\+0(?![.\d])", said)


@pytest.mark.parametrize("what", EVERY)
def test_small_runs_draw_and_a_case_without_a_record_has_no_record(what: Any) -> None:
    block = draw(what, small)
    assert (block is None) == (what is belief_figures.draw_record)


@pytest.mark.parametrize("what", [dilemma_figures.draw_campaign, tipping_figure.draw_tipping, phase_figure.draw_phase])
def test_the_same_tables_give_the_same_bytes(what: Any) -> None:
    assert what(Reading(full().run)) == draw(what, full)


@pytest.mark.parametrize(("table", "what"), [(t, d) for t, draws in DRAWS.items() for d in draws])
def test_a_figure_vanishes_with_its_table(table: str, what: Any) -> None:
    run = MadeUpRun(full().case, full().run.tables | {table: Table.empty(SCHEMAS[table])})
    assert what(Reading(run)) is None


def test_shares_carry_wilson_intervals() -> None:
    # 0 of 10 at 90 %: upper limit z2/(n + z2) with z = 1.6449, the closed form of Wilson (1927) at a share of none
    z2 = 1.6448536269514722**2
    b = dilemma_names.measure_share(np.zeros(10, dtype=bool))
    assert (float(b.low[0]), float(b.median[0])) == (0.0, 0.0)
    assert float(b.high[0]) == pytest.approx(z2 / (10 + z2), rel=1e-12)


def test_rules_tell_shares_and_money_of_the_tables_and_disagree_aloud() -> None:
    block = draw(dilemma_figures.draw_rules, full)
    assert len(block.rows) == 18
    row = find_row(block, RULE_WORDS["richardson"], "capabilities only")
    assert row["answer"].startswith("50 of 100")
    assert row["spiral"].startswith("17 of 100")  # made up: runs 0 and 2 of 12
    # made up: the builder's plan costs 5e9 + 1e8 run more, the rival's answer 1e9 in every other run
    both = [5.0 + 0.1 * run + (run % 2 == 0) for run in range(N)]
    assert row["both spend more"] == say(both)
    assert find_row(block, RULE_WORDS["intriligator_brito"], "intent read as well")["rival"] == "0 (0 to 0)"
    assert "7 of 9 rules find an answer in most runs, not Richardson's race and Intriligator-Brito" in block.caption
    assert "Under no rule do the two lenses differ" in block.caption
    order = list(dict.fromkeys(r[0] for r in block.rows))
    assert order[-2:] == [RULE_WORDS["richardson"], RULE_WORDS["intriligator_brito"]]


def test_the_campaign_says_whether_words_alone_end_the_answer() -> None:
    block = draw(dilemma_figures.draw_campaign, full)
    assert "12 of 12 runs hold an answer without explanation: the fullest words alone end it in 0" in block.caption
    assert "the most given up ends it in 12" in block.caption
    assert "Without explanation no run holds a spiral." in block.caption
    head = next(h for h in block.head if h.startswith("belief gained, the other state's leadership"))
    assert find_row(block, "the same, 50 of 100 of the shield given up")[head] == "+5 (+5 to +5)"  # made up: 0.1 a share given up
    assert find_row(block, "words alone, effort 4")[head] == "0 (0 to 0)"


def test_the_map_holds_shares_money_and_where_belief_lies() -> None:
    trusts, advantages, share, extra, n = tipping_figure.read_map(full())
    assert (trusts.tolist(), advantages.tolist(), n) == (list(MAP_TRUST), list(MAP_ADVANTAGE), 3)
    assert np.array_equal(share, [[float(t < 0.7 + a) for t in MAP_TRUST] for a in MAP_ADVANTAGE])
    assert np.array_equal(extra, 2.0 * share)
    block, case = draw(tipping_figure.draw_tipping, full), full().case
    last = case.years.end - case.years.assess
    middle = [100 * (0.4 + 0.001 * 5.5 - 0.005 * t) for t in (0, last)]
    assert f"{middle[0]:.0f} of 100 in {case.years.assess} and {middle[1]:.0f} of 100 in {case.years.end}" in block.caption
    even = next(r for r in block.rows if r[:2] == ("0", "runs with an answer, of 100"))
    assert even[2:] == tuple("100" if t < 0.7 else "0" for t in MAP_TRUST)


def test_equilibria_are_counted_and_the_one_played_is_told() -> None:
    block = draw(dilemma_figures.draw_equilibria, full)
    one, three = (find_row(block, f"{lens}, full counter-shield") for lens in ("capabilities only", "intent read as well"))
    assert (one["equilibria"], three["equilibria"]) == ("1 in 3 of 3 runs", "3 in 3 of 3 runs")
    played = next(h for h in block.head if h.endswith("arms, the one played"))
    assert (one[played], three[played]) == ("100 of 100 (100 to 100)", "0 of 100 (0 to 0)")
    assert "Several equilibria occur under best response." in block.caption


def test_lenses_part_in_the_first_year_of_a_tenth() -> None:
    years = np.array([2019.0, 2020.0, 2021.0])
    level = np.array([0.5, 0.5, 0.5])
    assert race_figures.find_parting(years, level, np.array([0.45, 0.41, 0.40]), "probability") == 2021
    assert race_figures.find_parting(years, level, np.array([0.46, 0.45, 0.45]), "usd2025") == 2020
    assert race_figures.find_parting(years, level, level, "usd2025") is None
    block, first = draw(race_figures.draw_parting, full), full().case.years.assess
    rival = "The United States"
    assert find_row(block, rival, "yearly spending")["apart by a tenth"] == str(first + 10)
    assert find_row(block, rival, "how far it arms against the other")["apart by a tenth"] == str(first + 5)  # 0.02 a year
    assert find_row(block, rival, "its own assured second strike, as it believes")["apart by a tenth"] == "never"


def test_who_fields_first_counts_runs() -> None:
    block, case = draw(race_figures.draw_fielding, full), full().case
    start = case.years.assess
    row = find_row(block, "The United States", "has fielded gliders")
    assert row["in how many runs, ever"] == "100 of 100"
    assert row["first year, of these runs"] == say([start + 9 + run % 3 for run in range(N)], "year")
    alone = find_row(block, "Russia", "is alone with gliders")  # from year 1 to the year before the rival has them
    assert alone["in how many runs, ever"] == f"100 of 100 runs, for {say([8 + run % 3 for run in range(N)])} years"
    rival = find_row(block, "The United States", "has fielded interceptors of a counter-shield")
    assert (rival["in how many runs, ever"], rival["first year, of these runs"]) == ("0 of 100", "none")


def test_richardson_rests_where_his_equilibrium_lies_and_flows_there() -> None:
    # a .5, b .5, k .3, l .4, g 1, h .8: x* = (k h + b g)/(ab - kl), y* = (l g + a h)/(ab - kl) by hand
    field_ = phase_figure.Field({"x": (0.3, 0.4)}, 0.5, (1.0, 0.8), 400.0, False)
    rest = phase_figure.find_rest(field_, "x")
    assert rest == pytest.approx(((0.24 + 0.5) / 0.13, (0.4 + 0.4) / 0.13), rel=1e-12)
    xs, ys = phase_figure.follow(field_, "x")
    assert (xs[-1], ys[-1]) == pytest.approx(rest, rel=1e-9)
    # one year without reaction is g (1 - e^-a)/a, the exact solution; the annual difference is g
    alone = phase_figure.Field({"x": (0.0, 0.0)}, 0.5, (1.0, 0.8), 1.0, False)
    assert phase_figure.follow(alone, "x")[0][1] == pytest.approx((1 - math.exp(-0.5)) / 0.5, rel=1e-8)
    annual = phase_figure.Field({"x": (0.0, 0.0)}, 0.5, (1.0, 0.8), 1.0, True)
    assert phase_figure.follow(annual, "x")[0][1] == 1.0
    assert phase_figure.find_rest(phase_figure.Field({"x": (0.6, 0.6)}, 0.5, (1.0, 1.0), 1.0, False), "x") is None


def test_phase_portrait_reads_coefficients_of_the_case_and_trust_of_each_lens() -> None:
    case = full().case
    found = phase_figure.read_field(full(), np.array([2019.0, 2045.0]))
    settings = case.rivalry.richardson
    k = settings.reaction.central * (1 + settings.misperception.central)
    assert found.reaction["neorealist"] == pytest.approx((k, k))
    belief = 0.4 + 0.001 * 5.5  # the median of the made-up beliefs at the start
    assert found.reaction["constructivist"] == pytest.approx((k * (1 - belief), k * (1 - belief)))
    assert found.grievance[0] == pytest.approx(settings.grievance.central * 1000.0)  # made up: 1,000 warheads, no glider in the first year


def test_the_record_is_numbered_and_only_what_is_read_counts() -> None:
    block, case = draw(belief_figures.draw_record, full), full().case
    assert [r[0] for r in block.rows] == [str(k) for k in range(1, len(case.perception.record) + 1)]
    assert [r[1] for r in block.rows] == sorted(e.date for e in case.perception.record)
    read = {r[0] for r in block.rows if r[-1] == "yes"}
    known = {x.evidence for x in case.perception.likelihoods}
    for number, event in belief_figures.number_events(full()):
        is_read = int(event.date[:4]) >= case.years.history_from and bool({"us", "russia"} & set(event.actors))
        assert (str(number) in read) == (is_read and f"{event.stance}_{event.theme}" in known)
    for target in ("us", "russia"):
        telling = belief_figures.pick_telling(full(), target)
        assert 0 < len(telling) <= belief_figures.N_TELLING
        assert all(target in e.actors and str(n) in read for n, e in telling)


def test_beliefs_carry_the_threshold_and_what_a_state_expects() -> None:
    block = draw(belief_figures.draw_beliefs, full)
    # made up: thresholds 0.61 to 0.71 in 11 of 12 runs
    assert say([0.6 + 0.01 * k for k in range(1, 12)], "probability") in block.caption
    assert "trust decides in 11 of 12 runs" in block.caption
    expected = [r for r in block.rows if r[2] == belief_figures.EXPECTED]
    assert {r[0] for r in expected} == {"the other state's leadership"}
    assert {r[3] for r in expected} == {"20 of 100 (20 to 20)"}
