"""The pictures of the shield on made-up tables of one small run: right shapes, right words, nothing drawn from nothing.

The tables are invented; no number in them is a result.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from equipoise.report import cost_figure, footprint_map, kill_figure, maps, shield_figures, track_figures
from equipoise.report.drawing import FigureBlock
from equipoise.report.figures import name_assumed_kills
from equipoise.report.reading import Reading
from equipoise.report.shield_names import group_rows
from equipoise.results.table import Table
from equipoise.scenario.load import load_case
from equipoise.scenario.number import number
from equipoise.scenario.sensors import read_sensor
from made_up import SCHEMAS, MadeUpRun, Rows

N = 12
CLASSES = ("ballistic", "glider", "aeroballistic", "cruise")
REACH = {"midcourse": 0.8, "upper_tier": 0.5, "terminal": 0.6, "glide_phase": 0.7, "space_based": 0.2}
DRAWS = (
    track_figures.draw_custody, track_figures.draw_timeline, footprint_map.draw_footprint_map, footprint_map.draw_footprint_plans,
    kill_figure.draw_kill_chain, shield_figures.draw_leakage, shield_figures.draw_leak_reasons, cost_figure.draw_architectures,
)  # fmt: skip


@lru_cache(maxsize=1)
def make_case() -> Any:
    """Give the founding case all four classes of flight and a mixed raid."""
    case = load_case("founding/shield-2019")
    raid = case.raid.model_copy(update={"mix": {"ballistic": number(0.75), "glider": number(0.25)}})
    extra = []
    for threat, like in (("aeroballistic", "glider"), ("cruise", "glider")):
        for old in (f for f in case.flights if f.threat_class == like):
            flight = old.flight.model_copy(update={"id": f"{old.owner}-{threat}"})
            extra.append(old.model_copy(update={"threat_class": threat, "flight": flight}))
    return case.model_copy(update={"flights": (*case.flights, *extra), "raid": raid})


def walk_shields(case: Any) -> list[tuple[Any, Any, str, tuple[Any, ...]]]:
    out = []
    for defender, attacker in ((case.builder, case.rival), (case.rival, case.builder)):
        out.append((defender, attacker, "conventional", defender.shield))
        out += [(defender, attacker, a.id, a.layers) for a in case.architectures]
    return out


def add_tracks(out: dict[str, Rows], case: Any, defender: Any, attacker: Any, k: int, shield: str, noise: Any) -> None:
    for threat in (f for f in case.flights if f.owner == attacker.id):
        key = {"flight": threat.id, "threat_class": threat.threat_class, "attacker": attacker.id, "defender": defender.id, "shield": shield}
        held = 0.9 if "space" in shield or shield == "layered" else 0.3
        for run in range(N):
            never = run % 5 == 0 and held < 0.5
            out["tracks"].add(
                run=run, **key, t_cue_s=60.0, t_track_s=math.nan if never else 700.0 - 400 * held + 30 * noise.normal(), t_impact_s=1700.0,
                custody_fraction=0.0 if never else held, longest_gap_s=300.0, n_gaps=2, track_error_m=math.nan if never else 900.0,
                p_track=0.0 if never else held, reason="the Earth hides it from every radar" if never else "",
            )  # fmt: skip
        start = 600.0 - 90.0 * k
        for t in np.arange(0.0, 1701.0, 20.0):
            state = "none" if t < start else "tentative" if t < start + 60 else "firm"
            if start + 300 < t < start + 420 or t > 1650:
                state = "coasting"
            if start + 420 <= t < start + 500:
                state = "none"
            error = 3000.0 if state == "coasting" else 400.0 + 4000.0 * math.exp(-(t - start) / 90) if state == "firm" else math.nan
            out["track_points"].add(
                run=0, **key, t_s=t, x_ecef_m=6.4e6 + 20 * t, y_ecef_m=0.0, z_ecef_m=0.0, error_m=error, state=state,
                n_sensors=1, holder="uewr_alaska",
            )  # fmt: skip
        out["custody"].add(run=0, **key, t_start_s=start + 60, t_end_s=start + 300, holders="uewr_alaska, cobra_dane")


def add_engagements(out: dict[str, Rows], defender: Any, attacker: Any, shield: str, layers: tuple[Any, ...], noise: Any) -> None:
    for order, layer in enumerate(layers):
        for threat in CLASSES:
            number = layer.p_ssk(threat)
            sides = {"attacker": attacker.id, "defender": defender.id, "shield": shield}
            key = sides | {"layer": layer.id, "order": order, "threat_class": threat}
            for run in range(N):
                if number is None:
                    out["engagements"].add(run=run, **key, reason="the layer does not engage this class")
                    continue
                base = float(number.quantile(noise.uniform(0.02, 0.98)))
                f = {"f_closing": 0.97, "f_altitude": 0.9, "f_turn": 0.95}
                f |= {"f_track": noise.uniform(0.5, 0.9), "f_manoeuvre": noise.uniform(0.5, 1)}
                reach = REACH[layer.kind]
                out["engagements"].add(
                    run=run, **key, p_engage=0.9 * reach, p_reach=reach, p_track_declared=0.9, p_ssk_base=base, **f,
                    p_ssk=base * math.prod(f.values()), p_warhead_engaged=1.0, basis=number.basis,
                )  # fmt: skip
            if layer.kind != "space_based" and number is not None:
                add_footprints(out, layer, threat, key)


def add_footprints(out: dict[str, Rows], layer: Any, threat: str, key: dict[str, Any]) -> None:
    size = {"midcourse": 3.5e6 if layer.sites else 9e5, "upper_tier": 1.5e5, "terminal": 4e4, "glide_phase": 4e5}[layer.kind]
    places = [(math.degrees(s.latitude.central), math.degrees(s.longitude.central)) for s in layer.sites] or [(40.0, -90.0)]
    for run in (0, 50, 100):
        for lat, lon in places:
            for bearing in range(0, 360, 15):
                off = math.radians(bearing - 30.0 - 180.0)
                far = size * (1 + 0.2 * run / 100) * (1.0 - 0.4 * math.cos(off))
                out["footprints"].add(
                    run=run, **key, latitude_deg=lat, longitude_deg=lon, approach_deg=30.0, bearing_deg=bearing, defended_m=far,
                    two_shots_m=max(0.0, 0.7 * far - 0.1 * size), defended_from_m=0.0, two_shots_from_m=0.0,
                )  # fmt: skip


def add_leakage(out: dict[str, Rows], case: Any, defender: Any, attacker: Any, k: int, shield: str, noise: Any) -> None:
    for threat in (*CLASSES, "mixed"):
        for run in range(N):
            p = noise.uniform(0.1, 0.8) * (0.15 if (shield == "conventional") == (threat == "glider") else 1)
            stock = noise.uniform(10, 40) * (k + 1)
            for size in case.raid.sizes_with_headline:
                stopped = min(round(p * size), int(stock))
                left = size - stopped
                out["leakage"].add(
                    run=run, attacker=attacker.id, defender=defender.id, shield=shield, threat_class=threat, raid_size=size,
                    n_leakers=left, leak_fraction=left / size, interceptors_spent=2 * stopped, n_unreached=0.2 * left,
                    n_untracked=0.3 * left, n_unserved=0.1 * left,
                    cost_per_stop_usd2025=noise.uniform(2e7, 9e7) * (k + 1) if stopped else math.nan,
                )  # fmt: skip


def add_events(out: dict[str, Rows], defender: Any, shield: str, layers: tuple[Any, ...]) -> None:
    for weapon in range(5):
        t = 1500.0 + 12 * weapon
        kind = "decoy" if weapon == 4 else "weapon"
        log = [(t - 900, "", "comes into the raid", "its flight begins")]
        for layer in layers[:2]:
            log += [
                (t, layer.id, "launch", "first shot: the first moment at which the intercept lies in reach"),
                (t + 40, layer.id, "decoy destroyed" if kind == "decoy" else "miss" if weapon % 2 else "hit", "one of 2 shots kills"),
                (t + 60, layer.id, "judged alive" if weapon % 2 else "judged killed", "rightly"),
            ]
            t += 70
        log.append((t + 40, "", "gets through" if weapon % 2 else "left alone", "no time for another shot"))
        key = {"run": 0, "defender": defender.id, "shield": shield, "threat_class": "glider", "weapon": weapon}
        for t_s, layer_id, event, why in log:
            out["events"].add(**key, t_s=t_s, layer=layer_id, event=event, why=why)


@lru_cache(maxsize=1)
def make_run() -> MadeUpRun:
    case, noise = make_case(), np.random.Generator(np.random.Philox(11))
    names = ("tracks", "track_points", "custody", "engagements", "leakage", "events", "footprints", "shield_costs", "inputs")
    out = {n: Rows(n) for n in names}
    for k, (defender, attacker, shield, layers) in enumerate(walk_shields(case)):
        place = k % (1 + len(case.architectures))
        add_tracks(out, case, defender, attacker, place, shield, noise)
        add_engagements(out, defender, attacker, shield, layers, noise)
        add_leakage(out, case, defender, attacker, place, shield, noise)
        add_events(out, defender, shield, layers)
        for run in range(N):
            out["shield_costs"].add(
                run=run, defender=defender.id, shield=shield, total_usd2025=2e9 + 8e9 * place * noise.uniform(0.5, 1.5),
                first_year=math.nan if shield == "conventional" else 2025 + place + noise.uniform(0, 6),
            )  # fmt: skip
    return MadeUpRun(case, {n: Table.empty(s) for n, s in SCHEMAS.items()} | {n: r.table() for n, r in out.items()})


@lru_cache(maxsize=1)
def draw_all() -> dict[str, FigureBlock]:
    blocks = [draw(Reading(make_run())) for draw in DRAWS]
    return {b.key: b for b in blocks if b is not None}


def test_every_picture_has_words_and_numbers_and_fits_the_page():
    blocks = draw_all()
    assert set(blocks) == {"custody", "timeline", "ground-map", "ground", "kills", "leakage", "reasons", "designs"}
    for key, block in blocks.items():
        assert len(block.alt) > 60 and len(block.caption) > 100, key
        assert block.rows and all(len(row) == len(block.head) for row in block.rows), key
        assert block.svg.startswith("<svg") and len(block.svg) < 500_000, key


@pytest.mark.parametrize("draw", DRAWS)
def test_nothing_is_drawn_from_empty_tables(draw):
    run = MadeUpRun(make_case(), {n: Table.empty(s) for n, s in SCHEMAS.items()})
    assert draw(Reading(run)) is None
    assert draw(Reading(MadeUpRun(make_case(), {}))) is None


@pytest.mark.parametrize("draw", [track_figures.draw_custody, footprint_map.draw_footprint_map, track_figures.draw_timeline])
def test_the_same_tables_give_the_same_bytes(draw):
    block = draw(Reading(make_run()))
    assert block == draw_all()[block.key]


@pytest.mark.parametrize("key", ["timeline", "kills", "leakage", "reasons", "designs"])
def test_every_picture_that_rests_on_kill_probabilities_says_that_no_record_exists(key):
    caption = draw_all()[key].caption
    assert "No public test record exists for kills in the glide phase" in caption
    assert "against glider weapons: Terminal defence against hypersonic weapons" in caption


def test_the_missing_record_in_boost_is_said_where_a_layer_shoots_at_boosting_weapons():
    case = make_case()
    assert "in boost" not in name_assumed_kills(Reading(make_run()))
    last = case.architectures[-1]
    boosting = last.model_copy(update={"layers": tuple(x.model_copy(update={"in_boost": True}) for x in last.layers)})
    changed = case.model_copy(update={"architectures": (*case.architectures[:-1], boosting)})
    assert "in the glide phase or in boost" in name_assumed_kills(Reading(MadeUpRun(changed, {})))


def test_groups_are_what_filters_find():
    table = make_run().tables["leakage"]
    groups = group_rows(table, "defender", "shield", "threat_class")
    assert sum(map(len, groups.values())) == table.n_rows
    for defender, shield, threat in list(groups)[:5]:
        mask = (table["defender"] == defender) & (table["shield"] == shield) & (table["threat_class"] == threat)
        assert np.array_equal(groups[(defender, shield, threat)], np.flatnonzero(mask))


def test_reasons_add_up_to_what_gets_through():
    rows = Rows("leakage")
    rows.add(raid_size=20, n_leakers=10, n_unreached=4, n_untracked=3, n_unserved=1)
    rows.add(raid_size=20, n_leakers=6, n_unreached=2, n_untracked=0, n_unserved=0)
    # by hand: (4 + 2) / 40, 3 / 40, 1 / 40; the rest of the 16 leakers is 6 of 40
    assert shield_figures.share_out_leakers(rows.table()) == pytest.approx([0.15, 0.075, 0.025, 0.15])


def test_a_kill_probability_is_taken_apart_over_runs_that_reach():
    rows = Rows("engagements")
    factors = {"f_closing": 1.0, "f_altitude": 0.5, "f_track": 0.8, "f_turn": 1.0, "f_manoeuvre": 0.25}
    for base in (0.4, 0.6, 0.8):
        rows.add(p_reach=1.0, p_ssk_base=base, p_ssk=base * 0.1, **factors)
    rows.add(p_reach=0.0, p_ssk_base=0.9, p_ssk=0.0)  # out of reach: not counted
    base, medians, worth = kill_figure.take_apart(rows.table())
    assert medians == pytest.approx([0.6, 0.6, 0.3, 0.24, 0.24, 0.06])
    assert float(base.median[0]) == 0.6
    assert float(worth.median[0]) == pytest.approx(0.06)
    assert kill_figure.take_apart(rows.table().where(p_reach=0.0)) is None


def test_layers_that_do_not_engage_a_class_say_why():
    rows = [r for r in draw_all()["kills"].rows if r[0] == "gliders" and r[1] == "THAAD"]
    assert rows and all("the layer does not engage this class" in r[5] and r[-1] == "none" for r in rows)


def test_cost_of_one_stop_and_its_ratio_by_hand():
    case = make_case()
    tables = {n: Rows(n) for n in ("leakage", "shield_costs", "inputs")}
    key = {"defender": "us", "shield": "layered", "threat_class": "glider"}
    tables["leakage"].add(**key, raid_size=20, n_leakers=10, leak_fraction=0.5, cost_per_stop_usd2025=3e7)
    tables["leakage"].add(**key, run=1, raid_size=20, n_leakers=20, leak_fraction=1.0, cost_per_stop_usd2025=math.nan)
    for run in (0, 1):
        tables["shield_costs"].add(run=run, defender="us", shield="layered", total_usd2025=4e9, first_year=2034.0)
        tables["inputs"].add(run=run, path=next(a for a in case.actors if a.id == "russia").gliders.unit_cost.path, value=6e7)
    block = cost_figure.draw_architectures(Reading(MadeUpRun(case, {n: r.table() for n, r in tables.items()})))
    (row,) = block.rows
    # 30 million a stop is half a glider of 60 million; 4 billion over 10 stops is 400 million, 6.67 gliders; one run of two stops none
    assert [cell.split(" (")[0] for cell in row[4:]] == ["30 million", "400 million", "0.5", "6.67", "2034", "1 of 2"]


def test_footprints_are_turned_to_where_the_weapons_come_from():
    wanted = ("ballistic warheads", "A-135 around the capital", "Russia", "conventional shield")
    (row,) = (r for r in draw_all()["ground"].rows if r[:4] == wanted)
    # made up as 40 km x (1 - 0.4 cos(angle from the attacker)), times 1, 1.1 and 1.2 in three runs: medians 26.4, 44 and 61.6 km
    assert [cell.split(" ")[0] for cell in row[5:8]] == ["26.4", "44", "61.6"]


def test_area_of_a_small_footprint_is_that_of_a_circle():
    # a circle of 100 km on a plane; the sphere takes away (r / R)^2 / 12 of it, 2e-5
    assert footprint_map.measure_area_m2(np.full((1, 73), 1e5))[0] == pytest.approx(math.pi * 1e10, rel=1e-4)


def test_layers_with_far_sites_go_on_the_map_and_others_on_plans():
    blocks = draw_all()
    assert {r[1] for r in blocks["ground-map"].rows} == {"Ground-based midcourse interceptors"}
    assert not {r[1] for r in blocks["ground"].rows} & {"Ground-based midcourse interceptors"}


def test_timeline_tells_every_event_of_the_planned_architecture():
    run = make_run()
    planned = run.case.builder.counter_shield.architecture
    events = run.tables["events"].where(defender=run.case.builder.id, shield=planned)
    block = draw_all()["timeline"]
    assert len(block.rows) == events.n_rows > 10
    assert {r[4] for r in block.rows} == set(events["why"])
    assert "decoy 5" in {r[1] for r in block.rows}


def test_timeline_takes_the_fullest_raid_where_no_plan_is_known():
    rows = Rows("events")
    for k in range(3):
        rows.add(defender="us", shield="conventional", threat_class="ballistic", t_s=10.0 * k, event="launch", why=f"shot {k}")
    rows.add(defender="russia", shield="conventional", threat_class="ballistic", event="gets through", why="nothing reaches it")
    block = track_figures.draw_timeline(Reading(MadeUpRun(make_case(), {"events": rows.table()})))
    assert [r[4] for r in block.rows] == ["shot 0", "shot 1", "shot 2"]


def test_custody_names_holders_gaps_and_reasons():
    rows = draw_all()["custody"].rows
    assert {r[0] for r in rows} == {"ballistic warheads", "gliders", "aeroballistic missiles", "cruise missiles"}
    us = [r for r in rows if r[1] == "United States" and r[3] == "conventional shield" and r[0] == "gliders"]
    assert us[0][9] == "uewr_alaska, cobra_dane"
    assert us[0][10] == "the Earth hides it from every radar"  # of run 0, in which it is never tracked


def test_a_beam_above_the_horizon_sees_less_far_and_a_raised_radar_farther():
    # by hand on an Earth of 4/3 radius: a ray of 3 degrees meets 40 km where t^2 + 2 R t sin e = 2 R h + h^2; no horizon in it
    r, h, e = maps.REFRACTION * maps.EARTH_RADIUS_M, 40e3, math.radians(3.0)
    t = -r * math.sin(e) + math.sqrt((r * math.sin(e)) ** 2 + 2 * r * h + h**2)
    arc = math.atan2(t * math.cos(e), r + t * math.sin(e)) * r / maps.EARTH_RADIUS_M
    assert maps.find_coverage_rad(40e3, elevation_rad=e) == pytest.approx(arc, rel=1e-9)
    # two horizons add: sqrt(2 R h) for 10 km and for 40 km, an approximation good to h / R
    raised = maps.find_coverage_rad(40e3, height_m=10e3, elevation_rad=-0.1) * maps.EARTH_RADIUS_M
    assert raised == pytest.approx(math.sqrt(2 * r * 10e3) + math.sqrt(2 * r * 40e3), rel=5e-3)


def test_sectors_rings_and_ships_stand_on_the_map_and_satellites_do_not():
    where = {"latitude": "50 deg", "longitude": "10 deg", "azimuth": "90 deg", "sector": "60 deg"}
    ship = read_sensor({"id": "ship", "kind": "ship_radar", "range": "1000 km", "place_within": "300 km"} | where)
    ring = read_sensor({"id": "ring", "kind": "over_the_horizon_radar", "range_min": "900 km", "range_max": "2900 km"} | where)
    orbit = {"n_satellites": 3, "altitude": "35786 km", "inclination": "0 deg", "detection_threshold": "10 kW"}
    star = read_sensor({"id": "star", "kind": "warning_satellite"} | orbit)
    case = make_case()
    actors = tuple(a.model_copy(update={"sensors": (ship, ring, star) if a.id == "us" else ()}) for a in case.actors)
    first, second = maps.list_radars(Reading(MadeUpRun(case.model_copy(update={"actors": actors}), {})))
    assert (first.within_m, first.sector_rad) == (pytest.approx(3e5), pytest.approx(math.pi / 3))
    lat, lon = maps.draw_sector(second, second.find_reach_rad(40e3))
    # every point of the ring lies 900 or 2,900 km away (haversine), between bearings 60 and 120: east of the radar
    half = np.sin((lat - second.lat_rad) / 2) ** 2 + np.cos(lat) * math.cos(second.lat_rad) * np.sin((lon - second.lon_rad) / 2) ** 2
    away = 2 * np.arcsin(np.sqrt(half)) * maps.EARTH_RADIUS_M
    assert np.all(np.minimum(abs(away - 9e5), abs(away - 2.9e6)) < 1.0)
    assert np.all(lon > second.lon_rad)
