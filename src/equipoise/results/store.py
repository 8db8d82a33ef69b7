"""Keep result tables safe: one Parquet file a block, temporary name, fsync, rename, then a hashed line in a manifest.

Readers believe the manifest, never the folder listing, and check hashes and page checksums: a flipped bit is found, a kill
loses at most the block under way, nothing is counted twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipoise.errors import InputError, StoreError
from equipoise.results.schema import TableSchema
from equipoise.results.table import Table

FORMAT = 1
MANIFEST = "manifest.jsonl"


@dataclass(frozen=True)
class Entry:
    """Hold one line of the manifest: a finished file."""

    file: str
    table: str
    first_run: int
    n_runs: int
    rows: int
    sha256: str


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that it is either whole or absent after a crash: temporary name, fsync, rename, fsync of the folder."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(
            f"{path}: cannot be written ({(error.strerror or str(error)).lower()}). Free space or choose another folder."
        ) from None
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Store:
    """Read and write one result folder of one study."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open_for(cls, folder: Path, identity: dict[str, Any]) -> Store:
        """Open a folder for writing under an identity; refuse one that is a file, read-only, or of another study."""
        if folder.exists() and not folder.is_dir():
            raise InputError(path="--out", problem=f"'{folder}' is a file", accepted="a folder, new or of the same study")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError(
                path="--out", problem=f"'{folder}' cannot be made ({reason})", accepted="a folder that can be written"
            ) from None
        if not os.access(folder, os.W_OK):
            raise InputError(path="--out", problem=f"'{folder}' is read-only", accepted="a folder that can be written")
        store = cls(folder)
        head = {"format": FORMAT, "identity": identity}
        known = store.read_head() if (folder / MANIFEST).exists() else None
        if known is None:
            foreign = [p.name for p in folder.iterdir() if not p.name.startswith(".")]
            if foreign:
                raise InputError(
                    path="--out",
                    problem=f"'{folder}' holds other files ({', '.join(sorted(foreign)[:3])})",
                    accepted="an empty or new folder",
                )
            (folder / "tables").mkdir(exist_ok=True)
            write_durably(folder / MANIFEST, (json.dumps(head, sort_keys=True) + "\n").encode())
        elif known["identity"] != identity:
            ours, theirs = json.dumps(identity, sort_keys=True), json.dumps(known["identity"], sort_keys=True)
            raise StoreError(f"{folder}: this folder holds another study ({theirs}); this run is {ours}. Choose another --out.")
        return store

    @classmethod
    def open_existing(cls, folder: Path) -> Store:
        """Open a finished or unfinished folder for reading."""
        if not (folder / MANIFEST).is_file():
            raise InputError(path=str(folder), problem="this is not a result folder", accepted="a folder written by 'equipoise run'")
        store = cls(folder)
        store.read_head()
        return store

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the one writer's lock; refuse while another process holds it."""
        with (self.folder / ".lock").open("a+") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise StoreError(f"{self.folder}: another run is writing here. Wait for it or choose another --out.") from None
            yield

    def read_head(self) -> dict[str, Any]:
        """Read the first line of the manifest; refuse an unknown format."""
        try:
            first = (self.folder / MANIFEST).read_text(encoding="utf-8").partition("\n")[0]
            head: dict[str, Any] = json.loads(first)
            number = head["format"]
        except (OSError, ValueError, KeyError, TypeError):
            raise StoreError(
                f"{self.folder / MANIFEST}: damaged head; this folder cannot be trusted. Run again into a new folder."
            ) from None
        if number > FORMAT:
            raise StoreError(f"{self.folder}: written in format {number}, this program reads up to {FORMAT}. Update equipoise.")
        return head

    def entries(self) -> list[Entry]:
        """List the finished files, the last line of each counting (a block may have been computed again).

        A torn last line (power cut) is passed over; any other damage is refused.
        """
        lines = (self.folder / MANIFEST).read_bytes().split(b"\n")[1:]
        out: dict[str, Entry] = {}
        for i, line in enumerate(lines):
            if not line:
                continue
            try:
                entry = Entry(**json.loads(line))
                out[entry.file] = entry
            except (ValueError, TypeError):
                if i == len(lines) - 1:
                    continue
                raise StoreError(f"{self.folder / MANIFEST}: line {i + 2} is damaged. Run again into a new folder.") from None
        return list(out.values())

    def add(self, table: str, content: Table, first_run: int, n_runs: int) -> None:
        """Write one block of one table and record it."""
        data = _parquet_bytes(content)
        name = f"{table}-{first_run:010d}.parquet"
        write_durably(self.folder / "tables" / name, data)
        entry = Entry(f"tables/{name}", table, first_run, n_runs, content.n_rows, hashlib.sha256(data).hexdigest())
        self._mend_torn_line()
        with (self.folder / MANIFEST).open("ab") as stream:
            stream.write((json.dumps(entry.__dict__, sort_keys=True) + "\n").encode())
            stream.flush()
            os.fsync(stream.fileno())

    def _mend_torn_line(self) -> None:
        path = self.folder / MANIFEST
        data = path.read_bytes()
        if data and not data.endswith(b"\n"):
            write_durably(path, data[: data.rfind(b"\n") + 1])

    def read(self, schema: TableSchema) -> Table:
        """Read one whole table in run order, checking every hash and page."""
        parts = sorted((e for e in self.entries() if e.table == schema.name), key=lambda e: e.first_run)
        if not parts:
            return Table.empty(schema)
        return Table.stack([self._read_part(schema, e) for e in parts])

    def _read_part(self, schema: TableSchema, entry: Entry) -> Table:
        import io

        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.folder / entry.file
        try:
            data = path.read_bytes()
        except OSError:
            raise StoreError(f"{path}: missing though the manifest lists it. Run again with the same --out to recompute it.") from None
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise StoreError(f"{path}: its content does not match its hash (damaged). Delete it and run again to recompute it.")
        try:
            # one thread: a pool that is still closing when a short command ends can bring the process down
            rows = pq.read_table(io.BytesIO(data), page_checksum_verification=True, use_threads=False, pre_buffer=False)
            return Table.from_arrow(schema, rows)
        except (pa.ArrowException, OSError, KeyError) as error:
            raise StoreError(f"{path}: cannot be read ({error}).") from None

    def finished_blocks(self, tables: tuple[str, ...]) -> set[int]:
        """List the first runs of blocks for which every table is recorded and intact on disk."""
        seen: dict[int, set[str]] = {}
        for entry in self.entries():
            path = self.folder / entry.file
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256:
                seen.setdefault(entry.first_run, set()).add(entry.table)
        return {first for first, names in seen.items() if set(tables) <= names}


def _parquet_bytes(content: Table) -> bytes:
    import io

    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(content.to_arrow(), buffer, compression="zstd", write_page_checksum=True)
    return buffer.getvalue()
