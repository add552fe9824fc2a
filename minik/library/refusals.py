"""What is raised where a request is refused: Kubernetes' reason and code, and kubectl's words."""

from minik.command_line import error_messages
from minik.errors import MinikError, Several
from minik.light_typing import NamedTuple


class Cause(NamedTuple):
    """What is wrong with one field."""

    field: str
    reason: str
    message: str


class Refusal(Exception):
    """A request that was refused. As text it is what kubectl prints, with minik's hint.

    `reason` is Kubernetes' own word (`Invalid`, `NotFound`, `AlreadyExists`, `Forbidden`,
    `BadRequest`; `Client` where kubectl itself refuses), `code` the HTTP status (422, 404, ...),
    `message` the server's sentence, `causes` the fields that are wrong, `hint` what to do instead,
    `where` the file, line and field.
    """

    def __init__(self, error: MinikError) -> None:
        """Take over what an error of the core says."""
        errors = error.errors if isinstance(error, Several) else (error,)
        first = errors[0] if errors else error
        super().__init__(error_messages.message(error))
        self.reason, self.code, self.message = first.reason, first.code, first.message
        self.causes = tuple(
            Cause(cause.field, cause.reason, cause.message)
            for one in errors
            for cause in one.causes
        )
        self.hint, self.where = first.hint, first.where
        self.warnings: tuple[str, ...] = tuple(text for one in errors for text in one.warnings)
        self._parts = tuple(map(Refusal, errors)) if len(errors) > 1 else ()

    @property
    def refusals(self) -> "tuple[Refusal, ...]":
        """All of them, where several objects were refused; else this one alone."""
        return self._parts or (self,)

    def __reduce__(self) -> tuple[object, ...]:
        """Let processes send it to each other."""
        return _refusal, (self.args, self.__dict__)


def _refusal(args: tuple[str, ...], state: dict[str, object]) -> Refusal:
    """Return a refusal that another process has sent."""
    made = Refusal.__new__(Refusal, *args)
    made.__dict__.update(state)
    return made


class Guard:
    """A block in which the core's errors become refusals."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        __tracebackhide__ = True  # of pytest, which then shows the line that was refused
        if isinstance(error, MinikError):
            raise Refusal(error) from None


GUARD = Guard()
