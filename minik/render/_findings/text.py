"""Findings as people read them: where, how bad, what, whose; the evidence, the fix."""
from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Finding
from minik.diagnosis.view import counted, title
from minik.model.controls import visible
from minik.render._findings import Report
from minik.render._width import columns, padded

PLURAL = {ERROR: "error", WARNING: "warning", INFO: "hint"}


def render(report: Report) -> str:
    return "\n".join(map(visible, lines(report))) + "\n"


def lines(report: Report) -> Iterator[str]:
    """Every finding, and a line that counts them."""
    widths = (columns(visible(place(finding))) for finding in report.findings)
    width = max((one for one in widths if one <= 40), default=0)
    for finding in report.findings:
        yield from paragraph(finding, width)
    looked = counted(report.looked_at, report.what)
    if not report.findings:
        yield f"no findings in {looked}."
        return
    counts = [(PLURAL[level], sum(finding.severity == level for finding in report.findings)) for level in (ERROR, WARNING, INFO)]
    told = ", ".join(counted(number, noun) for noun, number in counts if number)
    yield ""
    yield (f"{counted(len(report.findings), 'finding')} in {looked}: {told}.  "
           f"Explain one: minik check --explain {report.findings[0].code.name}")


def paragraph(finding: Finding, width: int) -> Iterator[str]:
    """One finding."""
    where = f"{padded(visible(place(finding)), width)}  " if finding.file else ""
    yield f"{where}{finding.severity:8} {finding.code.name:25}  {title(finding.object)}".rstrip()
    yield f"    {'suspect: ' if finding.certainty == SUSPECT else ''}{finding.because}"
    if finding.fix:
        yield f"    fix: {finding.fix}"


def place(finding: Finding) -> str:
    """`deploy/service.yaml:7`; nothing where there is no file."""
    return f"{finding.file}:{finding.line}" if finding.file else ""
