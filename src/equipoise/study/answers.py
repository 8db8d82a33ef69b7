"""Answer the eight questions from the outcomes of the runs: value, interval, drivers, a plain sentence; here the first four."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from equipoise.results.answer import Answer, Part
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.study.asker import Asker, of_hundred
from equipoise.study.dilemma_answers import answer_campaign, answer_consistency, answer_dilemma, answer_perception

FloatArray = NDArray[np.float64]
POSTURE_WORDS = {"generated": "with forces generated", "launch_under_attack": "launched under attack"}
GLIDE_CAVEAT = "Kill probabilities against gliders have no public test record; they are assumptions with wide ranges."


def answer_questions(case: Case, tables: Mapping[str, Table], outcomes: Mapping[str, FloatArray]) -> dict[str, Answer]:
    """Answer q1 to q8."""
    ask = Asker(case, tables["inputs"], outcomes)
    makers = (_q1, _q2, _q3, _q4, answer_dilemma, answer_perception, answer_consistency, answer_campaign)
    return {f"q{i + 1}": make(ask) for i, make in enumerate(makers)}


def _q1(ask: Asker) -> Answer:
    raid, flown = ask.case.raid, ask.case.raids_of(ask.case.builder.id)
    has_gliders, largest = "glider" in flown, max(ask.case.raid.sizes)
    gliders = f"; of as many gliders, {of_hundred(ask.mean('q1.leak.glider'))}" if has_gliders else ""
    headline = (
        f"Of a raid of {raid.headline} ballistic warheads, {of_hundred(ask.mean('q1.leak.ballistic'))} get through the conventional shield of {ask.rival}"
        f"{gliders}. Of {largest} ballistic warheads at once, {of_hundred(ask.mean('q1.leak.ballistic.largest'))} get through"
        + (", most of them because interceptors or channels run out." if ask.mean("q1.unserved.ballistic.largest") > 0.5 else ".")
    )
    parts: dict[str, Part] = {}
    for threat in ("ballistic", "glider"):
        if threat in flown:
            weapons = "ballistic warheads" if threat == "ballistic" else "gliders"
            parts[threat] = ask.part(f"q1.leak.{threat}", f"{weapons} that get through, raid of {raid.headline}", "share of raid")
            parts[f"{threat}_largest"] = ask.part(f"q1.leak.{threat}.largest", f"{weapons}, raid of {largest}", "share of raid")
    for other in ("aeroballistic", "cruise", "mixed"):
        if f"q1.leak.{other}" in ask.outcomes:
            parts[other] = ask.part(f"q1.leak.{other}", f"{other} weapons that get through, raid of {raid.headline}", "share of raid")
    change = "A conventional layer that can reach gliders in their glide, or far more interceptors, would change this." if has_gliders else "Far more interceptors would change this."
    main, caveat = parts["glider" if has_gliders else "ballistic"], (GLIDE_CAVEAT,) if has_gliders else ()
    return ask.answer(1, "Pierce", main, "q1.leak.ballistic", headline, change, parts, caveat, (), ask.case.rival.id)


def _q2(ask: Asker) -> Answer:
    case, parts = ask.case, {}
    for who, name in (("builder", ask.builder), ("rival", ask.rival)):
        for when, year in (("assess", case.years.assess), ("end", case.years.end)):
            for column, words in (
                ("n_survivors", "warheads surviving a first strike"), ("n_arriving", "warheads arriving"),
                ("n_arriving_no_gliders", "arriving without gliders"), ("n_launched", "arriving if the other had no shield"),
            ):  # fmt: skip
                parts[f"{who}_{when}_{column}"] = ask.part(f"q2.{who}.{when}.{column}", f"{name}, {year}: {words}", "warheads")
            parts[f"{who}_{when}_p_assured"] = ask.part(
                f"q2.{who}.{when}.p_assured", f"{name}, {year}: probability of an assured second strike", "probability"
            )
            parts[f"{who}_{when}_p_none"] = ask.part(f"q2.{who}.{when}.p_none", f"{name}, {year}: probability of no second strike", "probability")
            for posture in case.exchange.postures[1:]:
                for column, words, unit in (("n_arriving", "warheads arriving", "warheads"), ("p_assured", "assured second strike", "probability")):
                    parts[f"{who}_{when}_{column}_{posture}"] = ask.part(
                        f"q2.{who}.{when}.{column}.{posture}", f"{name}, {year}, {POSTURE_WORDS[posture]}: {words}", unit
                    )
            parts[f"{who}_{when}_spared"] = ask.part(
                f"q2.{who}.{when}.spared", f"{name}, {year}: share of the other's value spared by its first strike and shield", "share of value"
            )
        parts[f"{who}_end_n_arriving_no_counter_shield"] = ask.part(
            f"q2.{who}.end.n_arriving.no_counter", f"{name}, {case.years.end}: arriving had no counter-shield been built", "warheads"
        )
    now, without = ask.mean("q2.builder.assess.n_arriving"), ask.mean("q2.builder.assess.n_arriving_no_gliders")
    end, end_without = ask.mean("q2.builder.end.n_arriving"), ask.mean("q2.builder.end.n_arriving_no_gliders")
    has_gliders = abs(now - without) > 0.5 or abs(end - end_without) > 0.5
    rival, rival_alone = ask.mean("q2.rival.end.n_arriving"), ask.mean("q2.rival.end.n_arriving.no_counter")
    headline = (
        f"Riding out a first strike in {case.years.assess}, {ask.builder} could still land about {now:.0f} warheads"
        f"{f' ({without:.0f} without its gliders)' if has_gliders else ''}{_other_postures(ask)}; in {case.years.end} about {end:.0f}"
        f"{f' ({end_without:.0f} without)' if has_gliders else ''}. "
        f"The second strike of {ask.rival} in {case.years.end} is about {rival:.0f} with the counter-shield and the race it sets off, "
        f"{rival_alone:.0f} without."
    )
    lost, stopped = ask.mean("q2.builder.assess.n_destroyed"), ask.mean("q2.builder.assess.n_intercepted")
    change = (
        f"In {case.years.assess} the first strike takes about {lost:.0f} of its warheads, the other's shield about {stopped:.0f} of those that "
        f"fly: {'what survives' if lost > stopped else 'the shield'} matters more, and with it posture."
    )
    name = "q2.builder.assess.n_arriving"
    return ask.answer(2, "Second strike", parts["builder_assess_n_arriving"], name, headline, change, parts, architectures=(), scope="first_year")


def _other_postures(ask: Asker) -> str:
    """Say what the second strike of the builder would be under the other postures, in brackets."""
    names = [(p, f"q2.builder.assess.n_arriving.{p}") for p in ask.case.exchange.postures[1:]]
    return "".join(f", {ask.mean(name):.0f} {POSTURE_WORDS[p]}" for p, name in names)


def _q3(ask: Asker) -> Answer:
    case, parts = ask.case, {}
    weapons = "gliders" if ask.case.counter_threat == "glider" else "ballistic warheads"
    one = "glider" if ask.case.counter_threat == "glider" else "warhead"
    for architecture in case.architectures:
        title = architecture.title or architecture.id
        parts[f"stopped_{architecture.id}"] = ask.part(f"q3.stopped.{architecture.id}", f"{title}: {weapons} stopped", "share of raid")
        parts[f"ratio_{architecture.id}"] = ask.part(
            f"q3.ratio.{architecture.id}", f"{title}: interceptor cost of one stopped {one} over the price of a {one}", "ratio"
        )
        parts[f"ratio_whole_{architecture.id}"] = ask.part(
            f"q3.ratio_whole.{architecture.id}", f"{title}: whole cost of the shield for each {one} stopped, over the price of a {one}", "ratio"
        )
        parts[f"cost_{architecture.id}"] = ask.part(f"q3.cost.{architecture.id}", f"{title}: whole cost to {case.years.end}", "usd2025")
    if not case.architectures:
        empty = Part("no architecture is compared", None, None, "share of raid")
        return ask.answer(3, "Counter-shield", empty, "q1.leak.ballistic", "The case compares no counter-shield.", "", {"none": empty})
    best = max(case.architectures, key=lambda a: (ask.mean(f"q3.stopped.{a.id}"), a.id))
    name = f"q3.stopped.{best.id}"
    ratio = ask.mean(f"q3.ratio.{best.id}")
    planned = case.builder.counter_shield.architecture if case.builder.counter_shield else best.id
    several = len(case.architectures) > 1
    headline = (
        f"Against a raid of {case.raid.headline} {weapons} "
        + (f"the most capable of {len(case.architectures)} architectures ('{best.title}')" if several else f"'{best.title or best.id}'")
        + f" would stop {of_hundred(ask.mean(name))}"
        + ("" if np.isnan(ratio) else f", at about {ratio:.1f} times the price of each {one} in interceptors alone")
        + (
            f"; the one planned here ('{case.architecture(planned).title}') would stop {of_hundred(ask.mean(f'q3.stopped.{planned}'))}."
            if several and planned != best.id else "."
        )
    )  # fmt: skip
    for who, name_ in (("builder", ask.builder), ("rival", ask.rival)):
        parts |= _restore_parts(ask, who, name_)
    is_glide = ask.case.counter_threat == "glider"
    change = f"A public test record {'for glide-phase intercepts ' if is_glide else ''}would narrow this more than anything else."
    caveat = (GLIDE_CAVEAT,) if is_glide else ()
    return ask.answer(3, "Counter-shield", parts[f"stopped_{best.id}"], name, headline, change, parts, caveat, (best.id,), case.builder.id)


def _restore_parts(ask: Asker, who: str, name: str) -> dict[str, Part]:
    """List what it would take a state to restore its second strike by the end, and the margin of the other's shield."""
    end = ask.case.years.end
    return {
        f"restore_{who}_{column}": ask.part(f"q3.restore.{who}.{column}", f"{name}, {end}: {words}", unit)
        for column, words, unit in (
            ("warheads_needed", "ballistic warheads that would restore its second strike of the start", "warheads"),
            ("gliders_needed", "gliders that would restore it", "gliders"),
            ("cost_usd2025", "price of the cheaper of the two", "usd2025"),
            ("budget_usd2025_year", "that price a year since the start", "usd2025"),
            ("shield_usd2025", "price of the interceptors of the other's counter-shield", "usd2025"),
            ("margin_ratio", "price of stopping one more weapon over that of one more that arrives", "ratio"),
        )
    }  # fmt: skip


def _q4(ask: Asker) -> Answer:
    parts = {
        "years": ask.part(
            "q4.window.years", f"years in which {ask.builder} has gliders and {ask.rival} neither gliders nor a counter", "years"
        ),
        "first": ask.part("q4.window.first", "first year of that window", "year"),
        "last": ask.part("q4.window.last", "last year of that window", "year"),
        "lead": ask.part("q4.window.lead", "gliders fielded at most while alone", "gliders"),
        "rival_years": ask.part("q4.window.rival_years", f"years in which {ask.rival} alone has gliders", "years"),
        "margin_assess": ask.part(
            "q4.margin.assess", f"assured second strike, {ask.builder} less {ask.rival}, at the start", "probability"
        ),
        "margin_end": ask.part("q4.margin.end", f"assured second strike, {ask.builder} less {ask.rival}, at the end", "probability"),
        "margin_best": ask.part("q4.margin.best", f"the same in the best year of {ask.builder}", "probability"),
        **{
            f"first_{who}_{column}": ask.part(f"q4.first.{who}.{column}", f"{name}: first year with {words}, where it has any", "year")
            for who, name in (("builder", ask.builder), ("rival", ask.rival))
            for column, words in (("gliders", "gliders"), ("counter", "interceptors against hypersonics"))
        },
        "arriving_assess": ask.part("q4.margin.arriving.assess", f"arriving warheads, {ask.builder} less {ask.rival}, at the start", "warheads"),
        "arriving_end": ask.part("q4.margin.arriving.end", f"arriving warheads, {ask.builder} less {ask.rival}, at the end", "warheads"),
    }
    years, lead = ask.mean("q4.window.years"), ask.mean("q4.window.lead")
    last = ask.mean("q4.window.last")
    margin = ask.mean("q4.margin.end")
    ahead = ask.builder if margin > 0 else ask.rival
    behind = f"measured by an assured second strike, {ahead} is ahead at the end by {abs(margin) * 100:.0f} points."
    other = ask.mean("q4.window.rival_years")
    if years >= 0.5:
        alone = f"{ask.builder} is alone with gliders for about {_in_years(years)} (to about {last:.0f}), with at most some {lead:.0f} of them"
    elif other >= 0.5:
        alone = f"{ask.rival} is alone with gliders for about {_in_years(other)}, {ask.builder} hardly ever"
    else:
        alone = "Neither state is ever alone with gliders for long"
    headline = f"{alone}; {behind}"
    change = "An earlier or later first year of the rival's gliders shifts the window year for year."
    return ask.answer(4, "Timing", parts["years"], "q4.window.years", headline, change, parts, scope="capability")


def _in_years(years: float) -> str:
    """Say a number of years.

    >>> _in_years(1.2), _in_years(11.6)
    ('1 year', '12 years')
    """
    return f"{years:.0f} year{'' if round(years) == 1 else 's'}"
