"""Check what each of the cases of today and of theory is there to show, on a few runs each."""

from __future__ import annotations

import math

import numpy as np
import pytest

from equipoise.perception import assess, first_beliefs, prepare_perception, stay_silent
from equipoise.perception.assess import YearEvidence
from equipoise.perception.record import find_own_deed, find_reversal
from equipoise.pipeline import compute_block
from equipoise.reference.library import find, load_rows, sources
from equipoise.results.table import Table
from equipoise.rivalry.diffusion import draw_first_year
from equipoise.scenario.case import Case
from equipoise.scenario.inputs import Inputs, case_number
from equipoise.scenario.load import load_case

N = 3
STATES = {"northland": "southland", "southland": "northland"}
SWAP = (
    "actors.northland.role=rival", "actors.northland.counter_shield.is_planned=false",
    "actors.southland.role=builder", "actors.southland.counter_shield.is_planned=true",
)  # fmt: skip


def play(name: str, *changes: str, n: int = N) -> dict[str, Table]:
    case = load_case(name, changes)
    return compute_block(case, Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(n)))


@pytest.fixture(scope="module")
def three_powers() -> dict[str, Table]:
    return play("today/three-powers-2026")


@pytest.fixture(scope="module")
def restrained() -> dict[str, Table]:
    return play("today/mutual-restraint-2026")


@pytest.fixture(scope="module")
def dyad() -> dict[str, Table]:
    return play("theory/symmetric-dyad", n=2)


# --- three powers, 2026 -----------------------------------------------------------------------------------------------


def test_the_record_is_read_to_the_middle_of_2026() -> None:
    case = load_case("today/three-powers-2026")
    inputs = Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(N))
    assert max(event.date for event in case.perception.record) == "2026-05-20"
    beliefs = [_believe(case, inputs, last) for last in ("2025-12-31", "2026-02-05", "2026-12-31")]
    lapse, joint = beliefs[1] - beliefs[0], beliefs[2] - beliefs[1]
    # the treaty's lapse speaks against both; the joint criticism is Russia's word, and accuses the United States
    assert np.all(lapse[:, 0] != 0.0) and np.all(lapse[:, 1] != 0.0)
    assert np.any(joint[:, 0] != 0.0)


def _believe(case: Case, inputs: Inputs, last: str) -> np.ndarray:
    """Return the leaderships' odds of hegemonic intent (run, target) at the end of 2026, from the record up to a day."""
    record = tuple(e for e in case.perception.record if e.date <= last)
    mind = prepare_perception(case.perception.model_copy(update={"record": record}), (case.builder, case.rival), case.years, inputs)
    silent, nothing = stay_silent(len(inputs)), np.zeros((len(inputs), 2))
    beliefs = assess(mind, first_beliefs(mind, silent), YearEvidence(nothing, nothing, nothing), silent, case.years.assess)
    return np.asarray(beliefs.p[:, :, mind.leader, 2])


def test_sooner_or_later_follows_the_hazard_that_is_declared() -> None:
    """Half of the years drawn lie before since + ln 2 / lambda, lambda = base exp(-0.5 - 0.3) with a base of 0.25: 6.17 years."""
    case = load_case("today/three-powers-2026", ["actors.us.gliders.diffusion.base=0.25"])
    n = 2000
    years = draw_first_year(case.builder.gliders.diffusion, Inputs.for_runs(seed=1, case=case_number(case.root), runs=range(n)))
    median = 2026.0 + math.log(2.0) / (0.25 * math.exp(-0.8))
    assert abs(np.mean(years <= median) - 0.5) < 3.0 * 0.5 / math.sqrt(n)
    assert years.min() >= 2026.0


def test_china_follows_the_projection_and_adds_only_in_answer_to_the_shield(three_powers: dict[str, Table]) -> None:
    goal = three_powers["inputs"].where(path="third_states.china.build_up.warheads")
    fought = three_powers["exchanges"].where(retaliator="china", striker="us", posture="day_to_day")
    path, bare = (fought.where(history=f"neorealist/{h}") for h in ("shield", "no-counter-shield"))
    for year in (2035, 2050):
        rows = bare.where(year=year)
        assert np.all(np.abs(rows["n_before"] - goal["value"]) < 2.5), year  # legs are rounded to whole warheads
    rate = three_powers["inputs"].where(path="third_states.china.answer_rate")["value"]
    added = path.where(year=2050)["n_before"] - bare.where(year=2050)["n_before"]
    assert np.all(added >= -2.5) and np.all(added <= 24 * rate + 2.5) and np.any(added > 0)
    projection = find("forces", "china-2035-warheads")
    assert projection.low is not None and projection.high is not None
    assert np.all((goal["value"] >= projection.low) & (goal["value"] <= projection.high))
    assert np.all(path.where(year=2026)["n_before"] < projection.low)


def test_the_announced_shield_names_its_sources() -> None:
    entry = find("architectures", "national_2025")
    assert entry.source in sources()
    # announced 175 billion dollars (CRS IN12576) is the most that is assumed for the modelled part
    assert entry.fields["development_cost"]["triangular"][2] == "175 Busd"


# --- the United States and China --------------------------------------------------------------------------------------


def test_the_second_record_is_coded_by_the_rules_of_the_first() -> None:
    kinds = {row.id: row.fields["kind"] for row in load_rows("record", "codes")}
    case = load_case("today/two-powers-us-china-2026")
    record = case.perception.record
    assert [e.date for e in record] == sorted(e.date for e in record)
    assert all(kinds[e.code] == e.kind and e.source in sources() and e.basis in ("P", "S", "G") for e in record)
    acts = {(actor, e.code) for e in record for actor in e.actors}
    assert {("china", "criticises_shield"), ("china", "deploys_shield"), ("us", "deploys_shield")} <= acts
    # China tests interceptors and criticises shields by turns: its criticism of 2025 turns against its own test of 2023
    concern = next(e for e in record if e.id == "2025-05-08-joint")
    turn = find_reversal(record, concern, "china")
    assert turn is not None and turn == pytest.approx((0.7, 2.0))  # a shield against other missiles, two years before
    assert find_own_deed(record, concern, "china") is not None
    assert not any(find_reversal(record, e, "us") for e in record if "us" in e.actors)


def test_china_arms_with_and_without_the_shield() -> None:
    tables = play("today/two-powers-us-china-2026")
    start = tables["arsenals"].where(history="neorealist/shield", actor="china", year=2026)
    held = start["n_ballistic"] + start["n_glider"]
    for history in ("neorealist/no-counter-shield", "neorealist/shield"):
        assert np.all(tables["races"].where(history=history)["weapons_rival"] > 1.2 * held), history
    assert {"us", "china", "russia"} == set(tables["exchanges"]["striker"])


# --- mutual restraint -------------------------------------------------------------------------------------------------


def test_ceilings_hold_in_every_year_that_is_shown(three_powers: dict[str, Table], restrained: dict[str, Table]) -> None:
    arsenals, free = restrained["arsenals"], three_powers["arsenals"]
    assert arsenals["n_interceptors_counter"].max() <= 100.0 + 1e-9 < free["n_interceptors_counter"].max()
    assert arsenals["n_glider"].max() <= 12.0 + 1e-9 < free["n_glider"].max()
    assert {"mutual-restraint"} <= set(restrained["treaties"]["treaty"])


def test_restraint_costs_both_less_in_every_run(three_powers: dict[str, Table], restrained: dict[str, Table]) -> None:
    for who in ("builder", "rival"):
        free, bound = (t["races"].where(history="neorealist/shield")[f"spending_{who}_usd2025"] for t in (three_powers, restrained))
        assert np.all(bound < free), who


def test_where_inspectors_are_in_the_plants_openness_has_nothing_to_add(
    three_powers: dict[str, Table], restrained: dict[str, Table]
) -> None:  # fmt: skip
    for tables, is_same in ((restrained, True), (three_powers, False)):
        words, open_ = (tables["assessments"].where(history=f"campaign/{h}")["p_security"] for h in ("words-4", "openness-1"))
        assert len(words) and (words.tobytes() == open_.tobytes()) == is_same


# --- two equal states -------------------------------------------------------------------------------------------------


def _sorted(table: Table, rename: dict[str, str]) -> list[tuple[object, ...]]:
    """List rows with states renamed, in an order of their own; NaN as text, so that it equals itself."""
    rows = zip(*(table[name].tolist() for name in table.schema.names), strict=True)
    return sorted((tuple(rename.get(str(v), str(v)) for v in row) for row in rows), key=repr)


def test_swapping_two_equal_states_changes_nothing_but_who_builds(dyad: dict[str, Table]) -> None:
    swapped = play("theory/symmetric-dyad", *SWAP, n=2)
    assert set(swapped["arsenals"].where(role="builder")["actor"]) == {"southland"}
    for name in ("arsenals", "exchanges", "stability", "races", "assessments", "leakage", "trust", "offence"):
        assert dyad[name].n_rows > 0
        assert _sorted(dyad[name], {}) == _sorted(swapped[name], STATES), name
    histories = {str(h) for h in dyad["arsenals"]["history"]}
    assert {"neorealist/shield", "constructivist/shield"} <= histories


def test_where_nobody_plans_a_shield_nothing_tells_the_two_apart() -> None:
    tables = play("theory/symmetric-dyad", "actors.northland.counter_shield.is_planned=false", n=2)
    races = tables["races"]
    for quantity in ("spending_{}_usd2025", "weapons_{}", "counter_{}", "p_assured_{}"):
        assert races[quantity.format("builder")].tobytes() == races[quantity.format("rival")].tobytes(), quantity
    assert not races["spending_builder_usd2025"].any() and not races["is_answer"].any()
    for name, column in (("arsenals", "actor"), ("exchanges", "striker")):
        for history in ("neorealist/shield", "constructivist/shield"):
            one, two = (tables[name].where(history=history, **{column: who}) for who in STATES)
            for number in (c.name for c in one.schema.columns if c.dtype == "float64"):
                assert one[number].tobytes() == two[number].tobytes(), (name, history, number)
    seen = [tables["assessments"].where(observer="rival_leadership", target=who, history="constructivist/shield") for who in STATES]
    assert seen[0]["p_security"].tobytes() == seen[1]["p_security"].tobytes()


def test_the_numbers_of_the_dyad_can_be_worked_out_by_hand(dyad: dict[str, Table]) -> None:
    """400 warheads: silos and the port are gone after the first strike, five boats of ten with 100 warheads answer."""
    first = dyad["exchanges"].where(history="neorealist/shield", year=2000, posture="day_to_day")
    assert np.all(first["n_before"] == 400.0) and np.all(first["n_arriving"] == 100.0)
    shots = dyad["engagements"].where(threat_class="ballistic")
    assert np.all(shots["p_kill"] == 0.5) and np.all(shots["p_engage"] == 1.0)


def _answers(rule: str, lens: str, *changes: str) -> bool:
    races = play("theory/symmetric-dyad", *changes, n=1)["races"]
    return bool(races.where(history=f"{lens}/{rule}/shield")["is_answer"][0])


def test_intriligator_and_brito_tip_where_the_hand_says(dyad: dict[str, Table]) -> None:
    """Sixty interceptors, each taken for 0.5 + 0.5 x 0.5 by a planner who fears the worst, leave 100 - 45 = 55 of 100."""
    base = dyad["races"].where(history="neorealist/intriligator_brito/shield")
    assert np.all(base["is_answer"])
    enough = [f"actors.{who}.assured_threshold=55" for who in STATES]
    assert not _answers("intriligator_brito", "neorealist", *enough)


def test_trust_tips_above_the_threshold_of_the_stag_hunt(dyad: dict[str, Table]) -> None:
    """(P - S)/((P - S) + (R - T)) = 1/1.4 = 0.714 (Kydd 2005): a prior of 0.5 answers, one of 0.8 does not."""
    assert np.all(dyad["races"].where(history="constructivist/trust/shield")["is_answer"])
    prior = "perception.audiences.rival_leadership.prior={security: 0.8, restorer: 0.1, hegemonic: 0.1}"
    assert not _answers("trust", "constructivist", prior)
