"""The answer to a DNS question: the records, the names tried on the search path, the reason why
there is no answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.discovery import search
from minik.discovery.search import OUTSIDE, Resolver, Walk
from minik.light_typing import Any, NamedTuple
from minik.model.cluster import Cluster
from minik.model.controls import escape_controls
from minik.model.marks import bad
from minik.render import documents
from minik.render.width import display_width, pad

ARROW = "  →  "
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


class Question(NamedTuple):
    """A DNS question (name as typed and as asked, record types, `pod` that asks or "") and the walk
    along the search path that answers it. `silent` says why the server does not answer, `closed` what
    keeps the pod from the address that is found.
    """

    cluster: Cluster
    typed: str
    name: str
    kinds: tuple[str, ...]
    namespace: str
    pod: str
    resolver: Resolver
    walk: Walk
    silent: str = ""
    closed: str = ""


def text(question: Question) -> str:
    """Render the answer for people: the records, the names tried, the reasons."""
    records = question.walk.records
    head = (
        question.typed
        + ARROW
        + (", ".join(record.value.rstrip(".") for record in records) or bad("no answer"))
    )
    parts = [
        [head],
        list(failed_names(question)),
        list(record_lines(question)),
        list(reasons(question)),
    ]
    return (
        "\n\n".join(
            "\n".join(escape_controls(line).rstrip() for line in part) for part in parts if part
        )
        + "\n"
    )


def failed_names(question: Question) -> Iterator[str]:
    """Yield the names that were tried without success, each with the answer to it."""
    failed = [step for step in question.walk.steps if not step.answer.answers]
    width = max((display_width(step.name) for step in failed), default=0) + 3
    for place, step in enumerate(failed):
        yield f"  {'' if place else 'tried':8}{pad(step.name, width)}{bad(describe_code(step.answer.code))}"


def describe_code(code: str) -> str:
    """Return a response code in words: "no such record" for NOERROR without records."""
    return {"NOERROR": "no such record", OUTSIDE: "outside the cluster, not asked"}.get(code, code)


def record_lines(question: Question) -> Iterator[str]:
    """Yield the records; the first says which of the names tried they belong to."""
    records = [
        *question.walk.records,
        *(question.walk.steps[-1].answer.additional if question.walk.records else ()),
    ]
    name = max((len(record.name) for record in records), default=0) + 1
    kind = max((len(record.type) for record in records), default=0)
    value = max((len(record.value) for record in records), default=0)
    for place, record in enumerate(records):
        line = f"  {(record.name + '.').ljust(name)}  {record.ttl}  IN  {record.type.ljust(kind)}  "
        yield line + (
            record.value
            if place or len(question.walk.names) < 2
            else record.value.ljust(value) + f"      ({search_position(question)})"
        )


def search_position(question: Question) -> str:
    """Return which of the names tried was answered: `2nd of 4 names tried: ndots 5`."""
    place, total = len(question.walk.steps), len(question.walk.names)
    ending = "th" if place % 100 in (11, 12, 13) else ENDINGS.get(place % 10, "th")
    return f"{place}{ending} of {total} names tried: ndots {question.resolver.ndots}"


def reasons(question: Question) -> Iterator[str]:
    """Yield why there is no answer, notes on the resolver of the pod, and what to ask for instead."""
    if not question.walk.records and question.walk.steps:
        step = search.likeliest_step(
            question.cluster, question.walk, question.name, question.namespace
        )
        yield f"  {as_sentence(step.answer.reason)}"
        unnamed = search.why_pod_unnamed(question.cluster, step.name)
        if unnamed:
            yield f"  {as_sentence(unnamed)}"
        yield from other_namespaces(question)
    for note in question.resolver.notes:
        yield f"  pod/{question.pod}: {note}"
    if question.closed:
        yield f"  {question.closed}"
    if question.silent:
        yield f"  {question.silent}"
    elif not question.walk.steps:
        yield f"  So the cluster's DNS server ({search.cluster_server(question.cluster)}) is not asked at all."


def other_namespaces(question: Question) -> Iterator[str]:
    """Yield a line on other namespaces that have a Service of this name, if any."""
    name, _, namespace = question.name.rstrip(".").partition(".")
    namespaces = (
        search.other_namespaces(question.cluster, name, namespace or question.namespace)
        if "." not in namespace
        else ()
    )
    if namespaces:
        names = [f"{name}.{namespace}" for namespace in namespaces]
        yield f"  Found in another namespace: {', '.join(names)}. Ask for {names[0]}."


def as_sentence(reason: str) -> str:
    """Return the reason as a sentence: a capital letter unless it begins with a name, and a full
    stop.
    """
    first = reason[:1].upper() + reason[1:] if reason.split(" ")[0].isalpha() else reason
    return first if first.endswith("?") else first + "."


def document(question: Question) -> dict[str, Any]:
    """Return the question and its answer for JSON and YAML."""
    steps = [
        {
            "name": step.name,
            "rcode": step.answer.code,
            "reason": step.answer.reason,
            "answers": record_documents(step.answer.answers),
            "authority": record_documents(step.answer.authority),
            "additional": record_documents(step.answer.additional),
        }
        for step in question.walk.steps
    ]
    return {
        "name": question.typed,
        "types": list(question.kinds),
        "namespace": question.namespace,
        "pod": question.pod,
        "answered": bool(question.walk.records),
        **({"reason": question.silent} if question.silent else {}),
        "answers": record_documents(question.walk.records),
        "steps": steps,
        "notDone": list(question.walk.names[len(steps) :]),
        "resolver": {
            "nameservers": list(question.resolver.servers),
            "searches": list(question.resolver.searches),
            "options": dict(question.resolver.options),
            "notes": list(question.resolver.notes),
        },
    }


def record_documents(
    records: Sequence[tuple[str, str, str, int]],
) -> Sequence[Mapping[str, object]]:
    return [
        {"name": name + ".", "type": kind, "value": value, "ttl": ttl}
        for name, kind, value, ttl in records
    ]


VIEWS: Mapping[str, Callable[[Question], str]] = {
    "": text,
    "text": text,
    "json": lambda question: documents.render(document(question), "json"),
    "yaml": lambda question: documents.render(document(question), "yaml"),
}
