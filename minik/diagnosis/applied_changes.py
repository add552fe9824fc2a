"""Changes of a Service that applying its file does not make, or that it makes unasked."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches
from minik.diagnosis.finding import Fact
from minik.diagnosis.view import View
from minik.intake import last_applied
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object

ADDRESS = "clusterIP"


def facts(view: View) -> Iterator[Fact]:
    """Yield changes of a cluster IP, in the files and since the last apply."""
    yield from changed_addresses(view)
    for service in view.services:
        yield from last_applied_facts(service)


def changed_addresses(view: View) -> Iterator[Fact]:
    """Yield Services whose cluster IP a later document changes."""
    for old, new, place, apart in view.redefinitions:
        if (
            apart
            or new["kind"] != "Service"
            or services.is_external_name(old)
            or services.is_external_name(new)
        ):
            continue
        old_address, new_address = services.cluster_ip(old), services.cluster_ip(new)
        file, line = place("spec.clusterIP")
        if old_address and new_address and old_address != new_address:
            yield Fact(
                "cluster-ip-changed",
                objects.key(new),
                "spec.clusterIP",
                f"it is {old_address} before, {new_address} here",
                f"{patches.command('delete', objects.key(new))}, then apply",
                file=file,
                line=line,
            )
        elif old_address == services.NONE and not new_address:
            yield Fact(
                "headless-stays-headless",
                objects.key(new),
                "spec",
                "it is clusterIP: None before, and nothing here, which changes nothing",
                f"{patches.command('delete', objects.key(new))}, then apply",
                file=file,
                line=line,
            )


def last_applied_facts(service: Object) -> Iterator[Fact]:
    """Yield differences between the last applied file and the Service."""
    if not services.is_headless(service) and ADDRESS not in last_applied.annotation_text(service):
        return
    spec = last_applied_spec(service)
    if spec and "ExternalName" not in (spec.get("type"), services.service_type(service)):
        yield from kept_address(service, spec)


def last_applied_spec(service: Object) -> Mapping[str, Any]:
    """Return the spec of the last applied file; {} if there is none."""
    document = (
        last_applied.previous_configuration(service)
        if last_applied.annotation_text(service)
        else None
    )
    spec = document.get("spec") if document else None
    return spec if isinstance(spec, dict) else {}


def kept_address(service: Object, spec: Mapping[str, Any]) -> Iterator[Fact]:
    """Yield a cluster IP that the last applied file does not have, or has differently."""
    key, address, wanted = objects.key(service), services.cluster_ip(service), spec.get("clusterIP")
    recreate = f"{patches.command('delete', key)}, then apply"
    if services.is_headless(service) and not wanted and not spec.get("clusterIPs"):
        text = "the file that was last applied has no clusterIP, the Service still has None"
        yield Fact("headless-stays-headless", key, "spec.clusterIP", text, recreate)
    if wanted and address and wanted != address:
        text = f"the file says {wanted}, the Service has {address}"
        yield Fact("cluster-ip-changed", key, "spec.clusterIP", text, recreate)
