"""Findings as SARIF 2.1.0, which code hosts show beside the lines."""

import json
from urllib.parse import quote

from minik.diagnosis.finding import ERROR, INFO, WARNING, Cause, Finding
from minik.diagnosis.view import title
from minik.light_typing import Any
from minik.render.findings_report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}


def render(report: Report) -> str:
    codes = {finding.code.name: finding.code for finding in report.findings}
    places = {name: index for index, name in enumerate(codes)}
    driver = {"name": "minik", "rules": [rule(code) for code in codes.values()]}
    results = [result(finding, places[finding.code.name]) for finding in report.findings]
    document = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def rule(code: Cause) -> dict[str, Any]:
    """Return a finding code as a SARIF rule."""
    return {
        "id": code.name,
        "shortDescription": {"text": code.meaning},
        "fullDescription": {"text": code.explanation},
        "defaultConfiguration": {"level": LEVELS[code.severity]},
        "properties": {"catalogue": code.id},
    }


def result(finding: Finding, index: int) -> dict[str, Any]:
    """Return a finding as a SARIF result, at its line where it has one."""
    message = finding.because + (f"\nfix: {finding.fix}" if finding.fix else "")
    place: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": f"{title(finding.object)}: {finding.field}"}]
    }
    if finding.file:
        region = {"startLine": max(finding.line, 1)}
        place["physicalLocation"] = {
            "artifactLocation": {"uri": quote(finding.file.replace("\\", "/").removeprefix("./"))},
            "region": region,
        }
    return {
        "ruleId": finding.code.name,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [place],
        "partialFingerprints": {
            "minik/v1": f"{finding.code.name}/{title(finding.object)}/{finding.field}"
        },
    }
