"""Quantities: amounts of CPU, memory and the like, in exact integer arithmetic.

Upstream rule: apimachinery `resource.Quantity`. An amount is a whole number of nanos; finer parts
are rounded up, away from zero. A quantity keeps the format of its suffix, and its original text if
that was canonical (or nearly: upstream's test is a cheap one).
"""

from collections.abc import Iterable
from functools import lru_cache

from minik import light_re as re
from minik.light_typing import NamedTuple

FORMAT_WRONG = (
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
)
SUFFIX_WRONG = "unable to parse quantity's suffix"
DECIMAL, BINARY, EXPONENT = "DecimalSI", "BinarySI", "DecimalExponent"
NANOS, MILLI = 10**9, 10**6
LARGEST_BINARY = (2**63 - 1) * NANOS
POWERS_OF_TEN = {
    "n": -9,
    "u": -6,
    "m": -3,
    "": 0,
    "k": 3,
    "M": 6,
    "G": 9,
    "T": 12,
    "P": 15,
    "E": 18,
}
POWERS_OF_TWO = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
TEN_SUFFIX = {power: suffix for suffix, power in POWERS_OF_TEN.items()}
TWO_SUFFIX = {0: "", **{power: suffix for suffix, power in POWERS_OF_TWO.items()}}
PARTS = re.compile(
    r"[+-]?(?P<whole>[0-9]*)(?P<point>\.(?P<part>[0-9]*))?(?P<suffix>[eEinumkKMGTP]*[-+]?[0-9]*)",
    re.ASCII,
)
POWER = re.compile(r"[eE](?P<power>[+-]?[0-9]+)", re.ASCII)
LETTERS = "inumkKMGTPE"  # of which suffixes without a number are made
DIGITS = 1000  # beyond this many, a power of ten is taken for this one: a number nobody means


class QuantityError(ValueError):
    """Not a quantity; the message is upstream's."""


class Quantity(NamedTuple):
    """An amount in nanos, the format of its suffix, and its original text if that is kept."""

    nano: int
    form: str = DECIMAL
    text: str = ""


ZERO = Quantity(0)


@lru_cache(maxsize=4096, typed=True)
def parse(text: str | int | float) -> Quantity:
    """Return the quantity of a text or of a JSON number; raise QuantityError if it is none."""
    word = str(text).strip()
    whole, point, part, suffix = parts_of(word)
    digits = (whole or "0") + part
    excess = max(len(digits) - DIGITS, 0)
    digits, places = digits[:DIGITS], len(part) - excess
    if not point and not whole and not suffix:
        return Quantity(0)
    sign = -1 if word[0] == "-" else 1
    if suffix in POWERS_OF_TWO:
        return _binary(sign, digits, max(places, 0), POWERS_OF_TWO[suffix], word)
    form, power = _power(suffix)
    return _decimal(sign, digits, power - places, form, word)


def parts_of(word: str) -> tuple[str, bool, str, str]:
    """Return the digits before the point, without zeros in front, whether there is a point, the
    digits after it, and the suffix.
    """
    digits = word.rstrip(LETTERS)
    if (
        digits.isascii() and digits.isdigit()
    ):  # as nearly all are: `re` takes half a start of Python
        return digits.lstrip("0"), False, "", word[len(digits) :]
    parts = PARTS.fullmatch(word)
    if not parts or not word:
        raise QuantityError(FORMAT_WRONG)
    return parts["whole"].lstrip("0"), bool(parts["point"]), parts["part"] or "", parts["suffix"]


def _power(suffix: str) -> tuple[str, int]:
    if suffix in POWERS_OF_TEN:
        return DECIMAL, POWERS_OF_TEN[suffix]
    match = POWER.fullmatch(suffix)
    if not match or len(match["power"]) > 20 or not -(2**63) <= int(match["power"]) < 2**63:
        raise QuantityError(SUFFIX_WRONG)
    return EXPONENT, (int(match["power"]) + 2**31) % 2**32 - 2**31


def _decimal(sign: int, digits: str, scale: int, form: str, word: str) -> Quantity:
    canonical = (
        len(digits) <= 18
        and scale >= -9
        and scale % 3 == 0
        and not digits.endswith("000")
        and digits[0] != "0"
    )
    if scale + 9 >= 0:
        nano = int(digits) * 10 ** min(scale + 9, DIGITS)
    elif -scale - 9 > len(digits):
        nano = int(int(digits) > 0)
    else:
        nano = -(-int(digits) // 10 ** (-scale - 9))
    return Quantity(sign * nano, form, word if canonical else "")


def _binary(sign: int, digits: str, places: int, power: int, word: str) -> Quantity:
    whole = (int(digits) << power) * NANOS
    canonical = not places and 14 - len(digits) - power * 3 // 10 >= 0 and int(digits) & 7
    nano = min(-(-whole // 10**places), LARGEST_BINARY)
    return Quantity(sign * nano, DECIMAL if 0 < nano < NANOS else BINARY, word if canonical else "")


def format_quantity(quantity: Quantity) -> str:
    """Return a quantity as the API server writes it: no fraction, the largest exact suffix."""
    return quantity.text or _canonical(quantity.nano, quantity.form)


def _canonical(nano: int, form: str) -> str:
    if nano == 0:
        return "0"
    if form == BINARY and abs(nano) >= 1024 * NANOS and nano % NANOS == 0:
        number, power = _divide_out(nano // NANOS, 1024, 6)
        return f"{number}{TWO_SUFFIX[power * 10]}"
    number, power = _divide_out(nano, 1000, DIGITS)
    exponent = power * 3 - 9
    if form == EXPONENT:
        return f"{number}e{exponent}" if exponent else str(number)
    return f"{number}{TEN_SUFFIX.get(exponent, '')}"


def _divide_out(number: int, factor: int, most: int) -> tuple[int, int]:
    """Divide a number by a factor as often as it goes, at most `most` times; return both."""
    times = 0
    while times < most and number % factor == 0:
        number, times = number // factor, times + 1
    return number, times


def canonical(text: str | int | float) -> str:
    """Return the text of a quantity as the API server stores it."""
    return format_quantity(parse(text))


def in_milli(text: str | int | float) -> str:
    """Return the canonical text, rounded up to thousandths as in a resource list."""
    quantity = parse(text)
    if quantity.nano % MILLI == 0:
        return format_quantity(quantity)
    return _canonical(milli(quantity) * MILLI, quantity.form)


def add(first: Quantity, second: Quantity) -> Quantity:
    """Return the sum, in the format of the first, or of the second if the first is 0."""
    return Quantity(first.nano + second.nano, first.form if first.nano else second.form)


def total(texts: Iterable[str | int | float]) -> Quantity:
    """Return the sum of many quantities."""
    amount = ZERO
    for text in texts:
        amount = add(amount, parse(text))
    return amount


def compare(first: str | int | float, second: str | int | float) -> int:
    """Return -1, 0 or 1: the first is less than, equal to, or more than the second."""
    left, right = parse(first).nano, parse(second).nano
    return (left > right) - (left < right)


def value(quantity: Quantity) -> int:
    """Return the amount in whole units, rounded away from zero."""
    return _round_up(quantity.nano, NANOS)


def milli(quantity: Quantity) -> int:
    """Return the amount in thousandths, rounded away from zero."""
    return _round_up(quantity.nano, MILLI)


def _round_up(nano: int, unit: int) -> int:
    size = -(-abs(nano) // unit)
    return size if nano > 0 else -size


def of_value(number: int, form: str = DECIMAL) -> Quantity:
    """Return the quantity of this many whole units."""
    return Quantity(number * NANOS, form)


def percent(part: Quantity, whole: Quantity) -> int:
    """Return a part in percent of the whole, rounded down as `describe` does; 0 of a whole of 0."""
    return int(milli(part) / milli(whole) * 100) if whole.nano else 0
