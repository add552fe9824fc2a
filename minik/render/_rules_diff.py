"""What a change does to the proxy's rules, as a person reads it: a heading a Service, its lines, and a sum."""
from collections.abc import Iterable, Iterator, Sequence

from minik.proxy.differing import Difference, Ports

FIELDS = {
    "cluster_ip": "cluster IP", "port": "port", "node_port": "node port", "external_ips": "external IPs",
    "load_balancer_ips": "load balancer", "source_ranges": "source ranges", "affinity": "affinity (seconds)",
    "internal_local": "internal policy Local", "external_local": "external policy Local",
    "health_check_node_port": "health check node port"}
SHARED = "rules that belong to no Service"


def text(found: Sequence[Difference], where: str) -> str:
    """All of it; nothing, where nothing changes."""
    return "".join(f"{line}\n" for line in _lines(found, where)) if found else ""


def _lines(found: Sequence[Difference], where: str) -> Iterator[str]:
    for one in found:
        yield f"Service {one.namespace}/{one.service}: {'; '.join(_words(one))}" if one.service else SHARED
        yield from (f"{sign} {line}" for sign, line in one.lines)
        yield ""
    signs = [sign for one in found for sign, _ in one.lines]
    services = sum(bool(one.service) for one in found)
    yield f"{services} Service{'s' * (services != 1)}, {where}: {signs.count('-')} out, {signs.count('+')} in"


def _words(one: Difference) -> Iterator[str]:
    """What about the service is another than before."""
    if not one.before or not one.after:
        yield "new" if one.after else "gone"
        return
    told = list(_changes(one.before, one.after))
    yield from told or ["the same, written otherwise"]


def _changes(before: Ports, after: Ports) -> Iterator[str]:
    for field, word in FIELDS.items():
        was, now = (_told(getattr(port, field) for port in ports) for ports in (before, after))
        if was != now:
            yield f"{word} {was} → {now}"
    old, new = (dict.fromkeys(backend.place for port in ports for backend in port.cluster) for ports in (before, after))
    moved = [*(f"-{place}" for place in old if place not in new), *(f"+{place}" for place in new if place not in old)]
    if moved:
        yield f"backends {' '.join(moved)}"
    elif [port.local for port in before] != [port.local for port in after]:
        yield "other backends are this node's own"


def _told(values: Iterable[object]) -> str:
    """Values of a field over all ports, each once."""
    words = (", ".join(value) if isinstance(value, tuple) else str(value).lower() for value in values)
    return ", ".join(dict.fromkeys(word for word in words if word not in ("", "0"))) or "none"
