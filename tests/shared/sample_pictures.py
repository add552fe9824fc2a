"""The pictures of the documentation: of each sample in `manifests/`, and of a namespace in which much is
broken. They are written once into docs/pictures, looked at by people, and compared by a test.

`PYTHONPATH=.:tests/shared python tests/shared/sample_pictures.py` writes them anew.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import wirings

from minik.diagnosis.graph.records import Graph
from minik.render import graph as formats
from minik.render.graph import Wiring

FOLDER = wirings.ROOT / "docs" / "pictures"


def graphs() -> Iterator[tuple[str, Callable[[], Graph]]]:
    """Yield the name of each picture, and what it shows."""
    for folder in wirings.SAMPLES:
        yield folder.name, partial(of_sample, folder)
    yield "broken", lambda: wirings.graph(wirings.broken_shop(), "shop")


def of_sample(folder: Path) -> Graph:
    """Return the wiring of a sample, in its own namespace."""
    return wirings.graph(wirings.sample(folder), "shop" if folder.name == "shop" else "default")


def draw(graph: Graph) -> str:
    """Return the picture of a wiring."""
    return formats.render(Wiring(formats.shown(graph, "svg")), "svg")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, graph in graphs():
        (FOLDER / f"{name}.svg").write_text(draw(graph()))
