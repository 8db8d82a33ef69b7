"""Check the generator against the known answers of Random123 and the properties that reproducibility rests on."""

from __future__ import annotations

import numpy as np
import pytest

from equipoise.kernel.philox import draw_normal, draw_uniform, make_key, philox4x32

# kat_vectors of Random123 1.14 (Salmon et al. 2011): philox4x32 with 10 rounds
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_the_published_answers(counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]) -> None:
    words = [np.uint64(w) for w in (*counter, *key)]
    assert tuple(int(w) for w in philox4x32(*words)) == expected


def test_uniforms_are_in_the_open_interval_and_average_one_half() -> None:
    key0, key1 = make_key(np.uint64(1), np.uint64(2))
    values = np.array([draw_uniform(key0, key1, run, 5, 0) for run in range(20_000)])
    assert values.min() > 0.0 and values.max() < 1.0
    assert abs(values.mean() - 0.5) < 4.0 / np.sqrt(12.0 * len(values))  # four standard errors
    assert abs(values.var() - 1.0 / 12.0) < 4.0 * np.sqrt(1.0 / 180.0 / len(values))


def test_normals_have_unit_variance() -> None:
    key0, key1 = make_key(np.uint64(9), np.uint64(2))
    values = np.array([draw_normal(key0, key1, run, 5, 1) for run in range(20_000)])
    assert abs(values.mean()) < 4.0 / np.sqrt(len(values))
    assert abs(values.var() - 1.0) < 4.0 * np.sqrt(2.0 / len(values))


def test_keys_streams_runs_and_indices_all_matter() -> None:
    base = make_key(np.uint64(1), np.uint64(2))
    seen = {
        draw_uniform(*base, 3, 4, 5),
        draw_uniform(*base, 4, 4, 5),
        draw_uniform(*base, 3, 5, 5),
        draw_uniform(*base, 3, 4, 6),
        draw_uniform(*make_key(np.uint64(2), np.uint64(2)), 3, 4, 5),
        draw_uniform(*make_key(np.uint64(1), np.uint64(3)), 3, 4, 5),
        draw_uniform(*base, 3 + 2**32, 4, 5),
    }
    assert len(seen) == 7
