"""The report on made-up tables: nothing fetched, nothing unescaped, every figure with words and numbers behind it.

The tables here are invented to exercise the page; no number in them is a result.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from equipoise.histories import list_histories, list_map
from equipoise.report import document, render_report, write_report
from equipoise.report.maps import find_coverage_rad, project
from equipoise.report.reading import Reading
from equipoise.report.tables import account_for_runs, measure_steadiness
from equipoise.results.answer import Answer, Driver, Part
from equipoise.results.table import Table
from equipoise.scenario.load import load_case, scenario_hash
from made_up import SCHEMAS, MadeUpRun, Rows

N = 60
POSTURES = ("day_to_day", "generated", "launch_under_attack")
PAYLOAD = "<script>alert('x')</script>\"' onload=alert(1) --></svg><img src=x onerror=alert(2)>{{7*7}}$\\frac{1}{2}$"


def make_flights(case: Any, noise: np.random.Generator) -> dict[str, Table]:
    flights, samples = Rows("flights"), Rows("samples")
    for threat in case.flights:
        start = threat.flight.start
        lat0, lon0, az = (x.central for x in (start.latitude, start.longitude, start.azimuth))
        arc, top = (1.25, 1.2e6) if threat.threat_class == "ballistic" else (0.95, 5.5e4)
        for run in range(N):
            flights.add(
                run=run,
                flight=threat.id,
                status="impact" if threat.threat_class == "ballistic" else "stop altitude",
                t_end_s=1700.0 + 20 * noise.normal(),
                speed_end_m_s=2500.0,
                apogee_m=top * (1 + 0.05 * noise.normal()),
                ground_range_m=arc * 6.371e6,
                max_heat_flux_W_m2=np.nan,
                heat_load_J_m2=np.nan,
                t_burnout_s=np.nan,
            )
        for k in range(171):
            s = k / 170
            c = arc * s
            lat = np.arcsin(np.sin(lat0) * np.cos(c) + np.cos(lat0) * np.sin(c) * np.cos(az))
            lon = lon0 + np.arctan2(np.sin(az) * np.sin(c) * np.cos(lat0), np.cos(c) - np.sin(lat0) * np.sin(lat))
            ballistic = 2.0e5 * (1 - s) + 4 * top * s * (1 - s)
            altitude = ballistic if threat.threat_class == "ballistic" else 5.5e4 - 3.0e4 * s**3 + 3000 * np.sin(30 * s) * (1 - s)
            samples.add(
                run=0, flight=threat.id, t_s=10.0 * k, latitude_deg=np.degrees(lat), longitude_deg=np.degrees(lon), altitude_m=altitude
            )
    return {"flights": flights.table(), "samples": samples.table()}


def make_leakage(case: Any, noise: np.random.Generator) -> Table:
    rows = Rows("leakage")
    for actor, other in ((case.builder, case.rival), (case.rival, case.builder)):
        for k, shield in enumerate(["none", "conventional", *[a.id for a in case.architectures]]):
            for threat in ("ballistic", "glider"):
                for run in range(N):
                    p = (
                        0.0
                        if shield == "none"
                        else noise.uniform(0.1, 0.8) * (0.15 if (shield == "conventional") == (threat == "glider") else 1)
                    )
                    stock = noise.uniform(10, 40) * (k + 1)
                    for size in case.raid.sizes_with_headline:
                        stopped = min(round(p * size), int(stock))
                        rows.add(
                            run=run,
                            attacker=other.id,
                            defender=actor.id,
                            shield=shield,
                            threat_class=threat,
                            raid_size=size,
                            n_leakers=size - stopped,
                            leak_fraction=1 - stopped / size,
                            interceptors_spent=2 * stopped,
                            cost_per_stop_usd2025=noise.uniform(2e7, 9e7) * (k + 1) if stopped else np.nan,
                        )
    return rows.table()


def make_shields(case: Any) -> dict[str, Table]:
    out = {n: Rows(n) for n in ("tracks", "engagements", "track_points", "custody", "events", "footprints", "shield_costs")}
    for actor, other in ((case.builder, case.rival), (case.rival, case.builder)):
        for k, shield in enumerate(["conventional", *[a.id for a in case.architectures]]):
            for run in range(N):
                out["shield_costs"].add(run=run, defender=actor.id, shield=shield, first_year=2026.0 + k, total_usd2025=4e9 * (k + 1))
            for threat in (f for f in case.flights if f.owner == other.id):
                key = {"attacker": other.id, "defender": actor.id, "shield": shield, "threat_class": threat.threat_class}
                for run in range(N):
                    seen = np.nan if run % 10 == 0 else 60.0
                    out["tracks"].add(run=run, **key, flight=threat.id, t_cue_s=seen, t_track_s=seen, p_track=0.8 - 0.1 * k)
                    for layer, p in (("first", 0.6), ("second", 0.2)):
                        factors = {"f_closing": 1.0, "f_altitude": 0.9, "f_track": 0.8, "f_turn": 1.0, "f_manoeuvre": 0.7}
                        out["engagements"].add(
                            run=run, **key, layer=layer, p_engage=p - 0.02 * k, p_reach=0.7, p_ssk_base=0.6, p_ssk=0.3, basis="A", **factors
                        )
                add_pictures(out, key, threat.id)
    return {n: r.table() for n, r in out.items()}


def add_pictures(out: dict[str, Rows], key: dict[str, str], flight: str) -> None:
    for t_s, state in ((0.0, "none"), (60.0, "tentative"), (90.0, "firm"), (600.0, "coasting"), (700.0, "firm"), (1700.0, "firm")):
        error = 800.0 if state in ("firm", "coasting") else np.nan
        out["track_points"].add(run=0, **key, flight=flight, t_s=t_s, x_ecef_m=6.5e6, error_m=error, state=state, holder="one")
    out["custody"].add(run=0, **key, flight=flight, t_start_s=90.0, t_end_s=600.0, holders="one, two")
    raid = {n: key[n] for n in ("defender", "shield", "threat_class")}
    for t_s, event, why in ((900.0, "launch", "1 interceptor"), (950.0, "miss", "all of 1 shot fail"), (990.0, "gets through", "no layer")):
        out["events"].add(run=0, **raid, t_s=t_s, weapon=0, layer="first", event=event, why=why)
    layers = [("first", 5.0e4)] + ([("gbi", 3.0e6)] if (key["shield"], key["defender"]) == ("conventional", "us") else [])
    for layer, far in layers:
        for bearing in range(0, 360, 30):
            out["footprints"].add(
                run=0, **key, layer=layer, latitude_deg=64.0, longitude_deg=-146.0, bearing_deg=bearing, defended_m=far, two_shots_m=far / 2
            )


def make_years(case: Any, noise: np.random.Generator) -> dict[str, Table]:
    out = {n: Rows(n) for n in ("exchanges", "stability", "arsenals", "assessments")}
    pairs = ((case.builder, case.rival, "builder"), (case.rival, case.builder, "rival"))
    shown = [f"{lens}/{what}" for lens in ("neorealist", "constructivist") for what in ("shield", "no-counter-shield")]
    for h, history in enumerate([*shown, "campaign/words-4", "trust/0.4"]):
        pull = 1.0 if history.endswith("/shield") else 0.5
        for run in range(N):
            luck = noise.uniform(0.6, 1.4)
            for year in range(case.years.assess, case.years.end + 1):
                t = year - case.years.assess
                key = {"run": run, "history": history, "year": year}
                belief = np.array([0.4 - 0.006 * t * luck, 0.35, 0.25 + 0.006 * t * luck])
                out["stability"].add(
                    **key,
                    state_a=case.builder.id,
                    state_b=case.rival.id,
                    posture="day_to_day",
                    **make_indicators(t * pull * luck),
                )
                for actor, other, role in pairs:
                    out["arsenals"].add(
                        **key,
                        actor=actor.id,
                        role=role,
                        n_ballistic=1400 + 8 * t * pull * luck,
                        n_glider=3 * t * luck,
                        p_assured_believed=0.8,
                        alarm=1.0 if history.startswith("neo") else 0.8,
                        n_interceptors_conventional=44.0,
                        n_interceptors_counter=9 * max(0, t - 6) * (pull > 0.6) * luck,
                        spending_usd2025=1.5e9 * luck * (1 + 0.02 * t * pull) + 3e8 * noise.normal(),
                    )
                    for audience in case.perception.audiences:
                        out["assessments"].add(
                            **key,
                            observer=audience.id,
                            target=actor.id,
                            p_security=belief[0],
                            p_restorer=belief[1],
                            p_hegemonic=belief[2],
                        )
                    for posture in POSTURES:
                        arrive = 300.0 * luck + 2 * t + 40 * h
                        out["exchanges"].add(
                            **key,
                            striker=other.id,
                            retaliator=actor.id,
                            posture=posture,
                            n_before=1500.0,
                            n_survivors=1.2 * arrive,
                            n_arriving=arrive,
                            n_arriving_p05=0.9 * arrive,
                            n_arriving_p95=1.1 * arrive,
                            n_arriving_drawn=float(round(arrive)),
                            n_intercepted=0.15 * arrive,
                            n_arriving_glider=2.0 * t,
                            n_arriving_no_gliders=arrive - 2 * t,
                            n_launched=1.15 * arrive,
                            p_assured=0.9,
                        )
    return {n: r.table() for n, r in out.items()}


def make_indicators(t: float) -> dict[str, float]:
    own, other = 0.95 - 0.004 * t, 0.99 - 0.002 * t
    return {
        "kent_thaler": 0.9 - 0.01 * t,
        "p_assured_a": own,
        "p_assured_b": other,
        "prompt_dependence_a": 1.5 + 0.01 * t,
        "prompt_dependence_b": 1.2,
        "cone_a": 0.9 + 0.01 * t,
        "cone_b": 2.0,
        "blackmail_margin": own - other,
    }


def make_balance(case: Any) -> dict[str, Table]:
    out = {n: Rows(n) for n in ("treaties", "offence", "drawdown", "surface")}
    a, b = case.builder.id, case.rival.id
    for run in range(0, N, 5):
        pair = {"run": run, "state_a": a, "state_b": b}
        for k, treaty in enumerate(("none", *(t.id for t in case.exchange.treaties))):
            indicators = make_indicators(k + 0.1 * run)
            out["treaties"].add(**pair, history="assessment", year=2019, treaty=treaty, posture="day_to_day", **indicators)
        for own, other in ((a, b), (b, a)):
            for year in (case.years.assess, case.years.end):
                missing = np.nan if run == 0 else 2.0
                prices = {"cost_usd2025": 1e9, "shield_usd2025": 2e9, "margin_ratio": missing, "warheads_needed": missing}
                out["offence"].add(run=run, history="neorealist/shield", year=year, state=own, against=other, **prices)
            for point in range(4):
                left = 1500.0 / (1 + point)
                curve = {"spent": 100.0 * point, "own_left": 800.0 - 100 * point, "survivors": left, "arriving": 0.7 * left}
                for posture in POSTURES[:2]:
                    out["drawdown"].add(run=run, striker=own, retaliator=other, posture=posture, **curve)
        for size_a in (0.0, 100.0, 1000.0):
            for size_b in (0.0, 100.0, 1000.0):
                dip = 1.0 - 0.5 * (size_a == 100.0) - 0.2 * (size_b == 100.0)
                out["surface"].add(**pair, engagements_a=size_a, engagements_b=size_b, kent_thaler=dip, arriving_a=300.0, arriving_b=600.0)
    return {n: r.table() for n, r in out.items()}


def make_dilemma(case: Any) -> dict[str, Table]:
    out = {n: Rows(n) for n in ("races", "equilibria", "trust")}
    for h in (*list_histories(case), *list_map(case)):
        for run in range(0, N, 5 if h.variant.startswith("map") else 1):
            held = {"trust": h.fixed_trust, "offence_advantage": h.offence_advantage}
            is_answer = h.counter_shield and run % 3 > 0
            out["races"].add(
                run=run, history=h.name, lens=h.lens, rule=h.rule, variant=h.variant, is_answer=is_answer,
                spending_rival_usd2025=1e9 * (1 + is_answer), spending_builder_usd2025=2e9,
                **{n: np.nan if v is None else v for n, v in held.items()},
            )  # fmt: skip
    for run in range(0, N, 5):
        for lens in ("neorealist", "constructivist"):
            key = {"run": run, "rule": "best_response", "setting": f"{lens}, no counter-shield", "taken_because": "made up"}
            for place in (0, 1):
                out["equilibria"].add(**key, equilibrium=place, p_arm_builder=float(place), p_arm_rival=float(place), is_taken=place == 0)
        out["trust"].add(run=run, threshold=0.6, answers_without_trust=True)
    return {n: r.table() for n, r in out.items()}


def make_answers() -> dict[str, Answer]:
    drivers = (
        Driver("actors.us.shield.gbi.p_ssk_ballistic", "us: gbi, kill probability of one shot at a ballistic warhead", -0.61, "A", True),
        Driver("actors.russia.gliders.build_rate", "russia: gliders, most built in a year", 0.32, "A", True),
        Driver("exchange.value_weapons_80", "exchange, value weapons 80", 0.12, "S", False),
    )
    values = {
        "q1": ("Pierce", 0.93, (0.7, 1.0), "share of raid"),
        "q2": ("Second strike", 412.0, (120.0, 860.0), "warheads"),
        "q3": ("Counter-shield", 0.42, (0.05, 0.8), "share of raid"),
        "q4": ("Timing", 9.4, (4.0, 16.0), "years"),
        "q5": ("Security dilemma", 0.31, (0.22, 0.41), "share of runs"),
        "q6": ("Perception", 0.55, (0.2, 1.0), "probability"),
        "q7": ("Consistency", 2.1, (-1.2, 6.3), "percentage points"),
        "q8": ("Campaign", None, None, "share of shield"),
    }
    out = {}
    for key, (title, value, interval, unit) in values.items():
        parts = {
            "a": Part("extra spending to the end", 4.2e10, (1e10, 9e10), "usd2025"),
            "b": Part("last year of that window", 2031.0, None, "year"),
        }
        out[key] = Answer(
            key,
            title,
            value,
            interval,
            0.9,
            unit,
            drivers if value is not None else (),
            f"Made-up headline of {key}: about {value} {unit}, a sentence long enough to wrap.",
            "A made-up change would change this.",
            parts,
            ("The kill probability is an assumption",) if key == "q1" else (),
        )
    return out


@lru_cache(maxsize=1)
def make_run() -> MadeUpRun:
    case = load_case("founding/shield-2019")
    noise = np.random.Generator(np.random.Philox(7))
    status = Rows("runs")
    for run in range(N):
        status.add(run=run, status="done")
    tables = {n: Table.empty(s) for n, s in SCHEMAS.items()}
    tables |= (
        make_flights(case, noise)
        | {"leakage": make_leakage(case, noise), "runs": status.table()}
        | make_years(case, noise)
        | make_balance(case)
        | make_dilemma(case)
        | make_shields(case)
    )
    return MadeUpRun(case, tables, make_answers(), N, 1, "0.1.0", scenario_hash(case), {"flight": 1.25, "years": 3.5})


@lru_cache(maxsize=1)
def render_once() -> str:
    return render_report(make_run())


class Tags(HTMLParser):
    """List the tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.tags if t == name]


def test_report_is_one_small_file_without_anything_fetched_or_run(tmp_path):
    path = write_report(make_run(), tmp_path / "deep" / "report.html")
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 5_000_000  # 31 figures of about 150 kB each
    assert text == render_once()  # the same bytes each time
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]
    page = Tags(text)
    assert not {t for t, _ in page.tags} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "image",
        "base",
        "form",
        "audio",
        "video",
        "foreignobject",
    }
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster"):
                assert value and value.startswith("#"), (tag, name, value)
            assert "http" not in (value or "") or name == "http-equiv", (tag, name, value)
    assert not re.findall(r"url\((?!#)", text)
    assert "@import" not in text
    assert not re.search(r"https?:", text)


def test_content_security_policy_forbids_scripts_and_requests():
    meta = [a for a in Tags(render_once()).named("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(meta) == 1
    assert meta[0]["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_every_internal_reference_and_identifier_is_unique_and_resolves():
    text = render_once()
    page = Tags(text)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = {a["href"][1:] for _, a in page.tags if a.get("href")} | set(re.findall(r"url\(#([^)]+)\)", text))
    assert wanted <= set(ids)


def test_every_figure_has_a_picture_words_and_a_table():
    text = render_once()
    figures = re.findall(r"<figure id=.*?</figure>", text, flags=re.DOTALL)
    assert len(figures) == 31  # every figure but the one of cases set in the past
    assert [text.index(f'id="part-{key}"') for key, *_ in document.PARTS.values()] == sorted(
        text.index(f'id="part-{key}"') for key, *_ in document.PARTS.values()
    )
    for figure in figures:
        assert re.search(r'<div class="picture" role="img" aria-label="[^"]{60,}"', figure)
        assert "<svg" in figure
        assert "<figcaption>" in figure
        assert figure.count("<tr>") >= 3, figure[:80]
    assert "Not drawn" not in text


def test_alt_text_comes_from_the_data():
    run = make_run()
    median = float(np.median(run.tables["flights"].where(flight="russian-icbm")["apogee_m"])) / 1000.0
    assert f"russian-icbm peaks at {median:,.0f}" in render_once()


def test_funnel_takes_means_over_runs_and_the_best_layer():
    from equipoise.report.funnel import measure_funnel

    run = make_run()
    where = {"defender": "us", "shield": "conventional", "threat_class": "glider"}
    leakage = run.tables["leakage"].where(**where, raid_size=run.case.raid.headline)
    shares = measure_funnel(run.tables["tracks"].where(**where), run.tables["engagements"].where(**where), leakage)
    assert shares is not None
    assert shares[:5] == pytest.approx([1.0, 0.9, 0.9, 0.7, 0.6])  # as the made-up tables were written: 1 run of 10 sees nothing
    assert shares[5] == pytest.approx(1.0 - leakage["leak_fraction"].mean())


RESTS_ON_KILLS = (
    "leakage", "reasons", "kills", "timeline", "funnel", "designs", "strike", "odds", "stability", "treaties", "pairs", "offence",
)  # fmt: skip


@pytest.mark.parametrize("figure", RESTS_ON_KILLS)
def test_figures_that_rest_on_kill_probabilities_name_the_assumed_ones(figure):
    caption = re.search(rf'<figure id="figure-{figure}">.*?<figcaption>(.*?)</figcaption>', render_once(), flags=re.DOTALL)
    assert caption is not None
    assert "Kill probabilities that are assumptions" in caption[1]
    assert "Terminal defence against hypersonic weapons" in caption[1]
    assert "No public test record exists for kills in the glide phase" in caption[1]


def test_all_eight_answers_lead_and_the_box_follows():
    text = render_once()
    spots = [text.index(f'<article class="card" id="q{k}">') for k in range(1, 9)]
    assert spots == sorted(spots)
    assert spots[-1] < text.index("What this is not</h3>") < text.index('<figure id="figure-flights">') < text.index("Every input")
    assert "93 of 100" in text
    assert "does not occur in these runs" in text  # q8 has no value in the made-up run


def test_every_declared_number_is_printed_with_its_basis_and_source():
    from equipoise.scenario.inputs import walk_numbers

    run, text = make_run(), render_once()
    numbers = list(walk_numbers(run.case))
    assert text.count('<td class="path">') >= len(numbers) > 400
    assumed = sum(n.basis == "A" for *_, n in numbers)
    assert f"{assumed} of {len(numbers)} inputs are assumptions" in text
    assert "actors.us.shield.gbi.p_ssk_ballistic" in text
    assert "Wilkening" in text


def test_overrides_are_disclosed_and_the_command_repeats_them(monkeypatch):
    monkeypatch.setattr(document, "FIGURES", ())  # quick: nothing here is about figures
    case = load_case("founding/shield-2019", ["raid.headline=50"])
    run = replace(make_run(), case=case, scenario_hash=scenario_hash(case))
    text = render_report(run)
    assert re.search(r'raid\.headline</td><td class="written">20</td><td class="written">50</td><td>--set', text)
    assert "equipoise run founding/shield-2019 --set raid.headline=50 --draws 60 --seed 1" in text
    other = render_report(replace(run, scenario_hash="0" * 64))
    assert "equipoise run scenario.yaml --draws 60 --seed 1" in other


def test_runs_are_accounted_for_and_a_gap_is_an_alarm(monkeypatch):
    run = make_run()
    assert "60 done + 0 failed + 0 refused = 60 of 60 asked for" in render_once()
    monkeypatch.setattr(document, "FIGURES", ())  # quick: nothing more here is about figures
    gap = account_for_runs(Reading(replace(run, n_draws=61)))
    assert "do not add up" in gap.warning
    rows = Rows("runs")
    for k in range(N):
        rows.add(run=k, status="failed" if k == 3 else "done", reason="no root <b>" if k == 3 else "")
    text = render_report(replace(run, tables=run.tables | {"runs": rows.table()}))
    assert "59 done + 1 failed + 0 refused = 60" in text
    assert "counts as failed" in text
    assert "no root &lt;b&gt; (1)" in text


def hostile_case() -> Any:
    from equipoise.scenario.inputs import bind_paths

    case = make_run().case.model_copy(deep=True)
    case = case.model_copy(
        update={
            "title": PAYLOAD,
            "question": PAYLOAD,
            "limits": (PAYLOAD,),
            "actors": tuple(
                a.model_copy(update={"title": PAYLOAD, "sensors": tuple(s.model_copy(update={"title": PAYLOAD}) for s in a.sensors)})
                for a in case.actors
            ),
            "architectures": tuple(a.model_copy(update={"title": PAYLOAD}) for a in case.architectures),
            "perception": case.perception.model_copy(
                update={"audiences": tuple(a.model_copy(update={"title": PAYLOAD}) for a in case.perception.audiences)}
            ),
        }
    )
    case.raid.decoys_per_ballistic.note = PAYLOAD
    case.raid.decoys_per_ballistic.text = PAYLOAD
    case.raid.decoys_per_ballistic.source = PAYLOAD
    bind_paths(case)
    return case


def test_live_payloads_in_every_user_text_stay_text():
    run = make_run()
    answers = {
        k: replace(
            a,
            title=PAYLOAD,
            headline=PAYLOAD,
            would_change=PAYLOAD,
            unit=PAYLOAD if a.value is not None else a.unit,
            assumptions=(PAYLOAD,),
            drivers=tuple(replace(d, label=PAYLOAD, path=PAYLOAD) for d in a.drivers),
            parts={"x": Part(PAYLOAD, 1.0, None, PAYLOAD)},
        )
        for k, a in run.answers.items()
    }
    text = render_report(
        replace(run, case=hostile_case(), answers=answers, version=PAYLOAD, scenario_hash=PAYLOAD, timings={PAYLOAD: 1.0})
    )
    page = Tags(text)
    assert not [t for t, _ in page.tags if t in ("script", "img")]
    assert not [a for t, a in page.tags if any(n.startswith("on") for n in a)]
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") > 20
    assert "{{7*7}}" in text
    assert text.count("<svg") == text.count("</svg>") == render_once().count("<svg")


def test_halves_of_the_runs_are_compared():
    rows = Rows("outcomes")
    for run in range(N):
        rows.add(run=run, outcome="q4.window.years", value=4.0 if run < N // 2 else 6.0)
    (row,) = measure_steadiness(Reading(replace(make_run(), tables=make_run().tables | {"outcomes": rows.table()})))
    # mean 5; the sample deviation of 30 fours and 30 sixes is sqrt(60 / 59) = 1.0084, over sqrt(60) 0.1302
    assert row[1:] == ("4", "6", "5", "0.13")


def test_map_projection_keeps_distance_from_its_centre():
    # on a sphere cos c = cos(latitude) cos(longitude difference) from a centre on the equator; the opposite point is pi away
    x, y = project(np.radians([40.0]), np.radians([30.0]), 0.0, 0.0)
    assert math.hypot(x[0], y[0]) == pytest.approx(math.acos(math.cos(math.radians(40)) * math.cos(math.radians(30))), abs=1e-12)
    far = project(np.array([-math.pi / 2]), np.array([0.3]), math.pi / 2, 0.0)
    assert np.hypot(*far)[0] == pytest.approx(math.pi, abs=1e-7)


def test_radar_sees_no_farther_than_horizon_or_range():
    # law of cosines by hand: a slant range of 1,500 km to 40 km altitude reaches beyond the horizon, 500 km does not
    assert find_coverage_rad(40e3, 1.5e6) == find_coverage_rad(40e3)
    cosine = (6371.008**2 + 6411.008**2 - 500.0**2) / (2 * 6371.008 * 6411.008)
    assert find_coverage_rad(40e3, 5.0e5) == pytest.approx(math.acos(cosine), rel=1e-6)
    assert find_coverage_rad(40e3, 3.0e4) == 0.0


def test_a_run_without_rows_says_what_is_not_drawn():
    empty = {n: Table.empty(s) for n, s in SCHEMAS.items()} | {"runs": make_run().tables["runs"]}
    text = render_report(replace(make_run(), tables=empty))
    assert text.count("Not drawn") == 28  # the map still has radars, the record stands in the case, the drivers come from the answers
