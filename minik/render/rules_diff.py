"""The difference between two sets of proxy rules: a heading for each Service, its lines, and a sum."""

from collections.abc import Iterable, Iterator, Sequence

from minik.light_typing import Any
from minik.model.marks import ADDED, BAD, mark
from minik.proxy.differing import Difference, Ports

FIELDS = {
    "cluster_ip": "cluster IP",
    "port": "port",
    "node_port": "node port",
    "external_ips": "external IPs",
    "load_balancer_ips": "load balancer",
    "source_ranges": "source ranges",
    "affinity": "affinity (seconds)",
    "internal_local": "internal policy Local",
    "external_local": "external policy Local",
    "health_check_node_port": "health check node port",
}
SIGNS = {"-": BAD, "+": ADDED}
SHARED = "rules that belong to no Service"


def text(differences: Sequence[Difference], where: str) -> str:
    """Render the differences; "" where there are none."""
    return "".join(f"{line}\n" for line in _lines(differences, where)) if differences else ""


def _lines(differences: Sequence[Difference], where: str) -> Iterator[str]:
    for difference in differences:
        yield (
            f"Service {difference.namespace}/{difference.service}: {'; '.join(_service_changes(difference))}"
            if difference.service
            else SHARED
        )
        yield from (mark(SIGNS.get(sign, ""), f"{sign} {line}") for sign, line in difference.lines)
        yield ""
    signs = [sign for difference in differences for sign, _ in difference.lines]
    services = sum(bool(difference.service) for difference in differences)
    yield f"{services} Service{'s' * (services != 1)}, {where}: {signs.count('-')} out, {signs.count('+')} in"


def _service_changes(difference: Difference) -> Iterator[str]:
    """Yield what changed in a Service: `new`, `gone`, or its changed fields."""
    if not difference.before or not difference.after:
        yield "new" if difference.after else "gone"
        return
    changes = list(_field_changes(difference.before, difference.after))
    yield from changes or ["the same, written otherwise"]


def _field_changes(before: Ports, after: Ports) -> Iterator[str]:
    for field, word in FIELDS.items():
        was, now = (
            _join_values(getattr(port, field) for port in ports) for ports in (before, after)
        )
        if was != now:
            yield f"{word} {was} → {now}"
    old_places, new_places = (
        dict.fromkeys(backend.place for port in ports for backend in port.cluster)
        for ports in (before, after)
    )
    moved = [
        *(f"-{place}" for place in old_places if place not in new_places),
        *(f"+{place}" for place in new_places if place not in old_places),
    ]
    if moved:
        yield f"backends {' '.join(moved)}"
    elif [port.local for port in before] != [port.local for port in after]:
        yield "other backends are this node's own"


def _join_values(values: Iterable[object]) -> str:
    """Return the values of a field over all ports, each once; "none" where all are empty."""
    words = (
        ", ".join(value) if isinstance(value, tuple) else str(value).lower() for value in values
    )
    return ", ".join(dict.fromkeys(word for word in words if word not in ("", "0"))) or "none"


def document(differences: Sequence[Difference], node: str, mode: str) -> dict[str, Any]:
    """Return the differences for JSON and YAML; lines that no Service owns have service ""."""
    return {
        "node": node,
        "mode": mode,
        "differences": [
            {
                "namespace": difference.namespace,
                "service": difference.service,
                "changes": list(_service_changes(difference)) if difference.service else [],
                "removed": [line for sign, line in difference.lines if sign == "-"],
                "added": [line for sign, line in difference.lines if sign == "+"],
            }
            for difference in differences
        ],
    }
