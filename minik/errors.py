"""Everything that can go wrong, in Kubernetes' words and codes.

An error knows its reason, its code and its causes; only `cli.py` knows how it is printed and which exit status it is.
"""
from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong with one field, as the API server puts it: `field: message`."""

    field: str
    reason: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class MinikError(Exception):
    """Something was refused. `where` names the file, line and field, `hint` the way out, where they are known."""

    reason = "InternalError"
    code = 500
    status = 1  # of the process; more where 1 is an answer

    def __init__(self, message: str, causes: Iterable[Problem] = (), *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.causes = tuple(causes)
        self.where = where
        self.hint = hint


class BadRequest(MinikError):
    """The request cannot be read as what it says it is."""

    reason, code = "BadRequest", 400


class Forbidden(MinikError):
    """The request is understood and not allowed."""

    reason, code = "Forbidden", 403


class NotFound(MinikError):
    """There is no such object, kind or namespace."""

    reason, code = "NotFound", 404


class MethodNotAllowed(MinikError):
    """The kind exists, but not for this verb."""

    reason, code = "MethodNotAllowed", 405


class AlreadyExists(MinikError):
    """An object of that name is there already."""

    reason, code = "AlreadyExists", 409


class Conflict(MinikError):
    """The object has changed since it was read."""

    reason, code = "Conflict", 409


class Invalid(MinikError):
    """The object breaks rules of its kind; `subject` is `Kind "name"` or `Kind.group "name"`."""

    reason, code = "Invalid", 422

    def __init__(self, subject: str, causes: Iterable[Problem], *, where: str = "", hint: str = "") -> None:
        problems = tuple(causes)
        texts = list(dict.fromkeys(map(str, problems)))
        text = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        super().__init__(f"{subject} is invalid: {text}", problems, where=where, hint=hint)
        self.subject = subject


class Unexpected(MinikError):
    """The server failed at it, and gives no reason that it has a word for."""

    reason = ""


class InternalError(MinikError):
    """The server could not do it: a pool is empty, an allocation clashed."""


class ClientError(MinikError):
    """What kubectl itself refuses, before any server is asked: `error: ...`."""

    reason, code = "Client", 400


class Unanswered(MinikError):
    """The question was understood, and the answer is no: exit status 1, with the reason on standard error where it is not told already."""

    reason, code = "Unanswered", 404


class Several(MinikError):
    """More than one refusal, each told in its own words; what was right is done all the same."""

    def __init__(self, errors: "Iterable[MinikError]") -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(error.message for error in self.errors))


class NoSuchKind(ClientError):
    """No server knows the kind of this document."""

    reason, code = "NotFound", 404


class Refused(ClientError):
    """A file is not ours, is broken or cannot be written; it is left as it was."""
