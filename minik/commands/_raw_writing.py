"""Requests that are sent to a path of the API as they are: --raw of `create` (POST), `replace` (PUT) and `delete` (DELETE)."""
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from minik.commands import _changes, _raw, _session
from minik.commands._changes import Request
from minik.commands._raw import Place
from minik.errors import BadRequest, ClientError, MethodNotAllowed
from minik.intake import requests
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshalled
from minik.model.object import Object
from minik.store import manifests

Answer: TypeAlias = Callable[[Sequence[Outcome]], Object]
NOT_ALLOWED = "the server does not allow this method on the requested resource"
# of these kinds a server gives back the object that it deletes, of others only the news
GIVEN_BACK = ("PersistentVolume", "PersistentVolumeClaim", "Pod", "PodTemplate", "ResourceQuota", "Service", "ServiceAccount")


def check_path(path: str) -> None:
    """A path begins at the root."""
    if not path.startswith("/"):
        raise ClientError(f'--raw must be a valid URL path: parse "{path}": invalid URI for request')


def check(path: str, request: Request, *, edit: bool = False) -> None:
    """Which options go together, in the order in which kubectl looks."""
    for wrong, why in (
        (not request.filenames, "must specify one of -f and -k"),
        (edit, "--raw and --edit are mutually exclusive"),
        (len(request.filenames) != 1, "--raw can only use a single local file or stdin"),
        (request.recursive, "--raw and --recursive are mutually exclusive"),
        (request.selector, "--raw and --selector (-l) are mutually exclusive"),
        (request.output, "--raw and --output are mutually exclusive"),
    ):
        if wrong:
            raise ClientError(why)
    check_path(path)


def post(path: str, request: Request) -> None:
    """A new object, sent to the place of its kind."""
    with _session.changing() as session:
        where = _raw.place(session.cluster, path)
        if where.name:
            raise MethodNotAllowed(NOT_ALLOWED)
        _carry_out(session, [partial(_created, where=where, document=fitting(sent(request), where))], request)


def put(path: str, request: Request) -> None:
    """An object, sent to its own place."""
    with _session.changing() as session:
        where = _raw.place(session.cluster, path)
        if not where.name:
            raise MethodNotAllowed(NOT_ALLOWED)
        _carry_out(session, [partial(_replaced, where=where, document=fitting(sent(request), where))], request)


def delete(path: str, request: Request) -> None:
    """The object at a path goes, or all that are there."""
    with _session.changing() as session:
        where = _raw.place(session.cluster, path)
        if where.part:
            raise MethodNotAllowed(NOT_ALLOWED)
        within = session.cluster.within(where.kind.key, where.namespace) if where.namespace else session.cluster.of(where.kind.key)
        found = [(where.namespace, where.name)] if where.name else [(objects.namespace(obj), objects.name(obj)) for obj in within]
        acts = [partial(_deleted, where=where, namespace=namespace, name=name) for namespace, name in found]
        _carry_out(session, acts, request, partial(_gone, where=where))


def _carry_out(session: _session.Session, acts: Sequence[_changes.Act], request: Request, answer: Answer | None = None) -> None:
    result = _changes.carry_out(session, acts, request)
    text = "" if result.errors else marshalled(answer(result.outcomes) if answer else result.outcomes[0].object) + "\n"
    _changes.say(text, result)


def sent(request: Request) -> Document:
    """The one document that the file holds."""
    documents = list(manifests.read(request.filenames, request.recursive))
    if len(documents) != 1:
        raise BadRequest(f"{len(documents)} objects were sent where one is expected")
    if documents[0].error:
        raise documents[0].error
    return documents[0]._replace(value=requests.readable(documents[0]), source="")


def fitting(document: Document, where: Place) -> Document:
    """The document, if it is what belongs to the place."""
    obj = document.value
    if (obj.get("apiVersion"), obj.get("kind")) != (where.api_version, where.kind.name):
        raise BadRequest(f"the API version in the data ({obj.get('apiVersion')}, Kind={obj.get('kind')}) does not match the expected API "
                         f"version ({where.api_version}, Kind={where.kind.name})")
    name, namespace = objects.name(obj), objects.namespace(obj)
    if where.name and name != where.name:
        raise BadRequest(f"the name of the object ({name}) does not match the name on the URL ({where.name})")
    if where.namespace and namespace not in ("", where.namespace):
        raise BadRequest("the namespace of the provided object does not match the namespace sent on the request")
    return document._replace(value=objects.write(obj, "metadata.namespace", where.namespace) if where.namespace else obj)


def _created(draft: Draft, *, where: Place, document: Document) -> Outcome:
    return requests.create(draft, where.kind, document)


def _replaced(draft: Draft, *, where: Place, document: Document) -> Outcome:
    return requests.replace(draft, where.kind, document, where.part)


def _deleted(draft: Draft, *, where: Place, namespace: str, name: str) -> Outcome:
    return requests.delete(draft, where.kind, namespace, name)


def _gone(outcomes: Sequence[Outcome], *, where: Place) -> Object:
    """What a server answers when objects go: the object, the list of all, or the news."""
    if not where.name:
        return _raw.listed(where, [outcome.object for outcome in outcomes])
    obj = outcomes[0].object
    if where.kind.key in GIVEN_BACK or obj["metadata"].get("finalizers"):
        return obj
    group = {"group": where.kind.group} if where.kind.group else {}
    details = {"name": objects.name(obj), **group, "kind": where.kind.plural, "uid": objects.uid(obj)}
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}

