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
    sets: Annotated[list[str] | None, typer.Option("--set", help="input=value; may be repeated")] = None,
    form: Form = "text",
) -> None:
    """Use any single model of the chain as a calculator."""
    _check_form(form, ("text", "json"))
    from equipoise.study import calculators as models

    if name == "list":
        _print_plain(models.list_models(), form)
    elif name == "show":
        _print_plain(models.show_model(other or ""), form)
    else:
        _print_plain(models.run_model(name, tuple(sets or ())), form)


def _print_plain(item: Any, form: str) -> None:
    if form == "json":
        print(json.dumps(item, indent=1))
        return
    rows = item if isinstance(item, list) else [item]
    for row in rows:
        if isinstance(item, list):
            print(f"{row['name']:<28} {row['stage']:<12} {row['title']}")
            continue
        for key, value in row.items():
            if isinstance(value, dict):
                print(f"{key}:")
                for inner, content in value.items():
                    print(f"  {inner}: {content}")
            else:
                print(f"{key}: {value}")


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
    sets: Sets = None,
    form: Annotated[str, typer.Option("--format", help="csv or json")] = "csv",
    out: Annotated[Path | None, typer.Option("--out")] = None,
) -> None:
    """Run one stage of the chain alone and print its table."""
    _check_form(form, ("csv", "json"))
    from equipoise.scenario.load import load_case

    loaded = load_case(case, tuple(sets or ()))
    from equipoise.study.stages import run_stage

    table = run_stage(name, loaded, draws, seed, upstream)
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
