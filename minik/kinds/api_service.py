"""APIServices: which server serves a group and version of the API."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name, check_not_empty, path_segment
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read
from minik.model.problem import invalid, quote, required

LOCAL = {
    "status": "True",
    "reason": "Local",
    "message": "Local APIServices are always available",
}


def default(service: Object) -> Object:
    """Return the APIService with port 443 for its Service, if it has none."""
    return (
        fill(service, "spec.service.port", 443)
        if read(service, "spec.service") is not None
        else service
    )


def prepare(service: Object, old: Object | None, draft: Draft) -> Object:
    """Return the APIService with its old status, which only its controller writes; a new one of the API
    server itself is available.
    """
    if old is None and read(service, "spec.service") is None:
        now = draft.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        available = {"type": "Available", **LOCAL, "lastTransitionTime": now}
        return {**service, "status": {"conditions": [available]}}
    return {**service, "status": (old or {}).get("status") or {}}


def problems(service: Object) -> Iterator[Problem]:
    group, version = read(service, "spec.group", ""), read(service, "spec.version", "")

    def rule(text: str) -> Iterator[str]:
        wrong = list(path_segment(text))
        yield from wrong
        if not wrong and text != f"{version}.{group}":
            yield f'must be `spec.version+"."+spec.group`: {quote(f"{version}.{group}")}'

    yield from metadata_problems(service, rule, False, standard_finalizers=False)
    if not group and version != "v1":
        yield required("spec.group", "only v1 may have an empty group and it better be legacy kube")
    if group:
        yield from check_name("spec.group", group, names.subdomain)
    yield from check_name("spec.version", version, names.label_1035)
    for field, most in (("groupPriorityMinimum", 20000), ("versionPriority", 1000)):
        number = read(service, f"spec.{field}", 0)
        if not 0 < number <= most:
            yield invalid(f"spec.{field}", number, f"must be positive and less than {most}")
    yield from server_problems(service)


def server_problems(service: Object) -> Iterator[Problem]:
    """Yield the problems of the server: a Service, or, if there is none, the API server itself."""
    server, bundle, insecure = (
        read(service, f"spec.{field}") for field in ("service", "caBundle", "insecureSkipTLSVerify")
    )
    if server is None:
        if bundle:
            yield invalid(
                "spec.caBundle",
                f"{len(b64decode(bundle))} bytes",
                "local APIServices may not have a caBundle",
            )
        if insecure:
            yield invalid(
                "spec.insecureSkipTLSVerify",
                True,
                "local APIServices may not have insecureSkipTLSVerify",
            )
        return
    yield from check_not_empty("spec.service", server, "namespace", "name")
    wrong = ", ".join(names.port_number(server.get("port") or 0))
    if wrong:
        yield invalid("spec.service.port", server.get("port") or 0, f"port is not valid: {wrong}")
    if insecure and bundle:
        yield invalid("spec.insecureSkipTLSVerify", True, "may not be true if caBundle is present")


def service_column(service: Object, _: datetime) -> str:
    server = read(service, "spec.service")
    return f"{server.get('namespace', '')}/{server.get('name', '')}" if server else "Local"


def available_column(service: Object, _: datetime) -> str:
    """Return the Available condition's status, with its reason unless it is True."""
    available = next(
        (
            condition
            for condition in read(service, "status.conditions", [])
            if condition.get("type") == "Available"
        ),
        None,
    )
    if available is None:
        return "Unknown"
    return (
        "True"
        if available.get("status") == "True"
        else f"{available.get('status')} ({available.get('reason', '')})"
    )


KIND = Kind(
    "APIService",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    has_status=False,
    columns=(Column("SERVICE", service_column), Column("AVAILABLE", available_column)),
)
