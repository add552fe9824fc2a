"""Verdicts on documents as text for people, JSON lines, JUnit, TAP and annotations."""
import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from minik.intake import validation
from minik.intake.judging import Verdict
from minik.model.controls import visible
from minik.render._annotation import annotation


class Entry(NamedTuple):
    """What is said of one document, once it is in a format: its file, whether it is wrong, how many warnings it has, and the text."""

    source: str
    wrong: bool
    warnings: int
    text: str


class Format(NamedTuple):
    """`one` puts a verdict into words, wherever that happens; `all` makes an answer of the entries, in order."""

    one: Callable[[Verdict], str]
    all: Callable[[Iterable[Entry]], Iterator[str]]


REASONS = {"Client": "BadRequest"}  # what kubectl refuses never reaches a server, which would refuse it, too
encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def entry(verdict: Verdict, form: Format) -> Entry:
    """A verdict in a format."""
    return Entry(verdict.document.source, verdict.error is not None, len(verdict.warnings), form.one(verdict))


def json_one(verdict: Verdict) -> str:
    """A verdict as programs read it, less its number."""
    return encode(record(verdict))


def json_all(entries: Iterable[Entry]) -> Iterator[str]:
    """One JSON line a document: what programs rely on."""
    return (f'{{"index":{index},{entry.text[1:]}' for index, entry in enumerate(entries))


def record(verdict: Verdict) -> dict[str, Any]:
    """What a program is told of a document, but for its number."""
    error, (kind, namespace, name) = verdict.error, identity(verdict)
    reason = REASONS.get(error.reason, error.reason) if error else ""
    causes = [{"reason": cause.reason, "field": cause.field, "message": cause.message} for cause in error.causes] if error else []
    return {"source": verdict.document.source, "kind": kind, "name": name, "namespace": namespace,
            "code": error.code if error else 201, "reason": reason, "message": error.message if error else "",
            "causes": causes, "warnings": verdict.warnings, "object": verdict.object}


def identity(verdict: Verdict) -> tuple[str, str, str]:
    """Kind, namespace and name, as far as the document has them."""
    value = verdict.object or verdict.document.value
    if not isinstance(value, dict):
        return "", "", ""
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    kind, namespace, name = (part if isinstance(part, str) else "" for part in (
        value.get("kind"), metadata.get("namespace"), metadata.get("name") or metadata.get("generateName")))
    return kind, namespace, name


def title(verdict: Verdict) -> str:
    """`Service default/web`."""
    kind, namespace, name = identity(verdict)
    return plain(" ".join(part for part in (kind, f"{namespace}/{name}" if namespace else name) if part))


def plain(text: str) -> str:
    """Text that cannot move a terminal's cursor, on one line."""
    return visible(text.replace("\n", " "))


def place(verdict: Verdict, field: str = "") -> str:
    """`web.yaml:7`: where a document, or a field of it, stands."""
    return plain(verdict.document.where(field).removesuffix(f": {field}" if field else ""))


def wrong(verdict: Verdict) -> Iterator[str]:
    """What is wrong with a document: in one line, and where that is several things, one line more for each."""
    error = verdict.error
    if error is None:
        return
    where, named = plain(validation.located(error, verdict.document).where.split(": ")[0]), title(verdict)
    said = plain(error.message) if len(error.causes) < 2 else f"{len(error.causes)} fields are wrong"
    yield ": ".join(part for part in (where, named, said) if part)
    if error.hint:
        yield f"    {plain(error.hint)}"
    if len(error.causes) > 1:
        yield from (f"    {place(verdict, cause.field)}: {plain(str(cause))}" for cause in error.causes)


def text_one(verdict: Verdict) -> str:
    """One line if the document is wrong, one for every warning."""
    warned = (f"{place(verdict)}: {title(verdict)}: warning: {plain(text)}" for text in verdict.warnings)
    return "\n".join((*wrong(verdict), *warned))


def text_all(entries: Iterable[Entry]) -> Iterator[str]:
    """What is said, and a summary."""
    count = refused = warned = 0
    for entry in entries:
        count, refused, warned = count + 1, refused + entry.wrong, warned + entry.warnings
        if entry.text:
            yield entry.text
    if refused:
        yield ""
    more = f", {counted(warned, 'warning')}" if warned else ""
    yield f"{counted(count, 'document')}: {count - refused} valid, {refused} invalid{more}."


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def tap_one(verdict: Verdict) -> str:
    """One test, less its number."""
    named = f"{place(verdict)} {title(verdict)}".rstrip().replace("#", "\\#")
    return "\n".join((named, *(f"# {line.strip()}" for line in wrong(verdict))))


def tap_all(entries: Iterable[Entry]) -> Iterator[str]:
    """The Test Anything Protocol: one test a document."""
    yield "TAP version 13"
    count = 0
    for count, entry in enumerate(entries, 1):
        yield f"{'not ok' if entry.wrong else 'ok'} {count} - {entry.text}"
    yield f"1..{count}"


def junit_one(verdict: Verdict) -> str:
    """One case."""
    case = f'    <testcase name="{_xml(title(verdict) or place(verdict))}" classname="{_xml(verdict.document.source)}"'
    if verdict.error is None:
        return case + "/>"
    reason, message, details = verdict.error.reason, _xml(verdict.error.message), _xml("\n".join(wrong(verdict)))
    return f'{case}>\n      <failure type="{reason}" message="{message}">{details}</failure>\n    </testcase>'


def junit_all(entries: Iterable[Entry]) -> Iterator[str]:
    """JUnit's XML: one suite a file, one case a document."""
    suites: dict[str, list[Entry]] = {}
    for entry in entries:
        suites.setdefault(entry.source, []).append(entry)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="minik validate"{_numbers([one for suite in suites.values() for one in suite])}>'
    for source, suite in suites.items():
        yield f'  <testsuite name="{_xml(source)}"{_numbers(suite)}>'
        yield from (entry.text for entry in suite)
        yield "  </testsuite>"
    yield "</testsuites>"


def _numbers(entries: list[Entry]) -> str:
    return f' tests="{len(entries)}" failures="{sum(entry.wrong for entry in entries)}"'


def _xml(text: str) -> str:
    return escape("\n".join(map(plain, text.split("\n"))))


def github_one(verdict: Verdict) -> str:
    """One annotation for each field that is wrong, and for each warning."""
    error, titled = verdict.error, title(verdict) or "document"
    found = [annotation("warning", place(verdict), titled, text) for text in verdict.warnings]
    if error is not None and len(error.causes) > 1:
        found += [annotation("error", place(verdict, cause.field), titled, str(cause)) for cause in error.causes]
    elif error is not None:
        found += [annotation("error", validation.located(error, verdict.document).where.split(": ")[0], titled, error.message)]
    return "\n".join(found)


def github_all(entries: Iterable[Entry]) -> Iterator[str]:
    """GitHub's workflow commands, and nothing for what is well."""
    return (entry.text for entry in entries if entry.text)


FORMATS = {"github": Format(github_one, github_all), "json": Format(json_one, json_all), "junit": Format(junit_one, junit_all),
           "tap": Format(tap_one, tap_all), "text": Format(text_one, text_all)}
