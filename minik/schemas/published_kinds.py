"""The kinds that a published client knows: names, versions and scope, from the paths it requests."""

import zipfile
from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.light_typing import Any

SERVED = re.compile(r"v\d+\Z")
SHORT = {
    "componentstatuses": ["cs"],
    "configmaps": ["cm"],
    "endpoints": ["ep"],
    "events": ["ev"],
    "limitranges": ["limits"],
    "namespaces": ["ns"],
    "nodes": ["no"],
    "persistentvolumeclaims": ["pvc"],
    "persistentvolumes": ["pv"],
    "pods": ["po"],
    "replicationcontrollers": ["rc"],
    "resourcequotas": ["quota"],
    "serviceaccounts": ["sa"],
    "services": ["svc"],
    "customresourcedefinitions": ["crd", "crds"],
    "daemonsets": ["ds"],
    "deployments": ["deploy"],
    "replicasets": ["rs"],
    "statefulsets": ["sts"],
    "horizontalpodautoscalers": ["hpa"],
    "cronjobs": ["cj"],
    "certificatesigningrequests": ["csr"],
    "ingresses": ["ing"],
    "networkpolicies": ["netpol"],
    "poddisruptionbudgets": ["pdb"],
    "priorityclasses": ["pc"],
    "storageclasses": ["sc"],
    "ipaddresses": ["ip"],
    "volumeattributesclasses": ["vac"],
}
ALL = (
    "pods",
    "replicationcontrollers",
    "services",
    "daemonsets",
    "deployments",
    "replicasets",
    "statefulsets",
    "horizontalpodautoscalers",
    "cronjobs",
    "jobs",
)
API_EXTENSIONS = (
    "mutatingwebhookconfigurations",
    "validatingwebhookconfigurations",
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "mutatingadmissionpolicies",
    "mutatingadmissionpolicybindings",
    "customresourcedefinitions",
    "apiservices",
)


def served_resources(paths: Iterator[str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield group, version, plural and scope of every resource that has a path of its own."""
    for path in sorted(set(paths)):
        match = re.fullmatch(
            r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>v\w+)/(?P<ns>namespaces/\{namespace\}/)?(?P<plural>[a-z]+)",
            path,
        )
        if match:
            yield match["group"] or "", match["version"], match["plural"], bool(match["ns"])


def paths(client: zipfile.ZipFile) -> Iterator[str]:
    """Yield every path that the published client requests."""
    for name in client.namelist():
        if re.fullmatch(r"kubernetes/client/api/\w+_api\.py", name):
            yield from re.findall(r"resource_path='([^']+)'", client.read(name).decode())


def plural_of(
    resources: Mapping[tuple[str, str, str], bool], group: str, version: str, kind: str
) -> str:
    """Return the plural under which a kind is served, or "".

    It is the kind's name in lower case with an English plural ending.
    """
    word = kind.lower()
    for plural in (word, word + "s", word + "es", word[:-1] + "ies"):
        if (group, version, plural) in resources:
            return plural
    return ""


def catalog(definitions: Mapping[str, Any], client: zipfile.ZipFile) -> list[dict[str, Any]]:
    """Return one row for each kind that has a path: its names, versions, and those served."""
    resources: dict[tuple[str, str, str], bool] = {}
    for group, version, plural, namespaced in served_resources(paths(client)):
        resources[group, version, plural] = (
            resources.get((group, version, plural), False) or namespaced
        )
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for name, schema in sorted(definitions.items()):
        kinds = schema.get("x-kubernetes-group-version-kind", [])
        if len(kinds) != 1:
            continue
        group, version, kind = (kinds[0][part] for part in ("group", "version", "kind"))
        plural = plural_of(resources, group, version, kind)
        if plural:
            namespaced = resources[group, version, plural]
            row = rows.setdefault((group, kind), new_row(kind, group, plural, namespaced))
            row["versions"][version] = name
    return [with_served_versions(rows[key]) for key in sorted(rows)]


def new_row(kind: str, group: str, plural: str, namespaced: bool) -> dict[str, Any]:
    """Return a kind's row, still without versions."""
    return {
        "kind": kind,
        "group": group,
        "plural": plural,
        "namespaced": namespaced,
        "versions": {},
        "short": SHORT.get(plural, []),
        "categories": ["all"] * (plural in ALL) + ["api-extensions"] * (plural in API_EXTENSIONS),
    }


def with_served_versions(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its versions in order of preference, and those that are served."""
    versions = sorted(
        row["versions"],
        key=lambda v: (
            not SERVED.match(v),
            v if not SERVED.match(v) else f"{99 - int(v[1:]):02}",
        ),
    )
    return {
        **row,
        "versions": {v: row["versions"][v] for v in versions},
        "served": [v for v in versions if SERVED.match(v)],
    }
