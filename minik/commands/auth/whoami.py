"""Print who you are"""

from minik.command_line import flags, printing, state_access, streams
from minik.kinds import find_kind
from minik.kinds.self_subject_review import ADMINISTRATOR
from minik.light_typing import Any
from minik.model.go_values import format_value
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.render.formats import render, table

TITLES = {"username": "Username", "uid": "UID", "groups": "Groups"}


@flags.command()
@printing.options
def command(output: str, **how: Any) -> None:
    """Print who you are: always the administrator.

    \b
    Examples:
      minik auth whoami
      minik auth whoami -o jsonpath='{.status.userInfo.username}'
    """
    if not output:
        rows = [
            ["ATTRIBUTE", "VALUE"],
            *([TITLES[field], format_value(value)] for field, value in ADMINISTRATOR.items()),
        ]
        streams.echo(table.align_cells(iter(rows)), nl=False)
        return
    review = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "SelfSubjectReview",
        "metadata": {"creationTimestamp": None},
        "status": {"userInfo": ADMINISTRATOR},
    }
    kind = find_kind("selfsubjectreviews") or Kind("SelfSubjectReview")
    streams.echo(
        render(
            Listing([Section(kind, [review])], state_access.now(), single=True, **how),
            output,
            tables=False,
        ),
        nl=False,
    )
