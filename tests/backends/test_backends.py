"""Check that one text flies alike everywhere: vector lanes, one lane, plain Python, GPU text; and that lanes are vectors."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import equipoise as eq
from equipoise.compute.ensemble import Block, fly_block
from equipoise.compute.lanes import LANES, ONE_LANE
from equipoise.flight.prepare import prepare
from equipoise.flight.summary import Outcome
from equipoise.flight.vary import Varied
from equipoise.scenario.flights import Flight

GLIDER = {
    "id": "g", "vehicle": {"kind": "glider", "ballistic_coefficient": "13000 kg/m^2", "lift_to_drag": 2.6, "nose_radius": "3.4 cm"},
    "start": {"latitude": "10 deg", "longitude": "0 deg", "altitude": "50 km", "speed": "6500 m/s", "flight_path_angle": "0 deg",
              "azimuth": "60 deg"},
    "bank": "20 deg", "stop": {"altitude": "20 km"},
}  # fmt: skip
ROCKET = {
    "id": "r",
    "vehicle": {
        "kind": "boosted", "pitch": {"kind": "gravity_turn", "kick_at": "10 s", "kick_to": "82 deg"},
        "stages": [
            {"propellant": "20000 kg", "dry_mass": "2000 kg", "thrust": "550 kN", "specific_impulse": "260 s", "drag_area": "0.5 m^2"}
        ],
        "payload": {"mass": "2000 kg", "then": {"kind": "ballistic", "ballistic_coefficient": "8000 kg/m^2"}},
    },
    "start": {"latitude": "0 deg", "longitude": "0 deg", "altitude": "0 km", "azimuth": "90 deg"}, "stop": {"time": "120 s"},
}  # fmt: skip
SHORT = {**GLIDER, "stop": {"time": "120 s"}}
COLUMNS = ("t_end_s", "latitude_end_deg", "longitude_end_deg", "altitude_end_m", "speed_end_m_s", "max_aero_accel_g", "apogee_m")


def fly_with(lanes: tuple[int, ...], flight: Flight, banks: np.ndarray) -> Outcome:
    arrays, outcome = prepare(flight, Varied.build(flight, {"bank": banks})), Outcome.empty(len(banks))
    fly_block(Block(arrays.kernel, arrays.forces, 1.0), outcome.exact, outcome.rounded, outcome.codes, lanes=lanes)
    return outcome


def test_one_lane_and_many_lanes_agree() -> None:
    """The same text as a vector loop and for one lane. A last digit may flip whether a step is accepted: within the step error, 1 m."""
    banks = np.radians(np.linspace(0.0, 60.0, 70))
    many, one = fly_with(LANES, Flight.model_validate(GLIDER), banks), fly_with(ONE_LANE, Flight.model_validate(GLIDER), banks)
    assert np.array_equal(many.codes & 15, one.codes & 15)
    away = np.abs(many.exact[:, :7] - one.exact[:, :7])
    assert np.max(away) < 1.0 and np.median(away) < 1e-4


def test_a_flight_does_not_depend_on_order_company_or_threads() -> None:
    flight = Flight.model_validate(GLIDER)
    banks = np.radians(np.random.default_rng(3).uniform(-70.0, 70.0, 5000))
    whole = eq.fly(flight, vary={"bank": banks})
    threaded = eq.fly(flight, vary={"bank": banks}, threads=2)
    order = np.random.default_rng(4).permutation(len(banks))
    shuffled = eq.fly(flight, vary={"bank": banks[order]})
    alone = eq.fly(flight, vary={"bank": banks[1234:1235]})
    for name in (*COLUMNS, "max_heat_flux_W_m2", "heat_load_J_m2", "status"):
        assert np.array_equal(whole[name], threaded[name]), name
        assert np.array_equal(whole[name][order], shuffled[name]), name
        assert whole[name][1234] == alone[name][0], name


def run_elsewhere(script: str, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env={**os.environ, **environment}, capture_output=True, text=True, timeout=280
    )
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout


def test_plain_python_flies_the_same_flight() -> None:
    """NUMBA_DISABLE_JIT runs every kernel as the Python that is written there."""
    script = (
        "import json, sys\nfrom equipoise.scenario.flights import Flight\nfrom equipoise.flight import fly\n"
        "import equipoise.compute.ensemble as e\nfly_all = e.fly_lanes\n"
        "e.fly_lanes = lambda lanes, B, P, *rest: fly_all((0,), B[:len(B) // 32], P[:len(P) // 32], *rest)\n"  # one lane is enough
        f"flights = [Flight.model_validate(f) for f in json.loads({json.dumps(json.dumps([SHORT, ROCKET]))})]\n"
        f"print(json.dumps([[float(r[c]) for c in {COLUMNS!r}] for r in fly(flights).rows()]))"
    )
    plain = json.loads(run_elsewhere(script, NUMBA_DISABLE_JIT="1"))
    flights = [Flight.model_validate(SHORT), Flight.model_validate(ROCKET)]
    for ours, theirs in zip(eq.fly(flights).rows(), plain, strict=True):
        assert [ours[c] for c in COLUMNS] == pytest.approx(theirs, rel=1e-7)


def test_the_loop_over_lanes_is_vector_code() -> None:
    """Packed roots and quotients, none of them scalar, and no call to the mathematical library."""
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the names of instructions are those of x86")
    script = (
        "import tempfile, os, numba\nnumba.config.CACHE_DIR = tempfile.mkdtemp()\nimport numpy as np\n"
        "from equipoise.kernel.drive import N_ROWS, advance\nfrom equipoise.kernel.point_mass import N_PARAMETERS\n"
        "from equipoise.compute.air import build_air_table\nair = build_air_table('us76')\n"
        "for options in ((None, None, None), (1.0, 1.0, None), (1.0, 1.0, 1.0)):\n"
        "    advance((0,) * 32, np.zeros(N_ROWS * 32), np.zeros(N_PARAMETERS * 32), 1.0, air, None, *options, None, None)\n"
        "for text in advance.inspect_asm().values():\n"
        "    calls = [l.split()[-1] for l in text.splitlines() if l.strip().startswith('call')]\n"
        "    libm = [c for c in calls if any(w in c for w in ('exp', 'log', 'pow', 'sin', 'cos', 'sqrt', 'fma'))]\n"
        "    print(text.count('sqrtpd'), text.count('divpd'), text.count('sqrtsd'), text.count('divsd'), len(libm))"
    )
    lines = [list(map(int, line.split())) for line in run_elsewhere(script).splitlines()]
    assert len(lines) == 3
    for packed_roots, packed_quotients, scalar_roots, scalar_quotients, library_calls in lines:
        assert packed_roots > 12 and packed_quotients > 10
        assert scalar_roots == scalar_quotients == library_calls == 0


def find_cuda() -> str | None:
    """Find the CUDA compiler library: that of the package nvidia-cuda-nvcc, or the machine's."""
    places = [Path(p) / "nvidia" / "cuda_nvcc" for p in sys.path] + [Path(os.environ.get("CUDA_HOME", "/usr/local/cuda"))]
    return next((str(p) for p in places if any(p.glob("**/libnvvm.so*"))), None)


@pytest.mark.parametrize(
    "used", ["air", "air oblate bulge", "air oblate bulge burn", "air aero oblate bulge burn wind level", "oblate bulge level"]
)
def test_every_kernel_compiles_for_a_gpu(used: str) -> None:
    home = find_cuda()
    if home is None:
        pytest.skip("no CUDA compiler library: pip install nvidia-cuda-nvcc-cu12")
    script = (
        "from equipoise.compute.gpu import FEATURES, compile_to_ptx\n"
        f"text = compile_to_ptx(tuple(name in {used.split()!r} for name in FEATURES))\n"
        "print('.visible .entry' in text, text.count('sqrt.rn.f64') > 6, '.target sm_80' in text)"
    )
    assert run_elsewhere(script, CUDA_HOME=home).split() == ["True"] * 3


def test_the_gpu_text_flies_the_same_flights_in_the_simulator() -> None:
    script = (
        "import json, numpy as np\nfrom equipoise.compute.ensemble import Block\nfrom equipoise.compute.gpu import fly_on_gpu\n"
        "from equipoise.flight.prepare import prepare\nfrom equipoise.flight.vary import Varied\n"
        "from equipoise.scenario.flights import Flight\n"
        f"flight = Flight.model_validate(json.loads({json.dumps(json.dumps(GLIDER))}))\n"
        "a = prepare(flight, Varied.build(flight, {'bank': np.radians([0.0, 25.0, 50.0])}))\n"
        "exact, rounded, codes = fly_on_gpu(Block(a.kernel, a.forces, 1.0), 3)\nprint(json.dumps([exact.tolist(), (codes & 15).tolist()]))"
    )
    exact, status = json.loads(run_elsewhere(script, NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="1"))
    ours = fly_with(ONE_LANE, Flight.model_validate(GLIDER), np.radians([0.0, 25.0, 50.0]))
    assert status == [1, 1, 1] == (ours.codes & 15).tolist()
    away = np.abs(np.array(exact)[:, :7] - ours.exact[:, :7])
    assert np.max(away) < 1.0 and np.min(np.max(away, axis=1)) < 1e-5  # steps that flip on a last digit, and steps that do not
