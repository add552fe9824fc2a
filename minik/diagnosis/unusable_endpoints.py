"""Hand-written endpoints that are there and that nobody may use: none is ready, or all are of
another address family than the Service.
"""

from collections.abc import Iterator, Sequence

from minik.diagnosis.finding import Fact
from minik.diagnosis.view import View, first_few
from minik.endpoints.service_backends import service_families
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

FAMILIES = ("IPv4", "IPv6")
# A Service whose one hand-written endpoint is not ready.
EXAMPLE = """
apiVersion: v1
kind: Service
metadata: {name: db, namespace: default}
spec:
  clusterIP: 10.96.0.9
  clusterIPs: [10.96.0.9]
  ipFamilies: [IPv4]
  ports: [{port: 5432, protocol: TCP}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: default, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{name: "", port: 5432, protocol: TCP}]
endpoints: [{addresses: [192.168.2.2], conditions: {ready: false}}]
"""


def facts(view: View) -> Iterator[Fact]:
    """Yield why no hand-written endpoint of a Service may be used."""
    for service in view.services:
        if not services.selector(service) and not services.is_external_name(service):
            yield from of_service(view, service)


def of_service(view: View, service: Object) -> Iterator[Fact]:
    """Yield why no hand-written endpoint of a Service may be used; nothing where one may be."""
    namespace, name = objects.namespace(service), objects.name(service)
    labelled = endpoint_slices.slices_of_service(view.cluster, namespace, name)
    if labelled and not addresses(labelled):
        because = (
            f"no address is in EndpointSlice {first_few([objects.name(one) for one in labelled])}"
        )
        yield Fact(
            "endpoints-empty",
            objects.key(service),
            "spec",
            because,
            "endpoints: [{addresses: [ADDRESS]}]",
        )
    slices = [
        endpoint_slice
        for endpoint_slice in labelled
        if addresses([endpoint_slice]) and endpoint_slice.get("addressType") in FAMILIES
    ]
    families = service_families(service)
    fitting = [one for one in slices if one.get("addressType") in families or not families]
    if slices and not fitting:
        have = first_few(sorted({str(one.get("addressType")) for one in slices}))
        because = f"its endpoints {first_few(addresses(slices))} are of {have}, the Service has {first_few(families)}"
        fix = f"addressType: {families[0]}, with addresses of that family"
        yield Fact("endpoint-family-differs", objects.key(service), "spec.ipFamilies", because, fix)
    elif fitting and not any(map(is_usable, endpoints(fitting))):
        because = f"none of its hand-written endpoints is ready: {first_few(addresses(fitting))}"
        by_hand = view.cluster.get("Endpoints", namespace, name) is not None
        fix = (
            f"move them from notReadyAddresses to addresses in Endpoints {name}"
            if by_hand
            else "conditions: {ready: true}"
        )
        yield Fact("endpoints-not-ready", objects.key(service), "spec", because, fix)


def endpoints(slices: Sequence[Object]) -> Iterator[Object]:
    """Yield the endpoints of slices."""
    for endpoint_slice in slices:
        yield from endpoint_slices.endpoints(endpoint_slice)


def addresses(slices: Sequence[Object]) -> list[str]:
    """Return the addresses in slices."""
    return [
        address for endpoint in endpoints(slices) for address in endpoint.get("addresses") or ()
    ]


def is_usable(endpoint: Object) -> bool:
    """Return whether connections may go to an endpoint: it is ready, or leaves and still serves."""
    conditions = endpoint.get("conditions") or {}
    leaving = conditions.get("serving") is not False and bool(conditions.get("terminating"))
    return conditions.get("ready") is not False or leaving
