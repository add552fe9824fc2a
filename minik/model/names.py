"""The name rules that all kinds share, each yielding what is wrong with a text.

Upstream rules: apimachinery `util/validation` and `api/validate/content`. Lengths count bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from minik import light_re as re
from minik.light_typing import TypeAlias

Rule: TypeAlias = Callable[[str], Iterable[str]]

LOWER, DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"
LABEL_ENDS, KEY_ENDS = LOWER + DIGITS, LOWER + LOWER.upper() + DIGITS

# The patterns as upstream's messages show them. What they match is tested by hand below: to import `re`
# and to compile them takes half a start of Python.
LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = LABEL + r"(\." + LABEL + ")*"
WILDCARD = r"\*\." + SUBDOMAIN
KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
VALUE = f"({KEY})?"

LABEL_RULE = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    "and must start and end with an alphanumeric character"
)
LABEL_1035_RULE = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character"
)
SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    "and must start and end with an alphanumeric character"
)
WILDCARD_RULE = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
    "alphanumeric characters, '-' or '.' and end with an alphanumeric character"
)
KEY_RULE = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
VALUE_RULE = f"a valid label must be an empty string or {KEY_RULE.removeprefix('must ')}"
KEY_EXAMPLES = ("MyName", "my.name", "123-abc")


@cache
def matcher(pattern: str) -> Callable[[str], object]:
    """Return the full-match function of a pattern, compiled on first use."""
    return re.compile(pattern).fullmatch


@lru_cache(4096)
def violations(rule: Rule, text: str) -> tuple[str, ...]:
    """Return the messages of a rule about a text, cached: many objects share labels and names."""
    return tuple(rule(text))


def byte_count(text: str) -> int:
    """Return the length of a text in bytes."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def is_made_of(text: str, signs: str, ends: str) -> bool:
    """Return whether a text has only letters of `ends` and `signs`, and `ends` first and last."""
    return bool(text) and not text.strip(ends + signs) and text[0] in ends and text[-1] in ends


def is_label(text: str) -> bool:
    """Return whether a text matches LABEL."""
    return is_made_of(text, "-", LABEL_ENDS)


def is_subdomain(text: str) -> bool:
    """Return whether a text matches SUBDOMAIN."""
    return all(map(is_label, text.split(".")))


def is_key(text: str) -> bool:
    """Return whether a text matches KEY."""
    return is_made_of(text, "-_.", KEY_ENDS)


def mismatch_message(rule: str, pattern: str, *examples: str) -> str:
    """Return upstream's message about a text that does not match a pattern."""
    if not examples:
        return f"{rule} (regex used for validation is '{pattern}')"
    example_texts = " or ".join(f"'{example}', " for example in examples)
    return f"{rule} (e.g. {example_texts}regex used for validation is '{pattern}')"


def label(text: str) -> Iterator[str]:
    """RFC 1123 label: names of namespaces, Services and ports."""
    if byte_count(text) > 63:
        yield "must be no more than 63 characters"
    if not is_label(text):
        yield (
            "must not contain dots"
            if is_subdomain(text)
            else mismatch_message(LABEL_RULE, LABEL, "my-name", "123-abc")
        )


def label_1035(text: str) -> Iterator[str]:
    """RFC 1035 label: as an RFC 1123 label, but with a letter first."""
    if byte_count(text) > 63:
        yield "must be no more than 63 characters"
    if not is_label(text) or text[0] in DIGITS:
        yield mismatch_message(LABEL_1035_RULE, LABEL_1035, "my-name", "abc-123")


def subdomain(text: str, unit: str = "characters") -> Iterator[str]:
    """RFC 1123 subdomain: names of most objects."""
    if byte_count(text) > 253:
        yield f"must be no more than 253 {unit}"
    if not is_subdomain(text):
        yield mismatch_message(SUBDOMAIN_RULE, SUBDOMAIN, "example.com")


def wildcard(text: str) -> Iterator[str]:
    """A subdomain whose first label is `*`."""
    if byte_count(text) > 253:
        yield "must be no more than 253 characters"
    if not text.startswith("*.") or not is_subdomain(text[2:]):
        yield mismatch_message(WILDCARD_RULE, WILDCARD, "*.example.com")


def qualified_name(text: str) -> Iterator[str]:
    """Qualified name, as of a label key: `name` or `prefix/name`."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        rule = mismatch_message(KEY_RULE, KEY, *KEY_EXAMPLES)
        yield f"a valid label key {rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return
    if slash and not prefix:
        yield "prefix part must be non-empty"
    elif slash:
        yield from (f"prefix part {message}" for message in subdomain(prefix, "bytes"))
    if not name:
        yield "name part must be non-empty"
    elif byte_count(name) > 63:
        yield "name part must be no more than 63 bytes"
    if not is_key(name):
        yield f"name part {mismatch_message(KEY_RULE, KEY, *KEY_EXAMPLES)}"


def label_value(text: str) -> Iterator[str]:
    """The value of a label; it may be empty."""
    if byte_count(text) > 63:
        yield "must be no more than 63 bytes"
    if text and not is_key(text):
        yield mismatch_message(VALUE_RULE, VALUE, "MyValue", "my_value", "12345")


def port_name(text: str) -> Iterator[str]:
    """IANA service name: names of container ports."""
    if byte_count(text) > 15:
        yield "must be no more than 15 characters"
    if not text or text.strip(LABEL_ENDS + "-"):
        yield "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    if set(text).isdisjoint(LOWER):
        yield "must contain at least one letter (a-z)"
    if "--" in text:
        yield "must not contain consecutive hyphens"
    if text.startswith("-") or text.endswith("-"):
        yield "must not begin or end with a hyphen"


def port_number(number: int) -> Iterator[str]:
    """A valid port: 1 to 65535."""
    if not 1 <= number <= 65535:
        yield "must be between 1 and 65535, inclusive"


def path_segment(text: str) -> Iterator[str]:
    """A path segment of a URL: names of roles and other freely named objects."""
    if text in (".", ".."):
        yield f"may not be '{text}'"
        return
    yield from (f"may not contain '{letter}'" for letter in "/%" if letter in text)
