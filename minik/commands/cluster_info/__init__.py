"""Print where the cluster's control plane and its services are"""

from collections.abc import Iterator

import click

from minik.command_line import state_access
from minik.command_line.command_group import CommandGroup
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WELCOME = "\nTo further debug and diagnose cluster problems, use 'minik cluster-info dump'."
CLUSTER_SERVICE = "kubernetes.io/cluster-service"
HELP = """Print where the control plane is, and the services of the cluster itself (kubernetes.io/cluster-service=true).

    \b
    Examples:
      minik cluster-info
      # The API server, the scheduler, kubelets...: where they run, and what stands in for them here
      minik cluster-info --components
      minik cluster-info dump
    """


class ClusterInfo(CommandGroup):
    """`cluster-info`: prints addresses when called alone, and has the subcommand `dump`."""

    def alone(self) -> None:
        cluster = state_access.read_cluster()
        for name, address in running_services(
            cluster, state_access.option("namespace") or "kube-system"
        ):
            state_access.say(f"{name} is running at {address}")
        if state_access.option("components"):
            from minik.command_line import components  # noqa: PLC0415 few ask for what kubectl does not tell

            click.echo(f"\n{components.table(cluster)}", nl=False)
        click.echo(WELCOME)

    def with_globals(self, command: click.Command) -> click.Command:
        """Return the subcommand with the global options, without those of `cluster-info` itself."""
        subcommand = super().with_globals(command)
        subcommand.params = [param for param in subcommand.params if param.name != "components"]
        return subcommand


def remember_components(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Store --components in the context's meta, where `alone` reads it."""
    context.meta["minik.components"] = value


command = ClusterInfo("minik.commands.cluster_info", list(__path__), help=HELP)
command.params.append(
    click.Option(
        ["--components"],
        is_flag=True,
        expose_value=False,
        callback=remember_components,
        help="Also list the cluster's components: where each runs, and what stands in for it here",
    )
)


def running_services(cluster: Cluster, namespace: str) -> Iterator[tuple[str, str]]:
    """Yield name and address of the control plane, then of each cluster service in the namespace."""
    server = control_plane(cluster)
    yield "Kubernetes control plane", server
    for service in cluster.within("Service", namespace):
        if objects.labels(service).get(CLUSTER_SERVICE) == "true":
            yield (
                objects.labels(service).get("kubernetes.io/name") or objects.name(service),
                " ".join(addresses(service, server)),
            )


def control_plane(cluster: Cluster) -> str:
    """Return the API server's URL, from the endpoints of the Service `kubernetes`."""
    endpoints = cluster.get("Endpoints", "default", "kubernetes") or {}
    for subset in read(endpoints, "subsets", []):
        for address in subset.get("addresses") or ():
            ip = f"[{address['ip']}]" if ":" in address["ip"] else address["ip"]
            return f"https://{ip}:{subset['ports'][0]['port']}"
    return "https://kubernetes.default.svc"


def addresses(service: Object, server: str) -> Iterator[str]:
    """Yield a Service's URLs: at its load balancer, else through the API server's proxy path."""
    ports = read(service, "spec.ports", [])
    balancers = read(service, "status.loadBalancer.ingress", [])
    for balancer in balancers:
        for port in ports:
            scheme = "https" if port.get("name") == "https" or port["port"] == 443 else "http"
            yield f"{scheme}://{balancer.get('ip') or balancer.get('hostname')}:{port['port']}"
    if not balancers:
        port = ports[0] if ports else {}
        name = objects.name(service) + (f":{port['name']}" if port.get("name") else "")
        name = f"https:{name}" if port.get("name") == "https" or port.get("port") == 443 else name
        yield f"{server}/api/v1/namespaces/{objects.namespace(service)}/services/{name}/proxy"
