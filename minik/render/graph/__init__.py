"""The wiring in a format: text, a picture, or what other programs draw. One file a format."""

from collections.abc import Mapping

from minik import shelf
from minik.diagnosis.graph.folding import fold, without_many_pods
from minik.diagnosis.graph.records import Graph
from minik.light_typing import NamedTuple

UNFOLDED = ("json",)  # programs get everything


class Answers(NamedTuple):
    """What is told of a card beside the picture: the answers of `why` and `resolve`, and the rules of
    the proxy, each as text; "" for none.
    """

    why: str = ""
    resolve: str = ""
    rules: str = ""


class Wiring(NamedTuple):
    """What is drawn, and the answers for its cards, by their ids, for the formats that show them."""

    graph: Graph
    answers: Mapping[str, Answers] = {}


def formats() -> list[str]:
    """Return the formats, as `-o` takes them."""
    return list(shelf.names(__path__))


def shown(graph: Graph, output: str, *, is_whole: bool = False) -> Graph:
    """Return what a format shows of a graph: folded for people, whole for programs. Pods are never
    drawn one by one if they are many.
    """
    if output in UNFOLDED:
        return graph
    counted = graph._replace(nodes=tuple(map(without_many_pods, graph.nodes)))
    return counted if is_whole else fold(graph)


def render(wiring: Wiring, output: str) -> str:
    """Render the wiring in a format."""
    text: str = shelf.load_one(__name__, output).render(wiring)
    return text
