"""Hold the shelf of replications: every row is computed; what reproduces stays reproduced, what misses has its reason."""

from __future__ import annotations

import math

import pytest

from equipoise.errors import InputError
from equipoise.replication.shelf import KNOWN_BY, list_replications, replicate

# how many rows of each publication agree; a change here is a change of results, for better or worse
REPRODUCED = {
    "acton-2015": (3, 1), "aiaa-2018-5254": (2, 0), "allen-eggers": (13, 0), "aps-boost-phase": (1, 3),
    "baliga-sjostrom-2004": (8, 0), "bass-1969": (4, 1), "candler-leyva-2022": (0, 3), "cbo-2026": (2, 3),
    "chassang-padro-2009": (7, 0), "crawford-sobel-1982": (7, 0), "dahlgren-2023": (5, 2), "equilibrium-glide": (12, 12),
    "fearon-1997": (9, 0), "forden-2007": (2, 1), "friedkin-johnsen-1990": (6, 0), "glaser-fetter-2016": (5, 0),
    "gronlund-wright-1992": (5, 13), "harrison-2025": (11, 4), "horizons": (14, 0), "intriligator-brito-1984": (8, 0),
    "jervis-1978": (8, 0), "kamenica-gentzkow-2011": (6, 0), "kent-devalk-1986": (3, 0), "kent-devalk-thaler-1988": (3, 0),
    "kent-thaler-1989": (6, 0), "kim-kim-2021": (4, 0), "kydd-2000": (8, 0), "lieber-press-2006": (3, 1), "mayer-1986": (3, 1),
    "minimum-energy": (18, 0), "nasa-check-cases": (16, 0), "niu-2019": (0, 2), "node-drift": (5, 0), "powell-2003": (4, 0),
    "powell-2006": (6, 0), "richardson-1939": (9, 1), "richardson-1960": (9, 0), "stagnation-heating": (4, 0),
    "superpower-warheads": (6, 2), "tracy-wright-2020": (42, 0), "us76": (27, 0), "wilkening-1999": (14, 0),
    "wilkening-watman-1986": (3, 0), "wright-2015": (4, 1), "wu-2020": (4, 0),
}  # fmt: skip


def test_the_shelf_is_the_list() -> None:
    assert {r.name for r in list_replications()} == set(REPRODUCED)


@pytest.mark.parametrize("name", sorted(REPRODUCED))
def test_a_replication_gives_the_verdicts_on_record(name: str) -> None:
    found = replicate(name)
    assert found["known_by"] in KNOWN_BY.values() and found["citation"]
    assert all(math.isfinite(row["ours"]) and row["tolerance"] > 0.0 for row in found["rows"])
    for row in found["rows"]:
        assert row["verdict"] == ("reproduced" if abs(row["ours"] / row["published"] - 1.0) <= row["tolerance"] else "missed")
        assert row["verdict"] == "reproduced" or row["reason"]
    assert (found["n_reproduced"], found["n_missed"]) == REPRODUCED[name]


def test_an_unknown_replication_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="forden-2007"):
        replicate("forden")
