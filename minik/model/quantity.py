"""Quantities: amounts of CPU, memory and the like, in exact integer arithmetic.

Upstream rule: apimachinery `resource.Quantity`. An amount is a whole number of nanos; what is finer is rounded up, away from zero.
A quantity remembers the family of its suffix, and, where it came canonical (or nearly: upstream's test is a cheap one), its very text.
"""
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
SUFFIX_WRONG = "unable to parse quantity's suffix"
DECIMAL, BINARY, EXPONENT = "DecimalSI", "BinarySI", "DecimalExponent"
NANOS, MILLI = 10**9, 10**6
LARGEST_BINARY = (2**63 - 1) * NANOS
POWERS_OF_TEN = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
POWERS_OF_TWO = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
TEN_SUFFIX = {power: suffix for suffix, power in POWERS_OF_TEN.items()}
TWO_SUFFIX = {0: "", **{power: suffix for suffix, power in POWERS_OF_TWO.items()}}
PARTS = re.compile(r"[+-]?(?P<whole>[0-9]*)(?P<point>\.(?P<part>[0-9]*))?(?P<suffix>[eEinumkKMGTP]*[-+]?[0-9]*)", re.ASCII)
POWER = re.compile(r"[eE](?P<power>[+-]?[0-9]+)", re.ASCII)
DIGITS = 1000  # beyond this many, a power of ten is taken for this one: a number nobody means


class QuantityError(ValueError):
    """A text that is no quantity, in upstream's words."""


class Quantity(NamedTuple):
    """An amount in nanos, the family of its suffix, and the text it came in where that is kept."""

    nano: int
    form: str = DECIMAL
    text: str = ""


ZERO = Quantity(0)


@lru_cache(maxsize=4096, typed=True)
def parse(text: str | int | float) -> Quantity:
    """The quantity that a text, or a number of JSON, means."""
    word = str(text).strip()
    parts = PARTS.fullmatch(word)
    if not parts or not word:
        raise QuantityError(FORMAT_WRONG)
    whole, part = parts["whole"].lstrip("0"), parts["part"] or ""
    digits = (whole or "0") + part
    beyond = max(len(digits) - DIGITS, 0)
    digits, places = digits[:DIGITS], len(part) - beyond
    if not parts["point"] and not whole and not parts["suffix"]:
        return Quantity(0)
    sign = -1 if word[0] == "-" else 1
    if parts["suffix"] in POWERS_OF_TWO:
        return _binary(sign, digits, max(places, 0), POWERS_OF_TWO[parts["suffix"]], word)
    form, power = _power(parts["suffix"])
    return _decimal(sign, digits, power - places, form, word)


def _power(suffix: str) -> tuple[str, int]:
    if suffix in POWERS_OF_TEN:
        return DECIMAL, POWERS_OF_TEN[suffix]
    found = POWER.fullmatch(suffix)
    if not found or len(found["power"]) > 20 or not -(2**63) <= int(found["power"]) < 2**63:
        raise QuantityError(SUFFIX_WRONG)
    return EXPONENT, (int(found["power"]) + 2**31) % 2**32 - 2**31


def _decimal(sign: int, digits: str, scale: int, form: str, word: str) -> Quantity:
    canonical = len(digits) <= 18 and scale >= -9 and scale % 3 == 0 and not digits.endswith("000") and digits[0] != "0"
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


def written(quantity: Quantity) -> str:
    """A quantity as the API server writes it: no fraction, the largest suffix that loses nothing."""
    return quantity.text or _canonical(quantity.nano, quantity.form)


def _canonical(nano: int, form: str) -> str:
    if nano == 0:
        return "0"
    if form == BINARY and abs(nano) >= 1024 * NANOS and nano % NANOS == 0:
        number, power = _without(nano // NANOS, 1024, 6)
        return f"{number}{TWO_SUFFIX[power * 10]}"
    number, power = _without(nano, 1000, DIGITS)
    exponent = power * 3 - 9
    if form == EXPONENT:
        return f"{number}e{exponent}" if exponent else str(number)
    return f"{number}{TEN_SUFFIX.get(exponent, '')}"


def _without(number: int, factor: int, most: int) -> tuple[int, int]:
    """A number without a factor, and how often it had it."""
    times = 0
    while times < most and number % factor == 0:
        number, times = number // factor, times + 1
    return number, times


def canonical(text: str | int | float) -> str:
    """The text of a quantity as the API server stores it."""
    return written(parse(text))


def in_milli(text: str | int | float) -> str:
    """The same for an amount of a resource list: thousandths are the finest that those hold."""
    found = parse(text)
    if found.nano % MILLI == 0:
        return written(found)
    return _canonical(milli(found) * MILLI, found.form)


def add(one: Quantity, other: Quantity) -> Quantity:
    """The sum, in the form of the first, or of the second where the first is nothing."""
    return Quantity(one.nano + other.nano, one.form if one.nano else other.form)


def total(texts: Iterable[str | int | float]) -> Quantity:
    """The sum of many."""
    found = ZERO
    for text in texts:
        found = add(found, parse(text))
    return found


def compare(one: str | int | float, other: str | int | float) -> int:
    """-1, 0 or 1: whether the first is less than, as much as, or more than the second."""
    left, right = parse(one).nano, parse(other).nano
    return (left > right) - (left < right)


def value(quantity: Quantity) -> int:
    """The amount in whole units, rounded away from zero."""
    return _units(quantity.nano, NANOS)


def milli(quantity: Quantity) -> int:
    """The amount in thousandths, rounded away from zero."""
    return _units(quantity.nano, MILLI)


def _units(nano: int, unit: int) -> int:
    size = -(-abs(nano) // unit)
    return size if nano > 0 else -size


def of_value(number: int, form: str = DECIMAL) -> Quantity:
    """So many units."""
    return Quantity(number * NANOS, form)


def percent(part: Quantity, whole: Quantity) -> int:
    """How much of the whole a part is, as `describe` says it: hundredths, cut off; nothing of nothing is none."""
    return int(milli(part) / milli(whole) * 100) if whole.nano else 0
