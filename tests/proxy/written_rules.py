"""What each mode writes for the six services and for the small cluster of the packet table, on several
nodes, and how every packet of the table ends: written once into tests/data/proxy, read by people, and
compared by a test.

`PYTHONPATH=tests/shared python tests/proxy/written_rules.py` writes the files anew; look at `git diff`.
"""

from collections.abc import Iterator
from pathlib import Path

from packet_table import NAMES, TABLE, WORLDS, World
from six_services import MODES, NODE, PORTS

from minik.proxy import tracing
from minik.proxy.mode import Mode
from minik.proxy.node_view import PRIMARY, NodeView
from minik.proxy.packets import Trace

FOLDER = Path(__file__).parents[1] / "data/proxy"
NODES: dict[str, NodeView] = {
    "usual": NODE,
    "minified": NODE._replace(minified=True),
    "node ports in a range": NODE._replace(node_port_ranges=("192.168.0.9/24",)),
    "node ports in a range elsewhere": NODE._replace(node_port_ranges=("192.168.7.0/24",)),
    "node ports at the primary address": NODE._replace(
        addresses=("192.168.0.2", "192.168.0.3"), node_port_ranges=PRIMARY
    ),
    "node ports everywhere": NODE._replace(node_port_ranges=("0.0.0.0/0",)),
    "pods unknown": NODE._replace(pod_cidr=""),
    "nothing of its own": NODE._replace(addresses=(), primary=()),
}


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file."""
    for name, mode in MODES.items():
        yield f"{name}-rules", "\n".join(rules(mode))
        for family, world in WORLDS.items():
            yield f"{name}-packets-{family}", "\n".join(packets(mode, world, family))


def rules(mode: Mode) -> Iterator[str]:
    """Yield the rules on every node: whole on the usual one, else what differs from those."""
    usual = list(mode.rules(PORTS, NODE))
    for name, node in NODES.items():
        lines = list(mode.rules(PORTS, node))
        yield f"==== {name}"
        if node is NODE:
            yield from lines
        else:
            yield from (f"- {line}" for line in usual if line not in lines)
            yield from (f"+ {line}" for line in lines if line not in usual)


def packets(mode: Mode, world: World, family: str) -> Iterator[str]:
    """Yield the rules of the packet table's cluster, and the way of every packet."""
    yield from world.lines(mode.name)
    for name, row in zip(NAMES, TABLE, strict=True):
        packet = world.row(row).packet if family != "IPv4" else row.packet
        yield f"==== {name}: {packet.protocol} {packet.source} to {packet.destination} {packet.port}"
        yield from way(tracing.trace(mode, world.lines(mode.name), world.view(), packet))


def way(trace: Trace) -> Iterator[str]:
    """Yield every rule that applied, and every end."""
    for step in trace.steps:
        yield f"  {step.chain}: {step.condition} -> {step.action} ({step.share:.4f})"
    for end in trace.ends:
        marked = " marked" if end.packet.marked else ""
        yield f"  {end.verdict} {end.place} ({end.probability:.4f}){marked}"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts():
        (FOLDER / f"{name}.txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
