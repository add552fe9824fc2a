"""The results of `validate` as text, JSON lines, JUnit, TAP and GitHub annotations."""

import json
from collections.abc import Callable, Iterable, Iterator
from html import escape

from minik.intake import validation
from minik.intake.verdicts import Verdict
from minik.light_typing import Any, NamedTuple
from minik.model.controls import escape_controls
from minik.model.marks import bad, doubtful, strip, to_do
from minik.model.wording import pluralize
from minik.render._github_annotation import workflow_command


class Entry(NamedTuple):
    """The rendered result of one document: its file, whether it is wrong, its number of warnings,
    and the text.
    """

    source: str
    wrong: bool
    warnings: int
    text: str


class Format(NamedTuple):
    """`one` renders one verdict, in any process; `all` puts the entries together, in order. A `silent`
    one has nothing to say of a sound document.
    """

    one: Callable[[Verdict], str]
    all: Callable[[Iterable[Entry]], Iterator[str]]
    silent: bool = False


REASONS = {
    "Client": "BadRequest"
}  # what kubectl refuses never reaches a server, which would refuse it, too
encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def entry(verdict: Verdict, form: Format) -> Entry:
    """Render a verdict in a format."""
    return Entry(
        verdict.document.source, verdict.error is not None, len(verdict.warnings), form.one(verdict)
    )


def json_one(verdict: Verdict) -> str:
    """Return a verdict as a JSON object, without its index."""
    return encode(record(verdict))


def json_all(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield one JSON line for each document."""
    return (f'{{"index":{index},{entry.text[1:]}' for index, entry in enumerate(entries))


def record(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON shows it, without its index."""
    error, (kind, namespace, name) = verdict.error, identity(verdict)
    reason = REASONS.get(error.reason, error.reason) if error else ""
    causes = (
        [
            {"reason": cause.reason, "field": cause.field, "message": cause.message}
            for cause in error.causes
        ]
        if error
        else []
    )
    return {
        "source": verdict.document.source,
        "kind": kind,
        "name": name,
        "namespace": namespace,
        "code": error.code if error else 201,
        "reason": reason,
        "message": error.message if error else "",
        "causes": causes,
        "warnings": verdict.warnings,
        "object": verdict.object,
    }


def identity(verdict: Verdict) -> tuple[str, str, str]:
    """Return kind, namespace and name of a document; "" for each that it lacks."""
    value = verdict.object or verdict.document.value
    if not isinstance(value, dict):
        return "", "", ""
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    kind, namespace, name = (
        part if isinstance(part, str) else ""
        for part in (
            value.get("kind"),
            metadata.get("namespace"),
            metadata.get("name") or metadata.get("generateName"),
        )
    )
    return kind, namespace, name


def title(verdict: Verdict) -> str:
    """`Service default/web`."""
    kind, namespace, name = identity(verdict)
    return visible_line(
        " ".join(part for part in (kind, f"{namespace}/{name}" if namespace else name) if part)
    )


def visible_line(text: str) -> str:
    """Return a text on one line, without characters that control a terminal."""
    return escape_controls(text.replace("\n", " "))


def location(verdict: Verdict, field: str = "") -> str:
    """Return `web.yaml:7`: the file and line of a document, or of a field in it."""
    return visible_line(verdict.document.where(field).removesuffix(f": {field}" if field else ""))


def error_lines(verdict: Verdict) -> Iterator[str]:
    """Yield the error of a document in one line; where several fields are wrong, one more line for
    each.
    """
    error = verdict.error
    if error is None:
        return
    where, subject = (
        visible_line(validation.with_position(error, verdict.document).where.split(": ")[0]),
        title(verdict),
    )
    message = (
        visible_line(error.message)
        if len(error.causes) < 2
        else f"{len(error.causes)} fields are wrong"
    )
    yield ": ".join(part for part in (where, subject, bad(message)) if part)
    if error.hint:
        yield to_do(f"    {visible_line(error.hint)}")
    if len(error.causes) > 1:
        yield from (
            f"    {location(verdict, cause.field)}: {bad(visible_line(str(cause)))}"
            for cause in error.causes
        )


def text_one(verdict: Verdict) -> str:
    """Return the lines on the error of a document, and one for every warning."""
    warning_lines = (
        f"{location(verdict)}: {title(verdict)}: {doubtful('warning')}: {visible_line(text)}"
        for text in verdict.warnings
    )
    return "\n".join((*error_lines(verdict), *warning_lines))


def text_all(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the texts, and a summary."""
    count = invalid = warnings = 0
    for entry in entries:
        count, invalid, warnings = count + 1, invalid + entry.wrong, warnings + entry.warnings
        if entry.text:
            yield entry.text
    if invalid:
        yield ""
    more = f", {pluralize(warnings, 'warning')}" if warnings else ""
    yield f"{pluralize(count, 'document')}: {count - invalid} valid, {invalid} invalid{more}."


def tap_one(verdict: Verdict) -> str:
    """Return a document as a TAP test, without its number."""
    test_name = f"{location(verdict)} {title(verdict)}".rstrip().replace("#", "\\#")
    return "\n".join((test_name, *(f"# {strip(line).strip()}" for line in error_lines(verdict))))


def tap_all(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the Test Anything Protocol: one test for each document."""
    yield "TAP version 13"
    count = 0
    for count, entry in enumerate(entries, 1):
        yield f"{'not ok' if entry.wrong else 'ok'} {count} - {entry.text}"
    yield f"1..{count}"


def junit_one(verdict: Verdict) -> str:
    """Return a document as a JUnit test case."""
    case = f'    <testcase name="{_xml(title(verdict) or location(verdict))}" classname="{_xml(verdict.document.source)}"'
    if verdict.error is None:
        return case + "/>"
    reason, message, details = (
        verdict.error.reason,
        _xml(verdict.error.message),
        _xml(strip("\n".join(error_lines(verdict)))),
    )
    return f'{case}>\n      <failure type="{reason}" message="{message}">{details}</failure>\n    </testcase>'


def junit_all(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield JUnit's XML: one suite for each file, one case for each document."""
    suites: dict[str, list[Entry]] = {}
    for entry in entries:
        suites.setdefault(entry.source, []).append(entry)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="minik validate"{_numbers([case for suite in suites.values() for case in suite])}>'
    for source, suite in suites.items():
        yield f'  <testsuite name="{_xml(source)}"{_numbers(suite)}>'
        yield from (entry.text for entry in suite)
        yield "  </testsuite>"
    yield "</testsuites>"


def _numbers(entries: list[Entry]) -> str:
    return f' tests="{len(entries)}" failures="{sum(entry.wrong for entry in entries)}"'


def _xml(text: str) -> str:
    return escape("\n".join(map(visible_line, text.split("\n"))))


def github_one(verdict: Verdict) -> str:
    """Return one annotation for each wrong field, and one for each warning."""
    error, subject = verdict.error, title(verdict) or "document"
    if error is None and verdict.object is None:
        return ""  # it was not judged, as was asked
    annotations = [
        workflow_command("warning", location(verdict), subject, text) for text in verdict.warnings
    ]
    if error is not None and len(error.causes) > 1:
        annotations += [
            workflow_command("error", location(verdict, cause.field), subject, str(cause))
            for cause in error.causes
        ]
    elif error is not None:
        annotations += [
            workflow_command(
                "error",
                validation.with_position(error, verdict.document).where.split(": ")[0],
                subject,
                error.message,
            )
        ]
    return "\n".join(annotations)


def github_all(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield GitHub's workflow commands; documents without errors and warnings have none."""
    return (entry.text for entry in entries if entry.text)


FORMATS = {
    "github": Format(github_one, github_all, silent=True),
    "json": Format(json_one, json_all),
    "junit": Format(junit_one, junit_all),
    "tap": Format(tap_one, tap_all),
    "text": Format(text_one, text_all, silent=True),
}
