"""Run a case: split the draws into blocks, compute them on any number of workers, stack them in run order, answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from equipoise import __version__
from equipoise.compiled import find_mark
from equipoise.errors import InputError, RunFailed
from equipoise.results.provenance import describe_origin
from equipoise.results.schema import ALL_SCHEMAS, OUTCOMES, SCORES, STATUS
from equipoise.results.store import Store, write_durably
from equipoise.results.table import Table
from equipoise.scenario.case import Case
from equipoise.scenario.inputs import Inputs, case_number
from equipoise.scenario.load import dump_resolved, load_case, scenario_hash
from equipoise.study.answers import answer_questions
from equipoise.study.hindcast import score_case
from equipoise.study.outcomes import compute_outcomes, outcomes_table
from equipoise.study.result import RunResult

BLOCK, LARGE_BLOCK = 25, 125  # runs that a worker computes at once; large ones cost less a run
MANY_DRAWS = 400  # from which blocks are large
MAX_DRAWS = 1_000_000
FAILED_SHARE = 0.001
SCHEMAS = {schema.name: schema for schema in ALL_SCHEMAS}
CONCLUDING = (OUTCOMES.name, SCORES.name)  # tables made once, from all blocks
BLOCK_TABLES = tuple(name for name in SCHEMAS if name not in CONCLUDING)
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class BlockResult:
    """Hold what one block computed."""

    first_run: int
    n_runs: int
    tables: dict[str, Table]
    seconds: dict[str, float]


def compute_runs(case: Case, seed: int, first: int, count: int) -> BlockResult:
    """Compute one block of runs; if it fails, compute its runs one by one, so that only the bad ones are lost."""
    from equipoise.pipeline import compute_block

    seconds: dict[str, float] = {}

    def note(stage: str, used: float) -> None:
        seconds[stage] = seconds.get(stage, 0.0) + used

    def block(runs: range) -> dict[str, Table]:
        return compute_block(case, Inputs.for_runs(seed=seed, case=case_number(case.root or case.id), runs=runs), note)

    runs = range(first, first + count)
    try:
        tables = block(runs)
        status = [(run, "done", "") for run in runs]
    except Exception:  # any fault of one run must not take the block with it
        parts, status = [], []
        for run in runs:
            try:
                parts.append(block(range(run, run + 1)))
                status.append((run, "done", ""))
            except Exception as error:
                status.append((run, "failed", f"{type(error).__name__}: {error}"))
        names = [n for n in BLOCK_TABLES if n != STATUS.name]
        tables = {n: Table.stack([p[n] for p in parts]) if parts else Table.empty(SCHEMAS[n]) for n in names}
    columns = {"run": [s[0] for s in status], "status": [s[1] for s in status], "reason": [s[2] for s in status]}
    tables[STATUS.name] = Table.build(STATUS, columns)
    return BlockResult(first, count, tables, seconds)


def run_case(
    case: Case | str | Path, *, n_draws: int = 200, seed: int = 1, workers: int | None = None, block: int | None = None,
    out: str | Path | None = None, progress: Callable[[int, int], None] | None = None, overrides: tuple[str, ...] = (),
) -> RunResult:  # fmt: skip
    """Run the whole chain for n draws and answer the eight questions.

    With `out`, tables are stored block by block as they finish and an interrupted run goes on where it stopped.
    The result does not depend on workers or block size.
    """
    loaded: Case = case if isinstance(case, Case) else load_case(case, overrides)
    n_draws, seed = _check_count(n_draws, "--draws", 1, MAX_DRAWS), _check_count(seed, "--seed", 0, 2**63 - 1)
    usual = LARGE_BLOCK if n_draws >= MANY_DRAWS else BLOCK
    size = _check_count(usual if block is None else block, "block", 1, MAX_DRAWS)
    n_workers = _check_count((os.cpu_count() or 1) if workers is None else workers, "--workers", 1, 1024)
    began = time.perf_counter()
    identity = {"scenario": scenario_hash(loaded), "seed": seed, "version": __version__, "n_draws": n_draws, "block": size}
    store = Store.open_for(Path(out), identity) if out is not None else None
    blocks = [(first, min(size, n_draws - first)) for first in range(0, n_draws, size)]
    compile_apart(loaded)
    if store is None:
        results, seconds = _compute_all(loaded, seed, blocks, n_workers, progress, None)
        stacked = {name: Table.stack([r.tables[name] for r in results]) for name in BLOCK_TABLES}
    else:
        with store.lock():
            finished = store.finished_blocks(BLOCK_TABLES)
            todo = [b for b in blocks if b[0] not in finished]
            _, seconds = _compute_all(loaded, seed, todo, n_workers, progress, store)
            stacked = {name: store.read(SCHEMAS[name]) for name in BLOCK_TABLES}
    return _conclude(loaded, stacked, n_draws, seed, seconds, began, store)


def compile_apart(case: Case) -> None:
    """Compile what a case needs in a process of its own, once, so that every run finds its kernels in the cache.

    Kernels compiled in the process that uses them round differently in the last digits from the same kernels out of the cache: the
    linker then prefers other copies of what they share. A first run would not be the same to the byte as a second one.
    """
    mark = find_mark(" ".join(sorted({t.flight.vehicle.kind for t in case.flights})) + f" {len(case.third_states)}")
    if mark is not None and not mark.exists():
        _compile_once(mark, dump_resolved(case))


@lru_cache(maxsize=64)
def _compile_once(mark: Path, text: str) -> None:
    """Run two draws of a case in a process of its own, and leave a mark where that can be kept; tried once a process at most."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.yaml"
        file.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, "-c", _COMPILE, str(file)], capture_output=True, check=False)
    if done.returncode == 0:
        with suppress(OSError):  # a folder that cannot be written to costs speed, not the run
            mark.touch()


_COMPILE = """
import sys
from equipoise.scenario.load import load_case
from equipoise.study.run import compute_runs
compute_runs(load_case(sys.argv[1]), 1, 0, 2)
"""


def _conclude(
    case: Case, stacked: dict[str, Table], n_draws: int, seed: int, seconds: dict[str, float], began: float, store: Store | None
) -> RunResult:
    status = stacked[STATUS.name]
    n_failed = int(np.sum(status["status"] == "failed"))
    n_refused = int(np.sum(status["status"] == "refused"))
    if len(status) != n_draws or len(np.unique(status["run"])) != n_draws:
        raise RunFailed(f"{len(status)} runs are accounted for, {n_draws} were asked for; this is an error of the program")
    if n_failed > FAILED_SHARE * n_draws:
        first = next(r for r in status.rows() if r["status"] == "failed")
        raise RunFailed(f"{n_failed} of {n_draws} runs failed (more than {FAILED_SHARE:.1%}); run {first['run']}: {first['reason']}")
    start = time.perf_counter()
    outcomes = compute_outcomes(case, stacked)
    stacked[OUTCOMES.name] = outcomes_table(np.unique(stacked["flights"]["run"]), outcomes)
    stacked[SCORES.name] = score_case(case, stacked)
    answers = answer_questions(case, stacked, outcomes)
    seconds["answers"] = time.perf_counter() - start
    seconds["all, by the clock"] = time.perf_counter() - began
    result = RunResult(case, stacked, answers, n_draws, seed, __version__, scenario_hash(case), seconds, n_failed, n_refused)
    if store is not None:
        save(result, store)
    return result


def save(result: RunResult, store: Store) -> None:
    """Save summary, scenario, provenance and outcomes beside the tables."""
    write_durably(store.folder / "summary.json", result.summary_text().encode())
    write_durably(store.folder / "scenario.yaml", dump_resolved(result.case).encode())
    for name in CONCLUDING:
        if not any(e.table == name for e in store.entries()):
            store.add(name, result.tables[name], 0, result.n_draws)
    command = ["equipoise", "run", result.case.id, "--draws", str(result.n_draws), "--seed", str(result.seed)]
    origin = describe_origin(command, dict(result.timings))
    write_durably(store.folder / "provenance.json", (json.dumps(origin, indent=1, sort_keys=True) + "\n").encode())


def _compute_all(
    case: Case, seed: int, blocks: list[tuple[int, int]], workers: int, progress: Callable[[int, int], None] | None, store: Store | None
) -> tuple[list[BlockResult], dict[str, float]]:
    """Compute blocks; hand each to the store as it finishes; return them in run order with the seconds by stage."""
    done: dict[int, BlockResult] = {}
    seconds: dict[str, float] = {}
    total = sum(count for _, count in blocks)
    counted = 0
    for result in _iterate(case, seed, blocks, workers):
        for stage, used in result.seconds.items():
            seconds[stage] = seconds.get(stage, 0.0) + used
        if store is not None:
            for name in BLOCK_TABLES:
                store.add(name, result.tables[name], result.first_run, result.n_runs)
        else:
            done[result.first_run] = result
        counted += result.n_runs
        if progress is not None:
            progress(counted, total)
    return [done[first] for first in sorted(done)], seconds


def _iterate(case: Case, seed: int, blocks: list[tuple[int, int]], workers: int) -> Any:
    if workers == 1 or len(blocks) <= 1:
        for first, count in blocks:
            yield compute_runs(case, seed, first, count)
        return
    executor: Executor = ProcessPoolExecutor(max_workers=min(workers, len(blocks)), mp_context=get_context("spawn"))
    try:
        waiting = [executor.submit(compute_runs, case, seed, first, count) for first, count in blocks]
        for future in as_completed(waiting):
            yield future.result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _check_count(value: Any, path: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise InputError(path=path, problem=f"{value!r} is not a whole number", accepted=f"{low} to {high}")
    if not low <= int(value) <= high:
        raise InputError(path=path, problem=f"{value} is out of range", accepted=f"{low} to {high}")
    return int(value)
