"""What `get nodes` shows of a Node. Upstream rule: `printNode`."""

from collections.abc import Callable
from datetime import datetime

from minik.kinds._columns import AGE, NAME
from minik.model.kind import Cell, Column
from minik.model.object import Object, labels, read

ROLE, ROLE_PREFIX = "kubernetes.io/role", "node-role.kubernetes.io/"


def roles(node: Object) -> str:
    """Return the node's roles from its labels; `<none>` for a plain worker."""
    role_names = {
        name.removeprefix(ROLE_PREFIX) for name in labels(node) if name.startswith(ROLE_PREFIX)
    } | {labels(node).get(ROLE, "")}
    return ",".join(sorted(role_names - {""})) or "<none>"


def status_column(node: Object, _: datetime) -> str:
    """Return Ready, NotReady or Unknown, and whether the node is cordoned."""
    ready = [
        condition.get("status")
        for condition in read(node, "status.conditions", [])
        if condition.get("type") == "Ready"
    ]
    word = "Unknown" if not ready else "Ready" if ready[-1] == "True" else "NotReady"
    return word + (",SchedulingDisabled" if read(node, "spec.unschedulable") else "")


def roles_column(node: Object, _: datetime) -> str:
    return roles(node)


def address_column(kind: str) -> Cell:
    """Return a cell that shows the first address of a type."""

    def cell(node: Object, _: datetime) -> str:
        return next(
            (
                address["address"]
                for address in read(node, "status.addresses", [])
                if address.get("type") == kind and address.get("address")
            ),
            "<none>",
        )

    return cell


def info_column(field: str, unknown: str = "<unknown>") -> Callable[[Object, datetime], str]:
    """Return a cell that shows one field of status.nodeInfo."""

    def cell(node: Object, _: datetime) -> str:
        return str(read(node, f"status.nodeInfo.{field}") or unknown)

    return cell


def kernel_column(node: Object, _: datetime) -> str:
    """Return the kernel version and the architecture."""
    version, architecture = (
        str(read(node, f"status.nodeInfo.{field}") or "")
        for field in ("kernelVersion", "architecture")
    )
    return f"{version} ({architecture})" if version and architecture else version or "<unknown>"


COLUMNS = (
    NAME,
    Column("STATUS", status_column),
    Column("ROLES", roles_column),
    AGE,
    Column("VERSION", info_column("kubeletVersion", "")),
    Column("INTERNAL-IP", address_column("InternalIP"), True),
    Column("EXTERNAL-IP", address_column("ExternalIP"), True),
    Column("OS-IMAGE", info_column("osImage"), True),
    Column("KERNEL-VERSION", kernel_column, True),
    Column("CONTAINER-RUNTIME", info_column("containerRuntimeVersion"), True),
)
