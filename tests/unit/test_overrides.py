"""Overrides of single fields on loading: what can be set, what is disclosed, what is refused."""

from __future__ import annotations

import pytest

from equipoise.errors import InputErrors
from equipoise.scenario.load import case_disclosures, load_case


def test_a_field_left_at_its_default_can_be_set_and_is_disclosed() -> None:
    """The founding case does not write raid.duration: the schema says what may be set, not what the file happens to hold."""
    case = load_case("founding/shield-2019", ["raid.duration=3 h"])
    assert case.raid.duration.central == 3 * 3600.0
    told = [(o.shipped, o.used, o.origin) for o in case_disclosures(case) if o.path == "raid.duration"]
    assert told == [("default", "3 h", "--set")]


@pytest.mark.parametrize("wrong", ["raid.duraton=3 h", "actors.us.shield.gbi.p_trak=0.5", "rival=3"])
def test_an_unknown_field_is_refused_with_the_nearest_known_one(wrong: str) -> None:
    with pytest.raises(InputErrors, match="Did you mean"):
        load_case("founding/shield-2019", [wrong])
