"""What the API has at a path: `/api/v1/namespaces/default/services/web`, `/apis/apps/v1/deployments`, `/version`."""
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from minik import kinds
from minik.commands import _discovery, _reading, _targets, _versions
from minik.errors import ClientError, NotFound
from minik.intake import subresources
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.go_values import marshalled
from minik.model.kind import Kind
from minik.model.object import Object

HEALTH = ("/healthz", "/livez", "/readyz")


class Place(NamedTuple):
    """A kind's objects in a namespace or everywhere; or one of them, by its name; or a part of it."""

    kind: Kind
    api_version: str
    namespace: str = ""
    name: str = ""
    part: str = ""


def answer(cluster: Cluster, path: str) -> str:
    """The answer to a GET of this path, as the API server words it."""
    plain, _, query = path.partition("?")
    plain = plain.rstrip("/")
    if plain in HEALTH:
        return "ok"
    if plain == "/version":
        return marshalled(_versions.server(), "  ")
    parts = plain.lstrip("/").split("/")
    told = _discovery.answer(cluster, parts)
    if told is not None:
        return json.dumps(told, indent=2 if parts == [""] else None, separators=None if parts == [""] else (",", ":"))
    asked = dict(parse_qsl(query, keep_blank_values=True))
    return marshalled(_answer(cluster, place(cluster, plain), asked))


def place(cluster: Cluster, path: str) -> Place:
    """What a path leads to."""
    parts = path.partition("?")[0].strip("/").split("/")
    if parts[0] == "api" and parts[1:2] == ["v1"]:
        return _place(cluster, "v1", parts[2:])
    if parts[0] == "apis" and len(parts) > 2:
        return _place(cluster, f"{parts[1]}/{parts[2]}", parts[3:])
    raise subresources.missing()


def _place(cluster: Cluster, api_version: str, parts: Sequence[str]) -> Place:
    namespace = parts[1] if parts[:1] == ["namespaces"] and len(parts) > 2 and parts[2:] != ["status"] else ""
    plural, *name = parts[2:] if namespace else parts or [""]
    kind = kinds.named(f"{plural}.{objects.group(api_version)}".rstrip("."), _targets.custom(cluster))
    if kind is None or objects.version(api_version) not in kind.versions or len(name) > 2 or namespace and not kind.namespaced:
        raise subresources.missing()
    return Place(kind, api_version, namespace, *name)


def _answer(cluster: Cluster, where: Place, asked: Mapping[str, str]) -> Object:
    """One object, a part of it, or a list of a kind, in one namespace or everywhere."""
    if not where.name:
        return listed(where, _chosen(cluster, where.kind, where.namespace, asked))
    found = cluster.get(where.kind.key, where.namespace, where.name)
    if found is None:
        raise NotFound(f'{where.kind.resource} "{where.name}" not found')
    return _part(where.kind, found, where.part) if where.part else found


def _part(kind: Kind, found: Object, part: str) -> Object:
    """What stands at the path of a part."""
    if not subresources.has(kind, part):
        raise subresources.missing()
    return subresources.scale(found) if part == "scale" else found


def _chosen(cluster: Cluster, kind: Kind, namespace: str, asked: Mapping[str, str]) -> Sequence[Object]:
    """The objects that the query lets through; the API server pages (limit), minik has it all on one page."""
    if asked.get("watch") in ("1", "true"):
        raise ClientError("a path is looked at, not watched", hint=f"minik get {kind.plural} --watch")
    request = _reading.Request([kind.resource], namespace, everywhere=not namespace, selector=asked.get("labelSelector", ""),
                               field_selector=asked.get("fieldSelector", ""))
    return _reading.listed(cluster, kind, request)


def listed(where: Place, found: Sequence[Object]) -> Object:
    """A list as the API has it: its items do not say what they are."""
    items = [{name: value for name, value in obj.items() if name not in ("apiVersion", "kind")} for obj in found]
    return {"apiVersion": where.api_version, "items": items, "kind": f"{where.kind.name}List", "metadata": {"resourceVersion": ""}}
