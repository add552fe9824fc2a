"""What goes wrong with webhooks, in the server's words.

Upstream rules: `webhook/errors` `ToStatusErr`, `util/webhook` `ErrCallingWebhook`.
"""

from collections.abc import Mapping

from minik.errors import InternalError, MinikError, Rejected
from minik.light_typing import Any

LEAST_CODE = 400


class CannotCall(Exception):
    """A webhook was not asked, or its answer is none: the failure policy decides what that means.

    `called`: the call itself failed.
    """

    def __init__(self, why: str, *, called: bool = True) -> None:
        super().__init__(f"failed to call webhook: {why}" if called else why)


def failure(hook: str, why: CannotCall) -> MinikError:
    """Return the error of a webhook that could not be asked."""
    return internal(f'failed calling webhook "{hook}": {why}')


def internal(why: str) -> MinikError:
    """Return an error of the server itself."""
    error = InternalError(f"Internal error occurred: {why}")
    error.details = {"causes": [{"message": why}]}
    return error


def rejection(hook: str, result: Mapping[str, Any]) -> MinikError:
    """Return the refusal of a webhook, which says what it likes, but never success."""
    message, reason = result.get("message") or "", result.get("reason") or ""
    start = f'admission webhook "{hook}" denied the request'
    why = f": {message or reason}" if message or reason else " without explanation"
    code = result.get("code")
    return Rejected(
        start + why,
        str(reason),
        max(code if type(code) is int else 0, LEAST_CODE),
        result.get("details"),
    )
