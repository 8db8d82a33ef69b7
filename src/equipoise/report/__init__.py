"""Write the report of a run: figures, maps, tables and the document, from result tables only."""

from __future__ import annotations

from equipoise.report.document import render_report, write_report

__all__ = ["render_report", "write_report"]
