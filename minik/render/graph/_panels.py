"""What is told of a card beside the picture, as data for the scripts of a page."""

from collections.abc import Mapping

from minik.diagnosis.finding import Finding
from minik.diagnosis.graph.records import Card, Graph
from minik.diagnosis.view import title
from minik.light_typing import Any
from minik.model import marks
from minik.model.controls import escape_controls
from minik.render.graph import Answers, _words
from minik.render.page.elements import clean

NAMES = {
    "type": "type",
    "address": "address",
    "port": "port",
    "selector": "selector",
    "reason": "why not",
    "policy": "NetworkPolicy",
    "schedule": "schedule",
    "nodePort": "node port",
    "class": "class",
    "gateway": "Gateway",
    "route": "route",
    "service": "Service",
    "pods": "pods",
    "state": "state",
    "since": "since",
    "pressure": "pressure",
}
MOST_PODS = 60


def data(graph: Graph, answers: Mapping[str, Answers]) -> dict[str, Any]:
    """Return the cards by their ids, all findings, and the answers."""
    findings = findings_of(graph)
    places = {finding: place for place, finding in enumerate(findings)}
    return {
        "cards": {escape_controls(card.id): panel(card, places) for card in graph.nodes},
        "findings": [record(finding) for finding in findings],
        "answers": {
            escape_controls(identity): {
                "why": plain(told.why),
                "resolve": plain(told.resolve),
                "rules": plain(told.rules),
            }
            for identity, told in answers.items()
        },
    }


def findings_of(graph: Graph) -> list[Finding]:
    """Return all findings that are shown, once each."""
    of_cards = (finding for card in graph.nodes for finding in card.findings)
    return list(dict.fromkeys((*graph.findings, *of_cards)))


def plain(text: str) -> str:
    """Return an answer without marks of colour."""
    return marks.strip(text)


def panel(card: Card, places: Mapping[Finding, int]) -> dict[str, Any]:
    """Return what is told of a card."""
    facts: dict[str, list[str]] = {}
    for code, value in card.traits:
        if code in NAMES and value:
            facts.setdefault(NAMES[code], []).append(value)
    shown = [[name, clean(", ".join(values))] for name, values in facts.items()]
    if _words.has_pods(card):
        shown.append(["pods", _words.pod_counts(card)])
    for dot in card.pods[:MOST_PODS]:
        where = f" on {dot.node}" if dot.node else ""
        shown.append(
            ["", clean(f"{dot.name}{where}: {dot.state}{f', {dot.why}' if dot.why else ''}")]
        )
    label = _label(card)
    return {
        "label": label,
        "column": str(card.column),
        "namespace": card.namespace,
        "health": str(card.health),
        "facts": shown,
        "findings": [places[one] for one in card.findings if one in places],
        "text": f"{label} {' '.join(_words.lines(card))}".lower(),
    }


def _label(card: Card) -> str:
    """Return a card's full name: `Service shop/web`."""
    if card.folds or not card.name or not card.kind:
        return _words.name(card)
    path = f"{card.namespace}/{card.name}" if card.namespace else card.name
    return clean(f"{card.kind} {path}")


def record(finding: Finding) -> dict[str, Any]:
    """Return a finding for the scripts."""
    return {
        "code": finding.code.name,
        "severity": finding.severity,
        "object": title(finding.object),
        "because": clean(finding.because),
        "fix": clean(finding.fix),
    }


def card_of(graph: Graph) -> Mapping[Finding, str]:
    """Return the card at which each finding is told."""
    return {finding: card.id for card in graph.nodes for finding in card.findings}
