"""Give every test the root of the repository and a place of its own for settings that libraries keep on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Name the root of the repository."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def draw_without_a_screen(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let matplotlib draw to files only, and keep its font list out of the user's home."""
    patch = pytest.MonkeyPatch()
    patch.setenv("MPLBACKEND", "Agg")
    patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))


@pytest.fixture(scope="session", autouse=True)
def compile_before_anything_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fill the cache of kernels in a process of its own, so that this one takes them from there as every later one does.

    Workers of one session wait for each other, so that nothing is compiled twice.
    """
    import equipoise as eq
    from equipoise.study.run import compile_apart

    with (tmp_path_factory.getbasetemp().parent / "compile.lock").open("w") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        except ImportError:  # no such locks here: at worst the kernels are compiled twice
            pass
        compile_apart(eq.load("founding/shield-2019"))
