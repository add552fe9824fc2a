"""Show where a Service leads: DNS answer, front, backends, or why not"""
from collections.abc import Callable
from functools import partial

import click

from minik.commands import _asking, _options, _session, _terminal, _what_if
from minik.diagnosis.resolution import Resolution, resolve
from minik.discovery import names
from minik.errors import ClientError, Unanswered
from minik.model.cluster import Cluster
from minik.proxy import balancing
from minik.proxy.balancing import Connection
from minik.render import _resolution


@click.command(cls=_options.Verb)
@click.argument("target", metavar="NAME[.NAMESPACE][:PORT] | IP[:PORT]")
@_options.namespace
@_what_if.options
@_options.text("--from", "source", metavar="POD|NODE|outside|IP", help="Ask as this pod, this node, or somebody outside the cluster")
@_options.text("--node", metavar="NODE", help="Ask as this node sees it")
@_options.text("--mode", metavar="MODE", help="Ask as this proxy mode does it; the cluster's own mode if not given")
@_options.flag("--pick", help="Choose backends as the proxy would for new connections, and remember what the next choice needs")
@_options.number("--count", default=1, help="How many connections to pick for")
@_options.text("--scheduler", default="rr", metavar="NAME", help="How ipvs chooses: rr, wrr, lc, sh or dh")
@_options.text("--seed", metavar="N", help="Draw the same lots each time for the same number")
@_options.text("-o", "--output", metavar="wide|json|yaml|name|addresses", help="wide, json, yaml, name (of pods) or addresses (ip:port)")
def command(target: str, namespace: str, source: str, node: str, mode: str, pick: bool, count: int, scheduler: str, seed: str,
            output: str, supposed: _what_if.Supposed | None) -> None:
    """Show where a Service leads: DNS answer, front address and port, backends; and, when nothing answers, why.

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
        raise ClientError(f'unable to show a path as "{output}": wide, json, yaml, name or addresses')
    if supposed:
        _suppose(supposed, namespace, output, partial(_told, target, namespace, source, node, mode), pick)
        return
    if not pick:
        found = _found(_session.reading(), target, namespace, source, node, mode)
        _terminal.show(_resolution.VIEWS[output](found))
        if found.reason:
            raise Unanswered(found.reason.text if output else "")
        return
    _choose(partial(_found, target=target, namespace=namespace, source=source, node=node, mode=mode), scheduler, seed, count, output)


def _choose(find: Callable[[Cluster], Resolution], scheduler: str, seed: str, count: int, output: str) -> None:
    if count < 1:
        raise ClientError(f"--count {count} picks for nobody: at least 1")
    with _session.changing() as session:
        found = find(session.cluster)
        if found.reason:
            raise Unanswered(found.reason.text)
        cluster = session.cluster
        for number in range(count):
            cluster = _pick(cluster, found, scheduler, seed, number, output)
        session.keep(cluster)


def _suppose(supposed: _what_if.Supposed, namespace: str, output: str, answer: _what_if.Answer, pick: bool) -> None:
    if pick:
        raise ClientError("--pick remembers what it chose, and what is only supposed is not kept: leave one of them out")
    if not _what_if.show(supposed, namespace, output, answer):
        raise Unanswered("")


def _told(target: str, namespace: str, source: str, node: str, mode: str, cluster: Cluster, output: str) -> tuple[str, bool]:
    found = _found(cluster, target, namespace, source, node, mode)
    return _resolution.VIEWS[output](found) or (f"{found.reason.text}\n" if found.reason else ""), not found.reason


def _found(cluster: Cluster, target: str, namespace: str, source: str, node: str, mode: str) -> Resolution:
    where = _session.namespace(namespace)
    view = _asking.view(cluster, where, source, node, mode)
    return resolve(cluster, names.parse(target, _asking.namespace(view, where, namespace), cluster.settings.cluster_domain), view)


def _pick(cluster: Cluster, found: Resolution, scheduler: str, seed: str, number: int, output: str) -> Cluster:
    """One connection to the first front that answers; clients of a headless Service take the first address that DNS gives them."""
    route = next((route for route in found.main if route.backends), None)
    if route is None:
        _session.say(_resolution.place(found.direct[0]) if found.direct else found.target)
        return cluster
    client = found.client.address("IPv6" if ":" in route.address else "IPv4") if found.client else ""
    port = f"{route.namespace}/{route.service}:{route.port_name} {route.protocol}"
    connection = Connection(port, f"{route.address}:{route.port}", client or "0.0.0.0", int(cluster.now.timestamp()), route.affinity,
                            _number(seed) if seed else cluster.settings.seed, number if seed else -1)
    picked = balancing.pick(connection, route.backends, found.mode, scheduler, dict(cluster.settings.memory))
    _session.say(picked.backend.pod if output == "name" and picked.backend.pod else _resolution.place(picked.backend))
    return cluster.with_settings(cluster.settings._replace(memory=tuple(sorted(picked.memory.items()))))


def _number(seed: str) -> int:
    if not seed.lstrip("-").isdigit():
        raise ClientError(f'invalid argument "{seed}" for "--seed" flag: a whole number is wanted')
    return int(seed)
