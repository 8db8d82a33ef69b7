"""Hold one result table: named columns under one schema, checked at every hand-over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from equipoise.errors import EquipoiseError, MissingExtra
from equipoise.results.columns import Array, Columns, Rows, Text
from equipoise.results.schema import TableSchema

if TYPE_CHECKING:
    import pyarrow as pa


class SchemaError(EquipoiseError):
    """Report that a stage handed on a table which breaks its schema (an error of the program)."""


@dataclass(frozen=True, eq=False)
class Table:
    """Hold columns of equal length under a schema; columns are read-only numpy arrays (text columns are object arrays).

    >>> from equipoise.results.schema import FLIGHTS
    >>> Table.empty(FLIGHTS).n_rows
    0
    """

    schema: TableSchema
    columns: Mapping[str, Array]

    def __post_init__(self) -> None:
        if not isinstance(self.columns, Columns):
            object.__setattr__(self, "columns", Columns(self.columns))

    @classmethod
    def build(cls, schema: TableSchema, columns: Mapping[str, Any]) -> Table:
        """Check names, types, lengths and finiteness against the schema and freeze the columns.

        A column of text may be given as one word, which then stands in every row.
        """
        names = schema.names
        missing = [name for name in names if name not in columns]
        extra = [name for name in columns if name not in names]
        if missing or extra:
            raise SchemaError(f"table {schema.name}: missing columns {missing}, unknown columns {extra}")
        built: dict[str, Array | Text] = {}
        alike = {c.name: columns[c.name] for c in schema.columns if c.dtype == "str" and isinstance(columns[c.name], str)}
        for column in schema.columns:
            if column.dtype != "str":
                built[column.name] = np.array(columns[column.name], dtype=column.dtype)
            elif column.name not in alike:
                built[column.name] = _encode(schema, column.name, columns[column.name])
        n_rows = len(next(iter(built.values()), ()))
        return cls._freeze(schema, {n: built[n] if n in built else Text(np.zeros(n_rows), (alike[n],)) for n in names})

    @classmethod
    def _freeze(cls, schema: TableSchema, columns: dict[str, Array | Text]) -> Table:
        """Check lengths and finiteness, and freeze arrays that belong to nobody else."""
        for column in schema.columns:
            array = columns[column.name]
            if isinstance(array, Text):
                continue
            if column.dtype == "float64" and not column.may_be_missing and not np.all(np.isfinite(array)):
                raise SchemaError(f"table {schema.name}: column {column.name} holds values that are not finite")
            array.setflags(write=False)
        if len({len(a) for a in columns.values()}) > 1:
            raise SchemaError(f"table {schema.name}: columns differ in length")
        return cls(schema, Columns(columns))

    @classmethod
    def empty(cls, schema: TableSchema) -> Table:
        """Build a table without rows."""
        return cls.build(schema, {name: [] for name in schema.names})

    @classmethod
    def stack(cls, tables: list[Table]) -> Table:
        """Put tables of one schema under each other, in the order given."""
        schema = tables[0].schema
        stacked: dict[str, Array | Text] = {}
        for column in schema.columns:
            parts: list[Any] = [t._held.hold(column.name) for t in tables]
            if column.dtype == "str":
                stacked[column.name] = Text.join(_encode(schema, column.name, part) for part in parts)
            else:
                stacked[column.name] = np.concatenate(parts, dtype=column.dtype)
        return cls._freeze(schema, stacked)

    @property
    def _held(self) -> Columns:
        assert isinstance(self.columns, Columns)
        return self.columns

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __len__(self) -> int:
        return self.n_rows

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return self._held.n_rows()

    def where(self, **equal: Any) -> Table:
        """Keep the rows in which each named column equals the value given."""
        rows: Rows | None = None
        for name, value in equal.items():
            rows = self._held.match(name, value, rows)
        return self if rows is None else self.take(rows)

    def take(self, rows: Any) -> Table:
        """Keep rows given by number, in that order, or by a mask."""
        chosen = np.asarray(rows)
        return Table(self.schema, self._held.part(np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.int64)))

    def list_words(self, name: str) -> list[str]:
        """List the different words of a column of text, sorted."""
        return _encode(self.schema, name, self._held.hold(name)).list_used()

    def rows(self) -> Iterator[dict[str, Any]]:
        """Walk the rows as dictionaries of plain Python values."""
        names = self.schema.names
        for row in zip(*(self.columns[n].tolist() for n in names), strict=True):
            yield dict(zip(names, row, strict=True))

    def to_arrow(self) -> pa.Table:
        """Return a pyarrow table; unit, frame, meaning and truth-or-belief travel as field metadata."""
        import pyarrow as pa

        kinds = {"float64": pa.float64(), "int64": pa.int64(), "bool": pa.bool_(), "str": pa.string()}
        fields, arrays = [], []
        for c in self.schema.columns:
            meta = {"unit": c.unit, "frame": c.frame, "meaning": c.meaning, "standing": self.schema.standing}
            fields.append(pa.field(c.name, kinds[c.dtype], metadata=meta))
            values = self._held.hold(c.name)
            if c.dtype == "str":
                text = _encode(self.schema, c.name, values)
                arrays.append(pa.DictionaryArray.from_arrays(text.codes, pa.array(text.words, type=pa.string())).dictionary_decode())
            else:
                arrays.append(pa.array(values, type=kinds[c.dtype]))
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={"table": self.schema.name}))

    @classmethod
    def from_arrow(cls, schema: TableSchema, table: pa.Table) -> Table:
        """Rebuild a table from Arrow under its schema."""
        columns: dict[str, Any] = {}
        for c in schema.columns:
            column = table.column(c.name)
            if c.dtype == "str":
                parts = column.dictionary_encode().unify_dictionaries().combine_chunks()
                columns[c.name] = Text(parts.indices.to_numpy(), tuple(parts.dictionary.to_pylist()))
            else:
                columns[c.name] = column.to_numpy()
        return cls.build(schema, columns)

    def to_pandas(self) -> Any:
        """Return a pandas data frame (needs the extra 'pandas')."""
        try:
            import pandas  # noqa: F401
        except ImportError:
            raise MissingExtra("pandas", "pandas") from None
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return a polars data frame (needs the extra 'polars')."""
        try:
            import polars
        except ImportError:
            raise MissingExtra("polars", "polars") from None
        return polars.from_arrow(self.to_arrow())

    def to_xarray(self) -> Any:
        """Return an xarray data set over rows (needs the extra 'xarray')."""
        try:
            import xarray
        except ImportError:
            raise MissingExtra("xarray", "xarray") from None
        return xarray.Dataset({n: ("row", a) for n, a in self.columns.items()}, attrs={"table": self.schema.name})

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{escape(c.name)}</th>" for c in self.schema.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(f'{v:.5g}' if isinstance(v, float) else str(v))}</td>" for v in row.values()) + "</tr>"
            for row, _ in zip(self.rows(), range(10), strict=False)
        )
        return f"<p>{escape(self.schema.name)}: {self.n_rows} rows</p><table><tr>{head}</tr>{body}</table>"


def _encode(schema: TableSchema, name: str, values: Any) -> Text:
    """Encode a column of text, if it is not encoded yet."""
    try:
        return values if isinstance(values, Text) else Text.encode(values)
    except TypeError as error:
        raise SchemaError(f"table {schema.name}: column {name}: {error}") from None
