"""A question to DNS as people read it: the answer first, then the names that were tried, then the reason."""
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from minik.discovery import search
from minik.discovery.search import OUTSIDE, Resolver, Walk
from minik.model.cluster import Cluster
from minik.model.controls import visible
from minik.render._width import columns, padded

ARROW = "  →  "
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


class Asked(NamedTuple):
    """A question: as typed and as asked, the record types, who asks (`pod` may be nobody), and what came of it."""

    cluster: Cluster
    typed: str
    name: str
    kinds: tuple[str, ...]
    namespace: str
    pod: str
    resolver: Resolver
    walk: Walk


def text(asked: Asked) -> str:
    """Everything about the answer, a fact a line."""
    records = asked.walk.records
    head = asked.typed + ARROW + (", ".join(record.value.rstrip(".") for record in records) or "no answer")
    parts = [[head], list(tried(asked)), list(answered(asked)), list(reasons(asked))]
    return "\n\n".join("\n".join(visible(line).rstrip() for line in part) for part in parts if part) + "\n"


def tried(asked: Asked) -> Iterator[str]:
    """The names that were tried without success, with what each was answered."""
    failed = [step for step in asked.walk.steps if not step.answer.answers]
    width = max((columns(step.name) for step in failed), default=0) + 3
    for place, step in enumerate(failed):
        yield f"  {'' if place else 'tried':8}{padded(step.name, width)}{said(step.answer.code)}"


def said(code: str) -> str:
    """An answer without records, in a word or two."""
    return {"NOERROR": "no such record", OUTSIDE: "outside the cluster, not asked"}.get(code, code)


def answered(asked: Asked) -> Iterator[str]:
    """The records, and which of the names it was that led to them."""
    records = [*asked.walk.records, *(asked.walk.steps[-1].answer.additional if asked.walk.records else ())]
    name = max((len(record.name) for record in records), default=0) + 1
    kind = max((len(record.type) for record in records), default=0)
    value = max((len(record.value) for record in records), default=0)
    for place, record in enumerate(records):
        line = f"  {(record.name + '.').ljust(name)}  {record.ttl}  IN  {record.type.ljust(kind)}  "
        yield line + (record.value if place or len(asked.walk.names) < 2 else record.value.ljust(value) + f"      ({rank(asked)})")


def rank(asked: Asked) -> str:
    """How far the resolver had to walk."""
    place, whole = len(asked.walk.steps), len(asked.walk.names)
    ending = "th" if place % 100 in (11, 12, 13) else ENDINGS.get(place % 10, "th")
    return f"{place}{ending} of {whole} names tried: ndots {asked.resolver.ndots}"


def reasons(asked: Asked) -> Iterator[str]:
    """Why there is no answer, what is unusual about who asks, and what to ask for instead."""
    if not asked.walk.records and asked.walk.steps:
        step = search.meant(asked.cluster, asked.walk, asked.name, asked.namespace)
        yield f"  {sentence(step.answer.reason)}"
        unnamed = search.unnamed_pod(asked.cluster, step.name)
        if unnamed:
            yield f"  {sentence(unnamed)}"
        yield from other_namespaces(asked)
    for note in asked.resolver.notes:
        yield f"  pod/{asked.pod}: {note}"
    if not asked.walk.steps:
        yield f"  So the cluster's DNS server ({search.cluster_server(asked.cluster)}) is not asked at all."


def other_namespaces(asked: Asked) -> Iterator[str]:
    """A short name may be known elsewhere."""
    name, _, namespace = asked.name.rstrip(".").partition(".")
    found = search.elsewhere(asked.cluster, name, namespace or asked.namespace) if "." not in namespace else ()
    if found:
        names = [f"{name}.{namespace}" for namespace in found]
        yield f"  Found in another namespace: {', '.join(names)}. Ask for {names[0]}."


def sentence(reason: str) -> str:
    """The reason with a capital letter, unless it begins with a name, and a stop."""
    first = reason[:1].upper() + reason[1:] if reason.split(" ")[0].isalpha() else reason
    return first if first.endswith("?") else first + "."


def as_json(asked: Asked) -> str:
    """The same for programs."""
    steps = [{"name": step.name, "rcode": step.answer.code, "reason": step.answer.reason, "answers": listed(step.answer.answers),
              "authority": listed(step.answer.authority), "additional": listed(step.answer.additional)} for step in asked.walk.steps]
    found = {"name": asked.typed, "types": list(asked.kinds), "namespace": asked.namespace, "pod": asked.pod, "answered": bool(
        asked.walk.records), "answers": listed(asked.walk.records), "steps": steps, "notDone": list(asked.walk.names[len(steps):]),
        "resolver": {"nameservers": list(asked.resolver.servers), "searches": list(asked.resolver.searches),
                     "options": dict(asked.resolver.options), "notes": list(asked.resolver.notes)}}
    return json.dumps(found, indent=4, ensure_ascii=False) + "\n"


def listed(records: Sequence[tuple[str, str, str, int]]) -> Sequence[Mapping[str, object]]:
    return [{"name": name + ".", "type": kind, "value": value, "ttl": ttl} for name, kind, value, ttl in records]


VIEWS: Mapping[str, Callable[[Asked], str]] = {"": text, "text": text, "json": as_json}
