"""What a conforming controller writes into the status of each kind of Gateway API, one file a kind."""

from collections.abc import Iterator

from minik.intake.system_metadata import timestamp
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.ways import addresses, understanding
from minik.ways.decision import Decision, decide
from minik.ways.statuses import backend_tls_policy, gateway, gateway_class, listener_set, route
from minik.ways.vocabulary import GATEWAY_CLASS, ROUTES


def wanted_statuses(cluster: Cluster) -> Iterator[tuple[Object, Object]]:
    """Yield each object of Gateway API that a controller takes care of, as far as it can be understood,
    with its status.
    """
    decision, now = decide(cluster), timestamp(cluster.now)
    for one in understanding.of(cluster, GATEWAY_CLASS):
        yield one, gateway_class.status(decision, one, now)
    yield from _of_gateways(decision, now)
    for kind in ROUTES:
        for obj in understanding.of(cluster, kind):
            found = decision.of_route(objects.key(obj))
            if found or objects.status(obj).get("parents"):
                yield obj, route.status(decision, obj, found, now)
    for policy in decision.policies:
        yield policy.object, backend_tls_policy.status(decision, policy, now)


def _of_gateways(decision: Decision, now: str) -> Iterator[tuple[Object, Object]]:
    given = addresses.assign(decision.cluster, decision.gateways)
    for one in decision.gateways:
        assigned = given[objects.key(one.object)]
        yield one.object, gateway.status(decision, one, assigned, now)
        serves = one.is_accepted and not assigned.reason
        for part in one.sets:
            yield part.object, listener_set.status(decision, one, part, now, serves=serves)
