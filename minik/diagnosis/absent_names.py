"""Names that say themselves that what they name is not there: placeholders, and mistakes made on purpose."""

from minik import light_re as re

ABSENT = re.compile(
    r"non-?_?exist|does-?_?not-?_?exist|do-?_?not-?_?exist|doesntexist|no-?such|not-?_?found|not-?a?-?real"
    r"|not[-_/]exist|\binvalid\b|invalid[-_.]|[-_.]invalid|\bmissing-|fake[-_]?(?:image|tag|node|class)"
    r"|wrong[-_]?(?:image|tag|version|node|class|name)|bad[-_]?(?:image|tag)|(?:image|tag)[-_]typo|[-_](?:bad|wrong|typo|missing)$"
)


def says_it_is_absent(name: str) -> bool:
    """Return whether a name says that there is nothing of this name."""
    return bool(ABSENT.search(name.casefold()))
