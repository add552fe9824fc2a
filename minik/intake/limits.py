"""The limits of a namespace's LimitRanges. Upstream rule: admission plugin LimitRanger."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.kinds import limit_range as limit_ranges
from minik.light_typing import TypeAlias
from minik.model import quantity
from minik.model.cluster import Draft
from minik.model.object import Object, namespace

# Resource → how much of it.
Amounts: TypeAlias = Mapping[str, str]
# limit, type, requests, limits of the object → messages
Rule: TypeAlias = Callable[[Object, str, Amounts, Amounts], Iterator[str]]


def limit_ranges_of(draft: Draft, name: str) -> Sequence[Object]:
    """Return the LimitRanges of a namespace as they are in the draft."""
    return draft.pool("limit ranges", _limit_ranges_by_namespace).get(name, ())


def _limit_ranges_by_namespace(draft: Draft) -> dict[str, list[Object]]:
    by_namespace: dict[str, list[Object]] = {}
    for limit_range in sorted(
        draft.of("LimitRange"), key=lambda item: str(item["metadata"]["name"])
    ):
        by_namespace.setdefault(namespace(limit_range), []).append(limit_range)
    return by_namespace


def limits_of_type(limit_range: Object, kind: str) -> Iterator[Object]:
    """Yield the limits that a LimitRange sets for one type, such as Container."""
    return (limit for limit in limit_ranges.limits(limit_range) if limit.get("type") == kind)


def join_messages(messages: Sequence[str]) -> str:
    """Return several reasons as the server's one message: without duplicates, in brackets."""
    each = list(dict.fromkeys(messages))
    return each[0] if len(each) == 1 else f"[{', '.join(each)}]"


def minimum_problems(
    limit: Object, kind: str, requests: Amounts, maximum: Amounts
) -> Iterator[str]:
    """Yield a message for each request or limit below the minimum."""
    for name, least in sorted((limit.get("min") or {}).items()):
        message = f"minimum {name} usage per {kind} is {quantity.canonical(least)}"
        if name not in requests:
            yield f"{message}.  No request is specified"
        elif quantity.compare(requests[name], least) < 0:
            yield f"{message}, but request is {quantity.canonical(requests[name])}"
        elif name in maximum and quantity.compare(maximum[name], least) < 0:
            yield f"{message}, but limit is {quantity.canonical(maximum[name])}"


def maximum_problems(
    limit: Object, kind: str, requests: Amounts, maximum: Amounts
) -> Iterator[str]:
    """Yield a message for each limit or request above the maximum."""
    for name, most in sorted((limit.get("max") or {}).items()):
        message = f"maximum {name} usage per {kind} is {quantity.canonical(most)}"
        if name not in maximum:
            yield f"{message}.  No limit is specified"
        elif quantity.compare(maximum[name], most) > 0:
            yield f"{message}, but limit is {quantity.canonical(maximum[name])}"
        elif name in requests and quantity.compare(requests[name], most) > 0:
            yield f"{message}, but request is {quantity.canonical(requests[name])}"


def ratio_problems(limit: Object, kind: str, requests: Amounts, maximum: Amounts) -> Iterator[str]:
    """Yield a message for each resource whose limit is too large a multiple of its request."""
    for name, most in sorted((limit.get("maxLimitRequestRatio") or {}).items()):
        message = f"{name} max limit to request ratio per {kind} is {quantity.canonical(most)}"
        requested, limited, allowed = (
            quantity.parse(text).nano
            for text in (requests.get(name, 0), maximum.get(name, 0), most)
        )
        if not requested:
            yield f"{message}, but no request is specified or request is 0"
        elif not limited:
            yield f"{message}, but no limit is specified or limit is 0"
        elif limited / requested * 10**9 > allowed:
            yield f"{message}, but provided ratio is {limited / requested:f}"


RULES: Sequence[Rule] = (minimum_problems, maximum_problems, ratio_problems)


def problems(limit: Object, kind: str, requests: Amounts, maximum: Amounts) -> Iterator[str]:
    """Yield a message for each limit that the requests and limits of a pod or container break."""
    for rule in RULES:
        yield from rule(limit, kind, requests, maximum)


def claim_problems(limit: Object, requests: Amounts) -> Iterator[str]:
    """Yield a message for each limit that the storage request of a claim breaks."""
    kind = "PersistentVolumeClaim"
    yield from minimum_problems(limit, kind, requests, {})
    for name, most in sorted((limit.get("max") or {}).items()):
        message = f"maximum {name} usage per {kind} is {quantity.canonical(most)}"
        if name not in requests:
            yield f"{message}.  No request is specified"
        elif quantity.compare(requests[name], most) > 0:
            yield f"{message}, but request is {quantity.canonical(requests[name])}"
