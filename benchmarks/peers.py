"""Fly GLIDE-1 with other tools, each tuned to the loosest setting that ends within 10 m of the reference."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import glide_1 as g
import numpy as np
from scipy.integrate import solve_ivp

Peer = Callable[[np.ndarray], np.ndarray]  # bank angles to rows of t, lon, lat, speed


def fly_scipy(banks: np.ndarray, method: str = "DOP853", tol: float = 0.05, rhs: Any = g.rate, **options: Any) -> np.ndarray:
    """SciPy, tolerance a vector (position 1 m, speed 0.01 m/s, angles 4e-6 and 1e-6 rad, times `tol`)."""
    options = options or {"rtol": 2.3e-14, "atol": g.SCALE * tol}
    out = np.empty((len(banks), 4))
    for i, sigma in enumerate(banks):
        end = solve_ivp(rhs, (0.0, 20_000.0), g.START, method, args=(math.cos(sigma), math.sin(sigma)), events=g.at_stop, **options)
        out[i] = end.t_events[0][0], *end.y_events[0][0][1:4]
    return out


def fly_scipy_typical(banks: np.ndarray) -> np.ndarray:
    """SciPy as scripts usually call it: RK45, rtol = atol = 1e-8, steps of at most 1 s."""
    return fly_scipy(banks, "RK45", rtol=1e-8, atol=1e-8, max_step=1.0)


def build_scipy_numba() -> Peer:
    """SciPy's DOP853 over a right-hand side compiled by numba."""
    from numba import njit

    bases, temps, lapses, presses = (np.array(c) for c in zip(*g.LAYERS, strict=True))

    @njit
    def rhs(_t, s, cb, sb):
        h, lat, v, gamma, psi = s[0], s[2], s[3], s[4], s[5]
        level = g.R0 * h / (g.R0 + h)
        i = 0
        while i < 6 and level >= bases[i + 1]:
            i += 1
        t = temps[i] + lapses[i] * (level - bases[i])
        if lapses[i] == 0.0:
            p = presses[i] * math.exp(-g.G0 / g.R_AIR * (level - bases[i]) / temps[i])
        else:
            p = presses[i] * (t / temps[i]) ** (-g.G0 / (g.R_AIR * lapses[i]))
        r = g.RE + h
        sg, cg, sp, cp, sl, cl = math.sin(gamma), math.cos(gamma), math.sin(psi), math.cos(psi), math.sin(lat), math.cos(lat)
        drag = p / (g.R_AIR * t) * v * v / (2.0 * g.BETA)
        lift, grav, spin = g.LIFT * drag, g.MU / (r * r), g.OMEGA * g.OMEGA * r * cl
        out = np.empty(6)
        out[0], out[1], out[2] = v * sg, v * cg * sp / (r * cl), v * cg * cp / r
        out[3] = -drag - grav * sg + spin * (sg * cl - cg * sl * cp)
        out[4] = (lift * cb + spin * (cg * cl + sg * sl * cp)) / v + (v / r - grav / v) * cg + 2.0 * g.OMEGA * cl * sp
        turn = (lift * sb + spin * sl * sp) / (v * cg) + v * cg * sp * sl / (cl * r)
        out[5] = turn - 2.0 * g.OMEGA * (sg / cg * cp * cl - sl)
        return out

    return lambda banks: fly_scipy(banks, rhs=rhs)


def build_diffrax(tol: float = 0.05) -> Peer:
    """diffrax: Tsit5, event by root find, vmap, the state a tuple of scalars; batches of 256, double precision."""
    import diffrax as dfx
    import jax
    import jax.numpy as jnp
    import optimistix as optx

    jax.config.update("jax_enable_x64", True)
    bases, temps, lapses, presses = (jnp.array(c) for c in zip(*g.LAYERS, strict=True))
    safe = jnp.where(lapses == 0.0, 1.0, lapses)

    def rhs(_t, s, args):
        h, _, lat, v, gamma, psi = s
        cb, sb = args
        level = g.R0 * h / (g.R0 + h)
        i = sum((level >= e).astype(int) for e in g.EDGES[1:])
        up = level - bases[i]
        t = temps[i] + lapses[i] * up
        power = jnp.where(lapses[i] == 0.0, up / temps[i], jnp.log(t / temps[i]) / safe[i])
        p = presses[i] * jnp.exp(-g.G0 / g.R_AIR * power)
        r = g.RE + h
        sg, cg, sp, cp, sl, cl = jnp.sin(gamma), jnp.cos(gamma), jnp.sin(psi), jnp.cos(psi), jnp.sin(lat), jnp.cos(lat)
        drag = p / (g.R_AIR * t) * v * v / (2.0 * g.BETA)
        lift, grav, spin = g.LIFT * drag, g.MU / (r * r), g.OMEGA * g.OMEGA * r * cl
        return (
            v * sg, v * cg * sp / (r * cl), v * cg * cp / r, -drag - grav * sg + spin * (sg * cl - cg * sl * cp),
            (lift * cb + spin * (cg * cl + sg * sl * cp)) / v + (v / r - grav / v) * cg + 2.0 * g.OMEGA * cl * sp,
            (lift * sb + spin * sl * sp) / (v * cg) + v * cg * sp * sl / (cl * r) - 2.0 * g.OMEGA * (sg / cg * cp * cl - sl),
        )  # fmt: skip

    def norm(y):
        return jnp.max(jnp.stack([jnp.abs(part) / scale for part, scale in zip(y, g.SCALE, strict=True)]))

    controller = dfx.PIDController(rtol=0.0, atol=tol, norm=norm)
    event = dfx.Event(lambda t, y, args, **_: y[0] - g.STOP_M, optx.Newton(1e-9, 1e-9))

    def fly_one(sigma):
        end = dfx.diffeqsolve(
            dfx.ODETerm(rhs), dfx.Tsit5(), 0.0, 20_000.0, 1.0, tuple(jnp.float64(v) for v in g.START), (jnp.cos(sigma), jnp.sin(sigma)),
            stepsize_controller=controller, event=event, max_steps=4096, saveat=dfx.SaveAt(t1=True),
        )  # fmt: skip
        return jnp.stack([end.ts[-1], end.ys[1][-1], end.ys[2][-1], end.ys[3][-1]])

    fly = jax.jit(jax.vmap(fly_one))
    return lambda banks: np.concatenate([np.asarray(fly(jnp.asarray(banks[i : i + 256]))) for i in range(0, len(banks), 256)])


def build_heyoka(tol: float = 1e-7) -> Peer:
    """heyoka: Taylor series in Cartesian coordinates, exact layers of air cut by events (isothermal layers with a lapse of 1e-7 K/m)."""
    import heyoka as hy

    x, y, z, u, v, w = hy.make_vars("x", "y", "z", "u", "v", "w")
    base, t0, lapse, rho0, low, high, cb, sb = (hy.par[i] for i in range(8))
    r = hy.sqrt(x * x + y * y + z * z)
    h = r - g.RE
    level = g.R0 * h / (g.R0 + h)
    t = 1.0 + lapse * (level - base) / t0
    rho = rho0 * hy.exp(-(1.0 + g.G0 / (g.R_AIR * lapse)) * hy.log(t))
    speed = hy.sqrt(u * u + v * v + w * w)
    k = 0.5 * rho * speed / g.BETA
    nx, ny, nz = x / r, y / r, z / r
    rx, ry, rz = v * nz - w * ny, w * nx - u * nz, u * ny - v * nx
    size = hy.sqrt(rx * rx + ry * ry + rz * rz)
    lift = g.LIFT * k / size
    qx, qy, qz = ry * w - rz * v, rz * u - rx * w, rx * v - ry * u
    pull = -g.MU / (r * r * r)
    om = g.OMEGA
    system = [
        (x, u), (y, v), (z, w),
        (u, pull * x + om * om * x + 2.0 * om * v - k * u + lift * (cb * qx + sb * speed * rx)),
        (v, pull * y + om * om * y - 2.0 * om * u - k * v + lift * (cb * qy + sb * speed * ry)),
        (w, pull * z - k * w + lift * (cb * qz + sb * speed * rz)),
    ]  # fmt: skip
    stop = hy.t_event(h - g.STOP_M, direction=hy.event_direction.negative)
    sink = hy.t_event(level - low, direction=hy.event_direction.negative)
    rise = hy.t_event(level - high, direction=hy.event_direction.positive)
    ta = hy.taylor_adaptive(system, [0.0] * 6, tol=tol, t_events=[stop, sink, rise], pars=[0.0] * 8)
    lat, psi = g.START[2], g.START[5]
    up, east, north = np.array([math.cos(lat), 0, math.sin(lat)]), np.array([0, 1.0, 0]), np.array([-math.sin(lat), 0, math.cos(lat)])
    start = [*((g.RE + g.START[0]) * up), *(g.START[3] * (math.sin(psi) * east + math.cos(psi) * north))]
    begin = sum(g.R0 * g.START[0] / (g.R0 + g.START[0]) >= e for e in g.EDGES) - 1

    def enter(i: int) -> None:
        b, temp, slope, press = g.LAYERS[i]
        ta.pars[:6] = b, temp, slope or 1e-7, press / (g.R_AIR * temp), b, g.EDGES[i + 1] if i < 6 else 85e3

    def fly(banks: np.ndarray) -> np.ndarray:
        out = np.empty((len(banks), 4))
        for i, sigma in enumerate(banks):
            ta.reset_cooldowns()
            ta.time, ta.state[:] = 0.0, start
            ta.pars[6:] = math.cos(sigma), math.sin(sigma)
            layer = begin
            enter(layer)
            while True:
                code = int(ta.propagate_until(20_000.0)[0])
                event = -code - 1 if code < 0 else code
                if event == 0:
                    break
                layer += -1 if event == 1 else 1
                enter(layer)
            px, py, pz, pu, pv, pw = ta.state
            out[i] = ta.time, math.atan2(py, px), math.atan2(pz, math.hypot(px, py)), math.sqrt(pu * pu + pv * pv + pw * pw)
        return out

    return fly
