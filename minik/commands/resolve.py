"""Show where a Service leads: DNS answer, entry, backends, or why not"""

from collections.abc import Callable, Sequence
from functools import partial

from minik.command_line import (
    asked_routes,
    asking_again,
    flags,
    request_options,
    state_access,
    terminal,
    what_if_flags,
)
from minik.command_line.network_options import Asker
from minik.diagnosis.resolution import Resolution
from minik.errors import ClientError, Unanswered
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.cluster import Cluster
from minik.proxy import balancing
from minik.proxy import mode as modes
from minik.proxy.algorithms import Connection
from minik.proxy.routing import Route
from minik.render import resolution as _resolution

Find: TypeAlias = Callable[[Cluster], Resolution]


HELP = """Show where a Service leads: DNS answer, entry address and port, backends; and, when nothing
answers, why. Of a URL: which Gateway or Ingress takes the request, by which rule, and to whom.

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
  # A URL: scheme, host, port, path, and what else a rule may ask for
  minik resolve https://shop.example.com/cart --header 'version: two'
  # Before, and as it would be
  minik resolve my-service --what-if 'node-down node-1'
  # Three connections, as the mode would spread them
  minik resolve my-service --pick --count 3"""


class Picks(NamedTuple):
    """Whether backends are picked, for how many connections, and how."""

    pick: bool = False
    connections: int = 1
    scheduler: str = ""
    seed: str = ""


@flags.command(help=HELP)
@flags.argument(
    "words",
    many=True,
    required=True,
    metavar="NAME[.NAMESPACE][:PORT] | TYPE/NAME | IP[:PORT] | URL",
)
@flags.namespace
@what_if_flags.options
@asking_again.option
@flags.gather(
    Picks,
    flags.text(
        "--seed",
        metavar="N",
        help="Seed of the random choices: the same number gives the same picks",
    ),
    flags.text(
        "--scheduler",
        metavar="NAME",
        help="How to choose, in a mode that can be told: rr, wrr, lc, sh or dh",
    ),
    flags.number("--count", "connections", default=1, help="How many connections to pick for"),
    flags.flag(
        "--pick",
        help="Choose backends as the proxy would for new connections, and save what the next choice depends on",
    ),
    into="picks",
)
@flags.gather(
    Asker,
    flags.text(
        "--mode",
        metavar="MODE",
        help="Ask as this proxy mode does it; the cluster's own mode if not given",
    ),
    flags.text("--node", metavar="NODE", help="Ask as this node sees it"),
    flags.text(
        "--from",
        "source",
        metavar="POD|NODE|outside|IP",
        help="Ask as this pod, this node, or somebody outside the cluster",
    ),
    into="asker",
)
@request_options.options
@flags.text(
    "-o",
    "--output",
    metavar="wide|json|yaml|name|addresses",
    help="wide, json, yaml, name (of pods) or addresses (ip:port)",
)
def command(
    words: tuple[str, ...],
    namespace: str,
    asker: Asker,
    asked: request_options.Asked,
    picks: Picks,
    output: str,
    watch: bool,
    supposed: what_if_flags.Supposition | None,
) -> None:
    """Show where a Service or a URL leads."""
    _check_format(output)
    if request_options.is_way(words, asked):
        from minik.command_line import url_targets  # noqa: PLC0415 most targets are Services

        url_targets.show(words, asked, namespace, output, supposed, asker)
        return
    find = partial(_resolve, words=words, namespace=namespace, asker=asker)
    if watch:
        _follow(partial(_answer, find), output)
    elif supposed:
        _show_what_if(supposed, namespace, output, partial(_answer, find), picks)
    elif picks.pick:
        _pick_backends(find, picks, output)
    else:
        _show(find(state_access.read_cluster()), output)


def _show(resolution: Resolution, output: str) -> None:
    terminal.show_as(output, _resolution.VIEWS[output](resolution))
    if resolution.reason:
        raise Unanswered(resolution.reason.text if output else "")


def _follow(answer: what_if_flags.Answer, output: str) -> None:
    if not asking_again.show_answers(answer, output):
        raise Unanswered("")


def _check_format(output: str) -> None:
    if output not in _resolution.VIEWS:
        raise ClientError(
            f'unknown output format "{output}": use wide, json, yaml, name or addresses'
        )


def _pick_backends(find: Find, picks: Picks, output: str) -> None:
    if picks.connections < 1:
        raise ClientError("--count must be at least 1")
    if picks.scheduler:
        _check_scheduler(picks.scheduler)
    with state_access.begin_change() as session:
        resolution = find(session.cluster)
        if resolution.reason:
            raise Unanswered(resolution.reason.text)
        cluster = session.cluster
        for number in range(picks.connections):
            cluster = _pick(cluster, resolution, picks, number, output)
        session.keep(cluster)


def _check_scheduler(scheduler: str) -> None:
    known = [name for mode in modes.all_modes() for name in mode.schedulers]
    if scheduler not in known:
        raise ClientError(f'unknown scheduler "{scheduler}": it is one of {", ".join(known)}')


def _show_what_if(
    supposed: what_if_flags.Supposition,
    namespace: str,
    output: str,
    answer: what_if_flags.Answer,
    picks: Picks,
) -> None:
    if picks.pick:
        raise ClientError(
            "--pick saves its choices, and a what-if is never saved: leave one of them out"
        )
    if not what_if_flags.show(supposed, namespace, output, answer):
        raise Unanswered("")


def _answer(find: Find, cluster: Cluster, output: str) -> tuple[str, bool]:
    resolution = find(cluster)
    reason = f"{resolution.reason.text}\n" if resolution.reason else ""
    return _resolution.VIEWS[output](resolution) or reason, not resolution.reason


def _resolve(cluster: Cluster, words: Sequence[str], namespace: str, asker: Asker) -> Resolution:
    current = state_access.namespace(namespace)
    return asked_routes.resolve_words(cluster, words, namespace, current, asker)


def _pick(
    cluster: Cluster, resolution: Resolution, picks: Picks, number: int, output: str
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
    connection = _connection(cluster, resolution, route, picks.seed, number)
    choice = balancing.pick(
        connection,
        route.backends,
        resolution.view.mode,
        picks.scheduler,
        dict(cluster.settings.memory),
    )
    state_access.say(
        choice.backend.pod
        if output == "name" and choice.backend.pod
        else _resolution.address_of(choice.backend)
    )
    return cluster.with_settings(
        cluster.settings._replace(memory=tuple(sorted(choice.memory.items())))
    )


def _connection(
    cluster: Cluster, resolution: Resolution, route: Route, seed: str, number: int
) -> Connection:
    family = "IPv6" if ":" in route.address else "IPv4"
    client = resolution.client.address(family) if resolution.client else ""
    return Connection(
        f"{route.namespace}/{route.service}:{route.port_name} {route.protocol}",
        f"{route.address}:{route.port}",
        client or "0.0.0.0",
        int(cluster.now.timestamp()),
        route.affinity,
        _seed_number(seed) if seed else cluster.settings.seed,
        number if seed else -1,
    )


def _seed_number(seed: str) -> int:
    if not seed.lstrip("-").isdigit():
        raise ClientError(f'invalid argument "{seed}" for "--seed" flag: it must be a whole number')
    return int(seed)
