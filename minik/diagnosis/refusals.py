"""Documents that the server would refuse, and addresses and ports that two of them want."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import served_versions
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Fact
from minik.diagnosis.view import Refusal, View, title
from minik.errors import NoSuchKind, Problem
from minik.kinds.service import fields as services
from minik.model import ip, shell
from minik.model import object as objects
from minik.model.object import Object

IP_FIELDS = re.compile(r"^spec\.clusterIPs?(\[\d+\])?$")
PORT_FIELD = re.compile(r"^spec\.ports\[(\d+)\]\.nodePort$")
FIXES = {
    "cluster-ip-unavailable": "leave clusterIP out",
    "node-port-unavailable": "leave nodePort out, or choose one from 30000 to 32767",
    "node-port-forbidden": "type: NodePort, or without nodePort",
}
IN_KUSTOMIZATION = {
    True: "so it is by itself, and the kustomization may complete it",
    False: "the kustomization beside does not build from it: it may be a patch",
}


def facts(view: View) -> Iterator[Fact]:
    """Yield why documents are refused, and which of them want the same."""
    for refusal in view.refusals:
        if not (view.target_version and is_of_a_version(refusal)):  # api_uses tells of it
            yield from refusal_facts(refusal)
    if not view.settled:
        yield from clashes(view)


def refusal_facts(refusal: Refusal) -> Iterator[Fact]:
    """Yield why the server refuses a document, each reason under its own code if it has one."""
    is_reported = False
    for cause in refusal.error.causes:
        code, doubt = refusal_code(refusal, cause)
        if (
            not code
            and cause.field.endswith(".targetPort")
            and re.search(r'"[0-9]+"', cause.message)
        ):
            is_reported = True  # a number in quotes is a cause of another family
        elif code and not is_reported:
            file, line = refusal.place(cause.field)
            yield Fact(
                code,
                refusal.key,
                cause.field,
                cause.message,
                FIXES[code],
                level=INFO if is_of_other_range(refusal, code) else "",
                doubt=doubt,
                file=file,
                line=line,
            )
            is_reported = True
    if not is_reported:
        if refusal.kustomization and is_incomplete(refusal):
            yield incomplete_fact(refusal)
            return
        first_field = refusal.error.causes[0].field if refusal.error.causes else ""
        file, line = refusal.place(first_field)
        yield Fact(
            "document-refused",
            refusal.key,
            first_field,
            refusal.error.message,
            version_fix(refusal) or refusal.error.hint or shell.command("validate", "-f", file),
            file=file,
            line=line,
        )


def is_of_a_version(refusal: Refusal) -> bool:
    """Return whether some version of Kubernetes has served a document that none serves now."""
    if not isinstance(refusal.error, NoSuchKind):
        return False
    from minik.schemas import lifecycles  # noqa: PLC0415 few ask for another version

    return lifecycles.find(refusal.value["apiVersion"], refusal.value["kind"]) is not None


def is_incomplete(refusal: Refusal) -> bool:
    """Return whether a document only lacks something; where the kustomization beside does not build from
    it, whether it lacks anything.
    """
    lacking = [cause.reason == "FieldValueRequired" for cause in refusal.error.causes]
    return bool(lacking) and (all(lacking) if refusal.is_built else any(lacking))


def incomplete_fact(refusal: Refusal) -> Fact:
    """Return that a document lacks what a kustomization may add: a namespace, an image, a patch."""
    field = refusal.error.causes[0].field
    file, line = refusal.place(field)
    return Fact(
        "document-refused",
        refusal.key,
        field,
        f"{refusal.error.message}; {IN_KUSTOMIZATION[refusal.is_built]}",
        shell.command("check", "-k", refusal.kustomization),
        level=WARNING if refusal.is_built else INFO,
        doubt=SUSPECT,
        file=file,
        line=line,
    )


def version_fix(refusal: Refusal) -> str:
    """Return the version that the server serves, if the document names another; else ""."""
    if not isinstance(refusal.error, NoSuchKind):
        return ""
    return served_versions.correction(refusal.value["apiVersion"], refusal.value["kind"])


def refusal_code(refusal: Refusal, cause: Problem) -> tuple[str, str]:
    """Return the code of a refused field ("" if it has none), and SUSPECT if it depends on the
    cluster's settings.
    """
    if refusal.key.kind != "Service":
        return "", ""
    if IP_FIELDS.match(cause.field) and ip.parse_strict(services.cluster_ip(refusal.value)):
        return "cluster-ip-unavailable", SUSPECT
    node_port = PORT_FIELD.match(cause.field)
    if node_port and cause.reason == "FieldValueForbidden":
        return "node-port-forbidden", ""
    if node_port and is_port_number(refusal.value, int(node_port[1])):
        return "node-port-unavailable", SUSPECT
    return "", ""


def is_of_other_range(refusal: Refusal, code: str) -> bool:
    """Return whether a document asks for a private address: it may be one of its own cluster's range,
    which no file says.
    """
    address = ip.parse_strict(services.cluster_ip(refusal.value))
    return code == "cluster-ip-unavailable" and address is not None and address.is_private


def is_port_number(service: Object, index: int) -> bool:
    """Return whether a node port is a number that ports have."""
    number = services.ports(service)[index].get("nodePort")
    return isinstance(number, int) and 0 < number < 1 << 16


def clashes(view: View) -> Iterator[Fact]:
    """Yield documents that request the same address or node port."""
    requested_by: dict[tuple[str, str], Object] = {}
    for service in sorted(
        view.services, key=lambda candidate: view.order.get(objects.key(candidate), 0)
    ):
        requests = [
            (("", address), "cluster-ip-unavailable", "spec.clusterIP")
            for address in services.addresses(service)
        ]
        requests += [
            (
                (port.get("protocol") or "TCP", str(port["nodePort"])),
                "node-port-unavailable",
                f"spec.ports[{index}].nodePort",
            )
            for index, port in enumerate(services.ports(service))
            if port.get("nodePort")
        ]
        for request, code, path in requests:
            first_service = requested_by.setdefault(request, service)
            if first_service is not service:
                yield Fact(
                    code,
                    objects.key(service),
                    path,
                    f"{title(objects.key(first_service))} asks for {request[1]}, too",
                    FIXES[code],
                )
