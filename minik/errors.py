"""All errors, with Kubernetes' reasons and codes.

An error knows its reason, code and causes; only `cli.py` prints it and sets the exit status.
"""

from collections.abc import Iterable, Mapping, Sequence

from minik.light_typing import Any, NamedTuple


class Problem(NamedTuple):
    """One problem with one field, printed as by the API server: `field: message`. `rule` is the code
    of the broken rule where a setting of the cluster may switch it off, else "".
    """

    field: str
    reason: str
    message: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class MinikError(Exception):
    """A refusal. `where` names file, line and field, `hint` what to do instead, if known.

    `warnings` are those that the server sends with it.
    """

    reason = "InternalError"
    code = 500
    status = 1  # of the process; more where 1 is an answer
    warnings: tuple[str, ...] = ()
    details: Mapping[str, Any] | None = None  # those of the API's Status, where it names others
    annotations: Mapping[str, str] = {}  # what an audit log notes of the request
    written: tuple[Any, Any, bool] | None = None  # kind, object, whether it was to be new

    def __init__(
        self, message: str, causes: Iterable[Problem] = (), *, where: str = "", hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.causes = tuple(causes)
        self.where = where
        self.hint = hint


class BadRequest(MinikError):
    """The request cannot be decoded."""

    reason, code = "BadRequest", 400


class Forbidden(MinikError):
    """The request is valid but not allowed."""

    reason, code = "Forbidden", 403


class Rejected(MinikError):
    """Somebody outside of the server refuses the request: with reason, code and details as they wish."""

    def __init__(
        self, message: str, reason: str, code: int, details: Mapping[str, Any] | None
    ) -> None:
        super().__init__(message)
        self.reason, self.code, self.details = reason, code, details


class NotFound(MinikError):
    """There is no such object, kind or namespace."""

    reason, code = "NotFound", 404


class MethodNotAllowed(MinikError):
    """The kind exists, but not for this verb."""

    reason, code = "MethodNotAllowed", 405


class AlreadyExists(MinikError):
    """An object of that name is there already."""

    reason, code = "AlreadyExists", 409


class Expired(MinikError):
    """What a list or a watch goes on from is older than what is kept."""

    reason, code = "Expired", 410


class RequestEntityTooLarge(MinikError):
    """The request holds more than the server takes."""

    reason, code = "RequestEntityTooLarge", 413


class Conflict(MinikError):
    """The object has changed since it was read."""

    reason, code = "Conflict", 409


def join_messages(messages: Sequence[str]) -> str:
    """Return several messages as one: a single one as it is, more as `[a, b]`.

    Upstream rule: apimachinery `aggregate.Error`.
    """
    return messages[0] if len(messages) == 1 else f"[{', '.join(messages)}]"


class Invalid(MinikError):
    """The object breaks rules of its kind; `subject` is `Kind "name"` or `Kind.group "name"`."""

    reason, code = "Invalid", 422

    def __init__(
        self, subject: str, causes: Iterable[Problem], *, where: str = "", hint: str = ""
    ) -> None:
        problems = tuple(causes)
        texts = list(dict.fromkeys(map(str, problems)))
        super().__init__(
            f"{subject} is invalid: {join_messages(texts)}", problems, where=where, hint=hint
        )
        self.subject = subject


class Unexpected(MinikError):
    """The server failed without a reason code."""

    reason = ""


class InternalError(MinikError):
    """The server could not complete the request: a pool is empty, an allocation clashed."""


class ClientError(MinikError):
    """An error of kubectl itself, before it sends a request: `error: ...`."""

    reason, code = "Client", 400


class Unanswered(MinikError):
    """A valid question whose answer is no: exit status 1, the reason on standard error."""

    reason, code = "Unanswered", 404


class Several(MinikError):
    """Several errors, each printed on its own; the rest of the command was carried out."""

    def __init__(self, errors: "Iterable[MinikError]") -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(error.message for error in self.errors))


class NoSuchKind(ClientError):
    """The server has no such kind."""

    reason, code = "NotFound", 404


class OtherProgramError(ClientError):
    """Another program refused, in its own words; `speaker` says which command line that was."""

    def __init__(self, message: str, command: str) -> None:
        super().__init__(message)
        self.speaker = f"so says {command}"


class Refused(ClientError):
    """A file is not a state file, is broken or cannot be written; it is left unchanged."""
