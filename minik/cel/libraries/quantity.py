"""Quantities: amounts of CPU, memory and the like.

Upstream rule: Kubernetes `cel/library/quantity.go`.
"""

from minik.cel.declarations import Library, function, method
from minik.cel.libraries._costs import letters, letters_track
from minik.cel.types import BOOL, DOUBLE, INT, STRING, Type, object_type
from minik.cel.values import LARGEST_INT, EvaluationError
from minik.light_typing import Any
from minik.model import quantity
from minik.model.quantity import NANOS, POWERS_OF_TEN, QuantityError

QUANTITY = object_type("kubernetes.Quantity")


class Amount:
    """A quantity as a value; `is_whole` as upstream sees it: written without a fraction."""

    __slots__ = ("is_whole", "nano")
    cel_type: Type = QUANTITY

    def __init__(self, nano: int, is_whole: bool) -> None:
        self.nano, self.is_whole = nano, is_whole

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Amount) and self.nano == other.nano

    def __hash__(self) -> int:
        return hash(self.nano)


def parse(text: str) -> Amount:
    try:
        nano = quantity.parse(text).nano if text else _refuse()
    except QuantityError as wrong:
        raise EvaluationError(str(wrong)) from None
    return Amount(nano, _is_whole(text, nano))


def _refuse() -> int:
    raise EvaluationError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")  # fmt: skip


def _is_whole(text: str, nano: int) -> bool:
    digits, _, fraction = text.partition(".")
    suffix = (fraction if "." in text else digits).lstrip("+-0123456789")
    places = len(fraction) - len(suffix) if "." in text else 0
    power = POWERS_OF_TEN.get(suffix, 0)
    if suffix[:1] in ("e", "E") and suffix[1:].lstrip("+-").isdigit():
        power = int(suffix[1:])
    return power >= places and abs(nano) <= LARGEST_INT * NANOS


def is_quantity(text: str) -> bool:
    try:
        parse(text)
    except EvaluationError:
        return False
    return True


def as_integer(amount: Amount) -> int:
    if not amount.is_whole:
        raise EvaluationError("cannot convert value to integer")
    return amount.nano // NANOS


def compare(left: Amount, right: Amount) -> int:
    return (left.nano > right.nano) - (left.nano < right.nano)


def add(left: Amount, right: Any) -> Amount:
    return _sum(left, right if isinstance(right, Amount) else Amount(right * NANOS, True), 1)


def subtract(left: Amount, right: Any) -> Amount:
    return _sum(left, right if isinstance(right, Amount) else Amount(right * NANOS, True), -1)


def _sum(left: Amount, right: Amount, sign: int) -> Amount:
    nano = left.nano + sign * right.nano
    return Amount(nano, left.is_whole and right.is_whole and abs(nano) <= LARGEST_INT * NANOS)


COST = {"estimate": letters(), "track": letters_track()}
BOTH = (QUANTITY, QUANTITY)
LIBRARY = Library(
    {
        "quantity": (function("string_to_quantity", (STRING,), QUANTITY, parse, **COST),),
        "isQuantity": (function("is_quantity_string", (STRING,), BOOL, is_quantity, **COST),),
        "sign": (
            function("quantity_sign", (QUANTITY,), INT, lambda one: compare(one, Amount(0, True))),
        ),
        "isGreaterThan": (
            method("quantity_is_greater_than", BOTH, BOOL, lambda a, b: a.nano > b.nano),
        ),
        "isLessThan": (method("quantity_is_less_than", BOTH, BOOL, lambda a, b: a.nano < b.nano),),
        "compareTo": (method("quantity_compare_to", BOTH, INT, compare),),
        "asApproximateFloat": (
            method("quantity_get_float", (QUANTITY,), DOUBLE, lambda one: one.nano / NANOS),
        ),
        "asInteger": (method("quantity_get_int", (QUANTITY,), INT, as_integer),),
        "isInteger": (method("quantity_is_integer", (QUANTITY,), BOOL, lambda one: one.is_whole),),
        "add": (
            method("quantity_add", BOTH, QUANTITY, add),
            method("quantity_add_int", (QUANTITY, INT), QUANTITY, add),
        ),
        "sub": (
            method("quantity_sub", BOTH, QUANTITY, subtract),
            method("quantity_sub_int", (QUANTITY, INT), QUANTITY, subtract),
        ),
    }
)
