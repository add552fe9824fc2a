"""Findings as GitHub's workflow commands: annotations on the lines of a pull request."""

from minik.diagnosis.finding import ERROR, INFO, WARNING, Finding
from minik.diagnosis.view import title
from minik.render._github_annotation import workflow_command
from minik.render.findings_report import Report

COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def render(report: Report) -> str:
    return "".join(f"{annotate(finding)}\n" for finding in report.findings)


def annotate(finding: Finding) -> str:
    """Return a finding as an annotation of its line, with its fix."""
    place = f"{finding.file}:{finding.line}" if finding.file else ""
    message = finding.because + (f"\nfix: {finding.fix}" if finding.fix else "")
    return workflow_command(
        COMMANDS[finding.severity], place, f"{finding.code.name}: {title(finding.object)}", message
    )
