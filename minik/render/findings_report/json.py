"""Findings as one JSON document."""

from minik.diagnosis.finding import Finding
from minik.light_typing import Any
from minik.model.object import Key
from minik.render import documents
from minik.render.findings_report import Report


def render(report: Report) -> str:
    return documents.render(document(report), "json")


def document(report: Report) -> dict[str, Any]:
    """Return a report for JSON and YAML."""
    findings = [record(finding) for finding in report.findings]
    return {"findings": findings, "lookedAt": report.looked_at, "judged": list(report.judged)}


def root(finding: Finding) -> dict[str, Any] | None:
    """Return the finding from which one follows, by code and object; None if it follows from none."""
    if finding.root is None:
        return None
    code, (kind, namespace, name) = finding.root
    return {"code": code, "object": reference(Key(kind, namespace, name))}


def reference(key: Key) -> dict[str, str]:
    """Return an object's kind, without its group, namespace and name."""
    return {
        "kind": key.kind.partition(".")[0],
        "namespace": key.namespace,
        "name": key.name,
    }


def record(finding: Finding) -> dict[str, Any]:
    """Return a finding as a JSON object."""
    place = {"file": finding.file, "line": finding.line} if finding.file else None
    return {
        "code": finding.code.name,
        "id": finding.code.id,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "object": reference(finding.object),
        "field": finding.field,
        "source": place,
        "because": finding.because,
        "fix": finding.fix,
        "near": finding.near,
        "root": root(finding),
    }
