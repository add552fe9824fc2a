"""Findings for people: place, severity, code and object; then the evidence and the fix."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Finding
from minik.diagnosis.view import pluralize, title
from minik.model.controls import escape_controls
from minik.render._findings import Report
from minik.render._width import display_width, pad

PLURAL = {ERROR: "error", WARNING: "warning", INFO: "hint"}


def render(report: Report) -> str:
    return "\n".join(map(escape_controls, lines(report))) + "\n"


def lines(report: Report) -> Iterator[str]:
    """Yield every finding, and a line that counts them."""
    widths = (display_width(escape_controls(location(finding))) for finding in report.findings)
    width = max((candidate for candidate in widths if candidate <= 40), default=0)
    for finding in report.findings:
        yield from paragraph(finding, width)
    checked = pluralize(report.looked_at, report.what)
    if not report.findings:
        yield f"no findings in {checked}."
        return
    counts = [
        (PLURAL[level], sum(finding.severity == level for finding in report.findings))
        for level in (ERROR, WARNING, INFO)
    ]
    summary = ", ".join(pluralize(number, noun) for noun, number in counts if number)
    yield ""
    yield (
        f"{pluralize(len(report.findings), 'finding')} in {checked}: {summary}.  "
        f"Explain one: minik check --explain {report.findings[0].code.name}"
    )


def paragraph(finding: Finding, width: int) -> Iterator[str]:
    """Yield the lines of one finding."""
    where = f"{pad(escape_controls(location(finding)), width)}  " if finding.file else ""
    yield f"{where}{finding.severity:8} {finding.code.name:25}  {title(finding.object)}".rstrip()
    yield f"    {'suspect: ' if finding.certainty == SUSPECT else ''}{finding.because}"
    if finding.fix:
        yield f"    fix: {finding.fix}"


def location(finding: Finding) -> str:
    """Return `deploy/service.yaml:7`; "" for an object that comes from no file."""
    return f"{finding.file}:{finding.line}" if finding.file else ""
