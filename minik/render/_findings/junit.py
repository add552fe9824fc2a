"""Findings as JUnit's XML: a suite a file, a failed case a finding; one case that passed where there are none."""
import re
from html import escape

from minik.diagnosis.finding import Finding
from minik.diagnosis.view import title
from minik.render._findings import Report
from minik.render._findings.text import paragraph

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    suites: dict[str, list[Finding]] = {}
    for finding in report.findings:
        suites.setdefault(finding.file or "cluster", []).append(finding)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             f'<testsuites name="minik check" tests="{len(report.findings) or 1}" failures="{len(report.findings)}">']
    for source, found in suites.items():
        lines += [f'  <testsuite name="{xml(source)}" tests="{len(found)}" failures="{len(found)}">', *map(case, found), "  </testsuite>"]
    if not suites:
        lines += ['  <testsuite name="check" tests="1" failures="0">',
                  f'    <testcase name="no findings in {report.looked_at} {report.what}s" classname="check"/>', "  </testsuite>"]
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def case(finding: Finding) -> str:
    """One finding."""
    name, told = xml(f"{finding.code.name}: {title(finding.object)}"), xml("\n".join(line.strip() for line in paragraph(finding, 0)))
    return (f'    <testcase name="{name}" classname="{xml(finding.file or "cluster")}">\n'
            f'      <failure type="{finding.severity}" message="{xml(finding.because)}">{told}</failure>\n    </testcase>')


def xml(text: str) -> str:
    """Text that XML can hold."""
    return escape(UNFIT.sub("?", text))
