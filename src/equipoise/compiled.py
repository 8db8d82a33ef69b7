"""Compile kernels with a cache that notices edits, and with the one promise that vector code needs.

Numba's cache looks at a function's own file alone, and would go on using old machine code after an edit of a function that was
inlined into it; here every kernel source is part of the stamp.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import __version__ as numba_version
from numba import njit
from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions

# The compiler may keep loads out of vector registers unless it knows that arrays do not overlap; numba has the flag but no
# spelling for it. Without it results are the same and lanes are four times slower.
CPUTargetOptions.noalias = TargetOptions.Mapping("noalias")  # type: ignore[no-untyped-call]

_FAST = {"error_model": "numpy", "fastmath": {"contract", "nsz", "arcp", "afn", "reassoc"}}


def _stamp_sources() -> bytes:
    here = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for folder in (here / "kernel", here / "compute", *sorted(here.glob("*/_kernels"))):
        for file in sorted(folder.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.digest()


_SOURCES = _stamp_sources()


# What is not said explicitly, numba takes over from the function that is being compiled at that moment: a plain function first met inside
# a driver would silently get the driver's free arithmetic, and which it gets would depend on what was compiled before. Then a first
# run would differ from a second one, which finds everything in the cache. So exact means said to be exact.
_EXACT = {"fastmath": False, "error_model": "python", "forceinline": False}


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function when first called, cached on disk until any kernel source changes."""

    def wrap(function: Callable[..., Any]) -> Any:
        dispatcher = njit(cache=True, **{**_EXACT, **options})(function)
        file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
        if file is not None:  # None without a compiler (NUMBA_DISABLE_JIT) or without a writable cache
            file._source_stamp = (file._source_stamp, _SOURCES)
            _FOLDERS.append(Path(file._cache_path))
        return dispatcher

    return wrap


_FOLDERS: list[Path] = []  # where kernels are cached; the first serves for marks


def find_mark(what: str) -> Path | None:
    """Name the file that says that `what` has been compiled from these sources; None where nothing can be cached."""
    if not _FOLDERS:
        return None
    digest = hashlib.sha256(_SOURCES + f"{what} {numba_version} {sys.version}".encode()).hexdigest()[:24]
    return _FOLDERS[0] / f"compiled-{digest}.mark"


plain = compiled()  # exact arithmetic in the order written
paste = compiled(forceinline=True)  # the same, pasted into its caller
inline = compiled(forceinline=True, **_FAST)  # pasted into its caller; sums and products may be regrouped and fused
scalar = compiled(**_FAST)
driver = compiled(nogil=True, **_FAST)
loop = compiled(noalias=True, **_FAST)  # arrays promised not to overlap: the loop over lanes
