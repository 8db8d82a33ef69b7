"""Write src/equipoise/kernel/step.py: one straight-line Runge-Kutta step from its tableau (Dormand and Prince 1980).

Run: python tools/generate_step.py. A test checks that the committed file is what this script writes.
"""

from __future__ import annotations

from fractions import Fraction as Q
from pathlib import Path

C = [Q(0), Q(1, 5), Q(3, 10), Q(4, 5), Q(8, 9), Q(1), Q(1)]
A = [
    [],
    [Q(1, 5)],
    [Q(3, 40), Q(9, 40)],
    [Q(44, 45), Q(-56, 15), Q(32, 9)],
    [Q(19372, 6561), Q(-25360, 2187), Q(64448, 6561), Q(-212, 729)],
    [Q(9017, 3168), Q(-355, 33), Q(46732, 5247), Q(49, 176), Q(-5103, 18656)],
    [Q(35, 384), Q(0), Q(500, 1113), Q(125, 192), Q(-2187, 6784), Q(11, 84)],
]
B4 = [Q(5179, 57600), Q(0), Q(7571, 16695), Q(393, 640), Q(-92097, 339200), Q(187, 2100), Q(1, 40)]
STATE = ["x", "y", "z", "u", "v", "w", "q"]

HEAD = '''"""Take one Runge-Kutta step of a point mass: written by tools/generate_step.py from the tableau of Dormand and Prince.

Dormand and Prince, J. Comp. Appl. Math. 6 (1980) 19-26. Longer than usual: the step is straight-line on purpose.
"""

from __future__ import annotations

from numba import njit

from equipoise.kernel.point_mass import accelerate


@njit(cache=True)
def take_step(t, h, x, y, z, u, v, w, q, p):  # type: ignore[no-untyped-def]
    """Advance position (m), velocity (m/s) and heat load (J/m2) by h; return the new state and the error of each part.

    p is the parameter tuple of `accelerate`. The fifth-order solution is kept; the error is its difference from the
    embedded fourth-order one, as the largest position and the largest velocity component.
    """
'''


def combine(row: list[Q], part: str) -> str:
    """Write h * sum(a_j k_j) for one state part."""
    terms = " + ".join(f"{a.numerator}.0 / {a.denominator}.0 * k{j}{part}" for j, a in enumerate(row) if a != 0)
    return f"{part} + h * ({terms})".replace("+ -", "- ")


def write() -> str:
    """Write the module text."""
    lines = [HEAD.rstrip("\n")]
    for i, row in enumerate(A):
        if i == 0:
            for s in STATE:
                lines.append(f"    {s}0 = {s}")
        else:
            for s in STATE:
                lines.append(f"    {s}{i} = {combine(row, s)}")
        lines.append(
            f"    k{i}u, k{i}v, k{i}w, k{i}q = accelerate(t + {C[i].numerator}.0 / {C[i].denominator}.0 * h, "
            + ", ".join(f"{s}{i}" for s in STATE[:6])
            + ", p)"
        )
        lines.append(f"    k{i}x, k{i}y, k{i}z = u{i}, v{i}, w{i}")
    for s in STATE[:6]:
        terms = " + ".join(
            f"{(A[6][j] if j < 6 else Q(0)) - B4[j]}".replace("/", ".0 / ") + f".0 * k{j}{s}"
            for j in range(7)
            if (A[6][j] if j < 6 else Q(0)) != B4[j]
        )
        lines.append(f"    e{s} = abs(h * ({terms}))".replace("+ -", "- "))
    lines.append("    return x6, y6, z6, u6, v6, w6, q6, max(ex, ey, ez), max(eu, ev, ew)")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).resolve().parents[1].joinpath("src/equipoise/kernel/step.py").write_text(write(), encoding="utf-8")
