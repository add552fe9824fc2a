"""What the LimitRanges of a namespace let an object ask for. Upstream rule: the admission plugin LimitRanger."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from minik.kinds import limit_range as limit_ranges
from minik.model import quantity
from minik.model.cluster import Draft
from minik.model.object import Object, namespace

# Resource → how much of it.
Amounts: TypeAlias = Mapping[str, str]
# limit, type of thing, what it asks for, what it may take → what is wrong
Rule: TypeAlias = Callable[[Object, str, Amounts, Amounts], Iterator[str]]


def of_namespace(draft: Draft, name: str) -> Sequence[Object]:
    """The LimitRanges of a namespace, as they are now."""
    return draft.pool("limit ranges", _by_namespace).get(name, ())


def _by_namespace(draft: Draft) -> dict[str, list[Object]]:
    found: dict[str, list[Object]] = {}
    for limit_range in sorted(draft.of("LimitRange"), key=lambda one: str(one["metadata"]["name"])):
        found.setdefault(namespace(limit_range), []).append(limit_range)
    return found


def limits(limit_range: Object, kind: str) -> Iterator[Object]:
    """What a LimitRange says of one type of thing."""
    return (limit for limit in limit_ranges.limits(limit_range) if limit.get("type") == kind)


def joined(messages: Sequence[str]) -> str:
    """Several reasons as the server tells them in one: each once, in brackets."""
    each = list(dict.fromkeys(messages))
    return each[0] if len(each) == 1 else f"[{', '.join(each)}]"


def minimum(limit: Object, kind: str, requests: Amounts, maximum: Amounts) -> Iterator[str]:
    """At least so much has to be asked for."""
    for name, least in sorted((limit.get("min") or {}).items()):
        said = f"minimum {name} usage per {kind} is {quantity.canonical(least)}"
        if name not in requests:
            yield f"{said}.  No request is specified"
        elif quantity.compare(requests[name], least) < 0:
            yield f"{said}, but request is {quantity.canonical(requests[name])}"
        elif name in maximum and quantity.compare(maximum[name], least) < 0:
            yield f"{said}, but limit is {quantity.canonical(maximum[name])}"


def at_most(limit: Object, kind: str, requests: Amounts, maximum: Amounts) -> Iterator[str]:
    """At most so much may be taken."""
    for name, most in sorted((limit.get("max") or {}).items()):
        said = f"maximum {name} usage per {kind} is {quantity.canonical(most)}"
        if name not in maximum:
            yield f"{said}.  No limit is specified"
        elif quantity.compare(maximum[name], most) > 0:
            yield f"{said}, but limit is {quantity.canonical(maximum[name])}"
        elif name in requests and quantity.compare(requests[name], most) > 0:
            yield f"{said}, but request is {quantity.canonical(requests[name])}"


def ratio(limit: Object, kind: str, requests: Amounts, maximum: Amounts) -> Iterator[str]:
    """So many times what is asked for may be taken."""
    for name, most in sorted((limit.get("maxLimitRequestRatio") or {}).items()):
        said = f"{name} max limit to request ratio per {kind} is {quantity.canonical(most)}"
        asked, taken, allowed = (quantity.parse(text).nano for text in (requests.get(name, 0), maximum.get(name, 0), most))
        if not asked:
            yield f"{said}, but no request is specified or request is 0"
        elif not taken:
            yield f"{said}, but no limit is specified or limit is 0"
        elif taken / asked * 10**9 > allowed:
            yield f"{said}, but provided ratio is {taken / asked:f}"


RULES: Sequence[Rule] = (minimum, at_most, ratio)


def problems(limit: Object, kind: str, requests: Amounts, maximum: Amounts) -> Iterator[str]:
    """What is wrong with what a thing asks for and may take."""
    for rule in RULES:
        yield from rule(limit, kind, requests, maximum)


def claim_problems(limit: Object, requests: Amounts) -> Iterator[str]:
    """What is wrong with the storage that a claim asks for."""
    kind = "PersistentVolumeClaim"
    yield from minimum(limit, kind, requests, {})
    for name, most in sorted((limit.get("max") or {}).items()):
        said = f"maximum {name} usage per {kind} is {quantity.canonical(most)}"
        if name not in requests:
            yield f"{said}.  No request is specified"
        elif quantity.compare(requests[name], most) > 0:
            yield f"{said}, but request is {quantity.canonical(requests[name])}"
