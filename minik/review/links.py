"""Which workloads may reach which Services, as the NetworkPolicies of either side have it."""

from collections.abc import Iterator

from minik.diagnosis import endpoint_checks
from minik.diagnosis.finding import WARNING
from minik.diagnosis.view import title
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.review.change import Change, Code
from minik.review.side import Side

MOST = 250_000  # pairs of workloads and Services: beyond that only those that call are asked about


def compare(before: Side, after: Side) -> Iterator[Change]:
    """Yield the Services that some workload of both sides may no longer reach, or only now."""
    if not (before.cluster.of("NetworkPolicy") or after.cluster.of("NetworkPolicy")):
        return
    both = before.services.keys() & after.services.keys()
    makers = before.view.makers.keys() & after.view.makers.keys()
    for key in sorted(both):
        callers = {call.caller.object: call.caller for call in after.calls.get(key, ())}
        asked = makers if len(makers) * len(both) <= MOST else makers & callers.keys()
        closed, opened, policies = [], [], set[str]()
        for maker in sorted(asked - after.view.makers_behind(after.services[key]).keys()):
            was, now = _blocking(before, maker, key), _blocking(after, maker, key)
            if now and was == []:
                closed.append(maker)
                policies |= {title(objects.key(policy)) for policy in now}
            elif was and now == []:
                opened.append(maker)
        calling = tuple(callers[maker] for maker in closed if maker in callers)
        if closed:
            yield Change(
                Code.LINK_CLOSED,
                key,
                before=_named(closed),
                because=", ".join(sorted(policies)),
                callers=calling,
                level="" if calling else WARNING,
            )
        if opened:
            yield Change(Code.LINK_OPENED, key, after=_named(opened))


def _named(makers: list[Key]) -> str:
    return ", ".join(map(title, makers[:5])) + (
        f" and {len(makers) - 5} more" if len(makers) > 5 else ""
    )


def _blocking(side: Side, maker: Key, key: Key) -> list[Object] | None:
    """Return the policies that keep a workload from every backend of a Service; [] if it reaches one,
    None if there is no backend to be reached.
    """
    service = side.services[key]
    client = side.view.makers[maker].pod
    servers = [group[0] for group in side.view.makers_behind(service).values()]
    found: list[Object] | None = None
    for server in servers if services.selector(service) else ():
        for port in services.ports(service):
            number = endpoint_checks.target_number(server, port)
            if number is None:
                continue
            protocol = port.get("protocol") or "TCP"
            verdict = side.policies.verdict(client, server, number, protocol)
            if verdict.allowed:
                return []
            found = list(verdict.policies)
    return found
