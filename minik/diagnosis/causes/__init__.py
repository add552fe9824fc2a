"""Why a Service does not work: one file a cause, with its code and `findings(view)`, independent of the
others; what several causes find together stands in the room around.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType

from minik import shelf
from minik.diagnosis import absences, relations, roots, subjects
from minik.diagnosis.causes._about import ABOUT
from minik.diagnosis.finding import SEVERITIES, SUSPECT, Cause, Finding
from minik.diagnosis.view import View
from minik.light_typing import TypeAlias
from minik.model import object as objects
from minik.model.object import Key
from minik.proxy.answering import answers

Findings: TypeAlias = Callable[[View], Iterator[Finding]]


@cache
def codes() -> Mapping[str, Cause]:
    """Return every code by its name, in the order of the catalogue."""
    modules = shelf.load(__name__, __path__).values()
    all_codes: list[Cause] = [module.CAUSE for module in modules]
    return {code.name: code for code in sorted(all_codes, key=rank)}


def rank(code: Cause) -> tuple[int, str, str]:
    """Return the sort key of a code in the catalogue; codes without a number come last."""
    number = code.id[1:].rstrip("b")
    return int(number) if number else 1000, code.id, code.name


def collect_findings(view: View) -> list[Finding]:
    """Return all findings, sorted by file and line, or by object. Vague suspicions count only if
    nothing else explains the object.
    """
    all_findings = [finding for module in able(view) for finding in module.findings(view)]
    if view.cluster.held.unseen or view.cluster.held.derived:
        all_findings = [one for one in all_findings if not absences.is_unfounded(view, one)]
    all_findings = [with_evidence(view, finding) for finding in all_findings]
    if view.redefinitions:
        all_findings = [with_doubt(view, finding) for finding in all_findings]
    explained = {finding.object for finding in all_findings if not is_vague(finding)}
    relevant = [
        finding
        for finding in all_findings
        if not (is_vague(finding) and finding.object in explained)
    ]
    return sorted(
        (
            with_place(view, finding)
            for finding in roots.with_roots(view, list(dict.fromkeys(relevant)))
        ),
        key=lambda finding: (finding.file, finding.line, finding.object, rank(finding.code)),
    )


def able(view: View) -> Iterator[ModuleType]:
    """Yield the causes that may find something in a view; the others are not imported."""
    for name in shelf.names(__path__):
        if name not in ABOUT or any(subjects.is_present(view, one) for one in ABOUT[name]):
            yield shelf.load_one(__name__, name)


def with_evidence(view: View, finding: Finding) -> Finding:
    """Return a finding as the recorded endpoints bear it out: a Service that answers does not suffer
    from its symptom.
    """
    if not (view.settled and finding.code.symptom and finding.object.kind == "Service"):
        return finding
    if not view.is_narrow and finding.object[1:] not in view.index(relations.with_addresses):
        return finding  # as mostly, where many Services have no pods
    service = view.cluster.get(*finding.object)
    if service is None or not answers(view.cluster, service):
        return finding
    return finding._replace(level=SEVERITIES[0])


def with_doubt(view: View, finding: Finding) -> Finding:
    """Return a finding as a vague suspicion where it is about an object that several documents define
    differently, as the examples of a repository do: nobody applies all of them to one cluster.
    """
    is_vague_then = not view.index(redefined).isdisjoint(finding.about)
    return finding._replace(level=SEVERITIES[0], doubt=SUSPECT) if is_vague_then else finding


def redefined(view: View) -> frozenset[Key]:
    """Return the keys of the objects that several documents define differently."""
    return frozenset(
        objects.key(one.new)
        for one in view.redefinitions
        if {**one.old, "metadata": {}} != {**one.new, "metadata": {}}
    )


def with_place(view: View, finding: Finding) -> Finding:
    """Return a finding with file and line, if its object stands in a file."""
    if finding.file:
        return finding
    file, line = view.place(finding.object, finding.field)
    return finding._replace(file=file, line=line)


def is_vague(finding: Finding) -> bool:
    """Return whether a finding cannot be decided without a running cluster."""
    return finding.code.certainty == SUSPECT and finding.severity == SEVERITIES[0]


def at_least(all_findings: Iterable[Finding], severity: str) -> list[Finding]:
    """Return the findings of at least this severity."""
    lowest = SEVERITIES.index(severity)
    return [finding for finding in all_findings if SEVERITIES.index(finding.severity) >= lowest]
