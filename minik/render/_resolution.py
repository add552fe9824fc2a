"""A resolution as people read it: the answer first, then the path to it, then the reason, then the fix."""
import json
from collections.abc import Callable, Iterator
from typing import Any

from minik.diagnosis.resolution import Resolution
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.controls import visible
from minik.model.duration import human
from minik.model.object import Object
from minik.proxy.backends import Backend
from minik.proxy.routing import Route
from minik.render import yaml

CHOICE = {"iptables": "random", "nftables": "random", "ipvs": "round robin", "userspace": "round robin"}
ARROW = "  →  "


def text(resolution: Resolution) -> str:
    """The whole path, a fact a line, within 80 columns where names allow it."""
    asked = [fact("asked by", resolution.client.label, " ".join(resolution.client.addresses))] if resolution.client else []
    lines = [headline(resolution), "", *asked, *dns(resolution), *ways(resolution), *beyond(resolution), *verdict(resolution)]
    return "\n".join(visible(line.rstrip()) for line in lines) + "\n"


def headline(resolution: Resolution) -> str:
    """From the name, over the front, to who answers."""
    fronts: dict[str, list[str]] = {}
    for route in resolution.main:
        fronts.setdefault(bracketed(route.address), []).append(f"{route.port}/{route.protocol}")
    middle = ", ".join(f"{address}:{','.join(ports)}" for address, ports in fronts.items())
    return ARROW.join(part for part in (resolution.name, middle, end(resolution)) if part)


def end(resolution: Resolution) -> str:
    """Who answers in the end."""
    if resolution.target:
        return f"{resolution.target}  ({'leads nowhere' if resolution.reason else 'leaves the cluster'})"
    near = {backend.pod or backend.address for backend in resolution.backends}
    known = near | {backend.pod or backend.address for route in resolution.main for backend, _ in route.kept_out}
    if not near:
        return "no pod answers"
    what = "pod" if all(backend.pod for backend in resolution.backends) else "endpoint"
    return f"{len(near)} of {len(known)} {what}s" if len(known) > 1 else f"1 {what}"


def dns(resolution: Resolution) -> Iterator[str]:
    """What the name is answered with; outside, nobody asks the cluster's DNS."""
    if resolution.client and resolution.client.is_outside:
        return
    for index, record in enumerate(resolution.records):
        yield fact("" if index else "DNS", f"{record.type} {record.value}", f"ttl {record.ttl}")
    if resolution.name and not resolution.records:
        yield fact("DNS", "NXDOMAIN", "no ready endpoint, so the name is not there")


def ways(resolution: Resolution) -> Iterator[str]:
    """Every front that was asked for, with its backends, then the other fronts in short."""
    for number, route in enumerate(resolution.main):
        if number:
            yield ""
        yield fact("front", f"{bracketed(route.address)}:{route.port}/{route.protocol}", nature(route, resolution))
        yield from people("backend", route.backends) if route.backends else [fact("backend", "none")]
        yield from (fact("" if index else "kept out", place(backend), f"{backend.pod or 'endpoint':32} {reason}")
                    for index, (backend, reason) in enumerate(route.kept_out))
    if resolution.direct:
        yield fact("front", "none", "headless: clients connect to the pods" if resolution.name else "the address of a pod itself")
        yield from people("backend", resolution.direct)


def nature(route: Route, resolution: Resolution) -> str:
    """What kind of front it is and how it chooses."""
    name = f', port "{route.port_name}"' if route.port_name else ""
    sticky = f", each client stays for {human(route.affinity)}" if route.affinity else ""
    local = f", {'internal' if route.front == 'ClusterIP' else 'external'}TrafficPolicy Local" if route.policy == "Local" else ""
    way = {"": f", {CHOICE[resolution.mode]}{sticky}", "rejected": ": rejected at once", "dropped": ": dropped",
           "unreachable": ": not reached from there"}[route.refusal]
    return f"{route.front}{name}{local}, {resolution.mode} mode{way}"


def beyond(resolution: Resolution) -> Iterator[str]:
    """The other ways into the same service."""
    others = [route for route in resolution.routes if route not in resolution.main]
    pending = resolution.service is not None and _is_pending(resolution.service)
    if others or pending:
        yield ""
    if pending:
        yield fact("also", "<pending>", "LoadBalancer: no address yet")
    for index, route in enumerate(others):
        state = "" if route.backends else f": {route.refusal}"
        yield fact("" if index or pending else "also", f"{bracketed(route.address)}:{route.port}/{route.protocol}", f"{route.front}{state}")


def _is_pending(service: Object) -> bool:
    return services.service_type(service) == "LoadBalancer" and not services.load_balancer_ingress(service)


def verdict(resolution: Resolution) -> Iterator[str]:
    """Why nothing answers, and what to change."""
    if resolution.reason:
        yield ""
        yield f"  {resolution.reason.text}"
        if resolution.reason.fix:
            yield fact("fix", resolution.reason.fix)
        if resolution.service:
            yield fact("more", f"minik why {objects.name(resolution.service)} -n {objects.namespace(resolution.service)}")


def people(title: str, backends: tuple[Backend, ...]) -> Iterator[str]:
    """Who stands there, each with its share."""
    width = max(len(place(backend)) for backend in backends)
    named = max(len(backend.pod or "endpoint") for backend in backends)
    state = max(len(backend.condition) for backend in backends)
    for index, backend in enumerate(backends):
        share = f"{1 / len(backends):.1%}"
        who = f"{backend.condition:{state}}   {backend.pod or 'endpoint':{named}}   {backend.node}"
        yield fact("" if index else title, f"{place(backend):{width}} {share:>7}   {who}")


def fact(title: str, value: str, note: str = "") -> str:
    """One line: what it is about, the fact, and what is worth knowing of it."""
    return f"  {title:8} {value:36} {note}" if note else f"  {title:8} {value}"


def place(backend: Backend) -> str:
    return f"{bracketed(backend.address)}:{backend.port}" if backend.port else backend.address


def bracketed(address: str) -> str:
    """An address as it stands before a port."""
    return f"[{address}]" if ":" in address else address


def addresses(resolution: Resolution) -> str:
    """`ip:port`, one a line: for a shell script."""
    places = list(map(place, resolution.backends)) or [resolution.target] * bool(resolution.target)
    return "".join(f"{visible(one)}\n" for one in places)


def names(resolution: Resolution) -> str:
    """`pod/name`, one a line; what has no name is given by its address."""
    return "".join(f"{visible(who)}\n" for who in dict.fromkeys(backend.pod or place(backend) for backend in resolution.backends))


def document(resolution: Resolution) -> dict[str, Any]:
    """Everything, for a program."""
    service = resolution.service
    return {
        "name": resolution.name, "from": resolution.client.label if resolution.client else "",
        "mode": resolution.mode, "target": resolution.target,
        "service": f"{objects.namespace(service)}/{objects.name(service)}" if service else "",
        "answers": not resolution.reason,
        "records": [record._asdict() for record in resolution.records],
        "routes": [_route(route) for route in resolution.routes],
        "direct": [backend._asdict() for backend in resolution.direct],
        "reason": resolution.reason.text if resolution.reason else "", "fix": resolution.reason.fix if resolution.reason else ""}


def _route(route: Route) -> dict[str, Any]:
    share = round(1 / len(route.backends), 6) if route.backends else 0
    return {**route._asdict(), "backends": [{**backend._asdict(), "probability": share} for backend in route.backends],
            "kept_out": [{**backend._asdict(), "reason": reason} for backend, reason in route.kept_out]}


VIEWS: dict[str, Callable[[Resolution], str]] = {
    "": text, "wide": text, "addresses": addresses, "name": names,
    "json": lambda resolution: json.dumps(document(resolution), indent=4, ensure_ascii=False) + "\n",
    "yaml": lambda resolution: yaml.text(document(resolution)),
}
