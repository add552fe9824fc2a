"""The path of a packet through the proxy's rules, for people: its start, every rule that applied,
where it arrives.
"""

from collections.abc import Iterator

from minik.model.controls import escape_controls
from minik.proxy.mode import Mode
from minik.proxy.packets import Packet, Step, Trace

SOURCE_PORT = 41000
SOURCES = {
    frozenset({True}): "source masqueraded",
    frozenset({False}): "source kept",
    frozenset({True, False}): "source kept, but masqueraded where a pod is sent to itself",
}
ENDS = {
    "rejected": "rejected at once: the client is told",
    "dropped": "dropped: the client waits in vain",
    "passed": "no rule of the proxy applies: it goes on as it is",
}


def text(trace: Trace, packet: Packet, where: str, mode: Mode) -> str:
    """Render the whole trace."""
    start = f"{bracket_ipv6(packet.source)}:{SOURCE_PORT} → {bracket_ipv6(packet.destination)}:{packet.port}/{packet.protocol.upper()}"
    lines = [
        f"{start}   {where}, {mode.name} mode",
        "",
        *steps(trace.steps),
        f"  {'arrives' if trace.places else 'ends':21} {destination(trace, mode)}",
    ]
    return "\n".join(escape_controls(line.rstrip()) for line in lines) + "\n"


def steps(trace_steps: tuple[Step, ...]) -> Iterator[str]:
    """Yield a line for each rule; consecutive rules of a chain name it once."""
    previous_chain = ""
    for step in trace_steps:
        title = "" if step.chain == previous_chain else shorten_chain(step.chain)
        previous_chain = step.chain
        share = f"{step.share:6.1%}  " if step.share < 1 else ""
        match = f"{step.condition}   " if step.condition else ""
        yield f"  {title:21} {match}{share}{step.action}"


def shorten_chain(chain: str) -> str:
    """Return the name of a chain, cut to 21 columns."""
    return chain if len(chain) <= 21 else f"{chain[:20]}…"


def destination(trace: Trace, mode: Mode) -> str:
    """Return which backends get the packet and with which source, or why none does."""
    if not trace.places:
        return ENDS[trace.verdict]
    marked = frozenset(
        packet_end.packet.marked for packet_end in trace.ends if packet_end.verdict == "sent"
    )
    source = "the pod sees the proxy as its client" if mode.carries else SOURCES[marked]
    places = ", ".join(f"{place} {share:.1%}" for place, share in trace.places.items())
    lost = [
        f"{ENDS[packet_end.verdict]} {packet_end.probability:.1%}"
        for packet_end in trace.ends
        if packet_end.verdict in ("rejected", "dropped")
    ]
    return "; ".join([places, source, *lost])


def bracket_ipv6(address: str) -> str:
    """Return an address as it is written before a port: IPv6 in brackets."""
    return f"[{address}]" if ":" in address else address
