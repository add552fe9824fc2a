"""Verdicts on documents as text for people, JSON lines, JUnit and TAP."""
import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, TypeAlias

from minik.intake import validation
from minik.intake.judging import Verdict

Format: TypeAlias = Callable[[Iterable[Verdict]], Iterator[str]]
CONTROLS = {code: f"^{chr(code ^ 64)}" for code in (*range(32), 127)} | {code: f"\\x{code:02x}" for code in range(128, 160)}
REASONS = {"Client": "BadRequest"}  # what kubectl refuses never reaches a server, which would refuse it, too
encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def as_json(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """One JSON line a document: what programs rely on."""
    return (encode(record(index, verdict)) for index, verdict in enumerate(verdicts))


def record(index: int, verdict: Verdict) -> dict[str, Any]:
    """A verdict as programs read it."""
    error, (kind, namespace, name) = verdict.error, identity(verdict)
    reason = REASONS.get(error.reason, error.reason) if error else ""
    causes = [{"reason": cause.reason, "field": cause.field, "message": cause.message} for cause in error.causes] if error else []
    return {"index": index, "source": verdict.document.source, "kind": kind, "name": name, "namespace": namespace,
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
    return text.replace("\n", " ").translate(CONTROLS)


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
    if len(error.causes) > 1:
        yield from (f"    {place(verdict, cause.field)}: {plain(str(cause))}" for cause in error.causes)


def as_text(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """One line for every document that is wrong, every warning, and a summary."""
    count = refused = warned = 0
    for verdict in verdicts:
        count, refused, warned = count + 1, refused + (verdict.error is not None), warned + len(verdict.warnings)
        yield from wrong(verdict)
        yield from (f"{place(verdict)}: {title(verdict)}: warning: {plain(text)}" for text in verdict.warnings)
    if refused:
        yield ""
    more = f", {counted(warned, 'warning')}" if warned else ""
    yield f"{counted(count, 'document')}: {count - refused} valid, {refused} invalid{more}."


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_tap(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The Test Anything Protocol: one test a document."""
    yield "TAP version 13"
    count = 0
    for count, verdict in enumerate(verdicts, 1):
        yield f"{'not ok' if verdict.error else 'ok'} {count} - {place(verdict)} {title(verdict)}".rstrip().replace("#", "\\#")
        yield from (f"# {line.strip()}" for line in wrong(verdict))
    yield f"1..{count}"


def as_junit(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """JUnit's XML: one suite a file, one case a document."""
    suites: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        suites.setdefault(verdict.document.source, []).append(verdict)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="minik validate"{_numbers([one for suite in suites.values() for one in suite])}>'
    for source, suite in suites.items():
        yield f'  <testsuite name="{_xml(source)}"{_numbers(suite)}>'
        for verdict in suite:
            yield from _case(verdict)
        yield "  </testsuite>"
    yield "</testsuites>"


def _case(verdict: Verdict) -> Iterator[str]:
    case = f'    <testcase name="{_xml(title(verdict) or place(verdict))}" classname="{_xml(verdict.document.source)}"'
    if verdict.error is None:
        yield case + "/>"
        return
    details = "\n".join(wrong(verdict))
    yield case + ">"
    yield f'      <failure type="{verdict.error.reason}" message="{_xml(verdict.error.message)}">{_xml(details)}</failure>'
    yield "    </testcase>"


def _numbers(verdicts: list[Verdict]) -> str:
    return f' tests="{len(verdicts)}" failures="{sum(verdict.error is not None for verdict in verdicts)}"'


def _xml(text: str) -> str:
    return escape("\n".join(map(plain, text.split("\n"))))


FORMATS: dict[str, Format] = {"json": as_json, "junit": as_junit, "tap": as_tap, "text": as_text}
