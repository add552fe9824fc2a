"""What `certificate approve` and `certificate deny` share."""

from collections.abc import Sequence
from functools import partial

from minik.client import certificates
from minik.client.certificates import Decision
from minik.command_line import flags, printing, selection
from minik.command_line.change_requests import Request
from minik.command_line.selection import Selection
from minik.errors import ClientError

NONE_FOUND = "No resources found"
RESOURCE = "certificatesigningrequests"
# the files, and how the result is printed
options: flags.Option = flags.gather(Request, flags.filename, printing.options, into="request")


def decide(words: Sequence[str], request: Request, decision: Decision, *, force: bool) -> None:
    """Approve or deny every request that words or files name, and print what was done."""
    if not words and not request.filenames:
        raise ClientError("one or more CSRs must be specified as <name> or -f <filename>")
    names = [word if "/" in word else f"{RESOURCE}/{word}" for word in words]
    verb = partial(certificates.decide, decision=decision, force=force)
    selection.change(Selection(request), names, verb, none_message=NONE_FOUND)
