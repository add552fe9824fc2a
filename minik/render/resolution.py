"""A resolution as people read it: the answer first, then the path to it, then the reason, then the
fix.
"""

from collections.abc import Callable, Iterator

from minik.diagnosis.resolution import Resolution
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model import shell
from minik.model.controls import escape_controls
from minik.model.duration import human_duration
from minik.model.ip import bracket_ipv6
from minik.model.marks import bad, secondary, to_do
from minik.model.object import Object
from minik.proxy.backends import Backend
from minik.proxy.routing import Route

ARROW = "  →  "


def text(resolution: Resolution) -> str:
    """Render the resolution for people, one fact a line, within 80 columns where names allow it."""
    client = resolution.client
    client_line = [fact("asked by", client.label, " ".join(client.addresses))] if client else []
    lines = [
        headline(resolution),
        "",
        *client_line,
        *dns(resolution),
        *entries(resolution),
        *other_entries(resolution),
        *reason_and_fix(resolution),
    ]
    return "\n".join(escape_controls(line.rstrip()) for line in lines) + "\n"


def headline(resolution: Resolution) -> str:
    """Return the first line: the DNS name, the entry addresses with their ports, and how many pods
    answer.
    """
    ports_by_address: dict[str, list[str]] = {}
    for route in resolution.main:
        ports_by_address.setdefault(bracket_ipv6(route.address), []).append(
            f"{route.port}/{route.protocol}"
        )
    middle = ", ".join(
        f"{address}:{','.join(ports)}" for address, ports in ports_by_address.items()
    )
    return ARROW.join(part for part in (resolution.name, middle, destination(resolution)) if part)


def destination(resolution: Resolution) -> str:
    """Return where it ends: `3 of 3 pods`, "no pod answers", or the target of an ExternalName."""
    if resolution.target:
        outcome = bad("leads nowhere") if resolution.reason else "leaves the cluster"
        return f"{resolution.target}  ({outcome})"
    answering = {backend.pod or backend.address for backend in resolution.backends}
    unused = (backend for route in resolution.main for backend, _ in route.not_used)
    closed = (backend for backend, _ in resolution.closed)
    candidates = answering | {backend.pod or backend.address for backend in (*unused, *closed)}
    if not answering:
        return bad("no pod answers")
    noun = "pod" if all(backend.pod for backend in resolution.backends) else "endpoint"
    return f"{len(answering)} of {len(candidates)} {noun}s" if len(candidates) > 1 else f"1 {noun}"


def dns(resolution: Resolution) -> Iterator[str]:
    """Yield the DNS records of the name; none for a client outside, which does not ask the
    cluster's DNS.
    """
    if resolution.client and resolution.client.is_outside:
        return
    for index, record in enumerate(resolution.records):
        ttl = secondary(f"ttl {record.ttl}")
        yield fact("" if index else "DNS", f"{record.type} {record.value}", ttl)
    if resolution.name and not resolution.records:
        yield no_records(resolution)


def no_records(resolution: Resolution) -> str:
    """Return the line for a name without records: nobody answers, or it is not there."""
    service = resolution.service
    if service is None or not resolution.name.startswith(f"{objects.name(service)}."):
        return fact("DNS", bad("NXDOMAIN"))
    if not services.is_headless(service):
        return fact("DNS", bad("no answer"))
    return fact("DNS", bad("NXDOMAIN".ljust(36)), "no ready endpoint, so the name is not there")


def entries(resolution: Resolution) -> Iterator[str]:
    """Yield each entry that was asked for, with its backends and the backends that are not used."""
    for number, route in enumerate(resolution.main):
        if number:
            yield ""
        yield fact(
            "entry",
            f"{bracket_ipv6(route.address)}:{route.port}/{route.protocol}",
            describe_entry(route, resolution),
        )
        yield from (
            backend_lines("backend", route.backends, resolution.closers(route.protocol))
            if route.backends
            else [fact("backend", bad("none"))]
        )
        yield from (
            fact(
                "" if index else "not used",
                address_of(backend),
                f"{backend.pod or 'endpoint':32} {reason}",
            )
            for index, (backend, reason) in enumerate(route.not_used)
        )
        if resolution.health and route.entry == "LoadBalancer":
            states = ", ".join(f"{one.node} {one.status}" for one in resolution.health)
            yield fact("health", f"port {resolution.health[0].port}, /healthz", states)
    if resolution.direct:
        yield fact(
            "entry",
            "none",
            "headless: clients connect to the pods"
            if resolution.name
            else "the address of a pod itself",
        )
        yield from backend_lines("backend", resolution.direct, resolution.closers())


def describe_entry(route: Route, resolution: Resolution) -> str:
    """Describe an entry: its type, port name, traffic policy, proxy mode, and how it chooses or
    refuses.
    """
    name = f', port "{route.port_name}"' if route.port_name else ""
    affinity = f", each client stays for {human_duration(route.affinity)}" if route.affinity else ""
    policy = (
        f", {'internal' if route.entry == 'ClusterIP' else 'external'}TrafficPolicy Local"
        if route.policy == "Local"
        else ""
    )
    outcome = {
        "": f", {resolution.view.mode.choice}{affinity}",
        "rejected": ": rejected at once",
        "dropped": ": dropped",
        "denied": ": sent on, and a NetworkPolicy closes the way",
        "unreachable": ": not reached from there",
        "untranslated": ": sent to a cluster IP, which no host has",
        "unanswered": ": sent on, and the reply is discarded: it has the pod's address",
    }[route.refusal]
    shown = bad(outcome) if route.refusal else outcome
    by = " (handed on to node ports)" if route.is_proxied else ""
    return f"{route.entry}{by}{name}{policy}, {resolution.view.mode.name} mode{shown}"


def other_entries(resolution: Resolution) -> Iterator[str]:
    """Yield the other entries of the same Service, in short."""
    other_routes = [route for route in resolution.routes if route not in resolution.main]
    pending = resolution.service is not None and _is_pending(resolution.service)
    if other_routes or pending:
        yield ""
    if pending:
        yield fact("also", "<pending>", "LoadBalancer: no address yet")
    for index, route in enumerate(other_routes):
        state = "" if route.backends else f": {bad(route.refusal)}"
        yield fact(
            "" if index or pending else "also",
            f"{bracket_ipv6(route.address)}:{route.port}/{route.protocol}",
            f"{route.entry}{state}",
        )


def _is_pending(service: Object) -> bool:
    return services.service_type(service) == "LoadBalancer" and not services.load_balancer_ingress(
        service
    )


def reason_and_fix(resolution: Resolution) -> Iterator[str]:
    """Yield why nothing answers, the fix, and the command that explains more."""
    if resolution.reason:
        yield ""
        yield f"  {resolution.reason.text}"
        if resolution.reason.fix:
            yield to_do(fact("fix", resolution.reason.fix))
        if resolution.service:
            name, namespace = (
                objects.name(resolution.service),
                objects.namespace(resolution.service),
            )
            yield secondary(fact("more", shell.command("why", name, "-n", namespace)))


def backend_lines(
    title: str, backends: tuple[Backend, ...], closed: dict[Backend, list[str]]
) -> Iterator[str]:
    """Yield the backends, each with its share of the connections, condition, pod, node and closers."""
    address_width = max(len(address_of(backend)) for backend in backends)
    pod_width = max(len(backend.pod or "endpoint") for backend in backends)
    condition_width = max(len(backend.condition) for backend in backends)
    for index, backend in enumerate(backends):
        share = f"{1 / len(backends):.1%}"
        condition = f"{backend.condition:{condition_width}}"
        state = condition if backend.condition == "ready" else bad(condition)
        details = f"{state}   {backend.pod or 'endpoint':{pod_width}}   {backend.node}"
        yield fact(
            "" if index else title, f"{address_of(backend):{address_width}} {share:>7}   {details}"
        )
        if closed.get(backend):
            yield fact("", bad(f"closed by {', '.join(closed[backend])}"))


def fact(title: str, value: str, note: str = "") -> str:
    """Return one line: label, value, note."""
    return f"  {title:8} {value:36} {note}" if note else f"  {title:8} {value}"


def address_of(backend: Backend) -> str:
    return f"{bracket_ipv6(backend.address)}:{backend.port}" if backend.port else backend.address


def addresses(resolution: Resolution) -> str:
    """Return the backends as `ip:port`, one a line, for scripts."""
    endpoints = list(map(address_of, resolution.backends)) or [resolution.target] * bool(
        resolution.target
    )
    return "".join(f"{escape_controls(address)}\n" for address in endpoints)


def names(resolution: Resolution) -> str:
    """Return the backends as `pod/name`, one a line; a backend without a pod by its address."""
    return "".join(
        f"{escape_controls(name)}\n"
        for name in dict.fromkeys(
            backend.pod or address_of(backend) for backend in resolution.backends
        )
    )


def rendered(resolution: Resolution, output: str) -> str:
    """Return the whole resolution as JSON or YAML."""
    from minik.render import documents, resolution_document  # noqa: PLC0415 only programs ask for it

    return documents.render(resolution_document.document(resolution), output)


VIEWS: dict[str, Callable[[Resolution], str]] = {
    "": text,
    "wide": text,
    "addresses": addresses,
    "name": names,
    "json": lambda resolution: rendered(resolution, "json"),
    "yaml": lambda resolution: rendered(resolution, "yaml"),
}
