"""Target ports that are numbers in quotes."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View

CAUSE = Cause(
    "target-port-quoted",
    "F28",
    ERROR,
    "targetPort is a number in quotes, which is read as a name",
    'targetPort: "9376" is a text, and a text is the name of a port; names need a letter, so the server refuses it. Remove the quotes.',
)


def findings(view: View) -> Iterator[Finding]:
    yield from quoted_ports(view)


def quoted_ports(view: View) -> Iterator[Finding]:
    """Yield target ports that the server refuses because they are numbers in quotes."""
    for refusal in view.refusals:
        for cause in refusal.error.causes if refusal.key.kind == "Service" else ():
            if cause.field.endswith(".targetPort") and (
                number := re.search(r'"([0-9]+)"', cause.message)
            ):
                file, line = refusal.place(cause.field)
                yield Finding(
                    CAUSE,
                    refusal.key,
                    cause.field,
                    f'"{number[1]}" in quotes is a name, and a name needs a letter',
                    patches.field("targetPort", int(number[1])),
                    file=file,
                    line=line,
                )
