"""Time three more problems against tuned SciPy: a boosted ballistic flight, a steep entry, a weaving glide.

python benchmarks/three_more.py [rounds]. Cartesian, over the rotating sphere of GLIDE-1, in plain Python that shares nothing with the
package. The reference is DOP853 at 2.5e-14, begun anew at every burnout, kick and reversal; SciPy as a peer gets the loosest setting that
ends within 10 m of it, as we do.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import glide_1 as g
import numpy as np
import ours
from scipy.integrate import solve_ivp

import equipoise as eq
from equipoise.scenario.flights import Flight

Piece = tuple[float, dict[str, float]]  # until when, and the parameters until then
STAGES = ((20000.0, 2000.0, 550e3, 260.0, 0.5), (6000.0, 650.0, 190e3, 285.0, 0.2))
TOLERANCES = (3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)


def rate(t: float, s: np.ndarray, q: dict[str, float]) -> list[float]:
    x, y, z, u, v, w = s.tolist()
    r = math.sqrt(x * x + y * y + z * z)
    speed = math.sqrt(u * u + v * v + w * w)
    h = r - g.RE
    rho = g.density(h) if h < 86e3 else 0.0
    mass = q.get("mass", 1.0) - q.get("flow", 0.0) * (t - q.get("t0", 0.0))
    drag, pull, om = 0.5 * rho * speed * q["area"] / mass, -g.MU / r**3, g.OMEGA
    along = -drag
    ax, ay, az = pull * x + om * om * x + 2 * om * v, pull * y + om * om * y - 2 * om * u, pull * z
    if "thrust" in q:
        push = q["thrust"] / mass
        if q["up"]:
            ax, ay, az = ax + push * x / r, ay + push * y / r, az + push * z / r
        else:
            along += push / speed
    if "lift" in q:
        nx, ny, nz = x / r, y / r, z / r
        rx, ry, rz = v * nz - w * ny, w * nx - u * nz, u * ny - v * nx
        k = q["lift"] * drag / math.sqrt(rx * rx + ry * ry + rz * rz)
        cb, sb = math.cos(q["bank"]), math.sin(q["bank"]) * speed
        ax += k * (cb * (ry * w - rz * v) + sb * rx)
        ay += k * (cb * (rz * u - rx * w) + sb * ry)
        az += k * (cb * (rx * v - ry * u) + sb * rz)
    return [u, v, w, ax + along * u, ay + along * v, az + along * w]


def place(lat_deg: float, h: float, speed: float, angle_deg: float, azimuth_deg: float) -> np.ndarray:
    lat, a, c = math.radians(lat_deg), math.radians(angle_deg), math.radians(azimuth_deg)
    up, east, north = np.array([math.cos(lat), 0, math.sin(lat)]), np.array([0, 1.0, 0]), np.array([-math.sin(lat), 0, math.cos(lat)])
    return np.concatenate([(g.RE + h) * up, speed * (math.sin(a) * up + math.cos(a) * (math.sin(c) * east + math.cos(c) * north))])


def integrate(start: np.ndarray, pieces: list[Piece], stop_m: float, kick: tuple[float, float] | None, **options: Any) -> np.ndarray:
    def fell(_t: float, s: np.ndarray, *_: Any) -> float:
        return math.sqrt(s[0] ** 2 + s[1] ** 2 + s[2] ** 2) - g.RE - stop_m

    fell.terminal, fell.direction = True, -1.0  # type: ignore[attr-defined]
    t, s = 0.0, start
    for until, q in pieces:
        if kick and t == kick[0]:
            speed = float(np.linalg.norm(s[3:]))
            up = s[:3] / np.linalg.norm(s[:3])
            east = np.array([-up[1], up[0], 0.0]) / math.hypot(up[0], up[1])
            s = np.concatenate([s[:3], speed * (math.sin(kick[1]) * up + math.cos(kick[1]) * east)])
        part = solve_ivp(rate, (t, until), s, "DOP853", args=(q,), events=fell, **options)
        t, s = float(part.t[-1]), part.y[:, -1]
        if part.t_events[0].size:
            break
    return np.array([t, math.atan2(s[1], s[0]), math.atan2(s[2], math.hypot(s[0], s[1])), float(np.linalg.norm(s[3:]))])


@dataclass(frozen=True)
class Problem:
    name: str
    flight: Flight
    vary: Callable[[int], dict[str, np.ndarray]]
    alone: Callable[[dict[str, float]], tuple[np.ndarray, list[Piece], float, tuple[float, float] | None]]


def boost() -> Problem:
    stages = [
        {"propellant": f"{p} kg", "dry_mass": f"{d} kg", "thrust": f"{f} N", "specific_impulse": f"{i} s", "drag_area": f"{a} m^2"}
        for p, d, f, i, a in STAGES
    ]
    payload = {"mass": "900 kg", "then": {"kind": "ballistic", "ballistic_coefficient": "8000 kg/m^2"}}
    flight = Flight.model_validate(
        {
            "id": "boost", "earth": ours.SPHERE,
            "start": {"latitude": "0 deg", "longitude": "0 deg", "altitude": "0 km", "azimuth": "90 deg"},
            "vehicle": {"kind": "boosted", "stages": stages, "payload": payload,
                        "pitch": {"kind": "gravity_turn", "kick_at": "10 s", "kick_to": "82 deg"}},
        }
    )  # fmt: skip

    def alone(v: dict[str, float]):
        mass, t, pieces = 900.0 + sum(p + d for p, d, *_ in STAGES), 0.0, []
        for k, (fuel, dry, thrust, impulse, area) in enumerate(STAGES):
            flow = thrust / (impulse * g.G0)
            q = {"mass": mass, "flow": flow, "t0": t, "thrust": thrust, "area": area, "up": False}
            if k == 0:
                pieces.append((10.0, {**q, "up": True}))
            t += fuel / flow
            pieces.append((t, q))
            mass -= fuel + dry
        return place(0.0, 0.0, 0.0, 0.0, 90.0), [*pieces, (1e5, {"area": 1 / 8000.0})], 0.0, (10.0, v["vehicle.pitch.kick_to"])

    return Problem("boosted, ballistic", flight, lambda n: {"vehicle.pitch.kick_to": np.radians(np.linspace(80.0, 84.0, n))}, alone)


def entry() -> Problem:
    start = {
        "latitude": "0 deg",
        "longitude": "0 deg",
        "altitude": "120 km",
        "azimuth": "90 deg",
        "speed": "7 km/s",
        "flight_path_angle": "-30 deg",
    }
    vehicle = {"kind": "ballistic", "ballistic_coefficient": "5000 kg/m^2"}
    flight = Flight.model_validate({"id": "entry", "earth": ours.SPHERE, "vehicle": vehicle, "start": start})

    def alone(v: dict[str, float]):
        return place(0.0, 120e3, 7000.0, -30.0, 90.0), [(1e5, {"area": 1 / v["vehicle.ballistic_coefficient"]})], 0.0, None

    return Problem("steep entry", flight, lambda n: {"vehicle.ballistic_coefficient": np.geomspace(500.0, 10000.0, n)}, alone)


def weave() -> Problem:
    bank = [{"at": f"{max(0, 50 + 100 * (k - 1)) if k else 0} s", "bank": f"{40 if k % 2 == 0 else -40} deg"} for k in range(31)]
    flight = ours.glide_1(bank=bank)

    def vary(n: int) -> dict[str, np.ndarray]:
        every = 100.0 + 50.0 * ((0.6180339887498949 * np.arange(n)) % 1.0)
        return {f"bank.{k}.at": (k - 0.5) * every for k in range(1, 31)}

    def alone(v: dict[str, float]):
        cuts = [v[f"bank.{k}.at"] for k in range(1, 31)] + [1e5]
        glide = {"area": 1 / g.BETA, "lift": g.LIFT}
        pieces = [(cut, {**glide, "bank": math.radians(40.0 if k % 2 == 0 else -40.0)}) for k, cut in enumerate(cuts)]
        return place(10.0, 50e3, 6500.0, 0.0, 60.0), pieces, g.STOP_M, None

    return Problem("weaving glide", flight, vary, alone)


def compare(problem: Problem, rounds: int, n: int = 24, many: int = 4096) -> None:
    vary = problem.vary(n)
    cases = [problem.alone({k: float(v[i]) for k, v in vary.items()}) for i in range(n)]
    truth = np.array([integrate(*case, rtol=2.5e-14, atol=1e-7, max_step=5.0) for case in cases])

    def error(rows: np.ndarray) -> float:
        return float(np.max(g.distance_m(rows[:, 1], rows[:, 2], truth[:, 1], truth[:, 2])))

    def scipy(tol: float) -> np.ndarray:
        return np.array([integrate(*case, rtol=2.3e-14, atol=np.array([1.0] * 3 + [0.01] * 3) * tol) for case in cases])

    def mine(tol: float, vary: dict[str, np.ndarray]) -> Any:
        return eq.fly(problem.flight, vary=vary, tolerance=tol)

    theirs = max((tol for tol in TOLERANCES if error(scipy(tol)) < 10.0), default=TOLERANCES[0])
    us = max((tol for tol in (0.03, 0.1, 0.3, 1.0, 2.0, 4.0, 8.0, 16.0) if error(ours.rows(mine(tol, vary))) < 10.0), default=0.03)
    larger = problem.vary(many)
    mine(us, larger)
    speeds: dict[str, list[float]] = {"scipy": [], "equipoise": []}
    for _ in range(rounds):
        for name, work, count in (("scipy", lambda: scipy(theirs), n), ("equipoise", lambda: ours.rows(mine(us, larger)), many)):
            begin = time.process_time()
            work()
            speeds[name].append(count / (time.process_time() - begin))
    a, b = (float(np.median(speeds[k])) for k in ("equipoise", "scipy"))
    print(f"{problem.name:<20}{a:>12,.0f}{b:>10,.1f}{a / b:>10,.0f}x{error(ours.rows(mine(us, vary))):>9.2f}{error(scipy(theirs)):>9.2f}")


if __name__ == "__main__":
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"{'problem':<20}{'flights/s':>12}{'scipy':>10}{'ratio':>11}{'our m':>9}{'their m':>9}")
    for build in (boost, entry, weave):
        compare(build(), int(sys.argv[1]) if len(sys.argv) > 1 else 5)
