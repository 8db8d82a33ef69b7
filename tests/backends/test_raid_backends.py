"""Check that one text of the raid fights alike everywhere: machine code, plain Python, threads, a simulated GPU; and that it is fast."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from equipoise.engagement.raid import RaidArrivals, RaidLayers, RaidOutcome, simulate_raids

# a raid in which every rule is at work: channels, reloads, decoys, looks that err, common causes, overlapping layers
CASE = """
import numpy as np
from equipoise.engagement.raid import RaidArrivals, RaidLayers
def build(n_layers=3, each=(6, 5, 4, 3)):
    launch = 120.0 * np.arange(n_layers)[:, None, None] + 70.0 * np.arange(3) + 5.0 * np.arange(4)[:, None]
    layer = np.arange(n_layers)
    return RaidLayers(
        p_reach=np.full((n_layers, 4), 0.9), n_looks=np.full((n_layers, 4), 3), launch_s=launch, intercept_s=launch + 60.0,
        p_ssk=np.broadcast_to(0.4 + 0.05 * layer[:, None, None], launch.shape), last_launch_s=launch[:, :, -1] + 30.0,
        n_stock=np.full(n_layers, 25.0), shots_per_target=np.full(n_layers, 2.4), unit_cost_usd2025=1e7, p_available=0.95, p_track=0.9,
        common=layer % 4, n_ready=np.where(layer == 1, 8.0, np.inf), reload_s=90.0, n_channels=np.where(layer == 2, np.inf, 4.0),
        doctrine=1, p_miss_called_kill=0.1, p_kill_called_miss=0.1, assess_s=10.0, p_warhead_called=0.95,
        p_decoy_called=np.where(layer < 2, 0.3, 0.0), n_tracks=np.where(layer == 0, 20.0, np.inf),
        allocation=np.where(layer == 2, 1, 0),
    ), RaidArrivals(np.array(each), 1.5, 200.0)
"""
scope: dict[str, object] = {}
exec(CASE, scope)


def build() -> tuple[RaidLayers, RaidArrivals]:
    layers, arrivals = scope["build"]()  # type: ignore[operator]
    return layers, arrivals


def list_counts(out: RaidOutcome) -> list[list[int]]:
    parts = (out.leakers, out.kills, out.shots, out.wasted_on_dead, out.wasted_on_decoys, out.engaged, out.unengaged, out.leakers_by_step)
    return np.concatenate([p.reshape(len(p), -1) for p in parts], axis=1).tolist()


def run_elsewhere(script: str, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env={**os.environ, **environment}, capture_output=True, text=True, timeout=280
    )
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout


def test_plain_python_fights_the_same_raids() -> None:
    script = CASE + (
        "import json\nfrom equipoise.engagement.raid import simulate_raids\n"
        "layers, arrivals = build()\nout = simulate_raids(layers, arrivals, np.arange(6), key=(7, 9))\n"
        "parts = (out.leakers, out.kills, out.shots, out.wasted_on_dead, out.wasted_on_decoys, out.engaged, out.unengaged,\n"
        "         out.leakers_by_step)\n"
        "print(json.dumps(np.concatenate([p.reshape(len(p), -1) for p in parts], axis=1).tolist()))"
    )
    plain = json.loads(run_elsewhere(script, NUMBA_DISABLE_JIT="1"))
    assert plain == list_counts(simulate_raids(*build(), np.arange(6), key=(7, 9)))
    assert sum(map(sum, plain)) > 500  # something happened


def test_threads_and_chunks_change_nothing() -> None:
    layers, arrivals = build()
    whole = list_counts(simulate_raids(layers, arrivals, np.arange(700), key=(7, 9)))
    assert whole == list_counts(simulate_raids(layers, arrivals, np.arange(700), key=(7, 9), threads=2))
    assert whole[300:310] == list_counts(simulate_raids(layers, arrivals, np.arange(300, 310), key=(7, 9)))
    large = np.uint64(2**63 + 5)  # runs beyond 32 bits are other draws
    assert list_counts(simulate_raids(layers, arrivals, np.array([large]), key=(7, 9)))[0] != whole[5]


def test_another_key_or_stream_is_another_raid() -> None:
    layers, arrivals = build()
    base = list_counts(simulate_raids(layers, arrivals, np.arange(50), key=(7, 9)))
    for options in ({"key": (7, 10)}, {"key": (8, 9)}, {"key": (7, 9), "stream": 400}):
        assert list_counts(simulate_raids(layers, arrivals, np.arange(50), **options)) != base  # type: ignore[arg-type]


# one thread a draw, scratch by thread: what a GPU driver would hold
KERNEL = """
from numba import cuda
from equipoise.engagement._kernels.raid import fight_raid
def fight_threads(layers, classes, rows, counts, per_warhead, duration_s, even, stream, runs, key0, key1, real, whole, wide_real, wide,
                  tally, log):
    d = cuda.grid(1)
    if d < len(runs):
        fight_raid(layers[rows[d]], classes[rows[d]], counts[d], per_warhead[d], duration_s[d], even, stream, runs[d], key0, key1,
                   (real[d], whole[d], wide_real[d], wide[d]), tally[d], log)
"""


def find_cuda() -> str | None:
    """Find the CUDA compiler library: that of the package nvidia-cuda-nvcc, or the machine's."""
    places = [Path(p) / "nvidia" / "cuda_nvcc" for p in sys.path]
    places += [Path(os.environ.get("CUDA_HOME", "/usr/local/cuda")), *sorted(Path("/usr/local").glob("cuda-*"))]
    return next((str(p) for p in places if any(p.glob("**/libnvvm.so*"))), None)


def test_the_raid_compiles_for_a_gpu() -> None:
    home = find_cuda()
    if home is None:
        pytest.skip("no CUDA compiler library: pip install nvidia-cuda-nvcc-cu12")
    script = KERNEL + (
        "from types import SimpleNamespace\nfrom numba import types\nfrom numba.cuda import dispatcher\nf, i = types.float64, types.int64\n"
        "signature = types.void(f[:, :, ::1], f[:, :, :, ::1], i[::1], i[:, ::1], f[::1], f[::1], types.boolean, i, types.uint64[::1],\n"
        "                       i, i, f[:, :, ::1], i[:, :, ::1], f[:, :, ::1], i[:, :, ::1], i[:, ::1], f[:, ::1])\n"
        "dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(8, 0))\n"
        "text, _ = cuda.compile_ptx(fight_threads, signature, cc=(8, 0))\n"
        "print('.visible .entry' in text, '.target sm_80' in text, text.count('setp.lt.f64') > 20, 'malloc' in text)"
    )
    assert run_elsewhere(script, CUDA_HOME=home).split() == ["True", "True", "True", "False"]


def test_the_gpu_text_fights_the_same_raids_in_the_simulator() -> None:
    script = (CASE + KERNEL) + (
        "import json\nfrom equipoise.engagement._kernels import layout as at\n"
        "layers, arrivals = build()\nrules, classes, _ = layers.pack()\nn, wide = 3, 600\n"
        "tally = np.zeros((n, at.BLOCK + at.BLOCK_COLUMNS * rules.shape[1]), dtype=np.int64)\n"
        "counts = np.repeat(arrivals.counts[None, :], n, axis=0)\n"
        "room = (np.zeros((n, at.REAL_ROWS, wide)), np.zeros((n, at.WHOLE_ROWS, wide), dtype=np.int64),\n"
        "        np.zeros((n, at.WIDE_REAL_ROWS, at.WIDTH * wide)), np.zeros((n, at.WIDE_WHOLE_ROWS, at.WIDTH * wide), dtype=np.int64))\n"
        "cuda.jit(fight_threads)[1, n](rules, classes, np.zeros(n, dtype=np.int64), counts, np.full(n, 1.5), np.full(n, 200.0), False,\n"
        "                              310, np.arange(n, dtype=np.uint64), 7, 9, *room, tally, np.zeros((0, 6)))\n"
        "print(json.dumps(tally[:, :4].tolist()))"
    )
    leakers = json.loads(run_elsewhere(script, NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="1"))
    assert leakers == simulate_raids(*build(), np.arange(3), key=(7, 9)).leakers.tolist()


def test_the_draws_are_vector_code() -> None:
    """The loop over Philox blocks multiplies in vector registers, also where the scalar draw was compiled and cached before."""
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the names of instructions are those of x86")
    script = (
        "import tempfile, numba\nnumba.config.CACHE_DIR = tempfile.mkdtemp()\nimport numpy as np\n"
        "from equipoise.kernel.philox import draw_uniform\ndraw_uniform(1, 2, 3, 4, 5)\n"
        "from equipoise.engagement._kernels.layout import draw_rows\n"
        "a = np.zeros(64)\ndraw_rows(64, np.arange(64), 4, 310, np.uint64(1), 1, 2, a, a.copy(), a.copy(), a.copy())\n"
        "text = list(draw_rows.inspect_asm().values())[0]\nprint(text.count('pmuludq') >= 4)"
    )
    assert run_elsewhere(script).split() == ["True"]


def test_three_hundred_weapons_five_layers_ten_thousand_draws() -> None:
    """Wanted: under 10 s on two cores. Seen: under 1 s on one."""
    layers, arrivals = scope["build"](5, (100, 80, 60, 60))  # type: ignore[operator]
    simulate_raids(layers, arrivals, np.arange(2), key=(1, 1))
    begin = time.perf_counter()
    out = simulate_raids(layers, arrivals, np.arange(10_000), key=(1, 1), threads=2)
    assert time.perf_counter() - begin < 10.0
    assert len(out.leakers) == 10_000 and np.all(out.n_leakers <= 300)
