"""What describe says of an Ingress."""

from collections.abc import Mapping

from minik.kinds import layout
from minik.kinds.ingress.columns import address_cell, class_cell
from minik.kinds.ingress.fields import default_backend, paths, rules
from minik.kinds.service import description as service_description
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.object import Object, annotations, labels, name, namespace, spec


def describe(ingress: Object, cluster: Cluster) -> str:
    """Upstream rule: kubectl's `describeIngressV1`."""
    backend, tls = default_backend(ingress), spec(ingress).get("tls") or ()
    default_text = "<default>" if backend is None else backend_text(ingress, backend, cluster)
    lines = [
        f"Name:\t{name(ingress)}",
        *layout.label_lines("Labels", labels(ingress)),
        f"Namespace:\t{namespace(ingress)}",
        f"Address:\t{address_cell(ingress, cluster.now)}",
        f"Ingress Class:\t{class_cell(ingress, cluster.now)}",
        f"Default backend:\t{default_text}",
    ]
    if tls:
        lines += [
            "TLS:",
            *(
                f"  {entry.get('secretName') or 'SNI'} {'terminates' if entry.get('secretName') else 'routes'} "
                f"{','.join(entry.get('hosts') or ())}"
                for entry in tls
            ),
        ]
    lines += ["Rules:", *layout.indent(layout.table_head("Host", "Path", "Backends"))]
    for rule in rules(ingress):
        if rule.get("http") is not None:
            lines.append(f"  {rule.get('host') or '*'}\t")
            lines += [
                f"    \t{entry.get('path') or ''} \t{backend_text(ingress, entry.get('backend') or {}, cluster)}"
                for entry in paths(rule)
            ]
    if not any(rule.get("http") is not None for rule in rules(ingress)):
        lines.append(f"  *\t*\t{default_text}")
    return "\n".join([*lines, *layout.annotation_lines("Annotations", annotations(ingress))])


def backend_text(ingress: Object, backend: Mapping[str, Any], cluster: Cluster) -> str:
    """Return a backend with its endpoints: `web:80 (10.244.1.2:9376)`."""
    service, resource = backend.get("service"), backend.get("resource")
    if service is None:
        group = (resource or {}).get("apiGroup") or layout.NONE
        return (
            f"APIGroup: {group}, Kind: {resource.get('kind')}, Name: {resource.get('name')}"
            if resource
            else ""
        )
    port = service.get("port") or {}
    text = f"{service.get('name')}:{port.get('name') or port.get('number') or 0}"
    service_object = cluster.get("Service", namespace(ingress), service.get("name") or "")
    if service_object is None:
        return f'{text} (<error: services "{service.get("name")}" not found>)'
    port_names = [
        service_port.get("name") or ""
        for service_port in services.ports(service_object)
        if is_backend_port(port, service_port)
    ]
    slices = cluster.select(
        "EndpointSlice",
        namespace(ingress),
        {service_description.SERVICE_NAME: name(service_object)},
    )
    return f"{text} ({service_description.endpoints_text(slices, port_names[-1] if port_names else '')})"


def is_backend_port(port: Mapping[str, Any], service_port: Mapping[str, Any]) -> bool:
    """Whether a backend's port refers to this port of the Service."""
    by_number = bool(port.get("number")) and port["number"] == service_port.get("port")
    return by_number or bool(port.get("name")) and port["name"] == service_port.get("name")
