"""`get --raw`: the API's answer at a path such as `/api/v1/namespaces/default/services/web` or
`/version`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from minik import kinds
from minik.command_line import api_discovery, lookup, resource_arguments, version_info
from minik.errors import ClientError, NotFound
from minik.intake import subresources
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Object

HEALTH = ("/healthz", "/livez", "/readyz")


class Place(NamedTuple):
    """What a path names: the objects of a kind, in a namespace or all, one of them, or a
    subresource (`part`) of it.
    """

    kind: Kind
    api_version: str
    namespace: str = ""
    name: str = ""
    part: str = ""


def answer(cluster: Cluster, path: str) -> str:
    """Return the answer to a GET of this path, as the API server words it."""
    plain, _, query = path.partition("?")
    plain = plain.rstrip("/")
    if plain in HEALTH:
        return "ok"
    if plain == "/version":
        return marshal(version_info.server(), "  ")
    parts = plain.lstrip("/").split("/")
    discovery = api_discovery.answer(cluster, parts)
    if discovery is not None:
        return json.dumps(
            discovery,
            indent=2 if parts == [""] else None,
            separators=None if parts == [""] else (",", ":"),
        )
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    return marshal(_answer(cluster, place(cluster, plain), parameters))


def place(cluster: Cluster, path: str) -> Place:
    """Parse a path. Raises NotFound where there is no such resource."""
    parts = path.partition("?")[0].strip("/").split("/")
    if parts[0] == "api" and parts[1:2] == ["v1"]:
        return _parse_place(cluster, "v1", parts[2:])
    if parts[0] == "apis" and len(parts) > 2:
        return _parse_place(cluster, f"{parts[1]}/{parts[2]}", parts[3:])
    raise subresources.not_found()


def _parse_place(cluster: Cluster, api_version: str, parts: Sequence[str]) -> Place:
    namespace = (
        parts[1]
        if parts[:1] == ["namespaces"] and len(parts) > 2 and parts[2:] != ["status"]
        else ""
    )
    plural, *name = parts[2:] if namespace else parts or [""]
    kind = kinds.find_kind(
        f"{plural}.{objects.group(api_version)}".rstrip("."),
        resource_arguments.custom_definitions(cluster),
    )
    if (
        kind is None
        or objects.version(api_version) not in kind.versions
        or len(name) > 2
        or namespace
        and not kind.namespaced
    ):
        raise subresources.not_found()
    return Place(kind, api_version, namespace, *name)


def _answer(cluster: Cluster, target: Place, parameters: Mapping[str, str]) -> Object:
    """Return one object, a subresource of it, or a list of a kind, in one namespace or all."""
    if not target.name:
        return list_document(
            target, _query_objects(cluster, target.kind, target.namespace, parameters)
        )
    obj = cluster.get(target.kind.key, target.namespace, target.name)
    if obj is None:
        raise NotFound(f'{target.kind.resource} "{target.name}" not found')
    return _subresource(target.kind, obj, target.part) if target.part else obj


def _subresource(kind: Kind, obj: Object, part: str) -> Object:
    """Return a subresource of an object."""
    if not subresources.has_subresource(kind, part):
        raise subresources.not_found()
    return subresources.scale_of(obj) if part == "scale" else obj


def _query_objects(
    cluster: Cluster, kind: Kind, namespace: str, parameters: Mapping[str, str]
) -> Sequence[Object]:
    """Return the objects that the query selects; the API server pages (limit), minik returns all on
    one page.
    """
    if parameters.get("watch") in ("1", "true"):
        raise ClientError(
            "--raw cannot be combined with --watch", hint=f"minik get {kind.plural} --watch"
        )
    request = lookup.Request(
        [kind.resource],
        namespace,
        everywhere=not namespace,
        selector=parameters.get("labelSelector", ""),
        field_selector=parameters.get("fieldSelector", ""),
    )
    return lookup.list_objects(cluster, kind, request)


def list_document(target: Place, listed_objects: Sequence[Object]) -> Object:
    """Return a list as the API has it: its items have no apiVersion and kind."""
    items = [
        {name: value for name, value in obj.items() if name not in ("apiVersion", "kind")}
        for obj in listed_objects
    ]
    return {
        "apiVersion": target.api_version,
        "items": items,
        "kind": f"{target.kind.name}List",
        "metadata": {"resourceVersion": ""},
    }
