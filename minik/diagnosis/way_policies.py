"""What NetworkPolicies leave of the last step of a way: from the pods of a Gateway, or of an Ingress
controller, to the pods behind a Service. Nothing is said where nobody knows which pods those are.
"""

from collections.abc import Iterable, Sequence

from minik.diagnosis.client_ways import Closure, Ways
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.policy.policy_kinds import has_policies
from minik.proxy import clients
from minik.ways.backends import Endpoint, Target
from minik.ways.way import Share, Way, failure, status_of

TIMED_OUT = 504  # what Ingress controllers answer where a connection is not taken


def judge(cluster: Cluster, way: Way, carriers: Sequence[Object]) -> Way:
    """Return a way with its endpoints closed to which policies let none of those who carry it; the same
    one where there are no policies, or nobody knows who carries it.
    """
    if not carriers or not way.shares or not has_policies(cluster):
        return way
    known = [Ways(cluster, clients.of_pod(cluster, pod), ()) for pod in carriers]
    shares = tuple(judge_share(way, share, known) for share in way.shares)
    judged = way._replace(shares=shares)
    failing = [share for share in shares if share.fails]
    if judged.answers or not failing or way.reason:
        return judged
    code = failing[0].target.flaw
    return failure(judged, code)._replace(status=failing[0].status)


def judge_share(way: Way, share: Share, known: Sequence[Ways]) -> Share:
    """Return a share whose endpoints name what closes them; it fails where all of them are closed."""
    if share.fails or not share.target.endpoints:
        return share
    endpoints = tuple(
        endpoint._replace(closed=names(closure(endpoint, way, known)))
        for endpoint in share.target.endpoints
    )
    target = share.target._replace(endpoints=endpoints)
    if not all(endpoint.closed for endpoint in endpoints):
        return share._replace(target=target)
    return share._replace(target=target._replace(flaw="policy"), status=status(way))


def closure(endpoint: Endpoint, way: Way, known: Iterable[Ways]) -> Closure | None:
    """Return what closes an endpoint to all who carry a way; None where one of them gets through."""
    transport = way.request.transport
    found = [ways.closure(endpoint.address, endpoint.port, transport) for ways in known]
    return found[0] if all(found) else None


def closer(
    cluster: Cluster, way: Way, target: Target, carriers: Sequence[Object]
) -> Closure | None:
    """Return what closes the first endpoint of a target that is closed."""
    known = [Ways(cluster, clients.of_pod(cluster, pod), ()) for pod in carriers]
    closed = next(one for one in target.endpoints if one.closed)
    return closure(closed, way, known)


def names(found: Closure | None) -> tuple[str, ...]:
    return tuple(found.names) if found else ()


def status(way: Way) -> int:
    """Return the status with which a backend shows that does not take connections."""
    is_ingress = way.entrance is not None and way.entrance.key.kind == "IngressClass"
    code = status_of(way, "policy")
    return TIMED_OUT if is_ingress and code and not way.request.is_grpc else code
