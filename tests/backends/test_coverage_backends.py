"""Check that loops over satellites are vector code, and that the same text runs in plain Python and compiles for a GPU."""

from __future__ import annotations

import json
import math
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from equipoise.kernel import satellite as s
from equipoise.sensing._kernels import view as v
from equipoise.sensing.constellation import Constellation, locate
from equipoise.sensing.coverage import Optics, count_in_view

FLOAT_WORK = r"\tv?(?:f?n?m(?:add|sub)\d*|add|sub|mul|div|sqrt){}\t"
LIBRARY = re.compile(r"_*(?:exp|log|pow|sin|cos|sqrt|fma|floor|fmod)[f@]?\w*")
# a shell of low circles and high ellipses, targets over and under it, in numbers that plain Python and a GPU read too
LOW = [[7378137.0, 0.0, 1.2, 0.7 * k, 0.0, 1.3 * k] for k in range(40)]
HIGH = [[26.6e6, 0.1 * k, 1.1, 0.7 * k, 4.7, 1.3 * k] for k in range(8)]
TARGETS = [[6.42e6, 0.0, 0.0], [0.0, -4.0e6, 5.0e6], [0.0, 8.0e6, 1.0e6], [-3.0e6, 3.0e6, -4.8e6]]
TIMES = [0.0, 700.0, 5000.0, 40000.0]
OPTICS = {
    "threshold_W_sr": 100.0, "reference_range_m": 6e6, "least_off_nadir_rad": 0.1, "greatest_off_nadir_rad": 1.2,
    "below_horizon_factor": 3.0, "cold_threshold_W_sr": 20.0,
}  # fmt: skip
HOT, COLD = 2000.0, 30.0


def run_elsewhere(script: str, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env={**os.environ, **environment}, capture_output=True, text=True, timeout=280
    )
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout


def test_loops_over_satellites_are_vector_code() -> None:
    """Packed sums and products, about one for each scalar one (of the last few satellites, past whole vectors), no call to a library."""
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the names of instructions are those of x86")
    script = (
        "import tempfile, numba\nnumba.config.CACHE_DIR = tempfile.mkdtemp()\nimport json\nimport numpy as np\n"
        "from equipoise.kernel import satellite as s\nfrom equipoise.sensing._kernels import view as v\n"
        "o = v.prepare_optics(0.1, 1.0, 1e4, 1e4, 1e2, 1e6, 2.0, 3.0)\nx, R = np.ones(64), np.zeros(64 * s.N_ROWS)\n"
        "y, z, d, c = x.copy(), x.copy(), x.copy(), np.zeros(64, dtype=np.int64)\n"
        "s.fill_circular(1.0, R, x, y, z)\ns.fill_elliptic(1.0, R, x, y, z)\n"
        "v.count_seeing(x, y, z, 1.0, 2.0, 3.0, 4.0, 5.0, o)\nv.judge_all(x, y, z, 1.0, 2.0, 3.0, 4.0, 5.0, o, c, d)\n"
        "loops = (s.fill_circular, s.fill_elliptic, v.count_seeing, v.judge_all)\n"
        "print(json.dumps([list(f.inspect_asm().values()) for f in loops]))"
    )
    texts = json.loads(run_elsewhere(script))
    for (text,), least in zip(texts, (40, 100, 15, 15), strict=True):
        packed, single = (len(re.findall(FLOAT_WORK.format(kind), text)) for kind in ("pd", "sd"))
        assert packed > least and packed > 0.8 * single
        called = re.findall(r"call\w*\t(\S+)", text) + re.findall(r"movabsq\t\$(\S+),", text)  # numba calls through a register
        assert called and not [name for name in called if LIBRARY.fullmatch(name)]


def list_ours(elements: list[list[float]]) -> list[list[list[int]]]:
    """Count with the compiled loops: (time, target)."""
    places = np.broadcast_to(np.array(TARGETS), (len(TIMES), len(TARGETS), 3))
    return count_in_view(Constellation(np.array(elements)), Optics(**OPTICS), TIMES, places, HOT, COLD).tolist()


def test_plain_python_counts_the_same() -> None:
    script = (
        "import json\nimport numpy as np\nfrom equipoise.sensing.constellation import Constellation, locate\n"
        "from equipoise.sensing.coverage import Optics, count_in_view\n"
        f"places = np.broadcast_to(np.array({TARGETS!r}), ({len(TIMES)}, {len(TARGETS)}, 3))\n"
        f"found = [(count_in_view(c, Optics(**{OPTICS!r}), {TIMES!r}, places, {HOT}, {COLD}).tolist(), locate(c, {TIMES!r}).tolist())\n"
        f"         for c in (Constellation(np.array({LOW!r})), Constellation(np.array({HIGH!r})))]\n"
        "print(json.dumps(found))"
    )
    found = json.loads(run_elsewhere(script, NUMBA_DISABLE_JIT="1"))
    for (counts, places), elements in zip(found, (LOW, HIGH), strict=True):
        assert counts == list_ours(elements)
        assert np.allclose(places, locate(Constellation(np.array(elements)), TIMES), rtol=0.0, atol=1e-4)  # m


def test_the_counts_that_are_compared_differ() -> None:
    """So that agreement says something: some targets are seen, by some satellites, some of the time."""
    assert len({n for elements in (LOW, HIGH) for row in list_ours(elements) for n in row}) > 3


def find_cuda() -> str | None:
    """Find the CUDA compiler library: that of the package nvidia-cuda-nvcc, or the machine's."""
    places = [Path(p) / "nvidia" / "cuda_nvcc" for p in sys.path] + [Path(os.environ.get("CUDA_HOME", "/usr/local/cuda"))]
    return next((str(p) for p in places if any(p.glob("**/libnvvm.so*"))), None)


GPU_TEXT = """
import math, json
import numpy as np
from numba import cuda
from equipoise.kernel.satellite import place_circular, place_elliptic, prepare_satellite
from equipoise.sensing._kernels.view import check_sight, find_reach2, judge_sight, prepare_optics

def count_threads(t_s, elements, positions, hot, cold, counts):
    k = cuda.grid(1)
    if k >= counts.size:
        return
    i, j = k // counts.shape[1], k % counts.shape[1]
    optics = prepare_optics(0.1, 1.2, 10e3, 10e3, 100.0, 6e6, 3.0, 20.0)
    space2, earth2 = find_reach2(hot, cold, optics)
    n = 0
    for m in range(elements.shape[0]):
        e = elements[m]
        row = prepare_satellite(e[0], e[1], e[2], e[3], e[4], e[5])
        if e[1] == 0.0:
            x, y, z = place_circular(t_s[i], row[0], row[3], row[4], row[5], row[6], row[11], row[12])
        else:
            x, y, z = place_elliptic(
                t_s[i], row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10]
            )
        code, _ = judge_sight(x, y, z, positions[j, 0], positions[j, 1], positions[j, 2], space2, earth2, optics)
        n += 1 if code == 0 else 0
    counts[i, j] = n
"""


def test_the_kernels_compile_for_a_gpu() -> None:
    home = find_cuda()
    if home is None:
        pytest.skip("no CUDA compiler library: pip install nvidia-cuda-nvcc-cu12")
    script = GPU_TEXT + (
        "\nfrom types import SimpleNamespace\nfrom numba import types\nfrom numba.cuda import dispatcher\n"
        "dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(8, 0))\n"
        "f1, f2, i2 = types.float64[::1], types.float64[:, ::1], types.int32[:, ::1]\n"
        "text, _ = cuda.compile_ptx(count_threads, types.void(f1, f2, f2, types.float64, types.float64, i2), cc=(8, 0))\n"
        "print('.visible .entry' in text, text.count('fma.rn.f64') > 50, '.target sm_80' in text)"
    )
    assert run_elsewhere(script, CUDA_HOME=home).split() == ["True"] * 3


def test_the_gpu_text_counts_the_same_in_the_simulator() -> None:
    script = GPU_TEXT + (
        f"\nfound, times, targets = [], np.array({TIMES!r}), np.array({TARGETS!r})\nfor elements in ({LOW!r}, {HIGH!r}):\n"
        "    counts = np.zeros((len(times), len(targets)), dtype=np.int32)\n"
        f"    cuda.jit(count_threads)[1, counts.size](times, np.array(elements), targets, {HOT}, {COLD}, counts)\n"
        "    found.append(counts.tolist())\nprint(json.dumps(found))"
    )
    found = json.loads(run_elsewhere(script, NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="1"))
    assert found == [list_ours(LOW), list_ours(HIGH)]


def test_one_satellite_alone_is_where_it_is_among_others() -> None:
    """The scalar text, and the last few of a vector loop, give what the loop gives: to a last digit, 1e-6 m."""
    for elements, place in ((LOW, "circular"), (HIGH, "elliptic")):
        many = locate(Constellation(np.array(elements)), TIMES)
        for k, one in enumerate(elements):
            row = s.prepare_satellite(*one)
            for i, t in enumerate(TIMES):
                alone = s.place_circular(t, row[0], *row[3:7], *row[11:]) if place == "circular" else s.place_elliptic(t, *row[:11])
                assert math.dist(alone, many[i, :, k]) < 1e-6


def test_codes_and_counts_are_one_text() -> None:
    """The code of each satellite says seen as often as the counting loop counts."""
    shell = Constellation(np.array(LOW + LOW[:5]))
    optics = Optics(**OPTICS).numbers
    where = locate(shell, TIMES)
    space2, earth2 = v.find_reach2(HOT, COLD, optics)
    codes, ranges2 = np.empty(len(shell), dtype=np.int64), np.empty(len(shell))
    for k in range(len(TIMES)):
        for target in TARGETS:
            v.judge_all(*where[k], *target, space2, earth2, optics, codes, ranges2)
            assert v.count_seeing(*where[k], *target, space2, earth2, optics) == np.sum(codes == v.SEEN)
