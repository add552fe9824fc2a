"""Verdicts as text, JSON lines, JUnit and TAP."""
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from minik.intake.judging import Verdict

encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def record(index: int, verdict: Verdict) -> dict[str, Any]:
    """A verdict as programs read it."""
    document, error = verdict.document, verdict.error
    value = document.value if isinstance(document.value, dict) else {}
    metadata = (verdict.object or value).get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return {
        "index": index, "source": document.source, "kind": value.get("kind") or "", "name": metadata.get("name") or "",
        "namespace": metadata.get("namespace") or "", "code": error.code if error else 201, "reason": error.reason if error else "",
        "message": error.message if error else "",
        "causes": [{"reason": cause.reason, "field": cause.field, "message": cause.message} for cause in error.causes] if error else [],
        "warnings": list(verdict.warnings), "object": verdict.object}


def as_json(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """One JSON line a document."""
    for index, verdict in enumerate(verdicts):
        yield encode(record(index, verdict))


def as_text(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """One line a document that is wrong, and a summary."""
    count = wrong = 0
    for verdict in verdicts:
        count += 1
        if verdict.error:
            wrong += 1
            yield f"{verdict.error.where or verdict.document.source}: {verdict.error.message}"
    yield f"{count} documents: {count - wrong} valid, {wrong} invalid."


FORMATS: dict[str, Callable[[Iterable[Verdict]], Iterator[str]]] = {"text": as_text, "json": as_json}
