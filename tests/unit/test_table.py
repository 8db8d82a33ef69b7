"""Check that tables give the same columns however they are held: text by words, parts by row numbers, through files and processes."""

from __future__ import annotations

import pickle

import numpy as np
import pyarrow as pa
import pytest

from equipoise.results.columns import Text
from equipoise.results.schema import INPUTS, OUTCOMES, STATUS, TRUST
from equipoise.results.store import _parquet_bytes
from equipoise.results.table import SchemaError, Table

STATES = ["done", "failed", "done", "refused", "done", "failed"]


def make_table() -> Table:
    return Table.build(STATUS, {"run": range(6), "status": STATES, "reason": ""})


def test_a_column_of_text_is_a_read_only_array_of_str() -> None:
    status = make_table()["status"]
    assert status.dtype == object and all(type(word) is str for word in status)
    assert status.tolist() == STATES and (status == "done").tolist() == [s == "done" for s in STATES]
    names, counts = np.unique(status, return_counts=True)
    assert names.tolist() == ["done", "failed", "refused"] and counts.tolist() == [3, 2, 1]
    for name in STATUS.names:
        with pytest.raises(ValueError, match="read-only"):
            make_table()[name][0] = make_table()[name][1]


def test_one_word_stands_in_every_row() -> None:
    table = make_table()
    assert table["reason"].tolist() == [""] * 6
    assert Table.build(STATUS, {"run": [], "status": "done", "reason": ""}).n_rows == 0
    listed = Table.build(STATUS, {"run": range(6), "status": STATES, "reason": [""] * 6})
    assert _parquet_bytes(listed) == _parquet_bytes(table)


def test_rows_are_picked_as_numpy_picks_them() -> None:
    rng = np.random.default_rng(3)
    n = 400
    columns = {"run": rng.integers(0, 5, n), "outcome": rng.choice(["a", "b", "c"], n).tolist(), "value": rng.random(n)}
    table = Table.build(OUTCOMES, columns)
    outcome = np.array(columns["outcome"])
    for equal in ({"outcome": "b"}, {"run": 3}, {"outcome": "a", "run": 1}, {"run": 2, "outcome": "c"}, {"outcome": "none"}, {}):
        mask = np.ones(n, dtype=bool)
        for name, value in equal.items():
            mask &= (outcome if name == "outcome" else columns[name]) == value
        found = table.where(**equal)
        assert found.n_rows == len(found) == mask.sum()
        assert found["value"].tolist() == columns["value"][mask].tolist() and found["outcome"].tolist() == outcome[mask].tolist()
        again = found.where(outcome="a").take(slice_of(found.where(outcome="a")))
        wanted = np.flatnonzero(mask & (outcome == "a"))[::-1]
        assert again["run"].tolist() == columns["run"][wanted].tolist() and set(again["outcome"]) <= {"a"}
    assert table.take(table["value"] < 0.5)["value"].max() < 0.5 <= table.take(table["value"] >= 0.5)["value"].min()


def slice_of(table: Table) -> np.ndarray:
    return np.arange(table.n_rows)[::-1]


def test_stacked_tables_share_their_words() -> None:
    other = Table.build(STATUS, {"run": [6, 7], "status": ["refused", "lost"], "reason": ["late", ""]})
    stacked = Table.stack([make_table(), other, make_table().where(status="failed"), Table.empty(STATUS)])
    assert stacked["status"].tolist() == [*STATES, "refused", "lost", "failed", "failed"]
    assert stacked.list_words("status") == ["done", "failed", "lost", "refused"]
    assert stacked.where(status="failed").list_words("status") == ["failed"]
    assert stacked.where(status="failed")["run"].tolist() == [1, 5, 1, 5]


@pytest.mark.parametrize("part", [False, True])
def test_files_arrow_and_processes_keep_a_table(part: bool) -> None:
    table = make_table().where(status="done") if part else make_table()
    arrow = table.to_arrow()
    assert arrow.schema.field("status").type == pa.string() and arrow.column("status").to_pylist() == table["status"].tolist()
    for back in (Table.from_arrow(STATUS, arrow), pickle.loads(pickle.dumps(table))):
        assert list(back.rows()) == list(table.rows()) == table.to_arrow().to_pylist()
        assert _parquet_bytes(back) == _parquet_bytes(table)
    assert Table.from_arrow(STATUS, Table.empty(STATUS).to_arrow()).n_rows == 0


def test_a_part_travels_without_the_whole() -> None:
    whole = Table.build(STATUS, {"run": np.arange(100_000), "status": "done", "reason": ""})
    assert len(pickle.dumps(whole)) > 8 * 100_000 and len(pickle.dumps(whole.where(run=7))) < 2000


def test_rows_are_plain_python_values() -> None:
    table = Table.build(TRUST, {"run": [1], "threshold": [np.nan], "answers_without_trust": [True], "answers_with_trust": [False]})
    (row,) = table.rows()
    assert [type(v) for v in row.values()] == [int, float, bool, bool]


@pytest.mark.parametrize(
    ("columns", "match"),
    [
        ({"run": [0], "status": "done"}, r"missing columns \['reason'\]"),
        ({"run": [0], "status": "done", "reason": "", "why": ""}, r"unknown columns \['why'\]"),
        ({"run": [0, 1], "status": ["done"], "reason": ""}, "differ in length"),
        ({"run": [0, 1], "status": ["done", None], "reason": ""}, "column status: None is no text"),
        ({"run": [0], "status": [["done"]], "reason": ""}, "column status"),
    ],
)
def test_columns_that_break_the_schema_are_refused(columns: dict, match: str) -> None:
    with pytest.raises(SchemaError, match=match):
        Table.build(STATUS, columns)


def test_numbers_that_are_not_finite_are_refused_unless_they_may_be_missing() -> None:
    wrong = {"run": [0], "path": "a", "value": [np.inf]}
    with pytest.raises(SchemaError, match="column value holds values that are not finite"):
        Table.build(INPUTS, wrong)
    assert np.isnan(Table.build(OUTCOMES, {"run": [0], "outcome": "a", "value": [np.nan]})["value"][0])


def test_text_is_numbered_in_the_order_of_first_use() -> None:
    text = Text.encode(np.array(["b", "a", "b"], dtype=object))
    assert text.words == ("b", "a") and text.codes.dtype == np.int32
    joined = Text.join([text, Text.encode(["c", "a"])])
    assert joined.array.tolist() == ["b", "a", "b", "c", "a"] and joined.words == ("b", "a", "c")
