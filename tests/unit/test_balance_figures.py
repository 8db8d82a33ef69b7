"""The pictures of the balance on made-up tables: their numbers are those of the tables, missing values are told, third states have names.

The tables are invented; no number in them is a result.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest

from equipoise.report import balance_figures, figures, offence_figure, stability_figures
from equipoise.report.balance_names import POSTURE_WORDS, list_orders
from equipoise.report.reading import Reading
from equipoise.report.words import write_three
from equipoise.results.table import Table
from equipoise.scenario.load import load_case
from made_up import SCHEMAS, MadeUpRun, Rows

N = 11
SIZES = (0.0, 100.0, 1000.0)
DRAWS = {
    "exchanges": (figures.draw_second_strike, balance_figures.draw_odds),
    "drawdown": (balance_figures.draw_drawdown,),
    "surface": (balance_figures.draw_surface,),
    "stability": (stability_figures.draw_stability, stability_figures.draw_pairs),
    "treaties": (stability_figures.draw_treaties,),
    "offence": (offence_figure.draw_offence,),
}


def list_states(case: Any) -> list[str]:
    return [case.builder.id, case.rival.id, *(s.id for s in case.third_states)]


def make_exchanges(case: Any, noise: np.random.Generator) -> Table:
    rows = Rows("exchanges")
    for history in ("neorealist/shield", "neorealist/no-counter-shield"):
        for striker, retaliator in permutations(list_states(case), 2):
            for k, posture in enumerate(POSTURE_WORDS):
                for year in (case.years.assess, case.years.end):
                    for run in range(N):
                        launched = 100.0 * (1 + k) + 300.0 * noise.random()
                        rows.add(
                            run=run, history=history, year=year, striker=striker, retaliator=retaliator, posture=posture,
                            n_survivors=1.2 * launched, n_launched=launched, n_intercepted=0.1 * launched, n_arriving=0.9 * launched,
                            n_arriving_drawn=float(round(0.9 * launched)), n_arriving_no_gliders=0.8 * launched,
                        )  # fmt: skip
    return rows.table()


def indicators(noise: np.random.Generator) -> dict[str, float]:
    own, other = noise.random(2)
    return {
        "kent_thaler": noise.random(), "p_assured_a": own, "p_assured_b": other, "p_none_a": 0.1 * noise.random(), "p_none_b": 0.0,
        "prompt_dependence_a": 1 + noise.random(), "prompt_dependence_b": np.nan, "cone_a": 2 * noise.random(),
        "cone_b": 3 * noise.random(), "blackmail_margin": own - other,
    }  # fmt: skip


def make_stability(case: Any, noise: np.random.Generator) -> Table:
    rows = Rows("stability")
    for history in ("neorealist/shield", "constructivist/shield"):
        for a, b in combinations([x.id for x in case.actors] + [s.id for s in case.third_states], 2):
            for posture in POSTURE_WORDS:
                for year in (case.years.assess, case.years.end):
                    for run in range(N):
                        rows.add(run=run, history=history, year=year, state_a=a, state_b=b, posture=posture, **indicators(noise))
    return rows.table()


def make_treaties(case: Any, noise: np.random.Generator) -> Table:
    rows = Rows("treaties")
    a, b = (x.id for x in case.actors)
    for treaty in ("none", *(t.id for t in case.exchange.treaties)):
        for posture in POSTURE_WORDS:
            for run in reversed(range(N)) if treaty == "none" else range(N):  # order of rows must not matter
                key = {"run": run, "history": "assessment", "year": case.years.assess, "treaty": treaty, "posture": posture}
                rows.add(**key, state_a=a, state_b=b, n_before_a=1500.0 if treaty == "none" else 1000.0, **indicators(noise))
    return rows.table()


def make_offence(case: Any, noise: np.random.Generator) -> Table:
    rows = Rows("offence")
    pair = case.builder.id, case.rival.id
    for year, need in ((case.years.assess, 0.0), (case.years.end, 4.0)):
        for run in range(N):
            key = {"run": run, "history": "neorealist/no-counter-shield", "year": year, "state": pair[0], "against": pair[1]}
            rows.add(**key, warheads_needed=need)
    for state, against in permutations(pair):
        for year in (case.years.assess, case.years.end):
            for run in range(N):
                is_out = run < 3 and year == case.years.end and state == case.rival.id
                rows.add(
                    run=run, history="neorealist/shield", year=year, state=state, against=against, cost_usd2025=1e9 * (1 + run),
                    warheads_needed=np.nan if is_out else 5.0 + run, gliders_needed=3.0 + run, budget_usd2025_year=1e8,
                    shield_usd2025=2e9, margin_ratio=np.nan if run < 2 else 0.5 + noise.random(),
                )  # fmt: skip
    return rows.table()


def make_drawdown(case: Any) -> Table:
    rows = Rows("drawdown")
    for striker, retaliator in permutations(list_states(case), 2):
        for posture in ("day_to_day", "generated"):
            for run in range(N):
                for point in range(5):
                    spent = (100.0 + 20 * run) * point
                    rows.add(
                        run=run, striker=striker, retaliator=retaliator, posture=posture, spent=spent,
                        own_left=1000.0 - spent, survivors=1500.0 - spent, arriving=1200.0 - spent,
                    )  # fmt: skip
    return rows.table()


def make_surface(case: Any, noise: np.random.Generator) -> Table:
    rows = Rows("surface")
    a, b = (x.id for x in case.actors)
    for run in range(0, N, 5):
        for size_a in SIZES:
            for size_b in SIZES:
                rows.add(
                    run=run, state_a=a, state_b=b, engagements_a=size_a, engagements_b=size_b, kent_thaler=noise.random(),
                    arriving_a=500.0 * noise.random(), arriving_b=500.0 * noise.random(),
                )  # fmt: skip
    return rows.table()


@lru_cache(maxsize=2)
def make_reading(name: str) -> Reading:
    case, noise = load_case(name), np.random.Generator(np.random.Philox(11))
    tables = {n: Table.empty(s) for n, s in SCHEMAS.items()} | {
        "exchanges": make_exchanges(case, noise), "stability": make_stability(case, noise), "treaties": make_treaties(case, noise),
        "offence": make_offence(case, noise), "drawdown": make_drawdown(case), "surface": make_surface(case, noise),
    }  # fmt: skip
    return Reading(MadeUpRun(case, tables))


def two_states() -> Reading:
    return make_reading("founding/shield-2019")


def three_states() -> Reading:
    return make_reading("founding/three-states-2025")


@lru_cache(maxsize=32)
def draw(what: Any, reader: Any) -> Any:
    return what(reader())


def say(values: Any, unit: str = "") -> str:
    low, middle, high = (float(x) for x in np.quantile(np.asarray(values), [0.05, 0.5, 0.95]))
    return write_three(low, middle, high, unit)


def cell(block: Any, head: str, **first: str) -> str:
    """Find one cell of a data table by the head of its column and some cells of its row."""
    rows = [r for r in block.rows if all(r[block.head.index(k.replace("_", " "))] == v for k, v in first.items())]
    assert len(rows) == 1, (first, len(rows))
    return rows[0][block.head.index(head)]


@pytest.mark.parametrize("reader", [two_states, three_states])
@pytest.mark.parametrize("what", [d for draws in DRAWS.values() for d in draws])
def test_every_figure_has_a_picture_words_and_whole_rows(what: Any, reader: Any) -> None:
    block = draw(what, reader)
    assert block is not None
    assert "<svg" in block.svg
    assert len(block.alt) > 60
    assert len(block.caption) > 200
    assert len(block.rows) >= 3
    assert {len(r) for r in block.rows} == {len(block.head)}
    said = " ".join([block.caption, block.alt, *(c for r in block.rows for c in r)])
    assert not re.search(r"\b(nan|inf)\b|day_to_day|under_attack|n_arriving|kent_thaler", said)


@pytest.mark.parametrize(("table", "what"), [(t, d) for t, draws in DRAWS.items() for d in draws])
def test_a_figure_vanishes_with_its_table(table: str, what: Any) -> None:
    reading = two_states()
    run = MadeUpRun(reading.case, reading.run.tables | {table: Table.empty(SCHEMAS[table])})
    assert what(Reading(run)) is None


def test_third_states_are_named_and_fought_in_every_order() -> None:
    reading = three_states()
    assert reading.title_of("china") == "China"
    assert len(list_orders(reading)) == 6
    for what in (figures.draw_second_strike, balance_figures.draw_odds, balance_figures.draw_drawdown):
        block = draw(what, three_states)
        orders = {(r[0], r[1]) for r in block.rows}
        assert len(orders) == 6
        assert {("China", "United States"), ("United States", "China"), ("Russia", "China")} <= orders
    names = {r[0] for r in draw(stability_figures.draw_pairs, three_states).rows}
    assert len(names) == 6
    assert "China, struck by the United States" in names


def test_second_strike_holds_each_posture_and_order_apart() -> None:
    block, reading = draw(figures.draw_second_strike, three_states), three_states()
    rows = reading.run.tables["exchanges"].where(
        history="neorealist/shield", striker="us", retaliator="china", posture="generated", year=reading.case.years.end
    )
    key = {"state": "China", "striker": "United States", "posture": "forces generated", "year": str(reading.case.years.end)}
    assert cell(block, "median (middle 90 of 100)", **key, weapons_that="arrive") == say(rows["n_arriving"])
    assert cell(block, "median (middle 90 of 100)", **key, weapons_that="arrive, had the other no shield") == say(rows["n_launched"])


def test_odds_count_the_runs_in_which_so_many_arrive() -> None:
    block, reading = draw(balance_figures.draw_odds, two_states), two_states()
    rows = reading.run.tables["exchanges"].where(
        history="neorealist/shield", striker="us", retaliator="russia", posture="day_to_day", year=reading.case.years.assess
    )
    key = {"state": "Russia", "striker": "United States", "posture": "day to day", "year": str(reading.case.years.assess)}
    for at in (1, 100, 500):
        share = sum(x >= at for x in rows["n_arriving_drawn"]) / N
        assert cell(block, f"at least {at:,}", **key) == f"{100 * share:.0f} of 100"
    threshold = next(a for a in reading.case.actors if a.id == "russia").assured_threshold.central  # no draws of inputs in these tables
    share = sum(x >= threshold for x in rows["n_arriving_drawn"]) / N
    assert cell(block, "at least what counts as assured", **key) == f"{100 * share:.0f} of 100"


def test_drawdown_reads_between_points_and_stays_where_weapons_end() -> None:
    rows = make_drawdown(two_states().case).where(striker="us", retaliator="russia", posture="generated")
    left = balance_figures.read_drawdown(rows, "survivors", np.array([0.0, 150.0, 450.0]))
    # made up: survivors are 1,500 less what is spent; run 0 can spend 400, run 10 can spend 1,200
    assert left[0] == pytest.approx([1500.0, 1350.0, 1100.0])
    assert left[10] == pytest.approx([1500.0, 1350.0, 1050.0])
    block = draw(balance_figures.draw_drawdown, two_states)
    key = {"struck_state": "Russia", "striker": "United States", "posture": "forces generated", "warheads_that": "survive"}
    assert cell(block, "most spent", **key) == "800"  # the median run is run 5, with 200 a step
    assert cell(block, "the striker then has left", **key) == "200"
    assert cell(block, "at 100 spent", **key) == "1,400 (1,400 to 1,400)"
    assert "known at 5 points" in block.caption


def test_surface_shows_medians_and_says_where_real_shields_stand() -> None:
    block, reading = draw(balance_figures.draw_surface, two_states), two_states()
    surface = reading.run.tables["surface"]
    for i, a in enumerate(SIZES):
        for j, b in enumerate(SIZES):
            median = float(np.median(surface.where(engagements_a=a, engagements_b=b)["kent_thaler"]))
            assert float(block.rows[i][j + 1]) == pytest.approx(median, abs=0.005)
    a, b = str(surface["state_a"][0]), str(surface["state_b"][0])
    fought = reading.run.tables["exchanges"].where(
        history="neorealist/shield", striker=a, retaliator=b, posture="day_to_day", year=reading.case.years.assess
    )
    stopped = round(float(np.mean(fought["n_intercepted"])))
    assert re.search(rf"the shield of (the )?{reading.title_of(a)} {stopped} in {reading.case.years.assess}", block.caption)
    assert "probability 0.9 (assumption)" in block.caption


def test_treaties_are_compared_run_by_run() -> None:
    block, reading = draw(stability_figures.draw_treaties, two_states), two_states()
    treaty = reading.case.exchange.treaties[0]
    rows = reading.run.tables["treaties"]
    change = []
    for run in range(N):
        held, free = (rows.where(treaty=t, posture="generated", run=run)["kent_thaler"][0] for t in (treaty.id, "none"))
        change.append(held - free)
    assert stability_figures.change_under(rows, treaty.id, "generated", "kent_thaler") == pytest.approx(change)
    text = cell(block, "first-strike stability (index of Kent and Thaler)", treaty=treaty.title, posture="forces generated")
    assert float(text.split(" ")[0]) == pytest.approx(np.median(change), abs=0.006)
    assert text.startswith(("+", "-", "0"))
    titles = [reading.title_of(s) for s in (rows["state_a"][0], rows["state_b"][0])]
    head = next(h for h in block.head if h.startswith("warheads of") and titles[0] in h)
    assert cell(block, head, treaty=treaty.title, posture="day to day") == "-500 (-500 to -500)"
    missing = f"dependence on prompt launch: {titles[1]}"
    assert cell(block, missing, treaty=treaty.title, posture="day to day") == "none"


def test_disagreements_between_indicators_are_counted_and_said() -> None:
    reading = two_states()
    case, rows = reading.case, reading.run.tables["stability"].where(history="neorealist/shield", posture="day_to_day")
    first, last = rows.where(year=case.years.assess), rows.where(year=case.years.end)
    found = stability_figures.find_disagreements(first, last)
    index = last["kent_thaler"] - first["kent_thaler"]
    own = last["p_assured_a"] - first["p_assured_a"]
    none = last["p_none_a"] - first["p_none_a"]
    assert found["p_assured_a"] == (np.mean((index > 0.01) & (own < -0.01)), np.mean((index < -0.01) & (own > 0.01)))
    assert found["p_none_a"] == (np.mean((index > 0.01) & (none > 0.01)), np.mean((index < -0.01) & (none < -0.01)))
    assert found["prompt_dependence_b"] == (0.0, 0.0)  # missing in these tables
    caption = draw(stability_figures.draw_stability, two_states).caption
    assert f"the index rises in {100 * found['kent_thaler'][0]:.0f} of 100 runs, in " in caption
    assert "never put into one score" in caption


def test_runs_without_a_value_are_told() -> None:
    block, reading = draw(offence_figure.draw_offence, two_states), two_states()
    rival = reading.title_of(reading.case.rival.id)
    assert re.search(rf"out of reach with warheads for (the )?{rival} in 27 of 100 runs", block.caption)  # 3 of 11
    assert block.caption.count("in 18 of 100 runs") == 2  # the margin of both, 2 of 11
    lost = f"runs without a value, {reading.case.years.assess} to {reading.case.years.end}"
    assert cell(block, lost, state=rival, measure="ballistic warheads") == "0 to 3 of 11"
    assert cell(block, str(reading.case.years.end), state=rival, measure="ballistic warheads") == say(np.arange(8.0, 16.0))
    assert cell(block, lost, state=rival, measure="gliders instead") == "0 of 11"


def test_the_greatest_need_is_told_with_its_year() -> None:
    block, reading = draw(offence_figure.draw_offence, two_states), two_states()
    builder = reading.title_of(reading.case.builder.id)
    assert f"{builder} needs most in {reading.case.years.assess}, 10 warheads in the median" in block.caption
