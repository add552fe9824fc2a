"""What the formats with a template share: a template is required, and its errors read as kubectl's."""

from minik.errors import ClientError


class TemplateError(ClientError):
    """A template failed while it was executed; `partial` is what it had printed by then."""

    def __init__(self, message: str, partial: str = "") -> None:
        super().__init__(message)
        self.partial = partial


def require_template(argument: str) -> str:
    """Return the template that follows `=`. Raises ClientError where there is none."""
    if not argument:
        raise ClientError("template format specified but no template given")
    return argument
