"""Hold the reference library to its own rules, to sums that must close, and to figures typed here."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from equipoise.errors import InputError
from equipoise.reference import library
from equipoise.reference.library import Row, find, find_entry, list_files, list_ids, load_rows, sources

FILES = [name for name in list_files() if name != "sources"]
ENTRY_TABLES = [(name, name) for name in ("forces", "treaties", "defences", "sensors", "architectures")]
SHAPES = {"value", "uniform", "triangular", "beta", "normal"}


def all_rows() -> list[Row]:
    return [row for name in FILES for row in load_rows(name)]


def numbers_of(node: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """List every number of an entry that is written as a mapping."""
    if isinstance(node, dict):
        if "id" not in node and SHAPES & set(node):
            return [(path, node)]
        return [found for key, item in node.items() for found in numbers_of(item, f"{path}.{key}")]
    if isinstance(node, list):
        return [found for i, item in enumerate(node) for found in numbers_of(item, f"{path}.{i}")]
    return []


def centre(raw: Any) -> float:
    """Return the mode of a declared number."""
    if not isinstance(raw, dict):
        return float(raw)
    if "value" in raw:
        return float(raw["value"])
    return float(raw["triangular"][1]) if "triangular" in raw else sum(raw["uniform"]) / 2


def legs_of(force: str) -> dict[str, dict[str, float]]:
    return {
        leg["id"]: {k: centre(leg[k]) for k in ("launchers", "warheads", "warheads_ceiling")}
        for leg in find_entry("forces", force)["legs"]
    }


def test_ids_are_unique_in_each_file() -> None:
    for name in FILES:
        ids = list_ids(name)
        assert len(set(ids)) == len(ids), name


def test_every_row_has_a_source_that_exists_and_a_known_basis() -> None:
    known = sources()
    for row in all_rows():
        assert row.source in known, f"{row.file} {row.id}: {row.source}"
        if row.value is not None or (row.file == "record" and row.table == "record"):
            assert row.basis in library.BASES and row.confidence in library.CONFIDENCES, f"{row.file} {row.id}"


def test_every_figure_lies_in_its_range() -> None:
    rows = [row for row in all_rows() if row.value is not None]
    assert len(rows) > 350
    for row in rows:
        assert row.low is not None and row.high is not None and row.value is not None
        assert row.low <= row.value <= row.high, f"{row.file} {row.id}"


def test_a_figure_known_only_generally_or_assumed_is_never_a_point() -> None:
    exact = {"treaty_counts"}  # declared by the parties
    whole = {"gbi-2019", "thaad-batteries-2019", "aegis-ashore-sites-2025", "us-early-warning-radars"}
    for row in all_rows():
        if row.value and row.basis in ("G", "A") and row.table not in exact and row.id not in whole:
            assert row.low is not None and row.high is not None and row.low < row.high, f"{row.file} {row.id}"


@pytest.mark.parametrize(("file", "table"), ENTRY_TABLES)
def test_every_number_of_an_entry_names_a_source_and_a_basis(file: str, table: str) -> None:
    known = sources()
    for row in load_rows(file, table):
        found = numbers_of(dict(row.fields))
        assert found, row.id
        for path, raw in found:
            assert raw.get("source") in known, f"{row.id}{path}"
            assert raw.get("basis") in library.BASES, f"{row.id}{path}"
            shape = next(iter(SHAPES & set(raw)))
            if shape in ("uniform", "triangular") and not isinstance(raw[shape][0], str):
                assert list(raw[shape]) == sorted(raw[shape]), f"{row.id}{path}"
            elif shape in ("uniform", "triangular"):
                plain = [float(text.split()[0]) for text in raw[shape]]
                assert plain == sorted(plain) and len({text.split()[1] for text in raw[shape]}) == 1, f"{row.id}{path}"


def test_scenario_models_accept_every_entry() -> None:
    from equipoise.scenario.defences import Layer
    from equipoise.scenario.forces import Forces
    from equipoise.scenario.sensors import read_sensor
    from equipoise.scenario.treaties import Treaty

    readers: dict[str, Callable[[dict[str, Any]], Any]] = {
        "forces": Forces.model_validate, "treaties": Treaty.model_validate, "defences": Layer.model_validate, "sensors": read_sensor,
    }  # fmt: skip
    for file, read in readers.items():
        for name in list_ids(file, file):
            assert read(find_entry(file, name)).id == name


def test_architectures_name_layers_and_sensors_that_exist() -> None:
    layers, sensors = set(list_ids("defences", "defences")), set(list_ids("sensors", "sensors"))
    for name in list_ids("architectures"):
        entry = find_entry("architectures", name)
        assert {layer["layer"] for layer in entry["layers"]} <= layers
        assert set(entry["sensors"]) <= sensors


# --- sums that must close ---------------------------------------------------------------------------------------------


def total(id: str) -> float:
    value = find("forces", id).value
    assert value is not None
    return value


def test_russia_2025_parts_add_up_to_the_stockpile() -> None:
    # Notebook 2025: 1,718 deployed + 1,114 reserve + 1,477 non-strategic = 4,309; + 1,150 retired = 5,459
    parts = [total(f"russia-2025-{k}") for k in ("deployed", "reserve", "nonstrategic")]
    assert parts == [1718, 1114, 1477] and sum(parts) == total("russia-2025-stockpile") == 4309
    assert 4309 + total("russia-2025-retired") == total("russia-2025-inventory") == 5459


@pytest.mark.parametrize(("year", "launchers", "loads"), [(2019, 318, 1165), (2024, 326, 1244)])
def test_russian_icbm_rows_add_up(year: int, launchers: int, loads: int) -> None:
    # Notebooks 2019 and 2024: launchers and warheads if all missiles carried their full load
    rows = [row for row in load_rows("forces", "russia_icbm_rows") if row.fields["year"] == year]
    assert sum(row.value or 0 for row in rows if row.fields["quantity"] == "launchers") == launchers
    assert sum(row.value or 0 for row in rows if row.fields["quantity"] == "full_load") == loads


def test_russian_legs_2019_split_the_icbms_and_add_to_1600() -> None:
    legs = legs_of("russia-2019")
    assert legs["silo"]["launchers"] + legs["mobile"]["launchers"] == 318
    assert legs["silo"]["warheads_ceiling"] + legs["mobile"]["warheads_ceiling"] == 1165
    assert legs["submarine"]["warheads_ceiling"] == 720 and legs["bomber"]["warheads_ceiling"] == 786
    deployed = sum(legs[k]["warheads"] for k in ("silo", "mobile", "submarine", "bomber"))
    assert deployed == total("russia-2019-deployed") == 1600
    factor = 1400 / (1165 + 720)  # the scaling that the head of the file states
    for leg in ("silo", "mobile", "submarine"):
        assert legs[leg]["warheads"] == pytest.approx(legs[leg]["warheads_ceiling"] * factor, abs=0.6)


def test_russian_legs_2025_add_up() -> None:
    legs = legs_of("russia-2025")
    icbm = [legs[k] for k in ("silo", "mobile", "glider")]
    assert sum(leg["launchers"] for leg in icbm) == 333
    assert sum(leg["warheads_ceiling"] for leg in icbm) == 1254
    assert legs["silo"]["warheads"] + legs["mobile"]["warheads"] + 12 == 870
    # 1,254 + 992 + 586 = 2,832 = 1,718 + 1,114
    assert sum(leg["warheads_ceiling"] for leg in legs.values()) == 2832
    assert total("russia-2025-deployed") + total("russia-2025-reserve") == 2832


@pytest.mark.parametrize(("force", "europe", "deployed"), [("us-2019", 150, 1750), ("us-2025", 100, 1770)])
def test_american_legs_add_up(force: str, europe: int, deployed: int) -> None:
    # Notebooks 2019 and 2025: ICBM + SLBM + bomber bases + Europe
    legs = legs_of(force)
    assert sum(leg["warheads"] for leg in legs.values()) + europe == deployed == total(f"{force}-deployed")
    assert all(leg["warheads"] <= leg["warheads_ceiling"] for leg in legs.values())


def test_chinese_legs_stay_inside_the_stockpile() -> None:
    for year, stockpile, launchers in ((2019, 290, 90), (2025, 600, 400)):
        legs = legs_of(f"china-{year}")
        assert sum(leg["warheads"] for leg in legs.values()) < stockpile == total(f"china-{year}-stockpile")
        assert legs["silo"]["launchers"] + legs["mobile"]["launchers"] == launchers


def test_eight_states_have_forces_of_2019_and_newer_ones() -> None:
    years: dict[str, set[int]] = {}
    for row in load_rows("forces", "forces"):
        assert row.id.startswith(f"{row.fields['state']}-{row.fields['year']}"), row.id
        years.setdefault(row.fields["state"], set()).add(row.fields["year"])
    assert set(years) == {"us", "russia", "china", "france", "uk", "india", "pakistan", "dprk"}
    assert all(2019 in known and max(known) >= 2025 for known in years.values())


@pytest.mark.parametrize(
    ("force", "legs", "outside", "row"),
    [
        # French Notebook 2019: 240 at sea, 50 in the air, 10 spare
        ("france-2019", {"submarine": 240, "bomber": 50}, 10, "france-2019-stockpile"),
        ("france-2025", {"submarine": 240, "bomber": 50}, 0, "france-2026-stockpile"),
        ("uk-2019", {"submarine": 120}, 0, "uk-2019-deployed"),
        ("uk-2019", {"submarine": 120}, 80, "uk-2019-stockpile"),
        ("uk-2025", {"submarine": 120}, 0, "uk-2026-deployed"),
        # outside the legs: 4 on ships and 11 for missiles not fielded; 38 for missiles and boats entering service
        ("india-2019", {"mobile": 60, "submarine": 12, "bomber": 48}, 15, "india-2019-stockpile"),
        ("india-2026", {"mobile": 80, "submarine": 24, "bomber": 48}, 38, "india-2026-stockpile"),
        ("pakistan-2019", {"mobile": 114, "bomber": 36}, 5, "pakistan-2019-stockpile"),
        ("pakistan-2026", {"mobile": 126, "bomber": 36}, 8, "pakistan-2026-stockpile"),
        ("dprk-2019", {"mobile": 4, "regional": 21}, 0, "dprk-2019-stockpile"),
    ],
)
def test_legs_of_smaller_forces_and_what_is_outside_add_up(force: str, legs: dict[str, float], outside: float, row: str) -> None:
    found = {name: leg["warheads"] for name, leg in legs_of(force).items()}
    assert found == legs
    assert sum(found.values()) + outside == total(row)
    if row.endswith("-stockpile"):
        assert f"{total(row):g}" in find_entry("forces", force)["note"]  # the sum is stated where the force is


def test_long_range_missiles_of_north_korea_are_a_part_of_its_stockpile() -> None:
    assert legs_of("dprk-2025")["mobile"]["warheads"] == 14 < total("dprk-2026-stockpile") == 60


BOATS = {
    "us-2019": 14, "us-2025": 14, "russia-2019": 10, "russia-2025": 12, "russia-2025-novel": 12, "china-2019": 4, "china-2025": 6,
    "france-2019": 4, "france-2025": 4, "uk-2019": 4, "uk-2025": 4, "india-2019": 1, "india-2026": 2,
    "us-1967": 41, "russia-1967": 45, "us-2002": 18, "russia-2002": 14,
}  # fmt: skip


def test_submarine_legs_count_their_boats() -> None:
    found = {}
    for row in load_rows("forces", "forces"):
        for leg in row.fields["legs"]:
            assert ("platforms" in leg) == (leg["kind"] == "submarine"), row.id
            if leg["kind"] == "submarine":
                found[row.id] = centre(leg["platforms"])
    assert found == BOATS


def test_a_breakthrough_is_an_assumption_alike_for_all_that_hides() -> None:
    likely = {"mobile": [0.0, 0.05, 0.2], "submarine": [0.0, 0.01, 0.05]}
    for row in load_rows("forces", "forces"):
        for leg in row.fields["legs"]:
            assert ("breakthrough" in leg) == (leg["kind"] in likely), row.id
            if "breakthrough" in leg:
                assert leg["breakthrough"]["triangular"] == likely[leg["kind"]]
                assert leg["breakthrough"]["basis"] == "A" and "found at once" in leg["breakthrough"]["note"]


def test_novel_weapons_stand_apart_from_the_forces_that_cases_use() -> None:
    plain, novel = find_entry("forces", "russia-2025"), find_entry("forces", "russia-2025-novel")
    assert novel["legs"][:-1] == plain["legs"]
    assert novel["legs"][-1]["weapon"] == "aeroballistic" and novel["legs"][-1]["kind"] == "bomber"
    others = [leg for row in load_rows("forces", "forces") if row.id != "russia-2025-novel" for leg in row.fields["legs"]]
    assert not any("weapon" in leg for leg in others)


# --- treaties ---------------------------------------------------------------------------------------------------------


def test_ceilings_of_past_treaties_agree_with_an_independent_reading() -> None:
    ceilings = {
        name: {k: v["value"] for k, v in find_entry("treaties", name).items() if isinstance(v, dict) and "value" in v}
        for name in list_ids("treaties")
    }
    assert ceilings["new-start"] == {"launchers": 700, "warheads": 1550}
    assert ceilings["abm-1974"] == {"interceptors": 100}
    assert find_entry("treaties", "moscow-2002")["warheads"]["uniform"] == [1700, 2200]
    assert ceilings["no-interceptors"] == {"interceptors": 0} and ceilings["no-gliders"] == {"gliders": 0}


def test_treaties_have_short_titles_of_their_own() -> None:
    titles = [find_entry("treaties", name)["title"] for name in list_ids("treaties")]
    assert len(set(titles)) == len(titles) and all(0 < len(title) <= 40 for title in titles)


def test_made_up_treaties_are_labelled_assumptions() -> None:
    past = {"new-start", "moscow-2002", "abm-1974"}
    for row in load_rows("treaties", "treaties"):
        basis = {raw["basis"] for _, raw in numbers_of(dict(row.fields))}
        assert basis == ({"S"} if row.id in past else {"A"}), row.id


def test_inspection_is_all_that_tells_the_two_cuts_apart() -> None:
    apart = {"id", "title", "note", "inspection"}
    loose, strict, plain = (find_entry("treaties", name) for name in ("uninspected-cuts", "inspected-cuts", "deep-cuts"))
    assert {k: v for k, v in loose.items() if k not in apart} == {k: v for k, v in strict.items() if k not in apart}
    assert loose["inspection"]["triangular"][2] < strict["inspection"]["triangular"][0]
    assert all(loose[k] == plain[k] for k in ("launchers", "warheads")) and "breakout" not in plain


def test_world_2026_is_the_sum_of_the_states() -> None:
    # SIPRI Yearbook 2026: states add to 12,187
    states = {"us": 5042, "russia": 5420, "china": 620, "france": 370, "uk": 225}
    for state, inventory in states.items():
        assert total(f"{state}-2026-inventory") == inventory
    others = sum(total(f"{state}-2026-stockpile") for state in ("india", "pakistan", "dprk", "israel"))
    assert sum(states.values()) + others == total("world-2026-inventory") == 12187


def test_satellite_prices_follow_from_the_awards() -> None:
    for name, award in (("pwsa_t0", "t0"), ("pwsa_t1", "t1"), ("pwsa_t2", "t2"), ("pwsa_t3", "t3")):
        entry = find_entry("sensors", name)
        price = float(entry["unit_cost"]["value"].removesuffix(" Musd"))
        value = find("sensors", f"pwsa-{award}-award").value
        assert value is not None and price == pytest.approx(value / entry["n_satellites"]["value"], abs=0.06)


def test_minimum_energy_speeds_follow_the_closed_form() -> None:
    for row in load_rows("hypersonics", "minimum_energy"):
        if row.id.startswith("min-energy"):
            s = math.sin(float(row.id.split("-")[2]) / 6371.0 / 2)
            speed_km_s = math.sqrt(398600.4418 / 6371.0 * 2 * s / (1 + s))
            assert row.value == pytest.approx(speed_km_s, abs=6e-5)


# --- an independent reading of headline figures -----------------------------------------------------------------------

HEADLINES = [
    ("forces", "us-2019-stockpile", 3800),  # Notebook 2019
    ("forces", "us-2019-inventory", 6185),
    ("forces", "us-2025-stockpile", 3700),  # Notebook 2025
    ("forces", "russia-2019-stockpile", 4490),
    ("forces", "china-2019-stockpile", 290),  # SIPRI 2019
    ("forces", "china-2025-stockpile", 600),
    ("forces", "france-2019-deployed", 280),
    ("forces", "uk-2019-stockpile", 200),
    ("forces", "us-2019-09-warheads", 1376),  # New START, 1 September 2019
    ("forces", "russia-2019-09-warheads", 1426),
    ("forces", "russia-2019-09-deployed_launchers", 513),
    ("forces", "us-2020-09-deployed_icbm", 397),
    ("forces", "china-2035-hgv", 4000),  # DIA 2025
    ("forces", "russia-2035-hgv", 1000),
    ("defences", "gbi-test-hits", 12),
    ("defences", "gbi-test-attempts", 21),
    ("defences", "a135-2024", 68),
    ("defences", "thaad-delivered-2025", 534),  # Rumbaugh 2025
    ("costs", "gbi", 109),  # Harrison 2025
    ("costs", "sm3-iia", 25.4),
    ("costs", "cbo-national-total", 1191),  # CBO 2026
    ("costs", "cbo-national-space-count", 7800),
    ("sensors", "threshold-sbirs-like", 6),  # Tracy and Wright 2020
    ("sensors", "threshold-dsp", 20),
    ("effects", "visit-approval", 2.3),  # Goldsmith, Horiuchi and Matush 2021
    ("budgets", "us-2019-spending", 732),  # SIPRI fact sheet 2020
    ("budgets", "russia-2025-spending", 190),
    ("ideal_points", "us-2019", 2.6948),
    ("ideal_points", "russia-2019", 0.1419),
]


@pytest.mark.parametrize(("file", "id", "value"), HEADLINES)
def test_headline_figures_agree_with_an_independent_reading(file: str, id: str, value: float) -> None:
    assert find(file, id).value == value


def test_entries_agree_with_an_independent_reading() -> None:
    assert find_entry("defences", "gbi")["interceptors"]["value"] == 44
    assert find_entry("defences", "gbi")["p_ssk_ballistic"]["beta"] == [13, 10]  # 12 + 1 hits, 9 + 1 misses
    assert find_entry("defences", "space_based_boost")["interceptors"]["value"] == 4990  # Harrison 2025, appendix B
    assert find_entry("sensors", "csis_leo_135")["n_satellites"]["value"] == 135  # Dahlgren 2023
    glider = {row.id: row.fields for row in load_rows("hypersonics", "vehicles")}["htv2-like"]
    assert glider["ballistic_coefficient"]["value"] == "13000 kg/m^2"  # Tracy and Wright 2020
    assert glider["lift_to_drag"]["value"] == 2.6 and glider["nose_radius"]["value"] == "3.4 cm"


def test_stockpiles_hold_three_states_with_known_years() -> None:
    series = library.load_stockpiles()
    assert set(series) == {"us", "russia", "china"}
    # FAS 2023: peaks of 31,255 (1967) and 40,159 (1986)
    assert max(series["us"], key=lambda pair: pair[1]) == (1967, 31255)
    assert max(series["russia"], key=lambda pair: pair[1]) == (1986, 40159)
    assert dict(series["china"])[2023] == 410
    assert all([year for year, _ in pairs] == list(range(1945, 2024)) for pairs in series.values())


def test_ideal_point_distances_agree_with_published_distances() -> None:
    # computed apart from the full release: 4.56 (1983), 3.20 (1990), 2.45 (2000), 2.55 (2019)
    for year, distance in ((1983, 4.56), (1990, 3.20), (2000, 2.45), (2019, 2.55)):
        us, russia = find("ideal_points", f"us-{year}").value, find("ideal_points", f"russia-{year}").value
        assert us is not None and russia is not None and us - russia == pytest.approx(distance, abs=0.006)


# --- the record -------------------------------------------------------------------------------------------------------


def test_record_is_coded_by_the_stated_rules_and_shows_both_sides() -> None:
    kinds = {row.id: row.fields["kind"] for row in load_rows("record", "codes")}
    rows = load_rows("record", "record")
    assert len(rows) == 43
    dates = [row.fields["date"] for row in rows]
    assert all(re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", date) for date in dates)
    assert [date[:7] for date in dates] == sorted(date[:7] for date in dates)
    for row in rows:
        assert row.fields["code"] in kinds and kinds[row.fields["code"]] == row.fields["kind"], row.id
    acts = {(actor, row.fields["code"]) for row in rows for actor in row.fields["actors"]}
    assert {("russia", "criticises_shield"), ("russia", "announces_shield"), ("us", "announces_shield")} <= acts
    assert {("us", "costly_restraint"), ("us", "reassures"), ("us", "withdraws_limit")} <= acts
    assert {("russia", "offers_cooperation"), ("russia", "withdraws_limit"), ("russia", "reassures")} <= acts


# --- doors ------------------------------------------------------------------------------------------------------------


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'gbi'"):
        find("defences", "gbii")
    with pytest.raises(InputError, match="Did you mean 'forces'"):
        load_rows("force")
    with pytest.raises(InputError, match="Did you mean 'totals'"):
        load_rows("forces", "total")


def test_a_copied_entry_is_free_to_change() -> None:
    entry = find_entry("defences", "gbi")
    entry["interceptors"]["value"] = 64
    assert find_entry("defences", "gbi")["interceptors"]["value"] == 44


# --- outlines ---------------------------------------------------------------------------------------------------------


def test_outlines_are_small_and_safe_at_the_antimeridian() -> None:
    outlines = library.load_outlines()
    assert (library.FOLDER / "outlines.json").stat().st_size < 250_000
    lines = [line for kind in ("coasts", "borders", "disputed", "rings") for line in outlines[kind]]
    assert len(lines) > 500
    for line in lines:
        assert len(line) >= 2
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in line)
    for kind in ("coasts", "borders", "disputed"):
        assert all(abs(a[0] - b[0]) < 30 for line in outlines[kind] for a, b in pairwise(line))
    assert all(ring[0] == ring[-1] for ring in outlines["rings"])
    assert outlines["disputed"]


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "is_land"),
    [
        ("Kansas", -98, 39, True), ("Moscow region", 37, 56, True), ("central Antarctica", 0, -85, True),
        ("Chukotka east of 180", -175, 66.5, True), ("Atlantic", -40, 30, False), ("Pacific", -150, 10, False),
        ("Caspian", 51, 41.5, False), ("Arctic", 0, 88, False),
    ],
)  # fmt: skip
def test_outline_rings_tell_land_from_sea(place: str, longitude: float, latitude: float, is_land: bool) -> None:
    inside = False
    for ring in library.load_outlines()["rings"]:
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > latitude) != (y1 > latitude) and longitude < x0 + (latitude - y0) / (y1 - y0) * (x1 - x0):
                inside = not inside
    assert inside == is_land, place


def test_licences_are_shipped_for_copied_data() -> None:
    text = (library.FOLDER / "LICENSES.md").read_text(encoding="utf-8")
    for needed in ("CC BY 4.0", "CC0 1.0", "Copyright (c) 2020 evoeten", "BSD 3-Clause", "Natural Earth"):
        assert needed in text
