"""The answer of `why`, as text and as JSON: the headline, the pods or Services considered, the
findings, the fix.
"""

from collections.abc import Iterator, Sequence

from minik.diagnosis.explanation import Explanation, Row
from minik.diagnosis.finding import SUSPECT, Finding
from minik.diagnosis.view import title
from minik.light_typing import Any
from minik.model.controls import escape_controls
from minik.model.marks import bad, mark, secondary, to_do
from minik.render.findings_report.json import record
from minik.render.findings_report.text import LEVELS, by_root, consequences, explained, identity


def text(explanation: Explanation) -> str:
    """Render the explanation for people, one fact a line."""
    return "\n".join(escape_controls(line.rstrip()) for line in lines(explanation)) + "\n"


def lines(explanation: Explanation) -> Iterator[str]:
    """Yield the headline, the table, the findings and their fixes."""
    yield explanation.headline if explanation.works else bad(explanation.headline)
    if explanation.rows:
        yield ""
        yield from table(explanation)
    if explanation.rest:
        yield f"  ({explanation.rest})"
    symptoms = by_root(explanation.findings)
    hidden = explained(symptoms)
    for finding in explanation.findings:
        if finding not in hidden:
            yield ""
            yield from paragraph(finding, explanation, symptoms.get(identity(finding), ()))
    if explanation.looked_at:
        yield ""
        yield f"  nothing is wrong with {explanation.looked_at}"
    if explanation.undecided:
        yield secondary(f"  also     {explanation.undecided}")


def paragraph(
    finding: Finding, explanation: Explanation, symptoms: Sequence[Finding]
) -> Iterator[str]:
    """Yield one finding with its object, if the answer is not about that, its fix and what follows."""
    label = "suspect" if finding.certainty == SUSPECT else finding.severity
    about = "" if finding.object == explanation.subject else f"{title(finding.object)}: "
    yield f"  {mark(LEVELS.get(finding.severity, ''), f'{label:8}')} {about}{finding.because}"
    if finding.fix:
        yield to_do(f"  fix      {finding.fix}")
    yield from consequences(symptoms, "  so       ")
    yield secondary(f"  more     minik check --explain {finding.code.name}")


def table(explanation: Explanation) -> Iterator[str]:
    """Yield the table of pods, or of Services, that were considered."""
    rows = (Row(*explanation.titles), *explanation.rows)
    name_width, gate_width = (
        max(len(text) for text in texts)
        for texts in zip(*((row.name, row.outcome) for row in rows[1:]), strict=True)
    )
    name_width, gate_width = (
        max(name_width, len(rows[0].name)),
        max(gate_width, len(rows[0].outcome) if rows[0].text else 0),
    )
    stops = bad if not explanation.titles[2] else str
    for number, row in enumerate(rows):
        outcome = f"{row.outcome or '-':{gate_width}}"
        marked = stops(outcome) if number and row.outcome else outcome
        yield f"  {row.name:{name_width}}  {marked}  {row.text}"


def document(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation for JSON and YAML."""
    name, gate, why = (
        ("name", "gate", "why")
        if not explanation.titles[2]
        else ("service", "selects", "standsBehind")
    )
    rows = [{name: row.name, gate: row.outcome, why: row.text} for row in explanation.rows]
    return {
        "answer": explanation.headline,
        "works": explanation.works,
        "considered": rows,
        "rest": explanation.rest,
        "findings": [record(finding) for finding in explanation.findings],
        "lookedAt": explanation.looked_at,
        "undecided": explanation.undecided,
    }
