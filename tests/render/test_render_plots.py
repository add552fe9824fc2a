"""Plots of what-ifs: the numbers of ready endpoints over time."""

from datetime import timedelta

import pictures
import pytest
import wirings

from minik.render import plots
from minik.render.plots import Plot, svg
from minik.timelines.endpoint_series import Point, Series

NAMES = (
    "web",
    "a-service-whose-name-is-longer-than-there-is-room-for-it-in-a-row-0123456789",
    "名" * 40,
)


def course(name: str, *numbers: int) -> Series:
    """A Service with these numbers, a minute after another."""
    points = (
        Point(wirings.NOW + timedelta(minutes=place), number)
        for place, number in enumerate(numbers)
    )
    return Series(("shop", name), tuple(points))


def plot_of(*series: Series, changes: int = 3) -> Plot:
    moments = [
        (wirings.NOW + timedelta(minutes=place), [f"change {place} <b>"])
        for place in range(changes)
    ]
    return Plot("node/node-1 down", series, moments, ["shop/db had no ready pod"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "numbers", [(3, 1, 3), (1, 0, 1), (2, 2, 2), (1, 0), (0, 1), (5,), (9, 4) * 20]
)
def test_a_plot_keeps_to_the_rules(name: str, numbers: tuple[int, ...]) -> None:
    text = plots.render(plot_of(course(name, *numbers)), "svg")
    assert [fault for fault in pictures.faults(text) if "crosses" not in fault] == []


@pytest.mark.parametrize("number", [0, 1, 39, 40, 41, 200])
def test_of_many_services_those_that_change_are_drawn(number: int) -> None:
    series = [course(f"svc-{place}", 2, 1, 2) for place in range(number)]
    text = plots.render(plot_of(*series), "svg")
    assert text.count('class="plot-line') == min(number, svg.MOST_ROWS)
    assert ("Services more" in text or "Service more" in text) is (number > svg.MOST_ROWS)
    assert [fault for fault in pictures.faults(text) if "crosses" not in fault] == []


def test_the_steps_are_to_scale() -> None:
    text = plots.render(plot_of(course("web", 2, 0, 2)), "svg")
    (line,) = [part for part in text.splitlines() if 'class="plot-line' in part]
    path = line.partition(' d="')[2].partition('"')[0]
    heights = [float(part[1:]) for part in path.split() if part.startswith("V")]
    assert heights == [svg.TOP + svg.HEIGHT, svg.TOP + 6]
    assert text.count("wire broken") == 1, "the time without a ready endpoint is red"


def test_the_words_say_what_the_lines_show() -> None:
    text = plots.render(plot_of(course("web", 3, 1, 3), course("db", 1, 0)), "svg")
    assert "node/node-1 down: ready endpoints of 2 Services change" in text
    assert "shop/web: 3 → 1 → 3" in text and "shop/db: 1 → 0" in text


def test_a_page_runs_nothing_and_names_stay_text() -> None:
    text = plots.render(plot_of(course("<script>x", 1, 0)), "html")
    assert "<script" not in text and "&lt;script&gt;x" in text and "change 0 &lt;b&gt;" in text
    assert "default-src 'none'" in text.replace("&#39;", "'") and " style=" not in text
