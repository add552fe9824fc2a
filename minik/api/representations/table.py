"""A Table: the rows and columns that kubectl prints.

Upstream rule: printers `tablegenerator`; a column of priority 1 is for `-o wide`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from minik.api.representations import partial_metadata
from minik.errors import BadRequest
from minik.light_typing import Any, TypeAlias
from minik.model.kind import Column, Kind
from minik.model.object import Object
from minik.render.formats.table import AGE, columns

CellWriter: TypeAlias = Callable[[Object, datetime], Any]
INCLUDED = ("", "Metadata", "Object", "None")
# titles that are not written like `Last Schedule`
TITLES = {
    "CLUSTER-IP": "Cluster-IP",
    "EXTERNAL-IP": "External-IP",
    "INTERNAL-IP": "Internal-IP",
    "PORT(S)": "Port(s)",
    "IP": "IP",
    "OS-IMAGE": "OS-Image",
    "KERNEL-VERSION": "Kernel-Version",
    "CONTAINER-RUNTIME": "Container-Runtime",
    "POD-SELECTOR": "Pod-Selector",
    "UP-TO-DATE": "Up-to-date",
    "ADDRESSTYPE": "AddressType",
    "STORAGECLASS": "StorageClass",
    "VOLUMEATTRIBUTESCLASS": "VolumeAttributesClass",
    "RECLAIMPOLICY": "ReclaimPolicy",
    "VOLUMEBINDINGMODE": "VolumeBindingMode",
    "ALLOWVOLUMEEXPANSION": "AllowVolumeExpansion",
    "VOLUMEMODE": "VolumeMode",
    "GLOBAL-DEFAULT": "Global-Default",
    "PREEMPTIONPOLICY": "PreemptionPolicy",
    "MINPODS": "MinPods",
    "MAXPODS": "MaxPods",
    "SERVICEACCOUNTS": "ServiceAccounts",
    "SIGNERNAME": "SignerName",
    "REQUESTEDDURATION": "RequestedDuration",
    "PARAMKIND": "ParamKind",
    "POLICYNAME": "PolicyName",
    "PARAMREF": "ParamRef",
    "ATTACHREQUIRED": "AttachRequired",
    "PODINFOONMOUNT": "PodInfoOnMount",
    "STORAGECAPACITY": "StorageCapacity",
    "TOKENREQUESTS": "TokenRequests",
    "REQUIRESREPUBLISH": "RequiresRepublish",
    "PV": "PV",
    "PRIORITYLEVEL": "PriorityLevel",
    "MATCHINGPRECEDENCE": "MatchingPrecedence",
    "DISTINGUISHERMETHOD": "DistinguisherMethod",
    "MISSINGPL": "MissingPL",
    "NOMINALCONCURRENCYSHARES": "NominalConcurrencyShares",
    "HANDSIZE": "HandSize",
    "QUEUELENGTHLIMIT": "QueueLengthLimit",
}
TYPES: Mapping[str, Mapping[str, str]] = {
    "ReplicaSet": dict.fromkeys(("DESIRED", "CURRENT", "READY"), "integer"),
    "ReplicationController": dict.fromkeys(("DESIRED", "CURRENT", "READY"), "integer"),
    "DaemonSet": dict.fromkeys(
        ("DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE"), "integer"
    ),
    "CronJob": {"SUSPEND": "boolean", "ACTIVE": "integer"},
    "PriorityClass": {"VALUE": "integer", "GLOBAL-DEFAULT": "boolean"},
    "PodDisruptionBudget": {"ALLOWED DISRUPTIONS": "integer"},
    "CSIDriver": dict.fromkeys(
        ("ATTACHREQUIRED", "PODINFOONMOUNT", "STORAGECAPACITY", "REQUIRESREPUBLISH"), "boolean"
    ),
    "VolumeAttachment": {"ATTACHED": "boolean"},
    "ValidatingWebhookConfiguration": {"WEBHOOKS": "integer"},
    "MutatingWebhookConfiguration": {"WEBHOOKS": "integer"},
    "ValidatingAdmissionPolicy": {"VALIDATIONS": "integer"},
    "Scale": {"DESIRED": "integer", "AVAILABLE": "integer"},
}
# columns of numbers that the API calls strings
COUNTED: Mapping[str, Sequence[str]] = {
    "ConfigMap": ("DATA",),
    "Secret": ("DATA",),
    "Event": ("COUNT",),
    "Deployment": ("UP-TO-DATE", "AVAILABLE"),
}
WORDED = ("CronJob",)  # whose truths are words
TRUTHS = (("StorageClass", "ALLOWVOLUMEEXPANSION"),)  # that the API calls strings
NAMES = (("VolumeAttachment", "ATTACHER"),)  # columns of names beside the first
BARE = (("RuntimeClass", "HANDLER"),)  # columns without a description
DATES = ("CREATED AT",)
CREATED = Column("CREATED AT", lambda obj, _: obj["metadata"].get("creationTimestamp") or "")


def show(
    kind: Kind,
    listed: Sequence[Object],
    metadata: Object,
    version: str,
    now: datetime,
    included: str = "",
    *,
    headers: bool = True,
) -> Object:
    """Return a Table of objects; `included` is how much of each stands in its row.

    Raises BadRequest for another `includeObject`.
    """
    if included not in INCLUDED:
        raise BadRequest(
            f'Unable to convert to Table as requested: includeObject: Invalid value: "{included}": '
            "must be 'Metadata', 'Object', 'None', or empty"
        )
    head = bare(kind, metadata, version, headers=headers)
    writers = cell_writers(kind)
    return {**head, "rows": [_row(obj, writers, kind, version, now, included) for obj in listed]}


def bare(kind: Kind, metadata: Object, version: str, *, headers: bool = True) -> Object:
    """Return a Table without its rows."""
    shown = shown_columns(kind) if headers else ()
    return {
        "kind": "Table",
        "apiVersion": f"meta.k8s.io/{version}",
        "metadata": {name: value for name, value in metadata.items() if value},
        "columnDefinitions": [_definition(column, kind) for column in shown] if headers else None,
    }


def shown_columns(kind: Kind) -> Sequence[Column]:
    """Return all columns of a kind; one without any shows when its objects were created."""
    shown = list(columns(kind, wide=True))
    if not kind.columns and not kind.whole_row and not kind.custom and kind.name in WITHOUT_PRINTER:
        return [CREATED if column is AGE else column for column in shown]
    return shown


WITHOUT_PRINTER = ("Role", "ClusterRole", "LimitRange", "CustomResourceDefinition")


def title(text: str) -> str:
    """Return the name of a column as the API has it: `Last Schedule` for `LAST SCHEDULE`."""
    return TITLES.get(text, text.title() if text.isupper() else text)


def _definition(column: Column, kind: Kind) -> Object:
    name = column.name or title(column.title)
    default = f"Custom resource definition column (in JSONPath format): {name}"
    text = column.description or (default if kind.custom else f"{name} of the object.")
    is_name = name == "Name" or (kind.key, column.title) in NAMES
    return {
        "name": name,
        "type": column_type(column, kind),
        "format": "name" if is_name else column.format,
        "description": "" if (kind.key, column.title) in BARE else text,
        "priority": int(column.wide),
    }


def column_type(column: Column, kind: Kind) -> str:
    """Return the type of a column: string unless it is known to be another."""
    if column.type:
        return column.type
    if column.title in DATES or kind.custom and column is AGE:
        return "date"
    return TYPES.get(kind.key, {}).get(column.title, "string")


def _row(
    obj: Object,
    writers: Sequence[CellWriter],
    kind: Kind,
    version: str,
    now: datetime,
    included: str,
) -> Object:
    cells = [write(obj, now) for write in writers]
    if included == "None":
        return {"cells": cells, "object": None}
    if included == "Object":
        named = {"kind": kind.name, "apiVersion": kind.api_version}
        return {"cells": cells, "object": obj if "kind" in obj else {**named, **obj}}
    return {"cells": cells, "object": partial_metadata.of(obj, version)}


def cell_writers(kind: Kind) -> Sequence[CellWriter]:
    """Return what makes the cells of a row of an object at a time, one for each column."""
    return [_writer(column, kind) for column in shown_columns(kind)]


def _writer(column: Column, kind: Kind) -> CellWriter:
    """Return what makes the cells of a column: numbers and truths are no texts."""
    form, cell = column_type(column, kind), column.cell
    words: Mapping[str, Any] = {}
    if form == "integer" or column.title in COUNTED.get(kind.key, ()):
        return lambda obj, now: _number(cell(obj, now), kind)
    if form == "boolean" and kind.custom:
        words = {"true": True, "": None}
        return lambda obj, now: words.get(cell(obj, now), False)
    if form == "boolean" and kind.key in WORDED:
        words = {"true": "True", "false": "False"}
    elif form == "boolean" or (kind.key, column.title) in TRUTHS:
        words = {"true": True, "false": False}
    elif kind.custom and column.name:
        words = {"": None}
    if not words:
        return cell
    return lambda obj, now: _worded(cell(obj, now), words)


def _number(text: str, kind: Kind) -> Any:
    return int(text) if text.lstrip("-").isdigit() else None if kind.custom else text


def _worded(text: str, words: Mapping[str, Any]) -> Any:
    return words.get(text, text)
