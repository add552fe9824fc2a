"""Ingresses and their classes: rules, defaults, warnings, columns, descriptions."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.kinds.layout import align
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.object import Object, key
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
(SUBDOMAIN,) = names.subdomain("-")
CLASS = "kubernetes.io/ingress.class"
PATH = "spec.rules[0].http.paths[0]"
BACKEND: Object = {"service": {"name": "web", "port": {"number": 80}}}


def ingress(annotations: Object | None = None, **spec: Any) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "spec": spec,
        "metadata": {
            "name": "shop",
            "namespace": "default",
            **({"annotations": annotations} if annotations else {}),
        },
    }


def rule(host: str = "shop.example.com", backend: Object | None = None, **path: Any) -> Object:
    entry = {"path": "/", "pathType": "Prefix", "backend": backend or BACKEND, **path}
    return {
        "host": host,
        "http": {"paths": [{field: value for field, value in entry.items() if value is not None}]},
    }


def backed(**backend: Any) -> Object:
    return ingress(defaultBackend=backend)


CASES: dict[str, tuple[Object, list[str]]] = {
    "a rule": (ingress(rules=[rule()]), []),
    "a default backend": (ingress(defaultBackend=BACKEND), []),
    "nothing": (
        ingress(),
        ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"],
    ),
    "a host is a name": (
        ingress(rules=[rule("192.0.2.1")]),
        ['spec.rules[0].host: Invalid value: "192.0.2.1": must be a DNS name, not an IP address'],
    ),
    "a host is lower case": (
        ingress(rules=[rule("Shop")]),
        [f'spec.rules[0].host: Invalid value: "Shop": {SUBDOMAIN}'],
    ),
    "a wildcard": (ingress(rules=[rule("*.example.com")]), []),
    "no paths": (
        ingress(rules=[{"host": "a", "http": {"paths": []}}]),
        ["spec.rules[0].http.paths: Required value"],
    ),
    "a host alone": (ingress(rules=[{"host": "a"}]), []),
    "a path has a type": (
        ingress(rules=[rule(pathType=None)]),
        [f"{PATH}.pathType: Required value: pathType must be specified"],
    ),
    "types are known": (
        ingress(rules=[rule(pathType="exact")]),
        [
            f'{PATH}.pathType: Unsupported value: "exact": supported values: "Exact", "ImplementationSpecific", "Prefix"'
        ],
    ),
    "a path is absolute": (
        ingress(rules=[rule(path="foo")]),
        [f'{PATH}.path: Invalid value: "foo": must be an absolute path'],
    ),
    "a path is there": (
        ingress(rules=[rule(path=None)]),
        [f'{PATH}.path: Invalid value: "": must be an absolute path'],
    ),
    "but not for every controller": (
        ingress(rules=[rule(path=None, pathType="ImplementationSpecific")]),
        [],
    ),
    "a path makes no detours": (
        ingress(rules=[rule(path="/a/../b//c%2F/.", pathType="Exact")]),
        [
            f"{PATH}.path: Invalid value: \"/a/../b//c%2F/.\": must not contain '//'",
            f"{PATH}.path: Invalid value: \"/a/../b//c%2F/.\": must not contain '/../'",
            f"{PATH}.path: Invalid value: \"/a/../b//c%2F/.\": must not contain '%2F'",
            f"{PATH}.path: Invalid value: \"/a/../b//c%2F/.\": cannot end with '/.'",
        ],
    ),
    "a controller may read it its own way": (
        ingress(rules=[rule(path="/a//b", pathType="ImplementationSpecific")]),
        [],
    ),
    "a backend is something": (
        backed(),
        ['spec.defaultBackend: Invalid value: "": resource or service backend is required'],
    ),
    "a backend is one thing": (
        backed(resource={"kind": "Bucket", "name": "b"}, service={}),
        ['spec.defaultBackend: Invalid value: "": cannot set both resource and service backends'],
    ),
    "a resource": (
        backed(resource={"apiGroup": "k8s.example.com", "kind": "Bucket", "name": "b"}),
        [],
    ),
    "a resource in full": (
        backed(resource={"apiGroup": "a/b", "kind": "", "name": "x/y"}),
        [
            f'spec.defaultBackend.resource.apiGroup: Invalid value: "a/b": {SUBDOMAIN}',
            "spec.defaultBackend.resource.kind: Required value",
            "spec.defaultBackend.resource.name: Invalid value: \"x/y\": may not contain '/'",
        ],
    ),
    "a service has a name and a port": (
        backed(service={"port": {}}),
        [
            "spec.defaultBackend.service.name: Required value",
            "spec.defaultBackend: Required value: port name or number is required",
        ],
    ),
    "a port is one thing": (
        backed(service={"name": "web", "port": {"name": "http", "number": 80}}),
        ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number'],
    ),
    "a port has a number": (
        backed(service={"name": "web", "port": {"number": 65536}}),
        [
            "spec.defaultBackend.service.port.number: Invalid value: 65536: must be between 1 and 65535, inclusive"
        ],
    ),
    "or a name": (
        backed(service={"name": "web", "port": {"name": "80"}}),
        [
            'spec.defaultBackend.service.port.name: Invalid value: "80": must contain at least one letter (a-z)'
        ],
    ),
    "certificates": (
        ingress(rules=[rule()], tls=[{"hosts": ["*.example.com", "X"], "secretName": "a b"}]),
        [
            f'spec.tls[0].hosts[1]: Invalid value: "X": {SUBDOMAIN}',
            f'spec.tls[0].secretName: Invalid value: "a b": {SUBDOMAIN}',
        ],
    ),
    "a class": (
        ingress(rules=[rule()], ingressClassName="A"),
        [f'spec.ingressClassName: Invalid value: "A": {SUBDOMAIN}'],
    ),
    "two classes": (
        ingress({CLASS: "foo"}, rules=[rule()], ingressClassName="bar"),
        [
            f'annotations.{CLASS}: Invalid value: "foo": must match `ingressClassName` when both are specified'
        ],
    ),
}


@pytest.mark.parametrize(("document", "said"), CASES.values(), ids=list(CASES))
def test_what_is_wrong_with_an_ingress(
    document: Object, said: list[str], refusals: Refusals
) -> None:
    assert refusals(document) == said


def test_two_classes_are_let_in_on_update(refusals: Refusals) -> None:
    old = ingress({CLASS: "foo"}, rules=[rule()])
    assert refusals({**old, "spec": {**old["spec"], "ingressClassName": "bar"}}, old) == []


def test_what_is_stored_and_told(admit: Admit) -> None:
    stored, said = admit(
        {
            **ingress({CLASS: "foo"}, rules=[rule()]),
            "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.9"}]}},
        }
    )
    assert stored["status"] == {"loadBalancer": {}} and stored["metadata"]["generation"] == 1
    assert said == [
        f"annotation \"{CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"
    ]
    assert admit(ingress({CLASS: "foo"}, rules=[rule()], ingressClassName="foo"))[1] == []


@pytest.mark.parametrize(
    ("given", "cells"),
    [
        (ingress(defaultBackend=BACKEND), ["<none>", "*", "", "80"]),
        (
            ingress(ingressClassName="nginx", rules=[rule(), rule("b"), rule("")], tls=[{}]),
            ["nginx", "shop.example.com,b", "", "80, 443"],
        ),
        (
            {
                **ingress(rules=[rule(name) for name in "abcde"]),
                "status": {
                    "loadBalancer": {"ingress": [{"ip": "203.0.113.9"}, {"hostname": "a.b"}]}
                },
            },
            ["<none>", "a,b,c + 2 more...", "203.0.113.9,a.b", "80"],
        ),
    ],
)
def test_the_columns_of_an_ingress(given: Object, cells: list[str]) -> None:
    assert [column.cell(given, NOW) for column in kinds.kind_of_key("Ingress").columns] == cells


def described(obj: Object, *others: Object) -> str:
    found = Objects()
    for other in others:
        found.add(key(other).kind, key(other).path, other)
    describe = kinds.kind_of_key(key(obj).kind).describe
    assert describe is not None
    return align([describe(obj, Cluster(found, now=NOW))])


def test_a_description_leads_to_the_pods() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"ports": [{"name": "http", "port": 80}, {"name": "admin", "port": 81}]},
    }
    endpoint_slice = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "addressType": "IPv4",
        "metadata": {
            "name": "web-1",
            "namespace": "default",
            "labels": {"kubernetes.io/service-name": "web"},
        },
        "endpoints": [{"addresses": ["10.244.1.2"], "conditions": {"ready": True}}],
        "ports": [{"name": "http", "port": 8080}, {"name": "admin", "port": 8081}],
    }
    admin = {"service": {"name": "web", "port": {"name": "admin"}}}
    bucket = {"resource": {"apiGroup": "k8s.example.com", "kind": "Bucket", "name": "static"}}
    given = ingress(
        {"a": "b"},
        ingressClassName="nginx",
        defaultBackend={"service": {"name": "gone", "port": {"number": 80}}},
        tls=[{"hosts": ["shop.example.com"], "secretName": "shop"}, {"hosts": ["b"]}],
        rules=[rule(), rule("", admin, path="/admin"), rule("b", bucket), {"host": "c"}],
    )
    assert (
        described(given, service, endpoint_slice)
        == """\
Name:             shop
Labels:           <none>
Namespace:        default
Address:          \n\
Ingress Class:    nginx
Default backend:  gone:80 (<error: services "gone" not found>)
TLS:
  shop terminates shop.example.com
  SNI routes b
Rules:
  Host              Path  Backends
  ----              ----  --------
  shop.example.com  \n\
                    /   web:80 (10.244.1.2:8080)
  *                 \n\
                    /admin   web:admin (10.244.1.2:8081)
  b                 \n\
                    /   APIGroup: k8s.example.com, Kind: Bucket, Name: static
Annotations:        a: b
"""
    )


def ingress_class(**spec: Any) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IngressClass",
        "metadata": {"name": "nginx"},
        "spec": {"controller": "example.com/ingress", **spec},
    }


REFERENCE = {"apiGroup": "k8s.example.com", "kind": "Parameters", "name": "p"}
CLASSES: list[tuple[Object, list[str]]] = [
    (ingress_class(), []),
    (ingress_class(controller=""), ["spec.controller: Required value"]),
    (
        ingress_class(controller="x"),
        [
            'spec.controller: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")'
        ],
    ),
    (
        ingress_class(controller="x/<"),
        [
            "spec.controller: Invalid value: \"<\": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"
        ],
    ),
    (
        ingress_class(controller="x/" + "y" * 249),
        ["spec.controller: Too long: may not be more than 250 bytes"],
    ),
    (
        ingress_class(parameters={**REFERENCE, "scope": "x"}),
        ['spec.parameters.scope: Unsupported value: "x": supported values: "Cluster", "Namespace"'],
    ),
    (
        ingress_class(parameters={**REFERENCE, "scope": "Namespace"}),
        ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
    ),
    (
        ingress_class(parameters={**REFERENCE, "namespace": "a"}),
        ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"],
    ),
    (
        ingress_class(parameters={**REFERENCE, "scope": "Namespace", "namespace": "a.b"}),
        ['spec.parameters.namespace: Invalid value: "a.b": must not contain dots'],
    ),
    (ingress_class(parameters={"kind": "Parameters"}), ["spec.parameters.name: Required value"]),
]


@pytest.mark.parametrize(("document", "said"), CLASSES)
def test_what_is_wrong_with_a_class(document: Object, said: list[str], refusals: Refusals) -> None:
    assert refusals(document) == said


def test_a_class_keeps_its_controller(refusals: Refusals) -> None:
    assert refusals(ingress_class(controller="a/b"), ingress_class()) == [
        'spec.controller: Invalid value: "a/b": field is immutable'
    ]


def test_parameters_are_cluster_wide(admit: Admit) -> None:
    assert admit(ingress_class(parameters=REFERENCE))[0]["spec"]["parameters"] == {
        **REFERENCE,
        "scope": "Cluster",
    }


def test_what_is_shown_of_a_class() -> None:
    plain, full = ingress_class(), ingress_class(parameters=REFERENCE)
    columns = kinds.kind_of_key("IngressClass").columns
    assert [column.cell(plain, NOW) for column in columns] == ["example.com/ingress", "<none>"]
    assert [column.cell(full, NOW) for column in columns] == [
        "example.com/ingress",
        "Parameters.k8s.example.com/p",
    ]
    assert (
        described(full)
        == """\
Name:         nginx
Labels:       <none>
Annotations:  <none>
Controller:   example.com/ingress
Parameters:
  APIGroup:  k8s.example.com
  Kind:      Parameters
  Name:      p
"""
    )
