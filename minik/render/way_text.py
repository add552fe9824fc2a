"""Where a URL leads as people read it: the answer first, then the path to it, then the reason, then
the fix.
"""

from collections.abc import Iterator, Sequence

from minik.diagnosis import way_misses
from minik.diagnosis.way_resolution import WayResolution
from minik.model import shell
from minik.model.controls import escape_controls
from minik.model.ip import bracket_ipv6
from minik.model.marks import bad, secondary, to_do
from minik.model.object import Key
from minik.model.wording import pluralize
from minik.render import way_effects
from minik.ways.backends import Endpoint, Target
from minik.ways.way import Share, Way

ARROW = "  →  "
GRPC = {12: "UNIMPLEMENTED", 14: "UNAVAILABLE"}


def text(resolution: WayResolution) -> str:
    """Render where a URL leads, one fact a line."""
    return (
        "\n".join(escape_controls(line.rstrip()) for line in lines(resolution, pods=False)) + "\n"
    )


def wide(resolution: WayResolution) -> str:
    """Render the same with the pods behind each Service."""
    return "\n".join(escape_controls(line.rstrip()) for line in lines(resolution, pods=True)) + "\n"


def addresses(resolution: WayResolution) -> str:
    """Return the ready endpoints as `ip:port`, one a line, for scripts."""
    return "".join(f"{address_of(one)}\n" for one in endpoints(resolution))


def names(resolution: WayResolution) -> str:
    """Return the pods as `pod/name`, one a line; an endpoint without a pod by its address."""
    found = (f"pod/{one.pod}" if one.pod else address_of(one) for one in endpoints(resolution))
    return "".join(f"{escape_controls(name)}\n" for name in dict.fromkeys(found))


def endpoints(resolution: WayResolution) -> Iterator[Endpoint]:
    """Yield the endpoints that get requests: ready ones from which no policy keeps the gateway."""
    for share in resolution.way.shares:
        yield from open_endpoints(share.target)


def open_endpoints(target: Target) -> list[Endpoint]:
    """Return the endpoints of a backend from which no policy keeps the gateway."""
    return [one for one in target.endpoints if not one.closed]


def address_of(endpoint: Endpoint) -> str:
    return f"{bracket_ipv6(endpoint.address)}:{endpoint.port}"


def lines(resolution: WayResolution, *, pods: bool) -> Iterator[str]:
    """Yield the answer, the chain, the reason and the fix."""
    way = resolution.way
    yield headline(way)
    yield ""
    yield from entrance(way)
    yield from rule(way)
    if way.redirect:
        yield fact("redirect", str(way.redirect.status), way.redirect.location)
    yield from rewrite(way)
    yield from (fact(label, value) for label, value in way_effects.lines(way))
    yield from backends(way.shares, way, pods=pods)
    for index, one in enumerate(way.mirrors):
        yield fact("" if index else "mirror", service(one), one.flaw and bad(one.flaw))
    answering = [one for one in resolution.others if one.answers and one.entrance]
    for index, other in enumerate(answering):
        key = other.entrance.key if other.entrance else Key("", "", "")
        yield fact("" if index else "also", way_misses.name_of(key), "would answer it, too")
    yield from reason_and_fix(resolution)


def headline(way: Way) -> str:
    """Return the first line: the URL, who takes it, and who answers."""
    parts = [way.request.url]
    if way.entrance:
        parts.append(f"{kind_of(way.entrance.key)}/{way.entrance.key.name}")
    if way.place:
        parts.append(f"{kind_of(way.place.key)}/{way.place.key.name}")
    return ARROW.join([*parts, outcome(way)])


def outcome(way: Way) -> str:
    """Return how it ends: a redirect, Services, a status."""
    if way.redirect:
        return f"{way.redirect.status} {way.redirect.location}"
    if way.reason == "preflight":
        return f"{way.status}, by the gateway itself"
    good = [share for share in way.shares if not share.fails]
    if not good:
        return bad(f"{failure(way.status, way)}")
    pods = sum(len(open_endpoints(share.target)) for share in good)
    whom = service(good[0].target) if len(good) == 1 else pluralize(len(good), "Service")
    lost = sum(share.percent for share in way.shares if share.fails)
    end = f"{whom}, {pluralize(pods, 'pod')}" if pods else whom
    return f"{end}, {bad(f'{lost:.0f}% fail')}" if lost else end


def failure(status: int, way: Way) -> str:
    """Return a failure in words: a status of HTTP, a code of gRPC, or no answer."""
    if not status:
        return "no answer"
    return f"{status} {GRPC.get(status, '')}".strip() if way.request.is_grpc else str(status)


def kind_of(key: Key) -> str:
    return key.kind.partition(".")[0].lower()


def entrance(way: Way) -> Iterator[str]:
    """Yield at which address, by whom and at which listener a request is taken."""
    request, found = way.request, way.entrance
    if found is None:
        yield fact("entry", bad(f"nothing at port {request.port}"))
        return
    shown = [f"{bracket_ipv6(one)}:{request.port}" for one in found.addresses]
    who = way_misses.name_of(found.key)
    owner = found.owner if found.owner and found.owner != found.key else None
    parts = [
        who,
        f"{way_misses.name_of(owner)}" if owner else "",
        f"listener {found.listener}" if found.listener else "",
    ]
    yield fact("entry", ", ".join(shown) or f"port {request.port}", ", ".join(filter(None, parts)))


def rule(way: Way) -> Iterator[str]:
    """Yield the rule that takes a request."""
    place = way.place
    if place is None:
        return
    what = "default backend" if place.rule < 0 else f"rule {place.rule + 1}"
    asks = [f"host {place.host}" if place.host else "", f"path {place.path}" if place.path else ""]
    if way.entrance and way.entrance.key.kind == "Service":
        asks.append("by a service mesh")
    yield fact("rule", way_misses.name_of(place.key), ", ".join(filter(None, [what, *asks])))


def rewrite(way: Way) -> Iterator[str]:
    """Yield what the backend is asked for, where it is something else."""
    changed = changes(way.rewrite, way)
    if changed:
        yield fact("rewrite", changed)


def changes(rewritten: Sequence[tuple[str, str]], way: Way) -> str:
    """Return the host and the path that a backend is asked for, where they are others; "" for none."""
    asked = {"host": way.request.host, "path": way.request.path}
    return ", ".join(f"{name} {value}" for name, value in sorted(rewritten) if asked[name] != value)


def own_changes(share: Share, way: Way) -> Iterator[str]:
    """Yield what one of several backends gets otherwise than the others."""
    changed = changes(share.rewrite, way)
    if changed:
        yield fact("", f"  rewrite {changed}")
    yield from (fact("", f"  {text}") for _, text in way_effects.said(share.effects))


def backends(shares: Sequence[Share], way: Way, *, pods: bool) -> Iterator[str]:
    """Yield the backends, each with its share and how many pods are ready, or how it fails."""
    width = max((len(service(share.target)) for share in shares), default=0)
    for index, share in enumerate(shares):
        state = state_of(share.target)
        shown = bad(failure(share.status, way)) if share.fails else state
        value = f"{service(share.target):{width}} {share.percent:6.1f}%   {shown}"
        yield fact("" if index else "backend", value)
        yield from own_changes(share, way)
        for endpoint in share.target.endpoints if pods else ():
            who = f"pod/{endpoint.pod}" if endpoint.pod else "endpoint"
            closed = bad(f"closed by {endpoint.closed[0]}") if endpoint.closed else ""
            yield fact("", f"  {address_of(endpoint):{width}} {who}   {endpoint.node}   {closed}")
    if not shares and not way.redirect and way.reason != "preflight":
        yield fact("backend", bad("none"))


def state_of(target: Target) -> str:
    """Return how many pods of a backend are ready, and how many of them policies close."""
    if not target.endpoints:
        return state_without_pods(target)
    shut = [one for one in target.endpoints if one.closed]
    closed = f", {len(shut)} closed by {shut[0].closed[0]}" if shut else ""
    return f"{pluralize(len(target.endpoints), 'ready pod')}{closed}"


def state_without_pods(target: Target) -> str:
    """Return what is behind a backend that has no pods of its own."""
    return "leaves the cluster" if target.reference.kind == "Service" else "no Service"


def service(target: Target) -> str:
    """Return a backend as `svc/NAME.NAMESPACE:PORT`."""
    what = target.reference
    kind = "svc" if what.kind == "Service" else what.kind.lower()
    port = f":{target.port}" if target.port is not None else ""
    return f"{kind}/{what.name}.{what.namespace}{port}"


def reason_and_fix(resolution: WayResolution) -> Iterator[str]:
    """Yield why it fails, what would help, and the command that explains more."""
    reason, way = resolution.reason, resolution.way
    if reason is None:
        return
    yield ""
    yield f"  {reason.text}"
    if reason.fix:
        yield to_do(fact("fix", reason.fix))
    about = way.place.key if way.place else way.entrance.key if way.entrance else None
    failing = next((share.target for share in way.shares if share.fails), None)
    if failing and failing.flaw == "endpoints":
        about = Key("Service", failing.reference.namespace, failing.reference.name)
    if about and about.kind != "IngressClass":
        target = shell.target(kind_of(about), about.name, about.namespace)
        yield secondary(fact("more", shell.command("why", *target)))


def fact(title: str, value: str, note: str = "") -> str:
    """Return one line: label, value, note."""
    return f"  {title:8} {value:36} {note}" if note else f"  {title:8} {value}"
