"""Tell why a Service, a pod or another object does not do its work, or where an address or a name leads"""

from collections.abc import Callable
from functools import partial

from minik import kinds
from minik.command_line import (
    document_output,
    flags,
    state_access,
    target_arguments,
    terminal,
    what_if_flags,
)
from minik.diagnosis import (
    address_owners,
    object_explanation,
    pod_explanation,
    pod_names,
    reasons_on_demand,
    service_explanation,
)
from minik.diagnosis.explanation import Explanation
from minik.discovery import names
from minik.errors import ClientError, NotFound, Unanswered
from minik.kinds.service import fields as services
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.render import documents, why

EXPLAINERS: dict[str, Callable[[Cluster, Object], Explanation]] = {
    "Service": service_explanation.explain,
    "Pod": pod_explanation.explain,
}


@flags.command()
@flags.argument("words", many=True, metavar="NAME[.NAMESPACE][:PORT] | TYPE/NAME | IP")
@flags.namespace
@what_if_flags.options
@flags.text("-o", "--output", metavar="json|yaml", help="json or yaml, for programs")
def command(
    words: tuple[str, ...], namespace: str, output: str, supposed: what_if_flags.Supposition | None
) -> None:
    """Tell why: for a Service every pod that was considered and what it is stopped by, the nearest
    miss and its fix; for a pod what is wrong with it, which Services select it and which nearly do;
    for any other object (deploy, sts, ds, rs, job, cronjob, pvc, pv, node, ns, hpa, pdb, ingress,
    netpol, sa) its state, its pods and what was found; for an address or a name who owns it, or
    nearly does.

    Exit status 0 if somebody answers, or nothing is wrong; 1 if nobody does, or something is.

    \b
    Examples:
      # A Service, by its name
      minik why my-service
      # A pod
      minik why pod/my-pod
      # A workload, a claim, a node
      minik why deploy web
      # Whoever has this address
      minik why 10.96.0.1
      # Before, and as it would be
      minik why my-service --what-if 'node-down node-1'
    """
    document_output.require_known(output)
    if not words or len(words) > 2:
        raise ClientError(
            "name one thing: minik why SERVICE, minik why TYPE/NAME, minik why ADDRESS"
        )
    ask = partial(_answer, "/".join(words), state_access.namespace(namespace))
    if supposed:
        works = what_if_flags.show(supposed, namespace, output, ask)
    else:
        text, works = ask(state_access.read_cluster(), output)
        terminal.show_as(output, text)
    if not works:
        raise Unanswered("")


def _answer(target: str, namespace: str, cluster: Cluster, output: str) -> tuple[str, bool]:
    result = explain_target(cluster, target, namespace)
    text = documents.render(why.document(result), output) if output else why.text(result)
    return text, result.works


def explain_target(cluster: Cluster, target: str, namespace: str) -> Explanation:
    """Explain why the target does not work: a Service, pod, name or address.

    Raises NotFound if it does not exist.
    """
    kind, slash, rest = target.partition("/")
    if slash and kinds.find_kind(kind) and kinds.find_kind(kind) != kinds.find_kind("services"):
        return explain_object(cluster, find_object(cluster, kind, rest, namespace))
    if slash and not kinds.find_kind(kind) or is_pod_address(target, cluster):
        return explain_object(cluster, target_arguments.named_object(target, cluster, namespace))
    name = names.parse(rest if slash else target, namespace, cluster.settings.cluster_domain)
    if name.address:
        owner = address_owners.address_owner(cluster, name.address)
        if owner is None:
            raise address_owners.no_owner(cluster, name.address)
        return explain_object(cluster, owner)
    service = None if name.host else cluster.get("Service", name.namespace, name.service)
    of_pod = pod_names.explain(cluster, name) if service is None else None
    if of_pod:
        return of_pod
    if name.host:
        raise NotFound(
            f'no pod "{name.host}" is below Service "{name.service}" in namespace "{name.namespace}"'
        )
    if service is None:
        pod = None if slash else cluster.get("Pod", name.namespace, name.service)
        if pod is not None:
            return pod_explanation.explain(cluster, pod)
        raise NotFound(
            f'services "{name.service}" not found',
            hint=reasons_on_demand.near_services(cluster, name),
        )
    ports = services.ports(service)
    if name.port and not any(name.port in (str(port["port"]), port.get("name")) for port in ports):
        raise ClientError(
            f'service "{name.service}" has no port "{name.port}"',
            hint=reasons_on_demand.near_ports(service, name.port),
        )
    return service_explanation.explain(cluster, service, name.port)


def is_pod_address(target: str, cluster: Cluster) -> bool:
    """Return whether a name is that of a pod by its address: `10-244-1-2.default.pod`."""
    host = target.partition(":")[0].removesuffix(".")
    return host.removesuffix(f".{cluster.settings.cluster_domain}").endswith(".pod")


def find_object(cluster: Cluster, word: str, name: str, namespace: str) -> Object:
    """Return an object by kind and name. Raises NotFound if it does not exist."""
    kind = kinds.find_kind(word)
    obj = cluster.get(kind.key, namespace if kind.namespaced else "", name) if kind else None
    if kind is None or obj is None:
        raise NotFound(f'{kind.resource if kind else word} "{name}" not found')
    return obj


def explain_object(cluster: Cluster, obj: Object) -> Explanation:
    """Explain why an object does not do its work."""
    return EXPLAINERS.get(obj["kind"], object_explanation.explain)(cluster, obj)
