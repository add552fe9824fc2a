"""The plain records that the library answers with: the core's, under public names."""

from minik.client.requests import Outcome as CoreOutcome
from minik.command_line import change_requests
from minik.diagnosis import finding
from minik.light_typing import Any, NamedTuple
from minik.model import marks
from minik.model import object as objects
from minik.render import findings_report
from minik.render.findings_report import Report
from minik.render.findings_report import json as findings_json


class Outcome(NamedTuple):
    """What a change did with one object: `done` is kubectl's word, such as `created`, `configured`,
    `unchanged`, `scaled`, `deleted`; `text` its line.
    """

    kind: str
    namespace: str
    name: str
    done: str
    text: str

    def __str__(self) -> str:
        return self.text


def as_outcome(outcome: CoreOutcome) -> Outcome:
    """Return an outcome of the core under its public name."""
    obj = outcome.object
    text = change_requests.outcome_line(outcome, change_requests.Request()).rstrip("\n")
    return Outcome(obj["kind"], objects.namespace(obj), objects.name(obj), outcome.done, text)


class Finding(NamedTuple):
    """Something that is wrong: `code` is its name (docs/codes.md), `severity` is error, warning or
    info, `certainty` decided or suspect; `object` is `Kind namespace/name`, `field` the path in it.
    `text` says what was seen, `fix` what to do, `near` the closest candidate. `file` and `line` are
    set for manifests.
    """

    code: str
    severity: str
    certainty: str
    object: str
    kind: str
    namespace: str
    name: str
    field: str
    text: str
    fix: str
    near: str
    file: str
    line: int

    def __str__(self) -> str:
        fix = f"\n    fix: {self.fix}" if self.fix else ""
        return f"{self.severity}: {self.object}: {self.text} [{self.code}]{fix}"


def as_finding(found: finding.Finding) -> Finding:
    """Return a finding of the core under its public name."""
    kind, namespace, name = found.object
    return Finding(
        found.code.name,
        found.severity,
        found.certainty,
        f"{kind} {found.object.path}",
        kind,
        namespace,
        name,
        found.field,
        marks.strip(found.because),
        found.fix,
        found.near,
        found.file,
        found.line,
    )


class Findings(tuple[Finding, ...]):
    """All findings of a check, as a tuple: it is empty, and so false, where nothing is wrong.

    `text` is what `minik check` prints, `document` what it prints with -o json.
    """

    report: Report

    @classmethod
    def of(cls, report: Report) -> "Findings":
        """Return the findings of a report."""
        made = cls(map(as_finding, report.findings))
        made.report = report
        return made

    @property
    def text(self) -> str:
        """What `minik check` prints."""
        return marks.strip(findings_report.render(self.report, "text"))

    @property
    def document(self) -> dict[str, Any]:
        """What `minik check -o json` prints, parsed."""
        return findings_json.document(self.report)

    @property
    def codes(self) -> tuple[str, ...]:
        """The code of every finding, each once."""
        return tuple(dict.fromkeys(one.code for one in self))

    def __str__(self) -> str:
        return self.text


class Verdict(NamedTuple):
    """What the API server says of one manifest: `code` 201, or 400, 404 or 422 with `reason`,
    `message` and `causes` (field, reason, message); `object` as it would be stored.
    """

    source: str
    kind: str
    namespace: str
    name: str
    code: int
    reason: str
    message: str
    causes: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...]
    object: dict[str, Any] | None

    @property
    def is_valid(self) -> bool:
        """Whether it would be created."""
        return self.code == 201


class Change(NamedTuple):
    """What `apply` would change of one object: before and after, None where it is not there; `text`
    is the unified diff.
    """

    kind: str
    namespace: str
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    text: str

    def __str__(self) -> str:
        return self.text
