"""How things may be called: the name rules that all kinds share, each yielding what is wrong with a text.

Upstream rules: apimachinery `util/validation` and `api/validate/content`. Lengths count bytes.
"""
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TypeAlias

Rule: TypeAlias = Callable[[str], Iterable[str]]

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = LABEL + r"(\." + LABEL + ")*"
WILDCARD = r"\*\." + SUBDOMAIN
KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
VALUE = f"({KEY})?"

LABEL_RULE = ("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
              "and must start and end with an alphanumeric character")
LABEL_1035_RULE = ("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
                   "and end with an alphanumeric character")
SUBDOMAIN_RULE = ("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                  "and must start and end with an alphanumeric character")
WILDCARD_RULE = ("a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
                 "alphanumeric characters, '-' or '.' and end with an alphanumeric character")
KEY_RULE = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
VALUE_RULE = f"a valid label must be an empty string or {KEY_RULE.removeprefix('must ')}"
KEY_EXAMPLES = ("MyName", "my.name", "123-abc")


@cache
def matcher(pattern: str) -> Callable[[str], object]:
    """Whether all of a text is of a pattern: compiled once, when the first text is judged by it."""
    return re.compile(pattern).fullmatch


@lru_cache(4096)
def broken(rule: Rule, text: str) -> tuple[str, ...]:
    """What a rule says against a text; what many objects hold alike (a label, the name of a port) is judged once."""
    return tuple(rule(text))


def size(text: str) -> int:
    """How many bytes a text is long."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def unmatched(rule: str, pattern: str, *examples: str) -> str:
    """What is said of a text that does not match a pattern."""
    if not examples:
        return f"{rule} (regex used for validation is '{pattern}')"
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{rule} (e.g. {shown}regex used for validation is '{pattern}')"


def label(text: str) -> Iterator[str]:
    """RFC 1123 label: what namespaces, services and port names are called."""
    if size(text) > 63:
        yield "must be no more than 63 characters"
    if not matcher(LABEL)(text):
        dotted = matcher(SUBDOMAIN)(text)
        yield "must not contain dots" if dotted else unmatched(LABEL_RULE, LABEL, "my-name", "123-abc")


def label_1035(text: str) -> Iterator[str]:
    """RFC 1035 label: as an RFC 1123 label, but with a letter first."""
    if size(text) > 63:
        yield "must be no more than 63 characters"
    if not matcher(LABEL_1035)(text):
        yield unmatched(LABEL_1035_RULE, LABEL_1035, "my-name", "abc-123")


def subdomain(text: str, unit: str = "characters") -> Iterator[str]:
    """RFC 1123 subdomain: what most objects are called."""
    if size(text) > 253:
        yield f"must be no more than 253 {unit}"
    if not matcher(SUBDOMAIN)(text):
        yield unmatched(SUBDOMAIN_RULE, SUBDOMAIN, "example.com")


def wildcard(text: str) -> Iterator[str]:
    """A subdomain of which the first label is `*`."""
    if size(text) > 253:
        yield "must be no more than 253 characters"
    if not matcher(WILDCARD)(text):
        yield unmatched(WILDCARD_RULE, WILDCARD, "*.example.com")


def qualified(text: str) -> Iterator[str]:
    """A label key: a name, or `prefix/name`."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        rule = unmatched(KEY_RULE, KEY, *KEY_EXAMPLES)
        yield f"a valid label key {rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return
    if slash and not prefix:
        yield "prefix part must be non-empty"
    elif slash:
        yield from (f"prefix part {message}" for message in subdomain(prefix, "bytes"))
    if not name:
        yield "name part must be non-empty"
    elif size(name) > 63:
        yield "name part must be no more than 63 bytes"
    if not matcher(KEY)(name):
        yield f"name part {unmatched(KEY_RULE, KEY, *KEY_EXAMPLES)}"


def label_value(text: str) -> Iterator[str]:
    """The value of a label; nothing is a value too."""
    if size(text) > 63:
        yield "must be no more than 63 bytes"
    if not matcher(VALUE)(text):
        yield unmatched(VALUE_RULE, VALUE, "MyValue", "my_value", "12345")


def port_name(text: str) -> Iterator[str]:
    """IANA service name: what a container calls its port."""
    if size(text) > 15:
        yield "must be no more than 15 characters"
    if not matcher("[-a-z0-9]+")(text):
        yield "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    if not re.search("[a-z]", text):
        yield "must contain at least one letter (a-z)"
    if "--" in text:
        yield "must not contain consecutive hyphens"
    if text.startswith("-") or text.endswith("-"):
        yield "must not begin or end with a hyphen"


def port_number(number: int) -> Iterator[str]:
    """A port that can be listened on."""
    if not 1 <= number <= 65535:
        yield "must be between 1 and 65535, inclusive"


def path_segment(text: str) -> Iterator[str]:
    """What fits between two slashes of a URL: what roles and other freely named objects are called."""
    if text in (".", ".."):
        yield f"may not be '{text}'"
        return
    yield from (f"may not contain '{letter}'" for letter in "/%" if letter in text)
