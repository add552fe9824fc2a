"""Rules for Ingresses. Upstream rule: networking `validateIngress`."""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name, check_name_if_set, check_required_name
from minik.kinds.ingress.fields import CLASS, class_name, default_backend, paths, rules
from minik.light_typing import Any
from minik.model import ip, names
from minik.model.object import Object, annotations, spec
from minik.model.problem import invalid, not_supported, required

PATH_TYPES = frozenset(("Exact", "Prefix", "ImplementationSpecific"))
FORBIDDEN_SEQUENCES, FORBIDDEN_ENDS = ("//", "/./", "/../", "%2f", "%2F"), ("/..", "/.")
NO_ADDRESS = "must be a DNS name, not an IP address"


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
