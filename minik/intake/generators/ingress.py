"""An Ingress from rules: `host/path=service:port,tls=secret`."""
import re
from collections.abc import Sequence
from typing import Any

from minik.errors import ClientError
from minik.model.object import Object

# A path that ends in `*` is a prefix. Upstream rule: kubectl `create_ingress.go`.
RULE = re.compile(r"(?P<host>[\w*\-.]*)/(?P<path>.*?)=(?P<service>[\w\-]+):(?P<port>[\w\-]+)(?P<tls>,tls(=[\w\-]+)?)?")
NOTHING = ("not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) "
           "or a list of rules (which catch specific paths)")


def ingress(name: str, rules: Sequence[str], *, class_name: str = "", default_backend: str = "", annotations: Sequence[str] = ()) -> Object:
    """Where requests from outside lead, by host and path."""
    if not default_backend and not rules:
        raise ClientError(NOTHING)
    found = list(map(_rule, rules))
    metadata: Object = {"name": name}
    if annotations:
        metadata["annotations"] = dict(map(_annotation, annotations))
    if default_backend and default_backend.count(":") != 1:
        raise ClientError("default-backend should be in format servicename:serviceport")
    fields = {"ingressClassName": class_name, "defaultBackend": _backend(*default_backend.split(":")) if default_backend else None,
              "rules": _by_host(found), "tls": _certificates(found)}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "status": {"loadBalancer": {}},
            "spec": {field: value for field, value in fields.items() if value}}


def _rule(text: str) -> "re.Match[str]":
    found = RULE.fullmatch(text)
    if found is None:
        raise ClientError(f"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    return found


def _annotation(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ClientError(f"annotation {text} is invalid and should be in format key=[value]")
    return key, value


def _by_host(rules: Sequence["re.Match[str]"]) -> list[Object]:
    hosts: dict[str, list[Object]] = {}
    for rule in rules:
        hosts.setdefault(rule["host"], []).append(_path(rule))
    return [{**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in hosts.items()]


def _path(rule: "re.Match[str]") -> Object:
    path, prefix = "/" + rule["path"], rule["path"].endswith("*")
    backend = _backend(rule["service"], rule["port"])
    return {"path": path[:-1] if prefix else path, "pathType": "Prefix" if prefix else "Exact", "backend": backend}


def _backend(service: str, port: str) -> Object:
    number: dict[str, Any] = {"number": int(port)} if port.isdecimal() else {"name": port}
    return {"service": {"name": service, "port": number}}


def _certificates(rules: Sequence["re.Match[str]"]) -> list[Object]:
    """One entry a secret, with its hosts; a host stands in one entry only."""
    entries: dict[str, list[str]] = {}
    known: set[str] = set()
    for rule in rules:
        host, secret = rule["host"], (rule["tls"] or "").partition("=")[2]
        if rule["tls"] and host not in known:
            known.add(host)
            if secret in entries:
                entries[secret].append(host)
            elif host or secret:
                entries[secret] = [host] if host else []
    return [{**({"hosts": hosts} if hosts else {}), **({"secretName": secret} if secret else {})} for secret, hosts in entries.items()]
