"""The rules of pictures: nothing leaves its card, no wire crosses a card or a text, everything has a
title, and colours have contrast in both schemes.
"""

from collections.abc import Callable
from itertools import islice

import pictures
import pytest
import sample_pictures
import wirings
from counting import calls

from minik.diagnosis import causes
from minik.diagnosis.graph.records import Card, Column, Dot, Graph, Health, PodState, Wire
from minik.diagnosis.view import View
from minik.render import graph as formats
from minik.render.graph import Wiring, svg
from minik.render.page import font as _font

EXAMPLES = [name for name, cause in causes.codes().items() if cause.example]
LONG = "a-name-that-is-much-longer-than-any-card-could-ever-be-wide-0123456789"


def draw(graph: Graph, *, whole: bool = False) -> str:
    return formats.render(Wiring(formats.shown(graph, "svg", is_whole=whole)), "svg")


@pytest.mark.parametrize("name", wirings.CLUSTERS)
def test_every_cluster_keeps_to_the_rules(name: str) -> None:
    cluster = wirings.CLUSTERS[name]()
    graph = wirings.graph(cluster)
    assert list(islice(pictures.faults(draw(graph)), 5)) == []
    assert list(islice(pictures.faults(draw(graph, whole=True)), 5)) == []


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_cause_keeps_to_the_rules(code: str) -> None:
    graph = wirings.graph_of(wirings.of_example(causes.codes()[code]))
    assert list(pictures.faults(draw(graph))) == []


@pytest.mark.parametrize(
    "name", [LONG, "W" * 63, "i" * 63, "名" * 40, "<b>&\"'\x1b[31m", "🦊" * 20]
)
def test_names_of_any_length_and_letters_stay_inside(name: str) -> None:
    dots = tuple(Dot(f"{name}-{number}", PodState.FAILING, name) for number in range(12))
    counts = ((PodState.FAILING, 12),)
    cards = tuple(
        Card(
            f"{column}/{name}",
            column,
            "Kind",
            "space",
            name,
            Health.BROKEN,
            pods=dots,
            counts=counts,
            traits=(
                ("type", name),
                ("selector", f"{name}={name}"),
                ("answers", "no"),
                ("state", name),
                ("since", name),
                ("service", name),
                ("route", name),
                ("class", name),
            ),
        )
        for column in Column
    )
    edges = (
        Wire(cards[0].id, cards[1].id, labels=(f"/{name}",), health=Health.BROKEN, reason=name),
        Wire(cards[1].id, cards[2].id, labels=(name, name)),
        Wire(
            cards[1].id, "", health=Health.BROKEN, reason=f"{name} {name} {name}", meant=cards[2].id
        ),
    )
    text = draw(Graph(cards, edges))
    assert list(pictures.faults(text)) == []
    assert "\x1b" not in text


def test_a_fault_is_noticed() -> None:
    """The rules themselves can fail: a name set over the edge, a wire moved onto a card."""
    text = draw(wirings.graph(wirings.broken_shop(), "shop"))
    assert list(pictures.faults(text)) == []
    assert list(pictures.faults(text.replace(">cart</text>", f">{LONG}</text>")))
    moved = text.replace('<path class="wire" d="M', '<path class="wire" d="M100,70 H700 M', 1)
    assert any("crosses" in fault for fault in pictures.faults(moved))


@pytest.mark.parametrize("scheme", pictures.SCHEMES)
@pytest.mark.parametrize("pair", pictures.TEXTS, ids=" on ".join)
def test_texts_have_contrast(scheme: str, pair: tuple[str, str]) -> None:
    colours = pictures.SCHEMES[scheme]
    assert pictures.contrast(colours[pair[0]], colours[pair[1]]) >= 4.5


@pytest.mark.parametrize("scheme", pictures.SCHEMES)
@pytest.mark.parametrize("pair", pictures.LINES, ids=" on ".join)
def test_lines_have_contrast(scheme: str, pair: tuple[str, str]) -> None:
    colours = pictures.SCHEMES[scheme]
    assert pictures.contrast(colours[pair[0]], colours[pair[1]]) >= 3


def test_names_are_shortened_in_the_middle_and_stand_whole_in_the_title() -> None:
    assert _font.fit(LONG, 120, 13, bold=True).startswith("a-name")
    assert _font.fit(LONG, 120, 13, bold=True).endswith("789")
    assert _font.width(_font.fit(LONG, 120, 13, bold=True), 13, bold=True) <= 120
    card = Card("x", Column.SERVICE, "Service", "space", LONG)
    assert LONG in draw(Graph((card,)))


def test_the_picture_says_its_summary_in_words() -> None:
    root = pictures.parse(draw(wirings.graph(wirings.broken_shop(), "shop")))
    assert root.get("role") == "img"
    title, about = (root.find(f"{pictures.SVG}{name}") for name in ("title", "desc"))
    assert title is not None and title.text == "Wiring of namespace shop: 3 of 4 Services answer"
    assert about is not None and "app=carts is on no pod" in str(about.text)


def test_shape_says_what_colour_says() -> None:
    text = draw(wirings.graph(wirings.broken_shop(), "shop"))
    assert text.count('class="ring"') == text.count('class="cross"') == 2
    assert 'class="pod off"' in text and 'class="pod dead"' in text


def test_the_picture_in_a_page_has_its_style_from_the_page() -> None:
    text = "\n".join(svg.lines(wirings.graph(wirings.broken_shop(), "shop"), is_alone=False))
    assert "<style" not in text and " style=" not in text and 'role="group"' in text


@pytest.mark.parametrize(("name", "graph"), list(sample_pictures.graphs()))
def test_the_pictures_of_the_documentation_are_current(
    name: str, graph: Callable[[], Graph]
) -> None:
    text = (sample_pictures.FOLDER / f"{name}.svg").read_text()
    assert text == sample_pictures.draw(graph()), "python tests/shared/sample_pictures.py"
    assert list(pictures.faults(text)) == []


def test_every_picture_is_of_something() -> None:
    there = {path.stem for path in sample_pictures.FOLDER.glob("*.svg")}
    assert there == {name for name, _ in sample_pictures.graphs()}


@pytest.mark.parametrize(("spaces", "services", "broken"), [(1, 60, 4), (6, 10, 2), (60, 1, 0)])
def test_a_picture_takes_at_most_three_times_the_work_of_check(
    spaces: int, services: int, broken: int
) -> None:
    cluster = wirings.many(spaces, services, 10, broken=broken)
    draw(wirings.graph(cluster))  # what is imported and indexed once
    found: list[str] = []

    def check() -> None:
        causes.collect_findings(View(cluster))

    def picture() -> None:
        found.append(draw(wirings.graph(cluster)))

    assert calls(picture) <= 3 * calls(check)
    assert len(found[0]) < 200_000


@pytest.mark.parametrize("number", [1, 4, 5, 12, 13, 500])
def test_pods_stay_on_their_card_however_many(number: int) -> None:
    graph = wirings.graph(wirings.many(1, 2, number))
    for whole in (False, True):
        text = draw(graph, whole=whole)
        assert list(pictures.faults(text)) == []
        assert text.count('<circle class="pod"') == (2 * number if number <= 12 else 0)


@pytest.mark.parametrize("namespace", ["", "default", "infra"])
def test_gateways_keep_to_the_rules(namespace: str) -> None:
    text = (wirings.DATA / "pictures" / "gateways.yaml").read_text()
    graph = wirings.graph_of(wirings.of_manifest(text), namespace)
    assert list(graph.column(Column.GATE))
    assert list(pictures.faults(draw(graph))) == []
    for output in ("text", "mermaid", "dot", "json", "html"):
        assert "edge" in formats.render(Wiring(graph), output)
