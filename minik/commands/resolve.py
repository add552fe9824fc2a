"""Show where a Service leads: DNS answer, entry, backends, or why not"""

from collections.abc import Callable
from functools import partial

import click

from minik.command_line import flags, network_options, state_access, terminal, what_if_flags
from minik.diagnosis.resolution import Resolution, resolve
from minik.discovery import names
from minik.errors import ClientError, Unanswered
from minik.model.cluster import Cluster
from minik.proxy import balancing
from minik.proxy.balancing import Connection
from minik.render import _resolution


@click.command(cls=flags.Verb)
@click.argument("target", metavar="NAME[.NAMESPACE][:PORT] | IP[:PORT]")
@flags.namespace
@what_if_flags.options
@flags.text(
    "--from",
    "source",
    metavar="POD|NODE|outside|IP",
    help="Ask as this pod, this node, or somebody outside the cluster",
)
@flags.text("--node", metavar="NODE", help="Ask as this node sees it")
@flags.text(
    "--mode",
    metavar="MODE",
    help="Ask as this proxy mode does it; the cluster's own mode if not given",
)
@flags.flag(
    "--pick",
    help="Choose backends as the proxy would for new connections, and save what the next choice depends on",
)
@flags.number("--count", default=1, help="How many connections to pick for")
@flags.text(
    "--scheduler", default="rr", metavar="NAME", help="How ipvs chooses: rr, wrr, lc, sh or dh"
)
@flags.text(
    "--seed", metavar="N", help="Seed of the random choices: the same number gives the same picks"
)
@flags.text(
    "-o",
    "--output",
    metavar="wide|json|yaml|name|addresses",
    help="wide, json, yaml, name (of pods) or addresses (ip:port)",
)
def command(
    target: str,
    namespace: str,
    source: str,
    node: str,
    mode: str,
    pick: bool,
    count: int,
    scheduler: str,
    seed: str,
    output: str,
    supposed: what_if_flags.Supposition | None,
) -> None:
    """Show where a Service leads: DNS answer, entry address and port, backends; and, when nothing
    answers, why.

    Exit status 0 if something answers, 1 if nothing does.

    \b
    Examples:
      # The whole path
      minik resolve my-service
      # One port of a Service in another namespace, for a shell script
      minik resolve api.shop:http -o addresses
      # Who has this address
      minik resolve 10.96.0.1:443
      # As somebody outside the cluster, at one node
      minik resolve echo-node-port --from outside --node node-1
      # Before, and as it would be
      minik resolve my-service --what-if 'node-down node-1'
      # Three connections, as ipvs would spread them
      minik resolve my-service --mode ipvs --pick --count 3
    """
    if output not in _resolution.VIEWS:
        raise ClientError(
            f'unknown output format "{output}": use wide, json, yaml, name or addresses'
        )
    if supposed:
        _show_what_if(
            supposed,
            namespace,
            output,
            partial(_answer, target, namespace, source, node, mode),
            pick,
        )
        return
    if not pick:
        resolution = _resolve(state_access.read_cluster(), target, namespace, source, node, mode)
        terminal.show(_resolution.VIEWS[output](resolution))
        if resolution.reason:
            raise Unanswered(resolution.reason.text if output else "")
        return
    _pick_backends(
        partial(_resolve, target=target, namespace=namespace, source=source, node=node, mode=mode),
        scheduler,
        seed,
        count,
        output,
    )


def _pick_backends(
    find: Callable[[Cluster], Resolution], scheduler: str, seed: str, count: int, output: str
) -> None:
    if count < 1:
        raise ClientError("--count must be at least 1")
    with state_access.begin_change() as session:
        resolution = find(session.cluster)
        if resolution.reason:
            raise Unanswered(resolution.reason.text)
        cluster = session.cluster
        for number in range(count):
            cluster = _pick(cluster, resolution, scheduler, seed, number, output)
        session.keep(cluster)


def _show_what_if(
    supposed: what_if_flags.Supposition,
    namespace: str,
    output: str,
    answer: what_if_flags.Answer,
    pick: bool,
) -> None:
    if pick:
        raise ClientError(
            "--pick saves its choices, and a what-if is never saved: leave one of them out"
        )
    if not what_if_flags.show(supposed, namespace, output, answer):
        raise Unanswered("")


def _answer(
    target: str, namespace: str, source: str, node: str, mode: str, cluster: Cluster, output: str
) -> tuple[str, bool]:
    resolution = _resolve(cluster, target, namespace, source, node, mode)
    return _resolution.VIEWS[output](resolution) or (
        f"{resolution.reason.text}\n" if resolution.reason else ""
    ), not resolution.reason


def _resolve(
    cluster: Cluster, target: str, namespace: str, source: str, node: str, mode: str
) -> Resolution:
    current_namespace = state_access.namespace(namespace)
    view = network_options.view(cluster, current_namespace, source, node, mode)
    return resolve(
        cluster,
        names.parse(
            target,
            network_options.namespace(view, current_namespace, namespace),
            cluster.settings.cluster_domain,
        ),
        view,
    )


def _pick(
    cluster: Cluster, resolution: Resolution, scheduler: str, seed: str, number: int, output: str
) -> Cluster:
    """Pick a backend for one connection and print it; return the cluster with the new memory.

    The route is the first one that has backends; clients of a headless Service take the first
    address that DNS returns.
    """
    route = next((route for route in resolution.main if route.backends), None)
    if route is None:
        state_access.say(
            _resolution.address_of(resolution.direct[0]) if resolution.direct else resolution.target
        )
        return cluster
    client = (
        resolution.client.address("IPv6" if ":" in route.address else "IPv4")
        if resolution.client
        else ""
    )
    port = f"{route.namespace}/{route.service}:{route.port_name} {route.protocol}"
    connection = Connection(
        port,
        f"{route.address}:{route.port}",
        client or "0.0.0.0",
        int(cluster.now.timestamp()),
        route.affinity,
        _seed_number(seed) if seed else cluster.settings.seed,
        number if seed else -1,
    )
    choice = balancing.pick(
        connection, route.backends, resolution.mode, scheduler, dict(cluster.settings.memory)
    )
    state_access.say(
        choice.backend.pod
        if output == "name" and choice.backend.pod
        else _resolution.address_of(choice.backend)
    )
    return cluster.with_settings(
        cluster.settings._replace(memory=tuple(sorted(choice.memory.items())))
    )


def _seed_number(seed: str) -> int:
    if not seed.lstrip("-").isdigit():
        raise ClientError(f'invalid argument "{seed}" for "--seed" flag: it must be a whole number')
    return int(seed)
