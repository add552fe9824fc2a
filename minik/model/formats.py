"""Formats of texts and numbers in schemas of custom resources; a format that is not here is not judged.

Upstream rules: apiextensions `supportedVersionedFormats`, kube-openapi `strfmt`, govalidator.
"""

from collections.abc import Callable
from datetime import date

from minik import light_re as re
from minik.light_typing import Any
from minik.model import ip, names, patterns
from minik.model.duration import BadDuration, parse_duration

UUID = r"(?i)[0-9a-f]{{8}}-?[0-9a-f]{{4}}-?{}[0-9a-f]{{3}}-?{}[0-9a-f]{{3}}-?[0-9a-f]{{12}}"
SHADE = r"\s*(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])\s*"
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)", re.ASCII)
# One letter of a label, then: a hyphen as the second letter at most; or labels with dots between.
LABEL_LETTER = r"[0-9A-Za-z\p{L}\p{S}]"
HOST_NAME = "^(?:X-?X{0,62}|X|(?:X(?:[0-9A-Za-z\\p{L}\\p{S}-]{0,61}X)?\\.)+X(?:-?X){1,62})$"
ATOM = r"[^\x00-\x20()<>\[\]:;@\\,.\"\x7f]+"
LOCAL_PART = rf'(?:{ATOM}(?:\.{ATOM})*|"(?:[^"\\\r\n]|\\.)*")'
ADDRESS = rf"{LOCAL_PART}@(?:{ATOM}(?:\.{ATOM})*|\[[0-9A-Fa-f:.]+\])"
MAIL = re.compile(
    rf'\s*(?:{ADDRESS}|(?:[^<>@"]|"(?:[^"\\]|\\.)*")*<\s*{ADDRESS}\s*>)\s*(?:\([^()]*\)\s*)?'
)
URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?://(?P<authority>[^/?#]*))?(?P<rest>.*)|(?P<path>/.*)", re.DOTALL
)
PORT = re.compile(r"(?::[0-9]*)?", re.ASCII)
HOST = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[^\x00-\x20\"<>\\^`{|}\[\]:]*)")
MAC = re.compile(
    r"[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})*)|[0-9a-f]{4}(?:\.[0-9a-f]{4})*",
    re.I | re.ASCII,
)
SPAN = re.compile(r"(\d+)\s*([A-Za-zµ]+)\s*", re.ASCII)
UNITS = ("ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk")
LONG_UNITS = ("nano", "micro", "milli", "sec", "min", "hour", "day", "week")
CARD = re.compile(
    r"4\d{12}(?:\d{3})?|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|6(?:011|5\d\d)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11}|6[27]\d{14}",
    re.ASCII,
)


def is_host_name(text: str) -> bool:
    """Return whether a text is a host name: 255 bytes in all, 63 a label."""
    encoded = text.encode()
    return (
        len(encoded) <= 255
        and all(len(label) <= 63 for label in encoded.split(b"."))
        and patterns.compile_pattern(HOST_NAME.replace("X", LABEL_LETTER)).matches(text)
    )


def is_uri(text: str) -> bool:
    """Return whether a text is an absolute URI or an absolute path, as a request names it."""
    match = URI.fullmatch(text)
    if match is None or re.search(r"[\x00-\x1f\x7f]", text):
        return text == "*"
    authority, rest = match["authority"], match["rest"] or match["path"] or ""
    if re.search(r"%(?![0-9A-Fa-f]{2})", rest.partition("?")[0].partition("#")[0]):
        return False
    if authority is None:
        return True
    host = HOST.match(authority.rpartition("@")[2])
    return host is not None and bool(PORT.fullmatch(authority.rpartition("@")[2][host.end() :]))


def is_range(text: str) -> bool:
    """Return whether a text is an address with the length of a prefix."""
    address, _, bits = text.partition("/")
    parsed = ip.parse_strict(address)
    is_number = bits.isascii() and bits.isdigit() and len(bits) < 4
    return parsed is not None and is_number and int(bits) <= parsed.max_prefixlen


def is_mac(text: str) -> bool:
    """Return whether a text is a hardware address of 6, 8 or 20 bytes."""
    return bool(MAC.fullmatch(text)) and len(re.sub("[.:-]", "", text)) in (12, 16, 40)


def is_duration(text: str) -> bool:
    """Return whether a text is a duration of Go, or one such as `2 days 3 hours`."""
    try:
        parse_duration(text)
    except BadDuration:
        spans = SPAN.findall(text)
        units = [unit.lower() for _, unit in spans]
        return bool(re.fullmatch(rf"\s*(?:{SPAN.pattern})+", text, re.ASCII)) and any(
            unit in UNITS or unit.startswith(LONG_UNITS) for unit in units
        )
    return True


def is_date(text: str) -> bool:
    """Return whether a text is a day: 2026-01-31."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)) and bool(
            date.fromisoformat("0004" + text[4:] if text.startswith("0000") else text)
        )
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """Return whether a text is a day and a time: 2026-01-31T12:00:00Z."""
    day, _, time = text.lower().partition("t")
    match = TIME.fullmatch(time)
    return is_date(day) and match is not None and match[1] < "24" and max(match[2], match[3]) < "60"


def is_book_number(text: str, length: int) -> bool:
    """Return whether a text is an ISBN of 10 or 13 digits."""
    digits = re.sub(r"[\s-]+", "", text)
    if length == 13:
        weights = [3 if index % 2 else 1 for index in range(13)]
        return bool(re.fullmatch(r"\d{13}", digits, re.ASCII)) and not (
            sum(map(int.__mul__, map(int, digits), weights)) % 10
        )
    values = (
        [10 if digit == "X" else int(digit) for digit in digits]
        if re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII)
        else []
    )
    return bool(values) and not sum(value * (10 - index) for index, value in enumerate(values)) % 11


def is_credit_card(text: str) -> bool:
    """Return whether the digits of a text are a credit card's, with its check digit."""
    digits = re.sub(r"[^0-9]+", "", text)
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return (
        bool(CARD.fullmatch(digits))
        and not sum(map(sum, (map(int, str(one)) for one in doubled))) % 10
    )


def matches(pattern: str) -> Callable[[str], bool]:
    """Return the check whether a text fits a pattern wholly."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


FORMATS: dict[str, Callable[[str], bool]] = {
    "bsonobjectid": matches("[0-9a-fA-F]{24}"),
    "uri": is_uri,
    "email": lambda text: MAIL.fullmatch(text) is not None,
    "hostname": is_host_name,
    "ipv4": lambda text: "." in text and ip.parse_strict(text) is not None,
    "ipv6": lambda text: ":" in text and ip.parse_strict(text) is not None,
    "cidr": is_range,
    "mac": is_mac,
    "uuid": matches(UUID.format("[0-9a-f]", "[0-9a-f]")),
    "uuid3": matches(UUID.format("3", "[0-9a-f]")),
    "uuid4": matches(UUID.format("4", "[89ab]")),
    "uuid5": matches(UUID.format("5", "[89ab]")),
    "isbn": lambda text: is_book_number(text, 10) or is_book_number(text, 13),
    "isbn10": lambda text: is_book_number(text, 10),
    "isbn13": lambda text: is_book_number(text, 13),
    "creditcard": is_credit_card,
    "ssn": matches(r"(?=.{11}$)\d{3}[- ]?\d{2}[- ]?\d{4}"),
    "hexcolor": matches("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    "rgbcolor": matches(rf"rgb\({SHADE},{SHADE},{SHADE}\)"),
    "byte": matches(
        r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
    ),
    "date": is_date,
    "datetime": is_moment,
    "duration": is_duration,
    "k8sshortname": lambda text: not any(names.label(text)),
    "k8slongname": lambda text: not any(names.subdomain(text)),
}
LARGEST_FLOAT = (2 - 2**-23) * 2.0**127
LIMITS = {"int32": 2**31 - 1, "int64": 2**63 - 1, "float": LARGEST_FLOAT}


def is_of_format(text: str, format_: str) -> bool:
    """Return whether a text has a format; of an unknown one every text is."""
    check = FORMATS.get(format_.replace("-", ""))
    return check is None or check(text)


def is_in_range(number: Any, format_: str) -> bool:
    """Return whether a number has its place in a format: int32, int64, float."""
    limit = LIMITS.get(format_)
    return limit is None or -limit - format_.startswith("int") <= number <= limit
