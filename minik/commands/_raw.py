"""What the API has at a path: `/api/v1/namespaces/default/services/web`, `/apis/apps/v1/deployments`, `/version`."""
from collections.abc import Sequence

from minik import kinds
from minik.commands import _targets, _versions
from minik.errors import NotFound
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.go_values import marshalled
from minik.model.kind import Kind
from minik.model.object import Object

HEALTH = ("/healthz", "/livez", "/readyz")


def answer(cluster: Cluster, path: str) -> str:
    """The answer to a GET of this path, as the API server words it."""
    plain = path.partition("?")[0].rstrip("/")
    if plain in HEALTH:
        return "ok"
    if plain == "/version":
        return marshalled(_versions.server(), "  ")
    parts = plain.lstrip("/").split("/")
    if parts[0] == "api" and parts[1:2] == ["v1"]:
        return marshalled(_answer(cluster, "v1", parts[2:]))
    if parts[0] == "apis" and len(parts) > 2:
        return marshalled(_answer(cluster, f"{parts[1]}/{parts[2]}", parts[3:]))
    raise missing()


def missing() -> NotFound:
    """Nothing is there."""
    return NotFound("the server could not find the requested resource")


def _answer(cluster: Cluster, api_version: str, parts: Sequence[str]) -> Object:
    """One object, or a list of a kind, in one namespace or everywhere."""
    namespace = parts[1] if parts[:1] == ["namespaces"] and len(parts) > 2 else ""
    plural, *name = parts[2:] if namespace else parts or [""]
    kind = kinds.named(f"{plural}.{objects.group(api_version)}".rstrip("."), _targets.custom(cluster))
    if kind is None or objects.version(api_version) not in kind.versions or len(name) > 1 or namespace and not kind.namespaced:
        raise missing()
    if not name:
        return _list(kind, api_version, cluster.within(kind.key, namespace) if namespace else cluster.of(kind.key))
    found = cluster.get(kind.key, namespace, name[0])
    if found is None:
        raise NotFound(f'{kind.resource} "{name[0]}" not found')
    return found


def _list(kind: Kind, api_version: str, found: Sequence[Object]) -> Object:
    items = [{name: value for name, value in obj.items() if name not in ("apiVersion", "kind")} for obj in found]
    return {"apiVersion": api_version, "items": items, "kind": f"{kind.name}List", "metadata": {"resourceVersion": ""}}
