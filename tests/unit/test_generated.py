"""Check that generated files are what their generators write."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_step_is_what_its_generator_writes() -> None:
    spec = importlib.util.spec_from_file_location("generate_step", ROOT / "tools/generate_step.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "src/equipoise/kernel/step.py").read_text() == module.write()
