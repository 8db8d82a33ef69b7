"""Answer the command line: thin verbs over the library; heavy imports wait until a verb needs them.

Longer than usual: one short function a verb, all in one place so that `--help` and this file read alike.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="equipoise", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="What a hypersonic missile-defence shield does to the strategic balance, computed end to end from open literature.",
)  # fmt: skip
Form = Annotated[str, typer.Option("--format", help="text or json")]
Sets = Annotated[list[str] | None, typer.Option("--set", help="PATH=VALUE, changes one field; may be repeated")]


def main() -> None:
    """Run the command line; input faults end with code 2 and one message, anything else with 1."""
    from equipoise.errors import EquipoiseError, RunFailed

    try:
        app(standalone_mode=True)
    except RunFailed as error:
        _fail(str(error), 1)
    except EquipoiseError as error:
        _fail(str(error), 2)
    except KeyboardInterrupt:
        _fail("stopped; the same command with the same --out goes on where it stopped", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _fail(message: str, code: int) -> None:
    printable = "".join(c if c == "\n" or c.isprintable() else "?" for c in message)
    print(f"equipoise: {printable}", file=sys.stderr)
    sys.exit(code)


def _check_form(form: str, accepted: tuple[str, ...]) -> None:
    if form not in accepted:
        from equipoise.errors import InputError

        raise InputError(path="--format", problem=f"unknown format '{form}'", accepted=", ".join(accepted))


@app.command()
def run(
    case: Annotated[str, typer.Argument(help="shipped identifier or file")],
    out: Annotated[Path | None, typer.Option("--out", help="result folder")] = None,
    draws: Annotated[int, typer.Option("--draws", help="number of runs")] = 200,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    workers: Annotated[int | None, typer.Option("--workers", help="processes; default: one a core")] = None,
    engine: Annotated[str, typer.Option("--engine", help="local")] = "local",
    sets: Sets = None,
    form: Form = "text",
) -> None:
    """Run a case through the whole chain and answer its eight questions."""
    _check_form(form, ("text", "json"))
    if engine != "local":
        from equipoise.errors import InputError

        raise InputError(path="--engine", problem=f"engine '{engine}' is not available in this version", accepted="local")
    from equipoise.scenario.load import load_case

    loaded = load_case(case, tuple(sets or ()))
    folder = out or Path("runs") / f"{loaded.id.replace('/', '-')}-s{seed}-n{draws}"
    from equipoise.study.run import run_case

    with _Progress() as bar:
        result = run_case(loaded, n_draws=draws, seed=seed, workers=workers, out=folder, progress=bar.advance)
    report = result.report(folder / "report.html")
    if form == "json":
        sys.stdout.write(result.summary_text())
        return
    _print_answers(result)
    print(f"\nReport: {report}\nFolder: {folder}")
    _print_times(result)


class _Progress:
    """Show a progress bar on standard error if it is a terminal, else one plain line."""

    def __enter__(self) -> _Progress:
        self.bar: Any = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self.bar = Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)
            )
            self.bar.start()
            self.task = self.bar.add_task("preparing kernels (up to a minute, once)", total=None)
        return self

    def advance(self, done: int, total: int) -> None:
        """Move the bar."""
        if self.bar is not None:
            self.bar.update(self.task, completed=done, total=total, description="runs")

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()


def _print_answers(result: Any) -> None:
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size((100, 20)).columns, 110)
    print(f"{result.case.title} ({result.n_done} runs done, {result.n_failed} failed, {result.n_refused} refused; seed {result.seed})")
    for name, answer in result.answers.items():
        print(f"\n{name.upper()} {answer.title}")
        print(textwrap.fill(answer.headline, width, initial_indent="   ", subsequent_indent="   "))
        print(f"   value {_say(answer.value)}{_say_interval(answer)} {answer.unit}")
        drivers = "; ".join(f"{d.label} ({d.rank_correlation:+.2f}{'' if d.is_clear else ', within chance'})" for d in answer.drivers)
        print(
            textwrap.fill(
                f"moves with: {drivers or 'nothing; it is the same in every run'}", width, initial_indent="   ", subsequent_indent="     "
            )
        )


def _say(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"


def _say_interval(answer: Any) -> str:
    if answer.interval is None:
        return ""
    return f" ({answer.interval_level:.0%} of runs: {_say(answer.interval[0])} to {_say(answer.interval[1])})"


def _print_times(result: Any) -> None:
    parts = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in result.timings.items())
    print(f"Time (stages summed over workers): {parts}")


@app.command()
def fly(
    file: Annotated[Path, typer.Argument(help="flights file")],
    form: Annotated[str, typer.Option("--format", help="json, csv, czml, kml or geojson")] = "json",
    out: Annotated[Path | None, typer.Option("--out", help="write here instead of standard output")] = None,
    samples: Annotated[bool, typer.Option("--samples", help="json, csv: the flight itself, a row each --every seconds")] = False,
    footprint: Annotated[bool, typer.Option("--footprint", help="geojson: the ground that each glider can reach")] = False,
    every: Annotated[float, typer.Option("--every", help="seconds between samples and points of a track")] = 10.0,
    tolerance: Annotated[float, typer.Option("--tolerance", help="error allowed to a step; 1 is the default, less is finer")] = 1.0,
) -> None:
    """Fly the flights of a file, alone."""
    _check_form(form, ("json", "csv", "czml", "kml", "geojson"))
    content = "footprint" if footprint else "samples" if samples else "summary"
    from equipoise.flight.export import export_flights, refuse_mismatch

    refuse_mismatch(form, content)
    from equipoise.scenario.load import load_flights

    _write(export_flights(load_flights(file), form, every_s=every, tolerance=tolerance, content=content), out)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    from equipoise.errors import InputError

    if out.is_dir() or not out.parent.is_dir():
        raise InputError(path="--out", problem=f"'{out}' cannot be written", accepted="a file in a folder that exists")
    from equipoise.results.store import write_durably

    write_durably(out, text.encode())


@app.command()
def model(
    name: Annotated[str, typer.Argument(help="list, show, or the name of a model")],
    other: Annotated[str | None, typer.Argument(help="the model to show")] = None,
    given: Annotated[str | None, typer.Option("--input", help="file of inputs, JSON or YAML; - is standard input")] = None,
    sets: Annotated[list[str] | None, typer.Option("--set", help="input=value, over --input; may be repeated")] = None,
    form: Form = "text",
) -> None:
    """Use any single model of the chain as a calculator."""
    _check_form(form, ("text", "json"))
    from equipoise.errors import InputError
    from equipoise.study import calculators as models

    is_run = name not in ("list", "show")
    if (is_run or name == "list") and other is not None:
        raise InputError(path="model", problem=f"'{other}' is one word too many", accepted=f"'model show {other}', or --set input=value")
    if not is_run and (given or sets):
        what = "--input" if given else "--set"
        raise InputError(path=what, problem=f"'model {name}' takes no inputs", accepted="the name of a model to run")
    if name == "list":
        item: Any = models.list_models()
    elif name == "show":
        item = models.show_model(other or "")
    else:
        inputs, origin = models.read_inputs(given) if given is not None else ({}, "")
        item = models.run_model(name, tuple(sets or ()), inputs, origin)
    if form == "json":
        print(json.dumps(item, indent=1))
    elif name == "list":
        for row in item:
            print(f"{row['name']:<28} {row['stage']:<12} {row['title']}")
    else:
        print("\n".join(_write_card(item) if name == "show" else _write_outcome(item, models.show_model(name))))


def _write_card(card: dict[str, Any]) -> list[str]:
    lines = [f"{card['name']}: {card['title']} ({card['stage']})", f"rule: {card['rule']}", "inputs:"]
    for name, item in card["inputs"].items():
        kind = ", ".join(part for part in (item["kind"], item["range"]) if part)
        lines.append(f"  {name} = {json.dumps(item['default'])} {item['unit']}".rstrip() + f" ({kind})")
        source = "assumption" if item["basis"] == "A" else item["source"].split("), ")[0] + ")"
        wide = f"; {item['interval'][0]:g} to {item['interval'][1]:g}" if item["interval"] else ""
        lines.append(f"      {item['meaning']}" + (f" [{item['basis']}: {source}{wide}]" if item["basis"] else ""))
    lines.append(
        "  [how a default is known: P read, S read in a text that cites it, G general, D derived, A assumption; then its plausible span]"
    )
    lines.append("outputs:")
    lines += [f"  {name}{' [' + o['unit'] + ']' if o['unit'] else ''}: {o['meaning']}" for name, o in card["outputs"].items()]
    return lines + [f"{key}: {card[key]}" for key in ("validity", "basis", "sources")]


def _write_outcome(found: dict[str, Any], card: dict[str, Any]) -> list[str]:
    lines = [f"{card['name']}: {card['title']}", "inputs:"]
    lines += [f"  {name} = {json.dumps(value)} {card['inputs'][name]['unit']}".rstrip() for name, value in found["inputs"].items()]
    lines.append("outputs:")
    for name, value in found["outputs"].items():
        if value == "":
            continue  # a reason that there is no need for
        told = card["outputs"].get(name, {"unit": "", "meaning": ""})
        lines.append(f"  {name} = {_round(value)} {told['unit']}".rstrip() + (f"   ({told['meaning']})" if told["meaning"] else ""))
    return [*lines, f"validity: {card['validity']}", f"basis: {card['basis']}", f"sources: {card['sources']}"]


def _round(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return "[" + ", ".join(_round(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_round(item)}" for key, item in value.items()) + "}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


@app.command()
def replicate(
    name: Annotated[str | None, typer.Argument(help="list, or the name of a replication")] = None,
    every: Annotated[bool, typer.Option("--all", help="the whole shelf")] = False,
    form: Form = "text",
) -> None:
    """Reproduce published results: ours beside theirs, with the error, misses included."""
    _check_form(form, ("text", "json"))
    from equipoise.replication.shelf import list_replications
    from equipoise.replication.shelf import replicate as compute

    if not every and name in (None, "list"):
        shelf = [{"name": r.name, "title": r.title, "citation": r.citation} for r in list_replications()]
        if form == "json":
            print(json.dumps(shelf, indent=1))
        else:
            for item in shelf:
                print(f"{item['name']:<22} {item['title']}")
        return
    found = [compute(r.name) for r in list_replications()] if every else [compute(name or "")]
    if form == "json":
        print(json.dumps(found if every else found[0], indent=1))
        return
    for item in found:
        _print_replication(item)
    if every:
        print(f"{sum(i['n_reproduced'] for i in found)} reproduced, {sum(i['n_missed'] for i in found)} missed, {len(found)} publications")


def _print_replication(item: dict[str, Any]) -> None:
    print(f"{item['title']}\n  {item['citation']}\n  Published values: {item['known_by']}.")
    if item["setting"]:
        print(f"  Setting: {item['setting']}.")
    print(f"  {'quantity':<58} {'published':>12} {'ours':>12} {'error':>9}  verdict")
    for row in item["rows"]:
        label = f"{row['quantity']} ({row['unit']})"
        error = f"{100.0 * row['relative_error']:+.2f} %"
        print(f"  {label:<58} {row['published']:>12.6g} {row['ours']:>12.6g} {error:>9}  {row['verdict']}")
    for reason in dict.fromkeys(row["reason"] for row in item["rows"] if row["verdict"] == "missed"):
        print(f"  Missed because: {reason}.")
    print()


@app.command()
def stage(
    name: Annotated[str, typer.Argument(help="flight, sensing, engagement, exchange, perception or rivalry")],
    case: Annotated[str, typer.Argument(help="shipped identifier or file")],
    draws: Annotated[int, typer.Option("--draws")] = 10,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    upstream: Annotated[Path | None, typer.Option("--upstream", help="result folder whose tables feed the stage")] = None,
    which: Annotated[str | None, typer.Option("--table", help="another table of the stage: custody, leakage, events, ...")] = None,
    sets: Sets = None,
    form: Annotated[str, typer.Option("--format", help="csv or json")] = "csv",
    out: Annotated[Path | None, typer.Option("--out")] = None,
) -> None:
    """Run one stage of the chain alone and print its table."""
    _check_form(form, ("csv", "json"))
    from equipoise.scenario.load import load_case

    loaded = load_case(case, tuple(sets or ()))
    from equipoise.study.stages import run_stage

    table = run_stage(name, loaded, draws, seed, upstream, which)
    if form == "json":
        rows = [{k: (None if v != v else v) for k, v in row.items()} for row in table.rows()]
        _write(json.dumps({"table": table.schema.name, "standing": table.schema.standing, "rows": rows}, indent=1) + "\n", out)
    else:
        lines = [",".join(table.schema.names)] + [",".join(_cell(v) for v in row.values()) for row in table.rows()]
        _write("\n".join(lines) + "\n", out)


def _cell(value: Any) -> str:
    text = "" if value != value else str(value)
    if isinstance(value, str) and text[:1] in "=+-@\t":
        text = "'" + text  # a spreadsheet must not take text for a formula
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


@app.command()
def check(file: Annotated[str, typer.Argument(help="scenario or flights file, or a shipped identifier")]) -> None:
    """Validate a scenario or flights file and explain what is wrong."""
    from equipoise.scenario.load import case_disclosures, find_case, load_case, load_flights, read_yaml

    path = find_case(file)
    content = read_yaml(path).content
    if isinstance(content, dict) and "flights" in content and "equipoise" not in content:
        flights = load_flights(path)
        print(f"{path}: fine; {len(flights)} flights: {', '.join(f.id for f in flights)}")
        return
    case = load_case(file)
    from equipoise.scenario.inputs import walk_numbers

    numbers = [n for _, _, _, n in walk_numbers(case)]
    uncertain = [n for n in numbers if n.is_uncertain]
    assumed = [n for n in numbers if n.basis == "A"]
    print(f"{path}: fine; {case.id}: {len(numbers)} numbers, {len(uncertain)} uncertain, {len(assumed)} of them assumptions")
    for change in case_disclosures(case):
        print(f"  changed by {change.origin}: {change.path}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from equipoise.scenario.load import case_schema

    print(json.dumps(case_schema(), indent=1))


@app.command()
def cases(form: Form = "text") -> None:
    """List the shipped cases."""
    _check_form(form, ("text", "json"))
    from equipoise.scenario.load import list_cases

    found = list_cases()
    if form == "json":
        print(json.dumps([{"id": c.id, "title": c.title} for c in found], indent=1))
        return
    for case in found:
        print(f"{case.id:<32} {case.title}")


@app.command()
def new(
    case: Annotated[str, typer.Argument(help="shipped case to start from")],
    out: Annotated[Path, typer.Option("-o", "--out", help="file to write")],
) -> None:
    """Start a case of your own: a small file that names its parent; everything not written comes from there."""
    from equipoise.errors import InputError
    from equipoise.scenario.load import find_case, list_cases

    find_case(case)
    known = {c.id: c.title for c in list_cases()}
    if case not in known:
        raise InputError(path="case", problem=f"'{case}' is not a shipped case", accepted=", ".join(known))
    if out.exists():
        raise InputError(path="-o", problem=f"'{out}' exists", accepted="a new file name")
    text = (
        f"# A case of your own. Everything not written here comes from {case}; 'equipoise check {out.name}' explains mistakes.\n"
        "# For completion in an editor: equipoise schema > equipoise.schema.json, then keep the next line.\n"
        "# yaml-language-server: $schema=./equipoise.schema.json\n"
        f"equipoise: 1\nid: own/{_slug(out.stem)}\nparent: {case}\ntitle: {known[case]}, my version\nquestion: What changes?\n"
        "# Change any field, for example:\n# raid: {headline: 50}\n# rivalry: {lag: 5}\n"
    )
    _write(text, out)
    print(f"{out} written; edit it, then: equipoise run {out}")


def _slug(text: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in text.lower()).strip("-") or "case"


@app.command()
def explain(
    folder: Annotated[Path, typer.Argument(help="result folder")],
    question: Annotated[str | None, typer.Argument(help="q1 to q8")] = None,
) -> None:
    """Explain an answer in words: from the number back to inputs and sources."""
    from equipoise.study.explain import explain_answers

    print(explain_answers(folder, question))


@app.command()
def compare(folder_a: Path, folder_b: Path, form: Form = "text") -> None:
    """Show two runs side by side."""
    _check_form(form, ("text", "json"))
    from equipoise.study.explain import compare_answers

    rows = compare_answers(folder_a, folder_b)
    if form == "json":
        print(json.dumps(rows, indent=1))
        return
    print(f"{'':4} {'question':<18} {str(folder_a)[-28:]:>28} {str(folder_b)[-28:]:>28}  unit")
    for row in rows:
        print(f"{row['question']:4} {row['title']:<18} {_say(row['a']):>28} {_say(row['b']):>28}  {row['unit']}")


@app.command()
def doctor(folder: Annotated[Path | None, typer.Argument(help="result folder to verify")] = None) -> None:
    """Show versions, cores and the kernel cache; verify a result folder."""
    from equipoise.study.explain import examine

    text, is_sound = examine(folder)
    print(text)
    if not is_sound:
        sys.exit(2)


if __name__ == "__main__":
    main()
