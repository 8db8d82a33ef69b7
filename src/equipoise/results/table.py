"""Hold one result table: named columns under one schema, checked at every hand-over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from equipoise.errors import EquipoiseError, MissingExtra
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
    columns: Mapping[str, np.ndarray[Any, Any]]

    @classmethod
    def build(cls, schema: TableSchema, columns: Mapping[str, Any]) -> Table:
        """Check names, types, lengths and finiteness against the schema and freeze the columns."""
        missing = [c.name for c in schema.columns if c.name not in columns]
        extra = [name for name in columns if name not in schema.names]
        if missing or extra:
            raise SchemaError(f"table {schema.name}: missing columns {missing}, unknown columns {extra}")
        frozen: dict[str, np.ndarray[Any, Any]] = {}
        for column in schema.columns:
            raw = columns[column.name]
            array = np.array(raw, dtype=object) if column.dtype == "str" else np.array(raw, dtype=column.dtype)
            if column.dtype == "float64" and not column.may_be_missing and not np.all(np.isfinite(array)):
                raise SchemaError(f"table {schema.name}: column {column.name} holds values that are not finite")
            array.setflags(write=False)
            frozen[column.name] = array
        if len({len(a) for a in frozen.values()}) > 1:
            raise SchemaError(f"table {schema.name}: columns differ in length")
        return cls(schema, frozen)

    @classmethod
    def empty(cls, schema: TableSchema) -> Table:
        """Build a table without rows."""
        return cls.build(schema, {name: [] for name in schema.names})

    @classmethod
    def stack(cls, tables: list[Table]) -> Table:
        """Put tables of one schema under each other, in the order given."""
        schema = tables[0].schema
        return cls.build(schema, {n: np.concatenate([t.columns[n] for t in tables]) for n in schema.names})

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return self.n_rows

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return len(next(iter(self.columns.values())))

    def where(self, **equal: Any) -> Table:
        """Keep the rows in which each named column equals the value given."""
        mask = np.ones(self.n_rows, dtype=bool)
        for name, value in equal.items():
            mask &= np.asarray(self.columns[name] == value, dtype=bool)
        return Table(self.schema, {n: a[mask] for n, a in self.columns.items()})

    def rows(self) -> Iterator[dict[str, Any]]:
        """Walk the rows as dictionaries of plain Python values."""
        names = self.schema.names
        for i in range(self.n_rows):
            yield {n: (v.item() if hasattr(v := self.columns[n][i], "item") else v) for n in names}

    def to_arrow(self) -> pa.Table:
        """Return a pyarrow table; unit, frame, meaning and truth-or-belief travel as field metadata."""
        import pyarrow as pa

        kinds = {"float64": pa.float64(), "int64": pa.int64(), "bool": pa.bool_(), "str": pa.string()}
        fields, arrays = [], []
        for c in self.schema.columns:
            meta = {"unit": c.unit, "frame": c.frame, "meaning": c.meaning, "standing": self.schema.standing}
            fields.append(pa.field(c.name, kinds[c.dtype], metadata=meta))
            values = self.columns[c.name]
            arrays.append(pa.array(values.tolist() if c.dtype == "str" else values, type=kinds[c.dtype]))
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={"table": self.schema.name}))

    @classmethod
    def from_arrow(cls, schema: TableSchema, table: pa.Table) -> Table:
        """Rebuild a table from Arrow under its schema."""
        columns = {}
        for c in schema.columns:
            column = table.column(c.name)
            columns[c.name] = column.to_pylist() if c.dtype == "str" else column.to_numpy()
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
