"""GitHub's workflow commands: annotations on the lines of a pull request."""


def annotation(command: str, place: str, title: str, said: str) -> str:
    """`::error file=web.yaml,line=7,title=...::...`; `place` is `web.yaml:7`, a file alone, or nothing."""
    file, _, line = place.rpartition(":") if place.rpartition(":")[2].isdecimal() else (place, "", "")
    parts = {"file": file, "line": line, "title": title}
    return f"::{command} {','.join(f'{name}={as_property(value)}' for name, value in parts.items() if value)}::{as_data(said)}"


def as_data(text: str) -> str:
    """Text as a command's message holds it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def as_property(text: str) -> str:
    """Text as a command's property holds it."""
    return as_data(text).replace(":", "%3A").replace(",", "%2C")
