"""Differing: what a change does to the rules of a node, line by line, each with the Service that it belongs to.

No rule of one service ever depends on another service (a law of the modes), so the lines of a service are those that its ports alone give.
Lines that many share, such as those of the sets of the ipvs mode, go with the first changed service that gives them.
"""
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort, is_large

Rules: TypeAlias = Callable[[Iterable[ServicePort], NodeView], Iterator[str]]
Name: TypeAlias = tuple[str, str]
Ports: TypeAlias = tuple[ServicePort, ...]


class Side(NamedTuple):
    """The rules of one node, in one mode and one family, at one time."""

    rules: Rules
    ports: Ports
    view: NodeView

    def own(self, ports: Ports, frame: Mapping[str, int]) -> list[str]:
        """The lines of some ports, without the frame that is there anyway."""
        view = self.view._replace(minified=self.view.minified or is_large(self.ports))
        return [line for line in self.rules(ports, view) if line not in frame] if ports else []


class Difference(NamedTuple):
    """What changes for one service: its ports before and after, and its lines, each behind `-` or `+`. Without a name: what all share."""

    namespace: str
    service: str
    before: Ports
    after: Ports
    lines: tuple[tuple[str, str], ...]


def differences(before: Side, after: Side) -> Iterator[Difference]:
    """Every service whose rules change, those first that changed themselves; last what belongs to none."""
    old, new = Counter(before.rules(before.ports, before.view)), Counter(after.rules(after.ports, after.view))
    gone, come = old - new, new - old
    frames = [Counter(side.rules((), side.view)) for side in (before, after)]
    was, now = by_service(before.ports), by_service(after.ports)
    names = sorted({**was, **now}, key=lambda name: (was.get(name) == now.get(name), name))
    for name in names:
        if not gone and not come:
            return
        ours = before.own(was.get(name, ()), frames[0]), after.own(now.get(name, ()), frames[1])
        lines = tuple(_taken(*ours, gone, come))
        if lines:
            yield Difference(*name, was.get(name, ()), now.get(name, ()), lines)
    if gone or come:
        yield Difference("", "", (), (), (*(("-", line) for line in gone.elements()), *(("+", line) for line in come.elements())))


def by_service(ports: Iterable[ServicePort]) -> dict[Name, Ports]:
    """The ports of each service."""
    found: dict[Name, list[ServicePort]] = {}
    for port in ports:
        found.setdefault((port.namespace, port.service), []).append(port)
    return {name: tuple(its) for name, its in found.items()}


def _taken(old: list[str], new: list[str], gone: Counter[str], come: Counter[str]) -> Iterator[tuple[str, str]]:
    """The lines of one service that go and come, in the order of its rules; each is told once."""
    for what, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (("-", line) for line in old[first:last] if _take(gone, line))
            yield from (("+", line) for line in new[start:end] if _take(come, line))


def _take(left: Counter[str], line: str) -> bool:
    if line not in left:
        return False
    left[line] -= 1
    if not left[line]:
        del left[line]
    return True
