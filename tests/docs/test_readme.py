"""Run what the documentation shows, as it is written.

Each page has one empty folder; its blocks run there in order. A ```bash block runs whole; a ```console block runs its
lines after `$ `; a ```python block runs in a process of its own. `<!-- not-run: reason -->` directly above excuses one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK_SECONDS = 120
FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```\s*$", re.MULTILINE | re.DOTALL)
EXCUSE = re.compile(r"<!--\s*not-run:\s*(?P<reason>\S.*?)\s*-->\s*\Z")


@dataclass(frozen=True)
class Block:
    """Hold one block of a page that must run."""

    line: int
    language: str
    text: str


def list_blocks(text: str) -> list[Block]:
    """List the blocks of a page that must run, in order."""
    blocks = []
    for match in FENCE.finditer(text):
        language, body = match["language"], match["text"]
        if language not in ("bash", "console", "python") or EXCUSE.search(text[: match.start()]):
            continue
        if language == "console":
            body = "\n".join(line[2:] for line in body.splitlines() if line.startswith("$ "))
        blocks.append(Block(text[: match.start()].count("\n") + 1, language, body))
    return blocks


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUNNABLE = [page for page in PAGES if list_blocks(page.read_text(encoding="utf-8"))]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    settings = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    for block in list_blocks(page.read_text(encoding="utf-8")):
        shell = ["bash", "-euo", "pipefail", "-c", block.text]
        command = [sys.executable, "-c", block.text] if block.language == "python" else shell
        where = f"{page.relative_to(ROOT)}:{block.line}"
        options = {"cwd": tmp_path, "env": settings, "capture_output": True, "text": True, "timeout": BLOCK_SECONDS}
        done = subprocess.run(command, **options)
        assert done.returncode == 0, f"{where} failed\n{block.text}\n{done.stdout[-1500:]}{done.stderr[-2500:]}"


def test_the_readme_shows_a_command_and_a_script() -> None:
    shown = {block.language for block in list_blocks((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert "python" in shown
    assert shown & {"bash", "console"}


def test_make_targets_that_pages_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    named = set()
    for page in (*PAGES, ROOT / "CONTRIBUTING.md"):
        named |= set(re.findall(r"(?:`|^|\$ )make ([a-z][\w-]*)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets, f"no such target: {sorted(named - targets)}"


def test_blocks_are_found_and_excused() -> None:
    excused = "<!-- not-run: slow -->\n```bash\nmake run\n```\n\n"
    page = excused + "```console\n$ equipoise cases\nfounding/shield-2019\n```\n```yaml\na: 1\n```\n"
    assert list_blocks(page) == [Block(6, "console", "equipoise cases")]
