"""Reviews as one JSON document; `docs/schemas/review.json` describes it."""

from minik.light_typing import Any
from minik.model.object import Key
from minik.render import documents
from minik.render.review_report import Review
from minik.render.review_report._sentences import sentence
from minik.review.change import Change


def render(review: Review) -> str:
    return documents.render(document(review), "json")


def document(review: Review) -> dict[str, Any]:
    """Return a review for JSON and YAML."""
    return {
        "before": review.before,
        "after": review.after,
        "servicesCompared": review.services,
        "stopsAnswering": review.stops,
        "changes": [record(change) for change in review.changes],
    }


def record(change: Change) -> dict[str, Any]:
    """Return a change as a JSON object."""
    return {
        "code": str(change.code),
        "severity": change.severity,
        "object": _object(change.object),
        "before": change.before,
        "after": change.after,
        "detail": change.detail,
        "because": change.because,
        "text": sentence(change),
        "fix": change.fix,
        "callers": [
            {"object": _object(caller.object), "field": caller.field, "text": caller.text}
            for caller in change.callers
        ],
        "source": {"file": change.file, "line": change.line} if change.file else None,
    }


def _object(key: Key) -> dict[str, str]:
    return {"kind": key.kind, "namespace": key.namespace, "name": key.name}
