"""Check that generated files are what their generators write, and that the methods they write are the methods they name."""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_step", ROOT / "tools/generate_step.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate_step"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_step_is_what_its_generator_writes(generator: ModuleType) -> None:
    assert (ROOT / "src/equipoise/kernel/step.py").read_text() == generator.write()


def test_every_tableau_meets_the_order_conditions(generator: ModuleType) -> None:
    """Butcher's conditions for the rooted trees up to order 5 (Hairer, Norsett and Wanner, table II.2.2)."""
    for tableau in generator.TABLEAUS:
        n = len(tableau.rows)
        a = np.zeros((n, n))
        for i, row in enumerate(tableau.rows):
            a[i, : len(row)] = [float(x) for x in row]
        b, c = np.array([float(x) for x in tableau.weights]), a.sum(axis=1)
        conditions = [(1, b.sum(), 1), (2, b @ c, 1 / 2), (3, b @ c**2, 1 / 3), (3, b @ a @ c, 1 / 6)]
        conditions += [(4, b @ c**3, 1 / 4), (4, b * c @ a @ c, 1 / 8), (4, b @ a @ c**2, 1 / 12), (4, b @ a @ a @ c, 1 / 24)]
        conditions += [
            (5, b @ c**4, 1 / 5), (5, b * c**2 @ a @ c, 1 / 10), (5, b * c @ a @ c**2, 1 / 15), (5, b * c @ a @ a @ c, 1 / 30),
            (5, b @ (a @ c) ** 2, 1 / 20), (5, b @ a @ c**3, 1 / 20), (5, b @ a @ (c * (a @ c)), 1 / 40),
            (5, b @ a @ a @ c**2, 1 / 60), (5, b @ a @ a @ a @ c, 1 / 120),
        ]  # fmt: skip
        for order, found, wanted in conditions:
            if order <= tableau.order:
                assert found == pytest.approx(wanted, abs=1e-13), (tableau.name, order)
        assert any(not math.isclose(found, wanted, abs_tol=1e-6) for _, found, wanted in conditions) == (tableau.order < 5)
        if tableau.error is not None:
            assert sum(float(x) for x in tableau.error) == pytest.approx(0.0, abs=1e-12)
