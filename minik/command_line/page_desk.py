"""What the page asks: the wiring, `why` for anything, a packet's journey, what-ifs, the history."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.command_line import (
    asked_journeys,
    card_answers,
    explained_targets,
    network_options,
    supposed_changes,
)
from minik.command_line.network_options import Asker
from minik.diagnosis import causes, way_journeys, way_resolution
from minik.diagnosis.graph import building
from minik.diagnosis.graph.records import Graph
from minik.diagnosis.view import View
from minik.errors import ClientError, NotFound
from minik.light_typing import Any, NamedTuple
from minik.model import marks
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.controls import escape_lines
from minik.render import page, timeline, trace, way_text, way_trace, why
from minik.render.graph import Wiring, html, shown
from minik.simulation import moments
from minik.timelines import cluster_timeline
from minik.ways.request import is_url, parse

MOST_EVENTS = 12
MOST_TITLE = 90  # letters of a step's title


class Step(NamedTuple):
    """One moment of a what-if: when, what changed, and the cluster as it then is."""

    title: str
    text: str
    cluster: Cluster


class Past:
    """The history of what is shown, where it may be changed; one that is only looked at has none."""

    def entries(self) -> list[dict[str, str]]:
        """Return the commands that changed it, the latest first."""
        return []

    def change(self, name: str) -> str:
        """Take back the last change, or make it again; return what was done."""
        raise ClientError(f"this cluster is only looked at: {name} changes nothing")

    is_kept = False


class PageDesk:
    """Answers the page from a cluster that may be another one at every question."""

    def __init__(
        self, read: Callable[[], Cluster], mark: Callable[[], str], past: Past, namespace: str
    ) -> None:
        self.read, self.mark, self.past, self.namespace = read, mark, past, namespace
        self.steps: list[Step] = []
        self.drawn: dict[tuple[str, str], tuple[Graph, Cluster]] = {}
        self.questions: dict[tuple[str, str], Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
            ("GET", "wiring"): self.wiring,
            ("GET", "answers"): self.answers,
            ("GET", "why"): self.why,
            ("GET", "history"): self.history,
            ("POST", "trace"): self.trace,
            ("POST", "what-if"): self.what_if,
            ("POST", "undo"): lambda _: {"done": self.past.change("undo")},
            ("POST", "redo"): lambda _: {"done": self.past.change("redo")},
        }

    def asset(self, name: str) -> str | None:
        """Return a file of the page."""
        if name == "index.html":
            return html.shell()
        if name == "page.css":
            return html.sheet()
        return page.asset(name) if name in page.FILES else None

    def answer(self, method: str, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the answer to a question. Raises NotFound for one that nobody asks."""
        question = self.questions.get((method, name))
        if question is None:
            raise NotFound(f'the page asks no "{method} {name}"')
        return question(asked)

    def wiring(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the picture and its data, as the cluster is or at a step of a what-if."""
        mark = self.mark()
        graph, cluster = self._graph(asked)
        namespaces = sorted(objects.name(one) for one in cluster.of("Namespace"))
        return {
            "mark": mark,
            "namespace": self._space(asked),
            "namespaces": namespaces,
            "step": asked.get("step", ""),
            "writable": self.past.is_kept,
            **html.live_parts(Wiring(graph)),
        }

    def answers(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what is told of one card."""
        graph, cluster = self._graph(asked)
        for card in graph.nodes:
            if card.id == asked.get("card"):
                told = card_answers.of_card(cluster, card)
                return {name: marks.strip(text) for name, text in told._asdict().items()}
        return {}

    def why(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the answer of `why` for what somebody typed."""
        target = "/".join(str(asked.get("target", "")).split())
        if not target:
            raise ClientError("name one thing: a Service, TYPE/NAME, an address, a URL")
        space = self._space(asked) or "default"
        if is_url(target):
            found = way_resolution.resolve(self._cluster(asked), parse(target))
            return {"text": marks.strip(way_text.text(found)), "works": found.answers}
        explanation = explained_targets.explain_target(self._cluster(asked), target, space)
        return {"text": marks.strip(why.text(explanation)), "works": explanation.works}

    def trace(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the journey of a packet, rule by rule; of a URL every packet on the way."""
        port = str(asked.get("port", "")).strip()
        target = str(asked.get("to", "")).strip()
        target += f":{port}" if port and not is_url(target) else ""
        asker = Asker(str(asked.get("from", "")).strip(), "", "")
        words = (target,) if target else ()
        space, given = self._space(asked) or "default", self._space(asked)
        if is_url(target):
            return _trace_url(self._cluster(asked), target, space, asker)
        journey, view = asked_journeys.follow_words(
            self._cluster(asked), words, given, space, asker, str(asked.get("protocol", ""))
        )
        return {"text": marks.strip(trace.text(journey, view)), "works": journey.answers}

    def what_if(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Work out what manifests and events would do, and return the steps; each can be drawn."""
        events, manifests = asked.get("events"), str(asked.get("manifests") or "").strip()
        least = 0 if manifests else 1
        if not isinstance(events, list) or not least <= len(events) <= MOST_EVENTS:
            raise ClientError(f"one to {MOST_EVENTS} events")
        space = self._space(asked) or "default"
        before = self.read()
        steps = [Step("as it is", "", before)]
        if manifests:
            after = supposed_changes.apply_manifests(before, manifests, space)
            steps.append(Step("the manifests are applied", _changes(before, after), after))
        for event in map(str, events):
            steps += _steps(event, steps[-1].cluster, space)
        self.steps = steps
        self.drawn.clear()
        served, gaps = cluster_timeline.find_gaps([step.cluster for step in steps])
        lines = timeline.gap_lines(gaps, before.now) if served else ()
        return {
            "steps": [{"title": step.title, "text": step.text} for step in steps],
            "gaps": [marks.strip(line).strip() for line in lines],
        }

    def history(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the history, the latest command first."""
        return {"entries": self.past.entries(), "writable": self.past.is_kept}

    def _space(self, asked: Mapping[str, Any]) -> str:
        return str(asked.get("namespace", self.namespace))

    def _cluster(self, asked: Mapping[str, Any]) -> Cluster:
        """Return the cluster as it is, or as it would be at a step of the what-if."""
        step = str(asked.get("step", ""))
        if not step:
            return self.read()
        if not step.isdecimal() or int(step) >= len(self.steps):
            raise NotFound(f"the what-if has no step {step}")
        return self.steps[int(step)].cluster

    def _graph(self, asked: Mapping[str, Any]) -> tuple[Graph, Cluster]:
        """Return the wiring that is shown; of one state it is worked out once."""
        step = str(asked.get("step", ""))
        key = (self.mark() if not step else f"step {step}", self._space(asked))
        if key not in self.drawn:
            cluster = self._cluster(asked)
            view = View(cluster)
            graph = building.build(view, causes.collect_findings(view), key[1])
            while len(self.drawn) > 20:
                del self.drawn[next(iter(self.drawn))]
            self.drawn[key] = shown(graph, "html"), cluster
        return self.drawn[key]


def _trace_url(cluster: Cluster, url: str, namespace: str, asker: Asker) -> Mapping[str, Any]:
    """Return the packets on the way of a URL, of somebody outside if nobody else is named."""
    view = network_options.view(cluster, namespace, *asker) if asker.source else None
    found = way_resolution.resolve(cluster, parse(url), view)
    legs = list(way_journeys.legs(cluster, found, view))
    return {"text": marks.strip(way_trace.text(found, legs)), "works": found.answers}


def _steps(event: str, before: Cluster, namespace: str) -> Iterator[Step]:
    """Yield the moments of an event at which something changed, and the last in any case."""
    start, found = before, list(moments.follow(before, event, namespace))
    for number, after in enumerate(found):
        text = _changes(before, after)
        if text or number == len(found) - 1:
            first = " ".join(text.splitlines()[0].split()) if text else "nothing more changes"
            title = f"{event}: {first}" if before is start else first
            yield Step(title[:MOST_TITLE], text, after)
            before = after


def _changes(before: Cluster, after: Cluster) -> str:
    """Return what changed between two moments, in lines."""
    steps: Sequence[cluster_timeline.Step] = [cluster_timeline.compare(before, after)]
    return marks.strip(escape_lines(timeline.render_timeline(steps, False, (), before.now)))
