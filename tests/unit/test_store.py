"""Check the store: durable blocks, damage found by name, identity refused, resume without recomputing."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.errors import InputError, StoreError
from equipoise.results.schema import STATUS
from equipoise.results.store import MANIFEST, Store
from equipoise.results.table import Table

IDENTITY = {"scenario": "abc", "seed": 1}


def filled(folder: Path) -> Store:
    store = Store.open_for(folder, IDENTITY)
    for first in (25, 0):
        rows = {"run": range(first, first + 25), "status": ["done"] * 25, "reason": [""] * 25}
        store.add("runs", Table.build(STATUS, {k: list(v) for k, v in rows.items()}), first, 25)
    return store


def test_blocks_are_read_in_run_order(tmp_path: Path) -> None:
    table = filled(tmp_path / "s").read(STATUS)
    assert table["run"].tolist() == list(range(50))


@pytest.mark.parametrize("position", [10, 200, 700])
def test_a_flipped_bit_is_found_by_name(tmp_path: Path, position: int) -> None:
    store = filled(tmp_path / "s")
    file = tmp_path / "s/tables/runs-0000000000.parquet"
    data = bytearray(file.read_bytes())
    data[position % len(data)] ^= 4
    file.write_bytes(bytes(data))
    with pytest.raises(StoreError, match="runs-0000000000"):
        store.read(STATUS)
    assert store.finished_blocks(("runs",)) == {25}


def test_a_missing_block_is_named(tmp_path: Path) -> None:
    store = filled(tmp_path / "s")
    (tmp_path / "s/tables/runs-0000000025.parquet").unlink()
    with pytest.raises(StoreError, match="runs-0000000025"):
        store.read(STATUS)


@pytest.mark.parametrize("cut", [1, 20, 120])
def test_a_torn_last_line_loses_only_that_block(tmp_path: Path, cut: int) -> None:
    store = filled(tmp_path / "s")
    manifest = tmp_path / "s" / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-cut])
    if cut > 1:
        assert store.finished_blocks(("runs",)) == {25}
    rows = {"run": list(range(25)), "status": ["done"] * 25, "reason": [""] * 25}
    store.add("runs", Table.build(STATUS, rows), 0, 25)
    assert store.finished_blocks(("runs",)) == {0, 25}


def test_another_study_is_refused_and_named(tmp_path: Path) -> None:
    filled(tmp_path / "s")
    with pytest.raises(StoreError, match="another study"):
        Store.open_for(tmp_path / "s", {"scenario": "xyz", "seed": 1})


def test_folders_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        Store.open_for(tmp_path / "file", IDENTITY)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/notes.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        Store.open_for(tmp_path / "full", IDENTITY)
    with pytest.raises(InputError, match="not a result folder"):
        Store.open_existing(tmp_path / "full")


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    store = filled(tmp_path / "s")
    manifest = tmp_path / "s" / MANIFEST
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 9', 1))
    with pytest.raises(StoreError, match="format 9"):
        store.read_head()


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    store = filled(tmp_path / "s")
    with store.lock(), pytest.raises(StoreError, match="another run"), Store(tmp_path / "s").lock():
        pass


def test_a_run_goes_on_without_recomputing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import equipoise as eq
    from equipoise.study import run as study_run

    first = eq.run("founding/no-counter-shield", n_draws=2, seed=1, workers=1, block=1, out=tmp_path / "r")
    calls: list[int] = []
    real = study_run.compute_runs
    monkeypatch.setattr(study_run, "compute_runs", lambda *a: calls.append(a[2]) or real(*a))
    (tmp_path / "r/tables/flights-0000000001.parquet").unlink()
    again = eq.run("founding/no-counter-shield", n_draws=2, seed=1, workers=1, block=1, out=tmp_path / "r")
    assert calls == [1]
    assert again.summary_text() == first.summary_text()


def test_a_failing_run_is_counted_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import equipoise as eq
    from equipoise import pipeline
    from equipoise.errors import RunFailed

    real = pipeline.compute_block

    def faulty(case: object, inputs: object, report: object = None) -> object:
        if 1 in inputs.runs:  # type: ignore[attr-defined]
            raise ValueError("planted fault")
        return real(case, inputs, report)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "compute_block", faulty)
    with pytest.raises(RunFailed, match=r"1 of 2 runs failed.*run 1.*planted fault"):
        eq.run("founding/no-counter-shield", n_draws=2, seed=1, workers=1)
