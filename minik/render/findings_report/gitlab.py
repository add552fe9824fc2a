"""Findings as GitLab's Code Quality report, which a merge request shows."""

import hashlib
import json

from minik.diagnosis.finding import ERROR, INFO, WARNING, Finding
from minik.diagnosis.view import title
from minik.light_typing import Any
from minik.render.findings_report import Report

SEVERITIES = {ERROR: "major", WARNING: "minor", INFO: "info"}


def render(report: Report) -> str:
    return json.dumps(list(map(issue, report.findings)), indent=2, ensure_ascii=False) + "\n"


def issue(finding: Finding) -> dict[str, Any]:
    """Return a finding as an issue; one that stands in no file is placed at its object."""
    identity = f"{finding.code.name}/{title(finding.object)}/{finding.field}/{finding.file}"
    return {
        "description": f"{title(finding.object)}: {finding.because}",
        "check_name": finding.code.name,
        "fingerprint": hashlib.sha256(identity.encode(errors="replace")).hexdigest(),
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": finding.file.removeprefix("./") or title(finding.object),
            "lines": {"begin": max(finding.line, 1)},
        },
    }
