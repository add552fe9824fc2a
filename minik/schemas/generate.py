"""Make the schema bundle from published packages: kubernetes-validate (structure) and kubernetes (paths, hence plurals and scope).

Run by hand when Kubernetes moves on:

    pip download --no-deps -d /tmp/packages kubernetes-validate==1.37.0 kubernetes==37.0.2
    python -m minik.schemas.generate /tmp/packages

Writes `definitions.jsonl` (one definition a line, `NAME<TAB>SCHEMA`, structure only) and `catalog.json`
(one row a kind: how it is called and where it is served). No prose is taken over.
"""
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DEFINITIONS = "kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict/_definitions.json"
STRUCTURE = ("type", "$ref", "additionalProperties", "properties", "items", "format", "required", "enum", "oneOf", "const")
PATCH = {"x-kubernetes-patch-strategy": "patchStrategy", "x-kubernetes-patch-merge-key": "patchMergeKey"}
LISTS = {"x-kubernetes-list-type": "listType", "x-kubernetes-list-map-keys": "listMapKeys", "x-kubernetes-map-type": "mapType",
         "x-kubernetes-int-or-string": "intOrString", "x-kubernetes-preserve-unknown-fields": "preserveUnknown"}
# Kubernetes serves only these versions unless it is told otherwise (beta and alpha are off by default since 1.24).
SERVED = re.compile(r"v\d+\Z")
SHORT = {
    "componentstatuses": ["cs"], "configmaps": ["cm"], "endpoints": ["ep"], "events": ["ev"], "limitranges": ["limits"],
    "namespaces": ["ns"], "nodes": ["no"], "persistentvolumeclaims": ["pvc"], "persistentvolumes": ["pv"], "pods": ["po"],
    "replicationcontrollers": ["rc"], "resourcequotas": ["quota"], "serviceaccounts": ["sa"], "services": ["svc"],
    "customresourcedefinitions": ["crd", "crds"], "daemonsets": ["ds"], "deployments": ["deploy"], "replicasets": ["rs"],
    "statefulsets": ["sts"], "horizontalpodautoscalers": ["hpa"], "cronjobs": ["cj"], "certificatesigningrequests": ["csr"],
    "ingresses": ["ing"], "networkpolicies": ["netpol"], "poddisruptionbudgets": ["pdb"], "priorityclasses": ["pc"],
    "storageclasses": ["sc"], "ipaddresses": ["ip"], "volumeattributesclasses": ["vac"],
}
ALL = ("pods", "replicationcontrollers", "services", "daemonsets", "deployments", "replicasets", "statefulsets",
       "horizontalpodautoscalers", "cronjobs", "jobs")
API_EXTENSIONS = ("mutatingwebhookconfigurations", "validatingwebhookconfigurations", "validatingadmissionpolicies",
                  "validatingadmissionpolicybindings", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings",
                  "customresourcedefinitions", "apiservices")


def package(folder: Path, name: str) -> zipfile.ZipFile:
    """A downloaded wheel, by the name of its package."""
    return zipfile.ZipFile(next(iter(sorted(folder.glob(f"{name}-[0-9]*.whl")))))


def slim(schema: Any) -> Any:
    """A schema without its prose."""
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Any] = {}
    for word in STRUCTURE:
        if word in schema:
            value = schema[word]
            if word == "properties":
                out[word] = {name: slim(part) for name, part in sorted(value.items())}
            elif word in ("items", "additionalProperties"):
                out[word] = slim(value)
            elif word == "oneOf":
                out[word] = [slim(part) for part in value]
            elif word == "$ref":
                out[word] = value.rsplit("/", 1)[1]
            else:
                out[word] = value
    for theirs, ours in {**PATCH, **LISTS}.items():
        if theirs in schema:
            out[ours] = schema[theirs]
    return out


def served(paths: Iterator[str]) -> Iterator[tuple[str, str, str, bool]]:
    """Group, version, plural and scope of every resource that has a path of its own."""
    for path in sorted(set(paths)):
        match = re.fullmatch(r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>v\w+)/(?P<ns>namespaces/\{namespace\}/)?(?P<plural>[a-z]+)", path)
        if match:
            yield match["group"] or "", match["version"], match["plural"], bool(match["ns"])


def paths(client: zipfile.ZipFile) -> Iterator[str]:
    for name in client.namelist():
        if re.fullmatch(r"kubernetes/client/api/\w+_api\.py", name):
            yield from re.findall(r"resource_path='([^']+)'", client.read(name).decode())


def singular_plurals(resources: Mapping[tuple[str, str, str], bool], group: str, version: str, kind: str) -> str:
    """The plural under which a kind is served: its name in lower case, made plural as English does."""
    word = kind.lower()
    for plural in (word, word + "s", word + "es", word[:-1] + "ies"):
        if (group, version, plural) in resources:
            return plural
    return ""


def catalog(definitions: Mapping[str, Any], client: zipfile.ZipFile) -> list[dict[str, Any]]:
    resources: dict[tuple[str, str, str], bool] = {}
    for group, version, plural, namespaced in served(paths(client)):
        resources[group, version, plural] = resources.get((group, version, plural), False) or namespaced
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for name, schema in sorted(definitions.items()):
        kinds = schema.get("x-kubernetes-group-version-kind", [])
        if len(kinds) != 1:
            continue
        group, version, kind = (kinds[0][part] for part in ("group", "version", "kind"))
        plural = singular_plurals(resources, group, version, kind)
        if not plural:
            continue
        row = rows.setdefault((group, kind), {
            "kind": kind, "group": group, "plural": plural, "namespaced": resources[group, version, plural], "versions": {},
            "short": SHORT.get(plural, []),
            "categories": ["all"] * (plural in ALL) + ["api-extensions"] * (plural in API_EXTENSIONS)})
        row["versions"][version] = name
    for row in rows.values():
        versions = sorted(row["versions"], key=lambda v: (not SERVED.match(v), v if not SERVED.match(v) else f"{99 - int(v[1:]):02}"))
        row["versions"] = {v: row["versions"][v] for v in versions}
        row["served"] = [v for v in versions if SERVED.match(v)]
    return [rows[key] for key in sorted(rows)]


def main() -> None:
    folder = Path(sys.argv[1])
    definitions = json.loads(package(folder, "kubernetes_validate").read(DEFINITIONS))["$defs"]
    rows = catalog(definitions, package(folder, "kubernetes"))
    lines = [f"{name}\t{json.dumps(slim(schema), separators=(',', ':'))}\n" for name, schema in sorted(definitions.items())
             if not any(kind["kind"].endswith(("List", "Options", "WatchEvent")) for kind in schema.get("x-kubernetes-group-version-kind", []))]
    (HERE / "definitions.jsonl").write_text("".join(lines))
    (HERE / "catalog.json").write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print(f"{len(lines)} definitions, {len(rows)} kinds")


if __name__ == "__main__":
    main()
