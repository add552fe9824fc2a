"""Services without a selector for which nobody has written endpoints, or under another name."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches
from minik.diagnosis.finding import Fact
from minik.diagnosis.handmade_endpoints import (
    handmade_slices,
    has_ready_address,
    is_handmade,
    lacks_endpoints,
)
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.endpoints import service_backends
from minik.endpoints.service_backends import service_families
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object


def facts(view: View) -> Iterator[Fact]:
    """Yield the Services without endpoints, and the endpoints without a Service."""
    waiting = [service for service in view.neighbours if lacks_endpoints(view, service)]
    claimed: set[Key] = set()
    for finding, service in (*misnamed_endpoints(view, waiting), *unlabelled_slices(view, waiting)):
        claimed |= {objects.key(service)} if service else set()
        yield finding
    yield from (
        missing_endpoints(view, service)
        for service in waiting
        if objects.key(service) not in claimed and service in view.services
    )


def intended_service(namespace: str, name: str, waiting: Sequence[Object]) -> Object | None:
    """Return the Service that hand-written endpoints were probably meant for: of a near name, or
    the only one without endpoints.
    """
    in_namespace = {
        objects.name(service): service
        for service in waiting
        if objects.namespace(service) == namespace
    }
    return in_namespace.get(nearest(name, in_namespace)) or (
        next(iter(in_namespace.values())) if len(in_namespace) == 1 else None
    )


def misnamed_endpoints(
    view: View, waiting: Sequence[Object]
) -> Iterator[tuple[Fact, Object | None]]:
    """Yield hand-written Endpoints without a Service, each with the Service probably meant."""
    for endpoints in view.cluster.of("Endpoints") if waiting else ():
        namespace, name = objects.namespace(endpoints), objects.name(endpoints)
        if view.cluster.get("Service", namespace, name) is None and is_handmade(endpoints):
            service = intended_service(namespace, name, waiting)
            if service:
                yield (
                    Fact(
                        "endpoints-misnamed",
                        objects.key(endpoints),
                        "metadata.name",
                        f"no Service is called {name}; Service {objects.name(service)} has no selector and no endpoints",
                        patches.field("name", objects.name(service)),
                        objects.name(service),
                        about=(objects.key(service),),
                    ),
                    service,
                )


def unlabelled_slices(
    view: View, waiting: Sequence[Object]
) -> Iterator[tuple[Fact, Object | None]]:
    """Yield hand-written slices without a Service, each with the Service probably meant."""
    for endpoint_slice in handmade_slices(view):
        label, namespace = (
            objects.labels(endpoint_slice).get(service_backends.SERVICE_NAME),
            objects.namespace(endpoint_slice),
        )
        if label and view.cluster.get("Service", namespace, label):
            continue
        service = intended_service(namespace, label or objects.name(endpoint_slice), waiting)
        if label and not service and not view.settled:
            continue
        name = objects.name(service) if service else "NAME"
        reason = (
            f"its label kubernetes.io/service-name is {label}, and no such Service is in namespace {namespace}"
            if label
            else "it has no label kubernetes.io/service-name"
        )
        fix = patches.command(
            "label",
            objects.key(endpoint_slice),
            "--overwrite",
            f"kubernetes.io/service-name={name}",
        )
        yield (
            Fact(
                "slice-without-service",
                objects.key(endpoint_slice),
                "metadata.labels",
                f"{reason}, so it belongs to no Service",
                patches.choose_fix(view, fix, patches.field("kubernetes.io/service-name", name)),
                name if service else "",
                about=(objects.key(service),) if service else (),
            ),
            service,
        )


def missing_endpoints(view: View, service: Object) -> Fact:
    """Return the finding for a Service without selector and endpoints."""
    name = objects.name(service)
    family = next(iter(service_families(service)), "IPv4")
    port = next(iter(services.ports(service)), {})
    number = port.get("targetPort") if isinstance(port.get("targetPort"), int) else port.get("port")
    name_field = f"{patches.field('name', port['name'])}, " if port.get("name") else ""
    ports_field = f"ports: [{{{name_field}port: {number}}}]"
    yaml = (
        f"{{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {{{patches.field('name', f'{name}-1')}, {patches.field('namespace', objects.namespace(service))}, "
        f"labels: {{{patches.field('kubernetes.io/service-name', name)}}}}}, addressType: {family}, {ports_field}, endpoints: [{{addresses: [ADDRESS]}}]}}"
    )
    text = f"it has no selector, {written_endpoints(view, service)}, and no EndpointSlice has the label kubernetes.io/service-name={name}"
    return Fact("selectorless-without-endpoints", objects.key(service), "spec", text, yaml)


def written_endpoints(view: View, service: Object) -> str:
    """Return what the Endpoints of a Service are like, which has no EndpointSlice."""
    name = objects.name(service)
    endpoints = view.cluster.get("Endpoints", objects.namespace(service), name)
    if endpoints is None:
        return f"no Endpoints are called {name}"
    if has_ready_address(endpoints):
        return f"the Endpoints {name} are not mirrored (look whether the controller manager runs)"
    return f"the Endpoints {name} list no ready address"
