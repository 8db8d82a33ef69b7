"""Exit 0 when the folder named first is a virtual environment made here by this Python, else exit 1.

A copied or moved environment still runs, but its scripts and its link to the source point at the old place; make asks
this before it trusts one. Run: python tools/venv_fits.py .venv
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def fits(folder: Path) -> bool:
    """Tell whether the environment was made in this very folder, and its Python answers with our version."""
    try:
        lines = (folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        told = subprocess.run([folder / "bin" / "python", "-VV"], capture_output=True, text=True, check=True).stdout
        ours = subprocess.run([sys.executable, "-VV"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    made_at = next((line.rsplit(" ", 1)[-1] for line in lines if line.startswith("command = ")), "")
    return told == ours and made_at != "" and Path(made_at).resolve() == folder.resolve()


if __name__ == "__main__":
    sys.exit(0 if fits(Path(sys.argv[1])) else 1)
