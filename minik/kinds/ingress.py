"""Ingresses: which service answers for which host and path."""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds import _layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import named, named_if_set, named_required
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
    found: Sequence[Mapping[str, Any]] = spec(ingress).get("rules") or ()
    return found


def paths(rule: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The paths of a rule, each with its backend."""
    found: Sequence[Mapping[str, Any]] = (rule.get("http") or {}).get("paths") or ()
    return found


def class_name(ingress: Object) -> str | None:
    """Which controller is meant; none: the default one."""
    found: str | None = spec(ingress).get("ingressClassName")
    return found


def default_backend(ingress: Object) -> Mapping[str, Any] | None:
    """Who answers where no rule matches."""
    found: Mapping[str, Any] | None = spec(ingress).get("defaultBackend")
    return found


def backends(ingress: Object) -> Iterator[Mapping[str, Any]]:
    """Every backend that it names."""
    if default_backend(ingress) is not None:
        yield default_backend(ingress) or {}
    yield from (path.get("backend") or {} for rule in rules(ingress) for path in paths(rule))


def prepare(ingress: Object, old: Object | None, _: Draft) -> Object:
    """Users never write its status."""
    return {**ingress, "status": (old.get("status") if old else None) or {"loadBalancer": {}}}


def problems(ingress: Object) -> Iterator[Problem]:
    """Upstream rule: networking validation `ValidateIngressCreate`."""
    yield from lasting_problems(ingress)
    annotation, called = annotations(ingress).get(CLASS), class_name(ingress)
    if annotation is not None and called is not None and annotation != called:
        yield invalid(f"annotations.{CLASS}", annotation, "must match `ingressClassName` when both are specified")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Upstream rule: networking validation `ValidateIngressUpdate`."""
    yield from metadata_update_problems(new, old)
    yield from lasting_problems(new)


def lasting_problems(ingress: Object) -> Iterator[Problem]:
    """What is wrong whether it is new or not."""
    yield from metadata_problems(ingress)
    given, backend, called = spec(ingress), default_backend(ingress), class_name(ingress)
    if not rules(ingress) and backend is None:
        yield invalid("spec", given.get("rules"), "either `defaultBackend` or `rules` must be specified")
    if backend is not None:
        yield from backend_problems(backend, "spec.defaultBackend")
    for index, rule in enumerate(rules(ingress)):
        yield from rule_problems(rule, f"spec.rules[{index}]")
    for index, tls in enumerate(given.get("tls") or ()):
        yield from tls_problems(tls, f"spec.tls[{index}]")
    if called is not None:
        yield from named("spec.ingressClassName", called, names.subdomain)


def rule_problems(rule: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """One host, or one wildcard, with its paths."""
    host = rule.get("host") or ""
    if host and ip.lenient(host):
        yield invalid(f"{path}.host", host, NO_ADDRESS)
    yield from named_if_set(f"{path}.host", host, host_rule(host))
    if rule.get("http") is not None and not paths(rule):
        yield required(f"{path}.http.paths")
    for index, entry in enumerate(paths(rule)):
        yield from path_problems(entry, f"{path}.http.paths[{index}]")


def host_rule(host: str) -> names.Rule:
    return names.wildcard if "*" in host else names.subdomain


def path_problems(entry: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """One path: absolute and without detours, unless the controller reads it in its own way."""
    kind, text = entry.get("pathType"), entry.get("path") or ""
    if kind is None:
        yield required(f"{path}.pathType", "pathType must be specified")
        return
    if kind not in PATH_TYPES:
        yield not_supported(f"{path}.pathType", kind, PATH_TYPES)
    elif not text.startswith("/") and (text or kind != "ImplementationSpecific"):
        yield invalid(f"{path}.path", text, "must be an absolute path")
    if kind in ("Exact", "Prefix"):
        yield from (invalid(f"{path}.path", text, f"must not contain '{part}'") for part in FORBIDDEN_SEQUENCES if part in text)
        yield from (invalid(f"{path}.path", text, f"cannot end with '{part}'") for part in FORBIDDEN_ENDS if text.endswith(part))
    yield from backend_problems(entry.get("backend") or {}, f"{path}.backend")


def backend_problems(backend: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """A service with a port, by name or by number, or any other object."""
    resource, service = backend.get("resource"), backend.get("service")
    if resource is not None and service is not None:
        yield invalid(path, "", "cannot set both resource and service backends")
    elif resource is not None:
        if resource.get("apiGroup") is not None:
            yield from named(f"{path}.resource.apiGroup", resource["apiGroup"], names.subdomain)
        for field in ("kind", "name"):
            yield from named_required(f"{path}.resource.{field}", resource.get(field), names.path_segment)
    elif service is not None:
        yield from named_required(f"{path}.service.name", service.get("name"), names.label)
        yield from port_problems(service.get("port") or {}, path)
    else:
        yield invalid(path, "", "resource or service backend is required")


def port_problems(port: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """A port of a service: its name or its number."""
    called, number = port.get("name") or "", port.get("number") or 0
    if called and number:
        yield invalid(path, "", "cannot set both port name & port number")
    elif called:
        yield from named(f"{path}.service.port.name", called, names.port_name)
    elif number:
        yield from (invalid(f"{path}.service.port.number", number, message) for message in names.port_number(number))
    else:
        yield required(path, "port name or number is required")


def tls_problems(tls: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """The hosts for which there is a certificate, and the secret that holds it."""
    for index, host in enumerate(tls.get("hosts") or ()):
        yield from named(f"{path}.hosts[{index}]", host, host_rule(host))
    yield from named_if_set(f"{path}.secretName", tls.get("secretName"), names.subdomain)


def warnings(ingress: Object, old: Object | None) -> Iterator[str]:
    """The annotation of old, where the field is not used."""
    if old is None and CLASS in annotations(ingress) and class_name(ingress) is None:
        yield f'annotation "{CLASS}" is deprecated, please use \'spec.ingressClassName\' instead'


def class_cell(ingress: Object, _: datetime) -> str:
    called = class_name(ingress)
    return _layout.NONE if called is None else called


def hosts_cell(ingress: Object, _: datetime) -> str:
    """The first hosts, and how many more rules there are; `*` where every host is meant."""
    shown: list[str] = []
    for rule in rules(ingress):
        if len(shown) == SHOWN:
            return f"{','.join(shown)} + {len(rules(ingress)) - SHOWN} more..."
        shown += [rule["host"]] if rule.get("host") else []
    return ",".join(shown) or "*"


def address_cell(ingress: Object, _: datetime) -> str:
    """Where it is reached, once its controller said so."""
    entries = (status(ingress).get("loadBalancer") or {}).get("ingress") or ()
    return ",".join(sorted({entry.get("ip") or entry.get("hostname") or "" for entry in entries} - {""}))


def ports_cell(ingress: Object, _: datetime) -> str:
    return "80, 443" if spec(ingress).get("tls") else "80"


def describe(ingress: Object, cluster: Cluster) -> str:
    """Upstream rule: kubectl's `describeIngressV1`."""
    backend, tls = default_backend(ingress), spec(ingress).get("tls") or ()
    shown = "<default>" if backend is None else backend_text(ingress, backend, cluster)
    lines = [f"Name:\t{name(ingress)}", *_layout.labels("Labels", labels(ingress)), f"Namespace:\t{namespace(ingress)}",
             f"Address:\t{address_cell(ingress, cluster.now)}", f"Ingress Class:\t{class_cell(ingress, cluster.now)}",
             f"Default backend:\t{shown}"]
    if tls:
        lines += ["TLS:", *(f"  {entry.get('secretName') or 'SNI'} {'terminates' if entry.get('secretName') else 'routes'} "
                            f"{','.join(entry.get('hosts') or ())}" for entry in tls)]
    lines += ["Rules:", *_layout.indented(_layout.ruled("Host", "Path", "Backends"))]
    for rule in rules(ingress):
        if rule.get("http") is not None:
            lines.append(f"  {rule.get('host') or '*'}\t")
            lines += [f"    \t{entry.get('path') or ''} \t{backend_text(ingress, entry.get('backend') or {}, cluster)}"
                      for entry in paths(rule)]
    if not any(rule.get("http") is not None for rule in rules(ingress)):
        lines.append(f"  *\t*\t{shown}")
    return "\n".join([*lines, *_layout.annotations("Annotations", annotations(ingress))])


def backend_text(ingress: Object, backend: Mapping[str, Any], cluster: Cluster) -> str:
    """A backend with who is behind it: `web:80 (10.244.1.2:9376)`."""
    service, resource = backend.get("service"), backend.get("resource")
    if service is None:
        group = (resource or {}).get("apiGroup") or _layout.NONE
        return f"APIGroup: {group}, Kind: {resource.get('kind')}, Name: {resource.get('name')}" if resource else ""
    port = service.get("port") or {}
    text = f"{service.get('name')}:{port.get('name') or port.get('number') or 0}"
    found = cluster.get("Service", namespace(ingress), service.get("name") or "")
    if found is None:
        return f'{text} (<error: services "{service.get("name")}" not found>)'
    wanted = [its.get("name") or "" for its in services.ports(found) if is_meant(port, its)]
    slices = cluster.selected("EndpointSlice", namespace(ingress), {service_description.SERVICE_NAME: name(found)})
    return f"{text} ({service_description.endpoints(slices, wanted[-1] if wanted else '')})"


def is_meant(port: Mapping[str, Any], service_port: Mapping[str, Any]) -> bool:
    """Whether a backend's port is this port of the service."""
    by_number = bool(port.get("number")) and port["number"] == service_port.get("port")
    return by_number or bool(port.get("name")) and port["name"] == service_port.get("name")


COLUMNS = (Column("CLASS", class_cell), Column("HOSTS", hosts_cell), Column("ADDRESS", address_cell), Column("PORTS", ports_cell))
KIND = Kind("Ingress", prepare=prepare, problems=problems, update_problems=update_problems, whole_update=True, warnings=warnings,
            columns=COLUMNS, describe=describe)
