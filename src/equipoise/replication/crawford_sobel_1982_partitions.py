"""Reproduce the partitions of cheap talk."""

from __future__ import annotations

from equipoise.perception.models.talk import CrawfordSobel, crawford_sobel
from equipoise.replication.findings import tell
from equipoise.replication.shelf import Row, shelve


@shelve(
    "crawford-sobel-1982", title="Partitions of cheap talk", known_by="recalled",
    citation="V. P. Crawford, J. Sobel, Strategic Information Transmission, Econometrica 50(6) (1982) 1431-1451",
    setting="uniform types, quadratic losses; their example has a bias of 1/20",
)  # fmt: skip
def compute() -> list[Row]:
    """Compute their example, the bound of babbling and the example of bias 0.1."""
    out = crawford_sobel(CrawfordSobel(bias=0.05))
    tenth = crawford_sobel(CrawfordSobel(bias=0.1))
    counts = [crawford_sobel(CrawfordSobel(bias=b))["messages"] for b in (0.25, 0.249, 0.05, 0.01, 0.001)]
    return [
        Row("messages at bias 1/20", "messages", 3.0, float(out["messages"]), 1e-9),
        Row("first edge at bias 1/20", "range of types", 2.0 / 15.0, out["edges"][0], 1e-9),
        Row("second edge at bias 1/20", "range of types", 7.0 / 15.0, out["edges"][1], 1e-9),
        Row("messages at bias 0.1", "messages", 2.0, float(tenth["messages"]), 1e-9),
        Row("edge at bias 0.1", "range of types", 0.3, tenth["edges"][0], 1e-9),
        tell("nothing is said from bias 1/4 on", counts[0] == 1 and counts[1] == 2, f"messages at 0.25, 0.249, 0.05, 0.01, 0.001: {counts}"),
        tell("nearer interests say more", counts == sorted(counts), "the same"),
    ]
