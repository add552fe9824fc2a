"""Refusals as the API words them: a Status of failure.

What its details name depends on the code: the resource that was asked for, the kind whose rules are
broken, or nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.api.paths import Place
from minik.errors import Invalid, MinikError, Problem, Rejected
from minik.intake.ownership.applying import ApplyConflict
from minik.intake.ownership.paths import format_path
from minik.light_typing import Any
from minik.model.object import Object

WITHOUT_DETAILS = (400, 401, 500)
META, REVIEWS, EVENTS = "meta.k8s.io", "authorization.k8s.io", "events.k8s.io"


class MediaError(MinikError):
    """A form that is not served; `named` is whether the details are there, if empty."""

    def __init__(self, message: str, *, named: bool = False) -> None:
        super().__init__(message)
        self.named = named


class NotAcceptable(MediaError):
    """No representation fits the Accept header of the request."""

    reason, code = "NotAcceptable", 406


class Unauthorized(MinikError):
    """The request names nobody whom the server knows."""

    reason, code = "Unauthorized", 401


class UnsupportedMediaType(MediaError):
    """The body of the request is in a format that the server does not read."""

    reason, code = "UnsupportedMediaType", 415


class Overdue(MinikError):
    """What is asked for lies in the future, and did not come in time."""

    reason, code = "Timeout", 504


def status(error: MinikError, place: Place | None = None, name: str = "") -> Object:
    """Return the Status of a refusal; `name` is that of the object in the request."""
    details = _details(error, place, name)
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": error.message,
        **({"reason": error.reason} if error.reason else {}),
        **({"details": details} if details is not None else {}),
        "code": error.code,
    }


def options_refusal(kind: str, problems: Sequence[Problem]) -> Invalid:
    """Return the error for options of a request that do not fit."""
    error = Invalid(f'{kind}.{META} ""', problems)
    error.details = {"group": META, "kind": kind, "causes": causes_of(error.causes)}
    return error


def with_kind(error: Invalid, kind: str, place: Place) -> Invalid:
    """Return an error whose details name another kind than the place's."""
    group = {"group": place.kind.group} if place.kind.group else {}
    causes = causes_of(error.causes)
    error.details = {"name": place.name, **group, "kind": kind, "causes": causes}
    return error


def causes_of(problems: Sequence[Problem]) -> list[Object]:
    """Return problems as the causes of a Status."""
    return [
        {"reason": problem.reason, "message": problem.message, "field": problem.field}
        for problem in problems
    ]


def _details(error: MinikError, place: Place | None, name: str) -> Mapping[str, Any] | None:
    if isinstance(error, (NotAcceptable, UnsupportedMediaType)):
        return {} if error.named else None
    if error.details is not None or isinstance(error, Rejected):
        return error.details
    if error.code in WITHOUT_DETAILS:
        return None
    if isinstance(error, ApplyConflict):
        return {"causes": list(_conflicts(error))}
    if place is None or error.code == 405:
        return {}
    if isinstance(error, Invalid) and not error.subject.strip(' "'):
        return {"causes": causes_of(error.causes)}
    causes = causes_of(error.causes)
    named = {"name": name} if name else {}
    group = {"group": place.kind.group} if place.kind.group else {}
    is_rule = isinstance(error, Invalid)
    kind = {"kind": place.kind.name if is_rule else place.kind.plural}
    if is_rule and place.kind.group == EVENTS:
        group = {}  # they are the core's
    if is_rule and place.kind.group == REVIEWS:
        kind = {}  # they are validated before anybody has said what they are
    return {**named, **group, **kind, **({"causes": causes} if causes else {})}


def _conflicts(error: ApplyConflict) -> Iterator[Object]:
    """Yield a cause for each field that another manager owns."""
    for manager in sorted(error.conflicts):
        for path in sorted(map(format_path, error.conflicts[manager])):
            message = f"conflict with {manager}"
            yield {"reason": "FieldManagerConflict", "message": message, "field": path}
