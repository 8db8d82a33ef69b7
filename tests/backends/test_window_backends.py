"""Check that windows and footprints come out alike compiled, in plain Python and as GPU text, and that they compile for a GPU."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from equipoise.engagement._kernels.window import N_GUIDE, N_LOOK, find_all_looks, outline_footprint

R = 6371e3
# One text for all: a target comes down on a straight line towards the battery's surroundings; interceptors of even speed.
SCENE = f"""
import json
import numpy as np
R = {R!r}
n = 40
t = np.linspace(0.0, 200.0, n)
height = np.linspace(150e3, 0.0, n)
arc = np.linspace(-700e3, 0.0, n) / R
place = np.stack([(R + height) * np.cos(arc), (R + height) * np.sin(arc), 0.0 * arc], axis=1)
reach, top = 250e3, 150e3
s, h = np.meshgrid(np.linspace(0.0, reach, 20), np.linspace(0.0, top, 16))
times = np.hypot(s, h) / 2500.0
times[-1, -5:] = np.inf
speeds = np.full(times.shape, 2500.0)
limits = np.array([top, reach, 20e3, 120e3, 10.0, 8.0])
firm = np.ones(n, dtype=np.int8)
firm[18:20] = 0
sites = np.array([[R * np.cos(a), R * np.sin(a), 0.0] for a in (60e3 / R, -40e3 / R)])
frame = np.array([0.0, 0.0, 0.7, 0.2, R])
bearings = np.linspace(0.0, 5.0, 5)
"""
CALL = """
runs = 2
looks, last = np.full((runs, 3, N_LOOK), np.nan), np.full((runs, 2), np.nan)
count, why, chosen = (np.zeros(runs, dtype=np.int64) for _ in range(3))
both = lambda a: np.ascontiguousarray(np.broadcast_to(a, (runs, *a.shape)))
find_all_looks(both(t), np.full(runs, n), both(place), both(height), both(firm), np.array([40.0, 150.0]), both(sites), both(times),
               both(speeds), both(limits), looks, last, count, why, chosen, np.empty((3, N_LOOK)), np.empty(2))
out = np.empty((len(bearings), 2, 2))
outline_footprint(t, n, place, height, firm, frame, 60.0, np.array([300e3, 10.0]), times, speeds, limits, bearings,
                  np.empty((n, N_GUIDE)), np.empty(times.shape[1]), np.empty((2, N_LOOK)), np.empty(2), out)
result = [np.nan_to_num(looks, nan=-1.0).tolist(), np.nan_to_num(last, nan=-1.0).tolist(), count.tolist(), why.tolist(),
          chosen.tolist(), out.tolist()]
"""
IMPORT = (
    "from equipoise.flight._kernels.reach import fill_reach\n"
    "from equipoise.engagement._kernels.window import N_GUIDE, N_LOOK, find_all_looks, find_looks, outline_footprint\n"
)
KERNEL = """
from numba import cuda
def watch_threads(t, length, place, altitude, firm, t_firm, b, times, speeds, limits, looks, last, count, why):
    r = cuda.grid(1)
    if r < len(length):
        count[r], why[r] = find_looks(t[r], length[r], place[r], altitude[r], firm[r], t_firm[r], b[r, 0], b[r, 1], b[r, 2], times[r],
                                      speeds[r], limits[r], looks.shape[1], True, looks[r, :0], last[r, :0], looks[r], last[r])
def outline_threads(t, n, place, altitude, firm, frame, cue, radar, times, speeds, limits, bearings, guide, soonest, looks, last, out):
    r = cuda.grid(1)
    if r < 1:
        outline_footprint(t, n, place, altitude, firm, frame, cue, radar, times, speeds, limits, bearings, guide, soonest, looks, last, out)
def reach_threads(t, s, h, v, reach, top, time, speed):
    r = cuda.grid(1)
    if r < len(reach):
        fill_reach(t[r:r+1], s[r:r+1], h[r:r+1], v[r:r+1], reach[r:r+1], top[r:r+1], time[r:r+1], speed[r:r+1])
"""


def run_elsewhere(script: str, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env={**os.environ, **environment}, capture_output=True, text=True, timeout=280
    )
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout


def compute_here() -> list:
    scope: dict = {"N_GUIDE": N_GUIDE, "N_LOOK": N_LOOK, "find_all_looks": find_all_looks, "outline_footprint": outline_footprint}
    exec(SCENE + CALL, scope)
    return scope["result"]


def test_plain_python_finds_the_same_windows() -> None:
    plain = json.loads(run_elsewhere(IMPORT + SCENE + CALL + "print(json.dumps(result))", NUMBA_DISABLE_JIT="1"))
    ours = compute_here()
    assert ours[2][0] >= 2 and ours[2] == plain[2] and ours[3] == plain[3] and ours[4] == plain[4]
    for k in (0, 1, 5):
        # a last digit may flip one halving of an edge: 1/65,536 of five seconds, one part in 5,000 of a distance
        assert np.allclose(ours[k], plain[k], rtol=2e-4, atol=1e-3)


def test_the_gpu_text_finds_the_same_looks_in_the_simulator() -> None:
    script = (
        IMPORT + SCENE + KERNEL + "b = sites[:1] / R\nlooks, last = np.full((1, 3, N_LOOK), np.nan), np.zeros((1, 2))\n"
        "count, why = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)\n"
        "cuda.jit(watch_threads)[1, 1](t[None], np.array([n]), place[None], height[None], firm[None], np.array([40.0]), b, times[None],\n"
        "                              speeds[None], limits[None], looks, last, count, why)\n"
        "print(json.dumps([np.nan_to_num(looks, nan=-1.0).tolist(), count.tolist()]))"
    )
    looks, count = json.loads(run_elsewhere(script, NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="1"))
    scope: dict = {"N_GUIDE": N_GUIDE, "N_LOOK": N_LOOK, "find_all_looks": find_all_looks, "outline_footprint": outline_footprint}
    exec(SCENE + "sites = sites[:1]\n" + CALL, scope)
    assert count[0] == scope["result"][2][0] > 0
    assert np.allclose(looks[0], scope["result"][0][0], rtol=2e-4, atol=1e-3)


def find_cuda() -> str | None:
    """Find the CUDA compiler library: that of the package nvidia-cuda-nvcc, or the machine's."""
    places = [Path(p) / "nvidia" / "cuda_nvcc" for p in sys.path] + [Path(os.environ.get("CUDA_HOME", "/usr/local/cuda"))]
    return next((str(p) for p in places if any(p.glob("**/libnvvm.so*"))), None)


def test_windows_and_footprints_compile_for_a_gpu() -> None:
    home = find_cuda()
    if home is None:
        pytest.skip("no CUDA compiler library: pip install nvidia-cuda-nvcc-cu12")
    script = (
        IMPORT + KERNEL + "from types import SimpleNamespace\nfrom numba import types\nfrom numba.cuda import dispatcher\n"
        "dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(8, 0))\n"
        "f, f1, f2, f3, i1 = types.float64, types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1], types.int64[::1]\n"
        "b1, b2 = types.int8[::1], types.int8[:, ::1]\n"
        "watch = types.void(f2, i1, f3, f2, b2, f1, f2, f3, f3, f2, f3, f2, i1, i1)\n"
        "outline = types.void(f1, types.int64, f2, f1, b1, f1, f, f1, f2, f2, f1, f1, f2, f1, f2, f1, f3)\n"
        "reach = types.void(f3, f3, f3, f3, f1, f1, f3, f3)\n"
        "for kernel, signature in ((watch_threads, watch), (outline_threads, outline), (reach_threads, reach)):\n"
        "    text, _ = cuda.compile_ptx(kernel, signature, cc=(8, 0))\n"
        "    print('.visible .entry' in text, text.count('.f64') > 50, '.target sm_80' in text)"
    )
    assert run_elsewhere(script, CUDA_HOME=home).split() == ["True"] * 9
