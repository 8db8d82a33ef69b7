"""Write src/equipoise/kernel/step.py: straight-line Runge-Kutta steps from their tableaus.

Run: python tools/generate_step.py. A test checks that the committed file is what this script writes, and another that
every tableau meets the order conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction as Q
from pathlib import Path

PLACE, PACE = ("x", "y", "z"), ("u", "v", "w")
ARGUMENTS = "p, air, aero, oblate, bulge, burn, wind, level"
WATCHED = "height, rate, rho, slope, speed2, load"


@dataclass(frozen=True)
class Tableau:
    """Hold one explicit method: rows of coefficients, weights, and weights of the error estimate (none: no estimate)."""

    name: str
    source: str
    rows: tuple[tuple[Q | float, ...], ...]
    weights: tuple[Q | float, ...]
    error: tuple[Q | float, ...] | None
    order: int

    @property
    def nodes(self) -> list[Q | float]:
        """Return the times of the stages as shares of the step."""
        return [sum(row, start=Q(0)) if row else Q(0) for row in self.rows]


def fractions(*items: str) -> tuple[Q, ...]:
    """Read exact fractions."""
    return tuple(Q(item) for item in items)


TSITOURAS = Tableau(
    "tsitouras5", "Tsitouras, Computers & Mathematics with Applications 62 (2011) 770-775",
    (
        (),
        (0.161,),
        (-0.008480655492356989, 0.335480655492357),
        (2.8971530571054935, -6.359448489975075, 4.3622954328695815),
        (5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525),
        (5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383),
    ),
    (0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774),
    (-0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995, -0.1447110071732629, 0.5823571654525552,
     -0.45808210592918697, 0.015151515151515152),
    5,
)  # fmt: skip
DORMAND_PRINCE = Tableau(
    "dormand_prince5", "Dormand and Prince, J. Comp. Appl. Math. 6 (1980) 19-26",
    (
        (),
        fractions("1/5"),
        fractions("3/40", "9/40"),
        fractions("44/45", "-56/15", "32/9"),
        fractions("19372/6561", "-25360/2187", "64448/6561", "-212/729"),
        fractions("9017/3168", "-355/33", "46732/5247", "49/176", "-5103/18656"),
    ),
    fractions("35/384", "0", "500/1113", "125/192", "-2187/6784", "11/84"),
    fractions("71/57600", "0", "-71/16695", "71/1920", "-17253/339200", "22/525", "-1/40"),
    5,
)  # fmt: skip
CLASSIC = Tableau(
    "runge_kutta4", "Kutta, Zeitschrift fuer Mathematik und Physik 46 (1901) 435-453",
    ((), fractions("1/2"), fractions("0", "1/2"), fractions("0", "0", "1")),
    fractions("1/6", "1/3", "1/3", "1/6"), None, 4,
)  # fmt: skip
TABLEAUS = (TSITOURAS, DORMAND_PRINCE, CLASSIC)

HEAD = '''"""Take one Runge-Kutta step of a point mass: written by tools/generate_step.py, straight-line on purpose.

The first stage is the last of the step before (its acceleration comes in as ax, ay, az), so that a step of order five
costs six evaluations. Longer than usual: three methods, no loops.
"""

from __future__ import annotations

from equipoise.compiled import inline
from equipoise.kernel.elementary import larger
from equipoise.kernel.point_mass import accelerate
'''
STEP = '''

@inline
def step_{name}(t, h, x, y, z, u, v, w, ax, ay, az, {arguments}):  # type: ignore[no-untyped-def]
    """Advance position (m) and velocity (m/s) by h (s): {source}.

    Returns the new state, its acceleration, the error of position and of velocity (largest component{note}), and
    what `accelerate` watches at the end.
    """
'''


def number(a: Q | float) -> str:
    """Write a coefficient so that Python reads back the same double."""
    return repr(float(a))


def combine(part: str, row: tuple[Q | float, ...], slope: str) -> str:
    """Write part + h * sum(a_j k_j)."""
    terms = " + ".join(f"{number(a)} * {slope}{j}" for j, a in enumerate(row) if a != 0)
    return f"{part} + h * ({terms})".replace("+ -", "- ")


def write_step(tableau: Tableau) -> list[str]:
    """Write one method as a function."""
    note = "; zero: no estimate" if tableau.error is None else ""
    lines = [STEP.format(name=tableau.name, arguments=ARGUMENTS, source=tableau.source, note=note).rstrip("\n")]
    lines += ["    u0, v0, w0 = u, v, w", "    kx0, ky0, kz0 = ax, ay, az"]
    n = len(tableau.rows)
    for i in range(1, n + 1):
        row = tableau.rows[i] if i < n else tableau.weights
        node = tableau.nodes[i] if i < n else 1.0
        for place, pace in zip(PLACE, PACE, strict=True):
            lines.append(f"    {place}{i} = {combine(place, row, pace)}")
        for axis, pace in zip(PLACE, PACE, strict=True):
            lines.append(f"    {pace}{i} = {combine(pace, row, 'k' + axis)}")
        watched = WATCHED if i == n else "_, _, _, _, _, _"
        states = ", ".join(f"{s}{i}" for s in PLACE + PACE)
        lines.append(f"    kx{i}, ky{i}, kz{i}, {watched} = accelerate(t + {number(node)} * h, {states}, {ARGUMENTS})")
    place_error = pace_error = "0.0"
    if tableau.error is not None:
        for axis, pace in zip(PLACE, PACE, strict=True):
            lines.append(f"    e{axis} = {combine('0.0', tableau.error, pace).removeprefix('0.0 + ')}")
            lines.append(f"    e{pace} = {combine('0.0', tableau.error, 'k' + axis).removeprefix('0.0 + ')}")
        place_error, pace_error = "larger(larger(abs(ex), abs(ey)), abs(ez))", "larger(larger(abs(eu), abs(ev)), abs(ew))"
    ends = ", ".join(f"{s}{n}" for s in PLACE + PACE)
    lines.append(f"    return {ends}, kx{n}, ky{n}, kz{n}, {place_error}, {pace_error}, {WATCHED}")
    return lines


def write() -> str:
    """Write the module text."""
    return HEAD + "\n".join("\n".join(write_step(t)) for t in TABLEAUS) + "\n\n\ntake_step = step_tsitouras5\n"


if __name__ == "__main__":
    Path(__file__).resolve().parents[1].joinpath("src/equipoise/kernel/step.py").write_text(write(), encoding="utf-8")
