"""Read YAML 1.2 text strictly: no duplicate keys, tags, alias bombs or depth bombs; keep line and column of every field."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipoise.errors import InputError

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_ALIASES = 50
MAX_NODES = 100_000
_PLAIN_TAGS = {"int", "float", "bool", "null", "str", "timestamp", "map", "seq"}

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Hold the plain content of a YAML file and where each field stands in it."""

    name: str
    content: Any
    positions: dict[Location, tuple[int, int]]

    def where(self, location: Location) -> str:
        """Write 'file:line:column' of a field, or of its nearest parent."""
        while location and location not in self.positions:
            location = location[:-1]
        if location not in self.positions:
            return self.name
        line, column = self.positions[location]
        return f"{self.name}:{line}:{column}"


def read_yaml(path: str | Path) -> Document:
    """Read a YAML file; refuse what is unreadable, too large, not UTF-8 or not plain YAML."""
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise InputError(path=str(path), problem=f"the file has {size} bytes", accepted=f"at most {MAX_BYTES} bytes")
        raw = file.read_bytes()
    except IsADirectoryError:
        raise InputError(path=str(path), problem="this is a folder", accepted="a YAML file") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(path=str(path), problem=f"cannot be read ({reason})", accepted="a readable YAML file") from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(path=str(path), problem="the file is not UTF-8 text", accepted="YAML in UTF-8") from None
    return parse_yaml(text, file.name)


def parse_yaml(text: str, name: str = "text") -> Document:
    """Parse YAML text into plain values with positions.

    >>> parse_yaml("a: {b: 1e3, c: NO}").content
    {'a': {'b': 1000.0, 'c': 'NO'}}
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise InputError(path=name, problem="the text is too long", accepted=f"at most {MAX_BYTES} bytes")
    yaml = YAML(typ="safe", pure=True)
    try:
        _check_events(yaml.parse(text), name)
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise InputError(path=where, problem=f"not valid YAML: {error.problem}", accepted="YAML 1.2") from None
    except (YAMLError, RecursionError, ValueError) as error:
        first = (str(error).splitlines() or ["unreadable"])[0]
        raise InputError(path=name, problem=f"not valid YAML: {first}", accepted="YAML 1.2 text") from None
    if node is None:
        raise InputError(path=name, problem="the file is empty", accepted="a YAML mapping")
    positions: dict[Location, tuple[int, int]] = {}
    count = [0]
    content = _construct(node, (), name, positions, count)
    return Document(name, content, positions)


def _check_events(events: Any, name: str) -> None:
    depth = aliases = documents = 0
    for event in events:
        kind = type(event).__name__
        where = f"{name}:{event.start_mark.line + 1}:{event.start_mark.column + 1}" if event.start_mark else name
        if kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                raise InputError(path=where, problem="a second document starts here", accepted="one YAML document")
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError(path=where, problem="nested too deeply", accepted=f"at most {MAX_DEPTH} levels")
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
        if kind == "AliasEvent":
            aliases += 1
            if aliases > MAX_ALIASES:
                raise InputError(path=where, problem="too many aliases", accepted=f"at most {MAX_ALIASES}")
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag).startswith(("!", "tag:")):
            raise InputError(path=where, problem=f"the tag '{tag}' is not allowed", accepted="plain YAML without tags")


def _construct(node: Any, at: Location, name: str, positions: dict[Location, tuple[int, int]], count: list[int]) -> Any:
    positions[at] = (node.start_mark.line + 1, node.start_mark.column + 1)
    count[0] += 1
    where = f"{name}:{positions[at][0]}:{positions[at][1]}"
    if count[0] > MAX_NODES:
        raise InputError(path=where, problem="aliases unfold to too many fields", accepted=f"at most {MAX_NODES} fields")
    if node.id == "sequence":
        return [_construct(child, (*at, i), name, positions, count) for i, child in enumerate(node.value)]
    if node.id == "mapping":
        out: dict[str, Any] = {}
        for key_node, child in node.value:
            spot = f"{name}:{key_node.start_mark.line + 1}:{key_node.start_mark.column + 1}"
            if key_node.id != "scalar":
                raise InputError(path=spot, problem="a key must be plain text", accepted="text keys")
            key = str(key_node.value)
            if key == "<<":
                raise InputError(path=spot, problem="merge keys are not allowed", accepted="'library:' or 'parent:'")
            if key in out:
                raise InputError(path=spot, problem=f"the key '{key}' is given twice", accepted="each key once")
            out[key] = _construct(child, (*at, key), name, positions, count)
            positions[(*at, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        return out
    return _scalar(node)


def _scalar(node: Any) -> Any:
    tag = str(node.tag or "").rsplit(":", 1)[-1]
    text = node.value
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true" if text.lower() in ("true", "false") else text
    if tag == "int":
        try:
            return int(text.replace("_", ""), 10)
        except ValueError:
            return text
    if tag == "float":
        lowered = text.lower().lstrip("+-")
        if lowered in (".nan", ".inf"):
            return math.nan if lowered == ".nan" else math.inf
        try:
            return float(text.replace("_", ""))
        except ValueError:
            return text
    return text
