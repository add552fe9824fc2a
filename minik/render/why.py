"""The answer of `why`, as text and as JSON: the headline, the pods or Services considered, the
findings, the fix.
"""

import json
from collections.abc import Iterator

from minik.diagnosis.explanation import Explanation, Row
from minik.diagnosis.finding import SUSPECT
from minik.model.controls import escape_controls
from minik.render.findings_report.json import record


def text(explanation: Explanation) -> str:
    """Render the explanation for people, one fact a line."""
    return "\n".join(escape_controls(line.rstrip()) for line in lines(explanation)) + "\n"


def lines(explanation: Explanation) -> Iterator[str]:
    """Yield the headline, the table, the findings and their fixes."""
    yield explanation.headline
    if explanation.rows:
        yield ""
        yield from table(explanation)
    if explanation.rest:
        yield f"  ({explanation.rest})"
    for finding in explanation.findings:
        yield ""
        yield f"  {'suspect' if finding.certainty == SUSPECT else finding.severity:8} {finding.because}"
        if finding.fix:
            yield f"  fix      {finding.fix}"
        yield f"  more     minik check --explain {finding.code.name}"


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
    for row in rows:
        yield f"  {row.name:{name_width}}  {row.outcome or '-':{gate_width}}  {row.text}"


def as_json(explanation: Explanation) -> str:
    """Render the explanation as one JSON document."""
    name, gate, why = (
        ("name", "gate", "why")
        if not explanation.titles[2]
        else ("service", "selects", "standsBehind")
    )
    rows = [{name: row.name, gate: row.outcome, why: row.text} for row in explanation.rows]
    document = {
        "answer": explanation.headline,
        "works": explanation.works,
        "considered": rows,
        "rest": explanation.rest,
        "findings": [record(finding) for finding in explanation.findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
