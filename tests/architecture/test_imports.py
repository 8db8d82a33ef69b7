"""Hold the block diagram: layers, kernels, and a command line that starts light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HEAVY = ("numpy", "scipy", "numba", "pandas", "pyarrow", "matplotlib", "pint")
KERNEL_MAY_IMPORT = ("__future__", "math", "numba", "equipoise.compiled", "equipoise.constants", "equipoise.kernel")


def list_kernel_files(root: Path) -> list[Path]:
    """List the files that must stay scalar: the kernel package, and `_kernels.py` or the package `_kernels` of each stage."""
    source = root / "src" / "equipoise"
    return sorted(source.glob("kernel/*.py")) + sorted(source.glob("*/_kernels.py")) + sorted(source.glob("*/_kernels/*.py"))


def list_imports(path: Path) -> list[str]:
    """List every module a file imports, at any depth."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append("." * node.level + (node.module or ""))
    return names


def test_the_import_contracts_hold(root: Path) -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_every_module_and_package_has_a_layer(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    assert contract["exhaustive"] is True
    placed = [name.strip() for layer in contract["layers"] for name in layer.split("|")]
    assert len(placed) == len(set(placed))
    found = {p.stem for p in (root / "src" / "equipoise").glob("*.py")} - {"__init__"}
    found |= {p.parent.name for p in (root / "src" / "equipoise").glob("*/__init__.py")}
    assert found == set(placed)


def test_kernels_import_only_scalar_things(root: Path) -> None:
    files = list_kernel_files(root)
    assert len(files) > 5
    wrong = []
    for path in files:
        for name in list_imports(path):
            own = name.startswith(f"equipoise.{path.parent.parent.name}._kernels.")
            if not own and not any(name == allowed or name.startswith(allowed + ".") for allowed in KERNEL_MAY_IMPORT):
                wrong.append(f"{path.relative_to(root)} imports {name}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["model", "--help"]])
def test_help_stays_light(arguments: list[str]) -> None:
    script = (
        "import json, sys\n"
        "from equipoise.cli import main\n"
        f"sys.argv = ['equipoise', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"print('\\n' + json.dumps([m for m in {HEAVY!r} if m in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    assert "Usage" in done.stdout
    assert json.loads(done.stdout.splitlines()[-1]) == []
