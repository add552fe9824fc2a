"""The wiring for programs: nodes, edges and findings, everything and nothing folded."""

from minik.diagnosis.graph.records import Card, Wire
from minik.light_typing import Any
from minik.render import documents
from minik.render.findings_report.json import record
from minik.render.graph import Wiring


def render(wiring: Wiring) -> str:
    return documents.render(document(wiring), "json")


def document(wiring: Wiring) -> dict[str, Any]:
    """Return the wiring as a document; its fields are described in docs/schemas/graph.json."""
    graph = wiring.graph
    return {
        "namespace": graph.namespace,
        "services": {"total": graph.asked, "answering": graph.answering},
        "nodes": [node(card) for card in graph.nodes],
        "edges": [edge(wire) for wire in graph.edges],
        "findings": [record(finding) for finding in graph.findings],
    }


def node(card: Card) -> dict[str, Any]:
    """Return one card. Traits of one code are a list."""
    traits: dict[str, list[str]] = {}
    for code, value in card.traits:
        traits.setdefault(code, []).append(value)
    return {
        "id": card.id,
        "column": str(card.column),
        "kind": card.kind,
        "namespace": card.namespace,
        "name": card.name,
        "health": str(card.health),
        "traits": traits,
        "pods": [
            {"name": dot.name, "state": str(dot.state), "why": dot.why, "node": dot.node}
            for dot in card.pods
        ],
        "counts": {str(state): number for state, number in card.counts},
        "findings": [
            {
                "code": one.code.name,
                "severity": one.severity,
                "object": f"{one.object.kind}/{one.object.path}",
            }
            for one in card.findings
        ],
        "folds": card.folds,
    }


def edge(wire: Wire) -> dict[str, Any]:
    """Return one wire."""
    return {
        "source": wire.source,
        "target": wire.target,
        "bond": str(wire.bond),
        "labels": list(wire.labels),
        "health": str(wire.health),
        "reason": wire.reason,
        "fix": wire.fix,
        "code": wire.code,
        "evidence": wire.evidence,
        "meant": wire.meant,
    }
