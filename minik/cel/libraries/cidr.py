"""CIDR blocks.

Upstream rule: Kubernetes `cel/library/cidr.go`, Go's `net/netip`.
"""

from minik.cel import addresses
from minik.cel.addresses import CIDR, CIDR_TYPE, IP, IP_TYPE
from minik.cel.declarations import CallCost, CallParts, Library, Range, function, method
from minik.cel.frames import PER_LETTER
from minik.cel.libraries._costs import letters, letters_track
from minik.cel.types import BOOL, INT, STRING
from minik.cel.values import EvaluationError, NoOverload

BYTES = Range(4, 16)  # of an address


def is_cidr(text: str) -> bool:
    try:
        addresses.parse_cidr(text)
    except EvaluationError:
        return False
    return True


def contains_text(block: CIDR, text: str) -> bool:
    try:
        address = addresses.parse_ip(text)
    except EvaluationError:
        raise NoOverload() from None
    return contains(block, address)


def contains(block: CIDR, address: IP) -> bool:
    return block.network.version == address.address.version and address.address in block.network


def contains_block(block: CIDR, other: CIDR) -> bool:
    return (
        block.network.version == other.network.version
        and block.bits <= other.bits
        and block.network.overlaps(other.network)
    )


def _contains_cost(parts: CallParts) -> CallCost:
    return CallCost(BYTES.plus(BYTES).scaled(PER_LETTER).plus(_parsed(parts)))


def _contains_block_cost(parts: CallParts) -> CallCost:
    cost = BYTES.plus(BYTES).scaled(PER_LETTER).plus(BYTES.scaled(PER_LETTER)).plus(Range(1, 1))
    return CallCost(cost.plus(_parsed(parts)))


def _parsed(parts: CallParts) -> Range:
    """Return what it costs to read an address that is given as a text."""
    argument = parts.arguments[0]
    return parts.size_of(argument).scaled(PER_LETTER)


def _known(estimate: Range) -> CallCost:
    return CallCost(estimate)


COST = {"estimate": letters(), "track": letters_track()}
WITHIN = BYTES.plus(BYTES).scaled(PER_LETTER)
BLOCK_WITHIN = WITHIN.plus(BYTES.scaled(PER_LETTER)).plus(Range(1, 1))
LIBRARY = Library(
    functions={
        "cidr": (function("string_to_cidr", (STRING,), CIDR_TYPE, addresses.parse_cidr, **COST),),
        "isCIDR": (function("is_cidr", (STRING,), BOOL, is_cidr, **COST),),
        "containsIP": (
            method(
                "cidr_contains_ip_string",
                (CIDR_TYPE, STRING),
                BOOL,
                contains_text,
                estimate=_contains_cost,
            ),  # fmt: skip
            method(
                "cidr_contains_ip_ip",
                (CIDR_TYPE, IP_TYPE),
                BOOL,
                contains,
                estimate=lambda parts: _known(WITHIN),
            ),
        ),
        "containsCIDR": (
            method(
                "cidr_contains_cidr_string",
                (CIDR_TYPE, STRING),
                BOOL,
                lambda block, text: contains_block(block, addresses.parse_cidr(text)),
                estimate=_contains_block_cost,
            ),
            method(
                "cidr_contains_cidr",
                (CIDR_TYPE, CIDR_TYPE),
                BOOL,
                contains_block,
                estimate=lambda parts: _known(BLOCK_WITHIN),
            ),
        ),
        "ip": (method("cidr_ip", (CIDR_TYPE,), IP_TYPE, lambda block: IP(block.address)),),
        "prefixLength": (
            method("cidr_prefix_length", (CIDR_TYPE,), INT, lambda block: block.bits),
        ),
        "masked": (method("cidr_masked", (CIDR_TYPE,), CIDR_TYPE, addresses.masked),),
        "string": (function("cidr_to_string", (CIDR_TYPE,), STRING, str),),
    },
    types={"net.CIDR": CIDR_TYPE},
)
