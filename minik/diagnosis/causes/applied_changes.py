"""Changes of a Service that applying its file does not make, or that it makes unasked."""

from collections.abc import Iterator, Mapping
from typing import Any

from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.intake import last_applied
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.shell import quote

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
LOST = Cause(
    "port-lost-on-apply",
    "F36",
    WARNING,
    "of two ports with one number, for TCP and UDP, one was lost when the file was applied",
    "Client-side apply merges the ports of a Service by their number alone, so an added port with the same number and another protocol "
    "overwrites or drops one of them. Use server-side apply, or replace.",
)


def findings(view: View) -> Iterator[Finding]:
    yield from changed_addresses(view)
    for service in view.services:
        yield from last_applied_findings(service)


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


def last_applied_findings(service: Object) -> Iterator[Finding]:
    """Yield differences between the last applied file and the Service."""
    applied_document = (
        last_applied.previous_configuration(service)
        if last_applied.annotation_text(service)
        else None
    )
    spec = applied_document.get("spec") if applied_document else None
    if isinstance(spec, dict):
        if "ExternalName" not in (spec.get("type"), services.service_type(service)):
            yield from kept_address(service, spec)
        yield from lost_ports(service, spec)


def kept_address(service: Object, spec: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a cluster IP that the last applied file does not have, or has differently."""
    key, address, wanted = objects.key(service), services.cluster_ip(service), spec.get("clusterIP")
    recreate = f"minik delete svc {quote(key.name)} -n {quote(key.namespace)}, then apply"
    if services.is_headless(service) and not wanted and not spec.get("clusterIPs"):
        text = "the file that was last applied has no clusterIP, the Service still has None"
        yield Finding(HEADLESS, key, "spec.clusterIP", text, recreate)
    if wanted and address and wanted != address:
        text = f"the file says {wanted}, the Service has {address}"
        yield Finding(CHANGED, key, "spec.clusterIP", text, recreate)


def lost_ports(service: Object, spec: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield ports of the last applied file that the Service has lost."""
    ports = [port for port in spec.get("ports") or () if isinstance(port, dict)]
    existing = {(port["port"], port.get("protocol") or "TCP") for port in services.ports(service)}
    numbers = [port.get("port") for port in ports]
    for port in ports:
        protocol = port.get("protocol") or "TCP"
        if numbers.count(port.get("port")) > 1 and (port.get("port"), protocol) not in existing:
            text = f"the file has {port['port']}/{protocol}, the Service has not"
            yield Finding(LOST, objects.key(service), "spec.ports", text, "minik replace -f FILE")
