"""Tell why a Service, a pod, an address or a name does not lead where it should"""

from functools import partial

import click

from minik import kinds
from minik.command_line import flags, state_access, terminal, what_if_flags
from minik.diagnosis import explanation, reasons
from minik.diagnosis.explanation import Explanation
from minik.discovery import names
from minik.errors import ClientError, NotFound, Unanswered
from minik.kinds.service import fields as services
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.render import why

EXPLAINERS = {"Service": explanation.of_service, "Pod": explanation.of_pod}


@click.command(cls=flags.Verb)
@click.argument("words", nargs=-1, metavar="NAME[.NAMESPACE][:PORT] | TYPE/NAME | IP")
@flags.namespace
@what_if_flags.options
@flags.text("-o", "--output", metavar="json", help="json")
def command(
    words: tuple[str, ...], namespace: str, output: str, supposed: what_if_flags.Supposition | None
) -> None:
    """Tell why: for a Service every pod that was considered and what it is stopped by, the nearest
    miss and its fix; for a pod which Services select it and which nearly do; for an address or a
    name who owns it, or nearly does.

    Exit status 0 if somebody answers, 1 if nobody does.

    \b
    Examples:
      # A Service, by its name
      minik why my-service
      # A pod
      minik why pod/my-pod
      # Whoever has this address
      minik why 10.96.0.1
      # Before, and as it would be
      minik why my-service --what-if 'node-down node-1'
    """
    if output not in ("", "json"):
        raise ClientError(f'unknown output format "{output}": use json, or omit -o')
    if not words or len(words) > 2:
        raise ClientError(
            "name one thing: minik why SERVICE, minik why pod/NAME, minik why ADDRESS"
        )
    ask = partial(_answer, "/".join(words), state_access.namespace(namespace))
    if supposed:
        works = what_if_flags.show(supposed, namespace, output, ask)
    else:
        text, works = ask(state_access.read_cluster(), output)
        terminal.show(text)
    if not works:
        raise Unanswered("")


def _answer(target: str, namespace: str, cluster: Cluster, output: str) -> tuple[str, bool]:
    result = explain_target(cluster, target, namespace)
    return why.as_json(result) if output else why.text(result), result.works


def explain_target(cluster: Cluster, target: str, namespace: str) -> Explanation:
    """Explain why the target does not work: a Service, pod, name or address.

    Raises NotFound if it does not exist.
    """
    kind, slash, rest = target.partition("/")
    if slash and kinds.find_kind(kind) and kinds.find_kind(kind) != kinds.find_kind("services"):
        return explain_object(cluster, find_object(cluster, kind, rest, namespace))
    name = names.parse(rest if slash else target, namespace, cluster.settings.cluster_domain)
    if name.address:
        owner = explanation.address_owner(cluster, name.address)
        if owner is None:
            raise explanation.no_owner(cluster, name.address)
        return explain_object(cluster, owner)
    service = cluster.get("Service", name.namespace, name.service)
    if service is None:
        pod = None if slash else cluster.get("Pod", name.namespace, name.service)
        if pod is not None:
            return explanation.of_pod(cluster, pod)
        raise NotFound(
            f'services "{name.service}" not found', hint=reasons.near_services(cluster, name)
        )
    ports = services.ports(service)
    if name.port and not any(name.port in (str(port["port"]), port.get("name")) for port in ports):
        raise ClientError(
            f'service "{name.service}" has no port "{name.port}"',
            hint=reasons.near_ports(service, name.port),
        )
    return explanation.of_service(cluster, service)


def find_object(cluster: Cluster, word: str, name: str, namespace: str) -> Object:
    """Return an object by kind and name; for a workload, one of its pods."""
    kind = kinds.find_kind(word)
    obj = cluster.get(kind.key, namespace if kind.namespaced else "", name) if kind else None
    if kind is None or obj is None:
        raise NotFound(f'{kind.resource if kind else word} "{name}" not found')
    if kind.name in ("Service", "Pod", "Node"):
        return obj
    pod = explanation.pod_of(cluster, obj)
    if pod is None:
        raise ClientError(
            f"{word}/{name} is neither a Service nor a pod, and has no pods: why explains Services, pods and addresses"
        )
    return pod


def explain_object(cluster: Cluster, obj: Object) -> Explanation:
    """Explain why a Service or a pod does not work; a node is only named."""
    explain = EXPLAINERS.get(obj["kind"])
    return explain(cluster, obj) if explain else explanation.of_node(obj)
