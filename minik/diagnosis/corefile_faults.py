"""What in the Corefile of the cluster's name server keeps names of Services from being answered as
Kubernetes means it.
"""

from collections.abc import Iterator, Sequence

from minik.discovery.answering import Answer
from minik.discovery.corefile import Block, Plugin, longest, serving
from minik.discovery.plugins import Asked, first_answer, leaves_out, rewrite
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster

# The plugins that CoreDNS is built with; another word keeps it from starting.
NAMES = """
root metadata geoip cancel tls quic timeouts multisocket reload nsid bufsize bind debug trace ready
health pprof prometheus errors log dnstap local dns64 acl any chaos loadbalance tsig cache rewrite
header dnssec autopath minimal template transfer hosts route53 azure clouddns k8s_external kubernetes
file auto secondary etcd loop forward grpc erratic whoami on sign view import nomad
"""
PLUGINS = frozenset(NAMES.split())
ANSWERING = ("template", "hosts")  # the plugins that may answer before kubernetes is asked


class Fault(NamedTuple):
    """Why names of Services are not answered, and what would be right; `plugin` is at fault, `names`
    are those that it keeps from being answered, () if it keeps all. One that `starts` has not hit yet:
    CoreDNS goes on with its earlier Corefile until it starts anew.
    """

    because: str
    fix: str
    plugin: Plugin | None = None
    names: tuple[str, ...] = ()
    starts: bool = False


def faults(cluster: Cluster, blocks: Sequence[Block], known: Sequence[str]) -> Iterator[Fault]:
    """Yield what keeps names below svc.DOMAIN from being answered; `known` are the full names of the
    Services.
    """
    for block in blocks:
        for plugin in block.plugins:
            if plugin.name not in PLUGINS:
                yield Fault(
                    f'there is no plugin "{plugin.name}": CoreDNS does not start with it',
                    "a plugin that CoreDNS has",
                    plugin,
                    starts=True,
                )
    domain = cluster.settings.cluster_domain
    below = f"svc.{domain}"
    server = serving(blocks, below)
    if server is not None:
        yield from unserved(server, below, domain)
        yield from hidden(server, known)
        if any(server.of(name) for name in ("rewrite", *ANSWERING)):
            yield from answered_before(cluster, server, known)
    elif blocks:
        ports = ", ".join(f"{zone}:{port}" for block in blocks for zone, port in block.zones)
        text = f"no server block takes names below {below} at port 53: it has {ports}"
        yield Fault(text, ".:53 { ... }")


def unserved(block: Block, below: str, domain: str) -> Iterator[Fault]:
    """Yield that no plugin `kubernetes` of a block answers for the cluster's domain."""
    own = block.of("kubernetes")
    zones = [zone for plugin in own for zone in plugin.words[1:] or block.names]
    fix = f"kubernetes {domain} in-addr.arpa ip6.arpa"
    if not own:
        yield Fault("it has no plugin kubernetes, which answers names of Services", fix)
    elif (longest(zones, below) or "").strip(".") != domain:
        text = f"its plugin kubernetes answers for {', '.join(zones)}, and Services are asked for in {domain}"
        yield Fault(text, fix, own[0])


def hidden(block: Block, known: Sequence[str]) -> Iterator[Fault]:
    """Yield the Services whose namespaces the plugin `kubernetes` leaves out."""
    for plugin in block.of("kubernetes"):
        namespaces = plugin.option("namespaces")
        names = [name for name in known if leaves_out(plugin, name.split(".")[1])]
        if names:
            missing = sorted({name.split(".")[1] for name in names})
            text = f"its plugin kubernetes answers for the namespaces {', '.join(namespaces)} alone"
            fix = f"namespaces {' '.join((*namespaces, *missing))}"
            yield Fault(text, fix, plugin, tuple(names))


def answered_before(cluster: Cluster, block: Block, known: Sequence[str]) -> Iterator[Fault]:
    """Yield the plugins that answer names of Services before kubernetes is asked, each with the names."""
    hit: dict[
        Plugin, list[tuple[str, str, str]]
    ] = {}  # name, how it is answered, what would be right
    kind = "AAAA" if cluster.settings.families[0] == "IPv6" else "A"
    names = known or [f"kubernetes.default.svc.{cluster.settings.cluster_domain}"]
    for name in names:
        renamed, rule = rewrite(Asked(cluster, block, name, kind))
        served = first_answer(renamed, ANSWERING)
        if served is not None:
            hit.setdefault(served.plugin, []).append((name, *instead(served.answer, served.plugin)))
        elif rule is not None and renamed.name != name:
            how = f"rewrites {{}} to {renamed.name}"
            hit.setdefault(rule, []).append((name, how, "rewrite without {}"))
    for plugin, answers in hit.items():
        name, told, fix = answers[0]
        count = len(answers)
        what = name if count == 1 else f"{name} and {count - 1} more"
        if count == len(names) != 1 or not known:
            what = f"all of svc.{cluster.settings.cluster_domain}"
        hidden_names = tuple(name for name, _, _ in answers)
        yield Fault(
            f"its plugin {plugin.name} {told.format(what)}", fix.format(name), plugin, hidden_names
        )


def instead(answer: Answer, plugin: Plugin) -> tuple[str, str]:
    """Return how a plugin answers a name in place of kubernetes, and what would be right; `{}` is the name."""
    values = ", ".join(record.value for record in answer.answers)
    told = f"answers {{}} with {values or answer.code}"
    if answer.code == "SERVFAIL" and not plugin.option("rcode"):
        return f"{told}, since it has no fallthrough", f"fallthrough in the block of {plugin.name}"
    return told, "hosts without {}" if plugin.name == "hosts" else f"without this {plugin.name}"
