"""Differences: what a change does to the rules of a node, line by line, grouped by Service.

No rule of one Service depends on another Service, so the lines of a Service are those that its
ports alone give. Lines that several share, such as those of the ipsets of the ipvs mode, go with
the first changed Service that gives them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from minik.light_typing import NamedTuple, TypeAlias
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

    def lines_of(self, ports: Ports, frame: Mapping[str, int]) -> list[str]:
        """Return the lines of some ports, without the frame that is there in any case."""
        view = self.view._replace(minified=self.view.minified or is_large(self.ports))
        return [line for line in self.rules(ports, view) if line not in frame] if ports else []


class Difference(NamedTuple):
    """What changes for one Service: its ports before and after, and its lines, each with `-` or
    `+`.

    The namespace and name are empty for lines that no Service owns.
    """

    namespace: str
    service: str
    before: Ports
    after: Ports
    lines: tuple[tuple[str, str], ...]


def differences(before: Side, after: Side) -> Iterator[Difference]:
    """Yield every Service whose rules change, those that changed themselves first; last the lines
    that no Service owns.
    """
    old_rules, new_rules = (
        Counter(before.rules(before.ports, before.view)),
        Counter(after.rules(after.ports, after.view)),
    )
    removed, added = old_rules - new_rules, new_rules - old_rules
    frames = [Counter(side.rules((), side.view)) for side in (before, after)]
    ports_before, ports_after = by_service(before.ports), by_service(after.ports)
    names = sorted(
        {**ports_before, **ports_after},
        key=lambda name: (ports_before.get(name) == ports_after.get(name), name),
    )
    for name in names:
        if not removed and not added:
            return
        own_lines = (
            before.lines_of(ports_before.get(name, ()), frames[0]),
            after.lines_of(ports_after.get(name, ()), frames[1]),
        )
        lines = tuple(_changed_lines(*own_lines, removed, added))
        if lines:
            yield Difference(*name, ports_before.get(name, ()), ports_after.get(name, ()), lines)
    if removed or added:
        yield Difference(
            "",
            "",
            (),
            (),
            (
                *(("-", line) for line in removed.elements()),
                *(("+", line) for line in added.elements()),
            ),
        )


def by_service(ports: Iterable[ServicePort]) -> dict[Name, Ports]:
    """Group ports by the namespace and name of their Service."""
    grouped: dict[Name, list[ServicePort]] = {}
    for port in ports:
        grouped.setdefault((port.namespace, port.service), []).append(port)
    return {name: tuple(group) for name, group in grouped.items()}


def _changed_lines(
    old_lines: list[str], new_lines: list[str], removed: Counter[str], added: Counter[str]
) -> Iterator[tuple[str, str]]:
    """Yield the removed and added lines of one Service, in the order of its rules, each once."""
    for operation, first, last, start, end in SequenceMatcher(
        None, old_lines, new_lines, autojunk=False
    ).get_opcodes():
        if operation != "equal":
            yield from (("-", line) for line in old_lines[first:last] if _consume(removed, line))
            yield from (("+", line) for line in new_lines[start:end] if _consume(added, line))


def _consume(remaining: Counter[str], line: str) -> bool:
    if line not in remaining:
        return False
    remaining[line] -= 1
    if not remaining[line]:
        del remaining[line]
    return True
