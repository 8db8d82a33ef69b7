"""Hold the house style where a program can judge it: size, docstrings, and no trace of one machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES, FUNCTION_LINES = 450, 60
REASON = "Longer than usual:"
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
MACHINE = re.compile(r"/(?:work|home|root|Users)/|\.\./shared|(?:pypi|pythonhosted)\.org", re.IGNORECASE)
TEXT_SUFFIXES = {".py", ".md", ".yaml", ".json", ".csv", ".html", ".css", ".js", ".toml", ".cff", ".lock", ".in", ""}


def read_modules(root: Path) -> Iterator[tuple[str, str, ast.Module]]:
    """Read every module of the package: its name, text and tree."""
    for path in sorted((root / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield str(path.relative_to(root)), text, ast.parse(text)


def list_public(tree: ast.Module | ast.ClassDef) -> Iterator[ast.AST]:
    """List public classes, functions and methods, but not what is nested in a function."""
    for node in tree.body:
        if isinstance(node, (*FUNCTION, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from list_public(node)


def test_long_modules_say_why(root: Path) -> None:
    wrong = []
    for name, text, tree in read_modules(root):
        n_lines = text.count("\n")
        if n_lines > MODULE_LINES and REASON not in (ast.get_docstring(tree) or ""):
            wrong.append(f"{name}: {n_lines} lines; split it, or write '{REASON} ...' in its docstring")
    assert not wrong, "\n".join(wrong)


def test_long_functions_say_why(root: Path) -> None:
    wrong = []
    for name, _, tree in read_modules(root):
        module_reason = REASON in (ast.get_docstring(tree) or "")
        for node in ast.walk(tree):
            if not isinstance(node, FUNCTION):
                continue
            n_lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if n_lines > FUNCTION_LINES and not module_reason and REASON not in (ast.get_docstring(node) or ""):
                where = f"{name}:{node.lineno} {node.name}"
                wrong.append(f"{where}: {n_lines} lines; split it, or write '{REASON} ...' in its docstring")
    assert not wrong, "\n".join(wrong)


def test_everything_public_has_a_docstring(root: Path) -> None:
    wrong = []
    for name, _, tree in read_modules(root):
        if not ast.get_docstring(tree):
            wrong.append(f"{name}: the module")
        wrong += [f"{name}:{n.lineno} {n.name}" for n in list_public(tree) if not ast.get_docstring(n)]
    assert not wrong, "\n".join(wrong)


def test_nothing_names_a_machine_or_an_index(root: Path) -> None:
    files = [p for top in ("src", "docs", "scenarios", "changes", "tools", ".ci") for p in (root / top).rglob("*")]
    files += [p for p in root.glob("*") if p.name != ".git"]
    files = [p for p in files if p.is_file() and p.suffix in TEXT_SUFFIXES and "__pycache__" not in p.parts]
    assert len(files) > 50
    wrong = []
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if found := MACHINE.search(line):
                wrong.append(f"{path.relative_to(root)}:{number} names {found.group()}")
    assert not wrong, "\n".join(wrong)
