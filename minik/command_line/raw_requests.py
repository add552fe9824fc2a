"""--raw of `create` (POST), `replace` (PUT) and `delete` (DELETE): requests sent to a path of the
API.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from minik.client import requests
from minik.client.requests import Outcome
from minik.command_line import change_requests, raw_paths, state_access
from minik.command_line.change_requests import Request
from minik.command_line.raw_paths import Place
from minik.errors import BadRequest, ClientError, MethodNotAllowed
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshal
from minik.model.object import Object
from minik.store import manifests

Answer: TypeAlias = Callable[[Sequence[Outcome]], Object]
NOT_ALLOWED = "the server does not allow this method on the requested resource"
# of these kinds a server gives back the object that it deletes, of others only the news
RETURNED_KINDS = (
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodTemplate",
    "ResourceQuota",
    "Service",
    "ServiceAccount",
)


def check_path(path: str) -> None:
    """Raise ClientError unless the path begins with `/`."""
    if not path.startswith("/"):
        raise ClientError(
            f'--raw must be a valid URL path: parse "{path}": invalid URI for request'
        )


def check_options(path: str, request: Request, *, edit: bool = False) -> None:
    """Raise ClientError for options that exclude each other, in kubectl's order."""
    for is_wrong, message in (
        (not request.filenames, "must specify one of -f and -k"),
        (edit, "--raw and --edit are mutually exclusive"),
        (len(request.filenames) != 1, "--raw can only use a single local file or stdin"),
        (request.recursive, "--raw and --recursive are mutually exclusive"),
        (request.selector, "--raw and --selector (-l) are mutually exclusive"),
        (request.output, "--raw and --output are mutually exclusive"),
    ):
        if is_wrong:
            raise ClientError(message)
    check_path(path)


def post(path: str, request: Request) -> None:
    """Create an object at the path of its kind."""
    with state_access.begin_change() as session:
        where = raw_paths.place(session.cluster, path)
        if where.name:
            raise MethodNotAllowed(NOT_ALLOWED)
        _carry_out(
            session,
            [partial(_create, where=where, document=match_place(read_document(request), where))],
            request,
        )


def put(path: str, request: Request) -> None:
    """Replace the object at a path."""
    with state_access.begin_change() as session:
        where = raw_paths.place(session.cluster, path)
        if not where.name:
            raise MethodNotAllowed(NOT_ALLOWED)
        _carry_out(
            session,
            [partial(_replace, where=where, document=match_place(read_document(request), where))],
            request,
        )


def delete(path: str, request: Request) -> None:
    """Delete the object at a path, or all objects there."""
    with state_access.begin_change() as session:
        where = raw_paths.place(session.cluster, path)
        if where.part:
            raise MethodNotAllowed(NOT_ALLOWED)
        within = (
            session.cluster.within(where.kind.key, where.namespace)
            if where.namespace
            else session.cluster.of(where.kind.key)
        )
        keys = (
            [(where.namespace, where.name)]
            if where.name
            else [(objects.namespace(obj), objects.name(obj)) for obj in within]
        )
        acts = [
            partial(_delete, where=where, namespace=namespace, name=name)
            for namespace, name in keys
        ]
        _carry_out(session, acts, request, partial(_deletion_answer, where=where))


def _carry_out(
    session: state_access.Session,
    acts: Sequence[change_requests.Act],
    request: Request,
    answer: Answer | None = None,
) -> None:
    result = change_requests.carry_out(session, acts, request)
    text = (
        ""
        if result.errors
        else marshal(answer(result.outcomes) if answer else result.outcomes[0].object) + "\n"
    )
    change_requests.say(text, result)


def read_document(request: Request) -> Document:
    """Return the one document of the file. Raises BadRequest where it holds another number."""
    documents = list(manifests.read(request.filenames, request.recursive))
    if len(documents) != 1:
        raise BadRequest(f"{len(documents)} objects were sent where one is expected")
    if documents[0].error:
        raise documents[0].error
    return documents[0]._replace(value=requests.check_metadata(documents[0]), source="")


def match_place(document: Document, where: Place) -> Document:
    """Return the document, with the path's namespace.

    Raises BadRequest where it does not belong at the path.
    """
    obj = document.value
    if (obj.get("apiVersion"), obj.get("kind")) != (where.api_version, where.kind.name):
        raise BadRequest(
            f"the API version in the data ({obj.get('apiVersion')}, Kind={obj.get('kind')}) does not match the expected API "
            f"version ({where.api_version}, Kind={where.kind.name})"
        )
    name, namespace = objects.name(obj), objects.namespace(obj)
    if where.name and name != where.name:
        raise BadRequest(
            f"the name of the object ({name}) does not match the name on the URL ({where.name})"
        )
    if where.namespace and namespace not in ("", where.namespace):
        raise BadRequest(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    return document._replace(
        value=objects.write(obj, "metadata.namespace", where.namespace) if where.namespace else obj
    )


def _create(draft: Draft, *, where: Place, document: Document) -> Outcome:
    return requests.create(draft, where.kind, document)


def _replace(draft: Draft, *, where: Place, document: Document) -> Outcome:
    return requests.replace(draft, where.kind, document, where.part)


def _delete(draft: Draft, *, where: Place, namespace: str, name: str) -> Outcome:
    return requests.delete(draft, where.kind, namespace, name)


def _deletion_answer(outcomes: Sequence[Outcome], *, where: Place) -> Object:
    """Return the server's answer to a deletion: the object, a list of all, or a Status."""
    if not where.name:
        return raw_paths.list_document(where, [outcome.object for outcome in outcomes])
    obj = outcomes[0].object
    if where.kind.key in RETURNED_KINDS or obj["metadata"].get("finalizers"):
        return obj
    group = {"group": where.kind.group} if where.kind.group else {}
    details = {
        "name": objects.name(obj),
        **group,
        "kind": where.kind.plural,
        "uid": objects.uid(obj),
    }
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": details,
    }
