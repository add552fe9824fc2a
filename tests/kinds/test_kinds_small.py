"""Kinds with little to say: Leases, StorageVersionMigrations, PodTemplates, APIServices; and kinds
without a file of their own.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
(SUBDOMAIN,) = names.subdomain("A")


def lease(**spec: Any) -> Object:
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "leader", "namespace": "default"},
        "spec": spec,
    }


def migration(resource: str = "deployments") -> Object:
    return {
        "apiVersion": "storagemigration.k8s.io/v1",
        "kind": "StorageVersionMigration",
        "metadata": {"name": "one"},
        "spec": {"resource": {"group": "apps", "resource": resource}},
    }


def service(name: str = "v1.example.com", status: Object | None = None, **spec: Any) -> Object:
    whole = {
        "group": "example.com",
        "version": "v1",
        "groupPriorityMinimum": 100,
        "versionPriority": 10,
        **spec,
    }
    return {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": name},
        "spec": whole,
        "status": status or {},
    }


def template(**spec: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "PodTemplate",
        "metadata": {"name": "web", "namespace": "default"},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "c", "image": "nginx"}], **spec},
        },
    }


def request(name: str) -> Object:
    return {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "PodCertificateRequest",
        "metadata": {"name": name, "namespace": "default"},
    }


CASES: dict[str, tuple[Object, list[str]]] = {
    "a lease": (lease(holderIdentity="a", leaseDurationSeconds=15), []),
    "it lasts": (
        lease(leaseDurationSeconds=0, leaseTransitions=-1),
        [
            "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
            "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0",
        ],
    ),
    "nobody is preferred without a strategy": (
        lease(preferredHolder="a"),
        ["spec.preferredHolder: Forbidden: may only be specified when `strategy` is defined"],
    ),
    "a migration": (migration(), []),
    "of something": (migration(""), ["spec.resource.resource: Required value"]),
    "a server": (service(service={"namespace": "a", "name": "b"}), []),
    "its name tells version and group": (
        service("v2.example.com"),
        [
            'metadata.name: Invalid value: "v2.example.com": must be `spec.version+"."+spec.group`: "v1.example.com"'
        ],
    ),
    "it has a place among the others": (
        service(groupPriorityMinimum=0, versionPriority=1001),
        [
            "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000",
            "spec.versionPriority: Invalid value: 1001: must be positive and less than 1000",
        ],
    ),
    "it has a name and a port": (
        service(service={"port": 70000}),
        [
            "spec.service.namespace: Required value",
            "spec.service.name: Required value",
            "spec.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive",
        ],
    ),
    "it is trusted in one way": (
        service(
            service={"namespace": "a", "name": "b"}, caBundle="eA==", insecureSkipTLSVerify=True
        ),
        ["spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present"],
    ),
    "the API server trusts itself": (
        service(caBundle="eA==", insecureSkipTLSVerify=True),
        [
            'spec.caBundle: Invalid value: "1 bytes": local APIServices may not have a caBundle',
            "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify",
        ],
    ),
    "a template": (template(), []),
    "of pods that go on": (
        template(restartPolicy="Sometimes"),
        [
            'template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'
        ],
    ),
    "a kind without a file": (request("one"), []),
    "has a name all the same": (request("A"), [f'metadata.name: Invalid value: "A": {SUBDOMAIN}']),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_what_is_not_said_is_supposed(admit: Admit) -> None:
    assert (
        admit(service(service={"namespace": "a", "name": "b"}))[0]["spec"]["service"]["port"] == 443
    )
    assert admit(template())[0]["template"]["spec"]["restartPolicy"] == "Always"


def test_what_is_migrated_stays(refusals: Refusals) -> None:
    assert refusals(migration("pods"), migration()) == [
        'spec: Invalid value: {"resource":{"group":"apps","resource":"pods"}}: field is immutable'
    ]


UP, DOWN = (
    {"conditions": [{"type": "Available", "status": status, "reason": "Because"}]}
    for status in ("True", "False")
)
ROWS: dict[str, tuple[Object, list[str]]] = {
    "a lease": (lease(holderIdentity="a"), ["a"]),
    "a migration": (migration(), ["one", "deployments.apps"]),
    "the API server": (service(status=UP), ["Local", "True"]),
    "another": (
        service(service={"namespace": "a", "name": "b"}, status=DOWN),
        ["a/b", "False (Because)"],
    ),
    "nobody knows": (service(), ["Local", "Unknown"]),
    "a template": (template(), ["web", "c", "nginx", "app=web"]),
}


@pytest.mark.parametrize(("given", "row"), ROWS.values(), ids=ROWS)
def test_their_tables(cells: Callable[[Object], list[str]], given: Object, row: list[str]) -> None:
    assert cells(given) == row


COMPONENTS: dict[str, tuple[list[Object], list[str]]] = {
    "well": (
        [{"type": "Healthy", "status": "True", "message": "ok"}],
        ["etcd-0", "Healthy", "ok", ""],
    ),
    "ill": (
        [{"type": "Healthy", "status": "False", "message": "", "error": "refused"}],
        ["etcd-0", "Unhealthy", "", "refused"],
    ),
    "nobody knows": ([{"type": "Other", "status": "True"}], ["etcd-0", "Unknown", "", ""]),
}


@pytest.mark.parametrize(("conditions", "row"), COMPONENTS.values(), ids=COMPONENTS)
def test_the_parts_of_the_control_plane_tell_how_they_feel(
    cells: Callable[[Object], list[str]], conditions: list[Object], row: list[str]
) -> None:
    assert (
        cells(
            {
                "apiVersion": "v1",
                "kind": "ComponentStatus",
                "metadata": {"name": "etcd-0"},
                "conditions": conditions,
            }
        )
        == row
    )
