"""CustomResourceDefinitions: kinds that users add to a cluster."""

from collections.abc import Mapping, Sequence

from minik.kinds._columns import CREATED
from minik.kinds._webhook import default_client
from minik.kinds.custom_resource_definition import rules
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, write


def versions(definition: Object) -> Sequence[Mapping[str, Any]]:
    """Return the versions of the definition."""
    entries: Sequence[Mapping[str, Any]] = read(definition, "spec.versions", [])
    return entries


def default(definition: Object) -> Object:
    """Return the definition with singular and listKind from its kind, and conversion None."""
    spec = definition.get("spec") or {}
    names = spec.get("names") or {}
    kind = names.get("kind") or ""
    names = {
        **names,
        "singular": names.get("singular") or kind.lower(),
        "listKind": names.get("listKind") or (kind and f"{kind}List"),
    }
    conversion = spec.get("conversion") or {"strategy": "None"}
    client = read(conversion, "webhook.clientConfig")
    if client is not None:
        conversion = write(conversion, "webhook.clientConfig", default_client(client))
    fields = {
        name: value for name, value in spec.items() if name != "preserveUnknownFields" or value
    }
    return {
        **definition,
        "spec": {
            **fields,
            "names": {name: value for name, value in names.items() if value},
            "conversion": conversion,
        },
    }


def prepare(definition: Object, old: Object | None, _: Draft) -> Object:
    """Return the definition with its old status, its storage version in storedVersions."""
    status = (old or {}).get("status") or {
        "acceptedNames": {"kind": "", "plural": ""},
        "conditions": None,
        "storedVersions": [],
    }
    stored = [*(status.get("storedVersions") or ())]
    stored += [
        version["name"]
        for version in versions(definition)
        if version.get("storage") and version.get("name") not in stored
    ]
    return {**definition, "status": {**status, "storedVersions": stored}}


KIND = Kind(
    "CustomResourceDefinition",
    default=default,
    prepare=prepare,
    problems=rules.problems,
    update_problems=rules.whole_update_problems,
    whole_update=True,
    columns=CREATED,
    whole_row=True,
)
