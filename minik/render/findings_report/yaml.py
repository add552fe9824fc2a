"""Findings as one YAML document, the same as in JSON."""

from minik.render import documents
from minik.render.findings_report import Report
from minik.render.findings_report.json import document


def render(report: Report) -> str:
    return documents.render(document(report), "yaml")
