"""The words of the wiring: what stands on a card, what a title says of it in full, what a wire says."""

from collections.abc import Iterator, Mapping

from minik.diagnosis.graph.records import Bond, Card, Column, Graph, Health, PodState, Wire
from minik.model.wording import pluralize
from minik.render.page.elements import clean

PLURALS = {
    Column.GATE: ("Gateway", "Gateways"),
    Column.WAY: ("way in", "ways in"),
    Column.SERVICE: ("Service", "Services"),
    Column.WORKLOAD: ("workload", "workloads"),
    Column.NODE: ("node", "nodes"),
}
HEADS = {
    Column.GATE: "Gateways",
    Column.WAY: "Ways in",
    Column.SERVICE: "Services",
    Column.WORKLOAD: "Workloads and their pods",
    Column.NODE: "Nodes",
}
MOST_LISTENERS = 6
FOLDED = {
    Health.WELL: "nothing wrong",
    Health.DOUBTFUL: "something is wrong",
    Health.BROKEN: "broken",
}


def name(card: Card) -> str:
    """Return what a card is called on the picture."""
    if card.folds:
        return pluralize(card.folds, *PLURALS[card.column])
    if card.kind == "NodePort":
        numbers = [value for code, value in card.traits if code == "nodePort"]
        return f"any node : {', '.join(numbers)}"
    if card.kind == "LoadBalancer" and not card.name:
        return "no address yet"
    if card.kind == "EndpointSlice":
        places = [value for code, value in card.traits if code == "address"]
        return places[0] if len(places) == 1 else pluralize(len(places), "address", "addresses")
    return clean("any host" if card.column is Column.WAY and card.name == "*" else card.name)


def lines(card: Card) -> list[str]:
    """Return what stands below the name: one or two short facts."""
    if card.folds:
        pods = f" · {pluralize(int(card.trait('pods')), 'pod')}" if card.trait("pods") else ""
        said = [f"{FOLDED[card.health]}{pods}"]
        spaces = card.trait("namespaces")
        return [f"in {pluralize(int(spaces), 'namespace')}", *said] if spaces else said
    return [clean(line) for line in LINES[card.column](card)]


def _gate_lines(card: Card) -> Iterator[str]:
    """Yield the address, and each listener, with a mark where it takes nothing."""
    addresses = [value for code, value in card.traits if code == "address"]
    yield ", ".join(addresses) or "no address"
    silent = {value for code, value in card.traits if code == "silent"}
    listeners = [value for code, value in card.traits if code == "listener"]
    for value in listeners[:MOST_LISTENERS]:
        yield f"{value}{' ✕' if value.partition(' ')[0] in silent else ''}"
    if len(listeners) > MOST_LISTENERS:
        yield f"and {len(listeners) - MOST_LISTENERS} more listeners"


def _way_lines(card: Card) -> Iterator[str]:
    if card.kind in ("LoadBalancer", "NodePort", "ExternalIP"):
        kind = "external IP" if card.kind == "ExternalIP" else card.kind
        yield f"{kind} of {card.trait('service')}"
        return
    extras = [f"Gateway {value}" for code, value in card.traits if code == "gateway"]
    extras += [f"class {card.trait('class')}"] if card.trait("class") else []
    extras += ["TLS"] if card.trait("tls") else []
    yield " · ".join([f"{card.kind} {card.trait('route')}", *extras])
    sent = [value.strip() for code, value in card.traits if code == "redirect"]
    if sent:
        more = f" and {len(sent) - 1} more" if len(sent) > 1 else ""
        yield f"{sent[0]}{more}"


def _service_lines(card: Card) -> Iterator[str]:
    if card.trait("missing"):
        yield "there is no such Service"
        return
    kind, address = card.trait("type"), card.trait("address")
    if card.trait("answers") == "no":
        yield f"{address or kind} · {'leads nowhere' if kind == 'ExternalName' else 'no answer'}"
    else:
        yield f"{kind} {address}".strip()
    selector = ", ".join(value for code, value in card.traits if code == "selector")
    if selector and card.health is Health.BROKEN:
        yield selector


def _workload_lines(card: Card) -> Iterator[str]:
    if card.kind == "ExternalName":
        yield "outside of the cluster"
    elif card.kind == "EndpointSlice":
        yield f"endpoints of {card.name}, by hand"
    else:
        schedule = f" · {card.trait('schedule')}" if card.trait("schedule") else ""
        yield f"{card.kind}{schedule}"


def _node_lines(card: Card) -> Iterator[str]:
    parts = [f"NotReady {card.trait('since')}".strip()] if card.trait("state") != "Ready" else []
    parts += ["cordoned"] if card.trait("cordoned") else []
    parts += [value for code, value in card.traits if code == "pressure"]
    yield " · ".join([*parts, pluralize(int(card.trait("pods") or 0), "pod")])


LINES = {
    Column.GATE: _gate_lines,
    Column.WAY: _way_lines,
    Column.SERVICE: _service_lines,
    Column.WORKLOAD: _workload_lines,
    Column.NODE: _node_lines,
}


def has_pods(card: Card) -> bool:
    """Return whether a card shows pods, or that there are none."""
    return card.column is Column.WORKLOAD and card.kind not in ("ExternalName", "EndpointSlice")


def pod_note(card: Card) -> str:
    """Return what is said beside the pods: what is wrong with them; "" if nothing is."""
    number = sum(count for _, count in card.counts)
    if not number:
        return "no pods now"
    trouble = next((dot.why for dot in card.pods if dot.state is PodState.FAILING), "")
    failing, idle = card.count(PodState.FAILING), card.count(PodState.NOT_READY)
    parts = [f"{failing} failing"] if failing else []
    parts += [f"{idle} not ready"] if idle else []
    if trouble:
        return clean(trouble.removeprefix("container ").partition(": ")[2] or trouble)
    if parts:
        return ", ".join(parts)
    if card.trait("unselected"):
        return "ready, but no Service selects it"
    planned, ended = card.count(PodState.PLANNED), card.count(PodState.ENDED)
    if planned and planned == number:
        return "not created yet"
    return "ended" if ended == number else ""


def pod_counts(card: Card) -> str:
    """Return how many pods are in each state: `2 ready, 1 not ready`."""
    return ", ".join(f"{number} {state}" for state, number in card.counts) or "no pods"


def title(card: Card) -> str:
    """Return the full name of a card, the evidence and the fix."""
    what = f"{card.kind or PLURALS[card.column][0]} " if not card.folds else ""
    path = f"{card.namespace}/{card.name}" if card.namespace and card.name else card.name
    named = name(card) if card.folds or not card.name else f"{what}{path}"
    parts = [f"{named}: {'; '.join(_state(card))}" if any(_state(card)) else named]
    for finding in card.findings[:4]:
        if finding.severity != "info":
            parts.append(finding.because + (f". Fix: {finding.fix}" if finding.fix else ""))
    return clean(". ".join(parts))


def _state(card: Card) -> Iterator[str]:
    yield from lines(card)[:1]
    if card.column is Column.SERVICE and card.trait("answers"):
        yield card.trait("reason").rstrip(".") if card.trait("reason") else "it answers"
    if has_pods(card):
        yield pod_counts(card)
    policies = [value for code, value in card.traits if code == "policy"]
    if policies:
        yield f"selected by NetworkPolicy {', '.join(policies)}"


def dot_title(dot_name: str, state: PodState, why: str, node: str) -> str:
    """Return what is said of one pod."""
    where = f" on {node}" if node else ""
    return clean(f"{dot_name}{where}: {state}{f', {why}' if why else ''}")


def wire_title(wire: Wire, cards: Mapping[str, Card]) -> str:
    """Return what is said of a wire: its ends, its ports, and why it is broken."""
    source = cards[wire.source]
    target = cards.get(wire.target)
    verb = {Bond.TRAFFIC: "leads to", Bond.CALL: "calls", Bond.RUNS: "has pods on"}[wire.bond]
    end = short(target) if target else "nobody"
    said = f" ({', '.join(wire.labels)})" if wire.labels else ""
    evidence = f" by {wire.evidence}" if wire.evidence else ""
    reason = f": {wire.reason}" if wire.reason else ""
    fix = f". Fix: {wire.fix}" if wire.fix else ""
    return clean(f"{short(source)} {verb} {end}{said}{evidence}{reason.rstrip('.')}{fix}")


def short(card: Card) -> str:
    """Return kind and name of a card."""
    if card.folds or not card.name or not card.key:
        return name(card)
    return f"{card.kind} {card.name}" if card.column is not Column.WAY else name(card)


def heading(graph: Graph) -> str:
    """Return the summary in a line: `Wiring of namespace shop: 3 of 5 Services answer`."""
    where = f"namespace {graph.namespace}" if graph.namespace else "all namespaces"
    if not graph.asked:
        return f"Wiring of {where}: no Services"
    verb = "answers" if graph.asked == 1 else "answer"
    return f"Wiring of {where}: {graph.answering} of {pluralize(graph.asked, 'Service')} {verb}"


def description(graph: Graph) -> str:
    """Return what the picture shows in sentences, with everything that is broken."""
    counts = [
        pluralize(number, *PLURALS[column])
        for column in Column
        if (number := sum(card.folds or 1 for card in graph.column(column)))
    ]
    cards = {card.id: card for card in graph.nodes}
    broken = [
        wire_title(wire, cards)
        for wire in graph.edges
        if wire.health is Health.BROKEN and wire.reason
    ]
    few = broken[:12]
    more = [f"{len(broken) - len(few)} more links are broken"] if len(broken) > len(few) else []
    return ". ".join([", ".join(counts) or "Nothing", *few, *more]) + "."
