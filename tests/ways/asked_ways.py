"""What is said of the recorded Gateways, Ingresses and routes: `check`, `why`, and `resolve` and `trace`
of the URLs that were asked of them and of nearly the same ones.

The documents are those of tests/data/ways; tests/ways says where the requests lead, this file how
that is explained. `PYTHONPATH=tests/controllers:tests/shared python tests/ways/asked_ways.py`
writes tests/data/asked_ways.txt anew; look at what `git diff` shows.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import crossroads

from minik.command_line.explained_targets import explain_object
from minik.diagnosis import causes, way_journeys, way_resolution
from minik.diagnosis.resolution import Viewpoint
from minik.diagnosis.view import View
from minik.errors import MinikError
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.proxy import clients, mode
from minik.render import way_text, way_trace, why
from minik.ways import request

FILE = Path(__file__).parents[1] / "data/asked_ways.txt"
NAMES = [*crossroads.recorded("gateway"), *crossroads.recorded("ingress")]
KINDS = ("Ingress", "Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute")
MARKS = {mark: None for mark in range(0xFD40, 0xFE00)}  # where a terminal changes colour
MOST = 2  # URLs of a case that are asked


def text(name: str) -> str:
    """Return all that is said of a recorded case."""
    return f"==== {name}\n" + "".join(f"{line}\n" for line in lines(name))


def lines(name: str) -> Iterator[str]:
    for number, (cluster, step) in enumerate(crossroads.steps(name), 1):
        yield f"---- step {number}"
        for finding in causes.collect_findings(View(cluster)):
            yield f"check: {finding.severity} ({finding.certainty}) {finding.code.name} {finding.object.path} {finding.field}: {finding.because} [{finding.fix}]"
        for kind in cluster.kinds():
            if kind.partition(".")[0] in KINDS:
                for obj in cluster.of(kind):
                    yield f"why {kind.partition('.')[0]} {objects.key(obj).path}:"
                    yield plain(why.text(explain_object(cluster, obj)))
        urls = [one["url"] for one in step.get("requests") or () if not one.get("headers")]
        for url in dict.fromkeys(near for one in urls[:MOST] for near in neighbours(one)):
            yield from answers(cluster, url)


def neighbours(url: str) -> Iterator[str]:
    """Yield a URL, and those with another scheme, port, host and path."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    yield url
    yield f"{ {'http': 'https', 'https': 'http'}.get(scheme, 'http') }://{rest}"
    yield f"{scheme}://{host.partition(':')[0]}:81{slash}{path}"
    yield f"{scheme}://x{host}{slash}{path}"
    yield f"{scheme}://{host}/nowhere"


def answers(cluster: Cluster, url: str) -> Iterator[str]:
    """Yield what is answered of a URL: to nobody in particular, to somebody outside, by packets."""
    node = cluster.of("Node")[0]
    view = Viewpoint(mode.of_cluster(cluster), None, clients.find(cluster, "outside", ""))
    on_node = view._replace(node=node, client=clients.find(cluster, objects.name(node), ""))
    said: dict[str, list[str]] = {}
    for who, ask in (
        ("anybody", lambda: resolved(cluster, url, None)),
        ("somebody outside", lambda: resolved(cluster, url, view)),
        ("a node", lambda: resolved(cluster, url, on_node)),
        ("a packet", lambda: traced(cluster, url)),
    ):
        said.setdefault(answer(ask), []).append(who)
    for words, askers in said.items():
        yield f"{url}, asked by {' and '.join(askers)}:"
        yield words


def answer(ask: Callable[[], str]) -> str:
    """Return an answer, or why there is none."""
    try:
        return plain(ask())
    except MinikError as error:
        return f"{type(error).__name__}: {error}"


def resolved(cluster: Cluster, url: str, view: Viewpoint | None) -> str:
    return way_text.text(way_resolution.resolve(cluster, request.parse(url), view))


def traced(cluster: Cluster, url: str) -> str:
    """Return what `trace` says more than `resolve`."""
    found = way_resolution.resolve(cluster, request.parse(url))
    known = way_text.text(found).splitlines()
    steps = way_trace.text(found, list(way_journeys.legs(cluster, found, None))).splitlines()
    return "\n".join(line for line in steps if line not in known)


def plain(said: str) -> str:
    """Return a text without its marks and empty lines."""
    return "\n".join(line for line in said.translate(MARKS).splitlines() if line.strip())


def written() -> dict[str, str]:
    """Return what is written of each case."""
    parts = FILE.read_text(encoding="utf-8").split("==== ")[1:]
    return {part.partition("\n")[0]: f"==== {part}" for part in parts}


if __name__ == "__main__":
    FILE.write_text("".join(map(text, NAMES)), encoding="utf-8")
