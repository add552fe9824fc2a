"""Ways that NetworkPolicies close: from a pod to a backend, and to the name server.

What works it out is imported where there are policies: most who look at a Service have none.
"""

from collections.abc import Sequence

from minik.diagnosis import barriers
from minik.diagnosis.reason import Reason
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.backends import Backend, NotUsed
from minik.proxy.clients import Client
from minik.proxy.routing import Refusal, Route


def blocking(
    cluster: Cluster, client: Client | None, backend: Backend, protocol: str
) -> Sequence[Object]:
    """Return the policies that keep a pod from a backend; [] if none does or nobody knows. What is on
    the network of a node is not kept from anything, nor a pod from itself.
    """
    pod = client.asker if client is not None and client.what == "pod" else None
    if pod is None or not backend.port or not cluster.of("NetworkPolicy"):
        return []
    from minik.policy.traffic import Policies  # noqa: PLC0415 few clusters have policies

    found = cluster.table("Pod").index_by(pods.addresses).get(backend.address, ())
    servers = [other for other in found if not pods.uses_host_network(other)]
    if not servers or servers[0] is pod:
        return []
    return Policies(cluster).blocking(pod, servers[0], backend.port, protocol)


def denial(
    cluster: Cluster, client: Client | None, routes: Sequence[Route], direct: Sequence[Backend]
) -> Reason | None:
    """Return the reason where NetworkPolicies keep a client from all backends; None where they do not."""
    if client is None or client.what != "pod":
        return None
    ways = [(one, "TCP") for one in direct]
    ways += [(one, route.protocol) for route in routes for one in route.backends]
    closed = [blocking(cluster, client, *way) for way in ways]
    if not closed or not all(closed):
        return None
    from minik.diagnosis import patches  # noqa: PLC0415 only a denial is worded
    from minik.diagnosis.view import first_few, title  # noqa: PLC0415

    names = first_few([title(objects.key(policy)) for policy in closed[0]])
    policy, whom = closed[0][0], "the pod" if len({way[0] for way in ways}) == 1 else "the pods"
    return Reason(
        f"{names} keeps {client.label} from {whom}, where the network plugin obeys policies.",
        patches.command("describe", objects.key(policy)),
    )


def close(route: Route) -> Route:
    """Return a route without backends, since policies close the way to all of them."""
    closed = tuple((backend, NotUsed.POLICY) for backend in route.backends)
    return route._replace(backends=(), not_used=(*closed, *route.not_used), refusal=Refusal.DENIED)


def why_no_lookup(cluster: Cluster, pod: Object | None) -> Reason | None:
    """Return why policies let a pod look up no names; None if they do."""
    if pod is None or not cluster.of("NetworkPolicy") or pods.uses_host_network(pod):
        return None
    from minik.diagnosis import name_server_reach  # noqa: PLC0415 few clusters have policies
    from minik.diagnosis.view import View, title  # noqa: PLC0415

    view = View(cluster)
    keys = {objects.key(pod), view.maker_of(pod)}
    for fact in name_server_reach.facts(view):
        if fact.object in keys or fact.object.kind == "NetworkPolicy" and keys & {*fact.about}:
            named = title(fact.object)
            return Reason(f"{named}: {fact.because}.", fact.fix)
    return None


def why_no_name(cluster: Cluster, client: Client | None) -> Reason | None:
    """Return why a client finds no name; None if it does, or asks for none."""
    if client is not None and client.is_outside:
        return None
    asker = client.asker if client else None
    return (
        barriers.why_no_dns(client)
        or barriers.why_silent_dns(cluster)
        or why_no_lookup(cluster, asker)
    )
