"""The path of a packet through the proxy's rules, for people: its start, every rule that applied,
where it arrives.
"""

from collections.abc import Iterator

from minik.diagnosis.client_ways import Closure
from minik.diagnosis.journey import Hop, Journey
from minik.diagnosis.resolution import Viewpoint
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.controls import escape_controls
from minik.model.ip import bracket_ipv6
from minik.model.marks import bad, secondary
from minik.proxy.mode import Mode
from minik.proxy.packets import Packet, Step, Trace
from minik.proxy.routing import Refusal

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


REFUSALS = {
    Refusal.UNTRANSLATED: "no host has that address: a packet is translated once only",
    Refusal.UNREACHABLE: "never sent there: that address is known inside the cluster alone",
    Refusal.DENIED: "closed by {closers}, where the network plugin obeys policies",
    Refusal.UNANSWERED: "the reply is discarded: it has the pod's address, not the one that was asked",
}


def text(journey: Journey, view: Viewpoint) -> str:
    """Render the whole journey: each node that meets the packet, and its end."""
    lines = [] if journey.hops else [start(journey.packet), ""]
    if journey.hops and journey.hops[0].packet != journey.packet:
        place = bracket_ipv6(journey.hops[0].packet.destination)
        onward = f"{place}:{journey.hops[0].packet.port}"
        lines = [start(journey.packet), "", f"  {'load balancer':21} hands it on to {onward}"]
    for hop in journey.hops:
        where = f"on {objects.name(hop.node)}" if hop.node else "on no node"
        begin = f"{start(hop.packet)}   {where}, {view.mode.name} mode"
        lines += [*([""] if lines else []), begin, "", *steps(hop.trace.steps)]
        if hop is not journey.hops[-1]:
            lines.append(f"  {'goes on':21} to the node that has the address")
    title = "arrives" if journey.answers else "ends"
    last = f"  {title:21} {end(journey, view.mode)}"
    lines.append(last if journey.answers else bad(last))
    return "\n".join(escape_controls(line.rstrip()) for line in lines) + "\n"


def start(packet: Packet) -> str:
    """Return from where to where a packet is sent: `10.244.1.2:41000 → 10.96.0.1:443/TCP`."""
    source, destination = bracket_ipv6(packet.source), bracket_ipv6(packet.destination)
    return f"{source}:{SOURCE_PORT} → {destination}:{packet.port}/{packet.protocol.upper()}"


def end(journey: Journey, mode: Mode) -> str:
    """Return how the journey ends."""
    parts = [destination(journey.hops[-1].trace, mode)] if journey.hops else []
    if journey.pod:
        parts = [f"{journey.pod}: no rule of the proxy applies to its own address"]
    closers = ", ".join(dict.fromkeys(map(closer, journey.closed.values())))
    if journey.refusal in REFUSALS:
        parts.append(REFUSALS[journey.refusal].format(closers=closers))
    elif journey.closed:
        parts.append(f"{', '.join(journey.closed)} closed by {closers}")
    return "; ".join(parts)


def closer(closure: Closure) -> str:
    """Return what closes a way, and on which side: `NetworkPolicy shop/web (ingress)`."""
    return f"{closure.title} ({closure.direction})"


def steps(trace_steps: tuple[Step, ...]) -> Iterator[str]:
    """Yield a line for each rule; consecutive rules of a chain name it once."""
    previous_chain = ""
    for step in trace_steps:
        title = "" if step.chain == previous_chain else shorten_chain(step.chain)
        previous_chain = step.chain
        share = f"{step.share:6.1%}  " if step.share < 1 else ""
        match = f"{step.condition}   " if step.condition else ""
        yield f"  {secondary(f'{title:21}')} {match}{share}{step.action}"


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


def document(journey: Journey, view: Viewpoint) -> dict[str, Any]:
    """Return the whole journey for JSON and YAML."""
    return {
        "packet": _packet(journey.packet),
        "mode": view.mode.name,
        "answers": journey.answers,
        "refusal": str(journey.refusal),
        "pod": journey.pod,
        "closed": [
            {"place": place, "direction": one.direction, "policies": one.names}
            for place, one in journey.closed.items()
        ],
        "hops": [_hop(hop) for hop in journey.hops],
        "end": end(journey, view.mode),
    }


def _packet(packet: Packet) -> dict[str, Any]:
    """Return a packet as it is sent, or as the rules left it."""
    return {
        "source": packet.source,
        "destination": packet.destination,
        "port": packet.port,
        "protocol": packet.protocol.upper(),
        "masqueraded": packet.marked,
    }


def _hop(hop: Hop) -> dict[str, Any]:
    ends = [
        {
            "verdict": packet_end.verdict,
            "probability": round(packet_end.probability, 6),
            "packet": _packet(packet_end.packet),
        }
        for packet_end in hop.trace.ends
    ]
    return {
        "node": objects.name(hop.node) if hop.node else "",
        "packet": _packet(hop.packet),
        "steps": [{**step._asdict(), "share": round(step.share, 6)} for step in hop.trace.steps],
        "ends": ends,
    }
