"""APIServices: which server answers for a version of a group of the API."""
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import filled, named, path_segment
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read
from minik.model.problem import invalid, quoted, required


def default(service: Object) -> Object:
    """A service is called at its HTTPS port, unless it says otherwise."""
    return fill(service, "spec.service.port", 443) if read(service, "spec.service") is not None else service


def prepare(service: Object, old: Object | None, _: Draft) -> Object:
    """Whether it answers is its controller's to say."""
    return {**service, "status": (old or {}).get("status") or {}}


def problems(service: Object) -> Iterator[Problem]:
    group, version = read(service, "spec.group", ""), read(service, "spec.version", "")

    def rule(text: str) -> Iterator[str]:
        wrong = list(path_segment(text))
        yield from wrong
        if not wrong and text != f"{version}.{group}":
            yield f'must be `spec.version+"."+spec.group`: {quoted(f"{version}.{group}")}'
    yield from metadata_problems(service, rule, False, standard_finalizers=False)
    if not group and version != "v1":
        yield required("spec.group", "only v1 may have an empty group and it better be legacy kube")
    if group:
        yield from named("spec.group", group, names.subdomain)
    yield from named("spec.version", version, names.label_1035)
    for field, most in (("groupPriorityMinimum", 20000), ("versionPriority", 1000)):
        number = read(service, f"spec.{field}", 0)
        if not 0 < number <= most:
            yield invalid(f"spec.{field}", number, f"must be positive and less than {most}")
    yield from server_problems(service)


def server_problems(service: Object) -> Iterator[Problem]:
    """Who answers: a Service, or, where none is named, the API server itself."""
    server, bundle, trusting = (read(service, f"spec.{field}") for field in ("service", "caBundle", "insecureSkipTLSVerify"))
    if server is None:
        if bundle:
            yield invalid("spec.caBundle", f"{len(b64decode(bundle))} bytes", "local APIServices may not have a caBundle")
        if trusting:
            yield invalid("spec.insecureSkipTLSVerify", True, "local APIServices may not have insecureSkipTLSVerify")
        return
    yield from filled("spec.service", server, "namespace", "name")
    wrong = ", ".join(names.port_number(server.get("port") or 0))
    if wrong:
        yield invalid("spec.service.port", server.get("port") or 0, f"port is not valid: {wrong}")
    if trusting and bundle:
        yield invalid("spec.insecureSkipTLSVerify", True, "may not be true if caBundle is present")


def service_column(service: Object, _: datetime) -> str:
    server = read(service, "spec.service")
    return f"{server.get('namespace', '')}/{server.get('name', '')}" if server else "Local"


def available_column(service: Object, _: datetime) -> str:
    found = next((one for one in read(service, "status.conditions", []) if one.get("type") == "Available"), None)
    if found is None:
        return "Unknown"
    return "True" if found.get("status") == "True" else f"{found.get('status')} ({found.get('reason', '')})"


KIND = Kind("APIService", default=default, prepare=prepare, problems=problems, update_problems=metadata_update_problems, has_status=False,
            columns=(Column("SERVICE", service_column), Column("AVAILABLE", available_column)))
