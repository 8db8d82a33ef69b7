"""Check that the pipeline and the report hold the numbers that a flight gives alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import equipoise as eq
from equipoise.flight import fly
from equipoise.scenario.inputs import Inputs, case_number


def test_pipeline_stage_and_report_give_the_numbers_of_the_flight_alone(tmp_path: Path) -> None:
    case = eq.load("founding/shield-2019")
    run = eq.run(case, n_draws=2, seed=1, workers=1, out=tmp_path / "out")
    inputs = Inputs.for_runs(seed=1, case=case_number(case.root or case.id), runs=range(2))
    alone = fly([threat.flight for threat in case.flights], inputs)
    table = run.tables["flights"]
    for name in table.schema.names:
        ours, theirs = np.asarray(alone[name]), np.asarray(table[name])
        same = ours == theirs if ours.dtype == object else (ours == theirs) | (ours != ours) & (theirs != theirs)
        assert np.all(same), name
    text = run.report(tmp_path / "report.html").read_text(encoding="utf-8")
    for threat in case.flights:
        middle = float(np.median(table.where(flight=threat.flight.id)["ground_range_m"])) / 1000.0
        assert any(form in text for form in (f"{middle:.4g}", f"{middle:,.0f}", f"{middle:.0f}")), (threat.flight.id, middle)
