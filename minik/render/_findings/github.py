"""Findings as GitHub's workflow commands: annotations on the lines of a pull request."""
from minik.diagnosis.finding import ERROR, INFO, WARNING, Finding
from minik.diagnosis.view import title
from minik.render._annotation import annotation
from minik.render._findings import Report

COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def render(report: Report) -> str:
    return "".join(f"{annotated(finding)}\n" for finding in report.findings)


def annotated(finding: Finding) -> str:
    """A finding on its line, with its fix."""
    place = f"{finding.file}:{finding.line}" if finding.file else ""
    said = finding.because + (f"\nfix: {finding.fix}" if finding.fix else "")
    return annotation(COMMANDS[finding.severity], place, f"{finding.code.name}: {title(finding.object)}", said)
