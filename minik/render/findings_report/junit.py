"""Findings as JUnit's XML: one suite for each file, one failed case for each finding; without
findings, one case that passed.
"""

from html import escape

from minik import light_re as re
from minik.diagnosis.finding import Finding
from minik.diagnosis.view import title
from minik.model.controls import escape_lines
from minik.render.findings_report import Report
from minik.render.findings_report.text import paragraph

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    suites: dict[str, list[Finding]] = {}
    for finding in report.findings:
        suites.setdefault(finding.file or "cluster", []).append(finding)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="minik check" tests="{len(report.findings) or 1}" failures="{len(report.findings)}">',
    ]
    for source, findings in suites.items():
        lines += [
            f'  <testsuite name="{escape_xml(source)}" tests="{len(findings)}" failures="{len(findings)}">',
            *map(case, findings),
            "  </testsuite>",
        ]
    if not suites:
        lines += [
            '  <testsuite name="check" tests="1" failures="0">',
            f'    <testcase name="no findings in {report.looked_at} {report.what}s" classname="check"/>',
            "  </testsuite>",
        ]
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def case(finding: Finding) -> str:
    """Return a finding as a failed test case."""
    name, details = (
        escape_xml(f"{finding.code.name}: {title(finding.object)}"),
        escape_xml("\n".join(line.strip() for line in paragraph(finding).splitlines())),
    )
    return (
        f'    <testcase name="{name}" classname="{escape_xml(finding.file or "cluster")}">\n'
        f'      <failure type="{finding.severity}" message="{escape_xml(finding.because)}">{details}</failure>\n    </testcase>'
    )


def escape_xml(text: str) -> str:
    """Escape a text for XML; characters that XML cannot hold become `?`."""
    return escape(UNFIT.sub("?", escape_lines(text)))
