"""IP addresses.

Upstream rule: Kubernetes `cel/library/ip.go`, Go's `net/netip`.
"""

from collections.abc import Callable

from minik.cel import addresses
from minik.cel.addresses import IP, IP_TYPE
from minik.cel.declarations import Library, Overload, function, method
from minik.cel.libraries._costs import letters, letters_track
from minik.cel.types import BOOL, INT, STRING
from minik.cel.values import EvaluationError


def is_ip(text: str) -> bool:
    try:
        addresses.parse_ip(text)
    except EvaluationError:
        return False
    return True


def _test(name: str, test: Callable[[IP], bool]) -> tuple[Overload, ...]:
    return (method(name, (IP_TYPE,), BOOL, test),)


COST = {"estimate": letters(), "track": letters_track()}
TWICE = {"estimate": letters(2), "track": letters_track(2)}
LIBRARY = Library(
    functions={
        "ip": (function("string_to_ip", (STRING,), IP_TYPE, addresses.parse_ip, **COST),),
        "isIP": (function("is_ip", (STRING,), BOOL, is_ip, **COST),),
        "ip.isCanonical": (
            function(
                "ip_is_canonical",
                (STRING,),
                BOOL,
                lambda text: str(addresses.parse_ip(text)) == text,
                **TWICE,
            ),
        ),
        "family": (method("ip_family", (IP_TYPE,), INT, lambda ip: ip.address.version),),
        "isUnspecified": _test("ip_is_unspecified", lambda ip: ip.address.is_unspecified),
        "isLoopback": _test("ip_is_loopback", lambda ip: ip.address.is_loopback),
        "isLinkLocalMulticast": _test(
            "ip_is_link_local_multicast", addresses.is_link_local_multicast
        ),  # fmt: skip
        "isLinkLocalUnicast": _test(
            "ip_is_link_local_unicast", lambda ip: ip.address.is_link_local
        ),
        "isGlobalUnicast": _test("ip_is_global_unicast", addresses.is_global_unicast),
        "string": (function("ip_to_string", (IP_TYPE,), STRING, str),),
    },
    types={"net.IP": IP_TYPE},
)
