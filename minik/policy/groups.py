"""Pods of one workload that a truth table answers alike, so that people read one line for all."""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import NamedTuple
from minik.policy.matrix import Door, Matrix
from minik.policy.traffic import Verdict


class Group(NamedTuple):
    """Pods that are told as one: their `namespace/name`, the pods, and the ports of each."""

    path: str
    pods: tuple[str, ...]
    doors: tuple[Door, ...]


def groups(table: Matrix, makers: Mapping[str, str]) -> list[Group]:
    """Return the pods of a table in its order, those of one maker together where every answer about
    them is the same.
    """
    by_maker: dict[str, list[str]] = {}
    for pod in table.pods:
        by_maker.setdefault(makers[pod], []).append(pod)
    return [group for maker, pods in by_maker.items() for group in _of_maker(table, maker, pods)]


def _of_maker(table: Matrix, maker: str, pods: Sequence[str]) -> Iterator[Group]:
    doors = table.doors[pods[0]]
    if len(pods) > 1 and _are_alike(table, pods):
        yield Group(maker.partition("/")[2], tuple(pods), doors)
    else:
        yield from (Group(pod, (pod,), table.doors[pod]) for pod in pods)


def _are_alike(table: Matrix, pods: Sequence[str]) -> bool:
    """Return whether pods have the same ports, and the same answers from and to everybody."""
    inner = {_answers(table, one, other) for one in pods for other in pods if one != other}
    if len(inner) > 1 or len({table.doors[pod] for pod in pods}) > 1:
        return False
    others = [pod for pod in table.pods if pod not in pods]
    return all(
        len({_answers(table, pod, other) for pod in pods}) == 1
        and len({_answers(table, other, pod) for pod in pods}) == 1
        for other in others
    )


def _answers(table: Matrix, client: str, server: str) -> tuple[bool, ...]:
    return tuple(one.allowed for one in table.verdicts[client, server].values())


def verdict(table: Matrix, client: Group, server: Group, door: Door) -> Verdict:
    """Return the answer between two groups; of one with itself, that between two of its pods."""
    pair = client.pods[0], server.pods[0]
    if client.pods == server.pods:
        pair = client.pods[0], server.pods[-1]
    return table.verdicts[pair][door]
