"""Findings as GitHub's workflow commands: annotations on the lines of a pull request."""
from minik.diagnosis.finding import ERROR, INFO, WARNING, Finding
from minik.diagnosis.view import title
from minik.render._findings import Report

COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def render(report: Report) -> str:
    return "".join(f"{annotation(finding)}\n" for finding in report.findings)


def annotation(finding: Finding) -> str:
    """`::error file=web.yaml,line=7,title=...::...`."""
    place = f"file={property_of(finding.file)},line={finding.line}," if finding.file else ""
    said = finding.because + (f"\nfix: {finding.fix}" if finding.fix else "")
    return f"::{COMMANDS[finding.severity]} {place}title={property_of(f'{finding.code.name}: {title(finding.object)}')}::{data(said)}"


def data(text: str) -> str:
    """Text as a command's message holds it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_of(text: str) -> str:
    """Text as a command's property holds it."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
