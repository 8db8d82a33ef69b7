"""Name everything that can go wrong, so that a caller can catch one tree.

EquipoiseError
├── InputError      the input was wrong; the message names the field, the fault, what is accepted and the cure (exit code 2)
├── MissingExtra    an optional package is not installed; the message says how to install it (exit code 2)
├── StoreError      a result folder is damaged, incomplete or of another study (exit code 2)
└── RunFailed       a computation could not finish (exit code 1)
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class EquipoiseError(Exception):
    """Stand at the root of every error that this package raises on purpose."""


class InputError(EquipoiseError):
    """Refuse an input, naming the field, the fault, what is accepted and how to mend it.

    >>> str(InputError(path="years.end", problem="2001 is before the start, 2019", accepted="a year after 2019"))
    'years.end: 2001 is before the start, 2019. Accepted: a year after 2019.'
    """

    def __init__(self, *, path: str, problem: str, accepted: str = "", mend: str = "") -> None:
        self.path = path
        self.problem = problem
        self.accepted = accepted
        self.mend = mend
        parts = [f"{path}: {problem.rstrip('.')}."]
        if accepted:
            parts.append(f"Accepted: {accepted.rstrip('.')}.")
        if mend:
            parts.append(mend if mend.endswith("?") else mend.rstrip(".") + ".")
        super().__init__(" ".join(parts))


class InputErrors(InputError):
    """Carry several refusals of one input at once, a line each."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(path=first.path, problem=first.problem, accepted=first.accepted, mend=first.mend)
        self.args = ("\n".join(str(error) for error in self.errors),)


class MissingExtra(EquipoiseError):
    """Say which optional package is missing and how to install it."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"This needs the package '{package}'. Install it with: pip install 'equipoise[{extra}]'")


class StoreError(EquipoiseError):
    """Refuse a result folder that is damaged, incomplete or belongs to another study."""


class RunFailed(EquipoiseError):
    """Report that a computation could not finish."""


def suggest_nearest(name: str, known: Iterable[str]) -> str:
    """Suggest the nearest known spelling, or nothing.

    >>> suggest_nearest("interceptrs", ["interceptors", "sensors"])
    "Did you mean 'interceptors'?"
    """
    found = get_close_matches(str(name), [str(k) for k in known], n=1, cutoff=0.6)
    return f"Did you mean '{found[0]}'?" if found else ""
