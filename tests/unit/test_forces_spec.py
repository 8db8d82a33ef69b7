"""Forces, postures and treaties as input: what is refused, with the field, the fault and what is accepted; what is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.errors import InputError
from equipoise.scenario.case import Case
from equipoise.scenario.forces import Leg
from equipoise.scenario.load import case_disclosures, load_case

CASE = "founding/shield-2019"
LEGS = "actors.russia.forces.legs"


def refuse(*overrides: str) -> str:
    """Load the founding case with overrides that must be refused; return the whole message."""
    with pytest.raises(InputError) as caught:
        load_case(CASE, overrides=overrides)
    return str(caught.value)


def legs_of_russia(case: Case) -> dict[str, Leg]:
    return {leg.id: leg for actor in case.actors if actor.id == "russia" for leg in actor.forces.legs}


# --- legs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["alert_day", "alert_generated", "survival_day", "survival_generated", "reliability", "breakthrough"])
@pytest.mark.parametrize(
    ("value", "wrong"),
    [("1.2", "1.2"), ("-0.1", "-0.1"), ("{triangular: [0.5, 0.9, 1.4]}", "1.4"), ("{uniform: [-0.2, 0.5]}", "-0.2")],
)
def test_a_share_or_chance_outside_0_to_1_is_refused(field: str, value: str, wrong: str) -> None:
    """More on alert than owned is an alert above 1; a distribution is refused for the end that reaches out."""
    assert f"{LEGS}.mobile.{field}: {wrong} is out of range. Accepted: 0 to 1." in refuse(f"{LEGS}.mobile.{field}={value}")


@pytest.mark.parametrize("field", ["launchers", "warheads", "warheads_ceiling", "platforms", "bases"])
def test_a_negative_count_is_refused(field: str) -> None:
    assert f"{LEGS}.submarine.{field}: -4 is out of range. Accepted: 0 or more." in refuse(f"{LEGS}.submarine.{field}=-4")


@pytest.mark.parametrize(
    ("leg", "field", "value", "problem", "accepted"),
    [
        ("silo", "warheads_ceiling", "100", "warheads_ceiling: 100 is below the 511 warheads of the leg", "Accepted: 511 or more"),
        ("silo", "launchers", "0", "launchers: 511 warheads stand on no launcher", "Accepted: launchers above 0, or no warheads"),
        ("submarine", "platforms", "200", "platforms: 200 platforms cannot carry 160 launchers", "Accepted: above 0 and at most 160"),
        ("submarine", "platforms", "0", "platforms: 0 platforms cannot carry 160 launchers", "Accepted: above 0 and at most 160"),
        ("submarine", "bases", "0", "bases: the leg stands on 0 bases", "Accepted: a number above 0"),
        ("silo", "shelters", "0.5", "shelters: 0.5 shelters for each missile are too few", "Accepted: 1 or more"),
        ("silo", "alert_generated", "0.2", "alert_generated: 0.2 is below alert_day, 0.94", "at least as high as day-to-day alert"),
    ],
)
def test_a_leg_that_contradicts_itself_is_refused(leg: str, field: str, value: str, problem: str, accepted: str) -> None:
    told = refuse(f"{LEGS}.{leg}.{field}={value}")
    assert f"{LEGS}.{leg}" in told and problem in told and accepted in told


def test_a_ceiling_is_held_against_the_median_of_an_uncertain_load() -> None:
    """The median of the triangular load is 511; a ceiling of 511 stands, although some draws of the load lie above it."""
    case = load_case(CASE, overrides=(f"{LEGS}.silo.warheads_ceiling=511",))
    silo = legs_of_russia(case)["silo"]
    assert silo.warheads.central == pytest.approx(511) and silo.warheads_ceiling is not None and silo.warheads_ceiling.central == 511


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [("kind", "bombers", "'bomber'"), ("weapon", "lasers", "'ballistic', 'glider', 'aeroballistic', 'cruise' or 'other'")],
)
def test_an_unknown_basing_or_weapon_is_refused_with_the_known_ones(field: str, value: str, word: str) -> None:
    told = refuse(f"{LEGS}.bomber.{field}={value}")
    assert f"{LEGS}.bomber.{field}: '{value}' is not one of the accepted words. Accepted:" in told and word in told


def test_an_unknown_field_of_a_leg_is_refused_with_the_nearest() -> None:
    told = refuse(f"{LEGS}.silo.alert_dya=0.1")
    assert f"{LEGS}.silo.alert_dya: unknown field 'alert_dya'" in told and "Did you mean 'alert_day'?" in told


def test_a_leg_whose_weapons_nobody_flies_is_refused() -> None:
    told = refuse(f"{LEGS}.bomber.weapon=cruise")
    assert "russia.forces.legs.bomber.weapon: no representative cruise flight of russia is declared" in told
    assert "Accepted: ballistic, glider, other; or add a flight of that class" in told


@pytest.mark.parametrize(("leg", "usual"), [("silo", "ballistic"), ("submarine", "ballistic"), ("bomber", "other"), ("glider", "glider")])
def test_a_leg_has_the_usual_weapon_of_its_basing(leg: str, usual: str) -> None:
    legs = legs_of_russia(load_case(CASE))
    assert legs[leg].weapon is None and legs[leg].weapon_class == usual


# --- postures ---------------------------------------------------------------------------------------------------------


def test_an_unknown_posture_is_refused_with_the_known_ones() -> None:
    told = refuse("exchange.postures=[day_to_day, sleepy]")
    assert "exchange.postures.1: 'sleepy' is not one of the accepted words" in told
    assert "Accepted: 'day_to_day', 'generated' or 'launch_under_attack'" in told


@pytest.mark.parametrize("given", ["[generated]", "[]"])
def test_postures_without_day_to_day_are_refused(given: str) -> None:
    told = refuse(f"exchange.postures={given}")
    assert "exchange: postures: day_to_day is not among them" in told
    assert "Accepted: day_to_day, generated, launch_under_attack" in told


def test_a_posture_given_twice_is_refused() -> None:
    told = refuse("exchange.postures=[day_to_day, day_to_day]")
    assert "exchange: postures: 'day_to_day' stands there twice. Accepted: each once" in told


# --- treaties ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ceiling", ["launchers", "warheads", "gliders", "interceptors"])
def test_a_negative_ceiling_is_refused(ceiling: str) -> None:
    assert f"exchange.treaties.x.{ceiling}: -5 is out of range. Accepted: 0 or more." in refuse(
        f"exchange.treaties=[{{id: x, {ceiling}: -5}}]"
    )


@pytest.mark.parametrize("share", ["inspection", "alert_kept"])
def test_a_treaty_share_above_1_is_refused(share: str) -> None:
    told = refuse(f"exchange.treaties=[{{id: x, warheads: 5, {share}: 1.5}}]")
    assert f"exchange.treaties.x.{share}: 1.5 is out of range. Accepted: 0 to 1." in told


@pytest.mark.parametrize("empty", ["{id: idle}", "{id: idle, alert_kept: 1.0}", "{id: idle, breakout: 0.5, inspection: 0.2}"])
def test_a_treaty_that_binds_nothing_is_refused(empty: str) -> None:
    told = refuse(f"exchange.treaties=[{empty}]")
    assert "exchange.treaties.idle: the treaty 'idle' binds nothing" in told
    assert "Accepted: a ceiling on launchers, warheads, gliders or interceptors, or alert_kept below 1" in told


def test_two_treaties_with_one_id_are_refused() -> None:
    told = refuse("exchange.treaties=[{id: x, warheads: 5}, {id: x, launchers: 9}]")
    assert "exchange: treaties: 'x' stands there twice. Accepted: each once" in told


def test_a_treaty_without_an_id_or_with_an_unknown_ceiling_is_refused() -> None:
    assert "exchange.treaties.0.id: the field is missing" in refuse("exchange.treaties=[{warheads: 5}]")
    assert "Did you mean 'warheads'?" in refuse("exchange.treaties=[{id: x, warhead: 5}]")


def test_a_ceiling_of_zero_and_an_uncertain_alert_bind() -> None:
    given = "exchange.treaties=[{id: none, gliders: 0}, {id: calm, alert_kept: {uniform: [0.9, 1.0]}}]"
    assert [t.id for t in load_case(CASE, overrides=(given,)).exchange.treaties] == ["none", "calm"]


# --- library names in a case file -------------------------------------------------------------------------------------


def write_case(folder: Path, parent: str, *lines: str) -> Path:
    file = folder / "case.yaml"
    head = ["equipoise: 1", "id: own", f"parent: {parent}", "title: A case of one's own", "question: Does it load?"]
    file.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    return file


def test_a_case_names_treaties_of_the_library_and_changes_them(tmp_path: Path) -> None:
    file = write_case(
        tmp_path, CASE, "exchange:", "  treaties: [new-start, {library: deep-cuts, warheads: 800}, {id: own, interceptors: 20}]"
    )
    case = load_case(file)
    assert [t.id for t in case.exchange.treaties] == ["new-start", "deep-cuts", "own"]
    assert [t.warheads and t.warheads.central for t in case.exchange.treaties] == [1550, 800, None]
    changed = [o for o in case_disclosures(case) if o.origin == "library deep-cuts"]
    assert [(o.path, o.used) for o in changed] == [("exchange.treaties.deep-cuts.warheads", 800)]


def test_an_unknown_treaty_of_the_library_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_case(write_case(tmp_path, CASE, "exchange: {treaties: [new-strat]}"))
    told = str(caught.value)
    assert "exchange.treaties.new-strat: unknown entry 'new-strat'" in told and "Did you mean 'new-start'?" in told


@pytest.mark.parametrize("force", ["china-2019", "france-2019", "uk-2019", "india-2026", "pakistan-2026", "dprk-2019"])
def test_a_third_state_takes_its_forces_from_the_library(tmp_path: Path, force: str) -> None:
    case = load_case(write_case(tmp_path, CASE, f"third_states: [{{id: third, forces: {force}, assured_threshold: 5}}]"))
    assert case.third_states[0].forces.id == force


def test_novel_forces_need_a_representative_flight(tmp_path: Path) -> None:
    """The regional case flies an aeroballistic missile of Russia; the founding case does not."""
    novel = "actors: {russia: {forces: russia-2025-novel}}"
    case = load_case(write_case(tmp_path, "regional/four-classes-2025", novel))
    legs = {name: leg.weapon_class for name, leg in legs_of_russia(case).items()}
    assert legs["aeroballistic"] == "aeroballistic" and legs["bomber"] == "other" and legs["glider"] == "glider"
    with pytest.raises(InputError, match=r"legs\.aeroballistic\.weapon: no representative aeroballistic flight of russia"):
        load_case(write_case(tmp_path, CASE, novel))


def test_library_names_work_on_the_command_line_too() -> None:
    case = load_case(CASE, overrides=("exchange.treaties=[minimum, {id: own, interceptors: 7}]", "actors.us.forces=us-2025"))
    assert [t.id for t in case.exchange.treaties] == ["minimum", "own"]
    assert next(a for a in case.actors if a.id == "us").forces.id == "us-2025"
