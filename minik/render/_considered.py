"""Why something does not work, as people and programs read it: the answer, who was considered, the nearest, the fix."""
import json
from collections.abc import Iterator

from minik.diagnosis.explanation import Explanation, Row
from minik.diagnosis.finding import SUSPECT
from minik.model.controls import visible
from minik.render._findings.json import record


def text(explanation: Explanation) -> str:
    """A fact a line."""
    return "\n".join(visible(line.rstrip()) for line in lines(explanation)) + "\n"


def lines(explanation: Explanation) -> Iterator[str]:
    """The answer, the table, what is wrong and what would help."""
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
    """Who was considered."""
    rows = (Row(*explanation.titles), *explanation.rows)
    first, second = (max(len(row[column]) for row in rows[1:]) for column in (0, 1))
    first, second = max(first, len(rows[0].name)), max(second, len(rows[0].gate) if rows[0].text else 0)
    for row in rows:
        yield f"  {row.name:{first}}  {row.gate or '-':{second}}  {row.text}"


def as_json(explanation: Explanation) -> str:
    """One JSON document."""
    name, gate, why = ("name", "gate", "why") if not explanation.titles[2] else ("service", "selects", "standsBehind")
    rows = [{name: row.name, gate: row.gate, why: row.text} for row in explanation.rows]
    whole = {"answer": explanation.headline, "works": explanation.works, "considered": rows, "rest": explanation.rest,
             "findings": [record(finding) for finding in explanation.findings]}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
