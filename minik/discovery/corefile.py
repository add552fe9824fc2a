"""The Corefile of the cluster's name server: its server blocks, and the plugins in each.

Upstream: CoreDNS' Corefile (`ZONE:PORT { plugin arguments { options } }`), of kubeadm in the ConfigMap
`coredns` of kube-system; what `import` brings stands beside it or in the ConfigMap `coredns-custom`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik import light_re as re
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.model.object import read_map
from minik.model.sharing import by_identity

NAMESPACE, NAME, CUSTOM, KEY = "kube-system", "coredns", "coredns-custom", "Corefile"
PORTS = ("53", "")


class Plugin(NamedTuple):
    """One plugin of a server block: its words, the lines of its own block, and its line in the file; 0
    if the line stands in an imported file.
    """

    words: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    line: int

    @property
    def name(self) -> str:
        return self.words[0]

    def option(self, name: str) -> tuple[str, ...]:
        """Return the words behind an option; () if it is not there."""
        return next((words[1:] for words in self.options if words[0] == name), ())

    def number(self, name: str, default: int) -> int:
        """Return the number behind an option; `default` where there is none."""
        word = "".join(self.option(name)[:1])
        return int(word) if word.isdecimal() else default

    def texts(self, name: str) -> list[str]:
        """Return what stands behind each option of a name, without its quotes."""
        return [" ".join(words[1:]).strip("\"'") for words in self.options if words[0] == name]

    def falls_through(self, name: str) -> bool:
        """Return whether what the plugin does not know is asked further down."""
        option = next((words for words in self.options if words[0] == "fallthrough"), None)
        return option is not None and (
            not option[1:] or any(covers(zone, name) for zone in option[1:])
        )


class Block(NamedTuple):
    """One server block: the zones that it serves, each with its port, and its plugins."""

    zones: tuple[tuple[str, str], ...]
    plugins: tuple[Plugin, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the zones without their ports."""
        return tuple(zone for zone, _ in self.zones)

    def serves(self, name: str) -> bool:
        """Return whether questions for a name come to this block."""
        return any(covers(zone, name) for zone, port in self.zones if port in PORTS)

    def of(self, plugin: str) -> tuple[Plugin, ...]:
        """Return the plugins of a name, in the order of the file."""
        return tuple(one for one in self.plugins if one.name == plugin)


def covers(zone: str, name: str) -> bool:
    """Return whether a name lies in a zone."""
    zone, name = zone.strip(".").casefold(), name.strip(".").casefold()
    return not zone or name == zone or name.endswith(f".{zone}")


def longest(zones: Sequence[str], name: str) -> str | None:
    """Return the zone in which a name lies, the longest of several; None if in none."""
    return max((zone for zone in zones if covers(zone, name)), key=len, default=None)


def serving(blocks: Sequence[Block], name: str) -> Block | None:
    """Return the block to which questions for a name come: that of the longest zone; None if none."""
    return max(
        (block for block in blocks if block.serves(name)),
        key=lambda block: len(longest(block.names, name) or ""),
        default=None,
    )


def of_cluster(cluster: Cluster) -> Sequence[Block]:
    """Return the server blocks of the cluster's Corefile; () where the state holds none that can be read."""
    data = _data(cluster, NAME)
    custom = _data(cluster, CUSTOM) if data else {}
    return _read({**data, **custom} if custom else data) if data else ()


def _data(cluster: Cluster, name: str) -> Mapping[str, str]:
    return read_map(cluster.get("ConfigMap", NAMESPACE, name) or {}, "data")


def read(text: str, files: Mapping[str, str]) -> list[Block]:
    """Return the server blocks of a Corefile, as far as it can be read; `files` are those that it may
    import, by their names without folders.
    """
    blocks: list[Block] = []
    heads: list[str] = []
    plugins: list[Plugin] = []
    depth = 0
    for number, words in _lines(text, files):
        opens, closes = words[-1:] == ("{",), words[:1] == ("}",)
        inner = tuple(word for word in words if word not in ("{", "}"))
        if depth == 0:
            heads.extend(head for word in inner for head in word.split(",") if head)
        elif depth == 1 and inner:
            plugins.append(Plugin(inner, (), number))
        elif inner and plugins:
            plugins[-1] = plugins[-1]._replace(options=(*plugins[-1].options, inner))
        depth += opens - closes
        if closes and depth == 0:
            blocks.append(Block(tuple(map(zone_and_port, heads)), tuple(plugins)))
            heads, plugins = [], []
    return blocks


def _read_data(data: Mapping[str, str]) -> Sequence[Block]:
    text = data.get(KEY)
    return tuple(read(text, data)) if isinstance(text, str) else ()


_read = by_identity(_read_data)


def _lines(text: str, files: Mapping[str, str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the words of each line with its number, with the lines of imported files in their place."""
    for number, line in enumerate(text.split("\n"), 1):
        words = tuple(re.sub(r"(?:^|\s)#.*", "", line).split())
        if words[:1] != ("import",):
            yield number, words
            continue
        from fnmatch import fnmatchcase  # noqa: PLC0415 few Corefiles import anything

        pattern = words[-1].rpartition("/")[2]
        for name in sorted(files):
            if name != KEY and fnmatchcase(name, pattern) and isinstance(files[name], str):
                yield from ((0, inner) for _, inner in _lines(files[name], {}))


def zone_and_port(head: str) -> tuple[str, str]:
    """Return zone and port of the head of a block: `.:53`, `dns://cluster.local`."""
    zone, _, port = head.partition("://")[2 if "://" in head else 0].rpartition(":")
    return (zone, port) if port.isdecimal() else (head.rpartition("://")[2], "")
