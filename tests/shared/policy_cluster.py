"""What the tests of admission policies share: a draft with a namespace, policies and requests."""

from datetime import UTC, datetime
from typing import Any

from minik import kinds
from minik.intake import registry
from minik.intake.policies.attributes import Attributes, attributes_of
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.model.writing import Writer

NOW = datetime(2026, 11, 23, 8, 12, 11, tzinfo=UTC)
GROUP = "admissionregistration.k8s.io/v1"
SHOP = {
    "apiVersion": "v1",
    "kind": "Namespace",
    "metadata": {"name": "shop", "labels": {"tier": "one"}, "managedFields": [{}]},
    "spec": {"finalizers": ["kubernetes"]},
    "status": {"phase": "Active"},
}


KUBECTL = Writer("kubectl-create")


def draft(writer: Writer = KUBECTL, dry_run: bool = False) -> Draft:
    settings = DEFAULT._replace(disabled_admission_plugins=("ServiceAccount",))
    found = Objects({"Namespace": {"shop": SHOP}})
    cluster = Cluster(found, now=NOW, lineage="test", settings=settings)
    return cluster.draft(dry_run=dry_run, writer=writer)


def config_map(name: str = "a", *, namespace: str = "shop", **fields: Any) -> Object:
    metadata = {"name": name, "namespace": namespace, **fields.pop("metadata", {})}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, **fields}


def rule(*resources: str, **fields: Any) -> Object:
    return {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE", "UPDATE"],
        "resources": list(resources or ("configmaps",)),
        **fields,
    }


def policy(*expressions: str, name: str = "p", **spec: Any) -> Object:
    match = {"resourceRules": [rule(operations=["*"])]}
    validations = [{"expression": text} for text in expressions]
    return {
        "apiVersion": GROUP,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {"matchConstraints": match, "validations": validations, **spec},
    }


def binding(*actions: str, name: str = "b", of: str = "p", **spec: Any) -> Object:
    return {
        "apiVersion": GROUP,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {"policyName": of, "validationActions": list(actions or ("Deny",)), **spec},
    }


def mutating(*mutations: str, name: str = "m", again: str = "Never", **spec: Any) -> Object:
    """Each mutation is a list of patches, or else an apply configuration."""
    match = {"resourceRules": [rule()]}
    return {
        "apiVersion": GROUP,
        "kind": "MutatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "matchConstraints": match,
            "reinvocationPolicy": again,
            "mutations": [
                {"patchType": "JSONPatch", "jsonPatch": {"expression": text}}
                if text.startswith("[")
                else {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": text}}
                for text in mutations
            ],
            **spec,
        },
    }


def mutating_binding(name: str = "n", of: str = "m", **spec: Any) -> Object:
    return {
        "apiVersion": GROUP,
        "kind": "MutatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {"policyName": of, **spec},
    }


def create(where: Draft, *documents: Object) -> list[tuple[Object, list[str]]]:
    """Create objects, one after the other; return each as stored, with its warnings."""
    made = []
    for document in documents:
        kind = kinds.find_served_kind(document["apiVersion"], document["kind"])
        assert kind is not None
        made.append(registry.create(where, kind, document))
    return made


def request(
    obj: Object,
    old: Object | None = None,
    operation: Operation | None = None,
    part: str = "",
    where: Draft | None = None,
    settled: bool = True,
) -> AdmissionRequest:
    kind = kinds.find_served_kind(obj["apiVersion"], obj["kind"])
    assert kind is not None
    default = Operation.CREATE if old is None else Operation.UPDATE
    return AdmissionRequest(
        operation or default, kind, obj, old, where or draft(), part, settled, {}
    )


def attributes(*arguments: Any, **named: Any) -> Attributes:
    return attributes_of(request(*arguments, **named))
