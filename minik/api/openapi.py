"""OpenAPI: the schemas and paths of a group's version (v3), and of all of them (v2).

Structure comes from the bundled schemas and from CustomResourceDefinitions; sentences are minik's own.
"""

from collections.abc import Iterable, Iterator, Mapping

from minik.api import discovery, openapi_schemas, subresources
from minik.api import resources as served
from minik.api.discovery import Document
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.versions import version_rank

INFO = {"title": "Kubernetes", "version": "v1.36.2"}
PRODUCED = ("application/json", "application/yaml", "application/vnd.kubernetes.protobuf")
PATCHES = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)
# what the parameters of requests are called, and which verbs have them
QUERY = {
    "dryRun": ("post", "put", "patch", "delete"),
    "fieldManager": ("post", "put", "patch"),
    "fieldValidation": ("post", "put", "patch"),
    "force": ("patch",),
}
# verbs of the API → methods, and what each is called in x-kubernetes-action
METHODS = {
    "get": ("get", "get"),
    "list": ("get", "list"),
    "create": ("post", "post"),
    "update": ("put", "put"),
    "patch": ("patch", "patch"),
    "delete": ("delete", "delete"),
    "deletecollection": ("delete", "deletecollection"),
}


def group_versions(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield every group and version that has resources: `apps`, `v1`."""
    kinds = list(served.cluster_kinds(cluster))
    for name in ["", *discovery.group_names(kinds)]:
        versions = {version for kind in kinds if kind.group == name for version in kind.versions}
        yield from ((name, version) for version in sorted(versions, key=version_rank, reverse=True))


def index(cluster: Cluster) -> Mapping[str, tuple[str, str] | None]:
    """Return the paths that have a document of their own, with group and version."""
    pairs = list(group_versions(cluster))
    groups = {f"apis/{group}": None for group, _ in pairs if group}
    places = {place_of(group, version): (group, version) for group, version in pairs}
    return {"api": None, "apis": None, **groups, **places, "version": None}


def place_of(group: str, version: str) -> str:
    """Return the path of a version of a group, without its first slash."""
    return f"apis/{group}/{version}" if group else f"api/{version}"


def v3(cluster: Cluster, place: str) -> Document | None:
    """Return the document at a place such as `apis/apps/v1`; None where there is none."""
    known = index(cluster)
    if place not in known:
        return None
    pair = known[place]
    frame = {"openapi": "3.0.0", "info": INFO}
    if pair is None:
        name = f"/{place}/"
        return {**frame, "paths": {name: {"get": _plain_operation(name)}}}
    group, version = pair
    here = [
        kind
        for kind in served.cluster_kinds(cluster)
        if kind.group == group and version in kind.versions
    ]
    paths = {
        path: item for kind in here for path, item in _paths(kind, version, openapi_schemas.V3)
    }
    return {
        **frame,
        "paths": paths,
        "components": {"schemas": openapi_schemas.schemas_of(here, version, openapi_schemas.V3)},
    }


def v2(cluster: Cluster) -> Document:
    """Return the one document of all groups."""
    everything = list(served.cluster_kinds(cluster))
    paths: Document = {}
    definitions: Document = {}
    for group, version in group_versions(cluster):
        here = [kind for kind in everything if kind.group == group and version in kind.versions]
        paths.update(
            (path, item)
            for kind in here
            for path, item in _paths(kind, version, openapi_schemas.V2)
        )
        definitions.update(openapi_schemas.schemas_of(here, version, openapi_schemas.V2))
    bearer = {
        "description": "Bearer Token authentication",
        "type": "apiKey",
        "name": "authorization",
        "in": "header",
    }
    return {
        "swagger": "2.0",
        "info": INFO,
        "paths": paths,
        "definitions": definitions,
        "parameters": {},
        "securityDefinitions": {"BearerToken": bearer},
        "security": [{"BearerToken": []}],
    }


def _plain_operation(name: str) -> Document:
    return {
        "description": f"What the server has at {name}",
        "responses": {"200": {"description": "OK"}},
    }


def _paths(kind: Kind, version: str, root: str) -> Iterator[tuple[str, Document]]:
    """Yield the paths of a kind, and what can be done there."""
    base = f"/{place_of(kind.group, version)}"
    within = f"{base}/namespaces/{{namespace}}" if kind.namespaced else base
    verbs = served.verbs_of(kind)
    many, one = ("list", "create", "deletecollection"), ("get", "update", "patch", "delete")
    if kind.namespaced and "list" in verbs:
        yield f"{base}/{kind.plural}", _item(kind, version, ("list",), root, "")
    here = [verb for verb in many if verb in verbs]
    names = "namespace" if kind.namespaced else ""
    yield f"{within}/{kind.plural}", _item(kind, version, here, root, names)
    single = [verb for verb in one if verb in verbs]
    both = f"{names} name".strip()
    if single:
        yield f"{within}/{kind.plural}/{{name}}", _item(kind, version, single, root, both)
    for part in subresources.parts_of(kind, version):
        path = f"{within}/{kind.plural}/{{name}}/{part.name}"
        yield path, _item(kind, version, part.verbs, root, both)


def _item(kind: Kind, version: str, verbs: Iterable[str], root: str, names: str) -> Document:
    operations = {
        METHODS[verb][0]: _operation(kind, version, verb, root) for verb in verbs if verb in METHODS
    }
    parameters = [_parameter(name, "path", root) for name in names.split()]
    return {**operations, "parameters": [*parameters, _parameter("pretty", "query", root)]}


def _parameter(name: str, where: str, root: str) -> Document:
    kind = "boolean" if name == "force" else "string"
    typed = {"type": kind} if root == openapi_schemas.V2 else {"schema": {"type": kind}}
    return {"name": name, "in": where, **({"required": True} if where == "path" else {}), **typed}


def _operation(kind: Kind, version: str, verb: str, root: str) -> Document:
    method, action = METHODS[verb]
    query = [_parameter(name, "query", root) for name, here in QUERY.items() if method in here]
    reference = {"$ref": root + openapi_schemas.schema_name(kind, version)}
    patches = [name for name in PATCHES if not (kind.custom and "strategic" in name)]
    sent = patches if verb == "patch" else ["*/*"]
    has_body = verb in ("create", "update", "patch")
    body: Document = {}
    if has_body and root == openapi_schemas.V2:
        query = [*query, {"name": "body", "in": "body", "required": True, "schema": reference}]
    elif has_body:
        body = {"requestBody": {"content": {name: {"schema": reference} for name in sent}}}
    ok = {"description": "OK"}
    answer = (
        {**ok, "schema": reference}
        if root == openapi_schemas.V2
        else {**ok, "content": {name: {"schema": reference} for name in PRODUCED}}
    )
    formats = (
        {"consumes": sent, "produces": list(PRODUCED), "schemes": ["https"]}
        if root == openapi_schemas.V2
        else {}
    )
    return {
        "description": f"{action} {kind.name}",
        "operationId": f"{action}{kind.group.title().replace('.', '')}{version.title()}{kind.name}",
        **formats,
        **({"parameters": query} if query else {}),
        **body,
        "responses": {"200": answer},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": openapi_schemas.group_version_kind(kind, version),
    }
