"""Why a Service does not work: one file a family of causes, each with its codes and with `findings(view)`. None knows another."""
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

from minik import shelf
from minik.diagnosis.finding import SEVERITIES, SUSPECT, Code, Finding
from minik.diagnosis.view import View

Findings: TypeAlias = Callable[[View], Iterator[Finding]]


@cache
def codes() -> Mapping[str, Code]:
    """Every cause by its name, in the order of the catalogue."""
    modules = shelf.load(__name__, __path__).values()
    found = {code for module in modules for code in vars(module).values() if isinstance(code, Code)}
    return {code.name: code for code in sorted(found, key=rank)}


def rank(code: Code) -> tuple[int, str, str]:
    """Where a cause stands in the catalogue; those outside it come last."""
    number = code.id[1:].rstrip("b")
    return int(number) if number else 1000, code.id, code.name


def found(view: View) -> list[Finding]:
    """Everything that is wrong: by file and line, or by object. A vague suspicion counts only where nothing else explains."""
    everything = [finding for module in shelf.load(__name__, __path__).values() for finding in module.findings(view)]
    explained = {finding.object for finding in everything if not is_vague(finding)}
    kept = [finding for finding in everything if not (is_vague(finding) and finding.object in explained)]
    placed = (finding._replace(**dict(zip(("file", "line"), view.place(finding.object, finding.field)))) if not finding.file else finding
              for finding in dict.fromkeys(kept))
    return sorted(placed, key=lambda finding: (finding.file, finding.line, finding.object, rank(finding.code)))


def is_vague(finding: Finding) -> bool:
    """Whether it is one of those that nobody can decide without a running cluster."""
    return finding.code.certainty == SUSPECT and finding.severity == SEVERITIES[0]


def at_least(found: Iterable[Finding], severity: str) -> list[Finding]:
    """Those that are bad enough."""
    least = SEVERITIES.index(severity)
    return [finding for finding in found if SEVERITIES.index(finding.severity) >= least]
