"""Hold the columns of a table compactly: text as numbers into a list of words, a part of a table as row numbers into the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = np.ndarray[Any, Any]
Rows = NDArray[np.int64]


class Text:
    """Hold a column of text: the word of row i is words[codes[i]]. Words are told apart once, not row by row.

    >>> column = Text.encode(["done", "failed", "done"])
    >>> column.codes.tolist(), column.words, column.find("done").tolist()
    ([0, 1, 0], ('done', 'failed'), [0, 2])
    """

    def __init__(self, codes: Array, words: tuple[str, ...]) -> None:
        self.codes, self.words = np.asarray(codes, dtype=np.int32), words
        self.codes.setflags(write=False)
        self._found: dict[str, Rows] = {}

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def encode(cls, values: Sequence[str] | Array) -> Text:
        """Number the words in the order in which they first come. TypeError if one is no text."""
        listed = values if isinstance(values, list) else values.tolist() if isinstance(values, np.ndarray) else list(values)
        alike = len(listed) > 0 and listed.count(listed[0]) == len(listed)  # faster by far, and the most frequent case
        words = tuple(dict.fromkeys(listed[:1] if alike else listed))
        for word in words:
            if not isinstance(word, str):
                raise TypeError(f"{word!r} is no text")
        if alike:
            return cls(np.zeros(len(listed)), words)
        numbers = {word: k for k, word in enumerate(words)}
        return cls(np.fromiter(map(numbers.__getitem__, listed), dtype=np.int32, count=len(listed)), words)

    @classmethod
    def join(cls, parts: Iterable[Text]) -> Text:
        """Put columns under each other, with one list of words."""
        numbers: dict[str, int] = {}
        codes = []
        for part in parts:
            new = [numbers.setdefault(word, len(numbers)) for word in part.words]
            codes.append(part.codes if new == list(range(len(new))) else np.array(new, dtype=np.int32)[part.codes])
        return cls(np.concatenate(codes), tuple(numbers))

    def find(self, word: Any) -> Rows:
        """Find the rows of a word, in order; kept for the next time."""
        if word not in self._found:
            found = np.flatnonzero(self.codes == self.words.index(word)) if word in self.words else np.zeros(0, dtype=np.int64)
            found.setflags(write=False)
            self._found[word] = found
        return self._found[word]

    def take(self, rows: Rows) -> Text:
        """Take rows by number."""
        return Text(self.codes[rows], self.words)

    def list_used(self) -> list[str]:
        """List the words that come, sorted."""
        return sorted(self.words[k] for k in np.flatnonzero(np.bincount(self.codes, minlength=len(self.words))))

    @cached_property
    def array(self) -> Array:
        """Hold the column as an array of str objects, read-only."""
        words = np.empty(len(self.words), dtype=object)
        words[:] = self.words
        out = words[self.codes]
        out.setflags(write=False)
        return out

    def __reduce__(self) -> tuple[Any, ...]:
        return Text, (self.codes, self.words)


class Columns(Mapping[str, Array]):
    """Give columns by name as arrays. A part of a table takes its rows out of the whole column by column, when asked for."""

    def __init__(self, whole: Mapping[str, Array | Text], rows: Rows | None = None) -> None:
        self._whole, self._rows = whole, rows
        self._taken: dict[str, Array | Text] = {}

    def hold(self, name: str) -> Array | Text:
        """Return a column as it is held: numbers as an array, text as `Text` where it was encoded."""
        if self._rows is None:
            return self._whole[name]
        if name not in self._taken:
            whole = self._whole[name]
            self._taken[name] = whole.take(self._rows) if isinstance(whole, Text) else whole[self._rows]
        return self._taken[name]

    def part(self, rows: Rows) -> Columns:
        """Return some rows, by number."""
        return Columns(self._whole, rows if self._rows is None else self._rows[rows])

    def match(self, name: str, value: Any, rows: Rows | None) -> Rows:
        """Find which of some rows (all, if None) equal a value in a column."""
        column = self.hold(name)
        if isinstance(column, Text):
            if rows is None:
                return column.find(value)
            code = column.words.index(value) if value in column.words else -1
            return rows[column.codes[rows] == code]
        if rows is None:
            return np.flatnonzero(np.asarray(column == value, dtype=bool))
        return rows[np.asarray(column[rows] == value, dtype=bool)]

    def __getitem__(self, name: str) -> Array:
        column = self.hold(name)
        return column.array if isinstance(column, Text) else column

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    def n_rows(self) -> int:
        """Count the rows."""
        return len(self._rows) if self._rows is not None else len(self.hold(next(iter(self._whole))))

    def __reduce__(self) -> tuple[Any, ...]:
        return Columns, ({name: self.hold(name) for name in self._whole},)
