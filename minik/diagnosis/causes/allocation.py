"""Addresses and ports that the server would not allocate, and allocated ones that cannot be
changed.
"""

import re
from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import Refusal, View, title
from minik.errors import Problem
from minik.intake import last_applied
from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Object
from minik.model.shell import quote

ADDRESS = Cause(
    "cluster-ip-unavailable",
    "F38",
    ERROR,
    "the cluster IP is taken, or lies outside the cluster's range",
    "A cluster IP that is asked for must lie in the service range of the cluster and belong to nobody else. Leave the field out, and the "
    "server gives a free one.",
)
CHANGED = Cause(
    "cluster-ip-changed",
    "F39",
    ERROR,
    "the cluster IP is changed, which the server refuses",
    "spec.clusterIP cannot be changed once it is set, unless the type changes from or to ExternalName. Delete the Service and create it "
    "anew.",
)
HEADLESS = Cause(
    "headless-stays-headless",
    "F40",
    WARNING,
    "clusterIP: None was removed from the file, but the Service stays headless",
    "A Service that was created without a cluster IP keeps None; leaving the field out of the file changes nothing. Only deleting and "
    "creating it anew gives it an address.",
)
NODE_PORT = Cause(
    "node-port-unavailable",
    "F41",
    ERROR,
    "the node port is taken, or lies outside the range",
    "A node port that is asked for must lie in the range of the cluster (30000-32767 unless set up otherwise) and belong to no other "
    "Service.",
)
FORBIDDEN = Cause(
    "node-port-forbidden",
    "F42",
    ERROR,
    "nodePort on a Service whose type has none",
    "Only Services of type NodePort and LoadBalancer have node ports; the server refuses the field for the others.",
)
LOST = Cause(
    "port-lost-on-apply",
    "F36",
    WARNING,
    "of two ports with one number, for TCP and UDP, one was lost when the file was applied",
    "Client-side apply merges the ports of a Service by their number alone, so an added port with the same number and another protocol "
    "overwrites or drops one of them. Use server-side apply, or replace.",
)
REFUSED = Cause(
    "document-refused",
    "",
    ERROR,
    "the server would not take the document",
    "Nothing that the server refuses works. minik validate tells every reason.",
)
IP_FIELDS = re.compile(r"^spec\.clusterIPs?(\[\d+\])?$")
PORT_FIELD = re.compile(r"^spec\.ports\[(\d+)\]\.nodePort$")


def findings(view: View) -> Iterator[Finding]:
    yield from (finding for refusal in view.refusals for finding in refusal_findings(refusal))
    yield from changed_addresses(view)
    if not view.settled:
        yield from clashes(view)
    for service in view.services:
        yield from last_applied_findings(service)


def refusal_findings(refusal: Refusal) -> Iterator[Finding]:
    """Yield why the server refuses a document, each reason under its own code if it has one."""
    is_reported = False
    for cause in refusal.error.causes:
        code, doubt = refusal_code(refusal, cause)
        if (
            code is None
            and cause.field.endswith(".targetPort")
            and re.search(r'"[0-9]+"', cause.message)
        ):
            is_reported = True  # a number in quotes is a cause of another family
        elif code and not is_reported:
            file, line = refusal.place(cause.field)
            yield Finding(
                code,
                refusal.key,
                cause.field,
                cause.message,
                FIXES[code],
                doubt=doubt,
                file=file,
                line=line,
            )
            is_reported = True
    if not is_reported:
        first_field = refusal.error.causes[0].field if refusal.error.causes else ""
        file, line = refusal.place(first_field)
        yield Finding(
            REFUSED,
            refusal.key,
            first_field,
            refusal.error.message,
            "minik validate -f " + file,
            file=file,
            line=line,
        )


def refusal_code(refusal: Refusal, cause: Problem) -> tuple[Cause | None, str]:
    """Return the code of a refused field (None if it has none), and SUSPECT if it depends on the
    cluster's settings.
    """
    if refusal.key.kind != "Service":
        return None, ""
    if IP_FIELDS.match(cause.field) and ip.parse_strict(services.cluster_ip(refusal.value)):
        return ADDRESS, SUSPECT
    node_port = PORT_FIELD.match(cause.field)
    if node_port and cause.reason == "FieldValueForbidden":
        return FORBIDDEN, ""
    if node_port and is_port_number(refusal.value, int(node_port[1])):
        return NODE_PORT, SUSPECT
    return None, ""


def is_port_number(service: Object, index: int) -> bool:
    """Return whether a node port is a number that ports have."""
    number = services.ports(service)[index].get("nodePort")
    return isinstance(number, int) and 0 < number < 1 << 16


FIXES = {
    ADDRESS: "leave clusterIP out",
    NODE_PORT: "leave nodePort out, or choose one from 30000 to 32767",
    FORBIDDEN: "type: NodePort, or without nodePort",
}


def changed_addresses(view: View) -> Iterator[Finding]:
    """Yield Services whose cluster IP a later document changes."""
    for old, new, place in view.redefinitions:
        if (
            new["kind"] != "Service"
            or services.is_external_name(old)
            or services.is_external_name(new)
        ):
            continue
        old_address, new_address = services.cluster_ip(old), services.cluster_ip(new)
        file, line = place("spec.clusterIP")
        if old_address and new_address and old_address != new_address:
            yield Finding(
                CHANGED,
                objects.key(new),
                "spec.clusterIP",
                f"it is {old_address} before, {new_address} here",
                f"minik delete svc {quote(objects.name(new))} -n {quote(objects.namespace(new))}, then apply",
                file=file,
                line=line,
            )
        elif old_address == services.NONE and not new_address:
            yield Finding(
                HEADLESS,
                objects.key(new),
                "spec",
                "it is clusterIP: None before, and nothing here, which changes nothing",
                f"minik delete svc {quote(objects.name(new))} -n {quote(objects.namespace(new))}, then apply",
                file=file,
                line=line,
            )


def clashes(view: View) -> Iterator[Finding]:
    """Yield documents that request the same address or node port."""
    requested_by: dict[tuple[str, str], Object] = {}
    for service in sorted(
        view.services, key=lambda candidate: view.order.get(objects.key(candidate), 0)
    ):
        requests = [
            (("", address), ADDRESS, "spec.clusterIP") for address in services.addresses(service)
        ]
        requests += [
            (
                (port.get("protocol") or "TCP", str(port["nodePort"])),
                NODE_PORT,
                f"spec.ports[{index}].nodePort",
            )
            for index, port in enumerate(services.ports(service))
            if port.get("nodePort")
        ]
        for request, code, path in requests:
            first_service = requested_by.setdefault(request, service)
            if first_service is not service:
                yield Finding(
                    code,
                    objects.key(service),
                    path,
                    f"{title(objects.key(first_service))} asks for {request[1]}, too",
                    FIXES[code],
                )


def last_applied_findings(service: Object) -> Iterator[Finding]:
    """Yield differences between the last applied file and the Service."""
    applied_document = (
        last_applied.previous_configuration(service)
        if last_applied.annotation_text(service)
        else None
    )
    spec = applied_document.get("spec") if applied_document else None
    if not isinstance(spec, dict):
        return
    key, recreate = (
        objects.key(service),
        f"minik delete svc {quote(objects.name(service))} -n {quote(objects.namespace(service))}, then apply",
    )
    is_name = "ExternalName" in (spec.get("type"), services.service_type(service))
    if (
        services.is_headless(service)
        and not spec.get("clusterIP")
        and not spec.get("clusterIPs")
        and not is_name
    ):
        yield Finding(
            HEADLESS,
            key,
            "spec.clusterIP",
            "the file that was last applied has no clusterIP, the Service still has None",
            recreate,
        )
    applied_address = spec.get("clusterIP")
    if (
        applied_address
        and services.cluster_ip(service)
        and applied_address != services.cluster_ip(service)
        and not is_name
    ):
        yield Finding(
            CHANGED,
            key,
            "spec.clusterIP",
            f"the file says {applied_address}, the Service has {services.cluster_ip(service)}",
            recreate,
        )
    ports = [port for port in spec.get("ports") or () if isinstance(port, dict)]
    existing = {(port["port"], port.get("protocol") or "TCP") for port in services.ports(service)}
    numbers = [port.get("port") for port in ports]
    lost = [
        port
        for port in ports
        if numbers.count(port.get("port")) > 1
        and (port.get("port"), port.get("protocol") or "TCP") not in existing
    ]
    for port in lost:
        yield Finding(
            LOST,
            key,
            "spec.ports",
            f"the file has {port['port']}/{port.get('protocol') or 'TCP'}, the Service has not",
            "minik replace -f FILE",
        )
