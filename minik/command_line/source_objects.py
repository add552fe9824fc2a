"""The objects that `expose` and `autoscale` make another one for: as they stand in files, or as they
are in the cluster.
"""

from collections.abc import Callable, Iterator, Sequence

from minik.client import requests
from minik.command_line import lookup, resource_arguments, selection, state_access
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError
from minik.intake import validation
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object
from minik.store import manifests


def make_each(
    make: Callable[[Kind, Object], Object],
    words: Sequence[str],
    filenames: Sequence[str],
    recursive: bool,
    request: Request,
) -> Iterator[Object | MinikError]:
    """Yield what is made of every object that words or files name, or why nothing is.

    Raises ClientError where neither names one.
    """
    for found in _find(words, filenames, recursive, request):
        try:
            yield found if isinstance(found, MinikError) else make(*found)
        except MinikError as error:
            yield error


def _find(
    words: Sequence[str], filenames: Sequence[str], recursive: bool, request: Request
) -> Iterator[tuple[Kind, Object] | MinikError]:
    if not words and not filenames:
        raise ClientError(selection.NO_RESOURCES)
    if len(words) == 1 and "/" not in words[0]:
        raise ClientError(selection.NO_NAME)
    query = lookup.Request(
        words,
        state_access.namespace(request.namespace),
        filenames,
        recursive,
        request.enforced,
    )
    cluster = state_access.read_cluster()
    if filenames and not words:
        yield from _in_files(cluster, query)
        return
    result = lookup.find(cluster, query)
    yield from ((section.kind, obj) for section in result.sections for obj in section.objects)
    yield from result.errors


def _in_files(
    cluster: Cluster, query: lookup.Request
) -> Iterator[tuple[Kind, Object] | MinikError]:
    custom = resource_arguments.custom_definitions(cluster)
    for document in manifests.read(query.filenames, query.recursive):
        try:
            kind = validation.find_kind(
                document,
                custom,
                checked=False,
                kubernetes_version=cluster.settings.kubernetes_version,
            )
            metadata = requests.check_metadata(document)
            yield (
                kind,
                requests.with_namespace(metadata, kind, query.namespace, enforced=query.given),
            )
        except MinikError as error:
            yield error
