"""Run every shipped case, and check the null, symmetry and monotone properties that the founding question rests on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import equipoise as eq
from equipoise.engagement import engage, leak
from equipoise.exchange import Balance, prepare_exchange, shade_balance, strike
from equipoise.exchange._kernels.layout import ARRIVING
from equipoise.exchange._kernels.shield import pass_shield
from equipoise.exchange.prepare import Side
from equipoise.flight import trace
from equipoise.pipeline import compute_block, fly_interceptors, list_raids, list_shields
from equipoise.reference.library import sources
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.scenario.defences import Shield
from equipoise.scenario.inputs import Inputs, case_number, walk_numbers
from equipoise.scenario.load import cases_folder
from equipoise.sensing import observe
from equipoise.years import assess_capability, set_up

N = 3


def block_of(case: Case, n: int = N) -> dict[str, Table]:
    return compute_block(case, Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(n)))


@pytest.fixture(scope="module")
def founding() -> dict[str, Table]:
    return block_of(eq.load("founding/shield-2019"))


@pytest.mark.parametrize("name", [c.id for c in eq.cases()])
def test_every_shipped_case_answers_all_questions(name: str) -> None:
    run = eq.run(name, n_draws=N, seed=2, workers=1)
    assert sorted(run.answers) == [f"q{i}" for i in range(1, 9)]
    for answer in run.answers.values():
        assert answer.headline and "nan" not in answer.headline.lower() and answer.parts
    summary = json.loads(run.summary_text())
    assert summary["n_done"] + summary["n_failed"] + summary["n_refused"] == summary["n_draws"] == N
    assert run.case.id == name


@pytest.mark.parametrize("name", [c.id for c in eq.cases()])
def test_every_uncertain_number_of_a_shipped_case_names_a_known_source(name: str) -> None:
    drawn = [(path, number) for path, _, _, number in walk_numbers(eq.load(name)) if number.is_uncertain]
    assert drawn and [path for path, number in drawn if number.source not in sources()] == []


def test_without_shields_all_leaks_and_no_shield_moves_stability(tmp_path: Path) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text(
        "equipoise: 1\nid: own/bare\nparent: founding/shield-2019\ntitle: bare\nquestion: none\nactors:\n"
        "  russia: {shield: [], counter_shield: {is_planned: false}}\n  us: {shield: [], counter_shield: {is_planned: false}}\n"
    )
    tables = block_of(eq.load(file))
    conventional = tables["leakage"].where(shield="conventional")
    assert conventional.n_rows > 0 and np.all(conventional["leak_fraction"] == 1.0)
    assert np.all(tables["leakage"].where(shield="none")["leak_fraction"] == 1.0)
    assert np.array_equal(tables["exchanges"]["n_arriving"], tables["exchanges"]["n_launched"])
    with_, without = (tables["stability"].where(history=f"neorealist/{h}", posture="day_to_day") for h in ("shield", "no-counter-shield"))
    assert np.array_equal(with_["kent_thaler"], without["kent_thaler"])
    assert not tables["arsenals"]["n_interceptors_counter"].any()
    assert not tables["races"]["is_answer"].any() and not tables["races"]["is_spiral"].any()  # under every rule and lens


def test_the_law_of_leakage_that_the_exchange_draws_from_is_that_of_raids_played_shot_by_shot() -> None:
    """Mean leak of both over 40 runs at three sizes: within three standard errors of the raids played, and 0.02 for what a law leaves out.

    Larger comparisons show 0.03 (docs/models/exchange.md); raids of hundreds are left out, where the law is known to stop a fifth more.
    """
    case, n = eq.load("founding/shield-2019"), 40
    inputs = Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(n))
    specs, shields = [t.flight for t in case.flights], [s for s in list_shields(case) if s.name in ("conventional", "layered")]
    samples, reach = trace(specs, inputs), fly_interceptors(shields, inputs)
    book = engage(shields, case.flights, samples, observe(case.flights, shields, samples, inputs), reach, case.raid, inputs)
    played = leak(shields, case.raid, list_raids(case), book, inputs)
    actors = (case.builder, case.rival)
    balance = prepare_exchange(actors, case.exchange, shields, book.table, inputs, decoys_per_ballistic=case.raid.decoys_per_ballistic)
    seen = 0
    for actor, side in zip(actors, balance.sides, strict=True):
        for shield in (s for s in shields if s.defender == actor.id):
            for place, threat in enumerate(("ballistic", "glider")):
                for size in (10, 20, 100):
                    drawn = np.mean([_leak(side, shield, balance, inputs, i, place, size) for i in range(n)])
                    rows = played.where(defender=actor.id, shield=shield.name, threat_class=threat, raid_size=size)["leak_fraction"]
                    assert abs(rows.mean() - drawn) < 3.0 * rows.std() / n**0.5 + 0.02, (actor.id, shield.name, threat, size)
                    seen += 1
    assert seen == 24


def _leak(side: Side, shield: Shield, balance: Balance, inputs: Inputs, i: int, place: int, size: int) -> float:
    """Pass forty raids of one run through one shield by the exchange's law, and return the mean share that passes."""
    stock = np.zeros(len(side.layer_names))
    for layer in shield.layers:
        stock[side.layer_names.index((shield.name, layer.id))] = inputs[layer.interceptors][i]
    total, scratch = 0, np.zeros(5, dtype=np.int64)
    for draw in range(40):
        counts = np.zeros(5, dtype=np.int64)
        counts[place] = size
        pass_shield(counts, scratch, side.layers[i], stock, balance.rules[i], 1, 2, i, draw)
        total += int(counts[place])
    return total / (40 * size)


def test_names_change_nothing_under_the_neorealist_lens(tmp_path: Path, founding: dict[str, Table]) -> None:
    text = (cases_folder() / "founding/shield-2019.yaml").read_text()
    for a, b in (("  - id: {}\n", "  - id: {}\n"), ("owner: {}\n", "owner: {}\n")):
        text = text.replace(a.format("russia"), "@").replace(b.format("us"), a.format("russia")).replace("@", b.format("us"))
    file = tmp_path / "swapped.yaml"
    file.write_text(text)
    case = eq.load(file)
    assert case.builder.id == "us"  # the same state under the other's name
    swapped = block_of(case)
    rename = {"us": "russia", "russia": "us"}
    for name in ("arsenals", "exchanges", "stability", "races"):
        ours, theirs = founding[name], swapped[name]
        keep = np.array([str(h).startswith("neorealist") for h in ours["history"]])
        assert keep.sum() > 0
        for column in ours.schema.columns:
            a, b = ours[column.name][keep], theirs[column.name][keep]
            if column.name in ("actor", "striker", "retaliator", "state_a", "state_b"):
                assert [rename[x] for x in b] == list(a)
            else:
                assert a.tobytes() == b.tobytes() if column.dtype != "str" else list(a) == list(b)
    beliefs = (founding["assessments"]["p_security"], swapped["assessments"]["p_security"])
    assert beliefs[0].tobytes() != beliefs[1].tobytes()  # names matter only where identity and the record are read


def test_more_interceptors_never_raise_leakage(tmp_path: Path, founding: dict[str, Table]) -> None:
    file = tmp_path / "more.yaml"
    file.write_text(
        "equipoise: 1\nid: own/more\nparent: founding/shield-2019\ntitle: more\nquestion: none\n"
        "actors: {us: {shield: {gbi: {interceptors: 100}}}}\n"
    )
    few = founding["leakage"].where(defender="us", shield="conventional")
    many = block_of(eq.load(file))["leakage"].where(defender="us", shield="conventional")
    assert np.all(many["n_leakers"] <= few["n_leakers"]) and np.any(many["n_leakers"] < few["n_leakers"])


def test_words_never_move_an_observer_who_gives_them_no_credit(tmp_path: Path) -> None:
    zero = "{credibility: 0.0, susceptibility: 0.0}"
    names = [a.id for a in eq.load("founding/shield-2019").perception.audiences]
    file = tmp_path / "deaf.yaml"
    file.write_text(
        "equipoise: 1\nid: own/deaf\nparent: founding/shield-2019\ntitle: deaf\nquestion: none\nperception:\n  audiences:\n"
        + "".join(f"    {name}: {zero}\n" for name in names)
    )
    beliefs = block_of(eq.load(file))["assessments"]
    for column in ("p_security", "p_restorer", "p_hegemonic"):
        quiet = beliefs.where(history="constructivist/shield")[column]
        loud = beliefs.where(history="campaign/words-4")[column]
        assert len(quiet) and quiet.tobytes() == loud.tobytes()


def test_a_campaign_that_moves_nobody_changes_no_bit_of_the_race(tmp_path: Path) -> None:
    file = tmp_path / "mute.yaml"
    file.write_text(
        "equipoise: 1\nid: own/mute\nparent: founding/shield-2019\ntitle: mute\nquestion: none\n"
        "perception: {campaign: {points_per_effort: 0.0, transparencies: [0.0]}}\n"
    )
    tables = block_of(eq.load(file))
    quiet, loud = (tables["arsenals"].where(history=h) for h in ("constructivist/shield", "campaign/words-4"))
    for column in ("n_ballistic", "n_glider", "n_interceptors_counter", "spending_usd2025", "alarm"):
        assert len(quiet) and quiet[column].tobytes() == loud[column].tobytes()


def test_a_lens_that_reads_no_intent_is_the_other_one(tmp_path: Path) -> None:
    """The lenses are two settings of one machinery: with the same setting they give the same bytes."""
    file = tmp_path / "blind.yaml"
    file.write_text(
        "equipoise: 1\nid: own/blind\nparent: founding/shield-2019\ntitle: blind\nquestion: none\n"
        "perception: {lenses: {constructivist: {reads_intent: 0.0}}}\n"
    )
    races = block_of(eq.load(file))["races"]
    for rule in ("", "trust/", "richardson/"):
        one, other = (races.where(history=f"{lens}/{rule}shield") for lens in ("neorealist", "constructivist"))
        assert len(one) and one["spending_rival_usd2025"].tobytes() == other["spending_rival_usd2025"].tobytes()


def test_the_planners_reckoning_is_the_exchange_that_it_stands_for() -> None:
    """Means by expected values, spread as at the start: against second strikes drawn in the year itself, at the start and late.

    In the mean over 40 runs: arrivals within a tenth, chance of an assured second strike within 0.06 (docs/models/rivalry.md).
    """
    case, n = eq.load("founding/shield-2019"), 40
    inputs = Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(n))
    specs, shields = [t.flight for t in case.flights], list_shields(case)
    samples = trace(specs, inputs)
    seen, reach = observe(case.flights, shields, samples, inputs), fly_interceptors(shields, inputs)
    book = engage(shields, case.flights, samples, seen, reach, case.raid, inputs)
    board, _ = set_up(case, shields, book.table, inputs)
    zero = (np.zeros(n), np.zeros(n))
    later = tuple(
        replace(s, n_weapons=s.n_weapons * (1.0 + 0.3 * i), n_interceptors=s.n_interceptors + 20.0) for i, s in enumerate(board.states)
    )
    for states in (board.states, later):
        believed = shade_balance(board.balance, (board.bias, board.bias))
        assessed = assess_capability(board, states, zero)
        for side in (0, 1):
            drawn = strike(believed, states, 1 - side, side)[:, :, ARRIVING]
            assured = (drawn >= believed.sides[side].threshold[:, None]).mean()
            assert assessed.arriving[side].mean() == pytest.approx(drawn.mean(), rel=0.1)
            assert assessed.p_assured[side].mean() == pytest.approx(assured, abs=0.06)


def test_a_third_state_answers_the_builder_where_it_may(tmp_path: Path) -> None:
    """With a rate of answer it ends with more warheads and more of them arriving than without, and with none more than it may build."""
    ends = {}
    for rate in (0, 40):
        file = tmp_path / f"rate-{rate}.yaml"
        file.write_text(
            "equipoise: 1\nid: own/third\nparent: founding/three-states-2025\ntitle: third\nquestion: none\n"
            f"third_states: {{china: {{answer_rate: {rate}}}}}\n"
        )
        fought = block_of(eq.load(file), 2)["exchanges"].where(striker="us", retaliator="china", posture="day_to_day", year=2050)
        ends[rate] = {h: fought.where(history=f"neorealist/{h}") for h in ("shield", "no-counter-shield")}
    added = ends[40]["shield"]["n_before"] - ends[0]["shield"]["n_before"]
    assert np.all(added >= 0.0) and np.any(added > 0.0) and np.all(added <= 40.0 * 25)
    assert np.all(ends[40]["shield"]["n_arriving"] >= ends[0]["shield"]["n_arriving"] - 1e-9)
    assert np.array_equal(ends[40]["no-counter-shield"]["n_before"], ends[0]["no-counter-shield"]["n_before"])  # nothing to answer


def test_beliefs_are_probabilities_and_truth_adds_up(founding: dict[str, Table]) -> None:
    a = founding["assessments"]
    assert np.allclose(a["p_security"] + a["p_restorer"] + a["p_hegemonic"], 1.0, atol=1e-12)
    e = founding["exchanges"]
    assert np.allclose(e["n_before"], e["n_destroyed"] + e["n_withheld"] + e["n_failed"] + e["n_launched"], atol=1e-9)
    assert np.allclose(e["n_launched"], e["n_intercepted"] + e["n_arriving"], atol=1e-9)
    assert np.all((founding["stability"]["kent_thaler"] >= 0.0) & (founding["stability"]["kent_thaler"] <= 1.0))


def test_summary_is_the_same_for_any_workers_and_blocks(tmp_path: Path) -> None:
    texts = {
        eq.run("founding/shield-2019", n_draws=4, seed=5, workers=workers, block=block).summary_text()
        for workers, block in ((1, 4), (1, 3), (2, 2))
    }
    assert len(texts) == 1
    stored = eq.run("founding/shield-2019", n_draws=4, seed=5, workers=1, out=tmp_path / "run")
    assert stored.summary_text() in texts
    assert (tmp_path / "run/summary.json").read_text() in texts


def test_more_runs_begin_with_the_fewer(founding: dict[str, Table]) -> None:
    more = block_of(eq.load("founding/shield-2019"), N + 2)
    for name in ("flights", "arsenals", "leakage"):
        keep = more[name]["run"] < N
        ours = founding[name]
        for column in ours.schema.columns:
            if column.dtype == "float64":
                few, many = ours[column.name], more[name][column.name][keep]
                assert np.array_equal(np.sort(few), np.sort(many), equal_nan=True)


def test_a_state_that_would_exploit_restraint_arms_though_it_trusts() -> None:
    """Payoffs may be one state's own: with T >= R no belief is enough for it (Kydd 2005); the other keeps its threshold and restrains."""
    trusting = "perception.audiences.rival_leadership.prior={security: 0.9, restorer: 0.05, hegemonic: 0.05}"
    usual, greedy = (
        block_of(eq.load("theory/symmetric-dyad", (trusting, *more)))["races"] for more in ((), ("actors.southland.stakes.exploit=1.2",))
    )
    armed = [t.where(history="constructivist/trust/no-counter-shield") for t in (usual, greedy)]
    assert not armed[0]["years_armed_rival"].any() and not armed[0]["years_armed_builder"].any()
    assert np.all(armed[1]["years_armed_rival"] > 10.0) and np.all(armed[1]["years_armed_builder"] < armed[1]["years_armed_rival"])
    blind = [t.where(history="neorealist/intriligator_brito/shield")["weapons_rival"] for t in (usual, greedy)]
    assert np.array_equal(*blind)  # a rule that asks for no payoffs
