"""Warnings about the ports of containers. Upstream rule: `pkg/api/pod/warnings.go`."""

from collections.abc import Iterator, Sequence

from minik.model.object import Object
from minik.model.problem import quote


def port_warnings(located: Sequence[tuple[Object, str]]) -> Iterator[str]:
    """Warn of ports of any two containers that are or may be the same."""
    seen: dict[tuple[int, str], list[tuple[str, int, str]]] = {}
    for container, path in located:
        for index, port in enumerate(container.get("ports") or ()):
            port_path, host, number = (
                f"{path}.ports[{index}]",
                port.get("hostIP") or "",
                port.get("hostPort") or 0,
            )
            if host and not number:
                yield f"{port_path}: hostIP set without hostPort: {_internal_form(port)}"
            others = seen.setdefault(
                (port.get("containerPort") or 0, port.get("protocol") or ""), []
            )
            yield from (
                f"{port_path}: {how} port definition with {other}"
                for other_host, other_number, other in others
                if (how := _conflict(host, number, other_host, other_number))
            )
            others.append((host, number, port_path))


def _conflict(host: str, number: int, other_host: str, other_number: int) -> str:
    if (host, number) == (other_host, other_number):
        return "duplicate"
    if not number or not other_number:
        return "overlapping"
    return (
        "dangerously ambiguous" if number == other_number and bool(host) != bool(other_host) else ""
    )


def _internal_form(port: Object) -> str:
    """Return a port as Go prints it in the API server's internal form."""
    fields = (
        ("Name", "name", ""),
        ("HostPort", "hostPort", 0),
        ("ContainerPort", "containerPort", 0),
        ("Protocol", "protocol", ""),
        ("HostIP", "hostIP", ""),
    )
    return (
        "{"
        + " ".join(f"{label}:{port.get(field) or empty}" for label, field, empty in fields)
        + "}"
    )


def port_name_warnings(located: Sequence[tuple[Object, str]]) -> Iterator[str]:
    """Warn of port names that two containers share."""
    seen: dict[str, str] = {}
    for container, path in located:
        for index, port in enumerate(container.get("ports") or ()):
            name, port_path = port.get("name") or "", f"{path}.ports[{index}]"
            if name in seen:
                yield (
                    f"{port_path}: duplicate port name {quote(name)} with {seen[name]}, "
                    f"services and probes that select ports by name will use {seen[name]}"
                )
            elif name:
                seen[name] = port_path
