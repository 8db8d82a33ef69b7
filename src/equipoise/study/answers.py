"""Answer the eight questions from the outcomes of the runs: value, interval, drivers, a plain sentence.

Longer than usual: eight questions, each with its own words, read best in one place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from equipoise.results.answer import Answer, Driver, Part
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.study.drivers import find_drivers

FloatArray = NDArray[np.float64]
LEVEL = 0.9
Z90 = 1.6448536269514722  # standard normal 95th percentile
POSTURE_WORDS = {"generated": "with forces generated", "launch_under_attack": "launched under attack"}
INDICATOR_WORDS = {
    "p_assured_a": "probability of an assured second strike, {a}", "p_assured_b": "probability of an assured second strike, {b}",
    "p_none_a": "probability of no second strike, {a}", "p_none_b": "probability of no second strike, {b}",
    "prompt_dependence_a": "dependence on prompt launch, {a}", "prompt_dependence_b": "dependence on prompt launch, {b}",
    "cone_a": "Intriligator-Brito ratio, {a}", "cone_b": "Intriligator-Brito ratio, {b}",
    "blackmail_margin": "assured second strike, {a} less {b}",
}  # fmt: skip
GLIDE_CAVEAT = "Kill probabilities against gliders have no public test record; they are assumptions with wide ranges."


def answer_questions(case: Case, tables: Mapping[str, Table], outcomes: Mapping[str, FloatArray]) -> dict[str, Answer]:
    """Answer q1 to q8."""
    ask = _Asker(case, tables["inputs"], outcomes)
    makers = (_q1, _q2, _q3, _q4, _q5, _q6, _q7, _q8)
    return {f"q{i + 1}": make(ask) for i, make in enumerate(makers)}


def mean_of(values: FloatArray) -> float | None:
    """Return the mean of the finite values (exactly rounded sum), or None."""
    known = values[np.isfinite(values)]
    return math.fsum(known) / len(known) if len(known) else None


def band_of(values: FloatArray) -> tuple[float, float] | None:
    """Return the 5th and 95th percentiles of the finite values, or None.

    >>> band_of(np.arange(101.0))
    (5.0, 95.0)
    """
    known = values[np.isfinite(values)]
    return (float(np.quantile(known, 0.05)), float(np.quantile(known, 0.95))) if len(known) else None


def share_interval(share: float, n: int) -> tuple[float, float]:
    """Return the 90 % Wilson interval of a share seen in n runs (Wilson, JASA 22, 1927).

    Wilson's interval at 50 of 100 is symmetric about one half.

    >>> low, high = share_interval(0.5, 100)
    >>> round(low, 4), round(high, 4)
    (0.4188, 0.5812)
    """
    z2 = Z90 * Z90
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z90 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def with_article(name: str) -> str:
    """Put the article before a state's name where English wants one.

    >>> with_article("United States"), with_article("Russia")
    ('the United States', 'Russia')
    """
    return f"the {name}" if name.split(" ")[0] in ("United", "Soviet", "Netherlands", "Philippines") else name


class _Asker:
    """Give the helpers of one set of answers their common material."""

    def __init__(self, case: Case, inputs: Table, outcomes: Mapping[str, FloatArray]) -> None:
        self.case, self.inputs, self.outcomes = case, inputs, outcomes
        self.builder = with_article(case.builder.title or case.builder.id)
        self.rival = with_article(case.rival.title or case.rival.id)

    def mean(self, name: str) -> float:
        """Return the mean outcome (NaN if it never exists)."""
        value = mean_of(self.outcomes[name])
        return math.nan if value is None else value

    def part(self, name: str, label: str, unit: str) -> Part:
        """Make a part with the mean and the 90 % band over runs."""
        return Part(label, mean_of(self.outcomes[name]), band_of(self.outcomes[name]), unit)

    def middle(self, name: str, label: str, unit: str) -> Part:
        """Make a part with the median over the runs in which the thing exists (for steps on a grid)."""
        known = self.outcomes[name][np.isfinite(self.outcomes[name])]
        return Part(label, float(np.median(known)) if len(known) else None, band_of(known), unit)

    def share(self, name: str, label: str) -> Part:
        """Make a part with a share of runs and its Wilson interval."""
        known = self.outcomes[name][np.isfinite(self.outcomes[name])]
        value = mean_of(self.outcomes[name])
        return Part(label, value, share_interval(value, len(known)) if value is not None else None, "share of runs")

    def answer(
        self, number: int, title: str, part: Part, driver_of: str, headline: str, would_change: str, parts: dict[str, Part],
        assumptions: tuple[str, ...] = (), architectures: tuple[str, ...] | None = None, raid_at: str | None = None,
    ) -> Answer:  # fmt: skip
        """Assemble one answer; the drivers are those of the named outcome, which can depend on these architectures (the planned ones)."""
        drivers = find_drivers(self.case, self.inputs, self.outcomes[driver_of], architectures=architectures, raid_at=raid_at)
        flagged = tuple(f"{d.label} is an assumption" for d in drivers if d.basis == "A")
        return Answer(
            f"q{number}", title, part.value, part.interval, LEVEL, part.unit, drivers, headline[:1].upper() + headline[1:],
            would_change + _in_words(drivers),
            parts, assumptions + flagged,
        )  # fmt: skip


def _in_words(drivers: tuple[Driver, ...]) -> str:
    clear = [d.label for d in drivers if d.is_clear]
    return f" In these runs it moved most with: {'; '.join(clear)}." if clear else " No single input stands out in these runs."


def _of_hundred(share: float) -> str:
    if math.isnan(share):
        return "none"
    if share <= 0.005:
        return "none"
    if share >= 0.995:
        return "all"
    return f"{share * 100:.0f} of 100"


def _q1(ask: _Asker) -> Answer:
    raid = ask.case.raid
    ballistic, glider = ask.mean("q1.leak.ballistic"), ask.mean("q1.leak.glider")
    big = ask.mean("q1.leak.ballistic.largest")
    headline = (
        f"Of a raid of {raid.headline} ballistic warheads, {_of_hundred(ballistic)} get through the conventional shield of {ask.rival}; "
        f"of as many gliders, {_of_hundred(glider)}. Of {max(raid.sizes)} ballistic warheads at once, {_of_hundred(big)} get through"
        + (", most of them because interceptors or channels run out." if ask.mean("q1.unserved.ballistic.largest") > 0.5 else ".")
    )
    parts = {
        "ballistic": ask.part("q1.leak.ballistic", f"ballistic warheads that get through, raid of {raid.headline}", "share of raid"),
        "glider": ask.part("q1.leak.glider", f"gliders that get through, raid of {raid.headline}", "share of raid"),
        "ballistic_largest": ask.part("q1.leak.ballistic.largest", f"ballistic, raid of {max(raid.sizes)}", "share of raid"),
        "glider_largest": ask.part("q1.leak.glider.largest", f"gliders, raid of {max(raid.sizes)}", "share of raid"),
    }
    for other in ("aeroballistic", "cruise", "mixed"):
        if f"q1.leak.{other}" in ask.outcomes:
            parts[other] = ask.part(f"q1.leak.{other}", f"{other} weapons that get through, raid of {raid.headline}", "share of raid")
    change = "A conventional layer that can reach gliders in their glide, or far more interceptors, would change this."
    return ask.answer(1, "Pierce", parts["glider"], "q1.leak.ballistic", headline, change, parts, (GLIDE_CAVEAT,), (), ask.case.rival.id)


def _q2(ask: _Asker) -> Answer:
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
    rival, rival_alone = ask.mean("q2.rival.end.n_arriving"), ask.mean("q2.rival.end.n_arriving.no_counter")
    headline = (
        f"Riding out a first strike in {case.years.assess}, {ask.builder} could still land about {now:.0f} warheads "
        f"({without:.0f} without its gliders){_other_postures(ask)}; in {case.years.end} about {end:.0f} ({end_without:.0f} without). "
        f"The second strike of {ask.rival} in {case.years.end} is about {rival:.0f} with the counter-shield and the race it sets off, "
        f"{rival_alone:.0f} without."
    )
    lost, stopped = ask.mean("q2.builder.assess.n_destroyed"), ask.mean("q2.builder.assess.n_intercepted")
    change = (
        f"In {case.years.assess} the first strike takes about {lost:.0f} of its warheads, the other's shield about {stopped:.0f} of those that "
        f"fly: {'what survives' if lost > stopped else 'the shield'} matters more, and with it posture."
    )
    return ask.answer(2, "Second strike", parts["builder_assess_n_arriving"], "q2.builder.assess.n_arriving", headline, change, parts)


def _other_postures(ask: _Asker) -> str:
    """Say what the second strike of the builder would be under the other postures, in brackets."""
    names = [(p, f"q2.builder.assess.n_arriving.{p}") for p in ask.case.exchange.postures[1:]]
    return "".join(f", {ask.mean(name):.0f} {POSTURE_WORDS[p]}" for p, name in names)


def _q3(ask: _Asker) -> Answer:
    case, parts = ask.case, {}
    for architecture in case.architectures:
        title = architecture.title or architecture.id
        parts[f"stopped_{architecture.id}"] = ask.part(f"q3.stopped.{architecture.id}", f"{title}: gliders stopped", "share of raid")
        parts[f"ratio_{architecture.id}"] = ask.part(
            f"q3.ratio.{architecture.id}", f"{title}: interceptor cost of one stopped glider over the price of a glider", "ratio"
        )
        parts[f"ratio_whole_{architecture.id}"] = ask.part(
            f"q3.ratio_whole.{architecture.id}", f"{title}: whole cost of the shield for each glider stopped, over the price of a glider", "ratio"
        )
        parts[f"cost_{architecture.id}"] = ask.part(f"q3.cost.{architecture.id}", f"{title}: whole cost to {case.years.end}", "usd2025")
    if not case.architectures:
        empty = Part("no architecture is compared", None, None, "share of raid")
        return ask.answer(3, "Counter-shield", empty, "q1.leak.glider", "The case compares no counter-shield.", "", {"none": empty})
    best = max(case.architectures, key=lambda a: (ask.mean(f"q3.stopped.{a.id}"), a.id))
    name = f"q3.stopped.{best.id}"
    ratio = ask.mean(f"q3.ratio.{best.id}")
    planned = case.builder.counter_shield.architecture if case.builder.counter_shield else best.id
    headline = (
        f"Against a raid of {case.raid.headline} gliders the most capable of {len(case.architectures)} architectures "
        f"('{best.title}') would stop {_of_hundred(ask.mean(name))}, at about {ratio:.1f} times the price of each glider in interceptors alone; "
        f"the one planned here ('{case.architecture(planned).title}') would stop {_of_hundred(ask.mean(f'q3.stopped.{planned}'))}."
    )
    for who, name_ in (("builder", ask.builder), ("rival", ask.rival)):
        parts |= _restore_parts(ask, who, name_)
    change = "A public test record for glide-phase intercepts would narrow this more than anything else."
    stopped = parts[f"stopped_{best.id}"]
    return ask.answer(3, "Counter-shield", stopped, name, headline, change, parts, (GLIDE_CAVEAT,), (best.id,), case.builder.id)


def _restore_parts(ask: _Asker, who: str, name: str) -> dict[str, Part]:
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


def _q4(ask: _Asker) -> Answer:
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
        "arriving_assess": ask.part("q4.margin.arriving.assess", f"arriving warheads, {ask.builder} less {ask.rival}, at the start", "warheads"),
        "arriving_end": ask.part("q4.margin.arriving.end", f"arriving warheads, {ask.builder} less {ask.rival}, at the end", "warheads"),
    }
    years, lead = ask.mean("q4.window.years"), ask.mean("q4.window.lead")
    last = ask.mean("q4.window.last")
    margin = ask.mean("q4.margin.end")
    ahead = ask.builder if margin > 0 else ask.rival
    headline = (
        f"{ask.builder} is alone with gliders for about {years:.0f} years (to about {last:.0f}), with at most some {lead:.0f} of them; "
        f"measured by an assured second strike, {ahead} is ahead at the end by {abs(margin) * 100:.0f} points."
        if years > 0
        else f"{ask.builder} is never alone with gliders in these runs."
    )
    change = "An earlier or later first year of the rival's gliders shifts the window year for year."
    return ask.answer(4, "Timing", parts["years"], "q4.window.years", headline, change, parts)


def _q5(ask: _Asker) -> Answer:
    parts = {"spiral_neorealist": ask.share("q5.spiral.neorealist", "spiral, capabilities-only reading")}
    parts["answer_neorealist"] = ask.share("q5.answer.neorealist", "the rival arms in answer, capabilities-only reading")
    parts["answer_constructivist"] = ask.share("q5.answer.constructivist", "the rival arms in answer, reading with intent")
    parts["spiral_constructivist"] = ask.share("q5.spiral.constructivist", "spiral, reading with intent")
    for lens in ("neorealist", "constructivist"):
        for who, name in (("builder", ask.builder), ("rival", ask.rival)):
            parts[f"extra_spending_{lens}_{who}"] = ask.part(
                f"q5.extra_spending.{lens}.{who}", f"{name}: extra spending to the end ({lens})", "usd2025"
            )
            parts[f"extra_weapons_{lens}_{who}"] = ask.part(
                f"q5.extra_weapons.{lens}.{who}", f"{name}: extra strategic weapons at the end ({lens})", "weapons"
            )
        parts[f"stability_change_{lens}"] = ask.part(
            f"q5.stability_change.{lens}", f"change of the first-strike stability index at the end ({lens})", "index"
        )
        for name, words in INDICATOR_WORDS.items():
            who = words.format(a=ask.builder, b=ask.rival)
            parts[f"change_{lens}_{name}"] = ask.part(f"q5.change.{lens}.{name}", f"change at the end ({lens}): {who}", "index")
    for treaty in ask.case.exchange.treaties:
        title = treaty.title or treaty.id
        for name, words in {"kent_thaler": "first-strike stability index", **INDICATOR_WORDS}.items():
            who = words.format(a=ask.builder, b=ask.rival)
            parts[f"treaty_{treaty.id}_{name}"] = ask.part(f"q5.treaty.{treaty.id}.{name}", f"{title}: change of {who}", "index")
    share, answered = ask.mean("q5.spiral.neorealist"), ask.mean("q5.answer.neorealist")
    cost = ask.mean("q5.extra_spending.neorealist.builder") + ask.mean("q5.extra_spending.neorealist.rival")
    shift = ask.mean("q5.stability_change.neorealist")
    headline = (
        f"A rival that sees capabilities only arms in answer in {_of_hundred(answered)} runs, and {ask.builder} arms again in answer to that "
        f"(a spiral) in {_of_hundred(share)}; by {ask.case.years.end} both together have spent about {cost / 1e9:.0f} billion dollars (2025) more "
        f"than without the counter-shield, and the index of first-strike stability {_moved(shift)} "
        f"({_other_indicators(ask)}). "
        f"If intent is read as well: an answer in {_of_hundred(ask.mean('q5.answer.constructivist'))} runs."
    )
    change = "What counts as an answer or a spiral is a declared convention; so is how far planners assume the worst."
    return ask.answer(5, "Security dilemma", parts["spiral_neorealist"], "q5.extra_spending.neorealist.rival", headline, change, parts)


def _other_indicators(ask: _Asker) -> str:
    """Say how the other indicators moved; they may disagree, and are never put into one."""
    said = []
    for name, label in (("p_assured_a", ask.builder), ("p_assured_b", ask.rival)):
        points = round(100 * ask.mean(f"q5.change.neorealist.{name}"))
        by = f"{points:+d} point{'s' if abs(points) != 1 else ''}" if points else "less than a point"
        said.append(f"the chance of an assured second strike of {label} moves by {by}")
    return "; ".join(said)


def _moved(shift: float) -> str:
    """Say how far an index has moved.

    >>> _moved(-0.031), _moved(0.001)
    ('has fallen by 0.03', 'has hardly moved')
    """
    if abs(shift) < 0.005:
        return "has hardly moved"
    return f"has {'fallen' if shift < 0 else 'risen'} by {abs(shift):.2f}"


def _q6(ask: _Asker) -> Answer:
    threshold = ask.middle("q6.threshold", "belief in a security seeker at which the rival stops answering", "probability")
    parts = {
        "threshold": threshold,
        "answer_at_zero_trust": ask.share("q6.answer_at_zero_trust", "the rival arms in answer when there is no trust"),
        "answer_at_full_trust": ask.share("q6.answer_at_full_trust", "the rival arms in answer even with full trust"),
        "belief_assess": ask.part("q6.belief_assess", f"belief of the leadership of {ask.rival} at the start", "probability"),
        "belief_end": ask.part("q6.belief_end", f"belief of the leadership of {ask.rival} at the end", "probability"),
        "reached": ask.share("q6.reached", "experience carries belief to the threshold"),
    }
    reached = ask.mean("q6.reached")
    belief = f"{ask.mean('q6.belief_end') * 100:.0f} in 100"
    if threshold.value is None:
        headline = f"Belief changes nothing in these runs; the rival's belief that {ask.builder} seeks only security ends near {belief}."
    else:
        headline = (
            f"The rival stops arming in answer once it gives {threshold.value * 100:.0f} in 100 odds that {ask.builder} seeks only security; "
            f"experience carries its belief that far in {_of_hundred(reached)} of the runs (it ends near {belief})."
        )
    change = "How likely each type of state is to do what was done decides this; those likelihoods are declared assumptions."
    return ask.answer(6, "Perception", threshold, "q6.threshold", headline, change, parts)


def _q7(ask: _Asker) -> Answer:
    parts = {}
    for who, name in (("builder", ask.builder), ("rival", ask.rival)):
        for audience in ask.case.perception.audiences:
            parts[f"{who}_{audience.id}"] = ask.part(
                f"q7.suspicion.{who}.{audience.id}", f"{audience.title or audience.id} about {name}", "percentage points"
            )
    audiences = ask.case.perception.audiences
    chosen = next((a for a in audiences if a.kind == "nonaligned_public"), audiences[-1])
    name = f"q7.suspicion.builder.{chosen.id}"
    value, lead = ask.mean(name), ask.mean(f"q7.suspicion.builder.{audiences[0].id}")
    headline = (
        f"Having criticised shields before wanting one {'raises' if value > 0 else 'lowers'} suspicion of {ask.builder} among "
        f"{chosen.title or chosen.id} by {abs(value):.1f} percentage points, and {'raises' if lead > 0 else 'lowers'} it in "
        f"{audiences[0].title or audiences[0].id} by {abs(lead):.1f}."
    )
    change = "If threatened states gain more from the shield than ambitious ones, the reversal counts as evidence of a real threat and the sign turns."
    return ask.answer(7, "Consistency", parts[f"builder_{chosen.id}"], name, headline, change, parts)


def _q8(ask: _Asker) -> Answer:
    campaign = ask.case.perception.campaign
    parts = {"answer_nothing": ask.share("q8.answer.nothing", "the rival arms in answer, no explanation")}
    words = [f"words-{e:g}" for e in campaign.efforts if e > 0]
    deeds = [f"reassurance-{r:g}" for r in campaign.reassurances if r > 0]
    for label in words + deeds:
        kind, amount = label.rsplit("-", 1)
        title = f"explanation {amount}" if kind == "words" else f"explanation and {float(amount) * 100:.0f} % of the shield given up"
        parts[f"answer_{label}"] = ask.share(f"q8.answer.{label}", f"the rival arms in answer, {title}")
        parts[f"spiral_{label}"] = ask.share(f"q8.spiral.{label}", f"spiral, {title}")
        for audience in ask.case.perception.audiences:
            parts[f"gain_{label}_{audience.id}"] = ask.part(
                f"q8.gain.{label}.{audience.id}", f"{audience.title or audience.id}: gain in trust, {title}", "percentage points"
            )
    least = ask.middle("q8.least_reassurance", "least share of the shield given up or verified away that ends the answer", "share of shield")
    parts["least_reassurance"] = least
    start, spoken = ask.mean("q8.answer.nothing"), ask.mean(f"q8.answer.{words[-1]}") if words else math.nan
    if least.value is None:
        found = "there is no answer to avert" if start == 0 else "no reassurance tried ends it"
    else:
        found = f"it takes giving up or verifying away {least.value * 100:.0f} % of the shield to end the answer, where that is enough"
    gains = [ask.mean(f"q8.gain.{words[-1]}.{a.id}") for a in ask.case.perception.audiences] if words else [0.0]
    headline = (
        f"Without explanation the rival arms in answer in {_of_hundred(start)} runs, with the fullest explanation in {_of_hundred(spoken)}; words alone move "
        f"the audiences by at most {max(gains):.1f} percentage points, and {found}."
    )
    change = "Words work only on audiences that give them credit; the rival's leadership gives almost none (an assumption with adverse evidence behind it)."
    driver = f"q8.gain.{words[-1]}.{ask.case.perception.audiences[-1].id}" if words else "q8.answer.nothing"
    return ask.answer(8, "Campaign", least, driver, headline, change, parts)
