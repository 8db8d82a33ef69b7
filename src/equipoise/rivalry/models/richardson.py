"""Ask where Richardson's race of two states goes, exactly in time or by yearly steps."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from equipoise.errors import InputError
from equipoise.registry import declare_input, register
from equipoise.scenario.number import Spec

_G: dict[str, Any] = {"basis": "G", "source": "richardson_1960"}
_A: dict[str, Any] = {"basis": "A", "source": "assumption"}


class Richardson(Spec):
    """Take the coefficients of Richardson's race; x may own a shield, which acts through three channels kept apart."""

    reaction_x: float = declare_input(0.3, "k, how x answers y", unit="1/year", **_A, interval=(-2.0, 2.0), ge=-100.0, le=100.0)
    fatigue_x: float = declare_input(0.6, "a, how x tires", unit="1/year", **_A, interval=(0.01, 2.0), gt=0.0, le=100.0)
    grievance_x: float = declare_input(1.0, "g, what x builds with no rival", unit="arms/year", **_A, ge=-1e6, le=1e6)
    reaction_y: float = declare_input(0.4, "l, how y answers x", unit="1/year", **_A, interval=(-2.0, 2.0), ge=-100.0, le=100.0)
    fatigue_y: float = declare_input(0.5, "b, how y tires", unit="1/year", **_A, interval=(0.01, 2.0), gt=0.0, le=100.0)
    grievance_y: float = declare_input(0.8, "h, what y builds with no rival", unit="arms/year", **_A, ge=-1e6, le=1e6)
    start_x: float = declare_input(0.0, "arms of x at the start", unit="arms", **_A, ge=-1e6, le=1e6)
    start_y: float = declare_input(0.0, "arms of y at the start", unit="arms", **_A, ge=-1e6, le=1e6)
    years: int = declare_input(20, "years of the path", unit="years", **_A, ge=0, le=200)
    step: Literal["exact", "annual"] = declare_input(
        "exact", "the differential equation solved exactly, or the yearly difference equation, which is another model", **_A
    )  # fmt: skip
    floor: Literal["none", "zero"] = declare_input(
        "none", "arms cut at zero, or free to fall below it as goodwill; with yearly steps only", **_A
    )
    misperception_x: float = declare_input(0.0, "x answers (1 + e) times what y has", **_A, interval=(-0.5, 2.0), ge=-1.0, le=100.0)
    misperception_y: float = declare_input(0.0, "y answers (1 + e) times what x has", **_A, interval=(-0.5, 2.0), ge=-1.0, le=100.0)
    shield_fear: float = declare_input(
        0.0, "what the shield of x adds to l, the rival's reaction", unit="1/year", **_A, ge=-100.0, le=100.0
    )
    shield_ambition: float = declare_input(0.0, "what it adds to g, the owner's own grievance", unit="arms/year", **_A, ge=-1e6, le=1e6)
    shield_cost: float = declare_input(0.0, "what its cost adds to a, the owner's fatigue", unit="1/year", **_A, ge=0.0, le=100.0)


Coefficients = tuple[float, float, float, float, float, float]  # k, a, g, l, b, h


def gather_coefficients(spec: Richardson, with_shield: bool = True) -> Coefficients:
    """Gather k, a, g, l, b, h with what the shield adds to them; misperception is not in them."""
    shield = (spec.shield_fear, spec.shield_ambition, spec.shield_cost) if with_shield else (0.0, 0.0, 0.0)
    fear, ambition, cost = shield
    return spec.reaction_x, spec.fatigue_x + cost, spec.grievance_x + ambition, spec.reaction_y + fear, spec.fatigue_y, spec.grievance_y


def find_equilibrium(c: Coefficients) -> tuple[float, float] | None:
    """Find x* = (kh + bg)/(ab - kl), y* = (lg + ah)/(ab - kl); None where ab = kl."""
    k, a, g, m, b, h = c
    det = a * b - k * m
    if abs(det) <= 1e-12 * max(a * b, abs(k * m)):
        return None
    return (k * h + b * g) / det, (m * g + a * h) / det


def richardson(spec: Richardson) -> dict[str, Any]:
    """Richardson's race x' = ky - ax + g, y' = lx - by + h: equilibrium, stable if ab > kl, eigenvalues, region, path.

    Eigenvalues -(a+b)/2 +- sqrt((a-b)^2/4 + kl), real whenever kl >= 0: two states that react alike never oscillate (Richardson
    1960). Yearly steps are stable iff |1 + lambda| < 1. In a saddle (kl > ab) the sign of l(x-x*) + (lambda+a)(y-y*), the side of
    the line through the equilibrium along the stable direction, tells runaway from disarmament. Both states overrating each other
    by e multiply kl by (1+e)^2: critical e = sqrt(ab/kl) - 1.

    >>> out = richardson(Richardson())
    >>> round(out["x"], 4), round(out["y"], 4), round(out["slow_eigenvalue"], 6), round(out["fast_eigenvalue"], 6)
    (4.1111, 4.8889, -0.2, -0.9)
    """
    if spec.floor == "zero" and spec.step == "exact":
        raise InputError(path="floor", problem="the exact solution has no floor", accepted="step=annual with floor=zero, or floor=none")
    k, a, g, m, b, h = gather_coefficients(spec)
    seen = (k * (1.0 + spec.misperception_x), a, g, m * (1.0 + spec.misperception_y), b, h)
    bare = find_equilibrium(gather_coefficients(spec, with_shield=False))
    found = find_equilibrium(seen)
    product, inside = seen[0] * seen[3], (a - b) ** 2 / 4.0 + seen[0] * seen[3]
    root = math.sqrt(abs(inside))
    slow, fast = (-(a + b) / 2.0 + root, -(a + b) / 2.0 - root) if inside >= 0.0 else (-(a + b) / 2.0,) * 2
    turn = root if inside < 0.0 else 0.0
    path = _walk(spec, seen)
    return {
        "x": found[0] if found else None, "y": found[1] if found else None, "is_stable": a * b - product > 0.0,
        "is_stable_annual": max(math.hypot(1.0 + slow, turn), math.hypot(1.0 + fast, turn)) < 1.0, "slow_eigenvalue": slow,
        "fast_eigenvalue": fast, "oscillation_rad_year": turn, "region": _tell_region(spec, seen, found, slow, inside),
        "critical_misperception": math.sqrt(a * b / (k * m)) - 1.0 if k * m > 0.0 else None,
        "x_without_shield": bare[0] if bare else None, "y_without_shield": bare[1] if bare else None,
        "path_x": [p[0] for p in path], "path_y": [p[1] for p in path],
    }  # fmt: skip


def _tell_region(spec: Richardson, c: Coefficients, found: tuple[float, float] | None, slow: float, inside: float) -> str:
    if found is None:
        return "no single equilibrium: ab = kl"
    if slow < 0.0 or inside < 0.0:
        return "toward the equilibrium from anywhere"
    k, a, _, m, _, _ = c
    side = m * (spec.start_x - found[0]) + (slow + a) * (spec.start_y - found[1])
    if abs(side) <= 1e-9 * (1.0 + abs(m * found[0]) + abs((slow + a) * found[1])):
        return "on the line to the equilibrium"
    if k < 0.0:
        return "one arms as the other disarms"
    return "runaway" if side > 0.0 else "disarmament"


def _walk(spec: Richardson, c: Coefficients) -> list[tuple[float, float]]:
    """Walk year by year: by the exponential of the matrix with its constant, or by differences."""
    k, a, g, m, b, h = c
    at = (spec.start_x, spec.start_y)
    path = [at]
    if spec.step == "exact":
        from scipy.linalg import expm

        with np.errstate(over="ignore", invalid="ignore"):  # what leaves the range of numbers is refused at the door
            year = expm(np.array([[-a, k, g], [m, -b, h], [0.0, 0.0, 0.0]]))
        rows = [[float(w) for w in row] for row in year[:2]]
    else:
        rows = [[1.0 - a, k, g], [m, 1.0 - b, h]]
    for _ in range(spec.years):
        x, y = (row[0] * at[0] + row[1] * at[1] + row[2] for row in rows)
        at = (max(0.0, x), max(0.0, y)) if spec.floor == "zero" else (x, y)
        path.append(at)
    return path


register(
    "model", "richardson", title="Richardson's arms race", function=richardson, spec=Richardson, sources=("richardson_1960",), basis="D",
    stage="rivalry",
    validity="two states, linear; coefficients are weakly identified by any record (data of 1907-1914 fit a race without reaction as "
    "well), so vary them; a negative level is Richardson's goodwill",
    outputs={
        "x": ("arms", "of x at the equilibrium; none where ab = kl"), "y": ("arms", "of y at the equilibrium"),
        "is_stable": ("", "ab > kl: the differential equation comes back to it"),
        "is_stable_annual": ("", "whether yearly steps do, which is another question"),
        "slow_eigenvalue": ("1/year", "the larger eigenvalue, its real part"), "fast_eigenvalue": ("1/year", "the smaller, its real part"),
        "oscillation_rad_year": ("rad/year", "the imaginary part: above 0 only if one reaction is negative"),
        "region": ("", "where the path leads from this start"),
        "critical_misperception": ("", "e with which both may overrate the other before the race runs away; none if kl <= 0"),
        "x_without_shield": ("arms", "of x at the equilibrium without shield and misperception"),
        "y_without_shield": ("arms", "of y at that equilibrium"),
        "path_x": ("arms", "of x, each year"), "path_y": ("arms", "of y, each year"),
    },
)  # fmt: skip
