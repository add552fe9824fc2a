"""Findings as a page: what was found, and beside it the picture in which it can be seen."""

from minik.diagnosis.graph.records import Graph
from minik.model.wording import pluralize
from minik.render.findings_report import Report
from minik.render.graph import Wiring
from minik.render.graph.html import document


def render(report: Report) -> str:
    wiring: Wiring = report.draw() if report.draw else Wiring(Graph())
    counted = pluralize(len(report.findings), "finding") if report.findings else "no findings"
    checked = f" in {pluralize(report.looked_at, report.what)}" if report.looked_at else ""
    heading = f"minik check: {counted}{checked}"
    return document(wiring, report.findings, heading=heading, findings_first=True)
