"""Where a URL leads, and the packets on the way through the rules of the proxy, for people and for
programs: docs/schemas/trace-url.json.
"""

from collections.abc import Sequence

from minik.diagnosis.way_journeys import Leg
from minik.diagnosis.way_misses import name_of
from minik.diagnosis.way_resolution import WayResolution
from minik.light_typing import Any
from minik.model.controls import escape_controls
from minik.model.marks import secondary
from minik.render import trace, way_document, way_text


def text(found: WayResolution, legs: Sequence[Leg]) -> str:
    """Render the way with its pods, then each packet as `trace` walks it."""
    parts = [way_text.wide(found)]
    for leg in legs:
        heading = escape_controls(f"From {leg.sender} to {leg.receiver}:")
        parts.append(f"{heading}\n\n{trace.text(leg.journey, leg.view)}")
    entrance = found.way.entrance
    if entrance and found.way.shares and not found.entry.carriers and not legs:
        said = f"Where {name_of(entrance.key)} runs is not known: rules and policies between it and the pods are not judged."
        parts.append(secondary(escape_controls(said)) + "\n")
    return "\n".join(parts)


def document(found: WayResolution, legs: Sequence[Leg]) -> dict[str, Any]:
    """Return the way and its packets for JSON and YAML."""
    journeys = [
        {"from": leg.sender, "to": leg.receiver, **trace.document(leg.journey, leg.view)}
        for leg in legs
    ]
    return {**way_document.document(found), "journeys": journeys}
