"""The ready endpoints of each Service over time, as a picture: a row a Service, steps to scale."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from minik.model.wording import pluralize
from minik.render.page import style
from minik.render.page.elements import clean, escape, number, text
from minik.render.page.font import cut, fit, width
from minik.render.plots import Plot
from minik.timelines.endpoint_series import Series

MARGIN, LABEL, CHART, SMALL = 28.0, 220.0, 720.0, 11.5
TOP, ROW, HEIGHT, AXIS, LINE = 62.0, 58.0, 38.0, 34.0, 17.0
MOST_ROWS = 40  # Services that are plotted; those that change come first
MOST_LINES = 60
TICK_ROOM = 64.0


def render(plot: Plot) -> str:
    return "\n".join(lines(plot)) + "\n"


def heading(plot: Plot) -> str:
    """Return the summary in a line."""
    changing = sum(one.changes for one in plot.series)
    return f"{clean(plot.event)}: ready endpoints of {pluralize(changing, 'Service')} change"


def lines(plot: Plot, *, is_alone: bool = True) -> Iterator[str]:
    """Yield the picture; one that does not stand alone has its style from the page."""
    shown = plot.series[:MOST_ROWS]
    wide = MARGIN * 2 + LABEL + CHART
    said = list(_said(plot)) if is_alone else []
    bottom = TOP + ROW * max(len(shown), 1) + AXIS
    high = bottom + LINE * len(said) + 16
    size = f'viewBox="0 0 {number(wide)} {number(high)}" width="{number(wide)}" height="{number(high)}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wiring" {size} role="img"'
        ' aria-labelledby="plot-title plot-description">'
    )
    yield f'<title id="plot-title">{escape(heading(plot))}</title>'
    yield f'<desc id="plot-description">{escape(_description(plot))}</desc>'
    if is_alone:
        yield f"<style>\n{style.variables()}{style.rules()}{style.PLOT}</style>"
    yield f'<rect class="bg" width="{number(wide)}" height="{number(high)}"/>'
    yield text(fit(heading(plot), wide - 2 * MARGIN, 13, bold=True), MARGIN, 30, "name")
    yield from _axis(plot, TOP + ROW * max(len(shown), 1))
    for place, one in enumerate(shown):
        yield from _row(one, TOP + ROW * place, plot)
    if not shown:
        yield text("no Service has a ready endpoint", MARGIN, TOP + 20, "dim")
    for place, (words, shade) in enumerate(said):
        yield text(cut(words, wide - 2 * MARGIN, SMALL), MARGIN, bottom + LINE * (place + 1), shade)
    yield "</svg>"


def _description(plot: Plot) -> str:
    courses = [f"{'/'.join(one.service)}: {course(one)}" for one in plot.series if one.changes]
    return ". ".join(map(clean, (*courses[:20], *plot.gaps))) or "nothing changes"


def course(one: Series) -> str:
    """Return the numbers in their order, each change once: `3 → 1 → 3`."""
    numbers = [point.number for point in one.points]
    kept = [
        count for place, count in enumerate(numbers) if place == 0 or count != numbers[place - 1]
    ]
    return " → ".join(map(str, kept if len(kept) < 8 else [*kept[:3], "…", *kept[-3:]]))


def _span(plot: Plot) -> tuple[datetime, float]:
    """Return when the plot begins, and how many seconds it shows."""
    times = [point.when for one in plot.series for point in one.points]
    times += [when for when, _ in plot.moments]
    first, last = min(times, default=datetime.min), max(times, default=datetime.min)
    return first, max((last - first).total_seconds(), 1.0) * 1.06


def _x(plot: Plot, when: datetime) -> float:
    first, seconds = _span(plot)
    return MARGIN + LABEL + CHART * (when - first).total_seconds() / seconds


def _axis(plot: Plot, y: float) -> Iterator[str]:
    """Yield the time below the rows: a tick where something changes, its time where there is room."""
    end = MARGIN + LABEL + CHART
    yield f'<path class="wire" d="M{number(MARGIN + LABEL)},{number(y)} H{number(end)}"/>'
    free = 0.0
    for when, _ in plot.moments:
        x = _x(plot, when)
        yield f'<path class="wire" d="M{number(x)},{number(y)} v5"/>'
        words = when.strftime("%H:%M:%S")
        left = min(max(x - width(words, SMALL) / 2, MARGIN + LABEL), end - width(words, SMALL))
        if left >= free:
            yield text(words, left, y + 20, "dim")
            free = left + TICK_ROOM


def _row(one: Series, top: float, plot: Plot) -> Iterator[str]:
    """Yield one Service: its name, its numbers, and the steps."""
    namespace, name = one.service
    named = name if namespace == "default" else f"{namespace}/{name}"
    state = " broken" if not one.points[-1].number else " doubtful" if not one.least else ""
    yield f"<g><title>{escape(clean(f'Service {namespace}/{name}: {course(one)} ready endpoints'))}</title>"
    yield text(fit(named, LABEL - 20, 13, bold=True), MARGIN, top + 16, "name")
    yield text(cut(course(one), LABEL - 20, SMALL), MARGIN, top + 33, f"dim{state}")
    yield f'<path class="plot-line{state}" d="{_steps(one, top, plot)}"/>'
    for since, until in _empty(one):
        left, right = _x(plot, since), _x(plot, until) if until else MARGIN + LABEL + CHART
        base = number(top + HEIGHT)
        yield f'<path class="wire broken" d="M{number(left)},{base} H{number(max(right, left + 3))}"/>'
    yield "</g>"


def _steps(one: Series, top: float, plot: Plot) -> str:
    most = max(one.most, 1)

    def y(count: int) -> str:
        return number(top + HEIGHT - (HEIGHT - 6) * count / most)

    parts = [f"M{number(_x(plot, one.points[0].when))},{y(one.points[0].number)}"]
    for point in one.points[1:]:
        parts.append(f"H{number(_x(plot, point.when))} V{y(point.number)}")
    return " ".join([*parts, f"H{number(MARGIN + LABEL + CHART)}"])


def _empty(one: Series) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield the times without a ready endpoint."""
    since: datetime | None = None
    for point in one.points:
        if not point.number and since is None:
            since = point.when
        elif point.number and since is not None:
            yield since, point.when
            since = None
    if since is not None:
        yield since, None


def _said(plot: Plot) -> Iterator[tuple[str, str]]:
    """Yield what changed, and the gaps, in lines."""
    left = len(plot.series) - MOST_ROWS
    if left > 0:
        yield f"{pluralize(left, 'Service')} more", "dim"
    yield from _lines_of(plot.moments)
    yield from ((clean(gap), "") for gap in plot.gaps)


def _lines_of(moments: Sequence[tuple[datetime, Sequence[str]]]) -> Iterator[tuple[str, str]]:
    every = [(when, change) for when, changes in moments for change in changes]
    for when, change in every[:MOST_LINES]:
        yield f"{when:%H:%M:%S}  {clean(change)}", "dim"
    if len(every) > MOST_LINES:
        yield f"{len(every) - MOST_LINES} changes more", "dim"
