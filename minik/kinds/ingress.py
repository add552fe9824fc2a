"""Ingresses: route HTTP requests by host and path to Services."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds import _layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name, check_name_if_set, check_required_name
from minik.kinds.service import description as service_description
from minik.kinds.service import fields as services
from minik.model import ip, names
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, labels, name, namespace, spec, status
from minik.model.problem import invalid, not_supported, required

CLASS = "kubernetes.io/ingress.class"
PATH_TYPES = frozenset(("Exact", "Prefix", "ImplementationSpecific"))
FORBIDDEN_SEQUENCES, FORBIDDEN_ENDS = ("//", "/./", "/../", "%2f", "%2F"), ("/..", "/.")
NO_ADDRESS = "must be a DNS name, not an IP address"
SHOWN = 3


def rules(ingress: Object) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = spec(ingress).get("rules") or ()
    return entries


def paths(rule: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the paths of a rule, each with its backend."""
    entries: Sequence[Mapping[str, Any]] = (rule.get("http") or {}).get("paths") or ()
    return entries


def class_name(ingress: Object) -> str | None:
    """Return the ingress class name; None for the default class."""
    ingress_class: str | None = spec(ingress).get("ingressClassName")
    return ingress_class


def default_backend(ingress: Object) -> Mapping[str, Any] | None:
    """Return the backend for requests that no rule matches, or None."""
    backend: Mapping[str, Any] | None = spec(ingress).get("defaultBackend")
    return backend


def backends(ingress: Object) -> Iterator[Mapping[str, Any]]:
    """Yield every backend, the default one first."""
    if default_backend(ingress) is not None:
        yield default_backend(ingress) or {}
    yield from (path.get("backend") or {} for rule in rules(ingress) for path in paths(rule))


def prepare(ingress: Object, old: Object | None, _: Draft) -> Object:
    """Return the Ingress with its old status, which users cannot write."""
    return {**ingress, "status": (old.get("status") if old else None) or {"loadBalancer": {}}}


def problems(ingress: Object) -> Iterator[Problem]:
    """Upstream rule: networking validation `ValidateIngressCreate`."""
    yield from common_problems(ingress)
    annotation, ingress_class = annotations(ingress).get(CLASS), class_name(ingress)
    if annotation is not None and ingress_class is not None and annotation != ingress_class:
        yield invalid(
            f"annotations.{CLASS}",
            annotation,
            "must match `ingressClassName` when both are specified",
        )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Upstream rule: networking validation `ValidateIngressUpdate`."""
    yield from metadata_update_problems(new, old)
    yield from common_problems(new)


def common_problems(ingress: Object) -> Iterator[Problem]:
    """Yield the problems that are checked both on create and on update."""
    yield from metadata_problems(ingress)
    ingress_spec, backend, ingress_class = (
        spec(ingress),
        default_backend(ingress),
        class_name(ingress),
    )
    if not rules(ingress) and backend is None:
        yield invalid(
            "spec",
            ingress_spec.get("rules"),
            "either `defaultBackend` or `rules` must be specified",
        )
    if backend is not None:
        yield from backend_problems(backend, "spec.defaultBackend")
    for index, rule in enumerate(rules(ingress)):
        yield from rule_problems(rule, f"spec.rules[{index}]")
    for index, tls in enumerate(ingress_spec.get("tls") or ()):
        yield from tls_problems(tls, f"spec.tls[{index}]")
    if ingress_class is not None:
        yield from check_name("spec.ingressClassName", ingress_class, names.subdomain)


def rule_problems(rule: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a rule: its host, perhaps with a wildcard, and its paths."""
    host = rule.get("host") or ""
    if host and ip.parse_lenient(host):
        yield invalid(f"{path}.host", host, NO_ADDRESS)
    yield from check_name_if_set(f"{path}.host", host, host_rule(host))
    if rule.get("http") is not None and not paths(rule):
        yield required(f"{path}.http.paths")
    for index, entry in enumerate(paths(rule)):
        yield from path_problems(entry, f"{path}.http.paths[{index}]")


def host_rule(host: str) -> names.Rule:
    return names.wildcard if "*" in host else names.subdomain


def path_problems(entry: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of one path: absolute, normalized unless ImplementationSpecific."""
    kind, text = entry.get("pathType"), entry.get("path") or ""
    if kind is None:
        yield required(f"{path}.pathType", "pathType must be specified")
        return
    if kind not in PATH_TYPES:
        yield not_supported(f"{path}.pathType", kind, PATH_TYPES)
    elif not text.startswith("/") and (text or kind != "ImplementationSpecific"):
        yield invalid(f"{path}.path", text, "must be an absolute path")
    if kind in ("Exact", "Prefix"):
        yield from (
            invalid(f"{path}.path", text, f"must not contain '{part}'")
            for part in FORBIDDEN_SEQUENCES
            if part in text
        )
        yield from (
            invalid(f"{path}.path", text, f"cannot end with '{part}'")
            for part in FORBIDDEN_ENDS
            if text.endswith(part)
        )
    yield from backend_problems(entry.get("backend") or {}, f"{path}.backend")


def backend_problems(backend: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a backend: either a Service with a port, or another resource."""
    resource, service = backend.get("resource"), backend.get("service")
    if resource is not None and service is not None:
        yield invalid(path, "", "cannot set both resource and service backends")
    elif resource is not None:
        if resource.get("apiGroup") is not None:
            yield from check_name(
                f"{path}.resource.apiGroup", resource["apiGroup"], names.subdomain
            )
        for field in ("kind", "name"):
            yield from check_required_name(
                f"{path}.resource.{field}", resource.get(field), names.path_segment
            )
    elif service is not None:
        yield from check_required_name(f"{path}.service.name", service.get("name"), names.label)
        yield from port_problems(service.get("port") or {}, path)
    else:
        yield invalid(path, "", "resource or service backend is required")


def port_problems(port: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a Service port: either a name or a number."""
    port_name, number = port.get("name") or "", port.get("number") or 0
    if port_name and number:
        yield invalid(path, "", "cannot set both port name & port number")
    elif port_name:
        yield from check_name(f"{path}.service.port.name", port_name, names.port_name)
    elif number:
        yield from (
            invalid(f"{path}.service.port.number", number, message)
            for message in names.port_number(number)
        )
    else:
        yield required(path, "port name or number is required")


def tls_problems(tls: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a TLS entry: its hosts and its secret."""
    for index, host in enumerate(tls.get("hosts") or ()):
        yield from check_name(f"{path}.hosts[{index}]", host, host_rule(host))
    yield from check_name_if_set(f"{path}.secretName", tls.get("secretName"), names.subdomain)


def warnings(ingress: Object, old: Object | None) -> Iterator[str]:
    """Yield a warning if the deprecated class annotation is used instead of the field."""
    if old is None and CLASS in annotations(ingress) and class_name(ingress) is None:
        yield f"annotation \"{CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"


def class_cell(ingress: Object, _: datetime) -> str:
    ingress_class = class_name(ingress)
    return _layout.NONE if ingress_class is None else ingress_class


def hosts_cell(ingress: Object, _: datetime) -> str:
    """Return the first hosts, and how many more rules there are; `*` for all hosts."""
    hosts: list[str] = []
    for rule in rules(ingress):
        if len(hosts) == SHOWN:
            return f"{','.join(hosts)} + {len(rules(ingress)) - SHOWN} more..."
        hosts += [rule["host"]] if rule.get("host") else []
    return ",".join(hosts) or "*"


def address_cell(ingress: Object, _: datetime) -> str:
    """Return the load balancer's addresses, "" until its controller sets them."""
    entries = (status(ingress).get("loadBalancer") or {}).get("ingress") or ()
    return ",".join(
        sorted({entry.get("ip") or entry.get("hostname") or "" for entry in entries} - {""})
    )


def ports_cell(ingress: Object, _: datetime) -> str:
    return "80, 443" if spec(ingress).get("tls") else "80"


def describe(ingress: Object, cluster: Cluster) -> str:
    """Upstream rule: kubectl's `describeIngressV1`."""
    backend, tls = default_backend(ingress), spec(ingress).get("tls") or ()
    default_text = "<default>" if backend is None else backend_text(ingress, backend, cluster)
    lines = [
        f"Name:\t{name(ingress)}",
        *_layout.label_lines("Labels", labels(ingress)),
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
    lines += ["Rules:", *_layout.indent(_layout.table_head("Host", "Path", "Backends"))]
    for rule in rules(ingress):
        if rule.get("http") is not None:
            lines.append(f"  {rule.get('host') or '*'}\t")
            lines += [
                f"    \t{entry.get('path') or ''} \t{backend_text(ingress, entry.get('backend') or {}, cluster)}"
                for entry in paths(rule)
            ]
    if not any(rule.get("http") is not None for rule in rules(ingress)):
        lines.append(f"  *\t*\t{default_text}")
    return "\n".join([*lines, *_layout.annotation_lines("Annotations", annotations(ingress))])


def backend_text(ingress: Object, backend: Mapping[str, Any], cluster: Cluster) -> str:
    """Return a backend with its endpoints: `web:80 (10.244.1.2:9376)`."""
    service, resource = backend.get("service"), backend.get("resource")
    if service is None:
        group = (resource or {}).get("apiGroup") or _layout.NONE
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


COLUMNS = (
    Column("CLASS", class_cell),
    Column("HOSTS", hosts_cell),
    Column("ADDRESS", address_cell),
    Column("PORTS", ports_cell),
)
KIND = Kind(
    "Ingress",
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    whole_update=True,
    warnings=warnings,
    columns=COLUMNS,
    describe=describe,
)
