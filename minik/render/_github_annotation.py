"""GitHub's workflow commands: annotations on the lines of a pull request."""

from minik.model.controls import escape_lines


def workflow_command(command: str, place: str, title: str, message: str) -> str:
    """Return `::error file=web.yaml,line=7,title=...::message`; `place` is `web.yaml:7`, a file, or
    "".
    """
    file, _, line = (
        place.rpartition(":") if place.rpartition(":")[2].isdecimal() else (place, "", "")
    )
    parts = {"file": file.removeprefix("./"), "line": line, "title": title}
    return f"::{command} {','.join(f'{name}={escape_property(value)}' for name, value in parts.items() if value)}::{escape_data(message)}"


def escape_data(text: str) -> str:
    """Escape a text for the message of a workflow command."""
    return escape_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Escape a text for a property of a workflow command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")
