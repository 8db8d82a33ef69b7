"""Check that the tracking filter is one text everywhere: plain Python, the text of a GPU, and that text simulated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from equipoise.sensing.track import track_many

# two flights: one over two radars, one under two satellites with a gap and a burn
SCENE = """
import json
import numpy as np
def build():
    t = np.broadcast_to(10.0 * np.arange(12), (2, 12))
    a, r = 5000.0 * t / 6.43e6, 6.43e6
    truth = np.stack([r * np.cos(a), r * np.sin(a), 0 * a, -5000 * np.sin(a), 5000 * np.cos(a), 0 * a], axis=2)
    seen = np.array([[0, 1, 1, 2, 2, 0, 0, 1, 1, 1, 2, 1], [2, 2, 2, 1, 1, 0, 0, 2, 2, 0, 0, 2]])
    place = np.array([[[6.371e6, 6e5, 1e5], [6.371e6, 2e5, -2e5]], [[7.4e6, 1e6, 8e5], [7.4e6, 1.2e6, -9e5]]])
    place = np.broadcast_to(place[:, None], (2, 12, 2, 3))
    angle, distance = np.full((2, 12, 2), 1e-3), np.full((2, 12, 2), 20.0)
    angle[1], distance[1] = 1e-4, np.inf
    burning = np.zeros((2, 12), dtype=bool)
    burning[1, :3] = True
    return (t, 12, truth, seen, place, angle, distance, 3, 4, [0, 5], [1, 2]), burning
"""
FIELDS = ("state", "position_m", "sd_m", "sd_before_m", "lead_sd_m", "nees_position", "p_manoeuvre")
# a thread a flight, scratch space in its own memory
KERNEL = """
import sys
from types import SimpleNamespace
import numpy as np
from numba import cuda, float64, types
from equipoise.sensing._kernels.filter import N_ESTIMATE
from equipoise.sensing._kernels.follow import N_NOTES, N_SCRATCH, follow_flight
def follow_threads(t, length, truth, n_seen, place, sigma_angle, sigma_range, burning, key0, key1, runs, streams, c, lead_s, state, notes,
                   estimates, broken):
    k = cuda.grid(1)
    if k < len(length):
        W = cuda.local.array((N_SCRATCH, N_ESTIMATE), float64)
        follow_flight(k, t, length, truth, n_seen, place, sigma_angle, sigma_range, burning, key0, key1, runs, streams, c, lead_s, W,
                      state, notes, estimates, broken)
"""


def run_elsewhere(script: str, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env={**os.environ, **environment}, capture_output=True, text=True, timeout=280
    )
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout


def find_cuda() -> str | None:
    """Find the CUDA compiler library: that of the package nvidia-cuda-nvcc, or the machine's."""
    places = [Path(p) / "nvidia" / "cuda_nvcc" for p in sys.path] + [Path(os.environ.get("CUDA_HOME", "/usr/local/cuda"))]
    return next((str(p) for p in places if any(p.glob("**/libnvvm.so*"))), None)


def track_here() -> dict[str, np.ndarray]:
    scope: dict[str, object] = {}
    exec(SCENE, scope)
    arguments, burning = scope["build"]()  # type: ignore[operator]
    found = track_many(*arguments, is_boosting=burning, lead_s=30.0)
    return {name: np.asarray(getattr(found, name), dtype=float) for name in FIELDS}


def agrees(here: dict[str, np.ndarray], there: dict[str, list[object]]) -> None:
    for name in FIELDS:
        other = np.array(there[name], dtype=float)
        # the order of sums differs, and covariances are differences of larger numbers
        assert np.allclose(here[name], other, rtol=1e-6, atol=1e-6, equal_nan=True), name
    assert set(here["state"].ravel()) == {0.0, 1.0, 2.0, 3.0}


def test_plain_python_follows_the_same_tracks() -> None:
    """NUMBA_DISABLE_JIT runs every kernel as the Python that is written there."""
    script = (
        SCENE + "from equipoise.sensing.track import track_many\narguments, burning = build()\n"
        "found = track_many(*arguments, is_boosting=burning, lead_s=30.0)\n"
        f"print(json.dumps({{n: np.asarray(getattr(found, n), dtype=float).tolist() for n in {FIELDS!r}}}))"
    )
    agrees(track_here(), json.loads(run_elsewhere(script, NUMBA_DISABLE_JIT="1").splitlines()[-1]))


def test_the_filter_compiles_for_a_gpu() -> None:
    home = find_cuda()
    if home is None:
        pytest.skip("no CUDA compiler library: pip install nvidia-cuda-nvcc-cu12")
    script = KERNEL + (
        "from numba.cuda import dispatcher\n"
        "dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(8, 0))\n"
        "f = [None, types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1], types.float64[:, :, :, ::1]]\n"
        "i, i1, i2, b2, s2 = types.int64, types.int64[::1], types.int64[:, ::1], types.boolean[:, ::1], types.int8[:, ::1]\n"
        "signature = types.void(f[2], i1, f[3], i2, f[4], f[3], f[3], b2, i, i, i1, i1, f[1], f[1], s2, f[3], f[3], i1)\n"
        "text, _ = cuda.compile_ptx(follow_threads, signature, cc=(8, 0))\n"
        "print('.visible .entry' in text, text.count('sqrt.rn.f64') > 6, '.target sm_80' in text)"
    )
    assert run_elsewhere(script, CUDA_HOME=home).split() == ["True"] * 3


def test_the_gpu_text_follows_the_same_tracks_in_the_simulator() -> None:
    script = SCENE + KERNEL + (
        "from equipoise.sensing import track\n"
        "arguments, burning = build()\n"
        "scene = track._check_scene(*arguments, burning)\n"
        "state, notes = np.zeros((2, 12), dtype=np.int8), np.full((2, 12, N_NOTES), np.nan)\n"
        "kernel = cuda.jit(follow_threads)\n"
        "kernel[1, 2](*scene.list_arguments(), track.MotionModel().list_constants(), np.full(2, 30.0), state, notes,\n"
        "             np.empty((0, 0, N_ESTIMATE)), np.zeros(2, dtype=np.int64))\n"
        "out = {'state': state.tolist(), 'position_m': notes[:, :, :3].tolist()}\n"
        "out |= {n: notes[:, :, at].tolist() for n, at in track._NOTED.items()}\n"
        "print(json.dumps(out))"
    )  # fmt: skip
    found = run_elsewhere(script, NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="1")
    agrees(track_here(), json.loads(found.splitlines()[-1]))
