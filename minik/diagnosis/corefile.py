"""The Corefile of the cluster's name server: its server blocks, and what keeps names of Services from
being answered as Kubernetes means it.

Upstream: CoreDNS' Corefile (`ZONE:PORT { plugin arguments { options } }`) and its plugins kubernetes,
template, rewrite, hosts and acl; the order in the file does not matter, the plugins have one of their own.
"""

from collections.abc import Iterator, Sequence

from minik import light_re as re
from minik.light_typing import NamedTuple

NAMESPACE, NAME, KEY = "kube-system", "coredns", "Corefile"
PORTS = ("53", "")
# The plugins that CoreDNS is built with; another word keeps it from starting.
NAMES = """
root metadata geoip cancel tls quic timeouts multisocket reload nsid bufsize bind debug trace ready
health pprof prometheus errors log dnstap local dns64 acl any chaos loadbalance tsig cache rewrite
header dnssec autopath minimal template transfer hosts route53 azure clouddns k8s_external kubernetes
file auto secondary etcd loop forward grpc erratic whoami on sign view import nomad
"""
PLUGINS = frozenset(NAMES.split())


class Plugin(NamedTuple):
    """One plugin of a server block: its words, the lines of its own block, and its line in the file."""

    words: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    line: int

    @property
    def name(self) -> str:
        return self.words[0]

    def option(self, name: str) -> tuple[str, ...]:
        """Return the words behind an option; () if it is not there."""
        return next((words[1:] for words in self.options if words[0] == name), ())


class Block(NamedTuple):
    """One server block: the zones that it serves, each with its port, and its plugins."""

    zones: tuple[tuple[str, str], ...]
    plugins: tuple[Plugin, ...]

    def serves(self, domain: str) -> bool:
        """Return whether questions for names below a domain come to this block."""
        return any(covers(zone, domain) for zone, port in self.zones if port in PORTS)


class Fault(NamedTuple):
    """Why names of Services are not answered, and what would be right; `plugin` is at fault, `names`
    are those that it keeps from being answered, () if it keeps all.
    """

    because: str
    fix: str
    plugin: Plugin | None = None
    names: tuple[str, ...] = ()


def covers(zone: str, domain: str) -> bool:
    """Return whether a domain lies in a zone."""
    zone, domain = zone.strip(".").casefold(), domain.strip(".").casefold()
    return not zone or domain == zone or domain.endswith(f".{zone}")


def blocks(text: str) -> list[Block]:
    """Return the server blocks of a Corefile, as far as it can be read."""
    found: list[Block] = []
    heads: list[str] = []
    plugins: list[Plugin] = []
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        words = re.sub(r"(?:^|\s)#.*", "", line).replace(",", " ").split()
        opens, closes = words[-1:] == ["{"], words[:1] == ["}"]
        told = tuple(word for word in words if word not in ("{", "}"))
        if depth == 0 and told:
            heads.extend(told)
        elif depth == 1 and told:
            plugins.append(Plugin(told, (), number))
        elif depth > 1 and told and plugins:
            last = plugins[-1]
            plugins[-1] = last._replace(options=(*last.options, told))
        depth += opens - closes
        if closes and depth == 0:
            found.append(Block(tuple(map(zone_and_port, heads)), tuple(plugins)))
            heads, plugins = [], []
    return found


def zone_and_port(head: str) -> tuple[str, str]:
    """Return zone and port of the head of a block: `.:53`, `dns://cluster.local`."""
    zone, _, port = head.partition("://")[2 if "://" in head else 0].rpartition(":")
    return (zone, port) if port.isdecimal() else (head.rpartition("://")[2], "")


def faults(text: str, domain: str, known: Sequence[str]) -> Iterator[Fault]:
    """Yield what keeps names below svc.DOMAIN from being answered; `known` are the full names of the
    Services.
    """
    found = blocks(text)
    below = f"svc.{domain}"
    for block in found:
        for plugin in block.plugins:
            if plugin.name not in PLUGINS:
                yield Fault(
                    f'there is no plugin "{plugin.name}": CoreDNS does not start with it',
                    "a plugin that CoreDNS has",
                    plugin,
                )
    serving = max(
        (block for block in found if block.serves(below)),
        key=lambda block: max(len(zone) for zone, _ in block.zones if covers(zone, below)),
        default=None,
    )
    if serving is None:
        if found:
            ports = ", ".join(f"{zone}:{port}" for block in found for zone, port in block.zones)
            text = f"no server block takes names below {below} at port 53: it has {ports}"
            yield Fault(text, ".:53 { ... }")
        return
    yield from unserved(serving, below, domain)
    for plugin in serving.plugins:
        yield from PLUGIN_FAULTS.get(plugin.name, nothing)(plugin, below, known)


def unserved(block: Block, below: str, domain: str) -> Iterator[Fault]:
    """Yield that no plugin `kubernetes` of a block answers for the cluster's domain."""
    own = [plugin for plugin in block.plugins if plugin.name == "kubernetes"]
    zones = [
        zone for plugin in own for zone in plugin.words[1:] or [zone for zone, _ in block.zones]
    ]
    if not own:
        fix = f"kubernetes {domain} in-addr.arpa ip6.arpa"
        yield Fault("it has no plugin kubernetes, which answers names of Services", fix)
    elif not any(covers(zone, below) for zone in zones):
        told = ", ".join(zones)
        text = f"its plugin kubernetes answers for {told}, and Services are asked for in {domain}"
        yield Fault(text, f"kubernetes {domain} in-addr.arpa ip6.arpa", own[0])


def template(plugin: Plugin, below: str, known: Sequence[str]) -> Iterator[Fault]:
    """Yield names of Services that a template answers in their place."""
    zones = plugin.words[3:]
    if any(kind not in ("ANY", "A", "AAAA") for kind in plugin.words[2:3]):
        return
    patterns = [" ".join(words[1:]).strip("\"'") for words in plugin.options if words[0] == "match"]
    hit = [name for name in known if is_in_template(name, zones, patterns)]
    whole = any(covers(zone, below) for zone in zones) and not patterns
    if hit or whole:
        code = " ".join(plugin.option("rcode")) or "an answer of its own"
        what = (
            hit[0]
            if len(hit) == 1
            else f"names of {len(hit)} Services"
            if hit
            else f"all of {below}"
        )
        because = f"its plugin template answers {what} with {code}"
        yield Fault(because, "without this template", plugin, tuple(hit))


def is_in_template(name: str, zones: Sequence[str], patterns: Sequence[str]) -> bool:
    """Return whether a template answers a name: it lies in one of its zones, and a pattern matches."""
    if zones and not any(covers(zone, name) for zone in zones):
        return False
    if not patterns:
        return bool(zones) and not all(zone.strip(".") == "" for zone in zones)
    return any(is_met(pattern, f"{name}.") for pattern in patterns)


def is_met(pattern: str, name: str) -> bool:
    """Return whether a pattern of Go's matches a name; False for one that Python cannot read."""
    try:
        return bool(re.search(pattern, name))
    except re.error:
        return False


def rewrite(plugin: Plugin, below: str, known: Sequence[str]) -> Iterator[Fault]:
    """Yield names of Services that are rewritten to names that no Service has."""
    words = [word for word in plugin.words[1:] if word not in ("stop", "continue")]
    if words[:1] != ["name"]:
        return
    kinds = ("exact", "prefix", "suffix", "substring", "regex")
    kind, rest = (words[1], words[2:]) if words[1:2] and words[1] in kinds else ("exact", words[1:])
    if kind != "exact" or len(rest) < 2:
        return
    source, target = rest[0].strip("."), rest[1].strip(".")
    if source in known and target not in known:
        yield Fault(
            f"it rewrites {source} to {target}, which is no Service's name",
            f"rewrite without {source}",
            plugin,
            (source,),
        )


def hosts(plugin: Plugin, below: str, known: Sequence[str]) -> Iterator[Fault]:
    """Yield names of Services that a list of hosts answers in their place."""
    for words in plugin.options:
        for name in words[1:]:
            if name.strip(".") in known:
                text = f"its plugin hosts answers {name.strip('.')} with {words[0]}"
                yield Fault(text, f"hosts without {name}", plugin, (name.strip("."),))


def nothing(plugin: Plugin, below: str, known: Sequence[str]) -> Iterator[Fault]:
    """Yield nothing: the plugin keeps no name from being answered."""
    return iter(())


PLUGIN_FAULTS = {"template": template, "rewrite": rewrite, "hosts": hosts}
