"""Rules for names, paths, IDs and modes inside a pod, each yielding what is wrong with a value.

Upstream rules: apimachinery `util/validation`, and the path rules of core's validation.
"""

from collections.abc import Iterable, Iterator

from minik import light_re as re
from minik.errors import Problem
from minik.model.names import mismatch_message
from minik.model.problem import invalid

UNDERSCORED = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
SEARCH_DOMAIN = UNDERSCORED + r"(\." + UNDERSCORED + ")*"
SEARCH_DOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', "
    "and must start and end with an alphanumeric character"
)
HEADER = "[-A-Za-z0-9]+"
LARGEST_ID = 2**31 - 1


def variable(text: str) -> Iterator[str]:
    """Check the name of an environment variable: printable ASCII without `=`."""
    if any(not 0x20 <= ord(letter) < 0x7F or letter == "=" for letter in text):
        yield "a valid environment variable name must consist only of printable ASCII characters other than '='"


def header(text: str) -> Iterator[str]:
    """Check the name of an HTTP header."""
    if not re.fullmatch(HEADER, text):
        yield mismatch_message(
            "a valid HTTP header must consist of alphanumeric characters or '-'",
            HEADER,
            "X-Header-Name",
        )


def search_domain(text: str) -> Iterator[str]:
    """Check a DNS search domain; underscores are allowed."""
    if len(text.encode()) > 253:
        yield "must be no more than 253 characters"
    if not re.fullmatch(SEARCH_DOMAIN, text):
        yield mismatch_message(SEARCH_DOMAIN_RULE, SEARCH_DOMAIN, "example.com")


def id_problems(number: int | None, path: str) -> Iterable[Problem]:
    """Check a user or group ID; None is accepted."""
    if number is None or 0 <= number <= LARGEST_ID:
        return ()
    return (invalid(path, number, f"must be between 0 and {LARGEST_ID}, inclusive"),)


def mode_problems(mode: int | None, path: str) -> Iterable[Problem]:
    """Check the mode bits of a file; None is accepted."""
    if mode is None or 0 <= mode <= 0o777:
        return ()
    return (invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive"),)


def no_backsteps(target: str, path: str) -> Iterator[Problem]:
    """Check that a path has no `..` element."""
    if ".." in target.split("/"):
        yield invalid(path, target, "must not contain '..'")


def relative_path(target: str, path: str) -> Iterator[Problem]:
    """Check that a path is relative and has no `..` element."""
    if target.startswith("/"):
        yield invalid(path, target, "must be a relative path")
    yield from no_backsteps(target, path)


def file_path(target: str, path: str) -> Iterator[Problem]:
    """Check the path of a file that the kubelet writes: relative, and not starting with `..`."""
    yield from relative_path(target, path)
    if target.startswith("..") and not target.startswith("../"):
        yield invalid(path, target, "must not start with '..'")
