"""A packet's way as people read it: where it starts, every rule that applied, where it arrives."""
from collections.abc import Iterator

from minik.model.controls import visible
from minik.proxy.packets import Packet, Step, Trace

SOURCE_PORT = 41000
SOURCES = {frozenset({True}): "source masqueraded", frozenset({False}): "source kept",
           frozenset({True, False}): "source kept, but masqueraded where a pod is sent to itself"}
ENDS = {"rejected": "rejected at once: the client is told", "dropped": "dropped: the client waits in vain",
        "passed": "no rule of the proxy applies: it goes on as it is"}


def text(trace: Trace, packet: Packet, where: str, mode: str) -> str:
    """The whole way; a chain is named once."""
    start = f"{bracketed(packet.source)}:{SOURCE_PORT} → {bracketed(packet.destination)}:{packet.port}/{packet.protocol.upper()}"
    lines = [f"{start}   {where}, {mode} mode", "", *steps(trace.steps), f"  {'arrives' if trace.places else 'ends':21} {end(trace, mode)}"]
    return "\n".join(visible(line.rstrip()) for line in lines) + "\n"


def steps(found: tuple[Step, ...]) -> Iterator[str]:
    """A rule a line."""
    before = ""
    for step in found:
        title = "" if step.chain == before else short(step.chain)
        before = step.chain
        share = f"{step.share:6.1%}  " if step.share < 1 else ""
        asked = f"{step.asked}   " if step.asked else ""
        yield f"  {title:21} {asked}{share}{step.then}"


def short(chain: str) -> str:
    """A long chain by its beginning."""
    return chain if len(chain) <= 21 else f"{chain[:20]}…"


def end(trace: Trace, mode: str) -> str:
    """Who gets the packet, or why nobody does."""
    if not trace.places:
        return ENDS[trace.verdict]
    marked = frozenset(one.packet.marked for one in trace.ends if one.verdict == "sent")
    source = "the pod sees the proxy as its client" if mode == "userspace" else SOURCES[marked]
    places = ", ".join(f"{place} {share:.1%}" for place, share in trace.places.items())
    lost = [f"{ENDS[one.verdict]} {one.probability:.1%}" for one in trace.ends if one.verdict in ("rejected", "dropped")]
    return "; ".join([places, source, *lost])


def bracketed(address: str) -> str:
    """An address as it stands before a port."""
    return f"[{address}]" if ":" in address else address
