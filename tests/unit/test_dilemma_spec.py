"""Bad declarations of the rivalry and of minds are refused with path, fault and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

import equipoise as eq
from equipoise.errors import InputError

HEAD = "equipoise: 1\nid: own/bad\nparent: founding/shield-2019\ntitle: bad\nquestion: none\n"
EVENT = "{id: early, date: '1999-05', actors: [us], kind: word, stance: criticises, theme: shield, what: w, source: general}"
BAD = {
    "priors that do not sum": (
        "perception: {audiences: {rival_leadership: {prior: {security: 0.5, restorer: 0.3, hegemonic: 0.3}}}}",
        ("audiences.rival_leadership.prior", "sum to 1.1", "odds that sum to 1"),
    ),
    "a statement before the record begins": (
        f"perception: {{record: [{EVENT}]}}", ("perception.record.early", "1999-05 is before the record begins, in 2002", "Set years.history_from earlier"),
    ),
    "an unknown audience in the network": (
        "perception: {network: {rival_leader: {domestic_public: 1.0}}}", ("network.rival_leader", "unknown audience", "Did you mean 'rival_leadership'?"),
    ),
    "a network row that does not sum": (
        "perception: {network: {allied_public: {rival_leadership: 0.2, allied_public: 0.5, nonaligned_public: 0.1}}}",
        ("network.allied_public", "sums to 0.8", "Divide each weight by 0.8"),
    ),
    "a rate below zero": ("rivalry: {richardson: {reaction: -0.1}}", ("rivalry.richardson.reaction", "-0.1 is out of range", "0 or more")),
    "a probability above one": ("perception: {differentiability: 1.2}", ("perception.differentiability", "1.2 is out of range", "0 to 1")),
    "an unknown rule": ("rivalry: {rules: [planner, richardsn]}", ("rivalry.rules", "'richardsn'", "richardson")),
    "a rule named twice": ("rivalry: {rules: [planner, trust, trust]}", ("rivalry", "'trust' stands there twice", "planner")),
    "the shown rule left out": ("rivalry: {rules: [trust]}", ("rivalry", "'planner', which is shown, is not among them", "markov_perfect")),
    "signals that do not sum": (
        "perception: {campaign: {signals: {sunk: 0.5, tied: 0.5, verified: 0.5}}}", ("perception.campaign.signals", "add to 1.5", "add to 1"),
    ),
    "effects beyond the published range": (
        "perception: {campaign: {points_per_effort: 9.0}}", ("perception.campaign", "above the 5 points of published effects", "allows_large_effects: true"),
    ),
    "a share of the shield above one": ("perception: {campaign: {reassurances: [1.5]}}", ("perception.campaign.reassurances", "less than or equal to 1", "1")),
    "an unknown kind of diffusion": (
        "actors: {us: {gliders: {diffusion: {kind: bas, since: 2020, innovation: 0.03, imitation: 0.38}}}}", ("diffusion", "unknown kind 'bas'", "Did you mean 'bass'?"),
    ),
    "a diffusion without its rates": (
        "actors: {us: {gliders: {diffusion: {kind: hazard, since: 2020, base: 0.2}}}}", ("diffusion", "the field is missing", "must be given"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_with_path_and_cure(name: str, tmp_path: Path) -> None:
    change, wanted = BAD[name]
    file = tmp_path / "bad.yaml"
    file.write_text(HEAD + change + "\n")
    with pytest.raises(InputError) as caught:
        eq.load(file)
    for words in wanted:
        assert words in str(caught.value), str(caught.value)


def test_large_effects_are_taken_where_the_word_is_given(tmp_path: Path) -> None:
    file = tmp_path / "loud.yaml"
    file.write_text(HEAD + "perception: {campaign: {points_per_effort: 9.0, allows_large_effects: true}}\n")
    assert eq.load(file).perception.campaign.points_per_effort.central == 9.0


def test_the_record_of_the_library_starts_where_the_case_does() -> None:
    case = eq.load("founding/shield-2019")
    assert min(e.date for e in case.perception.record)[:4] >= str(case.years.history_from)


def test_a_noun_left_at_its_default_can_be_set_from_the_command_line() -> None:
    case = eq.load("founding/shield-2019", ("perception.lenses.neorealist.assumes=0.2", "actors.us.gliders.diffusion.kind=logistic",
        "actors.us.gliders.diffusion.midpoint=2030", "actors.us.gliders.diffusion.steepness=0.5"))
    assert case.perception.lenses.neorealist.assumes.central == 0.2 and case.perception.lenses.neorealist.reads_intent.central == 0.0
    assert case.actors[1].gliders.diffusion.kind == "logistic"
    with pytest.raises(InputError, match="unknown field 'lens'"):
        eq.load("founding/shield-2019", ("perception.lens.neorealist.assumes=0.2",))
