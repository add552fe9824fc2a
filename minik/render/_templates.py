"""What the formats with a template share: there must be one, and what is wrong with it is told in kubectl's words."""
from minik.errors import ClientError


class Broken(ClientError):
    """A template failed halfway; `partial` is what it had printed by then."""

    def __init__(self, message: str, partial: str = "") -> None:
        super().__init__(message)
        self.partial = partial


def given(argument: str) -> str:
    """The template that follows `=`."""
    if not argument:
        raise ClientError("template format specified but no template given")
    return argument
