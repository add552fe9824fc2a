"""The refusals of policies, in the server's words.

kubectl prints those with the reason Invalid as it prints rules that are broken, though no field is.
"""

from collections.abc import Sequence

from minik.errors import Forbidden, InternalError, Invalid, MinikError, Problem
from minik.intake.policies.attributes import Attributes
from minik.model import object as objects

CODES = {"Forbidden": 403, "Invalid": 422, "RequestEntityTooLarge": 413, "Unauthorized": 401}


class Denied(Invalid):
    """A policy refuses a request with the reason Invalid."""

    def __init__(self, subject: str, message: str, causes: Sequence[str], code: int) -> None:
        super().__init__(subject, [Problem("", "", cause) for cause in causes])
        self.message, self.code, self.args = message, code, (message,)


class Unwanted(Forbidden):
    """A policy refuses a request with another reason."""

    def __init__(self, message: str, reason: str, code: int) -> None:
        super().__init__(message)
        self.reason, self.code = reason, code


def denial(
    attributes: Attributes, message: str, causes: Sequence[str], reason: str, code: int
) -> MinikError:
    """Return the error of a refusal; each cause stands by itself in its details."""
    kind, name = attributes.kind, name_of(attributes)
    error: MinikError = (
        Denied(f'{kind.resource} "{name}"', message, causes, code)
        if reason == "Invalid"
        else Unwanted(message, reason, code)
    )
    group = {"group": kind.group} if kind.group else {}
    error.details = {
        "name": name,
        **group,
        "kind": kind.plural,
        "causes": [{"message": cause} for cause in causes],
    }
    return error


def name_of(attributes: Attributes) -> str:
    """Return the name of a refused object; while plugins change it a generated one is not known."""
    request = attributes.request
    generated = request.object["metadata"].get("generateName") or ""
    return attributes.name or (not request.settled and generated) or objects.name(request.object)


def forbidden(attributes: Attributes, why: str, reason: str) -> MinikError:
    """Return the refusal of a validating policy."""
    reason = reason or "Invalid"
    name = name_of(attributes)
    message = f'{attributes.kind.resource} "{name}" is forbidden: {why}'
    return denial(attributes, message, [why], reason, CODES.get(reason, 403))


def broken(why: str) -> MinikError:
    """Return the error of a server that cannot read what a policy has made."""
    error = InternalError(f"Internal error occurred: {why}")
    error.details = {"causes": [{"message": why}]}
    return error
