"""Findings for people: place, severity, code and object; then the evidence and the fix."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from minik.diagnosis.finding import ERROR, INFO, SEVERITIES, SUSPECT, WARNING, Finding
from minik.diagnosis.view import title
from minik.model import marks
from minik.model.controls import escape_controls
from minik.model.marks import BAD, DOUBTFUL, SECONDARY, mark, to_do
from minik.model.object import Key
from minik.model.wording import pluralize
from minik.render.findings_report import Report
from minik.render.width import display_width, pad

LEVELS = {ERROR: BAD, WARNING: DOUBTFUL, INFO: SECONDARY}
PLURAL = {ERROR: "error", WARNING: "warning", INFO: "hint"}


def render(report: Report) -> str:
    return "\n".join(map(escape_controls, lines(report))) + "\n"


def lines(report: Report) -> Iterator[str]:
    """Yield every finding, and a line that counts them."""
    widths = (display_width(escape_controls(location(finding))) for finding in report.findings)
    width = max((candidate for candidate in widths if candidate <= 40), default=0)
    symptoms = by_root(report.findings)
    hidden = explained(symptoms)
    told = [finding for finding in report.findings if finding not in hidden]
    for _, alike in groupby(by_weight(told, symptoms), partial(what_is_said, symptoms)):
        group = list(alike)
        yield from (heading(finding, width) for finding in group)
        yield from evidence(group[0])
        yield from consequences(symptoms.get(identity(group[0]), ()))
    checked = f" in {pluralize(report.looked_at, report.what)}" if report.looked_at else ""
    if not report.findings:
        yield f"no findings{checked}{f': judged {comma_list(report.judged)}' if report.judged else ''}.{hints(report)}"
        return
    counts = [
        (PLURAL[level], sum(finding.severity == level for finding in told))
        for level in (ERROR, WARNING, INFO)
    ]
    summary = ", ".join(pluralize(number, noun) for noun, number in counts if number)
    yield ""
    more = len(report.findings) - len(told)
    follows = (
        f", and {more} more that {'follows' if more == 1 else 'follow'} from them" if more else ""
    )
    yield (
        f"{pluralize(len(told), 'finding')}{checked}: {summary}{follows}.  "
        f"Explain one: minik check --explain {told[0].code.name}{hints(report)}"
    )


def hints(report: Report) -> str:
    """Return how many hints are not shown, and how to see them; "" without any."""
    if not report.hints:
        return ""
    shown = "shows it" if report.hints == 1 else "shows them"
    return f"  {pluralize(report.hints, 'hint')} besides: --severity info {shown}"


def what_is_said(
    symptoms: Mapping[tuple[str, Key], Sequence[Finding]], finding: Finding
) -> tuple[object, ...]:
    """Return what is said below a finding's heading: once for several that say the same."""
    follows = identity(finding) if identity(finding) in symptoms else None
    said = (finding.because, finding.fix, finding.certainty)
    return (finding.severity, finding.code.name, *said, follows)


def by_weight(
    told: Sequence[Finding], symptoms: Mapping[tuple[str, Key], Sequence[Finding]]
) -> list[Finding]:
    """Return errors before warnings before hints, grouped by cause: those first from which most
    follows, each cause where its first finding stands.
    """
    first: dict[tuple[int, str], tuple[int, int]] = {}
    for place, finding in enumerate(told):
        group = (-SEVERITIES.index(finding.severity), finding.code.name)
        weight = -len(symptoms.get(identity(finding), ()))
        before = first.get(group, (0, place))
        first[group] = (min(before[0], weight), before[1])

    alike: dict[tuple[object, ...], int] = {}
    for place, finding in enumerate(told):
        alike.setdefault(what_is_said(symptoms, finding), place)

    def rank(finding: Finding) -> tuple[int, tuple[int, int], int, int]:
        level = -SEVERITIES.index(finding.severity)
        weight = -len(symptoms.get(identity(finding), ()))
        place = alike[what_is_said(symptoms, finding)]
        return level, first[level, finding.code.name], weight, place

    return sorted(told, key=rank)


def comma_list(words: Sequence[str]) -> str:
    """Return words as `a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else "".join(words)


def identity(finding: Finding) -> tuple[str, Key]:
    """Return what a symptom names as its root: code and object."""
    return finding.code.name, finding.object


def by_root(findings: Sequence[Finding]) -> dict[tuple[str, Key], list[Finding]]:
    """Return the symptoms by the findings from which they follow, at the end of the chain."""
    above = {identity(finding): finding.root for finding in findings}
    symptoms: dict[tuple[str, Key], list[Finding]] = {}
    for finding in findings:
        root = finding.root
        while root in above and above[root]:
            root = above[root]
        if root in above:
            symptoms.setdefault(root, []).append(finding)
    return symptoms


def explained(symptoms: Mapping[tuple[str, Key], Sequence[Finding]]) -> set[Finding]:
    """Return the findings that are told with their roots."""
    return {finding for group in symptoms.values() for finding in group}


def consequences(symptoms: Sequence[Finding], label: str = "    so: ") -> Iterator[str]:
    """Yield what follows from a finding, in one line."""
    texts = list(dict.fromkeys(f"{title(item.object)} {item.code.symptom}" for item in symptoms))
    if texts:
        yield f"{label}{'; '.join(texts[:4])}" + (
            f"; and {len(texts) - 4} more" if texts[4:] else ""
        )


def heading(finding: Finding, width: int) -> str:
    """Return the first line of a finding: where it is, how bad, which cause, which object."""
    where = f"{pad(escape_controls(location(finding)), width)}  " if finding.file else ""
    severity = mark(LEVELS.get(finding.severity, ""), f"{finding.severity:8}")
    return f"{where}{severity} {finding.code.name:25}  {title(finding.object)}".rstrip()


def evidence(finding: Finding) -> Iterator[str]:
    """Yield what shows a finding, and its fix."""
    because = " ".join(map(str.strip, finding.because.split("\n")))
    yield f"    {'suspect: ' if finding.certainty == SUSPECT else ''}{because}"
    if finding.fix:
        yield to_do(f"    fix: {finding.fix}")


def paragraph(finding: Finding) -> str:
    """Return the lines of one finding, without marks."""
    return marks.strip("\n".join([heading(finding, 0), *evidence(finding)]))


def location(finding: Finding) -> str:
    """Return `deploy/service.yaml:7`; "" for an object that comes from no file."""
    return f"{finding.file}:{finding.line}" if finding.file else ""
