"""An Ingress from rules: `host/path=service:port,tls=secret`."""

from collections.abc import Sequence

from minik import light_re as re
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.object import MutableObject, Object

# A path that ends in `*` is a prefix. Upstream rule: kubectl `create_ingress.go`.
RULE = re.compile(
    r"(?P<host>[\w*\-.]*)/(?P<path>.*?)=(?P<service>[\w\-]+):(?P<port>[\w\-]+)(?P<tls>,tls(=[\w\-]+)?)?"
)
NOTHING = (
    "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) "
    "or a list of rules (which catch specific paths)"
)


def build_ingress(
    name: str,
    rules: Sequence[str],
    *,
    class_name: str = "",
    default_backend: str = "",
    annotations: Sequence[str] = (),
) -> Object:
    """Build an Ingress from rules and a default backend."""
    if not default_backend and not rules:
        raise ClientError(NOTHING)
    matches = list(map(_parse_rule, rules))
    metadata: MutableObject = {"name": name}
    if annotations:
        metadata["annotations"] = dict(map(_parse_annotation, annotations))
    if default_backend and default_backend.count(":") != 1:
        raise ClientError("default-backend should be in format servicename:serviceport")
    fields = {
        "ingressClassName": class_name,
        "defaultBackend": _backend(*default_backend.split(":")) if default_backend else None,
        "rules": _rules_by_host(matches),
        "tls": _tls_entries(matches),
    }
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": metadata,
        "status": {"loadBalancer": {}},
        "spec": {field: value for field, value in fields.items() if value},
    }


def _parse_rule(text: str) -> "re.Match[str]":
    match = RULE.fullmatch(text)
    if match is None:
        raise ClientError(
            f"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
        )
    return match


def _parse_annotation(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ClientError(f"annotation {text} is invalid and should be in format key=[value]")
    return key, value


def _rules_by_host(rules: Sequence["re.Match[str]"]) -> list[Object]:
    hosts: dict[str, list[Object]] = {}
    for rule in rules:
        hosts.setdefault(rule["host"], []).append(_path_entry(rule))
    return [
        {**({"host": host} if host else {}), "http": {"paths": paths}}
        for host, paths in hosts.items()
    ]


def _path_entry(rule: "re.Match[str]") -> Object:
    path, prefix = "/" + rule["path"], rule["path"].endswith("*")
    backend = _backend(rule["service"], rule["port"])
    return {
        "path": path[:-1] if prefix else path,
        "pathType": "Prefix" if prefix else "Exact",
        "backend": backend,
    }


def _backend(service: str, port: str) -> Object:
    number: dict[str, Any] = {"number": int(port)} if port.isdecimal() else {"name": port}
    return {"service": {"name": service, "port": number}}


def _tls_entries(rules: Sequence["re.Match[str]"]) -> list[Object]:
    """Return one entry per secret, with its hosts; a host is listed only once."""
    entries: dict[str, list[str]] = {}
    seen_hosts: set[str] = set()
    for rule in rules:
        host, secret = rule["host"], (rule["tls"] or "").partition("=")[2]
        if rule["tls"] and host not in seen_hosts:
            seen_hosts.add(host)
            if secret in entries:
                entries[secret].append(host)
            elif host or secret:
                entries[secret] = [host] if host else []
    return [
        {**({"hosts": hosts} if hosts else {}), **({"secretName": secret} if secret else {})}
        for secret, hosts in entries.items()
    ]
