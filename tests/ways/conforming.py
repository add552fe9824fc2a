"""What the conformance suite of Gateway API expects of a controller, as data: the documents of a case in a few
words, the requests with their answers, and the conditions. The documents are the project's own.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import crossroads

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

INFRA, APP = "infra", "app"
V1, V2, V3 = "v1", "v2", "v3"
GROUP = "gateway.networking.k8s.io"
BACKENDS = (*((INFRA, one) for one in (V1, V2, V3)), *((APP, one) for one in ("a1", "a2")))
OK = "True"
NOT_ACCEPTED, NOT_RESOLVED = ("Accepted", "False"), ("ResolvedRefs", "False")
# an answer by a Service of the namespace infra: {"infra/v1:8080": 100}
Answer = Any


class Case(NamedTuple):
    """A case: its documents; requests as (URL, answer, header...), the answer a Service, shares, a status or a
    redirect; conditions as (kind/name, part, type, status, reason), where the part is a listener or
    the name of a parent, "" for the object itself.
    """

    documents: Sequence[Object]
    requests: Sequence[tuple[Any, ...]] = ()
    conditions: Sequence[tuple[str, str, str, str, str]] = ()


def document(kind: str, name: str, namespace: str = INFRA, **spec: Any) -> Object:
    """An object of Gateway API with a spec."""
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": metadata, "spec": spec}


def listener(
    name: str = "http", port: int = 80, protocol: str = "HTTP", hostname: str = "", **more: Any
) -> Object:
    """A listener that takes routes of its own namespace."""
    return {
        "name": name,
        "port": port,
        "protocol": protocol,
        **({"hostname": hostname} if hostname else {}),
        **more,
    }


def gateway(*listeners: Object, name: str = "edge", **spec: Any) -> Object:
    """A Gateway with listeners; one for HTTP if none is given."""
    return document(
        "Gateway", name, gatewayClassName="edge", listeners=[*(listeners or [listener()])], **spec
    )


def parent(name: str = "edge", section: str = "", **more: Any) -> Object:
    """A parentRef."""
    return {"name": name, **({"sectionName": section} if section else {}), **more}


def to(name: str, **more: Any) -> Object:
    """A backendRef to port 8080."""
    return {"name": name, "port": 8080, **more}


def rule(*backends: str | Object, **more: Any) -> Object:
    """A rule with backends, by their names or as they are."""
    refs = [to(one) if isinstance(one, str) else one for one in backends]
    return {**({"backendRefs": refs} if refs else {}), **more}


def exact(path: str, **more: Any) -> Object:
    return {"path": {"type": "Exact", "value": path}, **more}


def prefix(path: str, **more: Any) -> Object:
    return {"path": {"type": "PathPrefix", "value": path}, **more}


def route(
    *rules: Object,
    kind: str = "HTTPRoute",
    name: str = "r",
    at: Sequence[Object] | None = None,
    hosts: Sequence[str] = (),
    namespace: str = INFRA,
) -> Object:
    """A route at the Gateway `edge`, or at other parents."""
    spec: dict[str, Any] = {"parentRefs": [*(at or [parent()])], "rules": [*rules]}
    if hosts:
        spec["hostnames"] = [*hosts]
    return document(kind, name, namespace, **spec)


def grant(kind: str, *names: str, of: str = INFRA, to_kind: str = "Service") -> Object:
    """A ReferenceGrant in the namespace app for a kind of another one; for all names without any."""
    return document(
        "ReferenceGrant",
        "grant",
        APP,
        **{
            "from": [{"group": GROUP, "kind": kind, "namespace": of}],
            "to": [{"group": "", "kind": to_kind, "name": one} for one in names]
            or [{"group": "", "kind": to_kind}],
        },
    )


def tls(*secrets: str | Object, mode: str = "Terminate") -> dict[str, Any]:
    """The TLS of a listener, with Secrets by their names."""
    refs = [{"name": one} if isinstance(one, str) else one for one in secrets]
    return {"tls": {"mode": mode, **({"certificateRefs": refs} if refs else {})}}


def from_all(kinds: Sequence[str] = (), *, of: str = "All") -> dict[str, Any]:
    """What lets in routes of all namespaces, of some kinds."""
    return {
        "allowedRoutes": {
            "namespaces": {"from": of},
            **({"kinds": [{"kind": one} for one in kinds]} if kinds else {}),
        }
    }


def plain(kind: str, name: str, namespace: str = INFRA, **fields: Any) -> Object:
    """An object of the core group."""
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, **fields}


def backends() -> Iterator[Object]:
    """The namespaces, the Services with an endpoint each, and a Secret with a pair in each namespace."""
    pair = {"tls.crt": CERTIFICATE, "tls.key": KEY}
    for namespace in (INFRA, APP):
        yield plain("Namespace", namespace, "")
        yield plain("Secret", "pair", namespace, type="kubernetes.io/tls", data=pair)
    for number, (namespace, name) in enumerate(BACKENDS):
        ports = [
            {"name": "http", "port": 8080, "protocol": "TCP"},
            {"name": "dns", "port": 5300, "protocol": "UDP"},
        ]
        yield plain("Service", name, namespace, spec={"ports": ports})
        yield {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                "name": name,
                "namespace": namespace,
                "labels": {"kubernetes.io/service-name": name},
            },
            "addressType": "IPv4",
            "ports": ports,
            "endpoints": [{"addresses": [f"192.0.2.{10 + number}"], "conditions": {"ready": True}}],
        }


@cache
def stage() -> Cluster:
    """The cluster in which all cases are played."""
    return crossroads.applied([crossroads.CLASS, *backends()])


def played(case: Case) -> Cluster:
    """The cluster with the documents of a case."""
    return crossroads.applied(case.documents, stage())


def misses(case: Case) -> Iterator[str]:
    """Yield each answer and each condition that is another one than the suite expects."""
    cluster = played(case)
    for url, expected, *headers in case.requests:
        method, _, rest = url.partition(" ")
        given = rest or url
        got = crossroads.answer(
            crossroads.asked(cluster, given, *headers, method=method if rest else "")
        )
        if got != wanted(expected):
            yield f"{url} {headers}: {got}, not {expected}"
    for what, part, kind, status, reason in case.conditions:
        found = conditions(cluster, what, part).get(kind, {})
        if (found.get("status"), found.get("reason")) != (status, reason or found.get("reason")):
            yield f"{what} {part} {kind}: {found.get('status')} {found.get('reason')}, not {status} {reason}"
        generation = crossroads.object_of(cluster, *at(what))["metadata"].get("generation")
        if found.get("observedGeneration") != generation:
            yield f"{what} {part} {kind}: of another generation"


def wanted(expected: Any) -> Any:
    """The answer as it is given: shares by Services of the namespace infra, or with their own; a status and
    a redirect as they are.
    """
    if isinstance(expected, int) or isinstance(expected, dict) and "status" in expected:
        return expected
    found = {expected: 100.0} if isinstance(expected, str) else expected
    return {
        (f"{INFRA}/{one}:8080" if "/" not in one and not one.isdigit() else one): part
        for one, part in found.items()
    }


def at(what: str) -> tuple[str, str, str]:
    """Kind, name and namespace of `kind/name` or `kind/namespace/name`."""
    kind, *rest = what.split("/")
    namespace = "" if kind == "gatewayclass" else rest[0] if len(rest) > 1 else INFRA
    return kind, rest[-1], namespace


def conditions(cluster: Cluster, what: str, part: str) -> dict[str, Object]:
    """The conditions of an object, of its listener, or of a parent or an ancestor of it, by their types."""
    status = objects.status(crossroads.object_of(cluster, *at(what)))
    values = status.get("conditions") or ()
    if part:
        listeners = {one["name"]: one for one in status.get("listeners") or ()}
        several = [*(status.get("parents") or ()), *(status.get("ancestors") or ())]
        parents = {(one.get("parentRef") or one.get("ancestorRef"))["name"]: one for one in several}
        values = {**parents, **listeners}[part]["conditions"]
    return {one["type"]: one for one in values}


CERTIFICATE = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJSVENCN0tBREFnRUNBZ0VCTUFvR0NDcUdTTTQ5QkFNQ01CWXhGREFTQmdOVkJBTU1DMlY0WVcxd2JHVXUKWTI5dE1DQVhEVEkyTURFd01UQXdNREF3TUZvWUR6SXdOVFl3TVRBeE1EQXdNREF3V2pBV01SUXdFZ1lEVlFRRApEQXRsZUdGdGNHeGxMbU52YlRCWk1CTUdCeXFHU000OUFnRUdDQ3FHU000OUF3RUhBMElBQk1Wd3FleWN2cTVhClNzb0psN1JyTUpUSkRFZTlsbjFUc1hWVTZrT294YnBjYVVGQmV5ZEgvQVBabjZ3UTFxTmpLenByM2xMZ2tYSXYKbGdMTW85eUhnc21qS1RBbk1DVUdBMVVkRVFRZU1CeUNEU291WlhoaGJYQnNaUzVqYjIyQ0MyVjRZVzF3YkdVdQpZMjl0TUFvR0NDcUdTTTQ5QkFNQ0EwZ0FNRVVDSUR6ZktXTU1yQjc3STQwT2xkZ3VLMHE1SHRvZGdIdnRKaFNtCmVwcEd5cGt1QWlFQXc5VXppZEI5RjZRSE9UcUk2YTRMMHk1SXdRcThUaGtHWUJ5djhnQko0aTQ9Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K"
KEY = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCkEKLS0tLS1FTkQgUFJJVkFURSBLRVktLS0tLQo="
