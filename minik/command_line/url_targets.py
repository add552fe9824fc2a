"""A URL as the target of `resolve`, `why` and `trace`, or an Ingress, a Gateway or a route: who takes the
requests, and to whom they lead.
"""

from collections.abc import Callable, Sequence
from functools import partial

from minik.command_line import (
    network_options,
    resource_arguments,
    state_access,
    target_arguments,
    terminal,
)
from minik.command_line import what_if_flags as what_if
from minik.command_line.network_options import Asker
from minik.command_line.request_options import Asked
from minik.diagnosis import way_overview, way_resolution
from minik.diagnosis.resolution import Viewpoint
from minik.diagnosis.way_overview import WayOverview
from minik.diagnosis.way_resolution import WayResolution
from minik.errors import ClientError, NotFound, Unanswered
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.render import overview_text, way_document, way_text
from minik.ways import request
from minik.ways.request import Request

OUTSIDE, ANYBODY = "outside", Asker()
VIEWS: dict[str, Callable[[WayResolution], str]] = {
    "": way_text.text,
    "wide": way_text.wide,
    "addresses": way_text.addresses,
    "name": way_text.names,
    "json": partial(way_document.render, output="json"),
    "yaml": partial(way_document.render, output="yaml"),
}
OVERVIEWS: dict[str, Callable[[WayOverview], str]] = {
    "": overview_text.text,
    "wide": overview_text.text,
    "addresses": overview_text.addresses,
    "name": overview_text.names,
    "json": partial(way_document.render_overview, output="json"),
    "yaml": partial(way_document.render_overview, output="yaml"),
}


def show(
    words: Sequence[str],
    asked: Asked,
    namespace: str,
    output: str,
    supposed: what_if.Supposition | None = None,
    asker: Asker = ANYBODY,
    *,
    packets: bool = False,
) -> None:
    """Print where a URL, or the requests of an object, lead; `packets`: with those on the way. Raise
    Unanswered where nobody answers, ClientError for no URL, NotFound for no such object.
    """
    if output not in VIEWS:
        raise ClientError(
            f'unknown output format "{output}": use {", ".join(filter(None, VIEWS))}, or omit -o'
        )
    current = state_access.namespace(namespace)
    if "://" in words[0]:
        wanted = request.parse(words[0], asked.headers, asked.method)
        of_request = _trace_request if packets else _of_request
        ask: what_if.Answer = partial(of_request, wanted, asker, current)
    else:
        ask = partial(_of_object, "/".join(words), asker, current)
    if supposed:
        answers = what_if.show(supposed, namespace, output, ask)
    else:
        text, answers = ask(state_access.read_cluster(), output)
        terminal.show_as(output, text)
    if not answers:
        raise Unanswered("")


def concerned(cluster: Cluster, url: str) -> set[Key]:
    """Return the objects on the way of a URL: who takes the request, by which rule, and to which Services.

    Raises NotFound where nobody takes it, ClientError for what is no URL.
    """
    found = way_resolution.resolve(cluster, request.parse(url))
    way, reason = found.way, found.reason
    if way.entrance is None:
        raise NotFound(f"nobody takes {url}: {reason.text if reason else 'no rule is for it'}")
    keys = [way.entrance.key, way.entrance.owner, way.place.key if way.place else None]
    backends = [share.target.reference.key for share in way.shares]
    return {key for key in (*keys, *backends) if key is not None}


def _view(cluster: Cluster, namespace: str, asker: Asker) -> Viewpoint | None:
    """Return the view of who asks; None where nobody is named."""
    if asker == ANYBODY:
        return None
    return network_options.view(cluster, namespace, *asker._replace(source=asker.source or OUTSIDE))


def _of_request(
    wanted: Request, asker: Asker, namespace: str, cluster: Cluster, output: str
) -> tuple[str, bool]:
    found = way_resolution.resolve(cluster, wanted, _view(cluster, namespace, asker))
    return VIEWS[output](found), found.answers


def _trace_request(
    wanted: Request, asker: Asker, namespace: str, cluster: Cluster, output: str
) -> tuple[str, bool]:
    from minik.diagnosis import way_journeys  # noqa: PLC0415 only `trace` walks the packets
    from minik.render import documents, way_trace  # noqa: PLC0415

    view = _view(cluster, namespace, asker)
    found = way_resolution.resolve(cluster, wanted, view)
    legs = list(way_journeys.legs(cluster, found, view))
    if not output:
        return way_trace.text(found, legs), found.answers
    return documents.render(way_trace.document(found, legs), output), found.answers


def _of_object(
    target: str, asker: Asker, namespace: str, cluster: Cluster, output: str
) -> tuple[str, bool]:
    word, _, name = target.partition("/")
    kind = target_arguments.kind_named(word, cluster)
    if kind is None:
        raise NotFound(
            f'the server doesn\'t have a resource type "{word}"',
            hint="minik init --gateway-api defines the kinds of Gateway API in a new cluster",
        )
    if not name:
        raise resource_arguments.not_found(resource_arguments.Target(kind, name))
    obj = target_arguments.find_object(kind, name, cluster, namespace)
    found = way_overview.overview(cluster, obj, _view(cluster, namespace, asker))
    return OVERVIEWS[output](found), found.answers
