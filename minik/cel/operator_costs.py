"""What the operators cost.

Upstream rules: cel-go `checker/cost.go`, Kubernetes `cel/library/cost.go`.
"""

from collections.abc import Callable, Sequence

from minik.cel.declarations import ANY_SIZE, CallCost, CallParts, Overload, Range
from minik.cel.frames import PER_LETTER
from minik.cel.sizes import ONE, Sizes
from minik.cel.tree import Call
from minik.cel.types import LIST

ORDERED = ("string", "bytes")  # whose comparisons look at every letter
COMPARED = ("_==_", "_!=_")
SORTED = ("_<_", "_>_", "_<=_", "_>=_")


def _logic(
    sizes: Sizes, node: Call, overload: Overload, parts: CallParts, costs: Sequence[Range]
) -> CallCost:
    first, second = costs
    return CallCost(Range(first.least, first.plus(second).most))


def _condition(
    sizes: Sizes, node: Call, overload: Overload, parts: CallParts, costs: Sequence[Range]
) -> CallCost:
    _, chosen, other = node.arguments
    entries = sizes.entries_of(chosen)
    both = entries.union(sizes.entries_of(other)) if entries else None
    if both is not None:
        sizes.entries[id(node)] = both
    result = _size_of(parts, 1).union(_size_of(parts, 2))
    return CallCost(costs[0].plus(costs[1].union(costs[2])), result)


def _sum(
    sizes: Sizes, node: Call, overload: Overload, parts: CallParts, costs: Sequence[Range]
) -> CallCost | None:
    kind = overload.result
    if kind.sort != LIST and kind.name not in ORDERED:
        return None
    result = _size_of(parts, 0).plus(_size_of(parts, 1))
    first = sizes.entries_of(node.arguments[0])
    both = first.union(sizes.entries_of(node.arguments[1])) if first else None
    if both is not None:
        sizes.entries[id(node)] = both
    arguments = costs[0].plus(costs[1])
    cost = ONE if kind.sort == LIST else result.scaled(PER_LETTER)
    return CallCost(cost.plus(arguments), result)


def _comparison(
    sizes: Sizes, node: Call, overload: Overload, parts: CallParts, costs: Sequence[Range]
) -> CallCost | None:
    if node.function in SORTED and overload.parameters[0].name not in ORDERED:
        return None
    first, second = parts.arguments
    if node.function == "_==_" and first.type == second.type and first.type.name in KNOWN_COSTS:
        cost = KNOWN_COSTS[first.type.name]
        if first.type.name == URL_NAME and second.size is not None:
            cost = Range(1, second.size.most)
        cost = cost.scaled(PER_LETTER) if first.type.name in WRITTEN_OUT else cost
        return CallCost(cost.plus(costs[0]).plus(costs[1]))
    most = min(_size_of(parts, 0).most, _size_of(parts, 1).most)
    cost = Range(1 if most > 0 else 0, most).scaled(PER_LETTER)
    return CallCost(cost.plus(costs[0]).plus(costs[1]))


def _size_of(parts: CallParts, index: int) -> Range:
    found = parts.arguments[index].size
    return ANY_SIZE if found is None else found


URL_NAME, FORMAT_NAME = "kubernetes.URL", "kubernetes.NamedFormat"
WRITTEN_OUT = (URL_NAME, FORMAT_NAME)  # what is compared letter by letter
KNOWN_COSTS = {
    **dict.fromkeys(("net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver"), ONE),
    **dict.fromkeys(
        (
            f"kubernetes.authorization.{name}"
            for name in ("Authorizer", "PathCheck", "GroupCheck", "ResourceCheck", "Decision")
        ),
        ONE,  # fmt: skip
    ),
    FORMAT_NAME: Range(1, 64),
    URL_NAME: ONE,
}
INDEXED = {"index_list": "@items", "index_map": "@values"}
CALLS: dict[str, Callable[..., CallCost | None]] = {
    "_&&_": _logic,
    "_||_": _logic,
    "_?_:_": _condition,
    "_+_": _sum,
    **dict.fromkeys((*COMPARED, *SORTED), _comparison),
}
