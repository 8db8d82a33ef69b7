"""Answer the last four questions: the dilemma, perception, consistency, the campaign; always conditional on what is declared."""

from __future__ import annotations

import math

from equipoise.perception.record import shield_stance
from equipoise.results.answer import Answer, Part
from equipoise.scenario.rivalry import RuleName
from equipoise.study.asker import Asker, in_runs

INDICATOR_WORDS = {
    "p_assured_a": "probability of an assured second strike, {a}", "p_assured_b": "probability of an assured second strike, {b}",
    "p_none_a": "probability of no second strike, {a}", "p_none_b": "probability of no second strike, {b}",
    "prompt_dependence_a": "dependence on prompt launch, {a}", "prompt_dependence_b": "dependence on prompt launch, {b}",
    "cone_a": "Intriligator-Brito ratio, {a}", "cone_b": "Intriligator-Brito ratio, {b}",
    "blackmail_margin": "assured second strike, {a} less {b}",
}  # fmt: skip
RULE_WORDS: dict[RuleName, str] = {
    "planner": "planner", "richardson": "Richardson's race", "intriligator_brito": "Intriligator-Brito", "best_response": "best response",
    "quantal_response": "quantal response", "private_costs": "private costs", "strategic_risk": "strategic risk", "trust": "trust",
    "markov_perfect": "Markov perfect",
}  # fmt: skip
LENS_WORDS = {"neorealist": "capabilities only", "constructivist": "intent read as well"}
MOST = 0.5  # a rule says yes where it does so in more than this share of the runs


def answer_dilemma(ask: Asker) -> Answer:
    """Answer Q5: does the rival arm in answer, does it spiral, under which rule and lens, at what price."""
    parts = _dilemma_parts(ask)
    share, answered = ask.mean("q5.spiral.neorealist"), ask.mean("q5.answer.neorealist")
    cost = ask.mean("q5.extra_spending.neorealist.builder") + ask.mean("q5.extra_spending.neorealist.rival")
    headline = (
        f"If both decide as planners do, a rival that sees capabilities only arms in answer {in_runs(answered)}, and {ask.builder} arms "
        f"again in answer to that (a spiral) {in_runs(share)}; by {ask.case.years.end} both together have spent about {cost / 1e9:.0f} billion "
        f"dollars (2025) more than without the counter-shield, and the index of first-strike stability "
        f"{_moved(ask.mean('q5.stability_change.neorealist'))} ({_other_indicators(ask)}). "
        f"If intent is read as well: an answer {in_runs(ask.mean('q5.answer.constructivist'))}. {_compare_rules(ask)}"
    )
    change = (
        "By which rule states decide, more than any number; what counts as an answer or a spiral is a declared convention, and so is how far "
        "planners assume the worst."
    )
    driver = "q5.extra_spending.neorealist.rival"
    return ask.answer(5, "Security dilemma", parts["spiral_neorealist"], driver, headline, change, parts, scope="capability")


def _dilemma_parts(ask: Asker) -> dict[str, Part]:
    parts = {"spiral_neorealist": ask.share("q5.spiral.neorealist", "spiral, capabilities-only reading")}
    parts["answer_neorealist"] = ask.share("q5.answer.neorealist", "the rival arms in answer, capabilities-only reading")
    parts["answer_constructivist"] = ask.share("q5.answer.constructivist", "the rival arms in answer, reading with intent")
    parts["spiral_constructivist"] = ask.share("q5.spiral.constructivist", "spiral, reading with intent")
    for lens, read in LENS_WORDS.items():
        for who, name in (("builder", ask.builder), ("rival", ask.rival)):
            parts[f"extra_spending_{lens}_{who}"] = ask.part(
                f"q5.extra_spending.{lens}.{who}", f"{name}: extra spending to the end ({read})", "usd2025"
            )
            parts[f"extra_weapons_{lens}_{who}"] = ask.part(
                f"q5.extra_weapons.{lens}.{who}", f"{name}: extra strategic weapons at the end ({read})", "weapons"
            )
        parts[f"stability_change_{lens}"] = ask.part(
            f"q5.stability_change.{lens}", f"change of the first-strike stability index at the end ({read})", "index"
        )
        for name, words in INDICATOR_WORDS.items():
            who = words.format(a=ask.builder, b=ask.rival)
            parts[f"change_{lens}_{name}"] = ask.part(f"q5.change.{lens}.{name}", f"change at the end ({read}): {who}", "index")
    return parts | _rule_parts(ask) | _treaty_parts(ask)


def _rule_parts(ask: Asker) -> dict[str, Part]:
    """List answer, spiral and price under every rule and lens."""
    parts = {}
    for rule in ask.case.rivalry.rules:
        for lens, read in LENS_WORDS.items():
            label, name = f"{RULE_WORDS[rule]}, {read}", f"q5.rule.{rule}.{lens}"
            parts[f"answer_{rule}_{lens}"] = ask.share(f"{name}.answer", f"the rival arms in answer: {label}")
            parts[f"spiral_{rule}_{lens}"] = ask.share(f"{name}.spiral", f"spiral: {label}")
            parts[f"extra_spending_{rule}_{lens}"] = ask.part(f"{name}.extra_spending", f"extra spending of both to the end: {label}", "usd2025")
    return parts


def _treaty_parts(ask: Asker) -> dict[str, Part]:
    parts = {}
    for treaty in ask.case.exchange.treaties:
        title = treaty.title or treaty.id
        for name, words in {"kent_thaler": "first-strike stability index", **INDICATOR_WORDS}.items():
            who = words.format(a=ask.builder, b=ask.rival)
            parts[f"treaty_{treaty.id}_{name}"] = ask.part(f"q5.treaty.{treaty.id}.{name}", f"{title}: change of {who}", "index")
    return parts


def _compare_rules(ask: Asker) -> str:
    """Say which rules find an answer in most runs and which do not, under capabilities only; disagreement is a result."""
    rules = ask.case.rivalry.rules
    if len(rules) < 2:
        return ""
    yes = [r for r in rules if ask.mean(f"q5.rule.{r}.neorealist.answer") > MOST]
    no = [RULE_WORDS[r] for r in rules if r not in yes]
    worst = max(rules, key=lambda r: (ask.mean(f"q5.rule.{r}.neorealist.spiral"), r))
    most = ask.mean(f"q5.rule.{worst}.neorealist.spiral")
    spiral = f"spirals are likeliest under {RULE_WORDS[worst]} ({in_runs(most)})" if most > 0.0 else "no rule finds a spiral"
    if not no:
        return f"All {len(rules)} rules find an answer in most runs; {spiral}."
    if not yes:
        return f"None of the {len(rules)} rules finds an answer in most runs; {spiral}."
    return f"The rules disagree: {len(yes)} of {len(rules)} find an answer in most runs, {_join(no)} {'does' if len(no) == 1 else 'do'} not; {spiral}."


def _join(words: list[str]) -> str:
    """Join words as a list in a sentence.

    >>> _join(["a", "b", "c"])
    'a, b and c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _other_indicators(ask: Asker) -> str:
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


def answer_perception(ask: Asker) -> Answer:
    """Answer Q6: at what belief about intent the answer stops, and whether experience carries belief there."""
    threshold = ask.middle("q6.threshold", "belief in a security seeker at which the rival stops answering", "probability")
    parts = {
        "threshold": threshold,
        "answer_at_zero_trust": ask.share("q6.answer_at_zero_trust", "the rival arms in answer when there is no trust"),
        "answer_at_full_trust": ask.share("q6.answer_at_full_trust", "the rival arms in answer even with full trust"),
        "belief_assess": ask.part("q6.belief_assess", f"belief of the leadership of {ask.rival} at the start", "probability"),
        "belief_end": ask.part("q6.belief_end", f"belief of the leadership of {ask.rival} at the end", "probability"),
        "reached": ask.share("q6.reached", "experience carries belief to the threshold"),
    }
    for who, name in (("builder", ask.builder), ("rival", ask.rival)):
        parts[f"misread_{who}"] = ask.part(
            f"q7.misread.{who}", f"{name}, at the end: odds of hegemonic intent seen in it, less what it expects to be seen", "percentage points"
        )
    belief = f"{ask.mean('q6.belief_end') * 100:.0f} in 100"
    misread = ask.mean("q7.misread.builder")
    gap = (
        f" {ask.builder[:1].upper() + ask.builder[1:]} {'underrates' if misread > 0 else 'overrates'} the suspicion it meets by about {abs(misread):.0f} points."
        if abs(misread) >= 1.0 else ""
    )  # fmt: skip
    if threshold.value is None:
        headline = f"Belief changes nothing in these runs; the rival's belief that {ask.builder} seeks only security ends near {belief}.{gap}"
    else:
        headline = (
            f"The rival stops arming in answer once it gives {threshold.value * 100:.0f} in 100 odds that {ask.builder} seeks only security; "
            f"experience carries its belief that far {in_runs(ask.mean('q6.reached'))} (it ends near {belief}).{gap}"
        )
    change = "How likely each type of state is to do what was done decides this; those likelihoods are declared assumptions."
    return ask.answer(6, "Perception", threshold, "q6.threshold", headline, change, parts)


def answer_consistency(ask: Asker) -> Answer:
    """Answer Q7: what past criticism of shields costs the explanation of one's own, in suspicion and in money."""
    parts = {}
    for who, name in (("builder", ask.builder), ("rival", ask.rival)):
        for audience in ask.case.perception.audiences:
            for when, year in (("", ask.case.years.assess), (".end", ask.case.years.end)):
                parts[f"{who}_{audience.id}{when.replace('.', '_')}"] = ask.part(
                    f"q7.suspicion{when}.{who}.{audience.id}", f"{audience.title or audience.id} about {name}, {year}", "percentage points"
                )
        parts[f"price_{who}"] = ask.part(f"q7.price.{who}", f"{name}: extra spending that its and the other's past criticism sets off", "usd2025")
    audiences = ask.case.perception.audiences
    chosen = next((a for a in audiences if a.kind == "nonaligned_public"), audiences[-1])
    name = f"q7.suspicion.builder.{chosen.id}"
    value, lead = ask.mean(name), ask.mean(f"q7.suspicion.builder.{audiences[0].id}")
    critics = {name for e in ask.case.perception.record if shield_stance(e) == "against" for name in e.actors}
    if ask.case.builder.id not in critics:
        own = ask.mean(f"q7.suspicion.rival.{audiences[0].id}")
        headline = (
            f"{ask.builder} has criticised no shield in this record, so that its own past costs it nothing"
            + (
                f"; what {ask.rival} did against its own words {_changes(own)} suspicion of it in {audiences[0].title or audiences[0].id}{_by(own)}."
                if ask.case.rival.id in critics else "."
            )
        )  # fmt: skip
        change = "A record in which it criticised shields before would change this."
        return ask.answer(7, "Consistency", parts[f"builder_{chosen.id}"], name, headline, change, parts)
    headline = (
        f"Having criticised shields before wanting one {_changes(value)} suspicion of {ask.builder} among {chosen.title or chosen.id}"
        f"{_by(value)}, and {_changes(lead)} it in {audiences[0].title or audiences[0].id}{_by(lead)}; "
        f"{_price(ask.mean('q7.price'))}."
    )
    change = "If threatened states gain more from the shield than ambitious ones, the reversal counts as evidence of a real threat and the sign turns."
    return ask.answer(7, "Consistency", parts[f"builder_{chosen.id}"], name, headline, change, parts)


def _changes(points: float) -> str:
    return "hardly changes" if abs(points) < 0.05 else "raises" if points > 0 else "lowers"


def _by(points: float) -> str:
    return "" if abs(points) < 0.05 else f" by {abs(points):.1f} percentage points"


def _price(usd: float) -> str:
    """Say what inconsistency costs both states in arms.

    >>> _price(1.5e9), _price(1e5)
    ('in arms it costs both states 1.5 billion dollars more', 'in arms it costs next to nothing')
    """
    if abs(usd) < 5e7:
        return "in arms it costs next to nothing"
    return f"in arms it {'costs' if usd > 0 else 'saves'} both states {abs(usd) / 1e9:.1f} billion dollars{' more' if usd > 0 else ''}"


def answer_campaign(ask: Asker) -> Answer:
    """Answer Q8: whether words, openness or a share of the shield given up end the answer, and the spiral."""
    campaign = ask.case.perception.campaign
    parts = {"answer_nothing": ask.share("q8.answer.nothing", "the rival arms in answer, no explanation")}
    parts["spiral_nothing"] = ask.share("q8.spiral.nothing", "spiral, no explanation")
    words = [f"words-{e:g}" for e in campaign.efforts if e > 0]
    for label in words + [f"openness-{t:g}" for t in campaign.transparencies if t > 0] + [f"reassurance-{r:g}" for r in campaign.reassurances if r > 0]:
        title = _name_policy(label)
        parts[f"answer_{label}"] = ask.share(f"q8.answer.{label}", f"the rival arms in answer, {title}")
        parts[f"spiral_{label}"] = ask.share(f"q8.spiral.{label}", f"spiral, {title}")
        for audience in ask.case.perception.audiences:
            parts[f"gain_{label}_{audience.id}"] = ask.part(
                f"q8.gain.{label}.{audience.id}", f"{audience.title or audience.id}: gain in trust, {title}", "percentage points"
            )
    least = ask.middle("q8.least_reassurance", "least share of the shield given up or verified away that ends the answer", "share of shield")
    parts["least_reassurance"] = least
    parts["least_words"] = ask.middle("q8.least_words", "least explanation that ends the answer by itself", "units of explanation")
    parts["least_reassurance_spiral"] = ask.middle("q8.least_reassurance.spiral", "least share given up that ends the spiral", "share of shield")
    parts["least_words_spiral"] = ask.middle("q8.least_words.spiral", "least explanation that ends the spiral by itself", "units of explanation")
    start, spoken = ask.mean("q8.answer.nothing"), ask.mean(f"q8.answer.{words[-1]}") if words else math.nan
    gains = [ask.mean(f"q8.gain.{words[-1]}.{a.id}") for a in ask.case.perception.audiences] if words else [0.0]
    headline = (
        f"Without explanation the rival arms in answer {in_runs(start)}, with the fullest explanation {in_runs(spoken)}; words alone move "
        f"the audiences by at most {max(gains):.1f} percentage points, and {_say_least(least, start)}."
    )
    change = "Words work only on audiences that give them credit; the rival's leadership gives almost none (an assumption with adverse evidence behind it)."
    driver = f"q8.gain.{words[-1]}.{ask.case.perception.audiences[-1].id}" if words else "q8.answer.nothing"
    return ask.answer(8, "Campaign", least, driver, headline, change, parts)


def _name_policy(label: str) -> str:
    kind, amount = label.rsplit("-", 1)
    if kind == "words":
        return f"explanation {amount}"
    if kind == "openness":
        return f"explanation, and deeds laid open ({float(amount) * 100:.0f} %)"
    return f"explanation, openness and {float(amount) * 100:.0f} % of the shield given up"


def _say_least(least: Part, start: float) -> str:
    if least.value is None:
        return "there is no answer to avert" if start == 0 else "no reassurance tried ends it"
    return f"it takes giving up or verifying away {least.value * 100:.0f} % of the shield to end the answer, where that is enough"
