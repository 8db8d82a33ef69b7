"""State GLIDE-1: 256 glides of 4,000 to 11,000 km, in plain Python that shares nothing with the package, and its reference.

Point mass over a rotating sphere of 6371 km, mu 3.986004418e14, no J2; US Standard Atmosphere 1976 in seven exact layers of geopotential
height; drag rho V^2 / (2 beta), beta 13,000 kg/m2, lift 2.6 times that at a constant bank of 60 deg x frac(0.618.. i), so that
neighbours differ. From 50 km, 6,500 m/s, level, 10 N 0 E, heading 60 deg, to the first fall through 20 km.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

RE, MU, OMEGA = 6_371_000.0, 3.986004418e14, 7.292115e-5
BETA, LIFT, NOSE_M, STOP_M = 13_000.0, 2.6, 0.034, 20_000.0
R0, G0, R_AIR = 6_356_766.0, 9.80665, 8314.32 / 28.9644
LAYERS = [  # base height (geopotential m), base temperature K, lapse K/m, base pressure Pa
    (0.0, 288.15, -0.0065, 101325.0), (11e3, 216.65, 0.0, 22632.063973462922), (20e3, 216.65, 0.001, 5474.888669677776),
    (32e3, 228.65, 0.0028, 868.0186847552286), (47e3, 270.65, 0.0, 110.90630555496602), (51e3, 270.65, -0.0028, 66.93887311868734),
    (71e3, 214.65, -0.002, 3.9564204280407314),
]  # fmt: skip
EDGES = [layer[0] for layer in LAYERS]
# one unit of error in altitude, longitude, latitude, speed, angles: what moves the end by about as much
SCALE = np.array([1.0, 1.0 / RE, 1.0 / RE, 0.01, 4e-6, 1e-6])


def bank_angles(n: int) -> np.ndarray:
    return np.radians(60.0) * ((0.6180339887498949 * np.arange(n)) % 1.0)


def density(h: float) -> float:
    level = R0 * h / (R0 + h)
    i = 0
    while i < 6 and level >= EDGES[i + 1]:
        i += 1
    base, t0, lapse, p0 = LAYERS[i]
    t = t0 + lapse * (level - base)
    p = p0 * (math.exp(-G0 / R_AIR * (level - base) / t0) if lapse == 0.0 else (t / t0) ** (-G0 / (R_AIR * lapse)))
    return p / (R_AIR * t)


def rate(_t: float, s: np.ndarray, cb: float, sb: float) -> list[float]:
    h, _, lat, v, gamma, psi = s.tolist()
    r = RE + h
    sg, cg, sp, cp, sl, cl = math.sin(gamma), math.cos(gamma), math.sin(psi), math.cos(psi), math.sin(lat), math.cos(lat)
    drag = density(h) * v * v / (2.0 * BETA)
    lift, g, spin = LIFT * drag, MU / (r * r), OMEGA * OMEGA * r * cl
    return [
        v * sg, v * cg * sp / (r * cl), v * cg * cp / r, -drag - g * sg + spin * (sg * cl - cg * sl * cp),
        (lift * cb + spin * (cg * cl + sg * sl * cp)) / v + (v / r - g / v) * cg + 2.0 * OMEGA * cl * sp,
        (lift * sb + spin * sl * sp) / (v * cg) + v * cg * sp * sl / (cl * r) - 2.0 * OMEGA * (sg / cg * cp * cl - sl),
    ]  # fmt: skip


START = np.array([50e3, 0.0, math.radians(10.0), 6500.0, 0.0, math.radians(60.0)])


def at_stop(_t: float, s: np.ndarray, *_: float) -> float:
    return float(s[0]) - STOP_M


at_stop.terminal = True  # type: ignore[attr-defined]
at_stop.direction = -1.0  # type: ignore[attr-defined]


def distance_m(lon_a: np.ndarray, lat_a: np.ndarray, lon_b: np.ndarray, lat_b: np.ndarray) -> np.ndarray:
    d = np.sin((lat_a - lat_b) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_a - lon_b) / 2) ** 2
    return 2.0 * RE * np.arcsin(np.sqrt(d))


def reference(n: int = 256) -> np.ndarray:
    """Return t, lon, lat, speed of n flights: DOP853 at 1e-12, begun anew at every edge of a layer; kept in .cache."""
    file = Path(__file__).parent / ".cache" / f"glide_1_{n}.npy"
    if file.exists():
        return np.load(file)
    out = np.array([_fly_cut(sigma) for sigma in bank_angles(n)])
    file.parent.mkdir(exist_ok=True)
    np.save(file, out)
    return out


def _fly_cut(sigma: float) -> list[float]:
    def edge(level: float):
        def cross(_t: float, s: np.ndarray, *_: float) -> float:
            return float(s[0]) - R0 * level / (R0 - level)

        cross.terminal = True
        return cross

    edges = [edge(e) for e in EDGES[2:]]
    t, s = 0.0, START
    while True:
        part = solve_ivp(rate, (t, 20_000.0), s, "DOP853", rtol=2.5e-14, atol=SCALE * 1e-6, args=(math.cos(sigma), math.sin(sigma)),
                         events=[at_stop, *edges])  # fmt: skip
        t, s = part.t[-1], part.y[:, -1].copy()
        if part.t_events[0].size:
            return [t, s[1], s[2], s[3]]
        t1 = t + 1e-3  # step over the edge before listening again
        part = solve_ivp(rate, (t, t1), s, "DOP853", rtol=2.5e-14, atol=SCALE * 1e-6, args=(math.cos(sigma), math.sin(sigma)))
        t, s = t1, part.y[:, -1].copy()
